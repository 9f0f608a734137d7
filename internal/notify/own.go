package notify

import (
	"context"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/openpgp"
)

// Own is how a person is reached, as that person sees it.
type Own struct {
	Settings
	Set         bool      // the person has chosen; otherwise these are the defaults of the roles
	Changed     time.Time // zero for the defaults
	Fingerprint string    // of the OpenPGP key
	Expired     bool      // that key is no use any more
	Mailed      bool      // this node has a mail server
	Hooked      bool      // this node calls webhooks
}

// Own gives the caller's own settings.
func (s *Service) Own(ctx context.Context, who authz.Actor, roles []authz.Role) (o Own, err error) {
	defer errs.Wrap(&err, "notify.Own")
	if err := who.May(authz.NotifyOwn); err != nil {
		return o, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		o.Mailed, o.Hooked = s.channel(tx.Realm, ByMail) != nil, s.channel(tx.Realm, ByWebhook) != nil
		k, err := settingsOf(ctx, tx, who.Person)
		if errs.Is(err, errs.NotFound) {
			o.Settings = Defaults(roles)
			return nil
		}
		o.Settings, o.Set, o.Changed = k.Settings, true, k.changed
		o.Fingerprint = openpgp.Fingerprint(k.Key)
		o.Expired = k.Key != "" && openpgp.Check(k.Key, tx.Now) != nil
		return err
	})
	return o, err
}

// SetOwn changes the caller's own settings as a whole. Where that gives the
// webhook a new address, its secret is the second answer, and is shown to nobody
// again.
//
// Errors: Invalid for what no rule, address, zone or key can be; TooLarge.
func (s *Service) SetOwn(ctx context.Context, who authz.Actor, set Settings) (secret string, err error) {
	defer errs.Wrap(&err, "notify.SetOwn")
	if err := who.May(authz.NotifyOwn); err != nil {
		return "", err
	}
	set.Key = strings.TrimSpace(set.Key)
	if set.Rules == nil {
		set.Rules = []Rule{}
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		secret = ""
		old, err := settingsOf(ctx, tx, who.Person)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if set.Key == "" || set.Key != old.Key { // one that expired may stay until it is replaced
			err = set.check(tx.Now)
		} else {
			without := set
			without.Key, without.OnlyEncrypted = "", false
			err = without.check(tx.Now)
		}
		if err != nil {
			return err
		}
		mark := old.mark
		switch {
		case set.Webhook == "":
			mark = ""
		case set.Webhook != old.Webhook:
			mark = ids.New()
			secret = s.hookSecret(who.Person, mark)
		}
		if err := saveSettings(ctx, tx, who.Person, set, mark); err != nil {
			return err
		}
		return s.record(ctx, tx, who, tx.Realm, "set", who.Person, map[string]any{"rules": len(set.Rules), "mail": set.Mail != "", "webhook": set.Webhook != "", "encrypted": set.Key != ""})
	})
	return secret, err
}

// maxTests is how many tests a person may send in an hour.
const maxTests = 6

// Test sends a test to the caller by one road and gives the id of the delivery,
// by which the log shows what became of it.
//
// Errors: Conflict where there is no address or no such channel; Busy after too many.
func (s *Service) Test(ctx context.Context, who authz.Actor, road Road) (id string, err error) {
	defer errs.Wrap(&err, "notify.Test")
	if err := who.May(authz.NotifyOwn); err != nil {
		return "", err
	}
	if road != ByMail && road != ByWebhook {
		return "", errs.New(errs.Invalid, "a test goes by mail or by webhook")
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		set, err := settingsOf(ctx, tx, who.Person)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if set.address(road) == "" {
			return errs.New(errs.Conflict, "you have given no address for this yet")
		}
		if s.channel(tx.Realm, road) == nil {
			return errs.New(errs.Conflict, "this node has no such channel; its administrator sets it up")
		}
		n, err := countTests(ctx, tx, who.Person, tx.Now.Add(-time.Hour))
		if err != nil {
			return err
		}
		if n >= maxTests {
			return errs.New(errs.Busy, "%d tests an hour are enough; wait a little", maxTests)
		}
		id = ids.New()
		if _, err = insertDelivery(ctx, tx, Delivery{ID: id, Realm: tx.Realm, Form: FormTest, Person: who.Person, Road: road, Next: tx.Now}); err != nil {
			return err
		}
		tx.AfterCommit(s.bell.Ring)
		return s.record(ctx, tx, who, tx.Realm, "tested", who.Person, map[string]any{"by": road})
	})
	return id, err
}

// Letter is a text to an address outside the accounts.
type Letter struct {
	Address       string
	Text          string
	OnlyEncrypted bool // or not at all; else in clear where no key of the address can be used
}

// Send puts a text on its way to an address outside the accounts, within the
// caller's own transaction, and gives the id under which Look finds it. The
// caller answers for what the text says; it must hold nothing confidential.
//
// Errors: Invalid for an address that is none; Conflict where the realm has no mail.
func (s *Service) Send(ctx context.Context, tx *db.Tx, realm ids.Realm, l Letter) (id string, err error) {
	defer errs.Wrap(&err, "notify.Send")
	if err := checkAddress(l.Address); err != nil {
		return "", err
	}
	if l.Text == "" || len(l.Text) > maxText {
		return "", errs.New(errs.Invalid, "a text to send has 1 to %d bytes", maxText)
	}
	if s.channel(realm, ByMail) == nil {
		return "", errs.New(errs.Conflict, "this node has no such channel; its administrator sets it up")
	}
	id = ids.New()
	tx.AfterCommit(s.bell.Ring)
	_, err = insertDelivery(ctx, tx, Delivery{ID: id, Realm: realm, Form: FormText, Address: l.Address, Road: ByMail, Next: tx.Now, OnlyEncrypted: l.OnlyEncrypted, body: l.Text})
	return id, err
}

const maxText = 4000
