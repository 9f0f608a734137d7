package directory

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
)

func (w *world) begin(by, of ids.Party) Drill {
	w.t.Helper()
	d, err := w.nodes[by].Begin(ctx, person(by, "Ada"), Trial{Party: of})
	w.must(err)
	return d
}

func (w *world) drillWorld() *node {
	w.t.Helper()
	w.save("CZE", whole("CZE"))
	w.settle()
	return w.nodes["HUB"]
}

func TestADrillIsAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		hub := w.drillWorld()
		ada := person("HUB", "Ada")
		d := w.begin("HUB", "CZE")
		if len(d.Probes) != 4 || !d.Due.Equal(start.Add(time.Hour)) {
			t.Fatalf("%+v", d)
		}
		_, err := hub.Begin(ctx, ada, Trial{Party: "CZE"})
		wantKind(t, err, errs.Conflict)

		// By link: whoever holds it has been reached, and answers once.
		token := hub.token(d.Probes[0].ID)
		a, err := hub.Asked(ctx, token)
		w.must(err)
		if diff := cmp.Diff(Asked{By: "HUB", Due: d.Due}, a); diff != "" {
			t.Error(diff)
		}
		for range 2 {
			a, err = hub.Open(ctx, token)
			w.must(err)
			if !a.Answered {
				t.Error("it is not answered")
			}
		}
		// By the code that is read back.
		phone := d.Probes[2]
		if text := hub.Question(phone, d); !strings.Contains(text, hub.code(phone.ID)) || strings.Contains(text, "http") {
			t.Errorf("the text for a voice is %q", text)
		}
		_, err = hub.Answer(ctx, ada, phone.ID, "000 00", "")
		wantKind(t, err, errs.Denied)
		_, err = hub.Answer(ctx, ada, phone.ID, strings.ReplaceAll(hub.code(phone.ID), " ", "-"), "")
		w.must(err)
		_, err = hub.Answer(ctx, ada, phone.ID, hub.code(phone.ID), "")
		wantKind(t, err, errs.Conflict)
		// By a note of how it came.
		_, err = hub.Answer(ctx, ada, d.Probes[3].ID, "", "")
		wantKind(t, err, errs.Invalid)
		_, err = hub.Answer(ctx, ada, d.Probes[3].ID, "", "Replied on Signal")
		w.must(err)
		_, err = hub.Answer(ctx, hub.reader(), d.Probes[1].ID, "", "Replied")
		wantKind(t, err, errs.Denied)

		v := w.get("HUB", "CZE")
		if v.Score == nil || v.Score.Percent != 100 || !v.LastProof.Equal(start) || v.Calls[0].Proof.IsZero() || !v.Calls[3].Proof.IsZero() {
			t.Errorf("%+v %+v", v.Score, v.Calls)
		}
		if w.journaled("HUB", "directory.comcheck-answered") != 3 {
			t.Error("an answer is not on record, or one twice")
		}
	})
}

func TestWhatIsNoToken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		hub := w.drillWorld()
		d := w.begin("HUB", "CZE")
		good := hub.token(d.Probes[0].ID)
		for name, token := range map[string]string{
			"empty": "", "rubbish": "x", "cut": good[:len(good)-1], "longer": good + "A", "another node's": w.nodes["EST"].token(d.Probes[0].ID),
			"of no question": hub.token(ids.New()), "one letter changed": flip(good), "a code": hub.code(d.Probes[0].ID),
		} {
			_, err := hub.Open(ctx, token)
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.advance(graceful + 2*time.Hour)
		_, err := hub.Open(ctx, good)
		wantKind(t, err, errs.NotFound)
	})
}

func flip(s string) string {
	if s[30] == 'A' {
		return s[:30] + "B" + s[31:]
	}
	return s[:30] + "A" + s[31:]
}

// TestLateCountsForNothing answers after the end: it is a proof, but not in time.
func TestLateCountsForNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		hub := w.drillWorld()
		d := w.begin("HUB", "CZE")
		w.advance(time.Hour + time.Second)
		_, err := hub.Open(ctx, hub.token(d.Probes[2].ID))
		w.must(err)
		v := w.get("HUB", "CZE")
		if v.Score == nil || v.Score.Percent != 0 || v.LastProof.IsZero() {
			t.Errorf("%+v, %s", v.Score, v.LastProof)
		}
	})
}

func TestScore(t *testing.T) {
	t.Parallel()
	drill := func(age time.Duration, urgent, desk time.Duration) Drill {
		at := start.Add(-age)
		answered := func(after time.Duration) time.Time {
			if after < 0 {
				return time.Time{}
			}
			return at.Add(after)
		}
		return Drill{Party: "CZE", At: at, Due: at.Add(time.Hour), Probes: []Probe{
			{Contact: "duty", Purpose: Emergency, Medium: Phone, Answered: answered(urgent)}, {Contact: "desk", Purpose: Incident, Medium: Email, Answered: answered(desk)}}}
	}
	const never, late, soon, day = -1, 2 * time.Hour, time.Minute, 24 * time.Hour
	for _, c := range []struct {
		name        string
		drills      []Drill // the newest first
		party, desk int     // per cent; -1 for none
	}{
		{"never tried", nil, -1, -1},
		{"reached", []Drill{drill(day, soon, never)}, 100, 0},
		{"the desk is not the emergency", []Drill{drill(day, never, soon)}, 0, 100},
		{"late is not in time", []Drill{drill(day, late, late)}, 0, 0},
		{"the newer weighs more", []Drill{drill(day, soon, never), drill(2*day, never, soon)}, 59, 41}, // 1/1.7 and 0.7/1.7
		{"one that runs counts once it is answered", []Drill{drill(0, soon, never), drill(day, never, soon)}, 59, 100},
	} {
		st := standingOf(c.drills, start.Add(time.Minute))
		percent := func(s *Score) int {
			if s == nil {
				return -1
			}
			return s.Percent
		}
		if got := percent(st.party); got != c.party {
			t.Errorf("%s: party %d, want %d", c.name, got, c.party)
		}
		if got := percent(st.contacts["desk"]); got != c.desk {
			t.Errorf("%s: desk %d, want %d", c.name, got, c.desk)
		}
	}
}

// TestThePartyIsToldItsOwn tells CZE of its score, and nobody else of it.
func TestThePartyIsToldItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		hub := w.drillWorld()
		d := w.begin("HUB", "CZE")
		w.must(hub.Look(ctx))
		w.settle()
		if got := w.get("CZE", "CZE").Told; len(got) != 0 {
			t.Errorf("told while it ran: %+v", got)
		}
		_, err := hub.Answer(ctx, person("HUB", "Ada"), d.Probes[2].ID, hub.code(d.Probes[2].ID), "")
		w.must(err)
		w.advance(time.Hour)
		w.must(hub.Look(ctx))
		w.must(hub.Look(ctx))
		w.settle()
		got := w.get("CZE", "CZE").Told
		if len(got) != 1 || got[0].By != "HUB" || got[0].Score != 100 || len(got[0].Contacts) != 2 || w.journaled("HUB", kindTold) != 1 {
			t.Fatalf("%+v", got)
		}
		if w.journaled("EST", kindTold) != 0 || len(w.refused) > 0 {
			t.Error("EST heard of it", w.refused)
		}
		// What is told of another, by another, or changed on the way is refused.
		told := got[0]
		for name, change := range map[string]func(*Told){"of another": func(x *Told) { x.Party = "EST" }, "by another": func(x *Told) { x.By = "EST" }, "changed": func(x *Told) { x.Score = 1 }} {
			x := told
			change(&x)
			b, err := strictjson.Marshal(x)
			w.must(err)
			body, err := strictjson.Marshal(toldBody{Result: b, Signature: w.nodes["EST"].c.Key.Sign(toldContext, b)})
			w.must(err)
			_, err = w.deliver(w.nodes["CZE"], ledger.Statement{V: 1, ID: ids.New(), Realm: ids.Live, From: "HUB", To: "CZE", Kind: kindTold, Body: body})
			if !errs.Is(err, errs.Denied) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestDueByTheAgreement judges by instants alone when a party is to be tried.
func TestDueByTheAgreement(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		hub := w.drillWorld()
		agreement := ids.New()
		const day = 24 * time.Hour
		hub.asked = []Term{{Agreement: agreement, Title: "Memorandum", Every: "P20D", Since: start, After: func(t time.Time) time.Time { return t.AddDate(0, 0, 20) }}}
		line := func() Standing {
			t.Helper()
			all, err := hub.Board(ctx, person("HUB", "Ada").In(ids.Live))
			w.must(err)
			for _, x := range all {
				if x.View.Party.Party == "CZE" {
					return x
				}
			}
			t.Fatal("CZE is not on the board")
			return Standing{}
		}
		if got := line().Next; !got.Equal(start.Add(15 * day)) {
			t.Errorf("next %s", got)
		}
		w.advance(16 * day)
		w.must(hub.Look(ctx)) // nobody sends: a person begins it
		if x := line(); x.Running != nil {
			t.Error("a drill began by itself")
		}
		sent := &sender{refuse: Signal}
		hub.c.Sender = sent
		w.must(hub.Look(ctx))
		w.must(hub.Look(ctx))
		x := line()
		if x.Running == nil || x.Running.Agreement != agreement || len(sent.texts) != 3 {
			t.Fatalf("%+v, %d texts", x.Running, len(sent.texts))
		}
		for _, p := range x.Running.Probes {
			if p.SentAt.IsZero() != (p.Medium == Signal) || (p.Failed != "") != (p.Medium == Signal) {
				t.Errorf("%+v", p)
			}
		}
		_, err := hub.Meet(ctx, person("HUB", "Ada"), x.Running.ID)
		wantKind(t, err, errs.Conflict)
		w.advance(time.Hour)
		_, err = hub.Meet(ctx, person("HUB", "Ada"), x.Running.ID)
		w.must(err)
		_, err = hub.Meet(ctx, person("HUB", "Ada"), x.Running.ID)
		wantKind(t, err, errs.Conflict)
		if diff := cmp.Diff([]string{agreement + " " + x.Running.ID}, hub.met); diff != "" {
			t.Error(diff)
		}
		if got := line().Next; !got.Equal(start.Add((16 + 15) * day)) {
			t.Errorf("next %s", got)
		}
		_, err = hub.Begin(ctx, authz.Actor{}, Trial{Party: "CZE"})
		wantKind(t, err, errs.Unauthenticated)
		_, err = hub.Begin(ctx, person("HUB", "Ada"), Trial{Party: "CZE", Agreement: ids.New()})
		wantKind(t, err, errs.NotFound)
		_, err = hub.Begin(ctx, person("HUB", "Ada"), Trial{Party: "CZE", Within: time.Second})
		wantKind(t, err, errs.Invalid)
	})
}

// sender keeps what it was given, and fails on one medium.
type sender struct {
	refuse Medium
	texts  []string
}

func (s *sender) Send(_ context.Context, m Medium, _, text string) error {
	if m == s.refuse {
		return errors.New("no such road")
	}
	s.texts = append(s.texts, text)
	return nil
}
