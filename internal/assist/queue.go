package assist

import (
	"cmp"
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Ranked is a request that waits for people, with its value for each published
// criterion. The order is a proposal.
type Ranked struct {
	Case     Case  `json:"case"`
	Values   []int `json:"values" doc:"In the order of the criteria; the clearing house's where it has judged, else as reckoned"`
	Score    int   `json:"score" doc:"0 to 100"`
	Place    int   `json:"place" doc:"By score, from 1; among equals who lodged first comes first"`
	Given    int   `json:"given,omitzero" doc:"The place that the clearing house gave it"`
	Reckoned []int `json:"reckoned" doc:"Values as they follow from the request"`
}

// Queue lists the requests that wait for people, in the order that the published
// criteria propose.
func (s *Service) Queue(ctx context.Context, v authz.Viewer) (all []Ranked, err error) {
	defer errs.Wrap(&err, "assist.Queue")
	if err := v.May(authz.AssistRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = s.queue(ctx, tx, v)
		return err
	})
	return all, err
}

func (s *Service) queue(ctx context.Context, tx *db.Tx, v authz.Viewer) ([]Ranked, error) {
	cases, err := s.pending(ctx, tx, v)
	if err != nil {
		return nil, err
	}
	return Rank(cases), nil
}

// Rank puts the cases that wait for people in order: those that a body has made a
// mission, then by score. It is pure.
func Rank(cases []Case) []Ranked {
	out := []Ranked{}
	for _, c := range cases {
		if c.Over() {
			continue
		}
		r := Ranked{Case: c, Values: Values(c.Request)}
		r.Reckoned = slices.Clone(r.Values)
		if c.Triage != nil {
			r.Values, r.Given = c.Triage.Values, c.Triage.Place
		}
		r.Score = score(r.Values)
		out = append(out, r)
	}
	slices.SortFunc(out, func(x, y Ranked) int {
		return cmp.Or(cmp.Compare(missioned(y.Case), missioned(x.Case)), cmp.Compare(y.Score, x.Score), x.Case.Lodged.Compare(y.Case.Lodged), cmp.Compare(x.Case.ID, y.Case.ID))
	})
	for i := range out {
		out[i].Place = i + 1
	}
	return out
}

func missioned(c Case) int {
	if c.Mission != nil {
		return 1
	}
	return 0
}

// placeOf gives the place that a score would have among those that wait, and of
// how many.
func placeOf(queue []Ranked, c Case, score int) (place, of int) {
	place = 1
	for _, r := range queue {
		if m := missioned(r.Case) - missioned(c); m > 0 || m == 0 && r.Case.ID != c.ID && (r.Score > score || r.Score == score && (r.Case.Lodged.Before(c.Lodged) || r.Case.Lodged.Equal(c.Lodged) && r.Case.ID < c.ID)) {
			place++
		}
	}
	return place, max(len(queue), 1)
}
