package msel

import (
	"cmp"
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Part is one in a scenario: a party that acts in it or has teams in it.
type Part struct {
	Code ids.Party `json:"code"`
	Name string    `json:"name"`
	Kind string    `json:"kind" enum:"nation,alliance,partner,director"`
}

// DirectorPart is the kind of the part that the conducting party plays.
const DirectorPart = "director"

// Plays says how a party takes part in an exercise.
type Plays string

// How a party may.
const (
	BySimulation Plays = "simulated" // this node plays it
	ByPeople     Plays = "people"    // people of its own play at its own node
	Directing    Plays = "directing" // it conducts
	NotHere      Plays = "absent"    // it takes no part
)

// Player is one party that takes part.
type Player struct {
	Party ids.Party `json:"party"`
	Name  string    `json:"name,omitzero"` // of one that exists in the exercise alone
	Plays Plays     `json:"plays" enum:"simulated,people,directing"`
}

// Company knows who takes part in the exercise.
type Company interface {
	Players(ctx context.Context) ([]Player, error)
}

// Casting says which party of this exercise plays which part of a file. A part that
// is not named is played by the party of the same code, and that of who conducts by
// the conducting party.
type Casting struct {
	Parts  map[ids.Party]ids.Party `json:"parts,omitempty"`
	People []ids.Party             `json:"people,omitempty"` // parties whose people play, though they are simulated or conduct
}

// Casted is what a casting does with one part.
type Casted struct {
	Part
	As        ids.Party `json:"as"`
	Plays     Plays     `json:"plays" enum:"simulated,people,directing,absent"`
	Teams     int       `json:"teams"`
	Injects   int       `json:"injects"`   // in which it acts
	Reactions int       `json:"reactions"` // that are taken
	LeftOut   int       `json:"left_out"`  // reactions that are not, because people play it
}

func (c Casting) check() error {
	for part, as := range c.Parts {
		for _, p := range []ids.Party{part, as} {
			if _, err := ids.ParseParty(string(p)); err != nil {
				return err
			}
		}
	}
	for _, p := range c.People {
		if _, err := ids.ParseParty(string(p)); err != nil {
			return err
		}
	}
	return nil
}

// caster carries a casting out.
type caster struct {
	Casting
	players []Player
	as      map[ids.Party]ids.Party // of each part
}

// Players lists who takes part in the exercise, as far as it is known here.
func (s *Service) Players(ctx context.Context, v authz.Viewer) (all []Player, err error) {
	defer errs.Wrap(&err, "msel.Players")
	if err := first(MayRead(v), s.here(v.Realm())); err != nil {
		return nil, err
	}
	c, err := s.caster(ctx, Casting{})
	if err != nil {
		return nil, err
	}
	return c.players, nil
}

// caster asks who takes part. Where nobody knows, every part is played here.
func (s *Service) caster(ctx context.Context, c Casting) (*caster, error) {
	out := &caster{Casting: c}
	if s.c.Company == nil {
		return out, nil
	}
	var err error
	out.players, err = s.c.Company.Players(ctx)
	return out, err
}

func (c *caster) plays(p ids.Party) Plays {
	if slices.Contains(c.People, p) {
		return ByPeople
	}
	if c.players == nil {
		return BySimulation
	}
	for _, x := range c.players {
		if x.Party == p {
			return x.Plays
		}
	}
	return NotHere
}

// who gives the party that plays a part.
func (c *caster) who(part ids.Party) ids.Party { return cmp.Or(c.as[part], part) }

// assign decides who plays each part.
//
// Errors: Invalid where two parts would be played by one party.
func (c *caster) assign(parts []Part) error {
	c.as = map[ids.Party]ids.Party{}
	director := ids.Party("")
	for _, x := range c.players {
		if x.Plays == Directing {
			director = x.Party
		}
	}
	by := map[ids.Party]ids.Party{}
	for _, r := range parts {
		as := c.Parts[r.Code]
		if as == "" && r.Kind == DirectorPart {
			as = director
		}
		as = cmp.Or(as, r.Code)
		if other, taken := by[as]; taken {
			return errs.New(errs.Invalid, "%s would play both %s and %s; give each part to a party of its own", as, other, r.Code)
		}
		c.as[r.Code], by[as] = as, r.Code
	}
	return nil
}

// parts lists the parts of a file: those of its cast, then who else acts in it or has
// teams in it.
func parts(x whole, rows []Inject) []Part {
	out := slices.Clone(x.Cast)
	add := func(p ids.Party) {
		if p != "" && !slices.ContainsFunc(out, func(r Part) bool { return r.Code == p }) {
			out = append(out, Part{Code: p, Name: string(p), Kind: "nation"})
		}
	}
	for _, t := range x.Teams {
		add(t.Party)
	}
	for _, r := range x.Reactions {
		add(r.As)
		add(r.From)
	}
	for _, i := range rows {
		add(ids.Party(i.As))
	}
	return out
}

// cast gives a file's content to the parties of this exercise, and tells what became
// of each part.
func (c *caster) cast(x *whole, rows []Inject) ([]Casted, error) {
	all := parts(*x, rows)
	if err := first(c.check(), c.assign(all)); err != nil {
		return nil, err
	}
	out := make([]Casted, len(all))
	at := map[ids.Party]*Casted{}
	for n, r := range all {
		as := c.who(r.Code)
		out[n] = Casted{Part: r, As: as, Plays: c.plays(as)}
		at[r.Code] = &out[n]
	}
	x.Cast, x.Teams, x.Reactions = slices.Clone(x.Cast), slices.Clone(x.Teams), slices.Clone(x.Reactions)
	for n := range x.Cast {
		x.Cast[n].Code = c.who(x.Cast[n].Code)
	}
	for n, t := range x.Teams {
		at[t.Party].Teams++
		x.Teams[n].Party = c.who(t.Party)
	}
	x.Reactions = slices.DeleteFunc(x.Reactions, func(r Reaction) bool {
		if at[r.As].Plays == ByPeople {
			at[r.As].LeftOut++
			return true
		}
		at[r.As].Reactions++
		return false
	})
	for n, r := range x.Reactions {
		x.Reactions[n].As = c.who(r.As)
		if r.From != "" {
			x.Reactions[n].From = c.who(r.From)
		}
	}
	for n, i := range rows {
		if i.As != "" {
			at[ids.Party(i.As)].Injects++
			rows[n].As = string(c.who(ids.Party(i.As)))
		}
	}
	return out, nil
}

// checkCast tells what keeps a cast from being kept.
func checkCast(all []Part) error {
	if len(all) > 100 {
		return errs.New(errs.Invalid, "a scenario has up to %d parts", 100)
	}
	for _, r := range all {
		if _, err := ids.ParseParty(string(r.Code)); err != nil {
			return err
		}
		if !slices.Contains([]string{"nation", "alliance", "partner", DirectorPart}, r.Kind) {
			return errs.New(errs.Invalid, "a part is that of a nation, an alliance, a partner or the director")
		}
		if err := line("name", r.Name, true); err != nil {
			return err
		}
	}
	return once(all, func(r Part) string { return string(r.Code) })
}
