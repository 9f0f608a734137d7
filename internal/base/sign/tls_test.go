package sign

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
)

var at = clock.NewFixed(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))

func only(want PublicKey) func(PublicKey) error {
	return func(got PublicKey) error {
		if got != want {
			return errs.New(errs.Denied, "not the pinned key")
		}
		return nil
	}
}

// handshake joins two ends and gives what each end says of it.
func handshake(t *testing.T, server, client *tls.Config) (s, c *tls.Conn, serverErr, clientErr error) {
	t.Helper()
	a, b := net.Pipe()
	t.Cleanup(func() { _ = a.Close(); _ = b.Close() })
	deadline := time.Now().Add(10 * time.Second)
	_ = a.SetDeadline(deadline)
	_ = b.SetDeadline(deadline)
	s, c = tls.Server(a, server), tls.Client(b, client)
	done := make(chan error, 1)
	go func() {
		err := s.Handshake()
		if err != nil {
			_ = a.Close()
		}
		done <- err
	}()
	clientErr = c.Handshake()
	if clientErr == nil {
		// The client of TLS 1.3 is done before the server has looked at its key.
		go func() { _, _ = c.Read(make([]byte, 1)) }()
	} else {
		_ = b.Close()
	}
	return s, c, <-done, clientErr
}

func configs(t *testing.T, server, client Key, serverTrusts, clientTrusts func(PublicKey) error) (*tls.Config, *tls.Config) {
	t.Helper()
	return ServerConfig(certificate(t, server, "HUB"), serverTrusts), ClientConfig(certificate(t, client, "CZE"), clientTrusts)
}

func certificate(t *testing.T, k Key, name string) tls.Certificate {
	t.Helper()
	cert, err := k.Certificate(name, at)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func TestMutualTLS(t *testing.T) {
	t.Parallel()
	server, client := NewKey(), NewKey()
	sc, cc := configs(t, server, client, only(client.Public()), only(server.Public()))
	s, c, serr, cerr := handshake(t, sc, cc)
	if serr != nil || cerr != nil {
		t.Fatal(serr, cerr)
	}
	if k, err := PeerKey(s.ConnectionState()); err != nil || k != client.Public() {
		t.Error("the server sees", k, err)
	}
	if k, err := PeerKey(c.ConnectionState()); err != nil || k != server.Public() {
		t.Error("the client sees", k, err)
	}
	state := c.ConnectionState()
	if state.Version != tls.VersionTLS13 || state.CurveID != tls.X25519MLKEM768 {
		t.Errorf("version %#x, key exchange %v", state.Version, state.CurveID)
	}
}

func TestTLSRefuses(t *testing.T) {
	t.Parallel()
	server, client, stranger := NewKey(), NewKey(), NewKey()
	for name, tc := range map[string]struct {
		change func(s, c *tls.Config)
		server func(PublicKey) error
		client func(PublicKey) error
	}{
		"a client that is not pinned": {nil, only(stranger.Public()), only(server.Public())},
		"a server that is not pinned": {nil, only(client.Public()), only(stranger.Public())},
		"a client without a key":      {func(_, c *tls.Config) { c.Certificates = nil }, only(client.Public()), only(server.Public())},
		"TLS 1.2": {func(_, c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS12, tls.VersionTLS12 },
			only(client.Public()), only(server.Public())},
		"a key exchange of yesterday": {func(_, c *tls.Config) { c.CurvePreferences = []tls.CurveID{tls.X25519} },
			only(client.Public()), only(server.Public())},
		"another kind of key": {func(_, c *tls.Config) { c.Certificates = []tls.Certificate{ecdsaCertificate(t)} },
			func(PublicKey) error { return nil }, only(server.Public())},
		"two certificates": {func(_, c *tls.Config) {
			der := c.Certificates[0].Certificate
			c.Certificates[0].Certificate = append(der, der[0])
		}, only(client.Public()), only(server.Public())},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sc, cc := configs(t, server, client, tc.server, tc.client)
			if tc.change != nil {
				tc.change(sc, cc)
			}
			if _, _, serr, cerr := handshake(t, sc, cc); serr == nil && cerr == nil {
				t.Error("the handshake succeeded")
			}
		})
	}
}

// TestCertificateOfAnotherIsNoUse shows that the certificate, which is public,
// does not make its bearer anybody.
func TestCertificateOfAnotherIsNoUse(t *testing.T) {
	t.Parallel()
	server, client, thief := NewKey(), NewKey(), NewKey()
	sc, cc := configs(t, server, client, only(client.Public()), only(server.Public()))
	cc.Certificates[0].PrivateKey = thief.priv
	if _, _, serr, cerr := handshake(t, sc, cc); serr == nil && cerr == nil {
		t.Error("a stolen certificate was accepted")
	}
}

func ecdsaCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: at.Now().Add(-time.Hour), NotAfter: at.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: k}
}

func TestPeerKeyWithoutTLS(t *testing.T) {
	t.Parallel()
	if _, err := PeerKey(tls.ConnectionState{}); !errs.Is(err, errs.Unauthenticated) || !strings.Contains(err.Error(), "0 certificates") {
		t.Error(err)
	}
}
