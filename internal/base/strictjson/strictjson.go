// Package strictjson reads JSON that every reader understands in the same way
// and writes its one canonical form (RFC 8785). What two parsers could take
// differently is refused: duplicate names, names that differ only by letter
// case, bad UTF-8, numbers that a double cannot hold, trailing data; and so is
// what exhausts a reader: depth, counts, sizes.
//
// Error texts say where (a JSON Pointer and a byte offset) and repeat at most
// errs.MaxEcho bytes of the input.
package strictjson

import (
	"bytes"
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

// Limits bound what is read.
type Limits struct {
	Bytes    int64 // of the whole document
	Depth    int   // of nesting
	Members  int   // names in one object
	Elements int   // values in one array
	Values   int   // values in the whole document
	String   int   // bytes of one string
}

// Default is for everything that a person or program sends. Large is for what
// nodes send each other, and for documents that are read piece by piece.
var (
	Default = Limits{Bytes: 16 << 20, Depth: 64, Members: 10_000, Elements: 100_000, Values: 500_000, String: 8 << 20}
	Large   = Limits{Bytes: 64 << 20, Depth: 64, Members: 10_000, Elements: 2_000_000, Values: 20_000_000, String: 48 << 20}
)

// Decode checks data and reads it into a Go value. A member that the value does
// not know is refused; names are matched exactly.
func Decode(data []byte, into any, lim Limits) error {
	if err := Check(data, lim); err != nil {
		return err
	}
	return semantic(json.Unmarshal(data, into, json.RejectUnknownMembers(true)))
}

// DecodeLoose checks data and reads of it what the value knows.
func DecodeLoose(data []byte, into any) error {
	if err := Check(data, Large); err != nil {
		return err
	}
	return Loose(data, into)
}

// semantic words what does not fit, without quoting the input.
func semantic(err error) error {
	if err == nil {
		return nil
	}
	var e *json.SemanticError
	if !errors.As(err, &e) {
		return errs.New(errs.Invalid, "the JSON does not fit what is expected here")
	}
	where := place(e.JSONPointer)
	if errors.Is(e.Err, json.ErrUnknownName) {
		return errs.New(errs.Invalid, "%s is not known here", where)
	}
	var own *errs.Error
	if errors.As(e.Err, &own) {
		if len(where)+len(own.Text) > errs.MaxEcho {
			where = "a member" // both may repeat input
		}
		return errs.New(errs.Invalid, "%s: %s", where, own.Text)
	}
	return errs.New(errs.Invalid, "%s does not have the form that is expected there", where)
}

// Canonical gives the one form of a JSON value (RFC 8785). data must have
// passed Check; what is no JSON at all is errs.Invalid.
func Canonical(data []byte) ([]byte, error) {
	v := jsontext.Value(bytes.Clone(data))
	if err := v.Canonicalize(); err != nil {
		return nil, errs.New(errs.Invalid, "not valid JSON")
	}
	return v, nil
}

// Marshal gives the canonical form of a Go value.
func Marshal(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	val := jsontext.Value(b)
	if err := val.Canonicalize(); err != nil {
		return nil, err
	}
	return val, nil
}

// Exact reads what is in the one canonical form of its value. What a parser would
// add, pass over or read out of another spelling is refused, so that what is signed
// has one meaning and the value one signature.
func Exact(data []byte, into any, lim Limits) error {
	if err := Decode(data, into, lim); err != nil {
		return err
	}
	if canon, err := Marshal(into); err != nil || !bytes.Equal(canon, data) {
		return errs.New(errs.Invalid, "this is not in its canonical form (RFC 8785); something was changed or reformatted")
	}
	return nil
}

// Loose reads of checked JSON what the value knows and passes over the rest.
// data must have passed Check.
func Loose(data []byte, into any) error { return semantic(json.Unmarshal(data, into)) }
