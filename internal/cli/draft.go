package cli

import (
	"net/url"
	"strings"
	"time"
)

// draftView is a release that one person put forward and another decides.
type draftView struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Note    string    `json:"note"`
	Objects int64     `json:"objects"`
	To      []string  `json:"to"`
	State   string    `json:"state"`
	Closer  string    `json:"closed_by"`
	Reason  string    `json:"reason"`
	Release string    `json:"release"`
}

func (d draftView) to() string {
	if len(d.To) == 0 {
		return "every party"
	}
	return strings.Join(d.To, ", ")
}

// fate is the state with who brought it about.
func (d draftView) fate() string {
	switch {
	case d.Release != "":
		return d.State + " by " + d.Closer + " as " + d.Release
	case d.Reason != "":
		return d.State + " by " + d.Closer + ": " + d.Reason
	case d.Closer != "":
		return d.State + " by " + d.Closer
	}
	return d.State
}

func draftPath(id, act string) string { return "/api/v1/release-drafts/" + url.PathEscape(id) + act }

type releaseForwardCmd struct {
	ask
	Note string `help:"What the officer who decides should know."`
}

func (c *releaseForwardCmd) Run(e *env) error {
	body := c.body()
	if c.Note != "" {
		body["note"] = c.Note
	}
	return send(e, "/api/v1/release-drafts", body, func(d draftView) error {
		return e.line("Draft %s of %d objects to %s waits. Another person decides with: entente release approve %s", d.ID, d.Objects, d.to(), d.ID)
	})
}

type releaseDraftsCmd struct {
	State string `help:"waiting, released, declined or withdrawn; all of them when missing." enum:",waiting,released,declined,withdrawn" default:""`
}

func (c *releaseDraftsCmd) Run(e *env) error {
	return fetch(e, query("/api/v1/release-drafts", "state", c.State), func(l items[draftView]) error {
		var rows [][]string
		for _, d := range l.Items {
			rows = append(rows, []string{when(d.At), d.By, n(d.Objects), d.to(), d.fate(), d.ID, d.Note})
		}
		return e.table([]string{"AT", "BY", "OBJECTS", "TO", "STATE", "DRAFT", "NOTE"}, rows, "Nothing was put forward.")
	})
}

type releaseDraftCmd struct {
	ID string `arg:"" help:"Id of the draft."`
}

func (c *releaseDraftCmd) Run(e *env) error {
	type answer struct {
		draftView
		Stale   string `json:"stale"`
		Preview *struct {
			Parties []partyRow `json:"parties"`
		} `json:"preview"`
	}
	return fetch(e, draftPath(c.ID, ""), func(a answer) error {
		if err := e.line("Draft %s, put forward %s by %s: %d objects to %s\n%s", a.ID, when(a.At), a.By, a.Objects, a.to(), a.fate()); err != nil {
			return err
		}
		if a.Note != "" {
			if err := e.line("Note: %s", a.Note); err != nil {
				return err
			}
		}
		if a.Stale != "" {
			return e.line("It cannot be approved: %s", a.Stale)
		}
		if a.Preview == nil {
			return nil
		}
		return printParties(e, a.Preview.Parties)
	})
}

type releaseApproveCmd struct {
	ID string `arg:"" help:"Id of the draft."`
}

func (c *releaseApproveCmd) Run(e *env) error {
	return send(e, draftPath(c.ID, "/approve"), map[string]any{}, printMade(e))
}

type releaseDeclineCmd struct {
	ID     string `arg:"" help:"Id of the draft."`
	Reason string `help:"Why; who put it forward reads it." required:""`
}

func (c *releaseDeclineCmd) Run(e *env) error {
	return closeDraft(e, draftPath(c.ID, "/decline"), map[string]string{"reason": c.Reason}, "Draft "+c.ID+" is declined.")
}

type releaseWithdrawCmd struct {
	ID string `arg:"" help:"Id of the draft."`
}

func (c *releaseWithdrawCmd) Run(e *env) error {
	return closeDraft(e, draftPath(c.ID, "/withdraw"), map[string]string{}, "Draft "+c.ID+" is taken back.")
}

// closeDraft ends a draft by an act that the node answers with nothing.
func closeDraft(e *env, path string, body map[string]string, said string) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	if err := cl.post(e.ctx, path, body, nil); err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(map[string]any{})
	}
	return e.line("%s", said)
}
