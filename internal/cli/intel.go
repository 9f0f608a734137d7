package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

type intelCmd struct {
	Import intelImportCmd `cmd:"" help:"Import STIX bundles or MISP events from files, folders or standard input (-)."`
	List   intelListCmd   `cmd:"" help:"List objects, newest first."`
	Show   intelShowCmd   `cmd:"" help:"Show one object."`

	Properties intelPropertiesCmd `cmd:"" help:"Which properties of the chosen objects may be left out."`
	Redact     intelRedactCmd     `cmd:"" help:"Copy objects without some of their properties; the originals stay."`
}

type intelImportCmd struct {
	Path   []string `arg:"" help:"Files or folders; - is standard input."`
	Mark   string   `help:"TLP for what bears none, such as tlp:amber. It never changes a marking that is there."`
	Format string   `help:"stix, misp or auto." default:"auto" enum:"auto,stix,misp"`
}

// importResult is what the node says of an import.
type importResult struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Format       string `json:"format"`
	State        string `json:"state"`
	Total        int64  `json:"total"`
	Stored       int64  `json:"stored"`
	Duplicates   int64  `json:"duplicates"`
	Refused      int64  `json:"refused"`
	Marked       int64  `json:"marked"`
	ProblemCount int64  `json:"problem_count"`
	Problems     []struct {
		Index  int64  `json:"index"`
		ID     string `json:"id"`
		Reason string `json:"reason"`
	} `json:"problems"`
}

func (c *intelImportCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	files, err := expand(c.Path)
	if err != nil {
		return err
	}
	bar := newProgress(e, files)
	defer bar.close()
	var all []importResult
	var failed error
	for _, f := range files {
		res, err := importFile(e, cl, f, c.Format, c.Mark, bar)
		if err != nil {
			// The other files are none the worse for this one; the exit code tells.
			failed = fmt.Errorf("%w", err)
			_, text := errs.Public(err)
			bar.say("%s: %s", f.name, text)
			continue
		}
		all = append(all, res)
		if !e.root.JSON {
			bar.say("%s: %d objects, %d stored, %d held already, %d refused, %d marked", f.name, res.Total, res.Stored, res.Duplicates, res.Refused, res.Marked)
			for _, p := range res.Problems[:min(len(res.Problems), 10)] {
				bar.say("  %d %s: %s", p.Index, p.ID, p.Reason)
			}
			if res.ProblemCount > 10 {
				bar.say("  … and %d more: entente --json intel import, or the page of import %s", res.ProblemCount-10, res.ID)
			}
		}
	}
	bar.close()
	if e.root.JSON {
		if err := e.print(all); err != nil {
			return err
		}
	}
	return failed
}

// source is one file to import.
type source struct {
	path string
	name string
	size int64
}

// expand lists the files that the arguments mean: a folder means its .json files.
func expand(paths []string) (files []source, err error) {
	for _, p := range paths {
		if p == "-" {
			files = append(files, source{path: "-", name: "standard input", size: -1})
			continue
		}
		st, err := os.Stat(p)
		if err != nil {
			return nil, errs.New(errs.NotFound, "%s cannot be read: %s", p, reason(err))
		}
		names := []string{p}
		if st.IsDir() {
			if names, err = filepath.Glob(filepath.Join(p, "*.json")); err != nil || len(names) == 0 {
				return nil, errs.New(errs.NotFound, "folder %s holds no .json file", p)
			}
			slices.Sort(names)
		}
		for _, name := range names {
			st, err := os.Stat(name)
			if err != nil {
				return nil, errs.New(errs.NotFound, "%s cannot be read: %s", name, reason(err))
			}
			files = append(files, source{path: name, name: filepath.Base(name), size: st.Size()})
		}
	}
	return files, nil
}

// reason is the cause of a file error without the path, which stands before it.
func reason(err error) string {
	if pe, ok := err.(*os.PathError); ok { //nolint:errorlint // package os gives *PathError itself
		return pe.Err.Error()
	}
	return err.Error()
}

// importFile sends one file; the node stores while it reads, so what has been
// sent is about what is done.
func importFile(e *env, c *client, f source, format, mark string, bar *progress) (res importResult, err error) {
	r := e.In
	if f.path != "-" {
		file, err := os.Open(f.path)
		if err != nil {
			return res, errs.New(errs.NotFound, "%s cannot be read: %s", f.path, reason(err))
		}
		defer func() { _ = file.Close() }() // it was only read
		r = file
	}
	path := query("/api/v1/intel/imports", "name", f.name, "format", format, "mark", mark)
	err = c.do(e.ctx, http.MethodPost, path, bar.reader(r), &res)
	return res, err
}

type objectItem struct {
	ID      string    `json:"id"`
	Type    string    `json:"type"`
	Name    string    `json:"name"`
	Origin  string    `json:"origin"`
	Added   time.Time `json:"added"`
	Version string    `json:"version"`
	Marking struct {
		TLP     string   `json:"tlp"`
		PAP     string   `json:"pap"`
		Unknown []string `json:"unknown"`
	} `json:"marking"`
	Releasable bool `json:"releasable"`
	Recalled   bool `json:"recalled"`
}

// mark is the marking as a person reads it.
func (o objectItem) mark() string {
	switch {
	case o.Recalled:
		return "RECALLED"
	case len(o.Marking.Unknown) > 0:
		return "UNKNOWN MARKING"
	case o.Marking.TLP == "":
		return "UNMARKED"
	}
	return "TLP:" + strings.ToUpper(o.Marking.TLP)
}

type intelListCmd struct {
	Type     string `help:"STIX type, such as indicator."`
	TLP      string `help:"TLP level, or none."`
	Origin   string `help:"Code of the party that brought it in."`
	Category string `help:"Category, such as malware."`
	Search   string `help:"A value (exact, or with * at its end) or an object's id." short:"s"`
	Before   string `help:"Continue a listing: what the last one gave as next."`
	Limit    int    `help:"How many." default:"50"`
}

func (c *intelListCmd) Run(e *env) error {
	path := query("/api/v1/intel/objects", "type", c.Type, "tlp", c.TLP, "origin", c.Origin, "category", c.Category, "q", c.Search, "before", c.Before, "limit", fmt.Sprint(c.Limit))
	return fetch(e, path, func(l items[objectItem]) error {
		var rows [][]string
		for _, o := range l.Items {
			rows = append(rows, []string{when(o.Added), o.Origin, o.mark(), o.ID, o.Name})
		}
		if err := e.table([]string{"ADDED", "ORIGIN", "MARKING", "OBJECT", "NAME"}, rows, "Nothing matches. Bring something in with: entente intel import FILE"); err != nil || l.Next == "" {
			return err
		}
		return e.line("More: --before %s", l.Next)
	})
}

type intelShowCmd struct {
	ID string `arg:"" help:"STIX id."`
}

func (c *intelShowCmd) Run(e *env) error {
	type answer struct {
		Object   objectItem     `json:"object"`
		STIX     jsontext.Value `json:"stix"`
		Versions []struct {
			Version string    `json:"version"`
			Added   time.Time `json:"added"`
		} `json:"versions"`
	}
	return fetch(e, "/api/v1/intel/objects/"+url.PathEscape(c.ID), func(a answer) error {
		o := a.Object
		if err := e.line("%s\n%s\norigin %s, %s, came in %s, %d version(s)", o.ID, o.Name, o.Origin, o.mark(), when(o.Added), len(a.Versions)); err != nil || len(a.STIX) == 0 {
			return err
		}
		if err := a.STIX.Indent(jsontext.WithIndent("  ")); err != nil {
			return err
		}
		return e.line("%s", a.STIX)
	})
}
