package exercise

import (
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
)

// Cell is where a member stands in an exercise.
type Cell string

// The cells, by their usual colours.
const (
	Excon  Cell = "excon"  // plans, releases and conducts
	White  Cell = "white"  // conducts and grades
	Red    Cell = "red"    // acts against the players
	Green  Cell = "green"  // keeps what is played on
	Yellow Cell = "yellow" // watches how players see the situation, and grades
	Blue   Cell = "blue"   // plays
)

// Cells lists the cells.
func Cells() []Cell { return []Cell{Excon, White, Red, Green, Yellow, Blue} }

// cellActs is what each cell may do with an exercise. Who plays has nothing that
// reads a plan.
var cellActs = map[Cell][]authz.Act{
	Excon:  {authz.ExerciseRead, authz.ExercisePlan, authz.ExerciseRelease, authz.ExerciseConduct, authz.ExerciseGrade},
	White:  {authz.ExerciseRead, authz.ExercisePlan, authz.ExerciseConduct, authz.ExerciseGrade},
	Red:    {authz.ExerciseRead, authz.ExerciseConduct},
	Green:  {authz.ExerciseRead},
	Yellow: {authz.ExerciseRead, authz.ExerciseGrade},
	Blue:   {authz.ExerciseRead, authz.ExercisePlay},
}

// Member is one of this node's people in an exercise.
type Member struct {
	Person string       `json:"person"` // account id
	Name   string       `json:"name"`
	Cell   Cell         `json:"cell" enum:"excon,white,red,green,yellow,blue"`
	Team   string       `json:"team"`  // of who plays
	Roles  []authz.Role `json:"roles"` // at the node that is played
	Since  time.Time    `json:"since"`
}

// playable are the roles that can be played. Nobody administers a realm's node.
func playable(r authz.Role) bool { return r != authz.Admin && !r.Machine() }

// Check answers errs.Invalid unless the membership makes sense.
func (m Member) Check() error {
	if !slices.Contains(Cells(), m.Cell) {
		return errs.New(errs.Invalid, "cell %q is not known; the cells are %v", errs.Clip(string(m.Cell)), Cells())
	}
	if len(m.Team) > 48 || m.Cell == Blue && m.Team == "" {
		return errs.New(errs.Invalid, "who plays belongs to a team; name it in at most 48 bytes")
	}
	for _, r := range m.Roles {
		if _, err := authz.ParseRole(string(r)); err != nil {
			return err
		}
		if !playable(r) {
			return errs.New(errs.Invalid, "role %q is not played in an exercise", r)
		}
	}
	return nil
}

// Acts is all that the member may do in the realm. In a practice realm there is no
// cell, and nothing is learned: its course is in the live realm.
func (m Member) Acts() []authz.Act {
	acts := authz.Grants(m.Roles...)
	if m.Cell == "" {
		return slices.DeleteFunc(acts, func(a authz.Act) bool { return a == authz.TrainingLearn })
	}
	for _, a := range cellActs[m.Cell] {
		if !slices.Contains(acts, a) {
			acts = append(acts, a)
		}
	}
	return acts
}
