package securitytxt

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
)

var now = time.Date(2026, 11, 25, 7, 0, 0, 0, time.UTC)

const good = "# ours\nContact: mailto:cert@example.org\ncontact: tel:+420541000000\r\nExpires: 2027-01-31T02:00:00+02:00\nEncryption: openpgp4fpr:5F2DE5521C63A801AB59CCB603D49DE44B29100F\nPreferred-Languages: cs, en\nX-Own: thing\n"

func TestParse(t *testing.T) {
	t.Parallel()
	want := File{Contacts: []string{"mailto:cert@example.org", "tel:+420541000000"}, Expires: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC),
		Encryption: []string{"openpgp4fpr:5F2DE5521C63A801AB59CCB603D49DE44B29100F"}, Languages: []string{"cs", "en"}}
	got, err := Parse([]byte(good), now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	b, err := Marshal(want, now)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Parse(b, now); err != nil || !cmp.Equal(want, again) {
		t.Errorf("written and read again: %v, %s", err, cmp.Diff(want, again))
	}
	signed, err := Parse([]byte(signedHead+"\nHash: SHA256\n\n"+good+signedTail+"\n\nx\n-----END PGP SIGNATURE-----\n"), now)
	if want.OpenPGPText = true; err != nil || !cmp.Equal(want, signed) {
		t.Errorf("signed: %v, %s", err, cmp.Diff(want, signed))
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	const contact, expires = "Contact: mailto:a@example.org\n", "Expires: 2027-01-31T00:00:00Z\n"
	for name, c := range map[string]struct {
		text string
		kind errs.Kind
	}{
		"no Expires":      {contact, errs.Invalid},
		"two Expires":     {contact + expires + expires, errs.Invalid},
		"no Contact":      {expires, errs.Invalid},
		"expired":         {contact + "Expires: 2026-11-25T07:00:00Z\n", errs.Conflict},
		"no date":         {contact + "Expires: soon\n", errs.Invalid},
		"no URI":          {"Contact: a@example.org\n" + expires, errs.Invalid},
		"plain HTTP":      {"Contact: http://example.org/\n" + expires, errs.Invalid},
		"languages twice": {contact + expires + "Preferred-Languages: cs\nPreferred-Languages: en\n", errs.Invalid},
		"too large":       {strings.Repeat("#", MaxBytes+1), errs.TooLarge},
		"no UTF-8":        {contact + expires + "# \xff", errs.Invalid},
	} {
		if _, err := Parse([]byte(c.text), now); !errs.Is(err, c.kind) {
			t.Errorf("%s: got %v, want %s", name, err, c.kind)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(signedHead + "\n\n" + good + signedTail))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := Parse(b, now)
		if err != nil {
			return
		}
		again, err := Marshal(got, now)
		if err != nil {
			t.Fatalf("%q was read and cannot be written: %v", b, err)
		}
		if back, err := Parse(again, now); err != nil || len(back.Contacts) != len(got.Contacts) {
			t.Fatalf("%q: %v", again, err)
		}
	})
}
