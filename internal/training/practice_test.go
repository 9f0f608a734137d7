package training

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/exercise"
)

// yard keeps practice realms in the rows of exercises, without any node behind them.
type yard struct {
	*exercise.Service
	played map[ids.Realm][]journal.Entry
}

func (y *yard) Begin(ctx context.Context, tx *db.Tx, who authz.Actor, c Course, digest string) error {
	n := exercise.NewPractice{Course: c.ID, Digest: digest, Title: c.Title.In("en"), Roles: c.Practice.Roles}
	for _, p := range c.Practice.Partners {
		n.Simulated = append(n.Simulated, exercise.Simulated(p))
	}
	_, err := y.Service.Begin(ctx, tx, who, n)
	return err
}

func (y *yard) Of(ctx context.Context, tx *db.Tx, person, course string) (Room, error) {
	e, err := y.PracticeOf(ctx, tx, person, course)
	if err != nil || e == nil {
		return Room{State: RoomNone}, err
	}
	return Room{Realm: e.Realm(), State: map[exercise.State]string{exercise.Opening: RoomOpening, exercise.Open: RoomOpen, exercise.Sealing: RoomEnding}[e.State]}, nil
}

func (y *yard) End(ctx context.Context, tx *db.Tx, person, course string) error {
	return y.EndPracticeOf(ctx, tx, person, course)
}

func (y *yard) Entries(_ context.Context, realm ids.Realm, f journal.Filter) (all []journal.Entry, err error) {
	for _, e := range y.played[realm] {
		if e.Kind == f.Kind && e.Person == f.Person && !e.At.Before(f.Since) {
			all = append([]journal.Entry{e}, all...)
		}
	}
	return all, nil
}

// practised is the small course with a practice realm.
func practised(version int64) Course {
	c := small(version)
	c.Practice = &Practice{Roles: []authz.Role{authz.Release}, Partners: []Partner{{Code: "XPA", Name: "Partner", Kind: "nation"}}, Imports: []Material{{Name: "there.json", Content: "{}"}}}
	return c
}

func TestReadAPractice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*Course)
		want  string
	}{
		"good":                      {func(*Course) {}, ""},
		"no partner":                {func(c *Course) { c.Practice.Partners = nil }, "1 to 3 partners"},
		"no role":                   {func(c *Course) { c.Practice.Roles = nil }, "names roles"},
		"an administrator":          {func(c *Course) { c.Practice.Roles = []authz.Role{authz.Admin} }, "is not played"},
		"a machine":                 {func(c *Course) { c.Practice.Roles = []authz.Role{authz.Consumer} }, "is not played"},
		"a role of no list":         {func(c *Course) { c.Practice.Roles = []authz.Role{"king"} }, "king"},
		"roles that cannot do it":   {func(c *Course) { c.Practice.Roles = []authz.Role{authz.Analyst} }, "permit no act of step release"},
		"a party that is none":      {func(c *Course) { c.Practice.Partners[0].Code = "x y" }, "x y"},
		"a partner without a name":  {func(c *Course) { c.Practice.Partners[0].Name = "" }, "has a name"},
		"a file's name with a path": {func(c *Course) { c.Practice.Imports[0].Name = "../up" }, "file name"},
		"no task":                   {func(c *Course) { c.Lessons = c.Lessons[:2] }, "has a task"},
		"too much material":         {func(c *Course) { c.Lessons[0].Material = &Material{Name: "m", Content: strings.Repeat("m", 17<<10)} }, "up to 16384 bytes"},
	} {
		course := practised(1)
		c.spoil(&course)
		_, _, err := Read(mustJSON(t, course))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// begins takes Ada to the task of the practised course.
func (w *world) begins(version int64) {
	w.Helper()
	w.put(practised(version))
	_, err := w.Enrol(ctx, ada, ids.Live, "small")
	w.must(err)
	_, err = w.ReadLesson(ctx, ada, ids.Live, "small", "begin")
	w.must(err)
	_, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "pick", Answer{Choices: []string{"c", "a"}})
	w.must(err)
	_, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "say", Answer{Text: "secret-word"})
	w.must(err)
	w.clock.Advance(time.Second)
}

// practise lets courses have practice realms.
func (w *world) practise() *yard {
	y := &yard{Service: exercise.New(exercise.Config{DB: w.db, Journal: w.journal, Party: "CZE"}), played: map[ids.Realm][]journal.Entry{}}
	w.c.Practices = y
	return y
}

// plays lets the follower of a practice realm see an act in it.
func (w *world) plays(y *yard, realm ids.Realm, who authz.Actor, kind, body string) {
	w.Helper()
	e := journal.Entry{Seq: int64(len(y.played[realm]) + 1), Realm: realm, At: w.clock.Now(), Kind: kind, Person: who.Person, About: "PLAYED-ABOUT", Body: jsontext.Value(body)}
	y.played[realm] = append(y.played[realm], e)
	digest := w.course(ada).Digest
	w.must(w.db.Write(ctx, func(tx *db.Tx) error { return w.FollowPractice(ctx, tx, "small", digest, e) }))
}

func TestATaskIsTickedByThePracticeRealmAlone(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		y := w.practise()
		w.begins(1)
		said := func() string {
			w.Helper()
			task := w.course(ada).Steps[2].Tasks[0]
			return task.Why.String() + " " + task.Lacks.In("en")
		}
		is := func(want string) {
			w.Helper()
			if got := said(); !strings.Contains(got, want) {
				w.Errorf("the task says %q, want %q", got, want)
			}
		}
		is("open your practice realm")
		w.does(ada, "release.made", map[string]any{"objects": 2})
		w.does(ada, "release.drafted", map[string]any{})
		if v := w.course(ada); v.State != "learning" || v.Passed != 2 {
			w.Fatalf("what was done live counts: %+v", v.Brief)
		}
		v, err := w.Practise(ctx, ada, ids.Live, "small")
		w.must(err)
		is("is being made")
		_, err = w.Practise(ctx, ada, ids.Live, "small")
		w.want(errs.Conflict, err)
		w.must(y.Opened(ctx, string(v.Practice.Realm), w.key.Public()))
		realm := w.course(ada).Practice.Realm
		is("the journal has nothing of the kind")
		w.plays(y, realm, ada, "release.made", `{"objects":1,"text":"PLAYED-BODY"}`)
		is("Two objects are needed.")
		w.plays(y, realm, ben, "release.made", `{"objects":2}`)
		is("Two objects are needed.")
		w.plays(y, realm, ada, "release.made", `{"objects":2,"text":"PLAYED-BODY"}`)
		all, err := w.Practising(ctx, ada.In(ids.Live))
		w.must(err)
		if len(all) != 1 || all[0].Realm != realm || all[0].Lesson == nil || all[0].Lesson.ID != "do" || all[0].Lesson.Tasks[0].Done == nil || all[0].Lesson.Tasks[1].Why == nil {
			w.Errorf("the way back says %+v", all)
		}
		if d := w.course(ada).Steps[2].Tasks[0].Done; d == nil || *d != (Entry{At: d.At}) || !d.At.Equal(w.clock.Now()) {
			w.Errorf("of what was played is kept %+v", d)
		}
		w.plays(y, realm, ada, "release.drafted", `{"text":"PLAYED-BODY"}`)
		v = w.course(ada)
		if v.State != "passed" || v.Certificate == nil || v.Practice.State != RoomEnding {
			w.Errorf("at the end: %+v %+v", v.Brief, v.Practice)
		}
		if _, text := w.entries(); strings.Contains(text, "PLAYED") || strings.Contains(text, `"entry"`) {
			w.Errorf("the live journal has of what was played: %s", text)
		}
		_, err = w.Practise(ctx, ada, ids.Live, "small")
		w.want(errs.Conflict, err)
	})
}

// TestWhoBeganWithoutAPracticeEndsWithoutOne, and the newer version is begun by choice.
func TestWhoBeganWithoutAPracticeEndsWithoutOne(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.practise()
		w.put(small(1))
		_, err := w.Enrol(ctx, ada, ids.Live, "small")
		w.must(err)
		w.put(practised(2))
		v := w.course(ada)
		if v.Version != 1 || v.Practice != nil || !v.Newer || !v.Renewable {
			w.Errorf("she is in %+v with %+v", v.Brief, v.Practice)
		}
		_, err = w.Practise(ctx, ada, ids.Live, "small")
		w.want(errs.Conflict, err)
		v, err = w.Enrol(ctx, ada, ids.Live, "small")
		w.must(err)
		if v.Version != 2 || v.Practice == nil {
			w.Errorf("she has begun %+v with %+v", v.Brief, v.Practice)
		}
		_, err = w.Practise(ctx, ada, ids.Live, "small")
		w.must(err)
		w.put(practised(3))
		v, err = w.Enrol(ctx, ada, ids.Live, "small")
		w.must(err)
		if v.Practice.State != RoomEnding {
			w.Errorf("the realm of the version that was left is %+v", v.Practice)
		}
	})
}

// TestARealmWithoutPracticesIsThePlace: within an exercise a course's tasks are done
// on its own node.
func TestARealmWithoutPracticesIsThePlace(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.begins(1)
		if w.course(ada).Practice != nil {
			w.Error("a practice realm is offered where there are none")
		}
		w.does(ada, "release.made", map[string]any{"objects": 2})
		w.does(ada, "release.drafted", map[string]any{})
		if v := w.course(ada); v.State != "passed" {
			w.Errorf("it is %+v", v.Brief)
		}
	})
}
