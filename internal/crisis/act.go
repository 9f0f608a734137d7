package crisis

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/matter"
	"entente/internal/party"
)

// NewProposal is what a proposal begins with.
type NewProposal struct {
	Agreement string // that constitutes the body
	Provision string // by which it does
	TLP       marking.TLP
	Text      Proposal
}

// Propose brings a text before a body, for consultation; no clock runs yet. It
// needs crisis.propose, and that our party is a member or the chair.
//
// Errors: Invalid for what the body cannot decide on in that way, or for effects
// that this node could not carry out; Denied where policy does not let the marking
// go to all of the body.
func (s *Service) Propose(ctx context.Context, who authz.Actor, realm ids.Realm, n NewProposal) (v View, err error) {
	defer errs.Wrap(&err, "crisis.Propose")
	if err := who.May(authz.CrisisPropose); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		a, err := s.c.Agreements.Load(ctx, tx, realm, n.Agreement)
		if err != nil {
			return err
		}
		rules, err := RulesAt(a, n.Provision, tx.Now)
		if err != nil {
			return err
		}
		if s.c.Party != rules.Chair && !rules.Member(s.c.Party) {
			return errs.New(errs.Denied, "only members of %s and its chair propose", rules.Body)
		}
		n.Text.Rev, n.Text.Why = 1, ""
		if err := s.sound(ctx, tx, decides(realm, rules, n.Agreement, n.Provision, n.Text), rules, n.Text); err != nil {
			return err
		}
		all := append(append([]ids.Party{rules.Secretariat}, rules.Members...), rules.Observers...)
		id, seed := matter.NewID(Kind, s.c.Party)
		_, err = s.c.Matters.Open(ctx, tx, who, realm, matter.Opening{Kind: Kind, ID: id, Seed: seed, Agreement: n.Agreement, Provision: n.Provision,
			To: slices.DeleteFunc(all, func(p ids.Party) bool { return p == s.c.Party }), TLP: n.TLP, Act: ActProposed, Body: n.Text})
		if err != nil {
			return err
		}
		v, err = s.view(ctx, tx, who.In(realm), id)
		return err
	})
	return v, err
}

// sound refuses a text that the body cannot decide on as it says.
func (s *Service) sound(ctx context.Context, tx *db.Tx, d Decided, rules Rules, p Proposal) error {
	if err := p.check(); err != nil {
		return err
	}
	if _, ok := rules.Level(p.Level); !ok {
		return errs.New(errs.Invalid, "%s has no level %q", rules.Body, errs.Clip(p.Level))
	}
	if !slices.Contains(rules.Modes, p.Mode) {
		return errs.New(errs.Invalid, "%s does not decide by %s", rules.Body, p.Mode)
	}
	for _, e := range p.Effects {
		if !slices.Contains(rules.Effects, e.Kind) {
			return errs.New(errs.Denied, "the agreement does not let decisions of %s set going an effect of kind %q", rules.Body, errs.Clip(e.Kind))
		}
		if err := s.able(ctx, tx, d, e); err != nil {
			return err
		}
	}
	return nil
}

// act states one thing about a proposal: load, rule, save, record. What the chain
// would give no effect is not stated, and its reason is the error; make gives the
// body from the case, with its office's place still empty.
func (s *Service) act(ctx context.Context, who authz.Actor, may authz.Act, realm ids.Realm, id, verb, office string, make func(tx *db.Tx, h held) (Body, error)) (v View, err error) {
	defer errs.Wrap(&err, "crisis.%s(%s)", verb, errs.Clip(id))
	if err := who.May(may); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		h, err := s.seen(ctx, tx, who.In(realm), id)
		if err != nil {
			return err
		}
		if h.Forked != "" {
			return errs.New(errs.Conflict, "the node of %s has signed two records that cannot both be so (%s); propose anew, and ask them", h.Rules.Secretariat, h.Forked)
		}
		b, err := make(tx, h)
		if err != nil {
			return err
		}
		if err := h.trial(s.c.Party, verb, who, tx.Now, b); err != nil {
			return err
		}
		if err := s.sign(ctx, tx, h, verb, office, b); err != nil {
			return err
		}
		if err := b.check(); err != nil {
			return err
		}
		if _, err := s.c.Matters.State(ctx, tx, who, h.matter, verb, h.tlp(), b); err != nil {
			return err
		}
		v, err = s.view(ctx, tx, who.In(realm), id)
		return err
	})
	return v, err
}

// trial tells why a statement would have no effect if it were recorded now. An
// objection that may be late goes out all the same: the hub's time decides.
func (h held) trial(p ids.Party, verb string, who authz.Actor, now time.Time, b Body) error {
	if verb == ActOpened {
		return nil
	}
	entries := []Entry{}
	for _, e := range h.entries {
		entries = append(entries, *e)
	}
	c := Fold(h.Rules, entries)
	if r := c.Open(); r != nil {
		r.settle(c.Rules, now)
		if s, ok := b.(*Stood); ok && s.Stand == Break && !now.Before(r.Expires) {
			return nil
		}
	}
	e := Entry{Party: p, Act: verb, By: matter.NameOf(who), At: now, Known: now, Body: b}
	if t, ok := b.(*Proposal); ok {
		e.Text = t.Digest()
	}
	return c.apply(&e, c.hub(now))
}

// sign puts the signature of an office of ours under an act by which it binds us.
func (s *Service) sign(ctx context.Context, tx *db.Tx, h held, verb, office string, b Body) error {
	o := officeOf(b)
	if o == nil {
		return nil
	}
	own, key, err := s.c.Parties.OfficeKey(ctx, tx, office, party.PowerSign)
	if err != nil {
		return err
	}
	o.ID = own.ID
	text, err := toSign(h.matter.ID, s.c.Party, verb, b)
	if err != nil {
		return err
	}
	o.Signature = key.Sign(officeContext, text)
	return nil
}

// Revise brings the next text of a proposal. It needs crisis.propose.
func (s *Service) Revise(ctx context.Context, who authz.Actor, realm ids.Realm, id string, p Proposal) (View, error) {
	return s.act(ctx, who, authz.CrisisPropose, realm, id, ActRevised, "", func(tx *db.Tx, h held) (Body, error) {
		p.Rev = len(h.Texts) + 1
		return &p, s.sound(ctx, tx, h.decides(p), h.Rules, p)
	})
}

// Putting is how a text is put before the members.
type Putting struct {
	Office  string
	Expires time.Time
	Urgent  string // why the urgent procedure is taken; empty where it is not
}

// Put puts the latest text before the members until an instant. From now on it
// does not change. It needs crisis.chair.
//
// Errors: those of the effects, where this node cannot do any more what an adoption
// would set going.
func (s *Service) Put(ctx context.Context, who authz.Actor, realm ids.Realm, id string, p Putting) (View, error) {
	return s.act(ctx, who, authz.CrisisChair, realm, id, ActPut, p.Office, func(tx *db.Tx, h held) (Body, error) {
		for _, e := range h.Proposal.Effects {
			if err := s.able(ctx, tx, h.decides(h.Proposal), e); err != nil {
				return nil, err
			}
		}
		return &Put{Rev: h.Proposal.Rev, Text: h.Text, Expires: p.Expires.UTC(), Urgent: p.Urgent}, nil
	})
}

// open gives the round that a text is in, for acts on it.
func (h held) open() (*Round, error) {
	r := h.Open()
	if r == nil {
		return nil, errs.New(errs.Conflict, "no text of this proposal is before the members now")
	}
	return r, nil
}

// Read states that a person of ours has read the text that is before the members;
// nothing when somebody has already. It needs crisis.prepare: whoever only reads, such
// as an auditor, states nothing.
func (s *Service) Read(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (v View, err error) {
	defer errs.Wrap(&err, "crisis.Read(%s)", errs.Clip(id))
	if err := who.May(authz.CrisisPrepare); err != nil {
		return v, err
	}
	var stated bool
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if v, err = s.view(ctx, tx, who.In(realm), id); err != nil {
			return err
		}
		h, err := s.load(ctx, tx, realm, id)
		r := h.Open()
		stated = err != nil || r == nil || !h.Rules.Member(s.c.Party) || h.Gap || r.Delivered[s.c.Party].Recorded.IsZero() ||
			h.said(s.c.Party, func(b Body) bool { o, ok := b.(*Opened); return ok && o.Rev == r.Rev })
		return err
	})
	if err != nil || stated {
		return v, err
	}
	return s.act(ctx, who, authz.CrisisPrepare, realm, id, ActOpened, "", func(tx *db.Tx, h held) (Body, error) {
		r, err := h.open()
		if err != nil {
			return nil, err
		}
		return &Opened{Rev: r.Rev, Text: r.Text, Head: h.Head, Clock: tx.Now}, nil
	})
}

// Position is what our party says to a text.
type Position struct {
	Office    string
	Stand     Stand
	Words     string
	Amendment clause.Text
}

// Prepare keeps what a first person of ours would have our party say, for a second
// one. Nothing leaves. It needs crisis.prepare.
func (s *Service) Prepare(ctx context.Context, who authz.Actor, realm ids.Realm, id string, p Position) (v View, err error) {
	defer errs.Wrap(&err, "crisis.Prepare(%s)", errs.Clip(id))
	if err := who.May(authz.CrisisPrepare); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		h, err := s.seen(ctx, tx, who.In(realm), id)
		if err != nil {
			return err
		}
		r, err := h.open()
		if err != nil {
			return err
		}
		if !h.Rules.Member(s.c.Party) {
			return errs.New(errs.Denied, "only members of %s state on a text", h.Rules.Body)
		}
		b := Stood{Rev: r.Rev, Text: r.Text, Clock: tx.Now, Stand: p.Stand, Words: p.Words, Amendment: p.Amendment, Office: Office{ID: "x"}}
		if err := b.check(); err != nil {
			return err
		}
		if err := s.keepDraft(ctx, tx, h, r.Rev, who, p); err != nil {
			return err
		}
		v, err = s.view(ctx, tx, who.In(realm), id)
		return err
	})
	return v, err
}

// Stand states what our party says to the text that is before the members, by an
// office of ours. Where the body wants two persons, what another person has
// prepared is stated, and p names the office alone. It needs crisis.decide.
func (s *Service) Stand(ctx context.Context, who authz.Actor, realm ids.Realm, id string, p Position) (View, error) {
	return s.act(ctx, who, authz.CrisisDecide, realm, id, ActStood, p.Office, func(tx *db.Tx, h held) (Body, error) {
		r, err := h.open()
		if err != nil {
			return nil, err
		}
		b := &Stood{Rev: r.Rev, Text: r.Text, Head: h.Head, Clock: tx.Now, Stand: p.Stand, Words: p.Words, Amendment: p.Amendment}
		if !h.Rules.TwoPersons {
			return b, nil
		}
		d, err := s.draft(ctx, tx, h, r.Rev)
		switch {
		case err != nil:
			return nil, err
		case d == nil:
			return nil, errs.New(errs.Conflict, "%s wants two persons of a member: let another person prepare what we say first", h.Rules.Body)
		case d.Person == who.Person:
			return nil, errs.New(errs.Denied, "you prepared this yourself; another person of ours has to state it")
		}
		b.Stand, b.Words, b.Amendment, b.Office.Second = d.Stand, d.Words, d.Amendment, d.Name
		return b, nil
	})
}

// Extend sets a later expiry, before the present one. It needs crisis.chair.
func (s *Service) Extend(ctx context.Context, who authz.Actor, realm ids.Realm, id, office string, expires time.Time, reason string) (View, error) {
	return s.ofRound(ctx, who, authz.CrisisChair, realm, id, ActExtended, office, func(r *Round) Body {
		return &Extended{Rev: r.Rev, Expires: expires.UTC(), Reason: reason}
	})
}

// Withdraw takes the text back, before its expiry. It needs crisis.chair, or
// crisis.decide of who proposed it.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id, office, reason string) (View, error) {
	return s.ofRound(ctx, who, authz.CrisisDecide, realm, id, ActWithdrawn, office, func(r *Round) Body { return &Withdrawn{Rev: r.Rev, Reason: reason} })
}

// Contact records what a member that was not reached said by another channel. It
// needs crisis.chair.
func (s *Service) Contact(ctx context.Context, who authz.Actor, realm ids.Realm, id, office string, c Contacted) (View, error) {
	return s.ofRound(ctx, who, authz.CrisisChair, realm, id, ActContacted, office, func(r *Round) Body {
		c.Rev, c.Office = r.Rev, Office{}
		return &c
	})
}

// Exclude leaves a member out of the round that the text did not reach, where the
// rules of the body allow it. It needs crisis.chair.
func (s *Service) Exclude(ctx context.Context, who authz.Actor, realm ids.Realm, id, office string, member ids.Party, reason string) (View, error) {
	return s.ofRound(ctx, who, authz.CrisisChair, realm, id, ActExcluded, office, func(r *Round) Body {
		return &Excluded{Rev: r.Rev, Member: member, Reason: reason}
	})
}

func (s *Service) ofRound(ctx context.Context, who authz.Actor, may authz.Act, realm ids.Realm, id, verb, office string, body func(r *Round) Body) (View, error) {
	return s.act(ctx, who, may, realm, id, verb, office, func(_ *db.Tx, h held) (Body, error) {
		r, err := h.open()
		if err != nil {
			return nil, err
		}
		return body(r), nil
	})
}
