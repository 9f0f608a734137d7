package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"entente/internal/base/clock"
)

func TestSomebodyIsCalledOutAtTheTerminal(t *testing.T) {
	d, setup := start(t)
	if code, _, errText := d.at("admin", []string{typed}, "login", setup, "--user", "admin"); code != 0 {
		t.Fatalf("the first administrator: %s", errText)
	}
	d.hire("jana", "duty")
	d.hire("karel", "legal")
	if out := d.do("karel", "notify", "rules"); !strings.Contains(out, "Nothing was set") || !strings.Contains(out, "duty.lapsed") {
		t.Errorf("rules before any are set:\n%s", out)
	}
	file := func(name string, v any) string {
		t.Helper()
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	set := map[string]any{"mail": "karel@example.org", "webhook": "", "language": "cs", "zone": "Europe/Prague", "quiet_from": "22:00", "quiet_to": "06:00", "digest_at": "08:00", "digest_day": 1, "key": "", "only_encrypted": false,
		"rules": []any{map[string]any{"kinds": "agreement.", "by": "mail", "urgent": true}}}
	if out := d.do("karel", "notify", "rules", "--set", file("rules.json", set)); !strings.Contains(out, "mail karel@example.org, webhook -, quiet from 22:00 to 06:00 (Europe/Prague)") || !strings.Contains(out, "agreement.") {
		t.Errorf("rules that were set:\n%s", out)
	}
	set["zone"] = "Europe/Atlantis"
	if code, _, errText := d.at("karel", nil, "notify", "rules", "--set", file("bad.json", set)); code != 6 || !strings.Contains(errText, "Atlantis") {
		t.Errorf("a zone that is none: %d %s", code, errText)
	}
	if code, _, errText := d.at("karel", nil, "notify", "test"); code == 0 || !strings.Contains(errText, "no such channel") {
		t.Errorf("a test without a mail server: %d %s", code, errText)
	}
	if out := d.do("karel", "notify", "log"); !strings.Contains(out, "Nothing was sent.") {
		t.Errorf("log:\n%s", out)
	}
	for _, args := range [][]string{{"notify", "channels"}, {"notify", "log", "--everybody"}} {
		if code, _, errText := d.at("karel", nil, args...); code != 4 || !strings.Contains(errText, "notify.manage") {
			t.Errorf("%v of a legal adviser: %d %s", args, code, errText)
		}
	}
	if out := d.do("jana", "notify", "channels"); !strings.Contains(out, "webhook") {
		t.Errorf("channels:\n%s", out)
	}

	var plans struct {
		People []struct{ ID, Name string } `json:"people"`
	}
	if err := json.Unmarshal([]byte(d.do("jana", "notify", "plans")), &plans); err != nil {
		t.Fatal(err)
	}
	id := map[string]string{}
	for _, p := range plans.People {
		id[p.Name] = p.ID
	}
	made := func(kind string, v any) string {
		t.Helper()
		m := regexp.MustCompile(`(?i)^` + kind + ` (\S+)`).FindStringSubmatch(d.do("jana", "notify", "arrange", kind, file(kind+".json", v)))
		if m == nil {
			t.Fatalf("no %s was made", kind)
		}
		return m[1]
	}
	rotation := map[string]any{"name": "night", "turn": "weekly", "length": 1, "start": "2026-01-05T08:00", "zone": "Europe/Prague", "people": []string{id["jana"]}}
	if code, _, _ := d.at("karel", nil, "notify", "arrange", "rotation", file("r.json", rotation)); code != 4 {
		t.Errorf("a legal adviser arranges a rotation: %d", code)
	}
	night := made("rotation", rotation)
	ladder := made("ladder", map[string]any{"name": "crisis", "repeat": 1, "steps": []any{map[string]any{"wait": 15, "all": false, "targets": []any{map[string]any{"kind": "rotation", "id": night}}}}})
	if out := d.do("karel", "notify", "ladder"); !strings.Contains(out, "crisis") || !strings.Contains(out, "rotation night") || !strings.Contains(out, "15 min") {
		t.Errorf("ladders:\n%s", out)
	}
	if out := d.do("karel", "notify", "oncall"); !strings.Contains(out, "night") || !strings.Contains(out, "jana") {
		t.Errorf("on call:\n%s", out)
	}
	if code, _, errText := d.at("jana", nil, "notify", "remove", night); code == 0 || !strings.Contains(errText, "another plan names this one") {
		t.Errorf("what a ladder names is removed: %d %s", code, errText)
	}
	now := clock.System{}.Now()
	override := regexp.MustCompile(`Override (\S+)`).FindStringSubmatch(d.do("karel", "notify", "override", "night", "--add", "karel", "--remove", "jana", "--from", now.Add(-time.Minute).Format(time.RFC3339), "--to", now.Add(time.Hour).Format(time.RFC3339)))
	if override == nil {
		t.Fatal("no override")
	}
	if out := d.do("jana", "notify", "oncall"); !strings.Contains(out, "karel") {
		t.Errorf("on call in another's place:\n%s", out)
	}
	d.do("jana", "notify", "remove", "--override", override[1])

	alarm := regexp.MustCompile(`^(\S+) is open`).FindStringSubmatch(d.do("karel", "notify", "raise", "the line is dead", "--ladder", "crisis"))
	if alarm == nil {
		t.Fatal("no alarm")
	}
	if out := d.do("jana", "notify", "alarms"); !strings.Contains(out, "the line is dead") || !strings.Contains(out, alarm[1]) || !strings.Contains(out, "crisis") {
		t.Errorf("alarms:\n%s", out)
	}
	if out := d.do("jana", "notify", "ack", alarm[1]); !strings.Contains(out, "is acknowledged") {
		t.Errorf("ack:\n%s", out)
	}
	if code, _, _ := d.at("karel", nil, "notify", "ack", alarm[1]); code == 0 {
		t.Error("an alarm is taken up twice")
	}
	if out := d.do("jana", "notify", "close", alarm[1], "mended"); !strings.Contains(out, "is closed") {
		t.Errorf("close:\n%s", out)
	}
	if out := d.do("jana", "notify", "alarms"); !strings.Contains(out, "1 raised, 1 acknowledged") {
		t.Errorf("figures:\n%s", out)
	}
	d.do("jana", "notify", "remove", ladder)
	if out := d.do("jana", "notify", "ladder"); !strings.Contains(out, "There is no ladder.") {
		t.Errorf("ladders at last:\n%s", out)
	}
}
