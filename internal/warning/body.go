package warning

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/incident"
)

// Kind is the first word of this domain's journal kinds, and its kind of matter.
const Kind = "warning"

// What is stated about a warning. The first one opens.
const (
	ActIssued       = "issued"
	ActAcknowledged = "acknowledged" // any other party, by a person
	ActUpdated      = "updated"      // the issuer: the next text
	ActEnded        = "ended"        // the issuer
)

// Acts lists them all, the opening first.
func Acts() []string { return []string{ActIssued, ActAcknowledged, ActUpdated, ActEnded} }

// Causes lists what a warning can be about.
func Causes() []string {
	return []string{"vulnerability-exploited", "campaign", "incident-abroad", "outage", "supply-chain", "influence", "other"}
}

// Text is what a warning says: the body of ActIssued and ActUpdated.
type Text struct {
	Rev      int           `json:"rev" doc:"1, and one more with each text that follows"`
	Cause    string        `json:"cause" enum:"vulnerability-exploited,campaign,incident-abroad,outage,supply-chain,influence,other"`
	Title    clause.Text   `json:"title" doc:"By language: en, fr, cs"`
	Text     clause.Text   `json:"text" doc:"In the languages of the title"`
	Severity Severity      `json:"severity,omitzero"`
	Sectors  []string      `json:"sectors" doc:"That are affected or may be, of NIS2; none: not known, or all"`
	Actions  []clause.Text `json:"actions" doc:"What to do, in the languages of the title"`
	Incident string        `json:"incident" doc:"Id of an incident; empty for none"`
	Objects  []string      `json:"objects" doc:"STIX ids of intelligence; the objects travel by release alone"`
	Due      time.Time     `json:"due,omitzero" doc:"Until when the others acknowledge it; absent where that is not asked"`
	Why      string        `json:"why" doc:"Of a text that follows: what has changed"`
}

// Severity is what the issuer holds the severity to be, in a scheme of its own. It
// is never converted.
type Severity struct {
	Scheme string `json:"scheme" enum:"uk-ncsc,us-nciss,eu-impact,cz"`
	Value  string `json:"value"`
}

// Affected is what a party says of itself.
type Affected string

// What it can say.
const (
	Yes     Affected = "yes"
	No      Affected = "no"
	Looking Affected = "looking" // acknowledged, and not known yet
)

// Acknowledged acknowledges a text.
type Acknowledged struct {
	Rev      int      `json:"rev"`
	Affected Affected `json:"affected" enum:"yes,no,looking"`
	Words    string   `json:"words"`
}

// Ended ends a warning.
type Ended struct {
	Reason string `json:"reason"`
}

const (
	maxWords = 4000 // bytes
	maxLinks = 50
	maxRev   = 100
)

// Languages lists those in which the text stands.
func (t Text) Languages() []string {
	return slices.DeleteFunc(clause.Languages(), func(l string) bool { return t.Title[l] == "" })
}

func (t *Text) check() error {
	languages := t.Languages()
	if len(languages) == 0 {
		return errs.New(errs.Invalid, "a warning has a title and a text in at least one language")
	}
	if err := t.Title.CheckLine("the title", languages); err != nil {
		return err
	}
	if err := t.Text.CheckText("the text", languages); err != nil {
		return err
	}
	if !slices.Contains(Causes(), t.Cause) {
		return errs.New(errs.Invalid, "%q is not what a warning can be about", errs.Clip(t.Cause))
	}
	if t.Rev < 1 || t.Rev > maxRev || (t.Rev > 1) != (t.Why != "") || !words(t.Why) {
		return errs.New(errs.Invalid, "a text that follows has the next number and says what has changed")
	}
	if s := t.Severity; s != (Severity{}) {
		if scheme, ok := incident.SchemeOf(s.Scheme); !ok || !slices.Contains(scheme.Values, s.Value) {
			return errs.New(errs.Invalid, "%q is not a value of the severity scheme %q", errs.Clip(s.Value), errs.Clip(s.Scheme))
		}
	}
	if len(t.Sectors) > len(incident.Sectors) || slices.ContainsFunc(t.Sectors, func(s string) bool { return !slices.Contains(incident.Sectors, s) }) {
		return errs.New(errs.Invalid, "a warning names sectors of NIS2")
	}
	return t.checkLists(languages)
}

func (t *Text) checkLists(languages []string) error {
	if len(t.Actions) > maxLinks || len(t.Objects) > maxLinks {
		return errs.New(errs.Invalid, "a warning names up to %d actions and objects", maxLinks)
	}
	for _, a := range t.Actions {
		if err := a.CheckLine("an action", languages); err != nil {
			return err
		}
	}
	if t.Incident != "" {
		if _, err := ids.Parse(t.Incident); err != nil {
			return err
		}
	}
	for _, o := range t.Objects {
		if !incident.IsObject(o) {
			return errs.New(errs.Invalid, "%q is not the id of a STIX object", errs.Clip(o))
		}
		if err := incident.Tells(o); err != nil {
			return err
		}
	}
	return nil
}

func (a *Acknowledged) check() error {
	if a.Rev < 1 || a.Rev > maxRev || !slices.Contains([]Affected{Yes, No, Looking}, a.Affected) || !words(a.Words) {
		return errs.New(errs.Invalid, "whoever acknowledges a warning names its text and says whether it is affected: yes, no, or looking")
	}
	return nil
}

func (e *Ended) check() error {
	if e.Reason == "" || !words(e.Reason) {
		return errs.New(errs.Invalid, "a warning is ended with a reason")
	}
	return nil
}

func words(s string) bool { return len(s) <= maxWords && clause.Plain(s) }

// body is what one act says.
type body interface{ check() error }

// decode reads the body of an act strictly.
func decode(act string, b jsontext.Value) (body, error) {
	var into body
	switch act {
	case ActIssued, ActUpdated:
		into = &Text{}
	case ActAcknowledged:
		into = &Acknowledged{}
	case ActEnded:
		into = &Ended{}
	default:
		return nil, errs.New(errs.Unsupported, "this node does not know the act %q of a warning", errs.Clip(act))
	}
	if err := strictjson.Decode(b, into, strictjson.Default); err != nil {
		return nil, err
	}
	if t, ok := into.(*Text); ok && (t.Rev == 1) != (act == ActIssued) {
		return nil, errs.New(errs.Invalid, "a warning begins with its first text")
	}
	return into, into.check()
}
