package agreement

import (
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/party"
)

// succeed puts a new office in the place of a party's director.
func (w *world) succeed(p ids.Party) {
	w.t.Helper()
	if _, err := w.nodes[p].parties.Succeed(ctx, person(p, authz.Admin), "director", party.NewOffice{ID: "agency", Name: "Agency"}, "reorganised"); err != nil {
		w.t.Fatal(err)
	}
}

func TestASuccessorActsUnderWhatTheOfficeSigned(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.inForce("bilateral-exchange")
		director := w.officeKey("CZE", "director")
		w.advance(time.Hour)
		w.succeed("CZE")
		w.wantStates(a.ID, "in-force in-force")
		w.advance(time.Hour)
		// HUB hears of the successor by the statement itself, whose card comes along.
		got, err := w.nodes["CZE"].Suspend(ctx, w.director("CZE"), ids.Live, a.ID, "by the successor")
		w.must(got, err)
		w.settle()
		w.wantStates(a.ID, "suspended suspended")
		h := got.History()
		if last := h[len(h)-1]; last.Office != "agency" {
			t.Errorf("it was suspended by office %s", last.Office)
		}
		// The file proves it without a node.
		b, err := w.nodes["HUB"].Export(ctx, w.director("HUB").In(ids.Live), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		v, err := VerifyFile(b, w.nodes["HUB"].clock.Now())
		if err != nil || v.State != Suspended || v.Stated[len(v.Stated)-1].Office != "agency" {
			t.Errorf("the file says %s, %v", v.State, err)
		}
		// The office that ended states nothing more, whatever date it writes.
		for name, at := range map[string]time.Time{"now": w.nodes["CZE"].clock.Now(), "dated back": w.nodes["CZE"].clock.Now().Add(-90 * time.Minute)} {
			if err := w.deliver(w.said(a, actResume, at, director)); !errs.Is(err, errs.Denied) {
				t.Errorf("%s: the office that ended resumes: %v", name, err)
			}
		}
		w.wantStates(a.ID, "suspended suspended")
	})
}

func TestAStrangerOfficeIsNoSuccessor(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.inForce("bilateral-exchange")
		w.advance(time.Hour)
		w.succeed("CZE")
		agency := w.officeKey("CZE", "agency")
		w.tell("CZE", "HUB")
		at := w.nodes["CZE"].clock.Now()
		early := about(a, "CZE", actSuspend, at.Add(-time.Minute))
		early.Office, early.Reason = "agency", "before its time"
		if err := w.deliver(stated(t, "CZE", "HUB", early, agency)); !errs.Is(err, errs.NotFound) {
			t.Errorf("the successor acts before it was one: %v", err)
		}
		other := about(a, "CZE", actSuspend, at)
		other.Office, other.Reason = "nobody", "of no office"
		if err := w.deliver(stated(t, "CZE", "HUB", other, agency)); !errs.Is(err, errs.NotFound) {
			t.Errorf("an office that is none acts: %v", err)
		}
		w.wantStates(a.ID, "in-force in-force")
	})
}

func TestASuccessorSignsNoTextThatNamesItsPredecessor(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.proposed("bilateral-exchange")
		w.advance(time.Hour)
		w.succeed("CZE")
		_, err := w.nodes["CZE"].Sign(ctx, w.director("CZE"), ids.Live, a.ID, "", "agency")
		if !errs.Is(err, errs.Denied) {
			t.Errorf("the successor signs a text that does not name it: %v", err)
		}
		_, err = w.nodes["CZE"].Sign(ctx, w.director("CZE"), ids.Live, a.ID, "", "director")
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("the office that ended signs: %v", err)
		}
		got, err := w.nodes["CZE"].Decline(ctx, w.director("CZE"), ids.Live, a.ID, "propose it anew")
		w.must(got, err)
		w.settle()
		w.wantStates(a.ID, "declined declined")
	})
}
