package notify

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// ackLife is how long an address that acknowledges can be used.
const ackLife = 7 * 24 * time.Hour

// ackToken is what stands in the address of a message of an alarm: it lets its
// bearer acknowledge that alarm in the person's name, once, and do nothing else.
func (s *Service) ackToken(delivery string) string {
	return delivery + "." + base64.RawURLEncoding.EncodeToString(s.mac("ack/v1", delivery))
}

// byToken finds the alarm that a token acknowledges, and in whose name. Somebody
// who may not enter any more has no valid token.
func (s *Service) byToken(ctx context.Context, tx *db.Tx, token string) (p Person, a Alarm, err error) {
	gone := errs.New(errs.NotFound, "this address is not valid, or not any more; sign in to see the alarm")
	id, code, _ := strings.Cut(token, ".")
	given, err := base64.RawURLEncoding.DecodeString(code)
	if err != nil || !hmac.Equal(given, s.mac("ack/v1", id)) || base64.RawURLEncoding.EncodeToString(given) != code {
		return p, a, gone
	}
	d, err := s.Look(ctx, tx, id)
	if err != nil || d.Form != FormAlarm || tx.Now.Sub(d.Created) > ackLife {
		return p, a, gone
	}
	people, err := s.people(ctx, tx)
	if err != nil {
		return p, a, err
	}
	p, ok := people[d.Person]
	if !ok || p.Away || p.Actor.May(authz.NotifyOwn) != nil {
		return p, a, gone
	}
	a, err = alarmByID(ctx, tx, d.Alarm)
	return p, a, err
}

// AckState is what the bearer of an address may know of its alarm.
type AckState struct {
	Title string
	State AlarmState
	Since time.Time
}

// LookByToken tells how the alarm of a token stands; it changes nothing, since
// mail programs open addresses by themselves.
func (s *Service) LookByToken(ctx context.Context, token string) (st AckState, err error) {
	defer errs.Wrap(&err, "notify.LookByToken")
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		p, a, err := s.byToken(ctx, tx, token)
		a = a.shownTo(p.Actor)
		st = AckState{Title: a.Title, State: a.State, Since: a.Raised}
		return err
	})
	return st, err
}

// AcknowledgeByToken acknowledges the alarm of a token in its person's name.
//
// Errors: NotFound for a token that is not valid or whose person may not enter
// any more; Conflict once it was used or the alarm is not open.
func (s *Service) AcknowledgeByToken(ctx context.Context, token string) (st AckState, err error) {
	defer errs.Wrap(&err, "notify.AcknowledgeByToken")
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		p, a, err := s.byToken(ctx, tx, token)
		if err != nil {
			return err
		}
		a, err = s.acknowledge(ctx, tx, p.Actor, a, "address")
		st = AckState{Title: a.shownTo(p.Actor).Title, State: a.State, Since: a.Raised}
		return err
	})
	return st, err
}
