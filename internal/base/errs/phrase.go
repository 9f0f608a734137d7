package errs

import (
	"fmt"
	"regexp"
)

// Phrase is a sentence before its words are put in, so that a reader's own
// language can say it: the English format, which is its name in every catalogue,
// and each argument as the format writes it.
type Phrase struct {
	Format string   `json:"format"`
	Args   []string `json:"args"`
}

var verbs = regexp.MustCompile(`%[-+# 0]*[0-9]*(\.[0-9]+)?[a-zA-Z%]`)

// Say makes the phrase of a format and its arguments. Formats name their
// arguments in order; they use neither indexes nor stars.
func Say(format string, args ...any) Phrase {
	p := Phrase{Format: format, Args: []string{}}
	for _, verb := range verbs.FindAllString(format, -1) {
		if verb == "%%" {
			continue
		}
		if len(p.Args) == len(args) {
			return Phrase{} // a fault of the format; the text shows it
		}
		p.Args = append(p.Args, fmt.Sprintf(verb, args[len(p.Args)]))
	}
	return p
}

// String is the sentence in English.
func (p Phrase) String() string {
	next := 0
	return verbs.ReplaceAllStringFunc(p.Format, func(verb string) string {
		if verb == "%%" {
			return "%"
		}
		next++
		if next > len(p.Args) {
			return verb
		}
		return p.Args[next-1]
	})
}
