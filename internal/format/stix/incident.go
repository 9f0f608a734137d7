package stix

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
)

// The extensions that the incident is written with: the incident core extension
// suite (DC3, cti-stix-common-objects), which gives the incident of STIX 2.1 its
// properties and adds the objects event and task.
const (
	IncidentCore = "extension-definition--ef765651-680c-498d-9894-99799f2fa126"
	eventObject  = "extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e"
	taskObject   = "extension-definition--2074a052-8be4-4932-849e-f5e7798e0030"
)

// Incident is an incident of STIX 2.1 with its core extension, and what it refers
// to. The incident of the standard alone has a name and a description.
type Incident struct {
	ID            string // "incident--UUID"
	Created       time.Time
	Modified      time.Time
	Name          string
	Description   string
	TLP           marking.TLP
	Labels        []string
	Determination string // "blocked", "confirmed", "failed-attempt", "false-positive", "suspected"; empty without the extension
	Status        string // "new", "open", "closed", or a word of the maker's own
	Scores        []IncidentScore
	Events        []IncidentEvent
	Tasks         []IncidentTask
	Targets       []IncidentTarget
	Related       []string // ids of objects that need not be in the bundle
}

// IncidentScore is a score under a name.
type IncidentScore struct {
	Name        string  `json:"name"`
	Value       float64 `json:"value"`
	Description string  `json:"description,omitempty"`
}

// IncidentEvent is something that happened.
type IncidentEvent struct {
	ID          string // UUID
	Name        string
	Description string
	Status      string // "occurred", "ongoing", "not-occurred", "pending", "undetermined"
	Start       time.Time
	TLP         marking.TLP
}

// IncidentTask is something that is done about it.
type IncidentTask struct {
	ID          string // UUID
	Name        string
	Description string
	Outcome     string // "cancelled", "failed", "ongoing", "pending", "successful", "unknown"
	TLP         marking.TLP
}

// IncidentTarget is an organisation that is affected.
type IncidentTarget struct {
	ID     string // UUID
	Name   string
	Sector string // may be empty
	TLP    marking.TLP
}

// base is what every object here begins with.
func base(typ, id string, in Incident, tlp marking.TLP) map[string]any {
	return map[string]any{"type": typ, "spec_version": "2.1", "id": id, "created": stampOf(in.Created), "modified": stampOf(in.Modified), "object_marking_refs": []string{marking.TLPRef(tlp)}}
}

func stampOf(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Bundle writes the incident with what it refers to; every object is checked as
// one that comes from outside.
//
// Errors: Invalid for what is no STIX object.
func (in Incident) Bundle() ([]byte, error) {
	core := map[string]any{"extension_type": "property-extension", "determination": in.Determination, "investigation_status": in.Status}
	o := base("incident", in.ID, in, in.TLP)
	o["name"] = in.Name
	if in.Description != "" {
		o["description"] = in.Description
	}
	if len(in.Labels) > 0 {
		o["labels"] = in.Labels
	}
	if len(in.Scores) > 0 {
		core["scores"] = in.Scores
	}
	all := []map[string]any{o}
	all = append(all, in.events(core)...)
	all = append(all, in.tasks(core)...)
	all = append(all, in.targets()...)
	o["extensions"] = map[string]any{IncidentCore: core}
	var b bytes.Buffer
	b.WriteString(`{"type":"bundle","id":"bundle--` + in.ID[len("incident--"):] + `","objects":[`)
	for i, properties := range all {
		obj, err := Make(properties)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(obj.Bytes)
	}
	b.WriteString("]}")
	return b.Bytes(), nil
}

func (in Incident) events(core map[string]any) (all []map[string]any) {
	var refs []string
	for _, e := range in.Events {
		o := base("event", "event--"+e.ID, in, e.TLP)
		o["status"], o["extensions"] = e.Status, map[string]any{eventObject: map[string]any{"extension_type": "new-sdo"}}
		set(o, "name", e.Name)
		set(o, "description", e.Description)
		if !e.Start.IsZero() {
			o["start_time"] = stampOf(e.Start)
		}
		all, refs = append(all, o), append(refs, "event--"+e.ID)
	}
	if refs != nil {
		core["event_refs"] = refs
	}
	return all
}

func (in Incident) tasks(core map[string]any) (all []map[string]any) {
	var refs []string
	for _, t := range in.Tasks {
		o := base("task", "task--"+t.ID, in, t.TLP)
		o["outcome"], o["extensions"] = t.Outcome, map[string]any{taskObject: map[string]any{"extension_type": "new-sdo"}}
		set(o, "name", t.Name)
		set(o, "description", t.Description)
		all, refs = append(all, o), append(refs, "task--"+t.ID)
	}
	if refs != nil {
		core["task_refs"] = refs
	}
	return all
}

// targets writes who is affected, and what else is linked, as relationships.
func (in Incident) targets() (all []map[string]any) {
	relate := func(how, to string, tlp marking.TLP) {
		o := base("relationship", "relationship--"+uuid.NewSHA1(uuid.MustParse(in.ID[len("incident--"):]), []byte(how+"/"+to)).String(), in, tlp)
		o["relationship_type"], o["source_ref"], o["target_ref"] = how, in.ID, to
		all = append(all, o)
	}
	for _, t := range in.Targets {
		o := base("identity", "identity--"+t.ID, in, t.TLP)
		o["name"], o["identity_class"] = t.Name, "organization"
		if t.Sector != "" {
			o["sectors"] = []string{t.Sector}
		}
		all = append(all, o)
		relate("targets", "identity--"+t.ID, t.TLP)
	}
	for _, id := range in.Related {
		relate("related-to", id, in.TLP)
	}
	return all
}

func set(o map[string]any, name, value string) {
	if value != "" {
		o[name] = value
	}
}

// wire is how the objects of an incident read; members of other makers are passed
// over.
type wire struct {
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Labels      []string  `json:"labels"`
	Status      string    `json:"status"`
	Outcome     string    `json:"outcome"`
	Start       time.Time `json:"start_time"`
	Sectors     []string  `json:"sectors"`
	Type        string    `json:"relationship_type"`
	Source      string    `json:"source_ref"`
	Target      string    `json:"target_ref"`
	Extensions  struct {
		Core *struct {
			Determination string          `json:"determination"`
			Status        string          `json:"investigation_status"`
			Scores        []IncidentScore `json:"scores"`
			Events        []string        `json:"event_refs"`
			Tasks         []string        `json:"task_refs"`
		} `json:"extension-definition--ef765651-680c-498d-9894-99799f2fa126"`
	} `json:"extensions"`
}

// ReadIncident reads the one incident of a bundle, with the events and tasks that
// its core extension names and the identities that it targets, as far as they are
// there. An object's marking that is not understood, or none, gives marking.None.
//
// Errors: Invalid for no incident or several, and for what is no STIX.
func ReadIncident(b []byte) (in Incident, err error) {
	objects := map[string]*Object{}
	var found, related []*Object
	if _, err := ReadBundle(bytes.NewReader(b), strictjson.Default, func(_ int, objs []*Object, bad *ObjectError) error {
		if bad != nil && strings.HasPrefix(bad.ID, "incident--") {
			return errs.New(errs.Invalid, "the incident is not valid: %s", errs.Clip(bad.Reason))
		}
		for _, o := range objs {
			objects[o.ID] = o
			switch o.Type {
			case "incident":
				found = append(found, o)
			case "relationship":
				related = append(related, o)
			}
		}
		return nil
	}); err != nil {
		return in, err
	}
	if len(found) != 1 {
		return in, errs.New(errs.Invalid, "the bundle holds %d incidents; one is read at a time", len(found))
	}
	r := reader{objects: objects}
	x := r.read(found[0].ID)
	in = Incident{ID: found[0].ID, Created: found[0].Created, Modified: found[0].Modified, Name: x.Name, Description: x.Description, TLP: r.tlp(found[0].ID), Labels: x.Labels}
	if core := x.Extensions.Core; core != nil {
		in.Determination, in.Status, in.Scores = core.Determination, core.Status, core.Scores
		r.happened(&in, core.Events)
		r.done(&in, core.Tasks)
	}
	r.around(&in, related)
	return in, r.err
}

type reader struct {
	objects map[string]*Object
	err     error
}

func (r *reader) read(id string) (x wire) {
	if o := r.objects[id]; o != nil && r.err == nil {
		r.err = strictjson.DecodeLoose(o.Bytes, &x)
	}
	return x
}

func (r *reader) tlp(id string) (tlp marking.TLP) {
	for _, ref := range r.objects[id].MarkingRefs {
		s, ok := marking.ByRef(ref)
		if !ok {
			return marking.None
		}
		tlp = max(tlp, s.TLP)
	}
	return tlp
}

func (r *reader) happened(in *Incident, refs []string) {
	for _, id := range refs {
		if r.objects[id] != nil {
			x := r.read(id)
			in.Events = append(in.Events, IncidentEvent{ID: strings.TrimPrefix(id, "event--"), Name: x.Name, Description: x.Description, Status: x.Status, Start: x.Start, TLP: r.tlp(id)})
		}
	}
}

func (r *reader) done(in *Incident, refs []string) {
	for _, id := range refs {
		if r.objects[id] != nil {
			x := r.read(id)
			in.Tasks = append(in.Tasks, IncidentTask{ID: strings.TrimPrefix(id, "task--"), Name: x.Name, Description: x.Description, Outcome: x.Outcome, TLP: r.tlp(id)})
		}
	}
}

func (r *reader) around(in *Incident, related []*Object) {
	for _, o := range related {
		x := r.read(o.ID)
		switch to := r.objects[x.Target]; {
		case x.Source != in.ID:
		case x.Type == "targets" && to != nil && to.Type == "identity":
			y := r.read(x.Target)
			t := IncidentTarget{ID: strings.TrimPrefix(x.Target, "identity--"), Name: y.Name, TLP: r.tlp(x.Target)}
			if len(y.Sectors) > 0 {
				t.Sector = y.Sectors[0]
			}
			in.Targets = append(in.Targets, t)
		case !slices.Contains(in.Related, x.Target):
			in.Related = append(in.Related, x.Target)
		}
	}
}
