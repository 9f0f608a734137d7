package policy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	var (
		own     = Class{Origin: "CZE", Realm: ids.Live, Category: Indicator, TLP: marking.Green, PAP: marking.PAPAmber, Onward: Onward{Allowed: true}}
		cze     = between("A", "CZE", "HUB")
		est     = between("B", "HUB", "EST")
		toHub   = func(c Class) Query { return Query{From: "CZE", To: "HUB", Class: c} }
		onToEST = func(c Class) Query { return Query{From: "HUB", To: "EST", Class: c} }
		but     = func(change func(*Class)) Class { c := own; change(&c); return c }
		toEST   = []ids.Party{"EST"}
	)
	for _, tc := range []struct {
		name   string
		q      Query
		deals  []deal
		code   string // of the first reason; "shared" is a permit
		cites  string // agreement and provision
		says   string // part of its text
		onward Onward // for a permit: what the recipient may do
	}{
		{name: "own indicator under an agreement", q: toHub(own), deals: []deal{cze}, code: "shared", cites: "A share", says: "CZE may give indicator to HUB", onward: Onward{Allowed: true}},
		{name: "no sender", q: Query{To: "HUB", Class: own}, deals: []deal{cze}, code: "incomplete"},
		{name: "no recipient", q: Query{From: "CZE", Class: own}, deals: []deal{cze}, code: "incomplete"},
		{name: "no origin", q: toHub(but(func(c *Class) { c.Origin = "" })), deals: []deal{cze}, code: "incomplete"},
		{name: "no realm", q: toHub(but(func(c *Class) { c.Realm = "" })), deals: []deal{cze}, code: "incomplete"},
		{name: "to itself", q: Query{From: "CZE", To: "CZE", Class: own}, deals: []deal{cze}, code: "same"},
		{name: "back to its origin", q: Query{From: "HUB", To: "CZE", Class: own}, deals: []deal{cze}, code: "own", says: "from CZE"},
		{name: "marking not understood", q: toHub(but(func(c *Class) { c.Unknown = true })), deals: []deal{cze}, code: "unknown-marking"},
		{name: "unmarked is never clear", q: toHub(but(func(c *Class) { c.TLP = marking.None })), deals: []deal{cze}, code: "unmarked", says: "mark it"},
		{name: "level beyond red", q: toHub(but(func(c *Class) { c.TLP = marking.Red + 1 })), deals: []deal{cze}, code: "unknown-marking"},
		{name: "PAP beyond red", q: toHub(but(func(c *Class) { c.PAP = marking.PAPRed + 1 })), deals: []deal{cze}, code: "unknown-marking"},
		{name: "no rules at all", q: toHub(own), code: "no-agreement", says: "propose one"},
		{name: "agreement of others", q: toHub(own), deals: []deal{est}, code: "no-agreement"},
		{name: "agreement of another realm", q: toHub(own), deals: []deal{cze.with(func(d *deal) { d.realm = "ex-1" })}, code: "no-agreement"},
		{name: "the other direction only", q: toHub(own), deals: []deal{cze.with(func(d *deal) { d.from, d.to = []ids.Party{"HUB"}, []ids.Party{"CZE"} })}, code: "direction", cites: "A share", says: "lets HUB give to CZE"},
		{name: "category not shared", q: toHub(but(func(c *Class) { c.Category = Malware })), deals: []deal{cze}, code: "category", cites: "A share", says: "indicator, report"},
		{name: "category empty", q: toHub(but(func(c *Class) { c.Category = "" })), deals: []deal{cze}, code: "category", cites: "A share"},
		{name: "context goes with any category", q: toHub(but(func(c *Class) { c.Category = Context })), deals: []deal{cze}, code: "shared", cites: "A share", says: "connects and explains", onward: Onward{Allowed: true}},
		{name: "context goes with no category", q: toHub(but(func(c *Class) { c.Category = Context })), deals: []deal{cze.with(func(d *deal) { d.categories = nil })}, code: "category", cites: "A share"},
		{name: "at the ceiling", q: toHub(but(func(c *Class) { c.TLP = marking.Amber })), deals: []deal{cze}, code: "shared", cites: "A share"},
		{name: "above the ceiling", q: toHub(but(func(c *Class) { c.TLP = marking.AmberStrict })), deals: []deal{cze}, code: "ceiling", cites: "A ceiling", says: "tlp:amber+strict and the agreement permits up to tlp:amber"},
		{name: "no ceiling set", q: toHub(own), deals: []deal{cze.with(func(d *deal) { d.ceilings = nil })}, code: "no-ceiling", cites: "A share"},
		{name: "ceiling of another agreement does not stand in", q: toHub(own), deals: []deal{cze.with(func(d *deal) { d.ceilings = nil }), between("C", "CZE", "HUB").with(func(d *deal) { d.categories = []string{Report} })}, code: "no-ceiling", cites: "A share"},
		{name: "stricter of two ceilings of one agreement", q: toHub(but(func(c *Class) { c.TLP = marking.Amber })), deals: []deal{cze.with(func(d *deal) { d.ceilings = []marking.TLP{marking.Amber, marking.Green} })}, code: "ceiling", cites: "A ceiling"},
		{name: "stricter of two agreements", q: toHub(but(func(c *Class) { c.TLP = marking.Amber })), deals: []deal{cze, between("S", "CZE", "HUB").with(func(d *deal) { d.ceilings = []marking.TLP{marking.Green} })}, code: "ceiling", cites: "S ceiling", says: "the stricter wins"},
		{name: "a stricter agreement on other categories leaves it alone", q: toHub(but(func(c *Class) { c.TLP = marking.Amber })), deals: []deal{cze, between("S", "CZE", "HUB").with(func(d *deal) { d.categories, d.ceilings = []string{Malware}, []marking.TLP{marking.Clear} })}, code: "shared", cites: "A share"},
		{name: "red is for people", q: toHub(but(func(c *Class) { c.TLP = marking.Red })), deals: []deal{cze.with(func(d *deal) { d.ceilings = []marking.TLP{marking.Red} })}, code: "tlp-red"},
		{name: "amber+strict directly, never on", q: toHub(but(func(c *Class) { c.TLP = marking.AmberStrict })),
			deals: []deal{cze.with(func(d *deal) { d.ceilings, d.onwardCeiling = []marking.TLP{marking.AmberStrict}, marking.Red })}, code: "shared", cites: "A share"},
		{name: "amber+strict of another stays", q: onToEST(but(func(c *Class) { c.TLP = marking.AmberStrict })),
			deals: []deal{cze, est.with(func(d *deal) { d.ceilings, d.onwardCeiling = []marking.TLP{marking.Red}, marking.Red })}, code: "tlp-strict"},

		{name: "passed on", q: onToEST(own), deals: []deal{cze, est}, code: "shared", cites: "B share", onward: Onward{Allowed: true}},
		{name: "no agreement of its origin with the holder", q: onToEST(own), deals: []deal{est}, code: "onward", says: "no agreement in force between its origin CZE and HUB"},
		{name: "agreement of its origin shares other things", q: onToEST(own), deals: []deal{cze.with(func(d *deal) { d.categories = []string{Report} }), est}, code: "onward"},
		{name: "agreement of its origin silent on onward release", q: onToEST(own), deals: []deal{cze.with(func(d *deal) { d.onward = nil }), est}, code: "onward", cites: "A share", says: "no provision"},
		{name: "onward provision of another agreement does not stand in", q: onToEST(own), deals: []deal{cze.with(func(d *deal) { d.onward = nil }), between("C", "CZE", "HUB").with(func(d *deal) { d.categories = []string{Malware} }), est}, code: "onward", cites: "A share"},
		{name: "agreement of its origin forbids", q: onToEST(own), deals: []deal{cze.with(func(d *deal) { d.onward = []Onward{{}} }), est}, code: "onward", cites: "A onward", says: "does not let HUB pass it on to EST"},
		{name: "agreement of its origin names others", q: onToEST(own), deals: []deal{cze.with(func(d *deal) { d.onward = []Onward{{Allowed: true, To: []ids.Party{"LVA"}}} }), est}, code: "onward", cites: "A onward"},
		{name: "stricter of two onward provisions", q: onToEST(own), deals: []deal{cze.with(func(d *deal) { d.onward = []Onward{{Allowed: true}, {}} }), est}, code: "onward", cites: "A onward"},
		{name: "stricter of two agreements of its origin", q: onToEST(own), deals: []deal{cze, between("S", "CZE", "HUB").with(func(d *deal) { d.onward = []Onward{{}} }), est}, code: "onward", cites: "S onward"},
		{name: "above its origin's onward ceiling", q: onToEST(but(func(c *Class) { c.TLP = marking.Amber })), deals: []deal{cze, est}, code: "onward-ceiling", cites: "A onward", says: "up to tlp:green"},
		{name: "its origin released it without", q: onToEST(but(func(c *Class) { c.Onward = Onward{} })), deals: []deal{cze, est}, code: "originator", cites: "A onward"},
		{name: "its origin released it for others", q: onToEST(but(func(c *Class) { c.Onward.To = []ids.Party{"LVA"} })), deals: []deal{cze, est}, code: "originator", cites: "A onward"},
		{name: "its origin's word goes along", q: onToEST(but(func(c *Class) { c.Onward.To = toEST })), deals: []deal{cze, est.with(func(d *deal) { d.onward = []Onward{{}} })}, code: "shared", cites: "B share", onward: Onward{Allowed: true, To: toEST}},

		{name: "relayed: its origin's signed condition stands in", q: Query{From: "HUB", To: "EST", Class: own, Relayed: true}, deals: []deal{est}, code: "shared", cites: "B share", onward: Onward{Allowed: true}},
		{name: "relayed without that condition", q: Query{From: "HUB", To: "EST", Class: but(func(c *Class) { c.Onward = Onward{} }), Relayed: true}, deals: []deal{est}, code: "originator"},
		{name: "relayed under an agreement that is known here", q: Query{From: "HUB", To: "EST", Class: own, Relayed: true}, deals: []deal{est, between("M", "CZE", "HUB", "EST").with(func(d *deal) { d.onward = []Onward{{}} })}, code: "onward", cites: "M onward"},

		{name: "onward not asked for", q: toHub(but(func(c *Class) { c.Onward = Onward{} })), deals: []deal{cze}, code: "shared", cites: "A share"},
		{name: "onward above the provision's ceiling is not given", q: toHub(but(func(c *Class) { c.TLP = marking.Amber })), deals: []deal{cze}, code: "shared", cites: "A share"},
		{name: "onward without a provision is not given", q: toHub(own), deals: []deal{cze.with(func(d *deal) { d.onward = nil })}, code: "shared", cites: "A share"},
		{name: "onward within the provision", q: toHub(own), deals: []deal{cze.with(func(d *deal) { d.onward = []Onward{{Allowed: true, To: toEST}} })}, code: "shared", cites: "A share", onward: Onward{Allowed: true, To: toEST}},
		{name: "onward as asked", q: toHub(but(func(c *Class) { c.Onward.To = toEST })), deals: []deal{cze}, code: "shared", cites: "A share", onward: Onward{Allowed: true, To: toEST}},
		{name: "onward asked for others than the provision names", q: toHub(but(func(c *Class) { c.Onward.To = []ids.Party{"LVA"} })), deals: []deal{cze.with(func(d *deal) { d.onward = []Onward{{Allowed: true, To: toEST}} })}, code: "shared", cites: "A share", onward: Onward{To: []ids.Party{}}},
		{name: "onward within every provision", q: toHub(own), deals: []deal{cze.with(func(d *deal) { d.onward = []Onward{{Allowed: true}, {}} })}, code: "shared", cites: "A share"},
		{name: "onward within every agreement", q: toHub(own), deals: []deal{cze, between("S", "CZE", "HUB").with(func(d *deal) { d.onward = nil })}, code: "shared", cites: "A share"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := Decide(tc.q, compile(tc.deals))
			if got.To != tc.q.To || len(got.Reasons) == 0 {
				t.Fatalf("decision for %q with reasons %v", got.To, got.Reasons)
			}
			r := got.Reasons[0]
			if r.Code != tc.code || strings.TrimSpace(r.Citation.Agreement+" "+r.Citation.Provision) != tc.cites || !strings.Contains(r.Text, tc.says) {
				t.Errorf("reason %q cites %q %q: %s", r.Code, r.Citation.Agreement, r.Citation.Provision, r.Text)
			}
			if got.Permit != (tc.code == "shared") {
				t.Errorf("permit is %v", got.Permit)
			}
			want := Handling{}
			if got.Permit {
				want = Handling{TLP: tc.q.Class.TLP, PAP: tc.q.Class.PAP, Onward: tc.onward}
			}
			if diff := cmp.Diff(want, got.Handling); diff != "" {
				t.Errorf("handling (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPermitCitesEveryProvisionThatCarriesIt(t *testing.T) {
	t.Parallel()
	class := Class{Origin: "CZE", Realm: ids.Live, Category: Indicator, TLP: marking.Clear, Onward: Onward{Allowed: true}}
	got := Decide(Query{From: "HUB", To: "EST", Class: class}, compile([]deal{between("A", "CZE", "HUB"), between("B", "HUB", "EST"), between("C", "HUB", "EST")}))
	var cites []string
	for _, r := range got.Reasons {
		cites = append(cites, r.Code+" "+r.Citation.Agreement+" "+r.Citation.Provision)
	}
	if diff := cmp.Diff([]string{"shared B share", "shared C share", "onward-permitted A onward"}, cites); diff != "" {
		t.Errorf("citations (-want +got):\n%s", diff)
	}
}

func TestDecideLeavesItsInputsAlone(t *testing.T) {
	t.Parallel()
	q := Query{From: "CZE", To: "HUB", Class: Class{Origin: "CZE", Realm: ids.Live, Category: Indicator, TLP: marking.Green, Onward: Onward{Allowed: true, To: []ids.Party{"LVA", "EST"}}}}
	rules := between("A", "CZE", "HUB").with(func(d *deal) { d.onward = []Onward{{Allowed: true, To: []ids.Party{"EST", "POL"}}} }).rules()
	before := Onward{Allowed: true, To: []ids.Party{"LVA", "EST"}}
	got := Decide(q, rules)
	got.Handling.Onward.To[0] = "XXX"
	if diff := cmp.Diff(before, q.Class.Onward); diff != "" {
		t.Errorf("the query changed:\n%s", diff)
	}
	if diff := cmp.Diff([]ids.Party{"EST", "POL"}, rules[2].Onward.To); diff != "" {
		t.Errorf("the rule changed:\n%s", diff)
	}
}
