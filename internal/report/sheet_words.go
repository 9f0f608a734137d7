package report

// sheetWords is what a decision sheet says beside the text that was decided on.
type sheetWords struct {
	Lead, Body, Under, Text, Number, Way, Outcome, Put, Expired, Closed, By, Counted, Confirmed, Annex, Said, Hidden, Channel, Silent, Effects, NoEffects, NotSet, Proof, Digest, Closing, Certificate, Check, Recalled, Protest, Rehearsal, Page, Everybody string
	Modes, Outcomes, Stands, Levels, Kinds, Alerts                                                                                                                                                                                                           map[string]string
}

var sheetSays = map[string]sheetWords{
	"en": {
		Lead: "Decision sheet. What proves the decision is the certificate of the digest below.", Body: "Body", Under: "Under", Text: "Text", Number: "Proposal", Way: "How", Outcome: "Outcome", Put: "Put to the members", Expired: "Expiry", Closed: "Closed",
		By: "Times are by the clock of the secretariat, %s.", Counted: "Decided by", Confirmed: "Confirmed by", Annex: "Annex", Said: "What members said",
		Hidden: "By the rules of the body its record names nobody: %d joined, %d reserved, %d objected.", Channel: "by another channel: %s", Silent: "nothing", Effects: "Effects", NoEffects: "The text sets nothing going.", NotSet: "The effects that the text names were not set going.",
		Proof: "Proof", Digest: "Digest of the text (SHA-256)", Closing: "Digest of the closing", Certificate: "Digest of the certificate", Recalled: "Withdrawn because", Protest: "protests", Rehearsal: "Rehearsal: decided on for practice, and nothing is set going", Everybody: "everybody", Page: "{current} / {total}",
		Check:    "The code names the proposal, the text and the certificate. Have the certificate from any party's node and check it without one: entente-verify FILE.",
		Modes:    map[string]string{"silence": "silence", "consensus": "consensus", "unanimity": "unanimity", "majority": "majority"},
		Levels:   map[string]string{"technical": "technical level", "operational": "operational level", "political": "political level"},
		Outcomes: map[string]string{"adopted": "adopted", "broken": "broken by an objection", "rejected": "rejected", "lapsed": "lapsed: members that had to state did not", "unreached": "not adopted: the text did not reach everybody", "withdrawn": "withdrawn"},
		Stands:   map[string]string{"join": "joins", "reserve": "reserves", "break": "objects"},
		Kinds:    map[string]string{"alert-level": "Alert level", "release-ceiling": "Ceiling for releases between the parties of the body", "template-generation": "Publishes the generation of the deed", "assistance": "Makes a mission of the request"},
		Alerts:   map[string]string{"normal": "normal", "guarded": "guarded", "elevated": "elevated", "high": "high", "severe": "severe"},
	},
	"fr": {
		Lead: "Feuille de décision. La preuve de la décision est le certificat dont l’empreinte figure ci-dessous.", Body: "Organe", Under: "En vertu de", Text: "Texte", Number: "Proposition", Way: "Mode", Outcome: "Issue", Put: "Soumis aux membres", Expired: "Expiration", Closed: "Clos",
		By: "Les heures sont celles du secrétariat, %s.", Counted: "Décidé par", Confirmed: "Confirmé par", Annex: "Annexe", Said: "Ce que les membres ont dit",
		Hidden: "Selon les règles de l’organe, le procès-verbal ne nomme personne : %d adhésions, %d réserves, %d objections.", Channel: "par une autre voie : %s", Silent: "rien", Effects: "Effets", NoEffects: "Le texte ne déclenche rien.", NotSet: "Les effets que le texte nomme n’ont pas été déclenchés.",
		Proof: "Preuve", Digest: "Empreinte du texte (SHA-256)", Closing: "Empreinte de la clôture", Certificate: "Empreinte du certificat", Recalled: "Retiré parce que", Protest: "proteste", Rehearsal: "Répétition : décidé pour s’exercer, sans rien déclencher", Everybody: "tous", Page: "{current} / {total}",
		Check:    "Le code nomme la proposition, le texte et le certificat. Demandez le certificat au nœud de toute partie et vérifiez-le sans nœud : entente-verify FICHIER.",
		Modes:    map[string]string{"silence": "silence", "consensus": "consensus", "unanimity": "unanimité", "majority": "majorité"},
		Levels:   map[string]string{"technical": "niveau technique", "operational": "niveau opérationnel", "political": "niveau politique"},
		Outcomes: map[string]string{"adopted": "adopté", "broken": "rompu par une objection", "rejected": "rejeté", "lapsed": "caduc : des membres qui devaient se prononcer ne l’ont pas fait", "unreached": "non adopté : le texte n’est pas parvenu à tous", "withdrawn": "retiré"},
		Stands:   map[string]string{"join": "adhère", "reserve": "émet une réserve", "break": "s’oppose"},
		Kinds:    map[string]string{"alert-level": "Niveau d’alerte", "release-ceiling": "Plafond de diffusion entre les parties de l’organe", "template-generation": "Publie la génération de l’acte", "assistance": "Fait une mission de la demande"},
		Alerts:   map[string]string{"normal": "normal", "guarded": "vigilance", "elevated": "renforcé", "high": "élevé", "severe": "grave"},
	},
	"cs": {
		Lead: "List rozhodnutí. Rozhodnutí dokazuje osvědčení, jehož otisk je níže.", Body: "Orgán", Under: "Podle", Text: "Text", Number: "Návrh", Way: "Způsob", Outcome: "Výsledek", Put: "Předloženo členům", Expired: "Konec lhůty", Closed: "Uzavřeno",
		By: "Časy jsou podle hodin sekretariátu, %s.", Counted: "Rozhodli", Confirmed: "Potvrdili", Annex: "Příloha", Said: "Co řekli členové",
		Hidden: "Podle pravidel orgánu záznam nikoho nejmenuje: připojilo se %d, výhradu mělo %d, namítlo %d.", Channel: "jinou cestou: %s", Silent: "nic", Effects: "Účinky", NoEffects: "Text nic nespouští.", NotSet: "Účinky, které text jmenuje, spuštěny nebyly.",
		Proof: "Důkaz", Digest: "Otisk textu (SHA-256)", Closing: "Otisk uzavření", Certificate: "Otisk osvědčení", Recalled: "Vzato zpět, protože", Protest: "protestuje", Rehearsal: "Nácvik: rozhodnuto pro cvičení, nic se nespouští", Everybody: "všichni", Page: "{current} / {total}",
		Check:    "Kód jmenuje návrh, text a osvědčení. Osvědčení vydá uzel kterékoli strany a ověří se bez uzlu: entente-verify SOUBOR.",
		Modes:    map[string]string{"silence": "mlčky", "consensus": "konsensem", "unanimity": "jednomyslně", "majority": "většinou"},
		Levels:   map[string]string{"technical": "technická úroveň", "operational": "operační úroveň", "political": "politická úroveň"},
		Outcomes: map[string]string{"adopted": "přijato", "broken": "přerušeno námitkou", "rejected": "zamítnuto", "lapsed": "zaniklo: členové, kteří se měli vyjádřit, se nevyjádřili", "unreached": "nepřijato: text nedošel všem", "withdrawn": "vzato zpět"},
		Stands:   map[string]string{"join": "připojuje se", "reserve": "má výhradu", "break": "namítá"},
		Kinds:    map[string]string{"alert-level": "Stupeň pohotovosti", "release-ceiling": "Strop pro předání mezi stranami orgánu", "template-generation": "Zveřejňuje generaci listiny", "assistance": "Dělá z žádosti misi"},
		Alerts:   map[string]string{"normal": "běžný", "guarded": "ostražitý", "elevated": "zvýšený", "high": "vysoký", "severe": "krizový"},
	},
}
