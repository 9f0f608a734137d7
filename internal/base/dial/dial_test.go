package dial

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

func TestPolicy(t *testing.T) {
	t.Parallel()
	public := Policy{}
	all := Policy{Loopback: true, Private: true}
	for _, tc := range []struct {
		addr                string
		public, all         bool
		loopback, privately bool
	}{
		{"8.8.8.8", true, true, true, true},
		{"2606:4700::1111", true, true, true, true},
		{"127.0.0.1", false, true, true, false},
		{"127.8.9.10", false, true, true, false},
		{"::1", false, true, true, false},
		{"::ffff:127.0.0.1", false, true, true, false},
		{"10.1.2.3", false, true, false, true},
		{"172.31.255.255", false, true, false, true},
		{"192.168.0.1", false, true, false, true},
		{"::ffff:192.168.0.1", false, true, false, true},
		{"100.64.0.1", false, true, false, true},
		{"fd00::1", false, true, false, true},
		{"169.254.169.254", false, false, false, false},
		{"::ffff:169.254.169.254", false, false, false, false},
		{"64:ff9b::a9fe:a9fe", false, false, false, false},
		{"2002:7f00:1::", false, false, false, false},
		{"0.0.0.0", false, false, false, false},
		{"0.1.2.3", false, false, false, false},
		{"::", false, false, false, false},
		{"224.0.0.1", false, false, false, false},
		{"255.255.255.255", false, false, false, false},
		{"fe80::1%eth0", false, false, false, false},
		{"fe80::1", false, false, false, false},
		{"ff02::1", false, false, false, false},
		{"2001:db8::1", false, false, false, false},
		{"192.0.2.1", false, false, false, false},
	} {
		a := netip.MustParseAddr(tc.addr)
		for name, c := range map[string]struct {
			p    Policy
			want bool
		}{"public": {public, tc.public}, "all": {all, tc.all}, "loopback": {Policy{Loopback: true}, tc.loopback}, "private": {Policy{Private: true}, tc.privately}} {
			if err := c.p.Check(a); (err == nil) != c.want || err != nil && !errs.Is(err, errs.Denied) {
				t.Errorf("%s under %s: %v, want allowed=%v", tc.addr, name, err, c.want)
			}
		}
	}
	if err := public.Check(netip.Addr{}); !errs.Is(err, errs.Denied) {
		t.Error("no address at all:", err)
	}
	narrow := Policy{Loopback: true, Allow: func(a netip.Addr) bool { return a == netip.MustParseAddr("127.0.0.1") }}
	if narrow.Check(netip.MustParseAddr("127.0.0.1")) != nil || narrow.Check(netip.MustParseAddr("127.0.0.2")) == nil {
		t.Error("Allow does not narrow")
	}
	wide := Policy{Allow: func(netip.Addr) bool { return true }}
	if wide.Check(netip.MustParseAddr("127.0.0.1")) == nil {
		t.Error("Allow widens")
	}
}

// names is a resolver that answers from a list, one answer a call.
type names struct {
	answers [][]string
	calls   atomic.Int32
}

func (n *names) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	i := int(n.calls.Add(1)) - 1
	if i >= len(n.answers) {
		return nil, errors.New("no such name")
	}
	var out []netip.Addr
	for _, s := range n.answers[i] {
		out = append(out, netip.MustParseAddr(s))
	}
	return out, nil
}

func listen(t *testing.T) (port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
		}
	}()
	_, port, _ = net.SplitHostPort(l.Addr().String())
	return port
}

func TestDialChecksTheResolvedAddress(t *testing.T) {
	t.Parallel()
	port := listen(t)
	for name, tc := range map[string]struct {
		answers []string
		host    string
		policy  Policy
		want    errs.Kind
	}{
		"a name that points here":                {[]string{"127.0.0.1"}, "innocent.example", Policy{}, errs.Denied},
		"a name that points to metadata":         {[]string{"169.254.169.254"}, "innocent.example", Policy{Loopback: true, Private: true}, errs.Denied},
		"a name that points here, mapped":        {[]string{"::ffff:127.0.0.1"}, "innocent.example", Policy{}, errs.Denied},
		"a literal address":                      {nil, "127.0.0.1", Policy{}, errs.Denied},
		"an address in brackets":                 {nil, "[::1]", Policy{}, errs.Denied},
		"the allowed one among several":          {[]string{"169.254.169.254", "127.0.0.1"}, "mixed.example", Policy{Loopback: true}, ""},
		"allowed":                                {nil, "127.0.0.1", Policy{Loopback: true}, ""},
		"an unknown name":                        {nil, "unknown.example", Policy{}, errs.Busy},
		"a number that a resolver might take":    {nil, "2130706433", Policy{Loopback: true}, errs.Busy},
		"an octal address that libc would take":  {nil, "0177.0.0.1", Policy{Loopback: true}, errs.Busy},
		"a short address that libc would expand": {nil, "127.1", Policy{Loopback: true}, errs.Busy},
	} {
		r := &names{}
		if tc.answers != nil {
			r.answers = [][]string{tc.answers}
		}
		d := &Dialer{Policy: tc.policy, Resolver: r}
		conn, err := d.DialContext(context.Background(), "tcp", tc.host+":"+port)
		if err == nil {
			_ = conn.Close()
		}
		if (err == nil) != (tc.want == "") || err != nil && !errs.Is(err, tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
}

// TestRebinding resolves once for each connection: a second answer cannot
// replace the address that was checked.
func TestRebinding(t *testing.T) {
	t.Parallel()
	r := &names{answers: [][]string{{"169.254.169.254"}, {"127.0.0.1"}}}
	d := &Dialer{Policy: Policy{Loopback: true}, Resolver: r}
	if _, err := d.DialContext(context.Background(), "tcp", "rebind.example:"+listen(t)); !errs.Is(err, errs.Denied) {
		t.Error(err)
	}
	if n := r.calls.Load(); n != 1 {
		t.Errorf("resolved %d times", n)
	}
}

func TestDialRefusesNonsense(t *testing.T) {
	t.Parallel()
	d := &Dialer{Policy: Policy{Loopback: true}}
	for _, tc := range []struct {
		network, address string
		want             errs.Kind
	}{
		{"udp", "127.0.0.1:53", errs.Unsupported}, {"unix", "/tmp/x", errs.Unsupported},
		{"tcp", "127.0.0.1", errs.Invalid}, {"tcp", "127.0.0.1:http", errs.Invalid}, {"tcp", "127.0.0.1:0", errs.Invalid}, {"tcp", "127.0.0.1:65536", errs.Invalid}, {"tcp", "", errs.Invalid},
	} {
		if _, err := d.DialContext(context.Background(), tc.network, tc.address); !errs.Is(err, tc.want) {
			t.Errorf("%s %q: %v", tc.network, tc.address, err)
		}
	}
}

func TestDialGivesUp(t *testing.T) {
	t.Parallel()
	d := &Dialer{Policy: Policy{Loopback: true}, Resolver: slow{}, Timeout: 20 * time.Millisecond}
	if _, err := d.DialContext(context.Background(), "tcp", "slow.example:1"); !errs.Is(err, errs.Busy) || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

type slow struct{}

func (slow) LookupNetIP(ctx context.Context, _, _ string) ([]netip.Addr, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var stolen atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen.Add(1) }))
	t.Cleanup(thief.Close)
	var rounds atomic.Int32
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/here":
			http.Redirect(w, r, "/end", http.StatusFound)
		case "/away":
			http.Redirect(w, r, thief.URL, http.StatusTemporaryRedirect)
		case "/other-scheme":
			http.Redirect(w, r, "https://"+r.Host+"/end", http.StatusFound)
		case "/round":
			rounds.Add(1)
			http.Redirect(w, r, "/round", http.StatusFound)
		default:
			_, _ = io.WriteString(w, r.Header.Get("Authorization"))
		}
	}))
	t.Cleanup(host.Close)
	d := &Dialer{Policy: Policy{Loopback: true}}
	client := d.HTTPClient(nil)
	t.Cleanup(client.CloseIdleConnections)
	for _, tc := range []struct{ method, path, says string }{
		{"GET", "/here", ""}, {"GET", "/away", "another host"}, {"POST", "/away", "another host"},
		{"GET", "/other-scheme", "another host"}, {"GET", "/round", "more than 3"}, {"POST", "/here", "not sent again"},
	} {
		req, err := http.NewRequest(tc.method, host.URL+tc.path, strings.NewReader("secret"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer secret")
		resp, err := client.Do(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		if (err == nil) != (tc.says == "") || err != nil && (!errs.Is(err, errs.Denied) || !strings.Contains(err.Error(), tc.says)) {
			t.Errorf("%s %s: %v, want %q", tc.method, tc.path, err, tc.says)
		}
	}
	if stolen.Load() != 0 {
		t.Error("another host was called")
	}
	if rounds.Load() > maxRedirects+1 {
		t.Errorf("%d rounds", rounds.Load())
	}
}

// TestClientChecksEveryConnection shows that the policy stands below HTTP, and
// that the environment's proxy is not asked.
func TestClientChecksEveryConnection(t *testing.T) {
	t.Parallel()
	host := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(host.Close)
	if resp, err := Operator().Get(host.URL); err != nil {
		t.Error(err)
	} else {
		_ = resp.Body.Close()
	}
	client := (&Dialer{}).HTTPClient(nil)
	if resp, err := client.Get(host.URL); !errs.Is(err, errs.Denied) {
		if err == nil {
			_ = resp.Body.Close()
		}
		t.Error(err)
	}
	transport := client.Transport.(*http.Transport)
	if transport.Proxy != nil || !transport.DisableCompression {
		t.Error("the transport uses a proxy or unpacks by itself")
	}
}

// TestPeers calls a node by mutual TLS with pinned keys.
func TestPeers(t *testing.T) {
	t.Parallel()
	server, client, stranger := sign.NewKey(), sign.NewKey(), sign.NewKey()
	pinned := func(want sign.PublicKey) func(sign.PublicKey) error {
		return func(got sign.PublicKey) error {
			if got != want {
				return errs.New(errs.Denied, "not the pinned key")
			}
			return nil
		}
	}
	cert, err := server.Certificate("HUB", clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	host := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, err := sign.PeerKey(*r.TLS)
		if err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, key.String())
	}))
	host.TLS = sign.ServerConfig(cert, pinned(client.Public()))
	host.Config.ErrorLog = log.New(io.Discard, "", 0)
	host.StartTLS()
	t.Cleanup(host.Close)
	call := func(key sign.Key, trusts sign.PublicKey) (string, error) {
		c, err := Peers(Dialer{Policy: Policy{Loopback: true}}, func() (sign.Key, error) { return key, nil }, "CZE", "", clock.System{})(pinned(trusts))
		if err != nil {
			t.Fatal(err)
		}
		defer c.CloseIdleConnections()
		resp, err := c.Get(host.URL)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		return string(b), err
	}
	if got, err := call(client, server.Public()); err != nil || got != client.Public().String() {
		t.Error(got, err)
	}
	if _, err := call(stranger, server.Public()); err == nil {
		t.Error("a stranger was served")
	}
	_, err = call(client, stranger.Public())
	var ue *url.Error
	if !errors.As(err, &ue) || !errs.Is(err, errs.Denied) {
		t.Error("an unpinned server was called:", err)
	}
}

func TestOrdinaryTLSIsChecked(t *testing.T) {
	t.Parallel()
	host := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(host.Close)
	client := (&Dialer{Policy: Policy{Loopback: true}}).HTTPClient(nil)
	resp, err := client.Get(host.URL)
	if err == nil {
		_ = resp.Body.Close()
	}
	var unknown *tls.CertificateVerificationError
	if !errors.As(err, &unknown) {
		t.Error(err)
	}
}
