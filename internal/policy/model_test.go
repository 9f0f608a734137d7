package policy

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

var everyone = []ids.Party{"CZE", "EST", "HUB", "LVA"}

// mayHave is the reference: what an agreement means, said as plainly and as
// slowly as possible, without reasons.
func mayHave(q Query, deals []deal) bool {
	c := q.Class
	if q.From == q.To || c.Origin == q.To || c.Unknown || c.TLP == marking.None || c.TLP == marking.Red {
		return false
	}
	agreed := false
	for _, d := range deals {
		if !d.joins(q.From, q.To) || !d.covers(c.Category) {
			continue
		}
		agreed = true
		if len(d.ceilings) == 0 || c.TLP > slices.Min(d.ceilings) {
			return false
		}
	}
	if !agreed || c.Origin == q.From {
		return agreed
	}
	if c.TLP == marking.AmberStrict || !reaches(c.Onward, q.To) {
		return false
	}
	given := false
	for _, d := range deals {
		if !d.joins(c.Origin, q.From) || !d.covers(c.Category) {
			continue
		}
		given = true
		if !lets(d, c.TLP, q.To) {
			return false
		}
	}
	return given || q.Relayed
}

// reaches says whether an onward condition reaches a party.
func reaches(o Onward, p ids.Party) bool {
	if !o.Allowed {
		return false
	}
	return len(o.To) == 0 || slices.Contains(o.To, p)
}

// lets says whether a deal lets what was given under it reach a third party.
func lets(d deal, tlp marking.TLP, p ids.Party) bool {
	for _, o := range d.onward {
		if !reaches(o, p) {
			return false
		}
	}
	return len(d.onward) > 0 && tlp <= d.onwardCeiling
}

// mayPassOn is the reference for the handling: may the recipient let p have it?
func mayPassOn(q Query, deals []deal, p ids.Party) bool {
	if q.Class.TLP >= marking.AmberStrict || !reaches(q.Class.Onward, p) {
		return false
	}
	for _, d := range deals {
		if q.Class.Origin == q.From && d.joins(q.From, q.To) && d.covers(q.Class.Category) && !lets(d, q.Class.TLP, p) {
			return false
		}
	}
	return true
}

func drawParties(t *rapid.T, label string) []ids.Party {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(everyone), 0, 4, rapid.ID).Draw(t, label)
}

func drawOnward(t *rapid.T) Onward {
	return Onward{Allowed: rapid.IntRange(0, 3).Draw(t, "onward") > 0, To: rapid.SliceOfNDistinct(rapid.SampledFrom(everyone), 0, 2, rapid.ID).Draw(t, "onward to")}
}

func drawTLP(t *rapid.T, label string) marking.TLP {
	return rapid.SampledFrom([]marking.TLP{marking.None, marking.Clear, marking.Green, marking.Amber, marking.AmberStrict, marking.Red}).Draw(t, label)
}

func drawDeals(t *rapid.T) []deal {
	deals := make([]deal, rapid.IntRange(0, 4).Draw(t, "deals"))
	for i := range deals {
		d := deal{id: string(rune('A' + i)), realm: rapid.SampledFrom([]ids.Realm{ids.Live, ids.Live, ids.Live, "ex-1"}).Draw(t, "realm"), onwardCeiling: drawTLP(t, "onward ceiling"),
			categories: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{Indicator, Report, Malware}), 0, 3, rapid.ID).Draw(t, "categories")}
		d.from = drawParties(t, "from")
		d.to = d.from
		if rapid.IntRange(0, 3).Draw(t, "one way") == 0 {
			d.to = drawParties(t, "to")
		}
		for range rapid.IntRange(0, 2).Draw(t, "ceilings") {
			d.ceilings = append(d.ceilings, drawTLP(t, "ceiling"))
		}
		for range rapid.IntRange(0, 2).Draw(t, "onward provisions") {
			d.onward = append(d.onward, drawOnward(t))
		}
		deals[i] = d
	}
	return deals
}

func drawQuery(t *rapid.T) Query {
	party := rapid.SampledFrom(everyone)
	q := Query{From: party.Draw(t, "sender"), To: party.Draw(t, "recipient"), Relayed: rapid.Bool().Draw(t, "relayed"),
		Class: Class{Realm: ids.Live, Category: rapid.SampledFrom([]string{Indicator, Report, Context, Actor}).Draw(t, "category"),
			TLP: drawTLP(t, "tlp"), PAP: marking.PAPGreen, Unknown: rapid.IntRange(0, 9).Draw(t, "unknown") == 0, Onward: drawOnward(t)}}
	if q.Class.Origin = q.From; rapid.Bool().Draw(t, "foreign") {
		q.Class.Origin = party.Draw(t, "origin")
	}
	return q
}

func TestDecideAgreesWithTheReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		deals, q := drawDeals(t), drawQuery(t)
		got := Decide(q, compile(deals))
		if got.Permit != mayHave(q, deals) {
			t.Fatalf("permit %v, the reference says otherwise: %+v", got.Permit, got.Reasons)
		}
		if len(got.Reasons) == 0 || got.Reasons[0].Code == "" || got.Reasons[0].Text == "" {
			t.Fatalf("a decision without a reason")
		}
		for _, p := range everyone {
			if got.Permit && reaches(got.Handling.Onward, p) != mayPassOn(q, deals, p) {
				t.Fatalf("handling %+v for %s, the reference says otherwise", got.Handling.Onward, p)
			}
		}
		if !got.Permit && got.Handling.Onward.Allowed {
			t.Fatalf("a refusal with handling")
		}
	})
}

func TestStricterMarkingNeverOpens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, q := compile(drawDeals(t)), drawQuery(t)
		if q.Class.TLP == marking.None {
			q.Class.TLP = marking.Clear
		}
		low := Decide(q, rules)
		for q.Class.TLP < marking.Red {
			q.Class.TLP++
			high := Decide(q, rules)
			if high.Permit && !low.Permit {
				t.Fatalf("tlp:%s is permitted and a looser one is not", q.Class.TLP)
			}
			for _, p := range everyone {
				if high.Permit && reaches(high.Handling.Onward, p) && !reaches(low.Handling.Onward, p) {
					t.Fatalf("tlp:%s may be passed on to %s and a looser one may not", q.Class.TLP, p)
				}
			}
			low = high
		}
	})
}

func TestNothingLeavesInDoubt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, q := compile(drawDeals(t)), drawQuery(t)
		doubts := map[string]func(*Query){
			"unknown marking": func(q *Query) { q.Class.Unknown = true },
			"unmarked":        func(q *Query) { q.Class.TLP = marking.None },
			"no origin":       func(q *Query) { q.Class.Origin = "" },
			"no realm":        func(q *Query) { q.Class.Realm = "" },
			"unknown party":   func(q *Query) { q.To = "XXX" },
			"other realm":     func(q *Query) { q.Class.Realm = "ex-2" },
			"other category":  func(q *Query) { q.Class.Category = "recipe" },
		}
		for name, doubt := range doubts {
			p := q
			doubt(&p)
			if Decide(p, rules).Permit {
				t.Fatalf("permitted with %s", name)
			}
		}
		if Decide(q, nil).Permit {
			t.Fatalf("permitted without rules")
		}
	})
}

func TestRuleOrderDoesNotDecide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, q := compile(drawDeals(t)), drawQuery(t)
		a, b := Decide(q, rules), Decide(q, rapid.Permutation(rules).Draw(t, "order"))
		if a.Permit != b.Permit || a.Reasons[0].Code == "shared" && b.Reasons[0].Code != "shared" {
			t.Fatalf("another order, another decision: %+v, %+v", a.Reasons, b.Reasons)
		}
		for _, p := range everyone {
			if reaches(a.Handling.Onward, p) != reaches(b.Handling.Onward, p) {
				t.Fatalf("another order, another handling: %+v, %+v", a.Handling, b.Handling)
			}
		}
	})
}

// When taking an agreement away opens something, it was the stricter one and
// the refusal had cited it.
func TestOnlyTheCitedAgreementStandsInTheWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		deals, q := drawDeals(t), drawQuery(t)
		with := Decide(q, compile(deals))
		for i, d := range deals {
			without := Decide(q, compile(slices.Delete(slices.Clone(deals), i, i+1)))
			if without.Permit && !with.Permit && with.Reasons[0].Citation.Agreement != d.id {
				t.Fatalf("without %s it is permitted, with it refused as %+v", d.id, with.Reasons)
			}
		}
	})
}
