// Package authz says who acts and what they may do. The actor is a parameter
// of every act and the viewer of every read; neither is ever taken from a
// context, and the zero value of both may do nothing.
package authz

import (
	"slices"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Act names one thing that a person or a system part may do.
type Act string

// The acts of the main job. A later domain adds its own lines here, so that
// one list shows all that can be permitted.
const (
	IntelRead       Act = "intel.read"
	IntelImport     Act = "intel.import"
	IntelDelete     Act = "intel.delete"
	IntelRedact     Act = "intel.redact"
	ReleasePreview  Act = "release.preview"
	ReleaseDraft    Act = "release.draft"
	ReleaseMake     Act = "release.make"
	ReleaseRecall   Act = "release.recall"
	AgreementRead   Act = "agreement.read"
	AgreementDraft  Act = "agreement.draft"
	AgreementSign   Act = "agreement.sign"
	AgreementEnd    Act = "agreement.end"
	DutyAnswer      Act = "duty.answer"
	PlaybookRead    Act = "playbook.read"
	PlaybookManage  Act = "playbook.manage"
	PlaybookRun     Act = "playbook.run"
	AssistRead      Act = "assist.read"
	AssistRequest   Act = "assist.request"
	AssistAuthorise Act = "assist.authorise"
	AssistOffer     Act = "assist.offer"
	AssistTriage    Act = "assist.triage"
	AssistDeploy    Act = "assist.deploy"
	ExpertRead      Act = "expert.read"
	ExpertManage    Act = "expert.manage"
	ExpertAttest    Act = "expert.attest"
	IncidentRead    Act = "incident.read"
	IncidentWrite   Act = "incident.write"
	IncidentShare   Act = "incident.share"
	CrisisRead      Act = "crisis.read"
	CrisisPropose   Act = "crisis.propose"
	CrisisPrepare   Act = "crisis.prepare"
	CrisisDecide    Act = "crisis.decide"
	CrisisChair     Act = "crisis.chair"
	WarningRead     Act = "warning.read"
	WarningIssue    Act = "warning.issue"
	WarningAck      Act = "warning.acknowledge"
	AlertState      Act = "alert.state"
	ExercisePropose Act = "exercise.propose"
	ExerciseConfirm Act = "exercise.confirm"
	ExerciseRead    Act = "exercise.read"
	ExercisePlan    Act = "exercise.plan"
	ExerciseRelease Act = "exercise.release"
	ExerciseConduct Act = "exercise.conduct"
	ExerciseGrade   Act = "exercise.grade"
	ExercisePlay    Act = "exercise.play"
	LessonRead      Act = "lesson.read"
	LessonWrite     Act = "lesson.write"
	LessonClose     Act = "lesson.close"
	PartyRead       Act = "party.read"
	PartyManage     Act = "party.manage"
	DirectoryEdit   Act = "directory.edit"
	ComcheckRun     Act = "directory.comcheck"
	KeyRead         Act = "key.read"
	KeyRotate       Act = "key.rotate"
	PeerRead        Act = "peer.read"
	PeerManage      Act = "peer.manage"
	LedgerRead      Act = "ledger.read"
	JournalRead     Act = "journal.read"
	UserManage      Act = "user.manage"
	TokenManageOwn  Act = "token.own"
	TokenManageAll  Act = "token.all"
	NodeRead        Act = "node.read"
	NodeManage      Act = "node.manage"
	MetricsRead     Act = "metrics.read"
	TaxiiRead       Act = "taxii.read"
	TaxiiWrite      Act = "taxii.write"
	ReportRead      Act = "report.read"
	ReportMake      Act = "report.make"
	TrainingLearn   Act = "training.learn"
	TrainingRead    Act = "training.read"
	TrainingManage  Act = "training.manage"
	NotifyOwn       Act = "notify.own"
	NotifyManage    Act = "notify.manage"
	SystemFederate  Act = "system.federate"
	SystemSequence  Act = "system.sequence"
	SystemOnward    Act = "system.onward"
	SystemBootstrap Act = "system.bootstrap"
)

// Role is a named set of acts given to a person.
type Role string

// The roles of DESIGN §1 that the main job needs.
const (
	Admin    Role = "admin"
	Analyst  Role = "analyst"
	Release  Role = "release"
	Legal    Role = "legal"
	Director Role = "director"
	Duty     Role = "duty"
	Pool     Role = "pool"
	Planner  Role = "planner" // of exercises
	Auditor  Role = "auditor"
	Consumer Role = "consumer" // a machine: reads by TAXII, nothing else
	Monitor  Role = "monitor"  // a machine: reads figures about the node, nothing else
)

var reading = []Act{IntelRead, AgreementRead, PartyRead, PeerRead, LedgerRead, TokenManageOwn, ReleasePreview, TaxiiRead, ReportRead, ReportMake, NotifyOwn, AssistRead, IncidentRead, PlaybookRead, CrisisRead, WarningRead, TrainingLearn, LessonRead}

var grants = map[Role][]Act{
	Admin:    {PartyRead, PartyManage, DirectoryEdit, KeyRead, KeyRotate, PeerRead, PeerManage, UserManage, TokenManageOwn, TokenManageAll, LedgerRead, JournalRead, AgreementRead, NodeRead, NodeManage, MetricsRead, NotifyOwn, NotifyManage, TrainingLearn, TrainingRead, TrainingManage},
	Analyst:  append([]Act{WarningAck, IntelImport, IntelDelete, IntelRedact, ReleaseDraft, TaxiiWrite, AssistRequest, IncidentWrite, PlaybookManage, PlaybookRun}, reading...),
	Release:  append([]Act{IntelRedact, ReleaseDraft, ReleaseMake, ReleaseRecall, IncidentShare}, reading...),
	Legal:    append([]Act{LessonWrite, AgreementDraft, DutyAnswer, CrisisPropose, CrisisPrepare}, reading...),
	Director: append([]Act{LessonWrite, LessonClose, TrainingRead, TrainingManage, ExercisePropose, ExerciseConfirm, WarningIssue, WarningAck, AlertState, KeyRead, AgreementDraft, AgreementSign, AgreementEnd, DutyAnswer, AssistRequest, AssistAuthorise, AssistOffer, AssistTriage, AssistDeploy, IncidentWrite, IncidentShare, ExpertRead, ExpertManage, ExpertAttest, DirectoryEdit, ComcheckRun, PlaybookManage, CrisisPropose, CrisisPrepare, CrisisDecide, CrisisChair}, reading...),
	Duty:     append([]Act{LessonWrite, TrainingRead, WarningIssue, WarningAck, AlertState, CrisisPropose, CrisisPrepare, IntelImport, IntelRedact, ReleaseDraft, ReleaseMake, ReleaseRecall, DutyAnswer, NotifyManage, AssistRequest, AssistOffer, AssistTriage, AssistDeploy, IncidentWrite, IncidentShare, ExpertRead, DirectoryEdit, ComcheckRun, PlaybookManage, PlaybookRun}, reading...),
	Pool:     {AgreementRead, PartyRead, PeerRead, TokenManageOwn, AssistRead, AssistOffer, AssistDeploy, ExpertRead, ExpertManage, TrainingLearn, TrainingRead},
	Planner:  append([]Act{LessonWrite, ExercisePropose}, reading...),
	Auditor:  append([]Act{TrainingRead, KeyRead, JournalRead, NodeRead, MetricsRead}, reading...),
	Consumer: {TaxiiRead, IntelRead},
	Monitor:  {MetricsRead},
}

// Roles lists the roles in the order in which pages show them.
func Roles() []Role {
	return []Role{Admin, Analyst, Release, Legal, Director, Duty, Pool, Planner, Auditor, Consumer, Monitor}
}

// Machine tells that the role is for programs: its holders have no password
// and enter by token only.
func (r Role) Machine() bool { return r == Consumer || r == Monitor }

// ParseRole checks a role's name.
func ParseRole(s string) (Role, error) {
	if _, ok := grants[Role(s)]; !ok {
		return "", errs.New(errs.Invalid, "role %q is not known; the roles are %v", errs.Clip(s), Roles())
	}
	return Role(s), nil
}

// Grants gives the acts that the roles permit together.
func Grants(roles ...Role) []Act {
	var acts []Act
	for _, r := range roles {
		for _, a := range grants[r] {
			if !slices.Contains(acts, a) {
				acts = append(acts, a)
			}
		}
	}
	return acts
}

// readOnly holds the acts that change nothing, for read-only tokens. Not
// NotifyOwn: by it one acknowledges alarms, which stops their climb.
var readOnly = []Act{IntelRead, AgreementRead, PartyRead, KeyRead, PeerRead, LedgerRead, JournalRead, ReleasePreview, NodeRead, MetricsRead, TaxiiRead, ReportRead, AssistRead, IncidentRead, ExpertRead, PlaybookRead, CrisisRead, WarningRead, ExerciseRead, TrainingRead, LessonRead}

// ReadOnly narrows acts to those that change nothing.
func ReadOnly(acts []Act) []Act {
	return slices.DeleteFunc(slices.Clone(acts), func(a Act) bool { return !slices.Contains(readOnly, a) })
}

// Actor is who acts: a person or consumer of this node's own party, or a named
// part of the system. No node can act for another party, so Party is always
// the node's own.
type Actor struct {
	Party   ids.Party
	Person  string // account id, or "system"
	Name    string // what the journal shows
	Via     string // "page", "api", "cli", "taxii", "system:federation", …
	Ceiling string // strictest TLP this actor may read ("green"); "" means all
	acts    []Act
}

// Person makes the actor for a signed-in account.
func Person(party ids.Party, id, name, via, ceiling string, acts []Act) Actor {
	return Actor{Party: party, Person: id, Name: name, Via: via, Ceiling: ceiling, acts: slices.Clone(acts)}
}

// System makes the actor for a part of the system, which may do exactly the
// acts given. The journal shows it as "system:part".
func System(party ids.Party, part string, acts ...Act) Actor {
	return Actor{Party: party, Person: "system", Name: "system:" + part, Via: "system:" + part, acts: acts}
}

// May answers errs.Denied unless the actor may do the act.
func (a Actor) May(act Act) error {
	if a.Party == "" || a.Person == "" {
		return errs.New(errs.Unauthenticated, "nobody is signed in")
	}
	if !slices.Contains(a.acts, act) {
		return errs.New(errs.Denied, "%s may not do %q here; ask an administrator of %s for a role that may", errs.Clip(a.Name), act, a.Party)
	}
	return nil
}

// Acts lists what the actor may do.
func (a Actor) Acts() []Act { return slices.Clone(a.acts) }

// In gives the actor's view of one realm, which every read of a store demands.
func (a Actor) In(realm ids.Realm) Viewer { return Viewer{actor: a, realm: realm} }

// Viewer is an actor within one realm. The zero Viewer sees nothing.
type Viewer struct {
	actor Actor
	realm ids.Realm
}

// May answers errs.Denied unless the viewer may do the act in a realm.
func (v Viewer) May(act Act) error {
	if v.realm == "" {
		return errs.New(errs.Denied, "no realm was named")
	}
	return v.actor.May(act)
}

// Realm is the one realm that the viewer sees.
func (v Viewer) Realm() ids.Realm { return v.realm }

// Actor is who looks.
func (v Viewer) Actor() Actor { return v.actor }
