package directory

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/gaissmai/bart"

	"entente/internal/base/ids"
)

// Claim is what of a party's constituency matched a question.
type Claim struct {
	Party ids.Party
	How   How
	What  string // the network, domain, number or country as the party claims it
	bits  int    // of a network, or labels of a domain: the longer the closer
}

// How is by what a claim matched.
type How string

// The ways, the strongest first.
const (
	ByCode    How = "party"   // its own code
	ByContact How = "contact" // an address of one of its contacts or people
	ByNetwork How = "network"
	ByPart    How = "part" // the party claims only a part of what was asked for
	ByDomain  How = "domain"
	ByASN     How = "asn"
	ByCountry How = "country"
)

var ways = []How{ByCode, ByContact, ByNetwork, ByDomain, ByASN, ByPart, ByCountry}

// index is built from all entries and built anew when one has changed.
type index struct {
	mu    sync.Mutex
	stamp [2]int64 // guarded by mu; of what built is made from
	built *claims  // guarded by mu; never changed once it is set
}

// claims finds parties by what they claim.
type claims struct {
	networks  *bart.Table[[]ids.Party]
	domains   map[string][]ids.Party
	asns      map[int64][]ids.Party
	countries map[string][]ids.Party
	emails    map[string][]ids.Party
}

func newClaims(all []Entry) *claims {
	c := &claims{networks: &bart.Table[[]ids.Party]{}, domains: map[string][]ids.Party{}, asns: map[int64][]ids.Party{}, countries: map[string][]ids.Party{}, emails: map[string][]ids.Party{}}
	for _, e := range all {
		for _, p := range e.Constituency.Prefixes {
			if net, err := netip.ParsePrefix(p); err == nil {
				c.networks.Modify(net, func(held []ids.Party, _ bool) ([]ids.Party, bool) { return add(held, e.Party), false })
			}
		}
		for _, d := range e.Constituency.Domains {
			c.domains[d] = add(c.domains[d], e.Party)
		}
		for _, n := range e.Constituency.ASNs {
			c.asns[n] = add(c.asns[n], e.Party)
		}
		for _, x := range e.Constituency.Countries {
			c.countries[x] = add(c.countries[x], e.Party)
		}
		for _, a := range e.emails() {
			c.emails[a] = add(c.emails[a], e.Party)
		}
	}
	return c
}

func add(all []ids.Party, p ids.Party) []ids.Party {
	if slices.Contains(all, p) {
		return all
	}
	return append(all, p)
}

// emails lists every address of the entry in lower case.
func (e Entry) emails() (out []string) {
	for _, c := range e.Contacts {
		for _, ch := range c.Channels {
			if ch.Medium == Email || ch.Medium == SecureEmail {
				out = append(out, strings.ToLower(ch.Address))
			}
		}
	}
	for _, p := range e.People {
		if p.Email != "" {
			out = append(out, strings.ToLower(p.Email))
		}
	}
	return out
}

// maxMatches bounds what one question finds.
const maxMatches = 50

// find gives what the parties claim of the subject of a question, the closest
// first, and each party once.
func (c *claims) find(q Question) []Claim {
	var out []Claim
	put := func(how How, what string, bits int, parties []ids.Party) {
		for _, p := range parties {
			out = append(out, Claim{Party: p, How: how, What: what, bits: bits})
		}
	}
	if q.Email != "" {
		put(ByContact, q.Email, 0, c.emails[q.Email])
	}
	if q.Network.IsValid() {
		for net, parties := range c.networks.Supernets(q.Network) {
			put(ByNetwork, net.String(), net.Bits(), parties)
		}
		for net, parties := range c.networks.Subnets(q.Network) {
			if net == q.Network {
				continue
			}
			if put(ByPart, net.String(), net.Bits(), parties); len(out) > 10*maxMatches {
				break
			}
		}
	}
	for d := q.Domain; d != ""; {
		put(ByDomain, d, strings.Count(d, ".")+1, c.domains[d])
		_, d, _ = strings.Cut(d, ".")
	}
	if q.ASN > 0 {
		put(ByASN, "AS"+itoa(q.ASN), 0, c.asns[q.ASN])
	}
	if q.Country != "" {
		put(ByCountry, q.Country, 0, c.countries[q.Country])
	}
	slices.SortStableFunc(out, func(x, y Claim) int {
		return cmp.Or(cmp.Compare(slices.Index(ways, x.How), slices.Index(ways, y.How)), cmp.Compare(y.bits, x.bits), cmp.Compare(x.Party, y.Party))
	})
	seen := map[ids.Party]bool{}
	out = slices.DeleteFunc(out, func(x Claim) bool {
		twice := seen[x.Party]
		seen[x.Party] = true
		return twice
	})
	return out[:min(len(out), maxMatches)]
}

// overlap tells whether two parties claim the same subject by the same way, or one
// a part of what the other claims.
func overlap(all []Claim) bool {
	for i, x := range all {
		for _, y := range all[i+1:] {
			if x.Party != y.Party && x.How == y.How && x.How != ByContact && x.How != ByPart && x.How != ByCountry {
				return true
			}
		}
	}
	return false
}
