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
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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

// Check refuses what is not strict JSON within the limits: errs.Invalid, or
// errs.TooLarge for a limit.
func Check(data []byte, lim Limits) error {
	if int64(len(data)) > lim.Bytes {
		return errs.New(errs.TooLarge, "the document is over %d bytes", lim.Bytes)
	}
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) || bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return errs.New(errs.Invalid, "the document begins with a byte order mark; send plain UTF-8")
	}
	w := &walker{dec: jsontext.NewDecoder(bytes.NewReader(data)), lim: lim}
	if err := w.value(); err != nil {
		return err
	}
	if _, err := w.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "there is something after the JSON value, at byte %d", w.dec.InputOffset())
	}
	return nil
}

// walker reads one value, token by token. depth and folded are its own.
type walker struct {
	dec    *jsontext.Decoder
	lim    Limits
	values int
	depth  int
}

// value checks the next value and all within it.
func (w *walker) value() error {
	tok, err := w.dec.ReadToken()
	if err != nil {
		return w.explain(err)
	}
	if w.values++; w.values > w.lim.Values {
		return errs.New(errs.TooLarge, "the document has more than %d values", w.lim.Values)
	}
	switch tok.Kind() {
	case '{':
		return w.object()
	case '[':
		return w.array()
	case '"':
		return w.text(tok.String(), false)
	case '0':
		return w.number(tok.String())
	}
	return nil
}

func (w *walker) enter() error {
	if w.depth++; w.depth > w.lim.Depth {
		return errs.New(errs.TooLarge, "the document is nested deeper than %d", w.lim.Depth)
	}
	return nil
}

func (w *walker) object() error {
	if err := w.enter(); err != nil {
		return err
	}
	var few [16]string // most objects have few names: no map for those
	names, folded := few[:0], map[string]bool(nil)
	for n := 0; w.dec.PeekKind() != '}'; n++ {
		tok, err := w.dec.ReadToken()
		if err != nil {
			return w.explain(err)
		}
		name := tok.String()
		if err := w.text(name, true); err != nil {
			return err
		}
		if n >= w.lim.Members {
			return errs.New(errs.TooLarge, "an object at %s has more than %d members", w.at(), w.lim.Members)
		}
		f := fold(name)
		twice := folded[f]
		if folded == nil {
			for _, other := range names {
				twice = twice || other == f
			}
			if names = append(names, f); len(names) > len(few) {
				folded = make(map[string]bool, 2*len(names))
				for _, other := range names {
					folded[other] = true
				}
			}
		} else {
			folded[f] = true
		}
		if twice {
			return errs.New(errs.Invalid, "an object holds the name %q twice, or in two letter cases, at %s", errs.Clip(name), w.at())
		}
		if err := w.value(); err != nil {
			return err
		}
	}
	w.depth--
	if _, err := w.dec.ReadToken(); err != nil {
		return w.explain(err)
	}
	return nil
}

// fold makes letter cases equal, so that "tlp" and "TLP" meet.
func fold(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || ('A' <= c && c <= 'Z') {
			return strings.ToLower(strings.ToUpper(s))
		}
	}
	return s
}

func (w *walker) array() error {
	if err := w.enter(); err != nil {
		return err
	}
	for n := 0; w.dec.PeekKind() != ']'; n++ {
		if n >= w.lim.Elements {
			return errs.New(errs.TooLarge, "an array at %s has more than %d elements", w.at(), w.lim.Elements)
		}
		if err := w.value(); err != nil {
			return err
		}
	}
	w.depth--
	if _, err := w.dec.ReadToken(); err != nil {
		return w.explain(err)
	}
	return nil
}

func (w *walker) text(s string, name bool) error {
	if len(s) > w.lim.String {
		return errs.New(errs.TooLarge, "a string at %s is over %d bytes", w.at(), w.lim.String)
	}
	if !name {
		return nil
	}
	for _, r := range s {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return errs.New(errs.Invalid, "the name %q holds a control or invisible character, at byte %d", errs.Clip(s), w.dec.InputOffset())
		}
	}
	return nil
}

// maxSafe is the largest integer that a double holds exactly (RFC 7493 §2.2).
const maxSafe = 1<<53 - 1

// number refuses what would not be the same number everywhere.
func (w *walker) number(s string) error {
	unsafe := func(why string) error {
		return errs.New(errs.Invalid, "the number %s at %s %s", clipNumber(s), w.at(), why)
	}
	if len(s) > 64 {
		return unsafe("has more digits than a number keeps")
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) {
		return unsafe("is beyond what a number can be")
	}
	if f == 0 && s[0] == '-' {
		return unsafe("is a negative zero")
	}
	if !strings.ContainsAny(s, ".eE") && math.Abs(f) > maxSafe {
		return unsafe("is an integer that not every reader keeps exactly; send it as a string")
	}
	return nil
}

func clipNumber(s string) string {
	if len(s) > 24 {
		return s[:24] + "…"
	}
	return s
}

// at says where the walker is.
func (w *walker) at() string {
	p := string(w.dec.StackPointer())
	if p == "" {
		p = "the top"
	}
	return errs.Clip(p)
}

// explain words the decoder's own refusals without the input that it quotes.
func (w *walker) explain(err error) error {
	var se *jsontext.SyntacticError
	switch {
	case errors.As(err, &se) && errors.Is(se.Err, jsontext.ErrDuplicateName):
		return errs.New(errs.Invalid, "an object holds the same name twice, at %s", errs.Clip(string(se.JSONPointer)))
	case errors.As(err, &se):
		return errs.New(errs.Invalid, "not valid JSON at byte %d (%s)", se.ByteOffset, errs.Clip(se.Err.Error()))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errs.New(errs.Invalid, "the JSON ends too early, at byte %d", w.dec.InputOffset())
	}
	return errs.New(errs.Invalid, "not valid JSON at byte %d", w.dec.InputOffset())
}

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
	where := errs.Clip(string(e.JSONPointer))
	if where == "" {
		where = "the top"
	}
	if errors.Is(e.Err, json.ErrUnknownName) {
		return errs.New(errs.Invalid, "%s is not known here", where)
	}
	var own *errs.Error
	if errors.As(e.Err, &own) {
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

// Loose reads of checked JSON what the value knows and passes over the rest.
// data must have passed Check.
func Loose(data []byte, into any) error { return semantic(json.Unmarshal(data, into)) }
