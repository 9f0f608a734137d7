package conduct

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
)

// StopView is a NO PLAY: something of the real world that everybody must know now.
type StopView struct {
	ID    string    `json:"id"`
	Party ids.Party `json:"party" doc:"Whose person said it"`
	By    string    `json:"by"`
	Text  string    `json:"text"`
	At    time.Time `json:"at"`
}

// stopBody is a NO PLAY as nodes tell it.
type stopBody struct {
	ID    string    `json:"id"`
	Party ids.Party `json:"party"`
	By    string    `json:"by"`
	Text  string    `json:"text"`
	At    time.Time `json:"at"`
}

// RealWorld says NO PLAY: it shows on every page of every node of the exercise
// until the director's node says that it is over. Everybody in the exercise may say
// it. It does not stop the clock.
func (s *Service) RealWorld(ctx context.Context, who authz.Actor, realm ids.Realm, words string) (v ClockView, err error) {
	defer errs.Wrap(&err, "conduct.RealWorld")
	if err := s.enter(who, realm, authz.ExerciseRead); err != nil {
		return v, err
	}
	if err := text(words, false); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		b := stopBody{ID: ids.New(), Party: s.c.Party, By: errs.Clip(who.Name), Text: words, At: tx.Now}
		if err := saveStop(ctx, tx, b); err != nil {
			return err
		}
		to := []ids.Party{s.c.Director}
		if s.Directs() {
			if to, err = s.Participants(ctx, tx); err != nil {
				return err
			}
		}
		if _, err := s.record(ctx, tx, who, kindStop, b.ID, to, b); err != nil {
			return err
		}
		c, err := loadClock(ctx, tx)
		if err != nil {
			return err
		}
		v, err = s.clockView(ctx, tx, c)
		return err
	})
	return v, err
}

// Over ends a NO PLAY at every node. It needs exercise.conduct.
func (s *Service) Over(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (v ClockView, err error) {
	defer errs.Wrap(&err, "conduct.Over(%s)", errs.Clip(id))
	if err := s.conducting(who, realm, authz.ExerciseConduct); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE conduct_stop SET over_at = $1 WHERE id = $2 AND over_at = 0`, db.Micros(tx.Now), id)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "no such message stands")
		}
		if err != nil {
			return err
		}
		to, err := s.Participants(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := s.record(ctx, tx, who, kindOver, id, to, map[string]any{"id": id}); err != nil {
			return err
		}
		c, err := loadClock(ctx, tx)
		if err != nil {
			return err
		}
		v, err = s.clockView(ctx, tx, c)
		return err
	})
	return v, err
}

// takeStop takes a NO PLAY. The director's node tells everybody else.
func (s *Service) takeStop(ctx context.Context, tx *db.Tx, in federation.Inbound) error {
	var b stopBody
	if err := strictjson.Decode(in.Statement.Body, &b, strictjson.Default); err != nil {
		return err
	}
	if err := text(b.Text, false); err != nil {
		return err
	}
	if s.Directs() && b.Party != in.Statement.From {
		return errs.New(errs.Denied, "nobody says this for another party")
	}
	if err := saveStop(ctx, tx, b); err != nil {
		return err
	}
	var to []ids.Party
	if s.Directs() {
		all, err := s.Participants(ctx, tx)
		if err != nil {
			return err
		}
		to = slices.DeleteFunc(all, func(p ids.Party) bool { return p == in.Statement.From })
	}
	_, err := s.record(ctx, tx, s.federation(), kindStop, b.ID, to, b)
	return err
}

func (s *Service) takeOver(ctx context.Context, tx *db.Tx, in federation.Inbound) error {
	var b struct {
		ID string `json:"id"`
	}
	if err := strictjson.Decode(in.Statement.Body, &b, strictjson.Default); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE conduct_stop SET over_at = $1 WHERE id = $2 AND over_at = 0`, db.Micros(tx.Now), b.ID); err != nil {
		return err
	}
	_, err := s.record(ctx, tx, s.federation(), kindOver, b.ID, nil, b)
	return err
}

func saveStop(ctx context.Context, tx *db.Tx, b stopBody) error {
	_, err := tx.Exec(ctx, `INSERT INTO conduct_stop (id, party, name, body, at, over_at) VALUES ($1,$2,$3,$4,$5,0) ON CONFLICT DO NOTHING`, b.ID, string(b.Party), b.By, b.Text, db.Micros(b.At))
	return err
}

func loadStops(ctx context.Context, tx *db.Tx) ([]StopView, error) {
	all, err := db.Rows(ctx, tx, func(s db.Scanner) (v StopView, err error) {
		var at int64
		err = s.Scan(&v.ID, &v.Party, &v.By, &v.Text, &at)
		v.At = db.Time(at)
		return v, err
	}, `SELECT id, party, name, body, at FROM conduct_stop WHERE over_at = 0 ORDER BY at, id`)
	if all == nil {
		all = []StopView{}
	}
	return all, err
}
