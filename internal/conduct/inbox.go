package conduct

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/msel"
)

// The sides of a conversation about an inject.
const (
	SidePlayer  = "player"
	SideControl = "control"
)

// Message is one thing that was written about an inject.
type Message struct {
	ID     string        `json:"id"`
	Inject string        `json:"inject"`
	Team   string        `json:"team"`
	Side   string        `json:"side" enum:"player,control"`
	Name   string        `json:"name" doc:"The player, or the role that answers"`
	Text   string        `json:"text"`
	At     time.Time     `json:"at"`
	Time   time.Duration `json:"-"`
}

// ItemView is what a team has received.
type ItemView struct {
	Inject   string       `json:"inject"`
	Team     string       `json:"team"`
	Channel  msel.Channel `json:"channel"`
	From     string       `json:"from"`
	Subject  string       `json:"subject" doc:"Its heading; empty where the system brought it"`
	Payload  any          `json:"payload" doc:"In the form of the channel; in one item alone, and null where the system brought it"`
	Sent     time.Time    `json:"sent"`
	Time     int64        `json:"time_ms" doc:"Exercise time of the sending"`
	Late     *int64       `json:"late_ms,omitempty" doc:"Exercise time until when an answer is asked for"`
	Seen     bool         `json:"seen"`
	Answered bool         `json:"answered"`
	Messages []Message    `json:"messages" doc:"What was written back and forth, the first first; in an item alone"`
}

// Inbox lists what the caller's own team has received, the latest first. It needs
// exercise.play.
//
// Errors: NotFound for who is in no team.
func (s *Service) Inbox(ctx context.Context, v authz.Viewer, limit int) (all []ItemView, err error) {
	defer errs.Wrap(&err, "conduct.Inbox")
	if err := s.enter(v.Actor(), v.Realm(), authz.ExercisePlay); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		team, err := s.team(ctx, tx, v.Actor())
		if err != nil {
			return err
		}
		all, err = db.Rows(ctx, tx, scanLine, `SELECT `+itemColumns+` FROM conduct_item WHERE team = $1 ORDER BY us DESC, inject LIMIT $2`, team, limit)
		return err
	})
	return all, err
}

// Item shows one thing that the caller's own team has received, with what was
// written about it. It needs exercise.play.
func (s *Service) Item(ctx context.Context, v authz.Viewer, inject string) (out ItemView, err error) {
	defer errs.Wrap(&err, "conduct.Item(%s)", errs.Clip(inject))
	if err := s.enter(v.Actor(), v.Realm(), authz.ExercisePlay); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		team, err := s.team(ctx, tx, v.Actor())
		if err != nil {
			return err
		}
		out, err = loadItem(ctx, tx, inject, team)
		return err
	})
	return out, err
}

// team is the one in which a person plays.
func (s *Service) team(ctx context.Context, tx *db.Tx, who authz.Actor) (string, error) {
	team, err := s.teamOf(ctx, tx, who)
	if err == nil && team == "" {
		err = errs.New(errs.NotFound, "you are in no team of this exercise, and so have no inbox; ask who plans it")
	}
	return team, err
}

// playerBody is what a player's node tells of an inject.
type playerBody struct {
	ID     string    `json:"id"`
	Inject string    `json:"inject"`
	Team   string    `json:"team"`
	Name   string    `json:"name"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
}

// See records that the caller's team has opened what it received; once. It needs
// exercise.play.
func (s *Service) See(ctx context.Context, who authz.Actor, realm ids.Realm, inject string) (ItemView, error) {
	return s.play(ctx, who, realm, inject, func(tx *db.Tx, item ItemView) error {
		if item.Seen {
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE conduct_item SET seen_at = $1, seen_by = $2 WHERE inject = $3 AND team = $4`, db.Micros(tx.Now), who.Person, inject, item.Team); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, kindSeen, playerBody{ID: ids.New(), Inject: inject, Team: item.Team, Name: who.Name, At: tx.Now})
	})
}

// Answer answers what the caller's team has received. It needs exercise.play.
func (s *Service) Answer(ctx context.Context, who authz.Actor, realm ids.Realm, inject, words string) (v ItemView, err error) {
	return s.play(ctx, who, realm, inject, s.answering(ctx, who, words))
}

// AnswerFor answers for a team of this node what it has received, where a script
// plays the team. It needs exercise.play and exercise.conduct, which no player has.
func (s *Service) AnswerFor(ctx context.Context, who authz.Actor, realm ids.Realm, team, inject, words string) (v ItemView, err error) {
	if err := who.May(authz.ExerciseConduct); err != nil {
		return v, err
	}
	return s.playAs(ctx, who, realm, inject, func(*db.Tx) (string, error) { return team, nil }, s.answering(ctx, who, words))
}

func (s *Service) answering(ctx context.Context, who authz.Actor, words string) func(tx *db.Tx, item ItemView) error {
	return func(tx *db.Tx, item ItemView) error {
		if err := text(words, false); err != nil {
			return err
		}
		if _, _, err := s.playing(ctx, tx); err != nil {
			return err
		}
		b := playerBody{ID: ids.New(), Inject: item.Inject, Team: item.Team, Name: errs.Clip(who.Name), Text: words, At: tx.Now}
		return s.tell(ctx, tx, who, kindAnswered, b)
	}
}

// play is one act of a player on what the team has: load, rule, save, record.
func (s *Service) play(ctx context.Context, who authz.Actor, realm ids.Realm, inject string, act func(tx *db.Tx, item ItemView) error) (v ItemView, err error) {
	return s.playAs(ctx, who, realm, inject, func(tx *db.Tx) (string, error) { return s.team(ctx, tx, who) }, act)
}

func (s *Service) playAs(ctx context.Context, who authz.Actor, realm ids.Realm, inject string, of func(tx *db.Tx) (string, error), act func(tx *db.Tx, item ItemView) error) (v ItemView, err error) {
	defer errs.Wrap(&err, "conduct.play(%s)", errs.Clip(inject))
	if err := s.enter(who, realm, authz.ExercisePlay); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		team, err := of(tx)
		if err != nil {
			return err
		}
		if v, err = loadItem(ctx, tx, inject, team); err != nil {
			return err
		}
		if err := act(tx, v); err != nil {
			return err
		}
		v, err = loadItem(ctx, tx, inject, team)
		return err
	})
	return v, err
}

// tell stores what a player did with an inject here, and tells the director; at the
// director's own node it counts at once.
func (s *Service) tell(ctx context.Context, tx *db.Tx, who authz.Actor, kind string, b playerBody) error {
	if kind == kindAnswered {
		c, err := loadClock(ctx, tx)
		if err != nil {
			return err
		}
		now := c.Time(b.At)
		if err := saveMessage(ctx, tx, Message{ID: b.ID, Inject: b.Inject, Team: b.Team, Side: SidePlayer, Name: b.Name, Text: b.Text, At: b.At, Time: now}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE conduct_item SET answered = $1 WHERE inject = $2 AND team = $3 AND answered < 0`, micros(now), b.Inject, b.Team); err != nil {
			return err
		}
	}
	var to []ids.Party
	if !s.Directs() {
		to = []ids.Party{s.c.Director}
	} else if err := s.count(ctx, tx, s.c.Party, kind, b); err != nil {
		return err
	}
	_, err := s.record(ctx, tx, who, kind, b.Inject, to, b)
	return err
}

// count takes at the director's node what a party's team did with an inject. When
// it was done counts, by the clock of the exercise, and not when it was heard.
func (s *Service) count(ctx context.Context, tx *db.Tx, from ids.Party, kind string, b playerBody) error {
	rows, err := loadRows(ctx, tx, b.Inject)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(r row) bool { return r.team == b.Team && r.party == from && r.sends > 0 })
	if i < 0 {
		return errs.New(errs.NotFound, "no team %q of %s has such an inject", errs.Clip(b.Team), from)
	}
	c, err := loadClock(ctx, tx)
	if err != nil {
		return err
	}
	r, at := rows[i], c.Time(b.At)
	e := Event{ID: b.ID, Inject: b.Inject, Team: b.Team, Kind: string(Seen), Time: at, At: b.At, By: b.Name}
	if kind == kindAnswered {
		e.Kind = string(Answered)
		r.answered = micros(earliest(span(r.answered), at))
		if err := saveMessage(ctx, tx, Message{ID: b.ID, Inject: b.Inject, Team: b.Team, Side: SidePlayer, Name: b.Name, Text: b.Text, At: b.At, Time: at}); err != nil {
			return err
		}
	} else {
		r.seen = micros(earliest(span(r.seen), at))
	}
	r.state = progress(span(r.seen), span(r.answered))
	if err := saveRow(ctx, tx, r); err != nil {
		return err
	}
	if err := saveEvent(ctx, tx, e); err != nil {
		return err
	}
	return s.follow(ctx, tx, b.Inject)
}

const itemColumns = `inject, team, channel, sender, subject, sent_at, us, late, seen_at, answered`

func scanLine(s db.Scanner) (ItemView, error) { return scanItem(s) }

func scanItem(s db.Scanner, more ...any) (v ItemView, err error) {
	var sent, us, late, seen, answered int64
	err = s.Scan(append([]any{&v.Inject, &v.Team, &v.Channel, &v.From, &v.Subject, &sent, &us, &late, &seen, &answered}, more...)...)
	v.Sent, v.Time, v.Seen, v.Answered, v.Messages = db.Time(sent), us/1000, seen > 0, answered >= 0, []Message{}
	if late >= 0 {
		late /= 1000
		v.Late = &late
	}
	return v, err
}

func loadItem(ctx context.Context, tx *db.Tx, inject, team string) (ItemView, error) {
	v, err := db.One(ctx, tx, func(s db.Scanner) (ItemView, error) {
		var payload []byte
		v, err := scanItem(s, &payload)
		v.Payload = jsontext.Value(payload)
		return v, err
	}, `SELECT `+itemColumns+`, payload FROM conduct_item WHERE inject = $1 AND team = $2`, inject, team)
	if errs.Is(err, errs.NotFound) {
		return v, errs.New(errs.NotFound, "your team has received nothing like that")
	}
	if err != nil {
		return v, err
	}
	if m, err := loadMessages(ctx, tx, inject, team); err != nil || len(m) > 0 {
		v.Messages = m
		return v, err
	}
	return v, nil
}

func saveMessage(ctx context.Context, tx *db.Tx, m Message) error {
	_, err := tx.Exec(ctx, `INSERT INTO conduct_message (id, inject, team, side, name, body, at, us) VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT DO NOTHING`,
		m.ID, m.Inject, m.Team, m.Side, m.Name, m.Text, db.Micros(m.At), micros(m.Time))
	return err
}

// Received gives what teams of this node have of an inject, to another domain of the
// same exercise.
func (s *Service) Received(ctx context.Context, tx *db.Tx, inject string) ([]ItemView, error) {
	return db.Rows(ctx, tx, func(sc db.Scanner) (ItemView, error) {
		var payload []byte
		v, err := scanItem(sc, &payload)
		v.Payload = jsontext.Value(payload)
		return v, err
	}, `SELECT `+itemColumns+`, payload FROM conduct_item WHERE inject = $1 ORDER BY team`, inject)
}

// loadMessages reads what was written about an inject, of one team or of all.
func loadMessages(ctx context.Context, tx *db.Tx, inject, team string) ([]Message, error) {
	return db.Rows(ctx, tx, func(s db.Scanner) (m Message, err error) {
		var at, us int64
		err = s.Scan(&m.ID, &m.Inject, &m.Team, &m.Side, &m.Name, &m.Text, &at, &us)
		m.At, m.Time = db.Time(at), span(us)
		return m, err
	}, `SELECT id, inject, team, side, name, body, at, us FROM conduct_message WHERE inject = $1 AND (team = $2 OR $2 = '') ORDER BY at, id`, inject, team)
}

// Answers gives what a team has written about an inject, to another domain of the
// director's node.
func (s *Service) Answers(ctx context.Context, tx *db.Tx, inject, team string) ([]Message, error) {
	all, err := loadMessages(ctx, tx, inject, team)
	return slices.DeleteFunc(all, func(m Message) bool { return m.Side != SidePlayer }), err
}
