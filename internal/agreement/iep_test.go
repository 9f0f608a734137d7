package agreement

import (
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

func TestExchangePoliciesFollowTheProvisionsInForce(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.memorandum(2, map[string]any{"ceiling": "amber+strict", "encrypt": "must", "attribution": "must"}, func(d *NewDraft) {
			d.Variations = []clause.Variation{{Party: "CZE", Param: "ceiling", Value: "green", Reason: "our law"}}
		})
		hub := w.nodes["HUB"]
		viewer := w.director("HUB").In(ids.Live)
		_, err := hub.ExchangePolicies(ctx, viewer, a.ID, time.Time{})
		wantKind(t, err, errs.Conflict, "not in force")
		w.signed(a.ID)
		before, err := hub.ExchangePolicies(ctx, viewer, a.ID, time.Time{})
		if err != nil || len(before) != 2 {
			t.Fatalf("%d policies, %v", len(before), err)
		}
		// IEP 2.0 has no amber+strict, so what stands for it is stricter. CZE goes by
		// its own ceiling.
		for i, want := range []struct{ name, tlp string }{{"Memorandum: CZE", "green"}, {"Memorandum: HUB", "red"}} {
			p := before[i]
			if p.Name != want.name || p.TLP != want.tlp || p.EncryptInTransit != "must" || p.Attribution != "must" || p.PermittedActions != "contact-for-instruction" || p.UnmodifiedResale != "must-not" || p.Version != "2.0" || p.EndDate != nil || p.StartDate.IsZero() {
				t.Errorf("policy %d: %+v", i, p)
			}
			cites := map[string]bool{}
			for _, r := range p.ExternalReferences {
				cites[r.ExternalID] = true
			}
			if !cites[a.ID+"#3.1"] {
				t.Errorf("policy %d does not cite the provision by which %s gives: %v", i, want.name, p.ExternalReferences)
			}
		}
		if before[0].ID == before[1].ID {
			t.Error("the policies of two parties have one id")
		}
		there, err := w.nodes["CZE"].ExchangePolicies(ctx, w.director("CZE").In(ids.Live), a.ID, time.Time{})
		if err != nil || len(there) != 2 || there[0].ID != before[0].ID || !there[0].StartDate.Equal(before[0].StartDate) {
			t.Errorf("the other party renders it otherwise: %+v, %v", there, err)
		}
		w.must(w.nodes["CZE"].Notice(ctx, w.director("CZE"), ids.Live, a.ID, "another instrument is being drafted"))
		w.settle()
		leaving, err := hub.ExchangePolicies(ctx, viewer, a.ID, time.Time{})
		if err != nil || leaving[0].EndDate == nil || leaving[1].EndDate == nil || !leaving[1].EndDate.After(leaving[1].StartDate) {
			t.Errorf("a notice of one of two parties does not end the policies of both: %+v, %v", leaving, err)
		}
		was := hub.clock.Now()
		hub.clock.Advance(time.Hour)
		w.must(hub.Suspend(ctx, w.director("HUB"), ids.Live, a.ID, "a leak is looked into"))
		_, err = hub.ExchangePolicies(ctx, viewer, a.ID, time.Time{})
		wantKind(t, err, errs.Conflict, "not in force")
		if then, err := hub.ExchangePolicies(ctx, viewer, a.ID, was); err != nil || len(then) != 2 {
			t.Errorf("of the moment before the suspension: %d policies, %v", len(then), err)
		}
	})
}
