package agreement

import (
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/party"
)

// rotate gives a party's director a new key, and gives the old one.
func (w *world) rotate(p ids.Party) (old sign.Key) {
	w.t.Helper()
	old = w.officeKey(p, "director")
	if _, err := w.nodes[p].parties.RotateOffice(ctx, person(p, authz.Admin), "director", "because"); err != nil {
		w.t.Fatal(err)
	}
	return old
}

// tell brings a party's present card to another, as federation does.
func (w *world) tell(from, to ids.Party) {
	w.t.Helper()
	body := encode(w.t, map[string]any{"card": rawCard(w.card(from))})
	n := w.nodes[to]
	if err := n.db.Write(ctx, func(tx *db.Tx) error { return n.parties.ReceiveCard(ctx, tx, from, body) }); err != nil {
		w.t.Fatal(err)
	}
}

type rawCard []byte

func (r rawCard) MarshalJSON() ([]byte, error) { return r, nil }

// said is a statement of CZE's director to the hub, by a key of the test's choice.
func (w *world) said(a Agreement, act string, at time.Time, key sign.Key) ledger.Statement {
	st := about(a, "CZE", act, at)
	if act == actSuspend || act == actTerminate {
		st.Reason = "because"
	}
	return stated(w.t, "CZE", "HUB", st, key)
}

func TestWhatTheOldKeySignedStaysValid(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.inForce("bilateral-exchange")
		w.nodes["CZE"].cursor = 0
		signed := w.post("CZE")
		if len(signed) != 1 {
			t.Fatalf("CZE has sent %d statements, want its signature", len(signed))
		}
		w.advance(time.Hour)
		w.rotate("CZE")
		w.tell("CZE", "HUB")
		w.wantStates(a.ID, "in-force in-force")
		// The same signature once more, by another road, is no new one.
		for _, st := range signed {
			if err := w.deliver(st); err != nil {
				t.Error(err)
			}
		}
		w.advance(time.Hour)
		w.must(w.nodes["CZE"].Suspend(ctx, w.director("CZE"), ids.Live, a.ID, "by the new key"))
		w.settle()
		w.wantStates(a.ID, "suspended suspended")
	})
}

func TestTheOldKeySignsNothingAfterItsRetirement(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.proposed("bilateral-exchange")
		w.advance(time.Hour)
		old := w.rotate("CZE")
		retired := w.nodes["CZE"].clock.Now()
		w.tell("CZE", "HUB")
		w.advance(time.Hour)
		fresh, err := w.nodes["CZE"].keys.Existing("office2-director")
		if err != nil {
			t.Fatal(err)
		}
		for name, tc := range map[string]struct {
			act  string
			at   time.Time
			key  sign.Key
			text string
		}{
			"the old key, at the moment":                  {actSign, retired, old, "does not verify"},
			"the old key, later":                          {actSign, retired.Add(time.Minute), old, "does not verify"},
			"the old key, to close":                       {actTerminate, retired.Add(time.Minute), old, "does not verify"},
			"the old key, dated back to open":             {actSign, retired.Add(-time.Minute), old, "stated anew"},
			"the old key, dated back to resume":           {actResume, retired.Add(-time.Minute), old, "stated anew"},
			"the new key, before it was":                  {actSign, retired.Add(-time.Minute), fresh, "does not verify"},
			"the new key, before it was, to close":        {actTerminate, retired.Add(-time.Minute), fresh, "does not verify"},
			"a key that the office never had":             {actSign, retired.Add(time.Minute), sign.NewKey(), "does not verify"},
			"a key that the office never had, dated back": {actSign, retired.Add(-time.Minute), sign.NewKey(), "does not verify"},
		} {
			if err := w.deliver(w.said(a, tc.act, tc.at, tc.key)); err == nil {
				t.Errorf("%s: it was taken", name)
			} else {
				wantKind(t, err, errs.Denied, tc.text)
			}
		}
		if got := w.get("HUB", a.ID); len(got.statements) != 0 {
			t.Errorf("the hub holds %d statements", len(got.statements))
		}
		// The same by the new key is taken.
		if err := w.deliver(w.said(a, actSign, retired, fresh)); err != nil {
			t.Error(err)
		}
	})
}

// What came late and closes counts all the same: the safe side of the doubt.
func TestALateSuspensionByTheOldKeyIsTaken(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.inForce("bilateral-exchange")
		w.advance(time.Hour)
		suspended := w.nodes["CZE"].clock.Now()
		w.advance(time.Minute)
		old := w.rotate("CZE")
		w.tell("CZE", "HUB")
		if err := w.deliver(w.said(a, actSuspend, suspended, old)); err != nil {
			t.Fatal(err)
		}
		if got := w.get("HUB", a.ID).StateAt(w.nodes["HUB"].clock.Now()); got != Suspended {
			t.Errorf("at the hub it is %s", got)
		}
		wantKind(t, w.deliver(w.said(a, actResume, suspended.Add(time.Second), old)), errs.Denied, "stated anew")
	})
}

// EST has no link with CZE: it learns of CZE's new key with the first statement
// that the depositary hands on.
func TestANewKeyReachesWhoHasNoLink(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		a := w.inForce("multilateral-exchange")
		w.advance(time.Hour)
		old := w.rotate("CZE")
		retired := w.nodes["CZE"].clock.Now()
		w.tell("CZE", "HUB")
		w.advance(time.Hour)
		w.must(w.nodes["CZE"].Suspend(ctx, w.director("CZE"), ids.Live, a.ID, "because"))
		w.settle()
		w.wantStates(a.ID, "suspended suspended suspended")
		for p, n := range w.nodes {
			if len(n.refused) > 0 {
				t.Errorf("%s refused %q", p, n.refused)
			}
		}
		// A depositary in league with the thief of the old key gets nothing open.
		st := stated(t, "HUB", "EST", about(a, "CZE", actResume, retired.Add(-time.Second)), old)
		wantKind(t, w.deliver(st), errs.Denied, "stated anew")
	})
}

func TestAStatementBringsNoCardOfAnother(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		a := w.inForce("multilateral-exchange")
		w.advance(time.Hour)
		fresh := func() sign.Key {
			w.rotate("CZE")
			k, err := w.nodes["CZE"].keys.Existing("office2-director")
			if err != nil {
				t.Fatal(err)
			}
			return k
		}()
		b := encode(t, about(a, "CZE", actTerminate, w.nodes["CZE"].clock.Now()))
		bring := func(card []byte) error {
			return w.deliver(ledger.Statement{V: 1, ID: ids.New(), Realm: ids.Live, From: "HUB", To: "EST", At: start, Kind: "agreement.terminated",
				Body: encode(t, statementBody{Statement: b, Signature: fresh.Sign(statementContext, b), Card: card})})
		}
		wantKind(t, bring(nil), errs.Denied, "does not verify")
		wantKind(t, bring(w.card("HUB")), errs.Denied, "with a card of HUB")
		if err := bring(w.card("CZE")); err != nil {
			t.Error(err)
		}
	})
}

// A draft holds the cards of its day; when one has changed it must be made anew.
func TestADraftWithAnOldCardIsNotProposed(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		hub := w.nodes["HUB"]
		draft := func() Agreement {
			return w.must(hub.Draft(ctx, w.director("HUB"), NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: "Exchange", Parties: []ids.Party{"CZE"}}))
		}
		old := draft()
		w.advance(time.Hour)
		w.rotate("CZE")
		w.tell("CZE", "HUB")
		_, err := hub.Propose(ctx, w.director("HUB"), ids.Live, old.ID)
		wantKind(t, err, errs.Conflict, "CZE has changed")
		anew := draft()
		w.must(hub.Propose(ctx, w.director("HUB"), ids.Live, anew.ID))
		w.settle()
		for _, p := range []ids.Party{"HUB", "CZE"} {
			w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, anew.ID, "", ""))
		}
		w.settle()
		w.wantStates(anew.ID, "in-force in-force")
		if _, err := party.OpenCard(anew.Parties[0].Card); err != nil {
			t.Error(err)
		}
	})
}
