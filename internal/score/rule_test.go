package score

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/msel"
)

func act(minutes int, team, kind, about, body string, audience ...ids.Party) conduct.Observed {
	return conduct.Observed{ID: kind + about, Party: "CZE", Team: team, Kind: kind, About: about, Audience: audience, Time: (time.Duration(minutes) * time.Minute).Microseconds(), Body: jsontext.Value(body)}
}

// TestRulesOverActs holds what players did to the rules that exercises need, and
// demands the words.
func TestRulesOverActs(t *testing.T) {
	t.Parallel()
	const (
		informed = `{"kind":"release.made","where":[{".body.parties.HUB.released":{"comparison":"count","values":[">=1"]}}]}`
		kept     = `{"kind":"warning.issued","never":true,"where":[{".body.statement.tlp":{"comparison":"equals_any","values":["clear","green"]}}]}`
		decided  = `{"kinds":["crisis.final"],"by":"party","where":[{".body.outcome":{"comparison":"equals","values":["adopted"]}}]}`
		sighted  = `{"kind":"release.made","where":[{".body.parties.HUB.types.sighting":{"comparison":"count","values":[">=1"]}}]}`
		lodged   = `{"kind":"assist.lodged","where":[{".body.statement.body.request.situation":{"comparison":"regex","values":[".+"]},".body.statement.body.request.roles":{"comparison":"count","values":[">=1"]}}]}`
		twice    = `{"kind":"warning.acknowledged","count":2}`
	)
	for name, c := range map[string]struct {
		rule  string
		acts  []conduct.Observed
		over  bool
		state State
		says  string
	}{
		"the hub was told":                {informed, []conduct.Observed{act(12, "soc", "release.made", "r1", `{"parties":{"HUB":{"released":2}}}`)}, false, Met, "SOC did release.made at T+0:12:00, 12 min after the inject"},
		"the hub was told too late":       {informed, []conduct.Observed{act(41, "soc", "release.made", "r1", `{"parties":{"HUB":{"released":2}}}`)}, true, NotMet, "41 min after the inject, and 30 min were allowed"},
		"somebody else was told":          {informed, []conduct.Observed{act(12, "soc", "release.made", "r1", `{"parties":{"EST":{"released":2}}}`)}, true, NotMet, "the nearest act is release.made of SOC at T+0:12:00, and does not fit"},
		"another team told the hub":       {informed, []conduct.Observed{act(12, "csirt", "release.made", "r1", `{"parties":{"HUB":{"released":2}}}`)}, true, NotMet, "nobody of SOC has done release.made since the inject"},
		"before the inject":               {informed, []conduct.Observed{act(-1, "soc", "release.made", "r1", `{"parties":{"HUB":{"released":2}}}`)}, true, NotMet, "nobody of SOC"},
		"nothing yet":                     {informed, nil, false, Open, "nobody of SOC has done release.made"},
		"the marking was kept":            {kept, []conduct.Observed{act(5, "soc", "warning.issued", "w1", `{"statement":{"tlp":"amber"}}`)}, true, Met, "nothing of the kind warning.issued was done that was not to be"},
		"the marking was not kept":        {kept, []conduct.Observed{act(5, "soc", "warning.issued", "w1", `{"statement":{"tlp":"green"}}`)}, false, NotMet, "SOC did warning.issued at T+0:05:00, which was not to be"},
		"the decision was taken":          {decided, []conduct.Observed{act(20, "", "crisis.final", "p1", `{"outcome":"adopted"}`)}, false, Met, "CZE did crisis.final"},
		"the decision was another":        {decided, []conduct.Observed{act(20, "", "crisis.final", "p1", `{"outcome":"refused"}`)}, true, NotMet, "equals adopted was asked for"},
		"the sighting was released":       {sighted, []conduct.Observed{act(9, "soc", "release.made", "r1", `{"parties":{"HUB":{"released":2,"types":{"indicator":1,"sighting":1}}}}`)}, false, Met, "release.made"},
		"the sighting went elsewhere":     {sighted, []conduct.Observed{act(9, "soc", "release.made", "r1", `{"parties":{"EST":{"released":1,"types":{"sighting":1}}}}`)}, true, NotMet, "count >=1 was asked for"},
		"the request has what it needs":   {lodged, []conduct.Observed{act(9, "soc", "assist.lodged", "q1", `{"statement":{"body":{"request":{"situation":"Encrypted.","roles":[{}]}}}}`)}, false, Met, "assist.lodged"},
		"the request lacks its roles":     {lodged, []conduct.Observed{act(9, "soc", "assist.lodged", "q1", `{"statement":{"body":{"request":{"situation":"Encrypted."}}}}`)}, true, NotMet, "count >=1 was asked for"},
		"once where twice was asked for":  {twice, []conduct.Observed{act(9, "soc", "warning.acknowledged", "w1", `{}`)}, true, NotMet, "it was done 1 times in time, and 2 are asked for"},
		"twice, and the second too late":  {twice, []conduct.Observed{act(9, "soc", "warning.acknowledged", "w1", `{}`), act(31, "soc", "warning.acknowledged", "w2", `{}`)}, true, NotMet, "as was asked for, but 31 min"},
		"twice where twice was asked for": {twice, []conduct.Observed{act(9, "soc", "warning.acknowledged", "w1", `{}`), act(30, "soc", "warning.acknowledged", "w2", `{}`)}, false, Met, "it was done 2 times"},
	} {
		r, err := actRule(msel.Criterion{Strategy: byJournal, Rule: jsontext.Value(c.rule)})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		v, err := JudgeActs(context.Background(), r, Frame{Team: "soc", Name: "SOC", Party: "CZE", Sent: 0, Until: 30 * time.Minute, Over: c.over}, c.acts)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var said []string
		for _, p := range v.Trace {
			said = append(said, p.String())
		}
		if v.State != c.state || !strings.Contains(strings.Join(said, "; "), c.says) {
			t.Errorf("%s: %s, %q; want %s, %q", name, v.State, said, c.state, c.says)
		}
	}
}

func TestRulesOverAnswers(t *testing.T) {
	t.Parallel()
	say := func(minutes int, text string) conduct.Message {
		return conduct.Message{Side: conduct.SidePlayer, Name: "Petra", Text: text, Time: time.Duration(minutes) * time.Minute}
	}
	for name, c := range map[string]struct {
		rule    AnswerRule
		answers []conduct.Message
		over    bool
		state   State
		says    string
	}{
		"the right words":     {AnswerRule{Contains: []string{"198.51.100.7", "BLOCK"}}, []conduct.Message{say(3, "We block 198.51.100.7.")}, false, Met, "Petra gave the right answer at T+0:03:00"},
		"a word is missing":   {AnswerRule{Contains: []string{"198.51.100.7", "block"}}, []conduct.Message{say(3, "We look at 198.51.100.7.")}, true, NotMet, `does not say "block"`},
		"the second is right": {AnswerRule{Regex: `cve-2026-\d+`}, []conduct.Message{say(3, "Wait."), say(9, "It is CVE-2026-1234.")}, false, Met, "T+0:09:00"},
		"right and too late":  {AnswerRule{Contains: []string{"yes"}}, []conduct.Message{say(45, "Yes.")}, true, NotMet, "but 45 min after the inject, and 30 min were allowed"},
		"none":                {AnswerRule{Contains: []string{"yes"}}, nil, true, NotMet, "SOC has not answered"},
	} {
		v, err := JudgeAnswers(c.rule, Frame{Name: "SOC", Until: 30 * time.Minute, Over: c.over}, c.answers)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v.State != c.state || len(v.Trace) == 0 || !strings.Contains(v.Trace[0].String(), c.says) {
			t.Errorf("%s: %s, %v; want %s, %q", name, v.State, v.Trace, c.state, c.says)
		}
	}
}

// TestARuleThatCannotBeUsedIsRefused before anybody plays.
func TestARuleThatCannotBeUsedIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ strategy, rule string }{
		{"journal", `{}`}, {"journal", `{"kind":"release.made","where":[{".body[":{"comparison":"equals","values":["a"]}}]}`}, {"journal", `{"kind":"release.made","by":"nobody"}`}, {"journal", `{"kind":"release.made","colour":"red"}`},
		{"data_filtering", `{"parameters":[{"name":{"comparison":"like","values":["a"]}}]}`}, {"answer", `{"regex":"("}`}, {"http", `{}`}, {"tcp", `{"url":"http://x"}`}, {"python", `{}`},
	} {
		if Check(msel.Criterion{Strategy: c.strategy, Rule: jsontext.Value(c.rule)}) == nil {
			t.Errorf("%s %s is taken", c.strategy, c.rule)
		}
	}
}
