package crisis

import (
	"slices"
	"strings"
	"time"

	"entente/internal/base/ids"
)

// Say is what a node has to state by itself now.
type Say struct {
	Act  string
	Body Body
}

// slack is how far the hub's clock may seem to be ahead before a member's node
// waits instead of confirming.
const slack = 2 * time.Second

// strange is slack for a member whose clock was never compared with the hub's.
const strange = 5 * time.Minute

// Next gives the one thing that a party's node has to state by itself at a moment
// of its own clock; nil when there is nothing. After stating it, ask again. able
// tells, of a member's node, why it could not do what a text would set going.
func (c *Case) Next(me ids.Party, now time.Time, able func(Proposal) string) *Say {
	if me == c.Rules.Secretariat {
		if s := c.recording(now); s != nil {
			return s
		}
		if s := c.closing(now); s != nil {
			return s
		}
	}
	if !c.Rules.Member(me) || c.Gap || c.Forked != "" {
		return nil
	}
	if r := c.Open(); r != nil && !c.said(me, func(b Body) bool { d, ok := b.(*Delivered); return ok && d.Rev == r.Rev }) {
		why := able(c.Proposal)
		return &Say{ActDelivered, &Delivered{Rev: r.Rev, Text: r.Text, Head: c.Head, Clock: now, Able: why == "", Why: why}}
	}
	for _, r := range c.Rounds {
		if s := c.answer(me, r, now); s != nil {
			return s
		}
	}
	return nil
}

func (c *Case) said(p ids.Party, what func(Body) bool) bool {
	for _, e := range c.entries {
		if e.Party == p && what(e.Body) {
			return true
		}
	}
	return false
}

// hub is the hub's time for the next record or closing: never before the last,
// also when its clock was set back.
func (c *Case) hub(now time.Time) time.Time {
	if !now.After(c.Upto) {
		return c.Upto.Add(time.Microsecond)
	}
	return now
}

// recording puts what came in first into the chain. Before a round's last record a
// closing that is due comes first, so that nothing recorded after it was heeded.
func (c *Case) recording(now time.Time) *Say {
	if len(c.waits) == 0 || c.Gap || c.Forked != "" {
		return nil
	}
	return &Say{ActRecorded, &Recorded{Seq: c.Seq + 1, Of: c.waits[0].Digest, At: c.hub(now), Prev: c.Head}}
}

func (c *Case) closing(now time.Time) *Say {
	if c.Open() == nil || c.Gap || c.Forked != "" {
		return nil
	}
	at := c.hub(now)
	r := c.At(at).Open()
	out, due := r.judge(c.Rules, at)
	if !due {
		return nil
	}
	return &Say{ActClosed, &Closed{Rev: r.Rev, Text: r.Text, Outcome: out, Counted: r.counted(c.Rules), Effects: out == Adopted && r.able(c.Rules), Seq: c.Seq, Head: c.Head, At: at}}
}

// answer confirms a closing, once for each text, or protests.
func (c *Case) answer(me ids.Party, r *Round, now time.Time) *Say {
	cl := r.Closing
	if cl == nil || c.answered(me, r.Rev) {
		return nil
	}
	if why := c.protest(me, r); why != "" {
		return &Say{ActProtested, &Protested{Closing: cl.Digest, Why: why}}
	}
	if c.early(me, cl.At, now) {
		return nil
	}
	return &Say{ActConfirmed, &Confirmed{Closing: cl.Digest}}
}

// answered tells whether a member has confirmed or protested a closing of a text,
// whichever it was.
func (c *Case) answered(me ids.Party, rev int) bool {
	return c.said(me, func(b Body) bool {
		var digest string
		switch b := b.(type) {
		case *Confirmed:
			digest = b.Closing
		case *Protested:
			digest = b.Closing
		}
		i := slices.IndexFunc(c.closings, func(cl *Closing) bool { return cl.Digest == digest })
		return i >= 0 && c.closings[i].Rev == rev
	})
}

// early tells that by this member's clock it cannot be so late yet as the hub says:
// the member waits, and what its people do meanwhile is still theirs to do.
func (c *Case) early(me ids.Party, at, now time.Time) bool {
	o := c.Offsets[me]
	_, last := o.Between(now)
	if !o.Known || o.Stepped {
		return now.Add(strange).Before(at)
	}
	return last.Add(slack).Before(at)
}

// protest tells why this member's node cannot agree with a closing: it comes to
// something else from the same records, or it knows of an objection that was made
// before the expiry and is not in them. Of its own the doubt is for who objects: it is
// enough that by the bounds of its clock it can have been made before.
func (c *Case) protest(me ids.Party, r *Round) string {
	if r.Closing.Differs != "" {
		return r.Closing.Differs
	}
	for _, e := range c.sorted() {
		b, ok := e.Body.(*Stood)
		if !ok || b.Rev != r.Rev || b.Text != r.Text || b.Stand != Break || r.Closing.Outcome != Adopted || c.recordedBy(e.Digest, r.Closing.Seq) {
			continue
		}
		o := c.Offsets[me]
		first, last := o.Between(e.Known)
		if !o.Known || o.Stepped {
			first, last = e.Known, e.Known
		}
		if last.Before(r.Expires) || e.Party == me && first.Before(r.Expires) {
			return "an objection of " + string(e.Party) + " was made before the expiry and is not in the records"
		}
	}
	return ""
}

func (c *Case) sorted() []*Entry {
	out := make([]*Entry, 0, len(c.entries))
	for _, e := range c.entries {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b *Entry) int { return strings.Compare(a.Digest, b.Digest) })
	return out
}

func (c *Case) recordedBy(digest string, seq int64) bool {
	return slices.ContainsFunc(c.records, func(r record) bool { return r.Of == digest && r.Seq <= seq })
}
