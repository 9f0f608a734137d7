package training

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/clause"
	"entente/internal/expert"
	"entente/internal/party"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
)

// world is one node with its pool and its courses.
type world struct {
	*Service
	*testing.T
	db      *db.DB
	journal *journal.Journal
	clock   *clock.Fixed
	pool    *expert.Service
	key     sign.Key
}

func each(t *testing.T, f func(w *world)) {
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
			w := &world{T: t, db: d, journal: j, clock: c, key: sign.NewKey(), pool: expert.New(expert.Config{DB: d, Journal: j, Parties: parties, Party: "CZE", Secret: []byte("a secret of this node")})}
			w.must(parties.Found(ctx, authz.System("CZE", "init", authz.SystemBootstrap), party.Founding{Name: "Czechia", Kind: "nation", Offices: []party.NewOffice{{ID: "csirt", Name: "National team", Powers: []string{party.PowerSign, party.PowerRelease}}}}))
			w.Service, err = New(Config{DB: d, Journal: j, Party: "CZE", Key: w.key, Pool: w.pool, Name: called})
			w.must(err)
			f(w)
		})
	}
}

// called names Ada alone.
func called(_ context.Context, _ *db.Tx, person string) (string, error) {
	if person == "p-ada" {
		return "Ada Lovelace", nil
	}
	return "", nil
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) want(kind errs.Kind, err error) {
	w.Helper()
	if !errs.Is(err, kind) {
		w.Errorf("got %v, want %s", err, kind)
	}
}

func as(id string, roles ...authz.Role) authz.Actor {
	return authz.Person("CZE", "p-"+id, "The "+id, "test", "", authz.Grants(roles...))
}

var (
	ada      = as("ada", authz.Analyst, authz.Release)
	ben      = as("ben", authz.Pool)
	director = as("director", authz.Director)
	duty     = as("duty", authz.Duty)
)

func en(s string) clause.Text { return clause.Text{"en": s} }

// small is a course with a lesson of each kind: two questions with answers of which no
// other text has a part, and a task.
func small(version int64) Course {
	return Course{V: 1, ID: "small", Version: version, Title: en("A small course"), Text: en("It is short."), Skills: []expert.Skill{{Code: "log-analysis", Level: 2}}, Services: []string{"monitoring"}, Months: 12,
		Lessons: []Lesson{
			{ID: "begin", Kind: Reading, Title: en("Begin"), Text: en("Read this.")},
			{ID: "ask", Kind: Quiz, Title: en("Answer"), Text: en("Answer these."), Needed: 4, Questions: []Question{
				{ID: "pick", Kind: Multiple, Text: en("Which?"), Attempts: 2, Points: 3, Why: en("EXPLAINED-PICK"), Hints: []Hint{{Text: en("HINT-FREE")}, {Text: en("HINT-DEAR"), Cost: 2}},
					Choices: []Choice{{ID: "a", Text: en("A"), Right: true}, {ID: "b", Text: en("B")}, {ID: "c", Text: en("C"), Right: true}}},
				{ID: "say", Kind: Text, Text: en("Say it."), Attempts: 2, Points: 2, Why: en("EXPLAINED-SAY"), Accept: []string{"SECRET-WORD", "other Word"}},
			}},
			{ID: "do", Kind: Task, Title: en("Do it"), Text: en("Do these."), Steps: []Step{
				{ID: "release", Title: en("Release"), Kinds: []string{"release.made"}, Acts: []authz.Act{authz.ReleaseMake}, Where: []Condition{{JQ: ".objects > 1", Why: en("Two objects are needed.")}}},
				{ID: "draft", Title: en("Draft"), Kinds: []string{"release.drafted"}},
			}},
		}}
}

func (w *world) put(c Course) Edition {
	w.Helper()
	b, err := json.Marshal(c)
	w.must(err)
	e, err := w.Put(ctx, director, ids.Live, b)
	w.must(err)
	return e
}

// does writes an entry of a person, as the act of another domain would, and lets the
// follower see it.
func (w *world) does(who authz.Actor, kind string, body map[string]any) {
	w.Helper()
	w.must(w.db.Write(ctx, func(tx *db.Tx) error {
		e, err := w.journal.Append(ctx, tx, journal.Act{Realm: ids.Live, Kind: kind, By: who, About: "x", Body: body})
		if err != nil {
			return err
		}
		return w.Follow(ctx, tx, e)
	}))
}

// pass takes a person through the small course.
func (w *world) pass(who authz.Actor) Held {
	w.Helper()
	_, err := w.Enrol(ctx, who, ids.Live, "small")
	w.must(err)
	_, err = w.ReadLesson(ctx, who, ids.Live, "small", "begin")
	w.must(err)
	_, err = w.Answer(ctx, who, ids.Live, "small", "ask", "pick", Answer{Choices: []string{"c", "a"}})
	w.must(err)
	_, err = w.Answer(ctx, who, ids.Live, "small", "ask", "say", Answer{Text: " secret-word "})
	w.must(err)
	w.clock.Advance(time.Second)
	w.does(who, "release.made", map[string]any{"objects": 2})
	w.does(who, "release.drafted", map[string]any{})
	all, err := w.Certificates(ctx, who.In(ids.Live))
	w.must(err)
	if len(all) == 0 {
		w.Fatal("no certificate was issued")
	}
	return all[0]
}

func (w *world) course(who authz.Actor) View {
	w.Helper()
	v, err := w.Course(ctx, who.In(ids.Live), "small")
	w.must(err)
	return v
}

// entries gives what this domain has put into the journal.
func (w *world) entries() (kinds []string, text string) {
	w.Helper()
	w.must(w.db.Read(ctx, func(tx *db.Tx) error {
		all, err := journal.List(ctx, tx, authz.System("CZE", "test", authz.JournalRead).In(ids.Live), journal.Filter{Limit: 1000, Kind: "training."})
		for _, e := range all {
			kinds, text = append(kinds, e.Kind), text+string(e.Body)
		}
		return err
	}))
	return kinds, text
}
