package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
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
	parser, err := kong.New(&root{})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	var walk func(n *kong.Node, path []string)
	walk = func(n *kong.Node, path []string) {
		seen++
		code, out, errText := run(t, append(slices.Clone(path), "--help")...)
		if code != 0 || errText != "" || !strings.Contains(out, "Usage: entente") || !strings.Contains(out, "--json") {
			t.Errorf("%q: code %d, %q %q", path, code, errText, out)
		}
		if n.Type == kong.CommandNode && n.Help == "" {
			t.Errorf("%q does not say what it is for", path)
		}
		for _, c := range n.Children {
			walk(c, append(slices.Clone(path), c.Name))
		}
	}
	walk(parser.Model.Node, nil)
	if seen < 60 {
		t.Errorf("only %d commands were found", seen)
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
		{[]string{"report", "situation", "--format", "pdf"}, 6, "give --out FILE"},
		{[]string{"report", "situation", "--format", "doc"}, 2, "--format"},
		{[]string{"report", "party"}, 2, "<code>"},
		{[]string{"report", "situation", "--out", home}, 6, "is a folder"},
		{[]string{"report", "situation", "--out", filepath.Join(home, "missing", "r.html")}, 6, "no such file or directory"},
		{[]string{"report", "situation", "--out", filepath.Join(home, "r.html")}, 4, "sign in first"},
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
