package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
	"entente/internal/party"
)

// Made is what Init tells the operator.
type Made struct {
	SetupURL    string   // opens the first administrator's account, once, within a day
	Words       []string // the node key, for comparing by voice
	Fingerprint string
}

// WordText is the words on one line.
func (m Made) WordText() string { return strings.Join(m.Words, " ") }

// offices are what every new party begins with.
var offices = []party.NewOffice{
	{ID: "director", Name: "Director", Powers: []string{"sign"}},
	{ID: "release", Name: "Release office", Powers: []string{"release"}},
}

// Init makes a new node in a folder: config, keys, database, the party itself,
// and a one-time link for its first administrator. It refuses a folder that
// holds a node. What it leaves when it fails halfway is no node yet: the config
// is written last.
func Init(ctx context.Context, dir string, cfg Config, log *slog.Logger) (m Made, err error) {
	defer errs.Wrap(&err, "app.Init")
	return initAt(ctx, dir, cfg, log, clock.System{})
}

func initAt(ctx context.Context, dir string, cfg Config, log *slog.Logger, c clock.Clock) (m Made, err error) {
	if err := cfg.check(); err != nil {
		return m, err
	}
	if _, err := os.Stat(filepath.Join(dir, configFile)); err == nil {
		return m, errs.New(errs.Conflict, "%s holds a node already", dir)
	}
	for _, d := range []string{dir, filepath.Join(dir, "keys"), filepath.Join(dir, "spool")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return m, errs.New(errs.Invalid, "folder %s cannot be made: %s", d, err)
		}
	}
	n, err := open(ctx, place{dir: dir, cfg: cfg, log: log, clock: c})
	if err != nil {
		return m, err
	}
	defer n.Close()
	who := authz.System(cfg.Party, "init", authz.SystemBootstrap, authz.PartyManage)
	if err := n.founding(ctx, who); err != nil {
		return m, err
	}
	link, err := n.Accounts.FirstLink(ctx, who)
	if err != nil {
		return m, err
	}
	if err := cfg.save(dir); err != nil {
		return m, err
	}
	pub := n.key.Public()
	return Made{SetupURL: cfg.URL() + "/setup/" + link.Secret, Words: sign.Words(pub), Fingerprint: sign.Fingerprint(pub)}, nil
}

// founding makes the party that the node belongs to.
func (n *Node) founding(ctx context.Context, who authz.Actor) error {
	return n.Parties.Found(ctx, who, party.Founding{Name: n.Config.Name, Kind: n.Config.Kind, Offices: offices})
}
