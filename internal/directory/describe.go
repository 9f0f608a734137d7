package directory

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/format/rfc2350"
)

// Describe writes an entry as a description by RFC 2350: what the entry has fields
// for comes from them, the rest from its texts.
func (e Entry) Describe() []byte {
	var d rfc2350.Document
	put := func(number, text string) {
		if own := e.Texts[number]; own != "" {
			text = strings.TrimSpace(text + "\n\n" + own)
		}
		if text != "" {
			d.Sections = append(d.Sections, rfc2350.Section{Number: number, Text: text})
		}
	}
	fields := map[string]string{
		"1.1": "Version " + itoa(e.Serial) + ", " + e.At.UTC().Format(time.DateOnly),
		"2.1": join("\n", e.Team.Name, e.Team.Short),
		"2.2": join("\n", e.Team.Host, e.Team.Address, e.Team.Country),
		"2.3": join("\n", e.Team.Zone, hoursText(e.Team.Hours)),
		"2.4": e.channels(Phone, SMS),
		"2.6": e.channels(Signal, Radio, Video, Web, Other),
		"2.7": e.channels(Email, SecureEmail),
		"3.2": e.Constituency.text(),
	}
	for _, k := range e.Keys {
		fields["2.8"] = join("\n", fields["2.8"], join(", ", k.User, "fingerprint "+k.Fingerprint, after("expires ", k.Expires)))
	}
	for _, p := range e.People {
		fields["2.9"] = join("\n", fields["2.9"], join(", ", p.Name, p.Position, strings.Join(p.Languages, " ")))
	}
	for _, w := range e.Team.Websites {
		fields["2.10"] = join("\n", fields["2.10"], w)
	}
	for _, c := range e.Contacts {
		fields["2.11"] = join("\n", fields["2.11"], string(c.Purpose)+": "+c.Name)
	}
	for _, m := range e.Memberships {
		fields["3.3"] = join("\n", fields["3.3"], join(", ", m.Body, m.Status, after("since ", m.Since)))
	}
	for _, number := range rfc2350.Numbers() {
		put(number, fields[number])
	}
	return rfc2350.Format(d)
}

func join(by string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), by)
}

func after(head, s string) string {
	if s == "" {
		return ""
	}
	return head + s
}

func hoursText(h Hours) string {
	if h.Always {
		return "at any hour"
	}
	var all []string
	for _, s := range h.Weekly {
		all = append(all, strings.Join(s.Days, " ")+" "+s.From+"-"+s.To)
	}
	return strings.Join(all, ", ")
}

func (e Entry) channels(of ...Medium) (text string) {
	for _, c := range e.Contacts {
		for _, ch := range c.Channels {
			if slices.Contains(of, ch.Medium) {
				text = join("\n", text, join(", ", ch.Address, c.Name, ch.Answers, hoursText(ch.Hours)))
			}
		}
	}
	return text
}

func (c Constituency) text() string {
	list := func(name string, all []string) string {
		if len(all) == 0 {
			return ""
		}
		return name + ": " + strings.Join(all, ", ")
	}
	var asns []string
	for _, n := range c.ASNs {
		asns = append(asns, "AS"+itoa(n))
	}
	return join("\n", c.Description, list("Networks", c.Prefixes), list("Autonomous systems", asns), list("Domains", c.Domains), list("Countries", c.Countries), list("Sectors", c.Sectors))
}

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
		if slices.Contains([]string{"1.1", "2.1", "2.2", "2.4", "2.7"}, x.Number) {
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

// Change is one field that two entries say otherwise.
type Change struct {
	Field  string `json:"field"` // "team.name", "contact.duty", "text.3.1"
	Before string `json:"before"`
	After  string `json:"after"`
}

// Diff lists what a change does, field by field; empty where both say the same.
func Diff(before, after Said) []Change {
	a, b := before.normal().fields(), after.normal().fields()
	names := map[string]bool{}
	for n := range a {
		names[n] = true
	}
	for n := range b {
		names[n] = true
	}
	out := []Change{}
	for n := range names {
		if a[n] != b[n] {
			out = append(out, Change{Field: n, Before: a[n], After: b[n]})
		}
	}
	slices.SortFunc(out, func(x, y Change) int { return strings.Compare(x.Field, y.Field) })
	return out
}

// fields writes an entry field by field, for people to compare.
func (s Said) fields() map[string]string {
	t, c := s.Team, s.Constituency
	lines := func(all []string) string { return strings.Join(all, "\n") }
	out := map[string]string{
		"team.name": t.Name, "team.short": t.Short, "team.host": t.Host, "team.country": t.Country, "team.zone": t.Zone, "team.established": t.Established, "team.address": t.Address,
		"team.hours": hoursText(t.Hours), "team.websites": lines(t.Websites), "team.languages": lines(t.Languages), "team.oes": yes(t.OES), "team.approved": yes(t.Approved),
		"constituency.description": c.Description, "constituency.prefixes": lines(c.Prefixes), "constituency.domains": lines(c.Domains), "constituency.countries": lines(c.Countries), "constituency.sectors": lines(c.Sectors),
		"constituency.asns": strings.Trim(fmt.Sprint(c.ASNs), "[]"), "services": lines(s.Services), "order": "",
	}
	for _, x := range s.Contacts {
		text := join(", ", x.Name, string(x.Purpose), x.Office)
		for _, ch := range x.Channels {
			text = join("\n", text, join(", ", string(ch.Medium)+" "+ch.Address, ch.Key, ch.Answers, hoursText(ch.Hours)))
		}
		out["contact."+x.ID] = text
		out["order"] = join("\n", out["order"], x.ID)
	}
	for _, x := range s.Offices {
		out["office."+x.ID] = join("\n", x.Name, x.Answers, after("→ ", x.Successor))
	}
	for _, x := range s.People {
		out["people"] = join("\n", out["people"], join(", ", x.Position, x.Name, strings.Join(x.Languages, " "), x.Phone, x.Email, x.Key))
	}
	for _, x := range s.Keys {
		out["key."+x.Fingerprint] = join(", ", x.Fingerprint, x.User, x.Expires)
	}
	for _, x := range s.Memberships {
		out["memberships"] = join("\n", out["memberships"], join(", ", x.Body, x.Status, x.Since, x.Number))
	}
	for n, x := range s.Texts {
		out["text."+n] = x
	}
	for n, x := range s.SIM3 {
		out["sim3."+n] = strconv.Itoa(x)
	}
	return out
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// Preview is what an import would change.
type Preview struct {
	Said    Said
	Changes []Change
	Fault   string // why it cannot be saved as it is; "" where it can
}

// preview judges what an import gives.
func preview(before, after Said) Preview {
	p := Preview{Said: after, Changes: Diff(before, after)}
	if err := after.check(); err != nil {
		_, p.Fault = errs.Public(err)
	}
	return p
}
