package expert

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/match"
)

// Hold gives a person to a matter for a time, within the transaction of the act that
// needs it; that act has checked who may. The same hold once more changes nothing.
//
// Errors: Conflict when the time overlaps another hold or an absence, when the person
// is withdrawn, or when the matter holds the person for another time already; NotFound
// for nobody; Invalid for a time that is none.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, expert, matter string, from, to time.Time) (err error) {
	defer errs.Wrap(&err, "expert.Hold(%s)", errs.Clip(expert))
	span := match.Window{From: from.UTC(), To: to.UTC()}
	if err := checkSpan(span); err != nil {
		return err
	}
	if !clause.Line(matter) {
		return errs.New(errs.Invalid, "a hold needs the matter that it is for")
	}
	e, err := load(ctx, tx, realm, expert)
	if err != nil {
		return err
	}
	if e.State != Active {
		return errs.New(errs.Conflict, "the expert is withdrawn from the pool")
	}
	holds, err := holdsOf(ctx, tx, expert, db.Micros(span.From))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(holds, func(h Hold) bool { return h.Matter == matter && h.Window == span }) {
		return nil
	}
	if slices.ContainsFunc(holds, func(h Hold) bool { return h.Overlaps(span) }) {
		return errs.New(errs.Conflict, "the expert is held for another time or matter within it")
	}
	windows, err := windowsOf(ctx, tx, expert)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(windows, func(w Window) bool { return w.Kind == Away && w.Overlaps(span) }) {
		return errs.New(errs.Conflict, "the expert is away in that time")
	}
	h := Hold{ID: ids.New(), Expert: expert, Matter: matter, Window: span}
	if err := saveHold(ctx, tx, realm, h); err != nil {
		return err
	}
	return s.record(ctx, tx, who, realm, "expert.held", expert, map[string]any{"matter": matter, "from": span.From, "to": span.To})
}

// Drop gives a person free of a matter, from now on; expert "" gives free whoever the
// matter holds. What has been worked still counts. Where nothing is held it does
// nothing.
func (s *Service) Drop(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, expert, matter string) (err error) {
	defer errs.Wrap(&err, "expert.Drop(%s)", errs.Clip(matter))
	holds, err := holdsFor(ctx, tx, realm, matter)
	if err != nil {
		return err
	}
	for _, h := range holds {
		if expert != "" && h.Expert != expert {
			continue
		}
		if err := endHold(ctx, tx, h); err != nil {
			return err
		}
		if err := s.record(ctx, tx, who, realm, "expert.dropped", h.Expert, map[string]any{"matter": matter}); err != nil {
			return err
		}
	}
	return nil
}

// Held gives the holds of a matter that have not ended.
func (s *Service) Held(ctx context.Context, tx *db.Tx, realm ids.Realm, matter string) ([]Hold, error) {
	return holdsFor(ctx, tx, realm, matter)
}
