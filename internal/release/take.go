package release

import (
	"context"
	"fmt"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/format/stix"
	"entente/internal/intel"
	"entente/internal/policy"
)

// take stores what is permitted of a checked release and records the rest with
// its reasons.
func (s *Service) take(ctx context.Context, tx *db.Tx, in federation.Inbound, body sentBody, arrivals []*arrival, defs map[string]*stix.Object) (out federation.Outcome, err error) {
	st := in.Statement
	who := authz.System(s.party, "federation", authz.SystemFederate)
	lot, err := intel.OpenIntake(ctx, tx, intel.Lot{Key: st.ID, Realm: st.Realm, Person: "system", Who: string(st.From), Name: "release of " + string(st.From), Format: "release"})
	if err != nil {
		return out, err
	}
	rel := Release{ID: st.ID, Realm: st.Realm, At: tx.Now, Direction: "in", Peer: st.From, Person: "system", Name: string(st.From), Objects: body.Objects}
	if err := saveRelease(ctx, tx, rel); err != nil {
		return out, err
	}
	t := &taker{ctx: ctx, tx: tx, lot: lot, lookup: s.definitions(ctx, tx, st.Realm, defs), items: map[*arrival][]item{}}
	if err := s.eachObject(in, arrivals, t.object); err != nil {
		return out, err
	}
	if err := t.flush(); err != nil {
		return out, err
	}
	if err := arrivedFlow(arrivals, t.items).save(ctx, tx, rel, st.From); err != nil {
		return out, err
	}
	var refusals []string
	var refusedByPart int64
	for _, a := range arrivals {
		if a.why != "" {
			n := a.sent.objects(a.part.PartStatement)
			refusedByPart += n
			refusals = append(refusals, fmt.Sprintf("%d %s objects of %s: %s", n, a.class.Category, a.class.Origin, a.why))
			continue
		}
		if err := savePart(ctx, tx, a.part, t.items[a]); err != nil {
			return out, err
		}
		if err := saveParcel(ctx, tx, st.ID, st.From, parcel{signedPart: a.part, items: partialItems(a, t.items[a])}); err != nil {
			return out, err
		}
	}
	done, err := lot.Close(ctx)
	if err != nil {
		return out, err
	}
	for _, p := range done.Problems[:min(len(done.Problems), 5)] {
		refusals = append(refusals, p.ID+": "+p.Reason)
	}
	out = federation.Outcome{Outcome: ledger.Accepted, Reason: clipReason(refusals), Counts: map[string]int64{
		"objects": body.Objects, "stored": done.Stored, "duplicates": done.Duplicates, "refused": done.Refused + refusedByPart}}
	switch refused := done.Refused + refusedByPart; {
	case refused == body.Objects:
		out.Outcome = ledger.Refused
	case refused > 0:
		out.Outcome = ledger.Partial
	}
	if _, err := s.journal.Append(ctx, tx, journal.Act{Realm: st.Realm, Kind: "release.received", By: who, About: st.ID,
		Body: map[string]any{"from": st.From, "outcome": out.Outcome, "reason": out.Reason, "counts": out.Counts}}); err != nil {
		return out, err
	}
	return out, nil
}

func partialItems(a *arrival, items []item) []item {
	if len(a.sent.Items) == 0 {
		return nil
	}
	return items
}

// maxReason bounds the reason that goes back to the sender, in bytes.
const maxReason = 2000

func clipReason(reasons []string) string {
	text := strings.Join(reasons, "; ")
	if len(text) > maxReason {
		text = strings.ToValidUTF8(text[:maxReason], "") + "…"
	}
	return text
}

func reasonText(d policy.Decision) string {
	var parts []string
	for _, r := range d.Reasons {
		t := r.Text
		if r.Citation.Agreement != "" {
			t += fmt.Sprintf(" (%s, generation %d, provision %s)", r.Citation.Title, r.Citation.Generation, r.Citation.Provision)
		}
		parts = append(parts, t)
	}
	return strings.Join(parts, "; ")
}

// taker stores the objects of the parts that are taken, a thousand at a time.
type taker struct {
	ctx    context.Context
	tx     *db.Tx
	lot    *intel.Intake
	lookup func(string) (*stix.Object, bool)
	n      int // objects met so far
	batch  []intel.Item
	from   []pending
	items  map[*arrival][]item
}

// pending remembers where an object of the batch stands in its part.
type pending struct {
	a  *arrival
	it item
}

func (t *taker) object(a *arrival, i int64, obj *stix.Object) error {
	if a.why != "" {
		return nil
	}
	it := item{part: a.part.ID, idx: i, digest: obj.Digest}
	if len(a.sent.Items) > 0 {
		it.idx = a.sent.Items[i].Index
		proof, err := strictjson.Marshal(a.sent.Items[i])
		if err != nil {
			return err
		}
		it.proof = proof
	}
	class := a.class
	class.Unknown = len(stix.Markings(obj, t.lookup).Unknown) > 0
	t.batch = append(t.batch, intel.Item{Index: t.n, Object: obj, Class: class})
	t.n++
	t.from = append(t.from, pending{a, it})
	if len(t.batch) < 1000 {
		return nil
	}
	return t.flush()
}

func (t *taker) flush() error {
	if len(t.batch) == 0 {
		return nil
	}
	results, err := t.lot.Put(t.ctx, t.batch)
	if err != nil {
		return err
	}
	for i, r := range results {
		p := t.from[i]
		p.it.added = r.Added
		t.items[p.a] = append(t.items[p.a], p.it)
	}
	t.batch, t.from = nil, nil
	return nil
}
