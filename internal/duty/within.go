package duty

import (
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// MeetNow calls a duty on ourselves, from when its cause is known, and states in
// the same breath that it is met: within an act of another domain that meets it,
// such as the sharing of an incident that was to be reported. What is known for
// longer than the duty is in force counts from then. A call on ourselves for the
// same provision and from the same moment that was made already is met instead, so
// that one cause is counted once. It needs duty.answer.
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
	c.From = clock.Later(c.From, e.Since) // nothing was owed before
	c.Owed = []ids.Party{s.c.Party}
	said, err := load(ctx, tx, id)
	if err != nil {
		return o, err
	}
	for _, o := range obligations(a, said, tx.Now.Add(-memory), tx.Now, tx.Now) {
		if o.Caller == s.c.Party && o.Owed == s.c.Party && o.Term.Provision.ID == c.Provision && o.From.Equal(c.From) && o.MetAt.IsZero() && o.Open(tx.Now) {
			st := Statement{Act: Met, Text: c.Text, Reference: reference}
			if len(c.Told) > 0 && !slices.Equal(o.Told, circle(a, c.Told, Statement{Party: s.c.Party}, tx.Now)) {
				st.Text = "reported" // others hear of that call too, and not of what this is about
			}
			return s.stateIn(ctx, tx, who, realm, id, o.ID, st)
		}
	}
	all, err := s.CallIn(ctx, tx, who, realm, id, c)
	if err != nil {
		return o, err
	}
	return s.stateIn(ctx, tx, who, realm, id, all[0].ID, Statement{Act: Met, Text: c.Text, Reference: reference})
}
