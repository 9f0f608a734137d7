package clause

import (
	"fmt"
	"strconv"
	"strings"
)

// words are the values of parameters as they stand in a clause. A word that is
// missing in a language stands as it is in the parameter.
var words = map[string]map[string]string{
	"en": {"true": "permitted", "false": "not permitted", "": "every party with which it has an agreement for it", "span": "no fixed time"},
	"fr": {"true": "permise", "false": "non permise", "": "toute partie avec laquelle un accord le prévoit", "span": "sans durée fixe",
		"indicator": "indicateurs", "actor": "acteurs", "ttp": "tactiques, techniques et procédures", "malware": "logiciels malveillants", "vulnerability": "vulnérabilités", "report": "rapports", "incident": "incidents",
		"both": "dans les deux sens", "to-depositary": "vers le dépositaire", "from-depositary": "du dépositaire"},
	"cs": {"true": "dovoleno", "false": "nedovoleno", "": "každé straně, s níž o tom má dohodu", "span": "bez pevné doby",
		"indicator": "indikátory", "actor": "aktéři", "ttp": "taktiky, techniky a postupy", "malware": "škodlivý software", "vulnerability": "zranitelnosti", "report": "zprávy", "incident": "incidenty",
		"both": "oběma směry", "to-depositary": "depozitáři", "from-depositary": "od depozitáře"},
}

// inWords is how a parameter's value stands in a clause of a language.
func (p Parameter) inWords(v any, language string) string {
	say := func(s string) string {
		if t, ok := p.Words[s][language]; ok {
			return t
		}
		if t, ok := words[language][s]; ok {
			return t
		}
		return s
	}
	switch x := v.(type) {
	case bool:
		return say(strconv.FormatBool(x))
	case []string:
		if len(x) == 0 {
			return say("")
		}
		out := make([]string, len(x))
		for i, s := range x {
			out[i] = say(s)
		}
		return strings.Join(out, ", ")
	case int64:
		return strconv.FormatInt(x, 10)
	case string:
		if x == "" {
			return say("span")
		}
		if p.Type == "span" {
			return MustSpan(x).InWords(language)
		}
		return say(x)
	}
	return fmt.Sprint(v)
}

// units are one, few and many of each unit; languages without a form between
// repeat the last.
var units = map[string][6][3]string{
	"en": {{"year", "years", "years"}, {"month", "months", "months"}, {"day", "days", "days"}, {"hour", "hours", "hours"}, {"minute", "minutes", "minutes"}, {"second", "seconds", "seconds"}},
	"fr": {{"an", "ans", "ans"}, {"mois", "mois", "mois"}, {"jour", "jours", "jours"}, {"heure", "heures", "heures"}, {"minute", "minutes", "minutes"}, {"seconde", "secondes", "secondes"}},
	"cs": {{"rok", "roky", "let"}, {"měsíc", "měsíce", "měsíců"}, {"den", "dny", "dnů"}, {"hodina", "hodiny", "hodin"}, {"minuta", "minuty", "minut"}, {"sekunda", "sekundy", "sekund"}},
}

// InWords writes a span for a reader of a language.
func (p Span) InWords(language string) string {
	names, ok := units[language]
	if !ok {
		names = units["en"]
	}
	rest := int(p.Clock.Seconds())
	var out []string
	for i, n := range []int{p.Years, p.Months, p.Days, rest / 3600, rest / 60 % 60, rest % 60} {
		form := 2
		switch {
		case n == 0:
			continue
		case n == 1:
			form = 0
		case n <= 4:
			form = 1
		}
		out = append(out, strconv.Itoa(n)+" "+names[i][form])
	}
	return strings.Join(out, " ")
}
