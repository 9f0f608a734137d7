package watch

import (
	"net/url"
	"time"

	"entente/internal/base/authz"
)

// Alarm is what this rule must know of an alarm that is not closed.
type Alarm struct {
	ID       string
	Title    string // a kind
	Raised   time.Time
	Next     time.Time // when it climbs further; zero when it does not
	Answered bool
}

// Undelivered is a message that was given up.
type Undelivered struct {
	ID     string
	Person string
	At     time.Time
}

// OfAlarms: what waits for an answer, before all else; and what was answered and
// is not over.
func OfAlarms(all []Alarm) (needs []Need) {
	for _, a := range all {
		n := Need{Kind: "alarm.open", About: a.ID, Link: "/notify/alarms/" + url.PathEscape(a.ID), Title: a.Title, Since: a.Raised, Due: a.Next, Severity: Broken, Act: authz.NotifyOwn}
		switch {
		case a.Answered:
			n.Kind, n.Severity, n.Due = "alarm.answered", Act, time.Time{}
		case a.Next.IsZero():
			n.Kind = "alarm.unanswered"
		}
		needs = append(needs, n)
	}
	return needs
}

// UndeliveredLife is how long a message that was given up is shown.
const UndeliveredLife = 7 * 24 * time.Hour

// OfUndelivered: messages that were given up, as one line with their count.
func OfUndelivered(all []Undelivered) (needs []Need) {
	if len(all) == 0 {
		return nil
	}
	n := Need{Kind: "notify.failed", Link: "/notify/channels", Title: all[0].Person, Count: int64(len(all)), Since: all[0].At, Severity: Broken, Act: authz.NotifyManage}
	for _, u := range all {
		if u.At.Before(n.Since) {
			n.Since = u.At
		}
	}
	return append(needs, n)
}
