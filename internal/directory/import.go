package directory

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/format/rfc2350"
)

var (
	emailIn  = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,63}`)
	phoneIn  = regexp.MustCompile(`\+[0-9][0-9 ()/.-]{5,30}[0-9]`)
	webIn    = regexp.MustCompile(`https?://[^\s<>"()]+[^\s<>"().,;]`)
	printIn  = regexp.MustCompile(`(?i)\b(?:[0-9a-f]{4} {0,2}){9}[0-9a-f]{4}\b`)
	asnIn    = regexp.MustCompile(`(?i)\bAS ?([0-9]{1,10})\b`)
	prefixIn = regexp.MustCompile(`[0-9A-Fa-f:.]+/[0-9]{1,3}\b`)
)

// Import reads a description by RFC 2350 into what an entry says: fields where
// their form can be read for sure, texts for everything else. What the
// description does not tell stays as it was. Nothing is saved.
func Import(before Said, b []byte) (s Said, err error) {
	d, err := rfc2350.Parse(b)
	if err != nil {
		return s, err
	}
	raw, err := clone(before)
	if err != nil {
		return s, err
	}
	s = raw
	first := func(number string) string {
		l, _, _ := strings.Cut(d.Text(number), "\n")
		return strings.TrimSpace(l)
	}
	if name := first("2.1"); line("team name", name, false) == nil {
		s.Team.Name = name
	}
	if a := d.Text("2.2"); a != "" && text("postal address", a, 1000) == nil {
		s.Team.Address = a
	}
	for f := range strings.FieldsSeq(d.Text("2.3")) {
		f = strings.Trim(f, "(),;.")
		if _, err := time.LoadLocation(f); err == nil && strings.Contains(f, "/") {
			s.Team.Zone = f
			break
		}
	}
	s.importContacts(d)
	for _, w := range webIn.FindAllString(d.Text("2.10"), -1) {
		if webAddress("website", w) == nil && !slices.Contains(s.Team.Websites, w) {
			s.Team.Websites = append(s.Team.Websites, w)
		}
	}
	s.Constituency.read(d.Text("3.2"))
	for _, x := range d.Sections {
		// What was read into fields is written from them again.
		if slices.Contains([]string{"1.1", "2.1", "2.2", "2.4", "2.7"}, x.Number) || x.Number == "2.3" && x.Text == s.Team.Zone {
			continue
		}
		if text("text", x.Text, maxText) == nil {
			s.Texts[x.Number] = x.Text
		}
	}
	return s, nil
}

func clone(s Said) (Said, error) {
	b, err := marshalSaid(s)
	if err != nil {
		return Said{}, err
	}
	return readSaid(b)
}

// importContacts puts telephone numbers, e-mail addresses and keys that are not in
// the entry yet into one contact.
func (s *Said) importContacts(d rfc2350.Document) {
	for _, p := range printIn.FindAllString(d.Text("2.8"), -1) {
		k := strings.ToUpper(strings.ReplaceAll(p, " ", ""))
		if _, held := s.key(k); !held && printForm.MatchString(k) {
			s.Keys = append(s.Keys, Key{Fingerprint: k})
		}
	}
	known := map[string]bool{}
	for _, c := range s.Contacts {
		for _, ch := range c.Channels {
			known[ch.Address] = true
		}
	}
	var found []Channel
	put := func(m Medium, address string, form *regexp.Regexp) {
		if form.MatchString(address) && !known[address] && len(found) < maxChannels {
			known[address] = true
			found = append(found, Channel{Medium: m, Address: address})
		}
	}
	for _, p := range phoneIn.FindAllString(d.Text("2.4"), -1) {
		put(Phone, strings.TrimSpace(p), phoneForm)
	}
	for _, a := range emailIn.FindAllString(d.Text("2.7"), -1) {
		at := strings.LastIndex(a, "@")
		put(Email, a[:at]+strings.ToLower(a[at:]), emailForm)
	}
	if len(found) == 0 {
		return
	}
	id := "rfc2350"
	for n := 2; ; n++ {
		if _, taken := s.contact(id); !taken {
			break
		}
		id = "rfc2350-" + strconv.Itoa(n)
	}
	name := s.Team.Name
	if name == "" {
		name = id
	}
	s.Contacts = append(s.Contacts, Contact{ID: id, Name: name, Purpose: Incident, Channels: found})
}

// read takes networks and AS numbers out of a text.
func (c *Constituency) read(s string) {
	for _, m := range asnIn.FindAllStringSubmatch(s, -1) {
		if n, err := strconv.ParseInt(m[1], 10, 64); err == nil && n > 0 && n < 1<<32 && !slices.Contains(c.ASNs, n) {
			c.ASNs = append(c.ASNs, n)
		}
	}
	for _, m := range prefixIn.FindAllString(s, -1) {
		if p, err := netip.ParsePrefix(m); err == nil && !p.Addr().Is4In6() && !slices.Contains(c.Prefixes, p.Masked().String()) {
			c.Prefixes = append(c.Prefixes, p.Masked().String())
		}
	}
}
