package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/merkle"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/format/stix"
	"entente/internal/intel"
	"entente/internal/policy"
)

// The kinds of this domain that travel. Only kindSent carries objects.
const (
	kindSent         = "release.sent"
	kindRecalled     = "release.recalled"
	kindAcknowledged = "release.recall-acknowledged"
)

// Kinds tells federation what this domain hears and says.
func (s *Service) Kinds() map[string]federation.Kind {
	return map[string]federation.Kind{
		kindSent:         {Receive: s.receiveSent, Cargo: s.cargo},
		kindRecalled:     {Receive: s.receiveRecall, Acked: s.recallAcked},
		kindAcknowledged: {Receive: s.receiveAcknowledged},
	}
}

// arrival is one part of a received release while it is checked.
type arrival struct {
	sent  sentPart
	part  signedPart
	class policy.Class
	seed  []byte
	why   string // why the part as a whole is refused; empty when it is taken
}

// receiveSent takes a release of another party: every part is checked by this
// node's own rules before anything is stored, and all is stored in the one
// transaction in which the log is mirrored. What cannot be what its origin
// signed refuses the whole release; what our agreements do not permit refuses
// its part; what the store cannot take refuses one object. Each with a reason
// that the sender is told.
func (s *Service) receiveSent(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	st := in.Statement
	var body sentBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Large); err != nil {
		return out, err
	}
	if in.Gone {
		return out, errs.New(errs.Conflict, "the sender withdrew the objects before they could be sent")
	}
	if body.Objects != in.Lines || len(body.Parts) == 0 {
		return out, errs.New(errs.Invalid, "the release announces %d objects and brings %d", body.Objects, in.Lines)
	}
	if _, err := ids.Parse(body.Release); err != nil {
		return out, err
	}
	arrivals, err := s.open(ctx, tx, st, body)
	if err != nil {
		return out, err
	}
	defs, err := s.check(ctx, tx, in, arrivals)
	if err != nil {
		return out, err
	}
	return s.take(ctx, tx, in, body, arrivals, defs)
}

// open checks what is said about each part: its origin's signature, the key
// behind it, and our own agreements.
func (s *Service) open(ctx context.Context, tx *db.Tx, st ledger.Statement, body sentBody) ([]*arrival, error) {
	rules, err := s.agreements.Rules(ctx, tx, st.Realm, tx.Now)
	if err != nil {
		return nil, err
	}
	var all []*arrival
	seen := map[string]bool{}
	for i, sp := range body.Parts {
		p, err := parsePart(sp.Statement)
		if err != nil {
			return nil, err
		}
		a := &arrival{sent: sp, part: signedPart{PartStatement: p, statement: sp.Statement, signature: sp.Signature}}
		if a.seed, err = hex.DecodeString(sp.Seed); err != nil {
			return nil, errs.New(errs.Invalid, "part %d: the seed is not hex", i)
		}
		if seen[p.ID] || p.Realm != st.Realm || (len(a.seed) == 0) == (len(sp.Items) == 0) {
			return nil, errs.New(errs.Invalid, "part %d: given twice, of another realm, or without the means to prove it", i)
		}
		seen[p.ID] = true
		key, card, err := s.originKey(ctx, tx, st.From, p.Origin, sp.Card)
		if err != nil {
			return nil, err
		}
		if err := sign.Verify(key, partContext, a.part.statement, sp.Signature); err != nil {
			return nil, errs.New(errs.Denied, "part %d: the signature of its origin %s does not verify", i, p.Origin)
		}
		a.part.seed, a.part.card = a.seed, card
		if a.class, err = p.class(); err != nil {
			return nil, err
		}
		if d := policy.Decide(policy.Query{From: st.From, To: s.party, At: tx.Now, Class: a.class, Relayed: p.Origin != st.From}, rules); !d.Permit {
			a.why = reasonText(d)
		}
		all = append(all, a)
	}
	return all, nil
}

// originKey gives the key that must have signed, and the origin's card to keep.
// The sender's own is the pinned one; that of a third party comes with its card
// and must agree with what this node knows of it.
func (s *Service) originKey(ctx context.Context, tx *db.Tx, from, origin ids.Party, card []byte) (sign.PublicKey, []byte, error) {
	if origin == s.party {
		return sign.PublicKey{}, nil, errs.New(errs.Denied, "this claims %s as its origin, which is this node; nobody else releases for it", origin)
	}
	if origin == from {
		key, err := s.parties.NodeKey(ctx, tx, from)
		if err != nil {
			return key, nil, err
		}
		own, err := s.parties.Card(ctx, tx, from)
		return key, own, err
	}
	if len(card) == 0 || string(card) == "null" {
		return sign.PublicKey{}, nil, errs.New(errs.Denied, "this claims %s as its origin and brings no card of %s", origin, origin)
	}
	code, key, err := s.parties.Introduce(ctx, tx, card, from)
	if err != nil {
		return key, nil, err
	}
	if code != origin {
		return key, nil, errs.New(errs.Denied, "the card is of %s, the part claims %s as its origin", code, origin)
	}
	return key, card, nil
}

// check reads the cargo once and proves that it is exactly what the origins
// signed: canonical bytes, in the signed trees, of the claimed class.
func (s *Service) check(ctx context.Context, tx *db.Tx, in federation.Inbound, arrivals []*arrival) (map[string]*stix.Object, error) {
	defs := map[string]*stix.Object{}
	if err := s.eachObject(in, arrivals, func(_ *arrival, _ int64, obj *stix.Object) error {
		if obj.Type == "marking-definition" {
			defs[obj.ID] = obj
		}
		return nil
	}); err != nil {
		return nil, err
	}
	trees := map[*arrival]*merkle.Builder{}
	lookup := s.definitions(ctx, tx, in.Statement.Realm, defs)
	err := s.eachObject(in, arrivals, func(a *arrival, i int64, obj *stix.Object) error {
		if set := stix.Markings(obj, lookup); set.TLP != a.class.TLP || set.PAP != a.class.PAP {
			return errs.New(errs.Denied, "object %s is marked tlp:%s pap:%s and was released as tlp:%s pap:%s; a marking is never changed on the way", obj.ID, set.TLP, set.PAP, a.class.TLP, a.class.PAP)
		}
		if obj.Category() != a.class.Category {
			return errs.New(errs.Denied, "object %s is of category %s and was released as %s", obj.ID, obj.Category(), a.class.Category)
		}
		if len(a.sent.Items) > 0 {
			return proveItem(a, a.sent.Items[i], obj.Digest)
		}
		if trees[a] == nil {
			trees[a] = merkle.NewBuilder(a.seed)
		}
		trees[a].Add(obj.Digest)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for a, t := range trees {
		if t.Root() != a.part.root() {
			return nil, errs.New(errs.Denied, "the objects of part %s are not those that %s signed", a.part.ID, a.part.Origin)
		}
	}
	return defs, nil
}

func proveItem(a *arrival, it sentItem, digest [sha256.Size]byte) error {
	var salt [32]byte
	b, ok := unhex(it.Salt)
	if !ok {
		return errs.New(errs.Invalid, "the salt of item %d is not 32 bytes of hex", it.Index)
	}
	salt = b
	path := make([]tlog.Hash, len(it.Path))
	for i, h := range it.Path {
		b, ok := unhex(h)
		if !ok {
			return errs.New(errs.Invalid, "the path of item %d is not made of hashes", it.Index)
		}
		path[i] = b
	}
	if err := merkle.Verify(a.part.root(), a.part.Objects, it.Index, salt, digest, path); err != nil {
		return errs.New(errs.Denied, "item %d is not in the part that %s signed", it.Index, a.part.Origin)
	}
	return nil
}

// unhex reads 32 bytes in the one form that has them: lower-case hex.
func unhex(s string) (h [32]byte, ok bool) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) || strings.ToLower(s) != s {
		return h, false
	}
	return [32]byte(b), true
}

// eachObject walks the cargo, part by part. i is the object's place among those
// that were sent of the part.
func (s *Service) eachObject(in federation.Inbound, arrivals []*arrival, f func(a *arrival, i int64, obj *stix.Object) error) error {
	at, i := 0, int64(0)
	err := in.Cargo(func(line []byte) error {
		for at < len(arrivals) && i == arrivals[at].sent.objects(arrivals[at].part.PartStatement) {
			at, i = at+1, 0
		}
		if at == len(arrivals) {
			return errs.New(errs.Invalid, "more objects came than the parts announce")
		}
		obj, err := stix.Parse(line)
		if err != nil {
			_, text := errs.Public(err)
			return errs.New(errs.Invalid, "an object of part %s is not valid: %s", arrivals[at].part.ID, text)
		}
		if string(obj.Bytes) != string(line) {
			return errs.New(errs.Invalid, "object %s is not in its canonical form", obj.ID)
		}
		i++
		return f(arrivals[at], i-1, obj)
	})
	if err != nil {
		return err
	}
	for ; at < len(arrivals); at, i = at+1, 0 {
		if i != arrivals[at].sent.objects(arrivals[at].part.PartStatement) {
			return errs.New(errs.Invalid, "fewer objects came than part %s announces", arrivals[at].part.ID)
		}
	}
	return nil
}

// definitions looks marking definitions up in the release and in the store.
func (s *Service) definitions(ctx context.Context, tx *db.Tx, realm ids.Realm, defs map[string]*stix.Object) func(string) (*stix.Object, bool) {
	misses := map[string]bool{}
	return func(id string) (*stix.Object, bool) {
		if def, ok := defs[id]; ok {
			return def, true
		}
		if misses[id] {
			return nil, false
		}
		def, ok, err := intel.Definition(ctx, tx, realm, id)
		if err != nil || !ok {
			misses[id] = true
			return nil, false
		}
		defs[id] = def
		return def, true
	}
}

// take stores what is permitted of a checked release and records the rest with
// its reasons.
func (s *Service) take(ctx context.Context, tx *db.Tx, in federation.Inbound, body sentBody, arrivals []*arrival, defs map[string]*stix.Object) (out federation.Outcome, err error) {
	st := in.Statement
	who := authz.System(s.party, "federation", authz.SystemFederate)
	lot, err := intel.OpenIntake(ctx, tx, intel.Lot{Key: st.ID, Realm: st.Realm, Person: "system", Who: string(st.From), Name: "release of " + string(st.From), Format: "release"})
	if err != nil {
		return out, err
	}
	if err := saveRelease(ctx, tx, Release{ID: st.ID, Realm: st.Realm, At: tx.Now, Direction: "in", Peer: st.From, Person: "system", Name: string(st.From), Objects: body.Objects}); err != nil {
		return out, err
	}
	t := &taker{ctx: ctx, tx: tx, lot: lot, lookup: s.definitions(ctx, tx, st.Realm, defs), items: map[*arrival][]item{}}
	if err := s.eachObject(in, arrivals, t.object); err != nil {
		return out, err
	}
	if err := t.flush(); err != nil {
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

// cargo streams the objects of a release.sent statement, in the order of its
// parts. When something of it was recalled or deleted meanwhile the answer is
// errs.Conflict: the statement then stands alone, and the recipient is told.
func (s *Service) cargo(ctx context.Context, tx *db.Tx, st ledger.Statement, yield func([]byte) error) error {
	var body sentBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Large); err != nil {
		return err
	}
	for _, sp := range body.Parts {
		p, err := parsePart(sp.Statement)
		if err != nil {
			return err
		}
		items, err := loadItems(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		want := map[int64]bool{}
		for _, it := range sp.Items {
			want[it.Index] = true
		}
		var added []int64
		for _, it := range items {
			if len(want) == 0 || want[it.idx] {
				added = append(added, it.added)
			}
		}
		if err := intel.Bodies(ctx, tx, added, yield); err != nil {
			return err
		}
	}
	return nil
}
