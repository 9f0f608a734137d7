package rest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/account"
	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/serve"
)

// act is what an operation does: one call of a domain.
type act[I, O any] func(ctx context.Context, c serve.Caller, in *I) (*O, error)

// about describes an operation in the document.
type about struct {
	id      string // also the name of the client's function
	summary string
	detail  string
}

const (
	ruleKey = "rule"
)

func get[I, O any](a *api, path string, rule serve.Rule, what about, f act[I, O]) {
	register(a, http.MethodGet, path, rule, what, f)
}

func post[I, O any](a *api, path string, rule serve.Rule, what about, f act[I, O]) {
	register(a, http.MethodPost, path, rule, what, f)
}

// register adds an operation to the router and to the document.
func register[I, O any](a *api, method, path string, rule serve.Rule, what about, f act[I, O]) {
	huma.Register(a.API, operation(method, path, rule, what), func(ctx context.Context, in *I) (*O, error) {
		x := ctx.Value(exchangeKey{}).(*exchange)
		out, err := f(ctx, x.caller, in)
		if err != nil {
			x.err = err
			return nil, problemFrom(http.StatusInternalServerError, "", nil) // not written: the router answers
		}
		return out, nil
	})
}

func operation(method, path string, rule serve.Rule, what about) huma.Operation {
	tag, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	op := huma.Operation{
		OperationID: what.id, Method: method, Path: path, Summary: what.summary, Description: what.detail, Tags: []string{tag},
		Metadata: map[string]any{ruleKey: rule}, Extensions: map[string]any{"x-entente-rule": rule.Access()}, MaxBodyBytes: -1,
	}
	if !strings.HasPrefix(rule.Access(), "public") {
		op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	}
	return op
}

// adapter puts huma's operations on the node's router.
type adapter struct{ rt *serve.Router }

// Handle implements huma.Adapter.
func (ad *adapter) Handle(op *huma.Operation, handle func(huma.Context)) {
	rule, _ := op.Metadata[ruleKey].(serve.Rule) // without one the router refuses to be built
	ad.rt.Handle(op.Method+" "+Prefix+op.Path, rule, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		for name, values := range r.URL.Query() {
			if len(values) > 1 {
				return errs.New(errs.Invalid, "query parameter %q is given twice", errs.Clip(name))
			}
		}
		if op.RequestBody != nil {
			if err := checkJSON(r); err != nil {
				return err
			}
		}
		x := &exchange{caller: c}
		r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		x.humaContext = humago.NewContext(op, r, w)
		handle(x)
		return x.err
	})
}

// ServeHTTP implements huma.Adapter.
func (ad *adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { ad.rt.ServeHTTP(w, r) }

// checkJSON reads the whole body, which the router has bounded, and refuses it
// unless every reader would understand the same by it.
func checkJSON(r *http.Request) error {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if len(b) > 0 {
		if err := strictjson.Check(b, strictjson.Default); err != nil {
			return err
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	return nil
}

type exchangeKey struct{}

// humaContext has another name than its own method, so that it can be embedded.
type humaContext huma.Context

// exchange is huma's view of a request. It takes an error out of huma's hands:
// once there is one, nothing more is written, and the router answers it.
type exchange struct {
	humaContext
	caller serve.Caller
	err    error
}

// SetReadDeadline implements huma.Context. The body has been read whole by then, and
// the router sets the limits of the connection: another one, left behind, would end
// the context of whatever is asked next on it.
func (x *exchange) SetReadDeadline(time.Time) error { return nil }

// Unwrap lets humago reach the request.
func (x *exchange) Unwrap() huma.Context { return x.humaContext }

// SetStatus implements huma.Context.
func (x *exchange) SetStatus(status int) {
	if x.err == nil {
		x.humaContext.SetStatus(status)
	}
}

// SetHeader implements huma.Context.
func (x *exchange) SetHeader(name, value string) {
	if x.err == nil {
		x.humaContext.SetHeader(name, value)
	}
}

// AppendHeader implements huma.Context.
func (x *exchange) AppendHeader(name, value string) {
	if x.err == nil {
		x.humaContext.AppendHeader(name, value)
	}
}

// BodyWriter implements huma.Context.
func (x *exchange) BodyWriter() io.Writer {
	if x.err != nil {
		return io.Discard
	}
	return x.humaContext.BodyWriter()
}

// problemFrom turns what decoding and validation found into a problem: where
// it is wrong and how, never the value itself.
func problemFrom(status int, text string, causes []error) *serve.Problem {
	kind := errs.Invalid
	switch status {
	case http.StatusUnsupportedMediaType, http.StatusNotAcceptable:
		kind = errs.Unsupported
	case http.StatusRequestEntityTooLarge:
		kind = errs.TooLarge
	case http.StatusInternalServerError:
		kind = errs.Internal
	}
	if len(causes) > 0 {
		text = ""
	}
	for i, cause := range causes {
		line := cause.Error()
		if d, ok := cause.(huma.ErrorDetailer); ok {
			detail := d.ErrorDetail()
			line = detail.Message
			if detail.Location != "" {
				line = detail.Location + ": " + detail.Message
			}
		}
		if i > 0 {
			text += "; "
		}
		text += line
	}
	if kind == errs.Internal {
		text = "something failed inside this node; its log has the cause"
	}
	p := serve.ProblemOf(errs.New(kind, "%s", errs.Clip(text)))
	return &p
}

// marshalJSON writes an answer. What is passed on as it is keeps its spelling.
func marshalJSON(w io.Writer, v any) error {
	return json.MarshalWrite(w, v, json.Deterministic(true), jsontext.PreserveRawStrings(true))
}

// nobody is the authenticator of a router that only describes.
type nobody struct{}

// Authenticate implements serve.Authenticator.
func (nobody) Authenticate(context.Context, account.Credentials) (account.Identity, error) {
	return account.Identity{}, errs.New(errs.Unauthenticated, "this router only describes")
}
