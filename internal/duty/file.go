package duty

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
)

const (
	fileForm      = "entente-duty-report/2"
	reportContext = "duty-report/v1" // separates a report's signature from every other use of a key
)

// file is a report in one file, with all that it was counted from: canonical JSON
// (RFC 8785) and one line break.
type file struct {
	Form      string         `json:"form"`
	Report    jsontext.Value `json:"report"`
	Maker     ids.Party      `json:"maker"`
	Made      time.Time      `json:"made"`
	Signature sign.Signature `json:"signature"` // by the maker's node, of report, maker and date
	// The file of the agreement, and of what took its place where something did.
	Agreements []string        `json:"agreements"`
	Statements []fileStatement `json:"statements"`
}

type fileStatement struct {
	Statement jsontext.Value `json:"statement"`
	Signature sign.Signature `json:"signature"`
}

func (f file) signed() ([]byte, error) {
	return strictjson.Marshal(map[string]any{"report": f.Report, "maker": f.Maker, "made": f.Made})
}

// Export gives a report as a file that VerifyFile counts again without a node.
func (s *Service) Export(ctx context.Context, v authz.Viewer, id string, from, upTo time.Time) (b []byte, err error) {
	defer errs.Wrap(&err, "duty.Export(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		a, said, err := s.before(ctx, tx, v.Realm(), id, upTo)
		if err != nil {
			return err
		}
		r, err := count(a, said, from, upTo, tx.Now)
		if err != nil {
			return err
		}
		if err := s.reciprocity(ctx, tx, v, a, &r); err != nil {
			return err
		}
		f := file{Form: fileForm, Maker: s.c.Party, Made: tx.Now, Statements: []fileStatement{}}
		if f.Report, err = strictjson.Marshal(r); err != nil {
			return err
		}
		if f.Agreements, err = s.texts(ctx, tx, a); err != nil {
			return err
		}
		for _, x := range said {
			f.Statements = append(f.Statements, fileStatement{Statement: x.bytes, Signature: x.signature})
		}
		about, err := f.signed()
		if err != nil {
			return err
		}
		f.Signature = s.c.Key.Sign(reportContext, about)
		b, err = strictjson.Marshal(f)
		b = append(b, '\n')
		return err
	})
	return b, err
}

// texts gives the file of an agreement, and of the one that took its place.
func (s *Service) texts(ctx context.Context, tx *db.Tx, a agreement.Agreement) ([]string, error) {
	all := []agreement.Agreement{a}
	if later, _ := a.SupersededBy(); later != "" {
		b, err := s.c.Agreements.Load(ctx, tx, a.Realm, later)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	var out []string
	for _, x := range all {
		b, err := s.c.Agreements.File(ctx, tx, x)
		if err != nil {
			return nil, err
		}
		out = append(out, string(b))
	}
	return out, nil
}

// Verified is what a report's file proves.
type Verified struct {
	Report Report    `json:"report"`
	Maker  ids.Party `json:"maker"`
	Made   time.Time `json:"made"`
	Key    string    `json:"key"` // fingerprint of the maker's node
	// Differs names what comes out otherwise when the report is counted again;
	// none in a file that holds together.
	Differs []Difference `json:"differs"`

	statements []stated
}

// VerifyFile checks every signature in a report's file and counts again. It fails
// where anything is changed, and where the count comes out otherwise.
//
// A file proves what it holds: a statement that its maker left out is found by a
// node that has it, see Check.
func VerifyFile(b []byte) (v Verified, err error) {
	text, ok := strings.CutSuffix(string(b), "\n")
	var f file
	if !ok {
		return v, errs.New(errs.Invalid, "it does not end with one line break after canonical JSON")
	}
	if err := strictjson.Exact([]byte(text), &f, strictjson.Large); err != nil {
		return v, err
	}
	if f.Form != fileForm || len(f.Agreements) < 1 || len(f.Agreements) > 2 {
		return v, errs.New(errs.Unsupported, "it is of form %q; this program knows %s", errs.Clip(f.Form), fileForm)
	}
	a, err := f.open()
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
	if err := sign.Verify(key, reportContext, about, f.Signature); err != nil {
		return v, errs.New(errs.Denied, "the report is not signed by the node of %s", f.Maker)
	}
	v = Verified{Maker: f.Maker, Made: f.Made, Key: sign.Fingerprint(key), Differs: []Difference{}}
	if err := strictjson.Decode(f.Report, &v.Report, strictjson.Large); err != nil {
		return v, err
	}
	if v.statements, err = f.said(a); err != nil {
		return v, err
	}
	again, err := count(a, v.statements, v.Report.From, v.Report.UpTo, f.Made)
	if err != nil {
		return v, err
	}
	again.Gifts, again.Recalls, again.Balances = v.Report.Gifts, v.Report.Recalls, balance(v.Report.Gifts)
	if canon, err := strictjson.Marshal(again); err != nil || string(canon) != string(f.Report) {
		return v, errs.New(errs.Denied, "the report does not follow from the agreement and the statements in the file")
	}
	return v, nil
}

func (f file) open() (a agreement.Agreement, err error) {
	if a, _, err = agreement.OpenFile([]byte(f.Agreements[0])); err != nil {
		return a, err
	}
	for _, b := range f.Agreements[1:] {
		later, _, err := agreement.OpenFile([]byte(b))
		if err != nil {
			return a, err
		}
		a.Heed(later)
		if by, _ := a.SupersededBy(); by != later.ID {
			return a, errs.New(errs.Denied, "the second agreement in the file did not take the place of the first")
		}
	}
	return a, nil
}

// said verifies the statements of a file.
func (f file) said(a agreement.Agreement) (all []stated, err error) {
	for _, fs := range f.Statements {
		x, err := parse(fs.Statement, fs.Signature)
		if err != nil {
			return nil, err
		}
		if x.Agreement != a.ID || x.Realm != a.Realm {
			return nil, errs.New(errs.Denied, "a statement in it is about another agreement")
		}
		key, err := a.NodeKey(x.Party)
		if err != nil {
			return nil, err
		}
		if err := sign.Verify(key, statementContext, x.bytes, x.signature); err != nil {
			return nil, errs.New(errs.Denied, "the signature of %s under a statement of %s does not verify", x.Party, x.At.Format(time.RFC3339))
		}
		all = append(all, x)
	}
	if !slices.IsSortedFunc(all, compare) {
		return nil, errs.New(errs.Invalid, "its statements are not in their order")
	}
	return all, nil
}

// Check verifies a report that another party made, and counts again from what
// this node holds itself. What comes out otherwise stands in Differs.
func (s *Service) Check(ctx context.Context, v authz.Viewer, b []byte) (out Verified, err error) {
	defer errs.Wrap(&err, "duty.Check")
	if err := v.May(authz.AgreementRead); err != nil {
		return out, err
	}
	if out, err = VerifyFile(b); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		a, said, err := s.before(ctx, tx, v.Realm(), out.Report.Agreement, out.Report.UpTo)
		if err != nil {
			return err
		}
		key, err := s.c.Parties.NodeKey(ctx, tx, out.Maker)
		if err != nil {
			return err
		}
		if sign.Fingerprint(key) != out.Key {
			out.Differs = append(out.Differs, Difference{Kind: "key", Party: out.Maker, At: out.Made})
		}
		// What one side was not told of cannot differ between the two.
		theirs, ours := common(out.statements, s.c.Party), common(said, out.Maker)
		out.Differs = append(out.Differs, missing(ours, theirs, "left-out")...)
		out.Differs = append(out.Differs, missing(theirs, ours, "unknown-here")...)
		told, err := count(a, theirs, out.Report.From, out.Report.UpTo, out.Made)
		if err != nil {
			return err
		}
		mine, err := count(a, ours, out.Report.From, out.Report.UpTo, tx.Now)
		if err != nil {
			return err
		}
		if err := s.reciprocity(ctx, tx, v, a, &mine); err != nil {
			return err
		}
		out.Differs = append(out.Differs, unlike(told, mine)...)
		out.Differs = append(out.Differs, unlikeGifts(out.Report, mine, out.Maker, s.c.Party)...)
		return nil
	})
	return out, err
}

// Difference is one thing that a report and this node count otherwise.
type Difference struct {
	// "key": the maker's key is another one here. "left-out": a statement that this
	// node holds and the report does not; "unknown-here" the other way round.
	// "not-owed": an obligation of the report that here is none; "missing" the other
	// way round. "state": one of both, that came to something else. "gift": objects
	// of one release, "recall": an order to give back, that the two sides count
	// otherwise.
	Kind      string    `json:"kind" enum:"key,left-out,unknown-here,not-owed,missing,state,gift,recall"`
	Party     ids.Party `json:"party"` // who stated it, or who owes it
	Provision string    `json:"provision"`
	At        time.Time `json:"at"` // of the statement, or when it was due
	Theirs    string    `json:"theirs"`
	Ours      string    `json:"ours"`
}

// String says it in one line.
func (d Difference) String() string {
	at := d.At.Format(time.RFC3339)
	switch d.Kind {
	case "key":
		return fmt.Sprintf("the key of %s in the file is not the one that this node knows", d.Party)
	case "left-out":
		return fmt.Sprintf("a statement of %s of %s (%s, %s), which this node holds and the report leaves out", d.Party, at, d.Ours, d.Provision)
	case "unknown-here":
		return fmt.Sprintf("a statement of %s of %s (%s, %s), which the report holds and this node does not", d.Party, at, d.Theirs, d.Provision)
	case "not-owed":
		return fmt.Sprintf("%s of %s, due %s, which here is not owed", d.Provision, d.Party, at)
	case "gift":
		return fmt.Sprintf("what %s gave on %s (%s): %s objects in the report, %s here", d.Party, at, d.Provision, d.Theirs, d.Ours)
	case "recall":
		return fmt.Sprintf("what %s was to give back by the order of %s: %s in the report, %s here", d.Party, at, d.Theirs, d.Ours)
	case "missing":
		return fmt.Sprintf("%s of %s, due %s, which the report leaves out", d.Provision, d.Party, at)
	}
	return fmt.Sprintf("%s of %s, due %s, is %s in the report and %s here", d.Provision, d.Party, at, d.Theirs, d.Ours)
}

// common keeps what a party hears of.
func common(all []stated, p ids.Party) []stated {
	return slices.DeleteFunc(slices.Clone(all), func(x stated) bool { return !x.isFor(p) })
}

// missing names the statements of one side that the other lacks.
func missing(have, other []stated, kind string) (out []Difference) {
	held := map[string]bool{}
	for _, y := range other {
		held[string(y.bytes)] = true
	}
	for _, x := range have {
		if held[string(x.bytes)] {
			continue
		}
		d := Difference{Kind: kind, Party: x.Party, Provision: x.Provision, At: x.At, Ours: string(x.Act)}
		if kind == "unknown-here" {
			d.Theirs, d.Ours = d.Ours, ""
		}
		out = append(out, d)
	}
	return out
}

// unlike names the obligations on which two counts differ.
func unlike(theirs, ours Report) (out []Difference) {
	mine := map[string]ReportItem{}
	for _, i := range ours.Items {
		mine[i.ID] = i
	}
	for _, i := range theirs.Items {
		switch m, ok := mine[i.ID]; {
		case !ok:
			out = append(out, Difference{Kind: "not-owed", Party: i.Party, Provision: i.Provision, At: i.Due, Theirs: string(i.State)})
		case !m.same(i):
			out = append(out, Difference{Kind: "state", Party: i.Party, Provision: i.Provision, At: i.Due, Theirs: string(i.State), Ours: string(m.State)})
		}
		delete(mine, i.ID)
	}
	for _, i := range ours.Items {
		if _, left := mine[i.ID]; left {
			out = append(out, Difference{Kind: "missing", Party: i.Party, Provision: i.Provision, At: i.Due, Ours: string(i.State)})
		}
	}
	return out
}

func (i ReportItem) same(o ReportItem) bool {
	return i.State == o.State && i.MetAt.Equal(o.MetAt) && i.Due.Equal(o.Due) && i.Answer == o.Answer && i.Reference == o.Reference && i.Reason == o.Reason
}
