package crisis

import (
	"testing"
	"time"

	"entente/internal/base/ids"
)

// TestTempoOfAKnownDay: one text adopted after five hours, one broken after one.
func TestTempoOfAKnownDay(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		w.put("CZE", text(Silence), 5) // put a minute after it was proposed
		w.pass(5 * time.Hour)
		other := w.put("HUB", text(Silence), 5)
		w.pass(time.Hour)
		w.Must(w.stand("EST", other, Break, "No."))
		w.pass(time.Minute)
		for _, p := range []ids.Party{"HUB", "LVA"} {
			all, err := w.at[p].Tempos(ctx, director(p).In(ids.Live))
			if err != nil || len(all) != 1 {
				t.Fatalf("%s has %+v, %v", p, all, err)
			}
			f := all[0]
			if f.Proposals != 2 || f.Rounds != 2 || f.Adopted != 1 || f.Broken != 1 || f.Level != "technical" {
				t.Errorf("%s counts %+v", p, f)
			}
			if f.ToPut == nil || *f.ToPut != (Span{2, 60, 60}) || f.ToReach == nil || *f.ToReach != (Span{2, 0, 0}) || f.ToOpen != nil || f.ToDecide == nil || *f.ToDecide != (Span{1, 5*3600 + 60, 5*3600 + 60}) {
				t.Errorf("%s measures %+v %+v %+v %+v", p, f.ToPut, f.ToReach, f.ToOpen, f.ToDecide)
			}
		}
	})
}

func TestSpanIsByNearestRank(t *testing.T) {
	var all []time.Duration
	for i := range 10 {
		all = append(all, time.Duration(10-i)*time.Second)
	}
	if got := span(all); *got != (Span{10, 5, 9}) {
		t.Errorf("got %+v", got)
	}
}
