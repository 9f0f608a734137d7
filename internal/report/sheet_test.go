package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/crisis"
)

func decision() crisis.Decision {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	return crisis.Decision{Title: "Protocol on the crisis body", TLP: "amber", Proof: strings.Repeat("c", 64), Named: true, Conclusion: crisis.Conclusion{Proposal: "0e742316-611c-5991-8289-ae71686fe722", Rev: 2, Digest: strings.Repeat("a", 64),
		Text: crisis.Proposal{Rev: 2, Level: "political", Mode: crisis.Silence, Title: clause.Text{"en": "Raise the level", "fr": "Relever le niveau", "cs": "Zvýšit stupeň"}, Text: clause.Text{"en": "It is raised.", "fr": "Il est relevé.", "cs": "Zvyšuje se."},
			Annexes: []crisis.Annex{{Title: "Measures", Text: strings.Repeat("A long annex. ", 600)}}, Effects: []crisis.Effect{{Kind: "alert-level", Value: "high"}}},
		Provision: "1.1", Body: crisis.Constitution{Name: "Crisis body", Secretariat: "HUB", Chair: "HUB", Members: []ids.Party{"CZE", "EST", "LVA"}}, Put: at, Expires: at.Add(5 * time.Hour), Closed: at.Add(6 * time.Hour), Outcome: crisis.Adopted, Effects: true,
		Closing: strings.Repeat("b", 64), Counted: []ids.Party{"CZE", "EST", "LVA"}, Confirmed: []ids.Party{"CZE", "EST"}, Protests: []crisis.Protest{},
		Stands: []crisis.ConcludedWord{{Party: "LVA", Stand: crisis.Reserve, Words: strings.Repeat("Not in our own networks. ", 150) + "The end.", Channel: "+371 670 00 000", Recorded: at.Add(time.Hour)}}}}
}

// TestSheets prints a decision in every language: all that was said is on it, in full,
// and the same decision gives the same bytes.
func TestSheets(t *testing.T) {
	for language, parts := range map[string][]string{
		"en": {"Raise the level", "It is raised.", "reserves", "Outcome: adopted", "Alert level · everybody · high", "by another channel"},
		"fr": {"Relever le niveau", "Il est relevé.", "émet une réserve", "Issue: adopté", "Niveau d’alerte · tous · élevé"},
		"cs": {"Zvýšit stupeň", "Zvyšuje se.", "má výhradu", "Výsledek: přijato", "Stupeň pohotovosti · všichni · vysoký"},
	} {
		s := sheet{d: decision(), realm: ids.Live, language: language, words: sheetSays[language]}
		b, err := s.print()
		if err != nil {
			t.Fatal(err)
		}
		pages := readPDF(t, b)
		all := strings.Join(pages, "\n")
		for _, part := range append(parts, "The end.", "TLP:AMBER", strings.Repeat("c", 64), strings.Repeat("a", 64), "+371 670 00 000") {
			if !strings.Contains(all, part) {
				t.Errorf("%s: %q is not on the sheet", language, part)
			}
		}
		if len(pages) < 2 || !strings.Contains(pages[1], "TLP:AMBER") {
			t.Errorf("%s: %d pages, and the marking is not on each", language, len(pages))
		}
		if again, err := s.print(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%s: printed again it is another file (%v)", language, err)
		}
	}
}

// TestASheetNamesNobody: at a node that is not of the body, numbers alone.
func TestASheetNamesNobody(t *testing.T) {
	d := decision()
	d.Named, d.Text.Rehearsal = false, true
	b, err := sheet{d: d, realm: ids.Live, language: "en", words: sheetSays["en"]}.print()
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(readPDF(t, b), "\n")
	if strings.Contains(all, "The end.") || strings.Contains(all, "+371") || !strings.Contains(all, "0 joined, 1 reserved, 0 objected") || !strings.Contains(all, "Rehearsal") {
		t.Error("the sheet says who said what")
	}
}

// TestASheetOfAnExerciseSaysSoOnEveryPage, and one of the live realm nowhere.
func TestASheetOfAnExerciseSaysSoOnEveryPage(t *testing.T) {
	for realm, want := range map[ids.Realm]bool{ids.Live: false, "0199a000-0000-7000-8000-000000000001": true} {
		b, err := sheet{d: decision(), realm: realm, language: "en", words: sheetSays["en"]}.print()
		if err != nil {
			t.Fatal(err)
		}
		for i, page := range readPDF(t, b) {
			if strings.Contains(page, "EXERCISE EXERCISE EXERCISE") != want {
				t.Errorf("in realm %s page %d says that it is of an exercise: %v", realm, i+1, !want)
			}
		}
	}
}
