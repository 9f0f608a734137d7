package app

import (
	"context"
	"crypto/x509"
	"net/mail"
	"os"
	"path/filepath"
	"strings"

	"entente/internal/account"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/dial"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/notify"
)

// MailServer is the server by which the node sends e-mail.
type MailServer struct {
	// Server is its host:port, "mail.example.org:587".
	Server string `json:"server"`
	// TLS is "starttls" (the server must offer it), "implicit" (port 465), or
	// "none" for a server on this machine alone.
	TLS string `json:"tls"`
	// From is the address that messages are from.
	From string `json:"from"`
	// User and PasswordFile are for a server that asks; the file is readable by
	// the node alone, and relative to its folder.
	User         string `json:"user"`
	PasswordFile string `json:"password_file"`
	// CAFile holds the certificates to believe instead of the machine's, PEM.
	CAFile string `json:"ca_file"`
	// Private lets the server have a loopback or private address.
	Private bool `json:"private"`
}

// beside gives a path as it is meant from the node's folder.
func beside(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// config reads what the channel needs.
func (m MailServer) config(dir string, n *Node) (c notify.MailConfig, err error) {
	from, err := mail.ParseAddress(m.From)
	if err != nil {
		return c, errs.New(errs.Invalid, "mail.from %q is not an e-mail address", errs.Clip(m.From))
	}
	c = notify.MailConfig{Server: m.Server, TLS: m.TLS, From: *from, User: m.User, Private: m.Private, Clock: n.clock}
	if m.User != "" {
		b, err := os.ReadFile(beside(dir, m.PasswordFile))
		if err != nil {
			return c, errs.New(errs.Invalid, "mail.password_file cannot be read: %s", reason(err))
		}
		c.Password = strings.TrimSpace(string(b))
	}
	if m.CAFile != "" {
		b, err := os.ReadFile(beside(dir, m.CAFile))
		if err != nil {
			return c, errs.New(errs.Invalid, "mail.ca_file cannot be read: %s", reason(err))
		}
		c.Roots = x509.NewCertPool()
		if !c.Roots.AppendCertsFromPEM(b) {
			return c, errs.New(errs.Invalid, "mail.ca_file holds no certificate")
		}
	}
	c.Signer, err = notify.OpenSigner(filepath.Join(dir, "keys", "mail.asc"), n.Config.Name, from.Address, n.clock.Now())
	return c, err
}

// notifications makes the service and gives it the channels of the live realm.
func (n *Node) notifications(dir string, seal []byte) (err error) {
	var server notify.MailConfig
	if n.Config.Mail != nil {
		if server, err = n.Config.Mail.config(dir, n); err != nil {
			return err
		}
	}
	n.Notify, err = notify.New(notify.Config{DB: n.DB, Journal: n.Journal, Party: n.Config.Party, Origin: n.Config.origin(), Seal: seal, People: n.people, Mail: server, KeyOf: n.keyOf, Log: n.log})
	if err != nil {
		return err
	}
	if n.Config.Mail != nil {
		m, err := notify.NewMail(server)
		if err != nil {
			return err
		}
		n.Notify.Carry(ids.Live, notify.ByMail, m)
	}
	if n.Realm() != ids.Live {
		return nil // what an exercise says stays in it
	}
	near := dial.Dialer{Policy: dial.Policy{Loopback: n.Config.PrivateWebhooks, Private: n.Config.PrivateWebhooks}}
	n.Notify.Carry(ids.Live, notify.ByWebhook, notify.NewWebhook(near.HTTPClient(nil), n.clock))
	return nil
}

// keyOf gives notifications the key that the directory names for an address.
func (n *Node) keyOf(ctx context.Context, tx *db.Tx, address string) (notify.Key, error) {
	k, err := n.Directory.KeyOf(ctx, tx, address)
	return notify.Key{Armor: k.Armor, Spent: k.Expired(tx.Now)}, err
}

// personNamed finds who signs in by a name, for the members of an exercise.
func personNamed(ctx context.Context, tx *db.Tx, name string) (id, display string, roles []authz.Role, err error) {
	u, err := account.PersonNamed(ctx, tx, name)
	return u.ID, u.Display, u.Roles, err
}

// people gives notifications the accounts; in a realm, its members.
func (n *Node) people(ctx context.Context, tx *db.Tx) ([]notify.Person, error) {
	if n.cast != nil {
		return n.cast(ctx)
	}
	all, err := n.Accounts.People(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make([]notify.Person, len(all))
	for i, u := range all {
		out[i] = notify.Person{ID: u.ID, Name: u.Name, Display: u.Display, Roles: u.Roles, Actor: n.Accounts.As(u, "notify"), Away: u.Away()}
	}
	return out, nil
}
