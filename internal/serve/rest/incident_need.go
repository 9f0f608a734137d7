package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/incident"
	"entente/internal/watch"
)

// incidentNeeds are those of incidents: news, clocks and tasks.
func (s *sight) incidentNeeds(ctx context.Context, v authz.Viewer, now time.Time) ([]watch.Need, error) {
	all, err := s.a.deps.Incidents.Pending(ctx, v)
	if err != nil {
		return nil, err
	}
	var facts []watch.Incident
	for _, i := range all {
		f := watch.Incident{ID: i.ID, Title: i.Title, Owner: i.Owner}
		for _, c := range i.Clocks() {
			if c.Done.IsZero() && !c.Provisional {
				f.Clocks = append(f.Clocks, watch.IncidentClock{Step: c.Step, From: c.From, Soon: c.Soon(), Due: c.Due})
			}
		}
		if i.State != incident.ClosedState {
			s.unsettled(&f, i)
		}
		facts = append(facts, f)
	}
	return watch.OfIncidents(now, facts), nil
}

// unsettled adds what waits for us in an incident that is not closed.
func (s *sight) unsettled(f *watch.Incident, i incident.View) {
	if i.Owner != s.us {
		f.Came = i.SharedAt
	}
	for _, seat := range i.Seats {
		f.Said = f.Said || seat.Party == s.us && seat.Said > 0
	}
	for _, t := range i.Tasks {
		if t.Open() && t.Task.Party == s.us && t.Entry.Party != s.us {
			f.Tasks = append(f.Tasks, watch.IncidentTask{Ref: t.Ref, Title: t.Title, By: t.Entry.Party, At: t.At, Due: t.Due})
		}
	}
}
