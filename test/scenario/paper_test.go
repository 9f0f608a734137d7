package scenario

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

func TestAPaperCopyIsTheSameAtBothParties(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	w.link("HUB", "CZE")
	agreed := w.agree("memorandum", nil, "HUB", "CZE")
	w.settle()
	at := time.Now().Add(time.Second)
	print := func(code ids.Party, language string) []byte {
		b, err := w.nodes[code].Reports.Paper(t.Context(), w.all(code).In(ids.Live), agreed, "", language, at)
		w.must(err)
		return b
	}
	for _, language := range []string{"en", "fr", "cs"} {
		hub, cze := print("HUB", language), print("CZE", language)
		if !bytes.HasPrefix(hub, []byte("%PDF-")) || !bytes.Equal(hub, cze) {
			t.Fatalf("in %s HUB prints %d bytes and CZE %d, or others", language, len(hub), len(cze))
		}
		got, err := w.nodes["CZE"].Reports.CheckPaper(t.Context(), w.all("CZE").In(ids.Live), hub)
		if err != nil || !got.Same || got.Agreement != agreed || got.Language != language {
			t.Errorf("CZE finds %+v: %v", got, err)
		}
		forged := slices.Clone(hub)
		forged[len(forged)/2] ^= 1
		if got, err := w.nodes["CZE"].Reports.CheckPaper(t.Context(), w.all("CZE").In(ids.Live), forged); err != nil || got.Same {
			t.Errorf("a changed byte: %+v, %v", got, err)
		}
	}
	if bytes.Equal(print("HUB", "en"), print("HUB", "fr")) {
		t.Error("two languages print the same")
	}
	if _, err := w.nodes["CZE"].Reports.CheckPaper(t.Context(), w.all("CZE").In(ids.Live), []byte("%PDF-1.4 nothing")); !errs.Is(err, errs.Invalid) {
		t.Errorf("any PDF: %v", err)
	}
	if _, err := w.nodes["CZE"].Reports.Paper(t.Context(), w.all("CZE").In(ids.Live), agreed, "", "de", at); !errs.Is(err, errs.Unsupported) {
		t.Errorf("a language that it does not have: %v", err)
	}
	stranger := []byte(strings.ReplaceAll(string(print("CZE", "en")), agreed, "01900000-0000-7000-8000-000000000000"))
	if _, err := w.nodes["CZE"].Reports.CheckPaper(t.Context(), w.all("CZE").In(ids.Live), stranger); !errs.Is(err, errs.NotFound) {
		t.Errorf("an agreement that is not held: %v", err)
	}
}
