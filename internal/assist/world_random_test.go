package assist

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// player does things at random, at nodes that know different things.
type player struct {
	*world
	*rand.Rand
	cases  []string
	offers []struct {
		id, offer string
	}
	done map[string]int
}

// TestWhateverHappens lets three nations and the hub act at random, with links cut
// and letters that come twice. In the end every node holds the same cases; nobody is
// held twice for overlapping times; what is held is what the cases say; nothing was
// accepted after its validity.
func TestWhateverHappens(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST", "LVA"}, func(t *testing.T, w *world) {
		w.Twice = true
		p := &player{world: w, Rand: rand.New(rand.NewPCG(7, 11)), done: map[string]int{}}
		for range 240 {
			p.step()
		}
		clear(w.Cut)
		w.Settle()
		for _, act := range []string{"lodge", "offer", "accept", "unoffer", "mobilise", "arrive", "release", "withdraw", "decline"} {
			if p.done[act] == 0 {
				t.Errorf("nothing was done of %s; the test says nothing of it", act)
			}
		}
		p.sameEverywhere()
		p.heldOnce("EST")
		p.heldOnce("LVA")
	})
}

func (p *player) step() {
	party := []ids.Party{"CZE", "EST", "LVA"}[p.IntN(3)]
	switch p.IntN(6) {
	case 0:
		p.Advance(time.Duration(1+p.IntN(90)) * time.Minute)
		p.Nodes[party].Clock.Advance(time.Duration(p.IntN(10)) * time.Second) // clocks drift apart
	case 1:
		p.Cut[party] = !p.Cut[party]
	case 2, 3:
		p.Settle()
	}
	p.act(party)
}

func (p *player) act(party ids.Party) {
	s := p.at[party]
	try := func(name string, err error) {
		switch {
		case err == nil:
			p.done[name]++
		case errs.KindOf(err) == errs.Internal:
			p.T.Fatalf("%s: %v", name, err)
		}
	}
	if len(p.cases) < 12 && p.IntN(10) == 0 {
		p.cases = append(p.cases, p.lodge([]ids.Party{"CZE", "LVA"}[p.IntN(2)], nil).ID)
		p.done["lodge"]++
	}
	if len(p.cases) == 0 {
		return
	}
	id := p.cases[p.IntN(len(p.cases))]
	switch p.IntN(12) {
	case 0:
		by := []ids.Party{"EST", "EST", "LVA"}[p.IntN(3)]
		n := NewOffer{Valid: p.Nodes[by].Clock.Now().Add(time.Duration(60+p.IntN(900)) * time.Minute)}
		for e := range 1 + p.IntN(2) {
			n.Lines = append(n.Lines, NewLine{Role: "r1", Experts: []string{fmt.Sprintf("%s-%d", by, (p.IntN(2)+e)%3)}})
		}
		c, err := p.at[by].Offer(ctx, person(by), ids.Live, id, n)
		try("offer", err)
		if err == nil {
			p.offers = append(p.offers, struct{ id, offer string }{id, c.Offers[len(c.Offers)-1].ID})
		}
		return
	case 3:
		if p.IntN(4) == 0 {
			_, err := s.Withdraw(ctx, person(party), ids.Live, id, "over")
			try("withdraw", err)
		}
		return
	case 4:
		_, err := s.Decline(ctx, person(party), ids.Live, id, "no", "")
		try("decline", err)
		return
	}
	if len(p.offers) == 0 {
		return
	}
	x := p.offers[max(0, len(p.offers)-1-p.IntN(8))] // old ones have lapsed
	switch p.IntN(10) {
	case 0, 1, 2:
		for _, by := range []ids.Party{"CZE", "LVA"} {
			_, err := p.at[by].Accept(ctx, person(by), ids.Live, x.id, x.offer, nil, p.IntN(2) == 0, "")
			try("accept", err)
		}
	case 3:
		_, err := s.Unoffer(ctx, person(party), ids.Live, x.id, x.offer, nil, "no")
		try("unoffer", err)
	case 4, 5:
		for _, x := range p.offers {
			for _, by := range []ids.Party{"EST", "LVA"} {
				_, err := p.at[by].Mobilise(ctx, person(by), ids.Live, x.id, x.offer, nil, "")
				try("mobilise", err)
			}
		}
	case 6, 7:
		for _, x := range p.offers {
			for _, by := range []ids.Party{"CZE", "LVA"} {
				_, err := p.at[by].Arrived(ctx, person(by), ids.Live, x.id, x.offer, nil, "there", "")
				try("arrive", err)
			}
		}
	case 8:
		for _, by := range []ids.Party{"EST", "LVA"} {
			_, err := p.at[by].Demobilise(ctx, person(by), ids.Live, x.id, x.offer, nil, "back")
			try("release", err)
		}
	}
}

func (p *player) sameEverywhere() {
	p.T.Helper()
	for _, id := range p.cases {
		c := p.get("HUB", id)
		for _, o := range c.Offers {
			for _, l := range o.Stand {
				if l.Accepted.After(o.Valid) {
					p.T.Errorf("accepted %s after its validity", l.Accepted.Sub(o.Valid))
				}
			}
		}
		for _, at := range []ids.Party{"CZE", "EST", "LVA"} {
			if diff := cmp.Diff(c, p.get(at, id), same); diff != "" {
				p.T.Errorf("%s holds another case: %s", at, diff)
			}
		}
	}
}

// heldOnce compares the pool of a party with what the cases say.
func (p *player) heldOnce(party ids.Party) {
	p.T.Helper()
	n := p.Nodes[party]
	p.Must(n.DB.Read(ctx, func(tx *db.Tx) error {
		held, err := pool{party}.holds(tx)
		if err != nil {
			return err
		}
		want := map[string]bool{}
		for i, h := range held {
			want[h.expert+" "+h.matter] = true
			for _, g := range held[:i] {
				if g.expert == h.expert && g.Overlaps(h.Window) {
					p.T.Errorf("%s is held twice: %+v, %+v", h.expert, g, h)
				}
			}
		}
		for _, id := range p.cases {
			rows, err := pledges(ctx, tx, id)
			if err != nil {
				return err
			}
			c := p.get(party, id)
			for _, r := range rows {
				if o := c.offer(r.offer); o != nil && o.stand(r.line).State.out() {
					if !want[r.expert+" "+id] {
						p.T.Errorf("%s is bound by %s and not held", r.expert, id)
					}
					delete(want, r.expert+" "+id)
				}
			}
		}
		for left := range want {
			p.T.Errorf("%s is held and bound by nothing", left)
		}
		return nil
	}))
}
