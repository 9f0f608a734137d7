package cacao

import "slices"

// StepType is the type of a workflow step (CACAO 2.0 section 4.2).
type StepType string

// The step types. Every one of them can be followed.
const (
	Start          StepType = "start"
	End            StepType = "end"
	Action         StepType = "action"
	PlaybookAction StepType = "playbook-action"
	Parallel       StepType = "parallel"
	If             StepType = "if-condition"
	While          StepType = "while-condition"
	Switch         StepType = "switch-condition"
)

var stepTypes = []StepType{Start, End, Action, PlaybookAction, Parallel, If, While, Switch}

// Branches tells that the step has branches of its own, which end before it goes on.
func (t StepType) Branches() bool { return t == Parallel || t == If || t == While || t == Switch }

// Decided tells that a person says which branch is taken.
func (t StepType) Decided() bool { return t == If || t == While || t == Switch }

// Answered tells that a person reports what became of the step.
func (t StepType) Answered() bool { return t == Action || t == PlaybookAction }

// Manual is the one type of command that people carry out themselves.
const Manual = "manual"

// commandTypes are those of CACAO 2.0 section 5. Another one may need anything,
// so that nobody can be told to run it.
var commandTypes = []string{Manual, "bash", "caldera-cmd", "elastic", "http-api", "jupyter", "kestrel", "openc2-http", "powershell", "sigma", "ssh", "yara"}

// agentTypes are those of CACAO 2.0 section 7, for agents and for targets.
var agentTypes = []string{"individual", "group", "organization", "location", "sector", "http-api", "linux", "net-address", "security-category", "ssh"}

// secretNames are the members of an authentication that are themselves the secret.
var secretNames = []string{"password", "private_key", "token", "oauth_header", "secret", "client_secret", "api_key"}

func knownStep(t string) bool { return slices.Contains(stepTypes, StepType(t)) }
