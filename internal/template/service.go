package template

import (
	"cmp"
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
	"entente/internal/clause"
	"entente/internal/party"
)

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Parties *party.Service
	Party   ids.Party // this node's own
}

// Service is the generations that one node knows and the acts on them.
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

// The bodies that travel.
type circulatedBody struct {
	Deed jsontext.Value `json:"deed"`
}

type statementBody struct {
	Statement jsontext.Value `json:"statement"`
	Signature sign.Signature `json:"signature"`
	// Card is the member's, where it is a later one than the deed holds.
	Card jsontext.Value `json:"card,omitempty"`
}

const kindCirculated = "template.circulated"

// Usable is a generation from which an agreement can be made, and whose it is.
type Usable struct {
	Sealed
	Deed string    // id; empty for one that comes with this program
	Body string    // its name
	At   time.Time // published
}

// List gives the generations that come with this program and those that were
// published by a body, by template and number.
func (s *Service) List(ctx context.Context, v authz.Viewer) (all []Usable, err error) {
	defer errs.Wrap(&err, "template.List")
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { all, err = s.Usable(ctx, tx, v.Realm()); return err })
	return all, err
}

// Usable is List within the caller's act.
func (s *Service) Usable(ctx context.Context, tx *db.Tx, realm ids.Realm) (all []Usable, err error) {
	shipped, err := Shipped()
	if err != nil {
		return nil, err
	}
	for _, g := range shipped {
		all = append(all, Usable{Sealed: g})
	}
	deeds, err := loadAll(ctx, tx, realm)
	if err != nil {
		return nil, err
	}
	for _, d := range deeds {
		if state, at := d.State(); state == Published {
			all = append(all, Usable{Sealed: d.Sealed, Deed: d.ID, Body: d.Body, At: at})
		}
	}
	slices.SortStableFunc(all, func(a, b Usable) int {
		return cmp.Or(cmp.Compare(a.Template, b.Template), cmp.Compare(a.Number, b.Number), a.At.Compare(b.At))
	})
	return all, nil
}

// Deeds lists what bodies that this party is a member of have before them or
// have decided, the latest first.
func (s *Service) Deeds(ctx context.Context, v authz.Viewer) (all []Decided, err error) {
	defer errs.Wrap(&err, "template.Deeds")
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { all, err = loadAll(ctx, tx, v.Realm()); return err })
	return all, err
}

// Get gives one deed.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (d Decided, err error) {
	defer errs.Wrap(&err, "template.Get(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementRead); err != nil {
		return d, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { d, err = load(ctx, tx, v.Realm(), id); return err })
	return d, err
}

// Circulate puts a draft before the members of its body. From now on its text
// is frozen, and the draft is gone.
func (s *Service) Circulate(ctx context.Context, who authz.Actor, realm ids.Realm, draft string) (d Decided, err error) {
	defer errs.Wrap(&err, "template.Circulate(%s)", errs.Clip(draft))
	if err := who.May(authz.AgreementDraft); err != nil {
		return d, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		from, err := loadDraft(ctx, tx, realm, draft)
		if err != nil {
			return err
		}
		if err := from.Problem(); err != nil {
			return err
		}
		if d, err = s.deed(ctx, tx, realm, from); err != nil {
			return err
		}
		if err := insertDeed(ctx, tx, d); err != nil {
			return err
		}
		if err := s.dropDraft(ctx, tx, who, realm, draft, ""); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: kindCirculated, By: who, About: d.ID, Audience: d.others(s.party), Body: circulatedBody{Deed: d.body}})
		return err
	})
	return d, err
}

func (s *Service) deed(ctx context.Context, tx *db.Tx, realm ids.Realm, from Draft) (d Decided, err error) {
	body, _, err := from.Generation.Seal()
	if err != nil {
		return d, err
	}
	doc := Deed{V: 1, ID: ids.New(), Realm: realm, Body: from.Body, Secretary: s.party, Generation: body, Created: tx.Now}
	codes := append([]ids.Party{s.party}, from.Members...)
	slices.Sort(codes)
	for _, code := range slices.Compact(codes) {
		if _, err := s.parties.Known(ctx, tx, code); err != nil {
			return d, err
		}
		card, err := s.parties.CardJSON(ctx, tx, code)
		if err != nil {
			return d, err
		}
		doc.Members = append(doc.Members, Member{Code: code, Card: card})
	}
	b, err := strictjson.Marshal(doc)
	if err != nil {
		return d, err
	}
	return open(b)
}

// Approve approves by an office of our own. When the last member has approved,
// the generation is published.
func (s *Service) Approve(ctx context.Context, who authz.Actor, realm ids.Realm, id, office string) (Decided, error) {
	return s.state(ctx, who, authz.AgreementSign, realm, id, office, actApprove, "")
}

// Object ends the deed: this generation will not be published.
func (s *Service) Object(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Decided, error) {
	return s.state(ctx, who, authz.AgreementSign, realm, id, "", actObject, reason)
}

// Withdraw takes our own deed back before it is decided.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (Decided, error) {
	return s.state(ctx, who, authz.AgreementDraft, realm, id, "", actWithdraw, "")
}

// state makes one signed statement of ours: load, rule, save, record.
func (s *Service) state(ctx context.Context, who authz.Actor, act authz.Act, realm ids.Realm, id, officeID, verb, reason string) (d Decided, err error) {
	defer errs.Wrap(&err, "template.%s(%s)", verb, errs.Clip(id))
	if err := who.May(act); err != nil {
		return d, err
	}
	if verb == actObject && reason == "" || len(reason) > maxReason || !clause.Plain(reason) {
		return d, errs.New(errs.Invalid, "say why, in 1 to %d bytes of visible characters; the other parties read it", maxReason)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if d, err = load(ctx, tx, realm, id); err != nil {
			return err
		}
		if err := d.may(verb, s.party); err != nil {
			return err
		}
		office, key, err := s.parties.OfficeKey(ctx, tx, officeID, party.PowerSign)
		if err != nil {
			return err
		}
		st := stated{Statement: Statement{V: 1, Deed: d.ID, Digest: d.Digest, Act: verb, Party: s.party, Office: office.ID, By: errs.Clip(who.Name), Reason: reason, At: tx.Now}}
		if st.At.Before(office.Since) {
			st.At = office.Since
		}
		if st.bytes, err = strictjson.Marshal(st.Statement); err != nil {
			return err
		}
		st.signature = key.Sign(statementContext, st.bytes)
		if err := s.verify(ctx, tx, d, st); err != nil {
			return err
		}
		return s.keep(ctx, tx, who, &d, st, d.others(s.party))
	})
	return d, err
}

// may checks whether a member can make an act as the deed stands.
func (d Decided) may(act string, p ids.Party) error {
	state, by, _ := d.fold()
	if state != Circulated {
		return errs.New(errs.Conflict, "the generation is %s, so it cannot be %s now", state, act)
	}
	if _, said := by[p]; said && act == actApprove {
		return errs.New(errs.Conflict, "%s has approved already", p)
	}
	if act == actWithdraw && p != d.Secretary {
		return errs.New(errs.Denied, "only the secretary %s can withdraw it", d.Secretary)
	}
	return nil
}
