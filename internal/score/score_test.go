package score_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/dial"
	"entente/internal/base/ids"
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
