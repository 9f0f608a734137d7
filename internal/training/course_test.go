package training

import (
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/clause"
)

func TestTheCoursesOfTheBinaryCanBeTaughtInEveryLanguage(t *testing.T) {
	t.Parallel()
	all, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(all["first-release"].Lessons) == 0 {
		t.Error("there is no first course")
	}
	for id, e := range all {
		if len(e.Languages()) != len(clause.Languages()) {
			t.Errorf("%s is given in %v", id, e.Languages())
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(*Course)
		want  string
	}{
		"good":                 {func(*Course) {}, ""},
		"no months":            {func(c *Course) { c.Months = 0 }, "expires after"},
		"a skill of no list":   {func(c *Course) { c.Skills[0].Code = "juggling" }, "juggling"},
		"a service of no list": {func(c *Course) { c.Services[0] = "tea" }, "tea"},
		"two of one id":        {func(c *Course) { c.Lessons[1].ID = "begin" }, "id of its own"},
		"nothing is right":     {func(c *Course) { c.Lessons[1].Questions[0].Choices = c.Lessons[1].Questions[0].Choices[1:2] }, "choice"},
		"two right of one":     {func(c *Course) { c.Lessons[1].Questions[0].Kind = Single }, "several of kind multiple"},
		"no right text":        {func(c *Course) { c.Lessons[1].Questions[1].Accept = nil }, "what is right"},
		"points beyond all":    {func(c *Course) { c.Lessons[1].Needed = 6 }, "all of its 5"},
		"a link elsewhere":     {func(c *Course) { c.Lessons[0].Link = "https://example.org" }, "page of the console"},
		"a link of two lines":  {func(c *Course) { c.Lessons[0].Link = "//example.org" }, "page of the console"},
		"jq that is none":      {func(c *Course) { c.Lessons[2].Steps[0].Where[0].JQ = ".a |" }, "expression of jq"},
		"a kind of training":   {func(c *Course) { c.Lessons[2].Steps[0].Kinds = []string{"training.passed"} }, "none of training"},
		"an act of no role":    {func(c *Course) { c.Lessons[2].Steps[0].Acts = []authz.Act{"fly"} }, "acts that a role"},
		"unseen letters":       {func(c *Course) { c.Text = en("a\u202eb") }, "cannot be seen"},
		"a language missing":   {func(c *Course) { c.Title["fr"] = "Un cours" }, "fr"},
		"another form":         {func(c *Course) { c.V = 2 }, "form 1"},
	} {
		course := small(1)
		c.spoil(&course)
		_, _, err := Read(mustJSON(t, course))
		switch {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, _, err := Read([]byte(`{"v":1,"surprise":true}`)); !errs.Is(err, errs.Invalid) {
		t.Errorf("an unknown member: %v", err)
	}
}

// A condition is followed for a moment, and fails closed.
func TestConditions(t *testing.T) {
	t.Parallel()
	body := []byte(`{"objects":3,"parties":{"HUB":{"released":2},"EST":{"released":0}}}`)
	for jq, want := range map[string]bool{
		".objects > 2": true,
		".objects > 3": false,
		"[.parties[].released] | add // 0 | . > 0": true,
		".nothing":                            false,
		`"yes"`:                               false,
		".objects.deep":                       false, // an error
		"[limit(3; repeat(1))] | length == 3": true,
		"def f: f; f":                         false, // without end
		`env.HOME != null`:                    false,
	} {
		watch := clock.Start()
		ok, _, err := Step{Where: []Condition{{JQ: jq}}}.lacks(t.Context(), journal.Entry{Body: body})
		if err != nil || ok != want {
			t.Errorf("%s: %v, %v", jq, ok, err)
		}
		if took := watch.Elapsed(); took > 5*time.Second {
			t.Errorf("%s took %s", jq, took)
		}
	}
}

func TestWhoMayPutCoursesIn(t *testing.T) {
	each(t, func(w *world) {
		good := mustJSON(t, small(1))
		_, err := w.Put(ctx, ada, ids.Live, good)
		w.want(errs.Denied, err)
		first, err := w.Put(ctx, director, ids.Live, good)
		w.must(err)
		same, err := w.Put(ctx, director, ids.Live, append([]byte("  "), good...))
		w.must(err)
		if same.Digest != first.Digest {
			t.Error("the same course has two digests")
		}
		taken := small(1)
		taken.ID = "first-release"
		_, err = w.Put(ctx, director, ids.Live, mustJSON(t, taken))
		w.want(errs.Conflict, err)
		all, err := w.List(ctx, ada.In(ids.Live))
		w.must(err)
		if len(all) != 2 || all[0].ID != "first-release" || !all[0].Shipped || all[1].Shipped {
			t.Errorf("offered: %+v", all)
		}
		elsewhere, err := w.List(ctx, ada.In("ex-1"))
		w.must(err)
		if len(elsewhere) != 1 {
			t.Errorf("in another realm: %+v", elsewhere)
		}
		w.want(errs.NotFound, w.Withdraw(ctx, director, ids.Live, "first-release"))
	})
}
