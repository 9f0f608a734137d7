package cacao

import (
	"slices"
	"strings"

	"entente/internal/base/errs"
)

// Finding is one thing that the check found.
type Finding struct {
	Refuses bool        `json:"refuses"` // the playbook cannot be followed; else it is a warning
	Path    string      `json:"path"`    // JSON Pointer (RFC 6901) into the playbook
	Rule    string      `json:"rule"`    // one word: form, required, id, reference, type, command, variable, time, email, end, loop, join, limit, marking, secret, signature, validity, hidden, unused
	Text    string      `json:"text"`
	Phrase  errs.Phrase `json:"phrase"` // the text, to be said in another language
}

// Refused tells whether a finding refuses the playbook.
func Refused(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Refuses })
}

// checker gathers findings. It stops gathering at maxFindings, never refusing.
type checker struct {
	found   []Finding
	refused bool
	uses    []use
	seen    map[string]bool
}

// use is a reference that must lead somewhere once everything is read.
type use struct {
	path, id string
	to       string // "step", "agent", "target", "variable"
	step     string // whose
}

func (c *checker) refuse(path, rule string, say errs.Phrase) {
	c.refused = true
	c.add(Finding{Refuses: true, Path: path, Rule: rule, Text: say.String(), Phrase: say})
}

func (c *checker) warn(path, rule string, say errs.Phrase) {
	c.add(Finding{Path: path, Rule: rule, Text: say.String(), Phrase: say})
}

func (c *checker) add(f Finding) {
	if len(f.Path) > errs.MaxEcho {
		f.Path = errs.Clip(f.Path)
	}
	key := f.Path + "\x00" + f.Rule + "\x00" + f.Text
	if c.seen[key] {
		return
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[key] = true
	if len(c.found) < maxFindings {
		c.found = append(c.found, f)
		return
	}
	if i := slices.IndexFunc(c.found, func(o Finding) bool { return !o.Refuses }); f.Refuses && i >= 0 {
		c.found[i] = f // what refuses is never lost behind warnings
	}
}

func (c *checker) sound() bool { return !c.refused }

// under gives the path of a member.
func under(path, name string) string {
	return path + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
