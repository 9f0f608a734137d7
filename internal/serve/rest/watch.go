package rest

import (
	"context"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/federation"
	"entente/internal/party"
	"entente/internal/release"
	"entente/internal/serve"
	"entente/internal/watch"
)

// Watch is all that the first page shows, in one answer.
type Watch struct {
	At      time.Time    `json:"at" doc:"The node's clock, by which everything here is reckoned"`
	Realm   ids.Realm    `json:"realm"`
	Needs   []Need       `json:"needs" doc:"Clocks that run out within a day first, then the gravest, then the oldest"`
	Parties []WatchParty `json:"parties" doc:"Every party that this node knows but its own, by code"`
	Flows   []Flow       `json:"flows" doc:"What was moved to and from each party; those without any are left out"`
}

// Need is one thing that needs somebody now.
type Need struct {
	Key      string         `json:"key" doc:"The same for as long as its cause stands"`
	Kind     string         `json:"kind"`
	About    string         `json:"about"`
	Link     string         `json:"link" doc:"Address of the console where it is dealt with"`
	Title    string         `json:"title,omitempty"`
	Party    ids.Party      `json:"party,omitempty"`
	Count    int64          `json:"count,omitempty"`
	Detail   string         `json:"detail,omitempty" doc:"What the other side or the machine said"`
	Since    time.Time      `json:"since"`
	Due      *time.Time     `json:"due,omitempty" doc:"When its clock runs out"`
	Severity watch.Severity `json:"severity" enum:"broken,act,waiting"`
	Act      authz.Act      `json:"act,omitempty" doc:"The act that settles it; absent when only somebody else can"`
	Roles    []authz.Role   `json:"roles" doc:"Who can settle it here"`
}

// WatchParty is how another party stands with ours.
type WatchParty struct {
	Code       ids.Party       `json:"code"`
	Name       string          `json:"name"`
	Kind       string          `json:"kind" enum:"nation,alliance,partner"`
	Compared   bool            `json:"compared" doc:"A person has compared its words"`
	State      string          `json:"state" enum:"connected,behind,unreachable,never,none" doc:"none: it is known and has no link with this node"`
	Since      *time.Time      `json:"since,omitempty" doc:"Since when the link is in this state"`
	Error      string          `json:"error,omitempty"`
	Agreements []AgreementName `json:"agreements"`
	Given      Counted         `json:"given" doc:"Entries in our log to it"`
	Receipted  Counted         `json:"receipted" doc:"Of those, what it has signed for"`
	Received   Counted         `json:"received" doc:"Entries in its log to us"`
}

// Counted is a number of log entries.
type Counted struct {
	Day int64 `json:"day" doc:"In the last 24 hours"`
	All int64 `json:"all"`
}

// Flow is how many objects were moved between our party and another.
type Flow struct {
	Party   ids.Party  `json:"party"`
	OutDay  int64      `json:"out_day" doc:"To it, in the last 24 hours"`
	OutWeek int64      `json:"out_week"`
	InDay   int64      `json:"in_day" doc:"From it"`
	InWeek  int64      `json:"in_week"`
	Last    *time.Time `json:"last,omitempty"`
}

func (a *api) watchRoutes() {
	get(a, "/watch", serve.May(authz.PeerRead), about{id: "watch", summary: "What needs somebody now, and how the parties stand",
		detail: "Cheap, and made to be asked after every act. It leaves out what the caller may not read."},
		func(ctx context.Context, c serve.Caller, _ *none) (*body[Watch], error) {
			s := sight{a: a, v: c.Viewer(), now: a.deps.Clock.Now(), us: a.deps.Party.Code}
			out, err := s.watch(ctx)
			return reply(out), err
		})
}

// sight is one look at the whole node. What several parts of it need is read
// once.
type sight struct {
	a   *api
	v   authz.Viewer
	now time.Time
	us  ids.Party

	agreements []agreement.Agreement
	parties    []party.Party
	peers      map[ids.Party]federation.PeerView
	traffic    []ledger.Traffic
	refusals   []ledger.Refusal
	flows      []release.Flow
}

func (s *sight) watch(ctx context.Context) (out Watch, err error) {
	if err := s.look(ctx); err != nil {
		return out, err
	}
	needs, err := watch.Gather(ctx, s.v, s.now, s.sources())
	if err != nil {
		return out, err
	}
	out = Watch{At: s.now, Realm: s.v.Realm(), Needs: make([]Need, len(needs)), Parties: []WatchParty{}, Flows: []Flow{}}
	for i, n := range needs {
		out.Needs[i] = Need{Key: n.Key(), Kind: n.Kind, About: n.About, Link: n.Link, Title: n.Title, Party: n.Party, Count: n.Count, Detail: n.Detail,
			Since: n.Since, Due: moment(n.Due), Severity: n.Severity, Act: n.Act, Roles: n.Roles()}
	}
	for _, p := range s.parties {
		if p.Trust != party.Self {
			out.Parties = append(out.Parties, s.party(p))
		}
	}
	for _, f := range s.flows {
		out.Flows = append(out.Flows, Flow{Party: f.Party, OutDay: f.OutDay, OutWeek: f.OutWeek, InDay: f.InDay, InWeek: f.InWeek, Last: moment(f.LastSeen)})
	}
	return out, nil
}

// look reads what the caller may read. A domain that is not for the caller
// stays empty.
func (s *sight) look(ctx context.Context) (err error) {
	d := s.a.deps
	if s.v.May(authz.AgreementRead) == nil {
		if s.agreements, err = d.Agreements.List(ctx, s.v); err != nil {
			return err
		}
	}
	if s.v.May(authz.PartyRead) == nil {
		if s.parties, err = d.Parties.List(ctx, s.v); err != nil {
			return err
		}
	}
	peers, err := d.Federation.Peers(ctx, s.v)
	if err != nil {
		return err
	}
	s.peers = map[ids.Party]federation.PeerView{}
	for _, p := range peers {
		s.peers[p.Party] = p
	}
	if s.v.May(authz.LedgerRead) != nil {
		return nil
	}
	if s.flows, err = d.Releases.Flows(ctx, s.v); err != nil {
		return err
	}
	return d.DB.Read(ctx, func(tx *db.Tx) error {
		if s.traffic, err = ledger.TrafficSince(ctx, tx, s.v, s.now.Add(-24*time.Hour)); err != nil {
			return err
		}
		s.refusals, err = ledger.Refusals(ctx, tx, s.v)
		return err
	})
}

func (s *sight) party(p party.Party) WatchParty {
	out := WatchParty{Code: p.Party, Name: p.Name, Kind: p.Kind, Compared: p.Trust == party.Compared, State: "none", Agreements: []AgreementName{}}
	if peer, ok := s.peers[p.Party]; ok {
		view := peerOf(peer)
		out.State, out.Since, out.Error = view.State, view.LastContact, view.Error
	}
	for _, a := range s.agreements {
		if hasParty(a, p.Party) && hasParty(a, s.us) {
			out.Agreements = append(out.Agreements, AgreementName{ID: a.ID, Title: a.Title, State: string(a.StateAt(s.now))})
		}
	}
	for _, t := range s.traffic {
		switch {
		case t.Mine && t.To == p.Party:
			out.Given, out.Receipted = Counted{t.Recent, t.Size}, Counted{t.Receipted, t.Cosigned}
		case !t.Mine && t.From == p.Party:
			out.Received = Counted{t.Recent, t.Size}
		}
	}
	return out
}
