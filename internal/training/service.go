package training

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/expert"
	"entente/internal/match"
)

// Pool is the node's pool of experts, in whose profiles certificates are noted.
type Pool interface {
	NoteTraining(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id string, t expert.Trained) error
	List(ctx context.Context, v authz.Viewer, span match.Window) ([]expert.Listed, error)
	Coverage(ctx context.Context, v authz.Viewer) (expert.Coverage, error)
}

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Party   ids.Party // this node's own
	Key     sign.Key  // of the node
	Pool    Pool
	// Practices keeps practice realms; nil in a realm that is not live, where tasks
	// are done on this node itself.
	Practices Practices
	// Name gives what a person is called on a certificate; "" for what the journal shows.
	Name func(ctx context.Context, tx *db.Tx, person string) (string, error)
}

// Service is the courses of one node and the acts on them.
type Service struct {
	c       Config
	shipped map[string]Edition
}

// New gives the service. It fails when a course of the binary cannot be read.
func New(c Config) (*Service, error) {
	all, err := shipped()
	return &Service{c: c, shipped: all}, err
}

// Enrol begins a course, in its newest version, for the person who acts.
//
// Errors: Conflict for a person who is learning this version, or whose certificate of
// it stands for longer than 90 days.
func (s *Service) Enrol(ctx context.Context, who authz.Actor, realm ids.Realm, course string) (v View, err error) {
	defer errs.Wrap(&err, "training.Enrol(%s)", errs.Clip(course))
	if err := who.May(authz.TrainingLearn); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		ed, err := s.current(ctx, tx, realm, course)
		if err != nil {
			return err
		}
		last, cert, err := s.standing(ctx, tx, realm, who.Person, course)
		if err != nil {
			return err
		}
		if err := mayBegin(last, cert, ed.Digest, tx.Now); err != nil {
			return err
		}
		if last != nil && last.State == Learning {
			last.State, last.Changed = Left, tx.Now
			if err := saveEnrolment(ctx, tx, realm, *last, false); err != nil {
				return err
			}
			if err := s.endPractice(ctx, tx, *last); err != nil {
				return err
			}
		}
		if ed.Shipped { // the next binary may bring another version
			if err := saveCourse(ctx, tx, realm, ed, ""); err != nil {
				return err
			}
		}
		e := Enrolment{ID: ids.New(), Person: who.Person, Name: who.Name, Course: course, Digest: ed.Digest, State: Learning, At: tx.Now, Progress: begin(tx.Now)}
		if err := s.keep(ctx, tx, who, realm, &e, ed.Course, "training.enrolled", map[string]any{"course": course, "digest": ed.Digest}); err != nil {
			return err
		}
		v, err = s.view(ctx, tx, who.In(realm), course)
		return err
	})
	return v, err
}

// standing gives a person's newest enrolment in a course and newest certificate of it.
func (s *Service) standing(ctx context.Context, tx *db.Tx, realm ids.Realm, person, course string) (*Enrolment, *Certificate, error) {
	last, err := lastEnrolment(ctx, tx, realm, person, course)
	if err != nil {
		return nil, nil, err
	}
	all, err := certificates(ctx, tx, realm, person)
	for _, h := range all {
		if h.Course.ID == course {
			return last, &h.Certificate, err
		}
	}
	return last, nil, err
}

// ReadLesson passes a lesson that is read.
func (s *Service) ReadLesson(ctx context.Context, who authz.Actor, realm ids.Realm, course, lesson string) (View, error) {
	return s.act(ctx, who, realm, course, func(tx *db.Tx, e *Enrolment, c Course) (string, map[string]any, error) {
		return "training.passed", map[string]any{"lesson": lesson}, e.Progress.read(c, lesson, tx.Now)
	})
}

// Answer answers a question of the quiz that is open. The journal keeps that it was
// answered and whether rightly, and not what was said.
func (s *Service) Answer(ctx context.Context, who authz.Actor, realm ids.Realm, course, lesson, question string, a Answer) (View, error) {
	return s.act(ctx, who, realm, course, func(tx *db.Tx, e *Enrolment, c Course) (string, map[string]any, error) {
		right, err := e.Progress.answer(c, lesson, question, a, tx.Now)
		return "training.answered", map[string]any{"lesson": lesson, "question": question, "right": right}, err
	})
}

// Hint takes the next hint of a question, which may cost points.
func (s *Service) Hint(ctx context.Context, who authz.Actor, realm ids.Realm, course, lesson, question string) (View, error) {
	return s.act(ctx, who, realm, course, func(_ *db.Tx, e *Enrolment, c Course) (string, map[string]any, error) {
		n, err := e.Progress.hint(c, lesson, question)
		return "training.hinted", map[string]any{"lesson": lesson, "question": question, "hint": n}, err
	})
}

// Again begins a quiz anew that was not passed.
func (s *Service) Again(ctx context.Context, who authz.Actor, realm ids.Realm, course, lesson string) (View, error) {
	return s.act(ctx, who, realm, course, func(_ *db.Tx, e *Enrolment, c Course) (string, map[string]any, error) {
		return "training.repeated", map[string]any{"lesson": lesson}, e.Progress.again(c, lesson)
	})
}

// act is one act of a person in a course that he or she is learning: load, rule,
// save, record.
func (s *Service) act(ctx context.Context, who authz.Actor, realm ids.Realm, course string, rule func(*db.Tx, *Enrolment, Course) (kind string, body map[string]any, err error)) (v View, err error) {
	defer errs.Wrap(&err, "training.act(%s)", errs.Clip(course))
	if err := who.May(authz.TrainingLearn); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		e, ed, err := s.learning(ctx, tx, realm, who.Person, course)
		if err != nil {
			return err
		}
		before := e.Progress.passed()
		kind, body, err := rule(tx, e, ed.Course)
		if err != nil {
			return err
		}
		body["course"], body["passed"] = course, e.Progress.passed() > before
		if err := s.keep(ctx, tx, who, realm, e, ed.Course, kind, body); err != nil {
			return err
		}
		v, err = s.view(ctx, tx, who.In(realm), course)
		return err
	})
	return v, err
}

// learning loads the enrolment of a person who is learning a course, with the edition
// that they began.
func (s *Service) learning(ctx context.Context, tx *db.Tx, realm ids.Realm, person, course string) (*Enrolment, Edition, error) {
	e, err := lastEnrolment(ctx, tx, realm, person, course)
	if err != nil {
		return nil, Edition{}, err
	}
	if e == nil || e.State != Learning {
		return nil, Edition{}, errs.New(errs.Conflict, "begin the course first")
	}
	ed, err := s.edition(ctx, tx, realm, course, e.Digest)
	return e, ed, err
}

// keep saves an enrolment and records the act. With the last lesson the certificate
// is issued.
func (s *Service) keep(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, e *Enrolment, c Course, kind string, body map[string]any) error {
	e.Changed = tx.Now
	if e.Progress.complete(c) {
		e.State = Passed
	}
	if err := saveEnrolment(ctx, tx, realm, *e, e.State == Learning && e.Progress.waits(c)); err != nil {
		return err
	}
	if err := s.record(ctx, tx, who, realm, kind, e.ID, body); err != nil || e.State != Passed {
		return err
	}
	if err := s.endPractice(ctx, tx, *e); err != nil {
		return err
	}
	return s.issue(ctx, tx, who, realm, *e, c)
}

// issue signs the certificate of a course that was passed, and notes it in the
// person's profile where there is one.
func (s *Service) issue(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, e Enrolment, c Course) error {
	name, err := s.c.Name(ctx, tx, e.Person)
	if err != nil {
		return err
	}
	if name != "" {
		e.Name = name
	}
	h := Held{Certificate: certify(e, c, realm, s.c.Party, tx.Now)}
	if h.file, err = h.seal(s.c.Key); err != nil {
		return err
	}
	if h.Expert, err = profileOf(ctx, tx, realm, e.Person); err != nil {
		return err
	}
	if h.Expert != "" {
		system := authz.System(s.c.Party, "training", authz.ExpertManage)
		err := s.c.Pool.NoteTraining(ctx, tx, system, realm, h.Expert, h.trained())
		if errs.Is(err, errs.NotFound) {
			h.Expert = "" // the person has left the pool
		} else if err != nil {
			return err
		}
	}
	if err := saveCertificate(ctx, tx, h); err != nil {
		return err
	}
	return s.record(ctx, tx, who, realm, "training.certified", h.ID, map[string]any{"course": e.Course, "digest": e.Digest, "person": e.Person, "expires": h.Expires, "certificate": digestOf(h.file)})
}

// Bind notes a certificate in a profile of the pool. Later ones of the same person
// are noted there as they are issued.
//
// Errors: NotFound for a certificate or profile that is not here.
func (s *Service) Bind(ctx context.Context, who authz.Actor, realm ids.Realm, id, profile string) (h Held, err error) {
	defer errs.Wrap(&err, "training.Bind(%s)", errs.Clip(id))
	if err := who.May(authz.ExpertManage); err != nil {
		return h, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if h, err = loadCertificate(ctx, tx, realm, id); err != nil {
			return err
		}
		if h.Expired(tx.Now) {
			return errs.New(errs.Conflict, "this certificate has expired; its person can pass the course again")
		}
		if err := s.c.Pool.NoteTraining(ctx, tx, who, realm, profile, h.trained()); err != nil {
			return err
		}
		h.Expert = profile
		if err := saveCertificate(ctx, tx, h); err != nil {
			return err
		}
		if err := saveProfile(ctx, tx, realm, h.Person, profile); err != nil {
			return err
		}
		return s.record(ctx, tx, who, realm, "training.bound", h.ID, map[string]any{"expert": profile, "person": h.Person})
	})
	return h, err
}
