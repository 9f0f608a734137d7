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
// demanded, and trust is asked about it in every handshake.
func ServerConfig(cert tls.Certificate, trust func(PublicKey) error) *tls.Config {
	cfg := config(cert, trust)
	cfg.ClientAuth = tls.RequireAnyClientCert
	return cfg
}

// ClientConfig is for the side that calls: TLS 1.3 only, our key is shown, and
// trust is asked about the key that answers, before anything is sent to it.
func ClientConfig(cert tls.Certificate, trust func(PublicKey) error) *tls.Config {
	cfg := config(cert, trust)
	// The name in a certificate means nothing here: the key itself is checked,
	// which no authority could do better.
	cfg.InsecureSkipVerify = true // VerifyConnection, set for every config here, pins the key
	return cfg
}

func config(cert tls.Certificate, trust func(PublicKey) error) *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{cert},
		// Only exchanges that a future quantum computer cannot undo.
		CurvePreferences: []tls.CurveID{tls.X25519MLKEM768, tls.SecP256r1MLKEM768, tls.SecP384r1MLKEM1024},
		// VerifyConnection runs for a resumed session too; still, no ticket is
		// given, so that every connection proves the key.
		SessionTicketsDisabled: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			key, err := PeerKey(state)
			if err != nil {
				return err
			}
			return trust(key)
		},
	}
}

// PeerName is the name that the other end's certificate states of itself. Nothing
// is permitted by it, since anybody can state it; something may be refused by it.
func PeerName(state tls.ConnectionState) string {
	if len(state.PeerCertificates) != 1 {
		return ""
	}
	return state.PeerCertificates[0].Subject.CommonName
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
