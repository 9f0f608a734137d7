package intel

import (
	"bufio"
	"bytes"
	"context"
	"io"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// ImportInput says how to read one file.
type ImportInput struct {
	Realm  ids.Realm
	Name   string         // the file's name, as the person knows it; never a path here
	Format string         // "stix", "misp", or "auto" (also "")
	Mark   string         // a TLP ("tlp:amber") for what bears none; "" leaves it unmarked
	Seen   func(Progress) // called after each batch; may be nil
}

// Progress is how far an import has come.
type Progress struct {
	Total, Stored int64
}

// Problem is why one thing of a lot was not stored.
type Problem struct {
	Index  int    `json:"index"`
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

const (
	batchSize   = 1000
	maxName     = 200
	maxProblems = 1000 // given with the answer; all of them are kept
)

// Import reads a STIX bundle or MISP events and stores every good object,
// durably and batch by batch; what is not stored is listed with its reason.
// Reading the same file again stores nothing twice. Total is always Stored +
// Duplicates + Refused.
//
// Errors: errs.Denied; errs.Invalid for a file that is no JSON of a known form
// (what had been stored before the fault stays, and the lot says "failed").
func (s *Service) Import(ctx context.Context, who authz.Actor, in ImportInput, r io.Reader) (lot Lot, err error) {
	defer errs.Wrap(&err, "intel.Import(%s)", errs.Clip(in.Name))
	if err := who.May(authz.IntelImport); err != nil {
		return lot, err
	}
	mark, err := parseMark(in.Mark)
	if err != nil {
		return lot, err
	}
	if in.Realm != s.db.Realm() {
		return lot, errs.New(errs.NotFound, "there is no realm %q here", in.Realm)
	}
	if in.Name == "" || len(in.Name) > maxName {
		return lot, errs.New(errs.Invalid, "give the import a name of 1 to %d bytes", maxName)
	}
	buffered := bufio.NewReaderSize(r, 1<<16)
	if in.Format, err = sniff(in.Format, buffered); err != nil {
		return lot, err
	}
	im := &importer{s: s, who: who, in: in, mark: mark}
	if lot, err = s.openLot(ctx, who, in); err != nil {
		return lot, err
	}
	im.lot = lot
	readErr := im.run(ctx, buffered)
	return s.closeLot(context.WithoutCancel(ctx), im, readErr)
}

// parseMark accepts a TLP level in any of its common spellings.
func parseMark(s string) (marking.TLP, error) {
	if s == "" {
		return marking.None, nil
	}
	tlp, err := marking.ParseTLP(s)
	if err == nil && tlp == marking.None {
		err = errs.New(errs.Invalid, "mark %q is not a TLP level", errs.Clip(s))
	}
	return tlp, err
}

// sniff decides between STIX and MISP by the first keys of the document.
func sniff(format string, r *bufio.Reader) (string, error) {
	switch format {
	case "stix", "misp":
		return format, nil
	case "", "auto":
	default:
		return "", errs.New(errs.Unsupported, "format %q is not read; use stix, misp or auto", errs.Clip(format))
	}
	head, err := r.Peek(1 << 14)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull { //nolint:errorlint // Peek gives the sentinels themselves
		return "", err
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return "", errs.New(errs.Invalid, "the file is empty")
	}
	for _, key := range []string{`"Event"`, `"response"`, `"Attribute"`, `"Orgc"`} {
		if bytes.Contains(head, []byte(key)) {
			return "misp", nil
		}
	}
	return "stix", nil
}

// openLot gives the import its number, so that a person sees it run.
func (s *Service) openLot(ctx context.Context, who authz.Actor, in ImportInput) (lot Lot, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		lot, err = NewLot(ctx, tx, Lot{Key: ids.New(), Realm: in.Realm, Person: who.Person, Who: who.Name, Name: in.Name, Format: in.Format, Mark: in.Mark})
		return err
	})
	return lot, err
}

// closeLot records how the import ended, in one transaction with its journal
// entry. It runs also when the caller went away: what was stored is recorded.
func (s *Service) closeLot(ctx context.Context, im *importer, readErr error) (Lot, error) {
	lot := im.lot
	lot.State = "done"
	if readErr != nil {
		lot.State = "failed"
		_, text := errs.Public(readErr)
		im.problems = append(im.problems, Problem{Index: im.index, Reason: errs.Clip(text)})
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := saveProblems(ctx, tx, lot.ID, im.problems); err != nil {
			return err
		}
		if err := saveLot(ctx, tx, lot); err != nil {
			return err
		}
		_, err := s.journal.Append(ctx, tx, journal.Act{Realm: lot.Realm, Kind: "intel.imported", By: im.who, About: lot.Key, Body: lot.summary()})
		return err
	})
	if readErr != nil {
		err = readErr
	}
	lot.Problems = im.allProblems
	return lot, err
}

// class is the class of an object of our own: its onward condition is decided
// at release, not here.
func (im *importer) class(category string, set marking.Set) policy.Class {
	return policy.Class{Origin: im.s.party, Realm: im.in.Realm, Category: category, TLP: set.TLP, PAP: set.PAP, Unknown: len(set.Unknown) > 0}
}
