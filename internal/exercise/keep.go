package exercise

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
)

// Wanted lists the exercises for whose realm something is to be done: those to
// open, to keep open, and to seal.
func (s *Service) Wanted(ctx context.Context) (out []Exercise, err error) {
	defer errs.Wrap(&err, "exercise.Wanted")
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		out, err = loadWhere(ctx, tx, `state IN ($1, $2, $3) ORDER BY changed DESC, id`, string(Opening), string(Open), string(Sealing))
		return err
	})
	return out, err
}

// keeper is who does what app does for a realm.
func (s *Service) keeper() authz.Actor {
	return authz.System(s.c.Party, "realms", authz.SystemBootstrap)
}

func (s *Service) keep(ctx context.Context, id, kind string, rule func(tx *db.Tx, e *Exercise) ([]ids.Party, any, error)) error {
	_, err := s.change(ctx, s.keeper(), authz.SystemBootstrap, ids.Live, id, kind, rule)
	return err
}

// Opened says that the realm of an exercise can be entered. Key is that of its node
// here, by which the conducting party knows it again.
func (s *Service) Opened(ctx context.Context, id string, key sign.PublicKey) error {
	return s.keep(ctx, id, "exercise.opened", func(_ *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		if err := e.expect("opened", Opening); err != nil {
			return nil, nil, err
		}
		e.State, e.Trouble, e.Invitation = Open, "", ""
		if e.Practice != nil { // nobody else has to know it again
			return nil, struct{}{}, nil
		}
		return nil, map[string]any{"key": key}, nil
	})
}

// Joined tells the conducting party that we have joined.
func (s *Service) Joined(ctx context.Context, id string, key sign.PublicKey) error {
	return s.keep(ctx, id, kindJoined, func(_ *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		return []ids.Party{e.Director}, answerBody{Exercise: id, Key: &key}, e.expect("joined", Open)
	})
}

// InvitedBy hands a party its invitation, which is of the realm's own node.
func (s *Service) InvitedBy(ctx context.Context, id string, p ids.Party, invitation string) error {
	return s.keep(ctx, id, kindInvited, func(tx *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		if err := s.based(ctx, tx, e.Terms); err != nil {
			return nil, nil, err
		}
		return []ids.Party{p}, invitationBody{Terms: e.Terms, Invitation: invitation}, saveAnswer(ctx, tx, id, Answer{Party: p, State: isInvited})
	})
}

// ToInvite lists the parties that wait for an invitation.
func (e Exercise) ToInvite() (out []ids.Party) {
	for _, a := range e.Answers {
		if a.State == toInvite {
			out = append(out, a.Party)
		}
	}
	return out
}

// Archived says that the realm is sealed, and which file holds it (SHA-256 in hex).
// Those who joined our exercise hear of its end.
func (s *Service) Archived(ctx context.Context, id, digest string) error {
	return s.keep(ctx, id, kindSealed, func(_ *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		if err := e.expect("archived", Sealing); err != nil {
			return nil, nil, err
		}
		var audience []ids.Party
		if e.Director == s.c.Party {
			for _, a := range e.Answers {
				if a.State != toInvite {
					audience = append(audience, a.Party)
				}
			}
		}
		e.State, e.Trouble, e.Archive = Sealed, "", digest
		return audience, sealedBody{Exercise: id, Archive: digest, Reason: e.Reason}, nil
	})
}

// Failed keeps why the realm is not as it should be, for people to see. It is tried
// again.
func (s *Service) Failed(ctx context.Context, id, trouble string) error {
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE exercise_exercise SET trouble = $2 WHERE id = $1`, id, trouble)
		return err
	})
}
