package assist

import (
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/match"
)

// Offer is what a party would give: seats of the request filled by people under
// pseudonyms or by a typed team. It binds nobody until lines of it are accepted
// and the party's node has held the people.
type Offer struct {
	ID         string    `json:"id" doc:"UUID"`
	Lines      []Line    `json:"lines"`
	Services   []string  `json:"services,omitempty"`
	From       time.Time `json:"from" doc:"Earliest start"`
	Until      time.Time `json:"until" doc:"End of the time offered"`
	Valid      time.Time `json:"valid" doc:"The last moment of acceptance, by the requester's statement"`
	Caveats    string    `json:"caveats,omitempty" doc:"National reservations"`
	Attested   string    `json:"attested,omitempty" doc:"Office that attests the clearances and skills"`
	Cost       string    `json:"cost,omitempty"`
	Authorised string    `json:"authorised" doc:"Who authorised it for the nation"`
}

// Line is one part of an offer that can be accepted by itself: a person (Card) or
// a team, for one role of the request.
type Line struct {
	ID   string `json:"id" doc:"Unique in the offer, such as 1"`
	Role string `json:"role" doc:"Id of the role in the request"`
	Card *Card  `json:"card,omitempty"`
	Team *Team  `json:"team,omitempty"`
}

// People is how many seats a line fills.
func (l Line) People() int {
	if l.Team != nil {
		return l.Team.People
	}
	return 1
}

// Card is what an offer says of a person: levels and codes under a pseudonym that
// holds within this request alone. It has no name, contact or employer.
type Card struct {
	Pseudonym string         `json:"pseudonym"`
	Services  []string       `json:"services,omitempty"`
	Profiles  []string       `json:"profiles,omitempty"`
	Skills    map[string]int `json:"skills,omitempty" doc:"Level 1 to 5 by code"`
	Languages map[string]int `json:"languages,omitempty" doc:"Level 1 to 5 by code"`
	Vendors   []string       `json:"vendors,omitempty"`
	Clearance string         `json:"clearance,omitempty" doc:"That lasts for the whole time offered"`
	Exercises int            `json:"exercises,omitzero" doc:"Taken part in"`
	LeadHours int            `json:"lead_hours,omitzero" doc:"From a call until ready"`
	Remote    bool           `json:"remote,omitzero"`
	OnSite    bool           `json:"on_site,omitzero"`
}

// CardOf writes what matching knows of a person as a card for a time that ends.
// A clearance that ends before it is not stated.
func CardOf(pseudonym string, p match.Person, until time.Time) Card {
	c := Card{Pseudonym: pseudonym, Services: p.Services, Profiles: p.Profiles, Skills: p.Skills, Languages: p.Languages, Vendors: p.Vendors,
		Exercises: p.Exercises, LeadHours: int((p.LeadTime + time.Hour - 1) / time.Hour), Remote: p.Remote, OnSite: p.OnSite}
	if p.ClearanceUntil.IsZero() || !p.ClearanceUntil.Before(until) {
		c.Clearance = p.Clearance
	}
	return c
}

// person is the card as matching sees it, for the time of its offer.
func (c Card) person(id string, party ids.Party, from, until time.Time) match.Person {
	return match.Person{ID: id, Party: party, Services: c.Services, Profiles: c.Profiles, Vendors: c.Vendors, Skills: c.Skills, Languages: c.Languages, Clearance: c.Clearance,
		Exercises: c.Exercises, LeadTime: time.Duration(c.LeadHours) * time.Hour, Remote: c.Remote, OnSite: c.OnSite,
		Available: []match.Window{{From: from, To: until}}}
}

// Team is a typed team: its party attests that it meets every minimum of its type
// and level (NIMS: category by capability, lowest number strongest).
type Team struct {
	Type    string `json:"type" doc:"Such as forensics, malware, ics, response"`
	Level   int    `json:"level" minimum:"1" maximum:"4" doc:"1 is the strongest"`
	People  int    `json:"people" minimum:"1" maximum:"50"`
	Minimum []Slot `json:"minimum,omitempty" doc:"What it meets or exceeds"`
	Kit     string `json:"kit,omitempty" doc:"Equipment that it brings"`
}

// Slot is so many people with a skill at a level or better.
type Slot struct {
	Skill string `json:"skill"`
	Level int    `json:"level" minimum:"1" maximum:"5"`
	Count int    `json:"count" minimum:"1" maximum:"50"`
}

func (o Offer) line(id string) (Line, bool) {
	i := slices.IndexFunc(o.Lines, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return Line{}, false
	}
	return o.Lines[i], true
}

// check refuses what no party could offer.
func (o Offer) check() error {
	if _, err := ids.Parse(o.ID); err != nil {
		return err
	}
	if len(o.Lines) == 0 || len(o.Lines) > maxSeats || len(o.Services) > maxCodes {
		return errs.New(errs.Invalid, "an offer has 1 to %d lines", maxSeats)
	}
	if !o.From.Before(o.Until) || o.Valid.IsZero() || !clause.Line(o.Authorised) {
		return errs.New(errs.Invalid, "an offer says from when until when, until when it can be accepted, and who authorised it")
	}
	if !plain(o.Caveats, o.Cost) || o.Attested != "" && !clause.Line(o.Attested) || slices.ContainsFunc(o.Services, func(s string) bool { return !clause.Line(s) }) {
		return errs.New(errs.Invalid, "an offer's texts have up to %d visible bytes each", maxText)
	}
	for i, l := range o.Lines {
		if !clause.Line(l.ID) || len(l.ID) > 40 || !clause.Line(l.Role) || (l.Card == nil) == (l.Team == nil) || slices.ContainsFunc(o.Lines[:i], func(x Line) bool {
			return x.ID == l.ID || l.Card != nil && x.Card != nil && x.Card.Pseudonym == l.Card.Pseudonym
		}) {
			return errs.New(errs.Invalid, "each line of an offer has an id of its own, a role, and one person or one team, whom no other line offers")
		}
		if err := l.check(); err != nil {
			return err
		}
	}
	return nil
}

func (l Line) check() error {
	if l.Team != nil {
		t := l.Team
		if !clause.Line(t.Type) || t.Level < 1 || t.Level > 4 || t.People < 1 || t.People > 50 || len(t.Minimum) > maxCodes || !plain(t.Kit) ||
			slices.ContainsFunc(t.Minimum, func(s Slot) bool {
				return !clause.Line(s.Skill) || s.Level < 1 || s.Level > match.MaxLevel || s.Count < 1 || s.Count > 50
			}) {
			return errs.New(errs.Invalid, "a team has a type, a level from 1 to 4, 1 to 50 people, and what it meets at least")
		}
		return nil
	}
	c := l.Card
	codes := slices.Concat(c.Services, c.Profiles, c.Vendors)
	for _, m := range []map[string]int{c.Skills, c.Languages} {
		for code, level := range m {
			codes = append(codes, code)
			if level < 1 || level > match.MaxLevel {
				return errs.New(errs.Invalid, "a card's levels run from 1 to %d", match.MaxLevel)
			}
		}
	}
	if !clause.Line(c.Pseudonym) || len(codes) > 300 || slices.ContainsFunc(codes, func(s string) bool { return !clause.Line(s) }) ||
		c.Clearance != "" && match.ClearanceRank(c.Clearance) == 0 || c.Exercises < 0 || c.Exercises > 10_000 || c.LeadHours < 0 || c.LeadHours > 10_000 {
		return errs.New(errs.Invalid, "a card has a pseudonym and known levels")
	}
	return nil
}

// plain tells whether texts of several lines are visible and not too long.
func plain(all ...string) bool {
	return !slices.ContainsFunc(all, func(s string) bool { return len(s) > maxText || !clause.Plain(s) })
}

// said is plain for one text that must say something.
func said(s string) bool { return s != "" && plain(s) }
