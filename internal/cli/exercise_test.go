package cli

import (
	"strings"
	"testing"
)

// TestExerciseAtATerminal creates an exercise by two persons, lets somebody in, works
// in its realm by --realm, and seals it, by commands alone.
func TestExerciseAtATerminal(t *testing.T) {
	d, setup := start(t, "--private-peers")
	if code, _, errText := d.at("admin", []string{typed}, "login", setup, "--user", "admin"); code != 0 {
		t.Fatalf("the first administrator: %s", errText)
	}
	d.hire("karel", "director,legal")
	d.hire("vera", "director")
	d.hire("jana", "analyst")
	id := one(t, `Proposed (\S+);`, d.do("karel", "exercise", "propose", "Night shift", "--simulate", "LVA=Latvia"))
	if code, _, errText := d.at("karel", nil, "exercise", "confirm", id); code == 0 || !strings.Contains(errText, "another person confirms") {
		t.Errorf("one person creates a realm alone: %d %s", code, errText)
	}
	d.do("vera", "exercise", "confirm", id)
	eventually(t, "the realm", func() bool { return strings.Contains(d.do("karel", "exercise", "show", id), "Night shift: open") })
	if code, _, _ := d.at("jana", nil, "--realm", id, "agreement", "list"); code == 0 {
		t.Error("somebody who is no member looks into the realm")
	}
	d.do("karel", "exercise", "member", id, "jana", "blue", "--team", "soc", "--roles", "analyst")
	eventually(t, "the memorandum of the stage", func() bool {
		code, out, _ := d.at("jana", nil, "--realm", id, "agreement", "list")
		return code == 0 && strings.Contains(out, "EXERCISE: memorandum of Night shift") && strings.Contains(out, "in-force")
	})
	if out := d.do("jana", "agreement", "list"); strings.Contains(out, "EXERCISE") {
		t.Errorf("an agreement of the exercise is among those that are live:\n%s", out)
	}
	if code, _, _ := d.at("jana", nil, "--realm", id, "exercise", "msel", "list"); code == 0 {
		t.Error("a player reads the list of events")
	}
	if out := d.do("karel", "--realm", id, "exercise", "msel", "list"); out == "" {
		t.Error("exercise control reads no list")
	}
	if code, _, _ := d.at("jana", nil, "--realm", id, "exercise", "reactions"); code == 0 {
		t.Error("a player reads what simulated parties do")
	}
	d.do("karel", "--realm", id, "exercise", "reactions", "stop", "LVA")
	if out := d.do("karel", "--realm", id, "exercise", "reactions"); !strings.Contains(out, "LVA was stopped by karel") || !strings.Contains(out, "Nothing has set a reaction going yet.") {
		t.Errorf("what simulated parties do:\n%s", out)
	}
	if out := d.do("karel", "--realm", id, "exercise", "reactions", "resume", "LVA"); !strings.Contains(out, "LVA acts by itself") {
		t.Errorf("after people have handed over:\n%s", out)
	}
	d.do("karel", "exercise", "seal", id, "played to its end")
	eventually(t, "the sealed archive", func() bool { return strings.Contains(d.do("jana", "exercise", "list"), "sealed") })
}
