package incident

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/format/stix"
)

const (
	maxText   = 10_000 // bytes
	maxReport = 60_000 // bytes
)

// Description is what an incident is about.
type Description struct {
	Title    string    `json:"title"`             // one line
	Summary  string    `json:"summary"`           // may be empty
	Category string    `json:"category"`          // of Categories
	Occurred time.Time `json:"occurred,omitzero"` // when it began, as far as known
	Detected time.Time `json:"detected,omitzero"`
	Aware    time.Time `json:"aware,omitzero"` // since when it is known to be an incident: clocks run from here
	Lead     string    `json:"lead"`           // the person who leads; may be empty
	State    State     `json:"state"`          // as it is opened
	Written
}

func (d *Description) check() error {
	if !clause.Line(d.Title) {
		return errs.New(errs.Invalid, "an incident has a title of one line of up to 300 bytes")
	}
	if !IsCategory(d.Category) {
		return errs.New(errs.Invalid, "%q is not a category of incidents", errs.Clip(d.Category))
	}
	if d.Lead != "" && !clause.Line(d.Lead) || !plain(d.Summary, maxText) {
		return badText()
	}
	if !slices.Contains(States, d.State) {
		return errs.New(errs.Invalid, "%q is not a state of an incident", errs.Clip(string(d.State)))
	}
	if !inOrder(d.Occurred, d.Detected, d.Aware) {
		return errs.New(errs.Invalid, "an incident occurs, is detected, and is known, in this order")
	}
	return nil
}

func inOrder(moments ...time.Time) bool {
	moments = slices.DeleteFunc(moments, time.Time.IsZero)
	return slices.IsSortedFunc(moments, time.Time.Compare)
}

// Note is a word about an incident.
type Note struct {
	Text string `json:"text"`
	Written
}

func (n *Note) check() error { return said(n.Text) }

// Event is something that happened.
type Event struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
	Written
}

func (e *Event) check() error {
	if e.At.IsZero() {
		return errs.New(errs.Invalid, "say when it happened")
	}
	return said(e.Text)
}

// Task is something to be done by a party.
type Task struct {
	Title  string    `json:"title"`
	Party  ids.Party `json:"party"`  // to whom it is given
	Person string    `json:"person"` // of that party; may be empty
	Due    time.Time `json:"due,omitzero"`
	Written
}

func (t *Task) check() error {
	if !clause.Line(t.Title) || t.Person != "" && !clause.Line(t.Person) {
		return badText()
	}
	_, err := ids.ParseParty(string(t.Party))
	return err
}

// TaskState is where a task stands.
type TaskState string

// The states of a task. Who gave it withdraws it; the rest is for whom it was
// given to.
const (
	Given     TaskState = "given"
	Accepted  TaskState = "accepted"
	Done      TaskState = "done"
	Declined  TaskState = "declined"
	Withdrawn TaskState = "withdrawn"
)

// Answer changes a task.
type Answer struct {
	Task  string    `json:"task"` // its entry's ref
	State TaskState `json:"state"`
	Text  string    `json:"text"` // may be empty
	Written
}

func (a *Answer) check() error {
	if !clause.Line(a.Task) || !slices.Contains([]TaskState{Accepted, Done, Declined, Withdrawn}, a.State) || !plain(a.Text, maxText) {
		return errs.New(errs.Invalid, "a task is accepted, done, declined or withdrawn")
	}
	return nil
}

// Entity is whom an incident affects. Where Alias is set the label is not its
// name; the name, where it is known at all, stands at its own node alone.
type Entity struct {
	Label  string `json:"label"`
	Alias  bool   `json:"alias"`
	Sector string `json:"sector"` // of Sectors; may be empty
	Text   string `json:"text"`   // how it is affected; may be empty
	Written
}

func (e *Entity) check() error {
	if !clause.Line(e.Label) || !plain(e.Text, maxText) {
		return badText()
	}
	if e.Sector != "" && !slices.Contains(Sectors, e.Sector) {
		return errs.New(errs.Invalid, "%q is not a sector", errs.Clip(e.Sector))
	}
	return nil
}

// Evidence says where something that proves lies. The thing itself stays there.
type Evidence struct {
	Label  string `json:"label"`
	Where  string `json:"where"`  // such as a case number or a shelf
	SHA256 string `json:"sha256"` // hex; may be empty
	Text   string `json:"text"`   // may be empty
	Written
}

var hexSum = regexp.MustCompile(`^([0-9a-f]{64})?$`)

func (e *Evidence) check() error {
	if !clause.Line(e.Label) || e.Where != "" && !clause.Line(e.Where) || !plain(e.Text, maxText) {
		return badText()
	}
	if !hexSum.MatchString(e.SHA256) {
		return errs.New(errs.Invalid, "a SHA-256 is 64 digits of hexadecimal")
	}
	return nil
}

// Link points to something of another domain by its id.
type Link struct {
	To   string `json:"to"` // "object", "request", "decision"
	ID   string `json:"id"` // of an object its STIX id, else a UUID
	Text string `json:"text"`
	Written
}

var objectID = regexp.MustCompile(`^[a-z][a-z0-9-]{2,249}--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

func (l *Link) check() error {
	if !plain(l.Text, maxText) {
		return badText()
	}
	switch l.To {
	case "object":
		if !IsObject(l.ID) {
			return errs.New(errs.Invalid, "%q is not the id of a STIX object", errs.Clip(l.ID))
		}
		return nil
	case "request", "decision":
		_, err := ids.Parse(l.ID)
		return err
	}
	return errs.New(errs.Invalid, "an incident links objects, requests and decisions")
}

// tells refuses a link that would tell others what the object is.
func (l *Link) tells() error {
	if l.To != "object" {
		return nil
	}
	return Tells(l.ID)
}

// Tells refuses the id of an object that would tell others what the object is: the
// id of an observable is made of its value (STIX 2.1 §2.9), and whoever has the id
// finds the value by trying. Whether they may have the object is for release to
// decide.
func Tells(object string) error {
	if typ, id, _ := strings.Cut(object, "--"); IsObject(object) && stix.Observed(typ) && id[14] == '5' {
		return errs.New(errs.Denied, "the id of this %s is made of its value and would tell it; keep the link ours, release the object, and link an indicator or observed-data to the incident", typ)
	}
	return nil
}

// IsObject tells whether a text is the id of a STIX object.
func IsObject(id string) bool { return objectID.MatchString(id) }

// Change says where the incident stands, or why it is closed or taken up again.
type Change struct {
	State State  `json:"state"`
	Text  string `json:"text"` // may be empty
	Written
}

func (c *Change) check() error {
	if !slices.Contains(States, c.State) || !plain(c.Text, maxText) {
		return errs.New(errs.Invalid, "%q is not a state of an incident", errs.Clip(string(c.State)))
	}
	return nil
}

// Report is a situation report as it was stated.
type Report struct {
	Title    string `json:"title"`
	Language string `json:"language"` // ISO 639-1
	Text     string `json:"text"`
	Written
}

func (r *Report) check() error {
	if !clause.Line(r.Title) || !slices.Contains(clause.Languages(), r.Language) || strings.TrimSpace(r.Text) == "" || !plain(r.Text, maxReport) {
		return errs.New(errs.Invalid, "a situation report has a title, a language and a text of up to %d bytes", maxReport)
	}
	return nil
}

func said(text string) error {
	if strings.TrimSpace(text) == "" || !plain(text, maxText) {
		return errs.New(errs.Invalid, "say something in up to %d bytes of visible characters", maxText)
	}
	return nil
}

func badText() error {
	return errs.New(errs.Invalid, "use visible characters: one line of up to 300 bytes for names, up to %d bytes for texts", maxText)
}

func plain(s string, most int) bool { return len(s) <= most && clause.Plain(s) }
