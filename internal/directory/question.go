package directory

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Question is what a look-up asks after, as it was understood.
type Question struct {
	Kind    string       // "address", "network", "asn", "domain", "email", "party", "country"
	Text    string       // in its canonical form
	Network netip.Prefix // of an address the prefix of its full length
	Domain  string       // lower case, in ASCII
	Email   string
	ASN     int64
	Party   ids.Party
	Country string // ISO 3166-1 alpha-2; of a domain that of its last label
}

var asnForm = regexp.MustCompile(`^(?i:as ?)([0-9]{1,10})$`)

// maxQuestion bounds a question, in bytes.
const maxQuestion = 300

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// Understand reads a question: an address, a network, AS64500, a domain, a web or
// e-mail address, the code of a party, or of a country. Marks that make an
// indicator harmless ("[.]", "hxxp") are read as what they stand for.
func Understand(s string) (q Question, err error) {
	s = strings.TrimSpace(s)
	bad := errs.New(errs.Invalid, "%q is no address, network, AS number, domain, e-mail address or party code", errs.Clip(s))
	if s == "" || len(s) > maxQuestion || errs.Clip(s) != s {
		return q, bad
	}
	s = strings.NewReplacer("[.]", ".", "(.)", ".", "[:]", ":", "[at]", "@", "hxxp", "http").Replace(s)
	if u, err := url.Parse(s); err == nil && u.Scheme != "" && u.Host != "" {
		s = u.Hostname()
	}
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		a = a.Unmap().WithZone("")
		return Question{Kind: "address", Text: a.String(), Network: netip.PrefixFrom(a, a.BitLen())}, nil
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		a := ap.Addr().Unmap().WithZone("")
		return Question{Kind: "address", Text: a.String(), Network: netip.PrefixFrom(a, a.BitLen())}, nil
	}
	if p, err := netip.ParsePrefix(s); err == nil {
		return Question{Kind: "network", Text: p.Masked().String(), Network: p.Masked()}, nil
	}
	if m := asnForm.FindStringSubmatch(s); m != nil {
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil || n < 1 || n > 1<<32-1 {
			return q, bad
		}
		return Question{Kind: "asn", Text: "AS" + itoa(n), ASN: n}, nil
	}
	if _, host, ok := strings.Cut(s, "@"); ok {
		if q, err = domainOf(host); err != nil || !strings.Contains(q.Domain, ".") {
			return Question{}, bad
		}
		q.Kind, q.Email = "email", strings.ToLower(s)
		q.Text = q.Email
		return q, nil
	}
	if country.MatchString(s) {
		return Question{Kind: "country", Text: s, Country: s, Party: ids.Party(s)}, nil
	}
	if p, err := ids.ParseParty(s); err == nil {
		return Question{Kind: "party", Text: s, Party: p}, nil
	}
	if q, err = domainOf(s); err != nil {
		return q, bad
	}
	return q, nil
}

// domainOf reads a domain in any script; ".example" names the domain itself.
func domainOf(s string) (q Question, err error) {
	d, err := idna.Lookup.ToASCII(strings.Trim(strings.ToLower(s), "."))
	if err != nil || d == "" || len(d) > 253 || !domainForm.MatchString(d) {
		return q, errs.New(errs.Invalid, "%s: %q does not look like %s", "domain", errs.Clip(s), "gov.example")
	}
	q = Question{Kind: "domain", Text: d, Domain: d}
	if top := d[strings.LastIndex(d, ".")+1:]; len(top) == 2 {
		q.Country = strings.ToUpper(top)
		if top == "uk" {
			q.Country = "GB" // the one whose domain is not its code
		}
	}
	return q, nil
}
