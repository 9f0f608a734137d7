package msel

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

func TestTwoPlannersAtOneRow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		r := w.put(letter("1", 5))
		mine := r.Inject
		mine.Title = "Changed by Ada"
		_, err := w.Put(ctx, ada, realm, mine, r.Version)
		w.must(err)
		theirs := r.Inject
		theirs.Title = "Changed by Ben"
		_, err = w.Put(ctx, ben, realm, theirs, r.Version)
		wantKind(t, err, errs.Conflict)
		if _, text := errs.Public(err); !strings.Contains(text, "Ada") {
			t.Errorf("it does not say who changed it: %s", text)
		}
		again := letter("1", 9)
		_, err = w.Put(ctx, ben, realm, again, 0)
		wantKind(t, err, errs.Conflict) // the number is taken
	})
}

func TestFiltersAndPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, n := range []string{"2.14", "2.9", "1", "10"} {
			i := letter(n, 10)
			switch n {
			case "2.9":
				i.Storyline, i.To, i.Phase = "ransom", []string{"red"}, "Day 1"
			case "10":
				i.At, i.ByHand, i.Control, i.Tests, i.To = nil, true, "Cia", []string{"o1"}, []string{"blue"}
			case "1":
				i.Title = "Útok na 100% of_hosts"
			}
			w.put(i)
		}
		for _, c := range []struct {
			which Which
			want  string
		}{
			{Which{}, "1 2.9 2.14 10"}, {Which{ByNumber: true}, "1 2.9 2.14 10"},
			{Which{Storyline: "ransom"}, "2.9"}, {Which{Phase: "Day 1"}, "2.9"}, {Which{Team: "blue"}, "1 2.14 10"}, {Which{Objective: "o1"}, "10"},
			{Which{Control: "Cia"}, "10"}, {Which{Text: "ÚTOK"}, "1"}, {Which{Text: "100%"}, "1"}, {Which{Text: "1_0"}, ""}, {Which{Channel: ByPhone}, ""}, {Which{Status: Ready, Type: Contextual}, "1 2.9 2.14 10"},
		} {
			if got := w.numbers(c.which); got != c.want {
				t.Errorf("%+v gives %q, want %q", c.which, got, c.want)
			}
			var all []string
			for which := c.which; ; {
				which.Limit = 1
				l, err := w.List(ctx, cia.In(realm), which)
				w.must(err)
				for _, r := range l.Rows {
					all = append(all, r.Number)
				}
				if which.After = l.Next; l.Next == "" {
					break
				}
			}
			if got := strings.Join(all, " "); got != c.want {
				t.Errorf("%+v gives %q page by page, want %q", c.which, got, c.want)
			}
		}
		_, err := w.List(ctx, ada.In(realm), Which{After: "nonsense"})
		wantKind(t, err, errs.Invalid)
	})
}

func TestDeletionIsUndone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, b := w.put(letter("1", 1)), w.put(letter("2", 2))
		w.must(w.Delete(ctx, ada, realm, []Ref{{a.ID, a.Version}, {b.ID, b.Version}}))
		if got := w.numbers(Which{}); got != "" {
			t.Fatalf("left %q", got)
		}
		back, err := w.Undo(ctx, ada, realm)
		w.must(err)
		if got := w.numbers(Which{}); got != "1 2" || len(back) != 2 || back[0].Version != 2 {
			t.Errorf("back %q, %+v", got, back)
		}
		_, err = w.Undo(ctx, ada, realm)
		wantKind(t, err, errs.NotFound)
		wantKind(t, w.Delete(ctx, ada, realm, []Ref{{a.ID, a.Version}}), errs.Conflict) // it has another version by now
	})
}

func TestManyRowsAtOnceOrNone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, b := w.put(letter("1", 10)), w.put(letter("2", 60))
		line := "ransom"
		rows, err := w.Bulk(ctx, ada, realm, []Ref{{a.ID, 1}, {b.ID, 1}}, Change{Storyline: &line, Shift: -Of(600)})
		w.must(err)
		if *rows[0].At != 0 || *rows[1].At != Of(3000) || w.numbers(Which{Storyline: "ransom"}) != "1 2" {
			t.Errorf("got %+v", rows)
		}
		_, err = w.Bulk(ctx, ada, realm, []Ref{{b.ID, 2}, {a.ID, 2}}, Change{Shift: -Of(60)})
		wantKind(t, err, errs.Invalid)
		if r, err := w.Get(ctx, ada.In(realm), b.ID); err != nil || *r.At != Of(3000) {
			t.Errorf("half of a refused change stands: %+v, %v", r, err)
		}
		moved, err := w.Move(ctx, ada, realm, Ref{b.ID, 2}, nil)
		w.must(err)
		if moved.At != nil || moved.Version != 3 {
			t.Errorf("moved %+v", moved)
		}
		c, err := w.Duplicate(ctx, ada, realm, a.ID)
		w.must(err)
		if c.Number != "3" || c.ID == a.ID || c.Title != a.Title {
			t.Errorf("the copy is %+v", c.Inject)
		}
	})
}

func TestTheLiveRealmHasNoPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sqlite:"+t.TempDir()+"/live.db", ids.Live)
	_, err := w.Plan(ctx, ada.In(ids.Live))
	wantKind(t, err, errs.NotFound)
	_, err = w.Put(ctx, ada, ids.Live, letter("1", 0), 0)
	wantKind(t, err, errs.NotFound)
	x := newWorld(t, "sqlite:"+t.TempDir()+"/x.db", realm)
	_, err = x.Plan(ctx, ada.In("x-other"))
	wantKind(t, err, errs.NotFound)
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		all, err := w.Templates(ctx, ada.In(realm))
		w.must(err)
		for _, x := range all {
			i := x.Inject
			i.ID, i.Number, i.Title = ids.New(), "1", "x"
			if err := i.Check(); err != nil {
				t.Errorf("template %s: %v", x.ID, err)
			}
			if _, err := i.Message(); err != nil {
				t.Errorf("template %s: %v", x.ID, err)
			}
		}
		i := letter("7", 70)
		i.To = []string{"red"}
		r := w.put(i)
		kept, err := w.SaveTemplate(ctx, ada, realm, r.ID, "A letter")
		w.must(err)
		again, err := w.SaveTemplate(ctx, ada, realm, r.ID, "A letter")
		w.must(err)
		if kept.ID != again.ID || kept.Inject.At != nil || kept.Inject.To != nil || kept.Inject.Title != "Letter 7" {
			t.Errorf("kept %+v, then %+v", kept, again)
		}
		if more, err := w.Templates(ctx, ada.In(realm)); err != nil || len(more) != len(all)+1 {
			t.Errorf("%d templates, %v", len(more), err)
		}
		w.must(w.DeleteTemplate(ctx, ada, realm, kept.ID))
		wantKind(t, w.DeleteTemplate(ctx, ada, realm, "hint"), errs.NotFound)
	})
}

// BenchmarkListOfCyberEurope lists at the size of Cyber Europe 2024: a page with its
// total takes less than 50 ms.
func BenchmarkListOfCyberEurope(b *testing.B) {
	const rows = 28_000
	w := newWorld(b, "sqlite:"+filepath.Join(b.TempDir(), "x.db"), realm)
	w.must(w.db.Write(ctx, func(tx *db.Tx) error {
		var all []Row
		for n := range rows {
			i := letter(fmt.Sprintf("%d.%d", n/100+1, n%100+1), int64(n%600))
			i.ID, i.Storyline, i.Phase = ids.New(), fmt.Sprintf("line%d", n%20), fmt.Sprintf("Day %d", n%3)
			i.To = []string{fmt.Sprintf("team%d", n%60)}
			all = append(all, Row{Inject: i, Version: 1, ChangedAt: start, ChangedBy: "Ada"})
		}
		return errors.Join(saveRows(ctx, tx, all), bump(ctx, tx))
	}))
	for name, which := range map[string]Which{"all": {}, "storyline": {Storyline: "line7"}, "team": {Team: "team9"}, "text": {Text: "letter 17.4"}, "nothing": {Text: "nowhere"}, "number": {ByNumber: true}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := w.List(ctx, ada.In(realm), which)
				w.must(err)
			}
			if each := b.Elapsed() / time.Duration(b.N); each > 50*time.Millisecond {
				b.Errorf("it takes %v", each)
			}
		})
	}
}
