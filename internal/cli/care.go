package cli

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

type nodeCmd struct {
	Health  nodeHealthCmd  `cmd:"" help:"How the node stands, and what to do about it."`
	Check   nodeCheckCmd   `cmd:"" help:"Verify every log and the journal from end to end, in the background; health has the result."`
	Logs    nodeLogsCmd    `cmd:"" help:"The last lines of the node's log."`
	Metrics nodeMetricsCmd `cmd:"" help:"The node's figures, in the form that Prometheus reads."`
	Version nodeVersionCmd `cmd:"" help:"What the node runs, with everything that is built in."`
	Backup  nodeBackupCmd  `cmd:"" help:"Make a backup, sealed with a passphrase."`
	Backups nodeBackupsCmd `cmd:"" help:"Backups in the node's folder."`
	Restore nodeRestoreCmd `cmd:"" help:"Make a node's folder from a backup. Needs no running node."`
	Resume  nodeResumeCmd  `cmd:"" help:"Let a restored node sign again, once its logs were compared with its peers'."`
}

type nodeHealthCmd struct{}

func (nodeHealthCmd) Run(e *env) error {
	type health struct {
		State  string `json:"state"`
		Checks []struct {
			Name  string `json:"name"`
			About string `json:"about"`
			State string `json:"state"`
			Found string `json:"found"`
			Todo  string `json:"todo"`
		} `json:"checks"`
	}
	return fetch(e, "/api/v1/node/health", func(h health) error {
		var rows [][]string
		for _, c := range h.Checks {
			rows = append(rows, []string{strings.ToUpper(c.State), c.Name, c.About, c.Found})
			if c.Todo != "" {
				rows = append(rows, []string{"", "", "", "→ " + c.Todo})
			}
		}
		return e.table([]string{"STATE", "CHECK", "OF", "FOUND"}, rows, "Nothing was checked.")
	})
}

type nodeCheckCmd struct{}

func (nodeCheckCmd) Run(e *env) error {
	c, err := e.client()
	if err != nil {
		return err
	}
	if err := c.post(e.ctx, "/api/v1/node/check", nil, nil); err != nil {
		return err
	}
	return e.line("The verification runs. Its result stands under “stored”: entente node health")
}

type nodeLogsCmd struct {
	Level  string `help:"debug, info, warn or error: this level and above." default:"info" enum:"debug,info,warn,error"`
	After  int64  `help:"Only lines after this number."`
	Follow bool   `help:"Go on with what comes." short:"f"`
}

type logLine struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Level   string    `json:"level"`
	Message string    `json:"message"`
	Attrs   []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"attrs"`
}

const followEvery = time.Second

func (c *nodeLogsCmd) Run(e *env) error {
	after := c.After
	for {
		err := fetch(e, query("/api/v1/node/logs", "level", c.Level, "after", strconv.FormatInt(after, 10)), func(l items[logLine]) error {
			for _, x := range l.Items {
				text := x.Message
				for _, a := range x.Attrs {
					text += " " + a.Name + "=" + strconv.Quote(a.Value)
				}
				if err := e.line("%d  %s  %-5s  %s", x.Seq, when(x.At), strings.ToUpper(x.Level), text); err != nil {
					return err
				}
				after = x.Seq
			}
			return nil
		})
		if err != nil || !c.Follow || e.root.JSON {
			return err
		}
		timer := time.NewTimer(followEvery)
		select {
		case <-e.ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

type nodeMetricsCmd struct{}

func (nodeMetricsCmd) Run(e *env) error {
	if e.root.JSON {
		return fetch(e, "/api/v1/node/figures", func(jsontext.Value) error { return nil })
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	return c.stream(e.ctx, "/metrics", e.Out)
}

type nodeVersionCmd struct{}

func (nodeVersionCmd) Run(e *env) error {
	type version struct {
		Version string    `json:"version"`
		Go      string    `json:"go"`
		Schema  string    `json:"schema"`
		Engine  string    `json:"engine"`
		Started time.Time `json:"started"`
		Modules []struct {
			Path    string `json:"path"`
			Version string `json:"version"`
			Sum     string `json:"sum"`
		} `json:"modules"`
	}
	return fetch(e, "/api/v1/node/version", func(v version) error {
		if err := e.line("entente %s, built with %s, on %s, schema %s, started %s", v.Version, v.Go, v.Engine, v.Schema, when(v.Started)); err != nil {
			return err
		}
		var rows [][]string
		for _, m := range v.Modules {
			rows = append(rows, []string{m.Path, m.Version, m.Sum})
		}
		return e.table([]string{"MODULE", "VERSION", "SUM"}, rows, "This build names no modules.")
	})
}

type nodeBackupsCmd struct{}

func (nodeBackupsCmd) Run(e *env) error {
	return fetch(e, "/api/v1/node/backups", func(l items[backupItem]) error {
		var rows [][]string
		for _, b := range l.Items {
			rows = append(rows, []string{b.Name, when(b.At), n(b.Size)})
		}
		return e.table([]string{"NAME", "MADE", "BYTES"}, rows, "No backup yet. Make one: entente node backup")
	})
}

type backupItem struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
	Size int64     `json:"size"`
}

type nodeBackupCmd struct {
	File           string `arg:"" optional:"" help:"Also write it to this new file here." type:"path"`
	PassphraseFile string `help:"File with the passphrase, instead of being asked." type:"path"`
}

func (c *nodeBackupCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	passphrase, err := e.passphrase(c.PassphraseFile, true)
	if err != nil {
		return err
	}
	var made backupItem
	if err := cl.post(e.ctx, "/api/v1/node/backups", map[string]any{"passphrase": passphrase}, &made); err != nil {
		return err
	}
	if c.File != "" {
		if err := cl.save(e.ctx, "/api/v1/node/backups/"+url.PathEscape(made.Name)+"/file", c.File); err != nil {
			return err
		}
	}
	if e.root.JSON {
		return e.print(map[string]any{"name": made.Name, "at": made.At, "size": made.Size, "file": c.File})
	}
	if err := e.line("Backup %s, %d bytes, read back and verified. It lies in the node's folder, under backups.", made.Name, made.Size); err != nil || c.File == "" {
		return err
	}
	return e.line("A copy is in %s. Keep it on another machine, and the passphrase elsewhere.", c.File)
}

// passphrase asks for one, twice when it is new: a mistyped one could not be
// found out later.
func (e *env) passphrase(file string, fresh bool) (string, error) {
	if file != "" {
		b, err := os.ReadFile(file)
		if err != nil {
			return "", errs.New(errs.NotFound, "%s cannot be read: %s", file, reason(err))
		}
		return strings.TrimRight(string(b), "\r\n"), nil
	}
	p, err := e.askSecret("Passphrase of the backup: ")
	if err != nil || !fresh {
		return p, err
	}
	again, err := e.askSecret("The same again: ")
	if err == nil && p != again {
		err = errs.New(errs.Invalid, "the two passphrases differ; nothing was done")
	}
	return p, err
}

// stream copies an answer's body as it comes.
func (c *client) stream(ctx context.Context, path string, to io.Writer) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := c.http.Do(req)
	if err != nil {
		return errs.New(errs.Busy, "cannot reach the node at %s: %s", c.base, errs.Clip(lastError(err)))
	}
	defer func() { _ = resp.Body.Close() }() // the copy has what is needed of it
	if resp.StatusCode != http.StatusOK {
		raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
		if err != nil {
			return err
		}
		return fromProblem(resp.StatusCode, raw)
	}
	n, err := io.Copy(to, resp.Body)
	if err == nil && resp.ContentLength >= 0 && n != resp.ContentLength {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return errs.New(errs.Busy, "the answer of %s broke off: %s", c.base, errs.Clip(err.Error()))
	}
	return nil
}

// save streams to a new file; what did not come whole is removed.
func (c *client) save(ctx context.Context, path, file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return errs.New(errs.Conflict, "%s cannot be written: %s", file, reason(err))
	}
	err = c.stream(ctx, path, f)
	if cerr := f.Close(); err == nil && cerr != nil {
		err = errs.New(errs.Invalid, "%s cannot be written: %s", file, reason(cerr))
	}
	if err != nil {
		_ = os.Remove(file) // the first error is the one to report
	}
	return err
}
