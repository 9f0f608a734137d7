package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/directory"
	"entente/internal/serve"
)

// Drills is what this file needs of the directory domain.
type Drills interface {
	Board(ctx context.Context, v authz.Viewer) ([]directory.Standing, error)
	Drills(ctx context.Context, v authz.Viewer, p ids.Party) ([]directory.Drill, error)
	Drill(ctx context.Context, v authz.Viewer, id string) (directory.Drill, error)
	Begin(ctx context.Context, who authz.Actor, t directory.Trial) (directory.Drill, error)
	Answer(ctx context.Context, who authz.Actor, probe, code, note string) (directory.Drill, error)
	Meet(ctx context.Context, who authz.Actor, id string) (directory.Drill, error)
	Question(p directory.Probe, d directory.Drill) string
	Asked(ctx context.Context, token string) (directory.Asked, error)
	Open(ctx context.Context, token string) (directory.Asked, error)
}

// Comcheck is one trial of a party's contacts.
type Comcheck struct {
	ID        string         `json:"id"`
	Party     ids.Party      `json:"party"`
	Agreement string         `json:"agreement,omitempty" doc:"Whose provision it answers"`
	By        string         `json:"by"`
	At        time.Time      `json:"at"`
	Due       time.Time      `json:"due" doc:"Until when an answer is in time"`
	Over      bool           `json:"over"`
	InTime    int            `json:"in_time" doc:"How many questions were answered in time"`
	ToldAt    *time.Time     `json:"told_at,omitempty" doc:"When the party was told of its own result"`
	MetAt     *time.Time     `json:"met_at,omitempty" doc:"When the duty was stated to be met by it"`
	Questions []ComcheckLine `json:"questions"`
}

// ComcheckLine is one question, to one channel of a contact.
type ComcheckLine struct {
	ID       string            `json:"id"`
	Contact  string            `json:"contact"`
	Purpose  directory.Purpose `json:"purpose" enum:"emergency,incident,vulnerability,general,press"`
	Medium   directory.Medium  `json:"medium" enum:"phone,sms,email,secure-email,signal,radio,video,web,other"`
	Address  string            `json:"address"`
	SentAt   *time.Time        `json:"sent_at,omitempty" doc:"Absent: a person sends it by hand"`
	Failed   string            `json:"failed,omitempty" doc:"Why the node could not send it"`
	Text     string            `json:"text,omitempty" doc:"To be sent or read out, with its code; for callers who run drills, while it is not answered"`
	Answered *time.Time        `json:"answered,omitempty"`
	How      string            `json:"how,omitempty" enum:"link,code,recorded"`
	Note     string            `json:"note,omitempty"`
	InTime   bool              `json:"in_time"`
}

// ComcheckStanding is one line of the board.
type ComcheckStanding struct {
	Party   DirectoryLine `json:"party"`
	Calls   []CallNow     `json:"calls"`
	Running string        `json:"running,omitempty" doc:"Id of the drill that runs"`
	Last    string        `json:"last,omitempty" doc:"Id of the newest drill that is over"`
	Next    *time.Time    `json:"next,omitempty" doc:"When an agreement wants it tried; absent: none does"`
	Under   string        `json:"under,omitempty" doc:"The agreement that wants it so"`
	Due     bool          `json:"due" doc:"That moment has come"`
}

type comcheckInput struct {
	Body struct {
		Party     string   `json:"party" maxLength:"16"`
		Contacts  []string `json:"contacts,omitempty" maxItems:"20" doc:"Ids; absent: all"`
		Agreement string   `json:"agreement,omitempty" maxLength:"100" doc:"Whose provision it answers"`
		Minutes   int      `json:"minutes,omitempty" minimum:"0" maximum:"10080" doc:"How long an answer is in time; absent: 60"`
	}
}

type comcheckAnswerInput struct {
	ByID
	Body struct {
		Code string `json:"code,omitempty" maxLength:"20" doc:"That was read back; without one, say in note how the answer came"`
		Note string `json:"note,omitempty" maxLength:"200"`
	}
}

func (a *api) drillRoutes() {
	d, read, run := a.deps.Directory, serve.May(authz.PartyRead), serve.May(authz.ComcheckRun)
	get(a, "/directory/board", read, about{id: "comcheckBoard", summary: "Who is reachable now, by which channel, and the last proof"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[ComcheckStanding]], error) {
		all, err := d.Board(ctx, c.Viewer())
		return reply(list[ComcheckStanding]{Items: each(all, a.standingOf)}), err
	})
	get(a, "/directory/comchecks", read, about{id: "listComchecks", summary: "Drills of two years, the newest first"}, func(ctx context.Context, c serve.Caller, in *struct {
		Party string `query:"party" maxLength:"16" doc:"Of one party; absent: of all"`
	}) (*body[list[Comcheck]], error) {
		code, err := optionalParty(in.Party)
		if err != nil {
			return nil, err
		}
		all, err := d.Drills(ctx, c.Viewer(), code)
		return reply(list[Comcheck]{Items: each(all, func(x directory.Drill) Comcheck { return a.comcheckOf(c, x) })}), err
	})
	get(a, "/directory/comchecks/{id}", read, about{id: "getComcheck", summary: "One drill with its questions"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[Comcheck], error) {
		x, err := d.Drill(ctx, c.Viewer(), in.ID)
		return reply(a.comcheckOf(c, x)), err
	})
	post(a, "/directory/comchecks", run, about{id: "beginComcheck", summary: "Try the contacts of a party"}, func(ctx context.Context, c serve.Caller, in *comcheckInput) (*body[Comcheck], error) {
		code, err := ids.ParseParty(in.Body.Party)
		if err != nil {
			return nil, err
		}
		x, err := d.Begin(ctx, c.Actor, directory.Trial{Party: code, Contacts: in.Body.Contacts, Agreement: in.Body.Agreement, Within: time.Duration(in.Body.Minutes) * time.Minute})
		return reply(a.comcheckOf(c, x)), err
	})
	post(a, "/directory/comchecks/questions/{id}/answer", run, about{id: "answerComcheck", summary: "Record an answer: the code that was read back, or how the answer came"}, func(ctx context.Context, c serve.Caller, in *comcheckAnswerInput) (*body[Comcheck], error) {
		x, err := d.Answer(ctx, c.Actor, in.ID, in.Body.Code, in.Body.Note)
		return reply(a.comcheckOf(c, x)), err
	})
	post(a, "/directory/comchecks/{id}/met", serve.May(authz.DutyAnswer), about{id: "meetByComcheck", summary: "State that our duty to try contacts is met by this drill"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*body[Comcheck], error) {
		x, err := d.Meet(ctx, c.Actor, in.ID)
		return reply(a.comcheckOf(c, x)), err
	})
	a.comcheckPage()
}

func (a *api) comcheckOf(c serve.Caller, d directory.Drill) Comcheck {
	now := a.deps.Clock.Now()
	out := Comcheck{ID: d.ID, Party: d.Party, Agreement: d.Agreement, By: d.Name, At: d.At, Due: d.Due, Over: d.Over(now), ToldAt: moment(d.ToldAt), MetAt: moment(d.MetAt), Questions: []ComcheckLine{}}
	runs := c.Actor.May(authz.ComcheckRun) == nil
	for _, p := range d.Probes {
		line := ComcheckLine{ID: p.ID, Contact: p.Contact, Purpose: p.Purpose, Medium: p.Medium, Address: p.Address, SentAt: moment(p.SentAt), Failed: p.Failed, Answered: moment(p.Answered), How: p.How, Note: p.Note, InTime: p.InTime(d)}
		// Whoever cannot answer for others does not see what would.
		if runs && p.Answered.IsZero() {
			line.Text = a.deps.Directory.Question(p, d)
		}
		if line.InTime {
			out.InTime++
		}
		out.Questions = append(out.Questions, line)
	}
	return out
}

func (a *api) standingOf(s directory.Standing) ComcheckStanding {
	out := ComcheckStanding{Party: lineOf(s.View), Calls: each(s.View.Calls, callOf), Next: moment(s.Next), Under: s.Under, Due: !s.Next.IsZero() && !a.deps.Clock.Now().Before(s.Next)}
	if s.Running != nil {
		out.Running = s.Running.ID
	}
	if s.Last != nil {
		out.Last = s.Last.ID
	}
	return out
}
