package agreement

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

func TestWholeLife(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		hub, cze := w.nodes["HUB"], w.nodes["CZE"]
		effective := start.Add(30 * time.Minute)
		a := w.must(hub.Draft(ctx, w.director("HUB"), NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: "Memorandum", Parties: []ids.Party{"CZE"}, EffectiveFrom: effective}))
		w.settle()
		w.wantStates(a.ID, "draft -")

		// Every step a minute later; then the states at both nodes.
		steps := []struct {
			name string
			act  func() (Agreement, error)
			want string
		}{
			{"propose", func() (Agreement, error) { return hub.Propose(ctx, w.director("HUB"), ids.Live, a.ID) }, "proposed proposed"},
			{"CZE signs", func() (Agreement, error) { return cze.Sign(ctx, w.director("CZE"), ids.Live, a.ID, "", "director") }, "proposed proposed"},
			{"HUB signs", func() (Agreement, error) { return hub.Sign(ctx, w.director("HUB"), ids.Live, a.ID, "", "") }, "signed signed"},
			{"its date comes", func() (Agreement, error) { w.advance(30 * time.Minute); return Agreement{}, nil }, "in-force in-force"},
			{"CZE suspends", func() (Agreement, error) {
				return cze.Suspend(ctx, w.director("CZE"), ids.Live, a.ID, "a leak is looked into")
			}, "suspended suspended"},
			{"HUB suspends too", func() (Agreement, error) { return hub.Suspend(ctx, w.director("HUB"), ids.Live, a.ID, "so do we") }, "suspended suspended"},
			{"CZE resumes", func() (Agreement, error) { return cze.Resume(ctx, w.director("CZE"), ids.Live, a.ID) }, "suspended suspended"},
			{"HUB resumes", func() (Agreement, error) { return hub.Resume(ctx, w.director("HUB"), ids.Live, a.ID) }, "in-force in-force"},
			{"HUB terminates", func() (Agreement, error) {
				return hub.Terminate(ctx, w.director("HUB"), ids.Live, a.ID, "superseded")
			}, "terminated terminated"},
		}
		var after []time.Time
		for _, s := range steps {
			w.advance(time.Minute)
			if _, err := s.act(); err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			w.settle()
			if got := w.states(a.ID); got != s.want {
				t.Fatalf("after %q the states are %q, want %q", s.name, got, s.want)
			}
			after = append(after, hub.clock.Now())
			if got, want := len(w.rules("CZE", ids.Live, cze.clock.Now())) > 0, s.want == "in-force in-force"; got != want {
				t.Errorf("after %q there are rules: %v", s.name, got)
			}
		}

		// What was in force at any moment can still be told, the same by both.
		for _, p := range []ids.Party{"HUB", "CZE"} {
			got := w.get(p, a.ID)
			for i, s := range steps {
				if state := string(got.StateAt(after[i])); state+" "+state != s.want {
					t.Errorf("%s says that after %q it was %s", p, s.name, state)
				}
				if rules := w.rules(p, ids.Live, after[i]); len(rules) > 0 != (s.want == "in-force in-force") {
					t.Errorf("%s has %d rules for the moment after %q", p, len(rules), s.name)
				}
			}
			if state := got.StateAt(start.Add(-time.Hour)); state == InForce {
				t.Errorf("%s says that it was in force before it was drafted", p)
			}
		}
		var kinds []string
		for _, e := range w.get("CZE", a.ID).History() {
			kinds = append(kinds, string(e.Party)+" "+e.Kind+" "+e.Reason)
		}
		want := []string{"HUB proposed ", "CZE signed ", "HUB signed ", "HUB in-force ", "CZE suspended a leak is looked into", "HUB suspended so do we", "CZE resumed ", "HUB resumed ", "HUB terminated superseded"}
		if diff := cmp.Diff(want, kinds); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		if got := append(hub.refused, cze.refused...); len(got) > 0 {
			t.Errorf("refused: %v", got)
		}
	})
}

// CZE and EST have no link: all that they state reaches the other by the
// depositary.
func TestDepositaryHandsEverythingOn(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		a := w.proposed("multilateral-exchange")
		w.wantStates(a.ID, "proposed proposed proposed")
		for _, p := range []ids.Party{"CZE", "EST", "HUB"} {
			w.advance(time.Minute)
			w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, a.ID, "", ""))
			w.settle()
		}
		w.wantStates(a.ID, "in-force in-force in-force")

		rules := w.rules("EST", ids.Live, w.nodes["EST"].clock.Now())
		q := policy.Query{From: "CZE", To: "EST", Class: policy.Class{Origin: "CZE", Realm: ids.Live, Category: policy.Indicator, TLP: marking.Green}}
		if d := policy.Decide(q, rules); !d.Permit || d.Reasons[0].Citation.Digest != a.DigestText() || d.Reasons[0].Citation.Provision != "2.1" {
			t.Errorf("EST would not take it from CZE: %+v", d)
		}

		w.advance(time.Minute)
		w.must(w.nodes["CZE"].Suspend(ctx, w.director("CZE"), ids.Live, a.ID, "incident"))
		w.settle()
		w.wantStates(a.ID, "suspended suspended suspended")
		if d := policy.Decide(q, w.rules("EST", ids.Live, w.nodes["EST"].clock.Now())); d.Permit || d.Reasons[0].Code != "no-agreement" {
			t.Errorf("EST would still take it from CZE: %+v", d)
		}
		_, err := w.nodes["EST"].Resume(ctx, w.director("EST"), ids.Live, a.ID)
		wantKind(t, err, errs.Denied, "only that party")
		w.advance(time.Minute)
		w.must(w.nodes["CZE"].Resume(ctx, w.director("CZE"), ids.Live, a.ID))
		w.settle()
		w.wantStates(a.ID, "in-force in-force in-force")
		for p, n := range w.nodes {
			if len(n.refused) > 0 {
				t.Errorf("%s refused %v", p, n.refused)
			}
			if got := len(w.get(p, a.ID).statements); got != 5 {
				t.Errorf("%s holds %d statements, want 5", p, got)
			}
		}
	})
}

func TestActsOutOfTurn(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		hub, cze := w.nodes["HUB"], w.nodes["CZE"]
		type act func(n *node, who authz.Actor, id string) error
		acts := map[string]act{
			"propose": func(n *node, who authz.Actor, id string) error {
				_, err := n.Propose(ctx, who, ids.Live, id)
				return err
			},
			"sign": func(n *node, who authz.Actor, id string) error {
				_, err := n.Sign(ctx, who, ids.Live, id, "", "")
				return err
			},
			"suspend": func(n *node, who authz.Actor, id string) error {
				_, err := n.Suspend(ctx, who, ids.Live, id, "why")
				return err
			},
			"resume": func(n *node, who authz.Actor, id string) error {
				_, err := n.Resume(ctx, who, ids.Live, id)
				return err
			},
			"terminate": func(n *node, who authz.Actor, id string) error {
				_, err := n.Terminate(ctx, who, ids.Live, id, "why")
				return err
			},
			"withdraw": func(n *node, who authz.Actor, id string) error {
				_, err := n.Withdraw(ctx, who, ids.Live, id)
				return err
			},
		}
		refused := func(when string, n *node, id string, kind errs.Kind, names ...string) {
			t.Helper()
			for _, name := range names {
				if err := acts[name](n, w.director(n.party), id); errs.KindOf(err) != kind {
					t.Errorf("%s, %s by %s gives %v, want %s", when, name, n.party, err, kind)
				}
			}
		}
		draft := w.must(hub.Draft(ctx, w.director("HUB"), NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: "Exchange", Parties: []ids.Party{"CZE"}}))
		refused("as a draft", hub, draft.ID, errs.Conflict, "sign", "suspend", "resume", "terminate")
		refused("as a draft", cze, draft.ID, errs.NotFound, "sign", "suspend", "resume", "terminate", "withdraw")

		a := w.proposed("bilateral-exchange")
		refused("once proposed", hub, a.ID, errs.Conflict, "propose", "suspend", "resume", "terminate")
		refused("once proposed", cze, a.ID, errs.Denied, "withdraw")
		w.must(cze.Sign(ctx, w.director("CZE"), ids.Live, a.ID, "", ""))
		w.settle()
		refused("once signed by CZE", cze, a.ID, errs.Conflict, "sign")
		w.must(hub.Sign(ctx, w.director("HUB"), ids.Live, a.ID, "", ""))
		w.settle()
		refused("in force", hub, a.ID, errs.Conflict, "propose", "sign", "withdraw", "resume")
		w.must(hub.Suspend(ctx, w.director("HUB"), ids.Live, a.ID, "why"))
		w.settle()
		refused("suspended by HUB", cze, a.ID, errs.Denied, "resume")
		refused("suspended by HUB", hub, a.ID, errs.Conflict, "suspend", "sign", "propose")
		w.must(cze.Terminate(ctx, w.director("CZE"), ids.Live, a.ID, "why"))
		w.settle()
		for _, n := range []*node{hub, cze} {
			refused("terminated", n, a.ID, errs.Conflict, "propose", "sign", "suspend", "resume", "terminate")
		}
		w.wantStates(a.ID, "terminated terminated")

		for name, act := range acts {
			if err := act(hub, person("HUB", authz.Auditor, authz.Analyst, authz.Admin, authz.Duty), a.ID); errs.KindOf(err) != errs.Denied {
				t.Errorf("%s without the role gives %v", name, err)
			}
			if err := act(hub, authz.Actor{}, a.ID); errs.KindOf(err) != errs.Unauthenticated {
				t.Errorf("%s by nobody gives %v", name, err)
			}
			if err := act(hub, w.director("HUB"), ids.New()); errs.KindOf(err) != errs.NotFound {
				t.Errorf("%s on nothing gives %v", name, err)
			}
		}
		_, err := hub.Sign(ctx, person("HUB", authz.Legal), ids.Live, a.ID, "", "")
		wantKind(t, err, errs.Denied, "agreement.sign")
	})
}

func TestWithdrawnIsNeverSigned(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		hub, cze := w.nodes["HUB"], w.nodes["CZE"]
		draft := w.must(hub.Draft(ctx, w.director("HUB"), NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: "Exchange", Parties: []ids.Party{"CZE"}}))
		w.must(hub.Withdraw(ctx, w.director("HUB"), ids.Live, draft.ID))
		w.settle()
		w.wantStates(draft.ID, "- -") // nobody had seen it

		a := w.proposed("bilateral-exchange")
		w.must(hub.Sign(ctx, w.director("HUB"), ids.Live, a.ID, "", ""))
		w.must(hub.Withdraw(ctx, w.director("HUB"), ids.Live, a.ID))
		w.settle()
		w.wantStates(a.ID, "withdrawn withdrawn")
		_, err := cze.Sign(ctx, w.director("CZE"), ids.Live, a.ID, "", "")
		wantKind(t, err, errs.Conflict, "withdrawn")

		// The last signature and the withdrawal cross.
		b := w.proposed("bilateral-exchange")
		w.must(hub.Sign(ctx, w.director("HUB"), ids.Live, b.ID, "", ""))
		w.settle()
		w.must(cze.Sign(ctx, w.director("CZE"), ids.Live, b.ID, "", ""))
		w.advance(time.Second)
		w.must(hub.Withdraw(ctx, w.director("HUB"), ids.Live, b.ID))
		w.settle()
		w.wantStates(b.ID, "terminated terminated")
	})
}

func TestSuspensionNeedsAReason(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.inForce("bilateral-exchange")
		long := make([]byte, maxReason+1)
		for i := range long {
			long[i] = 'x'
		}
		for _, reason := range []string{"", string(long), "turned \u202e round", "\x00"} {
			_, err := w.nodes["CZE"].Suspend(ctx, w.director("CZE"), ids.Live, a.ID, reason)
			wantKind(t, err, errs.Invalid, "say why")
			_, err = w.nodes["CZE"].Terminate(ctx, w.director("CZE"), ids.Live, a.ID, reason)
			wantKind(t, err, errs.Invalid, "say why")
		}
		w.wantStates(a.ID, "in-force in-force")
	})
}

func TestReadsNeedAViewerAndARealm(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a, hub := w.inForce("bilateral-exchange"), w.nodes["HUB"]
		if all, err := hub.List(ctx, w.director("HUB").In(ids.Live)); err != nil || len(all) != 1 || all[0].ID != a.ID {
			t.Errorf("list gives %v, %v", all, err)
		}
		if all, err := hub.List(ctx, w.director("HUB").In("ex-1")); err != nil || len(all) != 0 {
			t.Errorf("the list of another realm gives %v, %v", all, err)
		}
		_, err := hub.Get(ctx, w.director("HUB").In("ex-1"), a.ID)
		wantKind(t, err, errs.NotFound, "")
		for name, v := range map[string]authz.Viewer{"zero": {}, "no realm": w.director("HUB").In(""), "machine": person("HUB", authz.Consumer).In(ids.Live)} {
			if _, err := hub.List(ctx, v); err == nil {
				t.Errorf("viewer %s lists", name)
			}
			if _, err := hub.Get(ctx, v, a.ID); err == nil {
				t.Errorf("viewer %s gets", name)
			}
		}
		if rules := w.rules("HUB", "ex-1", hub.clock.Now()); len(rules) != 0 {
			t.Errorf("the live agreement has rules in another realm")
		}
		_, err = hub.Suspend(ctx, w.director("HUB"), "ex-1", a.ID, "why")
		wantKind(t, err, errs.NotFound, "")
	})
}
