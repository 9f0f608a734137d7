package strictjson_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// endless never stops giving the same byte.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func TestGateStopsAnEndlessValue(t *testing.T) {
	t.Parallel()
	g := strictjson.NewGate(endless('x'), 1<<20)
	n, err := io.Copy(io.Discard, g)
	if !errs.Is(err, errs.TooLarge) || !errors.Is(g.Err(), err) {
		t.Errorf("after %d bytes: %v, %v", n, err, g.Err())
	}
	if n < 1<<20 || n > 3<<20 {
		t.Errorf("%d bytes of at most 1 MiB were let through", n)
	}
}

func TestGateLetsManyValuesThrough(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", 100<<10)
	g := strictjson.NewGate(strings.NewReader(text), 10)
	var total int
	buf := make([]byte, 10)
	for {
		n, err := g.Read(buf)
		total += n
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		g.Next()
	}
	if total != len(text) || g.Err() != nil {
		t.Errorf("%d bytes, %v", total, g.Err())
	}
}

func TestGateKeepsTheFaultOfItsSource(t *testing.T) {
	t.Parallel()
	cut := errors.New("cut")
	g := strictjson.NewGate(iotest.ErrReader(cut), 10)
	if _, err := g.Read(make([]byte, 5)); !errors.Is(err, cut) || !errors.Is(g.Err(), cut) {
		t.Errorf("%v, %v", err, g.Err())
	}
}
