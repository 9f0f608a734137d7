package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// desk is a running node and people at their terminals.
type desk struct {
	*testing.T
	url  string
	home string
}

// start makes a node and runs it, by the commands that do so.
func start(t *testing.T, flags ...string) (d *desk, setup string) {
	t.Helper()
	port := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }()
		return l.Addr().String()
	}
	d = &desk{T: t, home: t.TempDir()}
	dir, listen := filepath.Join(t.TempDir(), "node"), port()
	d.url = "http://" + listen
	code, out, errText := run(t, append([]string{"--json", "init", "--dir", dir, "--party", "CZE", "--name", "Czechia", "--listen", listen, "--peer-listen", port()}, flags...)...)
	if code != 0 {
		t.Fatalf("init: %d %s", code, errText)
	}
	var made struct {
		SetupURL string `json:"setup_url"`
	}
	if err := json.Unmarshal([]byte(out), &made); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- Run(ctx, Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, "v-test", []string{"serve", "--dir", dir})
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		if res, err := http.Get(d.url + "/api/v1/health"); err == nil {
			_ = res.Body.Close()
			return d, made.SetupURL
		}
		<-tick.C
	}
	t.Fatal("the node does not answer")
	return nil, ""
}

// at is a command line of a person, who types the lines.
func (d *desk) at(person string, lines []string, args ...string) (code int, out, errText string) {
	d.Helper()
	d.Setenv("XDG_CONFIG_HOME", filepath.Join(d.home, person))
	var o, e bytes.Buffer
	code = Run(d.Context(), Streams{In: strings.NewReader(strings.Join(lines, "\n") + "\n"), Out: &o, Err: &e}, "v-test", args)
	return code, o.String(), e.String()
}

// do is at for what must succeed; it gives what was printed.
func (d *desk) do(person string, args ...string) string {
	d.Helper()
	code, out, errText := d.at(person, nil, args...)
	if code != 0 {
		d.Fatalf("%s: %v: %d %s", person, args, code, errText)
	}
	return out
}

const typed = "a sentence that a person types"

// hire makes a user by the administrator's command and signs them in by the link.
func (d *desk) hire(name, roles string) {
	d.Helper()
	out := d.do("admin", "user", "add", name, "--roles", roles)
	link := regexp.MustCompile(`/setup/\S+`).FindString(out)
	if code, _, errText := d.at(name, []string{typed}, "login", d.url+link, "--user", name); code != 0 {
		d.Fatalf("login of %s by link: %s", name, errText)
	}
}

func TestTwoPersonsAtTheirTerminals(t *testing.T) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	d, setup := start(t, "--second-person", "amber")
	if code, _, errText := d.at("admin", []string{typed}, "login", setup, "--user", "admin"); code != 0 {
		t.Fatalf("the first administrator: %s", errText)
	}
	d.hire("jana", "analyst")
	d.hire("olga", "release")

	const id = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
	bundle := `{"type":"bundle","id":"bundle--44af6c39-c09b-49c5-9de2-394224b04982","objects":[{"type":"indicator","spec_version":"2.1","id":"` + id + `",
		"created":"2026-11-20T08:00:00.000Z","modified":"2026-11-20T08:00:00.000Z","name":"relay","description":"seen at the ministry","pattern":"[ipv4-addr:value = '198.51.100.23']","pattern_type":"stix","valid_from":"2026-11-20T08:00:00Z"}]}`
	file := filepath.Join(t.TempDir(), "night.json")
	if err := os.WriteFile(file, []byte(bundle), 0o600); err != nil {
		t.Fatal(err)
	}
	d.do("jana", "intel", "import", file, "--mark", "amber")

	if out := d.do("jana", "intel", "properties", id); !strings.Contains(out, "indicator.description") || strings.Contains(out, "indicator.pattern ") {
		t.Errorf("properties:\n%s", out)
	}
	if code, _, errText := d.at("jana", nil, "intel", "redact", id, "--omit", "description"); code != 6 || !strings.Contains(errText, "type.property") {
		t.Errorf("a property without its type: %d %s", code, errText)
	}
	copied := d.do("jana", "intel", "redact", id, "--omit", "indicator.description")
	lot := regexp.MustCompile(`--import (\S+)`).FindStringSubmatch(copied)
	if lot == nil || !strings.Contains(copied, "1 objects were copied") {
		t.Fatalf("redact: %s", copied)
	}
	if out := d.do("jana", "--json", "intel", "list", "-s", "198.51.100.23"); strings.Count(out, `"id": "indicator--`) != 2 {
		t.Errorf("the original stays beside its copy:\n%s", out)
	}

	draft := regexp.MustCompile(`Draft (\S+) of 1 objects`)
	put := func(note string) string {
		t.Helper()
		out := d.do("jana", "release", "forward", "--import", lot[1], "--note", note)
		m := draft.FindStringSubmatch(out)
		if m == nil {
			t.Fatalf("forward: %s", out)
		}
		return m[1]
	}
	first, second := put("for the hub"), put("by mistake")
	if out := d.do("olga", "release", "drafts", "--state", "waiting"); !strings.Contains(out, first) || !strings.Contains(out, "for the hub") || !strings.Contains(out, "jana") {
		t.Errorf("drafts:\n%s", out)
	}
	if out := d.do("olga", "release", "draft", first); !strings.Contains(out, "put forward") || !strings.Contains(out, "Note: for the hub") {
		t.Errorf("draft:\n%s", out)
	}
	if code, _, errText := d.at("jana", nil, "release", "approve", first); code != 4 || strings.Count(errText, "\n") != 1 {
		t.Errorf("an analyst approves: %d %q", code, errText)
	}
	if code, _, errText := d.at("olga", nil, "release", "approve", first); code == 0 || !strings.Contains(errText, "nothing of this may go to anyone") {
		t.Errorf("no agreement is in force: %d %q", code, errText)
	}
	d.do("olga", "release", "decline", first, "--reason", "no agreement covers it yet")
	d.do("jana", "release", "withdraw", second)
	out := d.do("jana", "release", "drafts")
	if !strings.Contains(out, "declined by olga: no agreement covers it yet") || !strings.Contains(out, "withdrawn by jana") {
		t.Errorf("drafts at the end:\n%s", out)
	}
}

func TestLoginAsksForTheSecondFactor(t *testing.T) {
	d, setup := start(t)
	if code, _, errText := d.at("admin", []string{typed}, "login", setup, "--user", "admin"); code != 0 {
		t.Fatalf("the first administrator: %s", errText)
	}
	c, err := newClient(d.url, "", "")
	if err != nil {
		t.Fatal(err)
	}
	session, err := openSession(t.Context(), c, "", "admin", typed, "")
	if err != nil {
		t.Fatal(err)
	}
	var enrolled struct {
		Secret string `json:"secret"`
	}
	if err := session.post(t.Context(), "/api/v1/methods/totp", map[string]any{}, &enrolled); err != nil {
		t.Fatal(err)
	}
	code, err := totp.GenerateCode(enrolled.Secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var confirmed struct {
		Codes []string `json:"codes"`
	}
	if err := session.post(t.Context(), "/api/v1/methods/totp/confirm", map[string]string{"code": code}, &confirmed); err != nil {
		t.Fatal(err)
	}
	exit, out, errText := d.at("admin", []string{typed, confirmed.Codes[0]}, "login", d.url, "--user", "admin")
	if exit != 0 || !strings.Contains(errText, "Code of the second factor: ") || !strings.Contains(out, "Signed in to "+d.url) {
		t.Errorf("asked: %d %q %q", exit, out, errText)
	}
	if exit, _, errText := d.at("admin", []string{typed}, "login", d.url, "--user", "admin", "--code", confirmed.Codes[1]); exit != 0 || strings.Contains(errText, "Code of") {
		t.Errorf("given: %d %q", exit, errText)
	}
	if exit, _, errText := d.at("admin", []string{typed, "000000"}, "login", d.url, "--user", "admin"); exit != 4 || !strings.Contains(errText, "is wrong") {
		t.Errorf("a wrong code: %d %q", exit, errText)
	}
	if exit, _, errText := d.at("admin", []string{typed}, "login", d.url, "--user", "admin"); exit != 6 || !strings.Contains(errText, "code of the second factor was not given") {
		t.Errorf("none: %d %q", exit, errText)
	}
}
