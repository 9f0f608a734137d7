package scenario

import (
	"os"
	"slices"
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/conduct"
	"entente/internal/crisis"
	"entente/internal/exercise"
	"entente/internal/intel"
	"entente/internal/msel"
	"entente/internal/msel/library"
	"entente/internal/reaction"
	"entente/internal/score"
)

// play is an exercise of one scenario of the library, which HUB conducts and where every
// other part is simulated.
type play struct {
	*stage
	clock *clock.Ahead
	file  []byte
}

func newPlay(t *testing.T, postgres bool, scenario string) *play {
	t.Helper()
	p := &play{clock: &clock.Ahead{}}
	w := newWorldBy(t, p.clock, postgres, "HUB")
	p.stage = &stage{world: w}
	ctx := t.Context()
	var err error
	p.file, err = library.File(scenario)
	w.must(err)
	s, err := msel.ReadScenario(p.file)
	w.must(err)
	n := exercise.NewExercise{Name: s.Plan.Name, Starts: time.Now(), Ends: time.Now().Add(time.Hour)}
	for _, part := range s.Parts {
		if part.Kind != msel.DirectorPart {
			n.Simulated = append(n.Simulated, exercise.Simulated{Code: part.Code, Name: part.Name, Kind: part.Kind})
		}
	}
	ada, grace := w.person("HUB", "ada", authz.Director), w.person("HUB", "grace", authz.Director)
	p.x, err = w.nodes["HUB"].Exercises.Propose(ctx, ada, ids.Live, n)
	w.must(err)
	_, err = w.nodes["HUB"].Exercises.Confirm(ctx, grace, ids.Live, p.x.ID)
	w.must(err)
	w.until("HUB", "a memorandum and a body of all in the realm", func() bool {
		hub := p.in("HUB")
		if hub == nil {
			return false
		}
		agreed, err := hub.Agreements.List(ctx, w.all("HUB").In(p.x.Realm()))
		bodies, err2 := hub.Crises.Bodies(ctx, w.all("HUB").In(p.x.Realm()))
		return err == nil && err2 == nil && len(bodies) == 1 && len(bodies[0].Members) == len(n.Simulated) && slices.ContainsFunc(agreed, func(a agreement.Agreement) bool {
			return a.Template == "memorandum" && a.StateAt(p.clock.Now()) == agreement.InForce
		})
	})
	return p
}

// begin takes the scenario into the plan, has two persons release it, and starts.
func (p *play) begin() {
	p.t.Helper()
	ctx, realm, plan, ann := p.t.Context(), p.x.Realm(), p.in("HUB").Msel, p.excon("ann")
	seen, err := plan.Preview(ctx, ann.In(realm), p.file, msel.Casting{})
	p.must(err)
	for _, c := range seen.Cast {
		if c.Kind == msel.DirectorPart && c.As != "HUB" || c.Kind != msel.DirectorPart && c.Plays != msel.BySimulation {
			p.t.Errorf("part %s is played by %s, %s", c.Code, c.As, c.Plays)
		}
	}
	_, err = plan.Confirm(ctx, ann, realm, p.file, msel.Casting{}, seen.Digest)
	p.must(err)
	put, err := plan.PutForward(ctx, ann, realm)
	p.must(err)
	_, err = plan.Release(ctx, p.excon("bob"), realm, put.ID, put.Digest)
	p.must(err)
	_, err = p.in("HUB").Conduct.Start(ctx, ann, realm)
	p.must(err)
}

const (
	pace  = 100 * time.Millisecond
	quiet = 1200 * time.Millisecond // longer than any of the nodes waits before it looks again
)

// reach lets the exercise come to a time. In the fast form the clock is put forward to
// what is due next, once none of the nodes has anything to do.
func (p *play) reach(end time.Duration) {
	p.t.Helper()
	ctx, realm, hub, ann := p.t.Context(), p.x.Realm(), p.in("HUB"), p.excon("ann")
	real := os.Getenv("ENTENTE_PLAY") == "real"
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for heads, since := int64(0), time.Now(); ; {
		select {
		case <-ctx.Done():
			p.t.Fatal("the test has ended before the exercise")
		case <-tick.C:
		}
		c, err := hub.Conduct.Now(ctx, ann.In(realm))
		p.must(err)
		now := time.Duration(c.Time) * time.Millisecond
		if now >= end {
			return
		}
		if h := p.heads(); h != heads {
			heads, since = h, time.Now()
		}
		if next := p.next(now, end); !real && next > now && time.Since(since) >= quiet {
			p.clock.Skip(next - now)
			since = time.Now()
		}
	}
}

// heads is how much stands in the journals of all nodes of the exercise.
func (p *play) heads() (sum int64) {
	p.t.Helper()
	for _, n := range append(p.nodes["HUB"].Simulated(p.x.Realm()), p.in("HUB")) {
		p.must(n.DB.Read(p.t.Context(), func(tx *db.Tx) error {
			last, err := journal.List(p.t.Context(), tx, p.all(n.Config.Party).In(p.x.Realm()), journal.Filter{Newest: true, Limit: 1})
			for _, e := range last {
				sum += e.Seq
			}
			return err
		}))
	}
	return sum
}

// next is when something is due: a turn, an inject, or the end of a silence; what is
// due already is due now.
func (p *play) next(now, end time.Duration) time.Duration {
	p.t.Helper()
	ctx, realm, hub, ann := p.t.Context(), p.x.Realm(), p.in("HUB"), p.excon("ann")
	next := end
	v, err := hub.Reactions.List(ctx, ann.In(realm))
	p.must(err)
	for _, t := range v.Turns {
		if t.State == reaction.Waiting {
			next = min(next, time.Duration(t.Due)*time.Millisecond)
		}
	}
	all, _, err := hub.Conduct.Injects(ctx, ann.In(realm), conduct.Filter{Limit: 200})
	p.must(err)
	for _, i := range all {
		for _, c := range i.Cells {
			if !i.ByHand && c.Sends == 0 && c.Due != nil && c.State != conduct.Held {
				next = min(next, time.Duration(*c.Due)*time.Millisecond)
			}
		}
	}
	texts, err := hub.Crises.List(ctx, p.all("HUB").In(realm))
	p.must(err)
	for _, x := range texts {
		if x.State == crisis.Running {
			next = min(next, now+x.Rounds[len(x.Rounds)-1].Deadline.Sub(p.clock.Now()))
		}
	}
	return max(next, now)
}

// TestFourNationsPlayAlone plays the whole of Entente without people: incident, sharing,
// request, decision, press. In its usual form the clock skips the time in which
// everybody waits; ENTENTE_PLAY=real plays the forty-five minutes.
func TestFourNationsPlayAlone(t *testing.T) {
	t.Parallel()
	p := newPlay(t, false, "four-nations")
	p.begin()
	p.reach(45 * time.Minute)
	p.played()
	p.whatCame(p.all("HUB"))
}

// TestEveryScenarioPlaysAlone plays the other scenarios of the library, with
// ENTENTE_PLAY=all: minutes that no other test takes.
func TestEveryScenarioPlaysAlone(t *testing.T) {
	if os.Getenv("ENTENTE_PLAY") != "all" {
		t.Skip("ENTENTE_PLAY=all plays every scenario of the library")
	}
	all, err := library.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range all {
		t.Run(x.ID, func(t *testing.T) {
			p := newPlay(t, os.Getenv("ENTENTE_PLAY_POSTGRES") != "", x.ID)
			p.begin()
			p.reach(time.Duration(x.Minutes) * time.Minute)
			p.played()
		})
	}
}

// played ends the exercise. Everything that parts do by themselves was done, everything
// that was to be sent was sent once, and what a script can meet is met.
func (p *play) played() {
	p.t.Helper()
	ctx, realm, hub, ann := p.t.Context(), p.x.Realm(), p.in("HUB"), p.excon("ann")
	_, err := hub.Conduct.Set(ctx, ann, realm, conduct.ActEnd, 0, 0)
	p.must(err)
	turns, err := hub.Reactions.List(ctx, ann.In(realm))
	p.must(err)
	did := map[string]bool{}
	for _, x := range turns.Turns {
		did[x.Reaction] = true
		if x.State != reaction.Done {
			p.t.Errorf("%s is %s: %s", x.Reaction, x.State, x.Why)
		}
	}
	plan, err := hub.Msel.Plan(ctx, ann.In(realm))
	p.must(err)
	for _, r := range plan.Reactions {
		if !did[r.ID] {
			p.t.Errorf("%s never came to its turn", r.ID)
		}
	}
	injects, _, err := hub.Conduct.Injects(ctx, ann.In(realm), conduct.Filter{Limit: 200})
	p.must(err)
	for _, i := range injects {
		want := 1
		if i.Type == msel.Contingency || i.ByHand {
			want = 0 // kept for a path that was not taken, or for a controller
		}
		for _, c := range i.Cells {
			if c.State == conduct.Held || c.Sends != want {
				p.t.Errorf("row %s for %s is %s, sent %d times: %s", i.Number, c.Team, c.State, c.Sends, c.Why)
			}
		}
	}
	p.until("HUB", "every judgement of a rule", func() bool {
		judged, _, err := hub.Scores.Judgements(ctx, ann.In(realm), score.Filter{State: score.Open, Limit: 500})
		p.must(err)
		return len(judged) == 0
	})
	judged, _, err := hub.Scores.Judgements(ctx, ann.In(realm), score.Filter{Limit: 500})
	p.must(err)
	rules, points := 0, int64(0)
	for _, j := range judged {
		if j.Strategy == "human" {
			continue
		}
		rules, points = rules+1, points+j.Got
		if j.State != score.Met {
			p.t.Errorf("row %s, %s: %s is %s: %v", j.Number, j.Team, j.Name, j.State, j.Rule.Text)
		}
	}
	p.t.Logf("%d injects, %d turns, %d judgements by rule, %d points", len(injects), len(turns.Turns), rules, points)
}

// whatCame looks at what the four nations made in the system itself.
func (p *play) whatCame(people authz.Actor) {
	p.t.Helper()
	ctx, realm, hub := p.t.Context(), p.x.Realm(), p.in("HUB")
	incidents, err := hub.Incidents.List(ctx, people.In(realm))
	p.must(err)
	if len(incidents) != 1 || incidents[0].Owner != "ALFA" {
		p.t.Errorf("the incidents are %+v", incidents)
	}
	cases, err := hub.Assists.List(ctx, people.In(realm))
	p.must(err)
	if len(cases) != 1 || cases[0].Owner != "BRAVO" || cases[0].State != assist.Bound {
		p.t.Errorf("the requests are %+v", cases)
	}
	rows, err := hub.Intel.List(ctx, people.In(realm), intel.Filter{})
	p.must(err)
	sighted := map[ids.Party]bool{}
	for _, r := range rows {
		if r.Type == "sighting" {
			sighted[r.Origin] = true
		}
	}
	if len(sighted) != 4 {
		p.t.Errorf("sightings came of %v", sighted)
	}
	texts, err := hub.Crises.List(ctx, people.In(realm))
	p.must(err)
	var outcomes []crisis.Outcome
	for _, x := range texts {
		for _, r := range x.Rounds {
			if r.Closing != nil && r.Final {
				outcomes = append(outcomes, r.Closing.Outcome)
			}
		}
	}
	slices.Sort(outcomes)
	if len(texts) != 2 || !slices.Equal(outcomes, []crisis.Outcome{crisis.Adopted, crisis.Broken}) {
		p.t.Errorf("%d texts came to %q", len(texts), outcomes)
	}
}
