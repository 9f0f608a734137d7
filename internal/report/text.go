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

// hyphenless breaks words that are longer than a line, without adding to them
// anything but a space.
func hyphenless(s string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if r == ' ' {
			n = 0
		} else if n++; n > most {
			b.WriteByte(' ')
			n = 1
		}
		b.WriteRune(r)
	}
	return b.String()
}
