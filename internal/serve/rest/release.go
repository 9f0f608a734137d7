package rest

import (
	"context"
	"strconv"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/intel"
	"entente/internal/policy"
	"entente/internal/release"
	"entente/internal/serve"
)

// Releases is what this file needs of the release domain.
type Releases interface {
	Preview(ctx context.Context, who authz.Actor, realm ids.Realm, ask release.Ask) (release.Preview, error)
	Make(ctx context.Context, who authz.Actor, realm ids.Realm, ask release.Ask) (release.Made, error)
	List(ctx context.Context, v authz.Viewer, before string, limit int) ([]release.View, error)
	Get(ctx context.Context, v authz.Viewer, id string) (release.View, error)
	Of(ctx context.Context, v authz.Viewer, added []int64) ([]release.View, error)
	Objects(ctx context.Context, v authz.Viewer, id string, before int64, limit int) ([]intel.Row, error)
	Recall(ctx context.Context, who authz.Actor, realm ids.Realm, release, reason string, objects []string) (release.Recall, error)
	Released(ctx context.Context, tx *db.Tx, added []int64) (bool, error)
	Flows(ctx context.Context, v authz.Viewer) ([]release.Flow, error)
	OpenRecalls(ctx context.Context, v authz.Viewer) ([]release.OpenRecall, error)
}

// Select says which objects are meant.
type Select struct {
	IDs      []string  `json:"ids,omitempty" maxItems:"10000"`
	Import   string    `json:"import,omitempty" maxLength:"100"`
	All      bool      `json:"all,omitempty" doc:"All that the fields below find"`
	Type     string    `json:"type,omitempty" maxLength:"500" doc:"STIX types, separated by commas"`
	Category string    `json:"category,omitempty" maxLength:"40"`
	TLP      string    `json:"tlp,omitempty" maxLength:"20"`
	Origin   ids.Party `json:"origin,omitempty" maxLength:"16"`
	Q        string    `json:"q,omitempty" maxLength:"2000"`
}

func (s Select) selection() intel.Selection {
	return intel.Selection{IDs: s.IDs, Lot: s.Import, All: s.All, Filter: intel.Filter{Category: s.Category, TLP: s.TLP, Origin: s.Origin, Value: s.Q, Types: commas(s.Type)}}
}

type Ask struct {
	Select Select      `json:"select"`
	To     []ids.Party `json:"to,omitempty" maxItems:"100" doc:"None: every party that this node knows"`
	Onward *Onward     `json:"onward,omitempty" doc:"Absent: no onward release"`
}

type askInput struct{ Body Ask }

func (b Ask) ask() release.Ask {
	ask := release.Ask{Select: b.Select.selection(), To: b.To}
	if b.Onward != nil {
		ask.Onward = policy.Onward{Allowed: b.Onward.Allowed, To: b.Onward.To}
	}
	return ask
}

// Made is what was released to whom, and what was refused.
type Made struct {
	ID string `json:"id"`
	Preview
}

// Release is one release, out, in or passed on.
type Release struct {
	ID        string          `json:"id"`
	At        time.Time       `json:"at"`
	By        string          `json:"by"`
	Direction string          `json:"direction" enum:"out,in,onward,withheld"`
	From      ids.Party       `json:"from,omitempty" doc:"For direction in: who gave it"`
	Objects   int64           `json:"objects"`
	Parties   []ReleaseParty  `json:"parties"`
	Recalls   []ReleaseRecall `json:"recalls"`
}

// ReleaseParty is what one party got.
type ReleaseParty struct {
	Party     ids.Party     `json:"party"`
	Released  int64         `json:"released"`
	Refused   int64         `json:"refused"`
	Index     *int64        `json:"index,omitempty" doc:"Its place in the log with that party; absent while not yet sealed, and when nothing went"`
	Outcome   string        `json:"outcome" enum:"nothing,pending,accepted,partial,refused,executed"`
	Reason    string        `json:"reason,omitempty" doc:"Why the other side refused"`
	Receipted bool          `json:"receipted" doc:"The other side has cosigned the log with this entry in it"`
	Recalled  bool          `json:"recalled"`
	Rows      []DecisionRow `json:"rows,omitempty" doc:"Only on the page of one release"`
}

// ReleaseRecall is an order to give back, and how far it has come.
type ReleaseRecall struct {
	ID      string        `json:"id"`
	At      time.Time     `json:"at"`
	Reason  string        `json:"reason"`
	Objects int           `json:"objects" doc:"How many objects are named; 0 means all"`
	Parties []RecallParty `json:"parties"`
}

// RecallParty is how far an order has come with one party.
type RecallParty struct {
	Party  ids.Party  `json:"party"`
	State  string     `json:"state" enum:"sent,executed,refused"`
	Via    ids.Party  `json:"via,omitempty" doc:"The relay that passed the order on"`
	At     *time.Time `json:"at,omitempty"`
	Reason string     `json:"reason,omitempty"`
}

type releaseObjectsInput struct {
	ByID
	Page
}

type recallInput struct {
	ByID
	Body struct {
		Reason  string   `json:"reason" minLength:"1" maxLength:"500" doc:"Every recipient reads it"`
		Objects []string `json:"objects,omitempty" maxItems:"10000" doc:"None: the whole release"`
	}
}

func (a *api) releaseRoutes() {
	rel := a.deps.Releases
	read := serve.May(authz.IntelRead)
	post(a, "/releases/preview", serve.May(authz.ReleasePreview).Slow(), about{id: "previewRelease", summary: "Who may have it, and why", detail: "The same call that a release makes; nothing is written."},
		func(ctx context.Context, c serve.Caller, in *askInput) (*body[Preview], error) {
			p, err := rel.Preview(ctx, c.Actor, c.Realm, in.Body.ask())
			return reply(previewOf(p)), err
		})
	post(a, "/releases", serve.May(authz.ReleaseMake).Slow().Fresh(), about{id: "makeRelease", summary: "Release to each party what it may have"}, func(ctx context.Context, c serve.Caller, in *askInput) (*body[Made], error) {
		m, err := rel.Make(ctx, c.Actor, c.Realm, in.Body.ask())
		return reply(Made{ID: m.ID, Preview: previewOf(m.Preview)}), err
	})
	get(a, "/releases", read, about{id: "listReleases", summary: "Releases, newest first"}, func(ctx context.Context, c serve.Caller, in *Page) (*body[list[Release]], error) {
		views, err := rel.List(ctx, c.Viewer(), in.Before, in.Limit+1)
		if err != nil {
			return nil, err
		}
		out := make([]Release, len(views))
		for i, v := range views {
			if out[i], err = a.releaseOf(ctx, c, v, false); err != nil {
				return nil, err
			}
		}
		return reply(cut(out, in.Limit, func(r Release) string { return r.ID })), nil
	})
	get(a, "/releases/{id}", read, about{id: "getRelease", summary: "One release with its decisions, receipts and recalls"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[Release], error) {
		v, err := rel.Get(ctx, c.Viewer(), in.ID)
		if err != nil {
			return nil, err
		}
		out, err := a.releaseOf(ctx, c, v, true)
		return reply(out), err
	})
	get(a, "/releases/{id}/objects", read, about{id: "listReleaseObjects", summary: "The objects of one release, newest first, as far as this node still holds them"}, func(ctx context.Context, c serve.Caller, in *releaseObjectsInput) (*body[list[Object]], error) {
		before, err := in.number()
		if err != nil {
			return nil, err
		}
		rows, err := rel.Objects(ctx, c.Viewer(), in.ID, before, in.Limit+1)
		if err != nil {
			return nil, err
		}
		out, err := a.describe(ctx, c.Realm, rows)
		return reply(cut(out, in.Limit, func(o Object) string { return strconv.FormatInt(o.Seq, 10) })), err
	})
	post(a, "/releases/{id}/recall", serve.May(authz.ReleaseRecall).Slow().Fresh(), about{id: "recallRelease", summary: "Order everyone to give a release back"}, func(ctx context.Context, c serve.Caller, in *recallInput) (*body[ReleaseRecall], error) {
		rc, err := rel.Recall(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason, in.Body.Objects)
		return reply(recallOf(rc)), err
	})
}

func recallOf(rc release.Recall) ReleaseRecall {
	out := ReleaseRecall{ID: rc.ID, At: rc.At, Reason: rc.Reason, Objects: len(rc.Digests)}
	for _, p := range rc.Compliance {
		out.Parties = append(out.Parties, RecallParty{Party: p.Party, State: p.State, Via: p.Via, At: moment(db.Time(p.At)), Reason: p.Reason})
	}
	return out
}

// releaseOf shows a release with how far it has come with each party.
func (a *api) releaseOf(ctx context.Context, c serve.Caller, v release.View, decisions bool) (Release, error) {
	out := Release{ID: v.ID, At: v.At, By: v.Name, Direction: v.Direction, From: v.Peer, Objects: v.Objects}
	done := map[ids.Party]bool{}
	for _, rc := range v.Recalls {
		out.Recalls = append(out.Recalls, recallOf(rc))
		for _, p := range rc.Compliance {
			done[p.Party] = done[p.Party] || p.State == "executed"
		}
	}
	err := a.deps.DB.Read(ctx, func(tx *db.Tx) error {
		for _, d := range v.Deliveries {
			p := ReleaseParty{Party: d.Party, Released: d.Released, Refused: d.Refused, Recalled: done[d.Party]}
			if decisions {
				p.Rows = rowsOf(d.Rows)
			}
			pair := ledger.Pair{From: a.deps.Party.Code, To: d.Party, Realm: v.Realm}
			if v.Direction == "in" {
				pair = ledger.Pair{From: v.Peer, To: a.deps.Party.Code, Realm: v.Realm}
			}
			if err := settle(ctx, tx, c.Viewer(), pair, d.Statement, &p); err != nil {
				return err
			}
			out.Parties = append(out.Parties, p)
		}
		return nil
	})
	return out, err
}

// settle adds the entry in the pair's log that took it there, and the answer.
// Callers who may not read the ledger are told that something went, no more.
func settle(ctx context.Context, tx *db.Tx, v authz.Viewer, pair ledger.Pair, statement string, p *ReleaseParty) error {
	p.Outcome = "nothing"
	if statement == "" {
		return nil
	}
	p.Outcome = ledger.Pending
	if v.May(authz.LedgerRead) != nil {
		return nil
	}
	e, err := ledger.EntryByStatement(ctx, tx, pair, statement)
	if errs.Is(err, errs.NotFound) {
		return nil // journalled, not yet sequenced
	}
	if err != nil {
		return err
	}
	p.Index = &e.Index
	cosigned, err := ledger.CosignedSize(ctx, tx, pair)
	if err != nil {
		return err
	}
	p.Receipted = e.Index < cosigned
	ack, err := ledger.LoadAck(ctx, tx, pair, e.Index)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	p.Outcome, p.Reason = ack.Outcome, ack.Reason
	return err
}

// objectReleases lists what became of an object, party by party.
func (a *api) objectReleases(ctx context.Context, c serve.Caller, views []release.View) (out []ObjectRelease, err error) {
	for _, v := range views {
		r, err := a.releaseOf(ctx, c, v, false)
		if err != nil {
			return nil, err
		}
		if r.Direction == "in" {
			out = append(out, ObjectRelease{Release: r.ID, At: r.At, Party: r.From, Direction: r.Direction, Outcome: ledger.Accepted})
			continue
		}
		for _, p := range r.Parties {
			if p.Released > 0 {
				out = append(out, ObjectRelease{Release: r.ID, At: r.At, Party: p.Party, Direction: r.Direction, Outcome: p.Outcome})
			}
		}
	}
	return out, nil
}
