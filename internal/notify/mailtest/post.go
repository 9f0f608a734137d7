// Package mailtest runs a true mail server for tests, and reads what it took.
package mailtest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"entente/internal/base/clock"
)

// Password is the one that the server lets in; any name may use it.
const Password = "a secret of the test"

// Post is a mail server that keeps what it takes. It has no mailbox "nobody".
type Post struct {
	Address string
	Roots   *x509.CertPool // believe its certificate

	mu      sync.Mutex
	got     [][]byte
	to      []string
	entered string
	secure  bool
}

// Start runs a server: "starttls", "implicit" or "none", as notify calls them.
func Start(t *testing.T, mode string) *Post {
	t.Helper()
	cert, pool := certificate(t)
	p := &Post{Roots: pool}
	s := smtp.NewServer(p)
	s.Domain, s.AllowInsecureAuth = "mail.test", false
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.Address = l.Addr().String()
	switch mode {
	case "starttls":
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	case "implicit":
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(l) }() // ends with Close
	t.Cleanup(func() {
		_ = s.Close()
		_ = l.Close() // the server may not have taken it up yet
		<-done
	})
	return p
}

// Took gives every message as it came.
func (p *Post) Took() [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.got
}

// To lists whom messages were addressed to.
func (p *Post) To() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.to
}

// Last gives how the last message came: who signed in, and whether by TLS.
func (p *Post) Last(t *testing.T) (m *mail.Message, entered string, secure bool) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.got) == 0 {
		t.Fatal("nothing came")
	}
	m, err := mail.ReadMessage(bytes.NewReader(p.got[len(p.got)-1]))
	if err != nil {
		t.Fatal(err)
	}
	return m, p.entered, p.secure
}

type visit struct {
	p *Post
	c *smtp.Conn
}

// NewSession implements smtp.Backend.
func (p *Post) NewSession(c *smtp.Conn) (smtp.Session, error) { return &visit{p, c}, nil }

func (*visit) Reset()        {}
func (*visit) Logout() error { return nil }
func (*visit) Mail(string, *smtp.MailOptions) error {
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "nobody@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	}
	v.p.mu.Lock()
	defer v.p.mu.Unlock()
	v.p.to = append(v.p.to, to)
	return nil
}

func (v *visit) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	v.p.mu.Lock()
	defer v.p.mu.Unlock()
	_, v.p.secure = v.c.TLSConnectionState()
	v.p.got = append(v.p.got, b)
	return err
}

func (*visit) AuthMechanisms() []string { return []string{sasl.Plain} }

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != Password {
			return errors.New("wrong")
		}
		v.p.mu.Lock()
		defer v.p.mu.Unlock()
		v.p.entered = user
		return nil
	}), nil
}

func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := clock.System{}.Now()
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
