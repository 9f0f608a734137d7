package watch

import (
	"net/url"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
)

// Exercise is what these rules must know of an exercise that is not over.
type Exercise struct {
	ID       string
	Name     string
	Director ids.Party
	Since    time.Time
	Starts   time.Time
	Invited  bool   // we are asked, and nobody of ours has answered
	Waits    bool   // one of us took the first step; another person confirms
	Trouble  string // why its realm is not as it should be
}

// OfExercises: what we have not answered, what waits for a second person, and realms
// that are not as they should be.
func OfExercises(all []Exercise) (needs []Need) {
	for _, x := range all {
		n := Need{About: x.ID, Link: "/exercises/" + url.PathEscape(x.ID), Title: x.Name, Party: x.Director, Since: x.Since, Due: x.Starts, Severity: Act}
		switch {
		case x.Trouble != "":
			n.Kind, n.Act, n.Detail, n.Due, n.Severity = "exercise.trouble", authz.ExerciseConfirm, x.Trouble, time.Time{}, Broken
		case x.Invited:
			n.Kind, n.Act = "exercise.invited", authz.ExercisePropose
		case x.Waits:
			n.Kind, n.Act = "exercise.confirm", authz.ExerciseConfirm
		default:
			continue
		}
		needs = append(needs, n)
	}
	return needs
}
