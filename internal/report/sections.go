package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/format/marking"
	"entente/internal/format/stix"
	"entente/internal/intel"
)

const right = true

func (b *builder) came() section {
	var rows [][]string
	for _, c := range b.f.Objects.ByType {
		rows = append(rows, []string{c.Key, b.number(c.Here), b.number(c.Came)})
	}
	t := &table{head: []string{b.Type, b.Here, b.Came}, widths: []int{12, 6, 6}, numbers: []bool{false, right, right}}
	return section{heading: b.In, lead: b.InLead, table: b.rows(t, rows), empty: b.InEmpty}
}

func (b *builder) origins() section {
	var rows [][]string
	for _, c := range b.f.Objects.ByOrigin {
		rows = append(rows, []string{b.partyName(ids.Party(c.Key)), b.number(c.Here), b.number(c.Came)})
	}
	t := &table{head: []string{b.Origin, b.Here, b.Came}, widths: []int{12, 6, 6}, numbers: []bool{false, right, right}}
	return section{heading: b.ByOrigin, table: b.rows(t, rows), empty: b.InEmpty}
}

func (b *builder) crossings() section {
	var rows [][]string
	for _, p := range b.f.Parties {
		ratio := b.Dash
		if p.Ratio != nil {
			ratio = b.Numbers.Sprintf("%.2f", *p.Ratio)
		}
		if p.GivenObjects+p.OnwardObjects+p.ReceivedObjects+p.WithheldObjects+p.RefusedObjects == 0 {
			continue
		}
		rows = append(rows, []string{b.partyName(p.Party), b.number(p.GivenObjects), b.number(p.OnwardObjects), b.number(p.ReceivedObjects), b.number(p.WithheldObjects), b.number(p.RefusedObjects), ratio})
	}
	t := &table{head: []string{b.Party, b.Given, b.PassedOn, b.Received, b.Withheld, b.Refused, b.Ratio}, widths: []int{6, 2, 3, 3, 3, 4, 3}, numbers: []bool{false, right, right, right, right, right, right}}
	return section{heading: b.Out, lead: b.OutLead, table: b.rows(t, rows), empty: b.OutEmpty}
}

// cited names a provision as it is cited everywhere.
func (b *builder) cited(g FigureGround) string {
	if g.Agreement == "" {
		return b.Dash
	}
	return g.Title + ", " + fmt.Sprintf(b.Generation, g.Generation) + ", " + g.Provision
}

func (b *builder) provisions() section {
	var rows [][]string
	for _, g := range b.f.Provisions {
		rows = append(rows, []string{b.partyName(g.Party), of(b.Directions, g.Direction), b.cited(g), b.number(g.Objects)})
	}
	t := &table{head: []string{b.Party, b.Direction, b.Provision, b.Objects}, widths: []int{6, 4, 10, 4}, numbers: []bool{false, false, false, right}}
	return section{heading: b.Provisions, lead: b.ProvisionsLead, table: b.rows(t, rows), empty: b.ProvisionsEmpty}
}

func (b *builder) refusals() section {
	var rows [][]string
	for _, g := range b.f.Refusals {
		rows = append(rows, []string{b.partyName(g.Party), of(b.Directions, g.Direction), of(b.Reasons, g.Code), b.cited(g), b.number(g.Objects)})
	}
	t := &table{head: []string{b.Party, b.Direction, b.Reason, b.Provision, b.Objects}, widths: []int{4, 3, 7, 7, 3}, numbers: []bool{false, false, false, false, right}}
	return section{heading: b.Refusals, lead: b.RefusalsLead, table: b.rows(t, rows), empty: b.RefusalsEmpty}
}

// took writes a duration so that its size is seen at once.
func (b *builder) took(ms, count int64) string {
	d := time.Duration(ms) * time.Millisecond
	switch {
	case count == 0:
		return b.NotMeasured
	case d < time.Second:
		return b.Numbers.Sprintf("%d ms", ms)
	case d < 2*time.Minute:
		return b.Numbers.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Hour:
		return b.Numbers.Sprintf("%.0f min", d.Minutes())
	}
	return b.Numbers.Sprintf("%.1f h", d.Hours())
}

func (b *builder) receipts() section {
	var rows [][]string
	for _, p := range b.f.Parties {
		if r := p.Receipts; r.Count+r.Open > 0 {
			rows = append(rows, []string{b.partyName(p.Party), b.number(r.Count), b.number(r.Open), b.took(r.P50, r.Count), b.took(r.P95, r.Count)})
		}
	}
	t := &table{head: []string{b.Party, b.Signed, b.Unsigned, b.Median, b.P95}, widths: []int{8, 4, 4, 4, 4}, numbers: []bool{false, right, right, right, right}}
	return section{heading: b.Receipts, lead: b.ReceiptsLead, table: b.rows(t, rows), empty: b.ReceiptsEmpty}
}

func (b *builder) open() section {
	open := slices.Clone(b.x.open)
	slices.SortStableFunc(open, func(a, c ledger.Given) int { return a.At.Compare(c.At) })
	var rows [][]string
	for _, g := range open {
		rows = append(rows, []string{moment(g.At), b.partyName(g.To), g.About})
	}
	t := &table{head: []string{b.When, b.Party, b.Release}, widths: []int{6, 8, 10}, numbers: make([]bool, 3)}
	return section{heading: b.Open, lead: b.OpenLead, table: b.rows(t, rows), empty: b.OpenEmpty}
}

func (b *builder) recalls() section {
	var rows [][]string
	for _, r := range b.x.recalls {
		answers := make([]string, 0, len(r.Compliance))
		for _, c := range r.Compliance {
			answers = append(answers, string(c.Party)+": "+of(b.Complied, c.State))
		}
		rows = append(rows, []string{moment(r.At), string(r.Origin), r.Reason, cmp.Or(strings.Join(answers, "; "), b.Dash)})
	}
	t := &table{head: []string{b.When, b.Origin, b.Reason, b.Compliance}, widths: []int{5, 3, 8, 8}, numbers: make([]bool, 4)}
	return section{heading: b.Recalls, lead: b.RecallsLead, table: b.rows(t, rows), empty: b.RecallsEmpty}
}

// standing is the order in which agreements are listed: what is in force, then
// what needs somebody.
var standing = []agreement.State{agreement.InForce, agreement.Suspended, agreement.Signed, agreement.Proposed, agreement.Draft, agreement.Superseded, agreement.Terminated, agreement.Expired, agreement.Declined, agreement.Withdrawn}

func (b *builder) agreements(ctx context.Context) (section, error) {
	all, err := b.s.Agreements.List(ctx, b.x.viewer)
	if err != nil {
		return section{}, err
	}
	type line struct {
		state agreement.State
		cells []string
	}
	var lines []line
	for _, a := range all {
		codes := make([]string, len(a.Parties))
		mine := b.party == ""
		for i, m := range a.Parties {
			codes[i] = string(m.Code)
			mine = mine || m.Code == b.party
		}
		if state := a.StateAt(b.f.At); mine {
			lines = append(lines, line{state, []string{a.Title, strings.Join(codes, ", "), of(b.States, string(state)), cmp.Or(dated(a.InForceFrom()), b.Dash)}})
		}
	}
	slices.SortStableFunc(lines, func(a, c line) int { return slices.Index(standing, a.state) - slices.Index(standing, c.state) })
	var rows [][]string
	for _, l := range lines {
		rows = append(rows, l.cells)
	}
	t := &table{head: []string{b.Agreement, b.Parties, b.State, b.From}, widths: []int{10, 6, 4, 4}, numbers: make([]bool, 4)}
	return section{heading: b.Agreements, lead: b.AgreementsLead, table: b.rows(t, rows), empty: b.AgreementsEmpty}, nil
}

func (b *builder) links(ctx context.Context) (section, error) {
	all, err := b.s.Peers.Peers(ctx, b.x.viewer)
	if err != nil {
		return section{}, err
	}
	var rows [][]string
	for _, p := range all {
		if b.party != "" && p.Party != b.party {
			continue
		}
		state := p.State
		if state == "connected" && p.Receipted < p.Sent {
			state = "behind"
		}
		rows = append(rows, []string{b.partyName(p.Party), of(b.Links, state), cmp.Or(moment(p.Since), b.Dash), b.number(p.Sent), b.number(p.Receipted), of(b.Trusts, p.Trust)})
	}
	t := &table{head: []string{b.Party, b.State, b.Since, b.Sent, b.SignedFor, b.Trust}, widths: []int{5, 4, 4, 3, 3, 5}, numbers: []bool{false, false, false, right, right, false}}
	return section{heading: b.Peers, lead: b.PeersLead, table: b.rows(t, rows), empty: b.PeersEmpty}, nil
}

func (b *builder) ages() section {
	s := section{heading: b.Ageing, lead: b.AgeingLead, empty: b.AgeingEmpty}
	t := &table{head: []string{b.Age, b.Objects, b.Share}, widths: []int{12, 6, 6}, numbers: []bool{false, right, right}}
	a := b.f.Indicators
	if a.Here > 0 {
		for _, l := range []struct {
			key string
			n   int64
		}{{"all", a.Here}, {"30", a.Over30}, {"90", a.Over90}, {"365", a.Over365}, {"expired", a.Expired}} {
			t.rows = append(t.rows, []string{of(b.Ages, l.key), b.number(l.n), b.Numbers.Sprintf("%.0f %%", 100*float64(l.n)/float64(a.Here))})
		}
	}
	s.table = t
	return s
}

// What is of note, the first the most; what is on neither list is not named.
var note = []string{"report", "campaign", "intrusion-set", "threat-actor", "incident", "malware", "vulnerability", "attack-pattern", "tool", "grouping", "indicator"}

const (
	lookAt  = 300 // of the newest objects
	maxNote = 12
)

// newest names objects of note among the newest of the period, and gives the
// strictest marking of those.
func (b *builder) newest(ctx context.Context) (s section, strict marking.TLP, unmarked bool, err error) {
	rows, err := b.s.Intel.List(ctx, b.x.viewer, intel.Filter{Origin: b.party, After: db.Micros(b.x.from) - 1, Before: db.Micros(b.x.to.Add(day)), Limit: lookAt})
	if err != nil {
		return s, strict, unmarked, err
	}
	rows = slices.DeleteFunc(rows, func(r intel.Row) bool { return !slices.Contains(note, r.Type) })
	slices.SortStableFunc(rows, func(a, c intel.Row) int { return slices.Index(note, a.Type) - slices.Index(note, c.Type) })
	var lines [][]string
	for _, r := range rows[:min(len(rows), maxNote)] {
		obj, err := stix.Parse(r.Body)
		if err != nil {
			return s, strict, unmarked, err
		}
		mark := b.None
		switch {
		case r.Unknown:
			mark, unmarked = b.Unknown, true
		case r.TLP == marking.None:
			unmarked = true
		default:
			mark, strict = tlpName(r.TLP.String()), max(strict, r.TLP)
		}
		lines = append(lines, []string{moment(db.Time(r.Added)), string(r.Origin), r.Type, obj.Name(), mark})
	}
	t := &table{head: []string{b.When, b.Origin, b.Type, b.Name, b.TLP}, widths: []int{5, 2, 4, 9, 4}, numbers: make([]bool, 5)}
	return section{heading: b.Newest, lead: b.NewestLead, table: b.rows(t, lines), empty: b.NewestEmpty}, strict, unmarked, nil
}

func dated(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
