package cacao

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"entente/internal/base/errs"
)

// step reads one step, what its type needs, and which other things it names.
func (o object) step(id string) Step {
	s := Step{ID: id, Type: StepType(o.text("type")), Name: o.text("name"), Description: o.text("description"), Owner: o.text("owner"), Delay: o.span("delay"), Timeout: o.span("timeout"),
		OnCompletion: o.text("on_completion"), OnSuccess: o.text("on_success"), OnFailure: o.text("on_failure"),
		Variables: o.variables("step_variables"), InArgs: o.texts("in_args"), OutArgs: o.texts("out_args"), Agent: o.text("agent"), Targets: o.texts("targets")}
	if s.OnCompletion != "" && (s.OnSuccess != "" || s.OnFailure != "") {
		o.c.refuse(o.path, "end", errs.Say("a step goes on by on_completion, or by on_success and on_failure, not by both"))
	}
	if s.Delay+s.Timeout > 0 && !s.Type.Answered() && !s.Type.Decided() {
		o.c.warn(o.path, "time", errs.Say("nobody answers a step of type %s, so that its delay and timeout start no clock", errs.Clip(string(s.Type))))
	}
	switch s.Type {
	case Action:
		o.action(&s)
	case PlaybookAction:
		s.Playbook, s.Version = o.id("playbook_id", "playbook"), o.text("playbook_version")
	case Parallel:
		if s.Next = o.texts("next_steps"); len(s.Next) == 0 && o.m["next_steps"].Kind() != '{' {
			o.missing("next_steps")
		}
	case If, While:
		s.Condition, s.OnTrue, s.OnFalse = o.need("condition"), o.need("on_true"), o.text("on_false")
	case Switch:
		s.Switch, s.Cases = o.need("switch"), o.cases()
	}
	if len(s.Next) > maxBranches || len(s.Cases) > maxBranches {
		o.c.refuse(o.path, "limit", errs.Say("a step has more than %d branches", maxBranches))
	}
	for _, e := range s.Edges() {
		o.c.uses = append(o.c.uses, use{path: o.path, id: e.To, to: "step", step: id})
	}
	for _, name := range slices.Concat(s.InArgs, s.OutArgs) {
		o.c.uses = append(o.c.uses, use{path: o.path, id: name, to: "variable", step: id})
	}
	return s
}

func (o object) cases() (all []Case) {
	var m map[string]string
	if _, there := o.m["cases"]; !there {
		o.missing("cases")
	}
	o.read("cases", &m)
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if key != "default" {
			all = append(all, Case{key, m[key]})
		}
	}
	if to, ok := m["default"]; ok {
		all = append(all, Case{"default", to})
	}
	if m != nil && len(all) == 0 {
		o.missing("cases")
	}
	return all
}

// action reads what an action's agent is to do.
func (o object) action(s *Step) {
	o.list("commands", func(x object) {
		c := Command{Type: x.need("type"), Description: x.text("description")}
		if c.Type != "" && !slices.Contains(commandTypes, c.Type) {
			o.c.refuse(x.at("type"), "command", errs.Say("a command of type %q is not in CACAO 2.0; nobody can be told how to run it", errs.Clip(c.Type)))
		}
		for _, part := range []string{x.text("command"), x.decoded("command_b64"), x.text("content"), x.decoded("content_b64")} {
			if part != "" && c.Text != "" {
				c.Text += "\n"
			}
			c.Text += part
		}
		if c.Text = strings.ReplaceAll(c.Text, "\r\n", "\n"); c.Text == "" {
			x.missing("command")
		}
		if slices.ContainsFunc([]rune(c.Text), Hidden) {
			o.c.warn(x.at("command"), "hidden", errs.Say("the command holds characters that cannot be seen; they are shown as \\u and their number"))
		}
		s.Commands = append(s.Commands, c)
	})
	if len(s.Commands) == 0 {
		o.missing("commands")
	}
	if s.Agent == "" {
		o.missing("agent")
	} else {
		o.c.uses = append(o.c.uses, use{path: o.at("agent"), id: s.Agent, to: "agent"})
	}
	for i, t := range s.Targets {
		o.c.uses = append(o.c.uses, use{path: under(o.at("targets"), strconv.Itoa(i)), id: t, to: "target"})
	}
}

// Hidden tells a character that a reader of a command would not see, that turns
// the order in which others are seen, or that writes over them in a terminal.
func Hidden(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r))
}

// references checks that everything that is named is there.
func (c *checker) references(p Playbook) {
	for _, u := range c.uses {
		switch u.to {
		case "step":
			if p.Steps[u.id].ID == "" {
				c.refuse(u.path, "reference", errs.Say("there is no step %q, to which this leads", errs.Clip(u.id)))
			}
		case "agent":
			if _, ok := p.Agents[u.id]; !ok {
				c.refuse(u.path, "reference", errs.Say("there is no agent %q", errs.Clip(u.id)))
			}
		case "target":
			_, target := p.Targets[u.id]
			if _, agent := p.Agents[u.id]; !target && !agent {
				c.refuse(u.path, "reference", errs.Say("there is no target %q", errs.Clip(u.id)))
			}
		case "variable":
			if _, _, ok := p.Variable(u.step, u.id); !ok {
				c.refuse(u.path, "variable", errs.Say("there is no variable %q", errs.Clip(u.id)))
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Steps)) {
		s := p.Steps[id]
		for _, name := range s.OutArgs {
			if v, _, ok := p.Variable(id, name); ok && v.Constant {
				c.refuse(under("/workflow", id), "variable", errs.Say("%s is constant, and this step would change it", errs.Clip(name)))
			}
		}
		for _, name := range s.Uses() {
			if _, _, ok := p.Variable(id, name); !ok {
				c.warn(under("/workflow", id), "variable", errs.Say("its text names %s, which is no variable of the playbook", errs.Clip(name)))
			}
		}
	}
}

// Uses names the variables that stand in the step's own texts, each once.
func (s Step) Uses() (names []string) {
	texts := []string{s.Condition, s.Switch}
	for _, c := range s.Commands {
		texts = append(texts, c.Text)
	}
	for _, t := range texts {
		for _, name := range useForm.FindAllString(t, -1) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
