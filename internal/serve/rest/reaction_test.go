package rest

import (
	"context"
	"testing"

	"entente/internal/base/ids"
	"entente/internal/conduct/conducttest"
	"entente/internal/msel"
	"entente/internal/reaction"
)

// still is parties at whose nodes nothing happens.
type still struct{}

func (still) Here() []ids.Party { return []ids.Party{"HUB", "LVA"} }

func (still) Cues(_ context.Context, _ ids.Party, after int64) ([]reaction.Cue, int64, error) {
	return nil, after, nil
}

func (still) Do(context.Context, msel.Reaction, reaction.Turn) error { return nil }

// TestReactionsAreForControllers: who conducts sees them and takes a party over; nobody
// else does, by any route.
func TestReactionsAreForControllers(t *testing.T) {
	t.Parallel()
	play(t, func(t *testing.T, p *played) {
		for _, who := range []string{"petra", "gina", "olga"} {
			p.ask(who, "GET", "/exercise/reactions", "", 403, nil)
			for _, path := range []string{ids.New() + "/now", ids.New() + "/again", "parties/LVA/stop", "parties/LVA/resume"} {
				p.ask(who, "POST", "/exercise/reactions/"+path, `{}`, 403, nil)
			}
			p.ask(who, "POST", "/exercise/reactions/"+ids.New()+"/skip", `{"reason":"we do it"}`, 403, nil)
		}
		var v reaction.View
		p.ask("carl", "POST", "/exercise/reactions/parties/LVA/stop", `{}`, 200, &v)
		if len(v.Parties) != 2 || !v.Parties[1].Stopped || v.Parties[1].StoppedBy != conducttest.Controller().Name {
			t.Errorf("stopped: %+v", v.Parties)
		}
		p.ask("carl", "POST", "/exercise/reactions/parties/LVA/stop", `{}`, 409, nil)
		p.ask("carl", "POST", "/exercise/reactions/parties/EST/stop", `{}`, 404, nil)
		p.ask("carl", "POST", "/exercise/reactions/parties/LVA/resume", `{}`, 200, &v)
		if v.Parties[1].Stopped || len(v.Turns) != 0 {
			t.Errorf("resumed: %+v", v)
		}
		p.ask("carl", "POST", "/exercise/reactions/"+ids.New()+"/now", `{}`, 404, nil)
		p.ask("carl", "GET", "/exercise/reactions", "", 200, &v)
	})
}
