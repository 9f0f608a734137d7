package agreement

import (
	"testing"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

func TestASharingGroupHasThePartiesWhileItIsInForce(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		a := w.proposed("multilateral-exchange")
		if g := w.get("HUB", a.ID).SharingGroup(w.nodes["HUB"].clock.Now()); g.Active || len(g.SharingGroupOrg) != 0 {
			t.Errorf("before it is in force: %+v", g)
		}
		w.signed(a.ID)
		hub, cze := w.get("HUB", a.ID).SharingGroup(w.nodes["HUB"].clock.Now()), w.get("CZE", a.ID).SharingGroup(w.nodes["CZE"].clock.Now())
		if !hub.Active || hub.Roaming || len(hub.SharingGroupOrg) != 3 || hub.UUID != cze.UUID || hub.OrganisationUUID != OrganisationUUID("HUB") {
			t.Fatalf("in force: %+v; at CZE %s", hub, cze.UUID)
		}
		for i, p := range []ids.Party{"CZE", "EST", "HUB"} {
			if o := hub.SharingGroupOrg[i]; o.Organisation.UUID != OrganisationUUID(p) || o.Organisation.Name != "Party "+string(p) || o.Extend {
				t.Errorf("member %d is %+v, want %s", i, o, p)
			}
		}
		w.must(w.nodes["EST"].Suspend(ctx, w.director("EST"), ids.Live, a.ID, "a leak is looked into"))
		w.settle()
		if g := w.get("CZE", a.ID).SharingGroup(w.nodes["CZE"].clock.Now()); g.Active || len(g.SharingGroupOrg) != 0 {
			t.Errorf("suspended: %+v", g)
		}
	})
}

func TestRightsSayWhatTheProvisionsSay(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.memorandum(2, map[string]any{"onward": false, "retention": "P90D"}, func(*NewDraft) {})
		now := w.nodes["HUB"].clock.Now()
		_, err := w.get("HUB", a.ID).Rights(now)
		wantKind(t, err, errs.Conflict, "not in force")
		w.signed(a.ID)
		r, err := w.get("HUB", a.ID).Rights(w.nodes["HUB"].clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		has := func(all []RightsRule, provision, action string) RightsRule {
			for _, x := range all {
				if x.UID == "urn:uuid:"+a.ID+"#"+provision && x.Action == action {
					return x
				}
			}
			t.Errorf("no rule %q of provision %s", action, provision)
			return RightsRule{Constraint: make([]RightsConstraint, 3)}
		}
		if x := has(r.Permission, "3.1", "distribute"); len(x.Target) != 7 {
			t.Errorf("it permits %v", x.Target)
		}
		if x := has(r.Forbidden, "4.1", "distribute"); x.Constraint[0].Operator != "gt" || x.Constraint[0].Right != "amber" {
			t.Errorf("above the ceiling: %+v", x)
		}
		has(r.Forbidden, "5.1", "entente:passOn")
		if x := has(r.Obligation, "4.2", "entente:handle"); x.Constraint[2].Left != "entente:retention" {
			t.Errorf("handling: %+v", x)
		}
		if x := has(r.Obligation, "8.1", "entente:assistance"); x.Constraint[1].Left != "delayPeriod" || len(x.Assignee) != 2 {
			t.Errorf("assistance: %+v", x)
		}
	})
}
