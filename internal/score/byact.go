package score

import (
	"context"
	"slices"

	"entente/internal/base/db"
)

// ByAct is one judgement over acts of a kind, and the exercise time in milliseconds of
// the act that met it; nil where none has.
type ByAct struct {
	Inject string
	Team   string
	At     *int64
}

// ByAct lists the judgements of rules that ask for acts of a kind, to another domain of
// the director's node. A rule by which nothing is to be done is not among them, nor is
// one that nobody can read.
func (s *Service) ByAct(ctx context.Context, tx *db.Tx, kind string) (out []ByAct, err error) {
	all, err := db.Rows(ctx, tx, scan, `SELECT `+columns+` FROM score_judgement WHERE strategy IN ($1, $2) AND state <> $3 ORDER BY inject, criterion, team`, byJournal, byData, string(None))
	if err != nil {
		return nil, err
	}
	for _, j := range all {
		r, err := s.rule(ctx, tx, j)
		if err != nil {
			return nil, err
		}
		if r.Never || !slices.Contains(r.kinds(), kind) {
			continue
		}
		x := ByAct{Inject: j.inject, Team: j.team}
		if j.state == Met {
			x.At = optional(j.decided)
		}
		out = append(out, x)
	}
	return out, nil
}
