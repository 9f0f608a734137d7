package matter_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/matter"
	"entente/internal/matter/mattertest"
)

// ending is watch, whose matters are settled while the last word is "the end".
func ending(n *mattertest.Node) {
	n.Matters.Register(matter.Domain{Kind: "watch", Acts: []string{"opened", "noted"}, Check: func(s matter.Statement) error { return s.Decode(&note{}) },
		Settled: func(m matter.Matter) bool {
			var b note
			return m.Said[len(m.Said)-1].Decode(&b) == nil && b.Text == "the end"
		}})
}

// crowd fills a node's count of what a party has open.
func crowd(w *mattertest.World, at, owner ids.Party, realm ids.Realm, n int) {
	w.T.Helper()
	w.Must(w.Nodes[at].DB.Write(ctx, func(tx *db.Tx) error {
		for range n {
			if _, err := tx.Exec(ctx, `INSERT INTO matter_standing (matter, realm, kind, owner, settled) VALUES ($1,$2,$3,$4,$5)`, ids.New(), string(realm), "watch", string(owner), false); err != nil {
				return err
			}
		}
		return nil
	}))
}

// pending lists what a node finds open.
func pending(w *mattertest.World, at ids.Party) (out []string) {
	w.T.Helper()
	w.Must(w.Nodes[at].DB.Read(ctx, func(tx *db.Tx) error {
		all, err := w.Nodes[at].Matters.LoadOpen(ctx, tx, ids.Live, "watch")
		for _, m := range all {
			out = append(out, m.ID)
		}
		return err
	}))
	slices.Sort(out)
	return out
}

func TestOfOnePartyNoMoreMattersAreOpenThanANodeDealsWith(t *testing.T) {
	mattertest.Each(t, []ids.Party{"CZE", "EST"}, ending, func(t *testing.T, w *mattertest.World) {
		begin := func(by ids.Party, to ...ids.Party) string {
			t.Helper()
			w.Advance(time.Second)
			m, err := open(w, by, marking.Green, to...)
			w.Must(err)
			w.Settle()
			return m.ID
		}
		crowd(w, "HUB", "CZE", ids.Live, 499)
		crowd(w, "HUB", "EST", ids.Live, 300)     // another party has its own room
		crowd(w, "HUB", "CZE", "exercise-1", 100) // and so has another realm
		last := begin("CZE", "HUB", "EST")
		if len(w.Refused) > 0 {
			t.Fatalf("the five hundredth is refused: %q", w.Refused)
		}
		over := begin("CZE", "EST", "HUB")
		if len(w.Refused) != 1 || !strings.HasPrefix(w.Refused[0], "HUB: ") || !strings.Contains(w.Refused[0], "CZE has 500 open matters here") {
			t.Errorf("of the next it hears %q", w.Refused)
		}
		for _, at := range []ids.Party{"HUB", "EST"} { // the centre keeps nothing of it, and hands nothing on
			if _, err := load(w, at, over); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s has it: %v", at, err)
			}
		}
		w.Refused = nil
		begin("EST", "HUB")
		w.Must(say(w, "EST", last, "what is open goes on", marking.Green))
		w.Settle()
		w.Advance(time.Second)
		w.Must(say(w, "CZE", last, "the end", marking.Green))
		w.Settle()
		begin("CZE", "HUB") // takes the room that became free
		if len(w.Refused) > 0 {
			t.Errorf("refused: %q", w.Refused)
		}
		// What was settled and is taken up again goes on: nothing that is here is refused.
		w.Must(say(w, "CZE", last, "not yet", marking.Green))
		w.Settle()
		if got := texts(t, w, "HUB", last); got[len(got)-1] != "CZE: not yet" || len(w.Refused) > 0 {
			t.Errorf("HUB holds %q, and refused %q", got, w.Refused)
		}
		begin("CZE", "HUB")
		if len(w.Refused) != 1 {
			t.Errorf("over the bound again, it hears %q", w.Refused)
		}
		// A party that has as many open itself is told before anything leaves.
		crowd(w, "CZE", "CZE", ids.Live, 500)
		_, err := open(w, "CZE", marking.Green, "HUB")
		want(t, err, errs.TooLarge, "close some of them first")
	})
}

func TestWhatIsOpenIsWhatItsDomainSays(t *testing.T) {
	mattertest.Each(t, []ids.Party{"CZE"}, ending, func(t *testing.T, w *mattertest.World) {
		var all []string
		for range 3 {
			w.Advance(time.Second)
			m, err := open(w, "CZE", marking.Green, "HUB")
			w.Must(err)
			all = append(all, m.ID)
		}
		w.Settle()
		expect := func(what string, open ...string) {
			t.Helper()
			slices.Sort(open)
			for _, at := range []ids.Party{"CZE", "HUB"} {
				if got := pending(w, at); !slices.Equal(got, open) {
					t.Errorf("%s: at %s %q are open, want %q", what, at, got, open)
				}
			}
		}
		expect("at first", all...)
		w.Advance(time.Second)
		w.Must(say(w, "HUB", all[1], "the end", marking.Green))
		w.Settle()
		expect("one ended", all[0], all[2])
		// A node that kept its matters before it noted where they stand finds out.
		for _, n := range w.Nodes {
			w.Must(n.DB.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `DELETE FROM matter_standing`); return err }))
			w.Must(n.Matters.Recover(ctx))
			w.Must(n.Matters.Recover(ctx))
		}
		expect("found again", all[0], all[2])
		w.Advance(time.Second)
		w.Must(say(w, "CZE", all[1], "not yet", marking.Green))
		w.Settle()
		expect("taken up again", all...)
	})
}
