package cli

import (
	"cmp"
	"net/url"
	"os"
	"strconv"
	"time"

	"entente/internal/base/errs"
)

type directoryCmd struct {
	List     directoryListCmd    `cmd:"" help:"Every party: who answers now, and how reliably."`
	Show     directoryShowCmd    `cmd:"" help:"One party's entry, and how to reach it now."`
	Lookup   directoryLookupCmd  `cmd:"" help:"Whose an address, network, AS number, domain or e-mail address is, and whom to call."`
	Edit     directoryEditCmd    `cmd:"" help:"Change our own entry by a file of JSON; without one, print what stands there."`
	Import   directoryImportCmd  `cmd:"" help:"Read a description by RFC 2350 into our entry: shows what changes, saves with --save."`
	Proposal directoryWaitingCmd `cmd:"" help:"The change that waits for a second person."`
	Confirm  directoryConfirmCmd `cmd:"" help:"Confirm another person's change: it is signed and told."`
	Refuse   directoryRefuseCmd  `cmd:"" help:"Drop the change that waits."`
	Export   directoryExportCmd  `cmd:"" help:"Write an entry as RFC 2350, vCard, security.txt, or as it was signed."`
	Sheet    directorySheetCmd   `cmd:"" help:"Write the contacts of all parties into one file for paper."`
	Comcheck comcheckCmd         `cmd:"" help:"Drills: try the contacts of a party, record answers."`
}

type reach struct {
	Percent int `json:"percent"`
	Drills  int `json:"drills"`
}

func (r *reach) text() string {
	if r == nil {
		return "never tried"
	}
	return strconv.Itoa(r.Percent) + " % of " + strconv.Itoa(r.Drills)
}

type callNow struct {
	Name    string    `json:"name"`
	Purpose string    `json:"purpose"`
	Medium  string    `json:"medium"`
	Address string    `json:"address"`
	Answers string    `json:"answers"`
	Open    bool      `json:"open"`
	Opens   time.Time `json:"opens"`
	Expired bool      `json:"expired"`
	Proof   time.Time `json:"proof"`
	Reach   *reach    `json:"reach"`
}

func (c callNow) state() string {
	switch {
	case c.Expired:
		return "key expired"
	case c.Open:
		return "answers now"
	case !c.Opens.IsZero():
		return "from " + when(c.Opens)
	}
	return "hours unknown"
}

type directoryLine struct {
	Code         string    `json:"code"`
	Name         string    `json:"name"`
	Team         string    `json:"team"`
	OnHours      bool      `json:"on_hours"`
	Now          *callNow  `json:"now"`
	Reachability *reach    `json:"reachability"`
	LastProof    time.Time `json:"last_proof"`
	Conflict     bool      `json:"conflict"`
}

type directoryListCmd struct{}

func (directoryListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/directory", func(l items[directoryLine]) error {
		var rows [][]string
		for _, p := range l.Items {
			first := "-"
			if p.Now != nil {
				first = p.Now.Medium + " " + p.Now.Address
			}
			rows = append(rows, []string{p.Code, p.Name, cmp.Or(p.Team, "-"), yes(p.OnHours), first, p.Reachability.text(), when(p.LastProof)})
		}
		return e.table([]string{"CODE", "NAME", "TEAM", "ANSWERS NOW", "FIRST", "REACHED", "LAST PROOF"}, rows, "No party is known.")
	})
}

func (e *env) calls(all []callNow) error {
	var rows [][]string
	for _, c := range all {
		rows = append(rows, []string{c.Purpose, c.Name, c.Medium, c.Address, cmp.Or(c.Answers, "-"), c.state(), c.Reach.text(), when(c.Proof)})
	}
	return e.table([]string{"FOR", "CONTACT", "CHANNEL", "NUMBER OR ADDRESS", "ANSWERS", "NOW", "REACHED", "LAST PROOF"}, rows, "It has told no contacts.")
}

type directoryShowCmd struct {
	Code string `arg:"" help:"The party's code, such as CZE."`
}

func (c *directoryShowCmd) Run(e *env) error {
	return fetch(e, "/api/v1/directory/parties/"+url.PathEscape(c.Code), func(v struct {
		directoryLine
		ChangedAt time.Time `json:"changed_at"`
		Calls     []callNow `json:"calls"`
	}) error {
		if err := e.line("%s  %s  entry of %s, reached: %s", v.Code, errs.Clip(cmp.Or(v.Team, v.Name)), when(v.ChangedAt), v.Reachability.text()); err != nil {
			return err
		}
		if v.Conflict {
			if err := e.line("Its node has signed two entries under one serial; call %s before you trust either.", v.Code); err != nil {
				return err
			}
		}
		return e.calls(v.Calls)
	})
}

type directoryLookupCmd struct {
	Question string `arg:"" help:"Address, network, AS64500, domain, e-mail address, or code of a party or country."`
}

func (c *directoryLookupCmd) Run(e *env) error {
	return fetch(e, query("/api/v1/directory/lookup", "q", c.Question), func(a struct {
		Text    string `json:"text"`
		Overlap bool   `json:"overlap"`
		Matches []struct {
			How   string        `json:"how"`
			What  string        `json:"what"`
			Party directoryLine `json:"party"`
			Calls []callNow     `json:"calls"`
		} `json:"matches"`
	}) error {
		if len(a.Matches) == 0 {
			return errs.New(errs.NotFound, "no party claims %s", errs.Clip(a.Text))
		}
		if a.Overlap {
			if err := e.line("Two parties claim it alike; ask both."); err != nil {
				return err
			}
		}
		for _, m := range a.Matches {
			if err := e.line("%s  %s  by %s %s", m.Party.Code, errs.Clip(cmp.Or(m.Party.Team, m.Party.Name)), m.How, errs.Clip(m.What)); err != nil {
				return err
			}
			if err := e.calls(m.Calls); err != nil {
				return err
			}
		}
		return nil
	})
}

type directoryExportCmd struct {
	Code string `arg:"" help:"The party's code, such as CZE."`
	As   string `help:"Form: rfc2350, vcard, security.txt, or entry for the signed document." default:"rfc2350" enum:"rfc2350,vcard,security.txt,entry"`
	Out  string `help:"File to write; standard output when missing." short:"o" placeholder:"FILE"`
}

func (c *directoryExportCmd) Run(e *env) error {
	form := map[string]string{"rfc2350": "rfc2350.txt", "vcard": "contacts.vcf", "security.txt": "security.txt", "entry": "entry.json"}[c.As]
	return e.download("/api/v1/directory/parties/"+url.PathEscape(c.Code)+"/"+form, c.Out)
}

type directorySheetCmd struct {
	Out string `help:"File to write; standard output when missing." short:"o" placeholder:"FILE"`
}

func (c *directorySheetCmd) Run(e *env) error {
	return e.download("/api/v1/directory/sheet.html", c.Out)
}

// download gets a file and writes it, readable by its owner alone.
func (e *env) download(path, out string) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var b []byte
	if err := cl.get(e.ctx, path, &b); err != nil {
		return err
	}
	if out == "" {
		_, err := e.Out.Write(b)
		return err
	}
	if err := os.WriteFile(out, b, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", out, reason(err))
	}
	return e.line("Written to %s.", out)
}
