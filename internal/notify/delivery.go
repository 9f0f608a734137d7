package notify

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// Delivery is one message to one person by one channel, and what became of it.
type Delivery struct {
	ID      string
	Realm   ids.Realm
	Form    Form
	Person  string // account id; empty for an address outside the accounts
	Address string // outside the accounts alone
	Road    Road   // ByMail or ByWebhook
	Alarm   string
	Created time.Time
	Next    time.Time // when it is tried next; zero when it is settled
	Tried   time.Time // first
	Tries   int64
	State   string      // waiting, sent, failed, dropped
	Reason  errs.Phrase // why the last attempt failed
	Settled time.Time
	Acts    int64 // how many acts it tells of

	OnlyEncrypted bool // outside the accounts: encrypted, or not at all

	body string
}

// The states of a delivery.
const (
	waiting = "waiting"
	sent    = "sent"
	failed  = "failed"
	dropped = "dropped" // the person may not hear of it any more
)

const maxLog = 500

// Log lists deliveries, newest first: the caller's own, or with authz.NotifyManage
// those of everybody.
func (s *Service) Log(ctx context.Context, v authz.Viewer, everybody bool, limit int) (all []Delivery, err error) {
	defer errs.Wrap(&err, "notify.Log")
	act := authz.NotifyOwn
	if everybody {
		act = authz.NotifyManage
	}
	if err := v.May(act); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = deliveries(ctx, tx, v, everybody, min(max(limit, 1), maxLog))
		return err
	})
	return all, err
}

// Look gives one delivery to the domain that sent it.
func (s *Service) Look(ctx context.Context, tx *db.Tx, id string) (Delivery, error) {
	return db.One(ctx, tx, scanDelivery, `SELECT `+deliveryColumns+` FROM notify_delivery d WHERE id = $1`, id)
}

// Failures lists what was given up since a moment, for the watch.
func (s *Service) Failures(ctx context.Context, v authz.Viewer, since time.Time) (all []Delivery, err error) {
	defer errs.Wrap(&err, "notify.Failures")
	if err := v.May(authz.NotifyManage); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = db.Rows(ctx, tx, scanDelivery, `SELECT `+deliveryColumns+` FROM notify_delivery d WHERE realm = $1 AND state = 'failed' AND settled > $2 ORDER BY settled DESC LIMIT 100`, string(v.Realm()), db.Micros(since))
		return err
	})
	return all, err
}

const deliveryColumns = `d.id, d.realm, d.form, d.person, d.address, d.channel, d.alarm, d.body, d.created, d.next_at, d.tried, d.tries, d.state, d.reason, d.settled, d.only_encrypted,
	(SELECT count(*) FROM notify_notice n WHERE n.delivery = d.id)`

func scanDelivery(sc db.Scanner) (d Delivery, err error) {
	var created, next, tried, settled int64
	var reason []byte
	if err = sc.Scan(&d.ID, &d.Realm, &d.Form, &d.Person, &d.Address, &d.Road, &d.Alarm, &d.body, &created, &next, &tried, &d.Tries, &d.State, &reason, &settled, &d.OnlyEncrypted, &d.Acts); err != nil {
		return d, err
	}
	d.Created, d.Next, d.Tried, d.Settled = db.Time(created), db.Time(next), db.Time(tried), db.Time(settled)
	if len(reason) > 0 {
		err = decode(reason, &d.Reason)
	}
	return d, err
}

func deliveries(ctx context.Context, tx *db.Tx, v authz.Viewer, everybody bool, limit int) ([]Delivery, error) {
	q, args := `SELECT `+deliveryColumns+` FROM notify_delivery d WHERE d.realm = $1`, []any{string(v.Realm()), limit}
	if !everybody {
		q += ` AND d.person = $3`
		args = append(args, v.Actor().Person)
	}
	return db.Rows(ctx, tx, scanDelivery, q+` ORDER BY d.created DESC, d.id DESC LIMIT $2`, args...)
}

// insertDelivery keeps a delivery and tells whether it is new.
func insertDelivery(ctx context.Context, tx *db.Tx, d Delivery) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO notify_delivery (id, realm, form, person, address, channel, alarm, body, created, next_at, holder, lease_until, tried, tries, state, reason, settled, only_encrypted)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,'',0,0,0,'waiting',$11,0,$12) ON CONFLICT DO NOTHING`,
		d.ID, string(d.Realm), string(d.Form), d.Person, d.Address, string(d.Road), d.Alarm, d.body, db.Micros(tx.Now), db.Micros(d.Next), []byte{}, d.OnlyEncrypted)
	return n > 0, err
}

// isOpen tells whether a delivery can still take in more: nobody has taken it up.
func isOpen(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM notify_delivery WHERE id = $1 AND state = 'waiting' AND tries = 0 AND lease_until = 0`, id)
	return n > 0, err
}

func addNotice(ctx context.Context, tx *db.Tx, delivery string, e journal.Entry) error {
	_, err := tx.Exec(ctx, `INSERT INTO notify_notice (delivery, seq, kind, about, at) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING`, delivery, e.Seq, e.Kind, e.About, db.Micros(e.At))
	return err
}

// isNoticed tells whether an entry is told to a person by a road already.
func isNoticed(ctx context.Context, tx *db.Tx, d Delivery, seq int64) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM notify_notice n JOIN notify_delivery d ON d.id = n.delivery WHERE n.seq = $1 AND d.person = $2 AND d.channel = $3 AND d.form = $4`,
		seq, d.Person, string(d.Road), string(d.Form))
	return n > 0, err
}

type notice struct {
	kind, about string
	at          time.Time
}

// maxLines is how many acts one message lists; the rest is counted.
const maxLines = 200

func notices(ctx context.Context, tx *db.Tx, delivery string) ([]notice, error) {
	return db.Rows(ctx, tx, func(sc db.Scanner) (n notice, err error) {
		var at int64
		err = sc.Scan(&n.kind, &n.about, &at)
		n.at = db.Time(at)
		return n, err
	}, `SELECT kind, about, at FROM notify_notice WHERE delivery = $1 ORDER BY seq LIMIT $2`, delivery, maxLines)
}

func countTests(ctx context.Context, tx *db.Tx, person string, since time.Time) (int64, error) {
	return db.Value[int64](ctx, tx, `SELECT count(*) FROM notify_delivery WHERE person = $1 AND form = 'test' AND created > $2`, person, db.Micros(since))
}
