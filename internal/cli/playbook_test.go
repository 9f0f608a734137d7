package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const contain = "../playbook/testdata/contain.json"

func TestAPlaybookIsCheckedWithoutANode(t *testing.T) {
	t.Parallel()
	if code, out, errText := run(t, "playbook", "check", contain); code != 0 || !strings.Contains(out, "can be followed (steps: 16, TLP:AMBER)") {
		t.Errorf("sound: %d %q %q", code, out, errText)
	}
	b, err := os.ReadFile(contain)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken.json")
	if err := os.WriteFile(broken, []byte(strings.ReplaceAll(string(b), `"type": "ssh"`, `"type": "ftp"`)), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errText := run(t, "playbook", "check", broken); code != 6 || !strings.Contains(out, `a command of type "ftp"`) || !strings.Contains(errText, "cannot be followed") {
		t.Errorf("broken: %d %q %q", code, out, errText)
	}
	if code, out, _ := run(t, "--json", "playbook", "check", broken); code != 6 || !strings.Contains(out, `"rule": "command"`) {
		t.Errorf("broken, as JSON: %d %q", code, out)
	}
}

func TestAPlaybookIsFollowedAtTheTerminal(t *testing.T) {
	d, setup := start(t)
	if code, _, errText := d.at("admin", []string{typed}, "login", setup, "--user", "admin"); code != 0 {
		t.Fatalf("the first administrator: %s", errText)
	}
	d.hire("jana", "analyst")
	d.hire("karel", "legal")
	kept := regexp.MustCompile(`is kept as (\S+)`).FindStringSubmatch(d.do("jana", "playbook", "import", contain))
	if kept == nil {
		t.Fatal("it is not kept")
	}
	if out := d.do("karel", "playbook", "list"); !strings.Contains(out, kept[1]) || !strings.Contains(out, "TLP:AMBER") {
		t.Errorf("list:\n%s", out)
	}
	if out := d.do("karel", "playbook", "show", kept[1]); !strings.Contains(out, "parallel") || !strings.Contains(out, "branch: while-condition--") {
		t.Errorf("show:\n%s", out)
	}
	file, err := os.ReadFile(contain)
	if err != nil {
		t.Fatal(err)
	}
	if out := d.do("karel", "playbook", "export", kept[1]); out != string(file) {
		t.Error("the file that is given is not the one that came")
	}
	if code, _, errText := d.at("karel", nil, "playbook", "run", kept[1]); code != 4 || !strings.Contains(errText, "playbook.run") {
		t.Errorf("a legal adviser starts a run: %d %s", code, errText)
	}
	if code, _, errText := d.at("jana", nil, "playbook", "run", kept[1]); code != 6 || !strings.Contains(errText, "__host__") {
		t.Errorf("a run without its host: %d %s", code, errText)
	}
	out := d.do("jana", "playbook", "run", kept[1], "--incident", "incident-9", "--value", "__host__=192.0.2.7")
	id := regexp.MustCompile(`\((\S+)\) is running`).FindStringSubmatch(out)
	if id == nil || !strings.Contains(out, "open: Confirm the report") || !strings.Contains(out, "to be done by people") {
		t.Fatalf("run:\n%s", out)
	}
	step := func(of string, n string) string { return of + "--7d0c4f7e-2f5b-4c58-9a43-0000000000" + n }
	if code, _, errText := d.at("jana", nil, "playbook", "step", id[1], step("action", "02"), "heard"); code != 6 || !strings.Contains(errText, "--status") {
		t.Errorf("an answer that says nothing: %d %s", code, errText)
	}
	d.do("jana", "playbook", "step", id[1], step("action", "02"), "She saw it at nine", "--status", "successfully_executed", "--value", "__began__=09:00", "--reference", "call 3")
	out = d.do("jana", "playbook", "step", id[1], step("if-condition", "03"), "The traces say so", "--branch", "true")
	for _, name := range []string{"open: Cut the host off", "open: Other hosts?", "open: Secure the traces", "run this in your own tooling (ssh)"} {
		if !strings.Contains(out, name) {
			t.Errorf("%q is not said:\n%s", name, out)
		}
	}
	if code, _, _ := d.at("jana", nil, "playbook", "step", id[1], step("if-condition", "03"), "again", "--branch", "false"); code == 0 {
		t.Error("a condition is decided twice")
	}
	d.do("jana", "playbook", "step", id[1], step("action", "08"), "No room on the disk", "--skip")
	if out := d.do("karel", "playbook", "runs", "--incident", "incident-9"); !strings.Contains(out, id[1]) || !strings.Contains(out, "running") {
		t.Errorf("runs:\n%s", out)
	}
	d.do("jana", "playbook", "cancel", id[1], "It was the exercise of another house")
	if out := d.do("karel", "playbook", "follow", id[1]); !strings.Contains(out, "is cancelled") || !strings.Contains(out, "skipped") {
		t.Errorf("follow:\n%s", out)
	}
	if out := d.do("karel", "playbook", "export", id[1], "--record"); !strings.Contains(out, `"phase":"cancelled"`) || !strings.Contains(out, `"reference":"call 3"`) {
		t.Errorf("record:\n%s", out)
	}
	d.do("jana", "playbook", "revoke", kept[1], "A newer one is written")
	if code, _, errText := d.at("jana", nil, "playbook", "run", kept[1], "--value", "__host__=192.0.2.7"); code == 0 || !strings.Contains(errText, "revoked") {
		t.Errorf("a revoked version is started: %d %s", code, errText)
	}
}
