package training

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/clause"
	"entente/internal/expert"
	"entente/internal/match"
)

// Ready counts the people who hold one thing by certificate. A person counts once,
// by the certificate that ends last.
type Ready struct {
	Code     string `json:"code" doc:"Of the skill or service"`
	Holders  int    `json:"holders" doc:"People with a certificate that counts"`
	Expiring int    `json:"expiring" doc:"Of them, those whose certificate ends within 90 days"`
	Expired  int    `json:"expired" doc:"People who had one, and have none that counts"`
	Bound    int    `json:"bound" doc:"Holders whose certificate is noted in a profile of the pool"`
	Standby  int    `json:"standby" doc:"Active people of the pool with it who are on standby now, by certificate or by profile"`
	Pool     int    `json:"pool" doc:"Active people of the pool with it, by certificate or by profile"`
}

// CourseReady counts the people of one course.
type CourseReady struct {
	ID       string      `json:"id"`
	Title    clause.Text `json:"title"`
	Learning int         `json:"learning"`
	Holders  int         `json:"holders"`
	Expiring int         `json:"expiring"`
	Expired  int         `json:"expired"`
}

// Holder is a person with a certificate.
type Holder struct {
	Certificate string         `json:"certificate" doc:"Id"`
	Name        string         `json:"name"`
	Course      string         `json:"course" doc:"Id"`
	Title       clause.Text    `json:"title"`
	Skills      []expert.Skill `json:"skills"`
	Services    []string       `json:"services"`
	Issued      time.Time      `json:"issued"`
	Expires     time.Time      `json:"expires"`
	Expired     bool           `json:"expired"`
	Expiring    bool           `json:"expiring"`
	Expert      string         `json:"expert,omitempty" doc:"The profile that notes it"`
	Standby     bool           `json:"standby" doc:"That profile is on standby now"`
}

// Readiness is what a party's own people have learned. Holders are named to those
// alone who may read the pool.
type Readiness struct {
	People   int           `json:"people" doc:"With a certificate that counts"`
	Skills   []Ready       `json:"skills"`
	Services []Ready       `json:"services"`
	Courses  []CourseReady `json:"courses"`
	Named    bool          `json:"named" doc:"Whether the viewer may know who"`
	Holders  []Holder      `json:"holders"`
}

// Readiness counts the certificates of this node's people.
func (s *Service) Readiness(ctx context.Context, v authz.Viewer) (r Readiness, err error) {
	defer errs.Wrap(&err, "training.Readiness")
	if err := v.May(authz.TrainingRead); err != nil {
		return r, err
	}
	cover, err := s.c.Pool.Coverage(ctx, v)
	if err != nil {
		return r, err
	}
	on := map[string]bool{}
	if r.Named = v.May(authz.ExpertRead) == nil; r.Named {
		if on, err = s.standby(ctx, v); err != nil {
			return r, err
		}
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := certificates(ctx, tx, v.Realm(), "")
		if err != nil {
			return err
		}
		offered, err := s.offered(ctx, tx, v.Realm())
		if err != nil {
			return err
		}
		n, err := learning(ctx, tx, v.Realm())
		r.count(all, offered, n, cover, tx.Now)
		r.Holders = []Holder{}
		for _, h := range all {
			if r.Named {
				r.Holders = append(r.Holders, Holder{Certificate: h.ID, Name: h.Name, Course: h.Course.ID, Title: h.Course.Title, Skills: h.Skills, Services: h.Services, Issued: h.Issued, Expires: h.Expires,
					Expired: h.Expired(tx.Now), Expiring: h.Expiring(tx.Now), Expert: h.Expert, Standby: on[h.Expert]})
			}
		}
		return err
	})
	return r, err
}

// standby tells which profiles are on standby now.
func (s *Service) standby(ctx context.Context, v authz.Viewer) (map[string]bool, error) {
	var now time.Time
	if err := s.c.DB.Read(ctx, func(tx *db.Tx) error { now = tx.Now; return nil }); err != nil {
		return nil, err
	}
	all, err := s.c.Pool.List(ctx, v, match.Window{From: now, To: now.Add(time.Second)})
	on := map[string]bool{}
	for _, l := range all {
		on[l.ID] = l.Standby(now)
	}
	return on, err
}

// best is a person's certificate for one thing that ends last.
type best map[string]Held

func (b best) add(h Held) {
	if old, known := b[h.Person]; !known || h.Expires.After(old.Expires) {
		b[h.Person] = h
	}
}

func (b best) counts(now time.Time) (holders, expiring, expired, bound int) {
	for _, h := range b {
		switch {
		case h.Expired(now):
			expired++
			continue
		case h.Expiring(now):
			expiring++
		}
		holders++
		if h.Expert != "" {
			bound++
		}
	}
	return holders, expiring, expired, bound
}

// count sums certificates by skill, service and course. Skills that a course attests
// are listed where nobody holds them, for they are gaps.
func (r *Readiness) count(all []Held, offered []Edition, learn map[string]int, cover expert.Coverage, now time.Time) {
	skills, services, courses, people, titles := map[string]best{}, map[string]best{}, map[string]best{}, best{}, map[string]clause.Text{}
	into := func(m map[string]best, code string) best {
		if m[code] == nil {
			m[code] = best{}
		}
		return m[code]
	}
	for _, ed := range offered {
		titles[ed.ID] = ed.Title
		into(courses, ed.ID)
		for _, x := range ed.Skills {
			into(skills, x.Code)
		}
		for _, code := range ed.Services {
			into(services, code)
		}
	}
	for _, h := range all {
		people.add(h)
		into(courses, h.Course.ID).add(h)
		if titles[h.Course.ID] == nil {
			titles[h.Course.ID] = h.Course.Title
		}
		for _, x := range h.Skills {
			into(skills, x.Code).add(h)
		}
		for _, code := range h.Services {
			into(services, code).add(h)
		}
	}
	r.People, _, _, _ = people.counts(now)
	r.Skills, r.Services, r.Courses = ready(skills, cover.Skills, now), ready(services, cover.Services, now), []CourseReady{}
	for _, id := range slices.Sorted(maps.Keys(courses)) {
		c := CourseReady{ID: id, Title: titles[id], Learning: learn[id]}
		c.Holders, c.Expiring, c.Expired, _ = courses[id].counts(now)
		r.Courses = append(r.Courses, c)
	}
}

func ready(by map[string]best, cover []expert.Covered, now time.Time) []Ready {
	out := []Ready{}
	for _, code := range slices.SortedFunc(maps.Keys(by), strings.Compare) {
		x := Ready{Code: code}
		x.Holders, x.Expiring, x.Expired, x.Bound = by[code].counts(now)
		if i := slices.IndexFunc(cover, func(c expert.Covered) bool { return c.Code == code }); i >= 0 {
			x.Pool, x.Standby = cover[i].Experts, cover[i].Standby
		}
		out = append(out, x)
	}
	return out
}

// mayHold lets a person see the own certificate, and who may read the pool every one.
func mayHold(v authz.Viewer, h Held) error {
	if h.Person == v.Actor().Person && v.May(authz.TrainingLearn) == nil || v.May(authz.ExpertRead) == nil && v.Actor().Ceiling == "" {
		return nil
	}
	return errs.New(errs.NotFound, "there is no such certificate here")
}

// Certificates gives the viewer's own, the newest first.
func (s *Service) Certificates(ctx context.Context, v authz.Viewer) (all []Held, err error) {
	defer errs.Wrap(&err, "training.Certificates")
	if err := v.May(authz.TrainingLearn); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = certificates(ctx, tx, v.Realm(), v.Actor().Person)
		return err
	})
	return all, err
}

// Certificate gives one, with its signed file.
func (s *Service) Certificate(ctx context.Context, v authz.Viewer, id string) (h Held, file []byte, err error) {
	defer errs.Wrap(&err, "training.Certificate(%s)", errs.Clip(id))
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if h, err = loadCertificate(ctx, tx, v.Realm(), id); err != nil {
			return err
		}
		return mayHold(v, h)
	})
	if err != nil {
		return Held{}, nil, err
	}
	return h, append(slices.Clone(h.file), '\n'), nil
}
