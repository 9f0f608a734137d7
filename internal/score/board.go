package score

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
)

// Score is what judgements come to, with how much of what could be graded was. The
// one is never shown without the other.
type Score struct {
	Name      string `json:"name" doc:"Id of the objective, or the category; empty for all"`
	Title     string `json:"title" doc:"Of the objective, as the plan names it"`
	Got       int64  `json:"got"`
	Graded    int64  `json:"graded" doc:"Points of what has been graded"`
	Gradable  int64  `json:"gradable" doc:"Points of what was sent and could be graded"`
	NGraded   int64  `json:"n_graded" doc:"Criteria that have been graded"`
	NGradable int64  `json:"n_gradable"`
}

// TeamScore is the score of one team. It is derived from its judgements; nobody sets
// it.
type TeamScore struct {
	Team       string    `json:"team"`
	Party      ids.Party `json:"party"`
	Name       string    `json:"name"`
	All        Score     `json:"all"`
	Objectives []Score   `json:"objectives"`
	Categories []Score   `json:"categories"`
}

// Mode is what players see of the board.
type Mode string

// The modes.
const (
	Live   Mode = "live"
	Frozen Mode = "frozen" // as it was when it was frozen
	Hidden Mode = "hidden"
)

// Board is the scoreboard at one moment.
type Board struct {
	Mode  Mode        `json:"mode" enum:"live,frozen,hidden" doc:"What players see"`
	At    time.Time   `json:"at"`
	Time  int64       `json:"time_ms" doc:"Exercise time"`
	Full  bool        `json:"full" doc:"The caller sees the true board, whatever players see"`
	Teams []TeamScore `json:"teams" doc:"In the order of their names; empty where it is hidden"`
}

const (
	kindBoard    = "score.board"
	publishEvery = 5 * time.Second
)

// Board shows the scoreboard: to graders and controllers at the node that conducts
// as it is, to everybody else as it was published. It needs exercise.read.
func (s *Service) Board(ctx context.Context, v authz.Viewer) (b Board, err error) {
	defer errs.Wrap(&err, "score.Board")
	if err := s.enter(v.Actor(), v.Realm(), authz.ExerciseRead, authz.ExerciseGrade, authz.ExerciseConduct); err != nil {
		return b, err
	}
	full := s.judging(v.Actor(), v.Realm()) == nil
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if full {
			b, err = s.board(ctx, tx)
			b.Full = true
			return err
		}
		b, err = published(ctx, tx)
		return err
	})
	return b, err
}

// board works the board out from the totals.
func (s *Service) board(ctx context.Context, tx *db.Tx) (b Board, err error) {
	c, err := s.c.Conduct.ClockAt(ctx, tx)
	if err != nil {
		return b, err
	}
	b = Board{At: tx.Now, Time: c.Time(tx.Now).Milliseconds(), Teams: []TeamScore{}}
	if b.Mode, err = db.Value[Mode](ctx, tx, `SELECT mode FROM score_board WHERE one = 1`); err != nil {
		return b, err
	}
	played, err := s.c.Conduct.Played(ctx, tx)
	if errs.Is(err, errs.NotFound) {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	titles := map[string]string{}
	for _, o := range played.Objectives {
		titles[o.ID] = o.Name
	}
	at := map[string]int{}
	for i, t := range played.Teams {
		b.Teams = append(b.Teams, TeamScore{Team: t.ID, Party: t.Party, Name: t.Name, Objectives: []Score{}, Categories: []Score{}})
		at[t.ID] = i
	}
	return b, db.Each(ctx, tx, func(sc db.Scanner) error {
		var team, dim string
		var x Score
		if err := sc.Scan(&team, &dim, &x.Name, &x.Gradable, &x.Graded, &x.Got, &x.NGradable, &x.NGraded); err != nil {
			return err
		}
		i, ok := at[team]
		switch t := &b.Teams[max(0, i)]; {
		case !ok:
		case dim == "all":
			t.All = x
		case dim == "objective":
			x.Title = titles[x.Name]
			t.Objectives = append(t.Objectives, x)
		default:
			t.Categories = append(t.Categories, x)
		}
		return nil
	}, `SELECT team, dim, name, gradable, graded, got, n_gradable, n_graded FROM score_total ORDER BY team, dim, name`)
}

// Show says what players see of the board from now on. It needs exercise.grade or
// exercise.conduct.
func (s *Service) Show(ctx context.Context, who authz.Actor, realm ids.Realm, m Mode) (b Board, err error) {
	defer errs.Wrap(&err, "score.Show(%s)", errs.Clip(string(m)))
	if err := s.judging(who, realm); err != nil {
		return b, err
	}
	if !slices.Contains([]Mode{Live, Frozen, Hidden}, m) {
		return b, errs.New(errs.Invalid, "players see the board live, frozen or hidden")
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE score_board SET mode = $1 WHERE one = 1`, string(m)); err != nil {
			return err
		}
		if b, err = s.board(ctx, tx); err != nil {
			return err
		}
		b.Full = true
		if err := s.record(ctx, tx, who, "score.shown", "", nil, map[string]any{"mode": m}); err != nil {
			return err
		}
		return s.publish(ctx, tx, b)
	})
	return b, err
}

// Publish tells players of what was judged since the last time, where they see the
// board live, and not too often.
func (s *Service) Publish(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "score.Publish")
	due := false
	if err := s.c.DB.Read(ctx, func(tx *db.Tx) error {
		n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM score_board WHERE stale AND mode = $1 AND at <= $2`, string(Live), db.Micros(tx.Now.Add(-publishEvery)))
		due = n > 0
		return err
	}); err != nil || !due {
		return err
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		b, err := s.board(ctx, tx)
		if err != nil {
			return err
		}
		return s.publish(ctx, tx, b)
	})
}

// boardBody is what players' nodes are told.
type boardBody struct {
	N     int64 `json:"n"`
	Board Board `json:"board"`
}

// publish stores the board as players see it and tells their nodes. A frozen one is
// the board as it is now; of a hidden one they have nothing.
func (s *Service) publish(ctx context.Context, tx *db.Tx, b Board) error {
	b.Full = false
	if b.Mode == Hidden {
		b.Teams = []TeamScore{}
	}
	n, err := db.Value[int64](ctx, tx, `SELECT n FROM score_board WHERE one = 1`)
	if err != nil {
		return err
	}
	body := boardBody{N: n + 1, Board: b}
	if err := keep(ctx, tx, body); err != nil {
		return err
	}
	to, err := s.c.Conduct.Participants(ctx, tx)
	if err != nil {
		return err
	}
	return s.record(ctx, tx, s.system(), kindBoard, "", to, body)
}

// keep stores a board as it is published, unless a later one is known.
func keep(ctx context.Context, tx *db.Tx, body boardBody) error {
	b, err := json.Marshal(body.Board)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE score_board SET mode = $1, n = $2, stale = FALSE, at = $3, body = $4 WHERE one = 1 AND n < $2`, string(body.Board.Mode), body.N, db.Micros(tx.Now), b)
	return err
}

func published(ctx context.Context, tx *db.Tx) (b Board, err error) {
	raw, err := db.Value[[]byte](ctx, tx, `SELECT body FROM score_board WHERE one = 1`)
	b = Board{Mode: Live, At: tx.Now, Teams: []TeamScore{}}
	if err != nil || len(raw) == 0 {
		return b, err
	}
	return b, json.Unmarshal(raw, &b)
}

// Kinds tells federation what this domain hears and says.
func (s *Service) Kinds() map[string]federation.Kind {
	return map[string]federation.Kind{kindBoard: {Receive: func(ctx context.Context, tx *db.Tx, in federation.Inbound) (federation.Outcome, error) {
		if tx.Realm == ids.Live {
			return federation.Outcome{}, errs.New(errs.NotFound, "there is no exercise here")
		}
		if s.c.Conduct.Directs() || in.Statement.From != s.c.Conduct.Director() {
			return federation.Outcome{}, errs.New(errs.Denied, "only %s says what the score is", s.c.Conduct.Director())
		}
		var body boardBody
		if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
			return federation.Outcome{}, err
		}
		if err := keep(ctx, tx, body); err != nil {
			return federation.Outcome{}, err
		}
		return federation.Outcome{Outcome: ledger.Accepted}, s.record(ctx, tx, authz.System(s.c.Party, "federation", authz.SystemFederate), kindBoard, "", nil, map[string]any{"n": body.N})
	}}}
}
