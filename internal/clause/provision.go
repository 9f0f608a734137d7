package clause

import (
	"slices"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// Provision is what the machine does of a clause. Which terms it has follows
// from its kind, see Catalogue. In a generation, Takes names the parameters that
// give terms, as "term=parameter"; in an instrument the values stand there.
type Provision struct {
	ID   string      `json:"id"`
	Kind policy.Kind `json:"kind"`

	Categories []string    `json:"categories,omitempty"` // of information
	Direction  string      `json:"direction,omitempty"`  // "both", "to-depositary", "from-depositary"
	TLP        string      `json:"tlp,omitempty"`        // the strictest level
	PAP        string      `json:"pap,omitempty"`        // the strictest level
	Allowed    bool        `json:"allowed,omitzero"`
	To         []ids.Party `json:"to,omitempty"`

	Encrypt     string `json:"encrypt,omitempty"`     // "must", "may"
	Attribution string `json:"attribution,omitempty"` // "may", "must", "must-not"
	Retention   string `json:"retention,omitempty"`   // span

	Owed     string   `json:"owed,omitempty"`   // who has the duty: "each", "depositary", "others"
	Force    string   `json:"force,omitempty"`  // "may", "should", "shall"
	Within   string   `json:"within,omitempty"` // span, from when the duty is called for
	Every    string   `json:"every,omitempty"`  // span of its period
	Services []string `json:"services,omitempty"`
	Number   int64    `json:"number,omitzero"`

	Signatures int64 `json:"signatures,omitzero"` // offices of each party that must sign
	FourEyes   bool  `json:"four_eyes,omitzero"`
	Delegation bool  `json:"delegation,omitzero"`

	Notice    string `json:"notice,omitempty"`   // span; none: it ends at once
	Duration  string `json:"duration,omitempty"` // span; none: until it is ended
	Open      bool   `json:"open,omitzero"`      // others may accede
	Binding   string `json:"binding,omitempty"`  // "political", "legal"
	Authentic string `json:"authentic,omitempty"`

	// Of a body that decides in a crisis; see Body.
	Name        string    `json:"name,omitempty"`
	Chair       ids.Party `json:"chair,omitempty"`       // none: the depositary
	Modes       []string  `json:"modes,omitempty"`       // how it can decide
	Technical   string    `json:"technical,omitempty"`   // span, the shortest period at this level
	Operational string    `json:"operational,omitempty"` // span
	Political   string    `json:"political,omitempty"`   // span
	Urgent      string    `json:"urgent,omitempty"`      // span, of the chair's urgent procedure
	Unreached   string    `json:"unreached,omitempty"`   // what follows when a member was not reached
	Late        string    `json:"late,omitempty"`        // what becomes of a late objection
	Grace       string    `json:"grace,omitempty"`       // span, for late objections that are heeded
	Confirm     string    `json:"confirm,omitempty"`     // whose confirmation makes an adoption final
	Named       bool      `json:"named,omitzero"`        // the public record says who objected
	Effects     []string  `json:"effects,omitempty"`     // what its decisions may set going

	Takes []string `json:"takes,omitempty"` // of a generation alone
}

// Kinds of provisions beyond those that policy rules on.
const (
	Offices    policy.Kind = "offices"
	Contact    policy.Kind = "contact"
	Reporting  policy.Kind = "report"
	Recall     policy.Kind = "recall"
	Assistance policy.Kind = "assistance"
	Experts    policy.Kind = "experts"
	Crisis     policy.Kind = "crisis"
	// Body constitutes a body: the depositary is its secretariat, the other parties
	// bound are its members, but for those in "to", which observe. "number" is its
	// quorum, "four_eyes" wants two persons of a member.
	Body     policy.Kind = "body"
	Training policy.Kind = "training"
	Exercise policy.Kind = "exercise"
	Review   policy.Kind = "review"
	Final    policy.Kind = "final"
)

// Effect is what a kind of provision does.
type Effect string

// The effects.
const (
	Permits  Effect = "permits"  // policy lets something go
	Limits   Effect = "limits"   // policy holds something back, or says how it is handled
	Periodic Effect = "periodic" // a duty that comes due again and again
	Called   Effect = "called"   // a duty that runs from when somebody calls for it
	Governs  Effect = "governs"  // the life of the agreement itself
)

// Entry is one kind of the catalogue: what it does and which terms it has.
type Entry struct {
	Kind   policy.Kind
	Effect Effect
	Needs  []string // terms
	May    []string // terms
}

// Catalogue lists every kind of provision that this program carries out, in the
// order in which memoranda have them.
func Catalogue() []Entry {
	return []Entry{
		{Offices, Governs, []string{"signatures"}, []string{"four_eyes", "delegation"}},
		{Contact, Periodic, []string{"every", "owed", "force"}, nil},
		{policy.Share, Permits, []string{"categories", "direction"}, nil},
		{Reporting, Called, []string{"categories", "within", "owed", "force"}, nil},
		{policy.Ceiling, Limits, []string{"tlp"}, []string{"pap"}},
		{policy.Handle, Limits, []string{"encrypt", "attribution"}, []string{"retention"}},
		{policy.OnwardRelease, Limits, []string{"tlp"}, []string{"allowed", "to"}},
		{Recall, Called, []string{"within", "owed", "force"}, nil},
		{Assistance, Called, []string{"services", "within", "owed", "force"}, nil},
		{Experts, Periodic, []string{"number", "every", "owed", "force"}, nil},
		{Crisis, Called, []string{"within", "owed", "force"}, nil},
		{Body, Governs, []string{"name", "modes", "technical", "operational", "political", "unreached", "late", "confirm"}, []string{"chair", "urgent", "grace", "number", "four_eyes", "named", "effects", "to"}},
		{Training, Periodic, []string{"every", "owed", "force"}, nil},
		{Exercise, Periodic, []string{"every", "owed", "force"}, nil},
		{Review, Periodic, []string{"every", "owed", "force"}, nil},
		{Final, Governs, []string{"binding", "authentic"}, []string{"notice", "duration", "open"}},
	}
}

// EntryOf gives the line of the catalogue for a kind.
func EntryOf(k policy.Kind) (Entry, bool) {
	all := Catalogue()
	i := slices.IndexFunc(all, func(e Entry) bool { return e.Kind == k })
	if i < 0 {
		return Entry{}, false
	}
	return all[i], true
}

// terms checks each term that a provision can have; zero means that it is not
// given.
var terms = map[string]func(Provision) (given, good bool){
	"categories": func(p Provision) (bool, bool) {
		return len(p.Categories) > 0, !slices.ContainsFunc(p.Categories, func(c string) bool { return !slices.Contains(policy.Categories(), c) })
	},
	"direction": func(p Provision) (bool, bool) { return oneOf(p.Direction, "both", "to-depositary", "from-depositary") },
	"tlp": func(p Provision) (bool, bool) {
		t, err := marking.ParseTLP(p.TLP)
		return p.TLP != "", err == nil && t != marking.None && t.String() == p.TLP
	},
	"pap": func(p Provision) (bool, bool) {
		l, err := marking.ParsePAP(p.PAP)
		return p.PAP != "", err == nil && l.String() == p.PAP
	},
	"allowed":     func(p Provision) (bool, bool) { return p.Allowed, true },
	"to":          func(p Provision) (bool, bool) { return len(p.To) > 0, !slices.ContainsFunc(p.To, badParty) },
	"encrypt":     func(p Provision) (bool, bool) { return oneOf(p.Encrypt, "must", "may") },
	"attribution": func(p Provision) (bool, bool) { return oneOf(p.Attribution, "may", "must", "must-not") },
	"retention":   func(p Provision) (bool, bool) { return length(p.Retention) },
	"owed":        func(p Provision) (bool, bool) { return oneOf(p.Owed, "each", "depositary", "others") },
	"force":       func(p Provision) (bool, bool) { return oneOf(p.Force, "may", "should", "shall") },
	"within":      func(p Provision) (bool, bool) { return length(p.Within) },
	"every":       func(p Provision) (bool, bool) { return length(p.Every) },
	"services": func(p Provision) (bool, bool) {
		return len(p.Services) > 0, !slices.ContainsFunc(p.Services, func(s string) bool { return !Line(s) })
	},
	"number":     func(p Provision) (bool, bool) { return p.Number != 0, p.Number > 0 && p.Number <= 10_000 },
	"signatures": func(p Provision) (bool, bool) { return p.Signatures != 0, p.Signatures >= 1 && p.Signatures <= 5 },
	"four_eyes":  func(p Provision) (bool, bool) { return p.FourEyes, true },
	"delegation": func(p Provision) (bool, bool) { return p.Delegation, true },
	"notice":     func(p Provision) (bool, bool) { return length(p.Notice) },
	"duration":   func(p Provision) (bool, bool) { return length(p.Duration) },
	"open":       func(p Provision) (bool, bool) { return p.Open, true },
	"binding":    func(p Provision) (bool, bool) { return oneOf(p.Binding, "political", "legal") },
	"authentic":  func(p Provision) (bool, bool) { return oneOf(p.Authentic, Languages()...) },
}

func oneOf(s string, all ...string) (bool, bool) { return s != "", slices.Contains(all, s) }

func someOf(s []string, all ...string) (bool, bool) {
	return len(s) > 0, !slices.ContainsFunc(s, func(x string) bool { return !slices.Contains(all, x) })
}

// Effects lists what the decision of a body can set going.
func Effects() []string {
	return []string{"alert-level", "release-ceiling", "template-generation", "assistance", "exercise"}
}

func length(s string) (bool, bool) {
	p, err := ParseSpan(s)
	return s != "", err == nil && !p.IsZero()
}

func badParty(p ids.Party) bool { _, err := ids.ParseParty(string(p)); return err != nil }

// check refuses a provision that this program could not carry out to the
// letter. Terms in open are given later, by parameters.
func (p Provision) check(open []string) error {
	e, ok := EntryOf(p.Kind)
	if !ok {
		return errs.New(errs.Unsupported, "provision %s is of kind %q, which this node cannot carry out", errs.Clip(p.ID), errs.Clip(string(p.Kind)))
	}
	for name, term := range terms {
		given, good := term(p)
		late := slices.Contains(open, name)
		switch needed, may := slices.Contains(e.Needs, name), slices.Contains(e.May, name); {
		case (given || late) && !needed && !may:
			return errs.New(errs.Unsupported, "provision %s of kind %s says %q, which this node would not carry out", errs.Clip(p.ID), p.Kind, name)
		case given && !good:
			return errs.New(errs.Unsupported, "provision %s says something as %q that this node does not know", errs.Clip(p.ID), name)
		case needed && !given && !late:
			return errs.New(errs.Invalid, "provision %s is not complete: it does not say %q", errs.Clip(p.ID), name)
		}
	}
	return nil
}

// takes gives the parameters that a provision of a generation takes, by term.
func (p Provision) takes() map[string]string {
	out := map[string]string{}
	for _, t := range p.Takes {
		term, param, _ := strings.Cut(t, "=")
		out[term] = param
	}
	return out
}

// bind puts the values of the parameters that a provision takes into it.
func (p Provision) bind(values map[string]any) (bound Provision, err error) {
	set := map[string]any{}
	for term, param := range p.takes() {
		v := values[param]
		if s, ok := v.(string); ok && s == "" {
			continue // a span that was left empty
		}
		set[term] = v
	}
	p.Takes = nil
	b, err := strictjson.Marshal(p)
	if err != nil {
		return bound, err
	}
	var all map[string]any
	if err := strictjson.Decode(b, &all, strictjson.Default); err != nil {
		return bound, err
	}
	for term, v := range set {
		all[term] = v
	}
	if b, err = strictjson.Marshal(all); err != nil {
		return bound, err
	}
	if err := strictjson.Decode(b, &bound, strictjson.Default); err != nil {
		return bound, errs.New(errs.Invalid, "a parameter does not fit provision %s, which takes it", errs.Clip(p.ID))
	}
	// What is empty after binding is as good as not said: one form for each text.
	if b, err = strictjson.Marshal(bound); err != nil {
		return bound, err
	}
	bound = Provision{}
	return bound, strictjson.Decode(b, &bound, strictjson.Default)
}
