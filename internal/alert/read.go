package alert

import (
	"cmp"
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/crisis"
	"entente/internal/matter"
	"entente/internal/policy"
)

// Standing is what is known of the level of one party.
type Standing struct {
	Party    ids.Party     `json:"party"`
	Level    string        `json:"level" doc:"The strictest of those below; empty where nothing is known"`
	From     string        `json:"from" doc:"Which of those below it is, of equal ones the first: own, decision, alliance; empty where nothing is known"`
	Own      *Own          `json:"own,omitempty" doc:"What the party says of itself now"`
	Decided  *crisis.Alert `json:"decided,omitempty" doc:"What a decision has set for it"`
	Alliance *crisis.Alert `json:"alliance,omitempty" doc:"What a decision has set for all parties of an agreement that binds it"`
	Withheld bool          `json:"withheld" doc:"What the party says of itself now is marked above what the reader may read"`
}

// Line is one level of the history.
type Line struct {
	Party     ids.Party `json:"party" doc:"Empty for the alliance: all parties"`
	Level     string    `json:"level"`
	From      string    `json:"from" enum:"own,decision"`
	Since     time.Time `json:"since"`
	Until     time.Time `json:"until,omitzero"`
	Current   bool      `json:"current"`
	By        string    `json:"by" doc:"Of an own level: the person"`
	Criterion string    `json:"criterion"`
	Scheme    string    `json:"scheme"`
	Value     string    `json:"value"`
	Proposal  string    `json:"proposal" doc:"Of a decision: which"`
	Rev       int       `json:"rev"`
}

// Board is all that is known of alert levels.
type Board struct {
	Alliance  *crisis.Alert `json:"alliance,omitempty" doc:"What a decision has set for all parties; absent where none has"`
	Parties   []Standing    `json:"parties" doc:"Our own first"`
	History   []Line        `json:"history" doc:"The latest first"`
	Criteria  []Criterion   `json:"criteria" doc:"The calmest level first"`
	Undecided bool          `json:"undecided" doc:"The reader may not read what decisions have set"`
}

// Board gives the levels of all parties that agreements in force bind with us, and
// of those that have a level. It needs warning.read.
func (s *Service) Board(ctx context.Context, v authz.Viewer) (b Board, err error) {
	defer errs.Wrap(&err, "alert.Board")
	if err := v.May(authz.WarningRead); err != nil {
		return b, err
	}
	var own []Own
	parties := []ids.Party{s.c.Party}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		bases, err := s.c.Matters.Bases(ctx, tx, v.Realm(), policy.Share)
		if err != nil {
			return err
		}
		for _, x := range bases {
			parties = append(parties, x.Parties...)
		}
		own, err = s.owns(ctx, tx, v.Realm())
		return err
	})
	if err != nil {
		return b, err
	}
	var decided []crisis.Alert
	if b.Undecided = v.May(authz.CrisisRead) != nil; !b.Undecided {
		if decided, err = s.c.Decisions.Alerts(ctx, v); err != nil {
			return b, err
		}
	}
	bound, err := s.bound(ctx, v, decided)
	if err != nil {
		return b, err
	}
	return s.board(v, b, parties, own, decided, bound), nil
}

// bound lists whom the level is for that a decision has set for the alliance: the
// parties of the agreement by which its body decided. Of a decision that the viewer
// may not read it is for nobody whom this node could name.
func (s *Service) bound(ctx context.Context, v authz.Viewer, decided []crisis.Alert) ([]ids.Party, error) {
	i := slices.IndexFunc(decided, func(a crisis.Alert) bool { return a.Party == "" && a.Current })
	if i < 0 {
		return nil, nil
	}
	by, err := s.c.Decisions.Get(ctx, v, decided[i].Proposal)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	return slices.Concat([]ids.Party{by.Body.Secretariat}, by.Body.Members, by.Body.Observers), err
}

func (s *Service) owns(ctx context.Context, tx *db.Tx, realm ids.Realm) (out []Own, err error) {
	all, err := s.c.Matters.LoadAll(ctx, tx, realm, Kind)
	for _, m := range all {
		stated, err := owns(m)
		if err != nil {
			return nil, err
		}
		out = append(out, stated...)
	}
	return merge(out), err
}

func (s *Service) board(v authz.Viewer, b Board, parties []ids.Party, own []Own, decided []crisis.Alert, bound []ids.Party) Board {
	b.Criteria, b.History, b.Parties = Criteria(), []Line{}, []Standing{}
	at := map[ids.Party]*Standing{}
	of := func(p ids.Party) *Standing {
		if at[p] == nil {
			at[p] = &Standing{Party: p}
		}
		return at[p]
	}
	for _, p := range parties {
		of(p)
	}
	said := map[ids.Party]bool{}
	for _, o := range own {
		st := of(o.Party)
		first := !said[o.Party]
		said[o.Party] = true
		if !matter.Readable(v, o.tlp.String()) {
			st.Withheld = st.Withheld || first
			continue
		}
		if first {
			st.Own = &o
		}
		b.History = append(b.History, Line{Party: o.Party, Level: o.Level.Level, From: "own", Since: o.Since, Current: first, By: o.By, Criterion: o.Criterion, Scheme: o.Scheme, Value: o.Value})
	}
	for _, d := range decided {
		b.History = append(b.History, Line{Party: d.Party, Level: d.Level, From: "decision", Since: d.Since, Until: d.Until, Current: d.Current, Proposal: d.Proposal, Rev: d.Rev})
		switch {
		case !d.Current:
		case d.Party == "":
			b.Alliance = &d
		default:
			of(d.Party).Decided = &d
		}
	}
	for _, st := range at {
		if slices.Contains(bound, st.Party) {
			st.Alliance = b.Alliance
		}
		st.settle()
		b.Parties = append(b.Parties, *st)
	}
	slices.SortFunc(b.Parties, func(x, y Standing) int {
		return cmp.Or(cmp.Compare(away(x.Party, s.c.Party), away(y.Party, s.c.Party)), cmp.Compare(x.Party, y.Party))
	})
	slices.SortStableFunc(b.History, func(x, y Line) int { return y.Since.Compare(x.Since) })
	return b
}

func away(p, us ids.Party) int {
	if p == us {
		return 0
	}
	return 1
}

// settle finds the strictest level.
func (st *Standing) settle() {
	take := func(level, from string) {
		if Rank(level) > Rank(st.Level) {
			st.Level, st.From = level, from
		}
	}
	if st.Own != nil {
		take(st.Own.Level.Level, "own")
	}
	if st.Decided != nil {
		take(st.Decided.Level, "decision")
	}
	if st.Alliance != nil {
		take(st.Alliance.Level, "alliance")
	}
}

// Ours lists the agreements under which we have told others our level. It needs
// warning.read.
func (s *Service) Ours(ctx context.Context, v authz.Viewer) (out []Sharing, err error) {
	defer errs.Wrap(&err, "alert.Ours")
	if err := v.May(authz.WarningRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		out = []Sharing{}
		bases, err := s.c.Matters.Bases(ctx, tx, v.Realm(), policy.Share)
		if err != nil {
			return err
		}
		all, err := s.c.Matters.LoadAll(ctx, tx, v.Realm(), Kind)
		for _, b := range bases {
			sh := Sharing{Basis: b, Told: []ids.Party{}}
			if i := slices.IndexFunc(all, func(m matter.Matter) bool { return m.Owner == s.c.Party && m.Agreement == b.Agreement }); i >= 0 {
				sh.Told = all[i].Parties[1:]
			}
			out = append(out, sh)
		}
		return err
	})
	return out, err
}

// Sharing is a provision in force by which a level can be told, with whom we tell it
// there already.
type Sharing struct {
	matter.Basis
	Told []ids.Party
}
