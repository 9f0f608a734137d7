package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/ids"
	"entente/internal/exercise"
)

// Acts on exercises as such, which stand in the live realm: creating, joining,
// letting people in, sealing.

func exercisePath(id string, rest ...string) string {
	return "/api/v1/exercises/" + strings.Join(append([]string{url.PathEscape(id)}, rest...), "/")
}

type exerciseListCmd struct{}

func (c *exerciseListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/exercises", func(l items[exercise.Exercise]) error {
		var rows [][]string
		for _, x := range l.Items {
			rows = append(rows, []string{string(x.State), x.Name, string(x.Director), x.Starts.Format(time.RFC3339), x.ID})
		}
		return e.table([]string{"STATE", "NAME", "CONDUCTED BY", "STARTS", "ID"}, rows, "No exercise is known.")
	})
}

type exerciseShowCmd struct {
	ID string `arg:"" help:"Id of the exercise, which is its realm."`
}

func (c *exerciseShowCmd) Run(e *env) error {
	return fetch(e, exercisePath(c.ID), func(x exercise.Exercise) error { return e.exercise(x) })
}

// exercise prints one exercise: how it stands, who takes part, who of ours is in it.
func (e *env) exercise(x exercise.Exercise) error {
	if err := e.line("%s: %s, conducted by %s\n%s to %s", x.Name, x.State, x.Director, when(x.Starts), when(x.Ends)); err != nil {
		return err
	}
	for _, more := range []struct{ what, text string }{{"Purpose", x.Purpose}, {"Trouble", x.Trouble}, {"Reason", x.Reason}, {"Archive", x.Archive}} {
		if more.text != "" {
			if err := e.line("%s: %s", more.what, more.text); err != nil {
				return err
			}
		}
	}
	var parties [][]string
	for _, a := range x.Answers {
		parties = append(parties, []string{string(a.Party), a.State, a.Reason})
	}
	for _, s := range x.Simulated {
		parties = append(parties, []string{string(s.Code), "simulated", s.Name})
	}
	if err := e.table([]string{"PARTY", "STATE", ""}, parties, "Nobody else takes part."); err != nil {
		return err
	}
	var people [][]string
	for _, m := range x.Members {
		people = append(people, []string{m.Name, string(m.Cell), m.Team, fmt.Sprint(m.Roles), m.Person})
	}
	return e.table([]string{"MEMBER", "CELL", "TEAM", "PLAYS AS", "ACCOUNT"}, people, "Nobody of ours is in it.")
}

type exerciseProposeCmd struct {
	Name      string        `arg:"" help:"Name of the exercise."`
	Purpose   string        `help:"What it is for."`
	Invite    []string      `help:"Codes of the parties to invite." sep:"," placeholder:"CODE"`
	Agreement string        `help:"Id of the agreement under which they are invited."`
	Provision string        `help:"Its provision on exercises."`
	Simulate  []string      `help:"Parties that exist in the exercise alone, as CODE=NAME." sep:"none" placeholder:"CODE=NAME"`
	Starts    time.Time     `help:"When it starts (RFC 3339); now when missing."`
	Lasts     time.Duration `help:"How long it lasts." default:"8h"`
}

func (c *exerciseProposeCmd) Run(e *env) error {
	if c.Starts.IsZero() {
		c.Starts = clock.System{}.Now()
	}
	simulated := []exercise.Simulated{}
	for _, s := range c.Simulate {
		code, name, _ := strings.Cut(s, "=")
		simulated = append(simulated, exercise.Simulated{Code: ids.Party(code), Name: name, Kind: "nation"})
	}
	body := map[string]any{"name": c.Name, "purpose": c.Purpose, "parties": c.Invite, "simulated": simulated, "agreement": c.Agreement, "provision": c.Provision, "starts": c.Starts, "ends": c.Starts.Add(c.Lasts)}
	if len(c.Invite) == 0 {
		delete(body, "parties")
	}
	return send(e, "/api/v1/exercises", body, func(x exercise.Exercise) error {
		return e.line("Proposed %s; another person confirms it: entente exercise confirm %s", x.ID, x.ID)
	})
}

type exerciseConfirmCmd struct {
	ID string `arg:"" help:"Id of the exercise."`
}

func (c *exerciseConfirmCmd) Run(e *env) error {
	return send(e, exercisePath(c.ID, "confirm"), nil, func(x exercise.Exercise) error { return e.line("Confirmed; its realm is being made") })
}

type exerciseJoinCmd struct {
	ID string `arg:"" help:"Id of the exercise."`
}

func (c *exerciseJoinCmd) Run(e *env) error {
	return send(e, exercisePath(c.ID, "accept"), nil, func(x exercise.Exercise) error {
		return e.line("Another person of ours confirms it: entente exercise confirm %s", x.ID)
	})
}

type exerciseReasonCmd struct {
	ID     string `arg:"" help:"Id of the exercise."`
	Reason string `arg:"" help:"Why."`
}

func (c exerciseReasonCmd) act(e *env, path string) error {
	return send(e, exercisePath(c.ID, path), map[string]string{"reason": c.Reason}, func(x exercise.Exercise) error { return e.line("%s: %s", x.Name, x.State) })
}

type exerciseDeclineCmd struct{ exerciseReasonCmd }

func (c *exerciseDeclineCmd) Run(e *env) error { return c.act(e, "decline") }

type exerciseWithdrawCmd struct{ exerciseReasonCmd }

func (c *exerciseWithdrawCmd) Run(e *env) error { return c.act(e, "withdraw") }

type exerciseSealCmd struct{ exerciseReasonCmd }

func (c *exerciseSealCmd) Run(e *env) error { return c.act(e, "seal") }

type exerciseMemberCmd struct {
	ID    string   `arg:"" help:"Id of the exercise."`
	User  string   `arg:"" help:"User name of one of our people."`
	Cell  string   `arg:"" help:"Cell." enum:"excon,white,red,green,yellow,blue"`
	Team  string   `help:"Team, of who plays (blue)."`
	Roles []string `help:"Roles at the node that is played." sep:","`
}

func (c *exerciseMemberCmd) Run(e *env) error {
	body := map[string]any{"cell": c.Cell, "team": c.Team}
	if len(c.Roles) > 0 {
		body["roles"] = c.Roles
	}
	return write(e, http.MethodPut, exercisePath(c.ID, "members", url.PathEscape(c.User)), body, func(x exercise.Exercise) error { return e.line("%s is in %s as %s", c.User, x.Name, c.Cell) })
}

type exerciseRemoveCmd struct {
	ID      string `arg:"" help:"Id of the exercise."`
	Account string `arg:"" help:"Account id of the member, as show lists it."`
}

func (c *exerciseRemoveCmd) Run(e *env) error {
	return write(e, http.MethodDelete, exercisePath(c.ID, "members", url.PathEscape(c.Account)), nil, func(x exercise.Exercise) error { return e.line("Removed from %s", x.Name) })
}
