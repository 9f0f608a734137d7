package release

import (
	"context"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/format/marking"
	"entente/internal/intel"
	"entente/internal/policy"
)

// DraftState is how a draft stands.
type DraftState string

// The states. Every state but Waiting is final.
const (
	Waiting   DraftState = "waiting"
	Released  DraftState = "released"
	Declined  DraftState = "declined"
	Withdrawn DraftState = "withdrawn"
)

// Draft is what one person put forward and another lets out or not. It names
// exact versions: what changes afterwards is not silently released.
type Draft struct {
	ID      string
	Realm   ids.Realm
	At      time.Time
	Person  string // account id of who put it forward
	Name    string
	Note    string // what the officer should know
	Objects int64
	To      []ids.Party // empty: every party that this node knows
	Onward  policy.Onward
	State   DraftState
	Closed  time.Time // zero while it waits
	By      string    // name of who closed it
	Reason  string
	Release string // the release that it became

	rows []int64
}

const (
	maxNote  = 2000
	minWords = 8 // letters of a reason
)

// SecondPerson is the level of TLP from which on nobody lets out alone what is
// this party's own; marking.None asks for one never.
func (s *Service) SecondPerson() marking.TLP { return s.second }

// needsSecond tells whether anything of a plan may go only with two persons.
func (s *Service) needsSecond(pl plan) bool {
	if s.second == marking.None {
		return false
	}
	for _, p := range pl.Parties {
		for _, r := range p.Rows {
			if r.Decision.Permit && r.Class.TLP >= s.second {
				return true
			}
		}
	}
	return false
}

// PutForward keeps an ask for another person to decide. Nothing leaves by it.
// It needs authz.ReleaseDraft.
func (s *Service) PutForward(ctx context.Context, who authz.Actor, realm ids.Realm, ask Ask, note string) (d Draft, err error) {
	defer errs.Wrap(&err, "release.PutForward")
	if err := who.May(authz.ReleaseDraft); err != nil {
		return d, err
	}
	if len(note) > maxNote {
		return d, errs.New(errs.TooLarge, "the note has over %d bytes", maxNote)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		picked, _, err := intel.Pick(ctx, tx, who.In(realm), ask.Select)
		if err != nil {
			return err
		}
		d = Draft{ID: ids.New(), Realm: realm, At: tx.Now, Person: who.Person, Name: who.Name, Note: strings.TrimSpace(note), Objects: int64(len(picked)), To: ask.To, Onward: ask.Onward, State: Waiting}
		for _, p := range picked {
			d.rows = append(d.rows, p.Added)
		}
		if err := insertDraft(ctx, tx, d); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "release.drafted", By: who, About: d.ID, Body: map[string]any{"objects": d.Objects, "to": d.To, "note": d.Note}})
		return err
	})
	return d, err
}

// Approve releases a draft, as policy decides now. Whoever put it forward does
// not approve it. It needs authz.ReleaseMake.
//
// Errors: errs.Denied for the person who put it forward, and when nothing may
// go to anyone; errs.Conflict when it waits no more, or an object of it has
// changed or gone since.
func (s *Service) Approve(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (m Made, err error) {
	defer errs.Wrap(&err, "release.Approve(%s)", errs.Clip(id))
	if err := who.May(authz.ReleaseMake); err != nil {
		return m, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := waitingDraft(ctx, tx, realm, id)
		if err != nil {
			return err
		}
		if d.Person == who.Person {
			return errs.New(errs.Denied, "you put this forward yourself; another person approves it")
		}
		pl, err := s.decideDraft(ctx, tx, who.In(realm), d)
		if err != nil {
			return err
		}
		if m, err = s.record(ctx, tx, who, realm, pl, "out"); err != nil {
			return err
		}
		return s.closeDraft(ctx, tx, who, d, Released, "", m.ID)
	})
	return m, err
}

// Decline ends a draft with a reason, which its author reads. It needs
// authz.ReleaseMake.
func (s *Service) Decline(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (err error) {
	defer errs.Wrap(&err, "release.Decline(%s)", errs.Clip(id))
	if err := who.May(authz.ReleaseMake); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	if len(reason) < minWords || len(reason) > maxNote {
		return errs.New(errs.Invalid, "give a reason of %d to %d bytes", minWords, maxNote)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := waitingDraft(ctx, tx, realm, id)
		if err != nil {
			return err
		}
		return s.closeDraft(ctx, tx, who, d, Declined, reason, "")
	})
}

// Withdraw takes a draft back. Only who put it forward may.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (err error) {
	defer errs.Wrap(&err, "release.Withdraw(%s)", errs.Clip(id))
	if err := who.May(authz.ReleaseDraft); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := waitingDraft(ctx, tx, realm, id)
		if err != nil {
			return err
		}
		if d.Person != who.Person {
			return errs.New(errs.Denied, "%s put this forward; decline it instead", errs.Clip(d.Name))
		}
		return s.closeDraft(ctx, tx, who, d, Withdrawn, "", "")
	})
}

var closing = map[DraftState]string{Released: "release.approved", Declined: "release.declined", Withdrawn: "release.withdrawn"}

func (s *Service) closeDraft(ctx context.Context, tx *db.Tx, who authz.Actor, d Draft, state DraftState, reason, release string) error {
	d.State, d.Closed, d.By, d.Reason, d.Release = state, tx.Now, who.Name, reason, release
	if err := saveDraft(ctx, tx, d, who.Person); err != nil {
		return err
	}
	_, err := s.journal.Append(ctx, tx, journal.Act{Realm: d.Realm, Kind: closing[state], By: who, About: d.ID, Body: map[string]any{"drafted_by": d.Name, "reason": reason, "release": release}})
	return err
}

// decideDraft decides a draft on the versions that it names.
func (s *Service) decideDraft(ctx context.Context, tx *db.Tx, v authz.Viewer, d Draft) (pl plan, err error) {
	if pl.picked, pl.all, err = intel.PickRows(ctx, tx, v, d.rows, true); err != nil {
		return pl, err
	}
	if missing := len(d.rows) - len(pl.picked); missing > 0 {
		return pl, errs.New(errs.Conflict, "%d of the %d objects have a newer version, are gone, or are not for you to read; put the release forward anew", missing, len(d.rows))
	}
	err = s.decidePicked(ctx, tx, v, &pl, Ask{To: d.To, Onward: d.Onward})
	return pl, err
}

// Drafts lists drafts of a state, or of every state for "": those that wait
// oldest first, others newest first.
func (s *Service) Drafts(ctx context.Context, v authz.Viewer, state DraftState, limit int) (all []Draft, err error) {
	defer errs.Wrap(&err, "release.Drafts")
	if err := v.May(authz.ReleasePreview); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err = draftsOf(ctx, tx, v.Realm(), state, min(max(limit, 1), 500))
		return err
	})
	return all, err
}

// Draft gives one draft and, while it waits, what policy would decide of it
// now. stale says why it can no longer be approved.
func (s *Service) Draft(ctx context.Context, v authz.Viewer, id string) (d Draft, p Preview, stale string, err error) {
	defer errs.Wrap(&err, "release.Draft(%s)", errs.Clip(id))
	if err := v.May(authz.ReleasePreview); err != nil {
		return d, p, "", err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if d, err = draftByID(ctx, tx, v.Realm(), id); err != nil || d.State != Waiting {
			return err
		}
		pl, err := s.decideDraft(ctx, tx, v, d)
		if errs.Is(err, errs.Conflict) {
			_, stale = errs.Public(err)
			return nil
		}
		p = pl.Preview
		return err
	})
	return d, p, stale, err
}
