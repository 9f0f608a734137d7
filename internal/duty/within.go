package duty

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// MeetNow calls a duty on ourselves, from when its cause is known, and states in
// the same breath that it is met: within an act of another domain that meets it,
// such as the sharing of an incident that was to be reported. What is known for
// longer than the duty is in force counts from then. It needs duty.answer.
//
// Errors: those of Call and of Met.
func (s *Service) MeetNow(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id string, c Call, reference string) (o Obligation, err error) {
	defer errs.Wrap(&err, "duty.MeetNow(%s, %s)", errs.Clip(id), errs.Clip(c.Provision))
	if err := who.May(authz.DutyAnswer); err != nil {
		return o, err
	}
	a, err := s.c.Agreements.Load(ctx, tx, realm, id)
	if err != nil {
		return o, err
	}
	e, err := standing(a, c.Provision, tx.Now)
	if err != nil {
		return o, err
	}
	c.From = latest(c.From, e.Since) // nothing was owed before
	c.Owed = []ids.Party{s.c.Party}
	all, err := s.CallIn(ctx, tx, who, realm, id, c)
	if err != nil {
		return o, err
	}
	return s.stateIn(ctx, tx, who, realm, id, all[0].ID, Statement{Act: Met, Text: c.Text, Reference: reference})
}
