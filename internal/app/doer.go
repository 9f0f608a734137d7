package app

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/conduct"
	"entente/internal/crisis"
	"entente/internal/format/marking"
	"entente/internal/intel"
	"entente/internal/msel"
	"entente/internal/policy"
	"entente/internal/release"
)

// doers is what carries out the injects that act in the system: each by the node of
// the simulated party that the inject names, in the way in which a person there
// would. What it writes stands in that node's own database: a crash between its act
// and the mark at the conducting node repeats the act.
func (s entry) doers() map[msel.Channel]conduct.Doer {
	if s.actor == nil {
		return nil
	}
	give := giving{s}
	return map[msel.Channel]conduct.Doer{msel.ByObject: give, msel.ByMISP: give, msel.ByFeed: give, msel.ByTAXII: give, msel.ByRequest: asking{s}, msel.ByProposal: proposing{s}}
}

// puppet is who acts at a simulated party, by script.
func puppet(n *Node, person string) authz.Actor {
	return authz.Person(n.Config.Party, "script-"+person, person, "system:script", "", authz.Grants(authz.Director, authz.Analyst, authz.Release, authz.Legal))
}

// player gives the node of the party that an inject names.
func (s entry) player(d conduct.Doing) (*Node, error) {
	if n := s.actor(d.As); n != nil {
		return n, nil
	}
	return nil, errs.New(errs.Invalid, "the inject names no simulated party of this exercise that could act (%q)", errs.Clip(string(d.As)))
}

// giving imports what an inject brings, and releases it to the conducting party,
// which passes it on as its markings and the agreements permit.
type giving struct{ entry }

// Do implements conduct.Doer.
func (g giving) Do(ctx context.Context, _ *db.Tx, _ authz.Actor, d conduct.Doing) error {
	n, err := g.player(d)
	if err != nil {
		return err
	}
	m, err := d.Inject.Message()
	if err != nil {
		return err
	}
	b, ok := m.(msel.Bundle)
	if !ok {
		return errs.New(errs.Invalid, "the inject brings no intelligence")
	}
	format := "stix"
	if d.Inject.Channel == msel.ByMISP {
		format = "misp"
	}
	who := puppet(n, cmp.Or(d.Inject.From, string(d.As)))
	lot, err := n.Intel.Import(ctx, who, intel.ImportInput{Realm: n.Realm(), Name: fmt.Sprintf("inject %s, sending %d", d.Inject.Number, d.N), Format: format}, bytes.NewReader(b.Content))
	if err != nil {
		return err
	}
	_, err = n.Releases.Make(ctx, who, n.Realm(), release.Ask{Select: intel.Selection{Lot: lot.Key}, To: []ids.Party{g.director}, Onward: policy.Onward{Allowed: true}})
	return err
}

// asking lodges a request for assistance. What a request must say and the inject
// does not is filled in as an exercise would have it.
type asking struct{ entry }

// Do implements conduct.Doer.
func (a asking) Do(ctx context.Context, tx *db.Tx, _ authz.Actor, d conduct.Doing) error {
	n, err := a.player(d)
	if err != nil {
		return err
	}
	m, err := d.Inject.Message()
	if err != nil {
		return err
	}
	r, ok := m.(msel.Request)
	if !ok {
		return errs.New(errs.Invalid, "the inject is no request")
	}
	from := cmp.Or(d.Inject.From, n.Config.Name)
	services := r.Skills
	if len(services) == 0 {
		services = []string{"response"}
	}
	who, second := puppet(n, from), puppet(n, from+" (second)")
	draft, err := n.Assists.Draft(ctx, who, n.Realm(), assist.Request{
		Title: r.Title, Beneficiary: from, Entity: "critical", Severity: assist.Severity{Scheme: "other", Value: "high", Judge: from}, Impact: "national", Situation: r.Text,
		Services: services, Roles: []assist.Role{{ID: "r1", Count: max(r.People, 1)}}, Mode: "remote", Measures: "Own means are in use.", Taken: "most",
		NeededBy: tx.Now.Add(time.Duration(max(r.Hours, 1)) * time.Hour), Duration: "P7D", TLP: "amber", Audience: "all", Liability: "As the memorandum says.", Cost: "As the memorandum says.",
		Contact: from, Fallback: "exercise control",
	})
	if err != nil {
		return err
	}
	if draft, err = n.Assists.Authorise(ctx, second, n.Realm(), draft.ID, draft.Version); err != nil {
		return err
	}
	grounds, err := n.Assists.Grounds(ctx, who.In(n.Realm()), draft.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(grounds, func(g assist.Ground) bool { return r.Provision == "" || g.Provision == r.Provision })
	if i < 0 {
		return errs.New(errs.Denied, "no provision in force lets %s ask for assistance", d.As)
	}
	_, err = n.Assists.Lodge(ctx, who, n.Realm(), draft.ID, draft.Version, assist.Basis{Agreement: grounds[i].Agreement, Provision: grounds[i].Provision})
	return err
}

const maxTitle = 100 // letters of a proposal's title

// proposing brings a text before the body of the exercise. Its chair puts it before
// the members, as a person does.
type proposing struct{ entry }

// Do implements conduct.Doer.
func (p proposing) Do(ctx context.Context, _ *db.Tx, _ authz.Actor, d conduct.Doing) error {
	n, err := p.player(d)
	if err != nil {
		return err
	}
	m, err := d.Inject.Message()
	if err != nil {
		return err
	}
	x, ok := m.(msel.Proposal)
	if !ok {
		return errs.New(errs.Invalid, "the inject is no proposal")
	}
	who := puppet(n, cmp.Or(d.Inject.From, string(d.As)))
	bodies, err := n.Crises.Bodies(ctx, who.In(n.Realm()))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(bodies, func(b crisis.BodyView) bool { return x.Body == "" || b.Provision == x.Body })
	if i < 0 || len(bodies[i].Levels) == 0 {
		return errs.New(errs.Denied, "no body of this exercise is constituted by provision %q", errs.Clip(x.Body))
	}
	title := clause.Text{} // of the words that players may read; the inject's own title is the planners'
	for lang, text := range x.Text {
		line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
		title[lang] = string([]rune(line)[:min(len([]rune(line)), maxTitle)])
	}
	_, err = n.Crises.Propose(ctx, who, n.Realm(), crisis.NewProposal{Agreement: bodies[i].Agreement, Provision: bodies[i].Provision, TLP: marking.Green,
		Text: crisis.Proposal{Level: bodies[i].Levels[0].Name, Mode: crisis.Silence, Title: title, Text: clause.Text(x.Text)}})
	return err
}
