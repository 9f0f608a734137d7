package taxii

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/intel"
	"entente/internal/serve"
)

// Config is what a Handler needs.
type Config struct {
	Party ids.Party
	Name  string
	Intel *intel.Service
	// Released tells within a transaction whether rows ever left this node.
	Released func(ctx context.Context, tx *db.Tx, added []int64) (bool, error)
	Key      []byte // seals continuations; the same at every process of the party
	MaxBody  int64
}

// Handler answers TAXII requests of callers who are known already.
type Handler struct {
	Config
	key []byte
}

// New gives the handler.
func New(c Config) *Handler { return &Handler{Config: c, key: c.Key} }

// collections' ids are made from their names, so that they stay the same.
var space = uuid.MustParse("6d9f6a0e-6a52-4c5b-9a3e-3c2f7d1b8e40")

// source is a collection with what it selects.
type source struct {
	collection
	name   string
	origin ids.Party
}

func collectionID(realm ids.Realm, name string) string {
	return ids.Named(space, string(realm)+"/"+name)
}

// sources lists the collections that the viewer may read.
func (h *Handler) sources(ctx context.Context, v authz.Viewer) ([]source, error) {
	if err := v.May(authz.TaxiiRead); err != nil {
		return nil, err
	}
	origins, err := h.Intel.Origins(ctx, v)
	if err != nil {
		return nil, err
	}
	realm := v.Realm()
	media := []string{stixType}
	all := []source{{name: "holdings", collection: collection{ID: collectionID(realm, "holdings"), Title: "Holdings", Alias: "holdings",
		Description: "Everything that this account may read", CanRead: true, MediaTypes: media}}}
	for _, o := range origins {
		all = append(all, source{name: "origin/" + string(o), origin: o, collection: collection{ID: collectionID(realm, "origin/"+string(o)), Title: "Origin " + string(o),
			Alias: "origin-" + string(o), Description: "What " + string(o) + " brought into the alliance", CanRead: true, MediaTypes: media}})
	}
	if v.May(authz.TaxiiWrite) == nil {
		all = append(all, source{name: "inbox", origin: h.Party, collection: collection{ID: collectionID(realm, "inbox"), Title: "Inbox", Alias: "inbox",
			Description: "Objects put here become this party's own; what bears no TLP cannot leave", CanRead: true, CanWrite: true, MediaTypes: media}})
	}
	return all, nil
}

// source finds one collection by id or alias. One that the viewer may not read
// is not there for him.
func (h *Handler) source(ctx context.Context, v authz.Viewer, id string) (source, error) {
	all, err := h.sources(ctx, v)
	if err != nil {
		return source{}, err
	}
	i := slices.IndexFunc(all, func(s source) bool { return s.ID == id || s.Alias == id })
	if i < 0 {
		return source{}, errs.New(errs.NotFound, "no such collection")
	}
	return all[i], nil
}

// Discovery answers GET /taxii2/.
func (h *Handler) Discovery(w http.ResponseWriter, _ *http.Request, _ serve.Caller) error {
	root := "/taxii2/" + string(ids.Live) + "/"
	return write(w, http.StatusOK, discovery{Title: "Entente node of " + h.Name, Description: "Intelligence held by " + string(h.Party), Default: root, APIRoots: []string{root}})
}

// Root answers GET /taxii2/{realm}/.
func (h *Handler) Root(w http.ResponseWriter, _ *http.Request, c serve.Caller) error {
	return write(w, http.StatusOK, apiRoot{Title: h.Name + ", realm " + string(c.Realm), Description: "Intelligence held by " + string(h.Party), Versions: []string{MediaType}, MaxContentLength: h.MaxBody})
}

// Collections answers GET /taxii2/{realm}/collections/.
func (h *Handler) Collections(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
	v := c.Viewer()
	all, err := h.sources(r.Context(), v)
	if err != nil {
		return err
	}
	out := struct {
		Collections []collection `json:"collections"`
	}{}
	for _, s := range all {
		out.Collections = append(out.Collections, s.collection)
	}
	return write(w, http.StatusOK, out)
}

// Collection answers GET /taxii2/{realm}/collections/{collection}/.
func (h *Handler) Collection(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
	v := c.Viewer()
	s, err := h.source(r.Context(), v, r.PathValue("collection"))
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, s.collection)
}

// page is the rows of one answer.
type page struct {
	rows []intel.Row
	more bool
	next string
}

// page reads the rows that a request asks for and sets the date headers.
func (h *Handler) page(w http.ResponseWriter, r *http.Request, v authz.Viewer, object string) (p page, err error) {
	s, err := h.source(r.Context(), v, r.PathValue("collection"))
	if err != nil {
		return p, err
	}
	q, err := h.parseQuery(r, v, s.ID)
	if err != nil || q.nobody() {
		return p, err
	}
	if object != "" {
		q.ids = []string{object}
	}
	f := q.filter(s)
	for {
		rows, err := h.Intel.List(r.Context(), v, f)
		if err != nil {
			return p, err
		}
		full := len(rows) == f.Limit
		if full {
			rows = rows[:len(rows)-1]
		}
		if len(rows) > 0 {
			f.After = rows[len(rows)-1].Added
		}
		if q.needsHistory() {
			if rows, err = h.chooseVersions(r.Context(), v, q.versions, rows); err != nil {
				return p, err
			}
		}
		p.rows, p.more = rows, full
		if len(rows) > 0 || !full {
			break // a page is never empty while more follows
		}
	}
	if p.more {
		p.next = h.sealNext(f.After, v, s.ID, r.URL.Query())
	}
	if len(p.rows) > 0 {
		w.Header().Set("X-TAXII-Date-Added-First", stamp(p.rows[0].Added))
		w.Header().Set("X-TAXII-Date-Added-Last", stamp(p.rows[len(p.rows)-1].Added))
	}
	return p, nil
}

// chooseVersions keeps the rows whose version was asked for.
func (h *Handler) chooseVersions(ctx context.Context, v authz.Viewer, want []string, rows []intel.Row) ([]intel.Row, error) {
	if slices.Contains(want, "all") {
		return rows, nil
	}
	var asked []string
	for _, r := range rows {
		asked = append(asked, r.Object)
	}
	first := map[string]string{}
	if slices.Contains(want, "first") {
		var err error
		if first, err = h.Intel.FirstVersions(ctx, v, asked); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(rows, func(r intel.Row) bool {
		for _, w := range want {
			if (w == "last" && r.Latest) || (w == "first" && first[r.Object] == r.Version) || intel.SameVersion(w, r.Version) {
				return false
			}
		}
		return true
	}), nil
}

// Objects answers GET …/objects/ and …/objects/{object}/. The stored bytes go
// out as they are.
func (h *Handler) Objects(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
	v := c.Viewer()
	object := r.PathValue("object")
	p, err := h.page(w, r, v, object)
	if err != nil {
		return err
	}
	if object != "" && len(p.rows) == 0 {
		return errs.New(errs.NotFound, "no such object in this collection")
	}
	size := 64
	for _, row := range p.rows {
		size += len(row.Body) + 1
	}
	b := bytes.NewBuffer(make([]byte, 0, size))
	fmt.Fprintf(b, `{"more":%t`, p.more)
	if p.next != "" {
		fmt.Fprintf(b, `,"next":%q`, p.next)
	}
	if len(p.rows) > 0 {
		b.WriteString(`,"objects":[`)
		for i, row := range p.rows {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(row.Body)
		}
		b.WriteByte(']')
	}
	b.WriteByte('}')
	w.Header().Set("Content-Type", MediaType)
	_, err = w.Write(b.Bytes())
	return err
}

// Manifest answers GET …/manifest/.
func (h *Handler) Manifest(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
	v := c.Viewer()
	p, err := h.page(w, r, v, "")
	if err != nil {
		return err
	}
	out := struct {
		More    bool             `json:"more"`
		Next    string           `json:"next,omitempty"`
		Objects []manifestRecord `json:"objects,omitempty"`
	}{More: p.more, Next: p.next}
	for _, row := range p.rows {
		out.Objects = append(out.Objects, manifestRecord{ID: row.Object, DateAdded: stamp(row.Added), Version: version(row), MediaType: stixType})
	}
	return write(w, http.StatusOK, out)
}

// Versions answers GET …/objects/{object}/versions/.
func (h *Handler) Versions(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
	v := c.Viewer()
	u := *r.URL
	values := u.Query()
	values.Set("match[version]", "all")
	u.RawQuery = values.Encode()
	all := r.Clone(r.Context())
	all.URL = &u
	p, err := h.page(w, all, v, r.PathValue("object"))
	if err != nil {
		return err
	}
	if len(p.rows) == 0 {
		return errs.New(errs.NotFound, "no such object in this collection")
	}
	out := struct {
		More     bool     `json:"more"`
		Next     string   `json:"next,omitempty"`
		Versions []string `json:"versions"`
	}{More: p.more, Next: p.next}
	for _, row := range p.rows {
		out.Versions = append(out.Versions, version(row))
	}
	return write(w, http.StatusOK, out)
}

// version is what TAXII calls the version of an object without one: when it came.
func version(row intel.Row) string {
	if row.Version == "" {
		return stamp(row.Added)
	}
	return row.Version
}

// Add answers POST …/objects/.
func (h *Handler) Add(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
	v := c.Viewer()
	s, err := h.source(r.Context(), v, r.PathValue("collection"))
	if err != nil {
		return err
	}
	if !s.CanWrite {
		return errs.New(errs.Denied, "this collection takes nothing; use the inbox")
	}
	lot, err := h.Intel.Import(r.Context(), v.Actor(), intel.ImportInput{Realm: v.Realm(), Name: "TAXII inbox", Format: "stix"}, r.Body)
	if err != nil {
		return err
	}
	return write(w, http.StatusAccepted, statusOfLot(lot))
}

// Status answers GET /taxii2/{realm}/status/{status}/.
func (h *Handler) Status(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
	v := c.Viewer()
	lot, err := h.Intel.Lot(r.Context(), v, r.PathValue("status"))
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, statusOfLot(lot))
}

func statusOfLot(l intel.Lot) status {
	s := status{ID: l.Key, Status: "complete", RequestedAt: stamp(l.At.UnixMicro()), TotalCount: l.Total, SuccessCount: l.Stored + l.Duplicates, FailureCount: l.Refused}
	if l.State == "running" {
		s.Status = "pending"
	}
	for _, p := range l.Problems {
		s.Failures = append(s.Failures, statusDetail{ID: p.ID, Message: p.Reason})
	}
	return s
}

// Delete answers DELETE …/objects/{object}/: an object of our own that never left.
func (h *Handler) Delete(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
	v := c.Viewer()
	s, err := h.source(r.Context(), v, r.PathValue("collection"))
	if err != nil {
		return err
	}
	if !s.CanWrite {
		return errs.New(errs.Denied, "nothing can be deleted from this collection; use the inbox")
	}
	if err := h.Intel.Delete(r.Context(), v.Actor(), v.Realm(), r.PathValue("object"), h.Released); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}
