package crisis

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// Doer carries one kind of effect out at this node.
type Doer interface {
	// Able says why this node could not carry an effect out; nil when it can. Of d
	// the time and the consenting parties are not known yet.
	Able(ctx context.Context, tx *db.Tx, d Decided, e Effect) error
	// Do carries it out within the act by which the outcome came to be known here.
	Do(ctx context.Context, tx *db.Tx, who authz.Actor, d Decided, e Effect) error
}

// Decided is the decision that an effect follows from.
type Decided struct {
	Realm      ids.Realm
	Matter     string
	Rev        int
	N          int // which of the text's effects
	Agreement  string
	Provision  string
	Title      string
	Body       string      // name of the body
	Mode       Mode        // by which it decides
	Parties    []ids.Party // the members and the secretariat
	Consenting []ids.Party // of them, those whom it binds by their own will
	At         time.Time   // of the closing, by the hub's clock
}

// Lasts refuses an end of an effect that has none.
func (e Effect) Lasts() error {
	if !e.Until.IsZero() {
		return errs.New(errs.Invalid, "an effect of kind %q has no end; leave out until when", e.Kind)
	}
	return nil
}

// Plain refuses a value of an effect that has none, and an end that has passed.
func (e Effect) Plain(now time.Time) error {
	if e.Value != "" || !e.Until.IsZero() && !e.Until.After(now) {
		return errs.New(errs.Invalid, "an effect of kind %q has no value, and ends later than now or not by itself", e.Kind)
	}
	return nil
}

// decides is a decision that may come, as its effects have to know it.
func decides(realm ids.Realm, rules Rules, agreement, provision string, p Proposal) Decided {
	return Decided{Realm: realm, Rev: p.Rev, Agreement: agreement, Provision: provision, Title: p.Title.In("en"), Body: rules.Body, Mode: p.Mode,
		Parties: append(slices.Clone(rules.Members), rules.Secretariat)}
}

func (h held) decides(p Proposal) Decided {
	d := decides(h.matter.Realm, h.Rules, h.matter.Agreement, h.matter.Provision, p)
	d.Matter = h.matter.ID
	return d
}

// unable says why this node could not do everything that a text would set going;
// empty when it can. A node that cannot look says so too.
func (s *Service) unable(ctx context.Context, tx *db.Tx, h held, p Proposal) string {
	for i, e := range p.Effects {
		d := h.decides(p)
		d.N = i
		if err := s.able(ctx, tx, d, e); err != nil {
			return errs.Clip(err.Error())
		}
	}
	return ""
}

func (s *Service) able(ctx context.Context, tx *db.Tx, d Decided, e Effect) error {
	do, ok := s.c.Effects[e.Kind]
	if !ok {
		return errs.New(errs.Unsupported, "this node cannot carry out an effect of kind %q", errs.Clip(e.Kind))
	}
	return do.Able(ctx, tx, d, e)
}

// carryOut does what an adoption sets going: once at this node, and everything of
// it within the act by which the outcome came to be known, or nothing. Every member
// has said before that its node is able; what fails all the same is a fault of this
// node, stops the act, and is tried again with the next look. An observer was not
// asked: what it cannot do is on its record.
func (s *Service) carryOut(ctx context.Context, tx *db.Tx, who authz.Actor, h held, text Proposal, f *Closing) error {
	if slices.Contains(h.Rules.Observers, s.c.Party) {
		if why := s.unable(ctx, tx, h, text); why != "" {
			_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: h.matter.Realm, Kind: "crisis.unable", By: who, About: h.matter.ID, Body: map[string]any{"rev": text.Rev, "why": why}})
			return err
		}
	}
	d := h.decides(text)
	d.At, d.Consenting = f.At, h.consentingTo(text.Rev)
	for i, e := range text.Effects {
		d.N = i
		if _, err := tx.Exec(ctx, `INSERT INTO crisis_effect (matter, rev, n, realm, at) VALUES ($1,$2,$3,$4,$5)`, h.matter.ID, text.Rev, i, string(h.matter.Realm), db.Micros(tx.Now)); err != nil {
			return err
		}
		if err := s.c.Effects[e.Kind].Do(ctx, tx, who, d, e); err != nil {
			return err
		}
		if _, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: h.matter.Realm, Kind: "crisis.effected", By: who, About: h.matter.ID, Body: map[string]any{"rev": text.Rev, "n": i, "kind": e.Kind, "about": e.About, "value": e.Value}}); err != nil {
			return err
		}
	}
	return nil
}

func (h held) consentingTo(rev int) []ids.Party {
	for _, r := range h.Rounds {
		if r.Rev == rev {
			return r.consenting(h.Rules)
		}
	}
	return nil
}

// done gives when this node has carried the effects of a proposal's texts out.
func (s *Service) done(ctx context.Context, tx *db.Tx, id string, realm ids.Realm) (map[int]time.Time, error) {
	type row struct {
		rev int
		at  int64
	}
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (r row, err error) { return r, sc.Scan(&r.rev, &r.at) },
		`SELECT rev, max(at) FROM crisis_effect WHERE matter = $1 AND realm = $2 GROUP BY rev`, id, string(realm))
	out := map[int]time.Time{}
	for _, r := range all {
		out[r.rev] = db.Time(r.at)
	}
	return out, err
}
