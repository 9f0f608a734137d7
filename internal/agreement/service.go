package agreement

import (
	"context"
	"slices"
	"sync"
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
	"entente/internal/template"
)

// Config is what a Service needs.
type Config struct {
	DB        *db.DB
	Journal   *journal.Journal
	Parties   *party.Service
	Templates *template.Service
	Key       sign.Key  // the node's: what it puts on the table and comments on
	Party     ids.Party // this node's own
}

// Service is the agreements of one node and the acts on them.
type Service struct {
	db        *db.DB
	journal   *journal.Journal
	parties   *party.Service
	templates *template.Service
	key       sign.Key
	party     ids.Party
	turns     turns
}

// turns counts, for each party, how often something was stated about an agreement
// of its. It lives in memory: whoever compares two counts does so within one life
// of the process.
type turns struct {
	mu sync.Mutex
	by map[ids.Party]int64
}

// Turn gives the count for a party. It goes up after each commit by which an
// agreement of that party may have come to stand otherwise.
func (s *Service) Turn(p ids.Party) int64 {
	s.turns.mu.Lock()
	defer s.turns.mu.Unlock()
	return s.turns.by[p]
}

// turned counts on for all parties of an agreement.
func (s *Service) turned(tx *db.Tx, all []ids.Party) {
	tx.AfterCommit(func() {
		s.turns.mu.Lock()
		defer s.turns.mu.Unlock()
		if s.turns.by == nil {
			s.turns.by = map[ids.Party]int64{}
		}
		for _, p := range all {
			s.turns.by[p]++
		}
	})
}

// New gives the service.
func New(c Config) *Service {
	return &Service{db: c.DB, journal: c.Journal, parties: c.Parties, templates: c.Templates, key: c.Key, party: c.Party}
}

// The bodies that travel.
type offerBody struct {
	Instrument jsontext.Value `json:"instrument"`
	Signature  sign.Signature `json:"signature"` // of the node of its author
	Generation jsontext.Value `json:"generation"`
}

type statementBody struct {
	Statement jsontext.Value `json:"statement"`
	Signature sign.Signature `json:"signature"`
	// Card is the party's, where it is a later one than the version holds.
	Card jsontext.Value `json:"card,omitempty"`
}

// Every kind of this domain that travels but these is "agreement." and the act,
// and carries a statement. Proposed carries a first version, countered a later
// one.
const (
	kindProposed  = "agreement.proposed"
	kindCountered = "agreement.countered"
	kindCommented = "agreement.commented"
)

// Sign signs what is on the table, whose digest is given, by an office of our
// own; an empty office means the first that may, an empty digest the text of the
// moment. Where the text asks for a second person, the first one's signature is
// prepared (see Prepared) and nothing leaves, and the second one's makes the
// statement. When the last party has signed, the agreement comes into force at
// its date.
func (s *Service) Sign(ctx context.Context, who authz.Actor, realm ids.Realm, id, digest, office string) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.Sign(%s)", errs.Clip(id))
	if err := who.May(authz.AgreementSign); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = s.Load(ctx, tx, realm, id); err != nil {
			return err
		}
		v, ok := a.OnTable(tx.Now)
		if digest == "" && ok {
			digest = v.DigestText()
		}
		if err := a.may(actSign, s.party, digest, tx.Now); err != nil {
			return err
		}
		st, key, err := s.statement(ctx, tx, who, a, v, actSign, office, "")
		if err != nil {
			return err
		}
		for _, x := range a.SignaturesOf(v, tx.Now) {
			for _, by := range x.By {
				if x.Party == s.party && by.Office == st.Office {
					return errs.New(errs.Conflict, "%s has signed already", s.party)
				}
			}
		}
		if v.governs(clause.Offices).FourEyes {
			first, err := s.prepare(ctx, tx, who, v, st.Office)
			if err != nil || first == "" {
				return err
			}
			st.Prepared = first
		}
		return s.make(ctx, tx, who, &a, v, st, key)
	})
	return a, err
}

// Suspend suspends with immediate effect, by us alone.
func (s *Service) Suspend(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementEnd, realm, id, actSuspend, reason)
}

// Resume takes our suspension back.
func (s *Service) Resume(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementEnd, realm, id, actResume, "")
}

// Terminate ends the agreement at once, where no notice was agreed or it is not
// in force yet.
func (s *Service) Terminate(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementEnd, realm, id, actTerminate, reason)
}

// Notice starts the notice after which this party is no longer bound. What is
// left of fewer than two parties ends with it.
func (s *Service) Notice(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementEnd, realm, id, actNotice, reason)
}

// Retract takes our notice back before it has run.
func (s *Service) Retract(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementEnd, realm, id, actRetract, "")
}

// Renew agrees to another term. The agreement runs on when every party has.
func (s *Service) Renew(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementSign, realm, id, actRenew, "")
}

// Decline says that we do not sign what is on the table. A first agreement ends
// by it; an amendment is off the table and the agreement stays as it is.
func (s *Service) Decline(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Agreement, error) {
	return s.state(ctx, who, authz.AgreementSign, realm, id, actDecline, reason)
}

// Withdraw takes our draft back, or what we have put on the table.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.Withdraw(%s)", errs.Clip(id))
	if err := who.May(authz.AgreementDraft); err != nil {
		return a, err
	}
	gone := false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = s.Load(ctx, tx, realm, id); err != nil {
			return err
		}
		v, ok := a.OwnDraft()
		if gone = ok; !ok {
			return nil
		}
		if err := dropDraft(ctx, tx, id); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "agreement.discarded", By: who, About: id, Body: map[string]any{"title": v.Title, "digest": v.DigestText()}})
		return err
	})
	if err != nil || gone {
		return a, err
	}
	return s.state(ctx, who, authz.AgreementDraft, realm, id, actWithdraw, "")
}

// state makes one signed statement of ours: load, rule, save, record.
func (s *Service) state(ctx context.Context, who authz.Actor, act authz.Act, realm ids.Realm, id, verb, reason string) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.%s(%s)", verb, errs.Clip(id))
	if err := who.May(act); err != nil {
		return a, err
	}
	needs := verb == actSuspend || verb == actTerminate || verb == actNotice || verb == actDecline
	if needs && reason == "" || len(reason) > maxReason || !clause.Plain(reason) {
		return a, errs.New(errs.Invalid, "say why, in 1 to %d bytes of visible characters; the other parties read it", maxReason)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = s.Load(ctx, tx, realm, id); err != nil {
			return err
		}
		v := a.Version
		if t, ok := a.OnTable(tx.Now); ok && (verb == actDecline || verb == actWithdraw) {
			v = t
		}
		if err := a.may(verb, s.party, v.DigestText(), tx.Now); err != nil {
			return err
		}
		st, key, err := s.statement(ctx, tx, who, a, v, verb, "", reason)
		if err != nil {
			return err
		}
		return s.make(ctx, tx, who, &a, v, st, key)
	})
	return a, err
}

// statement writes what an office of ours is to sign.
func (s *Service) statement(ctx context.Context, tx *db.Tx, who authz.Actor, a Agreement, v Version, verb, officeID, reason string) (st signed, key sign.Key, err error) {
	office, key, err := s.parties.OfficeKey(ctx, tx, officeID, party.PowerSign)
	var authority []byte
	if errs.Is(err, errs.Denied) && officeID != "" {
		office, key, authority, err = s.delegate(ctx, tx, v, officeID)
	}
	if err != nil {
		return st, key, err
	}
	at := a.next(s.party, tx.Now)
	if at.Before(office.Since) {
		at = office.Since // this clock was set back since the key is in use
	}
	st = signed{Statement: Statement{V: 2, Agreement: a.ID, Digest: v.DigestText(), Act: verb, Party: s.party, Office: office.ID, By: nameOf(who), Reason: reason, At: at, Authority: authority}, knownAt: tx.Now}
	return st, key, nil
}

// nameOf is how a statement names a person.
func nameOf(who authz.Actor) string {
	name := errs.Clip(who.Name)
	if name == "" || len(name) > 200 {
		return who.Person
	}
	return name
}

// make signs a statement of ours, keeps it and tells the others.
func (s *Service) make(ctx context.Context, tx *db.Tx, who authz.Actor, a *Agreement, v Version, st signed, key sign.Key) (err error) {
	if st.bytes, err = strictjson.Marshal(st.Statement); err != nil {
		return err
	}
	st.signature = key.Sign(statementContext, st.bytes)
	if err := s.verify(ctx, tx, v, st); err != nil {
		return err
	}
	body, err := s.body(ctx, tx, v, st)
	if err != nil {
		return err
	}
	if _, err := saveStatement(ctx, tx, st); err != nil {
		return err
	}
	s.turned(tx, a.Everybody())
	audience := a.Others(s.party, tx.Now) // as it stood: who is asked in hears that it was taken back
	a.statements = append(a.statements, st)
	a.order()
	a.choose(tx.Now)
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: a.Realm, Kind: "agreement." + st.Act, By: who, About: a.ID, Audience: audience, Body: body})
	return err
}

// Everybody lists all parties of all versions that were on the table, once each.
func (a Agreement) Everybody() []ids.Party {
	var all []ids.Party
	for _, v := range a.Versions {
		if !v.IsDraft() {
			all = append(all, v.codes()...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Others lists whom a moment's texts and statements concern, but one: the parties
// to what is in force and to what is on the table. Who has left, or was asked in
// vain, hears nothing more; of what has ended all hear.
func (a Agreement) Others(p ids.Party, t time.Time) []ids.Party {
	f := a.foldAt(t)
	var all []ids.Party
	if now := f.last(); now != nil && f.end == "" {
		all = f.remaining(now.codes())
	}
	if f.table != nil {
		all = append(all, f.table.codes()...)
	}
	if len(all) == 0 {
		all = a.Everybody()
	}
	return without(all, p)
}

// prepare records that a first person has looked at a text for an office, or
// gives that person's name to the second.
func (s *Service) prepare(ctx context.Context, tx *db.Tx, who authz.Actor, v Version, office string) (first string, err error) {
	type prepared struct{ person, name string }
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (p prepared, err error) { return p, sc.Scan(&p.person, &p.name) },
		`SELECT person, name FROM agreement_prepared WHERE agreement = $1 AND digest = $2 AND office = $3`, v.ID, v.DigestText(), office)
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		if _, err := tx.Exec(ctx, `INSERT INTO agreement_prepared (agreement, digest, office, person, name, at) VALUES ($1,$2,$3,$4,$5,$6)`,
			v.ID, v.DigestText(), office, who.Person, nameOf(who), db.Micros(tx.Now)); err != nil {
			return "", err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: v.Realm, Kind: "agreement.prepared", By: who, About: v.ID, Body: map[string]any{"office": office, "digest": v.DigestText()}})
		return "", err
	}
	if all[0].person == who.Person || all[0].name == nameOf(who) {
		return "", errs.New(errs.Conflict, "%s has prepared this signature; a second person must give it", all[0].name)
	}
	_, err = tx.Exec(ctx, `DELETE FROM agreement_prepared WHERE agreement = $1 AND digest = $2 AND office = $3`, v.ID, v.DigestText(), office)
	return all[0].name, err
}

// Preparation is a signature that waits for its second person.
type Preparation struct {
	Digest string
	Office string
	Name   string
	At     time.Time
}

// Prepared lists the signatures of our own under an agreement that wait for a
// second person.
func (s *Service) Prepared(ctx context.Context, v authz.Viewer, id string) (all []Preparation, err error) {
	defer errs.Wrap(&err, "agreement.Prepared(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := bare(ctx, tx, v.Realm(), id); err != nil {
			return err
		}
		all, err = db.Rows(ctx, tx, func(sc db.Scanner) (p Preparation, err error) {
			var at int64
			err = sc.Scan(&p.Digest, &p.Office, &p.Name, &at)
			p.At = db.Time(at)
			return p, err
		}, `SELECT digest, office, name, at FROM agreement_prepared WHERE agreement = $1 ORDER BY at`, id)
		return err
	})
	return all, err
}
