package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"entente/internal/assist"
)

// TestAssistanceBetweenTwoTerminals asks for help at one node and gives it at the
// other by commands alone: draft, authorise, lodge, offer of a person and of a team,
// accept, held by the other node; and a shift and a task that are cancelled.
func TestAssistanceBetweenTwoTerminals(t *testing.T) {
	cze, hub := terminals(t, "analyst,duty")
	agreed := one(t, `Draft (\S+):`, hub.do("karel", "agreement", "draft", "memorandum", "--parties", "CZE", "--title", "Memorandum"))
	hub.do("karel", "agreement", "propose", agreed)
	hub.do("karel", "agreement", "sign", agreed)
	eventually(t, "the agreement", func() bool { code, _, _ := cze.at("karel", nil, "agreement", "sign", agreed); return code == 0 })

	file := filepath.Join(t.TempDir(), "request.json")
	request, err := json.Marshal(map[string]any{"title": "Ministry encrypted", "beneficiary": "Body A", "entity": "state", "severity": map[string]string{"scheme": "nukib", "value": "III"}, "impact": "national", "situation": "Servers are encrypted.",
		"services": []string{"forensics"}, "roles": []any{map[string]any{"id": "r1", "count": 3, "service": "forensics"}}, "mode": "onsite", "measures": "cut off", "taken": "most", "needed_by": time.Now().Add(48 * time.Hour).UTC().Truncate(time.Second),
		"duration": "P7D", "tlp": "green", "audience": "directed", "liability": "as agreed", "cost": "each its own", "contact": "+420 600 000 000", "fallback": "duty@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, request, 0o600); err != nil {
		t.Fatal(err)
	}
	draft := one(t, `version 1: (\S+)`, cze.do("jana", "assist", "draft", file))
	if code, _, errText := cze.at("jana", nil, "assist", "lodge", draft, "1"); code != 5 || !strings.Contains(errText, "authorised") {
		t.Errorf("lodged without the nation: %d %s", code, errText)
	}
	if code, _, errText := cze.at("jana", nil, "assist", "authorise", draft, "1"); code != 4 {
		t.Errorf("authorised by whom wrote it: %d %s", code, errText)
	}
	eventually(t, "the agreement in force", func() bool { return strings.Contains(cze.do("jana", "assist", "grounds", draft), "8.1") })
	out := cze.do("karel", "assist", "authorise", draft, "1")
	version := one(t, `is authorised, version (\d+)`, out)
	id := one(t, `is lodged: (\S+)`, cze.do("jana", "assist", "lodge", draft, version))

	eventually(t, "the request", func() bool { code, _, _ := hub.at("jana", nil, "assist", "show", id); return code == 0 })
	hub.do("jana", "assist", "acknowledge", id, "we are at it")
	hub.do("jana", "assist", "triage", id)
	person := one(t, `Added: (\S+)`, hub.do("karel", "expert", "add", "name=Mari Tamm", "phone=+372 600 0000", "office=director", "services=forensics", "on_site=yes", "remote=yes"))
	for says, args := range map[string][]string{
		"say whom you offer":    {},
		"forensics/2/3":         {"--team", "r1=forensics"},
		"has two teams":         {"--team", "r1=forensics/2/1", "--team", "r1=malware/2/1"},
		"--minimum must look":   {"--line", "r1=" + person, "--minimum", "r1=disk-forensics/3/1"},
		"of a role that --team": {"--team", "r1=forensics/2/1", "--member", "r2=" + person},
	} {
		if code, _, errText := hub.at("jana", nil, append([]string{"assist", "offer", id}, args...)...); code != 6 || !strings.Contains(errText, says) {
			t.Errorf("%q: %d %s", args, code, errText)
		}
	}
	hub.do("jana", "assist", "offer", id, "--line", "r1="+person, "--team", "r1=forensics/2/2", "--minimum", "r1=disk-forensics/3/1", "--kit", "r1=two write blockers, one press")
	shown := func(d *desk) (p struct{ Case assist.Case }) {
		t.Helper()
		if err := json.Unmarshal([]byte(d.do("jana", "--json", "assist", "show", id)), &p); err != nil {
			t.Fatal(err)
		}
		return p
	}
	eventually(t, "the offer", func() bool { return len(shown(cze).Case.Offers) == 1 })
	o := shown(cze).Case.Offers[0]
	if team := o.Lines[1].Team; o.Lines[0].Card == nil || team == nil || team.People != 2 || team.Kit != "two write blockers, one press" || len(team.Minimum) != 1 || team.Minimum[0].Skill != "disk-forensics" {
		t.Fatalf("offer %+v", o)
	}
	if out := cze.do("jana", "assist", "show", id); !strings.Contains(out, "forensics 2, 2 people") || strings.Contains(out, "Mari Tamm") {
		t.Errorf("show:\n%s", out)
	}
	cze.do("jana", "assist", "accept", id, o.ID, "please come")
	eventually(t, "held", func() bool { return shown(cze).Case.State == assist.Bound })
	if out := cze.do("jana", "assist", "people", id); !strings.Contains(out, "Mari Tamm") {
		t.Errorf("people:\n%s", out)
	}
	if out := cze.do("jana", "assist", "board", id); !regexp.MustCompile(`r1\s+-\s+3\s+3\s+3\s+3\s+0\s+0\s+0`).MatchString(out) {
		t.Errorf("board:\n%s", out)
	}

	from, to := time.Now().Add(time.Hour).UTC().Format(time.RFC3339), time.Now().Add(9*time.Hour).UTC().Format(time.RFC3339)
	hub.do("jana", "assist", "shift", id, o.ID, "1", from, to)
	shift := shown(hub).Case.Shifts[0].ID
	hub.do("jana", "assist", "shift", id, o.ID, "1", from, to, "--shift", shift, "--cancel", "the plant is closed")
	cze.do("jana", "assist", "note", id, "Image two servers", "--task", "new", "--to", "HUB")
	eventually(t, "the shift and the task", func() bool { return len(shown(cze).Case.Shifts) == 1 && len(shown(hub).Case.Tasks) == 1 })
	task := shown(hub).Case.Tasks[0].ID
	if code, _, errText := hub.at("jana", nil, "assist", "note", id, "no", "--task", task, "--cancel"); code != 4 || !strings.Contains(errText, "only the party that gave a task") {
		t.Errorf("a task of another is cancelled: %d %s", code, errText)
	}
	cze.do("jana", "assist", "note", id, "they are rebuilt", "--task", task, "--cancel")
	c := shown(cze).Case
	if !c.Tasks[0].Cancelled || c.Tasks[0].Why != "they are rebuilt" || len(c.Void) != 0 {
		t.Errorf("%+v %+v", c.Tasks, c.Void)
	}
	eventually(t, "the cancelled shift", func() bool { s := shown(cze).Case.Shifts[0]; return s.Cancelled && s.Why == "the plant is closed" })
}
