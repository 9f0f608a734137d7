package duty

import (
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Report is what the parties to one agreement owed each other over a time, and
// what became of it. It follows from the agreement and the statements in it, so
// that whoever holds both can count again.
type Report struct {
	Agreement string       `json:"agreement"`
	Realm     ids.Realm    `json:"realm"`
	Title     string       `json:"title"`
	From      time.Time    `json:"from"` // what fell due after this
	UpTo      time.Time    `json:"up_to"`
	Lines     []ReportLine `json:"lines"`
	Items     []ReportItem `json:"items"`
	// What its maker's node gave and got in that time, and what was called back.
	// These follow from the logs of the two nodes, not from the statements here:
	// the other node counts its own side.
	Balances []Balance  `json:"balances"`
	Gifts    []Gift     `json:"gifts"`
	Recalls  []Returned `json:"recalls"`
}

// ReportLine counts the obligations of one party under one kind of provision.
type ReportLine struct {
	Kind      string    `json:"kind"`
	Force     string    `json:"force"` // "shall", "should"
	Party     ids.Party `json:"party"`
	Due       int64     `json:"due"` // all that fell due
	Met       int64     `json:"met"`
	Late      int64     `json:"late"`
	Lapsed    int64     `json:"lapsed"`
	Excused   int64     `json:"excused"`
	Contested int64     `json:"contested"`
}

// ReportItem is one obligation of a report.
type ReportItem struct {
	ID        string    `json:"id"`
	Clause    string    `json:"clause"`
	Provision string    `json:"provision"`
	Digest    string    `json:"digest"`
	Kind      string    `json:"kind"`
	Party     ids.Party `json:"party"`
	What      string    `json:"what"`
	From      time.Time `json:"from"`
	Due       time.Time `json:"due"`
	State     State     `json:"state"`
	MetAt     time.Time `json:"met_at,omitzero"`
	Answer    string    `json:"answer"`
	Reference string    `json:"reference"`
	Reason    string    `json:"reason"` // why it was excused or contested
}

// maxItems bounds what one report counts.
const maxItems = 20_000

// count makes a report of what fell due after from and up to upTo.
//
// Errors: Invalid for a time that does not run forwards; TooLarge for one in which
// more fell due than a report counts.
func count(a agreement.Agreement, said []stated, from, upTo, now time.Time) (r Report, err error) {
	if !from.Before(upTo) {
		return r, errs.New(errs.Invalid, "a report runs from a moment to a later one")
	}
	r = Report{Agreement: a.ID, Realm: a.Realm, Title: a.Title, From: from, UpTo: upTo, Lines: []ReportLine{}, Items: []ReportItem{}, Balances: []Balance{}, Gifts: []Gift{}, Recalls: []Returned{}}
	lines := map[[3]string]*ReportLine{}
	for _, o := range obligations(a, said, from, upTo, now) {
		if o.Due.After(upTo) || !o.Due.After(from) {
			continue
		}
		if len(r.Items) == maxItems {
			return r, errs.New(errs.TooLarge, "over %d obligations fell due in that time; take a shorter one", maxItems)
		}
		p := o.Term.Provision
		key := [3]string{string(p.Kind), p.Force, string(o.Owed)}
		if lines[key] == nil {
			lines[key] = &ReportLine{Kind: key[0], Force: key[1], Party: o.Owed}
		}
		state := o.StateAt(upTo)
		lines[key].add(state)
		r.Items = append(r.Items, ReportItem{ID: o.ID, Clause: o.Term.Clause, Provision: p.ID, Digest: o.Term.Digest, Kind: key[0], Party: o.Owed, What: o.What, From: o.From, Due: o.Due,
			State: state, MetAt: o.MetAt, Answer: o.Answer, Reference: o.Reference, Reason: o.Excused + o.Contested})
	}
	for _, l := range lines {
		r.Lines = append(r.Lines, *l)
	}
	slices.SortFunc(r.Lines, func(x, y ReportLine) int {
		return strings.Compare(x.Kind+" "+x.Force+" "+string(x.Party), y.Kind+" "+y.Force+" "+string(y.Party))
	})
	return r, nil
}

func (l *ReportLine) add(s State) {
	l.Due++
	switch s {
	case InTime:
		l.Met++
	case Late:
		l.Late++
	case Forgiven:
		l.Excused++
	case Disputed:
		l.Contested++
	default:
		l.Lapsed++
	}
}

// Report counts what fell due under one agreement, and what went each way for
// whoever may read all of that.
func (s *Service) Report(ctx context.Context, v authz.Viewer, id string, from, upTo time.Time) (r Report, err error) {
	defer errs.Wrap(&err, "duty.Report(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementRead); err != nil {
		return r, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		a, said, err := s.before(ctx, tx, v.Realm(), id, upTo)
		if err != nil {
			return err
		}
		if r, err = count(a, said, from, upTo, tx.Now); err != nil {
			return err
		}
		if err = s.reciprocity(ctx, tx, v, a, &r); errs.Is(err, errs.Denied) {
			return nil
		}
		return err
	})
	return r, err
}

// skew is how far the clock of a report's maker may be ahead of ours.
const skew = 5 * time.Minute

// before gives an agreement and what was stated of its duties up to a moment,
// which must have come.
func (s *Service) before(ctx context.Context, tx *db.Tx, realm ids.Realm, id string, upTo time.Time) (a agreement.Agreement, said []stated, err error) {
	if upTo.After(tx.Now.Add(skew)) {
		return a, nil, errs.New(errs.Invalid, "a report counts what was due; it cannot run into the future")
	}
	if a, err = s.c.Agreements.Load(ctx, tx, realm, id); err != nil {
		return a, nil, err
	}
	said, err = load(ctx, tx, id)
	said = slices.DeleteFunc(said, func(x stated) bool { return x.At.After(upTo) })
	return a, said, err
}
