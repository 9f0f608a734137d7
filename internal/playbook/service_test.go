package playbook

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/cacao"
)

var plainBook = book(`"markings":["`+green+`"]`, step(cacao.Start, 1, to("on_completion", a2)), step(cacao.Action, 2, `"timeout":600000,`+to("on_completion", a3)), step(cacao.Action, 3, done), step(cacao.End, 9, ""))

func TestAVersionIsKeptAsItCame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		v := w.imported(plainBook)
		_, b, err := w.Export(ctx, duty.In(ids.Live), v.ID)
		w.must(err)
		if !bytes.Equal(b, []byte(plainBook)) || v.TLP.String() != "green" || v.Steps != 4 {
			t.Errorf("kept %d bytes, marked %s, steps %d", len(b), v.TLP, v.Steps)
		}
		if again := w.imported(plainBook + "\n"); again.ID != v.ID {
			t.Error("the same version again is another one")
		}
		_, err = w.Import(ctx, duty, ids.Live, []byte(strings.Replace(plainBook, "Contain a host", "Contain a net", 1)))
		wantKind(t, err, errs.Conflict)
		next := w.imported(strings.Replace(plainBook, `"modified":"2026-01`, `"modified":"2026-02`, 1))
		all, err := w.List(ctx, duty.In(ids.Live))
		w.must(err)
		if len(all) != 2 || all[0].ID != next.ID || all[1].ID != v.ID {
			t.Errorf("listed %+v", all)
		}
		if got := w.kinds(v.ID); got != "playbook.imported" {
			t.Errorf("the journal says %q", got)
		}
	})
}

func TestWhatCannotBeFollowedIsNotKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, err := w.Import(ctx, duty, ids.Live, []byte(strings.Replace(plainBook, `"manual"`, `"telnet"`, 1)))
		wantKind(t, err, errs.Invalid)
		if _, text := errs.Public(err); !strings.Contains(text, "telnet") {
			t.Errorf("it says %q", text)
		}
		all, err := w.List(ctx, duty.In(ids.Live))
		if w.must(err); len(all) != 0 {
			t.Errorf("kept %d", len(all))
		}
	})
}

func TestWhoMay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		v := w.imported(plainBook)
		legal := person(authz.Legal)
		_, err := w.Import(ctx, legal, ids.Live, []byte(plainBook))
		wantKind(t, err, errs.Denied)
		_, err = w.Revoke(ctx, legal, ids.Live, v.ID, "because")
		wantKind(t, err, errs.Denied)
		_, err = w.Start(ctx, person(authz.Director), ids.Live, v.ID, NewRun{})
		wantKind(t, err, errs.Denied)
		_, err = w.List(ctx, authz.Viewer{})
		wantKind(t, err, errs.Denied)
		_, _, _, err = w.Get(ctx, legal.In(ids.Live), v.ID)
		w.must(err)
		_, _, _, err = w.Get(ctx, legal.In("another"), v.ID)
		wantKind(t, err, errs.NotFound)
		f, err := w.Start(ctx, duty, ids.Live, v.ID, NewRun{})
		w.must(err)
		_, err = w.Cancel(ctx, legal, ids.Live, f.ID, "because")
		wantKind(t, err, errs.Denied)
		_, err = w.Run(ctx, duty.In("another"), f.ID)
		wantKind(t, err, errs.NotFound)
	})
}

func TestACeilingHidesWhatIsAboveItAndWhatIsUnmarked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		marked := w.imported(plainBook)
		unmarked := w.imported(strings.NewReplacer(`"markings":["`+green+`"],`, ``, "playbook--1111", "playbook--2222").Replace(plainBook))
		for ceiling, want := range map[string]int{"clear": 0, "green": 1, "red": 1, "": 2} {
			who := under(ceiling)
			all, err := w.List(ctx, who.In(ids.Live))
			w.must(err)
			if len(all) != want {
				t.Errorf("under %q %d are listed, want %d", ceiling, len(all), want)
			}
		}
		f, err := w.Start(ctx, duty, ids.Live, marked.ID, NewRun{})
		w.must(err)
		g, err := w.Start(ctx, duty, ids.Live, unmarked.ID, NewRun{})
		w.must(err)
		low := under("clear")
		_, err = w.Run(ctx, low.In(ids.Live), f.ID)
		wantKind(t, err, errs.NotFound)
		_, err = w.Report(ctx, low, ids.Live, f.ID, Answer{Step: a2, Status: Succeeded, Text: "x"})
		wantKind(t, err, errs.NotFound)
		_, _, err = w.Export(ctx, low.In(ids.Live), marked.ID)
		wantKind(t, err, errs.NotFound)
		_, err = w.Import(ctx, low, ids.Live, []byte(plainBook))
		wantKind(t, err, errs.Denied)
		runs, err := w.Runs(ctx, under("red").In(ids.Live), Which{})
		w.must(err)
		if len(runs) != 1 || runs[0].ID != f.ID || g.ID == f.ID {
			t.Errorf("under red %d runs are listed", len(runs))
		}
	})
}

func TestARunFromItsStartToItsRecord(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		v := w.imported(plainBook)
		f, err := w.Start(ctx, duty, ids.Live, v.ID, NewRun{Title: "Host 7", Incident: "incident-12"})
		w.must(err)
		if f.Phase != Running || f.Open != 1 || !f.Due.Equal(start.Add(10*time.Minute)) {
			t.Errorf("started as %+v", f.Run)
		}
		w.clock.Advance(time.Minute)
		_, err = w.Report(ctx, duty, ids.Live, f.ID, Answer{Step: a3, Status: Succeeded, Text: "too early"})
		wantKind(t, err, errs.Conflict)
		_, err = w.Report(ctx, duty, ids.Live, f.ID, Answer{Step: a2, Status: Succeeded, Text: "cut off", Reference: "ticket 4"})
		w.must(err)
		about, err := w.RunsAbout(ctx, duty.In(ids.Live), "incident-12")
		w.must(err)
		if len(about) != 1 || about[0].Title != "Host 7" || about[0].Open != 1 || !about[0].Due.IsZero() || about[0].Acts != 2 {
			t.Errorf("about the incident: %+v", about)
		}
		none, err := w.RunsAbout(ctx, duty.In(ids.Live), "incident-13")
		if w.must(err); len(none) != 0 {
			t.Error("another incident has it too")
		}
		_, err = w.RunsAbout(ctx, duty.In(ids.Live), "")
		wantKind(t, err, errs.Invalid)
		done, err := w.Report(ctx, duty, ids.Live, f.ID, Answer{Step: a3, Status: Failed, Text: "no answer"})
		w.must(err)
		again, err := w.Run(ctx, duty.In(ids.Live), f.ID)
		w.must(err)
		if diff := cmp.Diff(done.Progress, again.Progress); diff != "" || again.Phase != Ended || !again.EndedAt.Equal(w.clock.Now()) {
			t.Errorf("read again it is otherwise: %s", diff)
		}
		if got := w.kinds(f.ID); got != "playbook.started playbook.reported playbook.reported" {
			t.Errorf("the journal says %q", got)
		}
		b, err := w.ExportRun(ctx, duty.In(ids.Live), f.ID)
		w.must(err)
		var r Record
		w.must(strictjson.Decode(b, &r, strictjson.Default))
		if canonical, err := strictjson.Canonical(b); err != nil || !bytes.Equal(b, canonical) {
			t.Error("the record is not canonical JSON")
		}
		if r.Playbook.Digest != v.Digest || r.Phase != Ended || len(r.Acts) != 3 || r.Visits[0].Reference != "ticket 4" || r.Visits[1].Status != Failed {
			t.Errorf("the record is %+v", r)
		}
	})
}

func TestARevokedOrExpiredVersionIsNotStarted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		v := w.imported(plainBook)
		f, err := w.Start(ctx, duty, ids.Live, v.ID, NewRun{})
		w.must(err)
		_, err = w.Revoke(ctx, duty, ids.Live, v.ID, "")
		wantKind(t, err, errs.Invalid)
		_, err = w.Revoke(ctx, duty, ids.Live, v.ID, "a better one is there")
		w.must(err)
		_, err = w.Revoke(ctx, duty, ids.Live, v.ID, "twice")
		wantKind(t, err, errs.Conflict)
		_, err = w.Start(ctx, duty, ids.Live, v.ID, NewRun{})
		wantKind(t, err, errs.Conflict)
		_, err = w.Cancel(ctx, duty, ids.Live, f.ID, "the new one is followed") // what has begun goes on
		w.must(err)
		for n, member := range []string{`"valid_until":"2026-11-25T09:00:00Z"`, `"valid_from":"2026-11-25T09:00:01Z"`, `"revoked":true`} {
			text := strings.NewReplacer(`"workflow_start"`, member+`,"workflow_start"`, "playbook--1111", "playbook--333"+string(rune('1'+n))).Replace(plainBook)
			_, err := w.Start(ctx, duty, ids.Live, w.imported(text).ID, NewRun{})
			wantKind(t, err, errs.Conflict)
		}
	})
}

func TestARunIsCalledAfterItsPlaybook(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for n, name := range []string{"Short", strings.Repeat("ž", 300), "two\\nlines"} {
			text := strings.NewReplacer("Contain a host", name, "playbook--1111", "playbook--444"+string(rune('1'+n))).Replace(plainBook)
			f, err := w.Start(ctx, duty, ids.Live, w.imported(text).ID, NewRun{Title: " "})
			w.must(err)
			if len(f.Title) > MaxTitle || f.Title == "" || !strings.HasPrefix(f.Title, name[:3]) {
				t.Errorf("%q gives %q", name, f.Title)
			}
		}
	})
}

// TestOneAnswerAtATime has many people answer the same step at once.
func TestOneAnswerAtATime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		f, err := w.Start(ctx, duty, ids.Live, w.imported(plainBook).ID, NewRun{})
		w.must(err)
		var wg sync.WaitGroup
		var mu sync.Mutex
		good := 0
		for range 6 {
			wg.Go(func() {
				_, err := w.Report(ctx, duty, ids.Live, f.ID, Answer{Step: a2, Visit: 1, Status: Succeeded, Text: "done"})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					good++
				} else if !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.Busy) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		again, err := w.Run(ctx, duty.In(ids.Live), f.ID)
		w.must(err)
		if good != 1 || len(again.Record) != 2 {
			t.Errorf("%d answers were taken, %d acts are recorded", good, len(again.Record))
		}
	})
}

func TestRunsArePaged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		v := w.imported(plainBook)
		var begun []string
		for range 5 {
			f, err := w.Start(ctx, duty, ids.Live, v.ID, NewRun{})
			w.must(err)
			begun = append([]string{f.ID}, begun...)
		}
		_, err := w.Cancel(ctx, duty, ids.Live, begun[0], "not needed")
		w.must(err)
		page, err := w.Runs(ctx, duty.In(ids.Live), Which{Version: v.ID, Running: true, Limit: 2})
		w.must(err)
		next, err := w.Runs(ctx, duty.In(ids.Live), Which{Running: true, Before: page[1].ID})
		w.must(err)
		if len(page) != 2 || page[0].ID != begun[1] || len(next) != 2 || next[1].ID != begun[4] {
			t.Errorf("pages %v, then %v of %v", page, next, begun)
		}
	})
}
