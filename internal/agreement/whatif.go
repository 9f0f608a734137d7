package agreement

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/policy"
)

// WhatIf compiles the rules of a moment with a version of an agreement and
// without it, whatever has been signed of it. An empty digest asks about what
// would be next: our own draft, else what is on the table, else, of an agreement
// in force, its end.
func (s *Service) WhatIf(ctx context.Context, tx *db.Tx, realm ids.Realm, id, digest string, at time.Time) (w policy.WhatIf, err error) {
	a, err := s.Load(ctx, tx, realm, id)
	if err != nil {
		return w, err
	}
	v, ends, err := a.asked(digest, at)
	if err != nil {
		return w, err
	}
	all, err := s.LoadAll(ctx, tx, realm)
	if err != nil {
		return w, err
	}
	for _, x := range all {
		rules := x.rulesAt(at)
		w.Before = append(w.Before, rules...)
		// What it is to supersede goes with its coming, and its own present text too.
		if x.ID != a.ID && (ends || !slices.Contains(v.Supersedes, x.ID) || !covers(v.codes(), x)) {
			w.After = append(w.After, rules...)
		}
	}
	w.InForce, w.Parties = ends, v.codes()
	if !ends {
		w.Alone = v.rules(v.codes())
		w.After = append(w.After, w.Alone...)
	}
	return w, nil
}

// asked gives the version that a question is about, and whether it is about its
// end.
func (a Agreement) asked(digest string, at time.Time) (v Version, ends bool, err error) {
	f := a.foldAt(at)
	now := f.inForce(at)
	if digest != "" {
		v, err := a.Find(digest)
		return v, err == nil && now != nil && now.Digest == v.Digest, err
	}
	if v, ok := a.OwnDraft(); ok {
		return v, false, nil
	}
	if f.table != nil {
		return *f.table, false, nil
	}
	return a.Version, now != nil && a.StateAt(at) == InForce, nil
}

// covers tells whether all parties of an agreement are among others.
func covers(parties []ids.Party, x Agreement) bool {
	return !slices.ContainsFunc(x.codes(), func(p ids.Party) bool { return !slices.Contains(parties, p) })
}

// WouldOwe lists the duties that a version brings that are not there now, and
// those that are and that it does not have. The version is chosen as by WhatIf.
func (s *Service) WouldOwe(ctx context.Context, v authz.Viewer, id, digest string) (starts, stops []Term, err error) {
	defer errs.Wrap(&err, "agreement.WouldOwe(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := s.Load(ctx, tx, v.Realm(), id)
		if err != nil {
			return err
		}
		asked, ends, err := a.asked(digest, tx.Now)
		if err != nil {
			return err
		}
		before := a.Duties(tx.Now)
		for _, other := range asked.Supersedes {
			x, err := s.Load(ctx, tx, v.Realm(), other)
			if err != nil && !errs.Is(err, errs.NotFound) {
				return err
			}
			if err == nil && covers(asked.codes(), x) {
				before = append(before, x.Duties(tx.Now)...)
			}
		}
		var after []Term
		if !ends {
			after = a.termsOf(asked, asked.codes(), tx.Now)
		}
		starts, stops = missing(after, before), missing(before, after)
		return nil
	})
	return starts, stops, err
}

// missing lists the duties of one list that the other does not have alike.
func missing(all, from []Term) []Term {
	return slices.DeleteFunc(slices.Clone(all), func(t Term) bool {
		return slices.ContainsFunc(from, func(o Term) bool {
			p, q := t.Provision, o.Provision
			return p.Kind == q.Kind && p.Within == q.Within && p.Every == q.Every && p.Force == q.Force && slices.Equal(t.Owes, o.Owes)
		})
	})
}
