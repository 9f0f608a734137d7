package notify

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/format/openpgp"
)

// Standing is how the channels of a realm are set up and how they fare.
type Standing struct {
	Server      string // host:port of the mail server; empty where there is none
	TLS         string // starttls, implicit, none
	From        string
	Key         string // OpenPGP public key under which the node signs, armored
	Fingerprint string
	Roads       []RoadStanding
}

// RoadStanding is how one channel fares.
type RoadStanding struct {
	Road     Road
	Carried  bool  // the realm has the channel
	Waiting  int64 // deliveries that are due or to come
	Sent     time.Time
	FailedAt time.Time   // when an attempt last failed
	Reason   errs.Phrase // and why
}

// Standing tells administrators how the channels fare. No password is in it.
func (s *Service) Standing(ctx context.Context, v authz.Viewer) (st Standing, err error) {
	defer errs.Wrap(&err, "notify.Standing")
	if err := v.May(authz.NotifyManage); err != nil {
		return st, err
	}
	if m := s.c.Mail; m.Server != "" {
		st = Standing{Server: m.Server, TLS: m.TLS, From: m.From.Address}
		if st.Key, err = m.Signer.Public(); err != nil {
			return st, err
		}
		st.Fingerprint = openpgp.Fingerprint(st.Key)
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		st.Roads = nil
		for _, road := range []Road{ByMail, ByWebhook} {
			r, err := roadStanding(ctx, tx, v, road)
			if err != nil {
				return err
			}
			r.Carried = s.channel(v.Realm(), road) != nil
			st.Roads = append(st.Roads, r)
		}
		return nil
	})
	return st, err
}

func roadStanding(ctx context.Context, tx *db.Tx, v authz.Viewer, road Road) (r RoadStanding, err error) {
	r.Road = road
	var last int64
	scan := func(sc db.Scanner) (RoadStanding, error) { return r, sc.Scan(&r.Waiting, &last) }
	if _, err = db.One(ctx, tx, scan, `SELECT coalesce(sum(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0), coalesce(max(CASE WHEN state = 'sent' THEN settled ELSE 0 END), 0)
		FROM notify_delivery WHERE realm = $1 AND channel = $2`, string(v.Realm()), string(road)); err != nil {
		return r, err
	}
	r.Sent = db.Time(last)
	bad, err := db.Rows(ctx, tx, scanDelivery, `SELECT `+deliveryColumns+` FROM notify_delivery d WHERE realm = $1 AND channel = $2 AND tries > 0 AND (state = 'failed' OR state = 'waiting') ORDER BY tried DESC LIMIT 1`, string(v.Realm()), string(road))
	if err != nil || len(bad) == 0 {
		return r, err
	}
	r.FailedAt, r.Reason = bad[0].Tried, bad[0].Reason
	if !bad[0].Settled.IsZero() {
		r.FailedAt = bad[0].Settled
	}
	return r, nil
}
