package dial

import (
	"context"
	"net"
	"sync"

	"entente/internal/base/errs"
)

// Local joins parts of this process that speak to each other as nodes do: a
// connection between them never leaves it. The zero Local has nobody.
type Local struct {
	mu sync.Mutex
	at map[string]*localListener
}

// Listen takes a name, host:port, at which those that dial through l find the
// listener; no resolver is ever asked for it. Errors: Conflict where it is taken.
func (l *Local) Listen(address string) (net.Listener, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at == nil {
		l.at = map[string]*localListener{}
	}
	if l.at[address] != nil {
		return nil, errs.New(errs.Conflict, "%s is taken already", errs.Clip(address))
	}
	x := &localListener{l: l, address: address, calls: make(chan net.Conn), done: make(chan struct{})}
	l.at[address] = x
	return x, nil
}

// find gives the listener of a name, or nil.
func (l *Local) find(address string) *localListener {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at[address]
}

type localListener struct {
	l       *Local
	address string
	calls   chan net.Conn
	once    sync.Once
	done    chan struct{}
}

// Accept implements net.Listener.
func (x *localListener) Accept() (net.Conn, error) {
	select {
	case c := <-x.calls:
		return c, nil
	case <-x.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (x *localListener) Close() error {
	x.once.Do(func() {
		x.l.mu.Lock()
		delete(x.l.at, x.address)
		x.l.mu.Unlock()
		close(x.done)
	})
	return nil
}

// Addr implements net.Listener.
func (x *localListener) Addr() net.Addr { return localAddr(x.address) }

func (x *localListener) dial(ctx context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case x.calls <- far:
		return near, nil
	case <-x.done:
	case <-ctx.Done():
	}
	_, _ = near.Close(), far.Close() // nobody has them
	return nil, errs.New(errs.Busy, "cannot connect to %s", errs.Clip(x.address))
}

type localAddr string

// Network implements net.Addr.
func (localAddr) Network() string { return "local" }

// String implements net.Addr.
func (a localAddr) String() string { return string(a) }
