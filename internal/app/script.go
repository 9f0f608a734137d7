package app

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/crisis"
	"entente/internal/format/marking"
	"entente/internal/intel"
	"entente/internal/msel"
	"entente/internal/policy"
	"entente/internal/release"
)

// puppet is who acts at a party's node in an exercise, by script.
func puppet(n *Node, person string) authz.Actor {
	return authz.Person(n.Config.Party, "script-"+person, person, "system:script", "", authz.Grants(authz.Director, authz.Analyst, authz.Release, authz.Legal))
}

// give imports intelligence as a person of this node, and releases it to others as
// policy permits.
func (n *Node) give(ctx context.Context, from string, in intel.ImportInput, content []byte, to []ids.Party) error {
	who := puppet(n, from)
	in.Realm = n.Realm()
	lot, err := n.Intel.Import(ctx, who, in, bytes.NewReader(content))
	if err != nil {
		return err
	}
	if lot.Stored == 0 && lot.Refused > 0 {
		return errs.New(errs.Invalid, "no object could be stored; the first of %d refused: %s", lot.Refused, lot.Problems[0].Reason)
	}
	_, err = n.Releases.Make(ctx, who, n.Realm(), release.Ask{Select: intel.Selection{Lot: lot.Key}, To: to, Onward: policy.Onward{Allowed: true}})
	return err
}

// ask lodges a request for assistance. What a request must say and the script does not
// is filled in as an exercise would have it; a second person authorises it.
func (n *Node) ask(ctx context.Context, from string, r msel.Request) error {
	services := r.Skills
	if len(services) == 0 {
		services = []string{"response"}
	}
	who, second := puppet(n, from), puppet(n, from+" (second)")
	draft, err := n.Assists.Draft(ctx, who, n.Realm(), assist.Request{
		Title: r.Title, Beneficiary: from, Entity: "critical", Severity: assist.Severity{Scheme: "other", Value: "high", Judge: from}, Impact: "national", Situation: r.Text,
		Services: services, Roles: []assist.Role{{ID: "r1", Count: max(r.People, 1)}}, Mode: "remote", Measures: "Own means are in use.", Taken: "most",
		NeededBy: n.clock.Now().Add(time.Duration(max(r.Hours, 1)) * time.Hour), Duration: "P7D", TLP: "amber", Audience: "all", Liability: "As the memorandum says.", Cost: "As the memorandum says.",
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
		return errs.New(errs.Denied, "no provision in force lets %s ask for assistance", n.Config.Party)
	}
	_, err = n.Assists.Lodge(ctx, who, n.Realm(), draft.ID, draft.Version, assist.Basis{Agreement: grounds[i].Agreement, Provision: grounds[i].Provision})
	return err
}

const maxTitle = 100 // letters of a title that is made of a text

// headline is the first line of a text.
func headline(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return string([]rune(line)[:min(len([]rune(line)), maxTitle)])
}

// propose brings a text before the body of the exercise.
func (n *Node) propose(ctx context.Context, from string, x msel.Proposal) error {
	who := puppet(n, from)
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
		title[lang] = headline(text)
	}
	_, err = n.Crises.Propose(ctx, who, n.Realm(), crisis.NewProposal{Agreement: bodies[i].Agreement, Provision: bodies[i].Provision, TLP: marking.Green,
		Text: crisis.Proposal{Level: bodies[i].Levels[0].Name, Mode: crisis.Silence, Title: title, Text: clause.Text(x.Text)}})
	return err
}
