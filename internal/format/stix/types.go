package stix

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// class of object, which decides what is common to it (STIX 2.1 §3.1).
type family uint8

const (
	custom family = iota
	sdo
	sro
	sco
	meta
)

// spec is what the standard requires of a type. A property is written as name
// and form: s string, t timestamp, b boolean, i integer, r id, R list of ids, l
// list that is not empty, o object that is not empty.
type spec struct {
	family   family
	required string
	category string
}

// specs holds every type of STIX 2.1, with the category under which agreements
// share it.
var specs = map[string]spec{
	"attack-pattern":   {sdo, "name:s", "ttp"},
	"campaign":         {sdo, "name:s", "actor"},
	"course-of-action": {sdo, "name:s", "ttp"},
	"grouping":         {sdo, "context:s object_refs:R", "report"},
	"identity":         {sdo, "name:s", "context"},
	"incident":         {sdo, "name:s", "incident"},
	"indicator":        {sdo, "pattern:s pattern_type:s valid_from:t", "indicator"},
	"infrastructure":   {sdo, "name:s", "ttp"},
	"intrusion-set":    {sdo, "name:s", "actor"},
	"location":         {sdo, "", "context"},
	"malware":          {sdo, "is_family:b", "malware"},
	"malware-analysis": {sdo, "product:s", "malware"},
	"note":             {sdo, "content:s object_refs:R", "report"},
	"observed-data":    {sdo, "first_observed:t last_observed:t number_observed:i", "indicator"},
	"opinion":          {sdo, "opinion:s object_refs:R", "report"},
	"report":           {sdo, "name:s published:t object_refs:R", "report"},
	"threat-actor":     {sdo, "name:s", "actor"},
	"tool":             {sdo, "name:s", "ttp"},
	"vulnerability":    {sdo, "name:s", "vulnerability"},

	"relationship": {sro, "relationship_type:s source_ref:r target_ref:r", "context"},
	"sighting":     {sro, "sighting_of_ref:r", "indicator"},

	"artifact":             {sco, "", "malware"},
	"autonomous-system":    {sco, "number:i", "indicator"},
	"directory":            {sco, "path:s", "indicator"},
	"domain-name":          {sco, "value:s", "indicator"},
	"email-addr":           {sco, "value:s", "indicator"},
	"email-message":        {sco, "is_multipart:b", "indicator"},
	"file":                 {sco, "", "indicator"},
	"ipv4-addr":            {sco, "value:s", "indicator"},
	"ipv6-addr":            {sco, "value:s", "indicator"},
	"mac-addr":             {sco, "value:s", "indicator"},
	"mutex":                {sco, "name:s", "indicator"},
	"network-traffic":      {sco, "protocols:l", "indicator"},
	"process":              {sco, "", "indicator"},
	"software":             {sco, "name:s", "context"},
	"url":                  {sco, "value:s", "indicator"},
	"user-account":         {sco, "", "indicator"},
	"windows-registry-key": {sco, "", "indicator"},
	"x509-certificate":     {sco, "", "indicator"},

	"marking-definition":   {meta, "", "context"},
	"language-content":     {meta, "object_ref:r contents:o", "context"},
	"extension-definition": {meta, "name:s schema:s version:s extension_types:l", "context"},
}

// Category is the kind of information that the object is, in the words of
// agreements. A custom object describes how adversaries work until its type is
// known: it is a "ttp".
func (o *Object) Category() string {
	if s, ok := specs[o.Type]; ok {
		return s.category
	}
	return "ttp"
}

// checkType checks what the standard requires of the object's type.
func (o *Object) checkType() error {
	s := specs[o.Type]
	switch {
	case o.Type == "bundle":
		return invalid("type", "a bundle is not an object")
	case s.family == sdo, s.family == sro, s.family == meta && o.Type != "marking-definition":
		if o.Created.IsZero() {
			return invalid("created", "it is missing")
		}
		if o.Modified.IsZero() {
			return invalid("modified", "it is missing")
		}
	case o.Type == "marking-definition":
		if o.Created.IsZero() {
			return invalid("created", "it is missing")
		}
		if o.get("modified") != nil {
			return invalid("modified", "a marking definition has no versions")
		}
	}
	for req := range strings.FieldsSeq(s.required) {
		name, form, _ := strings.Cut(req, ":")
		if err := checkForm(name, form, o.get(name)); err != nil {
			return err
		}
	}
	return o.checkSpecial()
}

func checkForm(name, form string, v jsontext.Value) error {
	if v == nil {
		return invalid(name, "it is missing")
	}
	ok := false
	switch form {
	case "s":
		s, is := unquote(v)
		ok = is && s != ""
	case "t":
		s, is := unquote(v)
		if is {
			_, err := parseTime(name, s)
			return err
		}
	case "b":
		ok = v.Kind() == 't' || v.Kind() == 'f'
	case "i":
		ok = v.Kind() == '0' && !strings.ContainsAny(string(v), ".eE")
	case "r":
		s, is := unquote(v)
		ok = is && checkID(s) == nil
	case "l":
		list, is := stringList(v)
		ok = is && len(list) > 0
	case "R":
		list, is := stringList(v)
		ok = is && len(list) > 0 && !slices.ContainsFunc(list, func(id string) bool { return checkID(id) != nil })
	case "o":
		ok = len(fields(v)) > 0
	}
	if !ok {
		return invalid(name, "it does not have the form that STIX 2.1 requires")
	}
	return nil
}

// checkSpecial checks what a list of required properties cannot say.
func (o *Object) checkSpecial() error {
	either := func(names ...string) error {
		for _, n := range names {
			if o.get(n) != nil {
				return nil
			}
		}
		return invalid(strings.Join(names, " or "), "one of them is required")
	}
	switch o.Type {
	case "observed-data":
		if n := o.get("number_observed"); len(n) > 9 || n[0] == '-' || n[0] == '0' {
			return invalid("number_observed", "it must be a number from 1 to 999,999,999")
		}
		if err := o.inOrder("first_observed", "last_observed"); err != nil {
			return err
		}
		return either("object_refs", "objects")
	case "file":
		return either("hashes", "name")
	case "location":
		return either("region", "country", "latitude")
	case "artifact":
		return either("payload_bin", "url")
	case "marking-definition":
		return either("definition", "extensions")
	case "network-traffic":
		return either("src_ref", "dst_ref")
	case "indicator":
		return o.after("valid_from", "valid_until")
	case "relationship":
		return o.after("start_time", "stop_time")
	}
	return nil
}

// after checks that a later property, where it is there, is after an earlier one.
func (o *Object) after(early, late string) error {
	l, _, err := o.stamp(late)
	if err != nil || l.IsZero() {
		return err
	}
	e, _, err := o.stamp(early)
	if err == nil && !l.After(e) {
		return invalid(late, "it is not after %s", early)
	}
	return err
}

// inOrder is after, for what may happen at one moment.
func (o *Object) inOrder(early, late string) error {
	e, _, err := o.stamp(early)
	if err != nil {
		return err
	}
	l, _, err := o.stamp(late)
	if err == nil && l.Before(e) {
		return invalid(late, "it is before %s", early)
	}
	return err
}

// upgrade tells what turns a STIX 2.0 object into 2.1. It only adds: nothing
// that 2.0 said is lost (STIX 2.1 §1.5 lists the changes).
//
//   - spec_version, which 2.0 objects lack and 2.1 requires of all but observables;
//   - an indicator's pattern_type: 2.0 knew STIX patterns only;
//   - a malware's is_family: 2.0 did not tell families from samples, and what
//     2.0 producers published as malware objects are families;
//   - observed-data keeps its embedded "objects", which 2.1 deprecates and permits.
func (o *Object) upgrade() []member {
	typ, _ := o.text("type")
	if o.get("spec_version") != nil || specs[typ].family == sco || typ == "bundle" {
		return nil
	}
	if id, _ := o.text("id"); specs[typ].family == custom && o.get("created") == nil && id != "" {
		return nil // a custom observable
	}
	added := []member{{"spec_version", jsontext.Value(`"2.1"`)}}
	switch typ {
	case "indicator":
		if o.get("pattern_type") == nil {
			added = append(added, member{"pattern_type", jsontext.Value(`"stix"`)})
		}
	case "malware":
		if o.get("is_family") == nil {
			added = append(added, member{"is_family", jsontext.Value(`true`)})
		}
	}
	return added
}

// Observed tells that objects of a type are cyber-observables.
func Observed(typ string) bool { return specs[typ].family == sco }
