package watch

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
)

// Agreement is what these rules must know of an agreement.
type Agreement struct {
	ID          string
	Title       string
	Proposer    ids.Party
	ProposedAt  time.Time // zero unless it waits for signatures
	Missing     []ids.Party
	Suspensions []Suspension // that stand
}

// Suspension is one party's.
type Suspension struct {
	By     ids.Party
	At     time.Time
	Reason string
}

// OfAgreements: what waits for our signature, what waits for another's, and
// what is suspended.
func OfAgreements(us ids.Party, all []Agreement) (needs []Need) {
	for _, a := range all {
		n := Need{About: a.ID, Link: "/agreements/" + url.PathEscape(a.ID), Title: a.Title}
		if !a.ProposedAt.IsZero() {
			n.Since = a.ProposedAt
			if slices.Contains(a.Missing, us) {
				n.Kind, n.Party, n.Severity, n.Act = "agreement.sign", other(us, a), Act, authz.AgreementSign
				needs = append(needs, n)
				continue
			}
			for _, p := range a.Missing {
				n.Kind, n.Party, n.Severity = "agreement.unsigned", p, Waiting
				needs = append(needs, n)
			}
			continue
		}
		for _, s := range a.Suspensions {
			n.Kind, n.Party, n.Since, n.Detail, n.Severity, n.Act = "agreement.suspended-by-them", s.By, s.At, s.Reason, Broken, ""
			if s.By == us {
				n.Kind, n.Party, n.Act = "agreement.suspended-by-us", "", authz.AgreementEnd
			}
			needs = append(needs, n)
		}
	}
	return needs
}

// other is whom an agreement that waits for us is with: its proposer, or for
// one of our own nobody in particular.
func other(us ids.Party, a Agreement) ids.Party {
	if a.Proposer == us {
		return ""
	}
	return a.Proposer
}

// Peer is what these rules must know of another party and the link with it.
type Peer struct {
	Party    ids.Party
	Linked   bool
	State    string // "connected", "unreachable", "never"
	Since    time.Time
	KnownAt  time.Time
	Error    string
	Compared bool
}

// OfPeers: who is not reached, and whose words nobody has compared.
func OfPeers(all []Peer) (needs []Need) {
	for _, p := range all {
		n := Need{About: string(p.Party), Link: "/peers", Party: p.Party, Act: authz.PeerManage}
		switch {
		case p.Linked && p.State == "unreachable":
			n.Kind, n.Since, n.Detail, n.Severity = "peer.unreachable", p.Since, p.Error, Broken
			needs = append(needs, n)
		case p.Linked && p.State == "never":
			n.Kind, n.Since, n.Detail, n.Severity = "peer.never", p.KnownAt, p.Error, Act
			needs = append(needs, n)
		}
		if !p.Compared {
			needs = append(needs, Need{Kind: "peer.words", About: string(p.Party), Link: "/peers", Party: p.Party, Since: p.KnownAt, Severity: Act, Act: authz.PartyManage})
		}
	}
	return needs
}

// Patience is how long an entry may lie at a recipient before its receipt is
// missed.
const Patience = 5 * time.Minute

// Log is what these rules must know of the log from us to a party, or of its
// log to us.
type Log struct {
	From, To   ids.Party
	Size       int64
	Cosigned   int64
	WaitsSince time.Time // when the oldest entry without a receipt was written
	Frozen     bool
	FrozenAt   time.Time
}

// OfLogs: frozen logs, and what was given and not receipted.
func OfLogs(us ids.Party, now time.Time, all []Log) (needs []Need) {
	for _, l := range all {
		peer := l.To
		if l.To == us {
			peer = l.From
		}
		n := Need{About: string(l.From) + "/" + string(l.To), Link: "/ledger/" + url.PathEscape(string(l.From)) + "/" + url.PathEscape(string(l.To)), Party: peer}
		switch {
		case l.Frozen:
			n.Kind, n.Since, n.Severity, n.Act = "ledger.frozen", l.FrozenAt, Broken, authz.PeerManage
		case l.From == us && l.Cosigned < l.Size && now.Sub(l.WaitsSince) > Patience:
			n.Kind, n.Since, n.Count, n.Severity = "ledger.unreceipted", l.WaitsSince, l.Size-l.Cosigned, Waiting
		default:
			continue
		}
		needs = append(needs, n)
	}
	return needs
}

// Recall is how far an order to give back has come with one party.
type Recall struct {
	ID      string
	Release string // of ours; empty when we passed another's order on
	Party   ids.Party
	At      time.Time
	Refused bool
	Reason  string        // why that party refused
	Within  time.Duration // what the agreement with it demands; 0 for nothing
}

// OfRecalls: who has not yet given back, and who will not.
func OfRecalls(us ids.Party, all []Recall) (needs []Need) {
	for _, r := range all {
		n := Need{Kind: "recall.open", About: r.ID, Party: r.Party, Since: r.At, Severity: Waiting, Link: "/releases/" + url.PathEscape(r.Release)}
		if r.Release == "" {
			n.Link = "/ledger/" + url.PathEscape(string(us)) + "/" + url.PathEscape(string(r.Party))
		}
		if r.Within > 0 {
			n.Due = r.At.Add(r.Within)
		}
		if r.Refused {
			n.Kind, n.Detail, n.Due, n.Severity = "recall.refused", r.Reason, time.Time{}, Broken
		}
		needs = append(needs, n)
	}
	return needs
}

// Refusal is an entry of another party's log that this node refused to take.
type Refusal struct {
	From   ids.Party
	Index  int64
	At     time.Time
	Kind   string
	Reason string
}

// RefusalLife is how long a refused entry is shown: it cannot be done over.
const RefusalLife = 7 * 24 * time.Hour

// OfRefusals: orders of others to give back that this node did not carry out.
func OfRefusals(us ids.Party, now time.Time, all []Refusal) (needs []Need) {
	for _, r := range all {
		if r.Kind != "release.recalled" || now.Sub(r.At) > RefusalLife {
			continue
		}
		where := url.PathEscape(string(r.From)) + "/" + url.PathEscape(string(us))
		needs = append(needs, Need{Kind: "recall.not-executed", About: where + "#" + strconv.FormatInt(r.Index, 10), Link: "/ledger/" + where, Party: r.From, Since: r.At, Detail: r.Reason, Severity: Broken, Act: authz.PeerManage})
	}
	return needs
}

// Duty is what these rules must know of an obligation of an agreement.
type Duty struct {
	ID        string
	Title     string // of the agreement
	Provision string
	Owed      ids.Party
	Caller    ids.Party
	What      string
	From      time.Time
	Soon      time.Time
	Due       time.Time
	State     string // "running", "lapsed", "contested"
	Judged    bool   // we say whether it was met
}

// LapsedLife is how long a duty that lapsed and comes again is shown: the next
// one has its own clock.
const LapsedLife = 14 * 24 * time.Hour

// OfDuties: what we owe and is called for or near its end, what lapsed, what is
// contested. What others owe us shows once it has lapsed, or when we called.
func OfDuties(us ids.Party, now time.Time, all []Duty) (needs []Need) {
	for _, d := range all {
		ours, called := d.Owed == us, d.Caller != ""
		n := Need{About: d.ID, Link: "/duties#" + url.PathEscape(d.ID), Title: d.Title + ", " + d.Provision, Detail: d.What, Since: d.From, Due: d.Due, Severity: Act, Act: authz.DutyAnswer}
		switch {
		case d.State == "lapsed" && !called && now.Sub(d.Due) > LapsedLife:
			continue
		case ours && d.State == "lapsed":
			n.Kind, n.Severity = "duty.lapsed", Broken
		case ours && d.State == "contested":
			n.Kind, n.Severity = "duty.contested", Broken
		case ours && d.State == "running" && (called || !now.Before(d.Soon)):
			n.Kind = "duty.owed"
		case !ours && d.State == "lapsed" && (d.Judged || d.Caller == us):
			n.Kind, n.Party, n.Severity = "duty.lapsed-of-them", d.Owed, Waiting
		case d.Caller == us && d.State == "running":
			n.Kind, n.Party, n.Severity = "duty.owed-to-us", d.Owed, Waiting
		default:
			continue
		}
		needs = append(needs, n)
	}
	return needs
}

// Ending is a moment at which an agreement ends or changes by itself.
type Ending struct {
	Agreement string
	Title     string
	Kind      string // "expiry", "notice"
	Party     ids.Party
	At        time.Time
}

// EndingAhead is how long before an agreement ends its people are told.
const EndingAhead = 90 * 24 * time.Hour

// OfEndings: terms that run out unless they are renewed, and notices that run.
func OfEndings(us ids.Party, now time.Time, all []Ending) (needs []Need) {
	for _, e := range all {
		n := Need{About: e.Agreement, Link: "/agreements/" + url.PathEscape(e.Agreement), Title: e.Title, Since: now, Due: e.At, Severity: Act}
		switch {
		case e.Kind == "expiry" && e.At.Sub(now) < EndingAhead:
			n.Kind, n.Act, n.Since = "agreement.expires", authz.AgreementSign, e.At.Add(-EndingAhead)
		case e.Kind == "notice" && e.Party == us:
			n.Kind, n.Act, n.Severity = "agreement.notice-by-us", authz.AgreementEnd, Waiting
		case e.Kind == "notice":
			n.Kind, n.Party, n.Severity = "agreement.notice-by-them", e.Party, Waiting
		default:
			continue
		}
		needs = append(needs, n)
	}
	return needs
}
