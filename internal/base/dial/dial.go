// Package dial opens connections to other machines; nothing else does.
//
// An address is judged after its name was resolved, and the connection goes to
// that very address: a name that points to this machine, into its own network
// or to a cloud's metadata service (169.254.169.254) leads nowhere, whatever
// the name looks like and however often it changes its answer. What a Policy
// does not allow is refused.
package dial

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

// Policy says which addresses beyond the public ones may be called. The zero
// Policy allows public addresses only.
type Policy struct {
	Loopback bool // this machine: 127.0.0.0/8, ::1
	Private  bool // own networks: RFC 1918, RFC 4193, RFC 6598
	// Allow, when set, is asked last about every address that the fields above
	// let through, and can only narrow.
	Allow func(netip.Addr) bool
}

// Never reachable, under any policy: these mean "here", "everybody" or nothing
// at all, or wrap another address.
var never = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),       // RFC 1122: this network
	netip.MustParsePrefix("169.254.0.0/16"),  // RFC 3927: link-local, with cloud metadata
	netip.MustParsePrefix("192.0.0.0/24"),    // RFC 6890: protocol assignments
	netip.MustParsePrefix("192.0.2.0/24"),    // RFC 5737: documentation
	netip.MustParsePrefix("192.88.99.0/24"),  // RFC 7526: 6to4 relays
	netip.MustParsePrefix("198.18.0.0/15"),   // RFC 2544: benchmarks
	netip.MustParsePrefix("198.51.100.0/24"), // RFC 5737
	netip.MustParsePrefix("203.0.113.0/24"),  // RFC 5737
	netip.MustParsePrefix("224.0.0.0/4"),     // multicast
	netip.MustParsePrefix("240.0.0.0/4"),     // RFC 1112: reserved, with broadcast
	netip.MustParsePrefix("64:ff9b::/96"),    // RFC 6052: wraps an IPv4 address
	netip.MustParsePrefix("64:ff9b:1::/48"),  // RFC 8215: wraps an IPv4 address
	netip.MustParsePrefix("100::/64"),        // RFC 6666: discard
	netip.MustParsePrefix("2001::/23"),       // RFC 2928: protocol assignments, with Teredo
	netip.MustParsePrefix("2001:db8::/32"),   // RFC 3849: documentation
	netip.MustParsePrefix("2002::/16"),       // RFC 3056: wraps an IPv4 address
	netip.MustParsePrefix("3fff::/20"),       // RFC 9637: documentation
	netip.MustParsePrefix("fe80::/10"),       // link-local
	netip.MustParsePrefix("fec0::/10"),       // RFC 3879: site-local, abandoned
	netip.MustParsePrefix("ff00::/8"),        // multicast
}

// private is what net/netip calls private, and the shared space of carriers.
var private = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("fc00::/7"),
}

func within(list []netip.Prefix, a netip.Addr) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// Check answers errs.Denied unless the policy allows the address.
func (p Policy) Check(a netip.Addr) error {
	a = a.Unmap().WithZone("") // ::ffff:127.0.0.1 is 127.0.0.1
	var what string
	switch {
	case !a.IsValid(), a.IsUnspecified(), within(never, a):
		what = "never an address to call"
	case a.IsLoopback() && !p.Loopback:
		what = "this machine"
	case within(private, a) && !p.Private:
		what = "a private network"
	case p.Allow != nil && !p.Allow(a):
		what = "not among the addresses that the operator allows"
	default:
		return nil
	}
	return errs.New(errs.Denied, "a connection to %s is not allowed: it is %s", a, what)
}

// Resolver turns a name into addresses. *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Dialer opens connections under a policy. The zero Dialer reaches public
// addresses with the machine's resolver.
type Dialer struct {
	Policy   Policy
	Resolver Resolver      // nil means the machine's
	Timeout  time.Duration // for resolving and connecting together; 0 means 10 s
	Local    *Local        // whom it finds within this process; nil for nobody
}

const (
	defaultTimeout  = 10 * time.Second
	tlsTimeout      = 10 * time.Second
	headerTimeout   = 60 * time.Second // a long poll answers within
	idleTimeout     = 90 * time.Second
	keepAlive       = 15 * time.Second
	maxHeader       = 64 << 10
	maxAddresses    = 8
	maxRedirects    = 3
	connectionsHost = 4
)

// DialContext connects to host:port over TCP. It tries the host's allowed
// addresses one after the other; when none is allowed it answers errs.Denied.
// Anything that cannot be reached is errs.Busy.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if network != "tcp" && network != "tcp4" && network != "tcp6" {
		return nil, errs.New(errs.Unsupported, "no connection by %q", errs.Clip(network))
	}
	if x := d.Local.find(address); x != nil {
		return x.dial(ctx)
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, errs.New(errs.Invalid, "the address %q is not host:port", errs.Clip(address))
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 {
		return nil, errs.New(errs.Invalid, "the port %q is not a number from 1 to 65535", errs.Clip(port))
	}
	timeout := d.Timeout
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	addrs, err := d.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	var refused, failed error
	for _, a := range addrs {
		if err := d.Policy.Check(a); err != nil {
			refused = err
			continue
		}
		inner := net.Dialer{KeepAlive: keepAlive}
		conn, err := inner.DialContext(ctx, network, netip.AddrPortFrom(a.Unmap(), uint16(number)).String())
		if err == nil {
			return conn, nil
		}
		failed = err
	}
	if failed != nil {
		return nil, fmt.Errorf("%w (%w)", errs.New(errs.Busy, "cannot connect to %s", errs.Clip(address)), failed)
	}
	return nil, refused
}

// resolve gives the addresses of a host; a literal address is its own.
func (d *Dialer) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	var r Resolver = net.DefaultResolver
	if d.Resolver != nil {
		r = d.Resolver
	}
	addrs, err := r.LookupNetIP(ctx, "ip", host)
	if err != nil || len(addrs) == 0 {
		text := errs.New(errs.Busy, "the name %q cannot be resolved", errs.Clip(host))
		if err != nil {
			return nil, fmt.Errorf("%w (%w)", text, err)
		}
		return nil, text
	}
	return addrs[:min(len(addrs), maxAddresses)], nil
}

// HTTPClient gives a client whose every connection goes through the dialer.
// tlsConfig may be nil for ordinary certificate checks. It follows at most
// three redirects, within the same scheme, host and port and for requests
// without a body only; so neither a credential nor a body ever goes to another
// host. No proxy is used, whatever the environment says, since a proxy would
// resolve names itself.
//
// There is no limit on the whole of an exchange, because logs are streamed;
// bound it by the request's context. Call CloseIdleConnections when the client
// is no longer needed.
func (d *Dialer) HTTPClient(tlsConfig *tls.Config) *http.Client {
	if tlsConfig == nil {
		tlsConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return &http.Client{
		CheckRedirect: sameOrigin,
		Transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            d.DialContext,
			TLSClientConfig:        tlsConfig.Clone(),
			TLSHandshakeTimeout:    tlsTimeout,
			ResponseHeaderTimeout:  headerTimeout,
			ExpectContinueTimeout:  time.Second,
			IdleConnTimeout:        idleTimeout,
			MaxIdleConnsPerHost:    connectionsHost,
			MaxResponseHeaderBytes: maxHeader,
			// A response that unpacks to more than it says would escape the
			// reader's limits; peers and feeds send what they send.
			DisableCompression: true,
		},
	}
}

// Peers gives what makes a client for one peer: mutual TLS under the link key
// that we have by then, with trust asked about the key that answers before
// anything is sent. Name stands in our certificate; server is what the handshake
// asks for, where several nodes answer at one address.
func Peers(d Dialer, link func() (sign.Key, error), name, server string, c clock.Clock) func(trust func(sign.PublicKey) error) (*http.Client, error) {
	return func(trust func(sign.PublicKey) error) (*http.Client, error) {
		key, err := link()
		if err != nil {
			return nil, err
		}
		cert, err := key.Certificate(name, c)
		if err != nil {
			return nil, err
		}
		cfg := sign.ClientConfig(cert, trust)
		cfg.ServerName = server
		return d.HTTPClient(cfg), nil
	}
}

// Operator gives the client for addresses that a person typed at this machine:
// it also reaches this machine and its networks, and waits as long as the node
// needs, since a large import is answered when it is done.
func Operator() *http.Client {
	d := &Dialer{Policy: Policy{Loopback: true, Private: true}}
	c := d.HTTPClient(nil)
	c.Transport.(*http.Transport).ResponseHeaderTimeout = 0
	return c
}

// sameOrigin is the client's redirect rule.
func sameOrigin(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	switch {
	case len(via) > maxRedirects:
		return errs.New(errs.Denied, "%s redirects more than %d times", errs.Clip(first.Host), maxRedirects)
	case req.URL.Scheme != first.Scheme || req.URL.Host != first.Host:
		return errs.New(errs.Denied, "%s redirects to %s; a redirect to another host is not followed", errs.Clip(first.Host), errs.Clip(req.URL.Scheme+"://"+req.URL.Host))
	case via[0].Method != http.MethodGet && via[0].Method != http.MethodHead:
		return errs.New(errs.Denied, "%s redirects a %s; it is not sent again", errs.Clip(first.Host), via[0].Method)
	}
	return nil
}
