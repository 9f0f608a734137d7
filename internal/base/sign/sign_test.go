package sign

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
)

// fixedKey is the key of RFC 8032 §7.1 test 1, for vectors.
func fixedKey(t *testing.T) PublicKey {
	t.Helper()
	p, err := ParsePublic("ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSignAndVerify(t *testing.T) {
	t.Parallel()
	k := NewKey()
	msg := []byte("message")
	sig := k.Sign("ack", msg)
	if err := Verify(k.Public(), "ack", msg, sig); err != nil {
		t.Fatal(err)
	}
	bent := sig
	bent[40] ^= 1
	for name, err := range map[string]error{
		"another context":  Verify(k.Public(), "card", msg, sig),
		"a longer context": Verify(k.Public(), "ac", append([]byte("k"), msg...), sig),
		"another message":  Verify(k.Public(), "ack", []byte("massage"), sig),
		"another key":      Verify(NewKey().Public(), "ack", msg, sig),
		"a bent signature": Verify(k.Public(), "ack", msg, bent),
		"no key":           Verify(PublicKey{}, "ack", msg, sig),
		"no signature":     Verify(k.Public(), "ack", msg, Signature{}),
	} {
		if !errs.Is(err, errs.Denied) {
			t.Errorf("%s: got %v, want a denial", name, err)
		}
	}
}

func TestTextFormsAreUnique(t *testing.T) {
	t.Parallel()
	pub := NewKey().Public()
	text := pub.String()
	got, err := ParsePublic(text)
	if err != nil || got != pub {
		t.Fatal(got, err)
	}
	// The last letter of 32 bytes carries two stray bits: all but one value of
	// them must be refused.
	raw := strings.TrimPrefix(text, "ed25519:")
	for _, bad := range []string{
		"", raw, "ED25519:" + raw, "ed25519: " + raw, text + "=", text + "\n", text[:len(text)-1], text + "A",
		"ed25519:" + raw[:20] + "\n" + raw[20:], "ed25519:" + raw[:20] + "\n" + raw[20:len(raw)-1],
		"ed25519:" + base64.StdEncoding.EncodeToString(pub[:]),
	} {
		if _, err := ParsePublic(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("ParsePublic(%q): got %v, want a refusal", bad, err)
		}
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	accepted := 0
	for _, l := range letters {
		if p, err := ParsePublic(text[:len(text)-1] + string(l)); err == nil && p == pub {
			accepted++
		}
	}
	if accepted != 1 {
		t.Errorf("%d text forms of one key are accepted", accepted)
	}
	sig := NewKey().Sign("x", nil)
	accepted = 0
	for _, l := range letters {
		var s Signature
		if s.UnmarshalText([]byte(sig.String()[:85]+string(l))) == nil && s == sig {
			accepted++
		}
	}
	if accepted != 1 {
		t.Errorf("%d text forms of one signature are accepted", accepted)
	}
}

func TestWordList(t *testing.T) {
	t.Parallel()
	if len(words) != 256 {
		t.Fatalf("%d words", len(words))
	}
	seen := map[string]string{}
	for _, w := range words {
		if len(w) < 4 || len(w) > 7 || strings.ToLower(w) != w {
			t.Errorf("%q is not four to seven small letters", w)
		}
		if other, ok := seen[w[:4]]; ok {
			t.Errorf("%q begins like %q", w, other)
		}
		seen[w[:4]] = w
	}
}

// TestNamesOfAKey pins what people have written on paper.
func TestNamesOfAKey(t *testing.T) {
	t.Parallel()
	p := fixedKey(t)
	if diff := cmp.Diff("21fe 31df a154 a261 626b f854 046f d227 1b7b ed4b 6abe 45aa 5887 7ef4 7f97 21b9", Fingerprint(p)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("cabin yellow coast summer napkin falcon nature frost fruit grain", strings.Join(Words(p), " ")); diff != "" {
		t.Error(diff)
	}
}

func TestMatchWords(t *testing.T) {
	t.Parallel()
	p := NewKey().Public()
	w := Words(p)
	for _, good := range []string{
		strings.Join(w, " "), strings.Join(w, "-"), strings.ToUpper(strings.Join(w, ", ")), "\n " + strings.Join(w, "\n\t") + ".",
	} {
		if !MatchWords(p, good) {
			t.Errorf("refused %q", good)
		}
	}
	swapped := append([]string{w[1], w[0]}, w[2:]...)
	for _, bad := range []string{
		"", strings.Join(w[:9], " "), strings.Join(append(w, w[0]), " "), strings.Join(w, ""),
		strings.Join(Words(NewKey().Public()), " "),
	} {
		if MatchWords(p, bad) {
			t.Errorf("accepted %q", bad)
		}
	}
	if w[0] != w[1] && MatchWords(p, strings.Join(swapped, " ")) {
		t.Error("accepted words in another order")
	}
}

func TestPrivateKeyIsNeverPrinted(t *testing.T) {
	t.Parallel()
	k := NewKey()
	if diff := cmp.Diff([]string{"private key", "sign.Key{}"}, []string{k.String(), k.GoString()}); diff != "" {
		t.Error(diff)
	}
}
