package crisis

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/matter"
	"entente/internal/matter/mattertest"
)

var ctx = context.Background()

// world is a hub and three nations that a protocol makes a body of.
type world struct {
	*mattertest.World
	at   map[ids.Party]*Service
	body string // the agreement that constitutes it
}

func each(t *testing.T, choices map[string]any, f func(t *testing.T, w *world)) {
	t.Helper()
	at := map[string]map[ids.Party]*Service{}
	build := func(t *testing.T, w *mattertest.World) *world {
		x := &world{World: w, at: map[ids.Party]*Service{}}
		for code, n := range w.Nodes {
			x.at[code] = at[n.DB.Engine()][code]
		}
		x.body = x.constitute(choices)
		return x
	}
	mu := make(chan struct{}, 1)
	mattertest.Each(t, []ids.Party{"CZE", "EST", "LVA"}, func(n *mattertest.Node) {
		mu <- struct{}{}
		defer func() { <-mu }()
		if at[n.DB.Engine()] == nil {
			at[n.DB.Engine()] = map[ids.Party]*Service{}
		}
		at[n.DB.Engine()][n.Code] = New(Config{DB: n.DB, Journal: n.Journal, Matters: n.Matters, Agreements: n.Agreements, Parties: n.Parties, Key: n.Key, Party: n.Code})
	}, func(t *testing.T, w *mattertest.World) { f(t, build(t, w)) })
}

// constitute brings the protocol on the body into force among all.
func (w *world) constitute(choices map[string]any) string {
	w.T.Helper()
	hub := w.Nodes["HUB"].Agreements
	director := func(p ids.Party) authz.Actor { return mattertest.Person(p, authz.Director) }
	a, err := hub.Draft(ctx, director("HUB"), agreement.NewDraft{Realm: ids.Live, Template: "crisis-body", Title: "Protocol on the crisis body", Parties: []ids.Party{"CZE", "EST", "LVA"}, Params: choices})
	w.Must(err)
	_, err = hub.Propose(ctx, director("HUB"), ids.Live, a.ID)
	w.Must(err)
	w.Settle()
	for _, code := range []ids.Party{"HUB", "CZE", "EST", "LVA"} {
		_, err := w.Nodes[code].Agreements.Sign(ctx, director(code), ids.Live, a.ID, "", "")
		w.Must(err)
	}
	w.Settle()
	w.Advance(time.Second)
	return a.ID
}

func director(p ids.Party) authz.Actor { return mattertest.Person(p, authz.Director) }

func text(mode Mode, effects ...Effect) Proposal {
	return Proposal{Level: "technical", Mode: mode, Title: clause.Text{"en": "Raise the alert level"}, Text: clause.Text{"en": "The alert level of the alliance is raised to high."},
		Annexes: []Annex{}, Requests: []string{}, Objects: []string{}, Effects: append([]Effect{}, effects...)}
}

var high = Effect{Kind: EffectAlert, Value: "high"}

// put proposes at a party and puts the text under way at the hub, until hours from
// now.
func (w *world) put(by ids.Party, p Proposal, hours int) string {
	w.T.Helper()
	v, err := w.at[by].Propose(ctx, director(by), ids.Live, NewProposal{Agreement: w.body, Provision: "1.1", TLP: marking.Amber, Text: p})
	w.Must(err)
	w.Settle()
	w.Advance(time.Minute)
	_, err = w.at["HUB"].Put(ctx, director("HUB"), ids.Live, v.ID, Putting{Expires: w.Nodes["HUB"].Clock.Now().Add(time.Duration(hours) * time.Hour)})
	w.Must(err)
	w.Settle()
	return v.ID
}

func (w *world) get(at ids.Party, id string) View {
	w.T.Helper()
	v, err := w.at[at].Get(ctx, director(at).In(ids.Live), id)
	w.Must(err)
	return v
}

func (w *world) stand(by ids.Party, id string, s Stand, words string) error {
	_, err := w.at[by].Stand(ctx, director(by), ids.Live, id, Position{Stand: s, Words: words})
	return err
}

// pass lets time pass, every node look at its clocks, and the post run.
func (w *world) pass(d time.Duration) {
	w.T.Helper()
	w.Advance(d)
	for range 3 {
		for _, s := range w.at {
			w.Must(s.Tend(ctx))
		}
		w.Settle()
	}
}

func (w *world) outcome(at ids.Party, id string) string {
	w.T.Helper()
	v := w.get(at, id)
	r := v.Rounds[len(v.Rounds)-1]
	if r.Closing == nil {
		return string(v.State)
	}
	return fmt.Sprint(r.Closing.Outcome, " ", v.State)
}

func (w *world) everywhere(id, want string) {
	w.T.Helper()
	for code := range w.at {
		if got := w.outcome(code, id); got != want {
			w.T.Errorf("at %s it is %q, want %q", code, got, want)
		}
	}
}

func want(t *testing.T, err error, kind errs.Kind, part string) {
	t.Helper()
	if !errs.Is(err, kind) || !strings.Contains(err.Error(), part) {
		t.Errorf("got %v, want %s with %q", err, kind, part)
	}
}

// TestSilenceAdoptsAndSetsGoing is the plain way: nobody objects, and the alert level
// is the same at every node, once.
func TestSilenceAdoptsAndSetsGoing(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		id := w.put("CZE", text(Silence, high), 5)
		if v := w.get("EST", id); v.State != Running || v.Rounds[0].Members[1].Delivered.IsZero() {
			t.Fatalf("at EST: %+v", v)
		}
		_, err := w.at["EST"].Read(ctx, mattertest.Person("EST", authz.Duty), ids.Live, id)
		w.Must(err)
		w.Settle()
		if m := w.get("HUB", id).Rounds[0].Members[1]; m.OpenedBy != "Ada" || m.Offset == nil {
			t.Errorf("the hub does not know that EST has read it: %+v", m)
		}
		w.Must(w.stand("LVA", id, Reserve, "LVA keeps its freedom of action in its own networks."))
		w.pass(4 * time.Hour)
		w.everywhere(id, "running")
		w.pass(time.Hour)
		w.everywhere(id, "adopted final")
		for code := range w.at {
			v := w.get(code, id)
			if int64(len(v.Chain)) != v.Records || v.Chain[0].Act != ActProposed || v.Chain[0].Party != "CZE" || v.Chain[1].Act != ActPut || !v.Chain[0].At.Before(v.Chain[1].At) {
				t.Errorf("at %s the chain is %+v", code, v.Chain)
			}
		}
		for code, s := range w.at {
			w.pass(time.Minute)
			all, err := s.Alerts(ctx, director(code).In(ids.Live))
			if err != nil || len(all) != 1 || all[0].Level != "high" || !all[0].Current {
				t.Errorf("at %s the alert levels are %+v, %v", code, all, err)
			}
			if v := w.get(code, id); v.Rounds[0].Members[2].Stand.Words == "" {
				t.Errorf("at %s the reservation does not stay with the text", code)
			}
		}
		if len(w.Refused) > 0 {
			t.Error(w.Refused)
		}
	})
}

// TestABrokenTextIsRevised: one objection ends the round at once; the revision has a
// clock of its own.
func TestABrokenTextIsRevised(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		id := w.put("CZE", text(Silence), 5)
		want(t, w.stand("EST", id, Break, ""), errs.Invalid, "says something")
		w.Must(w.stand("EST", id, Break, "Not without a date on which it ends."))
		w.Settle()
		w.everywhere(id, "broken final")
		want(t, w.stand("LVA", id, Join, ""), errs.Conflict, "before the members")
		next := text(Silence)
		next.Text["en"] += " It ends on 31 December."
		_, err := w.at["EST"].Revise(ctx, director("EST"), ids.Live, id, next)
		want(t, err, errs.Invalid, "reason")
		next.Why = "With a date, as EST asked."
		_, err = w.at["EST"].Revise(ctx, director("EST"), ids.Live, id, next)
		want(t, err, errs.Conflict, "who proposed it or the chair")
		_, err = w.at["CZE"].Revise(ctx, director("CZE"), ids.Live, id, next)
		w.Must(err)
		w.Settle()
		_, err = w.at["HUB"].Put(ctx, director("HUB"), ids.Live, id, Putting{Expires: w.Nodes["HUB"].Clock.Now().Add(3 * time.Hour)})
		want(t, err, errs.Conflict, "shorter than the rules")
		_, err = w.at["HUB"].Put(ctx, director("HUB"), ids.Live, id, Putting{Expires: w.Nodes["HUB"].Clock.Now().Add(5 * time.Hour)})
		w.Must(err)
		w.Settle()
		w.pass(5 * time.Hour)
		w.everywhere(id, "adopted final")
		if v := w.get("LVA", id); len(v.Texts) != 2 || len(v.Rounds) != 2 {
			t.Errorf("LVA has %d texts and %d rounds", len(v.Texts), len(v.Rounds))
		}
	})
}

// TestWhoIsNotReachedHasNotAgreed: a member behind a cut is shown as such and never
// read as consent; what it said by telephone counts instead.
func TestWhoIsNotReachedHasNotAgreed(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		w.Cut["LVA"] = true
		id := w.put("CZE", text(Silence), 5)
		if m := w.get("HUB", id).Rounds[0].Members[2]; m.Reached {
			t.Errorf("LVA is behind the cut: %+v", m)
		}
		w.pass(6 * time.Hour)
		for _, code := range []ids.Party{"HUB", "CZE", "EST"} {
			if got := w.outcome(code, id); got != "unreached final" {
				t.Errorf("at %s it is %q", code, got)
			}
		}
		again := text(Silence)
		again.Why = "LVA answers by telephone."
		_, err := w.at["HUB"].Revise(ctx, director("HUB"), ids.Live, id, again)
		w.Must(err)
		_, err = w.at["HUB"].Put(ctx, director("HUB"), ids.Live, id, Putting{Expires: w.Nodes["HUB"].Clock.Now().Add(5 * time.Hour)})
		w.Must(err)
		w.Settle()
		_, err = w.at["HUB"].Exclude(ctx, director("HUB"), ids.Live, id, "", "LVA", "Not reachable")
		want(t, err, errs.Conflict, "do not let a member be left out")
		_, err = w.at["HUB"].Contact(ctx, director("HUB"), ids.Live, id, "", Contacted{Member: "EST", Channel: "+372", Person: "Watch", Stand: Join})
		want(t, err, errs.Conflict, "was reached")
		_, err = w.at["HUB"].Contact(ctx, director("HUB"), ids.Live, id, "", Contacted{Member: "LVA", Channel: "+371 670 00 000", Person: "Duty officer of LVA", Stand: Join})
		w.Must(err)
		w.pass(6 * time.Hour)
		for _, code := range []ids.Party{"HUB", "CZE", "EST"} {
			if got := w.outcome(code, id); got != "adopted final" {
				t.Errorf("at %s it is %q", code, got)
			}
		}
		delete(w.Cut, "LVA")
		w.pass(time.Minute)
		w.everywhere(id, "adopted final")
	})
}

// TestTwoPersons: where the body wants it, one person of a member prepares what
// another states.
func TestTwoPersons(t *testing.T) {
	each(t, map[string]any{"four_eyes": true}, func(t *testing.T, w *world) {
		id := w.put("CZE", text(Silence), 5)
		want(t, w.stand("EST", id, Break, "No."), errs.Conflict, "two persons")
		s := w.at["EST"]
		_, err := s.Prepare(ctx, director("EST"), ids.Live, id, Position{Stand: Break, Words: "Not now."})
		w.Must(err)
		want(t, w.stand("EST", id, Break, "No."), errs.Denied, "another person")
		second := authz.Person("EST", "p2", "Grace", "test", "", authz.Grants(authz.Director))
		_, err = s.Stand(ctx, second, ids.Live, id, Position{})
		w.Must(err)
		w.Settle()
		if m := w.get("LVA", id).Rounds[0].Members[1]; m.Stand == nil || m.Stand.By != "Grace" || m.Stand.Second != "Ada" || m.Stand.Words != "Not now." {
			t.Errorf("LVA sees %+v", m.Stand)
		}
	})
}

// TestWhoMay: roles, members and the chair, each to what is theirs.
func TestWhoMay(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		id := w.put("CZE", text(Silence), 5)
		_, err := w.at["EST"].Stand(ctx, mattertest.Person("EST", authz.Duty), ids.Live, id, Position{Stand: Join})
		want(t, err, errs.Denied, "crisis.decide")
		_, err = w.at["EST"].Extend(ctx, director("EST"), ids.Live, id, "", w.Nodes["EST"].Clock.Now().Add(9*time.Hour), "more time")
		want(t, err, errs.Conflict, "only the chair")
		_, err = w.at["HUB"].Stand(ctx, director("HUB"), ids.Live, id, Position{Stand: Join})
		want(t, err, errs.Conflict, "only members")
		_, err = w.at["HUB"].Extend(ctx, director("HUB"), ids.Live, id, "", w.Nodes["HUB"].Clock.Now().Add(9*time.Hour), "EST asked for time")
		w.Must(err)
		w.pass(6 * time.Hour)
		w.everywhere(id, "running")
		_, err = w.at["CZE"].Withdraw(ctx, director("CZE"), ids.Live, id, "", "overtaken by events")
		w.Must(err)
		w.Settle()
		w.everywhere(id, "withdrawn final")
		bad := text(Silence, Effect{Kind: "exercise", About: "x"})
		_, err = w.at["CZE"].Propose(ctx, director("CZE"), ids.Live, NewProposal{Agreement: w.body, Provision: "1.1", TLP: marking.Amber, Text: bad})
		want(t, err, errs.Denied, "does not let decisions")
		bad = text(Silence, Effect{Kind: EffectAlert, Value: "purple"})
		_, err = w.at["CZE"].Propose(ctx, director("CZE"), ids.Live, NewProposal{Agreement: w.body, Provision: "1.1", TLP: marking.Amber, Text: bad})
		want(t, err, errs.Invalid, "purple")
		if bodies, err := w.at["EST"].Bodies(ctx, director("EST").In(ids.Live)); err != nil || len(bodies) != 1 || !slices.Equal(bodies[0].Members, []ids.Party{"CZE", "EST", "LVA"}) || bodies[0].Chair != "HUB" {
			t.Errorf("the bodies are %+v, %v", bodies, err)
		}
	})
}

// TestARow109 is row 109 of the hostile inputs: stated twice, stated after the
// close, a member gone in the middle, clocks an hour apart: one outcome everywhere.
func TestARow109(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		w.Twice = true
		w.Advance(3 * time.Hour) // the agreement is in force by every clock
		w.Nodes["EST"].Clock.Advance(time.Hour)
		w.Nodes["LVA"].Clock.Advance(-time.Hour)
		id := w.put("CZE", text(Silence), 5)
		w.Must(w.stand("EST", id, Join, ""))
		w.Must(w.stand("EST", id, Reserve, "After all with a reservation."))
		w.Settle()
		if m := w.get("CZE", id).Rounds[0].Members[1]; m.Stand.Stand != Reserve || m.Offset == nil || m.Offset.Least < 3_500_000 {
			t.Errorf("CZE sees of EST %+v %+v", m.Stand, m.Offset)
		}
		w.Cut["CZE"] = true
		_, err := w.at["CZE"].Stand(ctx, director("CZE"), ids.Live, id, Position{Stand: Break, Words: "Made in time, behind the cut."})
		w.Must(err)
		w.pass(6 * time.Hour)
		delete(w.Cut, "CZE")
		w.pass(time.Minute)
		for code := range w.at {
			v := w.get(code, id)
			if r := v.Rounds[0]; r.Closing == nil || r.Closing.Outcome != Adopted || !r.Final || len(r.Late) != 0 && r.Late[0].Party != "CZE" {
				t.Errorf("at %s: %+v", code, r.Closing)
			}
		}
		if v := w.get("EST", id); len(v.Rounds[0].Closing.Protests) != 1 || v.Rounds[0].Closing.Protests[0].Party != "CZE" {
			t.Errorf("CZE's protest is not on record: %+v", v.Rounds[0].Closing.Protests)
		}
	})
}

// TestAnOfficeSigns: a stand that no office has signed is refused by every node.
func TestAnOfficeSigns(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		id := w.put("CZE", text(Silence), 5)
		n := w.Nodes["EST"]
		for what, office := range map[string]Office{"not signed by an office": {ID: "director"}, "does not verify": {ID: "director", Signature: [64]byte{1}}} {
			h := held{}
			w.Must(n.DB.Read(ctx, func(tx *db.Tx) (err error) { h, err = w.at["EST"].load(ctx, tx, ids.Live, id); return err }))
			b := &Stood{Rev: 1, Text: h.Text, Head: h.Head, Clock: n.Clock.Now(), Stand: Break, Words: "forged", Office: office}
			err := n.DB.Write(ctx, func(tx *db.Tx) error {
				_, err := n.Matters.State(ctx, tx, director("EST"), h.matter, ActStood, h.tlp(), b)
				return err
			})
			want(t, err, errs.Denied, what)
		}
	})
}

// TestReminders: people of a member that has said nothing are reminded at half, at
// nine tenths and in the last hour, once each; who has stood is left in peace.
func TestReminders(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		id := w.put("CZE", text(Silence), 20)
		w.Must(w.stand("EST", id, Join, ""))
		told := func(p ids.Party) (stages []string) {
			for _, e := range w.Entries(p, 0) {
				if e.Kind == "crisis.reminder" {
					stages = append(stages, string(e.Body))
				}
			}
			return stages
		}
		for i, step := range []struct {
			d    time.Duration
			want int
			last string
		}{{9 * time.Hour, 0, ""}, {time.Hour, 1, "half"}, {time.Hour, 1, "half"}, {7 * time.Hour, 2, "nine-tenths"}, {time.Hour, 3, "last-hour"}} {
			w.pass(step.d)
			got := told("LVA")
			if len(got) != step.want || step.want > 0 && !strings.Contains(got[len(got)-1], step.last) {
				t.Errorf("step %d: LVA was reminded %v", i, got)
			}
		}
		if got := told("EST"); len(got) > 0 {
			t.Errorf("EST has joined and is reminded: %v", got)
		}
		if got := told("HUB"); len(got) > 0 {
			t.Errorf("the secretariat is reminded: %v", got)
		}
	})
}

// TestARehearsalSaysSo: whoever is reminded of a rehearsal is told that it is one.
func TestARehearsalSaysSo(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		p := text(Silence)
		p.Rehearsal = true
		w.put("CZE", p, 20)
		w.pass(11 * time.Hour)
		kinds := map[string]int{}
		for _, e := range w.Entries("LVA", 0) {
			kinds[e.Kind]++
		}
		if kinds["crisis.rehearsal"] != 1 || kinds["crisis.reminder"] != 0 {
			t.Errorf("half way LVA was told %v", kinds)
		}
	})
}

// TestTheChairIsToldWhomToCall: from nine tenths of the period on, once for each
// stage, who has not been reached.
func TestTheChairIsToldWhomToCall(t *testing.T) {
	each(t, map[string]any{"unreached": "contact"}, func(t *testing.T, w *world) {
		w.Cut["LVA"] = true
		w.put("CZE", text(Silence), 20)
		w.pass(10 * time.Hour)
		told := func() (all []string) {
			for _, e := range w.Entries("HUB", 0) {
				if e.Kind == "crisis.unreached" {
					all = append(all, string(e.Body))
				}
			}
			return all
		}
		if got := told(); len(got) > 0 {
			t.Errorf("half way the chair is told %v", got)
		}
		w.pass(8 * time.Hour)
		w.pass(time.Minute)
		if got := told(); len(got) != 1 || !strings.Contains(got[0], `"members":["LVA"]`) {
			t.Errorf("at nine tenths the chair is told %v", got)
		}
		w.Cut["LVA"] = false
		w.Settle()
		w.pass(time.Hour)
		if got := told(); len(got) != 1 {
			t.Errorf("once LVA was reached, the chair is told %v", got)
		}
	})
}

// TestWhatIsOverIsSettled: of a proposal that is over nothing is looked at any more,
// and it does not count among those that are open; a revision opens it again.
func TestWhatIsOverIsSettled(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		open := func(p ids.Party) int {
			var n int
			w.Must(w.Nodes[p].DB.Read(ctx, func(tx *db.Tx) error {
				all, err := w.Nodes[p].Matters.LoadOpen(ctx, tx, ids.Live, Kind)
				n = len(all)
				return err
			}))
			return n
		}
		id := w.put("CZE", text(Silence), 5)
		w.Must(w.stand("EST", id, Break, "Not yet."))
		if n := open("CZE"); n != 1 {
			t.Errorf("while it runs %d are open", n)
		}
		w.pass(time.Minute)
		for code := range w.at {
			if n := open(code); n != 0 {
				t.Errorf("at %s %d are open after all have confirmed", code, n)
			}
		}
		next := text(Silence)
		next.Why = "Later."
		_, err := w.at["CZE"].Revise(ctx, director("CZE"), ids.Live, id, next)
		w.Must(err)
		w.Settle()
		if n := open("HUB"); n != 1 {
			t.Errorf("after its revision %d are open", n)
		}
	})
}

// TestTheBodysOwnWaysAlone: what a hostile member's node proposes by a way of deciding
// that the body has not is on record without effect, at every node.
func TestTheBodysOwnWaysAlone(t *testing.T) {
	each(t, map[string]any{"modes": []any{"silence"}}, func(t *testing.T, w *world) {
		n := w.Nodes["CZE"]
		id, seed := matter.NewID(Kind, "CZE")
		p := text(Majority)
		p.Rev = 1
		w.Must(n.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := n.Matters.Open(ctx, tx, director("CZE"), ids.Live, matter.Opening{Kind: Kind, ID: id, Seed: seed, Agreement: w.body, Provision: "1.1", To: []ids.Party{"EST", "HUB", "LVA"}, TLP: marking.Amber, Act: ActProposed, Body: p})
			return err
		}))
		w.Settle()
		_, err := w.at["HUB"].Put(ctx, director("HUB"), ids.Live, id, Putting{Expires: n.Clock.Now().Add(5 * time.Hour)})
		want(t, err, errs.Conflict, "not the latest text")
		if v := w.get("LVA", id); len(v.Void) != 1 || !strings.Contains(v.Void[0].Why, "decide in this way") {
			t.Errorf("LVA sees %+v", v.Void)
		}
	})
}
