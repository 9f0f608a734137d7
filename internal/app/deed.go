package app

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/assist"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/crisis"
	"entente/internal/intel"
	"entente/internal/msel"
)

// sight says that an object which was released to this party was met here, to whoever
// released it.
func (n *Node) sight(ctx context.Context, from, object, text string) error {
	who := puppet(n, from)
	page, err := n.Intel.Object(ctx, who.In(n.Realm()), object)
	if err != nil {
		return err
	}
	row := page.Versions[0]
	came, err := n.Releases.Of(ctx, who.In(n.Realm()), []int64{row.Added})
	if err != nil {
		return err
	}
	peers, err := n.peerCodes(ctx)
	if err != nil {
		return err
	}
	var to []ids.Party
	for _, r := range came {
		if r.Direction == "in" {
			to = append(to, r.Peer)
		}
	}
	if slices.Contains(peers, row.Origin) {
		to = append(to, row.Origin)
	}
	if to = slices.Compact(slices.Sorted(slices.Values(to))); len(to) == 0 {
		return errs.New(errs.NotFound, "nobody has released this object to %s", n.Config.Party)
	}
	now := n.clock.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	sighting := map[string]any{"type": "sighting", "spec_version": "2.1", "id": "sighting--" + ids.New(), "created": now, "modified": now, "first_seen": now, "last_seen": now, "count": 1, "sighting_of_ref": object}
	if text != "" {
		sighting["description"] = text
	}
	b, err := json.Marshal(map[string]any{"type": "bundle", "id": "bundle--" + ids.New(), "objects": []any{sighting}})
	if err != nil {
		return err
	}
	return n.give(ctx, from, intel.ImportInput{Name: "sighting", Format: "stix", Mark: row.TLP.String()}, b, to)
}

const offerLasts = 72 * time.Hour // how long an offer can be accepted

// offer offers all that a request asks of this party, as teams. Nobody of a pool is
// held for them.
func (n *Node) offer(ctx context.Context, from, request, condition string) error {
	who := puppet(n, from)
	c, err := n.Assists.Get(ctx, who.In(n.Realm()), request)
	if err != nil {
		return err
	}
	var lines []assist.NewLine
	for _, r := range c.Request.Roles {
		if slices.Contains(r.Barred, n.Config.Party) || len(r.Allowed) > 0 && !slices.Contains(r.Allowed, n.Config.Party) {
			continue
		}
		lines = append(lines, assist.NewLine{Role: r.ID, Team: &assist.Team{Type: "response", Level: 2, People: max(r.Count, 1)}})
	}
	if len(lines) == 0 {
		return errs.New(errs.Denied, "the request asks for nothing that %s may give", n.Config.Party)
	}
	_, err = n.Assists.Offer(ctx, who, n.Realm(), request, assist.NewOffer{Lines: lines, Services: c.Request.Services, Valid: n.clock.Now().Add(offerLasts), Caveats: condition, Authorised: from})
	return err
}

func rev(v crisis.View) string { return strconv.Itoa(v.Text.Rev) }

// grace is added to the shortest period of silence, for the way to the record.
const grace = 10 * time.Second

// put puts the text that was proposed before the members, for the shortest period that
// the body's rules allow.
func (n *Node) put(ctx context.Context, from, proposal, text string) error {
	who := puppet(n, from)
	v, err := n.Crises.Get(ctx, who.In(n.Realm()), proposal)
	if err != nil {
		return err
	}
	if rev(v) != text {
		return errs.New(errs.Conflict, "another text has been brought since")
	}
	i := slices.IndexFunc(v.Body.Levels, func(l crisis.LevelView) bool { return l.Name == v.Text.Level })
	if i < 0 {
		return errs.New(errs.Conflict, "the body has no such level")
	}
	silence := time.Duration(v.Body.Levels[i].Silence)*time.Second + grace
	_, err = n.Crises.Put(ctx, who, n.Realm(), proposal, crisis.Putting{Expires: n.clock.Now().Add(silence)})
	return err
}

// stand states what this party says to the text under silence; where the body wants two
// persons, another one prepares it.
func (n *Node) stand(ctx context.Context, from, proposal, text string, r msel.Reaction) error {
	who, second := puppet(n, from), puppet(n, from+" (second)")
	v, err := n.Crises.Get(ctx, who.In(n.Realm()), proposal)
	if err != nil {
		return err
	}
	if rev(v) != text {
		return errs.New(errs.Conflict, "another text has been brought since")
	}
	p := crisis.Position{Stand: crisis.Join, Words: r.Text}
	if r.Do == msel.Break {
		p.Stand = crisis.Break
	}
	if v.Body.TwoPersons {
		if _, err := n.Crises.Prepare(ctx, second, n.Realm(), proposal, p); err != nil {
			return err
		}
	}
	_, err = n.Crises.Stand(ctx, who, n.Realm(), proposal, p)
	return err
}
