package cli

import (
	"strings"
	"time"

	"entente/internal/base/errs"
)

type agreementAllowedCmd struct {
	To       string `arg:"" help:"Code of the party that would have got it."`
	Category string `help:"Category: indicator, actor, ttp, malware, vulnerability, report, incident or context." default:"indicator"`
	TLP      string `help:"Marking, such as amber; unmarked when missing."`
	Origin   string `help:"Whose it was; this party's own when missing." placeholder:"CODE"`
	At       string `help:"A past moment such as 2026-11-23T14:00:00Z; now when missing." placeholder:"TIME"`
}

func (c *agreementAllowedCmd) Run(e *env) error {
	if c.At != "" {
		if _, err := time.Parse(time.RFC3339, c.At); err != nil {
			return errs.New(errs.Invalid, "%q is not a moment such as 2026-11-23T14:00:00Z", errs.Clip(c.At))
		}
	}
	type answer struct {
		At time.Time `json:"at"`
		To string    `json:"to"`
		decided
		Signed []struct {
			ID         string `json:"id"`
			Title      string `json:"title"`
			Digest     string `json:"digest"`
			Signatures []struct {
				Party  string    `json:"party"`
				Office string    `json:"office"`
				At     time.Time `json:"at"`
			} `json:"signatures"`
		} `json:"signed"`
	}
	path := query("/api/v1/decision", "to", c.To, "category", c.Category, "tlp", strings.ToLower(strings.TrimPrefix(strings.ToLower(c.TLP), "tlp:")), "origin", c.Origin, "at", c.At)
	return fetch(e, path, func(a answer) error {
		verdict := "NOT ALLOWED"
		if a.Permit {
			verdict = "ALLOWED"
		}
		if err := e.line("%s to %s at %s: %s", verdict, a.To, a.At.Format(time.RFC3339), a.why()); err != nil {
			return err
		}
		for _, s := range a.Signed {
			if err := e.line("  %s (%s), digest %s", s.Title, s.ID, s.Digest); err != nil {
				return err
			}
			for _, by := range s.Signatures {
				if err := e.line("    signed by office %s of %s at %s", by.Office, by.Party, by.At.Format(time.RFC3339)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
