package cli

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/assist"
	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/serve/rest"
)

type assistOfferCmd struct {
	ID       string        `arg:"" help:"Id of the request."`
	Line     []string      `help:"A person for a role, as ROLE=EXPERT; give it once for each." placeholder:"ROLE=EXPERT"`
	Team     []string      `help:"A team for a role, as ROLE=TYPE/LEVEL/PEOPLE; level 1 is the strongest of 4." placeholder:"ROLE=TYPE/LEVEL/PEOPLE"`
	Minimum  []string      `help:"What the team of a role meets or exceeds, as ROLE=SKILL/LEVEL/COUNT; give it once for each." placeholder:"ROLE=SKILL/LEVEL/COUNT"`
	Member   []string      `help:"An expert of the own pool whom this node is to hold with the team of a role; it does not leave this node." placeholder:"ROLE=EXPERT"`
	Kit      []string      `help:"Equipment that the team of a role brings, as ROLE=TEXT." sep:"none" placeholder:"ROLE=TEXT"`
	Valid    time.Duration `help:"For how long it can be accepted." default:"24h"`
	From     string        `help:"Earliest start (RFC 3339); when people are needed when missing." placeholder:"TIME"`
	Until    string        `help:"End (RFC 3339); the end of the time asked when missing." placeholder:"TIME"`
	Caveats  string        `help:"National reservations."`
	Attested string        `help:"Office that attests clearances and skills."`
	Cost     string        `help:"Who bears what."`
}

func (c *assistOfferCmd) Run(e *env) error {
	from, err := atTime("--from", c.From)
	if err != nil {
		return err
	}
	until, err := atTime("--until", c.Until)
	if err != nil {
		return err
	}
	lines, err := c.lines()
	if err != nil {
		return err
	}
	body := struct {
		Lines    []rest.AssistNewLine `json:"lines"`
		From     time.Time            `json:"from,omitzero"`
		Until    time.Time            `json:"until,omitzero"`
		Valid    time.Time            `json:"valid"`
		Caveats  string               `json:"caveats,omitempty"`
		Attested string               `json:"attested,omitempty"`
		Cost     string               `json:"cost,omitempty"`
	}{lines, from, until, clock.System{}.Now().Add(c.Valid), c.Caveats, c.Attested, c.Cost}
	return e.assistDo(assistURL(c.ID, "offers"), body)
}

// lines makes the lines of the offer: one for each person, one for each team with
// what was said of it.
func (c *assistOfferCmd) lines() (all []rest.AssistNewLine, err error) {
	for _, s := range c.Line {
		role, expert, ok := strings.Cut(s, "=")
		if !ok {
			return nil, errs.New(errs.Invalid, "--line must look like r1=EXPERT")
		}
		all = append(all, rest.AssistNewLine{Role: role, Experts: []string{expert}})
	}
	for _, s := range c.Team {
		role, kind, level, people, ok := offered(s)
		if !ok {
			return nil, errs.New(errs.Invalid, "--team must look like r1=forensics/2/3")
		}
		if teamOf(all, role) != nil {
			return nil, errs.New(errs.Invalid, "role %s has two teams; make an offer for each", errs.Clip(role))
		}
		all = append(all, rest.AssistNewLine{Role: role, Team: &assist.Team{Type: kind, Level: level, People: people}})
	}
	if len(all) == 0 {
		return nil, errs.New(errs.Invalid, "say whom you offer: --line ROLE=EXPERT or --team ROLE=TYPE/LEVEL/PEOPLE")
	}
	for _, s := range c.Minimum {
		role, skill, level, count, ok := offered(s)
		l := teamOf(all, role)
		if !ok || l == nil {
			return nil, errs.New(errs.Invalid, "--minimum must look like r1=disk-forensics/3/2, of a role that --team names")
		}
		l.Team.Minimum = append(l.Team.Minimum, assist.Slot{Skill: skill, Level: level, Count: count})
	}
	for _, s := range c.Member {
		role, expert, ok := strings.Cut(s, "=")
		l := teamOf(all, role)
		if !ok || l == nil {
			return nil, errs.New(errs.Invalid, "--member must look like r1=EXPERT, of a role that --team names")
		}
		l.Experts = append(l.Experts, expert)
	}
	for _, s := range c.Kit {
		role, kit, ok := strings.Cut(s, "=")
		l := teamOf(all, role)
		if !ok || l == nil {
			return nil, errs.New(errs.Invalid, "--kit must look like r1=TEXT, of a role that --team names")
		}
		l.Team.Kit = kit
	}
	return all, nil
}

// teamOf finds the line of a role's team; nil when it has none.
func teamOf(all []rest.AssistNewLine, role string) *rest.AssistNewLine {
	i := slices.IndexFunc(all, func(l rest.AssistNewLine) bool { return l.Role == role && l.Team != nil })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// offered reads ROLE=WHAT/NUMBER/NUMBER.
func offered(s string) (role, what string, a, b int, ok bool) {
	role, said, found := strings.Cut(s, "=")
	parts := strings.Split(said, "/")
	if !found || len(parts) != 3 {
		return "", "", 0, 0, false
	}
	a, err := strconv.Atoi(parts[1])
	b, err2 := strconv.Atoi(parts[2])
	return role, parts[0], a, b, err == nil && err2 == nil
}
