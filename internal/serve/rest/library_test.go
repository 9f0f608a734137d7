package rest

import (
	"strings"
	"testing"

	"entente/internal/msel"
	"entente/internal/msel/library"
)

// TestAScenarioOfTheLibraryIsTaken: it is listed, previewed with a casting, taken and
// can be put forward; its file is read by the import of files as well.
func TestAScenarioOfTheLibraryIsTaken(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	var all list[library.Scenario]
	r.do("ada", "GET", "/exercise/library", "", 200, &all)
	if len(all.Items) != 6 || all.Items[0].ID != "four-nations" || all.Items[0].Minutes != 45 || len(all.Items[0].Cast) != 5 {
		t.Fatalf("the library is %+v", all.Items)
	}
	r.do("ada", "GET", "/exercise/library/none", "", 404, nil)
	r.do("dan", "GET", "/exercise/library/four-nations", "", 403, nil)
	var p MselPreview
	r.do("ada", "POST", "/exercise/library/four-nations/preview", `{"parts":{"ALFA":"CZE"},"people":["CZE"]}`, 200, &p)
	if p.Fresh != all.Items[0].Injects || p.Faulty != 0 || len(p.Cast) != 5 || p.Cast[1].As != "CZE" || p.Cast[1].LeftOut == 0 || p.Cast[1].Reactions != 0 || p.Cast[2].LeftOut != 0 {
		t.Fatalf("the preview is %+v", p)
	}
	r.do("ada", "POST", "/exercise/library/four-nations/import", `{"digest":"`+p.Digest+`"}`, 409, nil) // without the casting
	r.do("cia", "POST", "/exercise/library/four-nations/import", `{"digest":"`+p.Digest+`","casting":{"parts":{"ALFA":"CZE"},"people":["CZE"]}}`, 403, nil)
	r.do("ada", "POST", "/exercise/library/four-nations/import", `{"digest":"`+p.Digest+`","casting":{"parts":{"ALFA":"CZE"},"people":["CZE"]}}`, 200, nil)
	var plan ExercisePlanView
	r.do("ada", "GET", "/exercise/plan", "", 200, &plan)
	if plan.Plan.Name != all.Items[0].Title || plan.Plan.Teams[0].Party != "CZE" || len(plan.Plan.Objectives) != 5 {
		t.Errorf("the plan is %+v", plan.Plan)
	}
	var release MselRelease
	r.do("ada", "POST", "/exercise/msel/releases", `{}`, 200, &release)
	file := r.send("ada", string(exerciseRealm), "GET", "/exercise/library/four-nations", "", "").Body.String()
	r.do("ada", "POST", "/exercise/msel/import/preview?cast=ALFA%3DCZE&people=CZE", file, 200, &p)
	if p.Format != msel.CEXF || p.Changed+p.Fresh != 0 {
		t.Errorf("its file again: %+v", p)
	}
	r.do("ada", "POST", "/exercise/msel/import/preview?cast=ALFA", file, 400, nil)
	if strings.Contains(file, "CZE") {
		t.Error("the file of the library is cast")
	}
}
