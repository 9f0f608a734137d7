package match

import (
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Objective weighs what makes one possible answer better than another, each part
// from 0 to MaxWeight. The weight of the roles filled comes before all of them: no
// fit makes up for a role of weight 1 left open.
type Objective struct {
	Skill    int // levels above what is asked
	Language int // the same of languages
	Ready    int // how long before the time asked
	Vendor   int // share of the makers named that the person knows
	Exercise int // exercises taken part in, up to five
	Fatigue  int // against: share of the healthy hours that are used up
	Burden   int // against: each further person of a party costs more than the one before
}

// Standard is the objective when nobody states another.
func Standard() Objective {
	return Objective{Skill: 10, Language: 4, Ready: 6, Vendor: 6, Exercise: 3, Fatigue: 8, Burden: 20}
}

func (o Objective) check() error {
	for _, w := range []int{o.Skill, o.Language, o.Ready, o.Vendor, o.Exercise, o.Fatigue, o.Burden} {
		if w < 0 || w > MaxWeight {
			return errs.New(errs.Invalid, "the parts of an objective weigh between 0 and %d", MaxWeight)
		}
	}
	return nil
}

// Part is one part of a person's fit for a role: points are its share from 0 to
// 100 times its weight, negative for what counts against.
type Part struct {
	Name   string // "skill", "language", "ready", "vendor", "exercise", "fatigue"
	Points int64
}

// parts reckons the fit of a possible pair.
func (p *Problem) parts(o Objective, r *Role, q *Person) [6]Part {
	ready := int64(0)
	if left := r.ReadyBy.Sub(p.Now); !r.ReadyBy.IsZero() && left > 0 {
		ready = max(0, int64((left-q.LeadTime)/1_000_000)*100/max(1, int64(left/1_000_000)))
	}
	vendor := int64(0)
	for _, v := range r.Vendors {
		for _, w := range q.Vendors {
			if v == w {
				vendor += 100
				break
			}
		}
	}
	if len(r.Vendors) > 0 {
		vendor /= int64(len(r.Vendors))
	}
	tired := int64(0)
	if q.Fatigue.Limit > 0 {
		tired = min(100, max(0, int64(q.Fatigue.Worked/1_000_000)*100/max(1, int64(q.Fatigue.Limit/1_000_000))))
	}
	return [6]Part{
		{"skill", above(r.Skills, q.Skills) * int64(o.Skill)},
		{"language", above(r.Languages, q.Languages) * int64(o.Language)},
		{"ready", min(100, ready) * int64(o.Ready)},
		{"vendor", vendor * int64(o.Vendor)},
		{"exercise", int64(min(5, max(0, q.Exercises))) * 20 * int64(o.Exercise)},
		{"fatigue", -tired * int64(o.Fatigue)},
	}
}

// above gives how far somebody stands above what is asked: 0 at the least level of
// every need, 100 when all are four levels above.
func above(needs []Need, have map[string]int) int64 {
	sum := 0
	for _, n := range needs {
		sum += max(0, min(MaxLevel, have[n.Code])-n.Min) * 100 / (MaxLevel - 1)
	}
	if len(needs) == 0 {
		return 0
	}
	return int64(sum / len(needs))
}

// fit sums the parts.
func (p *Problem) fit(o Objective, r *Role, q *Person) (sum int64) {
	for _, part := range p.parts(o, r, q) {
		sum += part.Points
	}
	return sum
}

// burden is what the nth person (from 0) that a party gives in all costs. It never
// falls in n.
func (o Objective) burden(n int) int64 { return int64(o.Burden) * int64(n) }

// unit is what a role of weight 1 counts: more than all that fit and burden can
// differ between two answers. It does not depend on who the people are, so that
// one more of them never changes what an answer is worth.
func (p *Problem) unit(o Objective) int64 {
	n := int64(len(p.Roles))
	most := 0
	for _, g := range p.Given {
		most = max(most, g)
	}
	fit := 100 * int64(o.Skill+o.Language+o.Ready+o.Vendor+o.Exercise+o.Fatigue)
	return 1 + n*(fit+o.burden(most+len(p.Roles)))
}

// value is what a pair counts without burden.
func (p *Problem) value(o Objective, unit int64, r *Role, q *Person) int64 {
	return int64(r.Weight)*unit + p.fit(o, r, q)
}

// loads reckons the burden of a count of people by party.
func (p *Problem) loads(o Objective, count map[ids.Party]int) (sum int64) {
	for party, n := range count {
		for i := range n {
			sum += o.burden(p.Given[party] + i)
		}
	}
	return sum
}
