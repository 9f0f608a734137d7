package crisis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"entente/internal/base/ids"
)

// Entry is a statement as the fold takes it.
type Entry struct {
	Party  ids.Party
	N      int64 // its how manieth
	Digest string
	Act    string
	By     string
	At     time.Time // by its maker's clock
	Known  time.Time // by this node's clock
	Body   Body
	Text   string // of a proposal: its digest
}

// Case is a proposal as a chain makes it.
type Case struct {
	Rules    Rules
	Owner    ids.Party
	Proposal Proposal // the latest text
	Text     string   // its digest
	Texts    []Proposal
	Rounds   []*Round
	Offsets  map[ids.Party]Offset

	Seq  int64 // of the last record that stands without a gap
	Head string
	Upto time.Time // its time
	// Gap tells that something is missing here: a record, or a statement that one
	// names. What comes after cannot be told.
	Gap bool
	// Forked says what the secretariat's node has signed that cannot both be so.
	Forked string
	Void   []Void

	heads    map[string]time.Time // the hub's time of each record, by digest
	records  []record
	entries  map[string]*Entry
	closings []*Closing // in the order of their numbers
	answers  []*Entry   // what members' nodes made of closings
	waits    []*Entry   // in no record yet, as they came in
}

type record struct {
	digest string
	*Recorded
}

// Void is a statement that is on record without effect.
type Void struct {
	Entry Entry
	At    time.Time // recorded
	Why   error
}

// Closing is what the secretariat came to, and what members' nodes made of it.
type Closing struct {
	Closed
	Digest    string
	Confirmed []ids.Party
	Protested map[ids.Party]string
	Differs   string // why this node comes to something else; empty where it does not

	n int64
}

// Fold walks the chain. It takes the statements in any order, as often as they
// come; what it makes of the same set is the same.
func Fold(rules Rules, entries []Entry) *Case {
	c := &Case{Rules: rules, Offsets: map[ids.Party]Offset{}, heads: map[string]time.Time{}, entries: make(map[string]*Entry, len(entries))}
	for i := range entries {
		e := &entries[i]
		if c.entries[e.Digest] != nil {
			continue
		}
		c.entries[e.Digest] = e
		switch b := e.Body.(type) {
		case *Recorded:
			if e.Party == rules.Secretariat {
				c.records = append(c.records, record{e.Digest, b})
			}
		case *Closed:
			if e.Party == rules.Secretariat {
				c.closings = append(c.closings, &Closing{Closed: *b, Digest: e.Digest, n: e.N})
			}
		case *Confirmed, *Protested:
			c.answers = append(c.answers, e)
		default:
			c.waits = append(c.waits, e)
		}
	}
	slices.SortFunc(c.records, func(a, b record) int {
		if a.Seq != b.Seq {
			return int(a.Seq - b.Seq)
		}
		return strings.Compare(a.digest, b.digest)
	})
	slices.SortFunc(c.closings, func(a, b *Closing) int { return int(a.n - b.n) })
	c.confirmations()
	c.walk(c.closings)
	done := map[string]bool{}
	for _, r := range c.records {
		done[r.Of] = true
	}
	c.waits = slices.DeleteFunc(c.waits, func(e *Entry) bool { return done[e.Digest] })
	slices.SortFunc(c.waits, func(a, b *Entry) int {
		if d := a.Known.Compare(b.Known); d != 0 {
			return d
		}
		return strings.Compare(a.Digest, b.Digest)
	})
	return c
}

// walk applies the records in their order, with each closing where it stands.
func (c *Case) walk(closings []*Closing) {
	named := map[string]bool{}
	for _, r := range c.records {
		switch {
		case r.Seq == c.Seq:
			c.Forked = fmt.Sprintf("two records of number %d", r.Seq)
			return
		case r.Seq != c.Seq+1:
			c.Gap = true
			return
		case r.Prev != c.Head || !r.At.After(c.Upto) || named[r.Of]:
			c.Forked = fmt.Sprintf("record %d does not follow the one before", r.Seq)
			return
		}
		e, ok := c.entries[r.Of]
		if !ok {
			c.Gap = true
			return
		}
		named[r.Of] = true
		c.record(e, r)
		for len(closings) > 0 && closings[0].Seq <= c.Seq && c.Forked == "" {
			c.close(closings[0])
			closings = closings[1:]
		}
		if c.Forked != "" {
			return
		}
	}
	c.Gap = len(closings) > 0
}

// record applies one statement at the hub's time of its record.
func (c *Case) record(e *Entry, r record) {
	if round := c.Round(); round != nil && round.Closing == nil {
		round.settle(c.Rules, r.At)
	}
	c.Seq, c.Head, c.Upto = r.Seq, r.digest, r.At
	c.heads[r.digest] = r.At
	c.measure(e, r.At)
	if why := c.apply(e, r.At); why != nil {
		c.Void = append(c.Void, Void{Entry: *e, At: r.At, Why: why})
	}
}

func (c *Case) measure(e *Entry, at time.Time) {
	if !c.Rules.Member(e.Party) {
		return
	}
	var head string
	var clock time.Time
	switch b := e.Body.(type) {
	case *Delivered:
		head, clock = b.Head, b.Clock
	case *Opened:
		head, clock = b.Head, b.Clock
	case *Stood:
		head, clock = b.Head, b.Clock
	}
	if before, ok := c.heads[head]; ok {
		o := c.Offsets[e.Party]
		o.narrow(clock, before, at)
		c.Offsets[e.Party] = o
	}
}

// Round gives the latest round, nil before a text was put.
func (c *Case) Round() *Round {
	if len(c.Rounds) == 0 {
		return nil
	}
	return c.Rounds[len(c.Rounds)-1]
}

// Open gives the round that a text is in: put, and not closed.
func (c *Case) Open() *Round {
	if r := c.Round(); r != nil && r.Closing == nil {
		return r
	}
	return nil
}

// Ended tells that nothing can be done about the proposal any more: it is adopted
// or withdrawn.
func (c *Case) Ended() bool {
	r := c.Round()
	return r != nil && r.Closing != nil && (r.Closing.Outcome == Adopted || r.Closing.Outcome == Recalled)
}

// At gives the case as it is at a moment of the hub's clock: what the rule has
// extended until then.
func (c *Case) At(t time.Time) *Case {
	r := c.Open()
	if r == nil {
		return c
	}
	now, round := *c, *r
	round.Extended = slices.Clone(r.Extended)
	round.settle(c.Rules, t)
	now.Rounds = append(slices.Clone(c.Rounds[:len(c.Rounds)-1]), &round)
	return &now
}

// close takes a closing at the place where it stands. Of two for one round the
// first stays here, and the second shows that the secretariat's node signed both.
func (c *Case) close(cl *Closing) {
	if cl.Seq != c.Seq || cl.Head != c.Head {
		c.Forked = fmt.Sprintf("a closing names another record %d than the one that is here", cl.Seq)
		return
	}
	i := slices.IndexFunc(c.Rounds, func(r *Round) bool { return r.Rev == cl.Rev })
	if i < 0 || c.Rounds[i].Closing != nil {
		c.Forked = fmt.Sprintf("a second closing of text %d, or one of a text that was not put", cl.Rev)
		return
	}
	r := c.Rounds[i]
	r.settle(c.Rules, cl.At)
	r.Closing = cl
	cl.Differs = c.differs(r, &cl.Closed)
}

// differs tells why this node, from the same records, comes to something else.
func (c *Case) differs(r *Round, b *Closed) string {
	out, due := r.judge(c.Rules, b.At)
	switch {
	case b.At.Before(c.Upto) || b.Text != r.Text:
		return "the closing is dated before its last record, or is of another text"
	case !due:
		return "the round was not over at that time"
	case out != b.Outcome:
		return fmt.Sprintf("by the records the outcome is %q", out)
	case b.Effects != (out == Adopted && r.able(c.Rules)) || !slices.Equal(b.Counted, r.counted(c.Rules)):
		return "by the records the effects, or the members who count, are others"
	}
	return ""
}

// confirmations adds what members' nodes made of the closings.
func (c *Case) confirmations() {
	for _, cl := range c.closings {
		cl.Protested = map[ids.Party]string{}
		for _, e := range c.answers {
			if !c.Rules.Member(e.Party) {
				continue
			}
			switch b := e.Body.(type) {
			case *Confirmed:
				if b.Closing == cl.Digest && !slices.Contains(cl.Confirmed, e.Party) {
					cl.Confirmed = append(cl.Confirmed, e.Party)
				}
			case *Protested:
				if b.Closing == cl.Digest {
					cl.Protested[e.Party] = b.Why
				}
			}
		}
		slices.Sort(cl.Confirmed)
	}
}

// Needed lists the members whose confirmation the finality of a closing waits for
// by name, and how many of all members have to confirm.
func (c *Case) Needed(cl *Closing) (who []ids.Party, count int) {
	if c.Rules.All && cl.Outcome == Adopted {
		who = slices.DeleteFunc(slices.Clone(cl.Counted), func(p ids.Party) bool { return slices.Contains(cl.Confirmed, p) })
	}
	return who, c.Rules.majority()
}

func (c *Case) confirmed(cl *Closing) bool {
	who, count := c.Needed(cl)
	return len(who) == 0 && len(cl.Confirmed) >= count
}

// Final gives the closing of a text that is beyond doubt: enough members have
// confirmed it. Each member's node confirms one closing of a text at the most, so
// two cannot be; where members' nodes have signed two all the same, none is final.
// A node need not hold every record to know it.
func (c *Case) Final(rev int) *Closing {
	var final *Closing
	for _, cl := range c.closings {
		if cl.Rev == rev && c.confirmed(cl) {
			if final != nil {
				return nil
			}
			final = cl
		}
	}
	return final
}
