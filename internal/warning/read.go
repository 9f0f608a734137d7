package warning

import (
	"cmp"
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/incident"
	"entente/internal/matter"
)

// View is a warning as somebody sees it.
type View struct {
	ID        string     `json:"id"`
	Owner     ids.Party  `json:"owner" doc:"Who issued it"`
	TLP       string     `json:"tlp"`
	Agreement string     `json:"agreement"`
	Provision string     `json:"provision"`
	Issued    time.Time  `json:"issued"`
	IssuedBy  string     `json:"issued_by"`
	Open      bool       `json:"open" doc:"It has not been ended"`
	Text      TextView   `json:"text" doc:"The one that stands"`
	Texts     []TextView `json:"texts" doc:"All of them, the latest last"`
	Seats     []SeatView `json:"seats" doc:"Those whom it warns"`
	Owed      int        `json:"owed" doc:"Of them, those that have not acknowledged the text that stands and are asked to"`
	Ours      *SeatView  `json:"ours,omitempty" doc:"Our own seat, where we did not issue it"`
	EndedAt   time.Time  `json:"ended_at,omitzero"`
	EndedBy   string     `json:"ended_by"`
	Reason    string     `json:"reason" doc:"Why it was ended"`
	Now       time.Time  `json:"now" doc:"By this node's clock"`
}

// TextView is a text with who stated it and where its severity stands on the
// crosswalk.
type TextView struct {
	Text
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Place *Place    `json:"place,omitempty"`
}

// Place is where a severity stands on the crosswalk of schemes. It is a comparison
// and replaces nothing.
type Place struct {
	From  int  `json:"from" doc:"The gravest row, from 1"`
	To    int  `json:"to" doc:"The least grave"`
	Doubt bool `json:"doubt" doc:"The definitions overlap, or one has no equal"`
}

// PlaceOf finds a value on the crosswalk; nil where it has none.
func PlaceOf(scheme, value string) *Place {
	from, to, doubt, ok := incident.Place(scheme, value)
	if !ok {
		return nil
	}
	return &Place{From: from, To: to, Doubt: doubt}
}

// SeatView is one party that was warned: what it has, and what it says.
type SeatView struct {
	Party     ids.Party  `json:"party"`
	Since     time.Time  `json:"since"`
	Via       ids.Party  `json:"via" doc:"It hears of us by way of this party, and whether it has it shows by its word alone; empty otherwise"`
	Given     *int64     `json:"given,omitempty" doc:"Entries about the warning in our log to it"`
	Receipted *int64     `json:"receipted,omitempty" doc:"Of those, what its node has signed for"`
	Refused   *int64     `json:"refused,omitempty" doc:"Of those, what its node has refused"`
	Owes      bool       `json:"owes" doc:"It has not acknowledged the text that stands, and is asked to"`
	Overdue   bool       `json:"overdue" doc:"And its time has run out"`
	Said      []WordView `json:"said" doc:"The latest last"`
}

// WordView is one thing that a party has said about it.
type WordView struct {
	Acknowledged
	By string    `json:"by"`
	At time.Time `json:"at" doc:"By its clock"`
}

var errNoWarning = errs.New(errs.NotFound, "there is no such warning here")

// seen loads a warning for somebody whose ceiling lets him read it.
func (s *Service) seen(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (matter.Matter, Warning, error) {
	m, err := s.c.Matters.Load(ctx, tx, v.Realm(), Kind, id)
	if errs.Is(err, errs.NotFound) || err == nil && !m.ReadableBy(v) {
		return m, Warning{}, errNoWarning
	}
	if err != nil {
		return m, Warning{}, err
	}
	w, err := Fold(m)
	return m, w, err
}

// Get gives one warning with how far it has come with each party. It needs
// warning.read.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (out View, err error) {
	defer errs.Wrap(&err, "warning.Get(%s)", errs.Clip(id))
	if err := v.May(authz.WarningRead); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error { out, err = s.view(ctx, tx, v, id); return err })
	return out, err
}

// List gives the warnings, those that stand first, then the latest. It needs
// warning.read.
func (s *Service) List(ctx context.Context, v authz.Viewer) (all []View, err error) {
	defer errs.Wrap(&err, "warning.List")
	return s.list(ctx, v, s.c.Matters.LoadAll)
}

// Standing is List without those that have been ended. It needs warning.read.
func (s *Service) Standing(ctx context.Context, v authz.Viewer) (all []View, err error) {
	defer errs.Wrap(&err, "warning.Standing")
	return s.list(ctx, v, s.c.Matters.LoadOpen)
}

func (s *Service) list(ctx context.Context, v authz.Viewer, load func(context.Context, *db.Tx, ids.Realm, string) ([]matter.Matter, error)) ([]View, error) {
	if err := v.May(authz.WarningRead); err != nil {
		return nil, err
	}
	all := []View{}
	err := s.c.DB.Read(ctx, func(tx *db.Tx) error {
		matters, err := load(ctx, tx, v.Realm(), Kind)
		for _, m := range matters {
			if !m.ReadableBy(v) {
				continue
			}
			w, err := Fold(m)
			if err != nil {
				return err
			}
			all = append(all, s.show(w, tx.Now))
		}
		return err
	})
	slices.SortFunc(all, func(a, b View) int {
		return cmp.Or(cmp.Compare(rank(a.Open), rank(b.Open)), b.Text.At.Compare(a.Text.At), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

func rank(open bool) int {
	if open {
		return 0
	}
	return 1
}

func (s *Service) show(w Warning, now time.Time) View {
	v := View{ID: w.ID, Owner: w.Owner, TLP: w.TLP, Agreement: w.Agreement, Provision: w.Provision, Issued: w.Issued, IssuedBy: w.Texts[0].By, Open: w.Open(), Texts: []TextView{}, Seats: []SeatView{},
		EndedAt: w.EndedAt, EndedBy: w.EndedBy, Reason: w.Reason, Now: now}
	for _, t := range w.Texts {
		v.Texts = append(v.Texts, TextView{Text: t.Text, By: t.By, At: t.At, Place: PlaceOf(t.Severity.Scheme, t.Severity.Value)})
	}
	v.Text = v.Texts[len(v.Texts)-1]
	for _, x := range w.Seats {
		seat := SeatView{Party: x.Party, Since: x.Since, Owes: w.Owes(x), Said: []WordView{}}
		seat.Overdue = seat.Owes && !now.Before(v.Text.Due)
		for _, word := range x.Said {
			seat.Said = append(seat.Said, WordView{Acknowledged: word.Acknowledged, By: word.By, At: word.At})
		}
		if seat.Owes {
			v.Owed++
		}
		v.Seats = append(v.Seats, seat)
	}
	if i := slices.IndexFunc(v.Seats, func(x SeatView) bool { return x.Party == s.c.Party }); i >= 0 {
		ours := v.Seats[i]
		v.Ours = &ours
	}
	return v
}

// view makes one warning's view within a transaction.
func (s *Service) view(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (View, error) {
	m, w, err := s.seen(ctx, tx, v, id)
	if err != nil {
		return View{}, err
	}
	out := s.show(w, tx.Now)
	reach, err := s.c.Matters.Reach(ctx, tx, v, authz.WarningRead, m)
	for _, r := range reach {
		i := slices.IndexFunc(out.Seats, func(x SeatView) bool { return x.Party == r.Party })
		if i < 0 { // the issuer
			continue
		}
		if out.Seats[i].Via = r.Via; r.Given != nil {
			out.Seats[i].Given, out.Seats[i].Receipted, out.Seats[i].Refused = &r.Given.Given, &r.Given.Receipted, &r.Given.Refused
		}
	}
	return out, err
}
