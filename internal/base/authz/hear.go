package authz

import "strings"

// visibleTo says which act lets somebody hear of a domain's kinds. A kind of a
// domain that is not here needs JournalRead. Live pages and notifications
// both ask this table.
var visibleTo = map[string]Act{
	"intel": IntelRead, "release": IntelRead, "agreement": AgreementRead, "template": AgreementRead, "duty": AgreementRead, "party": PartyRead,
	"federation": PeerRead, "peer": PeerRead, "ledger": LedgerRead, "account": UserManage, "report": ReportRead, "notify": NotifyOwn,
	"directory": PartyRead, "playbook": PlaybookRead, "expert": ExpertRead, "incident": IncidentRead, "assist": AssistRead, "crisis": CrisisRead, "warning": WarningRead, "alert": WarningRead, "exercise": ExercisePropose, "training": TrainingLearn,
	"conduct": ExerciseRead, "reaction": ExerciseConduct, "score": ExerciseRead, "msel": ExercisePlan, "aftermath": ExerciseRead, "lesson": LessonRead,
}

// Hears tells whether an actor may know that an act of this kind happened.
func (a Actor) Hears(kind string) bool {
	domain, _, _ := strings.Cut(kind, ".")
	act, ok := visibleTo[domain]
	if !ok {
		act = JournalRead
	}
	return a.May(act) == nil
}
