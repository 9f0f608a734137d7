package agreement

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

func TestTemplatesAreSound(t *testing.T) {
	t.Parallel()
	all, err := Templates()
	if err != nil || len(all) != 2 {
		t.Fatalf("%d templates, %v", len(all), err)
	}
	for _, tmpl := range all {
		clauses, values, err := tmpl.bind(nil)
		if err != nil {
			t.Fatalf("%s: its defaults are refused: %v", tmpl.ID, err)
		}
		if err := checkClauses(clauses); err != nil {
			t.Errorf("%s: %v", tmpl.ID, err)
		}
		text, raw := "", ""
		for i, c := range clauses {
			text += c.Text
			raw += tmpl.Clauses[i].Text
			for _, p := range tmpl.Clauses[i].Provisions {
				for _, takes := range p.Takes {
					if _, name, _ := strings.Cut(takes, "="); !strings.Contains(c.Text+tmpl.Clauses[i].Text, "{"+name+"}") {
						t.Errorf("%s: provision %s goes by %q, which its clause does not say", tmpl.ID, p.ID, name)
					}
				}
			}
		}
		if strings.ContainsAny(text, "{}") {
			t.Errorf("%s: a parameter is not filled in: %s", tmpl.ID, text)
		}
		for _, p := range tmpl.Parameters {
			if !strings.Contains(raw, "{"+p.Name+"}") {
				t.Errorf("%s: no clause says %q", tmpl.ID, p.Name)
			}
			if p.Help == "" {
				t.Errorf("%s: %q is not explained", tmpl.ID, p.Name)
			}
		}
		again, _, err := tmpl.bind(values)
		if diff := cmp.Diff(clauses, again); err != nil || diff != "" {
			t.Errorf("%s: bound again it reads otherwise: %v\n%s", tmpl.ID, err, diff)
		}
	}
}

func TestClauseAndRuleSayTheSame(t *testing.T) {
	t.Parallel()
	tmpl, err := templateByID("bilateral-exchange")
	if err != nil {
		t.Fatal(err)
	}
	clauses, _, err := tmpl.bind(map[string]any{"categories": []any{"report", "indicator", "report"}, "ceiling": "TLP:GREEN", "onward": true, "onward_ceiling": "white", "onward_to": []any{"EST"}, "direction": "to-depositary"})
	if err != nil {
		t.Fatal(err)
	}
	for i, says := range map[int]string{1: "categories: indicator, report. Direction: to-depositary", 2: "TLP:green", 3: "is permitted, where its originator released it for that, up to and including TLP:clear, to: EST."} {
		if !strings.Contains(clauses[i].Text, says) {
			t.Errorf("clause %s does not say %q: %s", clauses[i].ID, says, clauses[i].Text)
		}
	}
	a := of()
	a.Realm, a.Clauses, a.Template, a.Generation, a.Title = ids.Live, clauses, tmpl.ID, tmpl.Generation, "Exchange"
	cite := func(i int) policy.Citation {
		return policy.Citation{Agreement: "a", Title: "Exchange", Template: "bilateral-exchange", Generation: 2, Digest: a.DigestText(), Clause: clauses[i].ID, Provision: clauses[i].Provisions[0].ID, Text: clauses[i].Text}
	}
	all := []ids.Party{"CZE", "EST", "HUB"}
	want := []policy.Rule{
		{Kind: policy.Share, Realm: ids.Live, From: []ids.Party{"CZE", "EST"}, To: []ids.Party{"HUB"}, Categories: []string{"indicator", "report"}, Citation: cite(1)},
		{Kind: policy.Ceiling, Realm: ids.Live, From: all, To: all, TLP: marking.Green, Citation: cite(2)},
		{Kind: policy.OnwardRelease, Realm: ids.Live, From: all, To: all, TLP: marking.Clear, Onward: policy.Onward{Allowed: true, To: []ids.Party{"EST"}}, Citation: cite(3)},
	}
	if diff := cmp.Diff(want, a.rules()); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	a.Clauses[1].Provisions[0].Direction = "from-depositary"
	if r := a.rules()[0]; !cmp.Equal(r.From, []ids.Party{"HUB"}) || !cmp.Equal(r.To, []ids.Party{"CZE", "EST"}) {
		t.Errorf("from the depositary the rule goes from %v to %v", r.From, r.To)
	}
}

func TestParametersStayInTheirBounds(t *testing.T) {
	t.Parallel()
	tmpl, err := templateByID("bilateral-exchange")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name  string
		value any
		text  string // "" when it is good
	}{
		{"ceiling", "clear", ""}, {"ceiling", "amber+strict", ""}, {"ceiling", "red", "up to tlp:amber+strict"}, {"ceiling", "", "TLP level"}, {"ceiling", "purple", "TLP level"}, {"ceiling", 3, "TLP level"}, {"ceiling", nil, "TLP level"},
		{"onward_ceiling", "amber", ""}, {"onward_ceiling", "amber+strict", "up to tlp:amber"},
		{"onward", false, ""}, {"onward", "yes", "true or false"}, {"onward", 1.0, "true or false"},
		{"direction", "from-depositary", ""}, {"direction", "up", "choose one of"}, {"direction", true, "choose one of"},
		{"categories", []string{"malware"}, ""}, {"categories", "malware", ""}, {"categories", []any{}, "at least one"}, {"categories", []any{"recipe"}, "choose from"}, {"categories", []any{1.0}, "list of words"}, {"categories", 1.0, "list of words"},
		{"onward_to", []any{}, ""}, {"onward_to", []any{"EST", "LVA"}, ""}, {"onward_to", []any{"est"}, "party code"}, {"onward_to", "everyone", "party code"},
		{"recall_hours", 1, ""}, {"recall_hours", int64(720), ""}, {"recall_hours", 24.0, ""}, {"recall_hours", 0, "from 1 to 720"}, {"recall_hours", 721, "from 1 to 720"}, {"recall_hours", 1.5, "whole number"}, {"recall_hours", 1e300, "whole number"}, {"recall_hours", "24", "whole number"},
		{"colour", "blue", "no parameter"},
	} {
		_, _, err := tmpl.bind(map[string]any{tc.name: tc.value})
		switch {
		case tc.text == "" && err != nil:
			t.Errorf("%s = %v is refused: %v", tc.name, tc.value, err)
		case tc.text != "" && (errs.KindOf(err) != errs.Invalid || !strings.Contains(err.Error(), tc.text)):
			t.Errorf("%s = %v gives %v, want %q", tc.name, tc.value, err, tc.text)
		}
	}
	odd := Template{Parameters: []Parameter{{Name: "x", Type: "poem"}}}
	_, _, err = odd.bind(nil)
	wantKind(t, err, errs.Invalid, "not known")
}

func TestDraftRefuses(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		good := NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: "Exchange", Parties: []ids.Party{"CZE"}}
		for name, tc := range map[string]struct {
			change func(*NewDraft)
			kind   errs.Kind
			text   string
		}{
			"a template that is not there": {func(d *NewDraft) { d.Template = "none" }, errs.NotFound, "no template"},
			"three for two":                {func(d *NewDraft) { d.Parties = []ids.Party{"CZE", "EST"} }, errs.Invalid, "two parties"},
			"alone":                        {func(d *NewDraft) { d.Parties = nil }, errs.Invalid, "two parties"},
			"with itself":                  {func(d *NewDraft) { d.Parties = []ids.Party{"HUB"} }, errs.Invalid, "two parties"},
			"all alone":                    {func(d *NewDraft) { d.Template, d.Parties = "multilateral-exchange", nil }, errs.Invalid, "2 to"},
			"with a stranger":              {func(d *NewDraft) { d.Parties = []ids.Party{"LVA"} }, errs.NotFound, "not known"},
			"without a title":              {func(d *NewDraft) { d.Title = "" }, errs.Invalid, "title"},
			"with a title too long":        {func(d *NewDraft) { d.Title = strings.Repeat("x", maxTitle+1) }, errs.Invalid, "title"},
			"with a title of two lines":    {func(d *NewDraft) { d.Title = "Ex\nchange" }, errs.Invalid, "title"},
			"with a title turned round":    {func(d *NewDraft) { d.Title = "Ex\u202echange" }, errs.Invalid, "title"},
			"with a parameter out of line": {func(d *NewDraft) { d.Params = map[string]any{"ceiling": "red"} }, errs.Invalid, "ceiling"},
			"without a realm":              {func(d *NewDraft) { d.Realm = "" }, errs.Invalid, "realm"},
			"in a realm of odd form":       {func(d *NewDraft) { d.Realm = "Live!" }, errs.Invalid, "realm"},
			"of another age":               {func(d *NewDraft) { d.EffectiveFrom = time.Date(1066, 10, 14, 0, 0, 0, 0, time.UTC) }, errs.Invalid, "date"},
			"of a year with five digits":   {func(d *NewDraft) { d.EffectiveFrom = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, errs.Invalid, "date"},
		} {
			d := good
			tc.change(&d)
			if _, err := w.nodes["HUB"].Draft(ctx, w.director("HUB"), d); errs.KindOf(err) != tc.kind || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("%s: got %v (%s), want %s with %q", name, err, errs.KindOf(err), tc.kind, tc.text)
			}
		}
		good.Title = strings.Repeat("é", maxTitle/2)
		w.must(w.nodes["HUB"].Draft(ctx, w.director("HUB"), good))
		if all, err := w.nodes["HUB"].List(ctx, w.director("HUB").In(ids.Live)); err != nil || len(all) != 1 {
			t.Errorf("%d drafts are held, %v", len(all), err)
		}
		if got := w.post("HUB"); len(got) != 0 {
			t.Errorf("a draft left the node: %v", got)
		}
	})
}
