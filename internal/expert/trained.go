package expert

import (
	"context"
	"maps"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/match"
)

// Trained is a certificate of this node's own courses, noted with a person: what it
// attests counts until it expires. It is no part of what an office attests, so that
// a course that was passed ends no attestation.
type Trained struct {
	Certificate string      `json:"certificate" doc:"Id"`
	Course      string      `json:"course" doc:"Id of the course"`
	Title       clause.Text `json:"title" doc:"Of the course, by language"`
	Digest      string      `json:"digest" doc:"SHA-256 of the course, hex"`
	Skills      []Skill     `json:"skills"`
	Services    []string    `json:"services"`
	Issued      time.Time   `json:"issued"`
	Expires     time.Time   `json:"expires"`
}

// maxTrained is how many courses are noted with a person.
const maxTrained = 200

// NoteTraining notes a certificate with a person, within the transaction of whoever
// issues or binds it. One of the same course takes the place of the one before.
//
// Errors: NotFound when the person is not in the pool any more.
func (s *Service) NoteTraining(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id string, t Trained) (err error) {
	defer errs.Wrap(&err, "expert.NoteTraining(%s)", errs.Clip(id))
	if err := who.May(authz.ExpertManage); err != nil {
		return err
	}
	e, err := load(ctx, tx, realm, id)
	if err != nil {
		return err
	}
	if err := e.note(t); err != nil {
		return err
	}
	return s.keep(ctx, tx, who, &e, "expert.training-noted", map[string]any{"certificate": t.Certificate, "course": t.Course, "expires": t.Expires})
}

func (e *Expert) note(t Trained) error {
	e.Trained = slices.DeleteFunc(slices.Clone(e.Trained), func(o Trained) bool { return o.Course == t.Course })
	if len(e.Trained) >= maxTrained {
		return errs.New(errs.TooLarge, "a profile notes up to %d courses", maxTrained)
	}
	e.Trained = append(e.Trained, t)
	return nil
}

// able gives the skills and services that count at a moment: those of the profile,
// and those that a certificate attests which has not expired.
func (e Expert) able(at time.Time) (skills []Skill, services []string) {
	levels, known := map[string]int{}, map[string]bool{}
	for _, s := range e.Profile.Skills {
		levels[s.Code] = s.Level
	}
	for _, code := range e.Profile.Services {
		known[code] = true
	}
	for _, t := range e.Trained {
		if !at.Before(t.Expires) {
			continue
		}
		for _, s := range t.Skills {
			levels[s.Code] = max(levels[s.Code], s.Level)
		}
		for _, code := range t.Services {
			known[code] = true
		}
	}
	for _, code := range slices.Sorted(maps.Keys(levels)) {
		skills = append(skills, Skill{Code: code, Level: levels[code]})
	}
	return skills, slices.Sorted(maps.Keys(known))
}

// CheckAble refuses skills and services that are not of the lists, or stand twice.
func CheckAble(attests []Skill, of []string) error {
	for i, s := range attests {
		if !has(skills, s.Code) || s.Level < 1 || s.Level > match.MaxLevel || slices.ContainsFunc(attests[:i], func(o Skill) bool { return o.Code == s.Code }) {
			return errs.New(errs.Invalid, "skill %q at level %d: use a skill of the list once, at a level from 1 to %d", errs.Clip(s.Code), s.Level, match.MaxLevel)
		}
	}
	for i, code := range of {
		if !has(services, code) || slices.Contains(of[:i], code) {
			return errs.New(errs.Invalid, "service %q is not in the list", errs.Clip(code))
		}
	}
	return nil
}
