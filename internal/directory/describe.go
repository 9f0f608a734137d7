package directory

import (
	"slices"
	"strings"
	"time"

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
