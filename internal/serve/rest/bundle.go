package rest

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/release"
	"entente/internal/serve"
)

// maxBundle bounds the objects of one bundle; larger releases are read by TAXII.
const maxBundle = 5000

// bundleRoute gives a release as one STIX bundle for another tool, each object
// with the exchange policies under which it was given.
func (a *api) bundleRoute() {
	a.gives(download{path: "/releases/{id}/bundle", rule: serve.May(authz.IntelRead).Slow(), media: "application/stix+json;version=2.1", says: "A bundle",
		params: []*huma.Param{inPath("id"), inQuery("to", "Of a release of our own: the recipient by whose agreements it is marked")},
		about: about{id: "bundleRelease", summary: "A release as a STIX bundle, its objects marked with the exchange policies (FIRST IEP 2.0) under which they were given",
			detail: "For tools. The policies are added to each object's markings here, so that its bytes are not those that were signed; those stand in the log and in the receipt."},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			v, err := a.deps.Releases.Get(r.Context(), c.Viewer(), r.PathValue("id"))
			if err != nil {
				return "", nil, err
			}
			giver, getter, err := a.ends(v, r.URL.Query().Get("to"))
			if err != nil {
				return "", nil, err
			}
			b, err := a.bundle(r.Context(), c, v, giver, getter)
			return "entente-release-" + v.ID + ".json", b, err
		}})
}

// ends tells who gave a release to whom.
func (a *api) ends(v release.View, to string) (giver, getter ids.Party, err error) {
	if v.Direction == "in" {
		return v.Peer, a.deps.Party.Code, nil
	}
	var got []ids.Party
	for _, d := range v.Deliveries {
		if d.Released > 0 {
			got = append(got, d.Party)
		}
	}
	switch {
	case to != "" && slices.Contains(got, ids.Party(to)):
		return a.deps.Party.Code, ids.Party(to), nil
	case to == "" && len(got) == 1:
		return a.deps.Party.Code, got[0], nil
	}
	return "", "", errs.New(errs.Invalid, "say to whom: this release went to %d parties", len(got))
}

func (a *api) bundle(ctx context.Context, c serve.Caller, v release.View, giver, getter ids.Party) ([]byte, error) {
	all, err := a.deps.Agreements.List(ctx, c.Viewer())
	if err != nil {
		return nil, err
	}
	objects, refs := []any{}, []string{}
	for _, x := range all {
		policies, err := x.ExchangePolicies(v.At)
		if err != nil {
			continue // not in force then, or nobody gives anything under it
		}
		for _, p := range policies {
			if p.By == giver && slices.Contains(x.BoundAt(v.At), getter) {
				objects, refs = append(objects, p.Marking()), append(refs, p.MarkingID())
			}
		}
	}
	var before int64
	for {
		rows, err := a.deps.Releases.Objects(ctx, c.Viewer(), v.ID, before, 500)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			o, err := marked(r.Body, refs)
			if err != nil {
				return nil, err
			}
			objects = append(objects, o)
			before = r.Added
		}
		if len(objects) > maxBundle {
			return nil, errs.New(errs.TooLarge, "over %d objects; read them by TAXII", maxBundle)
		}
		if len(rows) < 500 {
			break
		}
	}
	return strictjson.Marshal(map[string]any{"type": "bundle", "id": "bundle--" + ids.New(), "objects": objects})
}

// marked adds markings to an object. A marking definition is none.
func marked(body []byte, refs []string) (map[string]jsontext.Value, error) {
	var o map[string]jsontext.Value
	if err := strictjson.Decode(body, &o, strictjson.Large); err != nil {
		return nil, err
	}
	if string(o["type"]) == `"marking-definition"` {
		return o, nil
	}
	have := []string{}
	if raw, ok := o["object_marking_refs"]; ok {
		if err := strictjson.Decode(raw, &have, strictjson.Large); err != nil {
			return nil, err
		}
	}
	for _, r := range refs {
		if !slices.Contains(have, r) {
			have = append(have, r)
		}
	}
	if len(have) == 0 {
		return o, nil
	}
	raw, err := strictjson.Marshal(have)
	o["object_marking_refs"] = raw
	return o, err
}
