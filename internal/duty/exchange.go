package duty

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

// Gift is what one statement gave from one party to another under one provision.
// The giver counts what it gave, the other what it took.
type Gift struct {
	Statement string    `json:"statement"` // id in the log of the pair
	From      ids.Party `json:"from"`
	To        ids.Party `json:"to"`
	At        time.Time `json:"at"` // of the statement
	Provision string    `json:"provision"`
	Objects   int64     `json:"objects"`
}

// Returned is an order of From to give back, and what became of it at To.
type Returned struct {
	Order string    `json:"order"`
	From  ids.Party `json:"from"`
	To    ids.Party `json:"to"`
	At    time.Time `json:"at"`  // of the order
	Due   time.Time `json:"due"` // by the recall provision
	// "executed", "late" (executed after it was due, as From heard of it), "refused",
	// "running", "lapsed".
	State string `json:"state" enum:"executed,late,refused,running,lapsed"`
}

// Balance is what one party gave another over a time.
type Balance struct {
	From      ids.Party `json:"from"`
	To        ids.Party `json:"to"`
	Provision string    `json:"provision"`
	Releases  int64     `json:"releases"`
	Objects   int64     `json:"objects"`
}

// Order is an order to give back as the release domain keeps it.
type Order struct {
	ID       string
	From, To ids.Party
	At       time.Time
	Answered time.Time // zero while it is not
	Refused  bool
}

// Exchange tells what has gone between this node and others.
type Exchange interface {
	// Gifts lists what was given and got under an agreement by statements dated
	// after a moment and up to another, by their dates. errs.Denied for a viewer
	// who may not read all of it.
	Gifts(ctx context.Context, tx *db.Tx, v authz.Viewer, agreement string, from, upTo time.Time) ([]Gift, error)
	// Orders lists orders to give back, dated likewise.
	Orders(ctx context.Context, tx *db.Tx, v authz.Viewer, from, upTo time.Time) ([]Order, error)
}

// reciprocity adds to a report what went each way, and what was called back.
func (s *Service) reciprocity(ctx context.Context, tx *db.Tx, v authz.Viewer, a agreement.Agreement, r *Report) error {
	gifts, err := s.c.Exchange.Gifts(ctx, tx, v, a.ID, r.From, r.UpTo)
	if err != nil {
		return err
	}
	orders, err := s.c.Exchange.Orders(ctx, tx, v, r.From, r.UpTo)
	if err != nil {
		return err
	}
	if len(gifts)+len(orders) > maxItems {
		return errs.New(errs.TooLarge, "over %d releases and recalls went in that time; take a shorter one", maxItems)
	}
	r.Gifts = append(r.Gifts, gifts...)
	r.Balances = balance(r.Gifts)
	for _, o := range orders {
		if due, ok := recallDue(a, o, tx.Now); ok {
			r.Recalls = append(r.Recalls, Returned{Order: o.ID, From: o.From, To: o.To, At: o.At, Due: due, State: o.state(due, r.UpTo)})
		}
	}
	return nil
}

// balance sums gifts by direction and provision.
func balance(gifts []Gift) []Balance {
	out := []Balance{}
	for _, g := range gifts {
		i := slices.IndexFunc(out, func(b Balance) bool { return b.From == g.From && b.To == g.To && b.Provision == g.Provision })
		if i < 0 {
			i = len(out)
			out = append(out, Balance{From: g.From, To: g.To, Provision: g.Provision})
		}
		out[i].Releases++
		out[i].Objects += g.Objects
	}
	slices.SortFunc(out, func(x, y Balance) int {
		return strings.Compare(strings.Join([]string{string(x.From), string(x.To), x.Provision}, " "), strings.Join([]string{string(y.From), string(y.To), y.Provision}, " "))
	})
	return out
}

// recallDue tells until when an order was to be carried out under an agreement;
// false where that did not bind both to it.
func recallDue(a agreement.Agreement, o Order, now time.Time) (time.Time, bool) {
	for _, e := range a.Engagements(now) {
		if e.Provision.Kind == clause.Recall && e.Owed(o.To, o.At) && e.Bound(o.From, o.At) {
			return clause.MustSpan(e.Provision.Within).After(o.At, 1), true
		}
	}
	return time.Time{}, false
}

func (o Order) state(due, at time.Time) string {
	switch answered := !o.Answered.IsZero() && !o.Answered.After(at); {
	case answered && o.Refused:
		return "refused"
	case answered && o.Answered.After(due):
		return "late"
	case answered:
		return "executed"
	case at.Before(due):
		return "running"
	}
	return "lapsed"
}

// unlikeGifts names what the maker of a report and this node count otherwise of
// what went between the two. What went between the maker and others is not ours
// to count.
func unlikeGifts(theirs, ours Report, maker, us ids.Party) (out []Difference) {
	key := func(g Gift) string { return g.Statement + " " + string(g.To) + " " + g.Provision }
	between := func(all []Gift) map[string]Gift {
		m := map[string]Gift{}
		for _, g := range all {
			if g.From == maker && g.To == us || g.From == us && g.To == maker {
				m[key(g)] = g
			}
		}
		return m
	}
	mine := between(ours.Gifts)
	for _, g := range theirs.Gifts {
		if _, ours := between([]Gift{g})[key(g)]; !ours {
			continue
		}
		d := Difference{Kind: "gift", Party: g.From, Provision: g.Provision, At: g.At, Theirs: count64(g.Objects), Ours: count64(0)}
		if m, ok := mine[key(g)]; ok {
			d.Ours = count64(m.Objects)
			delete(mine, key(g))
			if m == g {
				continue
			}
		}
		out = append(out, d)
	}
	for _, g := range ours.Gifts {
		if _, left := mine[key(g)]; left {
			out = append(out, Difference{Kind: "gift", Party: g.From, Provision: g.Provision, At: g.At, Theirs: count64(0), Ours: count64(g.Objects)})
		}
	}
	return append(out, unlikeRecalls(theirs, ours, maker, us)...)
}

// unlikeRecalls compares orders between the two: whether there is one, and whether
// it was carried out. When it was is known to its maker alone.
func unlikeRecalls(theirs, ours Report, maker, us ids.Party) (out []Difference) {
	done := func(all []Returned) map[string]bool {
		m := map[string]bool{}
		for _, r := range all {
			if r.From == maker && r.To == us || r.From == us && r.To == maker {
				m[r.Order] = r.State == "executed" || r.State == "late"
			}
		}
		return m
	}
	they, we := done(theirs.Recalls), done(ours.Recalls)
	for _, r := range append(slices.Clone(theirs.Recalls), ours.Recalls...) {
		t, had := they[r.Order]
		w, have := we[r.Order]
		if t == w && (had == have || !t && !w) {
			continue
		}
		delete(they, r.Order)
		delete(we, r.Order)
		out = append(out, Difference{Kind: "recall", Party: r.To, At: r.At, Theirs: carried(t), Ours: carried(w)})
	}
	return out
}

func count64(n int64) string { return strconv.FormatInt(n, 10) }

func carried(out bool) string {
	if out {
		return "executed"
	}
	return "open"
}
