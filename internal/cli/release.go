package cli

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

type releaseCmd struct {
	Preview  releasePreviewCmd  `cmd:"" help:"Who may have this, and why; nothing is sent."`
	Make     releaseMakeCmd     `cmd:"" help:"Release what the agreements permit."`
	Recall   releaseRecallCmd   `cmd:"" help:"Order everyone who got a release to give it back."`
	List     releaseListCmd     `cmd:"" help:"Releases, newest first."`
	Show     releaseShowCmd     `cmd:"" help:"One release: what each party got, receipts, recalls."`
	Replay   releaseReplayCmd   `cmd:"" help:"Decide a release again as of its moment, and compare with what was stored."`
	Bundle   releaseBundleCmd   `cmd:"" help:"Write a release as a STIX bundle for another tool, marked with its exchange policies."`
	Forward  releaseForwardCmd  `cmd:"" help:"Put a release forward for another person to decide; nothing is sent."`
	Drafts   releaseDraftsCmd   `cmd:"" help:"What was put forward: what waits first, oldest first."`
	Draft    releaseDraftCmd    `cmd:"" help:"One draft, and what policy would decide of it now."`
	Approve  releaseApproveCmd  `cmd:"" help:"Release a draft that another person put forward."`
	Decline  releaseDeclineCmd  `cmd:"" help:"Decline a draft, with the reason."`
	Withdraw releaseWithdrawCmd `cmd:"" help:"Take back a draft of your own."`
}

// chosen names the objects that a command is about.
type chosen struct {
	IDs      []string `arg:"" optional:"" name:"id" help:"STIX ids."`
	Import   string   `help:"All objects of one import." placeholder:"ID"`
	All      bool     `help:"All objects that the filters find."`
	Type     string   `help:"Filter: STIX type."`
	Category string   `help:"Filter: category."`
	TLP      string   `help:"Filter: TLP level."`
	Search   string   `help:"Filter: a value." short:"s"`
}

func (c chosen) selection() map[string]any {
	sel := map[string]any{}
	for k, v := range map[string]string{"import": c.Import, "type": c.Type, "category": c.Category, "tlp": c.TLP, "q": c.Search} {
		if v != "" {
			sel[k] = v
		}
	}
	if len(c.IDs) > 0 {
		sel["ids"] = c.IDs
	}
	if c.All {
		sel["all"] = true
	}
	return sel
}

// ask is what preview, make and forward share.
type ask struct {
	chosen
	To       []string `help:"Codes of the parties; every known party when missing." sep:","`
	Onward   bool     `help:"Recipients may pass it on, as far as the agreements permit."`
	OnwardTo []string `help:"Recipients may pass it on to these parties only." sep:","`
}

func (a ask) body() map[string]any {
	body := map[string]any{"select": a.selection(), "onward": map[string]any{"allowed": a.Onward || len(a.OnwardTo) > 0, "to": append([]string{}, a.OnwardTo...)}}
	if len(a.To) > 0 {
		body["to"] = a.To
	}
	return body
}

type partyRow struct {
	Party    string `json:"party"`
	Released int    `json:"released"`
	Permit   int    `json:"permit"`
	Refused  int    `json:"refused"`
	Refuse   int    `json:"refuse"`
	Rows     []struct {
		Class struct {
			Origin   string `json:"origin"`
			Category string `json:"category"`
			TLP      string `json:"tlp"`
		} `json:"class"`
		Count   int  `json:"count"`
		Permit  bool `json:"permit"`
		Reasons []struct {
			Text     string `json:"text"`
			Citation struct {
				Title      string `json:"title"`
				Generation int    `json:"generation"`
				Provision  string `json:"provision"`
			} `json:"citation"`
		} `json:"reasons"`
	} `json:"rows"`
	Outcome   string `json:"outcome"`
	Receipted bool   `json:"receipted"`
	Index     *int64 `json:"index"`
}

// printParties prints the decisions with their reasons, party by party.
func printParties(e *env, parties []partyRow) error {
	for _, p := range parties {
		if err := e.line("%s: %d may go, %d may not", p.Party, p.Released+p.Permit, p.Refused+p.Refuse); err != nil {
			return err
		}
		for _, r := range p.Rows {
			verdict := "may not"
			if r.Permit {
				verdict = "may"
			}
			tlp := "unmarked"
			if r.Class.TLP != "" {
				tlp = "tlp:" + r.Class.TLP
			}
			var why []string
			for _, x := range r.Reasons {
				t := x.Text
				if x.Citation.Provision != "" {
					t += fmt.Sprintf(" [%s, generation %d, provision %s]", x.Citation.Title, x.Citation.Generation, x.Citation.Provision)
				}
				why = append(why, t)
			}
			if err := e.line("  %-7s  %6d × %s of %s, %s\n             %s", verdict, r.Count, r.Class.Category, r.Class.Origin, tlp, strings.Join(why, "\n             ")); err != nil {
				return err
			}
		}
	}
	return nil
}

type releasePreviewCmd struct {
	ask
}

func (c *releasePreviewCmd) Run(e *env) error {
	type answer struct {
		Objects int        `json:"objects"`
		Parties []partyRow `json:"parties"`
	}
	return send(e, "/api/v1/releases/preview", c.body(), func(a answer) error {
		if err := e.line("%d objects", a.Objects); err != nil {
			return err
		}
		return printParties(e, a.Parties)
	})
}

type releaseMakeCmd struct {
	ask
}

func (c *releaseMakeCmd) Run(e *env) error {
	return send(e, "/api/v1/releases", c.body(), printMade(e))
}

// madeView is a release as it was just made.
type madeView struct {
	ID      string     `json:"id"`
	Objects int        `json:"objects"`
	Parties []partyRow `json:"parties"`
}

func printMade(e *env) func(madeView) error {
	return func(a madeView) error {
		if err := e.line("Release %s of %d objects", a.ID, a.Objects); err != nil {
			return err
		}
		return printParties(e, a.Parties)
	}
}

type releaseRecallCmd struct {
	ID      string   `arg:"" help:"Id of the release."`
	Reason  string   `help:"Why; every recipient reads it." required:""`
	Objects []string `help:"Only these STIX ids; the whole release when missing." sep:","`
}

func (c *releaseRecallCmd) Run(e *env) error {
	body := map[string]any{"reason": c.Reason}
	if len(c.Objects) > 0 {
		body["objects"] = c.Objects
	}
	return send(e, "/api/v1/releases/"+url.PathEscape(c.ID)+"/recall", body, func(a releaseView) error {
		return e.line("Recall ordered. How far it has come: entente release show %s", c.ID)
	})
}

type releaseView struct {
	ID        string     `json:"id"`
	At        time.Time  `json:"at"`
	By        string     `json:"by"`
	Direction string     `json:"direction"`
	Objects   int64      `json:"objects"`
	Parties   []partyRow `json:"parties"`
	Recalls   []struct {
		ID      string    `json:"id"`
		At      time.Time `json:"at"`
		Reason  string    `json:"reason"`
		Parties []struct {
			Party string `json:"party"`
			State string `json:"state"`
			Via   string `json:"via"`
		} `json:"parties"`
	} `json:"recalls"`
}

func (v releaseView) where() string {
	var s []string
	for _, p := range v.Parties {
		s = append(s, fmt.Sprintf("%s %d sent, %d refused (%s)", p.Party, p.Released, p.Refused, p.Outcome))
	}
	return strings.Join(s, "; ")
}

type releaseListCmd struct {
	Before string `help:"Continue a listing."`
}

func (c *releaseListCmd) Run(e *env) error {
	return fetch(e, query("/api/v1/releases", "before", c.Before), func(l items[releaseView]) error {
		var rows [][]string
		for _, v := range l.Items {
			rows = append(rows, []string{when(v.At), v.Direction, n(v.Objects), v.ID, v.By, v.where()})
		}
		return e.table([]string{"AT", "WAY", "OBJECTS", "RELEASE", "BY", "PARTIES"}, rows, "Nothing was released or received yet.")
	})
}

type releaseShowCmd struct {
	ID string `arg:"" help:"Id of the release."`
}

func (c *releaseShowCmd) Run(e *env) error {
	return fetch(e, "/api/v1/releases/"+url.PathEscape(c.ID), func(v releaseView) error {
		if err := e.line("Release %s (%s), %s by %s, %d objects\n%s", v.ID, v.Direction, when(v.At), v.By, v.Objects, v.where()); err != nil {
			return err
		}
		if err := printParties(e, v.Parties); err != nil {
			return err
		}
		for _, r := range v.Recalls {
			if err := e.line("Recalled %s: %s", when(r.At), r.Reason); err != nil {
				return err
			}
			for _, p := range r.Parties {
				via := ""
				if p.Via != "" {
					via = " via " + p.Via
				}
				if err := e.line("  %s%s: %s", p.Party, via, p.State); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
