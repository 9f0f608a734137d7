package matter

import (
	"bytes"
	"regexp"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/format/marking"
)

// Statement is what one party's node signs about a matter: canonical JSON.
type Statement struct {
	V      int            `json:"v"`
	Realm  ids.Realm      `json:"realm"`
	Kind   string         `json:"kind"`   // the domain, the first word of its journal kinds
	Matter string         `json:"matter"` // UUID
	Party  ids.Party      `json:"party"`  // who states it
	N      int64          `json:"n"`      // its how manieth about this matter, from 1
	Act    string         `json:"act"`    // the second word of the journal kind
	TLP    string         `json:"tlp"`    // of the body
	Body   jsontext.Value `json:"body"`   // the domain's, an object
	Terms  *Terms         `json:"terms,omitempty"`
	By     string         `json:"by"` // the person, as the party's node knows him
	At     time.Time      `json:"at"`
}

// Terms is what an opening says beside its body, and of whom an invitation
// brings in.
type Terms struct {
	Seed      string      `json:"seed,omitempty"`      // UUID; with kind and party it gives the matter's id
	Agreement string      `json:"agreement,omitempty"` // of an opening
	Provision string      `json:"provision,omitempty"` // of an opening: what it rests on
	To        []ids.Party `json:"to"`                  // who takes part besides the owner, in order of the alphabet
}

// ActInvited brings further parties into a matter. It is the same in every
// domain.
const ActInvited = "invited"

const (
	statementContext = "matter/v1" // separates these signatures from every other use of a key
	maxBody          = 256 << 10   // bytes
	maxTo            = 64
	maxN             = 100_000
)

var word = regexp.MustCompile(`^[a-z]{1,32}(-[a-z]{1,32}){0,3}$`)

// Said is a statement with its exact bytes and signature, and when this node came
// to know it.
type Said struct {
	Statement
	Bytes     []byte
	Signature sign.Signature
	Known     time.Time
}

// Digest is the SHA-256 of the statement in hex.
func (s Said) Digest() string { return clause.Digest(s.Bytes) }

// Opens tells that the statement is its matter's first.
func (s Statement) Opens() bool { return s.Terms != nil && s.Terms.Seed != "" }

// Decode reads the body strictly into a value of the domain.
func (s Statement) Decode(into any) error { return strictjson.Decode(s.Body, into, strictjson.Default) }

// NewID makes the id of a matter of ours before it is opened, with the seed that
// proves whose it is: no other party can open a matter of that id.
func NewID(kind string, owner ids.Party) (id, seed string) {
	seed = ids.New()
	return idOf(seed, kind, owner), seed
}

func idOf(seed, kind string, owner ids.Party) string {
	return ids.Named(uuid.MustParse(seed), "matter/"+kind+"/"+string(owner))
}

// Parse reads a statement as it came and checks its form; the body's is for the
// domain to check.
func Parse(b []byte, sig sign.Signature) (s Said, err error) {
	s.Bytes, s.Signature = b, sig
	if err := strictjson.Exact(b, &s.Statement, strictjson.Default); err != nil {
		return s, err
	}
	return s, s.check()
}

// check refuses what no party could have meant.
func (s Statement) check() error {
	if s.V != 1 || !word.MatchString(s.Kind) || !word.MatchString(s.Act) {
		return errs.New(errs.Unsupported, "this node does not know statements of version %d about a matter, of kind %q and act %q", s.V, errs.Clip(s.Kind), errs.Clip(s.Act))
	}
	if _, err := ids.ParseRealm(string(s.Realm)); err != nil {
		return err
	}
	if _, err := ids.Parse(s.Matter); err != nil {
		return err
	}
	if _, err := ids.ParseParty(string(s.Party)); err != nil {
		return err
	}
	if tlp, err := marking.ParseTLP(s.TLP); err != nil || tlp == marking.None || tlp.String() != s.TLP {
		return errs.New(errs.Invalid, "a statement about a matter is marked by a level of the Traffic Light Protocol")
	}
	if s.N < 1 || s.N > maxN || s.At.IsZero() || !clause.Line(s.By) || s.Body.Kind() != '{' || len(s.Body) > maxBody {
		return errs.New(errs.Invalid, "a statement about a matter has a number, a date, a person and a body of up to %d bytes", maxBody)
	}
	return s.checkTerms()
}

func (s Statement) checkTerms() error {
	if s.Terms == nil {
		if s.Act == ActInvited {
			return errs.New(errs.Invalid, "an invitation names whom it brings in")
		}
		return nil
	}
	t := *s.Terms
	for _, p := range t.To {
		if _, err := ids.ParseParty(string(p)); err != nil {
			return err
		}
	}
	if len(t.To) == 0 || len(t.To) > maxTo || !slices.IsSorted(t.To) || len(slices.Compact(slices.Clone(t.To))) != len(t.To) || slices.Contains(t.To, s.Party) {
		return errs.New(errs.Invalid, "a matter names 1 to %d other parties, each once, in the order of the alphabet", maxTo)
	}
	if s.Act == ActInvited {
		if t.Seed != "" || t.Agreement != "" || t.Provision != "" {
			return errs.New(errs.Invalid, "an invitation names parties and nothing else")
		}
		return nil
	}
	for _, id := range []string{t.Seed, t.Agreement} {
		if _, err := ids.Parse(id); err != nil {
			return err
		}
	}
	if !clause.Line(t.Provision) || s.N != 1 || s.Matter != idOf(t.Seed, s.Kind, s.Party) {
		return errs.New(errs.Invalid, "a matter is opened by its owner's first statement, under a provision, and named after who opens it")
	}
	return nil
}

// compare is the order of the fold.
func compare(x, y Said) int {
	if c := x.At.Compare(y.At); c != 0 {
		return c
	}
	return bytes.Compare(x.Bytes, y.Bytes)
}
