package account

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"entente/internal/base/errs"
)

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// ParseName gives the one canonical form of a user's name: spaces around it
// cut off, NFC, lower case, then 1 to 63 ASCII letters, digits, dots, hyphens
// and underscores beginning with a letter or digit. Look-alike letters of other
// scripts are refused, so that two users cannot look the same.
func ParseName(s string) (string, error) {
	if len(s) > 256 {
		return "", errs.New(errs.Invalid, "a user name has at most 63 characters")
	}
	name := strings.ToLower(norm.NFC.String(strings.TrimSpace(s)))
	if !nameForm.MatchString(name) {
		return "", errs.New(errs.Invalid, "user name %q: use 1 to 63 characters a-z, 0-9, dot, hyphen and underscore, beginning with a letter or digit", errs.Clip(s))
	}
	return name, nil
}

// parseDisplay checks the name that pages show: 1 to 100 characters, no
// control, bidirectional or other invisible ones. An empty one becomes name.
func parseDisplay(s, name string) (string, error) {
	return parseLine(s, name, "display name")
}

func parseLabel(s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", errs.New(errs.Invalid, "give the token a label that says what uses it")
	}
	return parseLine(s, "", "label")
}

func parseLine(s, fallback, what string) (string, error) {
	line := norm.NFC.String(strings.TrimSpace(s))
	if line == "" {
		line = fallback
	}
	if n := utf8.RuneCountInString(line); n == 0 || n > 100 || !utf8.ValidString(s) || strings.ContainsFunc(s, hidden) {
		return "", errs.New(errs.Invalid, "%s %q: use 1 to 100 visible characters", what, errs.Clip(s))
	}
	return line, nil
}

// hidden tells whether a character changes a text without being seen in it.
func hidden(r rune) bool {
	return r == utf8.RuneError || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}
