package assist

import (
	"slices"
	"strings"
	"time"
)

const (
	maxMinutes = 60 * 24 * 366 * maxSeats
	maxRate    = 10_000_000
)

// amount reckons a line's cost, in hundredths, the fraction dropped.
func (l CostLine) amount() int64 { return l.Minutes * l.Rate / 60 * l.Multiplier / 100 }

// Rate is how a party prices a role.
type Rate struct {
	Role       string `json:"role"`
	Multiplier int64  `json:"multiplier,omitzero" minimum:"0" maximum:"1000" doc:"Percent; absent: 100"`
	Rate       int64  `json:"rate,omitzero" minimum:"0" maximum:"10000000" doc:"Hundredths of the currency per hour"`
}

// Reckon gives the cost lines of one offer: the minutes of its shifts by role,
// each person of a team counted, at the rates given. A role without a rate counts
// its hours once.
func (c Case) Reckon(offer string, rates []Rate) []CostLine {
	o := c.offer(offer)
	minutes := map[string]int64{}
	for _, s := range c.Shifts {
		if o == nil || s.Offer != offer || s.Cancelled {
			continue
		}
		if l, ok := o.line(s.Line); ok {
			minutes[l.Role] += int64(s.To.Sub(s.From)/time.Minute) * int64(l.People())
		}
	}
	out := []CostLine{}
	for role, m := range minutes {
		l := CostLine{Role: role, Minutes: m, Multiplier: 100}
		if i := slices.IndexFunc(rates, func(r Rate) bool { return r.Role == role }); i >= 0 {
			l.Rate = rates[i].Rate
			if rates[i].Multiplier > 0 {
				l.Multiplier = rates[i].Multiplier
			}
		}
		l.Amount = l.amount()
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b CostLine) int { return strings.Compare(a.Role, b.Role) })
	return out
}

// agrees tells whether a cost statement counts the minutes that the shifts have.
func (c Case) agrees(b Costs) bool {
	return slices.EqualFunc(c.Reckon(b.Offer, nil), b.Lines, func(x, y CostLine) bool { return x.Role == y.Role && x.Minutes == y.Minutes })
}
