package notify

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

const (
	sendTime  = time.Minute      // the longest that one attempt takes
	leaseTime = 5 * sendTime     // and how long others leave it alone; more than a batch may take
	batchSize = 4                // what one process takes at once
	firstWait = 30 * time.Second // before the second attempt; then twice as long each time
	mostWait  = time.Hour
	giveUp    = 24 * time.Hour // after the first attempt
)

// sendDue sends what is due. A crash after a channel took a message, and before
// that is noted here, sends it again under the same id.
func (s *Service) sendDue(ctx context.Context) error {
	for {
		batch, err := s.claim(ctx)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, d := range batch {
			if err := s.attempt(ctx, d); err != nil {
				return err
			}
		}
	}
}

// claim takes the lease of some deliveries that are due, so that of two
// processes one sends. A lease from further ahead than any can be was taken
// under a clock that has been put back, and does not count.
func (s *Service) claim(ctx context.Context) (batch []Delivery, err error) {
	const due = `next_at > 0 AND next_at <= $1 AND (lease_until <= $1 OR lease_until > $2)`
	var any bool
	if err := s.c.DB.Read(ctx, func(tx *db.Tx) error {
		n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM notify_delivery WHERE `+due, db.Micros(tx.Now), db.Micros(tx.Now.Add(leaseTime)))
		any = n > 0
		return err
	}); err != nil || !any {
		return nil, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		now, until := db.Micros(tx.Now), db.Micros(tx.Now.Add(leaseTime))
		batch, err = db.Rows(ctx, tx, scanDelivery, `SELECT `+deliveryColumns+` FROM notify_delivery d WHERE `+due+` ORDER BY next_at, id LIMIT $3`, now, until, batchSize)
		for _, d := range batch {
			if err == nil {
				_, err = tx.Exec(ctx, `UPDATE notify_delivery SET holder = $1, lease_until = $2 WHERE id = $3`, s.holder, until, d.ID)
			}
		}
		return err
	})
	return batch, err
}

// attempt sends one delivery and notes what became of it.
func (s *Service) attempt(ctx context.Context, d Delivery) error {
	var m Message
	var drop bool
	err := s.c.DB.Read(ctx, func(tx *db.Tx) (err error) {
		m, drop, err = s.message(ctx, tx, d)
		return err
	})
	if err == nil && !drop {
		channel := s.channel(d.Realm, d.Road)
		if channel == nil {
			err = errs.New(errs.Conflict, "this node has no such channel; its administrator sets it up")
		} else {
			limited, cancel := context.WithTimeout(ctx, sendTime)
			err = channel.Send(limited, m)
			cancel()
		}
	}
	if ctx.Err() != nil {
		return ctx.Err() // the lease runs out, and another takes it up
	}
	return s.settle(ctx, d, drop, err)
}

// settle notes what became of an attempt.
func (s *Service) settle(ctx context.Context, d Delivery, drop bool, failure error) error {
	if failure != nil && errs.KindOf(failure) == errs.Internal {
		s.c.Log.WarnContext(ctx, "a message was not sent", slog.String("delivery", d.ID), slog.Any("error", failure))
		failure = errs.New(errs.Busy, "sending failed inside this node; its log has the cause")
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		tried := d.Tried
		if tried.IsZero() || tried.After(tx.Now) {
			tried = tx.Now
		}
		state, next, settled, reason := sent, time.Time{}, tx.Now, []byte{}
		switch {
		case drop:
			state = dropped
		case failure != nil:
			var err error
			if reason, err = strictjson.Marshal(errs.PhraseOf(failure)); err != nil {
				return err
			}
			state, next, settled = waiting, tx.Now.Add(backoff(d.Tries)), time.Time{}
			if isFinal(failure) || next.Sub(tried) > giveUp {
				state, next, settled = failed, time.Time{}, tx.Now
			}
		}
		n, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = $1, next_at = $2, tried = $3, tries = tries + 1, reason = $4, settled = $5, holder = '', lease_until = 0 WHERE id = $6 AND holder = $7`,
			state, db.Micros(next), db.Micros(tried), reason, db.Micros(settled), d.ID, s.holder)
		if err != nil || n == 0 || state == waiting || state == dropped {
			return err // none: the lease ran out, and another has it
		}
		if state == failed {
			return s.record(ctx, tx, s.system(), d.Realm, "failed", d.ID, map[string]any{"by": d.Road, "form": d.Form, "person": d.Person})
		}
		return nil
	})
}

// isFinal tells that another attempt would end the same.
func isFinal(err error) bool {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Denied, errs.Unsupported, errs.TooLarge, errs.NotFound:
		return true
	}
	return false
}

// backoff is how long to wait after so many attempts before this one.
func backoff(tries int64) time.Duration {
	if tries > 10 {
		return mostWait
	}
	return min(firstWait<<tries, mostWait)
}

// message makes what is sent of a delivery, from what its person may hear of now.
func (s *Service) message(ctx context.Context, tx *db.Tx, d Delivery) (m Message, drop bool, err error) {
	m = Message{ID: d.ID, Realm: d.Realm, Form: d.Form, At: d.Created, To: d.Address, Language: languages[0], Clear: true}
	if d.Person == "" {
		m.Text, m.Clear = []string{d.body}, !d.OnlyEncrypted
		if s.c.KeyOf != nil {
			k, err := s.c.KeyOf(ctx, tx, d.Address)
			if err != nil {
				return m, false, err
			}
			m.Key, m.Spent = k.Armor, k.Spent
		}
		s.finish(&m)
		return m, false, nil
	}
	people, err := s.people(ctx, tx)
	if err != nil {
		return m, false, err
	}
	p, known := people[d.Person]
	if !known || p.Away {
		return m, true, nil
	}
	k, err := settingsOf(ctx, tx, d.Person)
	if err != nil {
		return m, errs.Is(err, errs.NotFound), ignore(err, errs.NotFound)
	}
	m.To, m.Language, m.Key, m.Clear = k.address(d.Road), k.Language, k.Key, !k.OnlyEncrypted
	if m.To == "" {
		return m, true, nil
	}
	if d.Road == ByWebhook {
		m.Secret = s.hookSecret(d.Person, k.mark)
	}
	switch d.Form {
	case FormTest:
		m.Text = []string{s.words[m.Language].Tested}
	case FormAlarm:
		drop, err = s.alarmLines(ctx, tx, d, p, &m)
	default:
		drop, err = s.actLines(ctx, tx, d, p, &m)
	}
	s.finish(&m)
	return m, drop, err
}

func ignore(err error, kind errs.Kind) error {
	if errs.Is(err, kind) {
		return nil
	}
	return err
}

// actLines lists the acts that the person may still hear of.
func (s *Service) actLines(ctx context.Context, tx *db.Tx, d Delivery, p Person, m *Message) (drop bool, err error) {
	all, err := notices(ctx, tx, d.ID)
	if err != nil {
		return false, err
	}
	w := s.words[m.Language]
	for _, n := range all {
		if p.Actor.Hears(n.kind) {
			m.Lines = append(m.Lines, Line{Kind: n.kind, Title: w.title(n.kind), At: n.at, Link: s.c.Origin + room(n.kind, n.about, p.Actor.Ceiling != "")})
		}
	}
	return len(m.Lines) == 0, nil
}

// alarmLines says that an alarm waits, and how to acknowledge it; nothing once
// it does not wait any more.
func (s *Service) alarmLines(ctx context.Context, tx *db.Tx, d Delivery, p Person, m *Message) (drop bool, err error) {
	a, err := alarmByID(ctx, tx, d.Alarm)
	if err != nil || a.State != Open || p.Actor.May(authz.NotifyOwn) != nil {
		return err == nil, err
	}
	a = a.shownTo(p.Actor)
	w := s.words[m.Language]
	m.Open, m.Ack = s.c.Origin+"/notify/alarms/"+a.ID, s.c.Origin+"/ack/"+s.ackToken(d.ID)
	m.Lines = []Line{{Kind: a.Title, Title: w.title(a.Title), At: a.Raised, Link: m.Open}}
	m.Text = []string{w.Urgent, w.Ack + "\n" + m.Ack}
	return false, nil
}

// finish adds what every message has.
func (s *Service) finish(m *Message) {
	w := s.words[m.Language]
	m.Subject = "Entente " + string(s.c.Party) + ": " + w.form(m.Form)
	if m.Realm != ids.Live {
		m.Subject = "[EXERCISE] " + m.Subject
	}
	if m.Form == FormAlarm && len(m.Lines) > 0 {
		m.Subject += ": " + m.Lines[0].Title
	}
	m.Expired = w.Expired
	m.Text = append(m.Text, strings.Replace(w.Node, "%s", string(s.c.Party), 1))
}
