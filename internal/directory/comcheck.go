package directory

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// Trial says which contacts of a party are tried.
type Trial struct {
	Party     ids.Party
	Contacts  []string      // ids; none: all
	Agreement string        // whose provision it answers; may be empty
	Within    time.Duration // up to a week; zero means DefaultWithin
}

// Begin begins a drill: each channel of the contacts gets a question. What the
// node cannot send is for a person to send.
//
// Errors: NotFound for a party without an entry or contact; Conflict while a drill
// of that party runs; Invalid for a time that is none.
func (s *Service) Begin(ctx context.Context, who authz.Actor, t Trial) (d Drill, err error) {
	defer errs.Wrap(&err, "directory.Begin(%s)", errs.Clip(string(t.Party)))
	if err := who.May(authz.ComcheckRun); err != nil {
		return d, err
	}
	if t.Within == 0 {
		t.Within = DefaultWithin
	}
	if t.Within < time.Minute || t.Within > maxWithin {
		return d, errs.New(errs.Invalid, "a drill waits from a minute to seven days for answers")
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		d, err = s.begin(ctx, tx, who, t)
		return err
	})
	if err == nil {
		err = s.deliver(ctx, d)
	}
	return d, err
}

func (s *Service) begin(ctx context.Context, tx *db.Tx, who authz.Actor, t Trial) (d Drill, err error) {
	x, err := load(ctx, tx, t.Party)
	if err != nil {
		return d, err
	}
	all, err := loadDrills(ctx, tx, t.Party)
	if err != nil {
		return d, err
	}
	if slices.ContainsFunc(all, func(o Drill) bool { return !o.Over(tx.Now) }) {
		return d, errs.New(errs.Conflict, "a drill with %s runs already", t.Party)
	}
	for _, id := range t.Contacts {
		if _, ok := x.contact(id); !ok {
			return d, errs.New(errs.NotFound, "%s has no contact %q", t.Party, errs.Clip(id))
		}
	}
	if err := s.asked(ctx, tx, t); err != nil {
		return d, err
	}
	d = Drill{ID: ids.New(), Party: t.Party, Agreement: t.Agreement, Person: who.Person, Name: who.Name, At: tx.Now, Due: tx.Now.Add(t.Within)}
	for _, c := range x.Contacts {
		if len(t.Contacts) > 0 && !slices.Contains(t.Contacts, c.ID) {
			continue
		}
		for _, ch := range c.Channels {
			d.Probes = append(d.Probes, Probe{ID: ids.New(), Drill: d.ID, Contact: c.ID, Purpose: c.Purpose, Medium: ch.Medium, Address: ch.Address})
		}
	}
	if len(d.Probes) == 0 {
		return d, errs.New(errs.NotFound, "the entry of %s has no contact that could be tried", t.Party)
	}
	if err := saveDrill(ctx, tx, d); err != nil {
		return d, err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "directory.comcheck-begun", By: who, About: string(t.Party), Body: map[string]any{"drill": d.ID, "due": d.Due, "questions": len(d.Probes), "agreement": d.Agreement}})
	return d, err
}

// asked demands that the agreement of a trial asks for one with the party.
func (s *Service) asked(ctx context.Context, tx *db.Tx, t Trial) error {
	if t.Agreement == "" {
		return nil
	}
	terms, err := s.terms(ctx, tx)
	if err == nil && !slices.ContainsFunc(terms[t.Party], func(x Term) bool { return x.Agreement == t.Agreement }) {
		err = errs.New(errs.NotFound, "no agreement in force with %s of that id asks for its contacts to be tried", t.Party)
	}
	return err
}

func (s *Service) terms(ctx context.Context, tx *db.Tx) (map[ids.Party][]Term, error) {
	if s.c.Terms == nil {
		return nil, nil
	}
	return s.c.Terms(ctx, tx)
}

// deliver sends the questions of a drill. A crash in between leaves the rest to
// people: a question is never sent twice by the node.
func (s *Service) deliver(ctx context.Context, d Drill) error {
	if s.c.Sender == nil {
		return nil
	}
	for _, p := range d.Probes {
		failed := ""
		if err := s.c.Sender.Send(ctx, p.Medium, p.Address, s.Question(p, d)); err != nil {
			_, failed = errs.Public(err)
		}
		if err := s.c.DB.Write(ctx, func(tx *db.Tx) error { return saveSent(ctx, tx, p.ID, failed) }); err != nil {
			return err
		}
	}
	return nil
}

// Answer records the answer to a question: with the code that was read back, or,
// with an empty code, with a note of how it came (a reply by e-mail, a call). The
// first answer counts.
//
// Errors: NotFound; Denied for another code; Conflict for what is answered already,
// or too long over.
func (s *Service) Answer(ctx context.Context, who authz.Actor, probe, code, note string) (d Drill, err error) {
	defer errs.Wrap(&err, "directory.Answer(%s)", errs.Clip(probe))
	if err := who.May(authz.ComcheckRun); err != nil {
		return d, err
	}
	how := AnsweredByCode
	if code == "" {
		how = AnsweredRecorded
		if err := line("how the answer came", note, false); err != nil {
			return d, err
		}
	} else if err := line("note", note, true); err != nil {
		return d, err
	}
	return s.answer(ctx, who, probe, how, note, func(p Probe) error {
		if code != "" && !sameCode(code, s.code(p.ID)) {
			return errs.New(errs.Denied, "this is not the code of that question")
		}
		return nil
	})
}

func (s *Service) answer(ctx context.Context, who authz.Actor, probe, how, note string, rule func(Probe) error) (d Drill, err error) {
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		var p Probe
		if p, d, err = loadProbe(ctx, tx, probe); err != nil {
			return err
		}
		if err := rule(p); err != nil {
			return err
		}
		if tx.Now.After(d.Due.Add(graceful)) {
			return errs.New(errs.Conflict, "this drill is long over")
		}
		fresh, err := saveAnswer(ctx, tx, p.ID, how, note)
		if err != nil {
			return err
		}
		if !fresh {
			return errs.New(errs.Conflict, "this question was answered already")
		}
		if d, err = loadDrill(ctx, tx, d.ID); err != nil {
			return err
		}
		_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "directory.comcheck-answered", By: who, About: string(d.Party), Body: map[string]any{"drill": d.ID, "question": p.ID, "contact": p.Contact, "medium": p.Medium, "how": how, "in_time": !tx.Now.After(d.Due)}})
		return err
	})
	return d, err
}

// Asked is what the page behind a link shows: who asks, until when, and whether it
// is answered. Nothing else of the node.
type Asked struct {
	By       ids.Party
	Due      time.Time
	Answered bool
}

// Asked gives what stands behind a token; errs.NotFound for what is none.
func (s *Service) Asked(ctx context.Context, token string) (a Asked, err error) {
	id, err := s.probeOf(token)
	if err != nil {
		return a, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		p, d, err := loadProbe(ctx, tx, id)
		a = Asked{By: s.c.Party, Due: d.Due, Answered: !p.Answered.IsZero()}
		if err == nil && tx.Now.After(d.Due.Add(graceful)) {
			_, err = s.probeOf("")
		}
		return err
	})
	return a, err
}

// Open answers the question of a token: whoever holds it has been reached. To
// answer it again changes nothing.
func (s *Service) Open(ctx context.Context, token string) (a Asked, err error) {
	if a, err = s.Asked(ctx, token); err != nil || a.Answered {
		return a, err
	}
	id, err := s.probeOf(token)
	if err != nil {
		return a, err
	}
	_, err = s.answer(ctx, authz.System(s.c.Party, "comcheck", authz.SystemFederate), id, AnsweredByLink, "", func(Probe) error { return nil })
	if errs.Is(err, errs.Conflict) {
		err = nil // another opened it in the same moment
	}
	a.Answered = err == nil
	return a, err
}

const lookEvery = time.Minute

// Run begins the drills that agreements ask for, and tells the tried parties of
// the ones that are over, until ctx ends. What a node that stood still missed, it
// makes up for.
func (s *Service) Run(ctx context.Context, log *slog.Logger) error {
	return clock.Regularly(ctx, log, lookEvery, "the drills were not looked at", s.Look)
}

// Look does what is due of drills, once.
func (s *Service) Look(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "directory.Look")
	if err := s.tellResults(ctx); err != nil || s.c.Sender == nil {
		return err // without a sender nobody would send them: the board says that they are due
	}
	var begun []Drill
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		begun = nil
		due, err := s.due(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range due {
			d, err := s.begin(ctx, tx, authz.System(s.c.Party, "comcheck", authz.ComcheckRun), Trial{Party: t.Party, Agreement: t.Agreement, Within: DefaultWithin})
			if err != nil {
				return err
			}
			begun = append(begun, d)
		}
		return nil
	})
	for _, d := range begun {
		if err != nil {
			return err
		}
		err = s.deliver(ctx, d)
	}
	return err
}
