package expert

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Card is what an offer may say of a person before it is accepted: codes of closed
// lists, levels and counts, and nothing that a person has written.
type Card struct {
	Pseudonym  string     `json:"pseudonym"`
	Party      ids.Party  `json:"party"`
	Services   []string   `json:"services,omitempty"`
	Roles      []string   `json:"roles,omitempty"`
	Skills     []Skill    `json:"skills,omitempty"`
	Vendors    []string   `json:"vendors,omitempty"`
	Languages  []Language `json:"languages,omitempty"`
	Clearance  string     `json:"clearance,omitempty" doc:"Attested and in force"`
	Attested   bool       `json:"attested" doc:"An office of the party attests skills, languages and clearance"`
	Remote     bool       `json:"remote"`
	OnSite     bool       `json:"on_site"`
	LeadHours  int        `json:"lead_hours"`
	Experience int        `json:"experience" doc:"Exercises taken part in"`
}

// FullCard is what is disclosed of a person after acceptance.
type FullCard struct {
	Card
	Name         string        `json:"name"`
	Phone        string        `json:"phone,omitempty"`
	Email        string        `json:"email,omitempty"`
	Employer     string        `json:"employer,omitempty"`
	Office       string        `json:"office" doc:"Which releases the person"`
	Cleared      *Clearance    `json:"cleared,omitempty" doc:"Attested and in force"`
	Certificates []Certificate `json:"certificates,omitempty"`
	Passport     Day           `json:"passport,omitempty"`
}

// names has no letters that are mistaken for each other by voice or hand.
var names = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Pseudonym names a person within one matter, such as CZE-7F3K9Q: always the same
// there, and another in every other matter. Only who has this node's key can tell
// that two of them are one person.
func (s *Service) Pseudonym(expert, matter string) string {
	mac := hmac.New(sha256.New, s.c.Secret)
	fmt.Fprintf(mac, "%d:%s%d:%s", len(expert), expert, len(matter), matter) // a hash takes everything
	return string(s.c.Party) + "-" + names.EncodeToString(mac.Sum(nil))[:6]
}

// Card gives what an offer in a matter may say of a person.
//
// Errors: NotFound for nobody; Conflict for a withdrawn person.
func (s *Service) Card(ctx context.Context, tx *db.Tx, realm ids.Realm, expert, matter string) (c Card, err error) {
	defer errs.Wrap(&err, "expert.Card(%s)", errs.Clip(expert))
	e, err := load(ctx, tx, realm, expert)
	if err != nil {
		return c, err
	}
	if e.State != Active {
		return c, errs.New(errs.Conflict, "the expert is withdrawn from the pool")
	}
	return s.card(tx, e, matter), nil
}

func (s *Service) card(tx *db.Tx, e Expert, matter string) Card {
	p := e.Profile
	level, _ := e.cleared(tx.Now)
	skills, services := e.able(tx.Now)
	return Card{Pseudonym: s.Pseudonym(e.ID, matter), Party: s.c.Party, Services: services, Roles: p.Roles, Skills: skills, Vendors: p.Vendors, Languages: p.Languages,
		Clearance: level, Attested: e.Attested != nil, Remote: p.Remote, OnSite: p.OnSite, LeadHours: p.LeadHours, Experience: len(e.Exercises)}
}

// Disclose gives a person's full card to the act by which a matter's acceptance is
// answered, within its transaction; that act has checked who may. The journal keeps
// that it was disclosed, and not what.
func (s *Service) Disclose(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, expert, matter string) (c FullCard, err error) {
	defer errs.Wrap(&err, "expert.Disclose(%s)", errs.Clip(expert))
	e, err := load(ctx, tx, realm, expert)
	if err != nil {
		return c, err
	}
	p := e.Profile
	c = FullCard{Card: s.card(tx, e, matter), Name: p.Name, Phone: p.Phone, Email: p.Email, Employer: p.Employer, Office: p.Office, Certificates: p.Certificates, Passport: p.Passport}
	if c.Clearance != "" {
		c.Cleared = p.Clearance
	}
	return c, s.record(ctx, tx, who, realm, "expert.disclosed", expert, map[string]any{"matter": matter, "pseudonym": c.Pseudonym})
}
