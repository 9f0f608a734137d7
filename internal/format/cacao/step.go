package cacao

import (
	"maps"
	"slices"
	"strconv"
	"unicode"

	"entente/internal/base/errs"
)

// step reads one step, what its type needs, and which other things it names.
func (x object) step(id string) Step {
	s := Step{ID: id, Type: StepType(x.text("type")), Name: x.text("name"), Description: x.text("description"), Owner: x.text("owner"), Delay: x.span("delay"), Timeout: x.span("timeout"),
		OnCompletion: x.text("on_completion"), OnSuccess: x.text("on_success"), OnFailure: x.text("on_failure"),
		Variables: x.variables("step_variables"), InArgs: x.texts("in_args"), OutArgs: x.texts("out_args"), Agent: x.text("agent"), Targets: x.texts("targets")}
	if s.OnCompletion != "" && (s.OnSuccess != "" || s.OnFailure != "") {
		x.c.refuse(x.path, "end", errs.Say("a step goes on by on_completion, or by on_success and on_failure, not by both"))
	}
	if s.Delay+s.Timeout > 0 && !s.Type.Answered() && !s.Type.Decided() {
		x.c.warn(x.path, "time", errs.Say("nobody answers a step of type %s, so that its delay and timeout start no clock", errs.Clip(string(s.Type))))
	}
	switch s.Type {
	case Action:
		x.action(&s)
	case PlaybookAction:
		s.Playbook, s.Version = x.id("playbook_id", "playbook"), x.text("playbook_version")
	case Parallel:
		if s.Next = x.texts("next_steps"); len(s.Next) == 0 && x.m["next_steps"].Kind() != '{' {
			x.missing("next_steps")
		}
	case If, While:
		s.Condition, s.OnTrue, s.OnFalse = x.need("condition"), x.need("on_true"), x.text("on_false")
	case Switch:
		s.Switch, s.Cases = x.need("switch"), x.cases()
	}
	if len(s.Next) > maxBranches || len(s.Cases) > maxBranches {
		x.c.refuse(x.path, "limit", errs.Say("a step has more than %d branches", maxBranches))
	}
	for _, e := range s.Edges() {
		x.c.uses = append(x.c.uses, use{path: x.path, id: e.To, to: "step", step: id})
	}
	for _, name := range slices.Concat(s.InArgs, s.OutArgs) {
		x.c.uses = append(x.c.uses, use{path: x.path, id: name, to: "variable", step: id})
	}
	return s
}

func (x object) cases() (all []Case) {
	var m map[string]string
	if _, there := x.m["cases"]; !there {
		x.missing("cases")
	}
	x.read("cases", &m)
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if key != "default" {
			all = append(all, Case{key, m[key]})
		}
	}
	if to, ok := m["default"]; ok {
		all = append(all, Case{"default", to})
	}
	if m != nil && len(all) == 0 {
		x.missing("cases")
	}
	return all
}

// action reads what an action's agent is to do.
func (x object) action(s *Step) {
	x.list("commands", func(o object) {
		c := Command{Type: o.need("type"), Description: o.text("description")}
		if c.Type != "" && !slices.Contains(commandTypes, c.Type) {
			x.c.refuse(o.at("type"), "command", errs.Say("a command of type %q is not in CACAO 2.0; nobody can be told how to run it", errs.Clip(c.Type)))
		}
		for _, part := range []string{o.text("command"), o.decoded("command_b64"), o.text("content"), o.decoded("content_b64")} {
			if part != "" && c.Text != "" {
				c.Text += "\n"
			}
			c.Text += part
		}
		if c.Text == "" {
			o.missing("command")
		}
		if slices.ContainsFunc([]rune(c.Text), Hidden) {
			x.c.warn(o.at("command"), "hidden", errs.Say("the command holds characters that cannot be seen; they are shown as \\u and their number"))
		}
		s.Commands = append(s.Commands, c)
	})
	if len(s.Commands) == 0 && len(x.m["commands"]) <= len("[]") {
		x.missing("commands")
	}
	if s.Agent == "" {
		x.missing("agent")
	} else {
		x.c.uses = append(x.c.uses, use{path: x.at("agent"), id: s.Agent, to: "agent"})
	}
	for i, t := range s.Targets {
		x.c.uses = append(x.c.uses, use{path: under(x.at("targets"), strconv.Itoa(i)), id: t, to: "target"})
	}
}

// Hidden tells a character that a reader of a command would not see, or that
// turns the order in which others are seen.
func Hidden(r rune) bool {
	return r != '\n' && r != '\t' && r != '\r' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r))
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
