package scenario

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/conduct"
	"entente/internal/crisis"
	"entente/internal/format/marking"
	"entente/internal/intel"
	"entente/internal/msel"
	"entente/internal/policy"
	"entente/internal/release"
	"entente/internal/score"
	"entente/internal/warning"
)

// ready reads the rules that the editor of the list offers.
func ready(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile("../../web/src/msel/ready.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]jsontext.Value
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for name, rule := range all {
		out[name] = string(rule)
	}
	return out
}

// TestTheReadyRulesJudgeWhatPlayersReallyDo: players release, warn, ask for help and
// break silence at their node, and each rule that the editor offers judges the entries
// that this leaves in its journal, met and missed, in words.
func TestTheReadyRulesJudgeWhatPlayersReallyDo(t *testing.T) {
	t.Parallel()
	s, rules := newStage(t, false), ready(t)
	ctx, realm := t.Context(), s.x.Realm()
	to := func(name, party string) string { return strings.ReplaceAll(rules[name], "PARTY", party) }
	looser := func(name string) string {
		return strings.ReplaceAll(rules[name], `["clear", "green"]`, `["clear","green","amber"]`)
	}
	cases := []struct {
		id, rule string
		want     score.State
		why      string
	}{
		{"informed", to("informed", "HUB"), score.Met, "Czech SOC did release.made at T+0:00:"},
		{"informed-lva", to("informed", "LVA"), score.NotMet, "the nearest act is release.made of Czech SOC"},
		{"sighted", to("sighted", "HUB"), score.Met, "Czech SOC did release.made"},
		{"sighted-lva", to("sighted", "LVA"), score.NotMet, "does not fit"},
		{"kept", rules["kept"], score.NotMet, "Czech SOC did release.made at T+0:00:"},
		{"kept-clear", strings.ReplaceAll(rules["kept"], `["clear", "green"]`, `["clear"]`), score.Met, "nothing of the kind release.made was done that was not to be"},
		{"warned", rules["warned"], score.Met, "nothing of the kind warning.issued was done that was not to be"},
		{"warned-amber", looser("warned"), score.NotMet, "Czech SOC did warning.issued at T+0:00:"},
		{"lodged", rules["lodged"], score.Met, "Czech SOC did assist.lodged at T+0:00:"},
		{"lodged-lodging", strings.ReplaceAll(rules["lodged"], "request.measures", "request.host_support"), score.NotMet, "the nearest act is assist.lodged of Czech SOC"},
		{"decided", rules["decided"], score.NotMet, "the nearest act is crisis.final of CZE"},
		{"broken", strings.ReplaceAll(rules["decided"], `"adopted"`, `"broken"`), score.Met, "CZE did crisis.final"},
	}
	inject := msel.Inject{Number: "1", Title: "Everything", Status: msel.Ready, Type: msel.Expected, Channel: msel.ByMail, At: seconds(0), From: "Ministry", To: []string{"cze-soc"}, Payload: []byte(`{"subject":"All","text":"Do what is yours."}`), Expected: "All of it."}
	for _, c := range cases {
		inject.Criteria = append(inject.Criteria, msel.Criterion{ID: c.id, Name: c.id, Points: 1, Strategy: "journal", Rule: []byte(c.rule)})
	}
	s.release(inject)
	hub, cze, ann := s.in("HUB"), s.in("CZE"), s.excon("ann")
	jan := authz.Person("CZE", s.blue().Person, "jan", "test", "", append(authz.Grants(authz.Roles()...), authz.ExercisePlay, authz.ExerciseRead))
	eva := authz.Person("CZE", "eva", "eva", "test", "", authz.Grants(authz.Roles()...))
	_, err := hub.Conduct.Start(ctx, ann, realm)
	s.must(err)
	s.until("CZE", "the inject", func() bool {
		items, err := cze.Conduct.Inbox(ctx, jan.In(realm), 10)
		return err == nil && len(items) == 1
	})

	id, text := indicator("judged", green)
	sighting := "sighting--" + ids.New()
	_, err = cze.Intel.Import(ctx, jan, intel.ImportInput{Realm: realm, Name: "found"}, bundle(text, fmt.Sprintf(
		`{"type":"sighting","spec_version":"2.1","id":"%s","created":"2026-11-20T08:00:00.000Z","modified":"2026-11-20T08:00:00.000Z","object_marking_refs":["%s"],"sighting_of_ref":"%s","count":3}`, sighting, green, id)))
	s.must(err)
	_, err = cze.Releases.Make(ctx, jan, realm, release.Ask{Select: intel.Selection{IDs: []string{id, sighting}}, To: []ids.Party{"HUB"}, Onward: policy.Onward{Allowed: true}})
	s.must(err)

	bases, err := cze.Warnings.Bases(ctx, jan.In(realm))
	s.must(err)
	_, err = cze.Warnings.Issue(ctx, jan, realm, warning.NewWarning{Agreement: bases[0].Agreement, Provision: bases[0].Provision.ID, To: []ids.Party{"HUB"}, TLP: marking.Amber,
		Text: warning.Text{Cause: "campaign", Title: clause.Text{"en": "Letters"}, Text: clause.Text{"en": "They ask for passwords."}, Sectors: []string{}, Actions: []clause.Text{}, Objects: []string{}}})
	s.must(err)

	d, err := cze.Assists.Draft(ctx, jan, realm, assist.Request{Title: "Ministry encrypted", Beneficiary: "Body A", Pseudonym: true, Entity: "state", Severity: assist.Severity{Scheme: "nukib", Value: "III"}, Impact: "national", Situation: "File servers are encrypted.",
		Services: []string{"forensics"}, Roles: []assist.Role{{ID: "r1", Title: "Examiner", Count: 2, Service: "forensics", Clearance: "secret"}}, Mode: "onsite", Measures: "Segments are cut off.", Taken: "most", NeededBy: time.Now().Add(72 * time.Hour), Duration: "P14D",
		TLP: "green", Audience: "directed", Liability: "As the memorandum says.", Cost: "Each bears its own.", Contact: "+420 600 000 000", Fallback: "duty@example.org"})
	s.must(err)
	d, err = cze.Assists.Authorise(ctx, eva, realm, d.ID, d.Version)
	s.must(err)
	_, err = cze.Assists.Lodge(ctx, jan, realm, d.ID, d.Version, assist.Basis{})
	s.must(err)

	var body crisis.BodyView
	s.until("CZE", "the body in the realm", func() bool {
		all, err := cze.Crises.Bodies(ctx, jan.In(realm))
		if err == nil && len(all) == 1 {
			body = all[0]
		}
		return body.Provision != ""
	})
	p, err := cze.Crises.Propose(ctx, jan, realm, crisis.NewProposal{Agreement: body.Agreement, Provision: body.Provision, TLP: marking.Green, Text: crisis.Proposal{Level: body.Levels[0].Name, Mode: crisis.Silence, Title: clause.Text{"en": "Act"}, Text: clause.Text{"en": "We act."},
		Annexes: []crisis.Annex{}, Requests: []string{}, Objects: []string{}, Effects: []crisis.Effect{}}})
	s.must(err)
	s.until("HUB", "the text before the members", func() bool {
		_, err := hub.Crises.Put(ctx, s.all("HUB"), realm, p.ID, crisis.Putting{Expires: time.Now().Add(time.Hour)})
		return err == nil
	})
	s.until("CZE", "silence, broken", func() bool {
		_, err := cze.Crises.Stand(ctx, jan, realm, p.ID, crisis.Position{Stand: crisis.Break, Words: "Not without an end."})
		return err == nil
	})
	s.until("CZE", "the outcome", func() bool {
		v, err := cze.Crises.Get(ctx, jan.In(realm), p.ID)
		return err == nil && v.State == crisis.FinalAs
	})

	judged := map[string]score.JudgementView{}
	look := func() {
		all, _, err := hub.Scores.Judgements(ctx, ann.In(realm), score.Filter{Team: "cze-soc", Limit: 50})
		s.must(err)
		for _, j := range all {
			judged[j.Criterion] = j
		}
	}
	s.until("HUB", "what was done, judged", func() bool {
		look()
		return judged["broken"].State == score.Met && judged["lodged"].State == score.Met && judged["warned-amber"].State == score.NotMet
	})
	_, err = hub.Conduct.Set(ctx, ann, realm, conduct.ActEnd, 0, 0)
	s.must(err)
	s.until("HUB", "everything judged after ENDEX", func() bool {
		look()
		for _, j := range judged {
			if j.State == score.Open {
				return false
			}
		}
		return true
	})
	for _, c := range cases {
		if j := judged[c.id]; j.State != c.want || !strings.Contains(strings.Join(j.Rule.Text, "; "), c.why) {
			t.Errorf("%s: %s, %q; want %s, %q", c.id, j.State, j.Rule.Text, c.want, c.why)
		}
	}
}
