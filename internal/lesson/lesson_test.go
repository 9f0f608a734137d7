package lesson_test

import (
	"context"
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
	"entente/internal/lesson"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

func person(name string, roles ...authz.Role) authz.Actor {
	return authz.Person("CZE", "p-"+name, name, "test", "", authz.Grants(roles...))
}

var (
	dana  = person("Dana", authz.Director)
	otto  = person("Otto", authz.Director)
	petra = person("Petra", authz.Planner)
	anna  = person("Anna", authz.Analyst)
)

type world struct {
	*testing.T
	*lesson.Service
	clock *clock.Fixed
	db    *db.DB
}

func (w *world) entries(kind string) (n int) {
	w.Helper()
	if err := w.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.Value[int](ctx, tx, `SELECT count(*) FROM journal_entry WHERE kind = $1`, kind)
		return err
	}); err != nil {
		w.Fatal(err)
	}
	return n
}

func each(t *testing.T, f func(w *world)) {
	t.Parallel()
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(start) }, func(t *testing.T, d *db.DB, c clock.Clock) {
		f(&world{t, lesson.New(lesson.Config{DB: d, Journal: journal.New(), Party: "CZE"}), c.(*clock.Fixed), d})
	})
}

func (w *world) ok(v lesson.View, err error) lesson.View {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
	return v
}

func (w *world) want(kind errs.Kind, err error) {
	w.Helper()
	if !errs.Is(err, kind) {
		w.Errorf("%v is not %s", err, kind)
	}
}

func (w *world) recorded(observation string) lesson.View {
	w.Helper()
	return w.ok(w.Record(ctx, petra, ids.Live, lesson.NewLesson{Exercise: "x1", Name: "Winter", Observation: observation}))
}

func (w *world) assigned(observation string, due time.Time) lesson.View {
	w.Helper()
	return w.ok(w.Assign(ctx, petra, ids.Live, w.recorded(observation).ID, lesson.Task{Lesson: "Call first.", Action: "Write it into the guide", Owner: "Head of duty", Due: due}))
}

func TestWhoSaysThatItIsDoneDoesNotVerifyIt(t *testing.T) {
	each(t, func(w *world) {
		l := w.assigned("Nobody called the hub.", start.Add(time.Hour))
		_, err := w.Close(ctx, otto, ids.Live, l.ID, "read it", "passed")
		w.want(errs.Conflict, err)
		w.ok(w.Done(ctx, dana, ids.Live, l.ID, "The guide says so."))
		_, err = w.Close(ctx, dana, ids.Live, l.ID, "read it", "passed")
		w.want(errs.Denied, err)
		_, err = w.Close(ctx, petra, ids.Live, l.ID, "read it", "passed")
		w.want(errs.Denied, err)
		_, err = w.Close(ctx, otto, ids.Live, l.ID, "read it", " ")
		w.want(errs.Invalid, err)
		v := w.ok(w.Close(ctx, otto, ids.Live, l.ID, "I read the guide.", "In the drill of May they called."))
		if last := v.Steps[len(v.Steps)-1]; v.State != lesson.Learned || last.Retest == "" || last.Name != "Otto" {
			w.Errorf("closed: %+v", v)
		}
		_, err = w.Reopen(ctx, petra, ids.Live, l.ID, "")
		w.want(errs.Invalid, err)
		if v = w.ok(w.Reopen(ctx, petra, ids.Live, l.ID, "In June nobody called.")); v.State != lesson.Assigned || v.Owner != "Head of duty" {
			w.Errorf("opened again: %+v", v)
		}
		// Done anew by another person, it is that person who cannot verify it.
		w.ok(w.Done(ctx, otto, ids.Live, l.ID, "They were told."))
		_, err = w.Close(ctx, otto, ids.Live, l.ID, "read it", "passed")
		w.want(errs.Denied, err)
		w.ok(w.Close(ctx, dana, ids.Live, l.ID, "Asked them.", "They called in July."))
	})
}

func TestOverdueComparesInstants(t *testing.T) {
	each(t, func(w *world) {
		prague := time.FixedZone("CEST", 2*60*60)
		due := start.Add(time.Hour).In(prague) // 12:00 there, 10:00 UTC
		late := w.assigned("One.", due)
		w.assigned("Two.", start.Add(48*time.Hour))
		w.recorded("Three.")
		first := func(over bool) {
			w.Helper()
			all, err := w.List(ctx, anna.In(ids.Live), lesson.Filter{})
			if err != nil {
				w.Fatal(err)
			}
			if len(all) != 3 || all[0].ID != late.ID || all[0].Overdue != over || all[1].Overdue || all[2].State != lesson.Identified {
				w.Errorf("overdue %v is wanted of the first: %+v", over, all)
			}
		}
		w.clock.Advance(time.Hour)
		first(false) // due is now
		w.clock.Advance(time.Microsecond)
		first(true)
		if all, err := w.List(ctx, anna.In(ids.Live), lesson.Filter{Overdue: true}); err != nil || len(all) != 1 {
			w.Errorf("overdue alone: %d %v", len(all), err)
		}
		if v := w.ok(w.Done(ctx, petra, ids.Live, late.ID, "Late, and done.")); v.Overdue {
			w.Error("what is done is not overdue")
		}
		_, err := w.Assign(ctx, petra, ids.Live, w.recorded("Four.").ID, lesson.Task{Lesson: "x", Action: "y", Owner: "z", Due: w.clock.Now()})
		w.want(errs.Invalid, err)
	})
}

// TestPeopleAreToldOfAnOverdueActionOnce for each due time, however often the node looks.
func TestPeopleAreToldOfAnOverdueActionOnce(t *testing.T) {
	each(t, func(w *world) {
		told := func(want int) {
			w.Helper()
			if err := w.Remind(ctx); err != nil {
				w.Fatal(err)
			}
			if n := w.entries("lesson.overdue"); n != want {
				w.Errorf("told %d times, not %d", n, want)
			}
		}
		l := w.assigned("One.", start.Add(time.Hour))
		told(0)
		w.clock.Advance(time.Hour + time.Second)
		told(1)
		told(1)
		w.ok(w.Assign(ctx, petra, ids.Live, l.ID, lesson.Task{Action: "Write it", Owner: "Duty", Due: w.clock.Now().Add(time.Hour)}))
		told(1)
		w.clock.Advance(time.Hour + time.Second)
		told(2)
		w.ok(w.Done(ctx, petra, ids.Live, l.ID, "Done."))
		told(2)
	})
}

func TestNothingOfLessonsIsInARealm(t *testing.T) {
	each(t, func(w *world) {
		const realm ids.Realm = "x-test"
		_, err := w.List(ctx, dana.In(realm), lesson.Filter{})
		w.want(errs.NotFound, err)
		_, err = w.Get(ctx, dana.In(realm), ids.New())
		w.want(errs.NotFound, err)
		_, err = w.Record(ctx, dana, realm, lesson.NewLesson{Exercise: "x", Name: "x", Observation: "x"})
		w.want(errs.NotFound, err)
		_, err = w.Take(ctx, dana, realm, []byte(`{}`), false)
		w.want(errs.NotFound, err)
		_, err = w.Record(ctx, anna, ids.Live, lesson.NewLesson{Exercise: "x", Name: "x", Observation: "x"})
		w.want(errs.Denied, err)
	})
}

const carried = `{"v":1,"kind":"entente-observations","marking":"EXERCISE EXERCISE EXERCISE","exercise":"x1","name":"Winter","observations":[{"about":"Czech SOC","text":"Nobody called."},{"about":"","text":"The marking was kept."}]}`

func TestAFileFromTheRealmIsReadStrictly(t *testing.T) {
	each(t, func(w *world) {
		for name, in := range map[string]string{
			"an unknown member": strings.Replace(carried, `"v":1`, `"v":1,"id":"0190"`, 1),
			"a member of a row": strings.Replace(carried, `"text":"Nobody called."`, `"text":"Nobody called.","inject":"7"`, 1),
			"a member twice":    strings.Replace(carried, `"v":1`, `"v":1,"v":1`, 1),
			"another kind":      strings.Replace(carried, "entente-observations", "entente-agreement", 1),
			"no marking":        strings.Replace(carried, "EXERCISE EXERCISE EXERCISE", "", 1),
			"an empty text":     strings.Replace(carried, "Nobody called.", " ", 1),
			"no rows":           strings.Replace(carried, `{"about":"Czech SOC","text":"Nobody called."},{"about":"","text":"The marking was kept."}`, "", 1),
			"something behind":  carried + "1",
		} {
			if _, err := w.Preview(ctx, petra.In(ids.Live), []byte(in)); !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.Unsupported) {
				w.Errorf("%s: %v", name, err)
			}
		}
		p, err := w.Preview(ctx, petra.In(ids.Live), []byte(carried))
		if err != nil || len(p.Rows) != 2 || p.Rows[0].Known {
			w.Fatalf("%+v %v", p, err)
		}
		if all, err := w.List(ctx, anna.In(ids.Live), lesson.Filter{}); err != nil || len(all) != 0 {
			w.Errorf("a preview wrote %d: %v", len(all), err)
		}
		if got, err := w.Take(ctx, petra, ids.Live, []byte(carried), false); err != nil || got.Standing != lesson.NoFigures || len(got.Items) != 2 || got.Items[0].State != lesson.Identified || got.Items[0].About != "Czech SOC" {
			w.Errorf("taken: %+v %v", got, err)
		}
		if got, err := w.Take(ctx, petra, ids.Live, []byte(carried), false); err != nil || len(got.Items) != 0 {
			w.Errorf("taken twice: %+v %v", got, err)
		}
	})
}

const figures = `{"started":"2026-10-05T08:00:00Z","length_ms":7200000,"injects":12,"all":{"name":"","detect_ms":240000,"of":[12,0,0],"got":30,"graded":40,"gradable":80,"n_graded":4,"n_gradable":8},` +
	`"teams":[{"name":"Czech SOC","detect_ms":240000,"of":[12,0,0],"got":30,"graded":40,"gradable":80,"n_graded":4,"n_gradable":8}]}`

// second is a file of the second generation, with figures and no observation.
func second(figures string) []byte {
	return []byte(`{"v":2,"kind":"entente-observations","marking":"EXERCISE EXERCISE EXERCISE","exercise":"x1","name":"Winter","observations":[],"figures":` + figures + `}`)
}

// TestFiguresOfAnExerciseAreKeptAndCarriedOn: a file may have figures alone; other ones
// of the same exercise replace them only where the person says so, and all of them go
// into the file for a later exercise.
func TestFiguresOfAnExerciseAreKeptAndCarriedOn(t *testing.T) {
	each(t, func(w *world) {
		_, err := w.FiguresFile(ctx, anna.In(ids.Live))
		w.want(errs.NotFound, err)
		take := func(file []byte, replace bool, want lesson.Standing) {
			w.Helper()
			if got, err := w.Take(ctx, petra, ids.Live, file, replace); err != nil || got.Standing != want {
				w.Fatalf("%s, not %s: %v", got.Standing, want, err)
			}
		}
		take(second(figures), false, lesson.NewFigures)
		take(second(figures), false, lesson.SameFigures)
		other := second(strings.Replace(figures, `"got":30`, `"got":35`, 2))
		p, err := w.Preview(ctx, petra.In(ids.Live), other)
		if err != nil || p.Standing != lesson.OtherFigures || p.Held == nil || p.Held.By != "Petra" || p.Held.Figures.All.Got != 30 || p.Figures.All.Got != 35 {
			w.Fatalf("%+v %v", p, err)
		}
		_, err = w.Take(ctx, petra, ids.Live, other, false)
		w.want(errs.Conflict, err)
		take(other, true, lesson.OtherFigures)
		take([]byte(strings.Replace(string(second(strings.Replace(figures, "2026-10-05", "2025-10-05", 1))), `"x1"`, `"x0"`, 1)), false, lesson.NewFigures)
		kept, err := w.Measured(ctx, anna.In(ids.Live))
		if err != nil || len(kept) != 2 || kept[0].Exercise != "x0" || kept[1].Figures.Teams[0].Got != 35 {
			w.Fatalf("%+v %v", kept, err)
		}
		b, err := w.FiguresFile(ctx, anna.In(ids.Live))
		if err != nil {
			w.Fatal(err)
		}
		carried, err := lesson.ReadFigures(b)
		if err != nil || len(carried) != 2 || carried[0].Exercise != "x0" || *carried[1].Figures.All.Detect != 240000 {
			w.Errorf("%+v %v", carried, err)
		}
	})
}

func TestFiguresThatNoExerciseComesToAreRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"a median over nothing":      {`"of":[12,0,0]`, `"of":[0,0,0]`},
		"over injects and no median": {`"of":[12,0,0]`, `"of":[12,3,0]`},
		"more points than graded":    {`"got":30`, `"got":50`},
		"an unknown member":          {`"injects":12`, `"injects":12,"realm":"x-1"`},
		"no team":                    {`"name":"Czech SOC"`, `"name":""`},
		"no start":                   {`"started":"2026-10-05T08:00:00Z",`, ``},
	} {
		if _, err := lesson.ReadFile(second(strings.Replace(figures, change[0], change[1], -1))); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := lesson.ReadFile([]byte(strings.Replace(string(second(figures)), `"v":2`, `"v":1`, 1))); !errs.Is(err, errs.Unsupported) {
		t.Errorf("the first generation has no figures: %v", err)
	}
	if _, err := lesson.ReadFile(second(figures)); err != nil {
		t.Error(err)
	}
}
