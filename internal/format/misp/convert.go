package misp

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/format/stix"
)

// Problem is why something of an event did not become an object.
type Problem struct {
	Path   string // such as "Attribute[3]"
	UUID   string
	Reason string
}

// Result is an event as STIX objects, the report that names them all last.
type Result struct {
	Objects    []*stix.Object
	Marking    marking.Set // of the event as a whole
	Problems   []Problem
	Attributes int // in the event, those within objects included
}

// space is the namespace of identifiers that follow from MISP's.
var space = uuid.MustParse("b1f7a2b4-3a0a-4d92-9c1b-7f2f7a1c5e60")

// Convert turns an event into objects. The error is errs.Invalid for an event
// that cannot be identified or dated at all; everything smaller is a Problem.
func Convert(ev Event) (Result, error) {
	id, err := uuidOf(ev.UUID)
	if err != nil {
		return Result{}, errs.New(errs.Invalid, "the event has no valid UUID, and its local number identifies nothing")
	}
	c := &converter{ev: ev, id: id, stix: map[string]string{}, at: ev.Timestamp.moment()}
	if c.at.IsZero() {
		if c.at, err = time.Parse(time.DateOnly, string(ev.Date)); err != nil {
			return Result{}, errs.New(errs.Invalid, "event %s has neither a timestamp nor a date", id)
		}
	}
	c.set = c.restrict(tagMarking(ev.Tags), ev.Distribution, ev.SharingGroupID, ev.SharingGroup)
	c.res.Marking = c.set
	c.convert()
	return c.res, nil
}

func uuidOf(s string) (string, error) {
	u, err := uuid.Parse(s)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// converter works one event.
type converter struct {
	ev      Event
	id      string
	at      time.Time
	set     marking.Set
	creator string
	stix    map[string]string // MISP UUID → id of the STIX object
	refs    []string          // all objects, for the report
	res     Result
}

func tagMarking(tags []tag) (set marking.Set) {
	for _, t := range tags {
		if s, ok := marking.ByTag(string(t.Name)); ok {
			set = set.Join(s)
		}
	}
	return set
}

// restrict adds what the distribution says to a marking.
func (c *converter) restrict(set marking.Set, distribution, groupID text, g group) marking.Set {
	switch {
	case distribution == "4" || (groupID != "" && groupID != "0"):
		// Who is in the group is not known here, so nobody is.
		name := g.UUID
		if _, err := uuidOf(name); err != nil {
			name = ids.Named(space, "sharing-group/"+c.id+"/"+string(groupID))
		}
		set = set.Join(marking.Set{Unknown: []string{"marking-definition--" + strings.ToLower(name)}})
	case distribution == "0" && set.TLP != marking.None:
		set = set.Join(marking.Set{TLP: marking.Red})
	}
	return set
}

func (c *converter) problem(path, id, reason string) {
	c.res.Problems = append(c.res.Problems, Problem{Path: path, UUID: errs.Clip(id), Reason: reason})
}

// named gives the STIX id for something of this event that has no UUID of its own.
func (c *converter) named(typ, name string) string {
	return typ + "--" + ids.Named(space, c.id+"/"+name)
}

const stampForm = "2006-01-02T15:04:05.000Z"

func stamp(t time.Time) string { return t.UTC().Format(stampForm) }

// refsOf lists the marking definitions that a set stands for.
func refsOf(set marking.Set) []string {
	var refs []string
	if r := marking.TLPRef(set.TLP); r != "" {
		refs = append(refs, r)
	}
	if r := marking.PAPRef(set.PAP); r != "" {
		refs = append(refs, r)
	}
	for _, u := range set.Unknown {
		if !strings.HasPrefix(u, "marking-definition--") {
			// A tag that claims to be a marking and is none: kept as a reference
			// that nothing resolves.
			u = "marking-definition--" + ids.Named(space, "tag/"+u)
		}
		refs = append(refs, u)
	}
	return refs
}

// put makes and checks an object; a fault becomes a Problem.
func (c *converter) put(path, mispID string, set marking.Set, at time.Time, p map[string]any) bool {
	p["spec_version"] = "2.1"
	if p["created"] == nil {
		p["created"] = stamp(at)
	}
	p["modified"] = stamp(at)
	if c.creator != "" && p["type"] != "identity" {
		p["created_by_ref"] = c.creator
	}
	if refs := refsOf(set); len(refs) > 0 {
		p["object_marking_refs"] = refs
	}
	o, err := stix.Make(p)
	if err != nil {
		_, text := errs.Public(err)
		c.problem(path, mispID, text)
		return false
	}
	c.res.Objects = append(c.res.Objects, o)
	if o.Type != "identity" {
		c.refs = append(c.refs, o.ID)
	}
	if mispID != "" {
		c.stix[strings.ToLower(mispID)] = o.ID
	}
	return true
}

func (c *converter) convert() {
	c.organisation()
	for i, a := range c.ev.Attributes {
		c.attribute(index("Attribute", i), a, c.set, nil)
	}
	for i, o := range c.ev.Objects {
		c.object(index("Object", i), o)
	}
	for i, g := range c.ev.Galaxies {
		c.galaxy(index("Galaxy", i), g, c.set, "")
	}
	for i, o := range c.ev.Objects {
		for j, r := range o.References {
			c.reference(index("Object", i)+"."+index("ObjectReference", j), o, r)
		}
	}
	for i, a := range c.ev.Shadows {
		c.problem(index("ShadowAttribute", i), a.UUID, "a proposal is not part of the event until its owner accepts it")
	}
	c.report()
}

// organisation makes the identity of the creating organisation. It is one per
// organisation and marking, with a date of its own, so that events share it.
func (c *converter) organisation() {
	o := c.ev.Orgc
	if o.Name == "" {
		o = c.ev.Org
	}
	if o.Name == "" {
		return
	}
	key := strings.ToLower(o.UUID)
	if key == "" {
		key = string(o.Name)
	}
	id := "identity--" + ids.Named(space, "org/"+key+"/"+strings.Join(refsOf(c.set), " "))
	p := map[string]any{"type": "identity", "id": id, "name": string(o.Name), "identity_class": "organization"}
	if _, err := uuidOf(o.UUID); err == nil {
		p["x_misp_uuid"] = strings.ToLower(o.UUID)
	}
	if c.put("Orgc", "", c.set, time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC), p) {
		c.creator = id
	}
}

// report makes the object that stands for the event: a report once it was
// published, a grouping before.
func (c *converter) report() {
	for i, r := range c.ev.Reports {
		path := index("EventReport", i)
		id, err := uuidOf(r.UUID)
		if err != nil || r.Deleted.yes() {
			c.problem(path, r.UUID, "it was deleted at its source, or has no UUID")
			continue
		}
		at := r.Timestamp.moment()
		if at.IsZero() {
			at = c.at
		}
		target := append([]string{}, c.refs...)
		if len(target) == 0 && c.creator != "" {
			target = []string{c.creator}
		}
		c.put(path, id, c.set, at, map[string]any{"type": "note", "id": "note--" + id, "abstract": nonEmpty(string(r.Name), "Report"), "content": nonEmpty(string(r.Content), "(empty)"), "object_refs": target})
	}
	refs := c.refs
	if len(refs) == 0 && c.creator != "" {
		refs = []string{c.creator}
	}
	p := map[string]any{"name": nonEmpty(string(c.ev.Info), "Event "+c.id), "object_refs": refs}
	if labels := labelsOf(c.ev.Tags); len(labels) > 0 {
		p["labels"] = labels
	}
	for name, v := range map[string]text{"x_misp_threat_level": c.ev.ThreatLevel, "x_misp_analysis": c.ev.Analysis, "x_misp_distribution": c.ev.Distribution, "x_misp_extends": c.ev.ExtendsUUID} {
		if v != "" {
			p[name] = string(v)
		}
	}
	if d, err := time.Parse(time.DateOnly, string(c.ev.Date)); err == nil && d.Before(c.at) {
		p["created"] = stamp(d)
	}
	if c.ev.Published.yes() {
		at := c.ev.PublishTimestamp.moment()
		if at.IsZero() {
			at = c.at
		}
		p["type"], p["id"], p["published"] = "report", "report--"+c.id, stamp(at)
	} else {
		p["type"], p["id"], p["context"] = "grouping", "grouping--"+c.id, "suspicious-activity"
	}
	c.put("Event", "", c.set, c.at, p)
}

func nonEmpty(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// labelsOf gives the tags that are no markings.
func labelsOf(tags []tag) (labels []string) {
	for _, t := range tags {
		if _, is := marking.ByTag(string(t.Name)); !is && t.Name != "" && !slices.Contains(labels, string(t.Name)) {
			labels = append(labels, string(t.Name))
		}
	}
	return labels
}
