package cli

import (
	"cmp"
	"net/url"
	"strconv"
	"time"

	"entente/internal/base/errs"
)

type comcheckCmd struct {
	Board  comcheckBoardCmd  `cmd:"" help:"Who is reachable now, by which channel, the last proof, and who is to be tried."`
	Begin  comcheckBeginCmd  `cmd:"" help:"Try the contacts of a party."`
	List   comcheckListCmd   `cmd:"" help:"Drills, the newest first."`
	Show   comcheckShowCmd   `cmd:"" help:"One drill: its questions, the texts to send by hand, the answers."`
	Answer comcheckAnswerCmd `cmd:"" help:"Record an answer: the code that was read back, or how the answer came."`
	Met    comcheckMetCmd    `cmd:"" help:"State that our duty to try contacts is met by a drill."`
}

type comcheck struct {
	ID        string    `json:"id"`
	Party     string    `json:"party"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Due       time.Time `json:"due"`
	Over      bool      `json:"over"`
	InTime    int       `json:"in_time"`
	Questions []struct {
		ID       string    `json:"id"`
		Contact  string    `json:"contact"`
		Medium   string    `json:"medium"`
		Address  string    `json:"address"`
		SentAt   time.Time `json:"sent_at"`
		Text     string    `json:"text"`
		Answered time.Time `json:"answered"`
		How      string    `json:"how"`
		Note     string    `json:"note"`
	} `json:"questions"`
}

func (e *env) comcheck(c comcheck) error {
	if err := e.line("%s  %s, begun %s by %s, answers are in time until %s", c.ID, c.Party, when(c.At), errs.Clip(c.By), when(c.Due)); err != nil {
		return err
	}
	var rows [][]string
	for _, q := range c.Questions {
		state := "sent " + when(q.SentAt)
		if q.SentAt.IsZero() {
			state = "send it by hand"
		}
		if !q.Answered.IsZero() {
			state = q.How + " " + when(q.Answered)
		}
		rows = append(rows, []string{q.ID, q.Contact, q.Medium, q.Address, state, cmp.Or(q.Text, q.Note, "-")})
	}
	return e.table([]string{"ID", "CONTACT", "CHANNEL", "NUMBER OR ADDRESS", "STATE", "TEXT"}, rows, "It asked nobody.")
}

type comcheckBoardCmd struct{}

func (comcheckBoardCmd) Run(e *env) error {
	return fetch(e, "/api/v1/directory/board", func(l items[struct {
		Party   directoryLine `json:"party"`
		Running string        `json:"running"`
		Last    string        `json:"last"`
		Next    time.Time     `json:"next"`
		Due     bool          `json:"due"`
	}]) error {
		var rows [][]string
		for _, s := range l.Items {
			first := "-"
			if s.Party.Now != nil {
				first = s.Party.Now.Medium + " " + s.Party.Now.Address
			}
			rows = append(rows, []string{s.Party.Code, yes(s.Party.OnHours), first, s.Party.Reachability.text(), when(s.Party.LastProof), when(s.Next), yes(s.Due), cmp.Or(s.Running, s.Last, "-")})
		}
		return e.table([]string{"CODE", "ANSWERS NOW", "FIRST", "REACHED", "LAST PROOF", "TO BE TRIED", "DUE", "DRILL"}, rows, "No party is known.")
	})
}

type comcheckBeginCmd struct {
	Party     string   `arg:"" help:"The party's code, such as CZE."`
	Contact   []string `help:"Ids of contacts; all when missing." placeholder:"ID"`
	Agreement string   `help:"Id of the agreement whose provision it answers." placeholder:"ID"`
	Minutes   int      `help:"How long an answer is in time." default:"60"`
}

func (c *comcheckBeginCmd) Run(e *env) error {
	body := struct {
		Party     string   `json:"party"`
		Contacts  []string `json:"contacts,omitempty"`
		Agreement string   `json:"agreement,omitempty"`
		Minutes   int      `json:"minutes"`
	}{c.Party, c.Contact, c.Agreement, c.Minutes}
	return send(e, "/api/v1/directory/comchecks", body, e.comcheck)
}

type comcheckListCmd struct {
	Party string `arg:"" optional:"" help:"Of one party; of all when missing."`
}

func (c *comcheckListCmd) Run(e *env) error {
	return fetch(e, query("/api/v1/directory/comchecks", "party", c.Party), func(l items[comcheck]) error {
		var rows [][]string
		for _, d := range l.Items {
			rows = append(rows, []string{d.ID, d.Party, when(d.At), errs.Clip(d.By), yes(d.Over), strconv.Itoa(d.InTime) + " of " + strconv.Itoa(len(d.Questions))})
		}
		return e.table([]string{"ID", "PARTY", "BEGUN", "BY", "OVER", "IN TIME"}, rows, "Nobody was tried yet.")
	})
}

type comcheckShowCmd struct {
	ID string `arg:"" help:"Id of the drill."`
}

func (c *comcheckShowCmd) Run(e *env) error {
	return fetch(e, "/api/v1/directory/comchecks/"+url.PathEscape(c.ID), e.comcheck)
}

type comcheckAnswerCmd struct {
	ID   string `arg:"" help:"Id of the question."`
	Code string `help:"The code that was read back." placeholder:"CODE"`
	Note string `help:"Without a code: how the answer came." placeholder:"TEXT"`
}

func (c *comcheckAnswerCmd) Run(e *env) error {
	return send(e, "/api/v1/directory/comchecks/questions/"+url.PathEscape(c.ID)+"/answer", map[string]string{"code": c.Code, "note": c.Note}, e.comcheck)
}

type comcheckMetCmd struct {
	ID string `arg:"" help:"Id of the drill."`
}

func (c *comcheckMetCmd) Run(e *env) error {
	return send(e, "/api/v1/directory/comchecks/"+url.PathEscape(c.ID)+"/met", nil, func(d comcheck) error {
		return e.line("Stated: the contacts of %s were tried.", d.Party)
	})
}
