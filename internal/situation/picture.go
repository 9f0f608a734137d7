package situation

import (
	"time"

	"entente/internal/alert"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/crisis"
	"entente/internal/warning"
)

// Picture is the situation as this node knows it.
type Picture struct {
	At        time.Time      `json:"at" doc:"When it was put together, by this node's clock"`
	Alliance  *crisis.Alert  `json:"alliance,omitempty" doc:"The level that a decision has set for all parties; absent where none has"`
	Parties   []Row          `json:"parties" doc:"Our own first"`
	Warnings  []WarningLine  `json:"warnings" doc:"That stand, the latest first"`
	Incidents []IncidentLine `json:"incidents" doc:"That are open, the gravest first, those that nobody has judged last"`
	Requests  []RequestLine  `json:"requests" doc:"For assistance, that are open, the last lodged first"`
	Decisions []DecisionLine `json:"decisions" doc:"On which a text is before the members, or whose outcome is not beyond doubt"`
	Withheld  []string       `json:"withheld" enum:"incidents,requests,decisions" doc:"Parts that the reader may not read"`
}

// Row is what is known of one party.
type Row struct {
	Party     ids.Party      `json:"party"`
	Name      string         `json:"name"`
	Known     bool           `json:"known" doc:"Anything at all is known of its situation"`
	Alert     alert.Standing `json:"alert"`
	Issued    int            `json:"issued" doc:"Warnings of its own that stand"`
	Owes      int            `json:"owes" doc:"Warnings that it has not acknowledged and is asked to"`
	Affected  int            `json:"affected" doc:"Warnings of which it says that it is affected"`
	Looking   int            `json:"looking" doc:"Warnings on which it is still looking"`
	Incidents int            `json:"incidents" doc:"Open ones that it leads"`
	Gravest   *Severity      `json:"gravest,omitempty" doc:"Of their severities, by the crosswalk; absent where none has a place there"`
	Unjudged  int            `json:"unjudged" doc:"Incidents of it that nobody has judged"`
	Requests  int            `json:"requests" doc:"Open ones of its own"`
}

// Severity is one judgement as it was made, with its place on the crosswalk.
type Severity struct {
	Party  ids.Party      `json:"party" doc:"Who judged"`
	Scheme string         `json:"scheme" doc:"As it was stated; never converted"`
	Value  string         `json:"value"`
	Place  *warning.Place `json:"place,omitempty" doc:"Absent where the value has none"`
}

// WarningLine is a warning that stands.
type WarningLine struct {
	ID       string      `json:"id"`
	Owner    ids.Party   `json:"owner"`
	TLP      string      `json:"tlp"`
	Cause    string      `json:"cause"`
	Title    clause.Text `json:"title"`
	At       time.Time   `json:"at" doc:"Of the text that stands"`
	Due      time.Time   `json:"due,omitzero"`
	Severity *Severity   `json:"severity,omitempty"`
	Sectors  []string    `json:"sectors"`
	Seats    []Answer    `json:"seats" doc:"Those whom it warns"`
}

// Answer is what a party last said on a warning.
type Answer struct {
	Party    ids.Party `json:"party"`
	Affected string    `json:"affected" doc:"yes, no or looking; empty while it has said nothing"`
	Owes     bool      `json:"owes"`
	Overdue  bool      `json:"overdue"`
}

// IncidentLine is an open incident.
type IncidentLine struct {
	ID         string      `json:"id"`
	Owner      ids.Party   `json:"owner"`
	TLP        string      `json:"tlp"`
	Title      string      `json:"title"`
	Category   string      `json:"category"`
	State      string      `json:"state"`
	Opened     time.Time   `json:"opened"`
	Parties    []ids.Party `json:"parties" doc:"Who takes part, the owner first; only us where it is not shared"`
	Severities []Severity  `json:"severities" doc:"The last of each party in each scheme; none where nobody has judged"`
}

// RequestLine is an open request for assistance.
type RequestLine struct {
	ID       string    `json:"id"`
	Owner    ids.Party `json:"owner"`
	Title    string    `json:"title"`
	State    string    `json:"state"`
	Lodged   time.Time `json:"lodged"`
	NeededBy time.Time `json:"needed_by,omitzero"`
	Severity *Severity `json:"severity,omitempty"`
	Offers   int       `json:"offers"`
}

// DecisionLine is a decision that runs.
type DecisionLine struct {
	ID      string      `json:"id"`
	Owner   ids.Party   `json:"owner"`
	Body    string      `json:"body"`
	Level   string      `json:"level"`
	State   string      `json:"state"`
	Title   clause.Text `json:"title"`
	Expires time.Time   `json:"expires"`
}
