package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const firstRelease = "../training/courses/first-release.json"

func TestACourseIsCheckedWithoutANode(t *testing.T) {
	t.Parallel()
	if code, out, errText := run(t, "training", "check", firstRelease); code != 0 || !strings.Contains(out, "can be taught: 7 lessons in en, fr, cs") {
		t.Errorf("sound: %d %q %q", code, out, errText)
	}
	b, err := os.ReadFile(firstRelease)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken.json")
	if err := os.WriteFile(broken, []byte(strings.ReplaceAll(string(b), `"months": 24`, `"months": 0`)), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errText := run(t, "training", "check", broken); code != 6 || !strings.Contains(errText, "1 to 120 months") {
		t.Errorf("broken: %d %q", code, errText)
	}
}

// TestACourseIsLearnedAtTheTerminal puts a course in, passes it with a task on the
// node itself, and checks the certificate without the node.
func TestACourseIsLearnedAtTheTerminal(t *testing.T) {
	d, setup := start(t)
	if code, _, errText := d.at("admin", []string{typed}, "login", setup, "--user", "admin"); code != 0 {
		t.Fatalf("the first administrator: %s", errText)
	}
	d.hire("jana", "analyst")
	file := filepath.Join(t.TempDir(), "course.json")
	course := `{"v":1,"id":"ours","version":1,"title":{"en":"Ours"},"text":{"en":"Our own way."},"skills":[{"code":"liaison","level":1}],"services":[],"months":6,"lessons":[
		{"id":"ask","kind":"quiz","title":{"en":"Ask"},"text":{"en":"Answer."},"needed":1,"questions":[{"id":"who","kind":"text","text":{"en":"Who?"},"accept":["the duty officer"],"attempts":2,"points":1,"why":{"en":"It is the duty officer."},"hints":[{"text":{"en":"Who is awake?"}}]}]},
		{"id":"do","kind":"task","title":{"en":"Do"},"text":{"en":"Keep a playbook."},"steps":[{"id":"keep","title":{"en":"Keep one"},"kinds":["playbook.imported"],"acts":["playbook.manage"]}]}]}`
	if err := os.WriteFile(file, []byte(course), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errText := d.at("jana", nil, "training", "put", file); code != 4 || !strings.Contains(errText, "training.manage") {
		t.Errorf("an analyst puts a course in: %d %s", code, errText)
	}
	d.do("admin", "training", "put", file)
	if out := d.do("jana", "training", "list"); !strings.Contains(out, "ours") || !strings.Contains(out, "first-release") {
		t.Errorf("list:\n%s", out)
	}
	d.do("jana", "training", "enrol", "ours")
	if out := d.do("jana", "training", "answer", "ours", "ask", "who", "--text", "the director"); strings.Contains(out, "It is the duty officer") || !strings.Contains(out, "attempts left: 1") {
		t.Errorf("a wrong answer:\n%s", out)
	}
	if out := d.do("jana", "training", "hint", "ours", "ask", "who"); !strings.Contains(out, "Who is awake?") {
		t.Errorf("a hint:\n%s", out)
	}
	if out := d.do("jana", "training", "answer", "ours", "ask", "who", "--text", "The duty  officer"); !strings.Contains(out, "[ ] Keep one: the journal has nothing of the kind by you since") {
		t.Errorf("the task:\n%s", out)
	}
	d.do("jana", "playbook", "import", contain)
	eventually(t, "the task", func() bool { return strings.Contains(d.do("jana", "training", "show", "ours"), "2 of 2 lessons") })
	id := regexp.MustCompile(`\S+\n$`).FindString(d.do("jana", "training", "certificates"))
	proof := filepath.Join(t.TempDir(), "certificate.json")
	d.do("jana", "training", "export", strings.TrimSpace(id), "-o", proof)
	code, out, errText := run(t, "training", "verify", proof)
	if code != 0 || !strings.Contains(out, "has passed Ours (version 1), with 1 of 1 points") || !strings.Contains(out, "it counts") {
		t.Fatalf("verify: %d %s %s", code, out, errText)
	}
	key := regexp.MustCompile(`ed25519:[\w-]+`).FindString(out)
	if code, out, _ := run(t, "training", "verify", proof, "--key", key); code != 0 || !strings.Contains(out, "the key that was given") {
		t.Errorf("with its key: %d %s", code, out)
	}
	if code, _, errText := run(t, "training", "verify", proof, "--key", "ed25519:"+strings.Repeat("A", 43)); code != 8 || !strings.Contains(errText, "the issuer's key is") {
		t.Errorf("with another key: %d %s", code, errText)
	}
	b, err := os.ReadFile(proof)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(proof, []byte(strings.Replace(string(b), `"level":1`, `"level":5`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := run(t, "training", "verify", proof); code != 8 {
		t.Errorf("a changed one: %d", code)
	}
	if out := d.do("admin", "training", "readiness"); !regexp.MustCompile(`liaison +1 +0 +0`).MatchString(out) {
		t.Errorf("readiness:\n%s", out)
	}
	d.do("admin", "training", "withdraw", "ours")
}

// TestAPracticeRealmIsOpenedAndEndedAtTheTerminal, by its person, and seen by whoever
// looks after courses.
func TestAPracticeRealmIsOpenedAndEndedAtTheTerminal(t *testing.T) {
	d, setup := start(t)
	if code, _, errText := d.at("admin", []string{typed}, "login", setup, "--user", "admin"); code != 0 {
		t.Fatalf("the first administrator: %s", errText)
	}
	d.hire("jana", "auditor")
	if code, _, errText := d.at("jana", nil, "training", "practice", "open", "first-release"); code == 0 || !strings.Contains(errText, "begin the course first") {
		t.Errorf("without the course: %d %s", code, errText)
	}
	if out := d.do("jana", "training", "enrol", "first-release"); !strings.Contains(out, "practice realm, which is not open") {
		t.Errorf("the course says:\n%s", out)
	}
	said := d.do("jana", "training", "practice", "open", "first-release")
	realm := regexp.MustCompile(`Practice realm (\S+) is being made`).FindStringSubmatch(said)
	if realm == nil {
		t.Fatalf("opened:\n%s", said)
	}
	if code, _, errText := d.at("jana", nil, "training", "practice", "all"); code != 4 {
		t.Errorf("an auditor sees those of all: %d %s", code, errText)
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	until := func(who, text string, args ...string) {
		t.Helper()
		for range 600 {
			if strings.Contains(d.do(who, args...), text) {
				return
			}
			<-tick.C
		}
		t.Fatalf("%v never said %q", args, text)
	}
	until("jana", " open ", "training", "practice", "list")
	if out := d.do("jana", "--realm", realm[1], "intel", "list"); !strings.Contains(out, "heard in a meeting") {
		t.Errorf("in it:\n%s", out)
	}
	if out := d.do("admin", "training", "practice", "all"); !strings.Contains(out, realm[1]) || !strings.Contains(out, "jana") {
		t.Errorf("all:\n%s", out)
	}
	if code, _, errText := d.at("jana", nil, "training", "practice", "end", realm[1]); code == 0 || !strings.Contains(errText, "nothing is archived") {
		t.Errorf("ended without being asked: %d %s", code, errText)
	}
	d.do("jana", "training", "practice", "end", realm[1], "--yes")
	until("admin", "Nobody has a practice realm here", "training", "practice", "all")
}
