package rfc2350

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
)

const plain = `
Description of TEST-CERT

Table of contents
  1. Document Information ........ 1
  2. Contact Information ......... 2

1.  Document Information
1.1. Date of Last Update
This is version 1.04, published 2026-03-01.

2.  Contact Information
   2.1  Name of the Team:  TEST-CERT

   2.2) Address
        TEST-CERT
        Main Street 1

   2.4 Telephone Number
        +420 541 000 000
   2.5 Electronic Mail Address
        cert@example.org
3 Charter
3.1 Mission Statement

 To help:
   1. those who ask
   2. those who do not


 and to say so.
3.4   Authority
 5 persons decide.
7. Disclaimers
 None.
`

func TestParse(t *testing.T) {
	t.Parallel()
	d, err := Parse([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	want := Document{Sections: []Section{
		{"1.1", "This is version 1.04, published 2026-03-01."},
		{"2.1", "TEST-CERT"},
		{"2.2", "TEST-CERT\nMain Street 1"},
		{"2.4", "+420 541 000 000"},
		{"2.7", "cert@example.org"}, // numbered 2.5 there: the title decides
		{"3.1", "To help:\n  1. those who ask\n  2. those who do not\n\nand to say so."},
		{"3.4", "5 persons decide."},
		{"7", "None."},
	}}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Error(diff)
	}
}

// TestLayouts reads one section out of the layouts that documents have.
func TestLayouts(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"tabs":          "3\tCharter\n3.1\tMission statement\n\tTo help.\n",
		"windows":       "\ufeff3. Charter\r\n3.1. Mission Statement\r\n\r\nTo help.\r\n",
		"colon":         "3.1 Our mission: To help.\n",
		"upper case":    "3.1 MISSION STATEMENT\n    To help.\n",
		"no-break":      "3.1\u00a0Mission\u00a0Statement\nTo help.\n",
		"listed before": "3.1 Mission Statement\n3.2 Constituency\n\n3.1 Mission Statement\nTo help.\n",
	} {
		d, err := Parse([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := d.Text("3.1"); got != "To help." {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		kind errs.Kind
	}{
		"nothing": {"", errs.Invalid}, "prose": {"We are a team.\n1. a list\n", errs.Invalid}, "no UTF-8": {"3.1 Mission\n\xff\xfe", errs.Invalid},
		"too large": {strings.Repeat("x", MaxBytes+1), errs.TooLarge},
	} {
		if _, err := Parse([]byte(c.text)); !errs.Is(err, c.kind) {
			t.Errorf("%s: got %v, want %s", name, err, c.kind)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	want := Document{}
	for _, h := range template {
		want.Sections = append(want.Sections, Section{h.number, "Text of " + h.number + "\n\nwith a second part\n  and an indented one"})
	}
	got, err := Parse(Format(want))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte("3.1 Mission: x\n\n   y\n z"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Parse(b)
		if err != nil {
			return
		}
		again, err := Parse(Format(d))
		if err != nil && len(d.Sections) > 0 {
			t.Fatalf("what was written is not read: %v", err)
		}
		third, _ := Parse(Format(again))
		if diff := cmp.Diff(again, third); diff != "" {
			t.Error(diff)
		}
	})
}
