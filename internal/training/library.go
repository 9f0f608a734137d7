package training

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

//go:embed courses/*.json
var shippedFiles embed.FS

// Edition is one version of a course, with its digest and where it comes from.
type Edition struct {
	Course
	Digest  string
	Shipped bool // it comes with the binary
	bytes   []byte
}

// shipped reads the courses that come with the binary; a test holds them to the form.
func shipped() (map[string]Edition, error) {
	names, err := fs.Glob(shippedFiles, "courses/*.json")
	if err != nil {
		return nil, err
	}
	all := map[string]Edition{}
	for _, name := range names {
		b, err := shippedFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		c, canonical, err := Read(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[c.ID] = Edition{Course: c, Digest: digestOf(canonical), Shipped: true, bytes: canonical}
	}
	return all, nil
}

// Put puts a course in, or the next version of one. The same file again gives what
// is kept.
//
// Errors: Invalid for what cannot be taught; Conflict for the id of a course that
// comes with the node, and for a version that is not later.
func (s *Service) Put(ctx context.Context, who authz.Actor, realm ids.Realm, b []byte) (e Edition, err error) {
	defer errs.Wrap(&err, "training.Put")
	if err := who.May(authz.TrainingManage); err != nil {
		return e, err
	}
	c, canonical, err := Read(b)
	if err != nil {
		return e, err
	}
	e = Edition{Course: c, Digest: digestOf(canonical), bytes: canonical}
	if _, ours := s.shipped[c.ID]; ours {
		return e, errs.New(errs.Conflict, "the id %s is that of a course that comes with the node; give yours another", c.ID)
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		kept, err := newestPut(ctx, tx, realm, c.ID)
		switch {
		case errs.Is(err, errs.NotFound):
		case err != nil:
			return err
		case kept.Digest == e.Digest && !kept.withdrawn:
			return nil
		case kept.Version >= c.Version:
			return errs.New(errs.Conflict, "version %d of this course is here; give the next one a greater number", kept.Version)
		}
		if err := saveCourse(ctx, tx, realm, e, who.Name); err != nil {
			return err
		}
		return s.record(ctx, tx, who, realm, "training.course-put", c.ID, map[string]any{"version": c.Version, "digest": e.Digest})
	})
	return e, err
}

// Withdraw ends the offering of a course that was put in. Who has begun it goes on,
// and certificates stand.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, course string) (err error) {
	defer errs.Wrap(&err, "training.Withdraw(%s)", errs.Clip(course))
	if err := who.May(authz.TrainingManage); err != nil {
		return err
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		n, err := withdrawCourse(ctx, tx, realm, course)
		if err == nil && n == 0 {
			return errs.New(errs.NotFound, "no course of that id was put in here")
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, who, realm, "training.course-withdrawn", course, map[string]any{})
	})
}

// offered gives the newest version of each course that can be begun, by id.
func (s *Service) offered(ctx context.Context, tx *db.Tx, realm ids.Realm) ([]Edition, error) {
	put, err := putCourses(ctx, tx, realm)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(s.shipped)
	for _, e := range put { // by version, so that the newest stays
		if _, ours := s.shipped[e.ID]; !ours {
			all[e.ID] = e
		}
	}
	return slices.SortedFunc(maps.Values(all), func(a, b Edition) int { return strings.Compare(a.ID, b.ID) }), nil
}

// shown gives what a person can begin, and what he or she is learning that is offered
// no more.
func (s *Service) shown(ctx context.Context, tx *db.Tx, realm ids.Realm, person string) ([]Edition, error) {
	all, err := s.offered(ctx, tx, realm)
	if err != nil {
		return nil, err
	}
	begun, err := learns(ctx, tx, realm, person)
	if err != nil {
		return nil, err
	}
	for _, e := range begun {
		if slices.ContainsFunc(all, func(ed Edition) bool { return ed.ID == e.Course }) {
			continue
		}
		ed, err := s.edition(ctx, tx, realm, e.Course, e.Digest)
		if err != nil {
			return nil, err
		}
		all = append(all, ed)
	}
	return all, nil
}

// current gives the version of a course that can be begun.
func (s *Service) current(ctx context.Context, tx *db.Tx, realm ids.Realm, course string) (Edition, error) {
	all, err := s.offered(ctx, tx, realm)
	if err != nil {
		return Edition{}, err
	}
	if i := slices.IndexFunc(all, func(e Edition) bool { return e.ID == course }); i >= 0 {
		return all[i], nil
	}
	return Edition{}, errs.New(errs.NotFound, "there is no such course here")
}

// edition gives the version of a digest: that of the binary, or one that is kept.
func (s *Service) edition(ctx context.Context, tx *db.Tx, realm ids.Realm, course, digest string) (Edition, error) {
	if e, ok := s.shipped[course]; ok && e.Digest == digest {
		return e, nil
	}
	return keptCourse(ctx, tx, realm, digest)
}

func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, kind, about string, body map[string]any) error {
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: kind, By: who, About: about, Body: body})
	return err
}
