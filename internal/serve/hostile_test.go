package serve

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// The rows of the hostile-input checklist, part A, that concern the transport.
// Those that concern JSON are in serve/rest.

func TestHostileA01LengthOverLimit(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	// Nothing of the body is ever sent: the answer must not wait for it.
	got, closed := s.raw("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1001\r\n\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 413") || !closed {
		t.Errorf("closed %v: %s", closed, got)
	}
	s.wantStatus(s.do("POST", "/api/echo", strings.NewReader(strings.Repeat(" ", 1000)), "Content-Type: application/json"), 200)
	s.wantStatus(s.do("POST", "/api/echo", strings.NewReader(strings.Repeat(" ", 1001)), "Content-Type: application/json"), 413)
}

func TestHostileA02ChunkedOverLimit(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	got, closed := s.raw("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + strings.Repeat(" ", 1001) + "\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 413") || !closed || !strings.Contains(got, "Connection: close") {
		t.Errorf("closed %v: %s", closed, got)
	}
	s.wantStatus(s.do("POST", "/api/echo", io.MultiReader(strings.NewReader(strings.Repeat(" ", 1000))), "Content-Type: application/json"), 200)
}

func TestHostileA03Silence(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(srv *http.Server) { srv.ReadTimeout = 200 * time.Millisecond })
	got, closed := s.raw("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	if !strings.HasPrefix(got, "HTTP/1.1 408") || !closed {
		t.Errorf("closed %v: %s", closed, got)
	}
}

func TestHostileA04TwoLengths(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	smuggle := "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/panic HTTP/1.1\r\nHost: localhost\r\n\r\n"
	for name, request := range map[string]string{
		"first":     smuggle,
		"reversed":  strings.Replace(smuggle, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "transfer-encoding: chunked\r\ncontent-length: 5\r\n", 1),
		"kept open": "GET /problems/none HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		got, closed := s.raw(request + map[bool]string{true: smuggle}[name == "kept open"])
		if name == "kept open" {
			// Sent in one write the second request was read with the first: it
			// is not refused, and what it smuggles is still never served.
			if strings.Contains(got, "HTTP/1.1 500") || !closed {
				t.Errorf("%s: the smuggled request was served: %s", name, got)
			}
			continue
		}
		if !strings.HasPrefix(got, "HTTP/1.1 400") || strings.Count(got, "HTTP/1.1") != 1 || !closed {
			t.Errorf("%s: closed %v: %s", name, closed, got)
		}
	}
	// On a connection that was used before, request by request.
	c, err := net.Dial("tcp", s.host())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := io.WriteString(c, "GET /problems/denied HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 64<<10)
	if n, err := c.Read(buf); err != nil || !bytes.HasPrefix(buf[:n], []byte("HTTP/1.1 200")) {
		t.Fatalf("%v %s", err, buf[:n])
	}
	if _, err := io.WriteString(c, smuggle); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(c)
	if !bytes.Contains(rest, []byte("HTTP/1.1 400")) || bytes.Count(rest, []byte("HTTP/1.1")) != 1 || err != nil && !errors.Is(err, io.EOF) {
		t.Errorf("%v: %s", err, rest)
	}
	// Two different lengths, and codings that are not "chunked" alone.
	for _, headers := range []string{"Content-Length: 5\r\nContent-Length: 6", "Content-Length: -1", "Content-Length: +5", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: xchunked"} {
		got, closed := s.raw("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers + "\r\n\r\n0\r\n\r\n")
		if !strings.HasPrefix(got, "HTTP/1.1 400") && !strings.HasPrefix(got, "HTTP/1.1 501") || !closed {
			t.Errorf("%s: closed %v: %s", headers, closed, got)
		}
	}
}

func pack(t *testing.T, unpacked int64) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.CopyN(z, zeros{}, unpacked); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestHostileA05GzipBomb(t *testing.T) {
	s := newSite(t, nil) // not parallel: it measures memory
	bomb := pack(t, 64<<20)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, path := range []string{"/api/echo", "/api/large"} {
		if path == "/api/echo" && len(bomb) > 1000 {
			s.wantStatus(s.do("POST", path, bytes.NewReader(bomb), "Content-Type: application/json", "Content-Encoding: gzip"), 413)
			s.wantStatus(s.do("POST", path, bytes.NewReader(pack(t, 100_000)), "Content-Type: application/json", "Content-Encoding: gzip"), 413)
			continue
		}
		s.wantStatus(s.do("POST", path, bytes.NewReader(bomb), "Content-Type: application/json", "Content-Encoding: gzip"), 413)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 10<<20 {
		t.Errorf("%d bytes stayed in use", grown)
	}
	s.wantStatus(s.do("POST", "/api/large", bytes.NewReader(pack(t, 900_000)), "Content-Type: application/json", "Content-Encoding: gzip"), 200)
	s.wantStatus(s.do("POST", "/api/large", strings.NewReader("no gzip"), "Content-Type: application/json", "Content-Encoding: gzip"), 400)
	half := pack(t, 900_000)
	s.wantStatus(s.do("POST", "/api/large", bytes.NewReader(half[:len(half)/2]), "Content-Type: application/json", "Content-Encoding: gzip"), 400)
}

func TestHostileA06DoubleEncoding(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	twice := []byte(strings.Repeat(" ", 10))
	for _, headers := range [][]string{
		{"Content-Encoding: gzip, gzip"}, {"Content-Encoding: gzip", "Content-Encoding: gzip"}, {"Content-Encoding: gzip,identity"},
		{"Content-Encoding: br"}, {"Content-Encoding: deflate"}, {"Content-Encoding: x-gzip"}, {"Content-Encoding: "}, {"Content-Encoding: zstd"},
	} {
		s.wantStatus(s.do("POST", "/api/large", bytes.NewReader(twice), append(headers, "Content-Type: application/json")...), 415)
	}
	s.wantStatus(s.do("POST", "/api/large", bytes.NewReader(twice), "Content-Encoding: identity", "Content-Type: application/json"), 200)
}

func TestHostileA19ContentTypeLies(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, said := range []string{
		"text/html", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/xml", "application/yaml",
		"application/json; charset=utf-16", "application/json;charset=iso-8859-1", "application/jsonx", "application/json, text/html", "json", "*/*", "application/*", ";",
	} {
		s.wantStatus(s.do("POST", "/api/large", strings.NewReader("{}"), "Content-Type: "+said), 415)
	}
	s.wantStatus(s.do("POST", "/api/large", strings.NewReader("{}")), 415)
	s.wantStatus(s.do("POST", "/api/large", strings.NewReader("{}"), "Content-Type: application/json", "Content-Type: text/html"), 415)
	for _, said := range []string{"application/json", "Application/JSON; charset=UTF-8", "application/stix+json;version=2.1"} {
		s.wantStatus(s.do("POST", "/api/large", strings.NewReader("{}"), "Content-Type: "+said), 200)
	}
	s.wantStatus(s.do("GET", "/api/me", strings.NewReader("{}"), "Authorization: Bearer t-ana", "Content-Type: application/json"), 400)
}

// TestSlowWorkOutlivesTheReadTime takes longer than a request may take to
// arrive, after having read the whole body.
func TestSlowWorkOutlivesTheReadTime(t *testing.T) {
	t.Parallel()
	rt := NewRouter(Options{Log: slog.New(slog.DiscardHandler)})
	rt.Handle("POST /work", Public("a test").Slow(), func(w http.ResponseWriter, r *http.Request, _ Caller) error {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return err
		}
		select {
		case <-r.Context().Done():
			return r.Context().Err()
		case <-time.After(400 * time.Millisecond):
			_, err := io.WriteString(w, "done")
			return err
		}
	})
	srv := httptest.NewUnstartedServer(rt)
	srv.Config.ReadTimeout = 100 * time.Millisecond
	srv.Start()
	defer srv.Close()
	for _, body := range []string{"", "{}"} {
		res, err := http.Post(srv.URL+"/work", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if string(b) != "done" {
			t.Errorf("body %q: %d %s", body, res.StatusCode, b)
		}
	}
}

// TestHostileH111Slowloris sends a header that never ends.
func TestHostileH111Slowloris(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(srv *http.Server) { srv.ReadHeaderTimeout = 200 * time.Millisecond })
	if got, closed := s.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: "); !closed {
		t.Errorf("still open: %s", got)
	}
	got, closed := s.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("a", maxHeader+8<<10) + "\r\n\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 431") || !closed {
		t.Errorf("closed %v: %.80s", closed, got)
	}
}
