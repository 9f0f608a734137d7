package rest

import (
	"context"
	"slices"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/clause"
	"entente/internal/party"
	"entente/internal/release"
	"entente/internal/watch"
)

// sources lists where needs come from. A domain adds its own by one line: the
// act that lets a viewer read it, and what turns its facts into needs.
func (s *sight) sources() []watch.Source {
	return []watch.Source{
		{Read: authz.AgreementRead, Needs: s.agreementNeeds},
		{Read: authz.AgreementRead, Needs: s.dutyNeeds},
		{Read: authz.IncidentRead, Needs: s.incidentNeeds},
		{Read: authz.AssistRead, Needs: s.assistNeeds},
		{Read: authz.CrisisRead, Needs: s.crisisNeeds},
		{Read: authz.WarningRead, Needs: s.warningNeeds},
		{Read: authz.ExercisePropose, Needs: s.exerciseNeeds},
		{Read: authz.PeerRead, Needs: s.peerNeeds},
		{Read: authz.LedgerRead, Needs: s.ledgerNeeds},
		{Read: authz.IntelRead, Needs: s.recallNeeds},
		{Read: authz.IntelRead, Needs: s.importNeeds},
		{Read: authz.ReleasePreview, Needs: s.draftNeeds},
		{Read: authz.PeerRead, Needs: s.nodeNeeds},
		{Read: authz.NotifyOwn, Needs: s.alarmNeeds},
	}
}

// dutyNeeds are those of clocks: of obligations, and of the agreements themselves.
func (s *sight) dutyNeeds(ctx context.Context, v authz.Viewer, now time.Time) ([]watch.Need, error) {
	all, err := s.a.deps.Duties.List(ctx, v, 0)
	if err != nil {
		return nil, err
	}
	var duties []watch.Duty
	for _, o := range all {
		duties = append(duties, watch.Duty{ID: o.ID, Title: o.Term.Title, Provision: o.Term.Provision.ID, Owed: o.Owed, Caller: o.Caller, What: o.What,
			From: o.From, Soon: o.Soon(), Due: o.Due, State: string(o.StateAt(now)), Judged: slices.Contains(o.Judge, s.us)})
	}
	var endings []watch.Ending
	for _, a := range s.agreements {
		for _, c := range a.Clocks(now) {
			endings = append(endings, watch.Ending{Agreement: a.ID, Title: a.Title, Kind: c.Kind, Party: c.Party, At: c.At})
		}
	}
	return append(watch.OfDuties(s.us, now, duties), watch.OfEndings(s.us, now, endings)...), nil
}

func (s *sight) agreementNeeds(_ context.Context, _ authz.Viewer, now time.Time) ([]watch.Need, error) {
	var facts []watch.Agreement
	for _, a := range s.agreements {
		f := watch.Agreement{ID: a.ID, Title: a.Title, Proposer: a.Depositary}
		if f.ProposedAt = a.ProposedAt(now); !f.ProposedAt.IsZero() {
			f.Missing = a.Missing(now)
			v, _ := a.OnTable(now)
			f.Proposer = v.Author
		} else if a.StateAt(now) == agreement.Suspended {
			for _, e := range a.Suspensions(now) {
				f.Suspensions = append(f.Suspensions, watch.Suspension{By: e.Party, At: e.At, Reason: e.Reason})
			}
		}
		facts = append(facts, f)
	}
	return watch.OfAgreements(s.us, facts), nil
}

func (s *sight) peerNeeds(ctx context.Context, v authz.Viewer, now time.Time) ([]watch.Need, error) {
	var facts []watch.Peer
	for _, p := range s.parties {
		if p.Trust == party.Self {
			continue
		}
		peer, linked := s.peers[p.Party]
		known := p.KnownAt
		if linked {
			known = peer.JoinedAt
		}
		facts = append(facts, watch.Peer{Party: p.Party, Linked: linked, State: peer.State, Since: peer.Since, KnownAt: known, Error: peer.Error, Compared: p.Trust == party.Compared})
	}
	open, err := s.a.deps.Federation.OpenInvitations(ctx, v)
	if err != nil {
		return nil, err
	}
	var invited []watch.Invitation
	for _, i := range open {
		invited = append(invited, watch.Invitation{ID: i.ID, Made: i.Made, Expires: i.Expires})
	}
	return append(watch.OfPeers(facts), watch.OfInvitations(now, invited)...), nil
}

func (s *sight) ledgerNeeds(_ context.Context, _ authz.Viewer, now time.Time) ([]watch.Need, error) {
	var logs []watch.Log
	for _, t := range s.traffic {
		logs = append(logs, watch.Log{From: t.From, To: t.To, Size: t.Size, Cosigned: t.Cosigned, WaitsSince: t.WaitsSince, Frozen: t.Frozen, FrozenAt: t.FrozenAt})
	}
	var refused []watch.Refusal
	for _, r := range s.refusals {
		refused = append(refused, watch.Refusal{From: r.From, Index: r.Index, At: r.At, Kind: r.Kind, Reason: r.Reason})
	}
	return append(watch.OfLogs(s.us, now, logs), watch.OfRefusals(s.us, now, refused)...), nil
}

func (s *sight) recallNeeds(ctx context.Context, v authz.Viewer, now time.Time) ([]watch.Need, error) {
	open, err := s.a.deps.Releases.OpenRecalls(ctx, v)
	if err != nil {
		return nil, err
	}
	var facts []watch.Recall
	for _, o := range open {
		f := watch.Recall{ID: o.ID, Party: o.Party, At: o.RecallOrder.At, Refused: o.State == "refused", Reason: o.Compliance.Reason, Within: s.recallWithin(o.Party, now)}
		if o.Origin == s.us {
			f.Release = o.Release
		}
		facts = append(facts, f)
	}
	return watch.OfRecalls(s.us, facts), nil
}

// recallWithin is the shortest time that an agreement in force with a party
// gives it for carrying out a recall; 0 when none says so.
func (s *sight) recallWithin(p ids.Party, now time.Time) (within time.Duration) {
	for _, a := range s.agreements {
		if !hasParty(a, s.us) {
			continue
		}
		for _, d := range a.Duties(now) {
			if d.Provision.Kind != clause.Recall || !slices.Contains(d.Owes, p) {
				continue
			}
			if w := clause.MustSpan(d.Provision.Within).After(now, 1).Sub(now); within == 0 || w < within {
				within = w
			}
		}
	}
	return within
}

// draftsSeen is how many of the oldest waiting drafts are shown.
const draftsSeen = 50

func (s *sight) draftNeeds(ctx context.Context, v authz.Viewer, _ time.Time) ([]watch.Need, error) {
	waiting, err := s.a.deps.Drafts.Drafts(ctx, v, release.Waiting, draftsSeen)
	if err != nil {
		return nil, err
	}
	var facts []watch.Draft
	for _, d := range waiting {
		facts = append(facts, watch.Draft{ID: d.ID, At: d.At, By: d.Name, Note: d.Note, Objects: d.Objects, Own: d.Person == v.Actor().Person})
	}
	return watch.OfDrafts(facts), nil
}

// lotsSeen is how many of the newest imports are looked at.
const lotsSeen = 100

func (s *sight) importNeeds(ctx context.Context, v authz.Viewer, now time.Time) ([]watch.Need, error) {
	lots, err := s.a.deps.Intel.Lots(ctx, v, lotsSeen)
	if err != nil {
		return nil, err
	}
	var facts []watch.Import
	for _, l := range lots {
		f := watch.Import{ID: l.Key, Name: l.Name, Format: l.Format, At: l.At, State: l.State, Refused: l.Refused}
		if l.Format == "release" {
			f.From = ids.Party(l.Who)
		}
		facts = append(facts, f)
	}
	return watch.OfImports(now, facts), nil
}

// nodeNeeds asks how far behind the followers are.
func (s *sight) nodeNeeds(ctx context.Context, _ authz.Viewer, now time.Time) ([]watch.Need, error) {
	var facts []watch.Follower
	err := s.a.deps.DB.Read(ctx, func(tx *db.Tx) error {
		for _, name := range s.a.deps.Followers {
			n, since, err := journal.Behind(ctx, tx, name)
			if err != nil {
				return err
			}
			if n > 0 {
				facts = append(facts, watch.Follower{Name: name, Behind: n, Oldest: since})
			}
		}
		return nil
	})
	return watch.OfFollowers(now, facts), err
}
