package training

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/ids"
)

// secretCourse makes a course of quizzes, in which what is right and why bears a mark
// that stands nowhere else.
func secretCourse(r *rand.Rand) Course {
	c := Course{V: 1, ID: "small", Version: 1, Title: en("Secrets"), Text: en("Find them."), Months: 1}
	for n := range 1 + r.IntN(4) {
		l := Lesson{ID: fmt.Sprintf("quiz-%d", n), Kind: Quiz, Title: en("Quiz"), Text: en("Answer."), Needed: 1}
		for i := range 1 + r.IntN(4) {
			id := fmt.Sprintf("q-%d-%d", n, i)
			q := Question{ID: id, Kind: []string{Single, Multiple, Text}[r.IntN(3)], Text: en("What?"), Attempts: 1 + r.IntN(3), Points: 1 + r.IntN(3), Why: en("WHY-" + id + "-END")}
			if q.Kind == Text {
				q.Accept = []string{"ACCEPT-" + id + "-END", "ALSO-" + id + "-END"}
			} else {
				for k := range 3 {
					q.Choices = append(q.Choices, Choice{ID: fmt.Sprintf("c%d", k), Text: en("Choice"), Right: k == 1 || q.Kind == Multiple && k == 2})
				}
			}
			for h := range r.IntN(3) {
				q.Hints = append(q.Hints, Hint{Text: en(fmt.Sprintf("HINT-%s-%d-END", id, h)), Cost: r.IntN(2)})
			}
			l.Questions = append(l.Questions, q)
		}
		c.Lessons = append(c.Lessons, l)
	}
	return c
}

// TestWhatIsRightLeavesOnlyAfterTheAnswer plays random courses at random, and after
// every act looks at all that everybody can get: no text that tells what is right in a
// question before that question is over, and no hint before it was taken.
func TestWhatIsRightLeavesOnlyAfterTheAnswer(t *testing.T) {
	each(t, func(w *world) {
		for seed := range uint64(12) {
			r := rand.New(rand.NewPCG(seed, 33))
			c := secretCourse(r)
			c.Version = int64(seed) + 1
			w.put(c)
			who := as(fmt.Sprintf("player-%d", seed), "analyst")
			v, err := w.Enrol(ctx, who, ids.Live, "small")
			w.must(err)
			told := map[string]bool{}
			for range 60 {
				w.look(c, v, told, seed)
				if v.State == "passed" {
					break
				}
				lesson := c.Lessons[v.Passed]
				q := lesson.Questions[r.IntN(len(lesson.Questions))]
				switch n := r.IntN(10); {
				case n < 2:
					_, _ = w.Hint(ctx, who, ids.Live, "small", lesson.ID, q.ID) // there may be none left
				case n < 3 || v.Steps[v.Passed].Failed:
					_, _ = w.Again(ctx, who, ids.Live, "small", lesson.ID) // refused while questions are open
				default:
					_, _ = w.Answer(ctx, who, ids.Live, "small", lesson.ID, q.ID, guess(r, q)) // refused when it is over
				}
				v, err = w.Course(ctx, who.In(ids.Live), "small")
				w.must(err)
			}
		}
	})
}

// guess makes an answer, right or wrong; a right text has no mark, so that what the
// player said himself is not mistaken for a leak.
func guess(r *rand.Rand, q Question) Answer {
	if q.Kind == Text {
		if r.IntN(3) == 0 {
			return Answer{Text: strings.ToLower(q.Accept[1])}
		}
		return Answer{Text: "something else"}
	}
	if q.Kind == Multiple && r.IntN(2) == 0 {
		return Answer{Choices: []string{"c1", "c2"}}
	}
	return Answer{Choices: []string{fmt.Sprintf("c%d", r.IntN(3))}}
}

// look checks all output against what may have been told so far.
func (w *world) look(c Course, v View, told map[string]bool, seed uint64) {
	w.Helper()
	for i, l := range c.Lessons {
		for k, q := range l.Questions {
			if v.Steps[i].Questions == nil {
				continue
			}
			x := v.Steps[i].Questions[k]
			told[q.ID] = told[q.ID] || x.Over
			for n, h := range q.Hints {
				told[h.Text["en"]] = told[h.Text["en"]] || n < len(x.Hints)
			}
			for _, ch := range x.Choices {
				if (ch.Right != nil) != x.Over {
					w.Errorf("seed %d: %s is over: %v, and says of a choice whether it is right: %v", seed, q.ID, x.Over, ch.Right != nil)
				}
			}
			if !x.Over && (x.Why != nil || x.Accept != "") {
				w.Errorf("seed %d: %s is not over, and explains itself", seed, q.ID)
			}
		}
	}
	_, journalled := w.entries()
	list, err := w.List(ctx, duty.In(ids.Live))
	w.must(err)
	other, err := w.Course(ctx, duty.In(ids.Live), "small")
	w.must(err)
	ready, err := w.Readiness(ctx, duty.In(ids.Live))
	w.must(err)
	everybody := text(w, list) + text(w, other) + text(w, ready) + journalled
	own := text(w, v)
	for _, l := range c.Lessons {
		for _, q := range l.Questions {
			secrets := append([]string{q.Why["en"]}, q.Accept...)
			for _, s := range secrets {
				if strings.Contains(everybody, s) || strings.Contains(own, s) && !told[q.ID] {
					w.Errorf("seed %d: %s is told before its answer", seed, s)
				}
			}
			for _, h := range q.Hints {
				if strings.Contains(everybody, h.Text["en"]) || strings.Contains(own, h.Text["en"]) && !told[h.Text["en"]] {
					w.Errorf("seed %d: %s is told before it was asked for", seed, h.Text["en"])
				}
			}
		}
	}
}

// text is a value as the interface writes it.
func text(w *world, v any) string {
	w.Helper()
	b, err := json.Marshal(v)
	w.must(err)
	w.must((*jsontext.Value)(&b).Compact())
	return string(b)
}
