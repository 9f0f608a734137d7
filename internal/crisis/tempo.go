package crisis

import (
	"cmp"
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Tempo is how fast a body decides at a level. Spans are seconds; of none there is
// no figure.
type Tempo struct {
	Body      string `json:"body"`
	Agreement string `json:"agreement"`
	Level     string `json:"level"`
	Proposals int    `json:"proposals"`
	Adopted   int    `json:"adopted" doc:"Of them, adopted and final"`
	Rounds    int    `json:"rounds"`
	Broken    int    `json:"broken"`
	Unreached int    `json:"unreached"`
	Extended  int    `json:"extended" doc:"Extensions of all rounds"`
	ToPut     *Span  `json:"to_put,omitempty" doc:"From the proposal to the first text before the members"`
	ToReach   *Span  `json:"to_reach,omitempty" doc:"From there until the last member had it"`
	ToOpen    *Span  `json:"to_open,omitempty" doc:"Until a person of the last member had read it"`
	ToDecide  *Span  `json:"to_decide,omitempty" doc:"From the proposal to the closing that adopted it"`
}

// Span is a middle value and the value that nine of ten stay within.
type Span struct {
	Count  int   `json:"count"`
	Median int64 `json:"median"`
	Ninth  int64 `json:"ninth" doc:"90th percentile"`
}

// span gives the figures of some durations by nearest rank; nil of none.
func span(all []time.Duration) *Span {
	if len(all) == 0 {
		return nil
	}
	slices.Sort(all)
	rank := func(percent int) int64 { return int64(all[(len(all)*percent+99)/100-1] / time.Second) }
	return &Span{Count: len(all), Median: rank(50), Ninth: rank(90)}
}

// Tempos gives the figures of every body and level on which this node holds
// proposals, by names. Rehearsals do not count.
func (s *Service) Tempos(ctx context.Context, v authz.Viewer) (out []Tempo, err error) {
	defer errs.Wrap(&err, "crisis.Tempos")
	if err := v.May(authz.CrisisRead); err != nil {
		return nil, err
	}
	var all []held
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = s.all(ctx, tx, v.Realm())
		return err
	})
	return tempos(slices.DeleteFunc(all, func(h held) bool { return !h.matter.ReadableBy(v) || h.Proposal.Rehearsal })), err
}

func tempos(all []held) []Tempo {
	type key struct{ agreement, body, level string }
	by := map[key][]held{}
	for _, h := range all {
		k := key{h.matter.Agreement, h.Rules.Body, h.Proposal.Level}
		by[k] = append(by[k], h)
	}
	out := []Tempo{}
	for k, some := range by {
		t := Tempo{Body: k.body, Agreement: k.agreement, Level: k.level, Proposals: len(some)}
		var put, reach, open, decide []time.Duration
		for _, h := range some {
			for i, r := range h.Rounds {
				t.count(h, r)
				if i == 0 {
					put = append(put, r.Put.Sub(h.matter.Opened))
				}
				reach = until(reach, r.Put, h.Rules.Members, func(p ids.Party) time.Time { return r.Delivered[p].Recorded })
				open = until(open, r.Put, h.Rules.Members, func(p ids.Party) time.Time { return r.Delivered[p].Opened })
				if f := h.Final(r.Rev); f != nil && f.Outcome == Adopted {
					decide = append(decide, f.At.Sub(h.matter.Opened))
				}
			}
		}
		t.ToPut, t.ToReach, t.ToOpen, t.ToDecide = span(put), span(reach), span(open), span(decide)
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Tempo) int {
		return cmp.Or(cmp.Compare(a.Body, b.Body), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Agreement, b.Agreement))
	})
	return out
}

func (t *Tempo) count(h held, r *Round) {
	t.Rounds++
	t.Extended += len(r.Extended)
	f := h.Final(r.Rev)
	if f == nil {
		return
	}
	switch f.Outcome {
	case Adopted:
		t.Adopted++
	case Broken:
		t.Broken++
	case Unreached:
		t.Unreached++
	}
}

// until adds how long it took to the last member; nothing while one is missing.
func until(all []time.Duration, from time.Time, members []ids.Party, at func(ids.Party) time.Time) []time.Duration {
	var last time.Time
	for _, p := range members {
		t := at(p)
		if t.IsZero() {
			return all
		}
		if t.After(last) {
			last = t
		}
	}
	return append(all, max(last.Sub(from), 0))
}
