package aftermath

import (
	"cmp"
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/lesson"
	"entente/internal/msel"
	"entente/internal/score"
)

// Row is what became of one inject for one team. Times are milliseconds of exercise
// time.
type Row struct {
	Inject   string        `json:"inject"`
	Number   string        `json:"number"`
	Title    string        `json:"title"`
	Channel  msel.Channel  `json:"channel"`
	Team     string        `json:"team"`
	State    conduct.State `json:"state" enum:"planned,ready,sent,seen,answered,late,held,skipped,cancelled"`
	Sent     *int64        `json:"sent_ms,omitempty"`
	Seen     *int64        `json:"seen_ms,omitempty"`
	Answered *int64        `json:"answered_ms,omitempty"`
	Late     bool          `json:"late"`
}

// What is on the timeline.
const (
	Sent     = "sent"
	Seen     = "seen"
	Answered = "answered"
	Act      = "act"
)

// Moment is one thing that a team came to know, or did.
type Moment struct {
	Time  int64     `json:"time_ms"`
	What  string    `json:"what" enum:"sent,seen,answered,act"`
	Team  string    `json:"team" doc:"Empty where nobody of a team did it"`
	Party ids.Party `json:"party"`
	Words string    `json:"words" doc:"The inject's number and title; of an act its kind"`
	About string    `json:"about" doc:"Of an act"`
}

// Turn is one setting of the clock.
type Turn struct {
	Act  string    `json:"act" enum:"start,pause,resume,jump,speed,end"`
	At   time.Time `json:"at"`
	Time int64     `json:"time_ms"`
	Rate int64     `json:"rate"`
}

// Missed is a judgement that was not met, and why in plain words.
type Missed struct {
	Team     string        `json:"team"`
	Number   string        `json:"number"`
	Title    string        `json:"title"`
	Name     string        `json:"name"`
	Category string        `json:"category"`
	Points   int64         `json:"points"`
	Got      int64         `json:"got"`
	Why      []errs.Phrase `json:"why"`
	ByHand   string        `json:"by_hand" doc:"The reason of who set it by hand, which counts instead"`
}

// Report is the after-action report.
type Report struct {
	Realm        ids.Realm         `json:"realm"`
	Marking      string            `json:"marking"`
	Name         string            `json:"name" doc:"Of the plan"`
	Text         string            `json:"text" doc:"Of the plan"`
	Objectives   []msel.Objective  `json:"objectives"`
	Teams        []msel.Team       `json:"teams"`
	At           time.Time         `json:"at"`
	Phase        conduct.Phase     `json:"phase" enum:"waiting,running,paused,ended"`
	Time         int64             `json:"time_ms" doc:"Exercise time now, or at ENDEX"`
	Clock        []Turn            `json:"clock"`
	Rows         []Row             `json:"injects" doc:"Each inject for each of its teams"`
	Timeline     []Moment          `json:"timeline" doc:"What each team knew when, in the order of exercise time"`
	Scores       []score.TeamScore `json:"scores"`
	Missed       []Missed          `json:"missed"`
	Figures      []Figure          `json:"figures"`
	Overall      Figure            `json:"overall" doc:"Over all teams"`
	Earlier      []lesson.Measured `json:"earlier" doc:"Figures of earlier exercises that a person brought here, the earliest first"`
	Observations []Observation     `json:"observations"`
	LeftOut      bool              `json:"left_out" doc:"The exercise has more injects, acts or judgements than a report holds"`
}

// The most that a report holds.
const (
	maxInjects    = 5000
	maxActs       = 5000
	maxJudgements = 1000
)

// Report puts the report together. It needs exercise.grade or exercise.conduct at the
// node that conducts. Whoever plays sees it after ENDEX, as long as the scoreboard is
// open to players, and without the injects that were never sent.
func (s *Service) Report(ctx context.Context, v authz.Viewer) (r Report, err error) {
	defer errs.Wrap(&err, "aftermath.Report")
	if err := s.enter(v.Actor(), v.Realm(), append(slices.Clone(runs), authz.ExercisePlay)...); err != nil {
		return r, err
	}
	if !s.c.Conduct.Directs() {
		return r, errs.New(errs.Denied, "%s conducts this exercise; its node has the report", s.c.Conduct.Director())
	}
	now, err := s.c.Conduct.Now(ctx, s.eyes())
	if err != nil {
		return r, err
	}
	board, err := s.c.Scores.Board(ctx, s.eyes())
	if err != nil {
		return r, err
	}
	full := s.all(v.Actor(), v.Realm())
	if !full && (now.Phase != conduct.Ended || board.Mode != score.Live) {
		return r, errs.New(errs.Denied, "players see the report after ENDEX, when the scoreboard is open to them")
	}
	r = Report{Realm: v.Realm(), Marking: Marking, At: now.Now, Phase: now.Phase, Time: now.Time, Teams: now.Teams, Scores: board.Teams,
		Objectives: []msel.Objective{}, Clock: []Turn{}, Rows: []Row{}, Timeline: []Moment{}, Missed: []Missed{}, Figures: []Figure{}, Earlier: []lesson.Measured{}, Observations: []Observation{}}
	for _, a := range now.Anchors {
		r.Clock = append(r.Clock, Turn{Act: a.Act, At: a.At, Time: a.Time / 1000, Rate: a.Rate})
	}
	if err := s.injects(ctx, &r, full); err != nil {
		return r, err
	}
	if err := s.acts(ctx, &r); err != nil {
		return r, err
	}
	if err := s.missed(ctx, &r); err != nil {
		return r, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if err := s.plan(ctx, tx, &r); err != nil {
			return err
		}
		if err := s.figures(ctx, tx, &r); err != nil {
			return err
		}
		if r.Earlier, err = earlier(ctx, tx); err != nil {
			return err
		}
		r.Observations, err = observations(ctx, tx, s.seen(v))
		return err
	})
	return r, err
}

// plan adds what the plan calls itself, and what it tests.
func (s *Service) plan(ctx context.Context, tx *db.Tx, r *Report) error {
	released, _, err := s.c.List.Released(ctx, tx)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	r.Name, r.Text = released.Plan.Name, released.Plan.Text
	played, err := s.c.Conduct.Played(ctx, tx)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if len(played.Objectives) > 0 {
		r.Objectives = played.Objectives
	}
	return err
}

// injects adds what was sent to whom, and what became of it.
func (s *Service) injects(ctx context.Context, r *Report, unsent bool) error {
	after, n := "", 0
	for {
		page, next, err := s.c.Conduct.Injects(ctx, s.eyes(), conduct.Filter{After: after, Limit: 500})
		if err != nil {
			return err
		}
		for _, in := range page {
			for _, c := range in.Cells {
				if c.Sent != nil || unsent {
					r.add(in, c)
				}
			}
		}
		if n, after = n+len(page), next; next == "" {
			return nil
		}
		if n >= maxInjects {
			r.LeftOut = true
			return nil
		}
	}
}

func (r *Report) add(in conduct.InjectView, c conduct.CellView) {
	r.Rows = append(r.Rows, Row{Inject: in.ID, Number: in.Number, Title: in.Title, Channel: in.Channel, Team: c.Team, State: c.State, Sent: c.Sent, Seen: c.Seen, Answered: c.Answered, Late: c.Late})
	for _, x := range []struct {
		what string
		at   *int64
	}{{Sent, c.Sent}, {Seen, c.Seen}, {Answered, c.Answered}} {
		if x.at != nil {
			r.Timeline = append(r.Timeline, Moment{Time: *x.at, What: x.what, Team: c.Team, Party: c.Party, Words: in.Number + " " + in.Title})
		}
	}
}

// acts adds what players did, and puts the timeline in order.
func (s *Service) acts(ctx context.Context, r *Report) error {
	log, err := s.c.Conduct.Log(ctx, s.eyes(), "", maxActs+1)
	if err != nil {
		return err
	}
	if len(log) > maxActs {
		log, r.LeftOut = log[:maxActs], true
	}
	for _, o := range slices.Backward(log) {
		r.Timeline = append(r.Timeline, Moment{Time: o.Time, What: Act, Team: o.Team, Party: o.Party, Words: o.Kind, About: o.About})
	}
	order := []string{Sent, Seen, Act, Answered}
	slices.SortStableFunc(r.Timeline, func(a, b Moment) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(slices.Index(order, a.What), slices.Index(order, b.What)))
	})
	return nil
}

// missed adds the judgements that were not met.
func (s *Service) missed(ctx context.Context, r *Report) error {
	all, next, err := s.c.Scores.Judgements(ctx, s.eyes(), score.Filter{State: score.NotMet, Limit: maxJudgements})
	if err != nil {
		return err
	}
	r.LeftOut = r.LeftOut || next != ""
	for _, j := range slices.Backward(all) {
		m := Missed{Team: j.Team, Number: j.Number, Title: j.Title, Name: j.Name, Category: j.Category, Points: j.Points, Got: j.Got, Why: j.Rule.Why}
		if j.ByHand != nil {
			m.ByHand = j.ByHand.Reason
		}
		r.Missed = append(r.Missed, m)
	}
	return nil
}

// figures adds how long each team took, and all of them together.
func (s *Service) figures(ctx context.Context, tx *db.Tx, r *Report) error {
	const ever = 400 * 24 * time.Hour
	asked, err := s.c.Scores.ByAct(ctx, tx, shared)
	if err != nil {
		return err
	}
	var whole spans
	for _, t := range r.Teams {
		releases, err := s.c.Conduct.ActsOf(ctx, tx, []string{shared}, t.ID, "", 0, ever)
		if err != nil {
			return err
		}
		decisions, err := s.c.Conduct.ActsOf(ctx, tx, []string{decided}, "", t.Party, 0, ever)
		if err != nil {
			return err
		}
		// A node ends a decision by itself; nobody of a team does.
		decisions = slices.DeleteFunc(decisions, func(o conduct.Observed) bool { return o.Team != "" && o.Team != t.ID })
		releases = slices.DeleteFunc(releases, func(o conduct.Observed) bool { return !reached(o) })
		of := gather(t.ID, r.Rows, acts{times(releases), times(decisions), askedOf(asked, t.ID)})
		r.Figures, whole = append(r.Figures, of.of(Figure{Team: t.ID, Party: t.Party, Name: t.Name})), whole.and(of)
	}
	r.Overall = whole.of(Figure{})
	return nil
}

// askedOf gives of a team's injects with a criterion over releases when it was met
// first.
func askedOf(all []score.ByAct, team string) map[string]*int64 {
	out := map[string]*int64{}
	for _, x := range all {
		if x.Team != team {
			continue
		}
		if at, known := out[x.Inject]; !known || at == nil || x.At != nil && *x.At < *at {
			out[x.Inject] = x.At
		}
	}
	return out
}

func times(all []conduct.Observed) (out []int64) {
	for _, o := range all {
		out = append(out, o.Time/1000)
	}
	return out
}
