package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCell bounds a text from outside in a document, in characters.
const maxCell = 240

// visible makes a text show what it holds: controls and characters that are
// invisible or turn the direction of writing become a mark that is seen, line
// breaks become spaces.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs):
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// clip cuts a text that would swallow a page.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= maxCell {
		return s
	}
	return string([]rune(s)[:maxCell-1]) + "…"
}

// breakWords breaks words that are wider than a line by a space, and adds
// nothing else to them.
func breakWords(s string, line float64, width func(rune) float64) string {
	var b strings.Builder
	at := 0.0
	for _, r := range s {
		w := width(r)
		if r == ' ' {
			at, w = 0, 0
		} else if at+w > line && at > 0 {
			b.WriteByte(' ')
			at = 0
		}
		at += w
		b.WriteRune(r)
	}
	return b.String()
}
