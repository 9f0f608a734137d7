package watch

import (
	"net/url"
	"time"

	"entente/internal/base/authz"
)

// Draft is a release that waits for a second person.
type Draft struct {
	ID      string
	At      time.Time
	By      string
	Note    string
	Objects int64
	Own     bool // whoever looks put it forward, and so cannot approve it
}

// OfDrafts: what waits for another person to let it out.
func OfDrafts(all []Draft) (needs []Need) {
	for _, d := range all {
		n := Need{Kind: "release.draft", About: d.ID, Link: "/releases/drafts/" + url.PathEscape(d.ID), Title: d.By, Count: d.Objects, Detail: d.Note, Since: d.At, Severity: Act, Act: authz.ReleaseMake}
		if d.Own {
			n.Severity, n.Act = Waiting, ""
		}
		needs = append(needs, n)
	}
	return needs
}
