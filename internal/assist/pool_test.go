package assist

import (
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/expert"
	"entente/internal/match"
)

// TestTheRealPool goes once through with the pool that nodes have: pseudonyms that
// differ between requests, one hold, the card for the party that asked.
func TestTheRealPool(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		n := w.Nodes["EST"]
		people := expert.New(expert.Config{DB: n.DB, Journal: n.Journal, Parties: n.Parties, Party: "EST", Secret: []byte("of this test alone")})
		w.at["EST"].c.Pool = people
		e, err := people.Add(ctx, person("EST"), ids.Live, expert.Profile{Name: "Mari Tamm", Phone: "+372 600 0000", Office: "director", Services: []string{"forensics"},
			Skills: []expert.Skill{{Code: "disk-forensics", Level: 4}}, OnSite: true, Remote: true})
		w.Must(err)
		now := n.Clock.Now()
		_, err = people.AddWindow(ctx, person("EST"), ids.Live, e.ID, expert.Standby, match.Window{From: now, To: now.Add(60 * day)}, "")
		w.Must(err)
		easy := func(r *Request) { r.Roles[0].Clearance, r.Roles[0].Count = "", 1 }
		one, two := w.lodge("CZE", easy).ID, w.lodge("CZE", easy).ID
		p, err := w.at["EST"].Match(ctx, view("EST"), one, nil, FromPool)
		w.Must(err)
		if len(p.Assigned) != 1 || p.Assigned[0].Person != e.ID {
			t.Fatalf("proposed %+v, open %+v", p.Assigned, p.Open)
		}
		a, b := w.offer("EST", one, e.ID), w.offer("EST", two, e.ID)
		w.Advance(time.Minute)
		w.Settle()
		if x, y := w.get("CZE", one).Offers[0].Lines[0].Card, w.get("CZE", two).Offers[0].Lines[0].Card; x.Pseudonym == y.Pseudonym || x.Skills["disk-forensics"] != 4 {
			t.Errorf("cards %+v and %+v", x, y)
		}
		w.accept("CZE", one, a)
		w.accept("CZE", two, b)
		w.Settle()
		if got := append(lines(w.get("CZE", one), a), lines(w.get("CZE", two), b)...); !slices.Equal(got, []LineState{LineHeld, LineDeclined}) {
			t.Errorf("held %s", got)
		}
		all, err := w.at["CZE"].People(ctx, view("CZE"), one)
		w.Must(err)
		if len(all) != 1 || all[0].Name != "Mari Tamm" || !strings.HasPrefix(all[0].Pseudonym, "EST-") {
			t.Errorf("told %+v", all)
		}
		_, err = w.at["EST"].Offer(ctx, person("EST"), ids.Live, two, NewOffer{Valid: now.Add(day), Lines: []NewLine{{Role: "r1", Experts: []string{e.ID}}}})
		want(t, err, errs.Conflict, "held or away")
		_, err = w.at["EST"].Demobilise(ctx, person("EST"), ids.Live, one, a, nil, "back")
		w.Must(err)
		w.Advance(time.Minute)
		w.offer("EST", two, e.ID)
	})
}
