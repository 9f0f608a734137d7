package vcard

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestMarshal(t *testing.T) {
	t.Parallel()
	got := string(Marshal([]Card{{
		UID: "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", Name: "Národní tým; služba, noc", Org: "Úřad", Role: "Duty officer", Zone: "Europe/Prague", Address: "Ulice \"A\" 1\nBrno",
		Phones: []Value{{Text: "+420 541 (00) 00/00", Pref: 1, Type: "voice"}}, Emails: []Value{{Text: "cert@example.org", Pref: 2}},
		URLs: []string{"https://example.org/"}, Langs: []string{"cs"}, Note: "line\r\nEND:VCARD", Revision: time.Date(2026, 11, 25, 7, 0, 0, 0, time.UTC),
	}}))
	want := strings.Join([]string{
		"BEGIN:VCARD", "VERSION:4.0", "KIND:org", "UID:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", `FN:Národní tým\; služba\, noc`, "ORG:Úřad", "ROLE:Duty officer", "TZ:Europe/Prague",
		`ADR;LABEL="Ulice ^'A^' 1^nBrno":;;;;;;`, "TEL;VALUE=uri;PREF=1;TYPE=voice:tel:+420541000000", "EMAIL;PREF=2:cert@example.org", "URL:https://example.org/", "LANG:cs", `NOTE:line\nEND:VCARD`, "REV:20261125T070000Z", "END:VCARD", "",
	}, "\r\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestKindOfPerson(t *testing.T) {
	t.Parallel()
	if got := string(Marshal([]Card{{Name: "Ada", Person: true}})); !strings.Contains(got, "KIND:individual\r\n") {
		t.Error(got)
	}
}

// FuzzMarshal demands that no value breaks out of its property, that lines fit,
// and that unfolding gives the value back.
func FuzzMarshal(f *testing.F) {
	f.Add("Ada\nTEL:1", strings.Repeat("ř", 90))
	f.Fuzz(func(t *testing.T, name, note string) {
		if !utf8.ValidString(name) || !utf8.ValidString(note) || strings.Contains(name+note, "\x00") {
			return
		}
		b := Marshal([]Card{{Name: name, Note: note}})
		for l := range bytes.SplitSeq(bytes.TrimSuffix(b, []byte("\r\n")), []byte("\r\n")) {
			if len(l) > width || !utf8.Valid(l) {
				t.Fatalf("line %q", l)
			}
		}
		unfolded := strings.ReplaceAll(string(b), "\r\n ", "")
		if n := strings.Count(unfolded, "\r\n"); n > 6 {
			t.Fatalf("%d lines in %q", n, unfolded)
		}
		if name != "" && !strings.Contains(unfolded, "\r\nFN:"+escape(name)+"\r\n") {
			t.Fatalf("FN is not whole in %q", unfolded)
		}
	})
}
