package entente

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wording holds what makes a sentence that a console may show, and which of
// its arguments is the format.
var wording = map[string]int{"New": 1, "Say": 0, "Because": 2, "refuse": 2}

// unsaid are the packages and files whose sentences no console shows as they
// are: they are read in a terminal, in a log, or by another machine.
var unsaid = []string{
	"internal/app/", "internal/base/errs/", "internal/base/journal/", "internal/base/ledger/", "internal/base/merkle/", "internal/base/sign/", "internal/base/strictjson/",
	"internal/cli/", "internal/base/db/care.go", "internal/base/db/postgres.go", "internal/exercise/receive.go", "internal/base/db/migrate.go", "internal/federation/frame.go", "internal/federation/receipt.go", "internal/federation/stream.go", "internal/federation/take.go", "internal/node/archive.go", "internal/node/restore.go",
	"internal/conduct/receive.go", "internal/conduct/conducttest/", "internal/agreement/file.go", "internal/agreement/receive.go", "internal/template/receive.go", "internal/duty/receive.go", "internal/directory/receive.go", "internal/directory/signed.go", "internal/directory/told.go", "internal/matter/receive.go", "internal/matter/mattertest/", "internal/matter/file.go", "internal/assist/file.go", "internal/federation/card.go", "internal/party/attest.go", "internal/party/card.go", "internal/party/key.go", "internal/party/link.go", "internal/party/keys.go",
	"internal/match/verify.go", "internal/release/check.go", "internal/release/cut.go", "internal/release/part.go", "internal/release/receive.go", "internal/release/receipt.go",
	"internal/serve/peer/", "internal/serve/taxii/", "internal/serve/console.go", "internal/serve/rest/operation.go",
}

var verb = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*\d*(\.\d+)?[a-zA-Z%]`)

// TestEverySentenceIsInEveryCatalogue holds the node's sentences and the
// console's catalogues together: none is missing, none is left over, and each
// translation has a place for every argument.
func TestEverySentenceIsInEveryCatalogue(t *testing.T) {
	t.Parallel()
	said := sentences(t)
	for _, language := range []string{"fr", "cs"} {
		b, err := os.ReadFile(filepath.Join("web/src/words", language, "texts.json"))
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(b, &texts); err != nil {
			t.Fatalf("%s: %v", language, err)
		}
		for format, where := range said {
			switch text, held := texts[format]; {
			case !held:
				t.Errorf("%s has no words for %q of %s", language, format, where)
			case !fits(format, text):
				t.Errorf("%s: %q has other places for arguments than %q", language, text, format)
			}
		}
		for format := range texts {
			if said[format] == "" {
				t.Errorf("%s has words for %q, which the node does not say", language, format)
			}
		}
	}
}

// fits tells whether a translation names each argument of its format once,
// in order or by number.
func fits(format, text string) bool {
	places := func(s string) (n []int) {
		next := 1
		for _, m := range verb.FindAllStringSubmatch(s, -1) {
			if strings.HasSuffix(m[0], "%") {
				continue
			}
			if m[1] != "" {
				next, _ = strconv.Atoi(strings.Trim(m[1], "[]"))
			}
			n = append(n, next)
			next++
		}
		slices.Sort(n)
		return n
	}
	return slices.Equal(places(format), places(text)) && text != ""
}

// sentences gives each format that the code says to a person, and where.
func sentences(t *testing.T) map[string]string {
	said := map[string]string{}
	set := token.NewFileSet()
	err := filepath.WalkDir("internal", func(path string, d fs.DirEntry, err error) error {
		at := filepath.ToSlash(path)
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || slices.ContainsFunc(unsaid, func(u string) bool { return strings.HasPrefix(at, u) }) {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := ""
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				name = f.Sel.Name
				if x, ok := f.X.(*ast.Ident); (name == "New" || name == "Say") && (!ok || x.Name != "errs") {
					return true
				}
			case *ast.Ident:
				name = f.Name
			}
			k, ok := wording[name]
			if !ok || len(call.Args) <= k {
				return true
			}
			if text, ok := call.Args[k].(*ast.BasicLit); ok && text.Kind == token.STRING {
				s, err := strconv.Unquote(text.Value)
				if err != nil {
					t.Fatal(err)
				}
				if s != "%s" {
					said[s] = at
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return said
}
