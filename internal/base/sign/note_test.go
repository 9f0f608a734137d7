package sign

import (
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

const text = "entente/CZE/to/HUB/live\n7\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n"

// TestNotesAgreeWithTheLibrary reads our notes with the library's own verifier.
func TestNotesAgreeWithTheLibrary(t *testing.T) {
	t.Parallel()
	k := NewKey()
	pub := k.Public()
	signed, err := note.Sign(&note.Note{Text: text}, k.NoteSigner("entente/CZE/to/HUB/live"))
	if err != nil {
		t.Fatal(err)
	}
	vkey, err := note.NewEd25519VerifierKey("entente/CZE/to/HUB/live", ed25519.PublicKey(pub[:]))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]note.Verifier{"theirs": theirs, "ours": pub.Verifier("entente/CZE/to/HUB/live")} {
		if n, err := note.Open(signed, note.VerifierList(v)); err != nil || n.Text != text {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := note.Open(signed, note.VerifierList(NewKey().Public().Verifier("entente/CZE/to/HUB/live"))); err == nil {
		t.Error("another key verified it")
	}
}

// TestCosignature checks the signed bytes against the specification, C2SP
// tlog-cosignature, "Format".
func TestCosignature(t *testing.T) {
	t.Parallel()
	k := NewKey()
	pub := k.Public()
	when := time.Date(2026, 11, 23, 12, 0, 0, 999_000_000, time.UTC)
	s := k.Cosigner("entente/HUB", when)
	raw, err := s.Sign([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("cosignature/v1\ntime %d\n%s", when.Unix(), text)
	if !ed25519.Verify(pub[:], []byte(want), raw[8:]) {
		t.Error("the signed bytes are not those of the specification")
	}
	v := pub.CosignVerifier("entente/HUB")
	if v.KeyHash() != s.KeyHash() || v.KeyHash() == pub.Verifier("entente/HUB").KeyHash() {
		t.Error("the key hash does not tell a cosignature from a signature")
	}
	if !v.Verify([]byte(text), raw) {
		t.Error("our own cosignature is refused")
	}
	if got := CosignTime(append([]byte{0, 0, 0, 0}, raw...)); !got.Equal(when.Truncate(time.Second)) {
		t.Errorf("time %v", got)
	}
	for i := range raw {
		bent := append([]byte(nil), raw...)
		bent[i] ^= 1
		if v.Verify([]byte(text), bent) {
			t.Fatalf("byte %d can be changed", i)
		}
	}
	if v.Verify([]byte(strings.Replace(text, "7", "8", 1)), raw) || v.Verify([]byte(text), raw[:71]) || v.Verify([]byte(text), nil) {
		t.Error("a wrong cosignature is accepted")
	}
	if !CosignTime(nil).IsZero() {
		t.Error("a time out of nothing")
	}
}

// TestSignaturesDoNotCross shows that a signature for one use is none for another.
func TestSignaturesDoNotCross(t *testing.T) {
	t.Parallel()
	k := NewKey()
	pub := k.Public()
	var sig Signature
	raw, _ := k.NoteSigner("n").Sign([]byte(text))
	copy(sig[:], raw)
	for _, context := range []string{"", "ack", "CZE/to/HUB/live\n7\n"} {
		if Verify(pub, context, []byte(text), sig) == nil {
			t.Errorf("a note's signature passes for context %q", context)
		}
	}
}
