package assist

import (
	"context"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/matter"
)

const (
	fileForm    = "entente-assist/1"
	fileContext = "assist-file/v1" // separates a file's signature from every other use of a key
	// MaxFile is the largest file of a request that is read, in bytes.
	MaxFile = 64 << 20
)

// file is a request in one file: canonical JSON (RFC 8785) and one line break.
type file struct {
	Form      string         `json:"form"`
	Matter    matter.Packed  `json:"matter"`
	Maker     ids.Party      `json:"maker"`
	Made      time.Time      `json:"made"`
	Signature sign.Signature `json:"signature"` // by the maker's node, of matter, maker and date
}

func (f file) signed() ([]byte, error) {
	return strictjson.Marshal(map[string]any{"matter": f.Matter, "maker": f.Maker, "made": f.Made})
}

// Export gives a request as a file that VerifyFile folds again without a node. The
// cards of held people are in it as they were sealed, and nobody but the requester
// opens them.
func (s *Service) Export(ctx context.Context, v authz.Viewer, id string) (b []byte, err error) {
	defer errs.Wrap(&err, "assist.Export(%s)", errs.Clip(id))
	if err := v.May(authz.AssistRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		m, _, err := s.loadSeen(ctx, tx, v, id)
		if err != nil {
			return err
		}
		f := file{Form: fileForm, Maker: s.c.Party, Made: tx.Now}
		if f.Matter, err = s.c.Matters.Pack(ctx, tx, m); err != nil {
			return err
		}
		about, err := f.signed()
		if err != nil {
			return err
		}
		f.Signature = s.c.Key.Sign(fileContext, about)
		b, err = strictjson.Marshal(f)
		b = append(b, '\n')
		return err
	})
	return b, err
}

// Verified is what a request's file proves.
type Verified struct {
	Case     Case      `json:"case" doc:"As its statements make it"`
	Bindings []Binding `json:"bindings" doc:"Who bound whom to what, when"`
	Missing  []Missing `json:"missing" doc:"Statements that were made and are not in the file"`
	Maker    ids.Party `json:"maker"`
	Made     time.Time `json:"made"`
	Key      string    `json:"key" doc:"Fingerprint of the maker's node"`
}

// Binding is a line of an offer that became binding, with the three signatures and
// the statement by which its party held the people.
type Binding struct {
	Party    ids.Party `json:"party" doc:"Who gives"`
	Offer    string    `json:"offer"`
	Line     string    `json:"line"`
	Role     string    `json:"role"`
	Lodged   time.Time `json:"lodged" doc:"The request"`
	Offered  time.Time `json:"offered"`
	Accepted time.Time `json:"accepted"`
	Held     time.Time `json:"held" doc:"From then on it bound"`
	Until    time.Time `json:"until,omitzero" doc:"When the people were released; absent while they are bound"`
}

// Missing are numbers of a party's statements that are not in a file.
type Missing struct {
	Party   ids.Party `json:"party"`
	Numbers []int64   `json:"numbers"`
}

// VerifyFile checks every signature in a request's file, folds its statements
// again, and tells who bound whom when. It fails where a byte is changed.
//
// A file proves what it holds. A number that lacks between others shows; that
// nothing was stated later it cannot prove.
func VerifyFile(b []byte) (v Verified, err error) {
	text, ok := strings.CutSuffix(string(b), "\n")
	var f file
	if !ok {
		return v, errs.New(errs.Invalid, "it does not end with one line break after canonical JSON")
	}
	if err := strictjson.Exact([]byte(text), &f, strictjson.Large); err != nil {
		return v, err
	}
	if f.Form != fileForm {
		return v, errs.New(errs.Unsupported, "it is of form %q; this program knows %s", errs.Clip(f.Form), fileForm)
	}
	m, a, err := f.Matter.Open()
	if err != nil {
		return v, err
	}
	key, err := a.NodeKey(f.Maker)
	if err != nil {
		return v, err
	}
	about, err := f.signed()
	if err != nil {
		return v, err
	}
	if err := sign.Verify(key, fileContext, about, f.Signature); err != nil {
		return v, errs.New(errs.Denied, "the file is not signed by the node of %s", f.Maker)
	}
	for _, x := range m.Said {
		if m.Kind != Kind {
			return v, errs.New(errs.Invalid, "it is not about a request for assistance")
		}
		if err := check(x.Statement); err != nil {
			return v, err
		}
	}
	v = Verified{Bindings: []Binding{}, Missing: missing(m), Maker: f.Maker, Made: f.Made, Key: sign.Fingerprint(key)}
	if v.Case, err = Fold(m); err != nil {
		return v, err
	}
	v.Bindings = v.Case.Bindings()
	return v, nil
}

func missing(m matter.Matter) []Missing {
	out := []Missing{}
	lacking := m.Missing()
	for _, p := range m.Parties {
		if ns := lacking[p]; len(ns) > 0 {
			out = append(out, Missing{Party: p, Numbers: ns})
		}
	}
	return out
}

// Bindings lists every line that became binding, by offers.
func (c Case) Bindings() []Binding {
	out := []Binding{}
	for _, o := range c.Offers {
		for _, l := range o.Stand {
			if l.Held.IsZero() {
				continue
			}
			line, _ := o.line(l.Line)
			b := Binding{Party: o.Party, Offer: o.ID, Line: l.Line, Role: line.Role, Lodged: c.Lodged, Offered: o.At, Accepted: l.Accepted, Held: l.Held}
			if l.State == LineReleased {
				b.Until = l.At
			}
			out = append(out, b)
		}
	}
	return out
}
