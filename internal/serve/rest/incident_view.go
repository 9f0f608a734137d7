package rest

import (
	"maps"
	"slices"
	"time"

	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/incident"
)

// IncidentLine is an incident as a list shows it.
type IncidentLine struct {
	ID       string             `json:"id"`
	Owner    ids.Party          `json:"owner"`
	Title    string             `json:"title"`
	Category string             `json:"category"`
	TLP      string             `json:"tlp"`
	State    incident.State     `json:"state" enum:"open,contained,eradicated,recovered,closed"`
	Opened   time.Time          `json:"opened"`
	Shared   bool               `json:"shared"`
	Parties  []ids.Party        `json:"parties" doc:"Who takes part, the owner first; empty while it is ours alone"`
	Severity *IncidentJudgement `json:"severity,omitempty" doc:"The owner's last judgement, else the last of all"`
	Tasks    int                `json:"tasks" doc:"Open tasks"`
	Clock    *IncidentClock     `json:"clock,omitempty" doc:"The first clock that runs"`
}

// IncidentRoom is one incident with all that is said of it.
type IncidentRoom struct {
	IncidentLine
	Summary    string              `json:"summary,omitempty"`
	Occurred   *time.Time          `json:"occurred,omitempty"`
	Detected   *time.Time          `json:"detected,omitempty"`
	Aware      *time.Time          `json:"aware,omitempty"`
	Lead       string              `json:"lead,omitempty"`
	StateAt    time.Time           `json:"state_at"`
	SharedAt   *time.Time          `json:"shared_at,omitempty"`
	Agreement  string              `json:"agreement,omitempty"`
	Provision  string              `json:"provision,omitempty"`
	Seats      []IncidentSeat      `json:"seats"`
	Entries    []IncidentEntry     `json:"entries" doc:"By the moments that they are about"`
	Given      []IncidentTask      `json:"given" doc:"Tasks with what became of them"`
	Judgements []IncidentJudgement `json:"judgements" doc:"As they were made; none replaces another"`
	Linked     []IncidentLink      `json:"linked"`
	Obliged    bool                `json:"obliged" doc:"The clocks of NIS2 run"`
	Clocks     []IncidentClock     `json:"clocks"`
}

// IncidentSeat is one party that takes part, with how far it has come.
type IncidentSeat struct {
	Party     ids.Party `json:"party"`
	Since     time.Time `json:"since"`
	Said      int       `json:"said" doc:"Its statements that are here"`
	Lacks     []int64   `json:"lacks" doc:"Numbers of its statements that were made and are not here"`
	Via       ids.Party `json:"via,omitempty" doc:"It hears of us by way of this party, and how far it has come is not known here"`
	Given     *int64    `json:"given,omitempty" doc:"Entries about the incident in our log to it"`
	Receipted *int64    `json:"receipted,omitempty" doc:"Of those, what it has signed for"`
	Refused   *int64    `json:"refused,omitempty"`
}

// IncidentEntry is one thing that was said. Which of its parts there are follows
// from the act.
type IncidentEntry struct {
	Ref   string    `json:"ref"`
	Act   string    `json:"act"`
	Party ids.Party `json:"party"`
	By    string    `json:"by"`
	At    time.Time `json:"at" doc:"When it was stated"`
	When  time.Time `json:"when" doc:"The moment that it is about"`
	TLP   string    `json:"tlp"`
	Ours  bool      `json:"ours" doc:"Nobody else has it"`

	Title     string     `json:"title,omitempty"`
	Text      string     `json:"text,omitempty"`
	State     string     `json:"state,omitempty"`
	For       ids.Party  `json:"for,omitempty" doc:"To whom a task is given"`
	Person    string     `json:"person,omitempty"`
	Due       *time.Time `json:"due,omitempty"`
	Task      string     `json:"task,omitempty" doc:"Ref of the task that is answered"`
	Label     string     `json:"label,omitempty"`
	Alias     bool       `json:"alias,omitempty"`
	Name      string     `json:"name,omitempty" doc:"True name behind an alias; known to this node alone"`
	Sector    string     `json:"sector,omitempty"`
	Where     string     `json:"where,omitempty"`
	SHA256    string     `json:"sha256,omitempty"`
	To        string     `json:"to,omitempty"`
	ID        string     `json:"id,omitempty"`
	Scheme    string     `json:"scheme,omitempty"`
	Value     string     `json:"value,omitempty"`
	Score     *int       `json:"score,omitempty"`
	Language  string     `json:"language,omitempty"`
	Step      string     `json:"step,omitempty"`
	Reference string     `json:"reference,omitempty"`
}

// IncidentTask is a task with where it stands.
type IncidentTask struct {
	IncidentEntry
	Standing incident.TaskState `json:"standing" enum:"given,accepted,done,declined,withdrawn"`
	Answers  []IncidentEntry    `json:"answers"`
}

// IncidentJudgement is what a party holds the severity to be.
type IncidentJudgement struct {
	Party  ids.Party `json:"party"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Ours   bool      `json:"ours"`
	Scheme string    `json:"scheme"`
	Value  string    `json:"value"`
	Score  *int      `json:"score,omitempty"`
	Text   string    `json:"text,omitempty"`
}

// IncidentLink is something of another domain that is linked.
type IncidentLink struct {
	IncidentEntry
	Here     bool                    `json:"here" doc:"Of an object: this node holds it"`
	Released map[ids.Party]time.Time `json:"released" doc:"Of an object: to whom this node has released it, and when"`
}

// IncidentClock is one step of NIS2 with its time.
type IncidentClock struct {
	Step        string     `json:"step" enum:"early-warning,notification,final-report"`
	From        time.Time  `json:"from"`
	Soon        time.Time  `json:"soon" doc:"From when it asks for attention"`
	Due         time.Time  `json:"due"`
	Provisional bool       `json:"provisional" doc:"It runs from a step that is not done yet, at the latest moment for that"`
	Late        bool       `json:"late"`
	Done        *time.Time `json:"done,omitempty"`
	By          string     `json:"by,omitempty"`
	Reference   string     `json:"reference,omitempty"`
	Text        string     `json:"text,omitempty"`
}

// Situation is a situation report, as a draft or as it is stated.
type Situation struct {
	Title    string `json:"title" minLength:"1" maxLength:"300"`
	Language string `json:"language" enum:"en,fr,cs"`
	Text     string `json:"text" minLength:"1" maxLength:"60000"`
}

func incidentLines(all []incident.View) []IncidentLine {
	out := make([]IncidentLine, len(all))
	for i, v := range all {
		out[i] = incidentLine(v)
	}
	return out
}

func incidentLine(v incident.View) IncidentLine {
	l := IncidentLine{ID: v.ID, Owner: v.Owner, Title: v.Title, Category: v.Category, TLP: v.TLP.String(), State: v.State, Opened: v.Opened, Shared: v.Shared(), Parties: []ids.Party{}}
	for _, s := range v.Seats {
		l.Parties = append(l.Parties, s.Party)
	}
	if j, ok := v.Severity(); ok {
		x := judgementOf(j)
		l.Severity = &x
	}
	for _, t := range v.Tasks {
		if t.Open() {
			l.Tasks++
		}
	}
	for _, c := range v.Clocks() {
		if x := clockOf(c, v.Now); c.Done.IsZero() && l.Clock == nil {
			l.Clock = &x
		}
	}
	return l
}

func (a *api) roomOf(v incident.View) IncidentRoom {
	r := IncidentRoom{IncidentLine: incidentLine(v), Summary: v.Summary, Occurred: moment(v.Occurred), Detected: moment(v.Detected), Aware: moment(v.Aware), Lead: v.Lead, StateAt: v.StateAt, SharedAt: moment(v.SharedAt),
		Agreement: v.Agreement, Provision: v.Provision, Seats: []IncidentSeat{}, Entries: entriesOf(v, v.Entries), Given: []IncidentTask{}, Judgements: []IncidentJudgement{}, Linked: []IncidentLink{}, Obliged: v.Obliged, Clocks: []IncidentClock{}}
	for _, s := range v.Seats {
		r.Seats = append(r.Seats, seatOf(s))
	}
	for _, t := range v.Tasks {
		r.Given = append(r.Given, IncidentTask{IncidentEntry: entryOf(v, t.Entry), Standing: t.State, Answers: entriesOf(v, t.Answers)})
	}
	for _, j := range v.Judgements {
		r.Judgements = append(r.Judgements, judgementOf(j))
	}
	for _, l := range v.Links {
		to := maps.Clone(l.Given)
		if to == nil {
			to = map[ids.Party]time.Time{}
		}
		r.Linked = append(r.Linked, IncidentLink{IncidentEntry: entryOf(v, l.Entry), Here: l.Here, Released: to})
	}
	for _, c := range v.Clocks() {
		r.Clocks = append(r.Clocks, clockOf(c, v.Now))
	}
	return r
}

func seatOf(s incident.Seat) IncidentSeat {
	out := IncidentSeat{Party: s.Party, Since: s.Since, Said: s.Said, Lacks: append([]int64{}, s.Lacks...), Via: s.Via}
	if s.Given != nil {
		p := ledger.Progress(*s.Given)
		out.Given, out.Receipted, out.Refused = &p.Given, &p.Receipted, &p.Refused
	}
	return out
}

func judgementOf(j incident.Assessment) IncidentJudgement {
	return IncidentJudgement{Party: j.Party, By: j.By, At: j.At, Ours: j.Ours, Scheme: j.Scheme, Value: j.Value, Score: j.Score, Text: j.Text}
}

func clockOf(c incident.Clock, now time.Time) IncidentClock {
	return IncidentClock{Step: c.Step, From: c.From, Soon: c.Soon(), Due: c.Due, Provisional: c.Provisional, Late: c.Late(now), Done: moment(c.Done), By: c.By, Reference: c.Reference, Text: c.Text}
}

func entriesOf(v incident.View, all []incident.Entry) []IncidentEntry {
	out := []IncidentEntry{}
	for _, e := range all {
		out = append(out, entryOf(v, e))
	}
	return out
}

func entryOf(v incident.View, e incident.Entry) IncidentEntry {
	x := IncidentEntry{Ref: e.Ref, Act: e.Act, Party: e.Party, By: e.By, At: e.At, When: e.When(), TLP: e.TLP.String(), Ours: e.Ours}
	switch b := e.Body.(type) {
	case *incident.Description:
		x.Title, x.Text = b.Title, b.Summary
	case *incident.Note:
		x.Text = b.Text
	case *incident.Event:
		x.Text = b.Text
	case *incident.Task:
		x.Title, x.For, x.Person, x.Due = b.Title, b.Party, b.Person, moment(b.Due)
	case *incident.Answer:
		x.Task, x.State, x.Text = b.Task, string(b.State), b.Text
		if i := slices.IndexFunc(v.Tasks, func(t incident.GivenTask) bool { return t.Ref == b.Task }); i >= 0 {
			x.Title = v.Tasks[i].Title
		}
	case *incident.Entity:
		x.Label, x.Alias, x.Sector, x.Text, x.Name = b.Label, b.Alias, b.Sector, b.Text, v.Names[b.Label]
	case *incident.Evidence:
		x.Label, x.Where, x.SHA256, x.Text = b.Label, b.Where, b.SHA256, b.Text
	case *incident.Link:
		x.To, x.ID, x.Text = b.To, b.ID, b.Text
	case *incident.Judgement:
		x.Scheme, x.Value, x.Score, x.Text = b.Scheme, b.Value, b.Score, b.Text
	case *incident.Change:
		x.State, x.Text = string(b.State), b.Text
	case *incident.Report:
		x.Title, x.Language, x.Text = b.Title, b.Language, b.Text
	case *incident.Obligation:
		x.Text = b.Text
		if x.State = "none"; b.Applies {
			x.State = "applies"
		}
	case *incident.Step:
		x.Step, x.Reference, x.Text = b.Step, b.Reference, b.Text
	}
	return x
}
