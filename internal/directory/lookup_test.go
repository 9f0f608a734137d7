package directory

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

func TestUnderstand(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Question{
		"192.0.2.7":                   {Kind: "address", Text: "192.0.2.7"},
		"192[.]0[.]2[.]7":             {Kind: "address", Text: "192.0.2.7"},
		"::ffff:192.0.2.7":            {Kind: "address", Text: "192.0.2.7"},
		"[2001:DB8::1]:443":           {Kind: "address", Text: "2001:db8::1"},
		"192.0.2.77/24":               {Kind: "network", Text: "192.0.2.0/24"},
		"as64500":                     {Kind: "asn", Text: "AS64500"},
		"AS 64500":                    {Kind: "asn", Text: "AS64500"},
		"hxxps://Www.Gov[.]example/x": {Kind: "domain", Text: "www.gov.example"},
		"úřad.example":                {Kind: "domain", Text: "xn--ad-qka49a.example"},
		"Ada@Cert.Example":            {Kind: "email", Text: "ada@cert.example"},
		"CZE":                         {Kind: "party", Text: "CZE"},
		"CZ":                          {Kind: "country", Text: "CZ"},
		"www.gov.cz":                  {Kind: "domain", Text: "www.gov.cz"},
	} {
		got, err := Understand(s)
		if err != nil || got.Kind != want.Kind || got.Text != want.Text {
			t.Errorf("%q: %s %q, %v", s, got.Kind, got.Text, err)
		}
	}
	for _, s := range []string{"", " ", "a b", "AS0", "AS4294967296", "300.1.1.1/99", "x@", "<script>", "a\u202eb.example"} {
		if _, err := Understand(s); !errs.Is(err, errs.Invalid) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// TestFind is what of each constituency holds a subject.
func TestFind(t *testing.T) {
	t.Parallel()
	entry := func(p ids.Party, c Constituency) Entry { return Entry{Party: p, Said: Said{Constituency: c}} }
	c := newClaims([]Entry{
		entry("NAT", Constituency{Prefixes: []string{"10.0.0.0/8", "2001:db8::/32"}, Countries: []string{"CZ"}, Domains: []string{"cz"}}),
		entry("GOV", Constituency{Prefixes: []string{"10.1.0.0/16"}, Domains: []string{"gov.cz"}, ASNs: []int64{64500}}),
		entry("OTH", Constituency{Prefixes: []string{"10.1.0.0/16"}, Countries: []string{"CZ"}}),
	})
	type found struct {
		Party ids.Party
		How   How
		What  string
	}
	for q, want := range map[string][]found{
		"10.1.2.3":     {{"GOV", ByNetwork, "10.1.0.0/16"}, {"OTH", ByNetwork, "10.1.0.0/16"}, {"NAT", ByNetwork, "10.0.0.0/8"}},
		"10.2.0.0/16":  {{"NAT", ByNetwork, "10.0.0.0/8"}},
		"10.0.0.0/7":   {{"GOV", ByPart, "10.1.0.0/16"}, {"OTH", ByPart, "10.1.0.0/16"}, {"NAT", ByPart, "10.0.0.0/8"}},
		"11.0.0.1":     {},
		"2001:db8::1":  {{"NAT", ByNetwork, "2001:db8::/32"}},
		"AS64500":      {{"GOV", ByASN, "AS64500"}},
		"a.b.gov.cz":   {{"GOV", ByDomain, "gov.cz"}, {"NAT", ByDomain, "cz"}, {"OTH", ByCountry, "CZ"}},
		"notgov.cz":    {{"NAT", ByDomain, "cz"}, {"OTH", ByCountry, "CZ"}},
		"x@y.gov.cz":   {{"GOV", ByDomain, "gov.cz"}, {"NAT", ByDomain, "cz"}, {"OTH", ByCountry, "CZ"}},
		"CZ":           {{"NAT", ByCountry, "CZ"}, {"OTH", ByCountry, "CZ"}},
		"gov.cz.other": {},
	} {
		question, err := Understand(q)
		if err != nil {
			t.Fatal(err)
		}
		got := []found{}
		for _, x := range c.find(question) {
			got = append(got, found{x.Party, x.How, x.What})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", q, diff)
		}
	}
}

// TestLookup asks as a person does, and follows a change of an entry.
func TestLookup(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.save("CZE", whole("CZE"))
		w.save("EST", Said{Team: Team{Name: "EST", Zone: "UTC"}, Constituency: Constituency{Prefixes: []string{"192.0.2.0/25"}}})
		w.settle()
		ask := func(q string) Answer {
			t.Helper()
			a, err := w.nodes["HUB"].Lookup(ctx, person("HUB", "Ada").In(ids.Live), q)
			w.must(err)
			return a
		}
		a := ask("192.0.2.7")
		if len(a.Matches) != 2 || !a.Overlap || a.Matches[0].Party != "EST" || a.Matches[1].What != "192.0.2.0/24" {
			t.Errorf("%+v", a)
		}
		if a := ask("192.0.2.200"); len(a.Matches) != 1 || a.Overlap || a.Matches[0].View.Calls[0].Contact != "duty" {
			t.Errorf("%+v", a.Matches)
		}
		if a := ask("ADA@cert.example"); len(a.Matches) != 1 || a.Matches[0].How != ByContact {
			t.Errorf("%+v", a.Matches)
		}
		if a := ask("HUB"); len(a.Matches) != 1 || a.Matches[0].How != ByCode {
			t.Errorf("%+v", a.Matches)
		}
		w.save("EST", Said{Team: Team{Name: "EST", Zone: "UTC"}})
		w.settle()
		if a := ask("192.0.2.7"); len(a.Matches) != 1 || a.Matches[0].Party != "CZE" {
			t.Errorf("after the change: %+v", a.Matches)
		}
		_, err := w.nodes["HUB"].Lookup(ctx, person("CZE", "Ada").In(""), "192.0.2.7")
		wantKind(t, err, errs.Denied)
	})
}

func TestHours(t *testing.T) {
	t.Parallel()
	prague, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	office := Hours{Weekly: []Span{{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "08:00", To: "16:30"}}}
	night := Hours{Weekly: []Span{{Days: []string{"sat"}, From: "22:00", To: "06:00"}}}
	day := Hours{Weekly: []Span{{Days: []string{"sun"}, From: "00:00", To: "24:00"}}}
	for _, c := range []struct {
		name string
		h    Hours
		at   string
		open bool
		next string
	}{
		{"in winter the office opens at seven UTC", office, "2026-11-25T06:59:00Z", false, "2026-11-25T07:00:00Z"},
		{"and is open then", office, "2026-11-25T07:00:00Z", true, "2026-11-25T07:00:00Z"},
		{"in summer at six", office, "2026-07-01T06:00:00Z", true, "2026-07-01T06:00:00Z"},
		{"and closes at half past two", office, "2026-07-01T14:30:00Z", false, "2026-07-02T06:00:00Z"},
		{"over the weekend in which summer time ends", office, "2026-10-23T15:00:00Z", false, "2026-10-26T07:00:00Z"},
		{"a night goes on into the next day", night, "2026-11-29T04:59:00Z", true, "2026-11-29T04:59:00Z"},
		{"and ends", night, "2026-11-29T05:00:00Z", false, "2026-12-05T21:00:00Z"},
		{"the day before it is closed", night, "2026-11-28T04:00:00Z", false, "2026-11-28T21:00:00Z"},
		{"a whole day", day, "2026-11-29T22:59:00Z", true, "2026-11-29T22:59:00Z"},
		{"always", Hours{Always: true}, "2026-11-29T03:00:00Z", true, "2026-11-29T03:00:00Z"},
		{"nothing said", Hours{}, "2026-11-29T03:00:00Z", false, "0001-01-01T00:00:00Z"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.h.Open(at, prague); got != c.open {
			t.Errorf("%s: open %v", c.name, got)
		}
		if got := c.h.Next(at, prague).UTC().Format(time.RFC3339); got != c.next {
			t.Errorf("%s: next %s, want %s", c.name, got, c.next)
		}
	}
}

// TestCalls is the order in which to call, as of a moment.
func TestCalls(t *testing.T) {
	t.Parallel()
	order := func(at time.Time) (out []string) {
		for _, c := range whole("CZE").calls(at, standing{}) {
			out = append(out, fmt.Sprintf("%s %s open=%v expired=%v %s", c.Contact, c.Channel.Medium, c.Open, c.Expired, c.Office))
		}
		return out
	}
	by := []string{"duty phone open=true expired=false ", "duty signal open=true expired=false ", "desk email open=true expired=false New desk", "desk secure-email open=true expired=false New desk"}
	if diff := cmp.Diff(by, order(start)); diff != "" {
		t.Error(diff)
	}
	last := time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC) // a Thursday; the key's last day
	if got := order(last)[3]; got != "desk secure-email open=true expired=false New desk" {
		t.Error(got)
	}
	if got := order(last.AddDate(0, 0, 1))[3]; got != "desk secure-email open=true expired=true New desk" {
		t.Error(got)
	}
	if got := order(time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC))[2]; got != "desk email open=false expired=false New desk" {
		t.Error(got)
	}
}

// BenchmarkFind looks addresses up among 100,000 networks of 50 parties.
func BenchmarkFind(b *testing.B) {
	var all []Entry
	for p := range 50 {
		e := Entry{Party: ids.Party(fmt.Sprintf("P%02d", p))}
		for n := range 2000 {
			k := p*2000 + n
			e.Constituency.Prefixes = append(e.Constituency.Prefixes, netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(10 + k>>16), byte(k >> 8), byte(k), 0}), 24).String())
		}
		all = append(all, e)
	}
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			newClaims(all)
		}
	})
	c := newClaims(all)
	b.Run("find", func(b *testing.B) {
		k := 0
		for b.Loop() {
			k = (k + 7919) % 100_000
			a := netip.AddrFrom4([4]byte{byte(10 + k>>16), byte(k >> 8), byte(k), 7})
			if len(c.find(Question{Network: netip.PrefixFrom(a, 32)})) != 1 {
				b.Fatal("not found")
			}
		}
	})
}
