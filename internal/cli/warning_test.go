package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"entente/internal/warning"
)

// TestWarningBetweenTwoTerminals warns at the hub and acknowledges at a nation by
// commands alone, states a level, and finds both in the situation.
func TestWarningBetweenTwoTerminals(t *testing.T) {
	cze, hub := terminals(t, "duty")
	agreed := one(t, `Draft (\S+):`, hub.do("karel", "agreement", "draft", "memorandum", "--parties", "CZE", "--title", "Memorandum"))
	hub.do("karel", "agreement", "propose", agreed)
	hub.do("karel", "agreement", "sign", agreed)
	eventually(t, "the agreement", func() bool { code, _, _ := cze.at("karel", nil, "agreement", "sign", agreed); return code == 0 })
	eventually(t, "it is in force at the hub", func() bool { return strings.Contains(hub.do("jana", "warning", "bases"), "3.1") })

	file := filepath.Join(t.TempDir(), "warning.json")
	text, err := json.Marshal(map[string]any{"cause": "campaign", "title": map[string]string{"en": "Phishing of ministries"}, "text": map[string]string{"en": "Several ministries are written to."}, "actions": []any{map[string]string{"en": "Tell your users."}},
		"severity": map[string]string{"scheme": "cz", "value": "II"}, "due": time.Now().Add(time.Hour).UTC()})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errText := hub.at("jana", nil, "warning", "issue", agreed, "8.1", file, "--to", "CZE"); code != 3 {
		t.Errorf("issued under another provision: %d %s", code, errText)
	}
	id := one(t, `Issued (\S+) to`, hub.do("jana", "warning", "issue", agreed, "3.1", file, "--to", "CZE"))
	eventually(t, "the warning", func() bool { return strings.Contains(cze.do("jana", "warning", "list"), id) })
	if out := cze.do("jana", "warning", "show", id); !strings.Contains(out, "1. Tell your users.") || !strings.Contains(out, "cz II (crosswalk 3-4, doubtful)") {
		t.Errorf("show:\n%s", out)
	}
	if code, _, errText := hub.at("jana", nil, "warning", "acknowledge", id, "no"); code != 4 {
		t.Errorf("the issuer acknowledged its own: %d %s", code, errText)
	}
	cze.do("jana", "warning", "acknowledge", id, "looking", "We ask the ministries.")
	seat := func() (v warning.View) {
		t.Helper()
		if err := json.Unmarshal([]byte(hub.do("jana", "--json", "warning", "show", id)), &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	eventually(t, "the acknowledgement", func() bool { v := seat(); return len(v.Seats) == 1 && len(v.Seats[0].Said) == 1 && v.Owed == 0 })
	eventually(t, "its receipt", func() bool { s := seat().Seats[0]; return s.Given != nil && *s.Given > 0 && *s.Receipted == *s.Given })

	if out := cze.do("jana", "alert", "state", "elevated", "Ministries are written to.", "--scheme", "NUKIB", "--value", "2", "--under", agreed+"/3.1"); !strings.Contains(out, "told HUB") {
		t.Errorf("stated:\n%s", out)
	}
	eventually(t, "the level", func() bool {
		return regexp.MustCompile(`CZE +elevated +own`).MatchString(hub.do("jana", "alert", "list"))
	})
	if out := hub.do("jana", "situation"); !regexp.MustCompile(`CZE +elevated`).MatchString(out) || !strings.Contains(out, "1 warnings stand") {
		t.Errorf("situation:\n%s", out)
	}
	if out := hub.do("jana", "alert", "list", "--criteria", "--language", "cs"); strings.Count(out, "\n") != 5 {
		t.Errorf("criteria:\n%s", out)
	}
	hub.do("jana", "warning", "end", id, "It is over.")
	if out := hub.do("jana", "warning", "list"); !strings.Contains(out, "No warning is known.") {
		t.Errorf("list:\n%s", out)
	}
}
