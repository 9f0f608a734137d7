package cli

import (
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

// print writes a value as indented JSON.
func (e *env) print(v any) error {
	b, err := json.Marshal(v, jsontext.WithIndent("  "), json.Deterministic(true))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.Out, string(b))
	return err
}

// show prints the node's answer: as JSON when asked for, otherwise by text.
func show[T any](e *env, raw jsontext.Value, text func(T) error) error {
	if e.root.JSON {
		if err := raw.Indent(jsontext.WithIndent("  ")); err != nil {
			return err
		}
		_, err := fmt.Fprintln(e.Out, string(raw))
		return err
	}
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	return text(v)
}

// fetch gets a path and shows it.
func fetch[T any](e *env, path string, text func(T) error) error {
	c, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := c.get(e.ctx, path, &raw); err != nil {
		return err
	}
	return show(e, raw, text)
}

// send posts a body and shows the answer.
func send[T any](e *env, path string, body any, text func(T) error) error {
	return write(e, http.MethodPost, path, body, text)
}

// write is send by another method.
func write[T any](e *env, method, path string, body any, text func(T) error) error {
	c, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := c.do(e.ctx, method, path, body, &raw); err != nil {
		return err
	}
	return show(e, raw, text)
}

// items is the shape of every list.
type items[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// table prints rows under a heading; empty says what an empty list means.
func (e *env) table(head []string, rows [][]string, empty string) error {
	if len(rows) == 0 {
		_, err := fmt.Fprintln(e.Out, empty)
		return err
	}
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(head, "\t"))
	for _, r := range rows {
		for i := range r {
			r[i] = errs.Clip(r[i])
		}
		fmt.Fprintln(w, strings.Join(r, "\t"))
	}
	return w.Flush()
}

// line prints one line.
func (e *env) line(format string, args ...any) error {
	_, err := fmt.Fprintf(e.Out, format+"\n", args...)
	return err
}

// when prints a moment in local time.
func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04:05 MST")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
