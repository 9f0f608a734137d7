package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// run executes a command line as a person would type it.
func run(t *testing.T, args ...string) (code int, out, errText string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Run(t.Context(), Streams{In: strings.NewReader(""), Out: &o, Err: &e}, "v-test", args)
	return code, o.String(), e.String()
}

func TestEveryCommandHasHelp(t *testing.T) {
	t.Parallel()
	for _, c := range []string{"", "init", "serve", "demo", "login", "logout", "peer", "peer invite", "peer accept", "peer list", "peer forget", "agreement", "agreement templates", "agreement draft", "agreement propose",
		"agreement sign", "agreement list", "agreement show", "agreement suspend", "agreement resume", "agreement terminate", "agreement withdraw", "intel", "intel import", "intel list", "intel show", "release preview", "release forward", "release drafts", "release draft", "release approve", "release decline", "release withdraw", "intel properties", "intel redact", "key list", "key rotate", "report situation", "report party",
		"release make", "release recall", "release list", "release show", "ledger list", "ledger show", "ledger export", "ledger verify", "journal", "user add", "user list", "user roles", "user disable", "user enable", "user reset",
		"node", "node health", "node check", "node logs", "node metrics", "node version", "node backup", "node backups", "node restore", "node resume", "token list", "token revoke", "token create", "openapi", "version"} {
		code, out, errText := run(t, append(strings.Fields(c), "--help")...)
		if code != 0 || errText != "" || !strings.Contains(out, "Usage: entente") || !strings.Contains(out, "--json") {
			t.Errorf("%q: code %d, %q %q", c, code, errText, out)
		}
	}
}

func TestExitCodesAndOneLineErrors(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("HOME", home)
	t.Setenv("ENTENTE_URL", "")
	t.Setenv("ENTENTE_TOKEN", "")
	dir := filepath.Join(t.TempDir(), "node")
	garbage := filepath.Join(t.TempDir(), "receipt.json")
	if err := os.WriteFile(garbage, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"version"}, 0, ""},
		{[]string{"nonsense"}, 2, "nonsense"},
		{[]string{"release", "recall"}, 2, "--reason"},
		{[]string{"ledger", "verify", filepath.Join(home, "missing")}, 3, "cannot be read"},
		{[]string{"ledger", "verify", garbage}, 8, "does not verify"},
		{[]string{"intel", "list"}, 4, "sign in first"},
		{[]string{"--url", "http://127.0.0.1:1", "--token", "x", "intel", "list"}, 7, "cannot reach the node"},
		{[]string{"--url", "nowhere", "--token", "x", "intel", "list"}, 6, "is not the address of a node"},
		{[]string{"init", "--dir", dir, "--party", "čze", "--name", "x"}, 6, "party code"},
		{[]string{"init", "--dir", dir, "--party", "CZE", "--name", "Test", "--listen", "0.0.0.0:8440"}, 6, "not a loopback address"},
		{[]string{"init", "--dir", dir, "--party", "CZE", "--name", "Test"}, 0, ""},
		{[]string{"init", "--dir", dir, "--party", "CZE", "--name", "Test"}, 5, "holds a node already"},
		{[]string{"demo", "--dir", dir}, 5, "is not empty"},
		{[]string{"serve", "--dir", home}, 3, "holds no node"},
	} {
		code, out, errText := run(t, c.args...)
		if code != c.code || !strings.Contains(errText, c.says) {
			t.Errorf("%v: code %d, want %d: %s", c.args, code, c.code, errText)
		}
		if c.code > 2 && strings.Count(strings.TrimSpace(errText), "\n") > 0 {
			t.Errorf("%v: the error has several lines: %s", c.args, errText)
		}
		if c.code != 0 && out != "" && c.code != 2 {
			t.Errorf("%v: a failure prints to standard output: %s", c.args, out)
		}
	}
}

func TestAnUnknownKeyInTheConfigRefusesToStart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "node")
	if code, _, e := run(t, "init", "--dir", dir, "--party", "CZE", "--name", "Test"); code != 0 {
		t.Fatal(e)
	}
	if err := os.WriteFile(filepath.Join(dir, "node.json"), []byte(`{"party":"CZE","name":"x","kind":"nation","listen":"127.0.0.1:0","peer_listen":"127.0.0.1:0","colour":"blue"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, e := run(t, "serve", "--dir", dir); code != 6 || !strings.Contains(e, "colour") {
		t.Errorf("an unknown key in the config: code %d, %s", code, e)
	}
}
