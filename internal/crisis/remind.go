package crisis

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/journal"
)

// The stages at which people of a member that has not stood are reminded, once
// each. The last is the one that is told when several are due at once.
var stages = []struct {
	name string
	at   func(r *Round) time.Time
}{
	{"half", func(r *Round) time.Time { return r.Put.Add(r.Expires.Sub(r.Put) / 2) }},
	{"nine-tenths", func(r *Round) time.Time { return r.Put.Add(r.Expires.Sub(r.Put) * 9 / 10) }},
	{"last-hour", func(r *Round) time.Time { return r.Expires.Add(-time.Hour) }},
}

// stage gives the latest stage that a round has come to; empty before the first, and
// for a last hour that began when the round did.
func (r *Round) stage(now time.Time) (name string) {
	var last time.Time
	for _, s := range stages {
		if at := s.at(r); at.After(r.Put) && !now.Before(at) && !at.Before(last) {
			name, last = s.name, at
		}
	}
	return name
}

// reminding tells whom of this node's people a text waits for, and since which stage.
// Those of a member that counts and has not stood are reminded of it. Those of the
// chair are told, from nine tenths on, that a member has not been reached yet and is
// to be called.
func (s *Service) reminding(h held, now time.Time) (r *Round, kind, stage string) {
	if r = h.At(now).Open(); r == nil || !now.Before(r.Expires) {
		return nil, "", ""
	}
	stage = r.stage(now)
	_, left := r.Left[s.c.Party]
	switch {
	case h.Rules.Member(s.c.Party) && !left && !h.said(s.c.Party, func(b Body) bool { st, ok := b.(*Stood); return ok && st.Rev == r.Rev }):
		if r.Rehearsal {
			return r, "crisis.rehearsal", stage
		}
		return r, "crisis.reminder", stage
	case s.c.Party == h.Rules.Chair && stage != "" && stage != stages[0].name && len(r.Waiting(h.Rules, now)) > 0:
		return r, "crisis.unreached", stage
	}
	return nil, "", ""
}

// remind journals the stage that a text has come to, once.
func (s *Service) remind(ctx context.Context, tx *db.Tx, h held) error {
	r, kind, stage := s.reminding(h, tx.Now)
	if stage == "" {
		return nil
	}
	n, err := tx.Exec(ctx, `INSERT INTO crisis_reminder (matter, rev, stage, expires, realm, at) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`,
		h.matter.ID, r.Rev, stage, db.Micros(r.Expires), string(h.matter.Realm), db.Micros(tx.Now))
	if err != nil || n == 0 {
		return err
	}
	body := map[string]any{"rev": r.Rev, "stage": stage, "expires": r.Expires}
	if kind == "crisis.unreached" {
		body["members"] = r.Waiting(h.Rules, tx.Now)
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: h.matter.Realm, Kind: kind, By: authz.System(s.c.Party, "crisis", authz.CrisisRead), About: h.matter.ID, Body: body})
	return err
}
