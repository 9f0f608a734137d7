package incident

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/format/stix"
	"entente/internal/matter"
)

// Names of the events that carry an incident's own moments, which the incident core
// extension has no properties for.
const (
	eventOccurred = "occurred"
	eventDetected = "detected"
	eventAware    = "aware"
)

// Export gives one incident as a STIX bundle, as far as the viewer may see it. True
// names of entities are not in it, nor what is ours alone of a shared incident. It
// needs incident.read.
func (s *Service) Export(ctx context.Context, v authz.Viewer, id string) (b []byte, err error) {
	defer errs.Wrap(&err, "incident.Export(%s)", errs.Clip(id))
	x, err := s.Get(ctx, v, id)
	if err != nil {
		return nil, err
	}
	return x.Incident.stix().Bundle()
}

// outcomes are a task's states in the words of the extension.
var outcomes = map[TaskState]string{Given: "pending", Accepted: "ongoing", Done: "successful", Declined: "failed", Withdrawn: "cancelled"}

func (i Incident) stix() stix.Incident {
	space := uuid.MustParse(i.ID)
	out := stix.Incident{ID: "incident--" + i.ID, Created: i.Opened, Modified: i.Opened, Name: i.Title, Description: i.Summary, TLP: i.TLP, Determination: "confirmed", Status: "open", Labels: []string{label(i.Category)}}
	if i.Aware.IsZero() {
		out.Determination = "suspected"
	}
	if i.State == ClosedState {
		out.Status = "closed"
	}
	for _, m := range []struct {
		name string
		at   time.Time
	}{{eventOccurred, i.Occurred}, {eventDetected, i.Detected}, {eventAware, i.Aware}} {
		if !m.at.IsZero() {
			out.Events = append(out.Events, stix.IncidentEvent{ID: ids.Named(space, m.name), Name: m.name, Status: "occurred", Start: m.at, TLP: i.TLP})
		}
	}
	for _, e := range i.Entries {
		if !i.tellable(e) {
			continue
		}
		out.Modified = clock.Later(out.Modified, e.At)
		id := ids.Named(space, e.Ref)
		switch b := e.Body.(type) {
		case *Event:
			out.Events = append(out.Events, stix.IncidentEvent{ID: id, Description: b.Text, Status: "occurred", Start: b.At, TLP: e.TLP})
		case *Entity:
			out.Targets = append(out.Targets, stix.IncidentTarget{ID: id, Name: b.Label, Sector: b.Sector, TLP: e.TLP})
		case *Judgement:
			out.Scores = append(out.Scores, score(e, *b))
		case *Link:
			if b.To == "object" && !slices.Contains(out.Related, b.ID) {
				out.Related = append(out.Related, b.ID)
			}
		}
	}
	for _, t := range i.Tasks {
		if i.tellable(t.Entry) {
			out.Tasks = append(out.Tasks, stix.IncidentTask{ID: ids.Named(space, t.Ref), Name: t.Title, Description: string(t.Task.Party), Outcome: outcomes[t.State], TLP: t.TLP})
		}
	}
	return out
}

// score writes a judgement: its points, else its place from the gravest (100) to
// the least grave (0) of its scheme.
func score(e Entry, j Judgement) stix.IncidentScore {
	sc, _ := SchemeOf(j.Scheme) // a judgement has passed its check
	value := 100 * float64(len(sc.Values)-1-slices.Index(sc.Values, j.Value)) / float64(len(sc.Values)-1)
	if j.Score != nil {
		value = float64(*j.Score)
	}
	return stix.IncidentScore{Name: j.Scheme, Value: value, Description: fmt.Sprintf("%s (%s)", j.Value, e.Party)}
}

// label writes a category as MISP's machine tag of RSIT.
func label(category string) string {
	class, typ, _ := strings.Cut(category, "/")
	return fmt.Sprintf("rsit:%s=%q", class, typ)
}

func categoryOf(labels []string) string {
	for _, c := range Categories {
		if slices.Contains(labels, label(c)) {
			return c
		}
	}
	return "other/undetermined"
}

// Import begins an incident of our own with what a STIX bundle says of one. What
// bears no marking that is understood takes the given one; without it such a
// bundle is refused. It needs incident.write.
//
// Errors: Invalid for no incident or several, and for texts that cannot be shown.
func (s *Service) Import(ctx context.Context, who authz.Actor, realm ids.Realm, b []byte, unmarked marking.TLP) (v View, err error) {
	defer errs.Wrap(&err, "incident.Import")
	if err := who.May(authz.IncidentWrite); err != nil {
		return v, err
	}
	in, err := stix.ReadIncident(b)
	if err != nil {
		return v, err
	}
	entries, err := entriesOf(in, unmarked, s.c.Party)
	if err != nil {
		return v, err
	}
	id, seed := matter.NewID(Domain, s.c.Party)
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		h := held{id: id, realm: realm, owner: s.c.Party, seed: seed, opened: tx.Now}
		if err := begin(ctx, tx, h); err != nil {
			return err
		}
		for _, e := range entries {
			if err := s.sayOurs(ctx, tx, who, h, e.Act, e.TLP, e.Body); err != nil {
				return err
			}
			h.own = append(h.own, ownEntry{Entry: Entry{At: tx.Now.Add(time.Duration(len(h.own)) * time.Microsecond)}})
		}
		v, err = s.view(ctx, tx, who.In(realm), id)
		return err
	})
	return v, err
}

// entriesOf makes entries of what a bundle says, the opening first.
func entriesOf(in stix.Incident, unmarked marking.TLP, own ids.Party) ([]Entry, error) {
	var open *Description
	mark := func(tlp marking.TLP) marking.TLP {
		if tlp == marking.None {
			return unmarked
		}
		return tlp
	}
	if mark(in.TLP) == marking.None {
		return nil, errs.New(errs.Invalid, "the bundle's incident bears no marking that is understood; choose one for it")
	}
	open = &Description{Title: in.Name, Summary: in.Description, Category: categoryOf(in.Labels), State: Open}
	all := []Entry{{Act: Opened, TLP: mark(in.TLP), Body: open}}
	add := func(act string, tlp marking.TLP, b Body) { all = append(all, Entry{Act: act, TLP: mark(tlp), Body: b}) }
	for _, e := range in.Events {
		switch {
		case e.Name == eventOccurred && e.Description == "":
			open.Occurred = e.Start
		case e.Name == eventDetected && e.Description == "":
			open.Detected = e.Start
		case e.Name == eventAware && e.Description == "":
			open.Aware = e.Start
		case e.Start.IsZero():
			add(Noted, max(e.TLP, in.TLP), &Note{Text: orElse(e.Description, e.Name)})
		default:
			add(Timed, max(e.TLP, in.TLP), &Event{At: e.Start, Text: orElse(e.Description, e.Name)})
		}
	}
	for _, t := range in.Tasks {
		add(Tasked, max(t.TLP, in.TLP), &Task{Title: orElse(t.Name, t.Description), Party: own})
	}
	for _, t := range in.Targets {
		e := &Entity{Label: t.Name, Sector: t.Sector}
		if !slices.Contains(Sectors, t.Sector) {
			e.Sector = ""
			if clause.Line(t.Sector) {
				e.Text = t.Sector
			}
		}
		add(Affected, max(t.TLP, in.TLP), e)
	}
	for _, id := range in.Related {
		add(Linked, in.TLP, &Link{To: "object", ID: strings.ToLower(id)})
	}
	return all, nil
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
