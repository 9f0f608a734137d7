package serve

import (
	"compress/gzip"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"entente/internal/base/errs"
)

const (
	// maxRatio is how much larger a body may become when decompressed, beyond
	// the first ratioFrom bytes. Intelligence in JSON stays below 40.
	maxRatio  = 100
	ratioFrom = 1 << 20
	// stall is how long one read of a slow request or one write of a slow
	// answer may take.
	stall = 30 * time.Second
)

// checkBody refuses by the headers what can be refused before a byte is read,
// and bounds what may be read after that. Whatever is refused ends the
// connection: what is left of the body would be taken for a request.
func checkBody(a *answer, r *http.Request, rule Rule) error {
	has := r.ContentLength != 0
	if !unsafe(r.Method) || r.Method == http.MethodDelete {
		if has {
			return errs.New(errs.Invalid, "a %s request has no body", r.Method)
		}
		return nil
	}
	if !has {
		return nil
	}
	if r.ContentLength > rule.maxBody {
		return tooLarge(rule.maxBody)
	}
	if err := checkType(r, rule.types); err != nil {
		return err
	}
	body := &bounded{a: a, src: r.Body, limit: rule.maxBody, slow: rule.slow}
	r.Body = body
	switch encoding := r.Header.Values("Content-Encoding"); {
	case len(encoding) == 0, len(encoding) == 1 && strings.EqualFold(encoding[0], "identity"):
	case len(encoding) == 1 && strings.EqualFold(encoding[0], "gzip"):
		r.Body = &inflated{a: a, packed: body, limit: rule.maxBody}
		r.ContentLength = -1
	default:
		return errs.New(errs.Unsupported, "a body is sent as it is or packed once with gzip")
	}
	return nil
}

// checkType demands one of the route's media types, in UTF-8.
func checkType(r *http.Request, types []string) error {
	said := r.Header.Values("Content-Type")
	if len(said) == 1 {
		media, params, err := mime.ParseMediaType(said[0])
		charset, set := params["charset"]
		if err == nil && slices.Contains(types, media) && (!set || strings.EqualFold(charset, "utf-8")) {
			return nil
		}
	}
	return errs.New(errs.Unsupported, "send the body as %s", strings.Join(types, " or "))
}

func tooLarge(limit int64) error {
	return errs.New(errs.TooLarge, "the body is over this route's limit of %d bytes", limit)
}

// bounded reads at most limit bytes of a body and gives every failure a kind.
type bounded struct {
	a     *answer
	src   io.ReadCloser
	limit int64
	read  int64
	slow  bool
	err   error
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.slow {
		b.a.readWithin(stall)
	}
	if int64(len(p)) > b.limit-b.read+1 {
		p = p[:b.limit-b.read+1]
	}
	n, err := b.src.Read(p)
	b.read += int64(n)
	switch {
	case b.read > b.limit:
		n -= int(b.read - b.limit)
		b.read = b.limit
		b.err = tooLarge(b.limit)
	case err != nil:
		b.err = explainRead(err)
		if errors.Is(b.err, io.EOF) {
			b.a.readWithin(0) // the connection may now be silent for as long as the work takes
		}
	}
	if b.err != nil && !errors.Is(b.err, io.EOF) {
		b.a.hangUp()
	}
	return n, b.err
}

// Close implements io.Closer.
func (b *bounded) Close() error { return b.src.Close() }

func explainRead(err error) error {
	var late net.Error
	switch {
	case err == io.EOF: //nolint:errorlint // the reader's contract gives the sentinel itself
		return err
	case errors.As(err, &late) && late.Timeout():
		return withStatus(errs.Invalid, http.StatusRequestTimeout, "the body did not arrive in time")
	}
	return errs.New(errs.Invalid, "the body ended before its end")
}

// inflated unpacks gzip and stops at the limit or at an unbelievable ratio,
// holding no more than the decompressor's window.
type inflated struct {
	a      *answer
	packed *bounded
	gz     *gzip.Reader
	limit  int64
	out    int64
	err    error
}

// Read implements io.Reader.
func (f *inflated) Read(p []byte) (n int, err error) {
	if f.err != nil {
		return 0, f.err
	}
	if f.gz == nil {
		if f.gz, err = gzip.NewReader(f.packed); err != nil {
			return 0, f.fail(err)
		}
	}
	n, err = f.gz.Read(p)
	f.out += int64(n)
	switch {
	case f.out > f.limit:
		return 0, f.fail(tooLarge(f.limit))
	case f.out > ratioFrom && f.out > maxRatio*f.packed.read:
		return 0, f.fail(errs.New(errs.TooLarge, "the packed body grows more than %d times; send it unpacked", maxRatio))
	case err != nil:
		return n, f.fail(err)
	}
	return n, nil
}

func (f *inflated) fail(err error) error {
	switch {
	case err == io.EOF: //nolint:errorlint // the reader's contract gives the sentinel itself
		f.err = err
		return err
	case f.packed.err != nil && !errors.Is(f.packed.err, io.EOF):
		f.err = f.packed.err
	case errs.KindOf(err) == errs.Internal:
		f.err = errs.New(errs.Invalid, "the body is no complete gzip")
	default:
		f.err = err
	}
	f.a.hangUp()
	return f.err
}

// Close implements io.Closer.
func (f *inflated) Close() error { return f.packed.Close() }
