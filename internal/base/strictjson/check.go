package strictjson

import (
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
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
	w := walkers.Get().(*walker)
	defer w.release()
	// The decoder reads straight out of a bytes.Buffer, so that every value that
	// it gives is a part of data and stays as it is. Names are compared here.
	w.dec.Reset(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true))
	w.lim, w.values, w.depth, w.names = lim, 0, 0, w.names[:0]
	if err := w.value(); err != nil {
		return err
	}
	if _, err := w.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "there is something after the JSON value, at byte %d", w.dec.InputOffset())
	}
	return nil
}

// walker reads one value, piece by piece. names holds the folded names of all
// objects that are open, those of the innermost last.
type walker struct {
	dec    *jsontext.Decoder
	lim    Limits
	values int
	depth  int
	names  [][]byte
}

var walkers = sync.Pool{New: func() any { return &walker{dec: jsontext.NewDecoder(new(bytes.Buffer))} }}

// release gives the walker back without what it read.
func (w *walker) release() {
	w.dec.Reset(new(bytes.Buffer))
	clear(w.names[:cap(w.names)])
	walkers.Put(w)
}

// value checks the next value and all within it.
func (w *walker) value() error {
	if w.values++; w.values > w.lim.Values {
		return errs.New(errs.TooLarge, "the document has more than %d values", w.lim.Values)
	}
	switch w.dec.PeekKind() {
	case '{':
		return w.object()
	case '[':
		return w.array()
	}
	v, err := w.dec.ReadValue()
	if err != nil {
		return w.explain(err)
	}
	switch v.Kind() {
	case '"':
		return w.size(v)
	case '0':
		return w.number(v)
	}
	return nil
}

func (w *walker) enter() error {
	if w.depth++; w.depth > w.lim.Depth {
		return errs.New(errs.TooLarge, "the document is nested deeper than %d", w.lim.Depth)
	}
	if _, err := w.dec.ReadToken(); err != nil {
		return w.explain(err)
	}
	return nil
}

func (w *walker) leave() error {
	w.depth--
	if _, err := w.dec.ReadToken(); err != nil {
		return w.explain(err)
	}
	return nil
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
	return w.leave()
}

// fewNames is up to how many names are compared one by one: most objects have
// few, and no map is made for those.
const fewNames = 24

func (w *walker) object() error {
	if err := w.enter(); err != nil {
		return err
	}
	first := len(w.names)
	var folded map[string]bool
	for n := 0; w.dec.PeekKind() != '}'; n++ {
		raw, err := w.dec.ReadValue()
		if err != nil {
			return w.explain(err)
		}
		if err := w.size(raw); err != nil {
			return err
		}
		name, err := w.name(raw)
		if err != nil {
			return err
		}
		if n >= w.lim.Members {
			return errs.New(errs.TooLarge, "an object at %s has more than %d members", w.at(), w.lim.Members)
		}
		twice := folded[string(name)]
		switch {
		case folded != nil:
			folded[string(name)] = true
		case n < fewNames:
			twice = slices.ContainsFunc(w.names[first:], func(o []byte) bool { return bytes.Equal(o, name) })
			w.names = append(w.names, name)
		default:
			folded = make(map[string]bool, 4*fewNames)
			for _, o := range w.names[first:] {
				folded[string(o)] = true
			}
			twice = folded[string(name)]
			folded[string(name)] = true
		}
		if twice {
			return errs.New(errs.Invalid, "an object holds the name %q twice, or in two letter cases, at byte %d", errs.Clip(string(name)), w.dec.InputOffset())
		}
		if err := w.value(); err != nil {
			return err
		}
	}
	w.names = w.names[:first]
	return w.leave()
}

// name reads a member's name and makes its letter cases equal, so that "tlp"
// and "TLP" meet. The result may be a part of the document.
func (w *walker) name(raw jsontext.Value) ([]byte, error) {
	if raw.Kind() != '"' {
		return nil, errs.New(errs.Invalid, "not valid JSON at byte %d (a name must be a string)", w.dec.InputOffset())
	}
	plain := true
	for _, c := range raw[1 : len(raw)-1] {
		plain = plain && c >= ' ' && c < 0x7f && c != '\\' && (c < 'A' || c > 'Z')
	}
	if plain {
		return raw[1 : len(raw)-1], nil
	}
	name, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		return nil, w.explain(err)
	}
	for _, r := range string(name) {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			return nil, errs.New(errs.Invalid, "the name %q holds a control or invisible character, at byte %d", errs.Clip(string(name)), w.dec.InputOffset())
		}
	}
	return bytes.ToLower(bytes.ToUpper(name)), nil
}

// size checks the length of a string. Text is never longer than it is written.
func (w *walker) size(raw jsontext.Value) error {
	if len(raw)-2 <= w.lim.String {
		return nil
	}
	if text, err := jsontext.AppendUnquote(nil, raw); err == nil && len(text) <= w.lim.String {
		return nil
	}
	return errs.New(errs.TooLarge, "a string at %s is over %d bytes", w.at(), w.lim.String)
}

// maxSafe is the largest integer that a double holds exactly (RFC 7493 §2.2).
// Below intForm the canonical form writes a large number as an integer, however
// it was written before, so that the same rule holds for it.
const (
	maxSafe = 1<<53 - 1
	intForm = 1e21
)

// number refuses what would not be the same number everywhere.
func (w *walker) number(raw jsontext.Value) error {
	if len(raw) < 16 && raw[0] != '-' && !bytes.ContainsAny(raw, "eE") {
		return nil // neither too large nor too exact
	}
	unsafe := func(why string) error {
		return errs.New(errs.Invalid, "the number %s at %s %s", clipNumber(raw), w.at(), why)
	}
	if len(raw) > 64 {
		return unsafe("has more digits than a number keeps")
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(f, 0) {
		return unsafe("is beyond what a number can be")
	}
	if f == 0 && raw[0] == '-' {
		return unsafe("is a negative zero")
	}
	if a := math.Abs(f); a > maxSafe && (a < intForm || !bytes.ContainsAny(raw, ".eE")) {
		return unsafe("is an integer that not every reader keeps exactly; send it as a string")
	}
	return nil
}

func clipNumber(raw []byte) string {
	if len(raw) > 24 {
		return string(raw[:24]) + "…"
	}
	return string(raw)
}

// at says where the walker is.
func (w *walker) at() string { return place(w.dec.StackPointer()) }

// maxPlace leaves room for what else a sentence repeats of the input.
const maxPlace = errs.MaxEcho - 40

// place words a position for an error text.
func place(p jsontext.Pointer) string {
	switch s := string(p); {
	case s == "":
		return "the top"
	case len(s) > maxPlace:
		for end := maxPlace; ; end-- {
			if utf8.RuneStart(s[end]) {
				return errs.Clip(s[:end] + "…")
			}
		}
	default:
		return errs.Clip(s)
	}
}

// explain words the decoder's own refusals without the input that it quotes.
func (w *walker) explain(err error) error {
	var se *jsontext.SyntacticError
	switch {
	case errors.As(err, &se):
		return errs.New(errs.Invalid, "not valid JSON at byte %d (%s)", se.ByteOffset, errs.Clip(strings.TrimPrefix(se.Err.Error(), "jsontext: ")))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errs.New(errs.Invalid, "the JSON ends too early, at byte %d", w.dec.InputOffset())
	}
	return errs.New(errs.Invalid, "not valid JSON at byte %d", w.dec.InputOffset())
}
