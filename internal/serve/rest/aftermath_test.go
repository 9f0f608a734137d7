package rest

import (
	"context"
	"log/slog"
	"maps"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/aftermath"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/conduct/conducttest"
	"entente/internal/lesson"
	"entente/internal/msel"
	"entente/internal/reaction"
	"entente/internal/report"
	"entente/internal/score"
	"entente/internal/serve"
)

// played is an exercise whose list was planned and released by two persons, with the
// hub's interface.
type played struct {
	*conducttest.World
	rt    *serve.Router
	score *score.Service
	after map[ids.Party]*aftermath.Service
	plans *msel.Service
}

func play(t *testing.T, f func(t *testing.T, p *played)) {
	all := map[*conducttest.World]*played{}
	var lock sync.Mutex
	of := func(w *conducttest.World) *played {
		lock.Lock()
		defer lock.Unlock()
		if all[w] == nil {
			all[w] = &played{World: w, after: map[ids.Party]*aftermath.Service{}}
		}
		return all[w]
	}
	build := func(w *conducttest.World, n *conducttest.Node) {
		p := of(w)
		list := msel.New(msel.Config{DB: n.DB, Journal: n.Journal, Party: n.Party})
		n.Service = conduct.New(conduct.Config{DB: n.DB, Journal: n.Journal, Clock: w.Clock, Party: n.Party, Director: "HUB", List: list, Teams: conducttest.Seats{"player-CZE": "cze-soc", "player-HUB": "hub-desk"}})
		n.Kinds, n.Follows = n.Service.Kinds(), n.Follows[:0]
		s := score.New(score.Config{DB: n.DB, Journal: n.Journal, Clock: w.Clock, Conduct: n.Service, Party: n.Party})
		after := aftermath.New(aftermath.Config{DB: n.DB, Journal: n.Journal, Party: n.Party, Conduct: n.Service, Scores: s, List: list})
		maps.Copy(n.Kinds, s.Kinds())
		maps.Copy(n.Kinds, after.Kinds())
		n.Follows = append(n.Follows, n.Follow, s.Follow)
		p.after[n.Party] = after
		if n.Party != "HUB" {
			return
		}
		p.plans, p.score = list, s
		p.rt = serve.NewRouter(serve.Options{Log: slog.New(slog.DiscardHandler), Home: conducttest.Realm, Auth: cells{
			"carl": conducttest.Controller(), "gina": authz.Person("HUB", "g1", "Gina", "api", "", []authz.Act{authz.ExerciseRead, authz.ExerciseGrade}), "petra": conducttest.Player("HUB"),
			"olga": authz.Person("HUB", "o1", "Olga", "api", "", []authz.Act{authz.ExerciseRead})}})
		w.Must(Add(p.rt, Deps{Clock: w.Clock, Conduct: n.Service, Scores: s, Msel: list, Aftermath: after, Reactions: reaction.New(reaction.Config{DB: n.DB, Journal: n.Journal, Clock: w.Clock, Party: "HUB", Conduct: n.Service, Players: still{}, Log: slog.New(slog.DiscardHandler)}), Reports: report.New(report.Config{DB: n.DB, Journal: n.Journal, Clock: w.Clock, Party: "HUB"})}))
	}
	conducttest.Each(t, build, func(t *testing.T, w *conducttest.World) { f(t, of(w)) })
}

func (p *played) ask(token, method, path, in string, status int, out any) string {
	p.T.Helper()
	r := &room{p.T.(*testing.T), p.rt}
	res := r.send(token, string(conducttest.Realm), method, path, "application/json", in)
	if res.Code != status {
		p.T.Fatalf("%s %s as %s: %d: %s", method, path, token, res.Code, res.Body)
	}
	if out != nil {
		p.Must(json.Unmarshal(res.Body.Bytes(), out))
	}
	return res.Body.String()
}

// TestTheReportSaysWhatEachTeamKnewWhen plays two injects with two teams and reads the
// report of it by the interface: as a grader, and as a player after ENDEX.
func TestTheReportSaysWhatEachTeamKnewWhen(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	play(t, func(t *testing.T, p *played) {
		const realm = conducttest.Realm
		ada := authz.Person("HUB", "p-ada", "Ada", "api", "", []authz.Act{authz.ExerciseRead, authz.ExercisePlan})
		ben := authz.Person("HUB", "p-ben", "Ben", "api", "", []authz.Act{authz.ExerciseRead, authz.ExerciseRelease})
		plan(ctx, p, ada)
		put, err := p.plans.PutForward(ctx, ada, realm)
		p.Must(err)
		_, err = p.plans.Release(ctx, ben, realm, put.ID, put.Digest)
		p.Must(err)
		p.World.Start()
		p.Advance(0)
		var r aftermath.Report
		p.ask("gina", "GET", "/exercise/report", "", 200, &r)
		if r.Phase != "running" || r.Name != "Winter Shield" || len(r.Objectives) != 1 {
			t.Fatalf("at the start: %+v", r)
		}
		p.ask("petra", "GET", "/exercise/report", "", 403, nil)
		p.ask("olga", "GET", "/exercise/report", "", 403, nil)

		p.Advance(4 * time.Minute)
		cze := p.Nodes["CZE"]
		letter := p.Inbox("CZE")[0].Inject
		_, err = cze.See(ctx, conducttest.Player("CZE"), realm, letter)
		p.Must(err)
		p.Advance(8 * time.Minute)
		p.Did(conducttest.Player("CZE"), "release.made", "r1", `{"objects":3}`)
		p.Advance(8 * time.Minute)
		p.Did(authz.System("CZE", "crisis"), "crisis.final", "c1", `{"outcome":"adopted"}`)
		_, err = p.after["CZE"].Observe(ctx, conducttest.Player("CZE"), realm, "cze-soc", "Nobody called the hub.")
		p.Must(err)
		p.Advance(20 * time.Minute)
		p.Clock.Advance(6 * time.Second)
		p.Must(p.score.Sweep(ctx))
		p.Settle()
		p.ask("carl", "POST", "/exercise/observations", `{"team":"nobody","text":"x"}`, 400, nil)
		p.ask("carl", "POST", "/exercise/observations", `{"text":"The list was too long."}`, 200, nil)
		p.ask("olga", "POST", "/exercise/observations", `{"text":"x"}`, 403, nil)
		_, err = p.Hub.Set(ctx, conducttest.Controller(), realm, conduct.ActEnd, 0, 0)
		p.Must(err)
		p.Settle()
		if len(p.Refused) > 0 {
			t.Errorf("refused: %v", p.Refused)
		}

		p.ask("gina", "GET", "/exercise/report", "", 200, &r)
		figure := r.Figures[0]
		if figure.Team != "cze-soc" || *figure.Detect != (4*time.Minute).Milliseconds() || *figure.Share != (12*time.Minute).Milliseconds() || *figure.Decide != (20*time.Minute).Milliseconds() {
			t.Errorf("the figures are %+v", figure)
		}
		if f := r.Figures[1]; f.Detect != nil || f.Share != nil || f.Decide != nil {
			t.Errorf("a team that did nothing has figures: %+v", f)
		}
		var said []string
		for _, m := range r.Timeline {
			if m.Team == "cze-soc" || m.Party == "CZE" {
				said = append(said, m.What+" "+m.Words)
			}
		}
		if got := strings.Join(said, "; "); got != "sent 1 First letter; seen 1 First letter; act release.made; act crisis.final" {
			t.Errorf("CZE's timeline is %s", got)
		}
		if len(r.Missed) != 1 || r.Missed[0].Team != "hub-desk" || len(r.Missed[0].Why) == 0 {
			t.Errorf("missed: %+v", r.Missed)
		}
		if s := r.Scores[0].All; s.Got != 10 || s.Graded != 10 || s.Gradable != 10 {
			t.Errorf("the score is %+v", s)
		}
		if len(r.Observations) != 2 || r.Observations[0].Party != "CZE" || r.Observations[0].Name != "" || r.Observations[1].Name != "Carl Controller" {
			t.Errorf("observations: %+v", r.Observations)
		}
		if len(r.Rows) != 4 {
			t.Errorf("a grader sees %d rows, not those that were never sent too", len(r.Rows))
		}

		// Players see it after ENDEX while the board is open: what was sent, and their own party's observations.
		p.ask("petra", "GET", "/exercise/report", "", 200, &r)
		if len(r.Rows) != 2 || len(r.Observations) != 1 {
			t.Errorf("a player sees %d rows and %d observations", len(r.Rows), len(r.Observations))
		}
		_, err = p.score.Show(ctx, conducttest.Controller(), realm, score.Hidden)
		p.Must(err)
		p.ask("petra", "GET", "/exercise/report", "", 403, nil)
		p.ask("petra", "GET", "/exercise/report.pdf", "", 403, nil)

		for _, lang := range []string{"en", "fr", "cs"} {
			page := p.ask("carl", "GET", "/exercise/report.html?lang="+lang, "", 200, nil)
			if strings.Count(page, "EXERCISE EXERCISE EXERCISE") < 2 || !strings.Contains(page, "First letter") || !strings.Contains(page, "0:04:00") {
				t.Errorf("in %s the page is %.300s", lang, page)
			}
			sheet := p.ask("carl", "GET", "/exercise/report.pdf?lang="+lang, "", 200, nil)
			if !strings.HasPrefix(sheet, "%PDF-") {
				t.Errorf("in %s it begins with %.20s", lang, sheet)
			}
			if dir := os.Getenv("ENTENTE_SHEETS"); dir != "" {
				p.Must(os.WriteFile(dir+"/aftermath-"+lang+".pdf", []byte(sheet), 0o600))
			}
		}
		p.ask("carl", "GET", "/exercise/report.html?lang=xx", "", 400, nil)

		// The file holds words, and nothing by which something of the realm could be found.
		file := p.ask("carl", "GET", "/exercise/observations/file", "", 200, nil)
		f, err := lesson.ReadFile([]byte(file))
		if err != nil || f.Name != "Winter Shield" || len(f.Observations) != 2 || f.Observations[0].About != "Czech SOC" || strings.Contains(file, r.Observations[0].ID) {
			t.Errorf("the file is %s: %v", file, err)
		}
	})
}

// plan writes a list of two injects: one goes to both teams, of the other nobody hears.
func plan(ctx context.Context, p *played, ada authz.Actor) {
	const realm = conducttest.Realm
	version := int64(0)
	step := func(st msel.Standing, err error) {
		p.Must(err)
		version = st.Version
	}
	step(p.plans.SetHead(ctx, ada, realm, version, msel.Head{Name: "Winter Shield", Language: "en"}))
	step(p.plans.SetTeams(ctx, ada, realm, version, []msel.Team{{ID: "cze-soc", Party: "CZE", Name: "Czech SOC"}, {ID: "hub-desk", Party: "HUB", Name: "Hub desk"}}))
	step(p.plans.SetObjectives(ctx, ada, realm, version, []msel.Objective{{ID: "o1", Name: "Inform in time"}}))
	told := msel.Criterion{ID: "told", Name: "Something was released within thirty minutes", Category: "reporting", Points: 10, Within: msel.Of(1800), Strategy: "journal", Rule: jsontext.Value(`{"kind":"release.made"}`)}
	for _, in := range []msel.Inject{
		{Title: "First letter", At: conducttest.At(0), Tests: []string{"o1"}, Criteria: []msel.Criterion{told}},
		{Title: "If need be", At: conducttest.At(5 * time.Hour)},
	} {
		in.Type, in.Channel, in.Status, in.From, in.Payload = msel.Expected, msel.ByMail, msel.Ready, "Ministry", jsontext.Value(`{"subject":"Hello","text":"Read this."}`)
		_, err := p.plans.Put(ctx, ada, realm, in, 0)
		p.Must(err)
	}
}
