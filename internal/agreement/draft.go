package agreement

import (
	"bytes"
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/template"
)

// NewDraft is what a person says of a draft: of a first version, of a
// counter-proposal or of an amendment.
type NewDraft struct {
	Realm ids.Realm
	// Template names a template; its latest generation that this node knows is
	// taken. Generation, a digest in hex, names one exactly. A later version may
	// leave both empty and keeps the generation before it.
	Template      string
	Generation    string
	Title         string
	Parties       []ids.Party // the others; our own is always one
	Params        map[string]any
	Variations    []clause.Variation
	Annexes       []Annex
	Supersedes    []string
	EffectiveFrom time.Time // zero: as soon as all have signed
}

// Draft makes the first version of an agreement. It stays on this node until it
// is proposed, and can be withdrawn.
func (s *Service) Draft(ctx context.Context, who authz.Actor, in NewDraft) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.Draft(%s)", errs.Clip(in.Template))
	return s.draft(ctx, who, "", in)
}

// Redraft makes our own next version of an agreement: it takes the place of the
// draft that there was. Proposed, it is a counter-proposal to what is on the
// table, or an amendment of what is in force.
func (s *Service) Redraft(ctx context.Context, who authz.Actor, id string, in NewDraft) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.Redraft(%s)", errs.Clip(id))
	return s.draft(ctx, who, id, in)
}

func (s *Service) draft(ctx context.Context, who authz.Actor, id string, in NewDraft) (a Agreement, err error) {
	if err := who.May(authz.AgreementDraft); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		doc := Instrument{V: 2, ID: ids.New(), Round: 1, Author: s.party, Title: in.Title, Realm: in.Realm, Depositary: s.party, Created: tx.Now}
		if id != "" {
			if a, err = s.Load(ctx, tx, in.Realm, id); err != nil {
				return err
			}
			if doc, err = a.answer(doc, tx.Now); err != nil {
				return err
			}
			if in.Generation == "" && in.Template == "" {
				in.Generation = a.GenerationDigest
			}
		}
		g, err := s.generation(ctx, tx, who, in)
		if err != nil {
			return err
		}
		v, err := s.version(ctx, tx, doc, g, in)
		if err != nil {
			return err
		}
		if err := dropDraft(ctx, tx, v.ID); err != nil {
			return err
		}
		if err := insertVersion(ctx, tx, v); err != nil {
			return err
		}
		if _, err = s.journal.Append(ctx, tx, journal.Act{Realm: v.Realm, Kind: "agreement.drafted", By: who, About: v.ID, Body: map[string]any{"title": v.Title, "digest": v.DigestText(), "round": v.Round}}); err != nil {
			return err
		}
		a, err = s.Load(ctx, tx, v.Realm, v.ID)
		return err
	})
	return a, err
}

// answer begins the version that follows all there are.
func (a Agreement) answer(doc Instrument, now time.Time) (Instrument, error) {
	if a.StateAt(now).Over() {
		return doc, errs.New(errs.Conflict, "the agreement is %s; make a new one", a.StateAt(now))
	}
	doc.ID, doc.Depositary = a.ID, a.Depositary
	for _, v := range a.Versions {
		if !v.IsDraft() && v.Round >= doc.Round {
			doc.Round, doc.Previous = v.Round+1, v.DigestText()
		}
	}
	return doc, nil
}

// generation finds the text that a draft is made from.
func (s *Service) generation(ctx context.Context, tx *db.Tx, who authz.Actor, in NewDraft) (g template.Sealed, err error) {
	if in.Generation != "" {
		return s.templates.ByDigest(ctx, tx, in.Generation)
	}
	usable, err := s.templates.Usable(ctx, tx, in.Realm)
	if err != nil {
		return g, err
	}
	for _, u := range usable {
		if u.Template == in.Template && u.Number >= g.Number {
			g = u.Sealed
		}
	}
	if g.Digest == "" {
		return g, errs.New(errs.NotFound, "there is no template %q", errs.Clip(in.Template))
	}
	return g, nil
}

// version binds a generation and gives the version as it will be signed.
func (s *Service) version(ctx context.Context, tx *db.Tx, doc Instrument, g template.Sealed, in NewDraft) (v Version, err error) {
	codes := append([]ids.Party{s.party, doc.Depositary}, in.Parties...)
	slices.Sort(codes)
	codes = slices.Compact(codes)
	if !g.Multilateral && len(codes) != 2 {
		return v, errs.New(errs.Invalid, "this template is for two parties; name exactly one other")
	}
	bound, err := g.Bind(clause.Choice{Params: in.Params, Variations: in.Variations})
	if err != nil {
		return v, err
	}
	if doc.Params, err = strictjson.Marshal(bound.Params); err != nil {
		return v, err
	}
	doc.Template, doc.Generation, doc.GenerationDigest, doc.Languages = g.Template, g.Number, g.Digest, g.Languages
	doc.Clauses, doc.Variations, doc.Annexes, doc.Supersedes = bound.Clauses, bound.Variations, in.Annexes, in.Supersedes
	if !in.EffectiveFrom.IsZero() {
		doc.EffectiveFrom = in.EffectiveFrom.UTC()
	}
	if err := checkDate(doc.EffectiveFrom); err != nil {
		return v, err
	}
	for _, code := range codes {
		if _, err := s.parties.Known(ctx, tx, code); err != nil {
			return v, err
		}
		card, err := s.parties.CardJSON(ctx, tx, code)
		if err != nil {
			return v, err
		}
		doc.Parties = append(doc.Parties, Member{Code: code, Card: card})
	}
	body, err := strictjson.Marshal(doc)
	if err != nil {
		return v, err
	}
	return draftVersion(body)
}

// Propose puts our draft on the table of all parties. From now on its text is
// frozen; who wants another one makes a counter-proposal.
func (s *Service) Propose(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.Propose(%s)", errs.Clip(id))
	if err := who.May(authz.AgreementDraft); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = s.Load(ctx, tx, realm, id); err != nil {
			return err
		}
		v, err := s.proposable(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := dropDraft(ctx, tx, id); err != nil {
			return err
		}
		if err := insertVersion(ctx, tx, v); err != nil {
			return err
		}
		if err := s.offer(ctx, tx, who, v, without(append(a.Others(s.party, tx.Now), v.codes()...), s.party)); err != nil {
			return err
		}
		if err := s.brief(ctx, tx, who, a, v); err != nil {
			return err
		}
		a, err = s.Load(ctx, tx, realm, id)
		return err
	})
	return a, err
}

// proposable gives our draft as it goes out: dated now and signed, if it still
// answers what is on the table and names the cards of the day.
func (s *Service) proposable(ctx context.Context, tx *db.Tx, a Agreement) (v Version, err error) {
	v, ok := a.OwnDraft()
	if !ok {
		return v, errs.New(errs.Conflict, "the agreement is %s; only a draft can be proposed", a.StateAt(tx.Now))
	}
	next, err := a.answer(Instrument{Round: 1}, tx.Now)
	if err != nil {
		return v, err
	}
	if next.Previous != v.Previous {
		return v, errs.New(errs.Conflict, "another text came to the table since this was drafted; look at it and draft yours anew")
	}
	for _, m := range v.Parties {
		card, err := s.parties.CardJSON(ctx, tx, m.Code)
		if err != nil {
			return v, err
		}
		if !bytes.Equal(card, m.Card) {
			return v, errs.New(errs.Conflict, "the card of %s has changed since this was drafted, so the others would refuse it; draft it anew", m.Code)
		}
	}
	v.Created = a.next(s.party, tx.Now) // so the digest is made now
	body, err := strictjson.Marshal(v.Instrument)
	if err != nil {
		return v, err
	}
	if v, err = draftVersion(body); err != nil {
		return v, err
	}
	v.signature, v.KnownAt = s.key.Sign(offerContext, v.body), tx.Now
	return v, nil
}

// offer records a version for an audience.
func (s *Service) offer(ctx context.Context, tx *db.Tx, who authz.Actor, v Version, audience []ids.Party) error {
	kind := kindProposed
	if v.Round > 1 {
		kind = kindCountered
	}
	g, err := s.templates.ByDigest(ctx, tx, v.GenerationDigest)
	if err != nil {
		return err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: v.Realm, Kind: kind, By: who, About: v.ID, Audience: audience, Body: offerBody{Instrument: v.body, Signature: v.signature, Generation: g.Bytes}})
	return err
}

// brief tells parties that are new in a version what was concluded before, so
// that they come to the same state as the others.
func (s *Service) brief(ctx context.Context, tx *db.Tx, who authz.Actor, a Agreement, v Version) error {
	known := append(a.Others(s.party, tx.Now), s.party)
	fresh := slices.DeleteFunc(v.codes(), func(p ids.Party) bool { return slices.Contains(known, p) })
	if len(fresh) == 0 || v.Round == 1 {
		return nil
	}
	for _, was := range a.Versions {
		if was.IsDraft() {
			continue
		}
		if err := s.offer(ctx, tx, who, was, fresh); err != nil {
			return err
		}
	}
	for _, st := range a.statements {
		was, err := a.Find(st.Digest)
		if err != nil {
			return err
		}
		body, err := s.body(ctx, tx, was, st)
		if err != nil {
			return err
		}
		if _, err := s.journal.Append(ctx, tx, journal.Act{Realm: a.Realm, Kind: "agreement." + st.Act, By: who, About: a.ID, Audience: fresh, Body: body}); err != nil {
			return err
		}
	}
	return nil
}

func without(all []ids.Party, p ids.Party) []ids.Party {
	all = slices.Clone(all)
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(c ids.Party) bool { return c == p })
}
