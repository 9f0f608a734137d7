package crisis

import (
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// apply lets a statement take effect at the hub's time of its record, and says why
// it has none: errs.Conflict.
func (c *Case) apply(e *Entry, at time.Time) error {
	if p, ok := e.Body.(*Proposal); ok {
		return c.text(e, p)
	}
	switch b := e.Body.(type) {
	case *Put:
		return c.put(e, b, at)
	case *Delivered:
		return c.of(b.Rev, b.Text, func(r *Round) error { return c.delivered(r, e, b, at) })
	case *Opened:
		return c.of(b.Rev, b.Text, func(r *Round) error { return c.opened(r, e, b) })
	case *Stood:
		return c.of(b.Rev, b.Text, func(r *Round) error { return c.stood(r, e, b, at) })
	case *Extended:
		return c.chairs(e, b.Rev, at, func(r *Round) error {
			if !b.Expires.After(r.Expires) {
				return errs.New(errs.Conflict, "the new expiry is not later")
			}
			r.Extended = append(r.Extended, Extension{From: r.Expires, To: b.Expires, Reason: b.Reason, At: at})
			r.Expires = b.Expires
			return nil
		})
	case *Withdrawn:
		return c.withdrawn(e, b, at)
	case *Contacted:
		return c.chairs(e, b.Rev, at, func(r *Round) error {
			if err := c.unreached(r, b.Member, at); err != nil {
				return err
			}
			r.Called[b.Member] = Call{Channel: b.Channel, Person: b.Person, Stand: b.Stand, Words: b.Words, By: e.By, At: at}
			return nil
		})
	case *Excluded:
		return c.chairs(e, b.Rev, at, func(r *Round) error {
			if c.Rules.Unreached != UnreachedExclude {
				return errs.New(errs.Conflict, "the rules of the body do not let a member be left out")
			}
			if err := c.unreached(r, b.Member, at); err != nil {
				return err
			}
			r.Left[b.Member] = b.Reason
			return nil
		})
	}
	return errs.New(errs.Conflict, "this act is never recorded")
}

// text takes the opening, or a revision.
func (c *Case) text(e *Entry, p *Proposal) error {
	if _, ok := c.Rules.Level(p.Level); !ok {
		return errs.New(errs.Conflict, "the body has no such level")
	}
	if !slices.Contains(c.Rules.Modes, p.Mode) || slices.ContainsFunc(p.Effects, func(x Effect) bool { return !slices.Contains(c.Rules.Effects, x.Kind) }) {
		return errs.New(errs.Conflict, "the agreement does not let the body decide in this way, or set this going")
	}
	if len(c.Texts) == 0 {
		if e.Act != ActProposed || p.Rev != 1 {
			return errs.New(errs.Conflict, "a proposal begins with its first text")
		}
		c.Owner = e.Party
	} else {
		switch r := c.Round(); {
		case e.Act != ActRevised || p.Rev != len(c.Texts)+1:
			return errs.New(errs.Conflict, "it is not the next text")
		case e.Party != c.Owner && e.Party != c.Rules.Chair:
			return errs.New(errs.Conflict, "who proposed it or the chair revises a text")
		case c.Open() != nil:
			return errs.New(errs.Conflict, "a text does not change while it is before the members")
		case c.Ended():
			return errs.New(errs.Conflict, "the proposal is decided or withdrawn")
		case p.Rehearsal != c.Proposal.Rehearsal:
			return errs.New(errs.Conflict, "a rehearsal stays one, and a real text stays real")
		case r == nil && p.Level != c.Proposal.Level, r != nil && p.Level != c.Proposal.Level && !c.upwards(p.Level):
			return errs.New(errs.Conflict, "a proposal goes to a higher level after a round, never to a lower one")
		}
	}
	c.Proposal, c.Text = *p, e.Text
	c.Texts = append(c.Texts, *p)
	return nil
}

func (c *Case) upwards(level string) bool {
	above := false
	for _, l := range c.Rules.Levels {
		if above && l.Name == level {
			return true
		}
		above = above || l.Name == c.Proposal.Level
	}
	return false
}

func (c *Case) put(e *Entry, b *Put, at time.Time) error {
	level, ok := c.Rules.Level(c.Proposal.Level)
	switch {
	case e.Party != c.Rules.Chair:
		return errs.New(errs.Conflict, "only the chair puts a text before the members")
	case len(c.Texts) == 0 || b.Rev != c.Proposal.Rev || b.Text != c.Text:
		return errs.New(errs.Conflict, "it is not the latest text")
	case c.Round() != nil && c.Round().Rev == b.Rev:
		return errs.New(errs.Conflict, "this text was put already")
	case c.Ended():
		return errs.New(errs.Conflict, "the proposal is decided or withdrawn")
	case !ok:
		return errs.New(errs.Conflict, "the body has no such level")
	case b.Urgent != "" && level.Urgent == 0:
		return errs.New(errs.Conflict, "the body has no urgent procedure at this level")
	}
	shortest := level.Silence
	if b.Urgent != "" {
		shortest = level.Urgent
	}
	if b.Expires.Sub(at) < shortest {
		return errs.New(errs.Conflict, "the period is shorter than the rules of the body allow")
	}
	c.Rounds = append(c.Rounds, &Round{Rev: b.Rev, Text: b.Text, Level: c.Proposal.Level, Mode: c.Proposal.Mode, Urgent: b.Urgent, Rehearsal: c.Proposal.Rehearsal, Put: at, Expires: b.Expires,
		Delivered: map[ids.Party]Delivery{}, Stands: map[ids.Party]Standing{}, Called: map[ids.Party]Call{}, Left: map[ids.Party]string{}})
	return nil
}

// of finds the open round that a statement is about.
func (c *Case) of(rev int, text string, do func(r *Round) error) error {
	r := c.Open()
	if r == nil || r.Rev != rev || r.Text != text {
		return errs.New(errs.Conflict, "this text is not before the members")
	}
	return do(r)
}

// chairs is an act of the chair on the open round, before its expiry.
func (c *Case) chairs(e *Entry, rev int, at time.Time, do func(r *Round) error) error {
	r := c.Open()
	switch {
	case e.Party != c.Rules.Chair:
		return errs.New(errs.Conflict, "only the chair does this")
	case r == nil || r.Rev != rev:
		return errs.New(errs.Conflict, "this text is not before the members")
	case !at.Before(r.Expires) || r.Recalled != "":
		return errs.New(errs.Conflict, "it came in after the expiry")
	}
	return do(r)
}

func (c *Case) delivered(r *Round, e *Entry, b *Delivered, at time.Time) error {
	if !c.Rules.Member(e.Party) {
		return errs.New(errs.Conflict, "it is not of a member")
	}
	if _, again := r.Delivered[e.Party]; again {
		return errs.New(errs.Conflict, "the text was there already")
	}
	r.Delivered[e.Party] = Delivery{Made: b.Clock, Recorded: at, Able: b.Able, Why: b.Why}
	return nil
}

func (c *Case) opened(r *Round, e *Entry, b *Opened) error {
	d, ok := r.Delivered[e.Party]
	if !ok || !d.Opened.IsZero() {
		return errs.New(errs.Conflict, "it was opened already, or is not at the member")
	}
	d.Opened, d.OpenedBy = b.Clock, e.By
	r.Delivered[e.Party] = d
	return nil
}

func (c *Case) stood(r *Round, e *Entry, b *Stood, at time.Time) error {
	s := Standing{Party: e.Party, Stand: b.Stand, Words: b.Words, Amendment: b.Amendment, Office: b.Office.ID, By: e.By, Second: b.Office.Second, Made: b.Clock, Recorded: at, Digest: e.Digest}
	switch _, left := r.Left[e.Party]; {
	case !c.Rules.Member(e.Party):
		return errs.New(errs.Conflict, "only members state on a text")
	case left:
		return errs.New(errs.Conflict, "the member was left out of this round")
	case c.Rules.TwoPersons && (b.Office.Second == "" || b.Office.Second == e.By):
		return errs.New(errs.Conflict, "the rules of the body want two persons of a member")
	}
	if !at.Before(r.Expires) {
		if !c.heeded(r, s) {
			r.Late = append(r.Late, s)
			return errs.New(errs.Conflict, "it came in after the expiry")
		}
		s.Heeded = true
	}
	r.Stands[e.Party] = s
	return nil
}

// heeded tells whether an objection that came in after the expiry counts all the
// same: by rule, within the grace, and unless it was made after the expiry for
// certain. The doubt is for who objects.
func (c *Case) heeded(r *Round, s Standing) bool {
	if c.Rules.Late != LateHeeded || s.Stand != Break || !s.Recorded.Before(r.Deadline(c.Rules)) {
		return false
	}
	o := c.Offsets[s.Party]
	first, _ := o.Between(s.Made)
	return o.Known && first.Before(r.Expires)
}

func (c *Case) withdrawn(e *Entry, b *Withdrawn, at time.Time) error {
	r := c.Open()
	switch {
	case e.Party != c.Owner && e.Party != c.Rules.Chair:
		return errs.New(errs.Conflict, "who proposed it or the chair withdraws a text")
	case r == nil || r.Rev != b.Rev:
		return errs.New(errs.Conflict, "this text is not before the members")
	case !at.Before(r.Expires) || r.Recalled != "":
		return errs.New(errs.Conflict, "it came in after the expiry")
	}
	r.Recalled = b.Reason
	return nil
}

func (c *Case) unreached(r *Round, p ids.Party, at time.Time) error {
	switch _, called := r.Called[p]; {
	case !c.Rules.Member(p):
		return errs.New(errs.Conflict, "it is not a member")
	case r.reached(p, at) || called:
		return errs.New(errs.Conflict, "the member was reached")
	}
	return nil
}
