package clause

import (
	"strings"
	"testing"

	"entente/internal/base/errs"
	"entente/internal/policy"
)

func english(s string) Text { return Text{"en": s} }

// sound is a small generation with a parameter of each kind that matters here.
func sound() Generation {
	return Generation{V: 1, Template: "small", Number: 1, Languages: []string{"en"}, Title: english("Small"), Summary: english("Small"),
		Parameters: []Parameter{
			{Name: "ceiling", Type: "tlp", Help: english("Ceiling"), Default: "amber", Ceiling: "amber", Varies: true},
			{Name: "categories", Type: "list", Help: english("What"), Default: []any{"report", "indicator"}, Choices: []string{"indicator", "report"}, Varies: true},
			{Name: "onward_to", Type: "parties", Help: english("To whom"), Default: []any{}},
			{Name: "onward", Type: "flag", Help: english("Onward"), Default: true, Words: map[string]Text{"true": english("welcome")}},
			{Name: "offices", Type: "number", Help: english("Offices"), Default: 1, Min: 1, Max: 3},
			{Name: "notice", Type: "span", Help: english("Notice"), Default: "P30D", Shortest: "P1D", Longest: "P1Y"},
			{Name: "term", Type: "span", Help: english("Term"), Default: ""},
		},
		Clauses: []Clause{
			{ID: "1", Title: english("Who"), Text: english("{offices} sign."), Provisions: []Provision{{ID: "1.1", Kind: Offices, Takes: []string{"signatures=offices"}}}},
			{ID: "2", Title: english("What"), Text: english("Given: {categories}, up to TLP:{ceiling}."), Reservable: true, Provisions: []Provision{
				{ID: "2.1", Kind: policy.Share, Direction: "both", Takes: []string{"categories=categories"}}, {ID: "2.2", Kind: policy.Ceiling, Takes: []string{"tlp=ceiling"}}}},
			{ID: "3", Title: english("Onward"), Text: english("Passing on is {onward}, to: {onward_to}."), Provisions: []Provision{{ID: "3.1", Kind: policy.OnwardRelease, TLP: "green", Takes: []string{"allowed=onward", "to=onward_to"}}}},
			{ID: "4", Title: english("End"), Text: english("Notice: {notice}. Term: {term}."), Provisions: []Provision{{ID: "4.1", Kind: Final, Binding: "political", Authentic: "en", Takes: []string{"notice=notice", "duration=term"}}}},
		}}
}

func TestBindingPutsTheSameIntoTextAndRule(t *testing.T) {
	t.Parallel()
	b, err := sound().Bind(Choice{Params: map[string]any{"ceiling": "TLP:GREEN", "categories": []any{"report"}, "onward_to": []any{"EST"}, "notice": "P45D"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"1 sign.", "Given: report, up to TLP:green.", "Passing on is welcome, to: EST.", "Notice: 45 days. Term: no fixed time."} {
		if got := b.Clauses[i].Text["en"]; got != want {
			t.Errorf("clause %d says %q, want %q", i+1, got, want)
		}
	}
	share, ceiling, onward, final := b.Clauses[1].Provisions[0], b.Clauses[1].Provisions[1], b.Clauses[2].Provisions[0], b.Clauses[3].Provisions[0]
	if len(share.Categories) != 1 || share.Categories[0] != "report" || share.Direction != "both" || ceiling.TLP != "green" || !onward.Allowed || onward.To[0] != "EST" || final.Notice != "P45D" || final.Duration != "" {
		t.Errorf("provisions %+v %+v %+v %+v", share, ceiling, onward, final)
	}
	if err := Check(b.Clauses, []string{"en"}); err != nil {
		t.Errorf("what was bound is refused: %v", err)
	}
	again, err := sound().Bind(Choice{Params: b.Params})
	if err != nil || !Same(again.Clauses, b.Clauses) {
		t.Errorf("bound again it reads otherwise: %v", err)
	}
}

func TestParametersStayInTheirBounds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		value any
		text  string // "" when it is good
	}{
		{"ceiling", "clear", ""}, {"ceiling", "amber", ""}, {"ceiling", "amber+strict", "up to tlp:amber"}, {"ceiling", "", "TLP level"}, {"ceiling", 3, "TLP level"}, {"ceiling", nil, "TLP level"},
		{"onward", false, ""}, {"onward", "yes", "true or false"}, {"onward", 1.0, "true or false"},
		{"categories", []string{"report"}, ""}, {"categories", "report", ""}, {"categories", []any{}, "at least one"}, {"categories", []any{"recipe"}, "choose from"}, {"categories", []any{1.0}, "list of words"}, {"categories", 1.0, "list of words"},
		{"onward_to", []any{}, ""}, {"onward_to", []any{"EST", "LVA"}, ""}, {"onward_to", []any{"est"}, "party code"},
		{"offices", 3, ""}, {"offices", 2.0, ""}, {"offices", 0, "from 1 to 3"}, {"offices", 1.5, "whole number"}, {"offices", 1e300, "whole number"}, {"offices", "2", "whole number"},
		{"notice", "P1D", ""}, {"notice", "P1Y", ""}, {"notice", "PT23H", "from P1D to P1Y"}, {"notice", "P2Y", "from P1D to P1Y"}, {"notice", "", "length of time"}, {"notice", "P0D", "length of time"}, {"notice", "30 days", "length of time"}, {"notice", 30, "length of time"},
		{"term", "", ""}, {"term", "P5Y", ""},
		{"colour", "blue", "no parameter"},
	} {
		_, err := sound().Bind(Choice{Params: map[string]any{tc.name: tc.value}})
		switch {
		case tc.text == "" && err != nil:
			t.Errorf("%s = %v is refused: %v", tc.name, tc.value, err)
		case tc.text != "" && (errs.KindOf(err) != errs.Invalid || !strings.Contains(err.Error(), tc.text)):
			t.Errorf("%s = %v gives %v, want %q", tc.name, tc.value, err, tc.text)
		}
	}
}

func TestAGenerationThatIsNotSoundIsRefused(t *testing.T) {
	t.Parallel()
	if err := sound().Check(); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		change func(g *Generation)
		kind   errs.Kind
		text   string
	}{
		"another version":                {func(g *Generation) { g.V = 2 }, errs.Unsupported, "version 2"},
		"a template in capitals":         {func(g *Generation) { g.Template = "Small" }, errs.Invalid, "small letters"},
		"number nought":                  {func(g *Generation) { g.Number = 0 }, errs.Invalid, "from 1 to 999"},
		"no language":                    {func(g *Generation) { g.Languages = nil }, errs.Invalid, "languages"},
		"a language that is missing":     {func(g *Generation) { g.Languages = []string{"en", "fr"} }, errs.Invalid, "missing in fr"},
		"a language too many":            {func(g *Generation) { g.Title = Text{"en": "Small", "fr": "Petit"} }, errs.Invalid, "also given"},
		"no clause":                      {func(g *Generation) { g.Clauses = nil }, errs.Invalid, "clauses"},
		"a clause twice":                 {func(g *Generation) { g.Clauses[1].ID = "1" }, errs.Invalid, "clause \"1\""},
		"a provision twice":              {func(g *Generation) { g.Clauses[2].Provisions[0].ID = "2.1" }, errs.Invalid, "provision \"2.1\""},
		"a clause that cannot be seen":   {func(g *Generation) { g.Clauses[0].Text = english("{offices}\u200b sign.") }, errs.Invalid, "cannot be seen"},
		"a kind that nobody carries out": {func(g *Generation) { g.Clauses[0].Provisions[0].Kind = "tribute" }, errs.Unsupported, "tribute"},
		"a term that its kind has not":   {func(g *Generation) { g.Clauses[1].Provisions[1].Direction = "both" }, errs.Unsupported, "direction"},
		"a term that it takes and has not": {func(g *Generation) {
			g.Clauses[1].Provisions[1].Takes = append(g.Clauses[1].Provisions[1].Takes, "number=offices")
		}, errs.Unsupported, "number"},
		"a term that is missing":              {func(g *Generation) { g.Clauses[1].Provisions[0].Direction = "" }, errs.Invalid, "not complete"},
		"a rule that its clause does not say": {func(g *Generation) { g.Clauses[1].Text = english("Given: {categories}.") }, errs.Invalid, "does not say"},
		"a parameter that is not there":       {func(g *Generation) { g.Clauses[1].Provisions[1].Takes = []string{"tlp=roof"} }, errs.Invalid, "no parameter"},
		"a parameter that no clause says": {func(g *Generation) {
			g.Parameters = append(g.Parameters, Parameter{Name: "idle", Type: "flag", Help: english("Idle"), Default: true})
		}, errs.Invalid, "idle"},
		"a parameter of the wrong kind": {func(g *Generation) {
			g.Clauses[1].Provisions[1].Takes = []string{"tlp=categories"}
			g.Clauses[1].Text = english("{categories} {ceiling}")
		}, errs.Invalid, "does not fit"},
		"a default out of its bounds": {func(g *Generation) { g.Parameters[0].Default = "red" }, errs.Invalid, "up to tlp:amber"},
		"a span that could be varied": {func(g *Generation) { g.Parameters[5].Varies = true }, errs.Invalid, "stricter side"},
		"what governs it said twice": {func(g *Generation) {
			p := g.Clauses[3].Provisions[0]
			p.ID = "4.2"
			g.Clauses[3].Provisions = append(g.Clauses[3].Provisions, p)
		}, errs.Invalid, "second one"},
		"a parameter's type that is not known": {func(g *Generation) { g.Parameters[0].Type = "poem" }, errs.Invalid, "poem"},
	} {
		g := sound()
		tc.change(&g)
		if err := g.Check(); errs.KindOf(err) != tc.kind || !strings.Contains(err.Error(), tc.text) {
			t.Errorf("%s: got %v, want %s with %q", name, err, tc.kind, tc.text)
		}
	}
}
