package directory

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/rfc2350"
)

// Bounds of an entry. Whatever is over them is refused, here and at every other node.
const (
	maxLine   = 200    // bytes of one line
	maxText   = 20_000 // bytes of one text of RFC 2350
	maxList   = 100    // offices, people, keys, memberships, services, languages, websites
	maxClaims = 20_000
)

var (
	idForm     = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,49}$`)
	country    = regexp.MustCompile(`^[A-Z]{2}$`)
	dayForm    = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)
	langForm   = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	printForm  = regexp.MustCompile(`^([0-9A-F]{40}|[0-9A-F]{64})$`)
	phoneForm  = regexp.MustCompile(`^\+[0-9][0-9 ()/.-]{4,38}(;ext=[0-9]{1,8})?$`)
	emailForm  = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$`)
	domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	sim3Form   = regexp.MustCompile(`^[OHTP]-([1-9]|1[0-7])$`)
	purposes   = []Purpose{Emergency, Incident, Vulnerability, General, Press}
	media      = []Medium{Phone, SMS, Email, SecureEmail, Signal, Radio, Video, Web, Other}
)

// check refuses an entry that no node could use. The zero Said is refused: a team
// has a name.
func (e Entry) check() error {
	if e.V != 1 {
		return errs.New(errs.Unsupported, "the entry is of version %d; this node reads version 1", e.V)
	}
	if _, err := ids.ParseParty(string(e.Party)); err != nil {
		return err
	}
	if e.Serial < 1 || e.At.IsZero() {
		return errs.New(errs.Invalid, "the entry of %s has no serial or no date", e.Party)
	}
	return e.Said.check()
}

func (s Said) check() error {
	for _, f := range []func() error{s.checkTeam, s.checkOffices, s.checkKeys, s.checkContacts, s.checkPeople, s.Constituency.check, s.checkStanding} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// line demands one visible line; an empty one only where it may be.
func line(what, s string, may bool) error {
	if s == "" && may {
		return nil
	}
	if s == "" || len(s) > maxLine || errs.Clip(s) != s || strings.TrimSpace(s) != s {
		return errs.New(errs.Invalid, "%s: write one line of 1 to %d bytes of visible characters", what, maxLine)
	}
	return nil
}

// text demands visible characters and line breaks.
func text(what, s string, most int) error {
	bad := func(r rune) bool {
		return r != '\n' && (r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp))
	}
	if len(s) > most || strings.ContainsFunc(s, bad) || strings.TrimSpace(s) != s {
		return errs.New(errs.Invalid, "%s: write up to %d bytes of visible characters and line breaks, without space around them", what, most)
	}
	return nil
}

func form(what, s string, re *regexp.Regexp, like string) error {
	if !re.MatchString(s) {
		return errs.New(errs.Invalid, "%s: %q does not look like %s", what, errs.Clip(s), like)
	}
	return nil
}

func count(what string, n, most int) error {
	if n > most {
		return errs.New(errs.TooLarge, "%s: there are %d; an entry holds up to %d", what, n, most)
	}
	return nil
}

func (s Said) checkTeam() error {
	t := s.Team
	if err := line("team name", t.Name, false); err != nil {
		return err
	}
	for what, v := range map[string]string{"short name": t.Short, "host organisation": t.Host} {
		if err := line(what, v, true); err != nil {
			return err
		}
	}
	if t.Country != "" {
		if err := form("country", t.Country, country, "CZ"); err != nil {
			return err
		}
	}
	if t.Established != "" {
		if err := form("established", t.Established, dayForm, "2011 or 2011-10-20"); err != nil {
			return err
		}
	}
	if _, err := time.LoadLocation(t.Zone); err != nil || t.Zone == "" || t.Zone == "Local" {
		return errs.New(errs.Invalid, "time zone: %q is not a name such as Europe/Prague", errs.Clip(t.Zone))
	}
	if err := t.Hours.check(); err != nil {
		return err
	}
	if err := text("postal address", t.Address, 1000); err != nil {
		return err
	}
	if err := count("websites", len(t.Websites), maxList); err != nil {
		return err
	}
	for _, w := range t.Websites {
		if err := webAddress("website", w); err != nil {
			return err
		}
	}
	return languages(t.Languages)
}

func webAddress(what, s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(s) > maxLine || errs.Clip(s) != s || strings.ContainsAny(s, " \"<>") {
		return errs.New(errs.Invalid, "%s: %q does not look like %s", what, errs.Clip(s), "https://www.example.org/")
	}
	return nil
}

func languages(all []string) error {
	if err := count("languages", len(all), maxList); err != nil {
		return err
	}
	for _, l := range all {
		if err := form("language", l, langForm, "cs or en-GB"); err != nil {
			return err
		}
	}
	return nil
}

func (c Constituency) check() error {
	if err := text("description of the constituency", c.Description, 4000); err != nil {
		return err
	}
	if err := count("networks, domains, countries and sectors", len(c.Prefixes)+len(c.ASNs)+len(c.Domains)+len(c.Countries)+len(c.Sectors), maxClaims); err != nil {
		return err
	}
	for _, p := range c.Prefixes {
		if x, err := netip.ParsePrefix(p); err != nil || x.Masked().String() != p || x.Addr().Is4In6() {
			return errs.New(errs.Invalid, "%s: %q does not look like %s", "network", errs.Clip(p), "192.0.2.0/24 or 2001:db8::/32")
		}
	}
	for _, n := range c.ASNs {
		if n < 1 || n > 1<<32-1 {
			return errs.New(errs.Invalid, "an autonomous system has a number from 1 to 4294967295")
		}
	}
	for _, d := range c.Domains {
		if len(d) > 253 {
			return errs.New(errs.Invalid, "%s: %q does not look like %s", "domain", errs.Clip(d), "gov.example")
		}
		if err := form("domain", d, domainForm, "gov.example"); err != nil {
			return err
		}
	}
	for _, x := range c.Countries {
		if err := form("country", x, country, "CZ"); err != nil {
			return err
		}
	}
	for _, x := range c.Sectors {
		if err := line("sector", x, false); err != nil {
			return err
		}
	}
	return nil
}

func (s Said) checkStanding() error {
	if err := count("services and memberships", len(s.Services)+len(s.Memberships), maxList); err != nil {
		return err
	}
	for i, x := range s.Services {
		if !slices.Contains(Services(), x) || slices.Contains(s.Services[:i], x) {
			return errs.New(errs.Invalid, "service %q is not one of the FIRST framework 2.1, or is named twice", errs.Clip(x))
		}
	}
	for _, m := range s.Memberships {
		if err := form("body of a membership", m.Body, idForm, "first or csirts-network"); err != nil {
			return err
		}
		for what, v := range map[string]string{"status of a membership": m.Status, "number of a membership": m.Number} {
			if err := line(what, v, true); err != nil {
				return err
			}
		}
		if m.Since != "" {
			if err := form("since", m.Since, dayForm, "2011 or 2011-10-20"); err != nil {
				return err
			}
		}
	}
	for number, t := range s.Texts {
		if !rfc2350.Known(number) {
			return errs.New(errs.Invalid, "RFC 2350 has no section %q", errs.Clip(number))
		}
		if t == "" {
			return errs.New(errs.Invalid, "leave out a text that is empty")
		}
		if err := text("text "+number, t, maxText); err != nil {
			return err
		}
	}
	for p, level := range s.SIM3 {
		if err := form("SIM3 parameter", p, sim3Form, "O-1"); err != nil {
			return err
		}
		if level < 0 || level > 4 {
			return errs.New(errs.Invalid, "a level of SIM3 is from 0 to 4")
		}
	}
	return nil
}

// Services lists the services of the FIRST CSIRT Services Framework 2.1 by number.
func Services() []string {
	return []string{"5.1", "5.2", "6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "8.1", "8.2", "8.3", "9.1", "9.2", "9.3", "9.4"}
}
