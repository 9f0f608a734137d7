package scenario

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/account"
	"entente/internal/app"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/intel"
	"entente/internal/policy"
	"entente/internal/release"
	"entente/internal/serve/rest"
	"entente/internal/training"
)

const firstRelease = "first-release"

// rightAnswers are those of the course that comes with the node.
var rightAnswers = map[string]training.Answer{
	"community": {Choices: []string{"green"}}, "strict": {Choices: []string{"clients"}}, "red": {Choices: []string{"present", "ask"}}, "unmarked": {Choices: []string{"refuse"}},
	"id": {Text: "indicator"}, "reason": {Choices: []string{"provision"}}, "receipt": {Choices: []string{"receipt"}}, "recall": {Choices: []string{"erase", "signed"}},
}

// learner is a person who learns the first course at HUB.
type learner struct {
	*world
	who   authz.Actor
	token string
}

func (w *world) learner(name string, roles ...authz.Role) *learner {
	w.t.Helper()
	l := &learner{world: w, who: w.person("HUB", name, roles...)}
	_, secret, err := w.nodes["HUB"].Accounts.CreateToken(w.t.Context(), l.who, account.NewToken{Label: "learns", Kind: account.Full, Days: 1})
	w.must(err)
	l.token = secret
	return l
}

func (l *learner) course() training.View {
	l.t.Helper()
	v, err := l.nodes["HUB"].Trainings.Course(l.t.Context(), l.who.In(ids.Live), firstRelease)
	l.must(err)
	return v
}

func (l *learner) open() *training.LessonView {
	for _, s := range l.course().Steps {
		if s.State == "open" {
			return &s
		}
	}
	return nil
}

// learns reads and answers until a task is open, or the course is passed.
func (l *learner) learns() {
	l.t.Helper()
	ctx, at := l.t.Context(), l.nodes["HUB"].Trainings
	for o := l.open(); o != nil && o.Kind != training.Task; o = l.open() {
		if o.Kind == training.Reading {
			_, err := at.ReadLesson(ctx, l.who, ids.Live, firstRelease, o.ID)
			l.must(err)
		}
		for _, q := range o.Questions {
			_, err := at.Answer(ctx, l.who, ids.Live, firstRelease, o.ID, q.ID, rightAnswers[q.ID])
			l.must(err)
		}
	}
}

// ticked waits until the journal of the practice realm has ticked a task off.
func (l *learner) ticked(lesson string) {
	l.t.Helper()
	l.until("HUB", "the task "+lesson, func() bool { o := l.open(); return o == nil || o.ID != lesson })
}

// practises opens a practice realm and waits until it can be entered.
func (l *learner) practises() *app.Node {
	l.t.Helper()
	began := time.Now()
	v, err := l.nodes["HUB"].Trainings.Practise(l.t.Context(), l.who, ids.Live, firstRelease)
	l.must(err)
	if v.Practice == nil || v.Practice.State != training.RoomOpening {
		l.t.Errorf("a practice realm that was asked for is %+v", v.Practice)
	}
	n := l.entered()
	l.t.Logf("the practice realm was open after %s", time.Since(began).Round(time.Millisecond))
	return n
}

func (l *learner) entered() *app.Node {
	l.t.Helper()
	var realm ids.Realm
	l.until("HUB", "the practice realm", func() bool {
		p := l.course().Practice
		realm = p.Realm
		return p.State == training.RoomOpen
	})
	return l.nodes["HUB"].In(realm)
}

// inside asks who the person is in a realm.
func (l *learner) inside(realm ids.Realm) (status int, me rest.Me) {
	l.t.Helper()
	req, err := http.NewRequestWithContext(l.t.Context(), http.MethodGet, l.nodes["HUB"].Config.URL()+"/api/v1/session", nil)
	l.must(err)
	req.Header.Set("Authorization", "Bearer "+l.token)
	req.Header.Set("Entente-Realm", string(realm))
	res, err := http.DefaultClient.Do(req)
	l.must(err)
	defer func() { _ = res.Body.Close() }() // it was read
	if res.StatusCode == http.StatusOK {
		l.must(json.NewDecoder(res.Body).Decode(&me))
	}
	return res.StatusCode, me
}

// TestAReaderLearnsToReleaseInAPracticeRealm: somebody who may release nothing passes
// the first course in a realm of his own, and nothing of it reaches what is live.
func TestAReaderLearnsToReleaseInAPracticeRealm(t *testing.T) {
	t.Parallel()
	for name, postgres := range map[string]bool{"sqlite": false, "postgres": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code := ids.Party("HUB")
			w := newWorld(t, postgres, code)
			ctx, ada := t.Context(), w.learner("ada", authz.Auditor)
			ben := w.learner("ben", authz.Director, authz.Release)
			live := w.nodes[code]
			_, err := live.Trainings.Enrol(ctx, ada.who, ids.Live, firstRelease)
			w.must(err)
			ada.learns()
			if why := ada.open().Tasks[0].Why; why == nil || !strings.Contains(why.String(), "open your practice realm") {
				t.Errorf("before it is open the task says %v", why)
			}
			n := ada.practises()
			realm := n.Realm()

			// What one is in it, and who enters.
			status, me := ada.inside(realm)
			if status != 200 || !slices.Equal(me.User.Roles, []authz.Role{authz.Analyst, authz.Release}) || me.Exercise == nil || me.Exercise.Course != firstRelease || slices.Contains(me.User.Acts, authz.ExercisePlan) {
				t.Errorf("in it she is %d %+v %+v", status, me.User, me.Exercise)
			}
			if status, _ := ben.inside(realm); status != 404 {
				t.Errorf("somebody else enters it: %d", status)
			}
			if all, err := live.Exercises.List(ctx, ben.who.In(ids.Live)); err != nil || len(all) != 0 {
				t.Errorf("it stands among the exercises: %+v %v", all, err)
			}
			if _, err := live.Exercises.Seal(ctx, ben.who, ids.Live, string(realm), "nosy as I am"); !errs.Is(err, errs.NotFound) {
				t.Errorf("it is sealed as an exercise: %v", err)
			}
			if err := live.Exercises.EndPractice(ctx, w.learner("eva", authz.Analyst).who, ids.Live, string(realm)); !errs.Is(err, errs.NotFound) {
				t.Errorf("somebody else ends it: %v", err)
			}

			// The tasks, with what the door lets her do.
			played := authz.Person(n.Config.Party, me.User.ID, me.User.Name, "test", "", me.User.Acts)
			rows, err := n.Intel.List(ctx, played.In(realm), intel.Filter{})
			if err != nil || len(rows) != 1 {
				t.Errorf("at its beginning there is %d: %v", len(rows), err)
			}
			mark := "taintpractice7f3a"
			id, text := indicator(mark, green)
			_, err = n.Intel.Import(ctx, played, intel.ImportInput{Realm: realm, Name: mark + ".json"}, bundle(text))
			w.must(err)
			ada.ticked("bring-in")
			ada.learns()
			ask := release.Ask{Select: intel.Selection{IDs: []string{id}}, To: []ids.Party{"XPA"}, Onward: policy.Onward{}}
			_, err = n.Releases.PutForward(ctx, played, realm, ask, mark)
			w.must(err)
			ada.ticked("put-forward")
			made, err := n.Releases.Make(ctx, played, realm, ask)
			w.must(err)
			ada.ticked("let-go")
			w.until(code, "the partner's receipt", func() bool {
				peers, err := n.Federation.Peers(ctx, w.all(n.Config.Party).In(realm))
				return err == nil && len(peers) == 1 && peers[0].Sent > 0 && peers[0].Receipted == peers[0].Sent
			})

			// Passed: certified in the live realm, and nothing is left.
			ada.learns()
			if v := ada.course(); v.State != "passed" || v.Certificate == nil || v.Points != v.Of {
				t.Fatalf("at the end: %+v", v.Brief)
			}
			w.until(code, "the end of the practice realm", func() bool { return ada.course().Practice.State == training.RoomNone })
			if status, _ := ada.inside(realm); status != 404 {
				t.Errorf("after its end it answers %d", status)
			}
			left, err := filepath.Glob(filepath.Join(live.dir, "exercises", "*"))
			if err != nil || len(left) != 0 {
				t.Errorf("of it is left: %v %v", left, err)
			}
			w.untouched(live, mark, id, made.ID)
		})
	}
}

// untouched demands that no release or import is in the live journal, and no mark of
// the practice realm in any file.
func (w *world) untouched(h *host, marks ...string) {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(h.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := journal.List(ctx, tx, w.all(h.Config.Party).In(ids.Live), journal.Filter{Limit: 1000})
		for _, e := range all {
			whole := e.Kind + " " + e.About + " " + string(e.Body)
			if strings.HasPrefix(e.Kind, "release.") || strings.HasPrefix(e.Kind, "intel.") || slices.ContainsFunc(marks, func(m string) bool { return strings.Contains(whole, m) }) {
				w.t.Errorf("the live journal has %s", whole)
			}
		}
		return err
	}))
	w.must(filepath.WalkDir(h.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range marks {
			if bytes.Contains(b, []byte(m)) {
				w.t.Errorf("%s has %s", path, m)
			}
		}
		return err
	}))
}

// TestAPracticeRealmIsMetAgainAfterACrash stops the node while a practice realm is
// made, while it is open, and while it ends.
func TestAPracticeRealmIsMetAgainAfterACrash(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB")
	ctx, ada := t.Context(), w.learner("ada", authz.Auditor)
	_, err := w.nodes["HUB"].Trainings.Enrol(ctx, ada.who, ids.Live, firstRelease)
	w.must(err)
	ada.learns()
	_, err = w.nodes["HUB"].Trainings.Practise(ctx, ada.who, ids.Live, firstRelease)
	w.must(err)
	w.stop("HUB")
	w.start("HUB")
	n := ada.entered()
	realm := n.Realm()
	played := authz.Person("HUB", ada.who.Person, "ada", "test", "", authz.Grants(authz.Analyst))
	_, text := indicator("kept", green)
	_, err = n.Intel.Import(ctx, played, intel.ImportInput{Realm: realm, Name: "kept"}, bundle(text))
	w.must(err)
	w.stop("HUB") // it may have been ticked off, or not yet
	w.start("HUB")
	w.until("HUB", "the realm again", func() bool { return w.nodes["HUB"].In(realm) != nil })
	ada.ticked("bring-in")
	w.must(w.nodes["HUB"].Exercises.EndPractice(ctx, ada.who, ids.Live, string(realm)))
	w.stop("HUB")
	w.start("HUB")
	w.until("HUB", "its end", func() bool { return ada.course().Practice.State == training.RoomNone })
	if again := ada.practises(); again.Realm() == realm {
		t.Error("a realm that has ended is open again")
	}
}
