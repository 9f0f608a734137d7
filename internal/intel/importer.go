package intel

import (
	"context"
	"io"

	"golang.org/x/sync/errgroup"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
	"entente/internal/format/misp"
	"entente/internal/format/stix"
)

// importer reads on one goroutine and stores on another, with two batches
// between them at most: a slow disk slows the reading, and memory stays flat.
// Objects whose marking names a definition that has not come yet wait for the
// end of the file.
type importer struct {
	s    *Service
	who  authz.Actor
	in   ImportInput
	mark marking.TLP
	lot  Lot

	// owned by the reading goroutine
	index   int
	pending []piece
	waiting []piece
	defs    map[string]*stix.Object
	misses  map[string]bool

	// owned by the storing goroutine
	problems    []Problem // not yet saved
	allProblems []Problem
}

// piece is one object as read, or the reason why it could not be.
type piece struct {
	index  int
	object *stix.Object
	id     string
	reason string
	item   Item
	marked bool
	known  bool // a definition that every node has
}

func (im *importer) run(ctx context.Context, r io.Reader) error {
	im.defs, im.misses = map[string]*stix.Object{}, map[string]bool{}
	batches := make(chan []piece, 2)
	g, ctx := errgroup.WithContext(ctx)
	flush := func() error {
		if len(im.pending) == 0 {
			return nil
		}
		select {
		case batches <- im.pending:
			im.pending = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	emit := func(p piece) error {
		im.pending = append(im.pending, p)
		if len(im.pending) >= batchSize {
			return flush()
		}
		return nil
	}
	var readErr error
	g.Go(func() error {
		defer close(batches)
		if im.in.Format == "misp" {
			readErr = im.readMISP(ctx, r, emit)
		} else {
			readErr = im.readSTIX(ctx, r, emit)
		}
		for _, p := range im.waiting {
			if err := im.settle(ctx, p, true, emit); err != nil {
				return err
			}
		}
		return flush()
	})
	g.Go(func() error {
		put := &putter{realm: im.lot.Realm, lot: im.lot.ID, ids: map[policyKey]ClassID{}}
		for b := range batches {
			if err := im.storeBatch(ctx, put, b); err != nil {
				return err
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	return readErr
}

func (im *importer) readSTIX(ctx context.Context, r io.Reader, emit func(piece) error) error {
	summary, err := stix.ReadBundle(r, strictjson.Default, func(i int, objs []*stix.Object, bad *stix.ObjectError) error {
		if bad != nil {
			return emit(piece{index: im.take(), id: bad.ID, reason: bad.Reason})
		}
		for _, o := range objs {
			if err := im.settle(ctx, piece{index: im.take(), object: o}, false, emit); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && summary.Total == 0 {
		return errs.New(errs.Invalid, "the file holds no STIX object")
	}
	return err
}

func (im *importer) readMISP(ctx context.Context, r io.Reader, emit func(piece) error) error {
	events := 0
	err := misp.ReadEvents(r, strictjson.Default, func(ev misp.Event) error {
		events++
		res, err := misp.Convert(ev)
		if err != nil {
			_, text := errs.Public(err)
			return emit(piece{index: im.take(), id: ev.UUID, reason: text})
		}
		for _, p := range res.Problems {
			if err := emit(piece{index: im.take(), id: p.UUID, reason: p.Path + ": " + p.Reason}); err != nil {
				return err
			}
		}
		for _, o := range res.Objects {
			if err := im.settle(ctx, piece{index: im.take(), object: o}, false, emit); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && events == 0 {
		return errs.New(errs.Invalid, "the file holds no MISP event")
	}
	return err
}

func (im *importer) take() int {
	im.index++
	return im.index - 1
}

// settle finds the object's marking, puts the importer's mark on what bears no
// TLP, and passes the object on. An object whose marking cannot be told yet
// waits; at the end of the file (last) it is taken as it is, unknown.
func (im *importer) settle(ctx context.Context, p piece, last bool, emit func(piece) error) error {
	obj := p.object
	if obj.Type == "marking-definition" {
		if stix.WellKnown(obj.ID) {
			p.known = true
			return emit(p)
		}
		im.defs[obj.ID] = obj
	}
	unresolved := false
	set := stix.Markings(obj, func(id string) (*stix.Object, bool) {
		def, ok := im.definition(ctx, id)
		unresolved = unresolved || !ok
		return def, ok
	})
	if unresolved && !last {
		im.waiting = append(im.waiting, p)
		return nil
	}
	if im.mark != marking.None && set.TLP == marking.None && len(set.Unknown) == 0 {
		marked, err := stix.WithMarking(obj, marking.TLPRef(im.mark))
		if err != nil {
			_, text := errs.Public(err)
			return emit(piece{index: p.index, id: obj.ID, reason: text})
		}
		obj, set.TLP, p.marked = marked, im.mark, true
	}
	p.object = obj
	p.item = Item{Index: p.index, Object: obj, Class: im.class(obj.Category(), set)}
	return emit(p)
}

// definition looks for a marking definition in this file and in the store.
func (im *importer) definition(ctx context.Context, id string) (*stix.Object, bool) {
	if def, ok := im.defs[id]; ok {
		return def, true
	}
	if im.misses[id] {
		return nil, false
	}
	var def *stix.Object
	var ok bool
	err := im.s.db.Read(ctx, func(tx *db.Tx) (err error) {
		def, ok, err = Definition(ctx, tx, im.in.Realm, id)
		return err
	})
	if err != nil || !ok {
		im.misses[id] = true
		return nil, false
	}
	im.defs[id] = def
	return def, true
}

// storeBatch stores one batch in one transaction: a crash here leaves whole
// batches, and importing again stores the rest.
func (im *importer) storeBatch(ctx context.Context, put *putter, batch []piece) error {
	var lot Lot
	var problems []Problem
	err := im.s.db.Write(ctx, func(tx *db.Tx) error {
		lot, problems = im.lot, nil
		clear(put.ids)
		items := make([]Item, 0, len(batch))
		for _, p := range batch {
			lot.Total++
			switch {
			case p.reason != "":
				lot.Refused++
				problems = append(problems, Problem{Index: p.index, ID: errs.Clip(p.id), Reason: p.reason})
			case p.known:
				lot.Duplicates++
			default:
				items = append(items, p.item)
			}
		}
		results, err := put.put(ctx, tx, items)
		if err != nil {
			return err
		}
		for _, r := range results {
			switch {
			case r.Stored:
				lot.Stored++
			case r.Reason != "":
				lot.Refused++
				problems = append(problems, Problem{Index: r.Index, ID: r.Object.ID, Reason: r.Reason})
			default:
				lot.Duplicates++
			}
		}
		lot.Marked += countMarked(batch, results)
		if err := saveProblems(ctx, tx, lot.ID, problems); err != nil {
			return err
		}
		return saveLot(ctx, tx, lot)
	})
	if err != nil {
		return err
	}
	im.lot = lot
	im.allProblems = append(im.allProblems, problems[:min(len(problems), maxProblems-min(maxProblems, len(im.allProblems)))]...)
	if im.in.Seen != nil {
		im.in.Seen(Progress{Total: lot.Total, Stored: lot.Stored})
	}
	return nil
}

// countMarked counts the objects that were stored with the importer's mark.
func countMarked(batch []piece, results []Result) (n int64) {
	marked := map[int]bool{}
	for _, p := range batch {
		marked[p.index] = p.marked
	}
	for _, r := range results {
		if r.Stored && marked[r.Index] {
			n++
		}
	}
	return n
}
