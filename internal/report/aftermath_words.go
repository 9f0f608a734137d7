package report

// aftermathWords is what an after-action report says in one language.
type aftermathWords struct {
	Title, Lead, Name, Realm, Made, Time, Phase string
	Phases, Acts, What                          map[string]string
	Objectives, ObjectivesEmpty                 string
	Clock, ClockEmpty                           string
	Injects, InjectsLead, InjectsEmpty          string
	Figures, FiguresLead, FiguresEmpty          string
	Beside, BesideLead, BesideEmpty             string
	This, Earlier                               string
	Scores, ScoresLead, ScoresEmpty             string
	Missed, MissedEmpty                         string
	Timeline, TimelineLead, TimelineEmpty       string
	Said, SaidEmpty                             string
	Detect, Share, Decide, None                 string
	Inject, Team, Sent, Seen, Answered          string
	Points, Graded, Part, Whole, At, Act        string
	Text, Criterion, Why, By, All, ByHand       string
	More, LeftOut                               string
}

var aftermathSays = map[string]aftermathWords{
	"en": {
		Title: "After-action report", Lead: "What was sent, what each team knew and did when, and what it came to. Nothing in it is real.", Name: "Exercise", Realm: "Realm", Made: "Made at", Time: "Exercise time", Phase: "State",
		Phases:     map[string]string{"waiting": "not started", "running": "running", "paused": "paused", "ended": "ended"},
		Acts:       map[string]string{"start": "STARTEX", "pause": "PAUSEX", "resume": "resumed", "jump": "jumped", "speed": "other speed", "end": "ENDEX"},
		What:       map[string]string{"sent": "was sent", "seen": "saw", "answered": "answered", "act": "did"},
		Objectives: "Objectives", ObjectivesEmpty: "The plan names none.", Clock: "The exercise's clock", ClockEmpty: "The exercise has not started.",
		Injects: "Injects", InjectsLead: "Times are of the exercise, by team.", InjectsEmpty: "Nothing was sent.",
		Figures: "How long the teams took", FiguresLead: "Medians over a team's injects, from the sending of each: until it was seen; until the release that its criterion asks for, or where none asks for one, the team's first release after it that went to somebody; until the first decision of a body after it. Behind each stands over how many injects.", FiguresEmpty: "There are no teams.",
		Beside: "Beside earlier exercises", BesideLead: "Figures that a person brought from the live realm, by the names of teams, each with its coverage. Exercises differ: compare with care.", BesideEmpty: "Nobody has brought figures of earlier exercises.", This: "this exercise", Earlier: "earlier:",
		Scores: "Scores", ScoresLead: "Points of what was graded, always beside how much of what could be graded was.", ScoresEmpty: "There is no score.",
		Missed: "What was not met, and why", MissedEmpty: "Nothing that was judged was missed.",
		Timeline: "What each team knew when", TimelineLead: "In the order of exercise time: what was sent, seen and answered, and what players did.", TimelineEmpty: "Nothing happened.",
		Said: "Hot wash", SaidEmpty: "Nobody has noted anything.", Detect: "To detect", Share: "To share", Decide: "To decide", None: "none",
		Inject: "Inject", Team: "Team", Sent: "Sent", Seen: "Seen", Answered: "Answered", Points: "Points", Graded: "Graded", Part: "Part", Whole: "all", At: "At", Act: "What", Text: "Observation", Criterion: "Criterion", Why: "Why", By: "Party", All: "all", ByHand: "Set by hand:",
		More: "%d further lines are left out", LeftOut: "The exercise has more than a report holds; what is over is left out.",
	},
	"fr": {
		Title: "Rapport après action", Lead: "Ce qui a été envoyé, ce que chaque équipe savait et a fait à quel moment, et le résultat. Rien n’y est réel.", Name: "Exercice", Realm: "Domaine", Made: "Établi le", Time: "Temps d’exercice", Phase: "État",
		Phases:     map[string]string{"waiting": "non commencé", "running": "en cours", "paused": "en pause", "ended": "terminé"},
		Acts:       map[string]string{"start": "STARTEX", "pause": "PAUSEX", "resume": "reprise", "jump": "saut", "speed": "autre vitesse", "end": "ENDEX"},
		What:       map[string]string{"sent": "a reçu", "seen": "a vu", "answered": "a répondu", "act": "a fait"},
		Objectives: "Objectifs", ObjectivesEmpty: "Le plan n’en nomme aucun.", Clock: "L’horloge de l’exercice", ClockEmpty: "L’exercice n’a pas commencé.",
		Injects: "Injects", InjectsLead: "Temps de l’exercice, par équipe.", InjectsEmpty: "Rien n’a été envoyé.",
		Figures: "Combien de temps les équipes ont mis", FiguresLead: "Médianes sur les injects d’une équipe, depuis l’envoi de chacun : jusqu’à sa lecture ; jusqu’à la communication que demande son critère ou, si aucun n’en demande, la première communication de l’équipe ensuite qui soit parvenue à quelqu’un ; jusqu’à la première décision d’un organe ensuite. Entre parenthèses, sur combien d’injects.", FiguresEmpty: "Il n’y a pas d’équipe.",
		Beside: "À côté d’exercices antérieurs", BesideLead: "Chiffres qu’une personne a apportés du domaine réel, par noms d’équipes, chacun avec sa couverture. Les exercices diffèrent : à comparer avec prudence.", BesideEmpty: "Personne n’a apporté les chiffres d’exercices antérieurs.", This: "cet exercice", Earlier: "plus tôt :",
		Scores: "Résultats", ScoresLead: "Points de ce qui a été évalué, toujours à côté de la part de ce qui pouvait l’être.", ScoresEmpty: "Il n’y a pas de résultat.",
		Missed: "Ce qui n’a pas été atteint, et pourquoi", MissedEmpty: "Rien de ce qui a été jugé n’a été manqué.",
		Timeline: "Ce que chaque équipe savait, et quand", TimelineLead: "Dans l’ordre du temps d’exercice : ce qui a été envoyé, vu et répondu, et ce que les joueurs ont fait.", TimelineEmpty: "Rien ne s’est passé.",
		Said: "Débriefing à chaud", SaidEmpty: "Personne n’a rien noté.", Detect: "Détecter", Share: "Partager", Decide: "Décider", None: "aucun",
		Inject: "Inject", Team: "Équipe", Sent: "Envoyé", Seen: "Vu", Answered: "Répondu", Points: "Points", Graded: "Évalué", Part: "Partie", Whole: "tout", At: "À", Act: "Quoi", Text: "Observation", Criterion: "Critère", Why: "Pourquoi", By: "Partie prenante", All: "toutes", ByHand: "Fixé à la main :",
		More: "%d autres lignes sont omises", LeftOut: "L’exercice compte plus que ce qu’un rapport contient ; le surplus est omis.",
	},
	"cs": {
		Title: "Zpráva po akci", Lead: "Co bylo odesláno, co který tým kdy věděl a udělal a jak to dopadlo. Nic z toho není skutečné.", Name: "Cvičení", Realm: "Prostor", Made: "Vyhotoveno", Time: "Čas cvičení", Phase: "Stav",
		Phases:     map[string]string{"waiting": "nezačalo", "running": "běží", "paused": "přerušeno", "ended": "skončilo"},
		Acts:       map[string]string{"start": "STARTEX", "pause": "PAUSEX", "resume": "pokračování", "jump": "skok", "speed": "jiná rychlost", "end": "ENDEX"},
		What:       map[string]string{"sent": "dostal", "seen": "viděl", "answered": "odpověděl", "act": "udělal"},
		Objectives: "Cíle", ObjectivesEmpty: "Plán žádné nejmenuje.", Clock: "Hodiny cvičení", ClockEmpty: "Cvičení nezačalo.",
		Injects: "Podněty", InjectsLead: "Časy cvičení podle týmů.", InjectsEmpty: "Nic nebylo odesláno.",
		Figures: "Jak dlouho to týmům trvalo", FiguresLead: "Mediány přes podněty týmu, od odeslání každého: než byl viděn; do předání, které žádá jeho kritérium, a kde žádné o předání nežádá, do prvního předání týmu po něm, které se k někomu dostalo; do prvního rozhodnutí orgánu po něm. V závorce přes kolik podnětů.", FiguresEmpty: "Nejsou žádné týmy.",
		Beside: "Vedle dřívějších cvičení", BesideLead: "Údaje, které osoba přinesla z ostrého prostoru, podle jmen týmů, každý se svým pokrytím. Cvičení se liší: srovnávejte opatrně.", BesideEmpty: "Nikdo nepřinesl údaje dřívějších cvičení.", This: "toto cvičení", Earlier: "dříve:",
		Scores: "Hodnocení", ScoresLead: "Body za to, co bylo hodnoceno, vždy vedle toho, kolik z hodnotitelného hodnoceno bylo.", ScoresEmpty: "Žádné hodnocení není.",
		Missed: "Co nebylo splněno a proč", MissedEmpty: "Nic z posuzovaného nebylo zmeškáno.",
		Timeline: "Co který tým kdy věděl", TimelineLead: "V pořadí času cvičení: co bylo odesláno, viděno a zodpovězeno a co hráči udělali.", TimelineEmpty: "Nic se nestalo.",
		Said: "Bezprostřední vyhodnocení", SaidEmpty: "Nikdo nic nepoznamenal.", Detect: "Zjištění", Share: "Sdílení", Decide: "Rozhodnutí", None: "žádné",
		Inject: "Podnět", Team: "Tým", Sent: "Odesláno", Seen: "Viděno", Answered: "Odpověď", Points: "Body", Graded: "Hodnoceno", Part: "Část", Whole: "vše", At: "V čase", Act: "Co", Text: "Pozorování", Criterion: "Kritérium", Why: "Proč", By: "Strana", All: "všechny", ByHand: "Nastaveno ručně:",
		More: "dalších řádků je vynecháno: %d", LeftOut: "Cvičení má víc, než zpráva pojme; zbytek je vynechán.",
	},
}
