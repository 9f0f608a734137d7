package watch

import (
	"net/url"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
)

// Crisis is what these rules must know of a proposal that is not final.
type Crisis struct {
	ID        string
	Title     string
	Owner     ids.Party
	Since     time.Time
	Expires   time.Time // of the text that is before the members; zero while none is
	Rehearsal bool
	Ours      bool // we are a member and have to say what we say
	Stood     bool // we have
	Chair     bool // we are the chair
	Unreached []ids.Party
	Doubt     string // what contradicts itself
}

// OfCrises: a text on which we have not stood, one that waits for the chair, members
// whom it has not reached, and what contradicts itself.
func OfCrises(now time.Time, all []Crisis) (needs []Need) {
	for _, c := range all {
		n := Need{About: c.ID, Link: "/crisis/" + url.PathEscape(c.ID), Title: c.Title, Party: c.Owner, Since: c.Since, Severity: Act}
		add := func(kind string, act authz.Act, due time.Time) {
			x := n
			x.Kind, x.Act, x.Due = kind, act, due
			needs = append(needs, x)
		}
		running := now.Before(c.Expires)
		if c.Doubt != "" {
			x := n
			x.Kind, x.Detail, x.Severity, x.Act = "crisis.doubtful", c.Doubt, Broken, authz.CrisisPropose
			needs = append(needs, x)
			continue
		}
		if running && c.Ours && !c.Stood {
			kind := "crisis.stand"
			if c.Rehearsal {
				kind = "crisis.rehearse"
			}
			add(kind, authz.CrisisDecide, c.Expires)
		}
		if c.Chair && c.Expires.IsZero() {
			add("crisis.put", authz.CrisisChair, time.Time{})
		}
		if !running || !c.Chair {
			continue
		}
		for _, p := range c.Unreached {
			x := n
			x.Kind, x.Act, x.Due, x.Party = "crisis.unreached", authz.CrisisChair, c.Expires, p
			needs = append(needs, x)
		}
	}
	return needs
}
