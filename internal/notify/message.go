package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"entente/internal/base/ids"
)

// Form is what a message is.
type Form string

// The forms.
const (
	FormNotice Form = "notice" // acts that just happened
	FormDigest Form = "digest" // acts since the last one
	FormAlarm  Form = "alarm"  // somebody has to answer
	FormTest   Form = "test"   // to see whether it arrives
	FormText   Form = "text"   // a text of another domain, to an address outside the accounts
)

// Message is what a channel carries to one address.
type Message struct {
	ID       string // the same at every attempt, so that a receiver can drop the second
	Realm    ids.Realm
	Form     Form
	To       string // an e-mail address, or the address of a webhook
	Secret   string // of a webhook
	Key      string // OpenPGP public key to encrypt to; empty for none
	Spent    bool   // the key is not to be used any more, whatever it says itself
	Clear    bool   // may go in clear when there is no key that can be used
	Language string
	At       time.Time // when it was made
	Subject  string
	Text     []string // paragraphs
	Lines    []Line
	Open     string // where the console shows it
	Ack      string // address that acknowledges an alarm and nothing else; empty without one
	Expired  string // the paragraph that says that the key cannot be used any more
}

// Line is one act.
type Line struct {
	Kind  string
	Title string
	At    time.Time
	Link  string // where the console shows it
}

// Channel carries messages of a realm. A realm has the channels that it was
// given, and nothing of it leaves by another's.
type Channel interface {
	// Send gives nil when the other side has taken the message. An error of kind
	// Invalid, Denied or Unsupported is final; after any other it is tried again.
	Send(ctx context.Context, m Message) error
}

// room is where the console shows acts of a kind. Ids of what may be marked do
// not leave the node; for a person with a ceiling no id does.
func room(kind, about string, ceiling bool) string {
	domain, _, _ := strings.Cut(kind, ".")
	named := map[string]string{"agreement": "/agreements/", "warning": "/warnings/"}
	if base, ok := named[domain]; ok && about != "" && !ceiling {
		if _, err := ids.Parse(about); err == nil {
			return base + about
		}
	}
	rooms := map[string]string{"agreement": "/agreements", "duty": "/duties", "release": "/releases", "intel": "/intel", "federation": "/peers", "peer": "/peers",
		"ledger": "/ledger", "account": "/admin/users", "template": "/templates", "report": "/reports", "node": "/admin/health", "warning": "/warnings", "alert": "/alerts"}
	if r, ok := rooms[domain]; ok {
		return r
	}
	return "/"
}

// paragraphs writes the message as plain text without its greeting lines, for
// both parts of an e-mail.
func (m Message) paragraphs() []string {
	all := append([]string{}, m.Text...)
	for _, l := range m.Lines {
		all = append(all, fmt.Sprintf("%s  %s\n%s", l.At.UTC().Format("2006-01-02 15:04 UTC"), l.Title, l.Link))
	}
	if m.Expired != "" {
		all = append(all, m.Expired)
	}
	return all
}
