package cli

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"entente/internal/alert"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/situation"
)

type alertCmd struct {
	List  alertListCmd  `cmd:"" help:"Alert levels: what parties say of themselves, what decisions have set, and which stands."`
	State alertStateCmd `cmd:"" help:"State our own alert level."`
}

type alertListCmd struct {
	History  bool   `help:"Every level that was stated or decided, the latest first."`
	Criteria bool   `help:"When which level is right."`
	Language string `help:"Language of the criteria: en, fr or cs." default:"en" enum:"en,fr,cs"`
}

func (c *alertListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/alerts", func(b alert.Board) error {
		switch {
		case c.Criteria:
			for _, x := range b.Criteria {
				if err := e.line("%s: %s", x.Level, x.Text.In(c.Language)); err != nil {
					return err
				}
			}
			return nil
		case c.History:
			var rows [][]string
			for _, l := range b.History {
				rows = append(rows, []string{l.Since.Format(time.RFC3339), cmp.Or(string(l.Party), "all"), l.Level, l.From, yes(l.Current), cmp.Or(l.Criterion, l.Proposal)})
			}
			return e.table([]string{"SINCE", "WHOSE", "LEVEL", "BY", "NOW", "CRITERION OR DECISION"}, rows, "Nobody has stated a level.")
		}
		var rows [][]string
		for _, s := range b.Parties {
			own, decided, all := "-", "-", "-"
			if s.Own != nil {
				own = strings.TrimSpace(s.Own.Level.Level + " " + s.Own.Value)
			}
			if s.Decided != nil {
				decided = s.Decided.Level
			}
			if s.Alliance != nil {
				all = s.Alliance.Level
			}
			rows = append(rows, []string{string(s.Party), cmp.Or(s.Level, "not known"), cmp.Or(s.From, "-"), own, decided, all})
		}
		return e.table([]string{"PARTY", "STANDS", "BY", "OWN", "DECIDED", "FOR ALL"}, rows, "No party is known.")
	})
}

type alertStateCmd struct {
	Level     string   `arg:"" help:"normal, guarded, elevated, high or severe." enum:"normal,guarded,elevated,high,severe"`
	Criterion string   `arg:"" help:"Which criterion is met, and by what; the others read it."`
	Scheme    string   `help:"Name of our own scheme."`
	Value     string   `help:"What that scheme calls the level."`
	TLP       string   `help:"Marking." default:"green" name:"tlp"`
	Under     []string `help:"Tell the others under this agreement too, as AGREEMENT/PROVISION." placeholder:"ID/3.1"`
	To        []string `help:"With --under: these alone; everybody who is bound when missing." sep:"," placeholder:"CODE"`
}

func (c *alertStateCmd) Run(e *env) error {
	var under []alert.Under
	for _, u := range c.Under {
		agreement, provision, ok := strings.Cut(u, "/")
		if !ok {
			return errs.New(errs.Invalid, "--under must look like AGREEMENT/PROVISION")
		}
		x := alert.Under{Agreement: agreement, Provision: provision}
		for _, p := range c.To {
			x.To = append(x.To, ids.Party(p))
		}
		under = append(under, x)
	}
	body := struct {
		Level     string        `json:"level"`
		Criterion string        `json:"criterion"`
		Scheme    string        `json:"scheme,omitempty"`
		Value     string        `json:"value,omitempty"`
		TLP       string        `json:"tlp"`
		Under     []alert.Under `json:"under,omitempty"`
	}{c.Level, c.Criterion, c.Scheme, c.Value, c.TLP, under}
	return send(e, "/api/v1/alerts/state", body, func(t alert.Told) error {
		for _, u := range t.Untold {
			if err := e.line("Not told under %s: %s", u.Agreement, errs.Clip(u.Why)); err != nil {
				return err
			}
		}
		return e.line("%s is %s; told %s", t.Own.Party, t.Own.Level.Level, strings.Trim(fmt.Sprint(t.To), "[]"))
	})
}

type situationCmd struct{}

func (c *situationCmd) Run(e *env) error {
	return fetch(e, "/api/v1/situation", func(p situation.Picture) error {
		var rows [][]string
		for _, r := range p.Parties {
			known := func(n int) string {
				if n == 0 {
					return "none known"
				}
				return fmt.Sprint(n)
			}
			gravest := "-"
			if g := r.Gravest; g != nil {
				gravest = severityLine(g.Scheme, g.Value, g.Place)
			}
			if !r.Known && r.Owes == 0 {
				rows = append(rows, []string{string(r.Party), "nothing known", "-", "-", "-", "-", "-", "-"})
				continue
			}
			rows = append(rows, []string{string(r.Party), cmp.Or(r.Alert.Level, "not known"), known(r.Issued), known(r.Owes), known(r.Affected), known(r.Incidents), gravest, known(r.Requests)})
		}
		if err := e.table([]string{"PARTY", "ALERT", "WARNS", "OWES", "AFFECTED", "INCIDENTS", "GRAVEST", "REQUESTS"}, rows, "No party is known."); err != nil {
			return err
		}
		for _, w := range p.Withheld {
			if err := e.line("Your role does not read %s.", w); err != nil {
				return err
			}
		}
		return e.line("%d warnings stand, %d incidents are open, %d requests are open, %d decisions run.", len(p.Warnings), len(p.Incidents), len(p.Requests), len(p.Decisions))
	})
}
