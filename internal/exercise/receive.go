package exercise

import (
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
)

// invitationBody asks a party to join.
type invitationBody struct {
	Terms      Terms  `json:"terms"`
	Invitation string `json:"invitation"` // to the node of the realm; good once, for a while
}

// answerBody is what an invited party says.
type answerBody struct {
	Exercise string          `json:"exercise"`
	Key      *sign.PublicKey `json:"key,omitempty"` // of its node in the realm
	Reason   string          `json:"reason,omitempty"`
}

// sealedBody says that an exercise is over.
type sealedBody struct {
	Exercise string `json:"exercise"`
	Archive  string `json:"archive"`
	Reason   string `json:"reason"`
}

// Kinds tells federation what this domain hears and says.
func (s *Service) Kinds() map[string]federation.Kind {
	return map[string]federation.Kind{
		kindInvited: {Receive: s.receiveInvitation}, kindJoined: {Receive: s.receiveAnswer}, kindDeclined: {Receive: s.receiveAnswer}, kindSealed: {Receive: s.receiveEnd},
	}
}

func (s *Service) taken(ctx context.Context, tx *db.Tx, kind, id string, body any) (federation.Outcome, error) {
	who := authz.System(s.c.Party, "federation", authz.SystemFederate)
	return federation.Outcome{Outcome: ledger.Accepted}, s.record(ctx, tx, who, kind, id, nil, body)
}

func (s *Service) receiveInvitation(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	if err := s.live(in.Statement.Realm); err != nil {
		return out, err
	}
	var body invitationBody
	if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	t := body.Terms
	if err := t.Check(); err != nil {
		return out, err
	}
	if t.Director != in.Statement.From || !slices.Contains(t.Parties, s.c.Party) {
		return out, errs.New(errs.Denied, "an exercise is offered by its conducting party, to those it names")
	}
	if err := s.based(ctx, tx, t); err != nil {
		return out, err
	}
	e, err := load(ctx, tx, t.ID)
	if errs.Is(err, errs.NotFound) {
		e = Exercise{Terms: t, State: Invited, Invitation: body.Invitation}
		if err := insert(ctx, tx, e); err != nil {
			return out, err
		}
		return s.taken(ctx, tx, "exercise.invitation-received", t.ID, t)
	}
	if err != nil {
		return out, err
	}
	if !sameTerms(e.Terms, t) {
		return out, errs.New(errs.Conflict, "exercise %s was offered with other terms before", t.ID)
	}
	if err := e.expect("invited to", Invited, Accepted, Opening, Declined); err != nil {
		return out, err
	}
	e.Invitation = body.Invitation
	if e.State == Declined {
		e.State = Invited
	}
	if err := save(ctx, tx, e); err != nil {
		return out, err
	}
	return s.taken(ctx, tx, "exercise.invitation-received", t.ID, t)
}

func sameTerms(a, b Terms) bool {
	x, err := strictjson.Marshal(a)
	y, err2 := strictjson.Marshal(b)
	return err == nil && err2 == nil && string(x) == string(y)
}

func (s *Service) receiveAnswer(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	if err := s.live(in.Statement.Realm); err != nil {
		return out, err
	}
	var body answerBody
	if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	e, err := load(ctx, tx, body.Exercise)
	if err != nil {
		return out, err
	}
	from := in.Statement.From
	if e.Director != s.c.Party || !slices.ContainsFunc(e.Answers, func(a Answer) bool { return a.Party == from }) {
		return out, errs.New(errs.Denied, "%s was not invited to this exercise by us", from)
	}
	a, kind := Answer{Party: from, State: hasNot, Reason: errs.Clip(body.Reason)}, "exercise.party-declined"
	if in.Statement.Kind == kindJoined {
		if body.Key == nil {
			return out, errs.New(errs.Invalid, "who joins names the key of its node in the exercise")
		}
		a.State, kind = hasJoined, "exercise.party-joined"
	}
	if err := saveAnswer(ctx, tx, e.ID, a); err != nil {
		return out, err
	}
	return s.taken(ctx, tx, kind, e.ID, map[string]any{"party": from, "reason": a.Reason, "key": body.Key})
}

func (s *Service) receiveEnd(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	if err := s.live(in.Statement.Realm); err != nil {
		return out, err
	}
	var body sealedBody
	if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	e, err := load(ctx, tx, body.Exercise)
	if err != nil {
		return out, err
	}
	if e.Director != in.Statement.From {
		return out, errs.New(errs.Denied, "an exercise is ended by its conducting party")
	}
	switch e.State {
	case Open, Opening:
		e.State = Sealing
	case Invited, Accepted:
		e.State = Withdrawn
	default:
		return federation.Outcome{Outcome: ledger.Accepted}, nil
	}
	e.Reason = errs.Clip(body.Reason)
	if err := save(ctx, tx, e); err != nil {
		return out, err
	}
	return s.taken(ctx, tx, "exercise.ended", e.ID, map[string]any{"reason": e.Reason, "archive": body.Archive})
}
