package errs

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestPublicHidesWhatNobodyClassified(t *testing.T) {
	t.Parallel()
	kind, text := Public(fmt.Errorf("open /secret/path: %w", errors.New("no such file")))
	if kind != Internal || strings.Contains(text, "secret") {
		t.Fatalf("Public = %s, %q", kind, text)
	}
}

func TestWrapKeepsKindAndUserText(t *testing.T) {
	t.Parallel()
	f := func() (err error) {
		defer Wrap(&err, "agreement.Sign(%s)", "a1")
		return New(Denied, "this office may not sign")
	}
	err := f()
	if !Is(err, Denied) {
		t.Fatalf("kind = %s", KindOf(err))
	}
	if _, text := Public(err); text != "this office may not sign" {
		t.Fatalf("text = %q", text)
	}
	if !strings.HasPrefix(err.Error(), "agreement.Sign(a1): ") {
		t.Fatalf("err = %q", err)
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	for _, in := range []string{strings.Repeat("é", 5000), "a\u202eb\x00c\n", strings.Repeat("\x01", 400), "\xff\xfe"} {
		got := Clip(in)
		if len(got) > MaxEcho {
			t.Errorf("Clip gives %d bytes", len(got))
		}
		if strings.ContainsAny(got, "\x00\x01\n\u202e") {
			t.Errorf("Clip(%q) lets raw controls through: %q", in, got)
		}
	}
	if got := Clip("tlp:amber"); got != "tlp:amber" {
		t.Errorf("Clip changed plain text: %q", got)
	}
}
