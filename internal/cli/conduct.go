package cli

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/conduct"
)

type exerciseClockCmd struct {
	Show      clockShowCmd  `cmd:"" default:"1" help:"The exercise's clock, and what is of the real world."`
	Start     clockActCmd   `cmd:"" help:"STARTEX: freeze the released list and start the clock at every node."`
	Pause     clockActCmd   `cmd:"" help:"PAUSEX: stop the clock at every node."`
	Resume    clockActCmd   `cmd:"" help:"Let the clock go on."`
	Jump      clockJumpCmd  `cmd:"" help:"Let the clock jump forward to an exercise time."`
	Speed     clockSpeedCmd `cmd:"" help:"Change how fast the clock runs."`
	End       clockActCmd   `cmd:"" help:"ENDEX: end the exercise for good."`
	RealWorld realWorldCmd  `cmd:"" name:"real-world" help:"NO PLAY: tell everybody of something of the real world."`
	Over      realOverCmd   `cmd:"" help:"Say that it is over."`
}

// exTime writes an exercise time.
func exTime(ms int64) string {
	s := ms / 1000
	return fmt.Sprintf("T+%d:%02d:%02d", s/3600, s/60%60, s%60)
}

func exTimeOr(ms *int64) string {
	if ms == nil {
		return "-"
	}
	return exTime(*ms)
}

// readExTime reads 90m, 1h30m or 1:30:00 as milliseconds since STARTEX.
func readExTime(s string) (int64, error) {
	s = strings.TrimPrefix(s, "T+")
	if d, err := time.ParseDuration(s); err == nil {
		return d.Milliseconds(), nil
	}
	parts := strings.Split(s, ":")
	var total int64
	for _, p := range parts {
		n, err := strconv.ParseInt(p, 10, 64)
		if err != nil || n < 0 || len(parts) != 3 {
			return 0, errs.New(errs.Invalid, "%q is no exercise time; write 1h30m or 1:30:00", errs.Clip(s))
		}
		total = total*60 + n
	}
	return total * 1000, nil
}

func (e *env) clock(v conduct.ClockView) error {
	if err := e.line("%s at %s, %g times as fast as real time; %s conducts", exTime(v.Time), v.Phase, float64(v.Rate)/1000, v.Director); err != nil {
		return err
	}
	for _, s := range v.Stops {
		if err := e.line("NO PLAY / REAL WORLD, %s by %s of %s: %s (%s)", when(s.At), errs.Clip(s.By), s.Party, errs.Clip(s.Text), s.ID); err != nil {
			return err
		}
	}
	return nil
}

type clockShowCmd struct{}

func (c *clockShowCmd) Run(e *env) error { return fetch(e, "/api/v1/exercise/clock", e.clock) }

type clockActCmd struct{}

func (c *clockActCmd) Run(e *env) error {
	return send(e, "/api/v1/exercise/clock/"+e.verb, struct{}{}, e.clock)
}

type clockJumpCmd struct {
	To string `arg:"" help:"Exercise time: 1h30m or 1:30:00."`
}

func (c *clockJumpCmd) Run(e *env) error {
	to, err := readExTime(c.To)
	if err != nil {
		return err
	}
	return send(e, "/api/v1/exercise/clock/jump", map[string]int64{"to_ms": to}, e.clock)
}

type clockSpeedCmd struct {
	Times float64 `arg:"" help:"How many times as fast as real time: 0.1 to 60."`
}

func (c *clockSpeedCmd) Run(e *env) error {
	return send(e, "/api/v1/exercise/clock/speed", map[string]int64{"rate": int64(c.Times*1000 + 0.5)}, e.clock)
}

type realWorldCmd struct {
	Text string `arg:"" help:"What everybody must know."`
}

func (c *realWorldCmd) Run(e *env) error {
	return send(e, "/api/v1/exercise/real-world", map[string]string{"text": c.Text}, e.clock)
}

type realOverCmd struct {
	ID string `arg:"" help:"Id of the message."`
}

func (c *realOverCmd) Run(e *env) error {
	return send(e, "/api/v1/exercise/real-world/"+url.PathEscape(c.ID)+"/over", nil, e.clock)
}

type exerciseControlCmd struct {
	List      controlListCmd  `cmd:"" default:"withargs" help:"The list as it is played, in the order of its times."`
	Show      controlShowCmd  `cmd:"" help:"One inject with all that became of it."`
	Fire      controlActCmd   `cmd:"" help:"Send an inject now, or record that it was played."`
	Hold      controlWhyCmd   `cmd:"" help:"Keep an inject back."`
	Free      controlActCmd   `cmd:"" help:"Let go what was held or skipped."`
	Skip      controlWhyCmd   `cmd:"" help:"Leave an inject out for the time being."`
	Cancel    controlWhyCmd   `cmd:"" help:"Take an inject out for good."`
	Resend    controlActCmd   `cmd:"" help:"Send an inject again."`
	Improvise controlMailCmd  `cmd:"" help:"Send a mail that is not on the list."`
	Reply     controlReplyCmd `cmd:"" help:"Write to a team in a role."`
	Teams     controlTeamsCmd `cmd:"" help:"How every team stands."`
	Log       controlLogCmd   `cmd:"" help:"What players did in the realm, the latest first."`
}

func injectPath(id string, rest ...string) string {
	return "/api/v1/exercise/injects/" + strings.Join(append([]string{url.PathEscape(id)}, rest...), "/")
}

type controlListCmd struct {
	State string `help:"Only those of this state." placeholder:"STATE"`
	Team  string `help:"Only those for this team." placeholder:"TEAM"`
	Words string `help:"Only those with these words in number or title."`
	Limit int    `help:"How many." default:"100"`
}

func (c *controlListCmd) Run(e *env) error {
	q := url.Values{"limit": {strconv.Itoa(c.Limit)}}
	for name, v := range map[string]string{"state": c.State, "team": c.Team, "words": c.Words} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return fetch(e, "/api/v1/exercise/injects?"+q.Encode(), func(l items[conduct.InjectView]) error {
		var rows [][]string
		for _, in := range l.Items {
			rows = append(rows, []string{exTimeOr(in.At), in.Number, errs.Clip(in.Title), string(in.Channel), tally(in.Cells), in.ID})
		}
		return e.table([]string{"AT", "NO", "TITLE", "CHANNEL", "STATES", "ID"}, rows, "Nothing of this is on the list that is played.")
	})
}

// tally counts the states of an inject's teams.
func tally(cells []conduct.CellView) string {
	n := map[conduct.State]int{}
	for _, c := range cells {
		n[c.State]++
	}
	var out []string
	for _, s := range conduct.States() {
		if n[s] > 0 {
			out = append(out, fmt.Sprintf("%d %s", n[s], s))
		}
	}
	return strings.Join(out, ", ")
}

func (e *env) inject(in conduct.InjectView) error {
	if err := e.line("%s %s (%s, from %s)", in.Number, errs.Clip(in.Title), in.Channel, errs.Clip(in.From)); err != nil {
		return err
	}
	var rows [][]string
	for _, c := range in.Cells {
		rows = append(rows, []string{c.Team, string(c.State), exTimeOr(c.Due), exTimeOr(c.Sent), exTimeOr(c.Seen), exTimeOr(c.Answered), yes(c.Late), errs.Clip(c.Why)})
	}
	if err := e.table([]string{"TEAM", "STATE", "DUE", "SENT", "SEEN", "ANSWERED", "LATE", "WHY"}, rows, "It is for no team."); err != nil {
		return err
	}
	for _, m := range in.Messages {
		if err := e.line("%s %s, %s: %s", m.Team, errs.Clip(m.Name), when(m.At), errs.Clip(m.Text)); err != nil {
			return err
		}
	}
	return nil
}

type controlShowCmd struct {
	ID string `arg:"" help:"Id of the inject."`
}

func (c *controlShowCmd) Run(e *env) error { return fetch(e, injectPath(c.ID), e.inject) }

type controlActCmd struct {
	ID   string   `arg:"" help:"Id of the inject."`
	Team []string `help:"Teams; none is all for which it can be done." sep:"," placeholder:"TEAM"`
	Note string   `help:"Of fire: how a telephone call went."`
}

func (c *controlActCmd) Run(e *env) error {
	body := map[string]any{"teams": c.Team}
	if e.verb == "fire" && c.Note != "" {
		body["note"] = c.Note
	}
	return send(e, injectPath(c.ID, e.verb), body, e.inject)
}

type controlWhyCmd struct {
	ID     string   `arg:"" help:"Id of the inject."`
	Reason string   `arg:"" help:"Why."`
	Team   []string `help:"Teams; none is all for which it can be done." sep:"," placeholder:"TEAM"`
}

func (c *controlWhyCmd) Run(e *env) error {
	return send(e, injectPath(c.ID, e.verb), map[string]any{"teams": c.Team, "reason": c.Reason}, e.inject)
}

type controlMailCmd struct {
	Title   string        `arg:"" help:"For controllers; players do not see it."`
	From    string        `arg:"" help:"The role that writes, such as a ministry."`
	Subject string        `arg:"" help:"Of the mail."`
	Text    string        `arg:"" help:"Of the mail."`
	Team    []string      `help:"Teams; none is all." sep:"," placeholder:"TEAM"`
	Within  time.Duration `help:"Until when an answer is in time, such as 30m."`
}

func (c *controlMailCmd) Run(e *env) error {
	body := map[string]any{"title": c.Title, "channel": "email", "from": c.From, "to": c.Team, "payload": map[string]string{"subject": c.Subject, "text": c.Text}, "within_seconds": int64(c.Within / time.Second)}
	return send(e, "/api/v1/exercise/injects", body, e.inject)
}

type controlReplyCmd struct {
	ID   string `arg:"" help:"Id of the inject."`
	Team string `arg:"" help:"Id of the team."`
	From string `arg:"" help:"The role, such as a ministry."`
	Text string `arg:"" help:"What it writes."`
}

func (c *controlReplyCmd) Run(e *env) error {
	return send(e, injectPath(c.ID, "reply"), map[string]string{"team": c.Team, "from": c.From, "text": c.Text}, e.inject)
}

type controlTeamsCmd struct{}

func (c *controlTeamsCmd) Run(e *env) error {
	return fetch(e, "/api/v1/exercise/teams", func(l items[conduct.TeamView]) error {
		var rows [][]string
		for _, t := range l.Items {
			last := "-"
			if t.Last != nil {
				last = when(*t.Last)
			}
			var counts []string
			for _, s := range conduct.States() {
				if n := t.Counts[string(s)]; n > 0 {
					counts = append(counts, fmt.Sprintf("%d %s", n, s))
				}
			}
			rows = append(rows, []string{t.ID, string(t.Party), errs.Clip(t.Name), strings.Join(counts, ", "), last})
		}
		return e.table([]string{"TEAM", "PARTY", "NAME", "INJECTS", "LAST ACT"}, rows, "No team plays yet; the exercise has not started.")
	})
}

type controlLogCmd struct {
	Team string `help:"Only of this team." placeholder:"TEAM"`
}

func (c *controlLogCmd) Run(e *env) error {
	return fetch(e, "/api/v1/exercise/observed?team="+url.QueryEscape(c.Team), func(l items[conduct.ObservedView]) error {
		var rows [][]string
		for _, o := range l.Items {
			rows = append(rows, []string{exTime(o.Time), string(o.Party), o.Team, o.Kind, errs.Clip(o.About)})
		}
		return e.table([]string{"AT", "PARTY", "TEAM", "DID", "ABOUT"}, rows, "Nobody has done anything yet.")
	})
}

type exerciseInboxCmd struct {
	List   inboxListCmd   `cmd:"" default:"1" help:"What the own team has received, the latest first."`
	Show   inboxShowCmd   `cmd:"" help:"Open one of it; the team has seen it then."`
	Answer inboxAnswerCmd `cmd:"" help:"Answer it."`
}

type inboxListCmd struct{}

func (c *inboxListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/exercise/inbox", func(l items[conduct.ItemView]) error {
		if err := e.line(ids.ExerciseMark); err != nil {
			return err
		}
		var rows [][]string
		for _, m := range l.Items {
			rows = append(rows, []string{exTime(m.Time), string(m.Channel), errs.Clip(m.From), errs.Clip(m.Subject), exTimeOr(m.Late), yes(m.Seen), yes(m.Answered), m.Inject})
		}
		return e.table([]string{"AT", "BY", "FROM", "SUBJECT", "ANSWER UNTIL", "SEEN", "ANSWERED", "ID"}, rows, "Your team has received nothing yet.")
	})
}

func inboxPath(id string, rest ...string) string {
	return "/api/v1/exercise/inbox/" + strings.Join(append([]string{url.PathEscape(id)}, rest...), "/")
}

func (e *env) item(m conduct.ItemView) error {
	p, _ := m.Payload.(map[string]any) // what has no payload has no text
	text, _ := p["text"].(string)
	if err := e.line("%s\n%s from %s at %s: %s\n\n%s", ids.ExerciseMark, m.Channel, errs.Clip(m.From), exTime(m.Time), errs.Clip(m.Subject), text); err != nil {
		return err
	}
	for _, x := range m.Messages {
		if err := e.line("\n%s, %s:\n%s", errs.Clip(x.Name), when(x.At), x.Text); err != nil {
			return err
		}
	}
	return e.line(ids.ExerciseMark)
}

type inboxShowCmd struct {
	ID string `arg:"" help:"Id of the inject."`
}

func (c *inboxShowCmd) Run(e *env) error { return send(e, inboxPath(c.ID, "seen"), nil, e.item) }

type inboxAnswerCmd struct {
	ID   string `arg:"" help:"Id of the inject."`
	Text string `arg:"" help:"The answer."`
}

func (c *inboxAnswerCmd) Run(e *env) error {
	return send(e, inboxPath(c.ID, "answer"), map[string]string{"text": c.Text}, e.item)
}
