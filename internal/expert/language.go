package expert

import (
	"regexp"
	"slices"
	"strings"

	"entente/internal/base/errs"
)

// Language is how well a person knows one, as the certificate says it.
type Language struct {
	Code   string `json:"code" doc:"ISO 639-1, such as en"`
	Scheme string `json:"scheme" enum:"cefr,stanag,native"`
	Native string `json:"native,omitempty" doc:"As the scheme writes it: B2; or 3/2+/2/2 for listening, speaking, reading, writing; empty for a mother tongue"`
}

// Schemes of language levels: the Common European Framework of Reference, STANAG
// 6001 (listening, speaking, reading, writing), and a mother tongue.
const (
	CEFR   = "cefr"
	Stanag = "stanag"
	Mother = "native"
)

var (
	languageForm = regexp.MustCompile(`^[a-z]{2}$`)
	stanagForm   = regexp.MustCompile(`^([0-4]\+?|5)(/([0-4]\+?|5)){3}$`)
	cefrLevels   = map[string]int{"A1": 1, "A2": 1, "B1": 2, "B2": 3, "C1": 4, "C2": 5}
	// A plus means more than the level and less than the next: it counts where the
	// next step of our scale lies between the two.
	stanagLevels = map[string]int{"0": 0, "0+": 0, "1": 1, "1+": 1, "2": 2, "2+": 3, "3": 4, "3+": 4, "4": 5, "4+": 5, "5": 5}
)

// Level is the language on our scale from 1 to 5; 0 for less, and for what the
// scheme does not know. Of four skills the lowest counts: who is sent must
// understand and be understood. The native value is kept and shown beside it
// (docs/decisions/0010).
func (l Language) Level() int {
	switch l.Scheme {
	case Mother:
		return 5
	case CEFR:
		return cefrLevels[l.Native]
	case Stanag:
		if !stanagForm.MatchString(l.Native) {
			return 0
		}
		low := 5
		for _, part := range strings.Split(l.Native, "/") {
			low = min(low, stanagLevels[part])
		}
		return low
	}
	return 0
}

func (l Language) check() error {
	switch {
	case !languageForm.MatchString(l.Code):
		return errs.New(errs.Invalid, "language %q: use a code of two letters, such as en", errs.Clip(l.Code))
	case l.Scheme == Mother && l.Native == "", l.Scheme == CEFR && cefrLevels[l.Native] > 0, l.Scheme == Stanag && stanagForm.MatchString(l.Native):
		return nil
	case !slices.Contains([]string{Mother, CEFR, Stanag}, l.Scheme):
		return errs.New(errs.Invalid, "language scheme %q is not known; use cefr, stanag or native", errs.Clip(l.Scheme))
	}
	return errs.New(errs.Invalid, "level %q of language %s does not fit its scheme: cefr has A1 to C2, stanag four values such as 3/3/2+/2, native none", errs.Clip(l.Native), errs.Clip(l.Code))
}
