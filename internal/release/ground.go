package release

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// codeStore is the reason of an object that policy let in and the store could
// not take.
const codeStore = "store"

// ground is what decisions are summed by: the same reason for objects of the
// same origin and marking.
type ground struct {
	origin     ids.Party
	tlp        string
	permit     bool
	grade      int64 // 0 for the first reason of a decision
	code       string
	agreement  string
	title      string
	generation int64
	provision  string
}

// flow sums the decisions of one release and party.
type flow struct {
	order   []ground
	objects map[ground]int64
}

func (f *flow) add(class policy.Class, d policy.Decision, n int64) {
	if n == 0 {
		return
	}
	reasons := d.Reasons
	if len(reasons) == 0 {
		reasons = []policy.Reason{{}}
	}
	for i, r := range reasons {
		c := r.Citation
		f.put(ground{origin: class.Origin, tlp: level(class), permit: d.Permit, grade: int64(min(i, 1)), code: r.Code,
			agreement: c.Agreement, title: c.Title, generation: int64(c.Generation), provision: c.Provision}, n)
	}
}

func (f *flow) put(g ground, n int64) {
	if f.objects == nil {
		f.objects = map[ground]int64{}
	}
	if _, met := f.objects[g]; !met {
		f.order = append(f.order, g)
	}
	f.objects[g] += n
}

// level is a class's marking as a ceiling sees it: what is not understood is
// not marked.
func level(c policy.Class) string {
	if c.Unknown {
		return marking.None.String()
	}
	return c.TLP.String()
}

// save keeps the sums of one party's part of a release.
func (f *flow) save(ctx context.Context, tx *db.Tx, r Release, party ids.Party) error {
	rows := make([][]any, len(f.order))
	for i, g := range f.order {
		rows[i] = []any{r.ID, string(party), int64(i), string(r.Realm), db.Micros(r.At), r.Direction, string(g.origin), g.tlp, g.permit, g.grade, g.code, g.agreement, g.title, g.generation, g.provision, f.objects[g]}
	}
	_, err := tx.Insert(ctx, "release_flow", []string{"release", "party", "line", "realm", "at", "direction", "origin", "tlp", "permit", "grade", "code", "agreement", "title", "generation", "provision", "objects"}, rows, "ON CONFLICT DO NOTHING")
	return err
}

func flowOf(d Delivery) *flow {
	f := &flow{}
	for _, row := range d.Rows {
		f.add(row.Class, row.Decision, int64(row.Count))
	}
	return f
}

// arrivedFlow sums what came of a release of another party.
func arrivedFlow(arrivals []*arrival, items map[*arrival][]item) *flow {
	f := &flow{}
	for _, a := range arrivals {
		n := a.sent.objects(a.part.PartStatement)
		if a.why != "" {
			f.add(a.class, a.decision, n)
			continue
		}
		lost := int64(0)
		for _, it := range items[a] {
			if it.added == 0 {
				lost++
			}
		}
		f.add(a.class, a.decision, n-lost)
		if lost > 0 {
			f.put(ground{origin: a.class.Origin, tlp: level(a.class), code: codeStore}, lost)
		}
	}
	return f
}
