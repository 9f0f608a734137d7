package conduct

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/msel"
)

const maxText = 20_000 // bytes of what people write

// text refuses what cannot be read, and nothing where something is asked for.
func text(what string, empty bool) error {
	if !empty && strings.TrimSpace(what) == "" || len(what) > maxText || !utf8.ValidString(what) || strings.ContainsRune(what, 0) {
		return errs.New(errs.Invalid, "write something, of at most %d bytes", maxText)
	}
	return nil
}

// Fire sends an inject now to some of its teams, or to all of them that do not have
// it yet. Of a telephone call, and of what a range plays, it records that it was
// played; note says how it went. It needs exercise.conduct.
//
// Errors: NotFound; Conflict for one that all of them have, and before STARTEX and
// after ENDEX.
func (s *Service) Fire(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string, note string) (InjectView, error) {
	return s.control(ctx, who, realm, id, teams, note, true, []State{Planned, Ready, Held}, func(tx *db.Tx, in stored, rows []row, now time.Duration) error {
		return s.deliver(ctx, tx, who, in, rows, now, note)
	})
}

// Resend sends again what teams have: the same letter, brought to mind anew. It
// needs exercise.conduct.
func (s *Service) Resend(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string) (InjectView, error) {
	return s.control(ctx, who, realm, id, teams, "", true, []State{Sent, Seen, Answered}, func(tx *db.Tx, in stored, rows []row, now time.Duration) error {
		return s.deliver(ctx, tx, who, in, rows, now, "")
	})
}

// Hold keeps an inject back, until somebody frees or fires it. It needs
// exercise.conduct and a reason.
func (s *Service) Hold(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string, reason string) (InjectView, error) {
	return s.control(ctx, who, realm, id, teams, reason, false, []State{Planned, Ready}, func(tx *db.Tx, _ stored, rows []row, now time.Duration) error {
		return s.put(ctx, tx, who, rows, Held, string(Held), now, reason)
	})
}

// Free lets go what was held or skipped: it is sent as planned, at once where its
// time has passed. It needs exercise.conduct.
func (s *Service) Free(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string) (InjectView, error) {
	return s.control(ctx, who, realm, id, teams, "", true, []State{Held, Skipped}, func(tx *db.Tx, _ stored, rows []row, now time.Duration) error {
		return s.put(ctx, tx, who, rows, Planned, eventFreed, now, "")
	})
}

// Skip leaves an inject out, for the time being. It needs exercise.conduct and a
// reason.
func (s *Service) Skip(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string, reason string) (InjectView, error) {
	return s.control(ctx, who, realm, id, teams, reason, false, []State{Planned, Ready, Held}, func(tx *db.Tx, _ stored, rows []row, now time.Duration) error {
		return s.put(ctx, tx, who, rows, Skipped, string(Skipped), now, reason)
	})
}

// Cancel takes an inject out for good. It needs exercise.conduct and a reason.
func (s *Service) Cancel(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string, reason string) (InjectView, error) {
	return s.control(ctx, who, realm, id, teams, reason, false, []State{Planned, Ready, Held, Skipped}, func(tx *db.Tx, _ stored, rows []row, now time.Duration) error {
		return s.put(ctx, tx, who, rows, Cancelled, string(Cancelled), now, reason)
	})
}

// put brings rows to a state by hand.
func (s *Service) put(ctx context.Context, tx *db.Tx, who authz.Actor, rows []row, state State, kind string, now time.Duration, why string) error {
	for _, r := range rows {
		r.state, r.why, r.phrase = state, why, []byte("null")
		if err := s.mark(ctx, tx, who, r, kind, now, why); err != nil {
			return err
		}
	}
	_, err := s.record(ctx, tx, who, "conduct."+kind, rows[0].inject, nil, map[string]any{"teams": teamsOf(rows), "why": why})
	return err
}

// control is one act on an inject: load, rule, save, record.
func (s *Service) control(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string, note string, empty bool, from []State,
	act func(tx *db.Tx, in stored, rows []row, now time.Duration) error) (v InjectView, err error) {
	defer errs.Wrap(&err, "conduct.control(%s)", errs.Clip(id))
	if err := s.conducting(who, realm, authz.ExerciseConduct); err != nil {
		return v, err
	}
	if err := text(note, empty); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		c, now, err := s.playing(ctx, tx)
		if err != nil {
			return err
		}
		in, err := loadInject(ctx, tx, id)
		if err != nil {
			return err
		}
		rows, err := loadRows(ctx, tx, id)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r row) bool {
			return !slices.Contains(from, r.state) || len(teams) > 0 && !slices.Contains(teams, r.team)
		})
		if len(rows) == 0 {
			return errs.New(errs.Conflict, "no team that you mean has this inject in a state in which that can be done")
		}
		if err := act(tx, in, rows, now); err != nil {
			return err
		}
		v, err = s.injectView(ctx, tx, id, c)
		return err
	})
	return v, err
}

// playing gives the clock of an exercise that goes on, and its time.
func (s *Service) playing(ctx context.Context, tx *db.Tx) (Clock, time.Duration, error) {
	c, err := loadClock(ctx, tx)
	if err != nil {
		return c, 0, err
	}
	switch c.Phase() {
	case Waiting:
		return c, 0, errs.New(errs.Conflict, "the exercise has not started")
	case Ended:
		return c, 0, errs.New(errs.Conflict, "the exercise has ended")
	case Running, Paused:
	}
	return c, c.Time(tx.Now), nil
}

// Improvise adds an inject on the spot. Without a time it goes at once. It needs
// exercise.conduct.
func (s *Service) Improvise(ctx context.Context, who authz.Actor, realm ids.Realm, in msel.Inject) (v InjectView, err error) {
	defer errs.Wrap(&err, "conduct.Improvise")
	if err := s.conducting(who, realm, authz.ExerciseConduct); err != nil {
		return v, err
	}
	for _, t := range []string{in.Title, in.From} {
		if err := text(t, false); err != nil {
			return v, err
		}
	}
	if _, err := in.Message(); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		c, now, err := s.playing(ctx, tx)
		if err != nil {
			return err
		}
		teams, err := loadTeams(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range in.To {
			if !slices.ContainsFunc(teams, func(x msel.Team) bool { return x.ID == t }) {
				return errs.New(errs.NotFound, "no team %q plays here", errs.Clip(t))
			}
		}
		n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM conduct_inject WHERE improvised`)
		if err != nil {
			return err
		}
		in.ID, in.Number, in.After = ids.New(), fmt.Sprintf("X%d", n+1), nil
		if in.At == nil {
			at := msel.Of(int64(now / time.Second))
			in.At = &at
		}
		if err := saveInjects(ctx, tx, []msel.Inject{in}, teams, true); err != nil {
			return err
		}
		body, err := strictjson.Marshal(in)
		if err != nil {
			return err
		}
		if _, err := s.record(ctx, tx, who, "conduct.improvised", in.ID, nil, map[string]any{"inject": jsontext.Value(body)}); err != nil {
			return err
		}
		v, err = s.injectView(ctx, tx, in.ID, c)
		return err
	})
	return v, err
}

// replyBody is what a controller writes in a role.
type replyBody struct {
	ID     string    `json:"id"`
	Inject string    `json:"inject"`
	Team   string    `json:"team"`
	From   string    `json:"from"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
	Time   int64     `json:"us"`
}

// Reply writes to a team in a role, about an inject that it has: "Ministry of
// Health" answers the team's mail. It needs exercise.conduct.
func (s *Service) Reply(ctx context.Context, who authz.Actor, realm ids.Realm, id, team, role, words string) (v InjectView, err error) {
	defer errs.Wrap(&err, "conduct.Reply(%s)", errs.Clip(id))
	if err := s.conducting(who, realm, authz.ExerciseConduct); err != nil {
		return v, err
	}
	if err := text(words, false); err != nil {
		return v, err
	}
	if err := text(role, false); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		c, now, err := s.playing(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := loadRows(ctx, tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(r row) bool { return r.team == team && r.sends > 0 })
		if i < 0 {
			return errs.New(errs.NotFound, "the team has no such inject")
		}
		b := replyBody{ID: ids.New(), Inject: id, Team: team, From: role, Text: words, At: tx.Now, Time: micros(now)}
		if err := saveMessage(ctx, tx, Message{ID: b.ID, Inject: id, Team: team, Side: SideControl, Name: role, Text: words, At: b.At, Time: span(b.Time)}); err != nil {
			return err
		}
		var to []ids.Party
		if rows[i].party != s.c.Party {
			to = []ids.Party{rows[i].party}
		}
		if _, err := s.record(ctx, tx, who, kindReply, id, to, b); err != nil {
			return err
		}
		v, err = s.injectView(ctx, tx, id, c)
		return err
	})
	return v, err
}
