package notify

import (
	"embed"
	"fmt"
	"strings"

	"entente/internal/base/strictjson"
)

//go:embed words/*.json
var wordFiles embed.FS

// languages are those that messages are written in; the first is the default.
var languages = []string{"en", "fr", "cs"}

// words is what messages say in one language. No sentence takes anything from
// an act: titles are chosen by kind alone.
type words struct {
	Kinds   map[string]string `json:"kinds"` // by kind, or by domain with its dot
	Other   string            `json:"other"`
	Notice  string            `json:"notice"`
	Digest  string            `json:"digest"`
	Alarm   string            `json:"alarm"`
	Test    string            `json:"test"`
	Text    string            `json:"text"`
	Tested  string            `json:"tested"`
	Urgent  string            `json:"urgent"`
	Ack     string            `json:"ack"`
	Open    string            `json:"open"`
	Node    string            `json:"node"`
	Expired string            `json:"expired"`
}

// readWords loads every language.
func readWords() (map[string]words, error) {
	all := map[string]words{}
	for _, l := range languages {
		b, err := wordFiles.ReadFile("words/" + l + ".json")
		if err != nil {
			return nil, err
		}
		var w words
		if err := strictjson.Decode(b, &w, strictjson.Default); err != nil {
			return nil, fmt.Errorf("words of %s: %w", l, err)
		}
		all[l] = w
	}
	return all, nil
}

// title says what kind of act it was.
func (w words) title(kind string) string {
	if t, ok := w.Kinds[kind]; ok {
		return t
	}
	domain, _, _ := strings.Cut(kind, ".")
	if t, ok := w.Kinds[domain+"."]; ok {
		return t
	}
	return w.Other
}

// form says what a message is.
func (w words) form(f Form) string {
	return map[Form]string{FormNotice: w.Notice, FormDigest: w.Digest, FormAlarm: w.Alarm, FormTest: w.Test, FormText: w.Text}[f]
}
