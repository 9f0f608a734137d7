package watch

import (
	"net/url"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
)

// Warning is what these rules must know of a warning that stands.
type Warning struct {
	ID    string
	Title string
	Owner ids.Party
	Since time.Time // of the text that stands
	Due   time.Time // until when it is to be acknowledged; zero where nobody asks
	Ours  bool      // we issued it
	Said  bool      // we have acknowledged the text that stands
	Owing []ids.Party
}

// OfWarnings: what we have not acknowledged, and of ours, whose time to be acknowledged
// has run out.
func OfWarnings(now time.Time, all []Warning) (needs []Need) {
	for _, w := range all {
		n := Need{About: w.ID, Link: "/warnings/" + url.PathEscape(w.ID), Title: w.Title, Party: w.Owner, Since: w.Since, Severity: Act}
		if !w.Ours && !w.Said {
			n.Kind, n.Act, n.Due = "warning.acknowledge", authz.WarningAck, w.Due
			needs = append(needs, n)
		}
		if !w.Ours || w.Due.IsZero() || now.Before(w.Due) {
			continue
		}
		for _, p := range w.Owing {
			n.Kind, n.Act, n.Party, n.Since, n.Severity = "warning.overdue", authz.WarningIssue, p, w.Due, Waiting
			needs = append(needs, n)
		}
	}
	return needs
}
