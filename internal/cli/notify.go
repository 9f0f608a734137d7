package cli

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

type notifyCmd struct {
	Rules    notifyRulesCmd    `cmd:"" help:"How one is reached, and of what; --set FILE sets it as a whole."`
	Test     notifyTestCmd     `cmd:"" help:"Send oneself a test."`
	Log      notifyLogCmd      `cmd:"" help:"What was sent, and what became of it."`
	Channels notifyChannelsCmd `cmd:"" help:"How the channels are set up and how they fare."`
	Oncall   notifyOncallCmd   `cmd:"" help:"Who is on call now, and who is next."`
	Override notifyOverrideCmd `cmd:"" help:"Change for a time who is on call."`
	Ladder   notifyLadderCmd   `cmd:"" help:"Ladders: list them."`
	Plans    notifyPlansCmd    `cmd:"" help:"Print all rotations, schedules, ladders and triggers as JSON."`
	Arrange  notifyArrangeCmd  `cmd:"" help:"Make or change a rotation, a schedule, a ladder or a trigger from JSON."`
	Remove   notifyRemoveCmd   `cmd:"" help:"Remove a rotation, a schedule, a ladder, a trigger, or an override."`
	Alarms   notifyAlarmsCmd   `cmd:"" help:"Alarms: those that are not closed, and those of thirty days."`
	Raise    notifyRaiseCmd    `cmd:"" help:"Raise an alarm by hand."`
	Ack      notifyAckCmd      `cmd:"" help:"Acknowledge an alarm: it climbs no further."`
	Close    notifyCloseCmd    `cmd:"" help:"Close an alarm."`
}

type notifyOwn struct {
	Settings struct {
		Mail      string `json:"mail"`
		Webhook   string `json:"webhook"`
		Zone      string `json:"zone"`
		QuietFrom string `json:"quiet_from"`
		QuietTo   string `json:"quiet_to"`
		Rules     []struct {
			Kinds  string `json:"kinds"`
			By     string `json:"by"`
			Urgent bool   `json:"urgent"`
		} `json:"rules"`
	} `json:"settings"`
	Set    bool   `json:"set"`
	Secret string `json:"secret"`
}

type notifyRulesCmd struct {
	Set string `help:"JSON file with the settings as a whole, as --json prints them under settings; - is standard input." placeholder:"FILE"`
}

func (c *notifyRulesCmd) Run(e *env) error {
	print := func(o notifyOwn) error {
		if !o.Set {
			if err := e.line("Nothing was set; these are the defaults of your roles."); err != nil {
				return err
			}
		}
		if err := e.line("mail %s, webhook %s, quiet from %s to %s (%s)", cmp.Or(o.Settings.Mail, "-"), cmp.Or(o.Settings.Webhook, "-"), cmp.Or(o.Settings.QuietFrom, "-"), cmp.Or(o.Settings.QuietTo, "-"), o.Settings.Zone); err != nil {
			return err
		}
		if o.Secret != "" {
			if err := e.line("the webhook's secret, shown once: %s", o.Secret); err != nil {
				return err
			}
		}
		var rows [][]string
		for _, r := range o.Settings.Rules {
			rows = append(rows, []string{r.Kinds, r.By, strconv.FormatBool(r.Urgent)})
		}
		return e.table([]string{"KINDS", "BY", "URGENT"}, rows, "No rule: nothing reaches you.")
	}
	if c.Set == "" {
		return fetch(e, "/api/v1/notify/own", print)
	}
	body, err := e.jsonFile(c.Set)
	if err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.do(e.ctx, http.MethodPut, "/api/v1/notify/own", body, &raw); err != nil {
		return err
	}
	return show(e, raw, print)
}

const maxPlanFile = 1 << 20

// jsonFile reads a file that is sent as it is.
func (e *env) jsonFile(name string) (jsontext.Value, error) {
	b, err := e.readFile(name, maxPlanFile)
	if err != nil {
		return nil, err
	}
	v := jsontext.Value(b)
	if !v.IsValid() {
		return nil, errs.New(errs.Invalid, "%s is not JSON", name)
	}
	return v, nil
}

type notifyTestCmd struct {
	By string `help:"By which channel: mail or webhook." enum:"mail,webhook" default:"mail"`
}

func (c *notifyTestCmd) Run(e *env) error {
	return send(e, "/api/v1/notify/test", map[string]string{"by": c.By}, func(r struct {
		ID string `json:"id"`
	}) error {
		return e.line("On its way as %s; what becomes of it: entente notify log", r.ID)
	})
}

type notifyLogCmd struct {
	Everybody bool `help:"Of all people."`
	Limit     int  `help:"How many lines." default:"50"`
}

type phrased struct {
	Format string   `json:"format"`
	Args   []string `json:"args"`
}

// words says a phrase; "-" for none.
func (p *phrased) words() string {
	if p == nil {
		return "-"
	}
	return errs.Clip(errs.Phrase(*p).String())
}

func (c *notifyLogCmd) Run(e *env) error {
	path := query("/api/v1/notify/log", "limit", strconv.Itoa(c.Limit))
	if c.Everybody {
		path = query("/api/v1/notify/log", "limit", strconv.Itoa(c.Limit), "everybody", "true")
	}
	return fetch(e, path, func(l items[struct {
		ID      string    `json:"id"`
		Form    string    `json:"form"`
		Person  string    `json:"person"`
		Address string    `json:"address"`
		By      string    `json:"by"`
		Created time.Time `json:"created"`
		Tries   int64     `json:"tries"`
		State   string    `json:"state"`
		Reason  *phrased  `json:"reason"`
	}]) error {
		var rows [][]string
		for _, d := range l.Items {
			rows = append(rows, []string{d.Created.Format(time.RFC3339), d.State, d.Form, cmp.Or(d.Person, d.Address), d.By, strconv.FormatInt(d.Tries, 10), d.Reason.words(), d.ID})
		}
		return e.table([]string{"MADE", "STATE", "FORM", "TO", "BY", "TRIES", "REASON", "ID"}, rows, "Nothing was sent.")
	})
}

type notifyChannelsCmd struct{}

func (c *notifyChannelsCmd) Run(e *env) error {
	return fetch(e, "/api/v1/notify/channels", func(s struct {
		Server      string `json:"server"`
		TLS         string `json:"tls"`
		From        string `json:"from"`
		Fingerprint string `json:"fingerprint"`
		Channels    []struct {
			By      string    `json:"by"`
			Carried bool      `json:"carried"`
			Waiting int64     `json:"waiting"`
			Sent    time.Time `json:"sent"`
			Reason  *phrased  `json:"reason"`
		} `json:"channels"`
	}) error {
		if s.Server != "" {
			if err := e.line("mail by %s (%s) from %s, signed under OpenPGP key %s", s.Server, s.TLS, s.From, s.Fingerprint); err != nil {
				return err
			}
		}
		var rows [][]string
		for _, c := range s.Channels {
			last := "-"
			if !c.Sent.IsZero() {
				last = c.Sent.Format(time.RFC3339)
			}
			rows = append(rows, []string{c.By, strconv.FormatBool(c.Carried), strconv.FormatInt(c.Waiting, 10), last, c.Reason.words()})
		}
		return e.table([]string{"CHANNEL", "SET UP", "WAITING", "LAST SENT", "LAST FAILURE"}, rows, "There is no channel.")
	})
}

type notifyRemoveCmd struct {
	ID       string `arg:"" help:"Id of what is removed."`
	Override bool   `help:"It is an override."`
}

func (c *notifyRemoveCmd) Run(e *env) error {
	path := "/api/v1/notify/plans/"
	if c.Override {
		path = "/api/v1/oncall/overrides/"
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	if err := cl.do(e.ctx, http.MethodDelete, path+url.PathEscape(c.ID), nil, nil); err != nil {
		return err
	}
	return e.line("Removed.")
}

type notifyArrangeCmd struct {
	Kind string `arg:"" help:"rotation, schedule, ladder or trigger." enum:"rotation,schedule,ladder,trigger"`
	File string `arg:"" help:"JSON file; with an id it changes that plan. - is standard input."`
}

func (c *notifyArrangeCmd) Run(e *env) error {
	body, err := e.jsonFile(c.File)
	if err != nil {
		return err
	}
	var known struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(body, &known); err != nil {
		return errs.New(errs.Invalid, "%s is not the JSON of a %s", c.File, c.Kind)
	}
	method, path := http.MethodPost, "/api/v1/notify/"+c.Kind+"s"
	if known.ID != "" {
		method, path = http.MethodPut, path+"/"+url.PathEscape(known.ID)
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.do(e.ctx, method, path, body, &raw); err != nil {
		return err
	}
	return show(e, raw, func(p struct {
		ID string `json:"id"`
	}) error {
		return e.line("%s %s", strings.ToUpper(c.Kind[:1])+c.Kind[1:], p.ID)
	})
}
