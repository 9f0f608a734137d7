package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/smtp"
	"net/textproto"
	"strings"

	"entente/internal/base/clock"
	"entente/internal/base/dial"
	"entente/internal/base/errs"
	"entente/internal/format/openpgp"
)

// MailConfig is how a node reaches its mail server.
type MailConfig struct {
	Server   string         // host:port
	TLS      string         // "starttls", which is required then; "implicit"; "none" on loopback alone
	From     mail.Address   // whom messages are from
	User     string         // "" for a server that asks for none
	Password string         // never logged
	Roots    *x509.CertPool // whom to believe; nil for those of the machine
	Private  bool           // the server may have a loopback or private address
	Signer   *Signer
	Clock    clock.Clock
}

// Mail is the channel of e-mail.
type Mail struct {
	c      MailConfig
	host   string
	dialer *dial.Dialer
}

// NewMail gives the channel. Nothing is sent without TLS, unless the
// configuration says "none": then the server must be on this machine.
func NewMail(c MailConfig) (*Mail, error) {
	host, _, err := net.SplitHostPort(c.Server)
	if err != nil {
		return nil, errs.New(errs.Invalid, "the mail server %q is not host:port", errs.Clip(c.Server))
	}
	if err := checkAddress(c.From.Address); err != nil {
		return nil, err
	}
	p := dial.Policy{Loopback: c.Private, Private: c.Private}
	switch c.TLS {
	case "starttls", "implicit":
	case "none":
		if c.User != "" {
			return nil, errs.New(errs.Invalid, "a password is not sent without TLS")
		}
		p = dial.Policy{Loopback: true, Allow: netip.Addr.IsLoopback}
	default:
		return nil, errs.New(errs.Invalid, "mail is sent with starttls, implicit or none, not %q", errs.Clip(c.TLS))
	}
	return &Mail{c: c, host: host, dialer: &dial.Dialer{Policy: p}}, nil
}

// Send implements Channel.
func (m *Mail) Send(ctx context.Context, msg Message) (err error) {
	defer errs.Wrap(&err, "notify.Mail")
	if err := checkAddress(msg.To); err != nil {
		return err
	}
	raw, err := m.write(msg)
	if err != nil {
		return err
	}
	conn, err := m.dialer.DialContext(ctx, "tcp", m.c.Server)
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })() // a silent server does not hold us
	err = m.talk(conn, msg.To, raw)
	_ = conn.Close() // talk has said goodbye, or there is nothing to say
	return refused(err)
}

// write makes the e-mail, encrypted where the person has a key that can be used.
func (m *Mail) write(msg Message) ([]byte, error) {
	domain := m.c.From.Address[strings.LastIndexByte(m.c.From.Address, '@')+1:]
	id := "<" + msg.ID + "@" + domain + ">"
	expired := msg.Expired
	msg.Expired = ""
	if msg.Key == "" {
		if !msg.Clear {
			return nil, errs.New(errs.Invalid, "this goes encrypted or not at all, and no OpenPGP key of the address is known")
		}
		return plain(msg, m.c.From, id)
	}
	now := m.c.Clock.Now()
	err := openpgp.Check(msg.Key, now)
	if err == nil && msg.Spent {
		err = errs.New(errs.Invalid, "this OpenPGP key has expired; give a new one")
	}
	if err != nil {
		if !msg.Clear {
			return nil, err
		}
		msg.Expired = expired
		return plain(msg, m.c.From, id)
	}
	contentType, body, err := alternative(msg)
	if err != nil {
		return nil, err
	}
	inner, err := envelope([]header{{"Content-Type", contentType}}, body)
	if err != nil {
		return nil, err
	}
	armored, err := m.c.Signer.encrypt(msg.Key, inner, now)
	if err != nil {
		return nil, err
	}
	return wrapped(msg, m.c.From, msg.Subject, id, armored)
}

// talk hands one message to the server.
func (m *Mail) talk(conn net.Conn, to string, raw []byte) (err error) {
	secure := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: m.host, RootCAs: m.c.Roots}
	if m.c.TLS == "implicit" {
		conn = tls.Client(conn, secure)
	}
	c, err := smtp.NewClient(conn, m.host)
	if err != nil {
		return err
	}
	if m.c.TLS == "starttls" {
		if err := c.StartTLS(secure); err != nil {
			return err
		}
	}
	if m.c.User != "" {
		if err := c.Auth(smtp.PlainAuth("", m.c.User, m.c.Password, m.host)); err != nil {
			return err
		}
	}
	if err := c.Mail(m.c.From.Address); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return final(err)
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_ = c.Quit() // the message is taken already
	return nil
}

// final marks a refusal of the recipient that will not change.
func final(err error) error {
	var t *textproto.Error
	if errors.As(err, &t) && t.Code >= 500 {
		return fmt.Errorf("%w (%w)", errs.New(errs.Invalid, "the mail server does not take this address: %d %s", t.Code, errs.Clip(t.Msg)), err)
	}
	return err
}

// refused says what the server or the way to it has against the message. Nothing
// of what was sent stands in it, no password either.
func refused(err error) error {
	var t *textproto.Error
	switch {
	case err == nil || errs.KindOf(err) != errs.Internal:
		return err
	case errors.As(err, &t):
		return fmt.Errorf("%w (%w)", errs.New(errs.Busy, "the mail server says: %d %s", t.Code, errs.Clip(t.Msg)), err)
	}
	return fmt.Errorf("%w (%w)", errs.New(errs.Busy, "the mail server cannot be used: %s", errs.Clip(err.Error())), err)
}
