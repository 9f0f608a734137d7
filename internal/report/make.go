package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// Order is a document that somebody asks for: the situation report, or with a
// party the report on that party.
type Order struct {
	Ask
	Lang   string // "en", "fr" or "cs"; empty: "en"
	Format string // "html" or "pdf"
}

// File is a document that was made.
type File struct {
	Name  string
	Media string
	Bytes []byte
}

// Make makes a document for the actor, of what the actor may read in the realm.
// What was made is on record by its digest; the document itself is not kept.
func (s *Service) Make(ctx context.Context, who authz.Actor, realm ids.Realm, o Order) (f File, err error) {
	defer errs.Wrap(&err, "report.Make")
	if err := who.May(authz.ReportMake); err != nil {
		return f, err
	}
	d, err := s.build(ctx, who.In(realm), o)
	if err != nil {
		return f, err
	}
	switch o.Format {
	case "html":
		f.Media = "text/html; charset=utf-8"
		f.Bytes, err = d.html()
	case "pdf":
		f.Media = "application/pdf"
		f.Bytes, err = d.pdf(s.Clock.Now())
	default:
		err = errs.New(errs.Invalid, "a report is made as html or pdf")
	}
	if err != nil {
		return f, err
	}
	from, to, err := o.period(s.Clock.Now())
	if err != nil {
		return f, err
	}
	kind, about := "situation", "situation"
	if o.Party != "" {
		kind, about = "party", string(o.Party)
	}
	span := from.Format("2006-01-02") + "_" + to.Format("2006-01-02")
	f.Name = strings.Join([]string{"entente", string(s.Party), strings.ToLower(about), span}, "-") + "." + o.Format
	sum := sha256.Sum256(f.Bytes)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := s.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "report.made", By: who, About: about, Body: map[string]any{
			"report": kind, "from": from.Format("2006-01-02"), "to": to.Format("2006-01-02"), "format": o.Format, "lang": d.words.Lang.String(),
			"ceiling": o.Ceiling, "marking": d.banner, "sha256": hex.EncodeToString(sum[:]),
		}})
		return err
	})
	return f, err
}
