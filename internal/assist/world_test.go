package assist

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/duty"
	"entente/internal/expert"
	"entente/internal/match"
	"entente/internal/matter/mattertest"
)

var (
	ctx = context.Background()
	day = 24 * time.Hour
)

// world is HUB with nations, each with a pool of its own.
type world struct {
	*mattertest.World
	at     map[ids.Party]*Service
	duties map[ids.Party]*duty.Service
}

// each runs a test in a world on each engine.
func each(t *testing.T, nations []ids.Party, f func(t *testing.T, w *world)) {
	t.Helper()
	var all sync.Map // *mattertest.Node → built
	type built struct {
		s *Service
		d *duty.Service
	}
	mattertest.Each(t, nations, func(n *mattertest.Node) {
		d := duty.New(duty.Config{DB: n.DB, Journal: n.Journal, Parties: n.Parties, Agreements: n.Agreements, Key: n.Key, Party: n.Code})
		s, err := New(Config{DB: n.DB, Journal: n.Journal, Matters: n.Matters, Agreements: n.Agreements, Duties: d, Pool: newPool(t, n.DB, n.Code), Key: n.Key, Party: n.Code})
		if err != nil {
			t.Fatal(err)
		}
		n.Hear(d.Kinds())
		all.Store(n, built{s, d})
	}, func(t *testing.T, mw *mattertest.World) {
		w := &world{World: mw, at: map[ids.Party]*Service{}, duties: map[ids.Party]*duty.Service{}}
		for p, n := range mw.Nodes {
			b, _ := all.Load(n)
			w.at[p], w.duties[p] = b.(built).s, b.(built).d
		}
		f(t, w)
	})
}

func person(p ids.Party) authz.Actor {
	return authz.Person(p, "p1", "Ada", "test", "", authz.Grants(authz.Director, authz.Duty))
}

func another(p ids.Party) authz.Actor {
	return authz.Person(p, "p2", "Grace", "test", "", authz.Grants(authz.Director))
}

func view(p ids.Party) authz.Viewer { return person(p).In(ids.Live) }

// pool is five people of each nation in the node's own database, so that what is
// undone is undone. EST-2 is "Jana EST-2", with a phone.
type pool struct{ party ids.Party }

func newPool(t *testing.T, d *db.DB, p ids.Party) pool {
	t.Helper()
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `CREATE TABLE probe_hold (expert TEXT, matter TEXT, from_at BIGINT, to_at BIGINT)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return pool{p}
}

type hold struct {
	expert, matter string
	match.Window
}

func (p pool) holds(tx *db.Tx) ([]hold, error) {
	return db.Rows(ctx, tx, func(s db.Scanner) (h hold, err error) {
		var from, to int64
		err = s.Scan(&h.expert, &h.matter, &from, &to)
		h.From, h.To = db.Time(from), db.Time(to)
		return h, err
	}, `SELECT expert, matter, from_at, to_at FROM probe_hold ORDER BY expert, from_at`)
}

func (p pool) Candidates(_ context.Context, tx *db.Tx, _ ids.Realm, span match.Window) (all []match.Person, err error) {
	held, err := p.holds(tx)
	for i := range 5 {
		q := match.Person{ID: fmt.Sprintf("%s-%d", p.party, i), Party: p.party, Services: []string{"forensics", "mitigation"}, Skills: map[string]int{"disk-forensics": 1 + i}, Languages: map[string]int{"en": 4},
			Clearance: "secret", Remote: true, OnSite: true, Available: []match.Window{{From: span.From.Add(-day), To: span.To.Add(day)}}}
		for _, h := range held {
			if h.expert == q.ID {
				q.Busy = append(q.Busy, h.Window)
			}
		}
		all = append(all, q)
	}
	return all, err
}

func (p pool) Pseudonym(expert, matter string) string {
	return fmt.Sprintf("%s-%s-%s", p.party, matter[len(matter)-4:], expert[len(expert)-1:])
}

func (p pool) Disclose(_ context.Context, _ *db.Tx, _ authz.Actor, _ ids.Realm, id, matter string) (expert.FullCard, error) {
	return expert.FullCard{Card: expert.Card{Pseudonym: p.Pseudonym(id, matter)}, Name: "Jana " + id, Employer: "Works of " + id, Phone: "+420 600 100 200 " + id, Email: id + "@example.org"}, nil
}

func (p pool) Hold(_ context.Context, tx *db.Tx, _ authz.Actor, _ ids.Realm, expert, matter string, from, to time.Time) error {
	held, err := p.holds(tx)
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.expert == expert && h.Overlaps(match.Window{From: from, To: to}) {
			return errs.New(errs.Conflict, "held")
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO probe_hold (expert, matter, from_at, to_at) VALUES ($1,$2,$3,$4)`, expert, matter, db.Micros(from), db.Micros(to))
	return err
}

func (p pool) Drop(_ context.Context, tx *db.Tx, _ authz.Actor, _ ids.Realm, expert, matter string) error {
	_, err := tx.Exec(ctx, `DELETE FROM probe_hold WHERE expert = $1 AND matter = $2`, expert, matter)
	return err
}

// whole is a request that lacks nothing, for two forensic examiners.
func (w *world) whole() Request { return wholeAt(w.Nodes["HUB"].Clock.Now()) }

func wholeAt(now time.Time) Request {
	return Request{Title: "Ministry encrypted", Beneficiary: "Body A", Pseudonym: true, Entity: "state", Severity: Severity{Scheme: "nukib", Value: "III"}, Impact: "national", Situation: "File servers are encrypted.",
		Services: []string{"forensics"}, Roles: []Role{{ID: "r1", Title: "Examiner", Count: 2, Service: "forensics", Skills: []Need{{Code: "disk-forensics", Min: 2}}, Clearance: "secret"}},
		Mode: "onsite", Measures: "Segments are cut off.", Taken: "most", NeededBy: now.Add(2 * day), Duration: "P14D", TLP: "green", Audience: "all", Liability: "As the memorandum says.", Cost: "Each bears its own.",
		Contact: "+420 600 000 000", Fallback: "duty@example.org"}
}

// lodge drafts, authorises and lodges a request of a party.
func (w *world) lodge(by ids.Party, change func(r *Request)) Case {
	w.T.Helper()
	r := w.whole()
	if change != nil {
		change(&r)
	}
	s := w.at[by]
	d, err := s.Draft(ctx, person(by), ids.Live, r)
	w.Must(err)
	d, err = s.Authorise(ctx, another(by), ids.Live, d.ID, d.Version)
	w.Must(err)
	c, err := s.Lodge(ctx, person(by), ids.Live, d.ID, d.Version, Basis{})
	w.Must(err)
	w.Settle()
	return c
}

// offer offers experts of a party, one line each, and gives the offer's id.
func (w *world) offer(by ids.Party, id string, experts ...string) string {
	w.T.Helper()
	n := NewOffer{Valid: w.Nodes[by].Clock.Now().Add(day)}
	for _, e := range experts {
		n.Lines = append(n.Lines, NewLine{Role: "r1", Experts: []string{e}})
	}
	c, err := w.at[by].Offer(ctx, person(by), ids.Live, id, n)
	w.Must(err)
	return c.Offers[len(c.Offers)-1].ID
}

func (w *world) accept(by ids.Party, id, offer string, lines ...string) {
	w.T.Helper()
	_, err := w.at[by].Accept(ctx, person(by), ids.Live, id, offer, lines, false, "")
	w.Must(err)
}

func (w *world) get(at ids.Party, id string) Case {
	w.T.Helper()
	c, err := w.at[at].Get(ctx, view(at), id)
	w.Must(err)
	return c
}

func want(t *testing.T, err error, kind errs.Kind, part string) {
	t.Helper()
	if !errs.Is(err, kind) || !strings.Contains(err.Error(), part) {
		t.Errorf("got %v, want %s with %q", err, kind, part)
	}
}

// lines gives the states of an offer's lines.
func lines(c Case, offer string) (out []LineState) {
	if o := c.offer(offer); o != nil {
		for _, l := range o.Stand {
			out = append(out, l.State)
		}
	}
	return out
}

// in lists an offer's lines that stand in a state.
func in(c Case, offer string, s LineState) []string { return c.offer(offer).in(s) }
