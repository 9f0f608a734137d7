package cli

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

type alarmLine struct {
	ID      string    `json:"id"`
	Title   string    `json:"title"`
	Text    string    `json:"text"`
	Ladder  string    `json:"ladder"`
	State   string    `json:"state"`
	Rung    int       `json:"rung"`
	Rungs   int       `json:"rungs"`
	Raised  time.Time `json:"raised"`
	AckedBy string    `json:"acked_by"`
}

func (a alarmLine) row() []string {
	return []string{a.Raised.Format(time.RFC3339), a.State, a.Title, cmp.Or(errs.Clip(a.Text), "-"), cmp.Or(a.Ladder, "-"), fmt.Sprintf("%d/%d", a.Rung, a.Rungs), cmp.Or(a.AckedBy, "-"), a.ID}
}

func (e *env) alarm(a alarmLine) error {
	return e.line("%s is %s, step %d of %d", a.ID, a.State, a.Rung, a.Rungs)
}

type notifyAlarmsCmd struct{}

func (c *notifyAlarmsCmd) Run(e *env) error {
	return fetch(e, "/api/v1/alarms", func(l struct {
		Items   []alarmLine `json:"items"`
		Figures struct {
			Raised       int   `json:"raised"`
			Acknowledged int   `json:"acknowledged"`
			Median       int64 `json:"median"`
			Ninth        int64 `json:"ninth"`
		} `json:"figures"`
	}) error {
		var rows [][]string
		for _, a := range l.Items {
			rows = append(rows, a.row())
		}
		if err := e.table([]string{"RAISED", "STATE", "KIND", "TEXT", "LADDER", "STEP", "ACKNOWLEDGED BY", "ID"}, rows, "No alarm."); err != nil {
			return err
		}
		second := func(n int64) time.Duration { return time.Duration(n) * time.Second }
		return e.line("in 90 days %d raised, %d acknowledged; half within %s, nine of ten within %s", l.Figures.Raised, l.Figures.Acknowledged, second(l.Figures.Median), second(l.Figures.Ninth))
	})
}

type notifyRaiseCmd struct {
	Text   string `arg:"" help:"What it is about; read in the console alone."`
	Ladder string `help:"Id or name of the ladder; the first by name when missing." placeholder:"LADDER"`
}

func (c *notifyRaiseCmd) Run(e *env) error {
	return send(e, "/api/v1/alarms", struct {
		Text   string `json:"text"`
		Ladder string `json:"ladder,omitempty"`
	}{c.Text, c.Ladder}, e.alarm)
}

type notifyAckCmd struct {
	ID string `arg:"" help:"Id of the alarm."`
}

func (c *notifyAckCmd) Run(e *env) error {
	return send(e, "/api/v1/alarms/"+url.PathEscape(c.ID)+"/acknowledge", nil, e.alarm)
}

type notifyCloseCmd struct {
	ID     string `arg:"" help:"Id of the alarm."`
	Reason string `arg:"" help:"Why."`
}

func (c *notifyCloseCmd) Run(e *env) error {
	return send(e, "/api/v1/alarms/"+url.PathEscape(c.ID)+"/close", map[string]string{"reason": c.Reason}, e.alarm)
}

type notifyPlans struct {
	People []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"people"`
	Rotations []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"rotations"`
	Schedules []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"schedules"`
	Ladders []struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Repeat int    `json:"repeat"`
		Steps  []struct {
			Wait    int  `json:"wait"`
			All     bool `json:"all"`
			Targets []struct {
				Kind string `json:"kind"`
				ID   string `json:"id"`
			} `json:"targets"`
		} `json:"steps"`
	} `json:"ladders"`
}

// name gives the name of a person or a plan by id, and the id without one.
func (p notifyPlans) name(id string) string {
	for _, x := range slices.Concat(p.People, p.Rotations, p.Schedules) {
		if x.ID == id {
			return x.Name
		}
	}
	return id
}

// id gives the id for the name of a person or a plan, and the name without one.
func (p notifyPlans) id(name string) string {
	for _, x := range slices.Concat(p.People, p.Rotations, p.Schedules) {
		if x.Name == name && name != "" {
			return x.ID
		}
	}
	return name
}

func (p notifyPlans) names(all []string) string {
	out := make([]string, len(all))
	for i, id := range all {
		out[i] = p.name(id)
	}
	return cmp.Or(strings.Join(out, ", "), "nobody")
}

func (e *env) plans() (p notifyPlans, err error) {
	cl, err := e.client()
	if err != nil {
		return p, err
	}
	return p, cl.get(e.ctx, "/api/v1/notify/plans", &p)
}

type notifyPlansCmd struct{}

func (c *notifyPlansCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.get(e.ctx, "/api/v1/notify/plans", &raw); err != nil {
		return err
	}
	if err := raw.Indent(jsontext.WithIndent("  ")); err != nil {
		return err
	}
	_, err = e.Out.Write(append(raw, '\n'))
	return err
}

type notifyLadderCmd struct{}

func (c *notifyLadderCmd) Run(e *env) error {
	return fetch(e, "/api/v1/notify/plans", func(p notifyPlans) error {
		var rows [][]string
		for _, l := range p.Ladders {
			for i, s := range l.Steps {
				var who []string
				for _, t := range s.Targets {
					who = append(who, t.Kind+" "+p.name(t.ID))
				}
				all := "-"
				if s.All {
					all = "all"
				}
				rows = append(rows, []string{l.Name, fmt.Sprint(i + 1), strings.Join(who, ", "), fmt.Sprintf("%d min", s.Wait), all, fmt.Sprint(l.Repeat), l.ID})
			}
		}
		return e.table([]string{"LADDER", "STEP", "TELLS", "WAITS", "MUST ACKNOWLEDGE", "REPEATED", "ID"}, rows, "There is no ladder.")
	})
}

type notifyOncallCmd struct{}

func (c *notifyOncallCmd) Run(e *env) error {
	p, err := e.plans()
	if err != nil {
		return err
	}
	return fetch(e, "/api/v1/oncall", func(l items[struct {
		ID    string    `json:"id"`
		Name  string    `json:"name"`
		Kind  string    `json:"kind"`
		Now   []string  `json:"now"`
		Until time.Time `json:"until"`
		Next  *struct {
			People []string `json:"people"`
		} `json:"next"`
	}]) error {
		var rows [][]string
		for _, d := range l.Items {
			until, next := "-", "-"
			if d.Next != nil {
				until, next = d.Until.Format(time.RFC3339), p.names(d.Next.People)
			}
			rows = append(rows, []string{d.Name, d.Kind, p.names(d.Now), until, next, d.ID})
		}
		return e.table([]string{"PLAN", "KIND", "ON CALL", "UNTIL", "NEXT", "ID"}, rows, "There is no rotation and no schedule.")
	})
}

type notifyOverrideCmd struct {
	Plan   string `arg:"" help:"Id or name of the rotation or schedule."`
	Add    string `help:"Who comes." placeholder:"USER"`
	Remove string `help:"Who goes; with --add, in whose place." placeholder:"USER"`
	From   string `help:"From when (RFC 3339)." required:"" placeholder:"TIME"`
	To     string `help:"Until when (RFC 3339)." required:"" placeholder:"TIME"`
}

func (c *notifyOverrideCmd) Run(e *env) error {
	from, err := atTime("--from", c.From)
	if err != nil {
		return err
	}
	to, err := atTime("--to", c.To)
	if err != nil {
		return err
	}
	p, err := e.plans()
	if err != nil {
		return err
	}
	return send(e, "/api/v1/oncall/overrides", struct {
		Plan   string    `json:"plan"`
		Add    string    `json:"add,omitempty"`
		Remove string    `json:"remove,omitempty"`
		From   time.Time `json:"from"`
		To     time.Time `json:"to"`
	}{p.id(c.Plan), p.id(c.Add), p.id(c.Remove), from, to}, func(o struct {
		ID string `json:"id"`
	}) error {
		return e.line("Override %s", o.ID)
	})
}
