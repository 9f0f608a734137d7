package duty

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

func TestAReportCountsWhatWentEachWayAndWhatWasCalledBack(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		at := func(h int) time.Time { return start.Add(time.Duration(h) * time.Hour) }
		w.exchange.gifts = []Gift{
			{Statement: "s1", From: "CZE", To: "HUB", At: at(1), Provision: "3.1", Objects: 10},
			{Statement: "s2", From: "CZE", To: "HUB", At: at(2), Provision: "3.1", Objects: 5},
			{Statement: "s3", From: "HUB", To: "CZE", At: at(3), Provision: "3.1", Objects: 7},
			{Statement: "s4", From: "HUB", To: "CZE", At: at(500), Provision: "3.1", Objects: 9},
		}
		w.exchange.orders = []Order{
			{ID: "o1", From: "CZE", To: "HUB", At: at(4), Answered: at(5)},
			{ID: "o2", From: "CZE", To: "HUB", At: at(5), Answered: at(200)},
			{ID: "o3", From: "HUB", To: "CZE", At: at(6), Answered: at(7), Refused: true},
			{ID: "o4", From: "HUB", To: "CZE", At: at(7)},
			{ID: "o5", From: "HUB", To: "CZE", At: at(295)},
			{ID: "o6", From: "HUB", To: "LVA", At: at(7)}, // not under this agreement
		}
		w.advance(300 * time.Hour)
		cze, hub := w.nodes["CZE"], w.nodes["HUB"]
		r, err := cze.Report(ctx, person("CZE").In(ids.Live), w.agreement, start, at(300))
		w.must(err)
		want := []Balance{{From: "CZE", To: "HUB", Provision: "3.1", Releases: 2, Objects: 15}, {From: "HUB", To: "CZE", Provision: "3.1", Releases: 1, Objects: 7}}
		if diff := cmp.Diff(want, r.Balances); diff != "" {
			t.Error(diff)
		}
		var states []string
		for _, c := range r.Recalls {
			states = append(states, c.Order+" "+c.State)
		}
		if got := strings.Join(states, ", "); got != "o1 executed, o2 late, o3 refused, o4 lapsed, o5 running" {
			t.Errorf("recalls: %s", got)
		}

		b, err := cze.Export(ctx, person("CZE").In(ids.Live), w.agreement, start, at(300))
		w.must(err)
		if _, err := VerifyFile(b); err != nil {
			t.Fatal(err)
		}
		check := func() string {
			t.Helper()
			v, err := hub.Check(ctx, person("HUB").In(ids.Live), b)
			w.must(err)
			var out []string
			for _, d := range v.Differs {
				out = append(out, d.Kind+" of "+string(d.Party)+" "+d.Theirs+"/"+d.Ours)
			}
			return strings.Join(out, ", ")
		}
		if got := check(); got != "" {
			t.Errorf("HUB counts otherwise: %s", got)
		}
		// What HUB took otherwise than CZE says it gave, each release by itself.
		w.exchange.gifts[0].Objects = 9
		w.exchange.gifts[1].Statement = "another"
		w.exchange.orders[0].Answered = time.Time{}
		if got := check(); got != "gift of CZE 10/9, gift of CZE 5/0, gift of CZE 0/5, recall of HUB executed/open" {
			t.Errorf("HUB finds: %s", got)
		}
		// What went between CZE and others is not HUB's to count; EST sees nothing of its own.
		est, err := w.nodes["EST"].Check(ctx, person("EST").In(ids.Live), b)
		w.must(err)
		if len(est.Differs) > 0 {
			t.Errorf("EST finds %v", est.Differs)
		}
		// Who may not read all of it gets the obligations alone, and no file.
		w.exchange.denied = true
		r, err = cze.Report(ctx, person("CZE").In(ids.Live), w.agreement, start, at(300))
		if err != nil || len(r.Balances)+len(r.Gifts)+len(r.Recalls) > 0 {
			t.Errorf("a viewer with a ceiling reads %+v, %v", r.Balances, err)
		}
		_, err = cze.Export(ctx, person("CZE").In(ids.Live), w.agreement, start, at(300))
		wantKind(t, err, errs.Denied)
	})
}
