package assist

import (
	"slices"
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/matter/mattertest"
)

func TestCriteria(t *testing.T) {
	sum := 0
	for _, c := range Criteria() {
		if sum += c.Weight; len(c.Words) != maxValue+1 {
			t.Errorf("%s has %d words", c.Code, len(c.Words))
		}
	}
	if sum != 100 {
		t.Errorf("the weights sum to %d", sum)
	}
	top := []int{maxValue, maxValue, maxValue, maxValue, maxValue}
	if score(top) != 100 || score(make([]int, 5)) != 0 {
		t.Errorf("scores run from %d to %d", score(make([]int, 5)), score(top))
	}
	for name, c := range map[string]struct {
		change func(r *Request)
		want   []int
	}{
		"as it is":         {func(*Request) {}, []int{4, 4, 3, 0, 3}},
		"unknown scheme":   {func(r *Request) { r.Severity = Severity{Scheme: "other", Value: "very"} }, []int{0, 4, 3, 0, 3}},
		"unknown value":    {func(r *Request) { r.Severity.Value = "IX" }, []int{0, 4, 3, 0, 3}},
		"another scheme":   {func(r *Request) { r.Severity = Severity{Scheme: "ncsc-uk", Value: "3"} }, []int{3, 4, 3, 0, 3}},
		"spill-over":       {func(r *Request) { r.SpillOver = []ids.Party{"EST", "LVA"} }, []int{4, 4, 3, 2, 3}},
		"more than counts": {func(r *Request) { r.SpillOver = make([]ids.Party, 9) }, []int{4, 4, 3, 4, 3}},
		"least":            {func(r *Request) { r.Entity, r.Impact, r.Taken = "other", "local", "none" }, []int{4, 0, 1, 0, 0}},
	} {
		r := wholeAt(mattertest.Start)
		c.change(&r)
		if got := Values(r); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestTheOrderIsAProposal: three requests at once. The criteria propose an order;
// people give another one with a reason, which everybody reads.
func TestTheOrderIsAProposal(t *testing.T) {
	each(t, []ids.Party{"CZE", "LVA"}, func(t *testing.T, w *world) {
		low := w.lodge("CZE", func(r *Request) { r.Entity, r.Impact = "other", "local" }).ID
		w.Advance(time.Minute)
		high := w.lodge("LVA", func(r *Request) { r.SpillOver = []ids.Party{"EST", "CZE"} }).ID
		w.Advance(time.Minute)
		equal := w.lodge("CZE", func(r *Request) { r.SpillOver = []ids.Party{"EST", "LVA"} }).ID
		hub := w.at["HUB"]
		q, err := hub.Queue(ctx, view("HUB"))
		w.Must(err)
		var got []string
		for _, r := range q {
			got = append(got, r.Case.ID)
		}
		if !slices.Equal(got, []string{high, equal, low}) { // among equals who lodged first
			t.Errorf("order %v, want %v", got, []string{high, equal, low})
		}
		triage := func(id string, by []Override, place int, reason string) error {
			_, err := hub.Triage(ctx, person("HUB"), ids.Live, id, by, place, reason)
			return err
		}
		want(t, triage(low, nil, 1, ""), errs.Invalid, "another place")
		want(t, triage(low, nil, 4, "x"), errs.Invalid, "3 requests wait")
		want(t, triage(low, []Override{{Criterion: "severity", Value: 9, Reason: "x"}}, 0, ""), errs.Invalid, "0 to 4")
		want(t, triage(low, []Override{{Criterion: "severity", Value: 1}}, 0, ""), errs.Invalid, "reason")
		_, err = w.at["LVA"].Triage(ctx, person("LVA"), ids.Live, high, nil, 0, "")
		want(t, err, errs.Denied, "clearing house")
		w.Must(triage(low, []Override{{Criterion: "impact", Value: 4, Reason: "it supplies three ministries"}}, 1, "people are in danger"))
		w.Settle()
		tr := w.get("CZE", low).Triage
		if tr.Place != 1 || tr.Proposed != 3 || tr.Of != 3 || tr.Values[2] != 4 || tr.Overrides[0].Reason == "" || tr.Score != 30+0+20+0+11 { // 15·3 over 4 is 11.25
			t.Errorf("triage %+v", tr.Judged)
		}
	})
}
