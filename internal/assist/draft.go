package assist

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/clause"
	"entente/internal/matter"
)

// DraftState is where a draft stands.
type DraftState string

// The states of a draft.
const (
	Drafted    DraftState = "draft"
	Authorised DraftState = "authorised"
	Returned   DraftState = "returned" // refused with a reason; a change makes it a draft again
	DraftDone  DraftState = "lodged"
)

// Draft is a request that nobody outside has heard of.
type Draft struct {
	ID         string     `json:"id"`
	Realm      ids.Realm  `json:"realm"`
	Version    int64      `json:"version" doc:"A change names the version that it was made from"`
	State      DraftState `json:"state" enum:"draft,authorised,returned,lodged"`
	Request    Request    `json:"request"`
	Missing    []string   `json:"missing" doc:"Members of the request that must be there before it is authorised"`
	Author     string     `json:"author" doc:"Account id"`
	AuthorName string     `json:"author_name"`
	At         time.Time  `json:"at"`
	Editor     string     `json:"editor" doc:"Who changed it last"`
	EditorName string     `json:"editor_name"`
	Changed    time.Time  `json:"changed"`
	Judge      string     `json:"judge,omitempty" doc:"Who authorised or returned it"`
	JudgeName  string     `json:"judge_name,omitempty"`
	Judged     time.Time  `json:"judged,omitzero"`
	Reason     string     `json:"reason,omitempty" doc:"Why it was returned"`
	Matter     string     `json:"matter,omitempty" doc:"The request that it became"`
}

// change puts other content in place; what was authorised is a draft again.
func (d *Draft) change(r Request, who authz.Actor, now time.Time) error {
	if d.State == DraftDone {
		return errs.New(errs.Conflict, "this request is lodged and cannot be changed any more")
	}
	if err := r.check(); err != nil {
		return err
	}
	d.Version++
	d.State, d.Request, d.Missing = Drafted, r, r.Missing()
	d.Editor, d.EditorName, d.Changed = who.Person, nameOf(who), now
	d.Judge, d.JudgeName, d.Judged, d.Reason = "", "", time.Time{}, ""
	return nil
}

// judge authorises or returns. Nobody authorises what he has written himself,
// unless the node is set so that one person may.
func (d *Draft) judge(who authz.Actor, version int64, to DraftState, reason string, alone bool, now time.Time) error {
	switch {
	case d.State == DraftDone || d.State == to:
		return errs.New(errs.Conflict, "this draft was judged in that way, or lodged, already")
	case d.Version != version:
		return errs.New(errs.Conflict, "the draft was changed meanwhile; read it again")
	case to == Authorised && !alone && (who.Person == d.Author || who.Person == d.Editor):
		return errs.New(errs.Denied, "another person than the one who wrote the request authorises it")
	case to == Authorised && len(d.Request.Missing()) > 0:
		return errs.New(errs.Invalid, "the request is not complete: %s is missing", d.Request.Missing()[0])
	case to == Returned && !said(reason):
		return errs.New(errs.Invalid, "say why the request is not authorised")
	}
	d.Version++
	d.State, d.Judge, d.JudgeName, d.Judged, d.Reason = to, who.Person, nameOf(who), now, reason
	return nil
}

// Draft begins a request.
//
// Errors: Invalid for what is there and cannot be meant; what is missing stands in
// Missing.
func (s *Service) Draft(ctx context.Context, who authz.Actor, realm ids.Realm, r Request) (d Draft, err error) {
	defer errs.Wrap(&err, "assist.Draft")
	if err := who.May(authz.AssistRequest); err != nil {
		return d, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		d = Draft{ID: ids.New(), Realm: realm, Author: who.Person, AuthorName: nameOf(who), At: tx.Now}
		if err := d.change(r, who, tx.Now); err != nil {
			return err
		}
		return s.keepDraft(ctx, tx, who, d, "drafted")
	})
	return d, err
}

// Change puts other content in place of a draft's.
//
// Errors: Conflict for a version that is not the last, and for one that is lodged.
func (s *Service) Change(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, r Request) (Draft, error) {
	return s.onDraft(ctx, who, authz.AssistRequest, realm, id, "redrafted", func(tx *db.Tx, d *Draft) error {
		if d.Version != version {
			return errs.New(errs.Conflict, "the draft was changed meanwhile; read it again")
		}
		return d.change(r, who, tx.Now)
	})
}

// Authorise lets a draft go, for the nation.
//
// Errors: Denied for who wrote it; Invalid while something is missing.
func (s *Service) Authorise(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64) (Draft, error) {
	return s.onDraft(ctx, who, authz.AssistAuthorise, realm, id, "authorised", func(tx *db.Tx, d *Draft) error {
		return d.judge(who, version, Authorised, "", s.c.Alone, tx.Now)
	})
}

// Return does not let a draft go, and says why.
func (s *Service) Return(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, reason string) (Draft, error) {
	return s.onDraft(ctx, who, authz.AssistAuthorise, realm, id, "returned", func(tx *db.Tx, d *Draft) error {
		return d.judge(who, version, Returned, reason, s.c.Alone, tx.Now)
	})
}

// Discard removes a draft that is not lodged.
func (s *Service) Discard(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (err error) {
	defer errs.Wrap(&err, "assist.Discard(%s)", errs.Clip(id))
	if err := who.May(authz.AssistRequest); err != nil {
		return err
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		d, err := s.draftSeen(ctx, tx, who.In(realm), id)
		if err != nil {
			return err
		}
		if d.State == DraftDone {
			return errs.New(errs.Conflict, "this request is lodged and cannot be changed any more")
		}
		if err := deleteDraft(ctx, tx, id); err != nil {
			return err
		}
		return s.record(ctx, tx, who, realm, "discarded", id)
	})
}

// Drafts lists the drafts of a realm, the last changed first.
func (s *Service) Drafts(ctx context.Context, v authz.Viewer) (all []Draft, err error) {
	defer errs.Wrap(&err, "assist.Drafts")
	if err := v.May(authz.AssistRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) (err error) { all, err = loadDrafts(ctx, tx, v.Realm()); return err })
	out := []Draft{}
	for _, d := range all {
		if matter.Readable(v, d.Request.TLP) {
			d.Missing = d.Request.Missing()
			out = append(out, d)
		}
	}
	return out, err
}

// GetDraft gives one draft.
func (s *Service) GetDraft(ctx context.Context, v authz.Viewer, id string) (d Draft, err error) {
	defer errs.Wrap(&err, "assist.GetDraft(%s)", errs.Clip(id))
	if err := v.May(authz.AssistRead); err != nil {
		return d, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) (err error) { d, err = s.draftSeen(ctx, tx, v, id); return err })
	d.Missing = d.Request.Missing()
	return d, err
}

// draftSeen loads a draft for somebody whose ceiling lets him read it.
func (s *Service) draftSeen(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (Draft, error) {
	d, err := loadDraft(ctx, tx, v.Realm(), id)
	if err == nil && !matter.Readable(v, d.Request.TLP) {
		return Draft{}, errs.New(errs.NotFound, "there is no such draft of a request here")
	}
	return d, err
}

func (s *Service) onDraft(ctx context.Context, who authz.Actor, act authz.Act, realm ids.Realm, id, verb string, rule func(*db.Tx, *Draft) error) (d Draft, err error) {
	defer errs.Wrap(&err, "assist.%s(%s)", verb, errs.Clip(id))
	if err := who.May(act); err != nil {
		return d, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if d, err = s.draftSeen(ctx, tx, who.In(realm), id); err != nil {
			return err
		}
		if err := rule(tx, &d); err != nil {
			return err
		}
		d.Missing = d.Request.Missing()
		return s.keepDraft(ctx, tx, who, d, verb)
	})
	return d, err
}

func (s *Service) keepDraft(ctx context.Context, tx *db.Tx, who authz.Actor, d Draft, verb string) error {
	if err := saveDraft(ctx, tx, d); err != nil {
		return err
	}
	return s.record(ctx, tx, who, d.Realm, verb, d.ID)
}

// record journals what stays at this node.
func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, verb, id string) error {
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: Kind + "." + verb, By: who, About: id, Body: map[string]any{}})
	return err
}

// nameOf is how a person is named to others.
func nameOf(who authz.Actor) string {
	if name := errs.Clip(who.Name); clause.Line(name) {
		return name
	}
	return who.Person
}
