package assist

import (
	"time"

	"entente/internal/base/ids"
	"entente/internal/match"
)

// Pair is a person in a seat. Seats are named after request, role and number;
// people are ids of the own pool, or lines of offers.
type Pair struct {
	Seat   string `json:"seat" maxLength:"200"`
	Person string `json:"person" maxLength:"200"`
}

// Overrides are what people have decided before matching: Fixed stands, also
// against a rule, with a warning; Barred does not come to pass.
type Overrides struct {
	Fixed  []Pair `json:"fixed"`
	Barred []Pair `json:"barred"`
}

// Plan is the overrides that are kept for one request at this node.
type Plan struct {
	Overrides
	Version int64     `json:"version" doc:"A change names the version that it was made from; 0 before the first"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

// Side is whose people are matched.
type Side string

// The sides: people in offers, at the party that asked and the clearing house;
// one's own pool, at a party that might offer.
const (
	FromOffers Side = "offers"
	FromPool   Side = "pool"
)

// Seat is one place in a role of a request.
type Seat struct {
	ID      string `json:"id"`
	Request string `json:"request"`
	Role    string `json:"role"`
	Title   string `json:"title"`
}

// Candidate is who could take a seat.
type Candidate struct {
	ID        string    `json:"id"`
	Party     ids.Party `json:"party"`
	Pseudonym string    `json:"pseudonym,omitempty" doc:"As others see or would see the person in this request"`
	Offer     string    `json:"offer,omitempty"`
	Line      string    `json:"line,omitempty"`
	Role      string    `json:"role,omitempty" doc:"The role that the line is offered for"`
}

// Choice is a person in a seat, with the reasons for it.
type Choice struct {
	Seat         string    `json:"seat"`
	Person       string    `json:"person"`
	Party        ids.Party `json:"party"`
	Provision    string    `json:"provision,omitempty" doc:"Which permits it; absent where only a person's decision does"`
	Fit          int64     `json:"fit" doc:"The sum of the parts"`
	Parts        []FitPart `json:"parts"`
	Fixed        bool      `json:"fixed" doc:"People have decided it"`
	Warnings     []Reason  `json:"warnings" doc:"The rules that a fixed choice breaks"`
	Alternatives []Choice  `json:"alternatives" doc:"Others whom the rules let take the seat, best first"`
}

// FitPart is one part of a fit.
type FitPart struct {
	Name   string `json:"name" enum:"skill,language,ready,vendor,exercise,fatigue"`
	Points int64  `json:"points"`
}

// Reason is a rule that speaks against a person in a seat.
type Reason struct {
	Code match.Code `json:"code"`
	What string     `json:"what,omitempty" doc:"Which skill, language, level or party"`
	Have int        `json:"have,omitzero"`
	Want int        `json:"want,omitzero"`
}

// Gap is a seat that nobody fills.
type Gap struct {
	Seat   string             `json:"seat"`
	Counts map[match.Code]int `json:"counts" doc:"How many people each reason keeps from it"`
}

// Verdict is why somebody is, or is not, in a seat.
type Verdict struct {
	Chosen      bool     `json:"chosen"`
	Choice      Choice   `json:"choice" doc:"The pair by itself"`
	Reasons     []Reason `json:"reasons" doc:"The rules against it"`
	Instead     string   `json:"instead,omitempty" doc:"Who takes the seat"`
	Elsewhere   string   `json:"elsewhere,omitempty" doc:"The seat that the person takes instead"`
	LosesFilled int64    `json:"loses_filled" doc:"What the whole would lose in weight of seats filled"`
	LosesFit    int64    `json:"loses_fit" doc:"And in fit"`
}

// Proposal is an answer of the matching: it proves that none is better by its
// objective, and binds nobody.
type Proposal struct {
	Side     Side        `json:"side" enum:"offers,pool"`
	At       time.Time   `json:"at"`
	Seats    []Seat      `json:"seats"`
	People   []Candidate `json:"people"`
	Assigned []Choice    `json:"assigned"`
	Open     []Gap       `json:"open" doc:"Seats that nobody fills, with the number of people that each reason keeps from them"`
	Plan     Plan        `json:"plan"`
	Filled   int64       `json:"filled"`
	Fit      int64       `json:"fit"`
	Score    int64       `json:"score"`
	Bound    int64       `json:"bound" doc:"No answer has a greater score"`
	Proven   bool        `json:"proven"`
	problem  match.Problem
	solution match.Solution
}

func choiceOf(c match.Choice) Choice {
	out := Choice{Seat: c.Role, Person: c.Person, Party: c.Party, Provision: c.Provision, Fit: c.Fit, Fixed: c.Fixed, Parts: []FitPart{}, Warnings: reasonsOf(c.Warnings), Alternatives: []Choice{}}
	for _, p := range c.Parts {
		out.Parts = append(out.Parts, FitPart(p))
	}
	return out
}

func reasonsOf(all []match.Reason) []Reason {
	out := []Reason{}
	for _, r := range all {
		out = append(out, Reason(r))
	}
	return out
}

// Explain says why a person is, or is not, in a seat of a proposal.
//
// Errors: NotFound for a seat or a person that it does not have.
func (p Proposal) Explain(seat, person string) (Verdict, error) {
	v, err := p.solution.Explain(p.problem, seat, person)
	return Verdict{Chosen: v.Chosen, Choice: choiceOf(v.Choice), Reasons: reasonsOf(v.Reasons), Instead: v.Instead, Elsewhere: v.Elsewhere, LosesFilled: v.LosesFilled, LosesFit: v.LosesFit}, err
}
