package mailtest

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/ProtonMail/gopenpgp/v3/crypto"
)

// Parts reads a multipart body, by content type.
func Parts(t *testing.T, contentType string, body io.Reader) map[string]string {
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

// Key makes an OpenPGP key as of a moment; a life of zero ends never.
func Key(t *testing.T, at time.Time, life time.Duration) (private *crypto.Key, public string) {
	t.Helper()
	b := crypto.PGP().KeyGeneration().AddUserId("Bob", "bob@example.org").GenerationTime(at.Unix())
	if life > 0 {
		b = b.Lifetime(int32(life / time.Second))
	}
	k, err := b.New().GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	if public, err = k.GetArmoredPublicKey(); err != nil {
		t.Fatal(err)
	}
	return k, public
}

// Revoked gives the public key with its revocation.
func Revoked(t *testing.T, private *crypto.Key, at time.Time) (public string) {
	t.Helper()
	if err := private.GetEntity().Revoke(packet.KeyCompromised, "lost", &packet.Config{Time: func() time.Time { return at }}); err != nil {
		t.Fatal(err)
	}
	public, err := private.GetArmoredPublicKey()
	if err != nil {
		t.Fatal(err)
	}
	return public
}

// Opened decrypts a message (RFC 3156) with a private key, demands that it is
// signed by the key of the sender, and gives the text in it.
func Opened(t *testing.T, m *mail.Message, private *crypto.Key, sender string, at time.Time) string {
	t.Helper()
	if kind, params, _ := mime.ParseMediaType(m.Header.Get("Content-Type")); kind != "multipart/encrypted" || params["protocol"] != "application/pgp-encrypted" {
		t.Fatalf("its type is %s", m.Header.Get("Content-Type"))
	}
	all := Parts(t, m.Header.Get("Content-Type"), m.Body)
	if strings.TrimSpace(all["application/pgp-encrypted"]) != "Version: 1" {
		t.Errorf("its control part is %q", all["application/pgp-encrypted"])
	}
	node, err := crypto.NewKeyFromArmored(sender)
	if err != nil {
		t.Fatal(err)
	}
	h, err := crypto.PGP().Decryption().DecryptionKey(private).VerificationKey(node).VerifyTime(at.Unix()).New()
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
	return Parts(t, inner.Header.Get("Content-Type"), inner.Body)["text/plain"]
}
