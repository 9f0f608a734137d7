package cli

import (
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/app"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

type exerciseArchiveCmd struct {
	File    string `arg:"" help:"The archive: exercises/ID.tar.gz of a node's folder."`
	SHA256  string `name:"sha256" help:"Compare it with this digest; the exercise's page and the journal have it." placeholder:"HEX"`
	Journal string `help:"Print the journal of this party's node instead; with --json one entry a line." placeholder:"PARTY"`
}

// archivedEntry is one entry of a journal, as a line of JSON.
type archivedEntry struct {
	Seq      int64          `json:"seq"`
	ID       string         `json:"id"`
	At       time.Time      `json:"at"`
	Kind     string         `json:"kind"`
	Person   string         `json:"person"`
	Name     string         `json:"name"`
	Via      string         `json:"via"`
	About    string         `json:"about"`
	Audience []ids.Party    `json:"audience"`
	Body     jsontext.Value `json:"body"`
	Hash     string         `json:"hash"`
}

func (c *exerciseArchiveCmd) Run(e *env) error {
	var rows [][]string
	var see func(journal.Entry) error
	if c.Journal != "" {
		see = func(x journal.Entry) error {
			if e.root.JSON {
				b, err := json.Marshal(archivedEntry{x.Seq, x.ID, x.At, x.Kind, x.Person, x.Name, x.Via, x.About, x.Audience, x.Body, hex.EncodeToString(x.Hash[:])})
				if err != nil {
					return err
				}
				return e.line("%s", b)
			}
			rows = append(rows, []string{fmt.Sprint(x.Seq), x.At.Format(time.RFC3339), x.Kind, errs.Clip(x.Name), x.Via, errs.Clip(x.About)})
			return nil
		}
	}
	a, err := app.CheckArchive(e.ctx, c.File, strings.TrimSpace(c.SHA256), ids.Party(c.Journal), see, slog.New(slog.DiscardHandler))
	if err != nil {
		if errs.Is(err, errs.NotFound) {
			return err
		}
		_, text := errs.Public(err)
		return fmt.Errorf("%w: %w", errVerify, errs.New(errs.Invalid, "does not verify: %s", text))
	}
	if c.Journal == "" {
		if err := e.archived(a); err != nil {
			return err
		}
	} else if !e.root.JSON {
		if err := e.table([]string{"SEQ", "AT", "KIND", "NAME", "VIA", "ABOUT"}, rows, "Its journal is not shown."); err != nil {
			return err
		}
	}
	for _, n := range a.Nodes {
		if n.Problem != "" {
			return fmt.Errorf("%w: %w", errVerify, errs.New(errs.Invalid, "does not verify: %s of %s", n.Problem, n.Party))
		}
		if c.Journal == string(n.Party) && n.Unread != "" {
			return errs.New(errs.Unsupported, "the journal of %s cannot be read here: %s", n.Party, n.Unread)
		}
	}
	return nil
}

// archived prints what an archive holds.
func (e *env) archived(a app.Archived) error {
	if e.root.JSON {
		return e.print(a)
	}
	compared := "not compared with anything; --sha256 compares it"
	if a.Compared {
		compared = "as was named"
	}
	for _, l := range []string{fmt.Sprintf("EXERCISE %s (%s), conducted by %s", errs.Clip(a.Exercise.Name), a.Exercise.ID, a.Exercise.Director), "SHA-256 " + a.SHA256 + ", " + compared} {
		if err := e.line("%s", l); err != nil {
			return err
		}
	}
	var rows [][]string
	for _, n := range a.Nodes {
		says := "verified"
		switch {
		case n.Problem != "":
			says = n.Problem
		case n.Unread != "":
			says = n.Unread
		}
		rows = append(rows, []string{string(n.Party), n.Engine, fmt.Sprint(n.Bytes), fmt.Sprint(n.Journal), fmt.Sprint(n.Logs), fmt.Sprint(n.Entries), says})
	}
	return e.table([]string{"NODE", "ENGINE", "BYTES", "JOURNAL", "LOGS", "ENTRIES", "VERIFIED"}, rows, "It holds no database.")
}
