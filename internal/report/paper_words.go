package report

// paperWords is what a paper copy says beside the agreement's own text.
type paperWords struct {
	Lead, ID, Digest, Parties, From, Printed, Depositary, Rules, Variations, Annexes, Annex, Signatures, Signed, Prepared, Key, Missing, Check, Authentic, Translation string
	State                                                                                                                                                              map[string]string
}

var paperSays = map[string]paperWords{
	"en": {
		Lead: "Paper copy of an agreement. What binds is the digital one of this digest.", ID: "Identifier", Digest: "Digest (SHA-256)", Parties: "Parties", From: "In force from", Printed: "Signatures as of", Depositary: "depositary",
		Rules: "The machine carries out: ", Variations: "Variations and reservations", Annexes: "Annexes", Annex: "Annex", Signatures: "Signatures",
		Signed: "signed by office %s, %s, at %s", Prepared: "prepared by %s", Key: "key", Missing: "no digital signature yet. By hand: ______________________________",
		Check:       "To check this copy: read the code, or type the identifier and the digest, at any party's node under Agreements; it shows the digital text and prints its own copy. As a file it is the same, byte for byte: entente agreement check-paper FILE.",
		Authentic:   "This is the authentic text.",
		Translation: "A translation; the authentic text is in %s.",
		State:       map[string]string{"draft": "draft", "proposed": "proposed", "signed": "signed, not yet in force", "in-force": "in force", "suspended": "suspended", "terminated": "terminated", "withdrawn": "withdrawn", "declined": "declined", "superseded": "superseded", "expired": "expired"},
	},
	"fr": {
		Lead: "Copie sur papier d’un accord. Ce qui lie est l’accord numérique de cette empreinte.", ID: "Identifiant", Digest: "Empreinte (SHA-256)", Parties: "Parties", From: "En vigueur dès", Printed: "Signatures au", Depositary: "dépositaire",
		Rules: "La machine exécute : ", Variations: "Variations et réserves", Annexes: "Annexes", Annex: "Annexe", Signatures: "Signatures",
		Signed: "signé par l’office %s, %s, le %s", Prepared: "préparé par %s", Key: "clé", Missing: "pas encore de signature numérique. À la main : ______________________________",
		Check:       "Pour vérifier cette copie : lisez le code, ou tapez l’identifiant et l’empreinte, au nœud de toute partie sous Accords ; il montre le texte numérique et imprime sa propre copie. En fichier elle est la même, octet par octet : entente agreement check-paper FICHIER.",
		Authentic:   "Ce texte fait foi.",
		Translation: "Une traduction ; le texte qui fait foi est en %s.",
		State:       map[string]string{"draft": "projet", "proposed": "proposé", "signed": "signé, pas encore en vigueur", "in-force": "en vigueur", "suspended": "suspendu", "terminated": "dénoncé", "withdrawn": "retiré", "declined": "refusé", "superseded": "remplacé", "expired": "échu"},
	},
	"cs": {
		Lead: "Papírový opis dohody. Zavazuje digitální dohoda s tímto otiskem.", ID: "Identifikátor", Digest: "Otisk (SHA-256)", Parties: "Strany", From: "V platnosti od", Printed: "Podpisy ke dni", Depositary: "depozitář",
		Rules: "Stroj provádí: ", Variations: "Odchylky a výhrady", Annexes: "Přílohy", Annex: "Příloha", Signatures: "Podpisy",
		Signed: "podepsal úřad %s, %s, dne %s", Prepared: "připravil(a) %s", Key: "klíč", Missing: "zatím bez digitálního podpisu. Vlastní rukou: ______________________________",
		Check:       "Ověření opisu: přečtěte kód, nebo zadejte identifikátor a otisk u uzlu kterékoli strany v části Dohody; ukáže digitální text a vytiskne svůj opis. Jako soubor je týž, bajt po bajtu: entente agreement check-paper SOUBOR.",
		Authentic:   "Toto znění je autentické.",
		Translation: "Překlad; autentické znění je v jazyce %s.",
		State:       map[string]string{"draft": "návrh", "proposed": "navržená", "signed": "podepsaná, ještě neplatí", "in-force": "v platnosti", "suspended": "pozastavená", "terminated": "ukončená", "withdrawn": "vzatá zpět", "declined": "odmítnutá", "superseded": "nahrazená", "expired": "uplynulá"},
	},
}
