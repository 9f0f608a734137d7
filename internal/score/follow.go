package score

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/conduct"
	"entente/internal/msel"
)

// Follow is a follower of the journal at the node that conducts: it opens the
// judgements of what is sent, and judges by what players do. It may hear the same
// again.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, e journal.Entry) (err error) {
	defer errs.Wrap(&err, "score.Follow(%d)", e.Seq)
	if tx.Realm == ids.Live || !s.c.Conduct.Directs() {
		return nil
	}
	switch e.Kind {
	case conduct.KindSent:
		var l conduct.Letter
		if err := json.Unmarshal(e.Body, &l); err != nil {
			return err
		}
		return s.opens(ctx, tx, l)
	case conduct.KindAnswered:
		var b struct {
			Team string `json:"team"`
		}
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		return s.heard(ctx, tx, `inject = $1 AND team = $2 AND strategy = $3`, e.About, b.Team, byAnswer)
	case conduct.KindNoted:
		var b conduct.Noted
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		for _, id := range b.IDs {
			if err := s.noted(ctx, tx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// opens begins to judge an inject for the teams that it went to.
func (s *Service) opens(ctx context.Context, tx *db.Tx, l conduct.Letter) error {
	in, err := s.c.Conduct.InjectOf(ctx, tx, l.Inject)
	if err != nil || len(in.Criteria) == 0 {
		return err
	}
	played, err := s.c.Conduct.Played(ctx, tx)
	if err != nil {
		return err
	}
	for _, t := range played.Teams {
		if !slices.Contains(l.Teams, t.ID) {
			continue
		}
		for _, c := range in.Criteria {
			if err := s.begin(ctx, tx, in, c, t, l.Time); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) begin(ctx context.Context, tx *db.Tx, in msel.Inject, c msel.Criterion, t msel.Team, sent int64) error {
	j := judgement{inject: in.ID, criterion: c.ID, team: t.ID, party: string(t.Party), strategy: c.Strategy, name: c.Name, category: c.Category, objectives: in.Tests,
		points: int64(c.Points), sent: sent, until: -1, probe: -1, state: Open, decided: -1, trace: jsontext.Value("[]")}
	if c.Within > 0 {
		j.until = sent + time.Duration(c.Within).Microseconds()
	}
	err := Check(c)
	switch {
	case c.Strategy == byHuman:
		j.state = None
	case err != nil:
		_, why := errs.Public(err)
		j.state, j.trace = None, encodeTrace([]errs.Phrase{errs.Say("its rule cannot be used: %s", why)})
	case c.Strategy == byHTTP, c.Strategy == byTCP:
		j.probe = sent
	}
	fresh, err := open(ctx, tx, j)
	if err != nil || !fresh || j.state != Open {
		return err
	}
	if c.Strategy != byJournal && c.Strategy != byData {
		return nil
	}
	r, err := actRule(c)
	if err != nil {
		return err
	}
	who, kinds := t.ID, r.kinds()
	switch r.By {
	case "party":
		who = "party:" + string(t.Party)
	case "any":
		who = "*"
	}
	if len(kinds) == 0 {
		kinds = []string{"*"}
	}
	var rows [][]any
	for _, k := range kinds {
		rows = append(rows, []any{k, who, in.ID, c.ID, t.ID})
	}
	_, err = tx.Insert(ctx, "score_wait", []string{"kind", "who", "inject", "criterion", "team"}, rows, "ON CONFLICT DO NOTHING")
	return err
}

// noted judges what one act decides: judgements whose rule it fits are worked out
// anew.
func (s *Service) noted(ctx context.Context, tx *db.Tx, id string) error {
	a, err := s.c.Conduct.Act(ctx, tx, id)
	if err != nil {
		return err
	}
	waiting, err := db.Rows(ctx, tx, scan, `SELECT `+columns+` FROM score_judgement WHERE EXISTS (SELECT 1 FROM score_wait w
		WHERE w.inject = score_judgement.inject AND w.criterion = score_judgement.criterion AND w.team = score_judgement.team
		AND w.kind IN ($1, '*') AND w.who IN ($2, $3, '*')) AND sent <= $4 ORDER BY inject, criterion, team`, a.Kind, a.Team, "party:"+string(a.Party), a.Time)
	if err != nil || len(waiting) == 0 {
		return err
	}
	c, err := s.c.Conduct.ClockAt(ctx, tx)
	if err != nil {
		return err
	}
	for _, j := range waiting {
		r, err := s.rule(ctx, tx, j)
		if err != nil {
			return err
		}
		why, _, err := r.fits(ctx, a, Frame{Team: j.team, Party: j.party})
		if err == nil && len(why) == 0 {
			err = s.judge(ctx, tx, j, c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rule gives a judgement's rule over acts. What is played never changes, so that a
// rule is read once.
func (s *Service) rule(ctx context.Context, tx *db.Tx, j judgement) (JournalRule, error) {
	key := [2]string{j.inject, j.criterion}
	if r, ok := s.rules.Load(key); ok {
		return r.(JournalRule), nil
	}
	c, err := s.criterion(ctx, tx, j)
	if err != nil {
		return JournalRule{}, err
	}
	r, err := actRule(c)
	if err == nil {
		s.rules.Store(key, r)
	}
	return r, err
}

func (s *Service) criterion(ctx context.Context, tx *db.Tx, j judgement) (msel.Criterion, error) {
	in, err := s.c.Conduct.InjectOf(ctx, tx, j.inject)
	if err != nil {
		return msel.Criterion{}, err
	}
	i := slices.IndexFunc(in.Criteria, func(c msel.Criterion) bool { return c.ID == j.criterion })
	if i < 0 {
		return msel.Criterion{}, errs.New(errs.NotFound, "the inject has no such criterion")
	}
	return in.Criteria[i], nil
}

// heard judges anew whatever is meant.
func (s *Service) heard(ctx context.Context, tx *db.Tx, where string, args ...any) error {
	all, err := db.Rows(ctx, tx, scan, `SELECT `+columns+` FROM score_judgement WHERE `+where+` ORDER BY inject, criterion, team`, args...)
	if err != nil || len(all) == 0 {
		return err
	}
	c, err := s.c.Conduct.ClockAt(ctx, tx)
	if err != nil {
		return err
	}
	for _, j := range all {
		if err := s.judge(ctx, tx, j, c); err != nil {
			return err
		}
	}
	return nil
}

// over tells whether the last moment of a judgement has passed, and word of what
// was done until then has had time to come.
func (j judgement) over(c conduct.Clock, now time.Time) bool {
	t := c.Time(now.Add(-grace)).Microseconds()
	if c.Phase() == conduct.Ended && !now.Add(-grace).Before(c[len(c)-1].At) {
		return true
	}
	return j.until >= 0 && t > j.until
}

// judge works one judgement out anew from all that is known, so that the order in
// which word of acts came is of no consequence. One that its rule has met stays met.
func (s *Service) judge(ctx context.Context, tx *db.Tx, j judgement, c conduct.Clock) error {
	v, err := s.verdict(ctx, tx, j, c)
	if err != nil {
		return err
	}
	next := j.take(v.Verdict)
	if next.state == j.state && string(next.trace) == string(j.trace) && next.decided == j.decided {
		return nil
	}
	if err := s.settle(ctx, tx, j, next); err != nil {
		return err
	}
	if next.state != Met || !v.final {
		return nil
	}
	_, err = tx.Exec(ctx, `DELETE FROM score_wait WHERE inject = $1 AND criterion = $2 AND team = $3`, j.inject, j.criterion, j.team)
	return err
}

// settle stores what a judgement has become, and lets go on what waits for it.
func (s *Service) settle(ctx context.Context, tx *db.Tx, j, next judgement) error {
	if err := change(ctx, tx, j, next); err != nil {
		return err
	}
	was, _ := j.effective()
	is, _ := next.effective()
	if was == is || !is.graded() {
		return nil
	}
	c, err := s.c.Conduct.ClockAt(ctx, tx)
	if err != nil {
		return err
	}
	at := c.Time(tx.Now)
	if next.decided >= 0 && next.oState == "" {
		at = min(at, span(next.decided))
	}
	return s.c.Conduct.Judged(ctx, tx, j.inject, j.team, j.criterion, is == Met, at)
}

func (s *Service) verdict(ctx context.Context, tx *db.Tx, j judgement, c conduct.Clock) (v verdict, err error) {
	played, err := s.c.Conduct.Played(ctx, tx)
	if err != nil {
		return v, err
	}
	f := Frame{Team: j.team, Party: j.party, Name: j.team, Sent: span(j.sent), Until: span(j.until), Over: j.over(c, tx.Now)}
	if k := slices.IndexFunc(played.Teams, func(t msel.Team) bool { return t.ID == j.team }); k >= 0 {
		f.Name = played.Teams[k].Name
	}
	if f.Over && j.until < 0 {
		f.Until = span(c[len(c)-1].Time) // ENDEX
	}
	switch j.strategy {
	case byJournal, byData:
		r, err := s.rule(ctx, tx, j)
		if err != nil {
			return v, err
		}
		acts, err := s.acts(ctx, tx, r, f)
		if err != nil {
			return v, err
		}
		v.Verdict, err = JudgeActs(ctx, r, f, acts)
		v.final = !r.Never
		return v, err
	case byAnswer:
		c, err := s.criterion(ctx, tx, j)
		if err != nil {
			return v, err
		}
		var r AnswerRule
		if err := json.Unmarshal(c.Rule, &r); err != nil {
			return v, err
		}
		answers, err := s.c.Conduct.Answers(ctx, tx, j.inject, j.team)
		if err != nil {
			return v, err
		}
		v.Verdict, err = JudgeAnswers(r, f, answers)
		return v, err
	}
	v.Verdict = Verdict{State: j.state, At: span(j.decided), Trace: decodeTrace(j.trace)}
	return v, nil
}

// verdict is one with whether no later act can change it.
type verdict struct {
	Verdict
	final bool
}

// acts reads what a rule is about: until a while after its last moment, so that what
// came late can be named.
func (s *Service) acts(ctx context.Context, tx *db.Tx, r JournalRule, f Frame) ([]conduct.Observed, error) {
	team, party := f.Team, ids.Party("")
	switch r.By {
	case "party":
		team, party = "", ids.Party(f.Party)
	case "any":
		team = ""
	}
	return s.c.Conduct.ActsOf(ctx, tx, r.kinds(), team, party, f.Sent, forever)
}

// forever is later than any exercise time.
const forever = 10 * 366 * 24 * time.Hour

// Sweep judges what has come to its last moment.
func (s *Service) Sweep(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "score.Sweep")
	for more := true; more; {
		err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
			c, err := s.c.Conduct.ClockAt(ctx, tx)
			if err != nil {
				return err
			}
			t := c.Time(tx.Now.Add(-grace)).Microseconds()
			ended := c.Phase() == conduct.Ended && !tx.Now.Add(-grace).Before(c[len(c)-1].At)
			all, err := db.Rows(ctx, tx, scan, `SELECT `+columns+` FROM score_judgement WHERE state = $1 AND strategy NOT IN ($2, $3) AND (until >= 0 AND until < $4 OR $5) ORDER BY until LIMIT 200`,
				string(Open), byHTTP, byTCP, t, ended)
			more = len(all) == 200
			for _, j := range all {
				if err == nil {
					err = s.judge(ctx, tx, j, c)
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
