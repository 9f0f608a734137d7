package watch

import (
	"net/url"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
)

// Assist is what these rules must know of a request for assistance. What is
// somebody else's to do is left out.
type Assist struct {
	ID           string
	Title        string
	Owner        ids.Party
	Lodged       time.Time
	Over         bool
	Centre       bool // we are the clearing house
	Acknowledged bool // by us
	Triaged      bool
	Asked        bool
	Answered     bool      // by us
	Due          time.Time // of our answer; zero when none is owed
	Awaits       bool      // an acceptance of an offer of ours was not answered
	Offers       int64     // open lines of offers to a request of ours
	Valid        time.Time // until when the first of them can be accepted
	ReportDue    time.Time // of our own closed request; zero when it is made, or not due
	ClosedAt     time.Time
}

// OfAssists: requests to acknowledge, to triage, to answer; acceptances to carry
// out; offers to compare; reports due.
func OfAssists(us ids.Party, now time.Time, all []Assist) (needs []Need) {
	for _, a := range all {
		n := Need{About: a.ID, Link: "/assistance/" + url.PathEscape(a.ID), Title: a.Title, Party: a.Owner, Since: a.Lodged, Severity: Act}
		add := func(kind string, act authz.Act, due time.Time) {
			x := n
			if x.Kind, x.Act, x.Due = "assist."+kind, act, due; !due.IsZero() && !now.Before(due) {
				x.Severity = Broken
			}
			needs = append(needs, x)
		}
		if !a.ReportDue.IsZero() {
			n.Party, n.Since = "", a.ClosedAt
			add("report", authz.AssistDeploy, a.ReportDue)
			continue
		}
		if a.Over {
			continue
		}
		if a.Awaits {
			add("carry", authz.AssistOffer, time.Time{})
		}
		if a.Centre && !a.Acknowledged {
			add("acknowledge", authz.AssistOffer, time.Time{})
		}
		if a.Centre && a.Acknowledged && !a.Triaged {
			add("triage", authz.AssistTriage, time.Time{})
		}
		if a.Asked && !a.Answered && a.Owner != us {
			add("answer", authz.AssistOffer, a.Due)
		}
		if a.Owner == us && a.Offers > 0 && now.Before(a.Valid) {
			n.Count, n.Party = a.Offers, ""
			add("accept", authz.AssistDeploy, a.Valid)
		}
	}
	return needs
}

// AssistDraft is a request that waits for the nation's authorisation.
type AssistDraft struct {
	ID    string
	Title string
	By    string
	At    time.Time
	Own   bool // whoever looks wrote it, and so cannot authorise it
}

// OfAssistDrafts: requests that are complete and not authorised.
func OfAssistDrafts(all []AssistDraft) (needs []Need) {
	for _, d := range all {
		n := Need{Kind: "assist.authorise", About: d.ID, Link: "/assistance/drafts/" + url.PathEscape(d.ID), Title: d.Title, Detail: d.By, Since: d.At, Severity: Act, Act: authz.AssistAuthorise}
		if d.Own {
			n.Severity, n.Act = Waiting, ""
		}
		needs = append(needs, n)
	}
	return needs
}
