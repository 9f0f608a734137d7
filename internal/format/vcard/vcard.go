// Package vcard writes contacts as vCard 4.0 (RFC 6350), which address books of
// telephones and mail programs read.
package vcard

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Card is one contact of an organisation.
type Card struct {
	UID      string // urn:uuid:…
	Name     string // FN, required by RFC 6350 §6.2.1
	Org      string
	Role     string
	Person   bool // KIND individual, otherwise org
	Zone     string
	Address  string // postal, several lines
	Phones   []Value
	Emails   []Value
	URLs     []string
	Langs    []string
	Note     string
	Revision time.Time // when it was last changed; left out when zero
}

// Value is one value with the order in which it is tried: PREF 1 first, 0 says nothing.
type Value struct {
	Text string
	Pref int    // 1 to 100
	Type string // "voice", "text", "cell"; "" says nothing
}

// Marshal writes cards one after another. Lines end with CRLF and are folded at 75
// bytes, never within a character (RFC 6350 §3.2).
func Marshal(cards []Card) []byte {
	var b bytes.Buffer
	for _, c := range cards {
		c.write(&b)
	}
	return b.Bytes()
}

func (c Card) write(b *bytes.Buffer) {
	put := func(name, value string) {
		if value != "" {
			fold(b, name+":"+value)
		}
	}
	kind := "org"
	if c.Person {
		kind = "individual"
	}
	put("BEGIN", "VCARD")
	put("VERSION", "4.0")
	put("KIND", kind)
	put("UID", c.UID)
	put("FN", escape(c.Name))
	put("ORG", escape(c.Org))
	put("ROLE", escape(c.Role))
	put("TZ", escape(c.Zone))
	if c.Address != "" {
		put(`ADR;LABEL="`+parameter(c.Address)+`"`, ";;;;;;")
	}
	for _, p := range c.Phones {
		put("TEL;VALUE=uri"+p.parameters(), "tel:"+strings.NewReplacer(" ", "", "(", "", ")", "", "/", "").Replace(p.Text))
	}
	for _, e := range c.Emails {
		put("EMAIL"+e.parameters(), escape(e.Text))
	}
	for _, u := range c.URLs {
		put("URL", u)
	}
	for _, l := range c.Langs {
		put("LANG", l)
	}
	put("NOTE", escape(c.Note))
	if !c.Revision.IsZero() {
		put("REV", c.Revision.UTC().Format("20060102T150405Z"))
	}
	put("END", "VCARD")
}

func (v Value) parameters() string {
	var s string
	if v.Pref > 0 {
		s += ";PREF=" + strconv.Itoa(min(v.Pref, 100))
	}
	if v.Type != "" {
		s += ";TYPE=" + v.Type
	}
	return s
}

// escape writes a text value (RFC 6350 §3.4). A line break becomes \n, so that no
// value can begin a property of its own.
func escape(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.NewReplacer(`\`, `\\`, `,`, `\,`, `;`, `\;`, "\n", `\n`).Replace(s)
}

// parameter writes a quoted parameter value with the escapes of RFC 6868.
func parameter(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.NewReplacer("^", "^^", "\n", "^n", `"`, "^'").Replace(s)
}

const width = 75 // bytes of a line without its end

func fold(b *bytes.Buffer, l string) {
	room := width
	for len(l) > room {
		cut := room
		for cut > room-utf8.UTFMax && !utf8.RuneStart(l[cut]) {
			cut--
		}
		b.WriteString(l[:cut] + "\r\n ")
		l, room = l[cut:], width-1
	}
	b.WriteString(l + "\r\n")
}
