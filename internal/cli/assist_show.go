package cli

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"entente/internal/assist"
	"entente/internal/base/errs"
	"entente/internal/serve/rest"
)

type assistListCmd struct{}

func (c *assistListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/assist/requests", func(l items[rest.AssistListed]) error {
		var rows [][]string
		for _, x := range l.Items {
			due := "-"
			if x.Due != nil {
				due = x.Due.Format(time.RFC3339)
			}
			rows = append(rows, []string{x.Lodged.Format(time.RFC3339), string(x.Owner), string(x.State), errs.Clip(x.Title), strings.Join(x.Services, ","), strconv.Itoa(x.Score), cmp.Or(x.Answer, "-"), due, x.ID})
		}
		return e.table([]string{"LODGED", "BY", "STATE", "TITLE", "SERVICES", "SCORE", "OUR ANSWER", "DUE", "ID"}, rows, "There is no request.")
	})
}

type assistQueueCmd struct{}

func (c *assistQueueCmd) Run(e *env) error {
	return fetch(e, "/api/v1/assist/queue", func(l items[assist.Ranked]) error {
		head := []string{"PLACE", "GIVEN", "SCORE"}
		for _, k := range assist.Criteria() {
			head = append(head, fmt.Sprintf("%s ×%d", strings.ToUpper(k.Code), k.Weight))
		}
		var rows [][]string
		for _, r := range l.Items {
			row := []string{strconv.Itoa(r.Place), strconv.Itoa(r.Given), strconv.Itoa(r.Score)}
			for _, v := range r.Values {
				row = append(row, strconv.Itoa(v))
			}
			rows = append(rows, append(row, string(r.Case.Owner), errs.Clip(r.Case.Request.Title), r.Case.ID))
		}
		return e.table(append(head, "BY", "TITLE", "ID"), rows, "Nothing waits.")
	})
}

type assistShowCmd struct {
	ID string `arg:"" help:"Id of the request."`
}

func (c *assistShowCmd) Run(e *env) error {
	return fetch(e, assistURL(c.ID), func(p rest.AssistPage) error {
		if e.verb == "board" {
			return e.assistBoard(p.Board)
		}
		return e.assistCase(p.Case, p.Board)
	})
}

func (e *env) assistBoard(board []assist.BoardLine) error {
	var rows [][]string
	for _, b := range board {
		row := []string{errs.Clip(b.Role.ID), errs.Clip(cmp.Or(b.Role.Title, "-"))}
		for _, n := range []int{b.Asked, b.Offered, b.Accepted, b.Held, b.Arrived, b.Released, b.Missing} {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, row)
	}
	return e.table([]string{"ROLE", "TITLE", "ASKED", "OFFERED", "ACCEPTED", "HELD", "ARRIVED", "RELEASED", "MISSING"}, rows, "No role is asked for.")
}

func (e *env) assistCase(c assist.Case, board []assist.BoardLine) error {
	if err := e.assistLine(c); err != nil {
		return err
	}
	if err := e.line("tlp:%s, lodged %s by %s under %s, authorised by %s", c.Request.TLP, c.Lodged.Format(time.RFC3339), errs.Clip(c.LodgedBy), errs.Clip(c.Provision), errs.Clip(c.Authorised)); err != nil {
		return err
	}
	for _, a := range c.Answers {
		due := ""
		if a.Answer == "" && !a.Due.IsZero() {
			due = ", due " + a.Due.Format(time.RFC3339)
		}
		if err := e.line("  %s: %s%s", a.Party, cmp.Or(a.Answer, "no answer yet"), due); err != nil {
			return err
		}
	}
	if c.Triage != nil {
		if err := e.line("triaged: place %d of %d, score %d", c.Triage.Place, c.Triage.Of, c.Triage.Score); err != nil {
			return err
		}
	}
	if err := e.assistBoard(board); err != nil {
		return err
	}
	var rows [][]string
	for _, o := range c.Offers {
		for i, l := range o.Lines {
			who := "team"
			if l.Card != nil {
				who = l.Card.Pseudonym
			} else if l.Team != nil {
				who = fmt.Sprintf("%s %d, %d people", l.Team.Type, l.Team.Level, l.Team.People)
			}
			rows = append(rows, []string{string(o.Party), l.ID, errs.Clip(l.Role), errs.Clip(who), string(o.Stand[i].State), o.Valid.Format(time.RFC3339), o.ID})
		}
	}
	if err := e.table([]string{"OFFER BY", "LINE", "ROLE", "WHO", "STATE", "VALID", "OFFER"}, rows, "Nobody has offered."); err != nil {
		return err
	}
	for _, v := range c.Void {
		if err := e.line("counts for nothing: %s by %s, %s", v.Act, v.Party, errs.Clip(v.Why.String())); err != nil {
			return err
		}
	}
	return nil
}

type assistPeopleCmd struct {
	ID string `arg:"" help:"Id of the request."`
}

func (c *assistPeopleCmd) Run(e *env) error {
	return fetch(e, assistURL(c.ID, "people"), func(l items[assist.Disclosed]) error {
		var rows [][]string
		for _, d := range l.Items {
			rows = append(rows, []string{string(d.Party), d.Line, errs.Clip(d.Pseudonym), errs.Clip(d.Name), errs.Clip(d.Phone), errs.Clip(d.Email), errs.Clip(d.Employer)})
		}
		return e.table([]string{"PARTY", "LINE", "PSEUDONYM", "NAME", "PHONE", "E-MAIL", "EMPLOYER"}, rows, "Nobody is held.")
	})
}

type assistMatchCmd struct {
	ID   string   `arg:"" help:"Id of the request."`
	Side string   `help:"Whose people: those in offers, or one's own pool." enum:"offers,pool" default:"offers"`
	With []string `help:"Ids of other requests that compete for the same people." placeholder:"ID"`
}

func (c *assistMatchCmd) Run(e *env) error {
	return fetch(e, query(assistURL(c.ID, "match"), "side", c.Side, "with", strings.Join(c.With, ",")), func(p assist.Proposal) error {
		names := map[string]string{}
		for _, k := range p.People {
			names[k.ID] = cmp.Or(k.Pseudonym, k.ID)
		}
		var rows [][]string
		for _, a := range p.Assigned {
			var why []string
			for _, part := range a.Parts {
				why = append(why, fmt.Sprintf("%s %+d", part.Name, part.Points))
			}
			for _, w := range a.Warnings {
				why = append(why, "against: "+string(w.Code))
			}
			rows = append(rows, []string{errs.Clip(a.Seat), errs.Clip(names[a.Person]), string(a.Party), strconv.FormatInt(a.Fit, 10), strings.Join(why, ", "), strconv.Itoa(len(a.Alternatives)), a.Person})
		}
		for _, g := range p.Open {
			var why []string
			for code, n := range g.Counts {
				why = append(why, fmt.Sprintf("%s: %d", code, n))
			}
			rows = append(rows, []string{errs.Clip(g.Seat), "nobody", "-", "-", strings.Join(sorted(why), ", "), "-", "-"})
		}
		if err := e.table([]string{"SEAT", "PERSON", "PARTY", "FIT", "WHY", "OTHERS", "ID"}, rows, "No seat is open."); err != nil {
			return err
		}
		if p.Proven {
			return e.line("no other answer is better: the score %d has reached its bound", p.Score)
		}
		return nil
	})
}

type assistVerifyCmd struct {
	File string `arg:"" help:"Request's file; - is standard input."`
}

func (c *assistVerifyCmd) Run(e *env) error {
	b, err := e.readFile(c.File, assist.MaxFile)
	if err != nil {
		return err
	}
	v, err := assist.VerifyFile(b)
	if err != nil {
		_, text := errs.Public(err)
		return fmt.Errorf("%w: %w", errVerify, errs.New(errs.Invalid, "does not verify: %s", text))
	}
	if e.root.JSON {
		return e.print(v)
	}
	if err := e.assistCase(v.Case, v.Case.Board(v.Made)); err != nil {
		return err
	}
	for _, x := range v.Bindings {
		until := "still bound"
		if !x.Until.IsZero() {
			until = "released " + x.Until.Format(time.RFC3339)
		}
		if err := e.line("bound: %s to %s, line %s of %s for role %s: offered %s, accepted %s, held %s, %s", x.Party, v.Case.Owner, x.Line, x.Offer, errs.Clip(x.Role),
			x.Offered.Format(time.RFC3339), x.Accepted.Format(time.RFC3339), x.Held.Format(time.RFC3339), until); err != nil {
			return err
		}
	}
	for _, m := range v.Missing {
		if err := e.line("not in the file: %d statements of %s", len(m.Numbers), m.Party); err != nil {
			return err
		}
	}
	return e.line("verifies: made %s by the node of %s, whose key is %s", v.Made.Format(time.RFC3339), v.Maker, v.Key)
}
