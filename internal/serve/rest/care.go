package rest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	self "entente/internal/node"
	"entente/internal/serve"
)

// Care is what answers for the node itself.
type Care interface {
	Health(ctx context.Context, v authz.Viewer) ([]self.Check, error)
	StartCheck(ctx context.Context, who authz.Actor) error
	About(ctx context.Context, v authz.Viewer) (self.Version, error)
	Figures(ctx context.Context, v authz.Viewer) ([]self.Figure, error)
	Metrics() http.Handler
	Logs(ctx context.Context, v authz.Viewer, after int64, level slog.Level, limit int) ([]self.Record, error)
	VerifyJournal(ctx context.Context, v authz.Viewer) (int64, error)
	Backups(ctx context.Context, v authz.Viewer) (all []self.Backup, making bool, err error)
	Backup(ctx context.Context, who authz.Actor, passphrase string) (self.Backup, error)
	OpenBackup(ctx context.Context, who authz.Actor, name string) (io.ReadCloser, int64, error)
	DeleteBackup(ctx context.Context, who authz.Actor, name string) error
}

// NodeHealth is how the node stands.
type NodeHealth struct {
	State  self.State    `json:"state" enum:"good,warn,bad" doc:"The worst of all checks"`
	Checks []HealthCheck `json:"checks"`
}

// HealthCheck is one thing that was looked at.
type HealthCheck struct {
	Name  string     `json:"name" doc:"database, disk, restored, follower, peer, log, clock, tls, backup or stored"`
	About string     `json:"about,omitempty" doc:"Which peer, log or follower"`
	State self.State `json:"state" enum:"good,warn,bad"`
	Found string     `json:"found" doc:"What was found"`
	Todo  string     `json:"todo,omitempty" doc:"What to do about it"`

	FoundPhrase errs.Phrase `json:"found_phrase" doc:"What was found, before its words were put in, so that it can be said in another language"`
	TodoPhrase  errs.Phrase `json:"todo_phrase,omitzero" doc:"What to do about it, likewise"`
}

// NodeVersion is what the node runs, with all that is built in.
type NodeVersion struct {
	Version  string       `json:"version"`
	Go       string       `json:"go"`
	Settings []NodeSet    `json:"settings" doc:"How it was built"`
	Modules  []NodeModule `json:"modules" doc:"Every library that is built in"`
	Schema   string       `json:"schema" doc:"Newest migration of the database"`
	Engine   string       `json:"engine"`
	Started  time.Time    `json:"started"`
	Uptime   int64        `json:"uptime_seconds"`
}

// NodeSet is one setting of the build.
type NodeSet struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// NodeModule is one library.
type NodeModule struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	Sum     string `json:"sum,omitempty" doc:"Checksum of its source, as go.sum has it"`
}

// NodeFigure is one number about the node.
type NodeFigure struct {
	Name  string  `json:"name"`
	Label string  `json:"label,omitempty" doc:"Of what, where a name has several"`
	Value float64 `json:"value"`
}

// LogLine is one line of the node's log.
type LogLine struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Level   string    `json:"level" enum:"debug,info,warn,error"`
	Message string    `json:"message"`
	Attrs   []NodeSet `json:"attrs"`
}

type logsInput struct {
	Level string `query:"level" enum:"debug,info,warn,error" default:"info" doc:"This level and above"`
	After int64  `query:"after" minimum:"0" doc:"Lines after this number only"`
	Limit int    `query:"limit" minimum:"1" maximum:"2000" default:"500"`
}

func (a *api) careRoutes() {
	care := a.deps.Care
	read := serve.May(authz.NodeRead)
	get(a, "/node/health", read, about{id: "getHealth", summary: "How the node stands, and what to do about it"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[NodeHealth], error) {
		all, err := care.Health(ctx, c.Viewer())
		h := NodeHealth{State: self.Worst(all)}
		for _, x := range all {
			h.Checks = append(h.Checks, HealthCheck{Name: x.Name, About: x.About, State: x.State, Found: x.Found.String(), Todo: x.Todo.String(), FoundPhrase: x.Found, TodoPhrase: x.Todo})
		}
		return reply(h), err
	})
	post(a, "/node/check", serve.May(authz.NodeManage).NodeWide(), about{id: "startCheck", summary: "Verify all that is stored", detail: "Runs in the background; health has the result under stored."}, func(ctx context.Context, c serve.Caller, _ *Empty) (*none, error) {
		return nil, care.StartCheck(ctx, c.Actor)
	})
	get(a, "/node/version", read, about{id: "getVersion", summary: "What the node runs"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[NodeVersion], error) {
		v, err := care.About(ctx, c.Viewer())
		out := NodeVersion{Version: v.Version, Go: v.Go, Schema: v.Schema, Engine: v.Engine, Started: v.Started, Uptime: int64(v.Uptime / time.Second)}
		for _, s := range v.Settings {
			out.Settings = append(out.Settings, NodeSet{s[0], s[1]})
		}
		for _, m := range v.Modules {
			out.Modules = append(out.Modules, NodeModule(m))
		}
		return reply(out), err
	})
	get(a, "/node/figures", serve.May(authz.MetricsRead), about{id: "getFigures", summary: "The node's figures", detail: "The same that GET /metrics gives in Prometheus' form, without those of HTTP and of the process."}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[NodeFigure]], error) {
		all, err := care.Figures(ctx, c.Viewer())
		out := list[NodeFigure]{}
		for _, f := range all {
			out.Items = append(out.Items, NodeFigure(f))
		}
		return reply(out), err
	})
	get(a, "/node/logs", read, about{id: "listNodeLogs", summary: "The last lines of the node's log, oldest first", detail: "The node keeps 2,000 lines in memory; a restart forgets them."}, func(ctx context.Context, c serve.Caller, in *logsInput) (*body[list[LogLine]], error) {
		var level slog.Level
		if err := level.UnmarshalText([]byte(in.Level)); err != nil {
			return nil, errs.New(errs.Invalid, "level: use debug, info, warn or error")
		}
		all, err := care.Logs(ctx, c.Viewer(), in.After, level, in.Limit)
		out := list[LogLine]{}
		for _, r := range all {
			l := LogLine{Seq: r.Seq, At: r.At, Level: strings.ToLower(r.Level.String()), Message: r.Message}
			for _, x := range r.Attrs {
				l.Attrs = append(l.Attrs, NodeSet{x.Key, x.Value})
			}
			out.Items = append(out.Items, l)
		}
		return reply(out), err
	})
}
