package sign

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// The signature types of C2SP signed-note.
const (
	typeEd25519     = 0x01
	typeCosignature = 0x04
)

const stampSize = 8 // the time before a cosignature, big-endian Unix seconds

// NoteSigner signs notes under a name (C2SP signed-note, Ed25519).
func (k Key) NoteSigner(name string) note.Signer {
	return signer{id: noteID(name, typeEd25519, k.Public()), sign: func(text []byte) []byte { return ed25519.Sign(k.priv, text) }}
}

// Verifier verifies what NoteSigner of the same name signed.
func (p PublicKey) Verifier(name string) note.Verifier {
	return verifier{id: noteID(name, typeEd25519, p), ok: func(text, sig []byte) bool { return ed25519.Verify(p[:], text, sig) }}
}

// Cosigner signs checkpoints of others under a name, with a time in whole
// seconds (C2SP tlog-cosignature, cosignature/v1 with Ed25519). The meaning is:
// at that time, this is the largest consistent tree that the signer has seen.
func (k Key) Cosigner(name string, at time.Time) note.Signer {
	stamp := at.Unix()
	return signer{id: noteID(name, typeCosignature, k.Public()), sign: func(text []byte) []byte {
		sig := binary.BigEndian.AppendUint64(nil, uint64(stamp))
		return append(sig, ed25519.Sign(k.priv, cosigned(uint64(stamp), text))...)
	}}
}

// CosignVerifier verifies what Cosigner of the same name signed. CosignTime
// reads the time.
func (p PublicKey) CosignVerifier(name string) note.Verifier {
	return verifier{id: noteID(name, typeCosignature, p), ok: func(text, sig []byte) bool {
		if len(sig) != stampSize+ed25519.SignatureSize {
			return false
		}
		stamp := binary.BigEndian.Uint64(sig)
		return stamp < 1<<40 && ed25519.Verify(p[:], cosigned(stamp, text), sig[stampSize:])
	}}
}

// CosignTime reads the time of a cosignature whose raw bytes (key hash, time,
// signature) were verified.
func CosignTime(raw []byte) time.Time {
	const keyHash = 4
	if len(raw) < keyHash+stampSize {
		return time.Time{}
	}
	return time.Unix(int64(binary.BigEndian.Uint64(raw[keyHash:])), 0).UTC()
}

func cosigned(stamp uint64, text []byte) []byte {
	b := append([]byte("cosignature/v1\ntime "), strconv.FormatUint(stamp, 10)...)
	return append(append(b, '\n'), text...)
}

// id names a signer in a note: its name and the hash of name, type and key.
type id struct {
	name string
	hash uint32
}

func noteID(name string, kind byte, p PublicKey) id {
	b := append([]byte(name), '\n', kind)
	sum := sha256.Sum256(append(b, p[:]...))
	return id{name, binary.BigEndian.Uint32(sum[:])}
}

// Name implements note.Signer and note.Verifier.
func (i id) Name() string { return i.name }

// KeyHash implements note.Signer and note.Verifier.
func (i id) KeyHash() uint32 { return i.hash }

type signer struct {
	id
	sign func(text []byte) []byte
}

// Sign implements note.Signer.
func (s signer) Sign(text []byte) ([]byte, error) { return s.sign(text), nil }

type verifier struct {
	id
	ok func(text, sig []byte) bool
}

// Verify implements note.Verifier.
func (v verifier) Verify(text, sig []byte) bool { return v.ok(text, sig) }
