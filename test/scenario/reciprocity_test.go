package scenario

import (
	"testing"
	"time"

	"entente/internal/base/ids"
	"entente/internal/duty"
	"entente/internal/policy"
)

// What each side says it gave, the other finds in its own log, also after what was
// given came back.
func TestBothSidesCountTheSameExchange(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.agree("memorandum", nil, "HUB", "CZE", "EST")
		w.settle()
		cze, hub := w.nodes["CZE"], w.nodes["HUB"]
		from := time.Now().Add(-time.Hour)
		one, first := indicator("reciprocity one", green)
		two, second := indicator("reciprocity two", green)
		three, third := indicator("reciprocity three", green)
		w.bring("CZE", first, second)
		w.bring("HUB", third)
		made, err := w.give("CZE", policy.Onward{}, []ids.Party{"HUB"}, one, two)
		w.must(err)
		_, err = w.give("HUB", policy.Onward{}, []ids.Party{"CZE"}, three)
		w.must(err)
		w.settle()
		_, err = cze.Releases.Recall(t.Context(), w.all("CZE"), ids.Live, made.ID, "for a test", nil)
		w.must(err)
		w.settle()
		upTo := time.Now().Add(time.Minute)
		file, err := cze.Duties.Export(t.Context(), w.all("CZE").In(ids.Live), id, from, upTo)
		w.must(err)
		v, err := duty.VerifyFile(file)
		w.must(err)
		if len(v.Report.Balances) != 2 || v.Report.Balances[0].Objects != 2 || v.Report.Balances[1].Objects != 1 || len(v.Report.Recalls) != 1 || v.Report.Recalls[0].State != "executed" {
			t.Errorf("CZE reports %+v and recalls %+v", v.Report.Balances, v.Report.Recalls)
		}
		got, err := hub.Duties.Check(t.Context(), w.all("HUB").In(ids.Live), file)
		w.must(err)
		if len(got.Differs) > 0 {
			t.Errorf("HUB finds otherwise: %v", got.Differs)
		}
	})
}
