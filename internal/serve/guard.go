package serve

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"sync/atomic"
)

// Guard wraps a listener so that a request which states its body's length both
// by Content-Length and by Transfer-Encoding can be refused: net/http removes
// the first before anybody sees it (RFC 9112 §6.1 would have it handled as an
// error, since it may be an attempt at request smuggling). It looks at headers
// of plain HTTP/1 only; over TLS such a request is accepted, and its connection
// closed after it.
func Guard(l net.Listener) net.Listener { return guard{l} }

type guard struct{ net.Listener }

// Accept implements net.Listener.
func (g guard) Accept() (net.Conn, error) {
	c, err := g.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &guarded{Conn: c}, nil
}

// guarded watches the header lines of each request on a connection. Reads come
// from one goroutine at a time; idle and both are set and asked by others.
type guarded struct {
	net.Conn
	idle atomic.Bool // the next byte begins a request
	both atomic.Bool // the last header stated two lengths

	begun          bool
	inBody         bool
	line           []byte
	length, coding bool
}

// maxLine is how much of a header line is looked at; the names are shorter.
const maxLine = 32

// Read implements net.Conn.
func (g *guarded) Read(p []byte) (int, error) {
	n, err := g.Conn.Read(p)
	if g.idle.Swap(false) || !g.begun {
		g.begun, g.inBody, g.line, g.length, g.coding = true, false, g.line[:0], false, false
		g.both.Store(false)
	}
	if !g.inBody {
		g.watch(p[:n])
	}
	return n, err
}

func (g *guarded) watch(b []byte) {
	for _, c := range b {
		if c != '\n' {
			if len(g.line) < maxLine {
				g.line = append(g.line, c)
			}
			continue
		}
		line := bytes.ToLower(bytes.TrimRight(g.line, "\r"))
		g.line = g.line[:0]
		if len(line) == 0 {
			g.inBody = true
			return
		}
		g.length = g.length || bytes.HasPrefix(line, []byte("content-length"))
		g.coding = g.coding || bytes.HasPrefix(line, []byte("transfer-encoding"))
		if g.length && g.coding {
			g.both.Store(true)
		}
	}
}

type guardKey struct{}

// twoLengths tells what the guard saw of this request's header.
func twoLengths(r *http.Request) bool {
	g, ok := r.Context().Value(guardKey{}).(*guarded)
	return ok && g.both.Load()
}

func guardContext(ctx context.Context, c net.Conn) context.Context {
	if g, ok := c.(*guarded); ok {
		return context.WithValue(ctx, guardKey{}, g)
	}
	return ctx
}

func guardState(c net.Conn, state http.ConnState) {
	if g, ok := c.(*guarded); ok && state == http.StateIdle {
		g.idle.Store(true)
	}
}
