package rest

import (
	"context"
	"encoding/hex"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/format/stix"
	"entente/internal/intel"
	"entente/internal/serve"
)

// Object is one version of one object, without its content.
type Object struct {
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	Name       string    `json:"name"`
	Version    string    `json:"version" doc:"Exact text of its modified time; empty where the type has none"`
	Created    string    `json:"created,omitempty"`
	Modified   string    `json:"modified,omitempty"`
	Origin     ids.Party `json:"origin" doc:"The party that brought it into the alliance"`
	Marking    Marking   `json:"marking"`
	Category   string    `json:"category"`
	Added      time.Time `json:"added" doc:"When this node got it"`
	Seq        int64     `json:"seq" doc:"Its place in the order of coming in"`
	Revoked    bool      `json:"revoked"`
	Recalled   bool      `json:"recalled" doc:"Its content is gone from this node"`
	Releasable bool      `json:"releasable" doc:"Its marking permits asking who may have it"`
	Digest     string    `json:"digest" doc:"SHA-256 of its canonical bytes, hex"`
}

// Marking is what an object's markings say together.
type Marking struct {
	TLP        string   `json:"tlp" enum:",clear,green,amber,amber+strict,red" doc:"Empty: unmarked, which is never clear"`
	PAP        string   `json:"pap" enum:",clear,green,amber,red"`
	Unknown    []string `json:"unknown" doc:"Markings that this node cannot tell; nothing with one leaves"`
	Statements []string `json:"statements" doc:"Texts of statement markings"`
}

// ObjectPage is all that is shown of one object.
type ObjectPage struct {
	Object      Object            `json:"object"`
	STIX        raw               `json:"stix,omitempty" doc:"Its canonical bytes; absent once recalled"`
	Versions    []ObjectVersion   `json:"versions" doc:"Newest first"`
	References  []ObjectReference `json:"references"`
	Observables []Observable      `json:"observables"`
	Releases    []ObjectRelease   `json:"releases"`
	Import      *ObjectImport     `json:"import,omitempty"`
	RedactedOf  string            `json:"redacted_of,omitempty" doc:"The object of which this is a redacted copy; known at this node alone"`
	Redacted    []string          `json:"redacted" doc:"Redacted copies of this object"`
}

// ObjectVersion is one version that is held.
type ObjectVersion struct {
	Version string    `json:"version"`
	Added   time.Time `json:"added"`
	Digest  string    `json:"digest"`
	Seq     int64     `json:"seq"`
}

// ObjectReference is a neighbour.
type ObjectReference struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Name     string `json:"name"`
	Relation string `json:"relation" enum:"points-here,points-there"`
}

// Observable is a value that the object states or looks for.
type Observable struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// ObjectRelease is what one party got of one release that carried the object.
type ObjectRelease struct {
	Release   string    `json:"release"`
	At        time.Time `json:"at"`
	Party     ids.Party `json:"party" doc:"Who got it; for direction in, who gave it"`
	Direction string    `json:"direction" enum:"out,in,onward"`
	Outcome   string    `json:"outcome" enum:"pending,accepted,partial,refused,executed"`
}

// ObjectImport is how the newest version came in.
type ObjectImport struct {
	ID   string    `json:"id"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Name string    `json:"name"`
}

func (a *api) objectPage(ctx context.Context, c serve.Caller, id string) (out ObjectPage, err error) {
	p, err := a.deps.Intel.Object(ctx, c.Viewer(), id)
	if err != nil {
		return out, err
	}
	near, err := a.describe(ctx, c.Realm, append([]intel.Row{p.Versions[0]}, p.References...))
	if err != nil {
		return out, err
	}
	out.Object, out.STIX = near[0], raw(p.Versions[0].Body)
	added := make([]int64, 0, len(p.Versions))
	for _, v := range p.Versions {
		out.Versions = append(out.Versions, ObjectVersion{Version: v.Version, Added: db.Time(v.Added), Digest: hex.EncodeToString(v.Digest[:]), Seq: v.Added})
		added = append(added, v.Added)
	}
	out.Import = &ObjectImport{ID: p.Lot.Key, By: p.Lot.Who, At: p.Lot.At, Name: p.Lot.Name}
	points := map[string]bool{}
	if obj, err := stix.Parse(p.Versions[0].Body); err == nil {
		for _, r := range obj.Refs {
			points[r] = true
		}
		for _, o := range obj.Observables() {
			out.Observables = append(out.Observables, Observable{Kind: o.Kind, Value: o.Value})
		}
	}
	for _, o := range near[1:] {
		relation := "points-here"
		if points[o.ID] {
			relation = "points-there"
		}
		out.References = append(out.References, ObjectReference{ID: o.ID, Type: o.Type, Name: o.Name, Relation: relation})
	}
	if out.RedactedOf, out.Redacted, err = a.deps.Redactions.Redactions(ctx, c.Viewer(), id); err != nil {
		return out, err
	}
	views, err := a.deps.Releases.Of(ctx, c.Viewer(), added)
	if err != nil {
		return out, err
	}
	out.Releases, err = a.objectReleases(ctx, c, views)
	return out, err
}

// describe shows rows, and tells their markings with the definitions that this
// node holds.
func (a *api) describe(ctx context.Context, realm ids.Realm, rows []intel.Row) (out []Object, err error) {
	out = make([]Object, len(rows))
	known := map[string]*stix.Object{}
	err = a.deps.DB.Read(ctx, func(tx *db.Tx) error {
		var failed error
		lookup := func(id string) (*stix.Object, bool) {
			def, seen := known[id]
			if !seen {
				var err error
				if def, _, err = intel.Definition(ctx, tx, realm, id); err != nil {
					failed = err
				}
				known[id] = def
			}
			return def, def != nil
		}
		for i, r := range rows {
			out[i] = objectOf(r, lookup)
		}
		return failed
	})
	return out, err
}

// objectOf describes a row. The class says what its marking is; the content,
// unless it is gone, says its name and what the marking is made of.
func objectOf(r intel.Row, lookup func(id string) (*stix.Object, bool)) Object {
	o := Object{
		ID: r.Object, Type: r.Type, Version: r.Version, Origin: r.Origin, Category: r.Category,
		Marking: Marking{TLP: r.TLP.String(), PAP: r.PAP.String()},
		Added:   db.Time(r.Added), Seq: r.Added, Revoked: r.Revoked, Recalled: !r.Gone.IsZero(), Releasable: r.Releasable(), Digest: hex.EncodeToString(r.Digest[:]),
	}
	obj, err := stix.Parse(r.Body)
	if err != nil {
		return o // content that is gone; its row says the rest
	}
	o.Name = obj.Name()
	o.Created, o.Modified = stamp(obj.Created), stamp(obj.Modified)
	set := stix.Markings(obj, lookup)
	o.Marking.Unknown, o.Marking.Statements = set.Unknown, set.Statements
	return o
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
