package cacao

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
)

// Playbook is one version of a playbook, as far as it is shown and followed.
type Playbook struct {
	ID          string // "playbook--" and a UUID
	Name        string
	Description string
	CreatedBy   string // "identity--" and a UUID
	Created     time.Time
	Modified    time.Time // with ID, which version this is
	ValidFrom   time.Time // zero: no limit
	ValidUntil  time.Time
	Revoked     bool // by its author
	Types       []string
	Labels      []string
	Start       string // step id
	Exception   string // step id, "" without
	Steps       map[string]Step
	Variables   map[string]Variable // by name, which is __so__
	Agents      map[string]Agent
	Targets     map[string]Agent
	Marking     marking.Set // nothing marked is never "clear"
	Bytes       []byte      // exactly what came
}

// Step is one step of the workflow.
type Step struct {
	ID           string
	Type         StepType
	Name         string
	Description  string
	Owner        string
	Delay        time.Duration // before it begins
	Timeout      time.Duration // from its beginning; zero: none
	OnCompletion string
	OnSuccess    string
	OnFailure    string
	Next         []string // parallel: the first step of each branch
	Condition    string   // if, while: shown, never evaluated
	OnTrue       string
	OnFalse      string
	Switch       string // shown, never evaluated
	Cases        []Case // "default" last
	Commands     []Command
	Agent        string
	Targets      []string
	InArgs       []string
	OutArgs      []string
	Variables    map[string]Variable
	Playbook     string // playbook-action: which other one is to be followed
	Version      string // of that one; "" for the newest
}

// Case is one branch of a switch.
type Case struct{ Key, Step string }

// Command is what an agent is to do.
type Command struct {
	Type        string
	Text        string // with what was base64 decoded; what it holds is not trusted
	Description string
}

// Agent is who or what carries out a command, or whom it is about.
type Agent struct {
	Type        string
	Name        string
	Description string
	Contact     []string // e-mail addresses and telephone numbers
	Address     []string // network addresses
}

// Variable is a named value of the playbook or of one step.
type Variable struct {
	Type        string
	Description string
	Value       string // as text; a dictionary as JSON
	Given       bool   // a value stands in the playbook
	Constant    bool   // no step may change it
	External    bool   // whoever starts a run gives it
}

// Limits of what is read. A playbook that people follow is far below them.
const (
	MaxBytes    = 4 << 20
	maxSteps    = 1000
	maxEdges    = 5000
	maxBranches = 100
	maxFindings = 200

	maxName        = 1000 // bytes
	maxDescription = 20_000
)

var limits = strictjson.Limits{Bytes: MaxBytes, Depth: 40, Members: maxSteps, Elements: 2000, Values: 200_000, String: 1 << 20}

// Parse reads a playbook. What is not strict JSON within the limits gives an
// error (errs.Invalid, errs.TooLarge); everything else that is wrong gives
// findings. A playbook with a finding that refuses must not be followed.
func Parse(b []byte) (p Playbook, found []Finding, err error) {
	defer errs.Wrap(&err, "cacao.Parse")
	if err := strictjson.Check(b, limits); err != nil {
		return p, nil, err
	}
	c := &checker{}
	top, ok := c.object("", b)
	if !ok {
		return p, nil, errs.New(errs.Invalid, "a playbook is a JSON object")
	}
	p = c.playbook(top)
	p.Bytes = slices.Clone(b)
	c.references(p)
	if c.sound() {
		c.flow(p)
	}
	return p, c.found, nil
}

// Digest is the SHA-256 of the playbook's bytes, hex: which file was followed.
func (p Playbook) Digest() string {
	sum := sha256.Sum256(p.Bytes)
	return hex.EncodeToString(sum[:])
}

// Variable finds a variable as a step sees it: its own first, then the playbook's.
func (p Playbook) Variable(step, name string) (v Variable, own, ok bool) {
	if v, ok = p.Steps[step].Variables[name]; ok {
		return v, true, true
	}
	v, ok = p.Variables[name]
	return v, false, ok
}
