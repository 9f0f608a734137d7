package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"entente/internal/app"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/serve/rest"
)

type initCmd struct {
	Dir         string `help:"Folder of the node; made when missing." required:"" type:"path"`
	Party       string `help:"Code of the party, such as CZE." required:""`
	Name        string `help:"Name of the party in full." required:""`
	Kind        string `help:"nation, alliance or partner." default:"nation" enum:"nation,alliance,partner"`
	Listen      string `help:"Address of console, API and TAXII." default:"127.0.0.1:8440"`
	PeerListen  string `help:"Address on which other nodes call." default:"127.0.0.1:9440"`
	PeerAddress string `help:"host:port under which other nodes reach it, where that differs."`
	Database    string `help:"postgres://… instead of SQLite in the folder."`
	TLSCert     string `help:"PEM file for --listen." type:"path"`
	TLSKey      string `help:"PEM file for --listen." type:"path"`
	BehindProxy bool   `help:"A proxy on this machine ends TLS in front of --listen."`
	PassOn      bool   `help:"Pass on what is received, as far as origins and agreements permit (a hub)."`
	Second      string `help:"TLP from which on a release needs two persons, such as amber." name:"second-person" placeholder:"TLP"`
	Private     bool   `help:"Peers may have private and loopback addresses." name:"private-peers"`
}

func (c *initCmd) Run(e *env) error {
	code, err := ids.ParseParty(c.Party)
	if err != nil {
		return err
	}
	cfg := app.DefaultConfig()
	cfg.Party, cfg.Name, cfg.Kind, cfg.Listen, cfg.PeerListen, cfg.PeerAddress = code, c.Name, c.Kind, c.Listen, c.PeerListen, c.PeerAddress
	cfg.Database, cfg.TLSCert, cfg.TLSKey, cfg.PassOn, cfg.PrivatePeers, cfg.BehindProxy = c.Database, c.TLSCert, c.TLSKey, c.PassOn, c.Private, c.BehindProxy
	cfg.SecondPerson = c.Second
	made, err := app.Init(e.ctx, c.Dir, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(map[string]any{"dir": c.Dir, "party": code, "setup_url": made.SetupURL, "words": made.Words, "fingerprint": made.Fingerprint})
	}
	return e.line("The node of %s is made in %s.\nIts key, in words: %s\n\nStart it:  entente serve --dir %s\nThen open this once, within a day, to become its administrator:\n\n  %s", code, c.Dir, made.WordText(), c.Dir, made.SetupURL)
}

type serveCmd struct {
	Dir       string `help:"Folder of the node." required:"" type:"existingdir"`
	Debug     bool   `help:"Log more."`
	WithStdin bool   `help:"Stop when standard input ends." hidden:""`
}

func (c *serveCmd) Run(e *env) error {
	level := slog.LevelInfo
	if c.Debug {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewJSONHandler(e.Err, &slog.HandlerOptions{Level: level}))
	n, err := app.Open(e.ctx, c.Dir, e.version, log)
	if err != nil {
		return err
	}
	defer n.Close()
	if err := n.Listen(); err != nil {
		return err
	}
	if err := e.line("Node of %s on %s, peers on %s. Ctrl-C stops it.", n.Config.Party, n.Config.URL(), n.Config.PeerListen); err != nil {
		return err
	}
	ctx := e.ctx
	if c.WithStdin {
		var stop context.CancelFunc
		ctx, stop = context.WithCancel(ctx)
		go func() {
			_, _ = io.Copy(io.Discard, e.In) // its end is all that is waited for
			stop()
		}()
	}
	return n.Run(ctx)
}

type openapiCmd struct{}

func (openapiCmd) Run(e *env) error {
	b, err := rest.OpenAPI()
	if err != nil {
		return err
	}
	_, err = e.Out.Write(b)
	return err
}

// self is the path of this program, for the demo's nodes.
func self() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", errs.New(errs.Internal, "this program's own file cannot be found: %s", fmt.Sprint(err))
	}
	return path, nil
}
