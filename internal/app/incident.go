package app

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/duty"
	"entente/internal/incident"
	"entente/internal/intel"
)

// met states that sharing an incident has met a duty to report.
func (n *Node) met(ctx context.Context, tx *db.Tx, who authz.Actor, m incident.Duty) error {
	_, err := n.Duties.MeetNow(ctx, tx, who, m.Realm, m.Agreement, duty.Call{Provision: m.Provision, Told: m.To, From: m.Since, Text: m.Text}, m.Reference)
	return err
}

// given is what incidents ask of intelligence and release.
type given struct{ n *Node }

var _ incident.Releases = (*given)(nil)

// Given implements incident.Releases: the first release of any version counts.
func (g *given) Given(ctx context.Context, v authz.Viewer, object string) (here bool, to map[ids.Party]time.Time, err error) {
	rows, err := g.n.Intel.List(ctx, v, intel.Filter{IDs: []string{object}, History: true})
	if err != nil || len(rows) == 0 {
		return false, nil, err
	}
	added := make([]int64, len(rows))
	for i, r := range rows {
		added[i] = r.Added
	}
	views, err := g.n.Releases.Of(ctx, v, added)
	to = map[ids.Party]time.Time{}
	for _, view := range views {
		for _, d := range view.Deliveries {
			if at, ok := to[d.Party]; view.Direction == "out" && d.Released > 0 && (!ok || view.At.Before(at)) {
				to[d.Party] = view.At
			}
		}
	}
	return true, to, err
}
