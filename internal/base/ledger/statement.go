package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// MaxStatement bounds a statement, in bytes.
const MaxStatement = 48 << 20

const maxAbout = 512

// Statement is what one node tells another. Its bytes are canonical JSON (RFC
// 8785); At is RFC 3339 in UTC with microseconds at most.
type Statement struct {
	V     int            `json:"v"` // 1
	ID    string         `json:"id"`
	Realm ids.Realm      `json:"realm"`
	From  ids.Party      `json:"from"`
	To    ids.Party      `json:"to"`
	At    time.Time      `json:"at"`
	Kind  string         `json:"kind"`  // "agreement.signed"
	About string         `json:"about"` // id of what it is about; may be empty
	Body  jsontext.Value `json:"body"`
}

var kindForm = regexp.MustCompile(`^[a-z]{1,32}(\.[a-z]{1,32}(-[a-z]{1,32}){0,4}){1,3}$`)

// Encode gives the canonical bytes.
func (s Statement) Encode() ([]byte, error) {
	s.At = wireTime(s.At)
	return canonical(s)
}

// Pair is the log that the statement belongs into, by its own words.
func (s Statement) Pair() Pair { return Pair{From: s.From, To: s.To, Realm: s.Realm} }

// ParseStatement reads a statement. It refuses everything but the one
// canonical form: unknown or missing members, another order, other spellings of
// a value.
func ParseStatement(b []byte) (s Statement, err error) {
	if len(b) > MaxStatement {
		return s, errs.New(errs.TooLarge, "a statement has at most %d bytes", MaxStatement)
	}
	if err := decode(b, &s); err != nil {
		return Statement{}, errs.New(errs.Invalid, "the statement is not well formed: %s", errs.Clip(err.Error()))
	}
	again, err := s.Encode()
	if err != nil || !bytes.Equal(again, b) {
		return Statement{}, errs.New(errs.Invalid, "the statement is not in its canonical form (RFC 8785, times in UTC)")
	}
	if err := s.check(); err != nil {
		return Statement{}, err
	}
	return s, nil
}

func (s Statement) check() error {
	if s.V != 1 {
		return errs.New(errs.Unsupported, "statement version %d is not known here; this node speaks 1", s.V)
	}
	if _, err := ids.Parse(s.ID); err != nil {
		return err
	}
	if err := s.Pair().check(); err != nil {
		return err
	}
	if !kindForm.MatchString(s.Kind) {
		return errs.New(errs.Invalid, "statement kind %q is not of the form domain.what-happened", errs.Clip(s.Kind))
	}
	if len(s.About) > maxAbout {
		return errs.New(errs.Invalid, "a statement's subject has at most %d bytes", maxAbout)
	}
	if s.At.Year() < 1970 || s.At.Year() > 9998 {
		return errs.New(errs.Invalid, "a statement of the year %d is not accepted", s.At.Year())
	}
	return nil
}

// Entry is one place in a log. At is when this node stored it.
type Entry struct {
	Index     int64
	Salt      [32]byte
	Statement []byte
	At        time.Time
}

// leaf is the data of the tree's leaf.
func leaf(salt [32]byte, statement []byte) (l [sha256.Size]byte) {
	h := sha256.New()
	h.Write(salt[:])
	h.Write(statement)
	h.Sum(l[:0])
	return l
}

// Leaf is the leaf's data in hexadecimal, as acknowledgements name it.
func (e Entry) Leaf() string {
	l := leaf(e.Salt, e.Statement)
	return hex.EncodeToString(l[:])
}

// record is the leaf's hash in the tree.
func (e Entry) record() tlog.Hash {
	l := leaf(e.Salt, e.Statement)
	return tlog.RecordHash(l[:])
}

func wireTime(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// canonical gives the RFC 8785 bytes of a value.
func canonical(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	val := jsontext.Value(b)
	err = val.Canonicalize()
	return val, err
}

// decode reads JSON into a struct: known members only, in their exact letter
// case, none twice.
func decode(b []byte, into any) error {
	return json.Unmarshal(b, into, json.RejectUnknownMembers(true))
}
