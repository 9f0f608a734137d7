package cli

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/expert"
)

type expertCmd struct {
	List     expertListCmd     `cmd:"" help:"The pool: who is active, attested, on standby."`
	Show     expertShowCmd     `cmd:"" help:"One person with profile, times and holds."`
	Add      expertAddCmd      `cmd:"" help:"Take a person into the pool."`
	Set      expertSetCmd      `cmd:"" help:"Change columns of a profile."`
	Attest   expertAttestCmd   `cmd:"" help:"Say that an own office holds skills, languages, certificates and clearance for true."`
	Withdraw expertTurnCmd     `cmd:"" help:"Keep a person from being offered."`
	Readmit  expertTurnCmd     `cmd:"" help:"Let a withdrawn person be offered again."`
	Remove   expertRemoveCmd   `cmd:"" help:"Erase a person's data; that somebody was in the pool stays."`
	Standby  expertWindowCmd   `cmd:"" help:"Note a time of standby."`
	Away     expertWindowCmd   `cmd:"" help:"Note a time of absence."`
	Clear    expertClearCmd    `cmd:"" help:"Take a time of standby or absence away."`
	Exercise expertExerciseCmd `cmd:"" help:"Note an exercise that the person took part in."`
	Coverage expertCoverageCmd `cmd:"" help:"What the pool can do, in counts that name nobody."`
	Terms    expertTermsCmd    `cmd:"" help:"The codes of services, roles, skills, makers and clearances."`
	Import   expertImportCmd   `cmd:"" help:"Add the people of a CSV file: all of them, or none when a line is wrong."`
}

type expertItem struct {
	ID       string         `json:"id"`
	Version  int64          `json:"version"`
	State    string         `json:"state"`
	Profile  expert.Profile `json:"profile"`
	Standby  bool           `json:"standby"`
	Expiring bool           `json:"expiring"`
	Worked   int            `json:"worked"`
	Attested struct {
		Office string    `json:"office"`
		Name   string    `json:"name"`
		At     time.Time `json:"at"`
	} `json:"attested"`
	Exercises []expert.PastExercise `json:"exercises"`
	Windows   []struct {
		ID   string    `json:"id"`
		Kind string    `json:"kind"`
		Note string    `json:"note"`
		From time.Time `json:"from"`
		To   time.Time `json:"to"`
	} `json:"windows"`
	Holds []struct {
		Matter string    `json:"matter"`
		From   time.Time `json:"from"`
		To     time.Time `json:"to"`
	} `json:"holds"`
}

const expertsPath = "/api/v1/experts"

func expertPath(id string) string { return expertsPath + "/" + url.PathEscape(id) }

type expertListCmd struct {
	Service string `help:"Only who does this service." placeholder:"CODE"`
	Skill   string `help:"Only who has this skill." placeholder:"CODE"`
	Standby bool   `help:"Only who is on standby now."`
}

func (c *expertListCmd) Run(e *env) error {
	return fetch(e, expertsPath, func(l items[expertItem]) error {
		var rows [][]string
		for _, x := range l.Items {
			p := x.Profile
			if c.Service != "" && !slices.Contains(p.Services, c.Service) || c.Standby && !x.Standby ||
				c.Skill != "" && !slices.ContainsFunc(p.Skills, func(s expert.Skill) bool { return s.Code == c.Skill }) {
				continue
			}
			rows = append(rows, []string{p.Name, x.State, cmp.Or(clearanceOf(p), "-"), yes(!x.Attested.At.IsZero()), yes(x.Standby), cmp.Or(strings.Join(p.Services, ","), "-"), p.Office, x.ID})
		}
		return e.table([]string{"NAME", "STATE", "CLEARANCE", "ATTESTED", "STANDBY", "SERVICES", "OFFICE", "ID"}, rows, "Nobody. Take people in with: entente expert add, or entente expert import FILE")
	})
}

func clearanceOf(p expert.Profile) string {
	if p.Clearance == nil {
		return ""
	}
	return strings.TrimSpace(p.Clearance.Level + " " + string(p.Clearance.Until))
}

type expertShowCmd struct {
	ID string `arg:"" help:"Id of the person."`
}

func (c *expertShowCmd) Run(e *env) error { return fetch(e, expertPath(c.ID), e.expert) }

// expert prints one person.
func (e *env) expert(x expertItem) error {
	p := x.Profile
	rows := [][]string{{"name", p.Name}, {"state", fmt.Sprintf("%s, version %d", x.State, x.Version)}, {"phone", p.Phone}, {"e-mail", p.Email}, {"employer", p.Employer}, {"office", p.Office},
		{"services", strings.Join(p.Services, ", ")}, {"roles", strings.Join(p.Roles, ", ")}, {"makers", strings.Join(p.Vendors, ", ")}, {"conflicts", strings.Join(p.Conflicts, ", ")}}
	for _, s := range p.Skills {
		rows = append(rows, []string{"skill", fmt.Sprintf("%s %d", s.Code, s.Level)})
	}
	for _, l := range p.Languages {
		rows = append(rows, []string{"language", fmt.Sprintf("%s %s %s = %d", l.Code, l.Scheme, l.Native, l.Level())})
	}
	if p.Clearance != nil {
		rows = append(rows, []string{"clearance", clearanceOf(p) + ", by " + p.Clearance.Authority})
	}
	if !x.Attested.At.IsZero() {
		rows = append(rows, []string{"attested", fmt.Sprintf("by %s for %s, %s", x.Attested.Name, x.Attested.Office, when(x.Attested.At))})
	}
	for _, t := range p.Certificates {
		rows = append(rows, []string{"certificate", strings.Join([]string{t.Name, t.Issuer, string(t.Until), t.Reference}, " ")})
	}
	for _, t := range x.Exercises {
		rows = append(rows, []string{"exercise", strings.Join([]string{string(t.Day), t.Name, t.Role}, " ")})
	}
	for _, t := range x.Windows {
		rows = append(rows, []string{t.Kind, fmt.Sprintf("%s to %s %s %s", when(t.From), when(t.To), t.Note, t.ID)})
	}
	for _, t := range x.Holds {
		rows = append(rows, []string{"held", fmt.Sprintf("%s to %s for %s", when(t.From), when(t.To), t.Matter)})
	}
	rows = slices.DeleteFunc(rows, func(r []string) bool { return r[1] == "" })
	return e.table([]string{"", ""}, rows, "")
}

type expertAddCmd struct {
	Columns []string `arg:"" help:"column=value, as a CSV file has them: name=… office=… services=forensics|mitigation skills=ot:3|linux:4 languages=en:cefr:C1 clearance=secret clearance_authority=… clearance_until=2027-05-31 remote=yes on_site=no …"`
}

func (c *expertAddCmd) Run(e *env) error {
	var p expert.Profile
	if err := setColumns(&p, c.Columns); err != nil {
		return err
	}
	return send(e, expertsPath, map[string]any{"profile": p}, func(x expertItem) error { return e.line("Added: %s", x.ID) })
}

func setColumns(p *expert.Profile, columns []string) error {
	for _, column := range columns {
		name, value, ok := strings.Cut(column, "=")
		if !ok {
			return errs.New(errs.Invalid, "%s: write column=value; the columns are %s", errs.Clip(column), strings.Join(expert.Columns(), ", "))
		}
		if err := p.Set(name, strings.TrimSpace(value)); err != nil {
			return err
		}
	}
	return nil
}

type expertSetCmd struct {
	ID      string   `arg:"" help:"Id of the person."`
	Columns []string `arg:"" help:"column=value, as with add; column= empties it."`
	Version int64    `help:"Version that was seen; the present one when missing."`
}

func (c *expertSetCmd) Run(e *env) error {
	cl, x, err := e.known(c.ID)
	if err != nil {
		return err
	}
	if err := setColumns(&x.Profile, c.Columns); err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.do(e.ctx, http.MethodPut, expertPath(c.ID), map[string]any{"version": cmp.Or(c.Version, x.Version), "profile": x.Profile}, &raw); err != nil {
		return err
	}
	return show(e, raw, func(x expertItem) error {
		return e.line("Changed; version %d, attested: %s", x.Version, yes(!x.Attested.At.IsZero()))
	})
}

// known reads a person before an act that names the version seen.
func (e *env) known(id string) (*client, expertItem, error) {
	var x expertItem
	cl, err := e.client()
	if err == nil {
		err = cl.get(e.ctx, expertPath(id), &x)
	}
	return cl, x, err
}

type expertAttestCmd struct {
	ID      string `arg:"" help:"Id of the person."`
	Office  string `help:"Own office that attests; the one that releases the person when missing."`
	Version int64  `help:"Version that was seen, as show prints it." required:""`
}

func (c *expertAttestCmd) Run(e *env) error {
	return send(e, expertPath(c.ID)+"/attest", map[string]any{"version": c.Version, "office": c.Office}, func(x expertItem) error {
		return e.line("Attested by %s for %s", x.Attested.Name, x.Attested.Office)
	})
}

type expertTurnCmd struct {
	ID string `arg:"" help:"Id of the person."`
}

func (c *expertTurnCmd) Run(e *env) error {
	_, x, err := e.known(c.ID)
	if err != nil {
		return err
	}
	return send(e, expertPath(c.ID)+"/"+e.verb, map[string]any{"version": x.Version}, func(x expertItem) error { return e.line("The profile is %s", x.State) })
}

type expertRemoveCmd struct {
	ID  string `arg:"" help:"Id of the person."`
	Yes bool   `help:"Erase without asking; it cannot be taken back."`
}

func (c *expertRemoveCmd) Run(e *env) error {
	cl, x, err := e.known(c.ID)
	if err != nil {
		return err
	}
	if !c.Yes {
		answer, err := e.ask(fmt.Sprintf("This erases all that is kept of %s. Type the name to go on: ", errs.Clip(x.Profile.Name)))
		if err != nil {
			return err
		}
		if strings.TrimSpace(answer) != x.Profile.Name {
			return errs.New(errs.Invalid, "another name was typed; nothing was erased")
		}
	}
	if err := cl.do(e.ctx, http.MethodDelete, expertPath(c.ID), nil, nil); err != nil {
		return err
	}
	return e.line("Erased.")
}
