package assist

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/matter"
	"entente/internal/policy"
)

// Ground is a provision of an agreement in force by which a request could be
// lodged, and why it can or cannot.
type Ground struct {
	Agreement string        `json:"agreement"`
	Title     string        `json:"title"`
	Clause    string        `json:"clause"`
	Text      clause.Text   `json:"text" doc:"Of the clause, by language"`
	Provision string        `json:"provision"`
	Force     string        `json:"force" enum:"may,should,shall"`
	Within    string        `json:"within" doc:"In which time it is answered, ISO 8601"`
	Services  []string      `json:"services" doc:"Words of the provision"`
	To        []ids.Party   `json:"to" doc:"Whom the request would go to"`
	Centre    ids.Party     `json:"centre" doc:"Depositary"`
	Fits      bool          `json:"fits"`
	Chosen    bool          `json:"chosen" doc:"The one that is proposed"`
	Reasons   []errs.Phrase `json:"reasons" doc:"Why it does not fit; for one that fits, why it stands where it stands"`

	within time.Time // when an answer would be due
}

// Grounds lists the provisions that a draft could rest on, the proposed one first.
func (s *Service) Grounds(ctx context.Context, v authz.Viewer, id string) (all []Ground, err error) {
	defer errs.Wrap(&err, "assist.Grounds(%s)", errs.Clip(id))
	d, err := s.GetDraft(ctx, v, id)
	if err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = s.grounds(ctx, tx, v.Realm(), d.Request)
		return err
	})
	return all, err
}

func (s *Service) grounds(ctx context.Context, tx *db.Tx, realm ids.Realm, r Request) ([]Ground, error) {
	bases, err := s.c.Matters.Bases(ctx, tx, realm, clause.Assistance)
	if err != nil {
		return nil, err
	}
	all := []Ground{}
	for _, b := range bases {
		a, err := s.c.Agreements.Load(ctx, tx, realm, b.Agreement)
		if err != nil {
			return nil, err
		}
		g := groundOf(b, r, s.c.Party, tx.Now)
		if err := s.mayGo(ctx, tx, realm, a, r, &g); err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	rank(all)
	return all, nil
}

// groundOf judges a provision by what it says itself.
func groundOf(b matter.Basis, r Request, us ids.Party, now time.Time) Ground {
	g := Ground{Agreement: b.Agreement, Title: b.Title, Clause: b.Clause, Text: b.Text, Provision: b.Provision.ID, Force: b.Provision.Force, Within: b.Provision.Within, Services: b.Provision.Services,
		Centre: b.Depositary, Reasons: []errs.Phrase{}, within: clause.MustSpan(b.Provision.Within).After(now, 1)}
	no := func(p errs.Phrase) { g.Reasons = append(g.Reasons, p) }
	if open := uncovered(g.Services, r.Services); len(open) > 0 {
		no(errs.Say("the provision does not grant: %s", strings.Join(open, ", ")))
	}
	switch r.Audience {
	case "directed":
		g.To = []ids.Party{b.Depositary}
		if b.Depositary == us {
			no(errs.Say("we are the depositary ourselves, so that there is nobody to direct the request to"))
		}
	case "named":
		g.To = slices.Compact(slices.Sorted(slices.Values(r.Named)))
		if slices.Contains(b.Parties, b.Depositary) && !slices.Contains(g.To, b.Depositary) {
			g.To = append(g.To, b.Depositary) // without it statements would not reach who has a link with it alone
		}
	default:
		g.To = slices.Clone(b.Parties)
	}
	slices.Sort(g.To)
	for _, p := range g.To {
		if !slices.Contains(b.Parties, p) {
			no(errs.Say("the agreement does not bind %s", errs.Clip(string(p))))
		}
	}
	if len(g.To) == 0 {
		no(errs.Say("the agreement binds nobody else"))
	}
	return g
}

// mayGo asks policy of everybody to whom the request would go, and names ceilings
// of the agreement that are stricter than the request's marking.
func (s *Service) mayGo(ctx context.Context, tx *db.Tx, realm ids.Realm, a agreement.Agreement, r Request, g *Ground) error {
	tlp, err := marking.ParseTLP(r.TLP)
	if err != nil || tlp == marking.None {
		g.Reasons = append(g.Reasons, errs.Say("the request bears no marking yet"))
		return nil
	}
	for _, c := range a.Clauses {
		for _, p := range c.Provisions {
			if limit, err := marking.ParseTLP(p.TLP); p.Kind == policy.Ceiling && err == nil && tlp > limit {
				g.Reasons = append(g.Reasons, errs.Say("its ceiling is tlp:%s by provision %s", limit.String(), p.ID))
			}
		}
	}
	for _, p := range g.To {
		switch err := s.c.Matters.Permits(ctx, tx, realm, p, tlp); {
		case errs.Is(err, errs.Denied):
			g.Reasons = append(g.Reasons, errs.PhraseOf(err))
		case err != nil:
			return err
		}
	}
	g.Fits = len(g.Reasons) == 0
	return nil
}

// rank puts the proposed ground first: one that fits, that is answered soonest,
// with the greater force, to the most parties; then by title.
func rank(all []Ground) {
	forces := []string{"may", "should", "shall"}
	slices.SortStableFunc(all, func(x, y Ground) int {
		if x.Fits != y.Fits {
			return map[bool]int{true: -1, false: 1}[x.Fits]
		}
		return cmp.Or(cmp.Compare(slices.Index(forces, y.Force), slices.Index(forces, x.Force)), x.within.Compare(y.within), cmp.Compare(len(y.To), len(x.To)),
			cmp.Compare(x.Title, y.Title), cmp.Compare(x.Agreement, y.Agreement), cmp.Compare(x.Provision, y.Provision))
	})
	if len(all) == 0 || !all[0].Fits {
		return
	}
	all[0].Chosen = true
	for i := range all {
		if all[i].Fits {
			all[i].Reasons = []errs.Phrase{errs.Say("it grants the services asked, binds all who are asked, and is answered within %s (%s)", all[i].Within, all[i].Force)}
		}
	}
}
