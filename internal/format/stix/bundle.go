package stix

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// ObjectError is why one object of a bundle was not taken.
type ObjectError struct {
	Index  int
	ID     string // as far as it could be read
	Reason string
}

// Summary counts what a bundle held.
type Summary struct{ Total, Good, Bad int }

// maxEnvelope bounds what stands beside the objects of a bundle, in bytes.
const maxEnvelope = 1 << 20

// ReadBundle reads a bundle, a TAXII envelope, a list of objects or a single
// object, one object at a time, and yields each as it comes: the objects that
// it gave, or why it was not taken. A bad object does not end the reading; a
// fault in the document around the objects does, as does an object that is much
// larger than MaxObject, and what was yielded before stands. lim bounds what
// stands around the objects.
func ReadBundle(r io.Reader, lim strictjson.Limits, yield func(i int, objs []*Object, bad *ObjectError) error) (sum Summary, err error) {
	gate := strictjson.NewGate(r, MaxObject)
	b := &bundle{
		gate: gate,
		lim:  lim,
		// Names and bytes of each object are checked one by one, so that one bad
		// object is no reason to lose the others.
		dec:   jsontext.NewDecoder(gate, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		yield: yield,
	}
	switch b.dec.PeekKind() {
	case '[':
		err = b.objects()
	case '{':
		err = b.envelope()
	default:
		_, err = b.dec.ReadToken()
		if err == nil || errors.Is(err, io.EOF) {
			err = errs.New(errs.Invalid, "the file holds no JSON object or list")
		}
	}
	if err == nil {
		if _, end := b.dec.ReadToken(); !errors.Is(end, io.EOF) {
			err = errs.New(errs.Invalid, "there is something after the end of the bundle, at byte %d", b.dec.InputOffset())
		}
	}
	return b.sum, b.explain(err)
}

type bundle struct {
	gate  *strictjson.Gate
	lim   strictjson.Limits
	dec   *jsontext.Decoder
	yield func(int, []*Object, *ObjectError) error
	sum   Summary
}

func (b *bundle) explain(err error) error {
	var se *jsontext.SyntacticError
	if errors.As(err, &se) || errors.Is(err, io.ErrUnexpectedEOF) {
		if fault := b.gate.Err(); fault != nil {
			return fault
		}
		return errs.New(errs.Invalid, "the file is no valid JSON from byte %d on, after %d objects", b.dec.InputOffset(), b.sum.Total)
	}
	return err
}

// objects reads a list.
func (b *bundle) objects() error {
	if _, err := b.dec.ReadToken(); err != nil {
		return err
	}
	var batch []jsontext.Value
	size := 0
	for b.dec.PeekKind() != ']' {
		v, err := b.dec.ReadValue()
		if err != nil {
			return errors.Join(b.flush(batch), err)
		}
		b.gate.Next()
		batch = append(batch, v.Clone())
		if size += len(v); len(batch) == maxParallel || size > MaxObject {
			if err := b.flush(batch); err != nil {
				return err
			}
			batch, size = nil, 0
		}
	}
	if err := b.flush(batch); err != nil {
		return err
	}
	_, err := b.dec.ReadToken()
	return err
}

// maxParallel is how many objects are parsed side by side, on all processors.
const maxParallel = 256

// flush parses a batch and yields its objects in their order.
func (b *bundle) flush(batch []jsontext.Value) error {
	objs, faults := make([]*Object, len(batch)), make([]error, len(batch))
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), (len(batch)+15)/16)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(batch); i += workers {
				objs[i], faults[i] = Parse(batch[i])
			}
		})
	}
	wg.Wait()
	for i, v := range batch {
		if err := b.object(v, objs[i], faults[i]); err != nil {
			return err
		}
	}
	return nil
}

// object yields what became of one value.
func (b *bundle) object(v jsontext.Value, o *Object, err error) error {
	i := b.sum.Total
	b.sum.Total++
	if err == nil {
		b.sum.Good++
		return b.yield(i, []*Object{o}, nil)
	}
	b.sum.Bad++
	kind, text := errs.Public(err)
	if kind == errs.Internal {
		text = "it cannot be read"
	}
	return b.yield(i, nil, &ObjectError{Index: i, ID: idOf(v), Reason: text})
}

// idOf finds the id of something that is no valid object, for the report.
func idOf(v jsontext.Value) string {
	if v.Kind() != '{' {
		return ""
	}
	dec := jsontext.NewDecoder(bytes.NewReader(v), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := dec.ReadToken(); err != nil {
		return ""
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return ""
		}
		if name.String() == "id" && dec.PeekKind() == '"' {
			id, err := dec.ReadToken()
			if err != nil {
				return ""
			}
			return errs.Clip(id.String())
		}
		if dec.SkipValue() != nil {
			return ""
		}
	}
	return ""
}

// envelope reads an object that holds objects, or that is one.
func (b *bundle) envelope() error {
	if _, err := b.dec.ReadToken(); err != nil {
		return err
	}
	var around bytes.Buffer
	around.WriteByte('{')
	hasObjects := false
	for b.dec.PeekKind() != '}' {
		name, err := b.dec.ReadValue()
		if err != nil {
			return err
		}
		if around.Len() > 1 {
			around.WriteByte(',')
		}
		around.Write(name)
		around.WriteByte(':')
		key, err := jsontext.AppendUnquote(nil, name)
		if err != nil {
			return errs.New(errs.Invalid, "a name at byte %d is not valid UTF-8", b.dec.InputOffset())
		}
		if string(key) == "objects" && b.dec.PeekKind() == '[' {
			if hasObjects {
				return errs.New(errs.Invalid, "the bundle holds the name \"objects\" twice")
			}
			hasObjects = true
			around.WriteString("[]")
			if err := b.objects(); err != nil {
				return err
			}
			continue
		}
		v, err := b.dec.ReadValue()
		if err != nil {
			return err
		}
		if around.Write(v); around.Len() > MaxObject {
			return errs.New(errs.TooLarge, "one object is over %d bytes", MaxObject)
		}
	}
	if _, err := b.dec.ReadToken(); err != nil {
		return err
	}
	around.WriteByte('}')
	return b.finish(around.Bytes(), hasObjects)
}

// finish judges the document around the objects.
func (b *bundle) finish(around []byte, hasObjects bool) error {
	if !hasObjects {
		if typ, _ := unquote(looseField(around, "type")); typ == "bundle" || typ == "" {
			return nil // an empty bundle or envelope
		}
		o, err := Parse(around)
		return b.object(around, o, err)
	}
	if len(around) > maxEnvelope {
		return errs.New(errs.TooLarge, "what stands beside the objects is over %d bytes", maxEnvelope)
	}
	return strictjson.Check(around, b.lim)
}

// looseField finds a member in JSON that is not canonical and may not be strict.
func looseField(b []byte, name string) jsontext.Value {
	v := jsontext.Value(bytes.Clone(b))
	if v.Canonicalize(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) != nil {
		return nil
	}
	return field(v, name)
}
