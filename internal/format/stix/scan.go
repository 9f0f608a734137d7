package stix

import (
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

// scan goes through canonical JSON once, without copying any of it. It is for
// text that strictjson.Canonical gave, and for parts of such: valid, without
// white space, and never nested deeper than objectLimits.
type scan struct {
	b  []byte
	at int
}

// value passes over the value that begins here and gives it.
func (s *scan) value() jsontext.Value {
	start, depth := s.at, 0
	for {
		switch s.b[s.at] {
		case '"':
			s.quoted()
		case '{', '[':
			depth++
			s.at++
		case '}', ']':
			depth--
			s.at++
		case ',', ':':
			s.at++
		default:
			for s.at < len(s.b) && s.b[s.at] != ',' && s.b[s.at] != ']' && s.b[s.at] != '}' {
				s.at++
			}
		}
		if depth == 0 {
			return jsontext.Value(s.b[start:s.at:s.at])
		}
	}
}

// quoted passes over a string and gives it as it is written.
func (s *scan) quoted() jsontext.Value {
	start := s.at
	for s.at++; s.b[s.at] != '"'; s.at++ {
		if s.b[s.at] == '\\' {
			s.at++
		}
	}
	s.at++
	return jsontext.Value(s.b[start:s.at:s.at])
}

// elements calls f at the beginning of each element of the array that begins
// here. f must pass over its element.
func (s *scan) elements(f func() error) error {
	for s.at++; s.b[s.at] != ']'; {
		if err := f(); err != nil {
			return err
		}
		if s.b[s.at] == ',' {
			s.at++
		}
	}
	s.at++
	return nil
}

// members calls f at the beginning of each member's value of the object that
// begins here. f must pass over its value.
func (s *scan) members(f func(name string) error) error {
	for s.at++; s.b[s.at] != '}'; {
		name, ok := unquote(s.quoted())
		if !ok {
			return errs.New(errs.Invalid, "a name is not valid UTF-8")
		}
		s.at++ // the colon
		if err := f(name); err != nil {
			return err
		}
		if s.b[s.at] == ',' {
			s.at++
		}
	}
	s.at++
	return nil
}

// eachElement calls f for each element of an array.
func eachElement(v jsontext.Value, f func(jsontext.Value)) {
	s := scan{b: v}
	_ = s.elements(func() error { // it only fails when the function does
		f(s.value())
		return nil
	})
}

// fields gives the members of an object, nil for anything else.
func fields(v jsontext.Value) []member {
	if len(v) == 0 || v[0] != '{' {
		return nil
	}
	s, list := scan{b: v}, make([]member, 0, 16)
	if s.members(func(name string) error {
		list = append(list, member{name, s.value()})
		return nil
	}) != nil {
		return nil
	}
	return list
}

// field gives one member of an object, nil when there is none.
func field(v jsontext.Value, name string) jsontext.Value {
	for _, m := range fields(v) {
		if m.name == name {
			return m.value
		}
	}
	return nil
}
