package duty

import (
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// memory is how long an obligation that lapsed can still be answered, and shown
// apart from a report.
const memory = 400 * 24 * time.Hour

// Of lists the obligations of one agreement: what is open, and what was settled
// within a time.
func (s *Service) Of(ctx context.Context, v authz.Viewer, id string, settled time.Duration) (all []Obligation, err error) {
	defer errs.Wrap(&err, "duty.Of(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		a, err := s.c.Agreements.Load(ctx, tx, v.Realm(), id)
		if err != nil {
			return err
		}
		said, err := load(ctx, tx, id)
		all = recent(obligations(a, said, tx.Now.Add(-memory), tx.Now, tx.Now), tx.Now, settled)
		return err
	})
	return all, err
}

// List lists the obligations of every agreement of the realm that we are a party
// to: what is open, and what was settled within a time, by their clocks.
func (s *Service) List(ctx context.Context, v authz.Viewer, settled time.Duration) (all []Obligation, err error) {
	defer errs.Wrap(&err, "duty.List")
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = s.all(ctx, tx, v.Realm())
		all = recent(all, tx.Now, settled)
		return err
	})
	return all, err
}

func (s *Service) all(ctx context.Context, tx *db.Tx, realm ids.Realm) (all []Obligation, err error) {
	agreements, err := s.c.Agreements.LoadAll(ctx, tx, realm)
	if err != nil {
		return nil, err
	}
	said, err := loadAll(ctx, tx, realm)
	if err != nil {
		return nil, err
	}
	for _, a := range agreements {
		all = append(all, obligations(a, said[a.ID], tx.Now.Add(-memory), tx.Now, tx.Now)...)
	}
	slices.SortStableFunc(all, func(x, y Obligation) int { return x.Due.Compare(y.Due) })
	return all, nil
}

func recent(all []Obligation, now time.Time, settled time.Duration) []Obligation {
	return slices.DeleteFunc(all, func(o Obligation) bool {
		at := o.MetAt
		if at.IsZero() {
			at = o.Due // excused: when does not matter
		}
		return !o.Open(now) && (settled == 0 || now.Sub(at) > settled)
	})
}

func join(all []ids.Party) string {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = string(p)
	}
	return strings.Join(names, ", ")
}
