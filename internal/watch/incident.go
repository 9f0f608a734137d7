package watch

import (
	"net/url"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
)

// Incident is what these rules must know of an incident that is not closed.
type Incident struct {
	ID     string
	Title  string
	Owner  ids.Party
	Came   time.Time // when another party shared it with us; zero for one of ours
	Said   bool      // we have stated something in it
	Clocks []IncidentClock
	Tasks  []IncidentTask
}

// IncidentClock is a step of NIS2 that is not done and has begun.
type IncidentClock struct {
	Step string
	From time.Time
	Soon time.Time
	Due  time.Time
}

// IncidentTask is an open task that was given to us by another party.
type IncidentTask struct {
	Ref   string
	Title string
	By    ids.Party
	At    time.Time
	Due   time.Time
}

// OfIncidents: what others have shared and nobody here has answered, the clocks
// that are near their end or over, and tasks that others wait for.
func OfIncidents(now time.Time, all []Incident) (needs []Need) {
	for _, i := range all {
		link := "/incidents/" + url.PathEscape(i.ID)
		if !i.Came.IsZero() && !i.Said {
			needs = append(needs, Need{Kind: "incident.new", About: i.ID, Link: link, Title: i.Title, Party: i.Owner, Since: i.Came, Severity: Act, Act: authz.IncidentWrite})
		}
		for _, c := range i.Clocks {
			n := Need{About: i.ID, Link: link + "#clocks", Title: i.Title, Since: c.From, Due: c.Due, Severity: Act, Act: authz.IncidentWrite}
			switch {
			case now.Before(c.Soon):
				continue
			case now.Before(c.Due):
				n.Kind = "incident." + c.Step
			default:
				n.Kind, n.Severity = "incident."+c.Step+"-lapsed", Broken
			}
			needs = append(needs, n)
		}
		for _, t := range i.Tasks {
			needs = append(needs, Need{Kind: "incident.task", About: i.ID + " " + t.Ref, Link: link + "#tasks", Title: t.Title, Party: t.By, Since: t.At, Due: t.Due, Severity: Act, Act: authz.IncidentWrite})
		}
	}
	return needs
}
