package cacao

import (
	"maps"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"entente/internal/base/errs"
)

var (
	idForm  = regexp.MustCompile(`^([a-z][a-z0-9-]*)--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	useForm = regexp.MustCompile(`__[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*__`)
)

// prefix gives the type that an id names; "" for what is no id.
func prefix(id string) string {
	if m := idForm.FindStringSubmatch(id); m != nil {
		return m[1]
	}
	return ""
}

// id reads an id that must be of a type.
func (o object) id(name, of string) string {
	s := o.need(name)
	if s != "" && prefix(s) != of {
		o.c.refuse(o.at(name), "id", errs.Say("%q is no id of the form %s--UUID", errs.Clip(s), of))
	}
	return s
}

func (c *checker) playbook(o object) Playbook {
	if s := o.need("type"); s != "" && s != "playbook" {
		c.refuse(o.at("type"), "type", errs.Say("this is a %q, not a playbook", errs.Clip(s)))
	}
	if s := o.need("spec_version"); s != "" && s != "cacao-2.0" {
		c.refuse(o.at("spec_version"), "type", errs.Say("this is %q; only cacao-2.0 is read here", errs.Clip(s)))
	}
	p := Playbook{ID: o.id("id", "playbook"), Name: o.need("name"), Description: o.text("description"), CreatedBy: o.id("created_by", "identity"),
		ValidFrom: o.moment("valid_from"), ValidUntil: o.moment("valid_until"), Revoked: o.flag("revoked"), Types: o.texts("playbook_types"), Labels: o.texts("labels"),
		Start: o.need("workflow_start"), Exception: o.text("workflow_exception"), Steps: map[string]Step{}}
	for name, most := range map[string]int{"name": maxName, "description": maxDescription} {
		if len(o.m[name]) > most {
			c.refuse(o.at(name), "limit", errs.Say("%s is longer than %d bytes", name, most))
		}
	}
	o.need("created")
	o.need("modified")
	p.Created, p.Modified = o.moment("created"), o.moment("modified")
	if p.Modified.Before(p.Created) && !p.Modified.IsZero() {
		c.refuse(o.at("modified"), "time", errs.Say("it was modified before it was created"))
	}
	if !p.ValidUntil.IsZero() && !p.ValidUntil.After(p.ValidFrom) {
		c.refuse(o.at("valid_until"), "time", errs.Say("its validity ends before it begins"))
	}
	for _, name := range []string{"priority", "severity", "impact"} {
		var n int64
		if o.read(name, &n) && (n < 0 || n > 100) {
			c.refuse(o.at(name), "form", errs.Say("%s is a number from 0 to 100", name))
		}
	}
	p.Variables = o.variables("playbook_variables")
	p.Agents, p.Targets = o.agents("agent_definitions"), o.agents("target_definitions")
	p.Marking = o.marking()
	o.each("authentication_info_definitions", func(_ string, x object) {
		for _, name := range secretNames {
			if x.m[name].Kind() == '"' && len(x.m[name]) > len(`""`) && !useForm.Match(x.m[name]) {
				c.warn(x.at(name), "secret", errs.Say("a %s stands here in clear; whoever reads the file has it", name))
			}
		}
	})
	if len(o.m["signatures"]) > len("[]") {
		c.warn(o.at("signatures"), "signature", errs.Say("it bears signatures, which this node does not verify"))
	}
	if p.Revoked {
		c.warn(o.at("revoked"), "validity", errs.Say("its author has revoked it; no run can be started"))
	}
	o.steps(&p)
	return p
}

func (o object) steps(p *Playbook) {
	if _, there := o.m["workflow"]; !there {
		o.missing("workflow")
	}
	o.each("workflow", func(id string, x object) {
		if t := x.need("type"); t != "" && !knownStep(t) {
			o.c.refuse(x.at("type"), "type", errs.Say("a step of type %q is not in CACAO 2.0; it cannot be followed", errs.Clip(t)))
		} else if t != "" && prefix(id) != t {
			o.c.refuse(x.path, "id", errs.Say("%q is no id of the form %s--UUID", errs.Clip(id), t))
		}
		p.Steps[id] = x.step(id)
	})
	if p.Start != "" {
		o.c.uses = append(o.c.uses, use{path: o.at("workflow_start"), id: p.Start, to: "step"})
	}
	if p.Exception != "" && p.Steps[p.Exception].ID == "" {
		o.c.warn(o.at("workflow_exception"), "reference", errs.Say("there is no step %q: a failure that no step takes up ends the run as failed", errs.Clip(p.Exception)))
		p.Exception = ""
	}
	if s := p.Steps[p.Start]; s.ID != "" && s.Type != Start {
		o.c.warn(o.at("workflow_start"), "type", errs.Say("the workflow begins with a step of type %s, not with a start step", string(s.Type)))
	}
}

// agents reads definitions of agents or targets.
func (o object) agents(name string) map[string]Agent {
	all := map[string]Agent{}
	o.each(name, func(id string, x object) {
		a := Agent{Type: x.need("type"), Name: x.need("name"), Description: x.text("description")}
		switch at := prefix(id); {
		case at == "":
			o.c.refuse(x.path, "id", errs.Say("%q is no id of the form %s--UUID", errs.Clip(id), "type"))
		case at != a.Type && slices.Contains(agentTypes, at):
			o.c.refuse(x.at("type"), "id", errs.Say("its id says %s and its type says %q", at, errs.Clip(a.Type)))
		case !slices.Contains(agentTypes, a.Type):
			o.c.warn(x.at("type"), "type", errs.Say("%q is no type of agent or target in CACAO 2.0; it is shown by its name", errs.Clip(a.Type)))
		}
		a.Contact, a.Address = x.contact(), x.addresses()
		all[id] = a
	})
	return all
}

func (o object) contact() (all []string) {
	c, ok := o.c.object(o.at("contact"), o.m["contact"])
	if !ok {
		if o.m["contact"] != nil {
			o.c.refuse(o.at("contact"), "form", errs.Say("%s does not have the form that CACAO 2.0 gives it", "contact"))
		}
		return nil
	}
	for _, kind := range []string{"email", "phone"} {
		var m map[string]string
		c.read(kind, &m)
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if a, err := mail.ParseAddress(m[k]); kind == "email" && (err != nil || a.Name != "" || a.Address != m[k] || !strings.Contains(m[k], "@")) {
				o.c.refuse(under(c.at(kind), k), "email", errs.Say("%q is no e-mail address", errs.Clip(m[k])))
				continue
			}
			all = append(all, m[k])
		}
	}
	return all
}

func (o object) addresses() (all []string) {
	if o.m["address"].Kind() != '{' {
		return nil // a location's is one text, and is not needed
	}
	var m map[string][]string
	o.read("address", &m)
	for _, k := range slices.Sorted(maps.Keys(m)) {
		all = append(all, m[k]...)
	}
	return all
}
