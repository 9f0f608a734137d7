package assist

import (
	"slices"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/matter"
)

func (c *Case) noted(x matter.Said, b *Note) error {
	if b.Task != "" {
		if err := c.tasked(x, b); err != nil {
			return err
		}
	}
	c.Notes = append(c.Notes, Noted{Said: saidOf(x, b.Text), TLP: x.TLP, Task: b.Task})
	return nil
}

// tasked begins a task or says where it stands. A task that is cancelled stays so,
// whatever is noted about it later.
func (c *Case) tasked(x matter.Said, b *Note) error {
	if b.To != "" && !slices.Contains(c.Parties, b.To) {
		return errs.New(errs.Invalid, "%s does not take part", errs.Clip(string(b.To)))
	}
	i := slices.IndexFunc(c.Tasks, func(t Task) bool { return t.ID == b.Task })
	switch {
	case i < 0 && b.Cancelled:
		return errs.New(errs.NotFound, "there is no such task")
	case i < 0:
		c.Tasks, i = append(c.Tasks, Task{ID: b.Task, Text: b.Text, Party: x.Party}), len(c.Tasks)
	case b.Cancelled && c.Tasks[i].Cancelled:
		return errTwice
	case b.Cancelled && x.Party != c.Tasks[i].Party:
		return errs.New(errs.Denied, "only the party that gave a task can cancel it")
	}
	t := &c.Tasks[i]
	if t.Cancelled {
		return nil
	}
	t.Done, t.Cancelled, t.At = b.Done, b.Cancelled, x.At
	if b.Cancelled {
		t.Why = b.Text
	}
	if b.To != "" {
		t.To = b.To
	}
	return nil
}

func (c *Case) shifted(x matter.Said, b *Shift) error {
	o := c.offer(b.Offer)
	if o == nil || o.stand(b.Line) == nil {
		return errNoOffer
	}
	if x.Party != o.Party {
		return errTheirs
	}
	if o.stand(b.Line).Held.IsZero() {
		return errState
	}
	same := -1
	for i, s := range c.Shifts {
		switch {
		case s.ID == b.ID && (s.Offer != b.Offer || s.Line != b.Line):
			return errTwice
		case s.ID == b.ID:
			same = i
		case !b.Cancelled && !s.Cancelled && s.Offer == b.Offer && s.Line == b.Line && s.From.Before(b.To) && b.From.Before(s.To):
			return errs.New(errs.Conflict, "the people of this line have another shift in that time")
		}
	}
	if same < 0 {
		c.Shifts, same = append(c.Shifts, Shifted{}), len(c.Shifts)
	}
	c.Shifts[same] = Shifted{Shift: *b, Party: x.Party, By: x.By, At: x.At}
	return nil
}

func (c *Case) registered(x matter.Said, b *Evidence) error {
	if x.Party != c.Owner && !c.gives(x.Party) {
		return errStranger
	}
	if c.item(b.ID) != nil {
		return errTwice
	}
	c.Evidence = append(c.Evidence, Item{Evidence: *b, Party: x.Party, By: x.By, At: x.At, Holder: x.Party, Chain: []Link{}})
	return nil
}

func (c *Case) item(id string) *Item {
	i := slices.IndexFunc(c.Evidence, func(e Item) bool { return e.ID == id })
	if i < 0 {
		return nil
	}
	return &c.Evidence[i]
}

// handed takes one side of a hand-over. The other side may come before or after:
// what was taken and never given, or given and never taken, is a gap that shows.
func (c *Case) handed(x matter.Said, b *Custody) error {
	e := c.item(b.Item)
	switch {
	case e == nil:
		return errNoItem
	case b.Other == x.Party || !slices.Contains(c.Parties, b.Other):
		return errs.New(errs.Invalid, "evidence is handed from one party that takes part to another")
	}
	given := b.Side == "given"
	from, to := x.Party, b.Other
	if !given {
		from, to = b.Other, x.Party
	}
	i := slices.IndexFunc(e.Chain, func(l Link) bool {
		return l.From == from && l.To == to && !l.whole() && l.Given.IsZero() == given
	})
	if i < 0 {
		if given && e.has() != from {
			return errs.New(errs.Denied, "%s does not have this piece of evidence", from)
		}
		e.Chain, i = append(e.Chain, Link{From: from, To: to, Where: b.Where, Text: b.Text}), len(e.Chain)
	}
	if l := &e.Chain[i]; given {
		l.Given, l.GivenBy = x.At, x.By
	} else {
		l.Taken, l.TakenBy = x.At, x.By
	}
	e.settle()
	return nil
}

// has is who has the item as far as anybody has stated: the last taker, or on the
// way nobody.
func (e *Item) has() ids.Party {
	for _, l := range slices.Backward(e.Chain) {
		if l.Taken.IsZero() {
			return ""
		}
		return l.To
	}
	return e.Party
}

func (e *Item) settle() {
	e.Holder, e.Broken = e.Party, false
	for _, l := range e.Chain {
		switch {
		case !l.whole() || l.From != e.Holder:
			e.Broken = true
		default:
			e.Holder = l.To
		}
	}
}

func (c *Case) costed(x matter.Said, b *Costs) error {
	o := c.offer(b.Offer)
	switch {
	case o == nil:
		return errNoOffer
	case x.Party != o.Party:
		return errTheirs
	case !c.gives(x.Party) || c.State == Withdrawn:
		return errState
	case !c.ReportedAt.IsZero():
		return errs.New(errs.Conflict, "the report is made; costs are stated before it")
	}
	c.Costs = slices.DeleteFunc(c.Costs, func(k Costed) bool { return k.Offer == b.Offer })
	c.Costs = append(c.Costs, Costed{Costs: *b, Party: x.Party, At: x.At, Agrees: c.agrees(*b)})
	return nil
}

func (c *Case) closed(x matter.Said, b *Words) error {
	switch {
	case x.Party != c.Owner:
		return errOwner
	case c.busy():
		return errs.New(errs.Conflict, "people are still accepted or bound; they are released first")
	}
	c.ClosedAt, c.Outcome = x.At, b.Text
	c.ReportDue = c.Request.reportWithin().After(x.At, 1)
	return nil
}

func (c *Case) reported(x matter.Said, b *Words) error {
	switch {
	case x.Party != c.Owner && !c.gives(x.Party):
		return errStranger
	case c.ClosedAt.IsZero():
		return errNotOver
	case slices.ContainsFunc(c.Reports, func(r Said) bool { return r.Party == x.Party }):
		return errTwice
	}
	c.Reports = append(c.Reports, saidOf(x, b.Text))
	if x.Party == c.Owner {
		c.ReportedAt = x.At
	}
	return nil
}

func (c *Case) learned(x matter.Said, b *Lesson) error {
	if !c.Over() {
		return errNotOver
	}
	c.Lessons = append(c.Lessons, Learned{Lesson: *b, Party: x.Party, By: x.By, At: x.At})
	return nil
}
