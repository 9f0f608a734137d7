package rfc2350

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/base/errs"
)

// MaxBytes bounds a document that is read.
const MaxBytes = 1 << 20

var (
	numbered = regexp.MustCompile(`^[ \t]{0,12}(?:Appendix )?(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?[ \t]+(\S.{0,118})$`)
	leader   = regexp.MustCompile(`(\.[ \t]?){3,}\s*\d*\s*$`) // of a table of contents
	spaces   = regexp.MustCompile(`[ \t]+`)
)

// Parse reads a description. It fails with errs.Invalid for what is not text or
// has no section of the template, and errs.TooLarge over MaxBytes.
func Parse(b []byte) (d Document, err error) {
	if len(b) > MaxBytes {
		return d, errs.New(errs.TooLarge, "a description by RFC 2350 has at most %d bytes here", MaxBytes)
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		return d, errs.New(errs.Invalid, "the description is not text in UTF-8")
	}
	texts, found, at := map[string]*strings.Builder{}, 0, ""
	for l := range strings.SplitSeq(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\u00a0", " ").Replace(string(b)), "\n") {
		l = clean(l)
		if h, rest, ok := headingOf(l); ok {
			found++
			if at = h.number; texts[at] == nil {
				texts[at] = &strings.Builder{}
			}
			if rest != "" {
				texts[at].WriteString(rest + "\n")
			}
			continue
		}
		if at != "" {
			texts[at].WriteString(l + "\n")
		}
	}
	if found == 0 {
		return d, errs.New(errs.Invalid, "no section of RFC 2350 is found in the text")
	}
	for _, h := range template {
		if t := texts[h.number]; t != nil {
			if s := outdent(t.String()); s != "" {
				d.Sections = append(d.Sections, Section{Number: h.number, Text: s})
			}
		}
	}
	return d, nil
}

// clean gives a line without what no reader sees.
func clean(l string) string {
	l = strings.Map(func(r rune) rune {
		if r != '\t' && (r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			return -1
		}
		return r
	}, l)
	return strings.TrimRight(strings.ReplaceAll(l, "\t", "    "), " ")
}

// headingOf tells which section a line begins, and what of its text stands on the
// same line, behind a colon.
func headingOf(l string) (h heading, rest string, ok bool) {
	m := numbered.FindStringSubmatch(l)
	if m == nil || leader.MatchString(l) {
		return h, "", false
	}
	title, rest, _ := strings.Cut(m[2], ":")
	title = strings.ToLower(spaces.ReplaceAllString(strings.TrimSpace(title), " "))
	rest = strings.TrimSpace(rest)
	depth := strings.Count(m[1], ".")
	best, most := -1, 0
	for i, t := range template {
		if strings.Count(t.number, ".") != depth || t.number[:1] != m[1][:1] {
			continue
		}
		if n := t.names(title); n > most || n == most && n > 0 && t.number == m[1] {
			best, most = i, n
		}
	}
	if best < 0 {
		return h, "", false
	}
	return template[best], rest, true
}

// names tells how long a word of this section a title has; 0 for none. A title has
// little else, so that a numbered sentence of the text is no heading.
func (h heading) names(title string) (most int) {
	for _, w := range h.words {
		if strings.Contains(title, w) && len(title) <= len(h.title)+len(w)+24 {
			most = max(most, len(w))
		}
	}
	return most
}

// outdent takes the common indentation off, and empty lines at both ends; of
// several empty lines one is kept.
func outdent(s string) string {
	lines := strings.Split(s, "\n")
	indent := -1
	for _, l := range lines {
		if l == "" {
			continue
		}
		if n := len(l) - len(strings.TrimLeft(l, " ")); indent < 0 || n < indent {
			indent = n
		}
	}
	var out []string
	for _, l := range lines {
		if l != "" {
			l = l[indent:]
		}
		if l == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, l)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// Format writes a description: every section of the template in its order, with
// the parts that have no text left out. Parse reads the same document again.
func Format(d Document) []byte {
	var b bytes.Buffer
	for _, h := range template {
		text := d.Text(h.number)
		if text == "" && !d.within(h.number) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(h.number + ". " + h.title + "\n")
		if text == "" {
			continue
		}
		b.WriteByte('\n')
		for l := range strings.SplitSeq(text, "\n") {
			if l != "" {
				b.WriteString("   " + l)
			}
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// within tells whether any part below a section has a text.
func (d Document) within(number string) bool {
	for _, s := range d.Sections {
		if strings.HasPrefix(s.Number, number+".") && s.Text != "" {
			return true
		}
	}
	return false
}
