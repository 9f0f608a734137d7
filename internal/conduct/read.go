package conduct

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/msel"
)

// InjectView is one row of the list in the control room.
type InjectView struct {
	ID         string       `json:"id"`
	Number     string       `json:"number"`
	Title      string       `json:"title"`
	Type       msel.Type    `json:"type"`
	Channel    msel.Channel `json:"channel"`
	Storyline  string       `json:"storyline"`
	From       string       `json:"from"`
	At         *int64       `json:"at_ms,omitempty" doc:"Its own exercise time"`
	ByHand     bool         `json:"by_hand" doc:"A controller plays it"`
	Improvised bool         `json:"improvised"`
	Waits      bool         `json:"waits" doc:"It waits for what becomes of others"`
	Expected   string       `json:"expected"`
	Payload    any          `json:"payload" doc:"In the form of the channel; in one inject alone, else null"`
	Cells      []CellView   `json:"cells" doc:"What became of it, by team"`
	Messages   []Message    `json:"messages" doc:"In one inject alone"`
	Events     []EventView  `json:"events" doc:"In one inject alone"`
}

// CellView is an inject for one team.
type CellView struct {
	Team     string       `json:"team"`
	Party    ids.Party    `json:"party"`
	State    State        `json:"state" enum:"planned,ready,sent,seen,answered,late,held,skipped,cancelled"`
	Due      *int64       `json:"due_ms,omitempty"`
	Sent     *int64       `json:"sent_ms,omitempty"`
	Seen     *int64       `json:"seen_ms,omitempty"`
	Answered *int64       `json:"answered_ms,omitempty"`
	Sends    int          `json:"sends"`
	Late     bool         `json:"late" doc:"It was answered late, or should have been answered"`
	Why      string       `json:"why"`
	Phrase   *errs.Phrase `json:"phrase,omitempty" doc:"Why, in a form that can be said in another language"`
}

// EventView is one thing that happened to an inject.
type EventView struct {
	Event
	Time int64 `json:"time_ms"`
}

func optional(us int64) *int64 {
	if us < 0 {
		return nil
	}
	us /= 1000
	return &us
}

// view shows a cell as it is at an exercise time.
func (r row) view(now time.Duration) CellView {
	v := CellView{Team: r.team, Party: r.party, State: r.state, Due: optional(r.due), Sent: optional(r.sent), Seen: optional(r.seen), Answered: optional(r.answered), Sends: r.sends, Why: r.why}
	if r.late >= 0 && r.sends > 0 {
		v.Late = r.answered > r.late || r.answered < 0 && micros(now) > r.late
	}
	if v.Late && r.answered < 0 {
		v.State = Late
	}
	var p errs.Phrase
	if json.Unmarshal(r.phrase, &p) == nil && p.Format != "" {
		v.Phrase = &p
	}
	return v
}

func (in stored) view() InjectView {
	v := InjectView{ID: in.ID, Number: in.Number, Title: in.Title, Type: in.Type, Channel: in.Channel, Storyline: in.Storyline, From: in.From, ByHand: played(in.Inject), Improvised: in.improvised,
		Waits: len(in.After) > 0, Expected: in.Expected, Cells: []CellView{}, Messages: []Message{}, Events: []EventView{}}
	if in.At != nil {
		v.At = optional(micros(time.Duration(*in.At)))
	}
	return v
}

// Filter narrows the list of the control room. Zero fields do not narrow.
type Filter struct {
	State   State
	Team    string
	Channel string
	Words   string // in number or title
	After   string // the next of the page before
	Limit   int
}

// Injects lists the list as it is played, in the order of its times, and where the
// next page begins. It needs exercise.conduct.
func (s *Service) Injects(ctx context.Context, v authz.Viewer, f Filter) (all []InjectView, next string, err error) {
	defer errs.Wrap(&err, "conduct.Injects")
	if err := s.conducting(v.Actor(), v.Realm(), authz.ExerciseConduct); err != nil {
		return nil, "", err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := loadClock(ctx, tx)
		if err != nil {
			return err
		}
		now := c.Time(tx.Now)
		where, args := f.where(now)
		args = append(args, f.Limit+1)
		injects, err := db.Rows(ctx, tx, scanInject, `SELECT `+injectColumns+` FROM conduct_inject i WHERE `+where+fmt.Sprintf(` ORDER BY i.ord, i.id LIMIT $%d`, len(args)), args...)
		if err != nil {
			return err
		}
		if len(injects) > f.Limit {
			injects = injects[:f.Limit]
			last := injects[f.Limit-1]
			next = place(last.Inject)
		}
		at, named := map[string]int{}, []string{}
		for i, in := range injects {
			all = append(all, in.view())
			at[in.ID] = i
			named = append(named, in.ID)
		}
		for chunk := range slices.Chunk(named, 100) {
			args := []any{}
			rows, err := db.Rows(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM conduct_cell c WHERE c.inject IN `+db.In(&args, chunk)+` ORDER BY c.inject, c.team`, args...)
			if err != nil {
				return err
			}
			for _, r := range rows {
				all[at[r.inject]].Cells = append(all[at[r.inject]].Cells, r.view(now))
			}
		}
		return nil
	})
	return all, next, err
}

// place names a place in the list.
func place(in msel.Inject) string {
	ord := maxTime
	if in.At != nil {
		ord = time.Duration(*in.At)
	}
	return fmt.Sprintf("%d-%s", micros(ord), in.ID)
}

func (f Filter) where(now time.Duration) (string, []any) {
	cond, args := []string{"1 = 1"}, []any{}
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	cell := []string{}
	if f.Team != "" {
		cell = append(cell, "c.team = "+arg(f.Team))
	}
	switch f.State {
	case "":
	case Late:
		cell = append(cell, "c.sends > 0 AND c.answered < 0 AND c.late >= 0 AND c.late < "+arg(micros(now)))
	default:
		cell = append(cell, "c.state = "+arg(string(f.State)))
	}
	if len(cell) > 0 {
		cond = append(cond, "EXISTS (SELECT 1 FROM conduct_cell c WHERE c.inject = i.id AND "+strings.Join(cell, " AND ")+")")
	}
	if f.Channel != "" {
		cond = append(cond, "i.channel = "+arg(f.Channel))
	}
	if f.Words != "" {
		like := arg("%" + strings.NewReplacer(`!`, `!!`, `%`, `!%`, `_`, `!_`).Replace(strings.ToLower(f.Words)) + "%")
		cond = append(cond, "(lower(i.title) LIKE "+like+" ESCAPE '!' OR lower(i.number) LIKE "+like+" ESCAPE '!')")
	}
	if ord, id, ok := strings.Cut(f.After, "-"); ok {
		var us int64
		if _, err := fmt.Sscan(ord, &us); err == nil {
			o := arg(us)
			cond = append(cond, "(i.ord > "+o+" OR i.ord = "+o+" AND i.id > "+arg(id)+")")
		}
	}
	return strings.Join(cond, " AND "), args
}

// Inject shows one inject with all that became of it. It needs exercise.conduct.
func (s *Service) Inject(ctx context.Context, v authz.Viewer, id string) (out InjectView, err error) {
	defer errs.Wrap(&err, "conduct.Inject(%s)", errs.Clip(id))
	if err := s.conducting(v.Actor(), v.Realm(), authz.ExerciseConduct); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := loadClock(ctx, tx)
		if err != nil {
			return err
		}
		out, err = s.injectView(ctx, tx, id, c)
		return err
	})
	return out, err
}

func (s *Service) injectView(ctx context.Context, tx *db.Tx, id string, c Clock) (v InjectView, err error) {
	in, err := loadInject(ctx, tx, id)
	if err != nil {
		return v, err
	}
	v = in.view()
	if len(in.Payload) > 0 {
		v.Payload = in.Payload
	}
	rows, err := loadRows(ctx, tx, id)
	if err != nil {
		return v, err
	}
	for _, r := range rows {
		v.Cells = append(v.Cells, r.view(c.Time(tx.Now)))
	}
	events, err := loadEvents(ctx, tx, id)
	if err != nil {
		return v, err
	}
	for _, e := range events {
		v.Events = append(v.Events, EventView{Event: e, Time: e.Time.Milliseconds()})
	}
	if m, err := loadMessages(ctx, tx, id, ""); err != nil || len(m) > 0 {
		v.Messages = m
		return v, err
	}
	return v, nil
}

// TeamView is how a team stands.
type TeamView struct {
	msel.Team
	Counts map[string]int `json:"counts" doc:"Injects by state"`
	Last   *time.Time     `json:"last,omitempty" doc:"Of the latest act of its players that is known here"`
}

// TeamsNow shows how every team stands. It needs exercise.conduct.
func (s *Service) TeamsNow(ctx context.Context, v authz.Viewer) (all []TeamView, err error) {
	defer errs.Wrap(&err, "conduct.TeamsNow")
	if err := s.conducting(v.Actor(), v.Realm(), authz.ExerciseConduct); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		teams, err := loadTeams(ctx, tx)
		if err != nil {
			return err
		}
		c, err := loadClock(ctx, tx)
		if err != nil {
			return err
		}
		at := map[string]int{}
		for i, t := range teams {
			all = append(all, TeamView{Team: t, Counts: map[string]int{}})
			at[t.ID] = i
		}
		err = db.Each(ctx, tx, func(sc db.Scanner) error {
			var team, state string
			var n int
			err := sc.Scan(&team, &state, &n)
			if i, ok := at[team]; ok {
				all[i].Counts[state] = n
			}
			return err
		}, `SELECT team, CASE WHEN sends > 0 AND answered < 0 AND late >= 0 AND late < $1 THEN 'late' ELSE state END, count(*) FROM conduct_cell GROUP BY 1, 2`, micros(c.Time(tx.Now)))
		if err != nil {
			return err
		}
		return db.Each(ctx, tx, func(sc db.Scanner) error {
			var team string
			var us int64
			err := sc.Scan(&team, &us)
			if i, ok := at[team]; ok {
				t := db.Time(us)
				all[i].Last = &t
			}
			return err
		}, `SELECT team, max(at) FROM conduct_observed GROUP BY team`)
	})
	return all, err
}
