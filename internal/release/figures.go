package release

import (
	"context"
	"fmt"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

// Crossing is what went one way between this node and a party: "out",
// "onward", "withheld" or "in".
type Crossing struct {
	Direction string
	Party     ids.Party
	Releases  int64 // in which anything crossed
	Objects   int64 // that crossed
	Refused   int64 // that did not
}

// Ground is how often a reason permitted or refused. An object that was refused
// for two reasons counts under both.
type Ground struct {
	Direction  string
	Party      ids.Party
	Permit     bool
	Code       string
	Agreement  string // empty where no provision is the reason
	Title      string
	Generation int64
	Provision  string
	Objects    int64
}

// Dispatch is one release to one party, or (direction "in") from one.
type Dispatch struct {
	Release   string
	Direction string
	Party     ids.Party
	At        time.Time
	Objects   int64
}

// Traffic is all that crossed or was stopped within a time.
type Traffic struct {
	Crossings  []Crossing
	Grounds    []Ground
	Dispatches []Dispatch // by time
	Strict     marking.TLP
	Unmarked   bool // something without a marking, or with one not understood, is counted
}

// levels lists the markings that the viewer may hear of; "" stands for what
// bears none, which a ceiling keeps out.
func levels(v authz.Viewer) ([]string, error) {
	if err := v.May(authz.IntelRead); err != nil {
		return nil, err
	}
	if v.Actor().Ceiling == "" {
		return []string{"", "clear", "green", "amber", "amber+strict", "red"}, nil
	}
	ceiling, err := marking.ParseTLP(v.Actor().Ceiling)
	if err != nil || ceiling == marking.None {
		return nil, errs.New(errs.Denied, "this account's ceiling %q is not a TLP level", errs.Clip(v.Actor().Ceiling))
	}
	var out []string
	for l := marking.Clear; l <= ceiling; l++ {
		out = append(out, l.String())
	}
	return out, nil
}

// Traffic counts what crossed from a moment until another, with one party or
// (when empty) with all.
func (s *Service) Traffic(ctx context.Context, v authz.Viewer, from, until time.Time, party ids.Party) (f Traffic, err error) {
	defer errs.Wrap(&err, "release.Traffic")
	may, err := levels(v)
	if err != nil {
		return f, err
	}
	args := []any{string(v.Realm()), db.Micros(from), db.Micros(until)}
	where := `realm = $1 AND at >= $2 AND at < $3 AND tlp IN ` + db.In(&args, may)
	if party != "" {
		args = append(args, string(party))
		where += fmt.Sprintf(" AND party = $%d", len(args))
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		f = Traffic{}
		if err := f.grounds(ctx, tx, where, args); err != nil {
			return err
		}
		f.Dispatches, err = db.Rows(ctx, tx, func(sc db.Scanner) (d Dispatch, err error) {
			var at int64
			err = sc.Scan(&d.Release, &d.Direction, &d.Party, &at, &d.Objects)
			d.At = db.Time(at)
			return d, err
		}, `SELECT release, direction, party, at, CAST(sum(objects) AS BIGINT) FROM release_flow WHERE grade = 0 AND permit = TRUE AND `+where+`
			GROUP BY release, direction, party, at ORDER BY at, release, party`, args...)
		f.cross()
		return err
	})
	return f, err
}

func (f *Traffic) grounds(ctx context.Context, tx *db.Tx, where string, args []any) error {
	refused := map[[2]string]int64{}
	sums := map[Ground]int64{}
	var order []Ground
	err := db.Each(ctx, tx, func(sc db.Scanner) error {
		var g Ground
		var tlp string
		var grade, n int64
		if err := sc.Scan(&g.Direction, &g.Party, &g.Permit, &grade, &tlp, &g.Code, &g.Agreement, &g.Title, &g.Generation, &g.Provision, &n); err != nil {
			return err
		}
		level, err := marking.ParseTLP(tlp)
		if err != nil {
			return err
		}
		f.Strict, f.Unmarked = max(f.Strict, level), f.Unmarked || level == marking.None
		if grade == 0 && !g.Permit {
			refused[[2]string{g.Direction, string(g.Party)}] += n
		}
		if g.Code == "" {
			return nil
		}
		if _, met := sums[g]; !met {
			order = append(order, g)
		}
		sums[g] += n
		return nil
	}, `SELECT direction, party, permit, grade, tlp, code, agreement, title, generation, provision, CAST(sum(objects) AS BIGINT) FROM release_flow WHERE `+where+`
		GROUP BY direction, party, permit, grade, tlp, code, agreement, title, generation, provision
		ORDER BY direction, party, permit, code, agreement, generation, provision`, args...)
	for _, g := range order {
		n := sums[g]
		g.Objects = n
		f.Grounds = append(f.Grounds, g)
	}
	for k, n := range refused {
		f.Crossings = append(f.Crossings, Crossing{Direction: k[0], Party: ids.Party(k[1]), Refused: n})
	}
	return err
}

// cross adds the dispatches to the crossings.
func (f *Traffic) cross() {
	at := map[[2]string]int{}
	for i, c := range f.Crossings {
		at[[2]string{c.Direction, string(c.Party)}] = i
	}
	for _, d := range f.Dispatches {
		k := [2]string{d.Direction, string(d.Party)}
		i, met := at[k]
		if !met {
			i = len(f.Crossings)
			at[k] = i
			f.Crossings = append(f.Crossings, Crossing{Direction: d.Direction, Party: d.Party})
		}
		f.Crossings[i].Releases++
		f.Crossings[i].Objects += d.Objects
	}
}

// maxRecalls bounds a list of recalls.
const maxRecalls = 500

// Recalls lists the orders given within a time, and those still open, newest
// first, as far as the viewer may know of what they concern.
func (s *Service) Recalls(ctx context.Context, v authz.Viewer, from, until time.Time) (all []Recall, err error) {
	defer errs.Wrap(&err, "release.Recalls")
	may, err := levels(v)
	if err != nil {
		return nil, err
	}
	args := []any{string(v.Realm()), db.Micros(from), db.Micros(until), maxRecalls}
	visible := db.In(&args, may)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		orders, err := db.Rows(ctx, tx, func(sc db.Scanner) (o RecallOrder, err error) {
			var b []byte
			if err = sc.Scan(&b); err != nil {
				return o, err
			}
			return parseOrder(b)
		}, `SELECT r.statement FROM release_recall r WHERE r.realm = $1
			AND (r.at >= $2 AND r.at < $3 OR EXISTS (SELECT 1 FROM release_compliance c WHERE c.recall = r.id AND c.state = 'sent'))
			AND EXISTS (SELECT 1 FROM release_part p JOIN release_parcel c ON c.part = p.id JOIN release_flow f ON f.release = c.release AND f.origin = p.origin
				WHERE p.release = r.release AND p.origin = r.origin AND f.tlp IN `+visible+`)
			ORDER BY r.at DESC, r.id LIMIT $4`, args...)
		if err != nil {
			return err
		}
		all = nil
		for _, o := range orders {
			rc := Recall{RecallOrder: o}
			if rc.Compliance, err = compliance(ctx, tx, o.ID); err != nil {
				return err
			}
			all = append(all, rc)
		}
		return nil
	})
	return all, err
}
