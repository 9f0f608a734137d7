package score

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/conduct"
	"entente/internal/msel"

	"golang.org/x/sync/errgroup"
)

// ProbeRule asks a service of each team again and again whether it answers. Its
// points are given in proportion to how often it did.
type ProbeRule struct {
	URL      string            `json:"url,omitzero"`      // of http; {{team}} and {{party}} are filled in
	Address  string            `json:"address,omitzero"`  // of tcp, host:port
	Targets  map[string]string `json:"targets,omitempty"` // by team, instead
	Every    int               `json:"interval,omitzero"` // seconds of exercise time; 0 is 60
	Status   int               `json:"status,omitzero"`   // 0 is 200
	Contains string            `json:"contains,omitzero"` // what the answer says
	Least    int               `json:"least,omitzero"`    // percent from which it counts as met; 0 is 100
}

const (
	probeTimeout = 5 * time.Second
	probeBody    = 64 << 10
	probeBatch   = 64
	probeAtOnce  = 16
)

func probeRule(c msel.Criterion) (r ProbeRule, err error) {
	if err := strictjson.Decode(c.Rule, &r, strictjson.Default); err != nil {
		return r, err
	}
	if len(r.Targets) == 0 && (c.Strategy == byHTTP && r.URL == "" || c.Strategy == byTCP && r.Address == "") {
		return r, errs.New(errs.Invalid, "an availability check says what is to be called")
	}
	if r.Every < 0 || r.Least < 0 || r.Least > 100 {
		return r, errs.New(errs.Invalid, "an availability check has an interval in seconds, and a least part of 0 to 100 percent")
	}
	r.Every, r.Status, r.Least = cmp.Or(r.Every, 60), cmp.Or(r.Status, http.StatusOK), cmp.Or(r.Least, 100)
	return r, nil
}

func (r ProbeRule) target(team, party string) string {
	if t, ok := r.Targets[team]; ok {
		return t
	}
	return strings.NewReplacer("{{team}}", team, "{{party}}", party).Replace(r.URL + r.Address)
}

// probe is one call that is due.
type probe struct {
	judgement
	rule ProbeRule
	up   bool
	why  string
}

// Probe makes the calls that are due while the exercise's clock runs, outside any
// transaction, and keeps what was found. A judgement whose time is over is closed.
func (s *Service) Probe(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "score.Probe")
	due, err := s.dueProbes(ctx)
	if err != nil || len(due) == 0 {
		return err
	}
	var g errgroup.Group
	g.SetLimit(probeAtOnce)
	for i := range due {
		g.Go(func() error {
			due[i].up, due[i].why = s.call(ctx, due[i])
			return nil
		})
	}
	_ = g.Wait() // a call that fails is a result
	if ctx.Err() != nil {
		return nil // whatever failed, failed because this node stops
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.c.Conduct.ClockAt(ctx, tx)
		if err != nil || c.Phase() != conduct.Running {
			return err
		}
		now := c.Time(tx.Now).Microseconds()
		for _, p := range due {
			if _, err := tx.Exec(ctx, `INSERT INTO score_check (inject, criterion, team, us, up, why) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`, p.inject, p.criterion, p.team, now, p.up, p.why); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE score_judgement SET probe = $1 WHERE inject = $2 AND criterion = $3 AND team = $4`, now+int64(p.rule.Every)*1e6, p.inject, p.criterion, p.team); err != nil {
				return err
			}
		}
		return nil
	})
}

// dueProbes closes what is over, and lists what is to be called.
func (s *Service) dueProbes(ctx context.Context) (due []probe, err error) {
	var closing []judgement
	var c conduct.Clock
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if c, err = s.c.Conduct.ClockAt(ctx, tx); err != nil {
			return err
		}
		now := c.Time(tx.Now).Microseconds()
		closing, err = db.Rows(ctx, tx, scan, `SELECT `+columns+` FROM score_judgement WHERE state = $1 AND probe >= 0 AND (until >= 0 AND until < $2 OR $3) LIMIT 200`, string(Open), now, c.Phase() == conduct.Ended)
		if err != nil || c.Phase() != conduct.Running {
			return err
		}
		all, err := db.Rows(ctx, tx, scan, `SELECT `+columns+` FROM score_judgement WHERE state = $1 AND probe >= 0 AND probe <= $2 AND (until < 0 OR until >= $2) ORDER BY probe LIMIT $3`, string(Open), now, probeBatch)
		for _, j := range all {
			criterion, err := s.criterion(ctx, tx, j)
			if err != nil {
				return err
			}
			r, err := probeRule(criterion)
			if err != nil {
				return err
			}
			due = append(due, probe{judgement: j, rule: r})
		}
		return err
	})
	if err != nil || len(closing) == 0 {
		return due, err
	}
	return due, s.c.DB.Write(ctx, func(tx *db.Tx) error {
		for _, j := range closing {
			if err := s.closeProbe(ctx, tx, j, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// closeProbe says what the calls came to.
func (s *Service) closeProbe(ctx context.Context, tx *db.Tx, j judgement, c conduct.Clock) error {
	criterion, err := s.criterion(ctx, tx, j)
	if err != nil {
		return err
	}
	r, err := probeRule(criterion)
	if err != nil {
		return err
	}
	up, all, last, err := tally(ctx, tx, j)
	if err != nil {
		return err
	}
	next := j
	next.decided = c.Time(tx.Now).Microseconds()
	if j.until >= 0 {
		next.decided = min(next.decided, j.until)
	}
	if all == 0 {
		next.state, next.trace = None, encodeTrace([]errs.Phrase{errs.Say("nothing was asked before its time was over")})
		return s.settle(ctx, tx, j, next)
	}
	next.state, next.got = NotMet, (j.points*up+all/2)/all
	if up*100 >= int64(r.Least)*all {
		next.state = Met
	}
	next.trace = availability(up, all, last)
	return s.settle(ctx, tx, j, next)
}

// tally counts the calls of a judgement, and gives the last failure's reason.
func tally(ctx context.Context, tx *db.Tx, j judgement) (up, all int64, last string, err error) {
	err = db.Each(ctx, tx, func(sc db.Scanner) error {
		var ok bool
		var why string
		err := sc.Scan(&ok, &why)
		all++
		if ok {
			up++
		} else {
			last = why
		}
		return err
	}, `SELECT up, why FROM score_check WHERE inject = $1 AND criterion = $2 AND team = $3 ORDER BY us`, j.inject, j.criterion, j.team)
	return up, all, last, err
}

func availability(up, all int64, last string) []byte {
	trace := []errs.Phrase{errs.Say("it answered %d of %d times, %d percent", up, all, up*100/max(1, all))}
	if last != "" {
		trace = append(trace, errs.Say("the last time that it did not: %s", last))
	}
	return encodeTrace(trace)
}

// call asks once whether a service answers.
func (s *Service) call(ctx context.Context, p probe) (up bool, why string) {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	target := p.rule.target(p.team, p.party)
	if p.strategy == byTCP {
		conn, err := s.dialer.DialContext(ctx, "tcp", target)
		if err != nil {
			return false, errs.Clip(err.Error())
		}
		_ = conn.Close() // it answered
		return true, ""
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return false, "its address cannot be read"
	}
	client := s.dialer.HTTPClient(nil)
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return false, errs.Clip(err.Error())
	}
	defer func() { _ = res.Body.Close() }() // read as far as it is needed
	if res.StatusCode != p.rule.Status {
		return false, "status " + res.Status
	}
	if p.rule.Contains == "" {
		return true, ""
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, probeBody))
	if err != nil || !strings.Contains(string(b), p.rule.Contains) {
		return false, "the answer does not say what it should"
	}
	return true, ""
}
