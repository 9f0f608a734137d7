package crisis

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// What a body does to one text is a history of operations that overlap: each begins
// when a person acts and ends when the record of it is at that person's node. There
// must be one order of them, within these bounds, in which a plain register of the
// text, which knows nothing of chains, clocks and links, gives the same answers.

type move struct {
	act     string // "put", "break", "extend", "withdraw"
	expires time.Time
	at      time.Time // the hub's, of the record
}

type answer struct{ heeded bool }

// register is the text as diplomats would keep it on paper.
type register struct {
	put     bool
	expires time.Time
	broken  bool
	over    bool
	last    time.Time
}

var paper = porcupine.Model{
	Init: func() any { return register{} },
	Step: func(state, input, output any) (bool, any) {
		r, m, heeded := state.(register), input.(move), output.(answer).heeded
		if m.at.Before(r.last) {
			return false, r
		}
		next := r
		next.last = m.at
		open := r.put && !r.broken && !r.over && m.at.Before(r.expires)
		can := open
		switch m.act {
		case "put":
			can = !r.put && m.expires.Sub(m.at) >= time.Hour // the body's shortest period
			if can {
				next.put, next.expires = true, m.expires
			}
		case "break":
			next.broken = r.broken || open
		case "extend":
			can = open && m.expires.After(r.expires)
			if can {
				next.expires = m.expires
			}
		case "withdraw":
			next.over = r.over || open
		}
		return can == heeded, next
	},
	Equal: func(a, b any) bool { return a == b },
}

// TestHistoriesHaveOneOrder checks histories of simulated worlds with an honest hub
// against the register.
func TestHistoriesHaveOneOrder(t *testing.T) {
	checked := 0
	for seed := range uint64(400) {
		w := newSim(seed, t.Errorf)
		w.lie, w.rules.Late, w.rules.Unreached = honest, LateRecorded, UnreachedContact
		w.onlySilence = true
		w.run()
		hub := w.hubs[0].fold()
		if w.restore != nil || hub.Forked != "" || len(w.hubs) > 1 {
			continue
		}
		for _, r := range hub.Rounds {
			ops := operations(w, hub, r)
			if len(ops) < 2 {
				continue
			}
			checked++
			if !porcupine.CheckOperations(paper, ops) {
				t.Errorf("seed %d, text %d: no order of %d operations explains what was heeded", seed, r.Rev, len(ops))
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d histories were long enough", checked)
	}
}

// TestTheModelCanFail shows that the check finds a history that is wrong: an
// objection after the expiry that was heeded.
func TestTheModelCanFail(t *testing.T) {
	at := func(h int) time.Time { return simStart.Add(time.Duration(h) * time.Hour) }
	ops := []porcupine.Operation{
		{ClientId: 0, Input: move{act: "put", expires: at(2), at: at(0)}, Output: answer{true}, Call: 0, Return: 1},
		{ClientId: 1, Input: move{act: "break", at: at(3)}, Output: answer{true}, Call: 2, Return: 3},
	}
	if porcupine.CheckOperations(paper, ops) {
		t.Error("a late objection was heeded, and the check lets it pass")
	}
}

// operations reads the history of one text: when each act was made and when its
// record had come back to who made it, in true time, and whether it was heeded.
func operations(w *simWorld, c *Case, r *Round) (ops []porcupine.Operation) {
	void := map[string]bool{}
	for _, v := range c.Void {
		void[v.Entry.Digest] = true
	}
	for _, rec := range c.records {
		e := c.entries[rec.Of]
		m := move{at: rec.At}
		switch b := e.Body.(type) {
		case *Put:
			m.act, m.expires = "put", b.Expires
			if b.Rev != r.Rev {
				continue
			}
		case *Stood:
			m.act = "break"
			if b.Rev != r.Rev || b.Stand != Break || !w.rules.Member(e.Party) {
				continue
			}
		case *Extended:
			m.act, m.expires = "extend", b.Expires
			if b.Rev != r.Rev {
				continue
			}
		case *Withdrawn:
			m.act = "withdraw"
			if b.Rev != r.Rev {
				continue
			}
		default:
			continue
		}
		i := slices.IndexFunc(w.nodes, func(n *simNode) bool { return n.party == e.Party })
		ops = append(ops, porcupine.Operation{ClientId: len(ops), Input: m, Output: answer{!void[e.Digest]}, Call: w.made[e.Digest].UnixNano(), Return: w.nodes[i].heard[rec.digest].UnixNano()})
	}
	w.rng = rand.New(rand.NewPCG(w.seed, 2))
	w.rng.Shuffle(len(ops), func(i, j int) { ops[i], ops[j] = ops[j], ops[i] })
	slices.SortFunc(ops, func(a, b porcupine.Operation) int { return cmp.Compare(a.Call, b.Call) })
	return ops
}
