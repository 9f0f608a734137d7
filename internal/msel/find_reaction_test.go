package msel

import (
	"slices"
	"testing"

	"entente/internal/base/ids"
)

// TestFindingsOnReactions: what could not be played blocks, and what nobody would answer
// is said.
func TestFindingsOnReactions(t *testing.T) {
	t.Parallel()
	plan := Plan{Teams: []Team{{ID: "lva-cert", Party: "LVA", Name: "CERT"}, {ID: "hub-desk", Party: "HUB", Name: "Desk"}}}
	at := Of(0)
	row := Inject{ID: "i1", Number: "1", Title: "Mail", Status: Ready, Type: Expected, Channel: ByMail, At: &at, To: []string{"lva-cert"}, Expected: "An answer.", Payload: []byte(`{"subject":"Hospitals","text":"What do you know?"}`)}
	answer := Reaction{ID: "r", As: "LVA", On: OnInject, Inject: "i1", Do: Answer, Team: "lva-cert", Text: "Nothing."}
	with := func(f func(r *Reaction)) Reaction { r := answer; f(&r); return r }
	scripted := Scripted{Conducts: "HUB", Simulated: []ids.Party{"LVA"}}
	for name, tc := range map[string]struct {
		r        Reaction
		scripted Scripted
		text     string
		blocks   bool
	}{
		"an inject that is not there": {with(func(r *Reaction) { r.Inject = "i9" }), scripted, "reaction r reacts to an inject that is not in the list", true},
		"a team that is not there":    {with(func(r *Reaction) { r.Team = "lva-soc" }), scripted, "reaction r answers for team lva-soc, which the plan does not have", true},
		"a team of another party":     {with(func(r *Reaction) { r.Team = "hub-desk" }), scripted, "reaction r answers for team hub-desk, which is not of LVA", true},
		"a team that does not get it": {with(func(r *Reaction) { r.As, r.Team = "HUB", "hub-desk" }), scripted, "reaction r answers it for team hub-desk, to which it does not go", true},
		"a party that is not played":  {with(func(r *Reaction) { r.As = "EST" }), scripted, "reaction r is of EST, which is neither simulated nor conducts", true},
		"nobody who answers":          {with(func(r *Reaction) { r.Do, r.Team = Open, "" }), scripted, "no reaction answers it for team lva-cert, whose party is simulated", false},
		"nothing":                     {answer, scripted, "", false},
		"who acts is not known":       {with(func(r *Reaction) { r.Do, r.Team = Open, "" }), Scripted{}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plan
			p.Reactions = []Reaction{tc.r}
			found := find(p, []Inject{row}, tc.scripted)
			if tc.text == "" {
				if len(found) > 0 {
					t.Errorf("found: %+v", found)
				}
				return
			}
			if !slices.ContainsFunc(found, func(f Finding) bool { return f.Text == tc.text && f.Blocks == tc.blocks }) {
				t.Errorf("found: %+v", found)
			}
		})
	}
}
