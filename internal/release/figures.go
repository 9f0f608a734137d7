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
	Bearing
}

// Bearing is how something that is told is marked.
type Bearing struct {
	Strict   marking.TLP
	Unmarked bool // some of it bears no marking, or one that is not understood
}

func (b *Bearing) take(tlp string) error {
	level, err := marking.ParseTLP(tlp)
	b.Strict, b.Unmarked = max(b.Strict, level), b.Unmarked || level == marking.None
	return err
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
		if err := f.take(tlp); err != nil {
			return err
		}
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

// Leg is a release on its way to one party.
type Leg struct {
	Release string
	Party   ids.Party
}

// Legs tells how what went with releases is marked, for each party that it went
// to. A leg of which the viewer may not hear is not there.
func (s *Service) Legs(ctx context.Context, v authz.Viewer, releases []string) (legs map[Leg]Bearing, err error) {
	defer errs.Wrap(&err, "release.Legs")
	may, err := levels(v)
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		legs = map[Leg]Bearing{}
		for rest := releases; len(rest) > 0; {
			part := rest[:min(len(rest), 500)]
			rest = rest[len(part):]
			args := []any{string(v.Realm())}
			where := `realm = $1 AND grade = 0 AND permit = TRUE AND tlp IN ` + db.In(&args, may) + ` AND release IN ` + db.In(&args, part)
			if err := db.Each(ctx, tx, func(sc db.Scanner) error {
				var l Leg
				var tlp string
				if err := sc.Scan(&l.Release, &l.Party, &tlp); err != nil {
					return err
				}
				b := legs[l]
				err := b.take(tlp)
				legs[l] = b
				return err
			}, `SELECT DISTINCT release, party, tlp FROM release_flow WHERE `+where, args...); err != nil {
				return err
			}
		}
		return nil
	})
	return legs, err
}

// Order is a recall with how what it calls back is marked.
type Order struct {
	Recall
	Bearing
}

// maxRecalls bounds a list of recalls.
const maxRecalls = 500

// called finds the flows of what a recall calls back: what this node gave or
// received of a release of an origin.
func called(release, origin string) string {
	return `FROM release_part p JOIN release_parcel c ON c.part = p.id JOIN release_flow f ON f.release = c.release AND f.party = c.party AND f.origin = p.origin
		WHERE f.permit = TRUE AND p.release = ` + release + ` AND p.origin = ` + origin
}

// Recalls lists the orders given within a time, and those still open, newest
// first. Its reason is free text: who may not hear of all that an order calls
// back does not hear of the order.
func (s *Service) Recalls(ctx context.Context, v authz.Viewer, from, until time.Time) (all []Order, err error) {
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
			AND EXISTS (SELECT 1 `+called("r.release", "r.origin")+`) AND NOT EXISTS (SELECT 1 `+called("r.release", "r.origin")+` AND f.tlp NOT IN `+visible+`)
			ORDER BY r.at DESC, r.id LIMIT $4`, args...)
		if err != nil {
			return err
		}
		all = nil
		for _, o := range orders {
			rc := Order{Recall: Recall{RecallOrder: o}}
			if rc.Compliance, err = compliance(ctx, tx, o.ID); err != nil {
				return err
			}
			if err := db.Each(ctx, tx, func(sc db.Scanner) error {
				var tlp string
				if err := sc.Scan(&tlp); err != nil {
					return err
				}
				return rc.take(tlp)
			}, `SELECT DISTINCT f.tlp `+called("$1", "$2"), o.Release, string(o.Origin)); err != nil {
				return err
			}
			all = append(all, rc)
		}
		return nil
	})
	return all, err
}
