package misp

import (
	"fmt"
	"strings"

	"entente/internal/format/marking"
)

func index(name string, i int) string { return fmt.Sprintf("%s[%d]", name, i) }

// attribute makes the object for one attribute: an indicator when it is meant
// for detection and has a pattern, a vulnerability for a CVE, otherwise an
// x-misp-attribute that keeps it as it is. within is the object that it belongs
// to, which keeps it as well.
func (c *converter) attribute(path string, a attribute, set marking.Set, within *object) {
	c.res.Attributes++
	id, err := uuidOf(a.UUID)
	if err != nil {
		c.problem(path, a.UUID, "it has no valid UUID, and its local number identifies nothing")
		return
	}
	if a.Deleted.yes() {
		c.problem(path, id, "it was deleted at its source")
		return
	}
	set = c.restrict(set.Join(tagMarking(a.Tags)), a.Distribution, a.SharingGroupID, a.SharingGroup)
	at := a.Timestamp.moment()
	if at.IsZero() {
		at = c.at
	}
	p := map[string]any{"x_misp_type": string(a.Type), "x_misp_category": string(a.Category)}
	if labels := labelsOf(a.Tags); len(labels) > 0 {
		p["labels"] = labels
	}
	if a.Relation != "" {
		p["x_misp_relation"] = string(a.Relation)
	}
	for name, v := range map[string]text{"x_misp_first_seen": a.FirstSeen, "x_misp_last_seen": a.LastSeen, "x_misp_data": a.Data} {
		if v != "" {
			p[name] = string(v)
		}
	}
	pat, language, ok := pattern(string(a.Type), string(a.Value))
	switch {
	case a.ToIDs.yes() && ok && a.Value != "":
		p["type"], p["id"], p["name"] = "indicator", "indicator--"+id, string(a.Value)
		p["pattern"], p["pattern_type"], p["valid_from"] = pat, language, stamp(at)
		if language != "stix" {
			p["name"] = string(a.Type) + " rule"
		}
	case a.Type == "vulnerability" && a.Value != "":
		p["type"], p["id"], p["name"] = "vulnerability", "vulnerability--"+id, string(a.Value)
	default:
		p["type"], p["id"], p["name"], p["x_misp_value"] = "x-misp-attribute", "x-misp-attribute--"+id, nonEmpty(string(a.Value), "(no value)"), string(a.Value)
		p["x_misp_to_ids"] = a.ToIDs.yes()
	}
	if a.Comment != "" {
		p["description"] = string(a.Comment)
	}
	if !c.put(path, id, set, at, p) {
		return
	}
	if within != nil {
		if target := c.stix[strings.ToLower(within.UUID)]; target != "" {
			c.put(path, "", set, at, map[string]any{"type": "relationship", "id": c.named("relationship", "part/"+id), "relationship_type": "part-of", "source_ref": c.stix[id], "target_ref": target})
		}
	}
	for i, g := range a.Galaxies {
		c.galaxy(path+"."+index("Galaxy", i), g, set, c.stix[id])
	}
	for i, s := range a.Sightings {
		c.sighting(path+"."+index("Sighting", i), s, set, c.stix[id])
	}
}

// object makes an x-misp-object that names what it is, and its attributes, each
// part of it.
func (c *converter) object(path string, o object) {
	id, err := uuidOf(o.UUID)
	if err != nil || o.Deleted.yes() {
		c.problem(path, o.UUID, "it was deleted at its source, or has no valid UUID")
		for i, a := range o.Attributes {
			c.res.Attributes++
			c.problem(path+"."+index("Attribute", i), a.UUID, "the object that it belongs to was not taken")
		}
		return
	}
	set := c.restrict(c.set, o.Distribution, o.SharingGroupID, o.SharingGroup)
	at := o.Timestamp.moment()
	if at.IsZero() {
		at = c.at
	}
	p := map[string]any{"type": "x-misp-object", "id": "x-misp-object--" + id, "name": nonEmpty(string(o.Name), "object")}
	for name, v := range map[string]text{"x_misp_meta_category": o.MetaCategory, "x_misp_template": o.TemplateUUID, "x_misp_template_version": o.TemplateVer, "description": o.Comment} {
		if v != "" {
			p[name] = string(v)
		}
	}
	c.put(path, id, set, at, p)
	for i, a := range o.Attributes {
		c.attribute(path+"."+index("Attribute", i), a, set, &o)
	}
}

// reference makes the relationship from an object to what it refers to.
func (c *converter) reference(path string, o object, r reference) {
	from, to := c.stix[strings.ToLower(o.UUID)], c.stix[strings.ToLower(r.ReferencedUUID)]
	id, err := uuidOf(r.UUID)
	if err != nil {
		id = strings.TrimPrefix(c.named("", "ref/"+o.UUID+"/"+r.ReferencedUUID+"/"+string(r.Type)), "--")
	}
	if from == "" || to == "" || r.Deleted.yes() {
		c.problem(path, r.UUID, "it was deleted, or one of its ends is not in this event")
		return
	}
	at := r.Timestamp.moment()
	if at.IsZero() {
		at = c.at
	}
	p := map[string]any{"type": "relationship", "id": "relationship--" + id, "relationship_type": relation(string(r.Type)), "source_ref": from, "target_ref": to}
	if r.Comment != "" {
		p["description"] = string(r.Comment)
	}
	c.put(path, "", c.set, at, p)
}

// relation writes a relationship type as STIX does: lower case and hyphens.
func relation(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(s))
	return nonEmpty(strings.Trim(s, "-"), "related-to")
}

// clusterTypes maps galaxies to STIX types, by what their name contains.
var clusterTypes = []struct{ has, typ string }{
	{"attack-pattern", "attack-pattern"}, {"course-of-action", "course-of-action"}, {"intrusion-set", "intrusion-set"}, {"threat-actor", "threat-actor"},
	{"360net", "threat-actor"}, {"microsoft-activity-group", "threat-actor"}, {"ransomware", "malware"}, {"malware", "malware"}, {"malpedia", "malware"}, {"botnet", "malware"},
	{"stealer", "malware"}, {"backdoor", "malware"}, {"banker", "malware"}, {"rat", "malware"}, {"cryptominers", "malware"}, {"exploit-kit", "tool"}, {"mitre-tool", "tool"}, {"tool", "tool"},
	{"campaign", "campaign"}, {"country", "location"}, {"region", "location"}, {"sector", "identity"}, {"target-information", "location"}, {"branded-vulnerability", "vulnerability"},
}

// galaxy makes an object for each cluster, and a relationship from what bears it.
func (c *converter) galaxy(path string, g galaxy, set marking.Set, bearer string) {
	for i, cl := range g.Clusters {
		typ := "x-misp-galaxy-cluster"
		name := strings.ToLower(nonEmpty(string(cl.Type), string(g.Type)))
		for _, m := range clusterTypes {
			if strings.Contains(name, m.has) {
				typ = m.typ
				break
			}
		}
		key := nonEmpty(strings.ToLower(cl.UUID), string(cl.TagName)+string(cl.Value))
		id := c.named(typ, "cluster/"+key)
		if _, here := c.stix["cluster/"+key]; !here {
			p := map[string]any{"type": typ, "id": id, "name": nonEmpty(string(cl.Value), nonEmpty(string(cl.TagName), "cluster")), "x_misp_galaxy": name}
			switch typ {
			case "malware":
				p["is_family"] = true
			case "location":
				p["region"] = string(cl.Value)
			case "identity":
				p["identity_class"] = "class"
			}
			if cl.Description != "" {
				p["description"] = string(cl.Description)
			}
			if cl.UUID != "" {
				p["x_misp_uuid"] = strings.ToLower(cl.UUID)
			}
			if !c.put(path+"."+index("GalaxyCluster", i), "cluster/"+key, set, c.at, p) {
				continue
			}
		}
		if bearer != "" {
			c.put(path, "", set, c.at, map[string]any{"type": "relationship", "id": c.named("relationship", "cluster/"+bearer+"/"+key), "relationship_type": "related-to", "source_ref": bearer, "target_ref": id})
		}
	}
}

// sighting makes a sighting, or for a false positive an opinion against it.
func (c *converter) sighting(path string, s sighting, set marking.Set, of string) {
	id, err := uuidOf(s.UUID)
	at := s.Date.moment()
	if err != nil || at.IsZero() {
		c.problem(path, s.UUID, "it has no valid UUID or no date")
		return
	}
	p := map[string]any{"x_misp_organisation": string(s.Org.Name)}
	switch s.Type {
	case "1":
		p["type"], p["id"], p["opinion"], p["object_refs"] = "opinion", "opinion--"+id, "strongly-disagree", []string{of}
		p["explanation"] = "sighted as a false positive"
	case "", "0", "2":
		p["type"], p["id"], p["sighting_of_ref"], p["first_seen"], p["last_seen"], p["count"] = "sighting", "sighting--"+id, of, stamp(at), stamp(at), 1
		if s.Type == "2" {
			p["x_misp_sighting"] = "expiration"
		}
	default:
		c.problem(path, id, "a sighting of kind "+string(s.Type)+" is not known")
		return
	}
	c.put(path, id, set, at, p)
}
