package situation

import (
	"cmp"
	"context"
	"slices"

	"entente/internal/alert"
	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/crisis"
	"entente/internal/incident"
	"entente/internal/party"
	"entente/internal/warning"
)

// Config is what a Service asks.
type Config struct {
	Clock   clock.Clock
	Parties interface {
		List(ctx context.Context, v authz.Viewer) ([]party.Party, error)
	}
	Alerts interface {
		Board(ctx context.Context, v authz.Viewer) (alert.Board, error)
	}
	Warnings interface {
		Standing(ctx context.Context, v authz.Viewer) ([]warning.View, error)
	}
	Incidents interface {
		Pending(ctx context.Context, v authz.Viewer) ([]incident.View, error)
	}
	Assists interface {
		Pending(ctx context.Context, v authz.Viewer) ([]assist.Case, error)
	}
	Crises interface {
		List(ctx context.Context, v authz.Viewer) ([]crisis.View, error)
	}
}

// Service puts pictures together.
type Service struct{ c Config }

// New gives the service.
func New(c Config) *Service { return &Service{c: c} }

// Picture gives the situation as far as the viewer may know it. It needs
// warning.read.
func (s *Service) Picture(ctx context.Context, v authz.Viewer) (p Picture, err error) {
	defer errs.Wrap(&err, "situation.Picture")
	if err := v.May(authz.WarningRead); err != nil {
		return p, err
	}
	p = Picture{At: s.c.Clock.Now(), Parties: []Row{}, Warnings: []WarningLine{}, Incidents: []IncidentLine{}, Requests: []RequestLine{}, Decisions: []DecisionLine{}, Withheld: []string{}}
	board, err := s.c.Alerts.Board(ctx, v)
	if err != nil {
		return p, err
	}
	p.Alliance = board.Alliance
	t := &table{}
	for _, st := range board.Parties {
		t.row(st.Party).Alert = st
	}
	if err := s.names(ctx, v, t); err != nil {
		return p, err
	}
	for _, part := range []struct {
		name string
		act  authz.Act
		add  func() error
	}{
		{"warnings", authz.WarningRead, func() error { return s.warnings(ctx, v, &p, t) }},
		{"incidents", authz.IncidentRead, func() error { return s.incidents(ctx, v, &p, t) }},
		{"requests", authz.AssistRead, func() error { return s.requests(ctx, v, &p, t) }},
		{"decisions", authz.CrisisRead, func() error { return s.decisions(ctx, v, &p) }},
	} {
		if v.May(part.act) != nil {
			p.Withheld = append(p.Withheld, part.name)
		} else if err := part.add(); err != nil {
			return p, err
		}
	}
	p.Parties = t.done()
	return p, nil
}

// table gathers rows, in the order in which parties come up.
type table struct{ rows []*Row }

func (t *table) row(p ids.Party) *Row {
	i := slices.IndexFunc(t.rows, func(r *Row) bool { return r.Party == p })
	if i < 0 {
		t.rows = append(t.rows, &Row{Party: p, Alert: alert.Standing{Party: p}})
		i = len(t.rows) - 1
	}
	return t.rows[i]
}

// done says of each row whether anything is known.
func (t *table) done() []Row {
	out := []Row{}
	for _, r := range t.rows {
		r.Known = r.Known || r.Alert.Level != "" || r.Alert.Withheld || r.Issued+r.Incidents+r.Requests > 0
		out = append(out, *r)
	}
	return out
}

func (s *Service) names(ctx context.Context, v authz.Viewer, t *table) error {
	if v.May(authz.PartyRead) != nil {
		return nil
	}
	all, err := s.c.Parties.List(ctx, v)
	for _, p := range all {
		t.row(p.Party).Name = p.Name
	}
	return err
}

func (s *Service) warnings(ctx context.Context, v authz.Viewer, p *Picture, t *table) error {
	all, err := s.c.Warnings.Standing(ctx, v)
	for _, w := range all {
		t.row(w.Owner).Issued++
		line := WarningLine{ID: w.ID, Owner: w.Owner, TLP: w.TLP, Cause: w.Text.Cause, Title: w.Text.Title, At: w.Text.At, Due: w.Text.Due, Sectors: w.Text.Sectors, Seats: []Answer{}}
		if sev := w.Text.Severity; sev.Scheme != "" {
			line.Severity = &Severity{Party: w.Owner, Scheme: sev.Scheme, Value: sev.Value, Place: w.Text.Place}
		}
		for _, seat := range w.Seats {
			row, a := t.row(seat.Party), Answer{Party: seat.Party, Owes: seat.Owes, Overdue: seat.Overdue}
			if n := len(seat.Said); n > 0 {
				row.Known, a.Affected = true, string(seat.Said[n-1].Affected)
			}
			row.Owes += count(seat.Owes)
			row.Affected += count(a.Affected == string(warning.Yes))
			row.Looking += count(a.Affected == string(warning.Looking))
			line.Seats = append(line.Seats, a)
		}
		p.Warnings = append(p.Warnings, line)
	}
	return err
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *Service) incidents(ctx context.Context, v authz.Viewer, p *Picture, t *table) error {
	all, err := s.c.Incidents.Pending(ctx, v)
	for _, i := range all {
		if i.State == incident.ClosedState {
			continue
		}
		line := IncidentLine{ID: i.ID, Owner: i.Owner, TLP: i.TLP.String(), Title: i.Title, Category: i.Category, State: string(i.State), Opened: i.Opened, Parties: []ids.Party{}, Severities: judged(i.Judgements)}
		for _, seat := range i.Seats {
			line.Parties = append(line.Parties, seat.Party)
		}
		if len(line.Parties) == 0 {
			line.Parties = append(line.Parties, i.Owner)
		}
		row := t.row(i.Owner)
		row.Incidents++
		row.Unjudged += count(len(line.Severities) == 0)
		row.Gravest = graver(row.Gravest, line.gravest())
		p.Incidents = append(p.Incidents, line)
	}
	slices.SortStableFunc(p.Incidents, func(a, b IncidentLine) int { return cmp.Compare(a.rank(), b.rank()) })
	return err
}

// judged gives the last judgement of each party in each scheme.
func judged(all []incident.Assessment) []Severity {
	out := []Severity{}
	for _, j := range all {
		x := Severity{Party: j.Party, Scheme: j.Scheme, Value: j.Value, Place: warning.PlaceOf(j.Scheme, j.Value)}
		if i := slices.IndexFunc(out, func(o Severity) bool { return o.Party == x.Party && o.Scheme == x.Scheme }); i >= 0 {
			out[i] = x
		} else {
			out = append(out, x)
		}
	}
	return out
}

// graver gives the one of two that stands higher on the crosswalk; what has no place
// there cannot be compared and stands behind what has.
func graver(a, b *Severity) *Severity {
	switch {
	case b == nil || b.Place == nil:
		return a
	case a == nil || b.Place.From < a.Place.From:
		return b
	}
	return a
}

func (l IncidentLine) gravest() (g *Severity) {
	for i := range l.Severities {
		g = graver(g, &l.Severities[i])
	}
	return g
}

// rank orders incidents: by the crosswalk, then what was judged and has no place on
// it, then what nobody has judged.
func (l IncidentLine) rank() int {
	if g := l.gravest(); g != nil {
		return g.Place.From
	}
	if len(l.Severities) > 0 {
		return len(incident.Crosswalk) + 1
	}
	return len(incident.Crosswalk) + 2
}

// schemes are the names that requests have for the schemes of the crosswalk.
var schemes = map[string]string{"eu": incident.EU, "ncsc-uk": incident.NCSC, "us": incident.NCISS, "nukib": incident.CZ}

func (s *Service) requests(ctx context.Context, v authz.Viewer, p *Picture, t *table) error {
	all, err := s.c.Assists.Pending(ctx, v)
	for _, c := range all {
		if c.Over() {
			continue
		}
		t.row(c.Owner).Requests++
		line := RequestLine{ID: c.ID, Owner: c.Owner, Title: c.Request.Title, State: string(c.State), Lodged: c.Lodged, NeededBy: c.Request.NeededBy, Offers: len(c.Offers)}
		if sev := c.Request.Severity; sev.Value != "" {
			line.Severity = &Severity{Party: c.Owner, Scheme: cmp.Or(schemes[sev.Scheme], sev.Scheme), Value: sev.Value, Place: warning.PlaceOf(schemes[sev.Scheme], sev.Value)}
		}
		p.Requests = append(p.Requests, line)
	}
	return err
}

func (s *Service) decisions(ctx context.Context, v authz.Viewer, p *Picture) error {
	all, err := s.c.Crises.List(ctx, v)
	for _, d := range all {
		if len(d.Rounds) == 0 || d.State == crisis.FinalAs || d.State == crisis.Proposed {
			continue
		}
		p.Decisions = append(p.Decisions, DecisionLine{ID: d.ID, Owner: d.Owner, Body: d.Body.Name, Level: d.Text.Level, State: string(d.State), Title: d.Text.Title, Expires: d.Rounds[len(d.Rounds)-1].Expires})
	}
	return err
}
