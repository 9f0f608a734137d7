package report

import (
	"fmt"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

func french() *words {
	one := func(n int64, single, many string) string {
		if n == 0 || n == 1 {
			return single
		}
		return many
	}
	return &words{
		Lang: language.French, Numbers: message.NewPrinter(language.French),

		Situation: "Rapport de situation", PartyReport: "Rapport sur %s",
		SituationFor: "Ce qui est entré, ce qui est sorti et vers qui, ce qui a été refusé et pourquoi, et ce qui reste dû.",
		PartyFor:     "Ce qui a été donné à cette partie et reçu d’elle, en vertu de quels accords, et ce qui reste dû.",

		Mark: marks("SANS MARQUAGE"), Unmarked: "compte des objets sans marquage : ne doit pas quitter cette autorité",
		Page: "Page {current} sur {total}", Exercise: "EXERCICE", RealmLive: "réel",

		Authority: "Autorité", Period: "Période", Realm: "Domaine", MadeBy: "Établi par", MadeAt: "Établi le", Fingerprint: "Clé du nœud", About: "Concerne",
		Ceiling: "Jusqu’à", NoCeiling: "tout ce que son auteur peut lire", PeriodDays: "du %s au %s, jours UTC entiers",

		Summary: "En bref",
		In:      "Ce qui est entré", InLead: "Objets détenus à ce jour et versions entrées pendant la période, par type.", InEmpty: "Rien n’est détenu et rien n’est entré.",
		ByOrigin: "Par origine",
		Out:      "Échanges, partie par partie", OutLead: "Objets des diffusions de la période. Le rapport est le nombre d’objets donnés et transmis pour un objet reçu.", OutEmpty: "Rien n’a été échangé ni arrêté pendant cette période.",
		Provisions: "En vertu de quelles dispositions", ProvisionsLead: "La disposition qui a permis chaque échange.", ProvisionsEmpty: "Aucun échange n’a eu lieu en vertu d’une disposition pendant cette période.",
		Refusals: "Ce qui a été refusé, et pourquoi", RefusalsLead: "Un objet refusé pour deux motifs est compté sous chacun d’eux.", RefusalsEmpty: "Rien n’a été refusé pendant cette période.",
		Receipts: "Accusés de réception", ReceiptsLead: "Temps écoulé entre la diffusion et la signature du destinataire.", ReceiptsEmpty: "Aucune diffusion de cette période n’a encore été signée.",
		Open: "Accusés de réception en attente", OpenLead: "Diffusions que le destinataire n’a pas signées, la plus ancienne d’abord.", OpenEmpty: "Toutes les diffusions ont été signées.",
		Recalls: "Rappels et exécution", RecallsLead: "Ordres de la période, et ordres antérieurs encore ouverts.", RecallsEmpty: "Aucun rappel n’a été ordonné pendant cette période et aucun n’est ouvert.",
		Agreements: "Accords", AgreementsLead: "Dans leur état actuel.", AgreementsEmpty: "Il n’y a aucun accord.",
		Peers: "Liaisons avec d’autres nœuds", PeersLead: "Dans leur état actuel.", PeersEmpty: "Ce nœud n’est relié à aucun autre.",
		Ageing: "Âge des indicateurs", AgeingLead: "Indicateurs détenus à ce jour, selon leur date d’entrée.", AgeingEmpty: "Aucun indicateur n’est détenu.",
		Newest: "Objets récents à signaler", NewestLead: "Rapports, campagnes, acteurs, maliciels et vulnérabilités d’abord, puis indicateurs, parmi les plus récents de la période.", NewestEmpty: "Rien n’est entré pendant cette période.",
		More: "%s autres lignes ne figurent pas ici ; la page et l’interface les donnent toutes.",

		Type: "Type", Here: "Détenus", Came: "Entrés", Origin: "Origine", Party: "Partie", Given: "Donnés", PassedOn: "Transmis", Received: "Reçus", Withheld: "Retenus", Refused: "Refusés ici", Ratio: "Rapport",
		Agreement: "Accord", Provision: "Disposition", Objects: "Objets", Direction: "Sens", Reason: "Motif", Signed: "Signées", Unsigned: "En attente", Median: "Médiane", P95: "95 sur 100 en moins de",
		Release: "Diffusion", When: "Quand (UTC)", State: "État", From: "En vigueur dès le", Parties: "Parties", Since: "Depuis (UTC)", Sent: "Entrées envoyées", SignedFor: "Signées", Name: "Nom", TLP: "TLP", Share: "Part",
		Compliance: "Exécution", Trust: "Clé", Kind: "Nature", Words: "Clé en mots", Age: "Âge",

		SumHere: func(s string, n int64) string {
			return fmt.Sprintf("Ce nœud détient %s %s.", s, one(n, "objet", "objets"))
		},
		SumCame: func(s string, n int64) string {
			return fmt.Sprintf("%s %s pendant la période.", s, one(n, "version est entrée", "versions sont entrées"))
		},
		SumGiven: func(s string, n, p int64) string {
			return fmt.Sprintf("%s %s, vers %d %s.", s, one(n, "objet est sorti", "objets sont sortis"), p, one(p, "partie", "parties"))
		},
		SumReceived: func(s string, n, p int64) string {
			return fmt.Sprintf("%s %s de %d %s.", s, one(n, "objet est venu", "objets sont venus"), p, one(p, "autre partie", "autres parties"))
		},
		SumRefused: func(s string, n int64) string {
			return fmt.Sprintf("%s %s ; les motifs figurent plus bas.", s, one(n, "objet n’est pas passé", "objets ne sont pas passés"))
		},
		SumOpen: func(s string, n int64) string {
			return fmt.Sprintf("%s %s en attente.", s, one(n, "accusé de réception est", "accusés de réception sont"))
		},
		SumRecalls: func(ours, theirs, open string) string {
			return fmt.Sprintf("Rappels : %s de notre part, %s d’autres parties ; réponses en attente : %s.", ours, theirs, open)
		},
		SumNothing: "Rien n’a été échangé dans un sens ni dans l’autre.",

		Reasons: map[string]string{
			"own": "il vient d’abord de cette partie", "unknown-marking": "il porte un marquage que ce nœud ne comprend pas", "unmarked": "il est sans marquage, ce qui n’est jamais « clear »",
			"direction": "l’accord ne vaut que dans l’autre sens", "no-agreement": "aucun accord n’est en vigueur", "category": "l’accord ne partage pas cette catégorie",
			"no-ceiling": "l’accord ne fixe pas de plafond de marquage", "ceiling": "son marquage dépasse le plafond de l’accord", "tlp-red": "TLP:RED ne vaut que pour des personnes nommées", "tlp-strict": "TLP:AMBER+STRICT reste chez son destinataire",
			"onward": "l’accord avec son origine ne permet pas de le transmettre", "onward-ceiling": "son origine ne permet de le transmettre que jusqu’à un marquage inférieur", "originator": "son origine l’a diffusé sans transmission à cette partie",
			"incomplete": "son origine, son expéditeur, son destinataire ou son domaine est inconnu", "same": "cette partie le détient déjà", "no-link": "permis, mais il n’y a pas de liaison avec ce nœud", "store": "le stock n’a pas pu le prendre", "shared": "l’accord le partage", "onward-permitted": "son origine permet de le transmettre",
		},
		Directions: map[string]string{"out": "don", "onward": "transmission", "withheld": "transmission", "in": "réception"},
		States:     map[string]string{"draft": "projet", "proposed": "signatures manquantes", "signed": "signé, pas encore en vigueur", "in-force": "en vigueur", "suspended": "suspendu", "terminated": "dénoncé", "withdrawn": "retiré", "superseded": "remplacé", "expired": "expiré", "declined": "refusé"},
		Links:      map[string]string{"connected": "relié", "behind": "relié, en retard de signature", "unreachable": "injoignable", "never": "jamais joint"},
		Trusts:     map[string]string{"self": "ce nœud", "invited": "par invitation", "introduced": "présentée par une autre partie", "compared": "comparée par une personne"},
		Complied:   map[string]string{"sent": "pas encore de réponse", "executed": "exécuté", "refused": "refusé"},
		Ages:       map[string]string{"expired": "au-delà de leur fin de validité", "30": "de plus de 30 jours", "90": "de plus de 90 jours", "365": "de plus de 365 jours", "all": "tous"},
		Kinds:      map[string]string{"nation": "nation", "alliance": "alliance", "partner": "partenaire"},
		Generation: "génération %d", Unknown: "non compris", None: "sans marquage", Dash: "–", NotMeasured: "non mesuré",
	}
}
