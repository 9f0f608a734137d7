package expert

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/match"
)

// Covered counts the active people who have one thing, and those of them who are on
// standby now. Levels, where there are any, count people at level 1, 2, … or better.
type Covered struct {
	Code    string `json:"code"`
	Experts int    `json:"experts"`
	Standby int    `json:"standby" doc:"On standby now, and neither away nor held"`
	Levels  []int  `json:"levels,omitempty" doc:"How many have level 1 or better, 2 or better, up to 5"`
}

// Coverage is what the pool can do, in counts that name nobody.
type Coverage struct {
	Experts    int       `json:"experts" doc:"Active"`
	Standby    int       `json:"standby"`
	Held       int       `json:"held" doc:"Held for a matter now"`
	Withdrawn  int       `json:"withdrawn"`
	Unattested int       `json:"unattested" doc:"Active, and no office attests what their profile says"`
	Expiring   int       `json:"expiring" doc:"Active, with a clearance that ends within 90 days or has ended"`
	Services   []Covered `json:"services" doc:"Every service of the list; 0 is a gap"`
	Skills     []Covered `json:"skills" doc:"Every skill of the list, with levels"`
	Languages  []Covered `json:"languages"`
	Clearances []Covered `json:"clearances" doc:"People at the level or higher, attested and in force"`
}

// soonDays is from when a clearance that ends asks for attention.
const soonDays = 90

// Coverage counts the pool of a realm for whoever may know parties: it names nobody.
func (s *Service) Coverage(ctx context.Context, v authz.Viewer) (c Coverage, err error) {
	defer errs.Wrap(&err, "expert.Coverage")
	if err := v.May(authz.PartyRead); err != nil {
		return c, err
	}
	if v.Actor().Ceiling != "" {
		return c, errs.New(errs.Denied, "the pool of experts bears no marking, and is not for readers with a ceiling")
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := listed(ctx, tx, v.Realm(), match.Window{From: tx.Now, To: tx.Now.Add(time.Second)})
		c = cover(all, tx.Now)
		return err
	})
	return c, err
}

// cover counts people at a moment.
func cover(all []Listed, now time.Time) (c Coverage) {
	services, skills, languages, clearances := tally(services), tally(skills), &counts{at: map[string]int{}}, tally(clearances)
	for _, l := range all {
		if l.State != Active {
			c.Withdrawn++
			continue
		}
		on := l.Standby(now)
		c.Experts++
		c.Standby += one(on)
		c.Held += one(heldAt(l.Holds, now))
		c.Unattested += one(l.Attested == nil)
		c.Expiring += one(l.Expiring(now))
		able, serves := l.able(now)
		for _, code := range serves {
			services.add(code, 0, on)
		}
		for _, s := range able {
			skills.add(s.Code, s.Level, on)
		}
		for _, g := range l.Profile.Languages {
			languages.add(g.Code, g.Level(), on)
		}
		level, _ := l.cleared(now)
		for _, lower := range match.Clearances()[:match.ClearanceRank(level)] {
			clearances.add(lower, 0, on)
		}
	}
	c.Services, c.Skills, c.Languages, c.Clearances = services.rows, skills.rows, languages.rows, clearances.rows
	return c
}

// Expiring tells that a person's clearance ends within 90 days, or has ended.
func (e Expert) Expiring(now time.Time) bool {
	c := e.Profile.Clearance
	return c != nil && c.Until != "" && c.Until.End().Before(now.AddDate(0, 0, soonDays))
}

func heldAt(holds []Hold, at time.Time) bool {
	for _, h := range holds {
		if !at.Before(h.From) && at.Before(h.To) {
			return true
		}
	}
	return false
}

// counts are rows by code.
type counts struct {
	rows []Covered
	at   map[string]int
}

func tally(terms []Term) *counts {
	c := &counts{at: map[string]int{}}
	for _, t := range terms {
		c.row(t.Code)
	}
	return c
}

func (c *counts) row(code string) *Covered {
	i, known := c.at[code]
	if !known {
		i = len(c.rows)
		c.at[code] = i
		c.rows = append(c.rows, Covered{Code: code})
	}
	return &c.rows[i]
}

func (c *counts) add(code string, level int, standby bool) {
	r := c.row(code)
	r.Experts++
	r.Standby += one(standby)
	if level > 0 && r.Levels == nil {
		r.Levels = make([]int, match.MaxLevel)
	}
	for i := range level {
		r.Levels[i]++
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
