package strictjson

import (
	"errors"
	"io"

	"entente/internal/base/errs"
)

// Gate bounds how much of a stream is read for one value, where a decoder takes
// value after value from it, so that one endless value fills no memory.
type Gate struct {
	r         io.Reader
	max, left int64
	err       error
}

// NewGate gives a reader of r that fails once it gave more than max bytes, and
// what a decoder reads ahead, since the last Next.
func NewGate(r io.Reader, max int64) *Gate {
	g := &Gate{r: r, max: max}
	g.Next()
	return g
}

// Next begins a new value.
func (g *Gate) Next() { g.left = 2*g.max + 64<<10 }

// Read implements io.Reader; it is errs.TooLarge when the value is.
func (g *Gate) Read(p []byte) (int, error) {
	if g.left <= 0 {
		g.err = errs.New(errs.TooLarge, "one object is over %d bytes", g.max)
		return 0, g.err
	}
	n, err := g.r.Read(p[:min(int64(len(p)), g.left)])
	g.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		g.err = err
	}
	return n, err
}

// Err is why reading failed, nil when it did not. Decoders do not always give
// it themselves.
func (g *Gate) Err() error { return g.err }
