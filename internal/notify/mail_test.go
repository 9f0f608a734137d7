package notify

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
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ProtonMail/gopenpgp/v3/crypto"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
)

// post is a mail server that keeps what it takes.
type post struct {
	mu      sync.Mutex
	got     [][]byte
	to      []string
	entered string // who signed in
	secure  bool   // the last message came by TLS
}

type visit struct {
	p *post
	c *smtp.Conn
}

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) { return &visit{p, c}, nil }

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
		if password != "a secret of the test" {
			return errors.New("wrong")
		}
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

// office runs a mail server and gives a channel to it.
func office(t *testing.T, mode string, change func(*MailConfig)) (*post, *Mail) {
	t.Helper()
	cert, pool := certificate(t)
	p := &post{}
	s := smtp.NewServer(p)
	s.Domain, s.AllowInsecureAuth = "mail.test", false
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
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
	signer, err := OpenSigner(filepath.Join(t.TempDir(), "openpgp.asc"), "Node", "entente@example.org", start.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	c := MailConfig{Server: address, TLS: mode, From: mail.Address{Name: "Entente CZE", Address: "entente@example.org"}, Roots: pool, Private: true, Signer: signer, Clock: clock.NewFixed(start)}
	change(&c)
	m, err := NewMail(c)
	if err != nil {
		t.Fatal(err)
	}
	return p, m
}

func (p *post) last(t *testing.T) *mail.Message {
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
	return m
}

// parts reads a multipart body, by content type.
func parts(t *testing.T, contentType string, body io.Reader) map[string]string {
	t.Helper()
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	r := multipart.NewReader(body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		var in io.Reader = p
		if p.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			in = quotedprintable.NewReader(p)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		out[kind] = string(b)
	}
}

func letter() Message {
	return Message{ID: "8c7f0c2a-0000-7000-8000-000000000001", Form: FormNotice, To: "bob@example.org", Language: "cs", At: start, Subject: "Entente CZE: Oznámení", Clear: true,
		Text: []string{"Žluťoučký kůň & <script>"}, Lines: []Line{{Kind: "duty.lapsed", Title: "Povinnost nebyla splněna včas", At: start, Link: "https://node.example/duties"}}, Expired: "EXPIRED"}
}

func TestAnEmailArrivesAsItShould(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"starttls", "implicit"} {
		p, m := office(t, mode, func(c *MailConfig) { c.User, c.Password = "entente", "a secret of the test" })
		if err := m.Send(ctx, letter()); err != nil {
			t.Fatal(mode, err)
		}
		got := p.last(t)
		if p.entered != "entente" || mode == "starttls" && !p.secure {
			t.Errorf("%s: signed in as %q, TLS %v", mode, p.entered, p.secure)
		}
		for name, want := range map[string]string{"From": `"Entente CZE" <entente@example.org>`, "To": "<bob@example.org>", "Date": "Wed, 25 Nov 2026 09:00:00 +0000", "Auto-Submitted": "auto-generated",
			"Message-Id": "<8c7f0c2a-0000-7000-8000-000000000001@example.org>", "Mime-Version": "1.0"} {
			if got := got.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if s, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject")); err != nil || s != "Entente CZE: Oznámení" {
			t.Errorf("the subject reads %q, %v", s, err)
		}
		all := parts(t, got.Header.Get("Content-Type"), got.Body)
		text, page := all["text/plain"], all["text/html"]
		if !strings.Contains(text, "Žluťoučký kůň & <script>") || !strings.Contains(text, "https://node.example/duties") || strings.Contains(text, "EXPIRED") {
			t.Errorf("the text is %q", text)
		}
		if !strings.Contains(page, "&amp; &lt;script&gt;") || strings.Contains(page, "<script") || strings.Contains(page, "src=") || strings.Contains(page, "style") {
			t.Errorf("the page is %q", page)
		}
	}
}

func TestWithoutTLSNothingIsSent(t *testing.T) {
	t.Parallel()
	p, m := office(t, "none", func(c *MailConfig) { c.TLS = "starttls" })
	if err := m.Send(ctx, letter()); !errs.Is(err, errs.Busy) {
		t.Errorf("a server without STARTTLS: %v", err)
	}
	_, stranger := certificate(t)
	q, m := office(t, "starttls", func(c *MailConfig) { c.Roots = stranger })
	if err := m.Send(ctx, letter()); !errs.Is(err, errs.Busy) {
		t.Errorf("a certificate of nobody known: %v", err)
	}
	r, m := office(t, "starttls", func(c *MailConfig) { c.User, c.Password = "entente", "wrong password" })
	if err := m.Send(ctx, letter()); !errs.Is(err, errs.Busy) || strings.Contains(err.Error(), "wrong password") {
		t.Errorf("a wrong password: %v", err)
	}
	_, m = office(t, "starttls", func(c *MailConfig) { c.Private = false })
	if err := m.Send(ctx, letter()); !errs.Is(err, errs.Denied) {
		t.Errorf("a server on this machine that is not allowed: %v", err)
	}
	for _, p := range []*post{p, q, r} {
		if len(p.got) > 0 {
			t.Error("something came")
		}
	}
	for name, c := range map[string]MailConfig{
		"no TLS with a password": {Server: "127.0.0.1:25", TLS: "none", From: mail.Address{Address: "a@example.org"}, User: "a"},
		"no mode":                {Server: "127.0.0.1:25", From: mail.Address{Address: "a@example.org"}},
		"no port":                {Server: "127.0.0.1", TLS: "starttls", From: mail.Address{Address: "a@example.org"}},
	} {
		if _, err := NewMail(c); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	away, err := NewMail(MailConfig{Server: "192.0.2.1:25", TLS: "none", From: mail.Address{Address: "a@example.org"}, Private: true, Clock: clock.NewFixed(start)})
	if err != nil {
		t.Fatal(err)
	}
	if err := away.Send(ctx, letter()); !errs.Is(err, errs.Denied) {
		t.Errorf("without TLS to another machine: %v", err)
	}
}

func TestOnLoopbackItMayGoWithoutTLS(t *testing.T) {
	t.Parallel()
	p, m := office(t, "none", func(*MailConfig) {})
	if err := m.Send(ctx, letter()); err != nil {
		t.Fatal(err)
	}
	p.last(t)
	bad := letter()
	bad.To = "nobody@example.org"
	if err := m.Send(ctx, bad); !isFinal(err) || !strings.Contains(err.Error(), "550") {
		t.Errorf("a mailbox that is none: %v", err)
	}
}

func TestNoHeaderCanBeInjected(t *testing.T) {
	t.Parallel()
	p, m := office(t, "none", func(*MailConfig) {})
	for _, evil := range []string{"x\r\nBcc: eve@example.org", "x\nBcc: eve@example.org", "x\rBcc: eve@example.org", "x\r\n\r\nbody", "x\x00", "x\u2028Bcc: eve@example.org"} {
		l := letter()
		l.Subject = evil
		if err := m.Send(ctx, l); err == nil {
			got := p.last(t)
			if got.Header.Get("Bcc") != "" || len(got.Header["Subject"]) != 1 {
				t.Errorf("%q made headers of its own: %v", evil, got.Header)
			}
		}
		l = letter()
		l.To = "bob@example.org" + evil[1:]
		if err := m.Send(ctx, l); !errs.Is(err, errs.Invalid) {
			t.Errorf("the address with %q: %v", evil, err)
		}
		l = letter()
		l.Text = []string{evil + "\n.\nMAIL FROM:<eve@example.org>"}
		n := len(p.got)
		if err := m.Send(ctx, l); err != nil || len(p.got) != n+1 {
			t.Errorf("the text with %q: %d more, %v", evil, len(p.got)-n, err)
		}
	}
	for _, to := range p.to {
		if to != "bob@example.org" {
			t.Errorf("something was addressed to %q", to)
		}
	}
}

// person makes an OpenPGP key of somebody.
func person(t *testing.T, life int32) (private *crypto.Key, public string) {
	t.Helper()
	b := crypto.PGP().KeyGeneration().AddUserId("Bob", "bob@example.org").GenerationTime(start.Add(-24 * time.Hour).Unix())
	if life > 0 {
		b = b.Lifetime(life)
	}
	k, err := b.New().GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	public, err = k.GetArmoredPublicKey()
	if err != nil {
		t.Fatal(err)
	}
	return k, public
}

func TestWhoHasAKeyGetsItEncryptedAndSigned(t *testing.T) {
	t.Parallel()
	p, m := office(t, "starttls", func(*MailConfig) {})
	private, public := person(t, 0)
	l := letter()
	l.Key, l.Clear = public, false
	if err := m.Send(ctx, l); err != nil {
		t.Fatal(err)
	}
	got := p.last(t)
	if kind, params, _ := mime.ParseMediaType(got.Header.Get("Content-Type")); kind != "multipart/encrypted" || params["protocol"] != "application/pgp-encrypted" {
		t.Errorf("its type is %s", got.Header.Get("Content-Type"))
	}
	if bytes.Contains(p.got[0], []byte("node.example")) || bytes.Contains(p.got[0], []byte("duty")) {
		t.Error("something of it is in clear")
	}
	all := parts(t, got.Header.Get("Content-Type"), got.Body)
	if strings.TrimSpace(all["application/pgp-encrypted"]) != "Version: 1" {
		t.Errorf("its control part is %q", all["application/pgp-encrypted"])
	}
	signer, err := m.c.Signer.Public()
	if err != nil {
		t.Fatal(err)
	}
	node, err := crypto.NewKeyFromArmored(signer)
	if err != nil {
		t.Fatal(err)
	}
	h, err := crypto.PGP().Decryption().DecryptionKey(private).VerificationKey(node).VerifyTime(start.Unix()).New()
	if err != nil {
		t.Fatal(err)
	}
	opened, err := h.Decrypt([]byte(all["application/octet-stream"]), crypto.Armor)
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.SignatureError(); err != nil {
		t.Errorf("its signature: %v", err)
	}
	inner, err := mail.ReadMessage(bytes.NewReader(opened.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if text := parts(t, inner.Header.Get("Content-Type"), inner.Body)["text/plain"]; !strings.Contains(text, "https://node.example/duties") {
		t.Errorf("inside is %q", text)
	}
}

func TestAnExpiredKey(t *testing.T) {
	t.Parallel()
	p, m := office(t, "none", func(*MailConfig) {})
	_, public := person(t, 3600)
	l := letter()
	l.Key, l.Clear = public, false
	if err := m.Send(ctx, l); !isFinal(err) || !strings.Contains(err.Error(), "expired") {
		t.Errorf("to a person who wants nothing in clear: %v", err)
	}
	if len(p.got) > 0 {
		t.Error("it went in clear")
	}
	l.Clear = true
	if err := m.Send(ctx, l); err != nil {
		t.Fatal(err)
	}
	got := p.last(t)
	if text := parts(t, got.Header.Get("Content-Type"), got.Body)["text/plain"]; !strings.Contains(text, "EXPIRED") {
		t.Errorf("it does not say so: %q", text)
	}
	private, _ := person(t, 0)
	armored, err := private.Armor()
	if err != nil {
		t.Fatal(err)
	}
	if err := checkKey(armored, start); !errs.Is(err, errs.Invalid) {
		t.Errorf("a private key: %v", err)
	}
}

func TestTheNodesKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "openpgp.asc")
	var first string
	for range 2 {
		s, err := OpenSigner(path, "Node", "entente@example.org", start)
		if err != nil {
			t.Fatal(err)
		}
		public, err := s.Public()
		if err != nil || strings.Contains(public, "PRIVATE") {
			t.Fatal(public, err)
		}
		if first == "" {
			first = Fingerprint(public)
		} else if Fingerprint(public) != first {
			t.Error("it was made anew")
		}
	}
}
