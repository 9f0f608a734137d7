package conduct

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/msel"
)

// Doer carries out injects of one channel that act in the system itself, by a
// simulated party.
type Doer interface {
	// Do carries an inject out within the act that marks it as sent: both stand, or
	// neither. An error of a kind (errs) holds the inject, with its words as the
	// reason, and what Do had written is undone. Any other error is a fault of this
	// node and holds it too.
	Do(ctx context.Context, tx *db.Tx, who authz.Actor, d Doing) error
}

// Doing is one inject that is carried out.
type Doing struct {
	Inject msel.Inject
	As     ids.Party // the simulated party that acts
	Teams  []msel.Team
	N      int           // which sending
	Time   time.Duration // of the exercise
}

// effects are the channels whose injects act in the system.
var effects = map[msel.Channel]bool{msel.ByObject: true, msel.ByMISP: true, msel.ByFeed: true, msel.ByTAXII: true, msel.ByRequest: true, msel.ByProposal: true}

// played tells whether people play an inject, and the driver only says when.
func played(in msel.Inject) bool {
	return in.ByHand || in.Channel == msel.ByPhone || in.Channel == msel.ByConnection
}

// shown tells whether players receive what an inject says. A script of a telephone
// call is for whoever calls; what a range plays is seen there; and what acts in the
// system arrives by the system.
func shown(c msel.Channel) bool {
	return c == msel.ByMail || c == msel.ByPress || c == msel.ByFile
}

// do carries an inject out by its Doer, and gives the reason why it is held.
func (s *Service) do(ctx context.Context, tx *db.Tx, who authz.Actor, d Doing) (errs.Phrase, error) {
	doer, ok := s.c.Doers[d.Inject.Channel]
	if !ok {
		return errs.Say("this node has nothing that plays injects of the channel %q; play it by hand, or skip it", d.Inject.Channel), nil
	}
	err := tx.Try(ctx, func() error { return doer.Do(ctx, tx, who, d) })
	switch {
	case err == nil:
		return errs.Phrase{}, nil
	case ctx.Err() != nil, errs.Is(err, errs.Busy):
		return errs.Phrase{}, err
	case errs.Is(err, errs.Internal):
		return errs.Phrase{}, &failed{err}
	}
	return errs.PhraseOf(err), nil
}

// failed is a fault of this node while it carried an inject out.
type failed struct{ error }

// Unwrap gives the fault itself.
func (f *failed) Unwrap() error { return f.error }

func encodePhrase(p errs.Phrase) []byte {
	b, err := json.Marshal(p)
	if err != nil || p.Format == "" {
		return []byte("null")
	}
	return b
}
