package notify

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// space is where the ids of deliveries are named.
var space = uuid.MustParse("6f1d2b52-8a39-4a0e-9a2e-5c1f7f5f6d11")

// bundle is how long acts that are not urgent are gathered into one message.
const bundle = time.Minute

// Follow is a follower of the journal: it writes what is to be told of an entry.
// A replay finds what is written, and writes nothing twice.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, e journal.Entry) (err error) {
	defer errs.Wrap(&err, "notify.Follow(%d)", e.Seq)
	if strings.HasPrefix(e.Kind, own) {
		return nil
	}
	if err := s.trigger(ctx, tx, e); err != nil {
		return err
	}
	if s.channel(e.Realm, ByMail) == nil && s.channel(e.Realm, ByWebhook) == nil {
		return nil
	}
	all, err := allSettings(ctx, tx)
	if err != nil || len(all) == 0 {
		return err
	}
	people, err := s.people(ctx, tx)
	if err != nil {
		return err
	}
	for _, k := range all {
		p, ok := people[k.person]
		// What was done before somebody chose rules is no news under them, and
		// what somebody did is no news to them.
		if !ok || p.Away || p.ID == e.Person || e.At.Before(k.changed) || !p.Actor.Hears(e.Kind) {
			continue
		}
		if err := s.tell(ctx, tx, k, e); err != nil {
			return err
		}
	}
	return nil
}

// tell writes the deliveries of one entry to one person.
func (s *Service) tell(ctx context.Context, tx *db.Tx, k kept, e journal.Entry) error {
	for road, urgent := range k.roads(e.Kind) {
		d := Delivery{Realm: e.Realm, Form: FormNotice, Person: k.person, Road: road}
		slot := "seq/" + strconv.FormatInt(e.Seq, 10)
		switch {
		case road == Day || road == Week:
			day := 0
			if road == Week {
				day = k.DigestDay
			}
			d.Form, d.Road = FormDigest, ByMail
			d.Next = nextAt(known(k.Zone), tx.Now, minutes(k.DigestAt), day)
			slot = string(road) + "/" + strconv.FormatInt(d.Next.Unix(), 10)
		case urgent:
			d.Next = tx.Now
		default:
			if d.Next = k.quietUntil(tx.Now); d.Next.IsZero() {
				d.Next = tx.Now.Truncate(bundle).Add(bundle)
			}
			slot = "until/" + strconv.FormatInt(d.Next.Unix(), 10)
		}
		if k.address(d.Road) == "" || s.channel(e.Realm, d.Road) == nil {
			continue
		}
		done, err := isNoticed(ctx, tx, d, e.Seq)
		if err == nil && !done {
			err = s.gather(ctx, tx, d, slot, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// gather adds an entry to the delivery of a slot, which is made where it is
// missing. One that was taken up already, as after a step of the clock, gets no
// more: then the entry has a delivery of its own.
func (s *Service) gather(ctx context.Context, tx *db.Tx, d Delivery, slot string, e journal.Entry) error {
	name := func(slot string) string {
		return ids.Named(space, strings.Join([]string{string(d.Realm), d.Person, string(d.Road), string(d.Form), slot}, "|"))
	}
	d.ID = name(slot)
	fresh, err := insertDelivery(ctx, tx, d)
	if err != nil {
		return err
	}
	if !fresh {
		open, err := isOpen(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		if !open {
			d.ID = name(slot + "/" + strconv.FormatInt(e.Seq, 10))
			if _, err := insertDelivery(ctx, tx, d); err != nil {
				return err
			}
		}
	}
	tx.AfterCommit(s.bell.Ring)
	return addNotice(ctx, tx, d.ID, e)
}

// roads lists by which roads a kind reaches the person, and whether urgently.
func (s Settings) roads(kind string) map[Road]bool {
	all := map[Road]bool{}
	for _, r := range s.Rules {
		if r.By != ByPage && covers(r.Kinds, kind) {
			all[r.By] = all[r.By] || r.Urgent
		}
	}
	return all
}

// address is where a road leads to; empty for nowhere.
func (s Settings) address(road Road) string {
	if road == ByWebhook {
		return s.Webhook
	}
	return s.Mail
}

// trigger raises the alarms that a kind raises.
func (s *Service) trigger(ctx context.Context, tx *db.Tx, e journal.Entry) error {
	all, err := plans[Trigger](ctx, tx, planTrigger)
	if err != nil {
		return err
	}
	for _, t := range all {
		if !covers(t.plan.Kinds, e.Kind) || e.At.Before(t.changed) {
			continue
		}
		if _, err := s.Raise(ctx, tx, s.system(), NewAlarm{Realm: e.Realm, Title: e.Kind, About: e.About, Link: room(e.Kind, e.About, false), Ladder: t.plan.Ladder, Dedup: e.Kind + " " + e.About}); err != nil {
			return err
		}
	}
	return nil
}
