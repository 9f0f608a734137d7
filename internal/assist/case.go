package assist

import (
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

// State is where a case stands.
type State string

// The states, in the order of a life without detours.
const (
	Lodging      State = "lodged"
	Acknowledged State = "acknowledged" // by the clearing house, or without one by a party asked
	Triaged      State = "triaged"
	OffersOpen   State = "offers"    // somebody has offered
	Accepting    State = "accepting" // accepted, and not yet held
	Bound        State = "bound"     // people are held
	Deploying    State = "deploying"
	Active       State = "active"
	Handover     State = "handover"
	Released     State = "released" // everybody is released; it can be closed
	Closed       State = "closed"   // the report is due
	Reported     State = "reported"
	Withdrawn    State = "withdrawn"
)

// LineState is where one line of an offer stands.
type LineState string

// The states of a line.
const (
	LineOpen       LineState = "open"
	LineWithdrawn  LineState = "withdrawn"
	LineAccepted   LineState = "accepted" // by the requester; the offering party has not answered
	LineHeld       LineState = "held"     // binding
	LineDeclined   LineState = "declined" // accepted, and the people are taken
	LineMobilising LineState = "mobilising"
	LineActive     LineState = "active"
	LineHandedOver LineState = "handed-over"
	LineReleased   LineState = "released"
)

// The stages of a deployment that are stated.
const (
	StageMobilising = "mobilising"
	StageActive     = "active"
)

// out tells that a line binds its party now.
func (s LineState) out() bool {
	return s == LineHeld || s == LineMobilising || s == LineActive || s == LineHandedOver
}

// Case is a request with all that became of it, as the statements held here say.
type Case struct {
	ID           string      `json:"id"`
	Realm        ids.Realm   `json:"realm"`
	Owner        ids.Party   `json:"owner" doc:"Who asks"`
	Centre       ids.Party   `json:"centre" doc:"Who hands statements on; the clearing house where it is not the owner"`
	Parties      []ids.Party `json:"parties" doc:"Who takes part, the owner first"`
	Agreement    string      `json:"agreement"`
	Provision    string      `json:"provision"`
	Ground       string      `json:"ground" doc:"Why this agreement and provision"`
	State        State       `json:"state" enum:"lodged,acknowledged,triaged,offers,accepting,bound,deploying,active,handover,released,closed,reported,withdrawn"`
	Request      Request     `json:"request"`
	Authorised   string      `json:"authorised" doc:"Who authorised the request for the nation"`
	AuthorisedAt time.Time   `json:"authorised_at"`
	Lodged       time.Time   `json:"lodged"`
	LodgedBy     string      `json:"lodged_by"`
	Answers      []Answer    `json:"answers" doc:"How each party asked has answered"`
	Triage       *Triage     `json:"triage,omitempty" doc:"The latest"`
	Offers       []Offered   `json:"offers"`
	Notes        []Noted     `json:"notes"`
	Tasks        []Task      `json:"tasks"`
	Shifts       []Shifted   `json:"shifts" doc:"By their beginning"`
	Evidence     []Item      `json:"evidence"`
	Costs        []Costed    `json:"costs" doc:"The latest of each offer"`
	ClosedAt     time.Time   `json:"closed_at,omitzero"`
	Outcome      string      `json:"outcome,omitempty" doc:"Of closing, or the reason of withdrawal"`
	ReportDue    time.Time   `json:"report_due,omitzero"`
	ReportedAt   time.Time   `json:"reported_at,omitzero" doc:"When the owner's report came, which meets the clock"`
	Reports      []Said      `json:"reports"`
	Lessons      []Learned   `json:"lessons"`
	Void         []Void      `json:"void" doc:"Statements that count for nothing, with the reason"`
	Mission      *Mission    `json:"mission,omitempty" doc:"While the decision of a body makes it one"`

	seal         string
	answerWithin string
}

// Answer is what one party asked has said.
type Answer struct {
	Party        ids.Party `json:"party"`
	Asked        time.Time `json:"asked"`
	Due          time.Time `json:"due,omitzero" doc:"When its clock by the agreement runs out"`
	Acknowledged time.Time `json:"acknowledged,omitzero"`
	Answer       string    `json:"answer,omitempty" enum:"offered,declined,refused" doc:"The first; absent: none yet"`
	At           time.Time `json:"at,omitzero"`
	Text         string    `json:"text,omitempty"`
	Law          string    `json:"law,omitempty" doc:"National law that a refusal cites"`
	Call         string    `json:"call,omitempty" doc:"The call for the duty that asks it"`
}

// Triage is how the clearing house has placed a request.
type Triage struct {
	Judged
	Party ids.Party `json:"party"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

// Offered is an offer and where its lines stand.
type Offered struct {
	Offer
	Party ids.Party    `json:"party"`
	By    string       `json:"by"`
	At    time.Time    `json:"at"`
	Stand []LineStand  `json:"stand" doc:"One for each line, in their order"`
	Cards []SealedCard `json:"cards" doc:"Cards of the people held, sealed to the requester"`

	last time.Time // of what was stated about it and counts
}

// SealedCard is one statement's cards.
type SealedCard struct {
	Lines  []string `json:"lines"`
	Sealed string   `json:"sealed" doc:"base64url; HPKE"`
}

// LineStand is where a line stands, and since when it has stood where.
type LineStand struct {
	Line     string    `json:"line"`
	State    LineState `json:"state" enum:"open,withdrawn,accepted,held,declined,mobilising,active,handed-over,released"`
	At       time.Time `json:"at,omitzero" doc:"Since when; absent while it is open"`
	Accepted time.Time `json:"accepted,omitzero"`
	Whole    bool      `json:"whole,omitzero" doc:"Accepted with others, all or none"`
	Held     time.Time `json:"held,omitzero" doc:"From then on it is binding"`
	Arrived  time.Time `json:"arrived,omitzero"`
	Where    string    `json:"where,omitempty"`
	Text     string    `json:"text,omitempty" doc:"What was said last: why it was declined, withdrawn, released"`
}

// Said is a text of a party.
type Said struct {
	Party ids.Party `json:"party"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Text  string    `json:"text"`
}

// Noted is a situation note.
type Noted struct {
	Said
	TLP  string `json:"tlp"`
	Task string `json:"task,omitempty" doc:"The task that it is about"`
}

// Task is something to be done, by its last note.
type Task struct {
	ID        string    `json:"id"`
	Text      string    `json:"text" doc:"Of its first note"`
	Party     ids.Party `json:"party" doc:"Who gave it, and alone can cancel it"`
	To        ids.Party `json:"to,omitempty"`
	Done      bool      `json:"done"`
	Cancelled bool      `json:"cancelled,omitzero"`
	Why       string    `json:"why,omitempty" doc:"Of one that is cancelled"`
	At        time.Time `json:"at" doc:"Of its last note"`
}

// Shifted is a shift with whose people work it.
type Shifted struct {
	Shift
	Party ids.Party `json:"party"`
	By    string    `json:"by"`
	At    time.Time `json:"at" doc:"When it was last stated"`
}

// Item is a piece of evidence with its chain of custody.
type Item struct {
	Evidence
	Party  ids.Party `json:"party" doc:"Who took it into custody"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Holder ids.Party `json:"holder" doc:"Who has it by the last whole link"`
	Chain  []Link    `json:"chain"`
	Broken bool      `json:"broken" doc:"A link lacks one of its two sides"`
}

// Link is a hand-over. It is whole when giver and taker have both stated it.
type Link struct {
	From    ids.Party `json:"from"`
	To      ids.Party `json:"to"`
	Given   time.Time `json:"given,omitzero"`
	GivenBy string    `json:"given_by,omitempty"`
	Taken   time.Time `json:"taken,omitzero"`
	TakenBy string    `json:"taken_by,omitempty"`
	Where   string    `json:"where"`
	Text    string    `json:"text,omitempty"`
}

func (l Link) whole() bool { return !l.Given.IsZero() && !l.Taken.IsZero() }

// Costed is a cost statement.
type Costed struct {
	Costs
	Party  ids.Party `json:"party"`
	At     time.Time `json:"at"`
	Agrees bool      `json:"agrees" doc:"Its minutes are those of the shifts that were stated before it"`
}

// Learned is a lesson.
type Learned struct {
	Lesson
	Party ids.Party `json:"party"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

// Void is a statement that counts for nothing.
type Void struct {
	Party ids.Party   `json:"party"`
	N     int64       `json:"n"`
	Act   string      `json:"act"`
	At    time.Time   `json:"at"`
	Kind  errs.Kind   `json:"kind"`
	Why   errs.Phrase `json:"why"`

	digest string
}

func (c *Case) offer(id string) *Offered {
	i := slices.IndexFunc(c.Offers, func(o Offered) bool { return o.ID == id })
	if i < 0 {
		return nil
	}
	return &c.Offers[i]
}

func (c *Case) answer(p ids.Party) *Answer {
	i := slices.IndexFunc(c.Answers, func(a Answer) bool { return a.Party == p })
	if i < 0 {
		return nil
	}
	return &c.Answers[i]
}

func (o *Offered) stand(line string) *LineStand {
	i := slices.IndexFunc(o.Stand, func(l LineStand) bool { return l.Line == line })
	if i < 0 {
		return nil
	}
	return &o.Stand[i]
}

// any tells whether a line of the offer is in a state that f is true of.
func (o Offered) any(f func(LineState) bool) bool {
	return slices.ContainsFunc(o.Stand, func(l LineStand) bool { return f(l.State) })
}

// gives tells whether a party has, or had, people bound here.
func (c *Case) gives(p ids.Party) bool {
	return slices.ContainsFunc(c.Offers, func(o Offered) bool {
		return o.Party == p && slices.ContainsFunc(o.Stand, func(l LineStand) bool { return !l.Held.IsZero() })
	})
}

// Over tells that nothing more can be offered or deployed.
func (c Case) Over() bool { return c.State == Withdrawn || !c.ClosedAt.IsZero() }

// state derives where the case stands from all that counts.
func (c *Case) state() State {
	any := func(f func(LineState) bool) bool {
		return slices.ContainsFunc(c.Offers, func(o Offered) bool { return o.any(f) })
	}
	is := func(s LineState) bool { return any(func(x LineState) bool { return x == s }) }
	acknowledged := func(a Answer) bool {
		return !a.Acknowledged.IsZero() && (c.Centre == c.Owner || a.Party == c.Centre)
	}
	switch {
	case c.State == Withdrawn:
		return Withdrawn
	case !c.ReportedAt.IsZero():
		return Reported
	case !c.ClosedAt.IsZero():
		return Closed
	case is(LineActive):
		return Active
	case is(LineHandedOver):
		return Handover
	case is(LineMobilising):
		return Deploying
	case is(LineHeld):
		return Bound
	case is(LineAccepted):
		return Accepting
	case is(LineReleased):
		return Released
	case is(LineOpen):
		return OffersOpen
	case c.Triage != nil:
		return Triaged
	case slices.ContainsFunc(c.Answers, acknowledged):
		return Acknowledged
	}
	return Lodging
}

// due gives when the clock of a party asked at a moment runs out; zero where no
// call makes one run.
func (c *Case) due(asked time.Time, call string) time.Time {
	if call == "" {
		return time.Time{}
	}
	return clause.MustSpan(c.answerWithin).After(asked, 1)
}
