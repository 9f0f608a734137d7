package release

import (
	"context"
	"encoding/hex"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/intel"
)

// Recall is an order with how far it has come.
type Recall struct {
	RecallOrder
	Compliance []Compliance
}

// Compliance is how far a recall has come with one party: "sent" or, once that
// party has signed so, "executed" or "refused". Via names the relay that passed
// the order on, empty when we sent it ourselves.
type Compliance struct {
	Party  ids.Party
	Via    ids.Party
	State  string
	At     int64 // microseconds
	Reason string
}

// maxReasonText bounds the reason that a person gives for a recall, in bytes.
const maxReasonText = 500

// Recall orders everyone who got a release of ours, or the objects named of it,
// to give them back. Our own copy stays. The order cannot be undone; the same
// objects may be released again as a new version.
//
// Errors: errs.Invalid without a reason; errs.NotFound for a release that is
// not ours; errs.Conflict when nothing of it went out.
func (s *Service) Recall(ctx context.Context, who authz.Actor, realm ids.Realm, release, reason string, objects []string) (rc Recall, err error) {
	defer errs.Wrap(&err, "release.Recall(%s)", errs.Clip(release))
	if err := who.May(authz.ReleaseRecall); err != nil {
		return rc, err
	}
	if reason == "" || len(reason) > maxReasonText {
		return rc, errs.New(errs.Invalid, "say why, in 1 to %d bytes; every recipient reads it", maxReasonText)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		rel, err := db.One(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM release_release WHERE id = $1 AND realm = $2 AND direction = 'out'`, release, string(realm))
		if err != nil {
			return err
		}
		digests, err := s.ownDigests(ctx, tx, rel.ID, realm, objects)
		if err != nil {
			return err
		}
		to, err := db.Rows(ctx, tx, func(sc db.Scanner) (p ids.Party, err error) { return p, sc.Scan(&p) },
			`SELECT DISTINCT c.party FROM release_parcel c JOIN release_part p ON p.id = c.part WHERE c.release = $1 AND p.origin = $2 ORDER BY c.party`, rel.ID, string(s.party))
		if err != nil {
			return err
		}
		if len(to) == 0 {
			return errs.New(errs.Conflict, "nothing of our own went out with this release; only its origin can recall what it released")
		}
		rc.RecallOrder = RecallOrder{V: 1, ID: ids.New(), Origin: s.party, Realm: realm, Release: rel.ID, Digests: digests, Reason: reason, At: tx.Now}
		order, err := strictjson.Marshal(rc.RecallOrder)
		if err != nil {
			return err
		}
		rc.Compliance, err = s.order(ctx, tx, who, rc.RecallOrder, order, s.key.Sign(orderContext, order), to)
		return err
	})
	return rc, err
}

// ownDigests turns object ids into the digests of what was released of them.
func (s *Service) ownDigests(ctx context.Context, tx *db.Tx, release string, realm ids.Realm, objects []string) ([]string, error) {
	digests := []string{}
	if len(objects) == 0 {
		return digests, nil
	}
	who := authz.System(s.party, "recall", authz.IntelRead)
	rows, err := intel.List(ctx, tx, who.In(realm), intel.Filter{IDs: objects, History: true, Origin: s.party, Limit: 5000})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM release_item i JOIN release_part p ON p.id = i.part WHERE i.added = $1 AND p.release = $2`, r.Added, release)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			digests = append(digests, hex.EncodeToString(r.Digest[:]))
		}
	}
	if len(digests) == 0 {
		return nil, errs.New(errs.NotFound, "none of these objects was in this release")
	}
	slices.Sort(digests)
	return digests, nil
}

// order keeps a recall and sends it on.
func (s *Service) order(ctx context.Context, tx *db.Tx, who authz.Actor, o RecallOrder, statement []byte, signature sign.Signature, to []ids.Party) ([]Compliance, error) {
	if _, err := tx.Exec(ctx, `INSERT INTO release_recall (id, realm, origin, release, at, reason, statement, signature) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		o.ID, string(o.Realm), string(o.Origin), o.Release, db.Micros(o.At), o.Reason, statement, signature[:]); err != nil {
		return nil, err
	}
	var all []Compliance
	for _, p := range to {
		if _, err := tx.Exec(ctx, `INSERT INTO release_compliance (recall, party, via, state, at, reason, ack, signature) VALUES ($1,$2,'','sent',$3,'',$4,$4)`,
			o.ID, string(p), db.Micros(tx.Now), []byte{}); err != nil {
			return nil, err
		}
		all = append(all, Compliance{Party: p, State: "sent", At: db.Micros(tx.Now)})
	}
	if len(to) == 0 {
		return nil, nil
	}
	_, err := s.journal.Append(ctx, tx, journal.Act{Realm: o.Realm, Kind: kindRecalled, By: who, About: o.Release, Audience: to, Body: orderBody{Order: statement, Signature: signature}})
	return all, err
}

// receiveRecall executes the order of an origin: what is here of its release is
// erased, the order goes on to everyone who had it from us, and the sender's
// receipt says that it was executed. Nobody here is asked.
func (s *Service) receiveRecall(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	st := in.Statement
	var body orderBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Large); err != nil {
		return out, err
	}
	o, err := parseOrder(body.Order)
	if err != nil {
		return out, err
	}
	if o.Origin == s.party || o.Realm != st.Realm {
		return out, errs.New(errs.Denied, "this recall claims %s as its origin in realm %s and cannot come this way", o.Origin, o.Realm)
	}
	key, err := s.parties.NodeKey(ctx, tx, o.Origin)
	if err != nil {
		return out, err
	}
	if err := sign.Verify(key, orderContext, body.Order, body.Signature); err != nil {
		return out, errs.New(errs.Denied, "the recall is not signed by its origin %s", o.Origin)
	}
	out = federation.Outcome{Outcome: ledger.Executed, Counts: map[string]int64{"erased": 0}}
	known, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM release_recall WHERE id = $1`, o.ID)
	if err != nil || known > 0 {
		return out, err // the same order by another way: done already
	}
	if out.Counts["erased"], err = s.execute(ctx, tx, o); err != nil {
		return out, err
	}
	to, err := db.Rows(ctx, tx, func(sc db.Scanner) (p ids.Party, err error) { return p, sc.Scan(&p) },
		`SELECT DISTINCT c.party FROM release_parcel c JOIN release_part p ON p.id = c.part JOIN release_release r ON r.id = c.release
		 WHERE p.release = $1 AND p.origin = $2 AND r.direction <> 'in' ORDER BY c.party`, o.Release, string(o.Origin))
	if err != nil {
		return out, err
	}
	who := authz.System(s.party, "federation", authz.SystemFederate)
	if _, err := s.order(ctx, tx, who, o, body.Order, body.Signature, to); err != nil {
		return out, err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: o.Realm, Kind: "release.recall-executed", By: who, About: o.Release,
		Body: map[string]any{"recall": o.ID, "origin": o.Origin, "reason": o.Reason, "erased": out.Counts["erased"]}})
	return out, err
}

// execute erases what the order names, and only rows whose origin gave it: an
// identical object of our own stays ours.
func (s *Service) execute(ctx context.Context, tx *db.Tx, o RecallOrder) (int64, error) {
	only := map[string]bool{}
	for _, d := range o.Digests {
		only[d] = true
	}
	items, err := db.Rows(ctx, tx, scanItem, `SELECT i.part, i.idx, i.added, i.digest, i.proof FROM release_item i JOIN release_part p ON p.id = i.part WHERE p.release = $1 AND p.origin = $2 AND i.added <> 0`, o.Release, string(o.Origin))
	if err != nil {
		return 0, err
	}
	var added []int64
	for _, it := range items {
		if len(only) == 0 || only[hex.EncodeToString(it.digest[:])] {
			added = append(added, it.added)
		}
	}
	return intel.EraseOf(ctx, tx, o.Realm, o.Origin, added)
}

// recallAcked notes that a recipient has signed how it dealt with a recall. A
// relay hands that on to the origin.
func (s *Service) recallAcked(ctx context.Context, tx *db.Tx, st ledger.Statement, ack ledger.SignedAck) error {
	var body orderBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Large); err != nil {
		return err
	}
	o, err := parseOrder(body.Order)
	if err != nil {
		return err
	}
	if err := s.comply(ctx, tx, o.ID, st.To, "", ack); err != nil || o.Origin == s.party {
		return err
	}
	card, err := s.parties.Card(ctx, tx, st.To)
	if err != nil {
		return err
	}
	to, err := s.wayBack(ctx, tx, o)
	if err != nil || to == "" {
		return err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: o.Realm, Kind: kindAcknowledged, By: authz.System(s.party, "federation", authz.SystemFederate), About: o.Release, Audience: []ids.Party{to},
		Body: ackBody{Recall: o.ID, Party: st.To, Ack: ack.Bytes, Signature: ack.Signature, Card: card}})
	return err
}

// wayBack is the party from which the recalled parts came here: the origin, or
// the relay before us.
func (s *Service) wayBack(ctx context.Context, tx *db.Tx, o RecallOrder) (ids.Party, error) {
	from, err := db.Rows(ctx, tx, func(sc db.Scanner) (p ids.Party, err error) { return p, sc.Scan(&p) },
		`SELECT DISTINCT r.peer FROM release_release r JOIN release_parcel c ON c.release = r.id JOIN release_part p ON p.id = c.part WHERE r.direction = 'in' AND p.release = $1 AND p.origin = $2 ORDER BY r.peer`,
		o.Release, string(o.Origin))
	if err != nil || len(from) == 0 {
		return "", err
	}
	return from[0], nil
}

// receiveAcknowledged takes what a party further on has signed about our
// recall, handed back by the relay that passed the order on.
func (s *Service) receiveAcknowledged(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	var body ackBody
	if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	party, key, err := s.parties.Introduce(ctx, tx, body.Card, in.Statement.From)
	if err != nil {
		return out, err
	}
	ack, err := ledger.ParseAck(body.Ack, body.Signature, key)
	if err != nil {
		return out, err
	}
	relayed := ledger.Pair{From: in.Statement.From, To: party, Realm: in.Statement.Realm}
	if party != body.Party || ack.Log != relayed.Origin() {
		return out, errs.New(errs.Denied, "the acknowledgement is of another party or another log")
	}
	out = federation.Outcome{Outcome: ledger.Accepted}
	o, err := db.One(ctx, tx, func(sc db.Scanner) (o RecallOrder, err error) {
		var b []byte
		if err = sc.Scan(&b); err != nil {
			return o, err
		}
		return parseOrder(b)
	}, `SELECT statement FROM release_recall WHERE id = $1`, body.Recall)
	if err != nil {
		return out, err
	}
	if err := s.comply(ctx, tx, o.ID, party, in.Statement.From, ack); err != nil || o.Origin == s.party {
		return out, err
	}
	to, err := s.wayBack(ctx, tx, o)
	if err != nil || to == "" {
		return out, err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: o.Realm, Kind: kindAcknowledged, By: authz.System(s.party, "federation", authz.SystemFederate), About: o.Release, Audience: []ids.Party{to}, Body: body})
	return out, err
}

// comply records a party's signed answer to a recall, and tells the feed.
func (s *Service) comply(ctx context.Context, tx *db.Tx, recall string, party, via ids.Party, ack ledger.SignedAck) error {
	state := "executed"
	if ack.Outcome != ledger.Executed {
		state = "refused"
	}
	if _, err := tx.Exec(ctx, `INSERT INTO release_compliance (recall, party, via, state, at, reason, ack, signature) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
		ON CONFLICT (recall, party) DO UPDATE SET state = excluded.state, at = excluded.at, reason = excluded.reason, ack = excluded.ack, signature = excluded.signature`,
		recall, string(party), string(via), state, db.Micros(tx.Now), ack.Reason, []byte(ack.Bytes), ack.Signature[:]); err != nil {
		return err
	}
	realm, err := db.Value[ids.Realm](ctx, tx, `SELECT realm FROM release_recall WHERE id = $1`, recall)
	if err != nil {
		return err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "release.recall-" + state, By: authz.System(s.party, "federation", authz.SystemFederate), About: recall,
		Body: map[string]any{"party": party, "via": via, "counts": ack.Counts}})
	return err
}
