package exercise

import (
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// State is how an exercise stands at this node.
type State string

// The states. At the conducting party an exercise is proposed, opening, open; at
// the others invited, accepted by one person, opening, open.
const (
	Proposed  State = "proposed"  // one person of ours has proposed it; another one confirms
	Invited   State = "invited"   // another party asks us
	Accepted  State = "accepted"  // one person of ours wants to join; another one confirms
	Opening   State = "opening"   // its realm is being made
	Open      State = "open"      // its realm can be entered
	Sealing   State = "sealing"   // its realm is being archived
	Sealed    State = "sealed"    // nobody enters any more
	Withdrawn State = "withdrawn" // it was never opened
	Declined  State = "declined"  // we do not take part
)

// Running tells whether there is a realm to keep.
func (s State) Running() bool { return s == Open }

// Simulated is a party that exists in the exercise alone. The conducting node
// plays it.
type Simulated struct {
	Code ids.Party `json:"code"`
	Name string    `json:"name"`
	Kind string    `json:"kind"` // nation, alliance, partner
}

// Terms are what an exercise is. They never change; its plan does, within the realm.
type Terms struct {
	V         int         `json:"v"` // 1
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Purpose   string      `json:"purpose"`
	Director  ids.Party   `json:"director"`            // who conducts it
	Parties   []ids.Party `json:"parties"`             // who else is invited
	Simulated []Simulated `json:"simulated"`           //
	Agreement string      `json:"agreement,omitempty"` // the instrument that it rests on; none where nobody else is invited
	Provision string      `json:"provision,omitempty"` // of that instrument
	Starts    time.Time   `json:"starts"`
	Ends      time.Time   `json:"ends"`
}

// Realm is the realm of the exercise.
func (t Terms) Realm() ids.Realm { return ids.Realm(t.ID) }

const (
	maxName      = 120
	maxPurpose   = 4000
	maxParties   = 64
	maxSimulated = 8 // each is a whole node
	maxSpan      = 366 * 24 * time.Hour
)

// Check answers errs.Invalid unless the terms are whole.
func (t Terms) Check() error {
	if t.V != 1 {
		return errs.New(errs.Invalid, "the exercise is described in version %d; this node reads version 1", t.V)
	}
	if _, err := ids.Parse(t.ID); err != nil {
		return err
	}
	if t.Name == "" || len(t.Name) > maxName || len(t.Purpose) > maxPurpose {
		return errs.New(errs.Invalid, "name the exercise in 1 to %d bytes, and its purpose in at most %d", maxName, maxPurpose)
	}
	if len(t.Parties) > maxParties || len(t.Simulated) > maxSimulated {
		return errs.New(errs.Invalid, "an exercise has at most %d parties and %d simulated ones", maxParties, maxSimulated)
	}
	if !t.Ends.After(t.Starts) || t.Ends.Sub(t.Starts) > maxSpan {
		return errs.New(errs.Invalid, "an exercise ends after it starts, and within a year")
	}
	all := slices.Clone(t.Parties)
	for _, s := range t.Simulated {
		all = append(all, s.Code)
		if s.Name == "" || len(s.Name) > maxName || !slices.Contains([]string{"nation", "alliance", "partner"}, s.Kind) {
			return errs.New(errs.Invalid, "a simulated party has a name, and is a nation, an alliance or a partner")
		}
	}
	all = append(all, t.Director)
	for _, p := range all {
		if _, err := ids.ParseParty(string(p)); err != nil {
			return err
		}
	}
	slices.Sort(all)
	if len(slices.Compact(slices.Clone(all))) != len(all) {
		return errs.New(errs.Invalid, "a party takes part in an exercise once")
	}
	return nil
}

// Consent is an act of a person and when it was done.
type Consent struct {
	Person string    `json:"person"`
	Name   string    `json:"name"`
	At     time.Time `json:"at,omitzero"`
}

// Exercise is one exercise as this node knows it.
type Exercise struct {
	Terms
	State      State     `json:"state"`
	First      Consent   `json:"first"`             // who proposed it, or wanted to join
	Second     Consent   `json:"second"`            // who confirmed
	Proposal   string    `json:"proposal,omitzero"` // the decision that stands for the two persons
	Invitation string    `json:"-"`                 // to the realm's node of the conducting party; for app alone
	Trouble    string    `json:"trouble,omitzero"`  // why the realm is not as it should be
	Reason     string    `json:"reason,omitzero"`   // why it was withdrawn, declined or sealed
	Archive    string    `json:"archive,omitzero"`  // SHA-256 of the sealed archive, in hex
	Changed    time.Time `json:"changed"`
	Answers    []Answer  `json:"answers"` // of the parties that were invited; at the conducting party
	Members    []Member  `json:"members"` // of this node's people; only oneself for who does not manage exercises
	Practice   *Practice `json:"-"`       // of a practice realm, which is not among the exercises that people plan
}

// Answer is how an invited party stands.
type Answer struct {
	Party  ids.Party `json:"party"`
	State  string    `json:"state" enum:"inviting,invited,joined,declined"`
	Reason string    `json:"reason,omitzero"`
	At     time.Time `json:"at"`
}

// The states of an invited party.
const (
	toInvite  = "inviting"
	isInvited = "invited"
	hasJoined = "joined"
	hasNot    = "declined"
)

// second says whether this person may confirm what the first one did.
func (e Exercise) second(person string) error {
	if e.First.Person == person {
		return errs.New(errs.Conflict, "another person confirms: you took the first step yourself")
	}
	return nil
}

// expect answers errs.Conflict unless the exercise is in one of the states.
func (e Exercise) expect(what string, states ...State) error {
	if slices.Contains(states, e.State) {
		return nil
	}
	return errs.New(errs.Conflict, "the exercise is %s; it cannot be %s now", e.State, what)
}

// Joined tells whether the party takes part.
func (a Answer) Joined() bool { return a.State == hasJoined }
