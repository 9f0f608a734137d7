package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/serve"
	"entente/internal/training"
)

// Trainings is what this file needs of the training domain.
type Trainings interface {
	List(ctx context.Context, v authz.Viewer) ([]training.Brief, error)
	Course(ctx context.Context, v authz.Viewer, course string) (training.View, error)
	Put(ctx context.Context, who authz.Actor, realm ids.Realm, b []byte) (training.Edition, error)
	Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, course string) error
	Enrol(ctx context.Context, who authz.Actor, realm ids.Realm, course string) (training.View, error)
	ReadLesson(ctx context.Context, who authz.Actor, realm ids.Realm, course, lesson string) (training.View, error)
	Answer(ctx context.Context, who authz.Actor, realm ids.Realm, course, lesson, question string, a training.Answer) (training.View, error)
	Hint(ctx context.Context, who authz.Actor, realm ids.Realm, course, lesson, question string) (training.View, error)
	Again(ctx context.Context, who authz.Actor, realm ids.Realm, course, lesson string) (training.View, error)
	Practise(ctx context.Context, who authz.Actor, realm ids.Realm, course string) (training.View, error)
	Practising(ctx context.Context, v authz.Viewer) ([]training.Practising, error)
	Certificates(ctx context.Context, v authz.Viewer) ([]training.Held, error)
	Certificate(ctx context.Context, v authz.Viewer, id string) (training.Held, []byte, error)
	Bind(ctx context.Context, who authz.Actor, realm ids.Realm, id, profile string) (training.Held, error)
	Readiness(ctx context.Context, v authz.Viewer) (training.Readiness, error)
}

// CourseCertificate is a certificate of a course as a page shows it.
type CourseCertificate struct {
	training.Certificate
	Expired  bool   `json:"expired"`
	Expiring bool   `json:"expiring" doc:"It counts, and ends within 90 days"`
	Expert   string `json:"expert" doc:"The profile of the pool that notes it; empty for none"`
	Own      bool   `json:"own" doc:"It is the viewer's"`
}

// PutCourse is a course that was put in.
type PutCourse struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Digest  string `json:"digest"`
	Lessons int    `json:"lessons"`
}

// CourseLesson names a lesson of a course.
type CourseLesson struct {
	ByID
	Lesson string `path:"lesson" maxLength:"60"`
}

// CourseQuestion names a question of a quiz.
type CourseQuestion struct {
	CourseLesson
	Question string `path:"question" maxLength:"60"`
}

func (a *api) trainingRoutes() {
	d, learn := a.deps.Trainings, serve.May(authz.TrainingLearn)
	get(a, "/training/courses", learn, about{id: "listCourses", summary: "The courses that can be learned here, with the caller's progress"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[training.Brief]], error) {
		all, err := d.List(ctx, c.Viewer())
		return reply(list[training.Brief]{Items: append([]training.Brief{}, all...)}), err
	})
	get(a, "/training/courses/{id}", learn, about{id: "getCourse", summary: "One course as the caller sees it", detail: "What is right in a question is told when that question is over. A task is ticked off by the journal; until then each step says why it is not done."}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[training.View], error) {
		v, err := d.Course(ctx, c.Viewer(), in.ID)
		return reply(v), err
	})
	takes(a, upload[PutCourse]{path: "/training/courses", rule: serve.May(authz.TrainingManage).Body(training.MaxCourse, "application/json"), media: "application/json", name: "PutCourse",
		says: "It is kept; the same file again gives what is kept", about: about{id: "putCourse", summary: "Put a course in, or the next version of one"},
		check: func(ctx context.Context, c serve.Caller, file []byte) (PutCourse, error) {
			e, err := d.Put(ctx, c.Actor, c.Realm, file)
			return PutCourse{ID: e.ID, Version: e.Version, Digest: e.Digest, Lessons: len(e.Lessons)}, err
		}})
	post(a, "/training/courses/{id}/withdraw", serve.May(authz.TrainingManage), about{id: "withdrawCourse", summary: "End the offering of a course that was put in"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*none, error) {
		return nil, d.Withdraw(ctx, c.Actor, c.Realm, in.ID)
	})
	post(a, "/training/courses/{id}/enrol", learn, about{id: "enrolCourse", summary: "Begin a course, in its newest version"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*body[training.View], error) {
		v, err := d.Enrol(ctx, c.Actor, c.Realm, in.ID)
		return reply(v), err
	})
	post(a, "/training/courses/{id}/lessons/{lesson}/read", learn, about{id: "readLesson", summary: "Pass a lesson that is read"}, func(ctx context.Context, c serve.Caller, in *struct {
		CourseLesson
		Empty
	}) (*body[training.View], error) {
		v, err := d.ReadLesson(ctx, c.Actor, c.Realm, in.ID, in.Lesson)
		return reply(v), err
	})
	post(a, "/training/courses/{id}/lessons/{lesson}/again", learn, about{id: "repeatQuiz", summary: "Begin a quiz anew that was not passed"}, func(ctx context.Context, c serve.Caller, in *struct {
		CourseLesson
		Empty
	}) (*body[training.View], error) {
		v, err := d.Again(ctx, c.Actor, c.Realm, in.ID, in.Lesson)
		return reply(v), err
	})
	post(a, "/training/courses/{id}/lessons/{lesson}/questions/{question}/answer", learn, about{id: "answerQuestion", summary: "Answer a question of the quiz that is open"}, func(ctx context.Context, c serve.Caller, in *struct {
		CourseQuestion
		Body struct {
			Choices []string `json:"choices,omitempty" maxItems:"30" doc:"Ids of what is chosen"`
			Text    string   `json:"text,omitempty" maxLength:"1000"`
		}
	}) (*body[training.View], error) {
		v, err := d.Answer(ctx, c.Actor, c.Realm, in.ID, in.Lesson, in.Question, training.Answer{Choices: some(in.Body.Choices), Text: in.Body.Text})
		return reply(v), err
	})
	post(a, "/training/courses/{id}/lessons/{lesson}/questions/{question}/hint", learn, about{id: "takeHint", summary: "Take the next hint of a question, which may cost points"}, func(ctx context.Context, c serve.Caller, in *struct {
		CourseQuestion
		Empty
	}) (*body[training.View], error) {
		v, err := d.Hint(ctx, c.Actor, c.Realm, in.ID, in.Lesson, in.Question)
		return reply(v), err
	})
	get(a, "/training/readiness", serve.May(authz.TrainingRead), about{id: "getReadiness", summary: "What the own people have learned, by skill, service and course", detail: "It counts people. It names them to those alone who may read the pool of experts."}, func(ctx context.Context, c serve.Caller, _ *none) (*body[training.Readiness], error) {
		r, err := d.Readiness(ctx, c.Viewer())
		return reply(r), err
	})
	a.practiceRoutes()
	a.certificateRoutes()
}

// certificateRoutes give certificates, and bind them to profiles.
func (a *api) certificateRoutes() {
	d, learn := a.deps.Trainings, serve.May(authz.TrainingLearn)
	get(a, "/training/certificates", learn, about{id: "listTrainingCertificates", summary: "The caller's own certificates, the newest first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[CourseCertificate]], error) {
		all, err := d.Certificates(ctx, c.Viewer())
		return reply(list[CourseCertificate]{Items: each(all, func(h training.Held) CourseCertificate { return a.certificateOf(c, h) })}), err
	})
	get(a, "/training/certificates/{id}", learn, about{id: "getTrainingCertificate", summary: "One certificate: the caller's own, or any for who may read the pool of experts"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[CourseCertificate], error) {
		h, _, err := d.Certificate(ctx, c.Viewer(), in.ID)
		return reply(a.certificateOf(c, h)), err
	})
	post(a, "/training/certificates/{id}/bind", serve.May(authz.ExpertManage), about{id: "bindTrainingCertificate", summary: "Note a certificate in a profile of the pool", detail: "Later ones of the same person are noted there as they are issued."}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Expert string `json:"expert" minLength:"1" maxLength:"100" doc:"Id of the profile"`
		}
	}) (*body[CourseCertificate], error) {
		h, err := d.Bind(ctx, c.Actor, c.Realm, in.ID, in.Body.Expert)
		return reply(a.certificateOf(c, h)), err
	})
	a.gives(download{path: "/training/certificates/{id}/file", rule: learn, media: "application/json", says: "Canonical JSON, signed with the node's key", params: []*huma.Param{inPath("id")},
		about: about{id: "exportTrainingCertificate", summary: "The signed file, which entente training verify checks without a node"},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			h, b, err := d.Certificate(r.Context(), c.Viewer(), r.PathValue("id"))
			return "entente-training-" + h.ID + ".json", b, err
		}})
	a.gives(download{path: "/training/certificates/{id}/sheet", rule: learn.Slow(), media: "application/pdf", says: "The sheet", params: []*huma.Param{inPath("id"), inQuery("lang", "en, fr or cs; absent: en")},
		about: about{id: "printTrainingCertificate", summary: "The certificate on A4, with the digest of its file"},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			h, file, err := d.Certificate(r.Context(), c.Viewer(), r.PathValue("id"))
			if err != nil {
				return "", nil, err
			}
			b, err := a.deps.Reports.Training(h.Certificate, file, r.URL.Query().Get("lang"))
			return "entente-training-" + h.ID + ".pdf", b, err
		}})
}

func (a *api) certificateOf(c serve.Caller, h training.Held) CourseCertificate {
	now := a.deps.Clock.Now()
	return CourseCertificate{Certificate: h.Certificate, Expired: h.Expired(now), Expiring: h.Expiring(now), Expert: h.Expert, Own: h.Person == c.Actor.Person}
}
