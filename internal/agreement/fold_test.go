package agreement

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
)

// told is a statement as a test writes it: minutes after the start.
type told struct {
	party ids.Party
	act   string
	at    int
	known int // when this node learned of it
}

// of makes an agreement among HUB, CZE and EST, in force from minute 0, with
// what was told about it.
func of(all ...told) Agreement {
	v := Version{KnownAt: start, Instrument: Instrument{V: 2, ID: "a", Round: 1, Author: "HUB", Depositary: "HUB", Created: start, Parties: []Member{{Code: "CZE"}, {Code: "EST"}, {Code: "HUB"}}}}
	a := Agreement{Version: v, Versions: []Version{v}}
	for _, x := range all {
		s := signed{Statement: Statement{Act: x.act, Digest: v.DigestText(), Office: "director", Party: x.party, At: minute(x.at)}, knownAt: minute(x.known)}
		s.bytes = fmt.Appendf(nil, "%s %s %d", x.act, x.party, x.at)
		a.statements = append(a.statements, s)
	}
	a.order()
	return a
}

func minute(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }

var allSigned = []told{{"HUB", actSign, 1, 1}, {"CZE", actSign, 2, 2}, {"EST", actSign, 3, 3}}

func TestStateFollowsFromStatements(t *testing.T) {
	t.Parallel()
	after := func(more ...told) []told { return append(append([]told{}, allSigned...), more...) }
	for _, tc := range []struct {
		name string
		told []told
		want map[int]State // by minute
	}{
		{"nothing said", nil, map[int]State{0: Proposed, 99: Proposed}},
		{"some signed", allSigned[:2], map[int]State{99: Proposed}},
		{"one signed for all its might", []told{{"CZE", actSign, 1, 1}, {"CZE", actSign, 2, 2}, {"CZE", actSign, 3, 3}}, map[int]State{99: Proposed}},
		{"all signed", allSigned, map[int]State{2: Proposed, 3: InForce, 99: InForce}},
		{"suspended and resumed", after(told{"CZE", actSuspend, 5, 5}, told{"CZE", actResume, 7, 7}), map[int]State{4: InForce, 5: Suspended, 6: Suspended, 7: InForce}},
		{"resumed by another", after(told{"CZE", actSuspend, 5, 5}, told{"EST", actResume, 7, 7}), map[int]State{8: Suspended}},
		{"suspended by two", after(told{"CZE", actSuspend, 5, 5}, told{"EST", actSuspend, 6, 6}, told{"CZE", actResume, 7, 7}), map[int]State{8: Suspended}},
		{"suspended twice, resumed once", after(told{"CZE", actSuspend, 5, 5}, told{"CZE", actSuspend, 6, 6}, told{"CZE", actResume, 7, 7}), map[int]State{8: InForce}},
		{"suspended before the last signature", append([]told{{"CZE", actSuspend, 1, 1}}, allSigned...), map[int]State{2: Proposed, 3: Suspended}},
		{"terminated while suspended", after(told{"CZE", actSuspend, 5, 5}, told{"EST", actTerminate, 6, 6}, told{"CZE", actResume, 7, 7}), map[int]State{5: Suspended, 6: Terminated, 8: Terminated}},
		{"terminated instead of signed", []told{{"HUB", actSign, 1, 1}, {"CZE", actTerminate, 2, 2}, {"EST", actSign, 3, 3}, {"CZE", actSign, 4, 4}}, map[int]State{1: Proposed, 2: Terminated, 9: Terminated}},
		{"withdrawn in time", []told{{"HUB", actSign, 1, 1}, {"HUB", actWithdraw, 2, 2}, {"CZE", actSign, 3, 3}, {"EST", actSign, 4, 4}}, map[int]State{1: Proposed, 2: Withdrawn, 9: Withdrawn}},
		{"withdrawn by another than the depositary", after(told{"CZE", actWithdraw, 0, 0}), map[int]State{9: InForce}},
		{"withdrawn after the last signature", after(told{"HUB", actWithdraw, 4, 4}), map[int]State{3: InForce, 4: Terminated, 9: Terminated}},
		{"a signature dated back does not undo a withdrawal", []told{{"HUB", actSign, 1, 1}, {"CZE", actSign, 2, 2}, {"HUB", actWithdraw, 4, 4}, {"EST", actSign, 3, 5}}, map[int]State{9: Terminated}},
		{"a clock ahead of ours counts from its arrival", after(told{"CZE", actSuspend, 50, 5}), map[int]State{4: InForce, 5: Suspended, 60: Suspended}},
		{"two of a clock ahead of ours that come together", after(told{"CZE", actSuspend, 50, 5}, told{"CZE", actResume, 51, 5}), map[int]State{4: InForce, 5: InForce}},
		{"what came late counts from its date", after(told{"CZE", actSuspend, 5, 20}), map[int]State{4: InForce, 5: Suspended}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := of(tc.told...)
			for at, want := range tc.want {
				if got := a.StateAt(minute(at)); got != want {
					t.Errorf("at minute %d it is %s, want %s", at, got, want)
				}
			}
		})
	}
}

func TestNotInForceBeforeItsDateNorAsADraft(t *testing.T) {
	t.Parallel()
	a := of(allSigned...)
	a.Versions[0].EffectiveFrom = minute(10)
	for at, want := range map[int]State{9: Signed, 10: InForce} {
		if got := a.StateAt(minute(at)); got != want {
			t.Errorf("at minute %d it is %s, want %s", at, got, want)
		}
	}
	a.Versions[0].KnownAt = time.Time{}
	if got := a.StateAt(minute(20)); got != Draft {
		t.Errorf("a draft is %s", got)
	}
}

// Our own acts stay in their order when our clock is set back between them.
func TestOwnStatementsAreDatedInTheirOrder(t *testing.T) {
	t.Parallel()
	a := of(append([]told{{"CZE", actSuspend, 9, 9}, {"EST", actSuspend, 30, 9}}, allSigned...)...)
	if got, want := a.next("CZE", minute(5)), minute(9).Add(time.Microsecond); !got.Equal(want) {
		t.Errorf("dated %s, want %s", got, want)
	}
	if got := a.next("CZE", minute(12)); !got.Equal(minute(12)) {
		t.Errorf("dated %s, want %s", got, minute(12))
	}
}

// Whenever two parties hold the same statements, they agree on the state,
// whenever and in whatever order they came to hold them.
func TestSameStatementsSameState(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) told {
			return told{party: rapid.SampledFrom([]ids.Party{"CZE", "EST", "HUB"}).Draw(t, "party"),
				act: rapid.SampledFrom([]string{actSign, actSign, actSign, actSuspend, actResume, actTerminate, actWithdraw}).Draw(t, "act"), at: rapid.IntRange(0, 20).Draw(t, "at")}
		}), 0, 12).Draw(t, "statements")
		here, there := rapid.Permutation(all).Draw(t, "here"), rapid.Permutation(all).Draw(t, "there")
		for i := range all {
			here[i].known, there[i].known = rapid.IntRange(0, 40).Draw(t, "known here"), rapid.IntRange(0, 40).Draw(t, "known there")
		}
		if a, b := of(here...).StateAt(minute(99)), of(there...).StateAt(minute(99)); a != b {
			t.Fatalf("here it is %s, there %s", a, b)
		}
		ended := false
		for at := range 45 {
			s := of(here...).StateAt(minute(at))
			if ended && s != Terminated && s != Withdrawn {
				t.Fatalf("at minute %d what had ended is %s again", at, s)
			}
			ended = s == Terminated || s == Withdrawn
		}
	})
}

var errUndo = errors.New("undo")

// However the network orders and repeats what parties say, a node comes to hold
// the same statements, all of them, once.
func TestAnyOrderOfArrivalGivesTheSameAgreement(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite, []ids.Party{"HUB", "CZE", "EST"})
	a := w.must(w.nodes["HUB"].Draft(ctx, w.director("HUB"), NewDraft{Realm: ids.Live, Template: "multilateral-exchange", Title: "Exchange", Parties: []ids.Party{"CZE", "EST"}}))
	// Everything from HUB; what CZE says directly from CZE as well.
	letters := []ledger.Statement{w.proposal(t, "EST", a.body)}
	for _, s := range []struct {
		party ids.Party
		act   string
		at    int
	}{{"HUB", actSign, 1}, {"CZE", actSign, 2}, {"CZE", actSuspend, 4}, {"HUB", actSuspend, 5}, {"CZE", actResume, 6}, {"HUB", actResume, 7}, {"HUB", actTerminate, 9}} {
		key := w.officeKey(s.party, "director")
		letters = append(letters, stated(t, "HUB", "EST", about(a, s.party, s.act, minute(s.at)), key))
		if s.party != "HUB" {
			letters = append(letters, stated(t, s.party, "EST", about(a, s.party, s.act, minute(s.at)), key))
		}
	}
	est := w.nodes["EST"]
	own := signed{Statement: about(a, "EST", actSign, minute(3)), knownAt: minute(3)}
	own.bytes = encode(t, own.Statement)
	own.signature = w.officeKey("EST", "director").Sign(statementContext, own.bytes)
	est.clock.Set(minute(60))
	want := []State{Proposed, Proposed, Proposed, InForce, Suspended, Suspended, Suspended, InForce, InForce, Terminated}
	rapid.Check(t, func(t *rapid.T) {
		var order []int
		for i := range letters {
			order = append(order, slices.Repeat([]int{i}, rapid.IntRange(1, 2).Draw(t, "times"))...)
		}
		order = rapid.Permutation(order).Draw(t, "order")
		err := est.db.Write(ctx, func(tx *db.Tx) error {
			for _, i := range order {
				if err := est.receive(tx, letters[i]); err != nil {
					return err
				}
			}
			if _, err := saveStatement(ctx, tx, own); err != nil {
				return err
			}
			got, err := bare(ctx, tx, ids.Live, a.ID)
			if err != nil {
				return err
			}
			var states []State
			for at := range want {
				states = append(states, got.StateAt(minute(at)))
			}
			if diff := cmp.Diff(want, states); diff != "" || len(got.statements) != 8 {
				return fmt.Errorf("%d statements; states (-want +got):\n%s", len(got.statements), diff)
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatal(err)
		}
	})
}
