package app

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/crisis"
	"entente/internal/score"
)

// TestTheReadyRuleJudgesARealDecision: an adoption by silence leaves an entry in the
// journal of a member's node, and the rule that the editor offers is met by it.
func TestTheReadyRuleJudgesARealDecision(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../web/src/msel/ready.json")
	if err != nil {
		t.Fatal(err)
	}
	var ready map[string]jsontext.Value
	var rule score.JournalRule
	if err := json.Unmarshal(b, &ready); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(ready["decided"], &rule); err != nil {
		t.Fatal(err)
	}
	nations := []ids.Party{"CZE", "EST"}
	eachCircle(t, effectsFrom, nations, func(t *testing.T, c *circle) {
		body := c.constitute(nations, nil)
		judge := func() score.Verdict {
			t.Helper()
			var acts []conduct.Observed
			c.must(c.nodes["CZE"].DB.Read(t.Context(), func(tx *db.Tx) (err error) {
				acts, err = db.Rows(t.Context(), tx, func(s db.Scanner) (conduct.Observed, error) {
					o := conduct.Observed{Party: "CZE", Kind: "crisis.final"}
					var raw []byte
					err := s.Scan(&raw)
					o.Body = raw
					return o, err
				}, `SELECT body FROM journal_entry WHERE kind = 'crisis.final' ORDER BY seq`)
				return err
			}))
			v, err := score.JudgeActs(t.Context(), rule, score.Frame{Team: "soc", Name: "SOC", Party: "CZE", Until: time.Hour, Over: true}, acts)
			c.must(err)
			return v
		}
		v, err := c.propose("CZE", body, crisis.Silence)
		c.must(err)
		c.put(v.ID)
		_, err = c.nodes["EST"].Crises.Stand(t.Context(), c.who("EST"), ids.Live, v.ID, crisis.Position{Stand: crisis.Break, Words: "Not now."})
		c.must(err)
		c.settle()
		c.lapse()
		if got := judge(); got.State != score.NotMet || !strings.Contains(got.Trace[1].String(), "adopted was asked for") {
			t.Errorf("silence was broken, and it is %s: %v", got.State, got.Trace)
		}
		v, err = c.propose("CZE", body, crisis.Silence)
		c.must(err)
		c.put(v.ID)
		c.lapse()
		if got := judge(); got.State != score.Met || got.Trace[0].String() != "CZE did crisis.final at T+0:00:00, 0 s after the inject" {
			t.Errorf("it was adopted, and it is %s: %v", got.State, got.Trace)
		}
	})
}
