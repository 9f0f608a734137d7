package alert

import (
	"slices"

	"entente/internal/clause"
	"entente/internal/crisis"
)

// Criterion says when a level is right.
type Criterion struct {
	Level string      `json:"level"`
	Text  clause.Text `json:"text" doc:"By language: en, fr, cs"`
}

// Criteria lists them, the calmest level first. They are our own, made for parties
// that have none in common; a body can set others in its decisions, and a party
// states beside the level what its own scheme calls it.
func Criteria() []Criterion {
	return []Criterion{
		{"normal", clause.Text{
			"en": "No known threat to the party beyond what its services deal with day by day. Reports flow in the ordinary way.",
			"fr": "Aucune menace connue pour la partie au-delà de ce que ses services traitent au quotidien. Les rapports suivent la voie ordinaire.",
			"cs": "Není známa hrozba nad rámec toho, co složky strany řeší každý den. Hlášení jdou obvyklou cestou.",
		}},
		{"guarded", clause.Text{
			"en": "A threat is known that could reach the party: a flaw that is used elsewhere, a campaign against another party, an announced attack. Nothing has been found here.",
			"fr": "Une menace susceptible d’atteindre la partie est connue : faille exploitée ailleurs, campagne contre une autre partie, attaque annoncée. Rien n’a été trouvé ici.",
			"cs": "Je známa hrozba, která by mohla stranu zasáhnout: chyba zneužívaná jinde, kampaň proti jiné straně, ohlášený útok. Zde se nic nenašlo.",
		}},
		{"elevated", clause.Text{
			"en": "The party is a target: attempts or single break-ins are confirmed, and no essential service is disturbed. The duty service is reinforced and looks for more.",
			"fr": "La partie est visée : des tentatives ou des intrusions isolées sont confirmées, sans perturbation d’un service essentiel. La permanence est renforcée et cherche plus avant.",
			"cs": "Strana je cílem: potvrzené pokusy nebo jednotlivé průniky bez narušení základní služby. Služba je posílena a hledá dál.",
		}},
		{"high", clause.Text{
			"en": "An essential service is disturbed, or its loss is likely within a day; or several bodies of the party are attacked together. The party’s crisis arrangements have been called, and it may ask for assistance.",
			"fr": "Un service essentiel est perturbé, ou sa perte est probable dans la journée ; ou plusieurs organismes de la partie sont attaqués ensemble. Le dispositif de crise de la partie est activé, et une demande d’assistance est possible.",
			"cs": "Základní služba je narušena nebo její výpadek do jednoho dne je pravděpodobný; anebo je napadeno několik orgánů strany zároveň. Strana svolala krizové struktury a může požádat o pomoc.",
		}},
		{"severe", clause.Text{
			"en": "Essential services have failed or are controlled by others, and the party cannot restore them alone; or life, public order or defence are in danger. The party’s highest crisis body decides.",
			"fr": "Des services essentiels sont défaillants ou contrôlés par autrui, et la partie ne peut les rétablir seule ; ou la vie, l’ordre public ou la défense sont en danger. L’organe de crise suprême de la partie décide.",
			"cs": "Základní služby selhaly nebo je ovládá někdo jiný a strana je sama neobnoví; anebo jsou ohroženy životy, veřejný pořádek či obrana. Rozhoduje nejvyšší krizový orgán strany.",
		}},
	}
}

// Rank gives the place of a level from the calmest, 0; -1 for none.
func Rank(level string) int { return slices.Index(crisis.AlertLevels(), level) }
