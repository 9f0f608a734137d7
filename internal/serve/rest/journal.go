package rest

import (
	"context"
	"strconv"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
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
	Kind  string `query:"kind" maxLength:"100"`
}

func (a *api) journalRoutes() {
	get(a, "/journal", serve.May(authz.JournalRead), about{id: "listJournal", summary: "The node's own record of every act, newest first"}, func(ctx context.Context, c serve.Caller, in *journalInput) (*body[list[JournalEntry]], error) {
		before, err := in.number()
		if err != nil {
			return nil, err
		}
		var entries []journal.Entry
		err = a.deps.DB.Read(ctx, func(tx *db.Tx) error {
			entries, err = journal.List(ctx, tx, c.Viewer(), journal.Filter{Before: before, Newest: true, About: in.About, Kind: in.Kind, Limit: in.Limit + 1})
			return err
		})
		rows := make([]JournalEntry, len(entries))
		for i, e := range entries {
			rows[i] = JournalEntry{Seq: e.Seq, ID: e.ID, At: e.At, Kind: e.Kind, By: e.Name, Via: e.Via, About: e.About, Audience: e.Audience, Body: raw(e.Body), Hash: base64URL(e.Hash[:])}
		}
		return reply(cut(rows, in.Limit, func(e JournalEntry) string { return strconv.FormatInt(e.Seq, 10) })), err
	})
	a.eventRoutes()
}
