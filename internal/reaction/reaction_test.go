package reaction_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/conduct/conducttest"
	"entente/internal/msel"
	"entente/internal/reaction"
)

var (
	ctx   = context.Background()
	realm = conducttest.Realm
	ann   = conducttest.Controller()
)

// stage is nodes that tell what the test puts on them, and do what the test lets them.
type stage struct {
	here  []ids.Party
	cues  map[ids.Party][]reaction.Cue
	fault error
	did   []string
}

func (s *stage) Here() []ids.Party { return s.here }

func (s *stage) Cues(_ context.Context, as ids.Party, after int64) ([]reaction.Cue, int64, error) {
	all := s.cues[as]
	return all[after:], int64(len(all)), nil
}

func (s *stage) Do(_ context.Context, r msel.Reaction, t reaction.Turn) error {
	if s.fault == nil {
		s.did = append(s.did, r.ID+" "+t.About)
	}
	return s.fault
}

// play is an exercise with reactions.
type play struct {
	*conducttest.World
	t     *testing.T
	stage *stage
	of    *reaction.Service
}

func each(t *testing.T, f func(t *testing.T, p *play), reactions ...msel.Reaction) {
	t.Helper()
	conducttest.Each(t, nil, func(t *testing.T, w *conducttest.World) {
		p := &play{World: w, t: t, stage: &stage{here: []ids.Party{"HUB", "LVA"}, cues: map[ids.Party][]reaction.Cue{}}}
		w.List.Plan.Reactions = reactions
		w.Add(msel.Inject{Number: "1", Title: "Hospitals", To: []string{"cze-soc"}})
		p.reopen()
		f(t, p)
	})
}

// reopen builds the service as a start of the node does.
func (p *play) reopen() {
	p.of = reaction.New(reaction.Config{DB: p.Hub.DB, Journal: p.Hub.Journal, Clock: p.Clock, Party: "HUB", Conduct: p.Hub.Service, Players: p.stage, Log: slog.New(slog.DiscardHandler)})
}

// cue has something happen at LVA's node now.
func (p *play) cue(about string) {
	p.stage.cues["LVA"] = append(p.stage.cues["LVA"], reaction.Cue{On: msel.OnRequest, About: about, From: "CZE", Title: "Request " + about, At: p.Clock.Now()})
}

// drive lets happen what follows, and some time pass.
func (p *play) drive(d time.Duration) {
	p.t.Helper()
	p.Clock.Advance(d)
	for busy := true; busy; {
		var err error
		busy, _, err = p.of.Step(ctx)
		p.Must(err)
	}
}

func (p *play) turns() []reaction.TurnView {
	p.t.Helper()
	v, err := p.of.List(ctx, ann.In(realm))
	p.Must(err)
	return v.Turns
}

func (p *play) want(did ...string) {
	p.t.Helper()
	if !slices.Equal(p.stage.did, did) {
		p.t.Errorf("done: %v, want %v", p.stage.did, did)
	}
}

func (p *play) state(want reaction.State) reaction.TurnView {
	p.t.Helper()
	all := p.turns()
	if len(all) != 1 || all[0].State != want {
		p.t.Fatalf("the turns are %+v, want one that is %s", all, want)
	}
	return all[0]
}

var offers = msel.Reaction{ID: "lva-offers", As: "LVA", On: msel.OnRequest, After: msel.Of(600), Most: 3, Do: msel.Offer}

// TestATurnGoesByTheExercisesClock: it waits while the clock is paused, and what is due
// when the exercise jumps is done.
func TestATurnGoesByTheExercisesClock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p *play) {
		p.cue("early") // before STARTEX
		p.Clock.Advance(time.Minute)
		p.drive(0)
		p.Start()
		p.drive(time.Minute)
		p.cue("q1")
		p.drive(9 * time.Minute)
		p.want()
		if x := p.state(reaction.Waiting); x.Due != 660_000 || x.Cued != 60_000 || x.On != msel.OnRequest || x.Do != msel.Offer || x.Title != "Request q1" {
			t.Errorf("the turn is %+v", x)
		}
		_, err := p.Hub.Set(ctx, ann, realm, conduct.ActPause, 0, 0)
		p.Must(err)
		p.drive(time.Hour)
		p.want()
		_, err = p.Hub.Set(ctx, ann, realm, conduct.ActJump, 20*time.Minute, 0)
		p.Must(err)
		p.drive(0)
		p.want()
		_, err = p.Hub.Set(ctx, ann, realm, conduct.ActResume, 0, 0)
		p.Must(err)
		p.reopen() // a start in between changes nothing
		p.drive(0)
		p.want("lva-offers q1")
		p.state(reaction.Done)
		p.cue("q1")
		p.cue("q2")
		_, err = p.Hub.Set(ctx, ann, realm, conduct.ActEnd, 0, 0)
		p.Must(err)
		p.drive(time.Hour)
		p.want("lva-offers q1")
	}, offers)
}

// TestWhatIsRefusedIsNotTriedAgain: a refusal is kept with its words; a fault is tried
// again a few times first; a controller has it tried once more.
func TestWhatIsRefusedIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	at := offers
	at.After = 0
	each(t, func(t *testing.T, p *play) {
		p.Start()
		p.stage.fault = errs.New(errs.Denied, "no provision in force lets %s offer", "LVA")
		p.cue("q1")
		p.drive(time.Second)
		x := p.state(reaction.Failed)
		if x.Why != "no provision in force lets LVA offer" || x.Phrase.Format == "" || x.Tries != 1 {
			t.Errorf("the turn is %+v", x)
		}
		p.drive(time.Hour)
		if p.state(reaction.Failed).Tries != 1 {
			t.Error("a refusal was tried again by itself")
		}
		p.stage.fault = errors.New("the disk is on fire")
		_, err := p.of.Again(ctx, ann, realm, x.ID)
		p.Must(err)
		p.drive(0)
		if x := p.state(reaction.Waiting); x.Tries != 1 || x.Why == "" {
			t.Errorf("after one fault: %+v", x)
		}
		p.drive(100 * time.Millisecond)
		if p.state(reaction.Waiting).Tries != 1 {
			t.Error("a fault is tried again at once")
		}
		for range 4 {
			p.drive(time.Minute)
		}
		if x := p.state(reaction.Failed); x.Tries != 5 {
			t.Errorf("after the last fault: %+v", x)
		}
		p.stage.fault = nil
		_, err = p.of.Again(ctx, ann, realm, x.ID)
		p.Must(err)
		p.drive(0)
		p.want("lva-offers q1")
		if x := p.state(reaction.Done); x.By != "" || x.Why != "" {
			t.Errorf("done at last: %+v", x)
		}
	}, at)
}

// TestAControllerTakesOver: a turn is done now or skipped, and a party's reactions are
// stopped while people act for it.
func TestAControllerTakesOver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p *play) {
		p.Start()
		p.cue("q1")
		p.drive(time.Second)
		_, err := p.Hub.Set(ctx, ann, realm, conduct.ActPause, 0, 0)
		p.Must(err)
		v, err := p.of.Now(ctx, ann, realm, p.state(reaction.Waiting).ID)
		p.Must(err)
		p.want("lva-offers q1")
		if x := v.Turns[0]; x.State != reaction.Done || x.By != ann.Name {
			t.Errorf("done now: %+v", x)
		}
		if _, err := p.of.Now(ctx, ann, realm, v.Turns[0].ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("the same twice: %v", err)
		}
		_, err = p.Hub.Set(ctx, ann, realm, conduct.ActResume, 0, 0)
		p.Must(err)
		v, err = p.of.Stop(ctx, ann, realm, "LVA")
		p.Must(err)
		if i := slices.IndexFunc(v.Parties, func(x reaction.PartyView) bool { return x.Party == "LVA" }); !v.Parties[i].Stopped || v.Parties[i].StoppedBy != ann.Name || v.Parties[i].Reactions != 1 {
			t.Errorf("stopped: %+v", v.Parties)
		}
		p.cue("q2")
		p.cue("q3")
		p.drive(time.Hour)
		p.want("lva-offers q1")
		all := p.turns()
		if len(all) != 3 || all[0].State != reaction.Waiting || all[1].State != reaction.Waiting {
			t.Fatalf("while stopped: %+v", all)
		}
		_, err = p.of.Skip(ctx, ann, realm, all[0].ID, " ")
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("skipped without a reason: %v", err)
		}
		_, err = p.of.Skip(ctx, ann, realm, all[0].ID, "the cell has offered")
		p.Must(err)
		_, err = p.of.Resume(ctx, ann, realm, "LVA")
		p.Must(err)
		p.drive(0)
		p.want("lva-offers q1", "lva-offers "+all[1].About)
		for kind, n := range map[string]int{"reaction.cued": 2, "reaction.done": 2, "reaction.skipped": 1, "reaction.stopped": 1, "reaction.resumed": 1} {
			got := 0
			for _, e := range p.Entries(p.Hub, 0) {
				if e.Kind == kind {
					got++
				}
			}
			if got != n {
				t.Errorf("the journal has %d entries of %s, want %d", got, kind, n)
			}
		}
	}, offers)
}

// TestWhoMay: players learn nothing of it, and neither does another realm.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p *play) {
		p.Start()
		for name, who := range map[string]authz.Viewer{"a player": conducttest.Player("HUB").In(realm)} {
			if _, err := p.of.List(ctx, who); !errs.Is(err, errs.Denied) {
				t.Errorf("%s lists the turns: %v", name, err)
			}
		}
		if _, err := p.of.List(ctx, ann.In(ids.Live)); !errs.Is(err, errs.NotFound) {
			t.Errorf("in the live realm: %v", err)
		}
		if _, err := p.of.Stop(ctx, ann, realm, "EST"); !errs.Is(err, errs.NotFound) {
			t.Errorf("a party that is not played here is stopped: %v", err)
		}
		v, err := p.of.List(ctx, ann.In(realm))
		p.Must(err)
		if i := slices.IndexFunc(v.Parties, func(x reaction.PartyView) bool { return x.Party == "EST" }); i < 0 || v.Parties[i].Here {
			t.Errorf("a reaction of a party that is not here: %+v", v.Parties)
		}
	}, msel.Reaction{ID: "est", As: "EST", On: msel.OnRequest, Do: msel.Offer})
}
