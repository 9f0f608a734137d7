package agreement

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// memorandum proposes a generation of the memorandum by the hub with all others.
func (w *world) memorandum(number int, params map[string]any, more ...func(*NewDraft)) Agreement {
	w.t.Helper()
	in := NewDraft{Realm: ids.Live, Template: "memorandum", Generation: w.generation(number), Title: "Memorandum", Parties: w.others(), Params: params}
	for _, m := range more {
		m(&in)
	}
	hub := w.nodes[w.hub]
	a := w.must(hub.Draft(ctx, w.director(w.hub), in))
	a = w.must(hub.Propose(ctx, w.director(w.hub), ids.Live, a.ID))
	w.settle()
	return a
}

func (w *world) generation(number int) string {
	w.t.Helper()
	all, err := w.nodes[w.hub].templates.List(ctx, w.director(w.hub).In(ids.Live))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, g := range all {
		if g.Template == "memorandum" && g.Number == number {
			return g.Digest
		}
	}
	w.t.Fatalf("there is no generation %d", number)
	return ""
}

// signed lets all parties sign what is on the table.
func (w *world) signed(id string) {
	w.t.Helper()
	for _, p := range append([]ids.Party{w.hub}, w.others()...) {
		w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, id, "", ""))
		w.settle()
	}
}

// answer is a version made from the one before it.
func (w *world) answer(p ids.Party, id string, params map[string]any, change ...func(*NewDraft)) Agreement {
	w.t.Helper()
	n := w.nodes[p]
	a := w.get(p, id)
	in := NewDraft{Realm: ids.Live, Title: a.Title, Parties: a.codes(), Params: params}
	for _, c := range change {
		c(&in)
	}
	w.must(n.Redraft(ctx, w.director(p), id, in))
	a = w.must(n.Propose(ctx, w.director(p), ids.Live, id))
	w.settle()
	return a
}

func permits(rules []policy.Rule, from, to ids.Party, category string, tlp marking.TLP) bool {
	return policy.Decide(policy.Query{From: from, To: to, Class: policy.Class{Origin: from, Realm: ids.Live, Category: category, TLP: tlp}}, rules).Permit
}

func TestACounterProposalTakesTheTable(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.memorandum(2, nil)
		w.must(w.nodes["HUB"].Sign(ctx, w.director("HUB"), ids.Live, a.ID, a.DigestText(), ""))
		w.settle()
		w.advance(time.Minute)
		b := w.answer("CZE", a.ID, map[string]any{"ceiling": "green"})
		if b.Round != 2 || b.Previous != a.DigestText() || b.Author != "CZE" {
			t.Errorf("the counter-proposal is round %d of %s, after %s", b.Round, b.Author, b.Previous)
		}
		w.wantStates(a.ID, "proposed proposed")
		// Nobody signs a text that he has not read, and the signature under the text
		// before counts no more.
		_, err := w.nodes["HUB"].Sign(ctx, w.director("HUB"), ids.Live, a.ID, a.DigestText(), "")
		wantKind(t, err, errs.Conflict, "another text is on the table")
		w.must(w.nodes["CZE"].Sign(ctx, w.director("CZE"), ids.Live, a.ID, b.DigestText(), ""))
		w.settle()
		w.wantStates(a.ID, "proposed proposed")
		w.must(w.nodes["HUB"].Sign(ctx, w.director("HUB"), ids.Live, a.ID, b.DigestText(), ""))
		w.settle()
		w.wantStates(a.ID, "in-force in-force")
		for _, p := range []ids.Party{"HUB", "CZE"} {
			rules := w.rules(p, ids.Live, w.nodes[p].clock.Now())
			if w.get(p, a.ID).DigestText() != b.DigestText() || permits(rules, "CZE", "HUB", policy.Indicator, marking.Amber) || !permits(rules, "CZE", "HUB", policy.Indicator, marking.Green) {
				t.Errorf("%s does not go by the text that both signed", p)
			}
		}
	})
}

func TestAnAmendmentCountsOnceAllHaveSignedIt(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.memorandum(2, map[string]any{"ceiling": "green"})
		w.signed(a.ID)
		w.advance(time.Hour)
		old := w.get("CZE", a.ID).DigestText()
		w.answer("CZE", a.ID, map[string]any{"ceiling": "amber"})
		amber := func() bool {
			return permits(w.rules("HUB", ids.Live, w.nodes["HUB"].clock.Now()), "HUB", "CZE", policy.Indicator, marking.Amber)
		}
		if amber() || w.get("HUB", a.ID).DigestText() != old {
			t.Error("an amendment counts before anybody has signed it")
		}
		// One that is declined leaves the agreement as it is.
		if _, err := w.nodes["HUB"].Decline(ctx, w.director("HUB"), ids.Live, a.ID, "not now"); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.wantStates(a.ID, "in-force in-force")
		w.advance(time.Hour)
		w.answer("HUB", a.ID, map[string]any{"ceiling": "amber"})
		w.signed(a.ID)
		if !amber() || w.get("CZE", a.ID).DigestText() == old {
			t.Error("the amendment does not count")
		}
		before := w.rules("CZE", ids.Live, w.nodes["CZE"].clock.Now().Add(-30*time.Minute))
		if permits(before, "HUB", "CZE", policy.Indicator, marking.Amber) {
			t.Error("the amendment counts for the time before it")
		}
	})
}

func TestALaterGenerationTakesThePlaceInOneStep(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		first := w.memorandum(1, nil)
		w.signed(first.ID)
		w.advance(time.Hour)
		second := w.memorandum(2, nil, func(d *NewDraft) { d.Supersedes = []string{first.ID} })
		w.must(w.nodes["HUB"].Sign(ctx, w.director("HUB"), ids.Live, second.ID, "", ""))
		w.settle()
		w.wantStates(first.ID, "in-force in-force")
		w.advance(time.Minute)
		w.must(w.nodes["CZE"].Sign(ctx, w.director("CZE"), ids.Live, second.ID, "", ""))
		w.settle()
		w.wantStates(first.ID, "superseded superseded")
		w.wantStates(second.ID, "in-force in-force")
		for _, p := range []ids.Party{"HUB", "CZE"} {
			for _, r := range w.rules(p, ids.Live, w.nodes[p].clock.Now()) {
				if r.Citation.Agreement != second.ID {
					t.Errorf("%s still goes by %s", p, r.Citation.Title)
				}
			}
		}
		now := w.nodes["CZE"].clock.Now()
		if rules := w.rules("CZE", ids.Live, now.Add(-30*time.Second)); permits(rules, "CZE", "HUB", policy.Incident, marking.Green) || !permits(rules, "CZE", "HUB", policy.Malware, marking.Green) {
			t.Error("before the switch the first generation is not what counted")
		}
		// The end of the later one brings nothing back.
		w.advance(time.Minute)
		w.must(w.nodes["CZE"].Notice(ctx, w.director("CZE"), ids.Live, second.ID, "we leave"))
		w.settle()
		w.advance(91 * 24 * time.Hour)
		w.wantStates(second.ID, "terminated terminated")
		w.wantStates(first.ID, "superseded superseded")
	})
}

// An agreement between two cannot be superseded by one that a party to it has not
// signed.
func TestNothingIsSupersededWithoutAllItsParties(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite, []ids.Party{"HUB", "CZE", "EST"})
	all := w.memorandum(1, nil)
	w.signed(all.ID)
	w.advance(time.Hour)
	two := w.memorandum(2, nil, func(d *NewDraft) { d.Parties, d.Supersedes = []ids.Party{"CZE"}, []string{all.ID} })
	for _, p := range []ids.Party{"HUB", "CZE"} {
		w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, two.ID, "", ""))
		w.settle()
	}
	w.wantStates(two.ID, "in-force in-force -")
	w.wantStates(all.ID, "in-force in-force in-force")
}

func TestWhereNoticeWasAgreedItEndsByNotice(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		a := w.memorandum(2, map[string]any{"notice": "P30D"})
		w.signed(a.ID)
		w.advance(time.Hour)
		_, err := w.nodes["CZE"].Terminate(ctx, w.director("CZE"), ids.Live, a.ID, "at once")
		wantKind(t, err, errs.Conflict, "ends by notice")
		w.must(w.nodes["CZE"].Notice(ctx, w.director("CZE"), ids.Live, a.ID, "a new law"))
		w.settle()
		clocks := w.get("EST", a.ID).Clocks(w.nodes["EST"].clock.Now())
		if len(clocks) != 1 || clocks[0].Kind != "notice" || clocks[0].Party != "CZE" {
			t.Errorf("the clocks are %+v", clocks)
		}
		w.advance(29 * 24 * time.Hour)
		w.must(w.nodes["CZE"].Retract(ctx, w.director("CZE"), ids.Live, a.ID))
		w.settle()
		w.advance(2 * 24 * time.Hour)
		w.wantStates(a.ID, "in-force in-force in-force")
		gives := func(from, to ids.Party) bool {
			return permits(w.rules("HUB", ids.Live, w.nodes["HUB"].clock.Now()), from, to, policy.Indicator, marking.Green)
		}
		w.must(w.nodes["CZE"].Notice(ctx, w.director("CZE"), ids.Live, a.ID, "a new law"))
		w.settle()
		w.advance(30*24*time.Hour - time.Second)
		if !gives("CZE", "EST") {
			t.Error("the party that gave notice is out before it has run")
		}
		w.advance(2 * time.Second)
		if gives("CZE", "EST") || gives("HUB", "CZE") || !gives("HUB", "EST") {
			t.Error("after the notice the others are not the only ones in")
		}
		w.wantStates(a.ID, "in-force terminated in-force") // for CZE it has ended
		w.must(w.nodes["EST"].Notice(ctx, w.director("EST"), ids.Live, a.ID, "so do we"))
		w.settle()
		w.advance(31 * 24 * time.Hour)
		w.wantStates(a.ID, "terminated terminated terminated")
	})
}

func TestATermEndsUnlessAllRenewIt(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.memorandum(2, map[string]any{"duration": "P1Y"})
		w.signed(a.ID)
		w.advance(300 * 24 * time.Hour)
		w.must(w.nodes["HUB"].Renew(ctx, w.director("HUB"), ids.Live, a.ID))
		_, err := w.nodes["HUB"].Renew(ctx, w.director("HUB"), ids.Live, a.ID)
		wantKind(t, err, errs.Conflict, "")
		w.settle()
		w.must(w.nodes["CZE"].Renew(ctx, w.director("CZE"), ids.Live, a.ID))
		w.settle()
		w.advance(100 * 24 * time.Hour)
		w.wantStates(a.ID, "in-force in-force")
		w.must(w.nodes["CZE"].Renew(ctx, w.director("CZE"), ids.Live, a.ID)) // HUB does not
		w.settle()
		w.advance(332 * 24 * time.Hour)
		w.wantStates(a.ID, "expired expired")
		if len(w.rules("CZE", ids.Live, w.nodes["CZE"].clock.Now())) > 0 {
			t.Error("what has expired has rules")
		}
	})
}

func TestASignatureOfFourEyesNeedsTwoPeople(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.memorandum(2, map[string]any{"four_eyes": true})
		cze := w.nodes["CZE"]
		first := authz.Person("CZE", "p1", "Ada", "test", "", authz.Grants(authz.Director))
		second := authz.Person("CZE", "p2", "Bohumil", "test", "", authz.Grants(authz.Director))
		w.must(cze.Sign(ctx, first, ids.Live, a.ID, "", ""))
		if got := w.post("CZE"); len(got) != 0 {
			t.Errorf("a signature that one person has prepared leaves the node: %v", got)
		}
		_, err := cze.Sign(ctx, first, ids.Live, a.ID, "", "")
		wantKind(t, err, errs.Conflict, "second person")
		waiting, err := cze.Prepared(ctx, first.In(ids.Live), a.ID)
		if err != nil || len(waiting) != 1 || waiting[0].Name != "Ada" {
			t.Errorf("prepared: %+v, %v", waiting, err)
		}
		w.must(cze.Sign(ctx, second, ids.Live, a.ID, "", ""))
		w.settle()
		got := w.get("HUB", a.ID).Signatures(w.nodes["HUB"].clock.Now())[0]
		if got.Party != "CZE" || !got.Signed || got.By[0].By != "Bohumil" || got.By[0].Prepared != "Ada" {
			t.Errorf("the hub holds %+v", got)
		}
		// One that names no second person is refused, whoever signed it.
		for _, prepared := range []string{"", "Ada"} {
			st := about(a, "HUB", actSign, a.Created.Add(time.Minute))
			st.Prepared = prepared
			wantKind(t, w.deliver(stated(t, "HUB", "CZE", st, w.officeKey("HUB", "director"))), errs.Denied, "second person")
		}
	})
}

func TestAnOfficeSignsByDelegationWithProof(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.memorandum(2, nil)
		cze := w.nodes["CZE"]
		_, err := cze.Sign(ctx, w.director("CZE"), ids.Live, a.ID, "", "release")
		wantKind(t, err, errs.Denied, "no power to sign")
		if err := cze.Delegate(ctx, w.director("CZE"), ids.Live, a.ID, "", "release", start.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		w.must(cze.Sign(ctx, w.director("CZE"), ids.Live, a.ID, "", "release"))
		w.must(w.nodes["HUB"].Sign(ctx, w.director("HUB"), ids.Live, a.ID, "", ""))
		w.settle()
		w.wantStates(a.ID, "in-force in-force")
		if v, err := VerifyFile(w.export("HUB", a.ID), w.nodes["HUB"].clock.Now().Add(time.Minute)); err != nil || v.State != InForce {
			t.Errorf("the file does not prove it: %s, %v", v.State, err)
		}
		// Where the text does not permit it, and once it has run out, it gives nothing.
		b := w.memorandum(2, map[string]any{"delegation": false})
		wantKind(t, cze.Delegate(ctx, w.director("CZE"), ids.Live, b.ID, "", "release", start.Add(time.Hour)), errs.Denied, "delegate its signature")
		c := w.memorandum(2, nil)
		if err := cze.Delegate(ctx, w.director("CZE"), ids.Live, c.ID, "", "release", start.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		w.advance(2 * time.Hour)
		_, err = cze.Sign(ctx, w.director("CZE"), ids.Live, c.ID, "", "release")
		wantKind(t, err, errs.Denied, "no power to sign")
	})
}

// EST accedes where the text is open to it: the depositary and EST sign, and EST
// comes to the same state as the others.
func TestAPartyAccedes(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		for _, open := range []bool{true, false} {
			a := w.memorandum(2, map[string]any{"accession": open}, func(d *NewDraft) { d.Parties = []ids.Party{"CZE"} })
			for _, p := range []ids.Party{"HUB", "CZE"} {
				w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, a.ID, "", ""))
				w.settle()
			}
			w.wantStates(a.ID, "in-force in-force -")
			w.advance(time.Hour)
			w.answer("HUB", a.ID, map[string]any{"accession": open}, func(d *NewDraft) { d.Parties = []ids.Party{"CZE", "EST"} })
			for _, p := range []ids.Party{"HUB", "EST"} {
				w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, a.ID, "", ""))
				w.settle()
			}
			if !open { // then it is an amendment, and CZE must sign as well
				if len(w.get("EST", a.ID).Missing(w.nodes["EST"].clock.Now())) != 1 {
					t.Error("a party came to an agreement that is not open without the others")
				}
				w.must(w.nodes["CZE"].Sign(ctx, w.director("CZE"), ids.Live, a.ID, "", ""))
				w.settle()
			}
			w.wantStates(a.ID, "in-force in-force in-force")
			for p := range w.nodes {
				if rules := w.rules(p, ids.Live, w.nodes[p].clock.Now()); !permits(rules, "CZE", "EST", policy.Indicator, marking.Green) {
					t.Errorf("%s would not let CZE give to EST", p)
				}
				if refused := w.nodes[p].refused; len(refused) > 0 {
					t.Errorf("%s refused %q", p, refused)
				}
			}
		}
	})
}

// Who was only asked to come in, and who has left, can neither suspend nor end
// what the others have agreed, and hears no more of it.
func TestWhoIsNotInTouchesNothing(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		a := w.memorandum(2, nil, func(d *NewDraft) { d.Parties = []ids.Party{"CZE"} })
		for _, p := range []ids.Party{"HUB", "CZE"} {
			w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, a.ID, "", ""))
			w.settle()
		}
		w.advance(time.Hour)
		asked := w.answer("HUB", a.ID, nil, func(d *NewDraft) { d.Parties = []ids.Party{"CZE", "EST"} })
		table, _ := asked.OnTable(w.nodes["HUB"].clock.Now())
		_, err := w.nodes["EST"].Suspend(ctx, w.director("EST"), ids.Live, a.ID, "not ours to stop")
		wantKind(t, err, errs.Denied, "not a party")
		for i, act := range []string{actSuspend, actNotice, actTerminate, actWithdraw} {
			st := about(Agreement{Version: table}, "EST", act, table.Created.Add(time.Duration(i+1)*time.Second))
			st.Reason = "by another program"
			if err := w.deliver(stated(t, "EST", "HUB", st, w.officeKey("EST", "director"))); err != nil {
				t.Fatal(err)
			}
		}
		w.settle()
		w.advance(time.Hour)
		for _, p := range []ids.Party{"HUB", "CZE"} {
			if got := w.get(p, a.ID).StateAt(w.nodes[p].clock.Now()); got != InForce {
				t.Errorf("at %s it is %s", p, got)
			}
		}
		if _, err := w.nodes["EST"].Decline(ctx, w.director("EST"), ids.Live, a.ID, "not now"); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.answer("CZE", a.ID, map[string]any{"ceiling": "green"}, func(d *NewDraft) { d.Parties = []ids.Party{"HUB"} })
		if len(w.get("EST", a.ID).Versions) != 2 {
			t.Error("EST, which is not in, is sent the next text")
		}
	})
}

// The depositary admits a party: the term that runs is not prolonged by it.
func TestAnAccessionDoesNotProlongTheTerm(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite, []ids.Party{"HUB", "CZE", "EST"})
	params := map[string]any{"accession": true, "duration": "P1Y"}
	a := w.memorandum(2, params, func(d *NewDraft) { d.Parties = []ids.Party{"CZE"} })
	for _, p := range []ids.Party{"HUB", "CZE"} {
		w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, a.ID, "", ""))
		w.settle()
	}
	w.advance(300 * 24 * time.Hour)
	w.answer("HUB", a.ID, params, func(d *NewDraft) { d.Parties = []ids.Party{"CZE", "EST"} })
	for _, p := range []ids.Party{"HUB", "EST"} {
		w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, a.ID, "", ""))
		w.settle()
	}
	w.wantStates(a.ID, "in-force in-force in-force")
	w.advance(66 * 24 * time.Hour)
	w.wantStates(a.ID, "expired expired expired")
}

// A depositary's withdrawal after the last signature is no way around the notice.
func TestAWithdrawalIsNoWayAroundTheNotice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite, []ids.Party{"HUB", "CZE"})
	a := w.memorandum(2, map[string]any{"notice": "P30D"})
	w.signed(a.ID)
	w.advance(time.Hour)
	st := about(w.get("HUB", a.ID), "HUB", actWithdraw, w.nodes["HUB"].clock.Now())
	if err := w.deliver(stated(t, "HUB", "CZE", st, w.officeKey("HUB", "director"))); err != nil {
		t.Fatal(err)
	}
	cze := w.get("CZE", a.ID)
	for after, want := range map[time.Duration]State{time.Hour: Suspended, 31 * 24 * time.Hour: Terminated} {
		if got := cze.StateAt(w.nodes["CZE"].clock.Now().Add(after)); got != want {
			t.Errorf("%s later it is %s, want %s", after, got, want)
		}
	}
}

func TestVariationsAndReservationsRunForTheirPartyAlone(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		a := w.memorandum(2, nil, func(d *NewDraft) {
			d.Variations = []clause.Variation{
				{Party: "CZE", Param: "ceiling", Value: "green", Reason: "our law"},
				{Party: "EST", Param: "categories", Value: []string{"malware"}, Reason: "our mandate"},
				{Party: "EST", Clause: "8", Reason: "no experts to send"},
			}
		})
		w.signed(a.ID)
		for p := range w.nodes {
			rules := w.rules(p, ids.Live, w.nodes[p].clock.Now())
			for _, c := range []struct {
				from, to ids.Party
				category string
				tlp      marking.TLP
				want     bool
			}{
				{"CZE", "EST", policy.Indicator, marking.Green, true}, {"CZE", "EST", policy.Indicator, marking.Amber, false},
				{"HUB", "CZE", policy.Indicator, marking.Amber, true},
				{"EST", "HUB", policy.Malware, marking.Amber, true}, {"EST", "HUB", policy.Indicator, marking.Amber, false}, {"HUB", "EST", policy.Indicator, marking.Amber, true},
			} {
				if got := permits(rules, c.from, c.to, c.category, c.tlp); got != c.want {
					t.Errorf("at %s, %s to %s of %s tlp:%s: %v", p, c.from, c.to, c.category, c.tlp, got)
				}
			}
			for _, d := range w.get(p, a.ID).Duties(w.nodes[p].clock.Now()) {
				if owes := slices.Contains(d.Owes, "EST"); owes == (d.Clause == "8") {
					t.Errorf("at %s EST owes the duty of clause %s: %v", p, d.Clause, owes)
				}
			}
		}
		hub := w.nodes["HUB"]
		for _, v := range []clause.Variation{
			{Party: "CZE", Param: "ceiling", Value: "amber+strict", Reason: "looser"}, {Party: "CZE", Param: "notice", Value: "P1D", Reason: "not to be varied"},
			{Party: "CZE", Clause: "4", Reason: "not reservable"}, {Party: "LVA", Clause: "8", Reason: "no party"}, {Party: "CZE", Clause: "8"}, {Party: "CZE", Clause: "8", Param: "ceiling", Value: "green", Reason: "both"},
		} {
			_, err := hub.Draft(ctx, w.director("HUB"), NewDraft{Realm: ids.Live, Template: "memorandum", Title: "Memorandum", Parties: w.others(), Variations: []clause.Variation{v}})
			wantKind(t, err, errs.Invalid, "")
		}
	})
}

// No order of proposals, signatures, suspensions and network faults gives two
// nodes of parties that are in it different states of an instrument: each pair's letters keep their order,
// as a log does, and are delayed and repeated at will.
func TestNoOrderOfActsAndFaultsDividesTheNodes(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		w := newWorld(t, dbtest.SQLite, []ids.Party{"HUB", "CZE", "EST"})
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a repeatable choice of acts
		a := w.memorandum(2, map[string]any{"notice": "P1D", "duration": "P30D"})
		parties := []ids.Party{"HUB", "CZE", "EST"}
		road := map[[2]ids.Party][]ledger.Statement{}
		collect := func() {
			for _, p := range parties {
				for _, st := range w.post(p) {
					if st.From == w.hub || st.To == w.hub {
						road[[2]ids.Party{st.From, st.To}] = append(road[[2]ids.Party{st.From, st.To}], st)
					}
				}
			}
		}
		arrive := func(pair [2]ids.Party) {
			if q := road[pair]; len(q) > 0 {
				_ = w.deliver(q[0])
				if r.IntN(4) == 0 {
					_ = w.deliver(q[0]) // the acknowledgement was lost
				}
				road[pair] = q[1:]
			}
		}
		for range 60 {
			p := parties[r.IntN(3)]
			n, who := w.nodes[p], w.director(p)
			w.advance(time.Duration(r.IntN(7)) * time.Hour)
			switch r.IntN(9) { // what the state forbids is refused, and that is as good
			case 0:
				if _, err := n.Redraft(ctx, who, a.ID, NewDraft{Realm: ids.Live, Title: "Memorandum", Parties: parties, Params: map[string]any{"notice": "P1D", "duration": "P30D", "ceiling": []string{"green", "amber"}[r.IntN(2)]}}); err == nil {
					_, _ = n.Propose(ctx, who, ids.Live, a.ID)
				}
			case 1, 2, 3:
				_, _ = n.Sign(ctx, who, ids.Live, a.ID, "", "")
			case 4:
				_, _ = n.Suspend(ctx, who, ids.Live, a.ID, "why")
			case 5:
				_, _ = n.Resume(ctx, who, ids.Live, a.ID)
			case 6:
				_, _ = n.Notice(ctx, who, ids.Live, a.ID, "why")
			case 7:
				_, _ = n.Retract(ctx, who, ids.Live, a.ID)
			default:
				_, _ = n.Renew(ctx, who, ids.Live, a.ID)
			}
			collect()
			for range r.IntN(4) {
				arrive([][2]ids.Party{{"HUB", "CZE"}, {"HUB", "EST"}, {"CZE", "HUB"}, {"EST", "HUB"}}[r.IntN(4)])
			}
		}
		for busy := true; busy; {
			collect()
			busy = false
			for pair := range road {
				busy = busy || len(road[pair]) > 0
				arrive(pair)
			}
		}
		hub := w.get("HUB", a.ID)
		for _, p := range parties[1:] {
			got := w.get(p, a.ID)
			for back := range 20 {
				at := w.nodes["HUB"].clock.Now().Add(-time.Duration(back) * 8 * time.Hour)
				if _, gone := hub.foldAt(at).left[p]; gone {
					if y := got.StateAt(at); !y.Over() {
						t.Fatalf("seed %d: %d h ago %s had left, and says %s", seed, 8*back, p, y)
					}
					continue
				}
				if x, y := hub.StateAt(at), got.StateAt(at); x != y || !left(hub, p) && hub.DigestText() != got.DigestText() {
					t.Fatalf("seed %d: %d h ago HUB says %s of %s, %s says %s of %s", seed, 8*back, x, hub.DigestText()[:8], p, y, got.DigestText()[:8])
				}
			}
		}
		for p, n := range w.nodes {
			if len(n.refused) > 0 {
				t.Errorf("seed %d: %s refused %q", seed, p, n.refused)
			}
		}
	}
}

// left tells whether a party has left an agreement by now.
func left(a Agreement, p ids.Party) bool { _, gone := a.foldAt(endOfTime).left[p]; return gone }
