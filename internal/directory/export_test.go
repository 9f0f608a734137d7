package directory

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/securitytxt"
)

func TestImportDescribesTheSame(t *testing.T) {
	t.Parallel()
	e := Entry{Party: "CZE", Serial: 7, At: start, Said: whole("CZE")}
	got, err := Import(Said{}.normal(), e.Describe())
	if err != nil {
		t.Fatal(err)
	}
	if got.Team.Name != e.Team.Name || got.Team.Zone != "Europe/Prague" || got.Texts["3.1"] != "To help." || len(got.Keys) != 1 || len(got.Contacts) != 1 {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff(e.Constituency.Prefixes, got.Constituency.Prefixes); diff != "" {
		t.Error(diff)
	}
	want := []Channel{{Medium: Phone, Address: "+420 541 000 000", Hours: Hours{Weekly: []Span{}}}, {Medium: Email, Address: "cert@cert.example", Hours: Hours{Weekly: []Span{}}}}
	if diff := cmp.Diff(want, got.normal().Contacts[0].Channels); diff != "" {
		t.Error(diff)
	}
	if err := got.normal().check(); err != nil {
		t.Errorf("what was imported cannot be saved: %v", err)
	}
}

func TestImportKeepsWhatItDoesNotTell(t *testing.T) {
	t.Parallel()
	before := whole("CZE")
	after, err := Import(before, []byte("3.1 Mission Statement\n  To help more.\n2.4 Telephone Number\n +420 541 000 000 and +420 541 111 111\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Change{
		{"contact.rfc2350", "", "CERT of CZE, incident\nphone +420 541 111 111"},
		{"order", "desk\nduty", "desk\nduty\nrfc2350"},
		{"text.3.1", "To help.", "To help more."},
	}
	if diff := cmp.Diff(want, Diff(before, after)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(whole("CZE"), before); diff != "" {
		t.Error("what was there before has changed", diff)
	}
}

func TestExports(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.save("CZE", whole("CZE"))
		hub := w.nodes["HUB"]
		w.settle()
		export := func(form string) string {
			t.Helper()
			b, err := hub.Export(ctx, person("HUB", "Ada").In(ids.Live), "CZE", form)
			w.must(err)
			return string(b)
		}
		if got := export(FormVCard); strings.Count(got, "BEGIN:VCARD") != 3 || !strings.Contains(got, "TEL;VALUE=uri;PREF=1;TYPE=voice:tel:+420541000000") {
			t.Error(got)
		}
		if got := export(FormRFC2350); !strings.Contains(got, "3.1. Mission Statement\n\n   To help.") {
			t.Error(got)
		}
		f, err := securitytxt.Parse([]byte(export(FormSecurityTxt)), start)
		w.must(err)
		want := securitytxt.File{Contacts: []string{"mailto:cert@cert.example", "mailto:cert@cert.example"}, Encryption: []string{"openpgp4fpr:5F2DE5521C63A801AB59CCB603D49DE44B29100F"}, Languages: []string{"cs", "en"},
			Expires: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)} // the key's end, which is earlier
		if diff := cmp.Diff(want, f); diff != "" {
			t.Error(diff)
		}
		v, err := hub.Get(ctx, person("HUB", "Ada").In(ids.Live), "CZE")
		w.must(err)
		if !v.Security {
			t.Error("the entry names whom to tell of flaws, and is said not to")
		}
		none := v.Entry
		none.Contacts = nil
		if none.Reportable(start) {
			t.Error("without contacts the entry is said to name whom to tell of flaws")
		}
		_, err = hub.Export(ctx, person("HUB", "Ada").In(ids.Live), "EST", FormVCard)
		wantKind(t, err, errs.NotFound)
		_, err = hub.Export(ctx, person("HUB", "Ada").In(ids.Live), "CZE", "x")
		wantKind(t, err, errs.NotFound)
	})
}

// TestSheetStandsAlone demands one file that loads nothing, in which no entry can
// write markup.
func TestSheetStandsAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		said := whole("CZE")
		said.Contacts[1].Name = `<script>alert(1)</script>`
		w.save("CZE", said)
		w.settle()
		b, err := w.nodes["HUB"].Sheet(ctx, person("HUB", "Ada").In(ids.Live))
		w.must(err)
		s := string(b)
		for _, part := range []string{"+420 541 000 000", "CZE", "EST", "2026-11-25 09:00 UTC", "&lt;script&gt;"} {
			if !strings.Contains(strings.ReplaceAll(s, "&#43;", "+"), part) {
				t.Errorf("the sheet has no %q", part)
			}
		}
		if strings.Contains(s, "<script") || regexp.MustCompile(`(?i)(src|href|url\()\s*=?`).MatchString(s) {
			t.Error("the sheet loads something")
		}
		if !regexp.MustCompile(`[0-9a-f]{64}`).MatchString(s) {
			t.Error("the sheet has no digest")
		}
	})
}

// TestCheck refuses what no entry can say, one fault at a time.
func TestCheck(t *testing.T) {
	t.Parallel()
	if err := whole("CZE").check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil func(*Said)
		kind  errs.Kind
	}{
		"no name":                 {func(s *Said) { s.Team.Name = "" }, errs.Invalid},
		"invisible letters":       {func(s *Said) { s.Team.Name = "CERT\u202e" }, errs.Invalid},
		"unknown zone":            {func(s *Said) { s.Team.Zone = "Europe/Brno" }, errs.Invalid},
		"the machine's zone":      {func(s *Said) { s.Team.Zone = "Local" }, errs.Invalid},
		"a page that runs":        {func(s *Said) { s.Team.Websites = []string{"javascript:alert(1)"} }, errs.Invalid},
		"number without country":  {func(s *Said) { s.Contacts[1].Channels[0].Address = "541 000 000" }, errs.Invalid},
		"no channel":              {func(s *Said) { s.Contacts[1].Channels = nil }, errs.Invalid},
		"unknown channel":         {func(s *Said) { s.Contacts[1].Channels[0].Medium = "smoke" }, errs.Unsupported},
		"unknown purpose":         {func(s *Said) { s.Contacts[1].Purpose = "fun" }, errs.Unsupported},
		"contact twice":           {func(s *Said) { s.Contacts[1].ID = "desk" }, errs.Invalid},
		"unknown office":          {func(s *Said) { s.Contacts[1].Office = "x" }, errs.Invalid},
		"key that is not there":   {func(s *Said) { s.Keys = nil }, errs.Invalid},
		"key on a telephone":      {func(s *Said) { s.Contacts[1].Channels[0].Key = s.Keys[0].Fingerprint }, errs.Invalid},
		"short fingerprint":       {func(s *Said) { s.Keys[0].Fingerprint = "ABCD" }, errs.Invalid},
		"successors in a circle":  {func(s *Said) { s.Offices[0].Successor = "old-desk" }, errs.Invalid},
		"network with host bits":  {func(s *Said) { s.Constituency.Prefixes = []string{"192.0.2.1/24"} }, errs.Invalid},
		"AS number 0":             {func(s *Said) { s.Constituency.ASNs = []int64{0} }, errs.Invalid},
		"domain in capitals":      {func(s *Said) { s.Constituency.Domains = []string{"GOV.example"} }, errs.Invalid},
		"service of no framework": {func(s *Said) { s.Services = []string{"6.9"} }, errs.Invalid},
		"text of no section":      {func(s *Said) { s.Texts["9.9"] = "x" }, errs.Invalid},
		"text that is too long":   {func(s *Said) { s.Texts["3.1"] = strings.Repeat("x", maxText+1) }, errs.Invalid},
		"level of SIM3":           {func(s *Said) { s.SIM3["O-1"] = 5 }, errs.Invalid},
		"too many contacts":       {func(s *Said) { s.Contacts = make([]Contact, maxContacts+1) }, errs.TooLarge},
		"too many networks":       {func(s *Said) { s.Constituency.ASNs = make([]int64, maxClaims+1) }, errs.TooLarge},
		"hours backwards":         {func(s *Said) { s.Team.Hours.Weekly[0].From = "25:00" }, errs.Invalid},
		"always and not":          {func(s *Said) { s.Team.Hours.Always = true }, errs.Invalid},
	} {
		s := whole("CZE")
		c.spoil(&s)
		if err := s.check(); !errs.Is(err, c.kind) {
			t.Errorf("%s: got %v, want %s", name, err, c.kind)
		}
	}
}
