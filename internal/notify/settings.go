package notify

import (
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/format/openpgp"
)

// Road is how something reaches a person.
type Road string

// The roads. Page shows it while a page of the console is open; the digests go
// by e-mail, together at the person's hour.
const (
	ByMail    Road = "mail"
	ByWebhook Road = "webhook"
	ByPage    Road = "page"
	Day       Road = "daily"
	Week      Road = "weekly"
)

// Rule says that acts of some kinds reach a person by a road.
type Rule struct {
	Kinds  string `json:"kinds"` // "duty.lapsed", or "agreement." for all of a domain
	By     Road   `json:"by"`
	Urgent bool   `json:"urgent"` // passes quiet hours
}

// Settings are a person's own: where to reach them, when not to, and of what.
type Settings struct {
	Mail          string `json:"mail"`    // address; empty for none
	Webhook       string `json:"webhook"` // https address; empty for none
	Language      string `json:"language"`
	Zone          string `json:"zone"`
	QuietFrom     string `json:"quiet_from"` // hh:mm; both empty for no quiet hours
	QuietTo       string `json:"quiet_to"`
	DigestAt      string `json:"digest_at"`  // hh:mm
	DigestDay     int    `json:"digest_day"` // of weekly digests, 1 Monday to 7 Sunday
	Key           string `json:"key"`        // OpenPGP public key, armored; empty for none
	OnlyEncrypted bool   `json:"only_encrypted"`
	Rules         []Rule `json:"rules"`
}

const (
	maxRules   = 100
	maxAddress = 254 // RFC 5321, section 4.5.3.1.3, without its brackets
	maxHook    = 1000
)

var kindsForm = regexp.MustCompile(`^[a-z]{2,20}\.([a-z][a-z-]{0,40})?$`)

// checkKinds accepts a kind, or a domain with its dot. Of notifications
// themselves nobody is notified.
func checkKinds(s string) error {
	if !kindsForm.MatchString(s) || strings.HasPrefix(s, own) {
		return errs.New(errs.Invalid, "%q is not a kind such as duty.lapsed, or a domain such as agreement. with its dot", errs.Clip(s))
	}
	return nil
}

// covers tells whether kinds, as a rule names them, are of this one.
func covers(kinds, kind string) bool {
	return kinds == kind || strings.HasSuffix(kinds, ".") && strings.HasPrefix(kind, kinds)
}

// checkAddress accepts a bare e-mail address in ASCII, which fits into a header
// and into the envelope as it is.
func checkAddress(s string) error {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" || len(s) > maxAddress || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"\<>(),;:[]`, r) }) {
		return errs.New(errs.Invalid, "%q is not an e-mail address such as ana@example.org", errs.Clip(s))
	}
	return nil
}

// check holds for all that is stored.
func (s Settings) check(now time.Time) error {
	if s.Mail != "" {
		if err := checkAddress(s.Mail); err != nil {
			return err
		}
	}
	if u, err := url.Parse(s.Webhook); s.Webhook != "" && (err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || len(s.Webhook) > maxHook) {
		return errs.New(errs.Invalid, "a webhook is an https address without a user name in it")
	}
	if !slices.Contains(languages, s.Language) {
		return errs.New(errs.Invalid, "the languages are %s", strings.Join(languages, ", "))
	}
	if _, err := zone(s.Zone); err != nil {
		return err
	}
	times := []string{s.DigestAt}
	if s.QuietFrom != "" || s.QuietTo != "" {
		times = append(times, s.QuietFrom, s.QuietTo)
	}
	for _, t := range times {
		if _, err := clockTime(t); err != nil {
			return err
		}
	}
	if s.DigestDay < 1 || s.DigestDay > 7 {
		return errs.New(errs.Invalid, "days of the week are 1 (Monday) to 7 (Sunday); name at least one")
	}
	if s.Key != "" {
		if err := openpgp.Check(s.Key, now); err != nil {
			return err
		}
	}
	if s.OnlyEncrypted && s.Key == "" {
		return errs.New(errs.Invalid, "to have nothing sent in clear, give the OpenPGP key that it is encrypted to")
	}
	return s.checkRules()
}

func (s Settings) checkRules() error {
	if len(s.Rules) > maxRules {
		return errs.New(errs.TooLarge, "a person has up to %d rules", maxRules)
	}
	for _, r := range s.Rules {
		if err := checkKinds(r.Kinds); err != nil {
			return err
		}
		if !slices.Contains([]Road{ByMail, ByWebhook, ByPage, Day, Week}, r.By) {
			return errs.New(errs.Invalid, "what happens reaches a person by mail, webhook, page, daily or weekly, not %q", errs.Clip(string(r.By)))
		}
	}
	return nil
}

// quietUntil gives the end of the quiet hours that run at a moment; zero when
// none do.
func (s Settings) quietUntil(now time.Time) time.Time {
	if s.QuietFrom == s.QuietTo {
		return time.Time{}
	}
	loc, from, to := known(s.Zone), minutes(s.QuietFrom), minutes(s.QuietTo)
	l := now.In(loc)
	m := l.Hour()*60 + l.Minute()
	quiet := m >= from && m < to
	if from > to {
		quiet = m >= from || m < to
	}
	if !quiet {
		return time.Time{}
	}
	return nextAt(loc, now, to, 0)
}

// urgent are the kinds that nobody should sleep through.
var urgent = []string{"duty.lapsed", "crisis.put", "crisis.reminder", "crisis.rehearsal", "crisis.unreached", "warning.issued", "warning.overdue", "release.recalled", "federation.fork-found", "federation.refused"}

// Defaults are the settings of whoever has set none: what roles commonly need to
// hear, on the page. Nothing is sent before there is an address.
func Defaults(roles []authz.Role) Settings {
	s := Settings{Language: languages[0], Zone: "UTC", QuietFrom: "22:00", QuietTo: "07:00", DigestAt: "08:00", DigestDay: 1, Rules: []Rule{}}
	add := func(kinds ...string) {
		for _, k := range kinds {
			if r := (Rule{Kinds: k, By: ByPage, Urgent: slices.Contains(urgent, k)}); !slices.Contains(s.Rules, r) {
				s.Rules = append(s.Rules, r)
			}
		}
	}
	for _, r := range roles {
		switch r {
		case authz.Duty:
			add("crisis.put", "crisis.reminder", "crisis.rehearsal", "crisis.unreached", "crisis.final", "warning.issued", "warning.updated", "warning.soon", "warning.overdue", "alert.stated", "alert.restated", "duty.lapsed", "duty.soon", "release.recalled", "release.received", "federation.fork-found", "federation.refused")
		case authz.Analyst, authz.Release:
			add("release.recalled", "release.received", "release.drafted")
		case authz.Legal, authz.Director:
			add("crisis.proposed", "crisis.put", "crisis.reminder", "crisis.rehearsal", "crisis.unreached", "crisis.final", "agreement.proposed", "agreement.signed", "agreement.countered", "agreement.terminated", "duty.lapsed")
			if r == authz.Director {
				add("exercise.invitation-received", "exercise.opened", "lesson.overdue")
			}
		case authz.Planner:
			add("exercise.invitation-received", "exercise.opened", "msel.put-forward", "msel.released", "lesson.assigned", "lesson.overdue")
		case authz.Admin, authz.Auditor:
			add("federation.peer-joined", "federation.fork-found", "account.created")
		}
	}
	return s
}
