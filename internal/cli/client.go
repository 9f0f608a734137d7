package cli

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/dial"
	"entente/internal/base/errs"
)

// client calls a node's REST interface.
type client struct {
	base  string
	token string
	realm string
	http  *http.Client
}

// client gives the client for the node that the command means.
func (e *env) client() (*client, error) {
	base, token := e.root.URL, e.root.Token
	if base == "" || token == "" {
		kept, err := loadLogin()
		if err != nil {
			return nil, err
		}
		if base == "" {
			base = kept.URL
		}
		if token == "" && base == kept.URL {
			token = kept.Token
		}
	}
	if base == "" || token == "" {
		return nil, errs.New(errs.Unauthenticated, "sign in first with `entente login URL`, or give --url and --token")
	}
	return newClient(base, token, e.root.Realm)
}

func newClient(base, token, realm string) (*client, error) {
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, errs.New(errs.Invalid, "%q is not the address of a node, such as http://127.0.0.1:8440", errs.Clip(base))
	}
	return &client{base: strings.TrimSuffix(base, "/"), token: token, realm: realm, http: dial.Operator()}, nil
}

// problem is an error of the node (RFC 9457).
type problem struct {
	Type     string `json:"type"`
	Detail   string `json:"detail"`
	Instance string `json:"instance"`
}

// upload is a body of another media type than JSON.
type upload struct {
	media string
	bytes []byte
}

// do calls the node. body may be nil, an io.Reader (sent as it is) or a value
// (sent as JSON); out may be nil.
func (c *client) do(ctx context.Context, method, path string, body, out any) error {
	var r io.Reader
	media := "application/json"
	switch b := body.(type) {
	case nil:
	case io.Reader:
		r = b
	case upload:
		r, media = bytes.NewReader(b.bytes), b.media
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return err
		}
		r = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, r)
	if err != nil {
		return err
	}
	if r != nil {
		req.Header.Set("Content-Type", media)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.realm != "" {
		req.Header.Set("Entente-Realm", c.realm)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return errs.New(errs.Busy, "cannot reach the node at %s: %s", c.base, errs.Clip(lastError(err)))
	}
	defer func() { _ = resp.Body.Close() }() // read to its end below
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return errs.New(errs.Busy, "the node at %s stopped answering: %s", c.base, errs.Clip(err.Error()))
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return fromProblem(resp.StatusCode, raw)
	}
	if out == nil || len(raw) == 0 {
		return nil
	}
	switch v := out.(type) {
	case *jsontext.Value:
		*v = raw
		return nil
	case *[]byte:
		*v = raw
		return nil
	}
	return json.Unmarshal(raw, out)
}

// lastError is the cause without the URL, which may hold a one-time secret.
func lastError(err error) string {
	if ue, ok := err.(*url.Error); ok { //nolint:errorlint // http.Client gives *url.Error itself
		return ue.Err.Error()
	}
	return err.Error()
}

// fromProblem turns the node's answer back into the kind that it had there.
func fromProblem(status int, raw []byte) error {
	var p problem
	if json.Unmarshal(raw, &p) != nil || p.Detail == "" {
		return errs.New(errs.Internal, "the node answered with status %d", status)
	}
	kind := errs.Kind(strings.TrimPrefix(p.Type, "/problems/"))
	if _, known := codes[kind]; !known {
		kind = errs.Internal
	}
	text := p.Detail
	if kind == errs.Internal && p.Instance != "" {
		text += " (" + p.Instance + ")"
	}
	return errs.New(kind, "%s", text)
}

func (c *client) get(ctx context.Context, path string, out any) error {
	return c.do(ctx, http.MethodGet, path, nil, out)
}

func (c *client) post(ctx context.Context, path string, body, out any) error {
	if body == nil {
		body = struct{}{}
	}
	return c.do(ctx, http.MethodPost, path, body, out)
}

// query writes the parameters that are not empty.
func query(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
