package clause

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/base/errs"
)

// Text is the same text in several languages, by their ISO 639-1 codes.
type Text map[string]string

// Languages lists those in which a text can stand, the one that counts when
// nothing else is agreed first.
func Languages() []string { return []string{"en", "fr", "cs"} }

// In gives the text in a language, or in the first that there is.
func (t Text) In(language string) string {
	if s, ok := t[language]; ok {
		return s
	}
	for _, l := range Languages() {
		if s, ok := t[l]; ok {
			return s
		}
	}
	return ""
}

// What bounds a text, in bytes.
const (
	maxLine = 300
	maxText = 20_000
)

// Plain tells whether a text shows what it holds: no control characters but
// line breaks, and none that are invisible or turn the direction of writing.
func Plain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r == utf8.RuneError || r != '\n' && unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
	})
}

// Line tells whether a text is one visible line of 1 to 300 bytes.
func Line(s string) bool {
	return s != "" && len(s) <= maxLine && !strings.Contains(s, "\n") && Plain(s)
}

// CheckLine holds a text to one visible line in each of the languages.
func (t Text) CheckLine(what string, languages []string) error { return t.check(what, languages, Line) }

// CheckText holds a text to up to 20,000 visible bytes in each of the languages.
func (t Text) CheckText(what string, languages []string) error {
	return t.check(what, languages, func(s string) bool { return s != "" && len(s) <= maxText && Plain(s) })
}

func (t Text) check(what string, languages []string, fits func(string) bool) error {
	for l := range t {
		if !slices.Contains(languages, l) {
			return errs.New(errs.Invalid, "%s is also given in %q, which is not a language of this text", what, errs.Clip(l))
		}
	}
	for _, l := range languages {
		if !fits(t[l]) {
			return errs.New(errs.Invalid, "%s is missing in %s, is too long, or holds characters that cannot be seen", what, l)
		}
	}
	return nil
}

func checkLanguages(languages []string) error {
	if len(languages) == 0 || len(slices.Compact(slices.Sorted(slices.Values(languages)))) != len(languages) ||
		slices.ContainsFunc(languages, func(l string) bool { return !slices.Contains(Languages(), l) }) {
		return errs.New(errs.Invalid, "name the languages once each: %s", strings.Join(Languages(), ", "))
	}
	return nil
}
