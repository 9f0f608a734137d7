package notify

import (
	"bytes"
	"mime"
	"net/mail"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/format/openpgp"
	"entente/internal/notify/mailtest"
)

// office runs a mail server and gives a channel to it.
func office(t *testing.T, mode string, change func(*MailConfig)) (*mailtest.Post, *Mail) {
	t.Helper()
	p := mailtest.Start(t, mode)
	signer, err := OpenSigner(filepath.Join(t.TempDir(), "openpgp.asc"), "Node", "entente@example.org", start.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	c := MailConfig{Server: p.Address, TLS: mode, From: mail.Address{Name: "Entente CZE", Address: "entente@example.org"}, Roots: p.Roots, Private: true, Signer: signer, Clock: clock.NewFixed(start)}
	change(&c)
	m, err := NewMail(c)
	if err != nil {
		t.Fatal(err)
	}
	return p, m
}

func letter() Message {
	return Message{ID: "8c7f0c2a-0000-7000-8000-000000000001", Form: FormNotice, To: "bob@example.org", Language: "cs", At: start, Subject: "Entente CZE: Oznámení", Clear: true,
		Text: []string{"Žluťoučký kůň & <script>"}, Lines: []Line{{Kind: "duty.lapsed", Title: "Povinnost nebyla splněna včas", At: start, Link: "https://node.example/duties"}}, Expired: "EXPIRED"}
}

func TestAnEmailArrivesAsItShould(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"starttls", "implicit"} {
		p, m := office(t, mode, func(c *MailConfig) { c.User, c.Password = "entente", mailtest.Password })
		if err := m.Send(ctx, letter()); err != nil {
			t.Fatal(mode, err)
		}
		got, entered, secure := p.Last(t)
		if entered != "entente" || mode == "starttls" && !secure {
			t.Errorf("%s: signed in as %q, TLS %v", mode, entered, secure)
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
		all := mailtest.Parts(t, got.Header.Get("Content-Type"), got.Body)
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
	stranger := mailtest.Start(t, "none").Roots
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
	for _, p := range []*mailtest.Post{p, q, r} {
		if len(p.Took()) > 0 {
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
	p.Last(t)
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
			got, _, _ := p.Last(t)
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
		n := len(p.Took())
		if err := m.Send(ctx, l); err != nil || len(p.Took()) != n+1 {
			t.Errorf("the text with %q: %d more, %v", evil, len(p.Took())-n, err)
		}
	}
	for _, to := range p.To() {
		if to != "bob@example.org" {
			t.Errorf("something was addressed to %q", to)
		}
	}
}

func TestWhoHasAKeyGetsItEncryptedAndSigned(t *testing.T) {
	t.Parallel()
	p, m := office(t, "starttls", func(*MailConfig) {})
	private, public := mailtest.Key(t, start.Add(-day), 0)
	l := letter()
	l.Key, l.Clear = public, false
	if err := m.Send(ctx, l); err != nil {
		t.Fatal(err)
	}
	got, _, _ := p.Last(t)
	if bytes.Contains(p.Took()[0], []byte("node.example")) || bytes.Contains(p.Took()[0], []byte("duty")) {
		t.Error("something of it is in clear")
	}
	signer, err := m.c.Signer.Public()
	if err != nil {
		t.Fatal(err)
	}
	if text := mailtest.Opened(t, got, private, signer, start); !strings.Contains(text, "https://node.example/duties") {
		t.Errorf("inside is %q", text)
	}
}

func TestAnExpiredKey(t *testing.T) {
	t.Parallel()
	p, m := office(t, "none", func(*MailConfig) {})
	_, public := mailtest.Key(t, start.Add(-day), time.Hour)
	l := letter()
	l.Key, l.Clear = public, false
	if err := m.Send(ctx, l); !isFinal(err) || !strings.Contains(err.Error(), "expired") {
		t.Errorf("to a person who wants nothing in clear: %v", err)
	}
	if len(p.Took()) > 0 {
		t.Error("it went in clear")
	}
	l.Clear = true
	if err := m.Send(ctx, l); err != nil {
		t.Fatal(err)
	}
	got, _, _ := p.Last(t)
	if text := mailtest.Parts(t, got.Header.Get("Content-Type"), got.Body)["text/plain"]; !strings.Contains(text, "EXPIRED") {
		t.Errorf("it does not say so: %q", text)
	}
	l = letter()
	if l.Clear = false; !isFinal(m.Send(ctx, l)) {
		t.Error("without a key it went in clear, although it may not")
	}
	private, _ := mailtest.Key(t, start.Add(-day), 0)
	armored, err := private.Armor()
	if err != nil {
		t.Fatal(err)
	}
	if err := openpgp.Check(armored, start); !errs.Is(err, errs.Invalid) {
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
			first = openpgp.Fingerprint(public)
		} else if openpgp.Fingerprint(public) != first {
			t.Error("it was made anew")
		}
	}
}
