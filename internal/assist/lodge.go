package assist

import (
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/duty"
	"entente/internal/format/marking"
	"entente/internal/matter"
)

// Basis is the provision that somebody chose to lodge by; empty for the proposed
// one.
type Basis struct {
	Agreement string
	Provision string
}

// Lodge sends an authorised request out under a provision, and opens the duty's
// clock for all who are asked, in one transaction.
//
// Errors: Conflict for a draft that is not authorised; Denied where no provision
// lets it go, with the reason.
func (s *Service) Lodge(ctx context.Context, who authz.Actor, realm ids.Realm, draft string, version int64, by Basis) (c Case, err error) {
	defer errs.Wrap(&err, "assist.Lodge(%s)", errs.Clip(draft))
	if err := who.May(authz.AssistRequest); err != nil {
		return c, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		d, err := s.draftSeen(ctx, tx, who.In(realm), draft)
		if err != nil {
			return err
		}
		switch {
		case d.State != Authorised:
			return errs.New(errs.Conflict, "only a request that is authorised for the nation is lodged")
		case d.Version != version:
			return errs.New(errs.Conflict, "the draft was changed meanwhile; read it again")
		}
		g, err := s.choose(ctx, tx, realm, d.Request, by)
		if err != nil {
			return err
		}
		d.Version++
		d.State, d.Changed = DraftDone, tx.Now
		if d.Matter, err = s.open(ctx, tx, who, realm, d, g); err != nil {
			return err
		}
		if err := saveDraft(ctx, tx, d); err != nil {
			return err
		}
		_, c, err = s.load(ctx, tx, realm, d.Matter)
		return err
	})
	return c, err
}

// choose gives the ground that was named, or the proposed one.
func (s *Service) choose(ctx context.Context, tx *db.Tx, realm ids.Realm, r Request, by Basis) (Ground, error) {
	all, err := s.grounds(ctx, tx, realm, r)
	if err != nil {
		return Ground{}, err
	}
	i := slices.IndexFunc(all, func(g Ground) bool {
		return by == (Basis{}) && g.Chosen || g.Agreement == by.Agreement && g.Provision == by.Provision
	})
	switch {
	case i < 0 && len(all) == 0:
		return Ground{}, errs.New(errs.Denied, "no agreement in force has a provision for assistance that binds us")
	case i < 0 && by != (Basis{}):
		return Ground{}, errs.New(errs.NotFound, "no agreement with provision %q for assistance is in force", errs.Clip(by.Provision))
	case i < 0:
		return Ground{}, errs.New(errs.Denied, "no provision lets this request go; the nearest, %s of %s: %s", all[0].Provision, errs.Clip(all[0].Title), all[0].why())
	case !all[i].Fits:
		return Ground{}, errs.New(errs.Denied, "provision %s of %s does not let this request go: %s", all[i].Provision, errs.Clip(all[i].Title), all[i].why())
	}
	return all[i], nil
}

func (g Ground) why() string {
	var out []string
	for _, p := range g.Reasons {
		out = append(out, p.String())
	}
	return strings.Join(out, "; ")
}

// open calls for the duty where one is owed, and opens the matter.
func (s *Service) open(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, d Draft, g Ground) (string, error) {
	call, err := s.call(ctx, tx, who, realm, g.Agreement, g.Provision, g.Force, g.To)
	if err != nil {
		return "", err
	}
	tlp, err := marking.ParseTLP(d.Request.TLP)
	if err != nil {
		return "", err
	}
	id, seed := matter.NewID(Kind, s.c.Party)
	_, err = s.c.Matters.Open(ctx, tx, who, realm, matter.Opening{Kind: Kind, ID: id, Seed: seed, Agreement: g.Agreement, Provision: g.Provision, To: g.To, TLP: tlp, Act: ActLodged,
		Body: Lodged{Request: d.Request, Authorised: d.JudgeName, AuthorisedAt: d.Judged, Ground: g.why(), AnswerWithin: g.Within, Call: call, Seal: s.seal.String()}})
	return id, err
}

// call opens the clocks of those asked that have the duty; "" where nobody does.
// Who is not asked hears nothing of it. It names the service alone and nothing of
// the case, since an agreement's report counts it.
func (s *Service) call(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, agreement, provision, force string, to []ids.Party) (string, error) {
	if force == "may" {
		return "", nil
	}
	a, err := s.c.Agreements.Load(ctx, tx, realm, agreement)
	if err != nil {
		return "", err
	}
	var owed []ids.Party
	for _, t := range a.Duties(tx.Now) {
		if t.Provision.ID == provision {
			owed = slices.DeleteFunc(slices.Clone(to), func(p ids.Party) bool { return !slices.Contains(t.Owes, p) })
		}
	}
	if len(owed) == 0 {
		return "", nil
	}
	all, err := s.c.Duties.CallIn(ctx, tx, who, realm, agreement, duty.Call{Provision: provision, Owed: owed, Told: to, Text: "request for assistance"})
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0].Call, nil
}

// Invite brings further parties into a request of ours; their clock begins now.
func (s *Service) Invite(ctx context.Context, who authz.Actor, realm ids.Realm, id string, to []ids.Party, text string) (c Case, err error) {
	defer errs.Wrap(&err, "assist.Invite(%s)", errs.Clip(id))
	if err := who.May(authz.AssistRequest); err != nil {
		return c, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		m, before, err := s.loadSeen(ctx, tx, who.In(realm), id)
		if err != nil {
			return err
		}
		if before.Over() {
			return errOver
		}
		fresh := slices.DeleteFunc(slices.Clone(to), m.TakesPart)
		call := ""
		if before.callFor() {
			if call, err = s.call(ctx, tx, who, realm, m.Agreement, m.Provision, "shall", fresh); err != nil {
				return err
			}
		}
		tlp, err := marking.ParseTLP(before.Request.TLP)
		if err != nil {
			return err
		}
		if _, err := s.c.Matters.Invite(ctx, tx, who, m, to, tlp, Invited{Text: text, Call: call}); err != nil {
			return err
		}
		_, c, err = s.load(ctx, tx, realm, id)
		return err
	})
	return c, err
}

// callFor tells whether those asked at first owed an answer.
func (c Case) callFor() bool {
	return slices.ContainsFunc(c.Answers, func(a Answer) bool { return a.Call != "" })
}

// Withdraw takes a request of ours back, while nobody is accepted or held.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Case, error) {
	return s.act(ctx, who, authz.AssistRequest, realm, id, ActWithdrawn, func(_ *db.Tx, _ matter.Matter, c Case) (any, time.Time, error) {
		return Words{Text: reason}, c.latest(), nil
	})
}

// latest is the last moment of what was stated about any offer.
func (c Case) latest() (t time.Time) {
	for _, o := range c.Offers {
		if o.last.After(t) {
			t = o.last
		}
	}
	return t
}

// Acknowledge says that the request has come in and somebody is at it.
func (s *Service) Acknowledge(ctx context.Context, who authz.Actor, realm ids.Realm, id, text string) (Case, error) {
	return s.act(ctx, who, authz.AssistOffer, realm, id, ActAcknowledged, func(*db.Tx, matter.Matter, Case) (any, time.Time, error) {
		return Words{Text: text}, time.Time{}, nil
	})
}

// Decline says no to a request; law is the national provision that a refusal
// cites, or empty: declining needs no reason. Either is an answer that meets the
// duty, and no breach.
func (s *Service) Decline(ctx context.Context, who authz.Actor, realm ids.Realm, id, text, law string) (Case, error) {
	verb := ActDeclined
	if law != "" {
		verb = ActRefused
	}
	return s.act(ctx, who, authz.AssistOffer, realm, id, verb, func(tx *db.Tx, m matter.Matter, c Case) (any, time.Time, error) {
		how := "declined"
		if law != "" {
			how = "refused, citing national law"
		}
		return answer{Declination: Declination{Text: text, Law: law}}, time.Time{}, s.met(ctx, tx, who, m, c, how)
	})
}

// met states that our answer meets the duty, where a call asks us for one.
func (s *Service) met(ctx context.Context, tx *db.Tx, who authz.Actor, m matter.Matter, c Case, how string) error {
	a := c.answer(s.c.Party)
	if a == nil || a.Call == "" || a.Answer != "" {
		return nil
	}
	return s.c.Duties.MetIn(ctx, tx, who, m.Realm, m.Agreement, a.Call, how, "")
}
