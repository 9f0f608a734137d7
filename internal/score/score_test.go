package score_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"entente/internal/base/dial"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/conduct/conducttest"
	"entente/internal/msel"
	"entente/internal/score"
)

const realm = conducttest.Realm

var ctx = context.Background()

// world is an exercise that is judged.
type world struct {
	*conducttest.World
	scores map[ids.Party]*score.Service
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	var all sync.Map
	build := func(cw *conducttest.World, n *conducttest.Node) {
		held, _ := all.LoadOrStore(cw, &world{World: cw, scores: map[ids.Party]*score.Service{}})
		w := held.(*world)
		s := score.New(score.Config{DB: n.DB, Journal: n.Journal, Clock: cw.Clock, Conduct: n.Service, Party: n.Party, Reach: dial.Policy{Loopback: true}})
		w.scores[n.Party] = s
		for k, v := range s.Kinds() {
			n.Kinds[k] = v
		}
		n.Follows = append(n.Follows, s.Follow)
	}
	conducttest.Each(t, build, func(t *testing.T, w *conducttest.World) {
		held, _ := all.Load(w)
		f(t, held.(*world))
	})
}

func (w *world) hub() *score.Service { return w.scores["HUB"] }

// advance lets time pass, and be judged what it decides.
func (w *world) advance(d time.Duration) {
	w.T.Helper()
	w.Advance(d)
	w.Must(w.hub().Sweep(ctx))
	w.Must(w.hub().Publish(ctx))
	w.Settle()
}

// why gives how one criterion stands for a team.
func (w *world) judged(inject, team string) score.JudgementView {
	w.T.Helper()
	all, _, err := w.hub().Judgements(ctx, conducttest.Controller().In(realm), score.Filter{Inject: inject, Team: team, Limit: 10})
	w.Must(err)
	if len(all) != 1 {
		w.T.Fatalf("%d judgements", len(all))
	}
	return all[0]
}

func rule(s string) jsontext.Value { return jsontext.Value(s) }

const minute = time.Minute

// TestTheHubWasToldInTime is the thinnest road through all: an inject, what the team
// did at its own node, and why it counts, or not.
func TestTheHubWasToldInTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		told := msel.Criterion{ID: "told", Name: "The hub was told within thirty minutes", Category: "reporting", Points: 10, Within: msel.Span(30 * minute), Strategy: "journal",
			Rule: rule(`{"kind":"release.made","where":[{".body.parties.HUB.released":{"comparison":"count","values":[">=1"]}}]}`)}
		mail := w.Add(msel.Inject{Number: "1", Title: "Hospitals", At: conducttest.At(0), To: []string{"cze-soc", "est-soc"}, Tests: []string{"o1"}, Criteria: []msel.Criterion{told}})
		w.Start()
		w.advance(0)
		w.advance(12 * minute)
		if j := w.judged(mail, "cze-soc"); j.State != score.Open || !strings.Contains(strings.Join(j.Rule.Text, "; "), "nobody of Czech SOC has done release.made") {
			t.Errorf("before anything was done: %+v", j)
		}
		w.Did(conducttest.Player("CZE"), "release.made", "r1", `{"objects":3,"parties":{"HUB":{"released":3,"refused":0}}}`)
		w.Did(conducttest.Player("EST"), "release.made", "r2", `{"objects":3,"parties":{"CZE":{"released":3,"refused":0}}}`)
		w.Settle()
		if j := w.judged(mail, "cze-soc"); j.State != score.Met || j.Got != 10 || j.Rule.Text[0] != "Czech SOC did release.made at T+0:12:00, 12 min after the inject" {
			t.Errorf("the hub was told: %+v", j)
		}
		w.advance(29 * minute)
		w.Did(conducttest.Player("EST"), "release.made", "r3", `{"objects":3,"parties":{"HUB":{"released":3,"refused":0}}}`)
		w.advance(minute)
		j := w.judged(mail, "est-soc")
		if j.State != score.NotMet || j.Got != 0 {
			t.Errorf("it was told too late: %+v", j)
		}
		b, err := w.hub().Board(ctx, conducttest.Controller().In(realm))
		w.Must(err)
		if s := b.Teams[0].All; s.Got != 10 || s.Graded != 10 || s.Gradable != 10 || len(b.Teams[0].Objectives) != 1 || b.Teams[0].Categories[0].Name != "reporting" {
			t.Errorf("the score is %+v", b.Teams[0])
		}
		seen, err := w.scores["CZE"].Board(ctx, conducttest.Player("CZE").In(realm))
		w.Must(err)
		if seen.Full || len(seen.Teams) != 3 || seen.Teams[0].All != b.Teams[0].All {
			t.Errorf("players see %+v", seen)
		}
	})
}

func criterion(id string, points int, strategy, r string) msel.Criterion {
	return msel.Criterion{ID: id, Name: id, Category: "reporting", Points: points, Within: msel.Span(30 * minute), Strategy: strategy, Rule: rule(r)}
}

// TestCoverageStandsBesideTheScore grades five of ten: nowhere does that read as all.
func TestCoverageStandsBesideTheScore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var mails []string
		for i := range 10 {
			c := msel.Criterion{ID: "h", Name: "Handled well", Points: 10, Strategy: "human", Rubric: []msel.Level{{Points: 0, Words: "not at all"}, {Points: 10, Words: "fully"}}}
			mails = append(mails, w.Add(msel.Inject{Number: strconv.Itoa(i), Title: "Mail", At: conducttest.At(0), To: []string{"cze-soc"}, Criteria: []msel.Criterion{c}}))
		}
		w.Start()
		w.advance(minute)
		grader := conducttest.Controller()
		for _, m := range mails[:5] {
			g := score.NewGrade{Which: score.Which{Inject: m, Criterion: "h", Team: "cze-soc"}, Level: 1, Observed: "They called the hospital."}
			v, err := w.hub().Grade(ctx, grader, realm, g)
			w.Must(err)
			if v.State != score.Met || v.Got != 10 || len(v.Grades) != 1 {
				t.Fatalf("graded %+v", v)
			}
		}
		b, err := w.hub().Board(ctx, grader.In(realm))
		w.Must(err)
		if s := b.Teams[0].All; s.Got != 50 || s.Graded != 50 || s.Gradable != 100 || s.NGraded != 5 || s.NGradable != 10 {
			t.Errorf("the score is %+v", s)
		}
		g := score.NewGrade{Which: score.Which{Inject: mails[0], Criterion: "h", Team: "cze-soc"}, Level: 0, Observed: "They had not called."}
		v, err := w.hub().Grade(ctx, grader, realm, g)
		w.Must(err)
		if v.State != score.NotMet || len(v.Grades) != 2 {
			t.Errorf("graded anew %+v", v)
		}
		g.Level = 2
		_, err = w.hub().Grade(ctx, grader, realm, g)
		wantKind(t, err, errs.Invalid)
		_, err = w.hub().Grade(ctx, conducttest.Player("HUB"), realm, g)
		wantKind(t, err, errs.Denied)
	})
}

// TestWhatIsSetByHandStandsBesideTheRule overrides and takes it back.
func TestWhatIsSetByHandStandsBesideTheRule(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mail := w.Add(msel.Inject{Number: "1", Title: "Mail", At: conducttest.At(0), To: []string{"cze-soc"}, Tests: []string{"o1", "o2"}, Criteria: []msel.Criterion{criterion("a", 10, "answer", `{"contains":["yes"]}`)}})
		w.Start()
		w.advance(0)
		w.advance(31 * minute)
		which, grader := score.Which{Inject: mail, Criterion: "a", Team: "cze-soc"}, conducttest.Controller()
		if j := w.judged(mail, "cze-soc"); j.State != score.NotMet {
			t.Fatalf("%+v", j)
		}
		_, err := w.hub().Override(ctx, grader, realm, which, score.Met, 11, "They answered by telephone.")
		wantKind(t, err, errs.Invalid)
		_, err = w.hub().Override(ctx, grader, realm, which, score.Met, 7, "")
		wantKind(t, err, errs.Invalid)
		v, err := w.hub().Override(ctx, grader, realm, which, score.Met, 7, "They answered by telephone.")
		w.Must(err)
		if v.State != score.Met || v.Got != 7 || v.Rule.State != score.NotMet || v.ByHand == nil || v.ByHand.By != "Carl Controller" || !strings.Contains(v.Rule.Text[0], "has not answered") {
			t.Errorf("overridden %+v", v)
		}
		b, err := w.hub().Board(ctx, grader.In(realm))
		w.Must(err)
		if s := b.Teams[0]; s.All.Got != 7 || s.Objectives[1].Got != 7 {
			t.Errorf("the score is %+v", s)
		}
		v, err = w.hub().Restore(ctx, grader, realm, which, "It was another team.")
		w.Must(err)
		if v.State != score.NotMet || v.ByHand != nil {
			t.Errorf("restored %+v", v)
		}
	})
}

// TestWordThatComesLateCounts cuts a nation off: what it did in time is met, though
// it had been judged as missed by then.
func TestWordThatComesLateCounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mail := w.Add(msel.Inject{Number: "1", Title: "Mail", At: conducttest.At(0), To: []string{"cze-soc"}, Criteria: []msel.Criterion{criterion("j", 10, "journal", `{"kind":"warning.issued"}`)}})
		branch := w.Add(msel.Inject{Number: "2", Title: "Branch", To: []string{"cze-soc"}, After: []msel.Dependency{{Inject: mail, On: msel.OnMissed}}})
		w.Start()
		w.advance(minute)
		w.Cut["CZE"] = true
		w.Did(conducttest.Player("CZE"), "warning.issued", "w1", `{}`)
		w.advance(40 * minute)
		w.advance(0)
		if j := w.judged(mail, "cze-soc"); j.State != score.NotMet {
			t.Fatalf("before word came: %+v", j)
		}
		w.Want(branch, "cze-soc", conduct.Sent)
		w.Cut["CZE"] = false
		w.advance(minute)
		if j := w.judged(mail, "cze-soc"); j.State != score.Met || *j.Decided != minute.Milliseconds() {
			t.Errorf("after word came: %+v", j)
		}
	})
}

// TestWhatEndsWithTheExercise closes at ENDEX what has no time of its own.
func TestWhatEndsWithTheExercise(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		never := criterion("n", 5, "journal", `{"kind":"warning.issued","never":true}`)
		do := criterion("d", 5, "journal", `{"kind":"warning.issued"}`)
		never.Within, do.Within = 0, 0
		first := w.Add(msel.Inject{Number: "1", Title: "One", At: conducttest.At(0), To: []string{"cze-soc"}, Criteria: []msel.Criterion{never}})
		second := w.Add(msel.Inject{Number: "2", Title: "Two", At: conducttest.At(0), To: []string{"cze-soc"}, Criteria: []msel.Criterion{do}})
		w.Start()
		w.advance(10 * time.Hour)
		if a, b := w.judged(first, "cze-soc"), w.judged(second, "cze-soc"); a.State != score.Open || b.State != score.Open {
			t.Errorf("open until ENDEX: %s, %s", a.State, b.State)
		}
		_, err := w.Hub.Set(ctx, conducttest.Controller(), realm, conduct.ActEnd, 0, 0)
		w.Must(err)
		w.advance(10 * time.Second)
		if a, b := w.judged(first, "cze-soc"), w.judged(second, "cze-soc"); a.State != score.Met || b.State != score.NotMet {
			t.Errorf("after ENDEX: %s, %s", a.State, b.State)
		}
	})
}

// TestAScenariosEvaluation judges the body of what players made (CEXF).
func TestAScenariosEvaluation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mail := w.Add(msel.Inject{Number: "1", Title: "Event", At: conducttest.At(0), To: []string{"cze-soc"},
			Criteria: []msel.Criterion{criterion("d", 10, "data_filtering", `{"parameters":[{".Event.Attribute[].value":{"comparison":"contains","values":["198.51.100.7"],"extract_type":"all"}},{"Event.info":{"comparison":"contains","values":["phishing"]}}]}`)}})
		w.Start()
		w.advance(minute)
		w.Did(conducttest.Player("CZE"), "intel.imported", "l1", `{"Event":{"info":"A phishing wave","Attribute":[{"value":"a"},{"value":"b"}]}}`)
		w.advance(minute)
		if j := w.judged(mail, "cze-soc"); j.State != score.Open {
			t.Errorf("another value: %+v", j.Rule)
		}
		w.Did(conducttest.Player("CZE"), "intel.imported", "l2", `{"Event":{"info":"A phishing wave","Attribute":[{"value":"a"},{"value":"198.51.100.7"}]}}`)
		w.advance(minute)
		if j := w.judged(mail, "cze-soc"); j.State != score.Met {
			t.Errorf("the value: %+v", j.Rule)
		}
	})
}

// TestAvailabilityGivesPointsInProportion asks a service that answers three times
// of four.
func TestAvailabilityGivesPointsInProportion(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var asked atomic.Int64
		site := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/cze-soc" {
				rw.WriteHeader(http.StatusNotFound)
				return
			}
			if asked.Add(1) == 2 {
				rw.WriteHeader(http.StatusBadGateway)
			}
			_, _ = rw.Write([]byte("welcome"))
		}))
		t.Cleanup(site.Close)
		web := criterion("w", 100, "http", `{"url":"`+site.URL+`/{{team}}","interval":60,"contains":"welcome","least":75}`)
		port := criterion("p", 10, "tcp", `{"address":"`+strings.TrimPrefix(site.URL, "http://")+`"}`)
		far := criterion("f", 10, "http", `{"url":"http://10.255.255.1/"}`)
		web.Within, port.Within, far.Within = msel.Span(4*minute), msel.Span(2*minute), msel.Span(2*minute)
		first := w.Add(msel.Inject{Number: "1", Title: "Web", At: conducttest.At(0), To: []string{"cze-soc"}, Criteria: []msel.Criterion{web}})
		second := w.Add(msel.Inject{Number: "2", Title: "Port", At: conducttest.At(0), To: []string{"est-soc"}, Criteria: []msel.Criterion{port}})
		third := w.Add(msel.Inject{Number: "3", Title: "Far", At: conducttest.At(0), To: []string{"hub-desk"}, Criteria: []msel.Criterion{far}})
		w.Start()
		w.advance(0)
		for range 4 {
			w.Must(w.hub().Probe(ctx))
			w.advance(minute)
		}
		w.advance(time.Second)
		w.Must(w.hub().Probe(ctx))
		if j := w.judged(first, "cze-soc"); j.State != score.Met || j.Got != 75 || len(j.Checks) != 4 || j.Rule.Text[0] != "it answered 3 of 4 times, 75 percent" {
			t.Errorf("the site %+v", j)
		}
		if j := w.judged(second, "est-soc"); j.State != score.Met || j.Got != 10 {
			t.Errorf("the port %+v", j)
		}
		if j := w.judged(third, "hub-desk"); j.State != score.NotMet || j.Got != 0 || !strings.Contains(j.Rule.Text[1], "private network") {
			t.Errorf("an address that policy does not allow %+v", j)
		}
	})
}

// TestPlayersSeeWhatIsPublished hides and freezes the board.
func TestPlayersSeeWhatIsPublished(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := msel.Criterion{ID: "h", Name: "Handled", Points: 10, Strategy: "human"}
		mail := w.Add(msel.Inject{Number: "1", Title: "Mail", At: conducttest.At(0), To: []string{"cze-soc"}, Criteria: []msel.Criterion{c}})
		w.Start()
		w.advance(minute)
		grader := conducttest.Controller()
		grade := func(points int) {
			t.Helper()
			_, err := w.hub().Grade(ctx, grader, realm, score.NewGrade{Which: score.Which{Inject: mail, Criterion: "h", Team: "cze-soc"}, Level: points, Observed: "Seen."})
			w.Must(err)
			w.advance(minute)
		}
		players := func() score.Board {
			t.Helper()
			b, err := w.scores["EST"].Board(ctx, conducttest.Player("EST").In(realm))
			w.Must(err)
			return b
		}
		grade(4)
		if b := players(); b.Mode != score.Live || b.Teams[0].All.Got != 4 {
			t.Errorf("live: %+v", b)
		}
		_, err := w.hub().Show(ctx, grader, realm, score.Frozen)
		w.Must(err)
		w.Settle()
		grade(8)
		if b := players(); b.Mode != score.Frozen || b.Teams[0].All.Got != 4 {
			t.Errorf("frozen: %+v", b)
		}
		_, err = w.hub().Show(ctx, grader, realm, score.Hidden)
		w.Must(err)
		w.Settle()
		if b := players(); b.Mode != score.Hidden || len(b.Teams) != 0 {
			t.Errorf("hidden: %+v", b)
		}
		full, err := w.hub().Board(ctx, grader.In(realm))
		w.Must(err)
		if !full.Full || full.Teams[0].All.Got != 8 {
			t.Errorf("graders see %+v", full)
		}
		_, err = w.hub().Show(ctx, conducttest.Player("HUB"), realm, score.Live)
		wantKind(t, err, errs.Denied)
		_, _, err = w.hub().Judgements(ctx, conducttest.Player("HUB").In(realm), score.Filter{Limit: 10})
		wantKind(t, err, errs.Denied)
		_, err = w.hub().Board(ctx, grader.In(ids.Live))
		wantKind(t, err, errs.NotFound)
	})
}

// TestTotalsAreTheSumOfJudgements plays at random and adds up anew.
func TestTotalsAreTheSumOfJudgements(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := rand.New(rand.NewPCG(3, 3))
		var mails []string
		for i := range 12 {
			mails = append(mails, w.Add(msel.Inject{Number: strconv.Itoa(i), Title: "Mail", At: conducttest.At(time.Duration(r.IntN(20)) * minute), Tests: []string{"o1", "o2"}[:r.IntN(3)],
				Criteria: []msel.Criterion{criterion("j", 1+r.IntN(9), "journal", `{"kind":"warning.issued"}`), criterion("a", 1+r.IntN(9), "answer", `{"contains":["yes"]}`), {ID: "h", Points: 9, Strategy: "human"}}}))
		}
		w.Start()
		grader := conducttest.Controller()
		for range 30 {
			w.advance(time.Duration(r.IntN(4)) * minute)
			p := []ids.Party{"CZE", "EST", "HUB"}[r.IntN(3)]
			team := conducttest.Seats{"CZE": "cze-soc", "EST": "est-soc", "HUB": "hub-desk"}[string(p)]
			which := score.Which{Inject: mails[r.IntN(len(mails))], Criterion: []string{"j", "a", "h"}[r.IntN(3)], Team: team}
			switch r.IntN(4) {
			case 0:
				w.Did(conducttest.Player(p), "warning.issued", "w", `{}`)
			case 1:
				_, _ = w.Nodes[p].Answer(ctx, conducttest.Player(p), realm, which.Inject, "Yes.") // it may not be there yet
			case 2:
				_, _ = w.hub().Grade(ctx, grader, realm, score.NewGrade{Which: which, Level: r.IntN(10), Observed: "Seen."}) // nor be a grader's
			default:
				_, _ = w.hub().Override(ctx, grader, realm, which, []score.State{score.Met, score.NotMet, score.None}[r.IntN(3)], 0, "For a reason.")
			}
		}
		w.advance(time.Hour)
		all, next, err := w.hub().Judgements(ctx, grader.In(realm), score.Filter{Limit: 1000})
		w.Must(err)
		if next != "" || len(all) != 12*3*3 {
			t.Fatalf("%d judgements, next %q", len(all), next)
		}
		want := map[string]score.Score{}
		for _, j := range all {
			names := []string{j.Team + "/"}
			for _, o := range j.Objectives {
				names = append(names, j.Team+"/"+o)
			}
			if j.Category != "" {
				names = append(names, j.Team+"/"+j.Category)
			}
			for _, n := range names {
				s := want[n]
				s.Gradable, s.NGradable = s.Gradable+j.Points, s.NGradable+1
				if j.State == score.Met || j.State == score.NotMet {
					s.Graded, s.NGraded, s.Got = s.Graded+j.Points, s.NGraded+1, s.Got+j.Got
				}
				want[n] = s
			}
		}
		got := map[string]score.Score{}
		b, err := w.hub().Board(ctx, grader.In(realm))
		w.Must(err)
		for _, team := range b.Teams {
			for _, s := range append(append([]score.Score{team.All}, team.Objectives...), team.Categories...) {
				name := team.Team + "/" + s.Name
				s.Name, s.Title = "", ""
				got[name] = s
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}
