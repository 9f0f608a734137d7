package score

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/conduct"
	"entente/internal/format/cexf"
	"entente/internal/msel"
)

// State is how a judgement stands.
type State string

// The states.
const (
	Open   State = "open" // it may still be met
	Met    State = "met"
	NotMet State = "not-met"
	None   State = "none" // not judged: a grader is to
)

// graded tells whether a judgement counts as graded.
func (s State) graded() bool { return s == Met || s == NotMet }

// The strategies.
const (
	byJournal = "journal"
	byAnswer  = "answer"
	byData    = "data_filtering"
	byHTTP    = "http"
	byTCP     = "tcp"
	byHuman   = "human"
)

// JournalRule is met by an act of players, or by none (Never). Of and Where narrow
// which.
type JournalRule struct {
	Kinds []string        `json:"kinds,omitempty"`
	Kind  string          `json:"kind,omitzero"`
	About string          `json:"about,omitzero"`
	Where cexf.Parameters `json:"where,omitzero"` // over {kind, about, party, team, audience, body}
	Count int             `json:"count,omitzero"` // how many; 0 is one
	By    string          `json:"by,omitzero"`    // team (the default), party, any
	Never bool            `json:"never,omitzero"` // it is met where nobody does it
}

// DataRule is an evaluation of a scenario (CEXF) over what players made: the body of
// an act.
type DataRule struct {
	Kinds      []string        `json:"kinds,omitempty"` // none is any
	Parameters cexf.Parameters `json:"parameters"`
	By         string          `json:"by,omitzero"`
}

// AnswerRule is met by what a team answers: by all of Contains, in any letter case,
// and by Regex where there is one.
type AnswerRule struct {
	Contains []string `json:"contains,omitempty"`
	Regex    string   `json:"regex,omitzero"`
}

func (r JournalRule) kinds() []string {
	if r.Kind != "" {
		return append(slices.Clone(r.Kinds), r.Kind)
	}
	return r.Kinds
}

// actRule gives a rule over acts in its one form.
func actRule(c msel.Criterion) (r JournalRule, err error) {
	if c.Strategy == byData {
		var d DataRule
		if err := strictjson.DecodeLoose(c.Rule, &d); err != nil {
			return r, err
		}
		groups := make([]map[string]jsontext.Value, len(d.Parameters.Groups))
		for i, g := range d.Parameters.Groups {
			groups[i] = map[string]jsontext.Value{}
			for path, v := range g {
				groups[i][".body | "+jq(path)] = v
			}
		}
		return JournalRule{Kinds: d.Kinds, By: d.By, Where: cexf.Parameters{Any: d.Parameters.Any, Groups: groups}}, nil
	}
	err = strictjson.Decode(c.Rule, &r, strictjson.Default)
	if err == nil && len(r.kinds()) == 0 {
		err = errs.New(errs.Invalid, "a rule over acts names their kinds")
	}
	return r, err
}

// jq makes a scenario's path one that begins at the data itself.
func jq(path string) string {
	path = strings.ReplaceAll(path, ".{n}", "[]")
	switch {
	case strings.HasPrefix(path, "."), strings.HasPrefix(path, "["):
		return path
	case strings.ContainsAny(path, "- "):
		return "." + strconv.Quote(path)
	}
	return "." + path
}

// Check refuses a criterion that could never be judged.
func Check(c msel.Criterion) error {
	switch c.Strategy {
	case byJournal, byData:
		r, err := actRule(c)
		if err != nil {
			return err
		}
		if !slices.Contains([]string{"", "team", "party", "any"}, r.By) || r.Count < 0 {
			return errs.New(errs.Invalid, "a rule over acts is about those of the team, of its party, or of any")
		}
		_, err = JudgeActs(context.Background(), r, Frame{Until: -1}, []conduct.Observed{{Kind: kindWords(r), Body: jsontext.Value("{}")}})
		return err
	case byAnswer:
		var r AnswerRule
		if err := strictjson.Decode(c.Rule, &r, strictjson.Default); err != nil {
			return err
		}
		_, err := JudgeAnswers(r, Frame{Until: -1}, nil)
		return err
	case byHTTP, byTCP:
		_, err := probeRule(c)
		return err
	case byHuman:
		return nil
	}
	return errs.New(errs.Unsupported, "nothing here judges by %q", errs.Clip(c.Strategy))
}

// Frame is what a judgement is about: whose, from when, until when.
type Frame struct {
	Team  string
	Party string
	Name  string        // of the team
	Sent  time.Duration // the inject
	Until time.Duration // the last moment that is in time; negative is ENDEX
	Over  bool          // that moment has passed
}

// Verdict is what a rule comes to.
type Verdict struct {
	State State
	At    time.Duration
	Trace []errs.Phrase
}

// JudgeActs holds acts, the earliest first, to a rule over acts.
//
// Errors: those of ctx, and of a rule that cannot be read.
func JudgeActs(ctx context.Context, r JournalRule, f Frame, acts []conduct.Observed) (Verdict, error) {
	var fits []conduct.Observed
	var near *nearest
	for _, a := range acts {
		t := span(a.Time)
		if t < f.Sent || !r.concerns(a, f) {
			continue
		}
		why, held, err := r.fits(ctx, a, f)
		if err != nil {
			return Verdict{}, err
		}
		late := f.Until >= 0 && t > f.Until
		switch {
		case len(why) == 0 && !late:
			fits = append(fits, a)
		default:
			near = near.better(&nearest{act: a, late: late && len(why) == 0, why: why, held: held})
		}
	}
	want := max(1, r.Count)
	if r.Never {
		if len(fits) >= want {
			return Verdict{State: NotMet, At: span(fits[want-1].Time), Trace: forbidden(r, f, fits[want-1])}, nil
		}
		if f.Over {
			return Verdict{State: Met, At: f.Until, Trace: []errs.Phrase{errs.Say("nothing of the kind %s was done that was not to be", kindWords(r))}}, nil
		}
		return Verdict{State: Open}, nil
	}
	if len(fits) >= want {
		return Verdict{State: Met, At: span(fits[want-1].Time), Trace: met(f, fits[want-1], want)}, nil
	}
	if !f.Over {
		return Verdict{State: Open, Trace: missing(r, f, fits, want, near)}, nil
	}
	return Verdict{State: NotMet, At: f.Until, Trace: missing(r, f, fits, want, near)}, nil
}

// concerns tells whether an act is of the kind and by whom the rule means.
func (r JournalRule) concerns(a conduct.Observed, f Frame) bool {
	if k := r.kinds(); len(k) > 0 && !slices.Contains(k, a.Kind) {
		return false
	}
	switch r.By {
	case "party":
		return string(a.Party) == f.Party
	case "any":
		return true
	}
	return a.Team == f.Team
}

// fits gives why an act is not what the rule asks for, and how many of its
// conditions hold.
func (r JournalRule) fits(ctx context.Context, a conduct.Observed, f Frame) (why []errs.Phrase, held int, err error) {
	if r.About != "" && r.About != a.About {
		return []errs.Phrase{errs.Say("it is about %q, and not about %q", errs.Clip(a.About), errs.Clip(r.About))}, 0, nil
	}
	if len(r.Where.Groups) == 0 {
		return nil, 0, nil
	}
	data, err := asData(a)
	if err != nil {
		return nil, 0, err
	}
	holds, reasons, err := cexf.Evaluation{Parameters: r.Where}.Judge(ctx, data, map[string]string{"team": f.Team, "party": f.Party})
	if err != nil {
		return nil, 0, err
	}
	for _, x := range reasons {
		if x.Holds {
			held++
		} else if !holds {
			why = append(why, x.Phrase)
		}
	}
	return why, held, nil
}

// asData is an act as conditions see it.
func asData(a conduct.Observed) (any, error) {
	b, err := json.Marshal(map[string]any{"kind": a.Kind, "about": a.About, "party": a.Party, "team": a.Team, "audience": a.Audience, "body": a.Body})
	if err != nil {
		return nil, err
	}
	var v any
	return v, json.Unmarshal(b, &v)
}

// nearest is the act that came closest to what was asked for.
type nearest struct {
	act  conduct.Observed
	late bool
	why  []errs.Phrase
	held int
}

// better gives the closer one: what was right and late before what was not right,
// then what fulfils more conditions, then the earlier.
func (n *nearest) better(o *nearest) *nearest {
	switch {
	case n == nil, o.late && !n.late, o.late == n.late && o.held > n.held:
		return o
	}
	return n
}

// JudgeAnswers holds what a team answered, the earliest first, to a rule.
func JudgeAnswers(r AnswerRule, f Frame, answers []conduct.Message) (Verdict, error) {
	var re *regexp.Regexp
	if r.Regex != "" {
		var err error
		if re, err = regexp.Compile(`(?is)` + r.Regex); err != nil {
			return Verdict{}, errs.New(errs.Invalid, "the pattern of a rule is none")
		}
	}
	var trace []errs.Phrase
	for _, m := range answers {
		lacks := ""
		for _, word := range r.Contains {
			if !strings.Contains(strings.ToLower(m.Text), strings.ToLower(word)) {
				lacks = word
				break
			}
		}
		late := f.Until >= 0 && m.Time > f.Until
		switch {
		case lacks != "":
			trace = []errs.Phrase{errs.Say("the answer at %s does not say %q", stamp(m.Time), errs.Clip(lacks))}
		case re != nil && !re.MatchString(m.Text):
			trace = []errs.Phrase{errs.Say("the answer at %s is not of the form that was asked for", stamp(m.Time))}
		case late:
			trace = []errs.Phrase{errs.Say("the right answer came, but %s after the inject, and %s were allowed", length(m.Time-f.Sent), length(f.Until-f.Sent))}
		default:
			return Verdict{State: Met, At: m.Time, Trace: []errs.Phrase{errs.Say("%s gave the right answer at %s, %s after the inject", errs.Clip(m.Name), stamp(m.Time), length(m.Time-f.Sent))}}, nil
		}
	}
	if trace == nil {
		trace = []errs.Phrase{errs.Say("%s has not answered", f.Name)}
	}
	v := Verdict{State: Open, Trace: trace}
	if f.Over {
		v.State, v.At = NotMet, f.Until
	}
	return v, nil
}
