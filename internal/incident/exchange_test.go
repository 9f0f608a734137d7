package incident

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/format/stix"
)

func TestABundleBringsWhatItTook(t *testing.T) {
	each(t, []ids.Party{"CZE"}, func(t *testing.T, r *room) {
		cze := r.at["CZE"]
		id := r.open("CZE", marking.Green).ID
		_, err := cze.Time(ctx, duty("CZE"), ids.Live, id, Words{TLP: marking.Amber}, Event{At: mustBefore(r), Text: "The first host was encrypted"})
		r.Must(err)
		_, err = cze.Task(ctx, duty("CZE"), ids.Live, id, Words{}, Task{Title: "Image two servers", Party: "CZE"})
		r.Must(err)
		_, err = cze.Affect(ctx, duty("CZE"), ids.Live, id, Words{}, Entity{Label: "Hospital A", Alias: true, Sector: "health"}, "SECRET-NAME")
		r.Must(err)
		_, err = cze.Link(ctx, duty("CZE"), ids.Live, id, Words{}, Link{To: "object", ID: "indicator--018f3b5e-0000-7000-8000-000000000005"})
		r.Must(err)
		b, err := cze.Export(ctx, duty("CZE").In(ids.Live), id)
		r.Must(err)
		if out, err := stix.ReadIncident(b); err != nil || out.Name != "Ransomware at a hospital" || len(out.Events) != 2 {
			t.Errorf("%+v, %v", out, err)
		}
		r.Advance(time.Hour)
		_, err = r.at["HUB"].Import(ctx, duty("HUB"), ids.Live, b, marking.None)
		r.Must(err)
		got := r.lines("HUB", mustOnly(r, "HUB").ID)
		if diff := cmp.Diff([]string{"HUB timed", "HUB opened", "HUB tasked", "HUB affected", "HUB linked"}, trim(got)); diff != "" {
			t.Error(diff)
		}
		v := mustOnly(r, "HUB")
		if v.Category != "malicious-code/infected-system" || !v.Aware.Equal(r.get("CZE", id).Aware) || v.TLP != marking.Green || v.Entries[0].TLP != marking.Amber {
			t.Errorf("the incident that came in: %+v", v.Incident)
		}
		unmarked := []byte(`{"type":"incident","spec_version":"2.1","id":"incident--018f3b5e-0000-7000-8000-000000000001","created":"2026-11-23T09:30:00.000Z","modified":"2026-11-23T09:30:00.000Z","name":"Phishing"}`)
		_, err = cze.Import(ctx, duty("CZE"), ids.Live, unmarked, marking.None)
		want(t, err, errs.Invalid, "no marking")
		_, err = cze.Import(ctx, duty("CZE"), ids.Live, unmarked, marking.Red)
		r.Must(err)
	})
}

func mustBefore(r *room) time.Time { return r.Nodes["CZE"].Clock.Now().Add(-2 * time.Hour) }

func mustOnly(r *room, p ids.Party) View {
	r.T.Helper()
	all, err := r.at[p].List(ctx, duty(p).In(ids.Live))
	r.Must(err)
	if len(all) != 1 {
		r.T.Fatalf("%s has %d incidents", p, len(all))
	}
	return all[0]
}

func trim(lines []string) []string {
	for i, l := range lines {
		lines[i] = l[:len(l)-len(" (ours)")]
	}
	return lines
}

func TestPeopleAreToldOfClocksOnce(t *testing.T) {
	each(t, []ids.Party{"CZE"}, func(t *testing.T, r *room) {
		cze := r.at["CZE"]
		id := r.open("CZE", marking.Green).ID // known for an hour
		told := func() (kinds []string) {
			r.Must(cze.Remind(ctx))
			for _, e := range r.Entries("CZE", 0) {
				if e.Kind == "incident.soon" || e.Kind == "incident.lapsed" {
					kinds = append(kinds, e.Kind)
				}
			}
			return kinds
		}
		_, err := cze.Inform(ctx, duty("CZE"), ids.Live, id, Step{Step: EarlyWarning, At: r.Nodes["CZE"].Clock.Now()})
		want(t, err, errs.Conflict, "do not run")
		_, err = cze.Oblige(ctx, duty("CZE"), ids.Live, id, Obligation{Applies: true})
		r.Must(err)
		if got := told(); len(got) != 0 {
			t.Errorf("told at once: %v", got)
		}
		r.Advance(17 * time.Hour) // a quarter of 24 hours is left
		if diff := cmp.Diff([]string{"incident.soon"}, told()); diff != "" {
			t.Error(diff)
		}
		r.Advance(6*time.Hour + time.Second)
		if diff := cmp.Diff([]string{"incident.soon", "incident.lapsed"}, told()); diff != "" {
			t.Error(diff)
		}
		_, err = cze.Inform(ctx, duty("CZE"), ids.Live, id, Step{Step: EarlyWarning, At: r.Nodes["CZE"].Clock.Now(), Reference: "C-12"})
		r.Must(err)
		if got := told(); len(got) != 2 {
			t.Errorf("told again: %v", got)
		}
		if c := r.get("CZE", id).Clocks()[0]; !c.Late(c.Due) || c.Reference != "C-12" {
			t.Errorf("the early warning: %+v", c)
		}
	})
}

func TestTheDraftOfAReportSaysNothingThatIsOurs(t *testing.T) {
	event := &Event{At: noon, Text: "A host was encrypted"}
	secret := &Event{At: noon, Text: "SECRET"}
	alone := Fold("i1", []Entry{ours(begun()), ours(say("CZE", 0, 1, Timed, event))})
	shared := Fold("i1", []Entry{begun(), say("CZE", 2, 1, Timed, event), ours(say("CZE", 0, 2, Timed, secret)), say("HUB", 1, 3, Judged, &Judgement{Scheme: NCSC, Value: "3"})})
	for language, words := range map[string][]string{"en": {"As of", "WHAT HAPPENED", "judged by HUB"}, "fr": {"Situation au", "DÉROULEMENT", "selon HUB"}, "cs": {"Stav k", "PRŮBĚH", "posoudil HUB"}} {
		title, text, err := shared.Situation(language, noon)
		if err != nil {
			t.Fatal(err)
		}
		if err := (&Report{Title: title, Language: language, Text: text}).check(); err != nil {
			t.Errorf("%s: the draft cannot be stated: %v", language, err)
		}
		for _, word := range append(words, "A host was encrypted") {
			if !strings.Contains(text, word) {
				t.Errorf("%s: no %q in\n%s", language, word, text)
			}
		}
		if strings.Contains(text, "SECRET") {
			t.Errorf("%s: what is ours is in\n%s", language, text)
		}
		if _, text, _ := alone.Situation(language, noon); !strings.Contains(text, "A host was encrypted") {
			t.Errorf("%s: of an incident that is ours, nothing is in\n%s", language, text)
		}
	}
	if _, _, err := shared.Situation("de", noon); !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
}
