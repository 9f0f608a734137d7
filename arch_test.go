package entente

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "entente"

// mayImport is the plan of the house: a package may import, from this module,
// only the packages named on its line ("x/..." names x and all below it). It is
// policy: change it on purpose and say why, never to make a build pass.
var mayImport = map[string]string{
	"cmd/entente": "internal/cli",
	// It judges what the others made, so it shares no code with them; its own test holds it to that.
	"cmd/entente-verify": "",
	"bench":              "internal/... web",

	"internal/base/errs":       "",
	"internal/base/clock":      "",
	"internal/base/ids":        "internal/base/errs",
	"internal/base/authz":      "internal/base/errs internal/base/ids",
	"internal/base/strictjson": "internal/base/errs",
	"internal/base/sign":       "internal/base/errs internal/base/clock",
	"internal/base/merkle":     "internal/base/errs",
	"internal/base/dial":       "internal/base/errs internal/base/clock internal/base/sign",
	"internal/base/db":         "internal/base/errs internal/base/clock internal/base/ids",
	"internal/base/db/dbtest":  "internal/base/... internal/schema",
	"internal/base/journal":    "internal/base/errs internal/base/clock internal/base/ids internal/base/authz internal/base/db internal/base/strictjson",
	"internal/base/ledger":     "internal/base/errs internal/base/ids internal/base/authz internal/base/db internal/base/sign internal/base/merkle internal/base/strictjson",
	"internal/schema":          "",

	"internal/format/marking": "internal/base/errs",
	"internal/format/stix":    "internal/base/errs internal/base/ids internal/base/strictjson internal/format/marking",
	"internal/format/cacao":   "internal/base/errs internal/base/strictjson internal/format/marking",
	"internal/format/cexf":    "internal/base/errs internal/base/strictjson",
	"internal/format/misp":    "internal/base/errs internal/base/ids internal/base/strictjson internal/format/marking internal/format/stix",
	"internal/policy":         "internal/base/errs internal/base/ids internal/format/marking",

	"internal/format/rfc2350":     "internal/base/errs",
	"internal/format/securitytxt": "internal/base/errs",
	"internal/format/vcard":       "",
	"internal/format/openpgp":     "internal/base/errs",

	// Text and provisions, pure like policy: what a generation says and what becomes of it.
	"internal/clause": "internal/base/errs internal/base/ids internal/base/strictjson internal/format/marking internal/policy",
	// Who fills which role of a request, pure like policy.
	"internal/match": "internal/base/errs internal/base/ids",

	"internal/account":    "internal/base/... internal/format/marking",
	"internal/party":      "internal/base/...",
	"internal/federation": "internal/base/... internal/party",
	"internal/template":   "internal/base/... internal/clause internal/party internal/federation",
	"internal/agreement":  "internal/base/... internal/format/marking internal/policy internal/clause internal/party internal/template internal/federation",
	"internal/duty":       "internal/base/... internal/clause internal/party internal/federation internal/agreement",
	// What parties state about one thing together: the road of incident and assist.
	"internal/matter/mattertest": "internal/base/... internal/matter internal/party internal/template internal/agreement internal/federation",
	"internal/matter":            "internal/base/... internal/format/marking internal/policy internal/clause internal/party internal/federation internal/agreement",
	// An incident, alone and shared: it states by matter, and asks what became of linked objects through app.
	"internal/incident": "internal/base/... internal/format/marking internal/format/stix internal/policy internal/clause internal/matter",
	"internal/expert":   "internal/base/... internal/clause internal/match internal/party",
	// Courses attest the skills of the pool's list, and what was passed is noted in its profiles; jq over the journal's bodies says when a task is done.
	"internal/training": "internal/base/... internal/clause internal/expert internal/match",
	// Requests, offers and deployments: matters whose people come from the node's own pool.
	"internal/assist": "internal/base/... internal/format/marking internal/policy internal/clause internal/federation internal/agreement internal/duty internal/expert internal/match internal/matter",
	// Decisions of a body: matters that offices sign, recorded in one chain.
	"internal/crisis": "internal/base/... internal/format/marking internal/clause internal/party internal/agreement internal/matter",
	// Early warnings: matters that name the severity schemes and sectors of incidents.
	"internal/warning": "internal/base/... internal/format/marking internal/policy internal/clause internal/matter internal/incident",
	// What parties say of their own alert level, beside what decisions have set.
	"internal/alert": "internal/base/... internal/format/marking internal/policy internal/clause internal/matter internal/crisis",
	// The picture: it asks the domains' services as the person who looks, and touches none of their tables.
	"internal/situation": "internal/base/... internal/clause internal/party internal/incident internal/assist internal/crisis internal/warning internal/alert",
	"internal/playbook":  "internal/base/... internal/format/cacao internal/format/marking",
	// Which exercises there are and who is in them; their realms are app's to keep.
	"internal/exercise": "internal/base/... internal/clause internal/policy internal/federation internal/matter",
	// The plan of an exercise, what plays it, and what it comes to: none reaches into another domain's work; app hands them what acts.
	"internal/msel": "internal/base/... internal/format/cexf",
	// Scenarios that come with the system, as the files that planners read.
	"internal/msel/library":        "internal/base/... internal/msel",
	"internal/conduct":             "internal/base/... internal/federation internal/msel",
	"internal/conduct/conducttest": "internal/base/... internal/schema internal/federation internal/msel internal/conduct",
	"internal/score":               "internal/base/... internal/federation internal/format/cexf internal/msel internal/conduct",
	// What simulated parties do by themselves: conduct has the clock and the frozen reactions; app reads the cues and does the deeds.
	"internal/reaction": "internal/base/... internal/msel internal/conduct",
	// What comes after an exercise: observations leave its realm as plain words in a file, whose form lesson has.
	"internal/lesson":    "internal/base/...",
	"internal/aftermath": "internal/base/... internal/federation internal/msel internal/conduct internal/score internal/lesson",
	"internal/intel":     "internal/base/... internal/format/... internal/policy",
	"internal/release":   "internal/base/... internal/format/... internal/policy internal/party internal/federation internal/intel",
	// Counts across the domains for people: it asks their services and touches none of their tables.
	"internal/report": "internal/base/... internal/clause internal/crisis internal/format/marking internal/format/stix internal/party internal/federation internal/agreement internal/intel internal/release internal/expert internal/training internal/score internal/aftermath internal/lesson",

	"internal/node": "internal/base/... internal/federation",
	// Tells people, and calls out: it knows no domain but by the kinds of its acts. Domains that raise alarms import it.
	"internal/notify/mailtest": "internal/base/clock",
	"internal/notify":          "internal/base/... internal/format/openpgp",

	// Whose an address is and whom to call: what agreements ask of it, app tells it.
	"internal/directory": "internal/base/... internal/format/rfc2350 internal/format/vcard internal/format/securitytxt internal/format/openpgp internal/party internal/federation",

	"internal/watch": "internal/base/authz internal/base/ids",

	"internal/serve":       "internal/base/... internal/account",
	"internal/serve/rest":  "internal/base/... internal/account internal/party internal/clause internal/template internal/agreement internal/duty internal/notify internal/assist internal/incident internal/matter internal/crisis internal/warning internal/alert internal/situation internal/expert internal/training internal/match internal/playbook internal/policy internal/intel internal/release internal/report internal/federation internal/node internal/format/... internal/watch internal/directory internal/msel internal/msel/library internal/conduct internal/reaction internal/score internal/aftermath internal/lesson internal/exercise internal/serve",
	"internal/serve/taxii": "internal/base/... internal/intel internal/serve",
	"internal/serve/peer":  "internal/base/... internal/federation internal/serve",

	"internal/app": "internal/... web",
	"internal/cli": "internal/base/... internal/exercise internal/conduct internal/reaction internal/score internal/lesson internal/app internal/node internal/agreement internal/clause internal/duty internal/assist internal/incident internal/crisis internal/warning internal/alert internal/situation internal/expert internal/training internal/party internal/release internal/serve/rest internal/msel internal/msel/library internal/format/marking internal/format/cacao internal/format/cexf internal/federation",
	"web":          "",
	"test/...":     "internal/... web",
}

// neverImport holds what the plan's lines cannot say, with the reason.
var neverImport = []struct{ pkg, dep, why string }{
	{"internal/policy", "database/sql", "a decision is a pure function that can be replayed"},
	{"internal/policy", "net/...", "a decision is a pure function that can be replayed"},
	{"internal/clause", "database/sql", "what a text says follows from the text"},
	{"internal/format/...", "database/sql", "formats turn bytes into values and back"},
	{"internal/format/...", "net/http", "formats turn bytes into values and back"},
	{"internal/watch", "database/sql", "what needs somebody is a rule over facts, not a query"},
	{"internal/base/merkle", "database/sql", "a proof is arithmetic"},
	{"internal/intel", "net/http", "nothing leaves from the store"},
	{"internal/release", "net/http", "release decides what goes out, federation carries it"},
}

type goFile struct {
	path string
	pkg  string
	file *ast.File
}

// productFiles parses every Go file of the module that is no test.
func productFiles(t *testing.T, mode parser.Mode) []goFile {
	t.Helper()
	var all []goFile
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); n == "node_modules" || n == "testdata" || (strings.HasPrefix(n, ".") && n != ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, mode)
		if err != nil {
			return err
		}
		all = append(all, goFile{p, path.Dir(filepath.ToSlash(p)), f})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestImports(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, f := range productFiles(t, parser.ImportsOnly) {
		for _, spec := range f.file.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			for _, n := range neverImport {
				if match(n.pkg, f.pkg) && match(n.dep, imp) {
					t.Errorf("%s: %s must not import %s: %s", f.path, f.pkg, imp, n.why)
				}
			}
			dep, ours := strings.CutPrefix(imp, module+"/")
			if ours && !allowed(f.pkg, dep) {
				t.Errorf("%s: %s may not import %s", f.path, f.pkg, dep)
			}
		}
		for owner := range mayImport {
			if match(owner, f.pkg) {
				used[owner] = true
			}
		}
	}
	for owner := range mayImport {
		if !used[owner] && owner != "test/..." {
			t.Errorf("the plan names %s, which does not exist", owner)
		}
	}
}

func allowed(pkg, dep string) bool {
	for owner, list := range mayImport {
		if match(owner, pkg) {
			for pat := range strings.FieldsSeq(list) {
				if match(pat, dep) {
					return true
				}
			}
		}
	}
	return false
}

func match(pat, pkg string) bool {
	base, all := strings.CutSuffix(pat, "/...")
	return pkg == base || all && strings.HasPrefix(pkg, base+"/")
}

// TestPackageDocs demands that every package says what it is.
func TestPackageDocs(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, f := range productFiles(t, parser.ParseComments|parser.PackageClauseOnly) {
		documented[f.pkg] = documented[f.pkg] || f.file.Doc != nil && len(f.file.Doc.Text()) > 40
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}

// choke names the one package that may use something, with the reason.
var choke = []struct {
	use  string // regular expression over the source text
	only string
	why  string
}{
	{`\btime\.(Now|Since|Until)\(`, "internal/base/clock", "one clock, so that tests and exercises can move it"},
	{`\bnet\.(Dial|DialTimeout|Dialer)\b|\bhttp\.(Get|Post|DefaultClient|DefaultTransport)\b|\bhttp\.Client\{`, "internal/base/dial", "one outbound dialer, which checks every address"},
	{`\bhttp\.(NewServeMux|HandleFunc|Handle)\(`, "internal/serve", "one router, on which every route has a rule"},
	{`\bsql\.Open\(`, "internal/base/db", "one handle on the database"},
	{`"encoding/json"`, "cmd/entente-verify", "it keeps the last of duplicate keys and matches keys by letter case; use strictjson or go-json-experiment; the second verifier has only the standard library, and writes all anew to compare"},
	{`\bos\.Exit\(`, "cmd/...", "only main ends the process"},
}

func TestChokePoints(t *testing.T) {
	t.Parallel()
	for _, f := range productFiles(t, parser.ImportsOnly) {
		src, err := os.ReadFile(f.path)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range choke {
			if !match(c.only, f.pkg) && !strings.HasPrefix(f.pkg, "bench") && regexp.MustCompile(c.use).Match(src) {
				t.Errorf("%s uses %s, which only %s may: %s", f.path, regexp.MustCompile(c.use).Find(src), c.only, c.why)
			}
		}
	}
}

var (
	createLine = regexp.MustCompile(`(?im)^\s*CREATE\s+(?:UNIQUE\s+)?(TABLE|INDEX)\s+(?:IF NOT EXISTS\s+)?([a-z0-9_]+)`)
	tableUse   = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z]+)_[a-z_]+`)
)

// domains are the packages that have tables, by table prefix.
func domains(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("internal/schema/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no schema", err)
	}
	owner := map[string]string{}
	for _, f := range files {
		name := strings.Split(strings.TrimSuffix(filepath.Base(f), ".sql"), "_")[1]
		domain, _, _ := strings.Cut(name, ".")
		for _, at := range []string{"internal/" + domain, "internal/base/" + domain} {
			if _, err := os.Stat(at); err == nil {
				owner[domain] = at
			}
		}
		if owner[domain] == "" {
			t.Errorf("%s belongs to no package", f)
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range createLine.FindAllSubmatch(src, -1) {
			if !strings.HasPrefix(string(m[2]), domain+"_") {
				t.Errorf("%s creates %s, whose name must begin with %s_", f, m[2], domain)
			}
		}
	}
	return owner
}

// TestTablePrefixes demands that each domain names its tables after itself and
// touches no other domain's.
func TestTablePrefixes(t *testing.T) {
	t.Parallel()
	owner := domains(t)
	for _, f := range productFiles(t, 0) {
		ast.Inspect(f.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			for _, m := range tableUse.FindAllStringSubmatch(lit.Value, -1) {
				if f.pkg == "bench" {
					continue // it reads the store's rows bare, as its yardstick
				}
				if at, known := owner[m[1]]; known && f.pkg != at {
					t.Errorf("%s: SQL on %s_…, which belongs to %s", f.path, m[1], at)
				}
			}
			return true
		})
	}
}

// dialect holds what one engine alone understands.
var dialect = regexp.MustCompile(`(?i)\b(ILIKE|json_extract|json_each|jsonb_|PRAGMA|rowid|AUTOINCREMENT|BIGSERIAL|now\(\)|CURRENT_TIMESTAMP|FOR UPDATE|= ANY|LISTEN |NOTIFY |pg_|sqlite_)`)

func TestNoDialect(t *testing.T) {
	t.Parallel()
	mayKnow := []string{"internal/base/db", "internal/base/db/dbtest", "internal/intel/search"}
	sqlish := regexp.MustCompile(`(?i)\b(SELECT|INSERT|UPDATE|DELETE|CREATE)\b`)
	for _, f := range productFiles(t, 0) {
		if slices.Contains(mayKnow, f.pkg) {
			continue
		}
		ast.Inspect(f.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && sqlish.MatchString(lit.Value) && dialect.MatchString(lit.Value) {
				t.Errorf("%s: %s is one engine's dialect; only internal/base/db knows those", f.path, dialect.FindString(lit.Value))
			}
			return true
		})
	}
}
