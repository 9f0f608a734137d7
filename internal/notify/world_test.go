package notify

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	day   = 24 * time.Hour
	live  = ids.Live
)

// box is a channel that keeps what it is given, and fails while it is told to.
type box struct {
	mu   sync.Mutex
	got  []Message
	fail error
}

func (b *box) Send(_ context.Context, m Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return b.fail
	}
	b.got = append(b.got, m)
	return nil
}

func (b *box) take() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	got := b.got
	b.got = nil
	return got
}

func (b *box) breakDown(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = err
}

// world is the notifications of one node with people: ada manages, bob is a duty
// officer, eva an analyst with a ceiling, mia an administrator.
type world struct {
	*Service
	t      *testing.T
	db     *db.DB
	j      *journal.Journal
	clock  *clock.Fixed
	mail   *box
	hook   *box
	follow *journal.Follower
	people map[string]Person
	cursor int64
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(start) }, func(t *testing.T, d *db.DB, c clock.Clock) {
		w := &world{t: t, db: d, j: journal.New(), clock: c.(*clock.Fixed), mail: &box{}, hook: &box{}, people: map[string]Person{}}
		for name, role := range map[string]authz.Role{"ada": authz.Duty, "bob": authz.Duty, "eva": authz.Analyst, "mia": authz.Admin} {
			ceiling := ""
			if name == "eva" {
				ceiling = "green"
			}
			w.people[name] = Person{ID: name, Name: name, Display: name, Roles: []authz.Role{role}, Actor: authz.Person("CZE", name, name, "test", ceiling, authz.Grants(role))}
		}
		w.Service = w.another()
		f(t, w)
	})
}

// another is a second process on the same database.
func (w *world) another() *Service {
	s, err := New(Config{DB: w.db, Journal: w.j, Party: "CZE", Origin: "https://node.example", Seal: []byte("seal"), Log: slog.New(slog.DiscardHandler),
		People: func(context.Context, *db.Tx) (all []Person, err error) {
			for _, p := range w.people {
				all = append(all, p)
			}
			return all, nil
		}})
	w.must(err)
	s.Carry(live, ByMail, w.mail)
	s.Carry(live, ByWebhook, w.hook)
	return s
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) who(name string) authz.Actor { return w.people[name].Actor }

// happen journals an act, and lets the follower see it.
func (w *world) happen(kind, about string) {
	w.t.Helper()
	w.must(w.db.Write(ctx, func(tx *db.Tx) error {
		_, err := w.j.Append(ctx, tx, journal.Act{Realm: live, Kind: kind, By: authz.System("CZE", "test"), About: about, Body: map[string]any{}})
		return err
	}))
	w.followAll()
}

// followAll handles what the journal holds more, as the follower would.
func (w *world) followAll() {
	w.t.Helper()
	eyes := authz.System("CZE", "test", authz.JournalRead).In(live)
	w.must(w.db.Write(ctx, func(tx *db.Tx) error {
		all, err := journal.List(ctx, tx, eyes, journal.Filter{After: w.cursor, Limit: 1000})
		if err != nil {
			return err
		}
		for _, e := range all {
			if err := w.Follow(ctx, tx, e); err != nil {
				return err
			}
			w.cursor = e.Seq
		}
		return nil
	}))
}

// again handles the whole journal once more, as after a crash.
func (w *world) again() { w.cursor = 0; w.followAll() }

func (w *world) turn() { w.t.Helper(); w.must(w.Turn(ctx)) }

// set gives a person an address and rules.
func (w *world) set(name string, change func(*Settings)) {
	w.t.Helper()
	s := Defaults(nil)
	s.Mail, s.QuietFrom, s.QuietTo = name+"@example.org", "", ""
	change(&s)
	_, err := w.SetOwn(ctx, w.who(name), s)
	w.must(err)
	w.clock.Advance(time.Second)
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}

// kinds lists the kinds that messages tell of, by whom they are to.
func told(all []Message) map[string][]string {
	by := map[string][]string{}
	for _, m := range all {
		for _, l := range m.Lines {
			by[m.To] = append(by[m.To], l.Kind)
		}
	}
	return by
}
