package directory

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/party"
)

// View is a party in the directory as of now.
type View struct {
	Party     party.Party
	Entry     Entry // Serial 0: it has told none yet
	Via       ids.Party
	KnownAt   time.Time
	Calls     []Call
	Security  bool   // it has whom a security.txt names
	OnHours   bool   // some channel can be used now
	Score     *Score // nil where it was never tried
	LastProof time.Time
	Conflicts []Conflict
	Told      []Told // of our own entry alone: how others reached us
}

// List gives every party that is known, our own first, with its entry.
func (s *Service) List(ctx context.Context, v authz.Viewer) (all []View, err error) {
	defer errs.Wrap(&err, "directory.List")
	if err := v.May(authz.PartyRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = s.views(ctx, tx)
		return err
	})
	return all, err
}

// Get gives one party; errs.NotFound for one that is not known.
func (s *Service) Get(ctx context.Context, v authz.Viewer, code ids.Party) (out View, err error) {
	defer errs.Wrap(&err, "directory.Get(%s)", errs.Clip(string(code)))
	if err := v.May(authz.PartyRead); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		out, err = s.view(ctx, tx, code)
		return err
	})
	return out, err
}

func (s *Service) view(ctx context.Context, tx *db.Tx, code ids.Party) (View, error) {
	p, err := s.c.Parties.Known(ctx, tx, code)
	if err != nil {
		return View{}, err
	}
	x, err := load(ctx, tx, code)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return View{}, err
	}
	known, err := standings(ctx, tx, code)
	if err != nil {
		return View{}, err
	}
	disputed, err := conflicts(ctx, tx)
	if err != nil {
		return View{}, err
	}
	out := compose(p, x, known[code], disputed, tx.Now)
	if code == s.c.Party {
		out.Told, err = toldAll(ctx, tx)
	}
	return out, err
}

func (s *Service) views(ctx context.Context, tx *db.Tx) ([]View, error) {
	self, err := s.c.Parties.Known(ctx, tx, s.c.Party)
	if err != nil {
		return nil, err
	}
	others, err := s.c.Parties.Others(ctx, tx)
	if err != nil {
		return nil, err
	}
	entries, err := loadAll(ctx, tx)
	if err != nil {
		return nil, err
	}
	by := map[ids.Party]stored{}
	for _, e := range entries {
		by[e.Party] = e
	}
	known, err := standings(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	disputed, err := conflicts(ctx, tx)
	if err != nil {
		return nil, err
	}
	var out []View
	for _, p := range append([]party.Party{self}, others...) {
		out = append(out, compose(p, by[p.Party], known[p.Party], disputed, tx.Now))
	}
	return out, nil
}

func compose(p party.Party, x stored, known standing, disputed []Conflict, now time.Time) View {
	calls := x.calls(now, known)
	out := View{Party: p, Entry: x.Entry, Via: x.via, KnownAt: x.knownAt, Calls: calls, Security: x.Entry.Reportable(now), OnHours: onHours(calls), Score: known.party, LastProof: known.last}
	for _, c := range disputed {
		if c.Party == p.Party {
			out.Conflicts = append(out.Conflicts, c)
		}
	}
	return out
}

// Document gives a party's entry as it travels: what anybody verifies under the
// node key of that party.
func (s *Service) Document(ctx context.Context, v authz.Viewer, code ids.Party) (b []byte, err error) {
	defer errs.Wrap(&err, "directory.Document(%s)", errs.Clip(string(code)))
	if err := v.May(authz.PartyRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		x, err := load(ctx, tx, code)
		b = x.bytes
		return err
	})
	return b, err
}

// Waiting gives the change of our entry that waits for a second person; nil where
// none does.
func (s *Service) Waiting(ctx context.Context, v authz.Viewer) (p *Proposal, err error) {
	defer errs.Wrap(&err, "directory.Waiting")
	if err := v.May(authz.PartyRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		x, err := loadProposal(ctx, tx)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		p = &x
		return err
	})
	return p, err
}

// Match is a party whose constituency holds what was asked for.
type Match struct {
	Claim
	View View
}

// Answer is what a look-up found, the closest first.
type Answer struct {
	Question Question
	Matches  []Match
	Overlap  bool // two parties claim it alike; neither is chosen
}

// Lookup tells whose an address, network, AS number, domain, e-mail address, party
// or country is, and whom to call as of now. Nothing found is no error.
func (s *Service) Lookup(ctx context.Context, v authz.Viewer, q string) (out Answer, err error) {
	defer errs.Wrap(&err, "directory.Lookup")
	if err := v.May(authz.PartyRead); err != nil {
		return out, err
	}
	if out.Question, err = Understand(q); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		out.Matches, out.Overlap = nil, false
		c, err := s.claims(ctx, tx)
		if err != nil {
			return err
		}
		found := c.find(out.Question)
		if code := out.Question.Party; code != "" {
			if _, err := s.c.Parties.Known(ctx, tx, code); err == nil {
				found = append([]Claim{{Party: code, How: ByCode, What: string(code)}}, found...)
			} else if !errs.Is(err, errs.NotFound) {
				return err
			}
		}
		for _, x := range found {
			view, err := s.view(ctx, tx, x.Party)
			if err != nil {
				return err
			}
			out.Matches = append(out.Matches, Match{Claim: x, View: view})
		}
		out.Overlap = overlap(found)
		return nil
	})
	return out, err
}

// claims gives the index of all entries, built anew only when one has changed.
func (s *Service) claims(ctx context.Context, tx *db.Tx) (*claims, error) {
	now, err := stamp(ctx, tx)
	if err != nil {
		return nil, err
	}
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	if s.index.built != nil && s.index.stamp == now {
		return s.index.built, nil
	}
	all, err := loadAll(ctx, tx)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(all))
	for i, x := range all {
		entries[i] = x.Entry
	}
	s.index.built, s.index.stamp = newClaims(entries), now
	return s.index.built, nil
}
