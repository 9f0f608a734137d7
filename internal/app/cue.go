package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/crisis"
	"entente/internal/msel"
	"entente/internal/reaction"
)

const cueBatch = 200 // entries of a journal that are looked through at once

// Cues implements reaction.Players: what a party's journal tells, with what its domains
// know of it.
func (p puppets) Cues(ctx context.Context, as ids.Party, after int64) (cues []reaction.Cue, upto int64, err error) {
	n, err := p.node(as)
	if err != nil {
		return nil, after, err
	}
	eyes := authz.System(as, "reaction", authz.JournalRead, authz.IntelRead, authz.IncidentRead, authz.AssistRead, authz.CrisisRead).In(n.Realm())
	var entries []journal.Entry
	if err := n.DB.Read(ctx, func(tx *db.Tx) error {
		entries, err = journal.List(ctx, tx, eyes, journal.Filter{After: after, Limit: cueBatch})
		return err
	}); err != nil {
		return nil, after, err
	}
	upto = after
	for _, e := range entries {
		upto = e.Seq
		some, err := n.cues(ctx, eyes, p.director, e)
		if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Denied) { // it is gone since, or not for us
			continue
		}
		if err != nil {
			return nil, after, err
		}
		for _, c := range some {
			c.At = e.At
			cues = append(cues, c)
		}
	}
	return cues, upto, nil
}

// cues gives what one entry says that could set a reaction going. What others did comes
// by federation.
func (n *Node) cues(ctx context.Context, eyes authz.Viewer, director ids.Party, e journal.Entry) ([]reaction.Cue, error) {
	domain, _, _ := strings.Cut(e.Kind, ".")
	came := e.Via == "system:federation"
	switch {
	case e.Kind == "conduct.received" || e.Kind == "conduct.inject" && n.Config.Party == director:
		return n.injectCues(ctx, director, e)
	case e.Kind == "release.received":
		return n.objectCues(ctx, eyes, e)
	case e.Kind == "incident.opened" && came:
		v, err := n.Incidents.Get(ctx, eyes, e.About)
		return []reaction.Cue{{On: msel.OnIncident, About: e.About, From: v.Owner, Title: v.Title, Text: v.Summary}}, err
	case e.Kind == "assist.lodged" && came:
		c, err := n.Assists.Get(ctx, eyes, e.About)
		return []reaction.Cue{{On: msel.OnRequest, About: e.About, From: c.Owner, Title: c.Request.Title, Text: c.Request.Situation}}, err
	case e.Kind == "assist.offered" && came:
		return n.offerCues(ctx, eyes, e)
	case domain == crisis.Kind:
		return n.textCues(ctx, eyes, e)
	}
	return nil, nil
}

// injectCues: teams of ours have received an inject.
func (n *Node) injectCues(ctx context.Context, director ids.Party, e journal.Entry) (all []reaction.Cue, err error) {
	var sending struct {
		N jsontext.Value `json:"n"`
	}
	if err := json.Unmarshal(e.Body, &sending); err != nil {
		return nil, err
	}
	err = n.DB.Read(ctx, func(tx *db.Tx) error {
		items, err := n.Conduct.Received(ctx, tx, e.About)
		for _, item := range items[:min(len(items), 1)] {
			text, _ := item.Payload.(jsontext.Value)
			all = append(all, reaction.Cue{On: msel.OnInject, About: e.About, Part: string(sending.N), From: director, Title: cmp.Or(item.Subject, item.From), Text: string(text)})
		}
		return err
	})
	return all, err
}

// objectCues: intelligence has arrived, one cue for each object that says something.
// Who speaks, how it is marked and what joins it to what are no news by themselves.
func (n *Node) objectCues(ctx context.Context, eyes authz.Viewer, e journal.Entry) (all []reaction.Cue, err error) {
	rows, err := n.Releases.Objects(ctx, eyes, e.About, 0, cueBatch)
	slices.Reverse(rows) // as they came
	for _, r := range rows {
		if slices.Contains([]string{"identity", "marking-definition", "relationship", "sighting"}, r.Type) || r.Origin == n.Config.Party {
			continue
		}
		var o struct {
			Name        string `json:"name"`
			Description string `json:"description"`
			Pattern     string `json:"pattern"`
			Value       string `json:"value"`
		}
		if err := json.Unmarshal(r.Body, &o); err != nil {
			return all, err
		}
		all = append(all, reaction.Cue{On: msel.OnObject, About: r.Object, From: r.Origin, Title: cmp.Or(o.Name, o.Value, r.Object), Text: strings.Join([]string{o.Description, o.Pattern, o.Value}, "\n")})
	}
	return all, err
}

// offerCues: what we asked for is offered.
func (n *Node) offerCues(ctx context.Context, eyes authz.Viewer, e journal.Entry) (all []reaction.Cue, err error) {
	c, err := n.Assists.Get(ctx, eyes, e.About)
	if err != nil || c.Owner != n.Config.Party {
		return nil, err
	}
	for _, o := range c.Offers {
		all = append(all, reaction.Cue{On: msel.OnOffer, About: c.ID, Part: o.ID, From: o.Party, Title: c.Request.Title, Text: strings.Join([]string{o.Caveats, o.Cost, c.Request.Situation}, "\n")})
	}
	return all, nil
}

// textCues: a text is before the chair, or under silence. Which of the body's records
// makes it so is not told by one entry alone.
func (n *Node) textCues(ctx context.Context, eyes authz.Viewer, e journal.Entry) ([]reaction.Cue, error) {
	v, err := n.Crises.Get(ctx, eyes, e.About)
	if err != nil || len(v.Texts) == 0 {
		return nil, err
	}
	c := reaction.Cue{About: v.ID, Part: rev(v), From: v.Owner, Title: v.Text.Title.In("en"), Text: strings.Join(slices.Sorted(maps.Values(v.Text.Text)), "\n")}
	switch {
	case v.State == crisis.Proposed && v.Role == "chair":
		c.On = msel.OnProposed
	case v.State == crisis.Running && v.Role == "member" && v.Rounds[len(v.Rounds)-1].Mode == crisis.Silence:
		c.On = msel.OnSilence
	default:
		return nil, nil
	}
	return []reaction.Cue{c}, nil
}
