package conduct

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/msel"
)

// Letter is an inject as it goes to the nodes of its teams: what a team's inbox
// keeps.
type Letter struct {
	Inject  string         `json:"inject"`
	N       int            `json:"n"` // which sending
	Teams   []string       `json:"teams"`
	Channel msel.Channel   `json:"channel"`
	From    string         `json:"from"`
	Payload jsontext.Value `json:"payload"`
	At      time.Time      `json:"at"`
	Time    int64          `json:"us"`
	Late    int64          `json:"late_us"` // from when an answer is late; -1 is never
}

// deliver sends an inject to the teams of rows: the event, the letter, and what
// follows for injects that wait for it. Where something in the system is to carry
// it out and cannot, it is held.
func (s *Service) deliver(ctx context.Context, tx *db.Tx, who authz.Actor, in stored, rows []row, now time.Duration, note string) error {
	teams, err := loadTeams(ctx, tx)
	if err != nil {
		return err
	}
	n := 1
	for _, r := range rows {
		n = max(n, r.sends+1)
	}
	if effects[in.Channel] {
		why, err := s.do(ctx, tx, who, Doing{Inject: in.Inject, As: ids.Party(in.As), Teams: slices.DeleteFunc(teams, func(t msel.Team) bool { return !slices.Contains(teamsOf(rows), t.ID) }), N: n, Time: now})
		if err != nil {
			return err
		}
		if why.Format != "" {
			return s.hold(ctx, tx, who, rows, now, why)
		}
	}
	l := Letter{Inject: in.ID, N: n, Teams: teamsOf(rows), Channel: in.Channel, From: in.From, Payload: jsontext.Value("null"), At: tx.Now, Time: micros(now), Late: -1}
	if shown(in.Channel) && len(in.Payload) > 0 {
		l.Payload = in.Payload
	}
	if in.Within > 0 {
		l.Late = micros(now + time.Duration(in.Within))
	}
	var to []ids.Party
	for _, r := range rows {
		if r.sends == 0 {
			r.sent, r.sentAt, r.late = micros(now), tx.Now, l.Late
		}
		r.sends, r.why, r.phrase = n, note, jsontext.Value("null")
		r.state = progress(span(r.seen), span(r.answered))
		if err := s.mark(ctx, tx, who, r, string(Sent), now, note); err != nil {
			return err
		}
		if r.party != s.c.Party {
			to = append(to, r.party)
		}
	}
	to = slices.Compact(slices.Sorted(slices.Values(to)))
	if in.Channel != msel.ByConnection {
		if err := s.keep(ctx, tx, l, teams); err != nil {
			return err
		}
	} else {
		to = nil // players meet it where the range plays it
	}
	if _, err := s.record(ctx, tx, who, kindInject, in.ID, to, l); err != nil {
		return err
	}
	return s.follow(ctx, tx, in.ID)
}

// keep puts a letter into the inboxes of our own teams. The same sending again
// changes nothing; a later one brings the letter to mind anew.
func (s *Service) keep(ctx context.Context, tx *db.Tx, l Letter, teams []msel.Team) error {
	for _, t := range teams {
		if t.Party != s.c.Party || !slices.Contains(l.Teams, t.ID) {
			continue
		}
		if _, err := tx.Exec(ctx, `INSERT INTO conduct_item (inject, team, n, channel, sender, subject, payload, sent_at, us, late, stored_at, seen_at, seen_by, answered)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,0,'',-1)
			ON CONFLICT (inject, team) DO UPDATE SET n = excluded.n, payload = excluded.payload, seen_at = 0, seen_by = '' WHERE conduct_item.n < excluded.n`,
			l.Inject, t.ID, l.N, string(l.Channel), l.From, l.subject(), []byte(l.Payload), db.Micros(l.At), l.Time, l.Late, db.Micros(tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

// subject is the heading of what a letter brings; empty where the system brings it.
func (l Letter) subject() string {
	m, err := msel.Inject{Channel: l.Channel, Payload: l.Payload}.Message()
	if err != nil {
		return ""
	}
	switch m := m.(type) {
	case msel.Mail:
		return m.Subject
	case msel.Article:
		return m.Headline
	case msel.File:
		return m.Name
	}
	return ""
}

// follow works out anew when the injects are due that wait for one.
func (s *Service) follow(ctx context.Context, tx *db.Tx, source string) error {
	waiting, err := db.Rows(ctx, tx, scanInject, `SELECT `+injectColumns+` FROM conduct_inject i JOIN conduct_wait w ON w.inject = i.id WHERE w.source = $1 ORDER BY i.id`, source)
	if err != nil || len(waiting) == 0 {
		return err
	}
	past := Past{}
	for _, in := range waiting {
		for _, d := range in.After {
			if past[d.Inject] != nil {
				continue
			}
			if past[d.Inject], err = loadPast(ctx, tx, d.Inject); err != nil {
				return err
			}
		}
		rows, err := loadRows(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			due := int64(-1)
			if at, ok := Due(in.Inject, r.team, past); ok {
				due = micros(at)
			}
			if due == r.due {
				continue
			}
			if _, err := tx.Exec(ctx, `UPDATE conduct_cell SET due = $1 WHERE inject = $2 AND team = $3`, due, r.inject, r.team); err != nil {
				return err
			}
		}
	}
	return nil
}

// loadPast gives the cells of one inject, folded from its events.
func loadPast(ctx context.Context, tx *db.Tx, inject string) (map[string]Cell, error) {
	rows, err := loadRows(ctx, tx, inject)
	if err != nil {
		return nil, err
	}
	events, err := loadEvents(ctx, tx, inject)
	if err != nil {
		return nil, err
	}
	cells := map[string]Cell{}
	for _, r := range rows {
		cells[r.team] = Fold(inject, r.team, events)
	}
	return cells, nil
}
