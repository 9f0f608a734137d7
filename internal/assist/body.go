package assist

import (
	"regexp"
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/matter"
)

// Kind is the first word of this domain's journal kinds, and its kind of matter.
const Kind = "assist"

// What parties state. The first one opens.
const (
	ActLodged       = "lodged"
	ActAcknowledged = "acknowledged"
	ActTriaged      = "triaged"
	ActOffered      = "offered"
	ActUnoffered    = "offer-withdrawn"
	ActAccepted     = "accepted"
	ActHeld         = "held"
	ActDeclined     = "declined"
	ActRefused      = "refused"
	ActDeployed     = "deployed"
	ActNoted        = "noted"
	ActShifted      = "shifted"
	ActRegistered   = "registered"
	ActHanded       = "handed"
	ActHandedOver   = "handed-over"
	ActDemobilised  = "demobilised"
	ActCosted       = "costed"
	ActClosed       = "closed"
	ActReported     = "reported"
	ActLearned      = "learned"
	ActWithdrawn    = "withdrawn"
)

// Lodged opens a request. Seal is the public key (HPKE, X25519) to which the
// cards of held experts are sealed.
type Lodged struct {
	Request      Request   `json:"request"`
	Authorised   string    `json:"authorised"`    // who authorised it for the nation
	AuthorisedAt time.Time `json:"authorised_at"` // when
	Ground       string    `json:"ground"`        // why this agreement and provision
	AnswerWithin string    `json:"answer_within"` // span of the provision
	Call         string    `json:"call"`          // UUID of the call for the duty; empty where none is owed
	Seal         string    `json:"seal"`          // base64url
}

// Invited is what the requester says to whom it brings in later.
type Invited struct {
	Text string `json:"text"`
	Call string `json:"call"` // UUID of the call for the duty on them; empty where none is owed
}

// Words is the body of an act that says one thing.
type Words struct {
	Text string `json:"text"`
}

// Judged is a triage by the clearing house: the value of each criterion, in the
// order of Criteria, and the place that people gave it.
type Judged struct {
	Scheme    string     `json:"scheme" doc:"Which criteria and weights"` // SchemeV1
	Values    []int      `json:"values" doc:"In the order of the criteria, 0 to 4"`
	Overrides []Override `json:"overrides" doc:"Values that people gave instead of the reckoned ones"`
	Score     int        `json:"score" doc:"0 to 100"`
	Place     int        `json:"place" doc:"Given by people, among those waiting at that time, from 1"`
	Of        int        `json:"of" doc:"How many were waiting"`
	Proposed  int        `json:"proposed" doc:"The place by score"`
	Reason    string     `json:"reason" doc:"Why the place is another than the proposed one"`
}

// Override is a value that people gave instead of the reckoned one.
type Override struct {
	Criterion string `json:"criterion"`
	Value     int    `json:"value" minimum:"0" maximum:"4"`
	Reason    string `json:"reason"`
}

// OfLines is an act on lines of one offer; what the members mean follows from the
// act. Party is whose offer it is.
type OfLines struct {
	Party  ids.Party `json:"party"`
	Offer  string    `json:"offer"`
	Lines  []string  `json:"lines"`
	Text   string    `json:"text"`
	Stage  string    `json:"stage,omitempty"` // of a deployment: "mobilising", "active"
	Where  string    `json:"where,omitempty"`
	Whole  bool      `json:"whole,omitzero"`   // of an acceptance: all lines or none
	Cards  string    `json:"cards,omitempty"`  // of held: sealed to the requester, base64url
	Digest string    `json:"digest,omitempty"` // of held: SHA-256 of the cards before sealing, hex
}

// Declination is a party's no: to the request, or to an acceptance that it cannot
// carry out. Law is the national provision that a refusal cites.
type Declination struct {
	Text string `json:"text"`
	Law  string `json:"law,omitempty"`
}

// Note is what a party tells of the situation, or a task and where it stands. Of
// one that is cancelled, Text says why.
type Note struct {
	Text      string    `json:"text"`
	Task      string    `json:"task,omitempty"` // id of a task
	To        ids.Party `json:"to,omitempty"`   // who is to do it
	Done      bool      `json:"done,omitzero"`
	Cancelled bool      `json:"cancelled,omitzero"`
}

// Shift is a time that the people of a line work. One of the same id takes the
// place of the one before.
type Shift struct {
	ID        string    `json:"id" doc:"UUID"`
	Offer     string    `json:"offer"`
	Line      string    `json:"line"`
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	What      string    `json:"what,omitempty"`
	Cancelled bool      `json:"cancelled,omitzero"`
	Why       string    `json:"why,omitempty" doc:"Of one that is cancelled"`
}

// Evidence is an item that came into custody.
type Evidence struct {
	ID     string `json:"id" doc:"Unique in the request, such as E-1"`
	What   string `json:"what"`
	SHA256 string `json:"sha256" doc:"Hex; of the item's bytes, or of the image's"`
	Where  string `json:"where"`
}

// Custody is one side of a hand-over: the giver's ("given") or the taker's
// ("taken"). A link of the chain is whole when both have stated it.
type Custody struct {
	Item  string    `json:"item"`
	Side  string    `json:"side" enum:"given,taken"`
	Other ids.Party `json:"other" doc:"Given: to whom; taken: from whom"`
	Where string    `json:"where"`
	Text  string    `json:"text,omitempty"`
}

// Costs is a cost statement of one offer, reckoned from its shifts.
type Costs struct {
	Offer    string     `json:"offer"`
	Currency string     `json:"currency,omitempty" doc:"ISO 4217; absent where only hours are stated"`
	Lines    []CostLine `json:"lines"`
	Text     string     `json:"text,omitempty"`
}

// CostLine is the effort for one role: minutes worked, by a multiplier in percent,
// at a rate in hundredths of the currency per hour.
type CostLine struct {
	Role       string `json:"role"`
	Minutes    int64  `json:"minutes"`
	Multiplier int64  `json:"multiplier" doc:"Percent; 100 is once"`
	Rate       int64  `json:"rate,omitzero" doc:"Hundredths of the currency per hour"`
	Amount     int64  `json:"amount,omitzero" doc:"Hundredths of the currency"`
}

// Lesson is what somebody would do otherwise next time.
type Lesson struct {
	Text      string `json:"text"`
	Recommend string `json:"recommend,omitempty"`
}

var (
	sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)
	currency  = regexp.MustCompile(`^[A-Z]{3}$`)
)

var errForm = errs.New(errs.Invalid, "the statement lacks what its act must say, or says it in a form that this node does not read")

// check refuses a body that this node cannot read.
func check(s matter.Statement) error {
	b, err := bodyOf(s)
	if err != nil {
		return err
	}
	if !b.sound(s.Act) {
		return errForm
	}
	if l, ok := b.(*Lodged); ok {
		return l.Request.check()
	}
	if o, ok := b.(*Offer); ok {
		return o.check()
	}
	return nil
}

// sounder tells whether a body holds together as what an act says.
type sounder interface{ sound(act string) bool }

// bodyOf decodes the body of an act.
func bodyOf(s matter.Statement) (b sounder, err error) {
	switch s.Act {
	case ActLodged:
		b = &Lodged{}
	case matter.ActInvited:
		b = &Invited{}
	case ActTriaged:
		b = &Judged{}
	case ActOffered:
		b = &Offer{}
	case ActUnoffered, ActAccepted, ActHeld, ActDeployed, ActHandedOver, ActDemobilised:
		b = &OfLines{}
	case ActDeclined, ActRefused:
		b = &answer{}
	case ActNoted:
		b = &Note{}
	case ActShifted:
		b = &Shift{}
	case ActRegistered:
		b = &Evidence{}
	case ActHanded:
		b = &Custody{}
	case ActCosted:
		b = &Costs{}
	case ActLearned:
		b = &Lesson{}
	case ActAcknowledged, ActClosed, ActReported, ActWithdrawn:
		b = &Words{}
	default:
		return nil, errs.New(errs.Unsupported, "this node does not know %s.%s", Kind, errs.Clip(s.Act))
	}
	return b, s.Decode(b)
}

// answer is the body of declined and refused: to the request, or to the acceptance
// of lines.
type answer struct {
	Declination
	Offer string   `json:"offer,omitempty"`
	Lines []string `json:"lines,omitempty"`
}

func (b *Lodged) sound(string) bool {
	key, err := parseSeal(b.Seal)
	_, spanErr := clause.ParseSpan(b.AnswerWithin)
	return len(b.Request.Missing()) == 0 && clause.Line(b.Authorised) && !b.AuthorisedAt.IsZero() && said(b.Ground) && spanErr == nil && (b.Call == "" || isID(b.Call)) && err == nil && key != nil
}

func (b *Invited) sound(string) bool { return said(b.Text) && (b.Call == "" || isID(b.Call)) }

func (b *Words) sound(act string) bool {
	return plain(b.Text) && (b.Text != "" || act == ActAcknowledged)
}

func (b *Judged) sound(string) bool {
	return b.Scheme == SchemeV1 && len(b.Values) == len(Criteria()) && b.Score == score(b.Values) && b.Place >= 1 && b.Place <= b.Of && b.Proposed >= 1 && b.Proposed <= b.Of && b.Of <= 10_000 &&
		plain(b.Reason) && (b.Place == b.Proposed || b.Reason != "") &&
		!slices.ContainsFunc(b.Values, func(v int) bool { return v < 0 || v > maxValue }) &&
		!slices.ContainsFunc(b.Overrides, func(o Override) bool {
			i := criterion(o.Criterion)
			return i < 0 || !said(o.Reason) || b.Values[i] != o.Value
		})
}

func (b *Offer) sound(string) bool { return true }

func (b *OfLines) sound(act string) bool {
	if !isID(b.Offer) || len(b.Lines) == 0 || len(b.Lines) > maxSeats || !plain(b.Text, b.Where) || b.Party == "" {
		return false
	}
	for i, l := range b.Lines {
		if !clause.Line(l) || slices.Contains(b.Lines[:i], l) {
			return false
		}
	}
	if (act == ActDeployed) != (b.Stage != "") || b.Stage != "" && b.Stage != StageMobilising && b.Stage != StageActive || act != ActAccepted && b.Whole {
		return false
	}
	return act == ActHeld && sealedForm(b.Cards) || act != ActHeld && b.Cards == ""
}

func (b *answer) sound(act string) bool {
	if act == ActRefused && (!clause.Line(b.Law) || b.Offer != "") || act == ActDeclined && b.Law != "" || (b.Offer == "") != (len(b.Lines) == 0) || b.Offer != "" && (!isID(b.Offer) || !said(b.Text)) {
		return false
	}
	return plain(b.Text) && len(b.Lines) <= maxSeats && !slices.ContainsFunc(b.Lines, func(l string) bool { return !clause.Line(l) })
}

func (b *Note) sound(string) bool {
	return said(b.Text) && (b.Task == "" && b.To == "" && !b.Done && !b.Cancelled || clause.Line(b.Task) && len(b.Task) <= 60 && !(b.Done && b.Cancelled))
}

func (b *Shift) sound(string) bool {
	return isID(b.ID) && isID(b.Offer) && clause.Line(b.Line) && b.From.Before(b.To) && b.To.Sub(b.From) <= 24*time.Hour && plain(b.What, b.Why) && b.Cancelled == said(b.Why)
}

func (b *Evidence) sound(string) bool {
	return clause.Line(b.ID) && len(b.ID) <= 60 && said(b.What) && sha256Hex.MatchString(b.SHA256) && said(b.Where)
}

func (b *Custody) sound(string) bool {
	return clause.Line(b.Item) && (b.Side == "given" || b.Side == "taken") && b.Other != "" && said(b.Where) && plain(b.Text)
}

func (b *Costs) sound(string) bool {
	return isID(b.Offer) && (b.Currency == "" || currency.MatchString(b.Currency)) && len(b.Lines) <= maxRoles && plain(b.Text) && !slices.ContainsFunc(b.Lines, func(l CostLine) bool {
		return !clause.Line(l.Role) || l.Minutes < 0 || l.Minutes > maxMinutes || l.Multiplier < 0 || l.Multiplier > 1000 || l.Rate < 0 || l.Rate > maxRate || l.Rate > 0 && b.Currency == "" || l.Amount != l.amount()
	})
}

func (b *Lesson) sound(string) bool { return said(b.Text) && plain(b.Recommend) }

func isID(s string) bool { _, err := ids.Parse(s); return err == nil }
