package report

import (
	"fmt"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

func czech() *words {
	// Czech counts one, two to four, and five or more (and none) differently.
	form := func(n int64, one, few, many string) string {
		switch {
		case n == 1:
			return one
		case n >= 2 && n <= 4:
			return few
		}
		return many
	}
	return &words{
		Lang: language.Czech, Numbers: message.NewPrinter(language.Czech),

		Situation: "Situační zpráva", PartyReport: "Zpráva o straně %s",
		SituationFor: "Co přišlo, co odešlo a komu, co bylo odmítnuto a proč a co zůstává nevyřízeno.",
		PartyFor:     "Co jsme této straně dali a co jsme od ní dostali, podle kterých dohod, a co zůstává nevyřízeno.",

		Mark: marks("BEZ OZNAČENÍ"), Unmarked: "započítává neoznačené objekty: nesmí opustit tento úřad",
		Page: "Strana {current} z {total}", Exercise: "CVIČENÍ", RealmLive: "ostrý provoz",

		Authority: "Úřad", Period: "Období", Realm: "Prostředí", MadeBy: "Zpracoval", MadeAt: "Zpracováno", Fingerprint: "Klíč uzlu", About: "Týká se",
		Ceiling: "Nejvýše", NoCeiling: "vše, co smí zpracovatel číst", PeriodDays: "od %s do %s, celé dny UTC",

		Summary: "Stručně",
		In:      "Co přišlo", InLead: "Objekty, které zde nyní jsou, a verze, které v období přišly, podle typu.", InEmpty: "Nic zde není a nic nepřišlo.",
		ByOrigin: "Podle původu",
		Out:      "Výměna podle stran", OutLead: "Objekty ve vydáních tohoto období. Poměr udává, kolik objektů jsme dali a předali dál na jeden přijatý.", OutEmpty: "V tomto období nic nepřešlo a nic nebylo zastaveno.",
		Provisions: "Podle kterých ustanovení", ProvisionsLead: "Ustanovení, které předání umožnilo.", ProvisionsEmpty: "V tomto období nic nepřešlo podle žádného ustanovení.",
		Refusals: "Co bylo odmítnuto a proč", RefusalsLead: "Objekt odmítnutý ze dvou důvodů se počítá u obou.", RefusalsEmpty: "V tomto období nebylo nic odmítnuto.",
		Receipts: "Potvrzení o přijetí", ReceiptsLead: "Doba od vydání po podpis příjemce.", ReceiptsEmpty: "Žádné vydání z tohoto období zatím není podepsáno.",
		Open: "Chybějící potvrzení", OpenLead: "Vydání, která příjemce nepodepsal, od nejstaršího.", OpenEmpty: "Všechna vydání jsou podepsána.",
		Recalls: "Stažení a jejich splnění", RecallsLead: "Příkazy z tohoto období a starší, které zůstávají otevřené.", RecallsEmpty: "V tomto období nebylo nařízeno žádné stažení a žádné není otevřené.",
		Agreements: "Dohody", AgreementsLead: "V nynějším stavu.", AgreementsEmpty: "Není zde žádná dohoda.",
		Peers: "Spojení s jinými uzly", PeersLead: "V nynějším stavu.", PeersEmpty: "Tento uzel nemá spojení s žádným jiným.",
		Ageing: "Stáří indikátorů", AgeingLead: "Indikátory, které zde nyní jsou, podle dne příchodu.", AgeingEmpty: "Není zde žádný indikátor.",
		Newest: "Nejnovější významné objekty", NewestLead: "Nejprve zprávy, kampaně, aktéři, malware a zranitelnosti, potom indikátory, z nejnovějších v období.", NewestEmpty: "V tomto období nic nepřišlo.",
		More: "Dalších řádků, které zde nejsou: %s; úplný seznam dává stránka a rozhraní.",

		Type: "Typ", Here: "Je zde", Came: "Přišlo", Origin: "Původ", Party: "Strana", Given: "Dáno", PassedOn: "Předáno dál", Received: "Přijato", Withheld: "Zadrženo", Refused: "Zde odmítnuto", Ratio: "Poměr",
		Agreement: "Dohoda", Provision: "Ustanovení", Objects: "Objekty", Direction: "Směr", Reason: "Důvod", Signed: "Podepsáno", Unsigned: "Chybí", Median: "Medián", P95: "95 ze 100 do",
		Release: "Vydání", When: "Kdy (UTC)", State: "Stav", From: "Účinná od", Parties: "Strany", Since: "Od (UTC)", Sent: "Odeslané záznamy", SignedFor: "Podepsáno", Name: "Název", TLP: "TLP", Share: "Podíl",
		Compliance: "Splnění", Trust: "Klíč", Kind: "Druh", Words: "Klíč slovy", Age: "Stáří",

		SumHere: func(s string, n int64) string {
			return fmt.Sprintf("Na tomto uzlu %s %s %s.", form(n, "je", "jsou", "je"), s, form(n, "objekt", "objekty", "objektů"))
		},
		SumCame: func(s string, n int64) string {
			return fmt.Sprintf("V období %s %s %s.", form(n, "přišla", "přišly", "přišlo"), s, form(n, "verze", "verze", "verzí"))
		},
		SumGiven: func(s string, n, p int64) string {
			return fmt.Sprintf("%s %s %s, a to %d %s.", form(n, "Odešel", "Odešly", "Odešlo"), s, form(n, "objekt", "objekty", "objektů"), p, form(p, "straně", "stranám", "stranám"))
		},
		SumReceived: func(s string, n, p int64) string {
			return fmt.Sprintf("%s %s %s od %d %s.", form(n, "Přišel", "Přišly", "Přišlo"), s, form(n, "objekt", "objekty", "objektů"), p, form(p, "jiné strany", "jiných stran", "jiných stran"))
		},
		SumRefused: func(s string, n int64) string {
			return fmt.Sprintf("%s %s %s; důvody jsou níže.", form(n, "Nepřešel", "Nepřešly", "Nepřešlo"), s, form(n, "objekt", "objekty", "objektů"))
		},
		SumOpen: func(s string, n int64) string {
			return fmt.Sprintf("%s %s potvrzení o přijetí.", form(n, "Chybí", "Chybějí", "Chybí"), s)
		},
		SumRecalls: func(ours, theirs, open string) string {
			return fmt.Sprintf("Stažení: naše %s, cizí %s; chybějících odpovědí: %s.", ours, theirs, open)
		},
		SumNothing: "Ani jedním směrem nic nepřešlo.",

		Reasons: map[string]string{
			"own": "pochází od této strany", "unknown-marking": "nese označení, kterému tento uzel nerozumí", "unmarked": "není označen, a neoznačené nikdy není „clear“",
			"direction": "dohoda platí jen opačným směrem", "no-agreement": "žádná dohoda není účinná", "category": "dohoda tuto kategorii nesdílí",
			"no-ceiling": "dohoda nestanoví nejvyšší označení", "ceiling": "jeho označení je přísnější, než dohoda připouští", "tlp-red": "TLP:RED je jen pro jmenované osoby", "tlp-strict": "TLP:AMBER+STRICT zůstává u příjemce",
			"onward": "dohoda s původcem nedovoluje předat jej dál", "onward-ceiling": "původce jej dovoluje předat dál jen do nižšího označení", "originator": "původce jej vydal bez předání této straně",
			"incomplete": "není znám původce, odesílatel, příjemce nebo prostředí", "same": "tato strana jej už má", "no-link": "dovoleno, ale s tímto uzlem není spojení", "store": "úložiště jej nemohlo přijmout", "shared": "dohoda jej sdílí", "onward-permitted": "původce dovoluje předat jej dál",
		},
		Directions: map[string]string{"out": "předání", "onward": "předání dál", "withheld": "předání dál", "in": "příjem"},
		States:     map[string]string{"draft": "návrh", "proposed": "chybějí podpisy", "signed": "podepsaná, dosud neúčinná", "in-force": "účinná", "suspended": "pozastavená", "terminated": "ukončená", "withdrawn": "stažená", "superseded": "nahrazená", "expired": "uplynulá", "declined": "odmítnutá"},
		Links:      map[string]string{"connected": "spojeno", "behind": "spojeno, podpisy se opožďují", "unreachable": "nedostupný", "never": "dosud nedosažen"},
		Trusts:     map[string]string{"self": "tento uzel", "invited": "na pozvání", "introduced": "představen jinou stranou", "compared": "porovnán osobou"},
		Complied:   map[string]string{"sent": "zatím bez odpovědi", "executed": "splněno", "refused": "odmítnuto"},
		Ages:       map[string]string{"expired": "po konci platnosti", "30": "starší než 30 dní", "90": "starší než 90 dní", "365": "starší než 365 dní", "all": "všechny"},
		Kinds:      map[string]string{"nation": "stát", "alliance": "aliance", "partner": "partner"},
		Generation: "generace %d", Unknown: "nesrozumitelné", None: "bez označení", Dash: "–", NotMeasured: "neměřeno",
	}
}
