package rest

import (
	"context"
	"strconv"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/serve"
)

// JournalEntry is one act in the node's own record.
type JournalEntry struct {
	Seq      int64       `json:"seq"`
	ID       string      `json:"id"`
	At       time.Time   `json:"at"`
	Kind     string      `json:"kind"`
	By       string      `json:"by"`
	Via      string      `json:"via"`
	About    string      `json:"about"`
	Audience []ids.Party `json:"audience" doc:"Other parties that the act concerns"`
	Body     raw         `json:"body"`
	Hash     string      `json:"hash" doc:"Chain hash up to this entry, base64url"`
}

type journalInput struct {
	Page
	About string `query:"about" maxLength:"300"`
	Kind  string `query:"kind" maxLength:"100" doc:"This kind; with a dot at its end, every kind that begins so, as in account."`
	By    string `query:"by" maxLength:"256" doc:"By this person: id or name"`
	Since string `query:"since" maxLength:"40" doc:"Not before this moment, RFC 3339"`
	Until string `query:"until" maxLength:"40" doc:"Before this moment, RFC 3339"`
}

func (a *api) journalRoutes() {
	get(a, "/journal", serve.May(authz.JournalRead), about{id: "listJournal", summary: "The node's own record of every act, newest first"}, func(ctx context.Context, c serve.Caller, in *journalInput) (*body[list[JournalEntry]], error) {
		before, err := in.number()
		if err != nil {
			return nil, err
		}
		f := journal.Filter{Before: before, Newest: true, About: in.About, Kind: in.Kind, Person: in.By, Limit: in.Limit + 1}
		if f.Since, err = instant("since", in.Since); err != nil {
			return nil, err
		}
		if f.Until, err = instant("until", in.Until); err != nil {
			return nil, err
		}
		var entries []journal.Entry
		err = a.deps.DB.Read(ctx, func(tx *db.Tx) error {
			entries, err = journal.List(ctx, tx, c.Viewer(), f)
			return err
		})
		rows := make([]JournalEntry, len(entries))
		for i, e := range entries {
			rows[i] = JournalEntry{Seq: e.Seq, ID: e.ID, At: e.At, Kind: e.Kind, By: e.Name, Via: e.Via, About: e.About, Audience: e.Audience, Body: raw(e.Body), Hash: base64URL(e.Hash[:])}
		}
		return reply(cut(rows, in.Limit, func(e JournalEntry) string { return strconv.FormatInt(e.Seq, 10) })), err
	})
	post(a, "/journal/verify", serve.May(authz.JournalRead).Slow(), about{id: "verifyJournal", summary: "Verify the journal's chain", detail: "Recomputes the hash of every entry. 409 names the first entry that does not fit."}, func(ctx context.Context, c serve.Caller, _ *Empty) (*body[verified], error) {
		n, err := a.deps.Care.VerifyJournal(ctx, c.Viewer())
		return reply(verified{Entries: n}), err
	})
	a.eventRoutes()
}

type verified struct {
	Entries int64 `json:"entries" doc:"How many stand, unchanged"`
}

// instant reads a moment of a query; "" is the zero time.
func instant(name, s string) (t time.Time, err error) {
	if s == "" {
		return t, nil
	}
	if t, err = time.Parse(time.RFC3339, s); err != nil {
		return t, errs.New(errs.Invalid, "%s: give a moment such as 2026-11-23T14:00:00Z", name)
	}
	return t, nil
}
