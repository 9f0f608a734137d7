package cli

import (
	"net/url"
	"strings"
)

type agreementChangeCmd struct {
	ID string `arg:"" help:"Id of the agreement."`
}

// decided is one answer of policy.
type decided struct {
	Permit  bool `json:"permit"`
	Reasons []struct {
		Text string `json:"text"`
	} `json:"reasons"`
}

func (d decided) word() string {
	if d.Permit {
		return "may"
	}
	return "may not"
}

func (d decided) why() string {
	var all []string
	for _, r := range d.Reasons {
		all = append(all, r.Text)
	}
	return strings.Join(all, "; ")
}

func (c *agreementChangeCmd) Run(e *env) error {
	type change struct {
		Ends    bool  `json:"ends"`
		Objects int64 `json:"objects"`
		Parties []struct {
			Party  string `json:"party"`
			Opened int64  `json:"opened"`
			Closed int64  `json:"closed"`
			Same   int64  `json:"same"`
			Rows   []struct {
				Class struct {
					Origin   string `json:"origin"`
					Category string `json:"category"`
					TLP      string `json:"tlp"`
				} `json:"class"`
				Count    int64   `json:"count"`
				Before   decided `json:"before"`
				After    decided `json:"after"`
				Conflict bool    `json:"conflict"`
			} `json:"rows"`
		} `json:"parties"`
	}
	return fetch(e, "/api/v1/agreements/"+url.PathEscape(c.ID)+"/change", func(x change) error {
		if x.Ends {
			if err := e.line("It is in force. If it ended, of the %d objects held here:", x.Objects); err != nil {
				return err
			}
		} else if err := e.line("If it were in force, of the %d objects held here:", x.Objects); err != nil {
			return err
		}
		for _, p := range x.Parties {
			if err := e.line("%s: %d could go that may not now, %d could not go that may now, %d stay as they are", p.Party, p.Opened, p.Closed, p.Same); err != nil {
				return err
			}
			for _, r := range p.Rows {
				tlp := "unmarked"
				if r.Class.TLP != "" {
					tlp = "tlp:" + r.Class.TLP
				}
				note := ""
				if r.Conflict {
					note = "CONFLICT with another agreement in force, the stricter wins; "
				}
				if err := e.line("  %6d × %s of %s, %s: %s → %s\n             %s%s", r.Count, r.Class.Category, r.Class.Origin, tlp, r.Before.word(), r.After.word(), note, r.After.why()); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
