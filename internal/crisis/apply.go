package crisis

import (
	"time"

	"entente/internal/base/ids"
)

// apply lets a statement take effect at the hub's time of its record, and says why
// it has none.
func (c *Case) apply(e *Entry, at time.Time) (void string) {
	if p, ok := e.Body.(*Proposal); ok {
		return c.text(e, p)
	}
	switch b := e.Body.(type) {
	case *Put:
		return c.put(e, b, at)
	case *Delivered:
		return c.of(b.Rev, b.Text, func(r *Round) string { return c.delivered(r, e, b, at) })
	case *Opened:
		return c.of(b.Rev, b.Text, func(r *Round) string { return c.opened(r, e, b) })
	case *Stood:
		return c.of(b.Rev, b.Text, func(r *Round) string { return c.stood(r, e, b, at) })
	case *Extended:
		return c.chairs(e, b.Rev, at, func(r *Round) string {
			if !b.Expires.After(r.Expires) {
				return "the new expiry is not later"
			}
			r.Extended = append(r.Extended, Extension{From: r.Expires, To: b.Expires, Reason: b.Reason, At: at})
			r.Expires = b.Expires
			return ""
		})
	case *Withdrawn:
		return c.withdrawn(e, b, at)
	case *Contacted:
		return c.chairs(e, b.Rev, at, func(r *Round) string {
			if why := c.unreached(r, b.Member, at); why != "" {
				return why
			}
			r.Called[b.Member] = Call{Channel: b.Channel, Person: b.Person, Stand: b.Stand, Words: b.Words, By: e.By, At: at}
			return ""
		})
	case *Excluded:
		return c.chairs(e, b.Rev, at, func(r *Round) string {
			if c.Rules.Unreached != UnreachedExclude {
				return "the rules of the body do not let a member be left out"
			}
			if why := c.unreached(r, b.Member, at); why != "" {
				return why
			}
			r.Left[b.Member] = b.Reason
			return ""
		})
	}
	return "this act is never recorded"
}

// text takes the opening, or a revision.
func (c *Case) text(e *Entry, p *Proposal) string {
	if len(c.Texts) == 0 {
		if e.Act != ActProposed || p.Rev != 1 {
			return "a proposal begins with its first text"
		}
		c.Owner = e.Party
	} else {
		switch r := c.Round(); {
		case e.Act != ActRevised || p.Rev != len(c.Texts)+1:
			return "it is not the next text"
		case e.Party != c.Owner && e.Party != c.Rules.Chair:
			return "who proposed it or the chair revises a text"
		case c.Open() != nil:
			return "a text does not change while it is before the members"
		case c.Ended():
			return "the proposal is decided or withdrawn"
		case r == nil && p.Level != c.Proposal.Level, r != nil && p.Level != c.Proposal.Level && !c.upwards(p.Level):
			return "a proposal goes to a higher level after a round, never to a lower one"
		}
	}
	c.Proposal, c.Text = *p, e.Text
	c.Texts = append(c.Texts, *p)
	return ""
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

func (c *Case) put(e *Entry, b *Put, at time.Time) string {
	level, ok := c.Rules.Level(c.Proposal.Level)
	switch {
	case e.Party != c.Rules.Chair:
		return "only the chair puts a text before the members"
	case len(c.Texts) == 0 || b.Rev != c.Proposal.Rev || b.Text != c.Text:
		return "it is not the latest text"
	case c.Round() != nil && c.Round().Rev == b.Rev:
		return "this text was put already"
	case c.Ended():
		return "the proposal is decided or withdrawn"
	case !ok:
		return "the body has no such level"
	case b.Urgent != "" && level.Urgent == 0:
		return "the body has no urgent procedure at this level"
	}
	shortest := level.Silence
	if b.Urgent != "" {
		shortest = level.Urgent
	}
	if b.Expires.Sub(at) < shortest {
		return "the period is shorter than the rules of the body allow"
	}
	c.Rounds = append(c.Rounds, &Round{Rev: b.Rev, Text: b.Text, Level: c.Proposal.Level, Mode: c.Proposal.Mode, Urgent: b.Urgent, Put: at, Expires: b.Expires,
		Delivered: map[ids.Party]Delivery{}, Stands: map[ids.Party]Standing{}, Called: map[ids.Party]Call{}, Left: map[ids.Party]string{}})
	return ""
}

// of finds the open round that a statement is about.
func (c *Case) of(rev int, text string, do func(r *Round) string) string {
	r := c.Open()
	if r == nil || r.Rev != rev || r.Text != text {
		return "this text is not before the members"
	}
	return do(r)
}

// chairs is an act of the chair on the open round, before its expiry.
func (c *Case) chairs(e *Entry, rev int, at time.Time, do func(r *Round) string) string {
	r := c.Open()
	switch {
	case e.Party != c.Rules.Chair:
		return "only the chair does this"
	case r == nil || r.Rev != rev:
		return "this text is not before the members"
	case !at.Before(r.Expires) || r.Recalled != "":
		return "it came in after the expiry"
	}
	return do(r)
}

func (c *Case) delivered(r *Round, e *Entry, b *Delivered, at time.Time) string {
	if !c.Rules.Member(e.Party) {
		return "it is not of a member"
	}
	if _, again := r.Delivered[e.Party]; again {
		return "the text was there already"
	}
	r.Delivered[e.Party] = Delivery{Made: b.Clock, Recorded: at, Able: b.Able, Why: b.Why}
	return ""
}

func (c *Case) opened(r *Round, e *Entry, b *Opened) string {
	d, ok := r.Delivered[e.Party]
	if !ok || !d.Opened.IsZero() {
		return "it was opened already, or is not at the member"
	}
	d.Opened, d.OpenedBy = b.Clock, e.By
	r.Delivered[e.Party] = d
	return ""
}

func (c *Case) stood(r *Round, e *Entry, b *Stood, at time.Time) string {
	s := Standing{Party: e.Party, Stand: b.Stand, Words: b.Words, Amendment: b.Amendment, Office: b.Office.ID, By: e.By, Second: b.Office.Second, Made: b.Clock, Recorded: at, Digest: e.Digest}
	switch _, left := r.Left[e.Party]; {
	case !c.Rules.Member(e.Party):
		return "only members state on a text"
	case left:
		return "the member was left out of this round"
	case c.Rules.TwoPersons && (b.Office.Second == "" || b.Office.Second == e.By):
		return "the rules of the body want two persons of a member"
	}
	if !at.Before(r.Expires) {
		if !c.heeded(r, s) {
			r.Late = append(r.Late, s)
			return "it came in after the expiry"
		}
		s.Heeded = true
	}
	r.Stands[e.Party] = s
	return ""
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

func (c *Case) withdrawn(e *Entry, b *Withdrawn, at time.Time) string {
	r := c.Open()
	switch {
	case e.Party != c.Owner && e.Party != c.Rules.Chair:
		return "who proposed it or the chair withdraws a text"
	case r == nil || r.Rev != b.Rev:
		return "this text is not before the members"
	case !at.Before(r.Expires) || r.Recalled != "":
		return "it came in after the expiry"
	}
	r.Recalled, r.RecalledA = b.Reason, at
	return ""
}

func (c *Case) unreached(r *Round, p ids.Party, at time.Time) string {
	switch _, called := r.Called[p]; {
	case !c.Rules.Member(p):
		return "it is not a member"
	case r.reached(p, at) || called:
		return "the member was reached"
	}
	return ""
}
