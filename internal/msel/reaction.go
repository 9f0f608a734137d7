package msel

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Cue is what happens at a party's node that sets a reaction going.
type Cue string

// The cues.
const (
	OnInject   Cue = "inject"   // an inject reaches a team of the party, or was played at it
	OnObject   Cue = "object"   // intelligence arrives that another party released
	OnIncident Cue = "incident" // another party shares an incident
	OnRequest  Cue = "request"  // a request for assistance reaches the party
	OnOffer    Cue = "offer"    // somebody offers what the party asked for
	OnProposed Cue = "proposed" // a text is proposed to a body that the party chairs
	OnSilence  Cue = "silence"  // a text is under silence in a body of the party
)

// Deed is what a reaction does.
type Deed string

// The deeds.
const (
	Answer  Deed = "answer"  // Text goes as the answer of Team to the inject
	Open    Deed = "open"    // an incident is opened and shared with all who may have it; Text says what happened
	Give    Deed = "give"    // Payload is a Bundle: it is released to all who may have it
	Sight   Deed = "sight"   // the intelligence that arrived is sighted here
	Ask     Deed = "ask"     // Payload is a Request: it is lodged
	Offer   Deed = "offer"   // what the request asks for is offered; Text is the condition
	Decline Deed = "decline" // the request is declined; Text is the reason
	Accept  Deed = "accept"  // the offer is accepted
	Propose Deed = "propose" // Payload is a Proposal: it is proposed to its body
	Put     Deed = "put"     // the chair puts the text under silence
	Break   Deed = "break"   // silence is broken; Text is the objection
	Join    Deed = "join"    // the party says that it agrees
)

// Deeds lists what can be done on a cue. What needs nothing but its own payload can
// be done on every cue.
func Deeds(on Cue) []Deed {
	always := []Deed{Open, Give, Ask, Propose}
	switch on {
	case OnInject:
		return append(always, Answer)
	case OnObject:
		return append(always, Sight)
	case OnRequest:
		return append(always, Offer, Decline)
	case OnOffer:
		return append(always, Accept)
	case OnProposed:
		return append(always, Put)
	case OnSilence:
		return append(always, Break, Join)
	case OnIncident:
		return always
	}
	return nil
}

// Reaction is what a party does by itself, through its own node, when something
// happens there: so that a nation can exercise alone, and an exercise can be
// tried before people play it.
type Reaction struct {
	ID      string         `json:"id"`               // short, unique: "lva-offers"
	As      ids.Party      `json:"as"`               // a simulated party, or the conducting one
	On      Cue            `json:"on"`               //
	Inject  string         `json:"inject,omitzero"`  // of OnInject: which, by its id
	From    ids.Party      `json:"from,omitzero"`    // only what comes from this party
	Match   string         `json:"match,omitzero"`   // only what has these words in its title or text, in any letter case
	After   Span           `json:"after,omitzero"`   // exercise time between the cue and the deed
	Most    int            `json:"most,omitzero"`    // how often at most; 0 is once
	Do      Deed           `json:"do"`               //
	Team    string         `json:"team,omitzero"`    // of Answer: whose answer it is
	Text    string         `json:"text,omitzero"`    //
	Payload jsontext.Value `json:"payload,omitzero"` // of Give, Ask, Propose: in the form of an inject's
}

const maxReactions = 500

// brings is the channel in whose form a deed has its payload; "" for none.
func (d Deed) brings() Channel {
	switch d {
	case Give:
		return ByObject
	case Ask:
		return ByRequest
	case Propose:
		return ByProposal
	}
	return ""
}

// Message reads the payload of a reaction: a Bundle, Request or Proposal.
//
// Errors: Invalid for what has another form, or where the deed has none.
func (r Reaction) Message() (any, error) {
	return Inject{Channel: r.Do.brings(), Payload: r.Payload}.Message()
}

// check tells what keeps a reaction from being kept.
func (r Reaction) check() error {
	if err := first(short("reaction", r.ID), line("match", r.Match, false), long("text", r.Text, r.Do == Answer || r.Do == Open || r.Do == Decline || r.Do == Break)); err != nil {
		return err
	}
	if _, err := ids.ParseParty(string(r.As)); err != nil {
		return err
	}
	if !slices.Contains(Deeds(r.On), r.Do) {
		return errs.New(errs.Invalid, "reaction %s: %q cannot be done when this happens: %q", r.ID, errs.Clip(string(r.Do)), errs.Clip(string(r.On)))
	}
	if (r.On == OnInject) != (r.Inject != "") || (r.Do == Answer) != (r.Team != "") {
		return errs.New(errs.Invalid, "reaction %s: what reacts to an inject names it, and an answer names its team; nothing else does", r.ID)
	}
	if r.Most < 0 || r.Most > 100 {
		return errs.New(errs.Invalid, "reaction %s is done at most 100 times", r.ID)
	}
	if r.Do.brings() == "" {
		if len(r.Payload) > 0 {
			return errs.New(errs.Invalid, "reaction %s: what it does has no content of its own", r.ID)
		}
		return nil
	}
	_, err := r.Message()
	return err
}
