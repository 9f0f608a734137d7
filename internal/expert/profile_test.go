package expert

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/match"
)

func TestLanguagesOnOneScale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scheme, native string
		want           int
	}{
		{Mother, "", 5}, {CEFR, "A1", 1}, {CEFR, "A2", 1}, {CEFR, "B1", 2}, {CEFR, "B2", 3}, {CEFR, "C1", 4}, {CEFR, "C2", 5}, {CEFR, "D1", 0},
		{Stanag, "3/3/3/3", 4}, {Stanag, "3/3/2/2", 2}, {Stanag, "3/3/2+/3", 3}, {Stanag, "5/5/5/5", 5}, {Stanag, "0+/1/1/1", 0}, {Stanag, "3/3/3", 0}, {Stanag, "6/3/3/3", 0}, {Stanag, "5+/5/5/5", 0}, {"ilr", "3", 0},
	} {
		l := Language{Code: "en", Scheme: c.scheme, Native: c.native}
		if got := l.Level(); got != c.want {
			t.Errorf("%s %q is %d, want %d", c.scheme, c.native, got, c.want)
		}
		if ok := l.check() == nil; ok != (c.want > 0) && c.native != "0+/1/1/1" {
			t.Errorf("%s %q passes: %v", c.scheme, c.native, ok)
		}
	}
}

func TestProfilesThatSayWhatTheyCannot(t *testing.T) {
	t.Parallel()
	if err := novak().tidy().check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Profile){
		"no name":             func(p *Profile) { p.Name = " " },
		"a hidden character":  func(p *Profile) { p.Employer = "Team\u202e" },
		"two lines":           func(p *Profile) { p.Phone = "1\n2" },
		"two addresses":       func(p *Profile) { p.Email = "a@b.example, c@d.example" },
		"unknown service":     func(p *Profile) { p.Services = []string{"alena"} },
		"unknown role":        func(p *Profile) { p.Roles = []string{"hero"} },
		"unknown maker":       func(p *Profile) { p.Vendors = []string{"acme"} },
		"skill of level six":  func(p *Profile) { p.Skills[0].Level = 6 },
		"skill twice":         func(p *Profile) { p.Skills = append(p.Skills, Skill{"ot", 1}) },
		"language twice":      func(p *Profile) { p.Languages = append(p.Languages, Language{"en", CEFR, "C1"}) },
		"level of two scales": func(p *Profile) { p.Languages[0].Native = "C1" },
		"cleared by nobody":   func(p *Profile) { p.Clearance.Authority = "" },
		"cleared for ever":    func(p *Profile) { p.Clearance.Until = "2027-02-30" },
		"hours without days":  func(p *Profile) { p.Limit.Days = 0 },
		"ready after a year":  func(p *Profile) { p.LeadHours = 9000 },
		"nameless evidence":   func(p *Profile) { p.Certificates[0].Name = "" },
	} {
		p := novak()
		spoil(&p)
		if err := p.tidy().check(); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// shared gives a file of the reference data, or skips.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../../shared/data", name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("%s is not there: our lists are not compared with it", name)
	}
	return b
}

func TestListsAreThoseOfTheFrameworks(t *testing.T) {
	t.Parallel()
	type cluster struct {
		Values []struct {
			Value string `json:"value"`
		} `json:"values"`
	}
	var first, nice cluster
	if err := json.Unmarshal(shared(t, "galaxies/first-csirt-services-framework.json"), &first); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(shared(t, "galaxies/nice-framework-work_roles.json"), &nice); err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, v := range first.Values {
		if name, ok := strings.CutPrefix(v.Value, "Service: "); ok {
			want = append(want, name)
		}
	}
	for _, s := range services {
		got = append(got, s.Ref)
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	ecsf := 0
	for _, r := range roles {
		if r.Ref == "ECSF" {
			ecsf++
		} else if !slices.ContainsFunc(nice.Values, func(v struct {
			Value string `json:"value"`
		}) bool {
			return strings.HasSuffix(v.Value, r.Ref)
		}) {
			t.Errorf("NICE has no %s", r.Ref)
		}
	}
	if ecsf != 12 {
		t.Errorf("ECSF has 12 profiles, not %d", ecsf)
	}
}

func TestTermsAreInEveryLanguage(t *testing.T) {
	t.Parallel()
	all := AllTerms()
	seen := map[string]bool{}
	for i, list := range [][]Term{all.Services, all.Roles, all.Skills, all.Vendors} {
		for _, term := range list {
			if err := term.Name.CheckLine(term.Code, []string{"en", "fr", "cs"}); err != nil {
				t.Error(err)
			}
			if key := string(rune('0'+i)) + term.Code; seen[key] {
				t.Errorf("%s stands twice", term.Code)
			} else {
				seen[key] = true
			}
		}
	}
	for i, c := range all.Clearances {
		if match.ClearanceRank(c.Code) != i+1 {
			t.Errorf("%s is not at its place", c.Code)
		}
	}
}

func TestHoursOfHolds(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return start.Add(time.Duration(h) * time.Hour) }
	holds := []Hold{{Window: match.Window{From: at(-48), To: at(-24)}}, {Window: match.Window{From: at(-6), To: at(30)}}}
	for _, c := range []struct {
		from, to int
		want     time.Duration
	}{{-100, 0, 16 * time.Hour}, {-36, 0, 16 * time.Hour}, {-26, -24, 2 * time.Hour}, {-6, 30, 20 * time.Hour}, {40, 50, 0}} {
		if got := worked(holds, match.Window{From: at(c.from), To: at(c.to)}); got != c.want {
			t.Errorf("from %d to %d: %v, want %v", c.from, c.to, got, c.want)
		}
	}
}
