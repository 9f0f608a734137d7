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

// reminding tells whether our people are to be reminded of a text: our party is a
// member, counts, and has not stood.
func (s *Service) reminding(h held, now time.Time) (r *Round, stage string) {
	if r = h.At(now).Open(); r == nil || !now.Before(r.Expires) || !h.Rules.Member(s.c.Party) {
		return nil, ""
	}
	if _, left := r.Left[s.c.Party]; left || h.said(s.c.Party, func(b Body) bool { st, ok := b.(*Stood); return ok && st.Rev == r.Rev }) {
		return nil, ""
	}
	return r, r.stage(now)
}

// remind journals the stage that a text has come to, once.
func (s *Service) remind(ctx context.Context, tx *db.Tx, h held) error {
	r, stage := s.reminding(h, tx.Now)
	if stage == "" {
		return nil
	}
	n, err := tx.Exec(ctx, `INSERT INTO crisis_reminder (matter, rev, stage, expires, realm, at) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`,
		h.matter.ID, r.Rev, stage, db.Micros(r.Expires), string(h.matter.Realm), db.Micros(tx.Now))
	if err != nil || n == 0 {
		return err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: h.matter.Realm, Kind: "crisis.reminder", By: authz.System(s.c.Party, "crisis", authz.CrisisRead), About: h.matter.ID,
		Body: map[string]any{"rev": r.Rev, "stage": stage, "expires": r.Expires}})
	return err
}
