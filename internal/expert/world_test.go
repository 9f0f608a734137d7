package expert

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/match"
	"entente/internal/party"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 25, 6, 0, 0, 0, time.UTC)
	day   = 24 * time.Hour
)

// node is the pool of CZE, which has the offices director and csirt.
type node struct {
	*testing.T
	*Service
	db    *db.DB
	clock *clock.Fixed
}

func each(t *testing.T, f func(n *node)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keys, err := sign.OpenRing(filepath.Join(t.TempDir(), "keys"))
			if err != nil {
				t.Fatal(err)
			}
			c := clock.NewFixed(start)
			d, j := open(t, c), journal.New()
			parties := party.New(party.Config{DB: d, Journal: j, Keys: keys, Party: "CZE"})
			n := &node{T: t, Service: New(Config{DB: d, Journal: j, Parties: parties, Party: "CZE", Secret: []byte("a secret of this node")}), db: d, clock: c}
			n.must(parties.Found(ctx, authz.System("CZE", "init", authz.SystemBootstrap), party.Founding{Name: "Czechia", Kind: "nation", Offices: []party.NewOffice{
				{ID: "director", Name: "Director", Powers: []string{party.PowerSign}}, {ID: "csirt", Name: "National team", Powers: []string{party.PowerRelease}}}}))
			f(n)
		})
	}
}

func (n *node) must(err error) {
	n.Helper()
	if err != nil {
		n.Fatal(err)
	}
}

func as(role authz.Role) authz.Actor {
	return authz.Person("CZE", "p-"+string(role), "The "+string(role), "test", "", authz.Grants(role))
}

var pool, director = as(authz.Pool), as(authz.Director)

// novak is a profile with everything in it.
func novak() Profile {
	return Profile{Name: "Alena Nováková", Phone: "+420 555 0100", Email: "alena@team.example", Employer: "Energetika Vysočina", Office: "csirt", Services: []string{"forensics", "incident-analysis"},
		Roles: []string{"ecsf-forensics"}, Skills: []Skill{{"malware-analysis", 4}, {"ot", 3}}, Vendors: []string{"siemens"}, Languages: []Language{{"en", Stanag, "3/3/2+/2"}, {"cs", Mother, ""}},
		Clearance: &Clearance{Level: "secret", Authority: "NBÚ", Until: "2027-05-31"}, Certificates: []Certificate{{Name: "GREM", Issuer: "GIAC", Until: "2028-01-31", Reference: "no. 4711"}},
		Passport: "2030-02-28", Remote: true, OnSite: true, LeadHours: 6, Limit: HourLimit{Hours: 60, Days: 14}, Conflicts: []string{"Energetika Vysočina"}}
}

func (n *node) add(p Profile) Expert {
	n.Helper()
	e, err := n.Add(ctx, pool, ids.Live, p)
	n.must(err)
	return e
}

func (n *node) get(id string) Listed {
	n.Helper()
	l, err := n.Get(ctx, pool.In(ids.Live), id)
	n.must(err)
	return l
}

// hold holds a person for hours counted from the start.
func (n *node) hold(id, matter string, from, to time.Duration) error {
	return n.db.Write(ctx, func(tx *db.Tx) error {
		return n.Hold(ctx, tx, pool, ids.Live, id, matter, start.Add(from), start.Add(to))
	})
}

func (n *node) standby(id string, from, to time.Duration) Window {
	n.Helper()
	w, err := n.AddWindow(ctx, pool, ids.Live, id, Standby, match.Window{From: start.Add(from), To: start.Add(to)}, "")
	n.must(err)
	return w
}

func (n *node) candidates(from, to time.Duration) []match.Person {
	n.Helper()
	var all []match.Person
	n.must(n.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = n.Candidates(ctx, tx, ids.Live, match.Window{From: start.Add(from), To: start.Add(to)})
		return err
	}))
	return all
}

// journal gives the kinds of this domain, in order, and all that stands in them.
func (n *node) journal() (kinds, text string) {
	n.Helper()
	who := authz.System("CZE", "test", authz.JournalRead)
	n.must(n.db.Read(ctx, func(tx *db.Tx) error {
		entries, err := journal.List(ctx, tx, who.In(ids.Live), journal.Filter{Limit: 1000})
		for _, e := range entries {
			if strings.HasPrefix(e.Kind, "expert.") {
				kinds += strings.TrimPrefix(e.Kind, "expert.") + " "
				text += e.About + string(e.Body)
			}
		}
		return err
	}))
	return kinds, text
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}
