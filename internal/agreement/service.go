package agreement

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/party"
)

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Parties *party.Service
	Party   ids.Party // this node's own
}

// Service is the agreements of one node and the acts on them.
type Service struct {
	db      *db.DB
	journal *journal.Journal
	parties *party.Service
	party   ids.Party
}

// New gives the service.
func New(c Config) *Service {
	return &Service{db: c.DB, journal: c.Journal, parties: c.Parties, party: c.Party}
}

// NewDraft is what a person says of a draft.
type NewDraft struct {
	Realm         ids.Realm
	Template      string
	Title         string
	Parties       []ids.Party // the others; our own is always one
	Params        map[string]any
	EffectiveFrom time.Time // zero: as soon as all have signed
}

// The bodies that travel.
type proposalBody struct {
	Instrument jsontext.Value `json:"instrument"`
}

type statementBody struct {
	Statement jsontext.Value `json:"statement"`
	Signature sign.Signature `json:"signature"`
	// Card is the party's, where it is a later one than the instrument holds.
	Card jsontext.Value `json:"card,omitempty"`
}

// kindProposed carries an instrument; every other kind of this domain is
// "agreement." and the act, and carries a statement.
const kindProposed = "agreement.proposed"

// Draft makes an instrument from a template. It stays on this node until it is
// proposed, and can be withdrawn.
func (s *Service) Draft(ctx context.Context, who authz.Actor, in NewDraft) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.Draft(%s)", errs.Clip(in.Template))
	if err := who.May(authz.AgreementDraft); err != nil {
		return a, err
	}
	t, err := templateByID(in.Template)
	if err != nil {
		return a, err
	}
	clauses, values, err := t.bind(in.Params)
	if err != nil {
		return a, err
	}
	params, err := strictjson.Marshal(values)
	if err != nil {
		return a, err
	}
	codes := append([]ids.Party{s.party}, in.Parties...)
	slices.Sort(codes)
	codes = slices.Compact(codes)
	if !t.Multilateral && len(codes) != 2 {
		return a, errs.New(errs.Invalid, "this template is for two parties; name exactly one other")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a = Agreement{Instrument: Instrument{V: 1, ID: ids.New(), Template: t.ID, Generation: t.Generation, Title: in.Title, Realm: in.Realm, Depositary: s.party,
			Params: params, Clauses: clauses, EffectiveFrom: in.EffectiveFrom.UTC(), Created: tx.Now}}
		if a.EffectiveFrom.IsZero() {
			a.EffectiveFrom = tx.Now
		}
		if err := checkDate(a.EffectiveFrom); err != nil {
			return err
		}
		for _, code := range codes {
			if _, err := s.parties.Known(ctx, tx, code); err != nil {
				return err
			}
			card, err := s.parties.CardJSON(ctx, tx, code)
			if err != nil {
				return err
			}
			a.Parties = append(a.Parties, Member{Code: code, Card: card})
		}
		if a.body, err = strictjson.Marshal(a.Instrument); err != nil {
			return err
		}
		if _, a.Digest, err = parseInstrument(a.body); err != nil {
			return err
		}
		if err := insertInstrument(ctx, tx, a); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: a.Realm, Kind: "agreement.drafted", By: who, About: a.ID, Body: map[string]any{"title": a.Title, "digest": a.DigestText()}})
		return err
	})
	return a, err
}

// Propose sends a draft to the other parties. From now on its text is frozen.
func (s *Service) Propose(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.Propose(%s)", errs.Clip(id))
	if err := who.May(authz.AgreementDraft); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = load(ctx, tx, realm, id); err != nil {
			return err
		}
		if state := a.StateAt(tx.Now); state != Draft {
			return errs.New(errs.Conflict, "the agreement is %s; only a draft can be proposed", state)
		}
		for _, m := range a.Parties {
			card, err := s.parties.CardJSON(ctx, tx, m.Code)
			if err != nil {
				return err
			}
			if !bytes.Equal(card, m.Card) {
				return errs.New(errs.Conflict, "the card of %s has changed since this was drafted, so the others would refuse it; draft it anew", m.Code)
			}
		}
		a.Proposed = tx.Now
		if _, err := tx.Exec(ctx, `UPDATE agreement_instrument SET proposed = $1 WHERE id = $2`, db.Micros(tx.Now), a.ID); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: a.Realm, Kind: kindProposed, By: who, About: a.ID, Audience: a.others(s.party), Body: proposalBody{Instrument: a.body}})
		return err
	})
	return a, err
}

// others lists the parties but one.
func (a Agreement) others(p ids.Party) []ids.Party {
	return slices.DeleteFunc(a.codes(), func(c ids.Party) bool { return c == p })
}

// Sign signs by an office of our own; an empty office means the first that may.
// When the last party has signed, the agreement comes into force at its date.
func (s *Service) Sign(ctx context.Context, who authz.Actor, realm ids.Realm, id, office string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementSign, realm, id, office, actSign, "")
}

// Suspend suspends with immediate effect, by us alone.
func (s *Service) Suspend(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementEnd, realm, id, "", actSuspend, reason)
}

// Resume takes our suspension back.
func (s *Service) Resume(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementEnd, realm, id, "", actResume, "")
}

// Terminate ends the agreement.
func (s *Service) Terminate(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementEnd, realm, id, "", actTerminate, reason)
}

// Withdraw takes our proposal or draft back before it is in force.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementDraft, realm, id, "", actWithdraw, "")
}

// state makes one signed statement of ours: load, rule, save, record.
func (s *Service) state(ctx context.Context, who authz.Actor, act authz.Act, realm ids.Realm, id, officeID, verb, reason string) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.%s(%s)", verb, errs.Clip(id))
	if err := who.May(act); err != nil {
		return a, err
	}
	if needs := verb == actSuspend || verb == actTerminate; needs && reason == "" || len(reason) > maxReason || !plain(reason) {
		return a, errs.New(errs.Invalid, "say why, in 1 to %d bytes of visible characters; the other parties read it", maxReason)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = load(ctx, tx, realm, id); err != nil {
			return err
		}
		if err := a.may(verb, s.party, tx.Now); err != nil {
			return err
		}
		office, key, err := s.parties.OfficeKey(ctx, tx, officeID, party.PowerSign)
		if err != nil {
			return err
		}
		at := a.next(s.party, tx.Now)
		if at.Before(office.Since) {
			at = office.Since // this clock was set back since the key is in use
		}
		st := signed{Statement: Statement{V: 1, Agreement: a.ID, Digest: a.DigestText(), Act: verb, Party: s.party, Office: office.ID, Reason: reason, At: at}, knownAt: tx.Now}
		if st.bytes, err = strictjson.Marshal(st.Statement); err != nil {
			return err
		}
		st.signature = key.Sign(statementContext, st.bytes)
		if err := s.verify(ctx, tx, a, st); err != nil {
			return err
		}
		body, err := s.body(ctx, tx, a, st)
		if err != nil {
			return err
		}
		if _, err := saveStatement(ctx, tx, st); err != nil {
			return err
		}
		a.statements = append(a.statements, st)
		a.order()
		var audience []ids.Party
		if !a.Proposed.IsZero() {
			audience = a.others(s.party)
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: a.Realm, Kind: "agreement." + verb, By: who, About: a.ID, Audience: audience, Body: body})
		return err
	})
	return a, err
}
