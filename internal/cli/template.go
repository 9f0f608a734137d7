package cli

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

type templateCmd struct {
	List      templateListCmd   `cmd:"" help:"Generations from which agreements are made."`
	Show      templateShowCmd   `cmd:"" help:"Write one generation as JSON, to begin the next one from."`
	Drafts    templateDraftsCmd `cmd:"" help:"Generations that are being written here."`
	Draft     templateDraftCmd  `cmd:"" help:"Save a generation from a file of JSON; nobody else sees it."`
	Discard   templateActCmd    `cmd:"" help:"Discard a draft."`
	Circulate templateActCmd    `cmd:"" help:"Put a draft before the members of its body; its text is frozen."`
	Deeds     templateDeedsCmd  `cmd:"" help:"What bodies have before them, or have decided."`
	Approve   templateActCmd    `cmd:"" help:"Approve a deed by an office of this party."`
	Object    templateObjectCmd `cmd:"" help:"Object: the generation will not be published."`
	Withdraw  templateActCmd    `cmd:"" help:"Take our own deed back before it is decided."`
}

// generation is what these commands show of one; the rest stays as it came.
type generation struct {
	Template  string            `json:"template"`
	Number    int               `json:"number"`
	Languages []string          `json:"languages"`
	Title     map[string]string `json:"title"`
}

func (g generation) name() string {
	if len(g.Languages) == 0 {
		return g.Template
	}
	return cmp.Or(g.Title[g.Languages[0]], g.Template)
}

type templateItem struct {
	Digest     string         `json:"digest"`
	Body       string         `json:"body"`
	Generation jsontext.Value `json:"generation"`
}

type templateListCmd struct{}

func (c *templateListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/templates", func(l items[templateItem]) error {
		var rows [][]string
		for _, t := range l.Items {
			var g generation
			if err := json.Unmarshal(t.Generation, &g); err != nil {
				return err
			}
			rows = append(rows, []string{g.Template, strconv.Itoa(g.Number), g.name(), cmp.Or(t.Body, "-"), t.Digest})
		}
		return e.table([]string{"TEMPLATE", "GENERATION", "TITLE", "BODY", "DIGEST"}, rows, "No templates.")
	})
}

type templateShowCmd struct {
	Digest string `arg:"" help:"Digest of the generation, or its beginning."`
}

func (c *templateShowCmd) Run(e *env) error {
	return fetch(e, "/api/v1/templates", func(l items[templateItem]) error {
		var found []templateItem
		for _, t := range l.Items {
			if strings.HasPrefix(t.Digest, c.Digest) {
				found = append(found, t)
			}
		}
		if len(found) != 1 {
			return errs.New(errs.NotFound, "%d generations have a digest that begins with %q", len(found), errs.Clip(c.Digest))
		}
		g := found[0].Generation
		if err := g.Indent(jsontext.WithIndent("  ")); err != nil {
			return err
		}
		return e.line("%s", g)
	})
}

type templateDraftItem struct {
	ID         string     `json:"id"`
	Body       string     `json:"body"`
	Members    []string   `json:"members"`
	Generation generation `json:"generation"`
	Updated    time.Time  `json:"updated"`
	Problem    *struct {
		Text string `json:"text"`
	} `json:"problem"`
}

func (d templateDraftItem) standing() string {
	if d.Problem != nil {
		return "not yet: " + d.Problem.Text
	}
	return "sound"
}

type templateDraftsCmd struct{}

func (c *templateDraftsCmd) Run(e *env) error {
	return fetch(e, "/api/v1/templates/drafts", func(l items[templateDraftItem]) error {
		var rows [][]string
		for _, d := range l.Items {
			rows = append(rows, []string{d.ID, d.Generation.name(), strconv.Itoa(d.Generation.Number), cmp.Or(d.Body, "-"), strings.Join(d.Members, ","), d.standing()})
		}
		return e.table([]string{"ID", "TITLE", "GENERATION", "BODY", "MEMBERS", "STANDS"}, rows, "Nothing is being written.")
	})
}

type templateDraftCmd struct {
	File    string   `arg:"" help:"Generation as JSON, as template show writes it; - is standard input."`
	Body    string   `help:"Name of the body that decides on it." required:""`
	Members []string `help:"Codes of the other members." required:"" placeholder:"CODE"`
	ID      string   `help:"Draft to save it as; a new one when missing."`
}

const maxGeneration = 1 << 20

func (c *templateDraftCmd) Run(e *env) error {
	b, err := e.readFile(c.File, maxGeneration)
	if err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	if !jsontext.Value(b).IsValid() {
		return errs.New(errs.Invalid, "%s is not JSON", c.File)
	}
	body := map[string]any{"body": c.Body, "members": c.Members, "generation": jsontext.Value(b)}
	method, path := http.MethodPost, "/api/v1/templates/drafts"
	if c.ID != "" {
		method, path = http.MethodPut, path+"/"+url.PathEscape(c.ID)
	}
	var d templateDraftItem
	if err := cl.do(e.ctx, method, path, body, &d); err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(d)
	}
	return e.line("saved as %s; %s", d.ID, d.standing())
}

type deedItem struct {
	ID         string     `json:"id"`
	Body       string     `json:"body"`
	Secretary  string     `json:"secretary"`
	State      string     `json:"state"`
	Generation generation `json:"generation"`
	Members    []struct {
		Party string `json:"party"`
		Says  string `json:"says"`
	} `json:"members"`
}

func (d deedItem) says() string {
	var all []string
	for _, m := range d.Members {
		all = append(all, m.Party+":"+m.Says)
	}
	return strings.Join(all, " ")
}

type templateDeedsCmd struct{}

func (c *templateDeedsCmd) Run(e *env) error {
	return fetch(e, "/api/v1/templates/deeds", func(l items[deedItem]) error {
		var rows [][]string
		for _, d := range l.Items {
			rows = append(rows, []string{d.ID, d.State, d.Generation.name(), strconv.Itoa(d.Generation.Number), d.Body, d.says()})
		}
		return e.table([]string{"ID", "STATE", "TITLE", "GENERATION", "BODY", "MEMBERS"}, rows, "Nothing has been circulated.")
	})
}

type templateActCmd struct {
	ID string `arg:"" help:"Id of the draft or the deed."`
}

func (c *templateActCmd) Run(e *env) error {
	switch e.verb {
	case "discard":
		cl, err := e.client()
		if err != nil {
			return err
		}
		if err := cl.do(e.ctx, http.MethodDelete, "/api/v1/templates/drafts/"+url.PathEscape(c.ID), nil, nil); err != nil {
			return err
		}
		return e.line("discarded")
	case "circulate":
		return e.deed("/api/v1/templates/drafts/"+url.PathEscape(c.ID)+"/circulate", struct{}{})
	}
	return e.deed("/api/v1/templates/deeds/"+url.PathEscape(c.ID)+"/"+e.verb, struct{}{})
}

type templateObjectCmd struct {
	ID     string `arg:"" help:"Id of the deed."`
	Reason string `arg:"" help:"Why; the other members read it."`
}

func (c *templateObjectCmd) Run(e *env) error {
	return e.deed("/api/v1/templates/deeds/"+url.PathEscape(c.ID)+"/object", map[string]string{"reason": c.Reason})
}

// deed does an act on a deed and says how it stands then.
func (e *env) deed(path string, body any) error {
	return send(e, path, body, func(d deedItem) error {
		return e.line("%s %s, generation %d, is %s: %s", d.ID, d.Generation.name(), d.Generation.Number, d.State, d.says())
	})
}
