package node

import (
	"context"
	"runtime/debug"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Version is what the node runs.
type Version struct {
	Version  string
	Go       string
	Settings [][2]string // how it was built, by name
	Modules  []Module    // everything that was built in
	Schema   string      // newest migration of the database
	Engine   string
	Started  time.Time
	Uptime   time.Duration
}

// Module is one library that was built in, with the checksum of its source.
type Module struct{ Path, Version, Sum string }

// About tells what the node runs. It needs authz.NodeRead.
func (s *Service) About(ctx context.Context, v authz.Viewer) (a Version, err error) {
	defer errs.Wrap(&err, "node.About")
	if err := v.May(authz.NodeRead); err != nil {
		return a, err
	}
	a = Version{Version: s.Config.Version, Started: s.started, Uptime: s.Clock.Now().Sub(s.started)}
	if info, ok := debug.ReadBuildInfo(); ok {
		a.Go = info.GoVersion
		for _, set := range info.Settings {
			a.Settings = append(a.Settings, [2]string{set.Key, set.Value})
		}
		for _, m := range info.Deps {
			if m.Replace != nil {
				m = m.Replace
			}
			a.Modules = append(a.Modules, Module{m.Path, m.Version, m.Sum})
		}
	}
	if a.Engine, err = s.DB.EngineVersion(ctx); err != nil {
		return a, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		a.Schema, err = db.Migrated(ctx, tx)
		return err
	})
	return a, err
}
