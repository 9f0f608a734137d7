package rest

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

// body is an answer that is a JSON document and nothing else.
type body[T any] struct{ Body T }

func reply[T any](v T) *body[T] { return &body[T]{v} }

// none is a request without parameters, and an answer without a body.
type none struct{}

// Empty is the body of an act that needs no words: {} or nothing.
type Empty struct {
	Body *struct{} `required:"false"`
}

// ByID names one thing by its id.
type ByID struct {
	ID string `path:"id" maxLength:"300" doc:"Identifier"`
}

// list is a page of a list.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Where the next page begins; absent on the last one"`
}

// Page is which part of a list is asked for.
type Page struct {
	Before string `query:"before" maxLength:"200" doc:"Gives what comes before this place: the next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// cut gives one page of rows that were asked for with limit+1.
func cut[T any](rows []T, limit int, place func(T) string) list[T] {
	if len(rows) <= limit {
		return list[T]{Items: rows}
	}
	return list[T]{Items: rows[:limit], Next: place(rows[limit-1])}
}

// number reads a place in a list that is numbered.
func (p Page) number() (int64, error) {
	if p.Before == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(p.Before, 10, 64)
	if err != nil || n < 1 {
		return 0, errs.New(errs.Invalid, "before: use the next of the page before")
	}
	return n, nil
}

// raw is JSON that is passed on byte by byte.
type raw jsontext.Value

// MarshalJSON implements json.Marshaler.
func (r raw) MarshalJSON() ([]byte, error) { return jsontext.Value(r).MarshalJSON() }

// UnmarshalJSON implements json.Unmarshaler.
func (r *raw) UnmarshalJSON(b []byte) error { return (*jsontext.Value)(r).UnmarshalJSON(b) }

// Schema says that it may be any JSON.
func (raw) Schema(huma.Registry) *huma.Schema { return &huma.Schema{} }

// commas splits a list that stands in one parameter.
func commas(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// moment gives a time as a pointer, nil for the zero time, so that it is left
// out of JSON.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// base64URL is how opaque bytes stand in JSON.
func base64URL(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// each gives every element in another form; an empty list for none.
func each[T, U any](all []T, f func(T) U) []U {
	out := make([]U, len(all))
	for i, x := range all {
		out[i] = f(x)
	}
	return out
}
