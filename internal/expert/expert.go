package expert

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/match"
)

// State is where a profile stands.
type State string

// The states: an active person is a candidate; a withdrawn one is kept and not
// offered; of a removed one only the fact is left.
const (
	Active    State = "active"
	Withdrawn State = "withdrawn"
	Removed   State = "removed"
)

// Attestation says who of an own office holds skills, languages, certificates and
// clearance for true. Digest is over what was attested.
type Attestation struct {
	Office string    `json:"office"`
	Person string    `json:"person" doc:"Account id"`
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
	Digest string    `json:"digest"`
}

// PastExercise is one that the person took part in.
type PastExercise struct {
	Day  Day    `json:"day"`
	Name string `json:"name"`
	Role string `json:"role,omitempty"`
}

func (x PastExercise) check() error {
	if x.Day.End().IsZero() || !clause.Line(x.Name) || x.Role != "" && !clause.Line(x.Role) {
		return errs.New(errs.Invalid, "an exercise needs its day, such as 2026-04-24, and its name, one line")
	}
	return nil
}

// Expert is a person of the pool.
type Expert struct {
	ID        string
	Realm     ids.Realm
	Version   int64
	State     State
	Added     time.Time
	Changed   time.Time
	Profile   Profile
	Attested  *Attestation
	Exercises []PastExercise
	Trained   []Trained
}

// body is what is kept of a person, and emptied on removal.
type body struct {
	Profile   Profile        `json:"profile"`
	Attested  *Attestation   `json:"attested,omitempty"`
	Exercises []PastExercise `json:"exercises,omitempty"`
	Trained   []Trained      `json:"trained,omitempty"`
}

// digest is over what an attestation covers.
func (p Profile) digest() (string, error) {
	b, err := strictjson.Marshal(struct {
		Skills       []Skill
		Languages    []Language
		Certificates []Certificate
		Clearance    *Clearance
	}{p.Skills, p.Languages, p.Certificates, p.Clearance})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}

// seen refuses an act on another version than the one that was seen.
func (e Expert) seen(version int64) error {
	switch {
	case e.State == Removed:
		return errs.New(errs.NotFound, "there is no such expert here")
	case e.Version != version:
		return errs.New(errs.Conflict, "the profile was changed meanwhile: it is at version %d now; read it again", e.Version)
	}
	return nil
}

// change puts a profile in place of the one before. What was attested and is not the
// same any more is attested no more.
func (e *Expert) change(p Profile, version int64) error {
	if err := e.seen(version); err != nil {
		return err
	}
	p = p.tidy()
	if err := p.check(); err != nil {
		return err
	}
	digest, err := p.digest()
	if err != nil {
		return err
	}
	if e.Attested != nil && e.Attested.Digest != digest {
		e.Attested = nil
	}
	e.Profile = p
	return nil
}

// cleared gives the clearance that counts at a moment: one that is attested and has
// not ended.
func (e Expert) cleared(now time.Time) (level string, until time.Time) {
	c := e.Profile.Clearance
	if c == nil || e.Attested == nil || c.Until != "" && !now.Before(c.Until.End()) {
		return "", time.Time{}
	}
	return c.Level, c.Until.End()
}

// Kinds of windows.
const (
	Standby = "standby"
	Away    = "away"
)

// Window is a time in which a person is on standby, or away.
type Window struct {
	ID     string
	Expert string
	Kind   string
	Note   string
	match.Window
}

// longest is how long a window or a hold may be.
const longest = 400 * 24 * time.Hour

func checkSpan(w match.Window) error {
	if !w.From.Before(w.To) || w.To.Sub(w.From) > longest {
		return errs.New(errs.Invalid, "a time must end after it begins, within 400 days")
	}
	return nil
}

func (w Window) check() error {
	if w.Kind != Standby && w.Kind != Away {
		return errs.New(errs.Invalid, "a window is of kind standby or away")
	}
	if w.Note != "" && !clause.Line(w.Note) {
		return errs.New(errs.Invalid, "the note of a window is one line")
	}
	return checkSpan(w.Window)
}

// Hold is a time for which a person is given to a matter.
type Hold struct {
	ID     string
	Expert string
	Matter string
	match.Window
}

// workday is how much of each 24 hours of a hold counts as worked.
const workday = 10 * time.Hour

// worked sums what holds count as work within a span.
func worked(holds []Hold, within match.Window) (sum time.Duration) {
	for _, h := range holds {
		from, to := h.From, h.To
		if from.Before(within.From) {
			from = within.From
		}
		if to.After(within.To) {
			to = within.To
		}
		if d := to.Sub(from); d > 0 {
			sum += d/(24*time.Hour)*workday + min(workday, d%(24*time.Hour))
		}
	}
	return sum
}

// candidate is the person as matching sees one for work that begins at a moment.
func (e Expert) candidate(party ids.Party, start, now time.Time, windows []Window, holds []Hold) match.Person {
	p := e.Profile
	skills, services := e.able(start)
	q := match.Person{ID: e.ID, Party: party, Services: services, Profiles: p.Roles, Vendors: p.Vendors, Skills: map[string]int{}, Languages: map[string]int{},
		LeadTime: time.Duration(p.LeadHours) * time.Hour, Conflicts: p.Conflicts, Exercises: len(e.Exercises), Remote: p.Remote, OnSite: p.OnSite}
	for _, s := range skills {
		q.Skills[s.Code] = s.Level
	}
	for _, l := range p.Languages {
		q.Languages[l.Code] = l.Level()
	}
	q.Clearance, q.ClearanceUntil = e.cleared(now)
	for _, w := range windows {
		if w.Kind == Standby {
			q.Available = append(q.Available, w.Window)
		} else {
			q.Busy = append(q.Busy, w.Window)
		}
	}
	for _, h := range holds {
		q.Busy = append(q.Busy, h.Window)
	}
	if p.Limit.Hours > 0 {
		q.Fatigue.Limit = time.Duration(p.Limit.Hours) * time.Hour
		q.Fatigue.Worked = worked(holds, match.Window{From: start.AddDate(0, 0, -p.Limit.Days), To: start})
	}
	return q
}
