package sign

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
)

// certificateLife is long because nothing hangs on it: what is trusted is the
// key, and a key is replaced by a new card of its party.
const certificateLife = 20 * 365 * 24 * time.Hour

// Trust tells whether the node with this key may be at the other end. It is
// asked in every handshake.
type Trust func(PublicKey) error

// Certificate wraps the key in a self-signed certificate, which TLS wants. It
// begins a day early, for the sake of clocks that differ.
func (k Key) Certificate(name string, c clock.Clock) (cert tls.Certificate, err error) {
	defer errs.Wrap(&err, "sign.Certificate")
	now := c.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-24 * time.Hour),
		NotAfter:     now.Add(certificateLife),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, k.priv.Public(), k.priv)
	if err != nil {
		return cert, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: k.priv}, nil
}

// ServerConfig is for the side that listens: TLS 1.3 only, a client key is
// demanded, and trust is asked about it.
func (k Key) ServerConfig(name string, c clock.Clock, trust Trust) (*tls.Config, error) {
	cfg, err := k.config(name, c, trust)
	if err != nil {
		return nil, err
	}
	cfg.ClientAuth = tls.RequireAnyClientCert
	return cfg, nil
}

// ClientConfig is for the side that calls: TLS 1.3 only, our key is shown, and
// trust is asked about the key that answers, before anything is sent to it.
func (k Key) ClientConfig(name string, c clock.Clock, trust Trust) (*tls.Config, error) {
	cfg, err := k.config(name, c, trust)
	if err != nil {
		return nil, err
	}
	// The name in a certificate means nothing here: VerifyConnection below
	// checks the key itself, which no authority could do better.
	cfg.InsecureSkipVerify = true //nolint:gosec // VerifyConnection, set for every config here, pins the key
	return cfg, nil
}

func (k Key) config(name string, c clock.Clock, trust Trust) (*tls.Config, error) {
	cert, err := k.Certificate(name, c)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{cert},
		Time:         c.Now,
		// Only exchanges that a future quantum computer cannot undo.
		CurvePreferences: []tls.CurveID{tls.X25519MLKEM768, tls.SecP256r1MLKEM768, tls.SecP384r1MLKEM1024},
		// A resumed session is verified like a new one, since VerifyConnection
		// runs in both; still, no ticket is given, so that every connection
		// proves the key.
		SessionTicketsDisabled: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			key, err := PeerKey(state)
			if err != nil {
				return err
			}
			return trust(key)
		},
	}, nil
}

// PeerKey is the key that the other end of a TLS connection has proved to
// hold. It answers errs.Unauthenticated when there is none, or one that is not
// Ed25519.
func PeerKey(state tls.ConnectionState) (pub PublicKey, err error) {
	if len(state.PeerCertificates) != 1 {
		return pub, errs.New(errs.Unauthenticated, "the other end shows %d certificates; a node shows one", len(state.PeerCertificates))
	}
	cert := state.PeerCertificates[0]
	raw, ok := cert.PublicKey.(ed25519.PublicKey)
	if !ok {
		return pub, errs.New(errs.Unauthenticated, "the other end's key is not Ed25519")
	}
	copy(pub[:], raw)
	return pub, nil
}
