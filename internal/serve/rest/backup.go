package rest

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	self "entente/internal/node"
	"entente/internal/serve"
)

// Backup is a sealed copy of the node, verified after it was written.
type Backup struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
	Size int64     `json:"size"`
}

type backups struct {
	Items  []Backup `json:"items"`
	Making bool     `json:"making" doc:"One is being made now"`
}

type backupInput struct {
	Body struct {
		Passphrase string `json:"passphrase" minLength:"12" maxLength:"1000" doc:"Seals the archive; without it nobody can open it"`
	}
}

// BackupPath names an archive.
type BackupPath struct {
	Name string `path:"name" maxLength:"100" doc:"Name of the archive, as it is listed"`
}

func (a *api) backupRoutes() {
	care := a.deps.Care
	manage := serve.May(authz.NodeManage).NodeWide()
	get(a, "/node/backups", serve.May(authz.NodeRead), about{id: "listBackups", summary: "Backups in the node's folder, newest first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[backups], error) {
		all, making, err := care.Backups(ctx, c.Viewer())
		out := backups{Making: making}
		for _, b := range all {
			out.Items = append(out.Items, Backup(b))
		}
		return reply(out), err
	})
	post(a, "/node/backups", manage.Slow(), about{id: "makeBackup", summary: "Make a backup", detail: "Database, configuration and keys in one sealed archive, read back and verified before it is listed. The node goes on meanwhile."}, func(ctx context.Context, c serve.Caller, in *backupInput) (*body[Backup], error) {
		// It is finished even if the caller goes away: the list will have it.
		b, err := care.Backup(context.WithoutCancel(ctx), c.Actor, in.Body.Passphrase)
		return reply(Backup(b)), err
	})
	register(a, http.MethodDelete, "/node/backups/{name}", manage, about{id: "deleteBackup", summary: "Delete a backup"}, func(ctx context.Context, c serve.Caller, in *BackupPath) (*none, error) {
		return nil, care.DeleteBackup(ctx, c.Actor, in.Name)
	})
	a.downloadRoute(manage.Slow())
}

// downloadRoute gives an archive byte by byte.
func (a *api) downloadRoute(rule serve.Rule) {
	op := operation(http.MethodGet, "/node/backups/{name}/file", rule, about{id: "downloadBackup", summary: "Download a backup"})
	op.Parameters = []*huma.Param{{Name: "name", In: "path", Required: true, Schema: &huma.Schema{Type: "string"}}}
	op.Responses = map[string]*huma.Response{
		"200":     {Description: "An age file", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}},
		"default": problemResponse(a.OpenAPI().Components.Schemas),
	}
	a.OpenAPI().AddOperation(&op)
	a.rt.Handle("GET "+Prefix+op.Path, rule, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		name := r.PathValue("name")
		f, size, err := a.deps.Care.OpenBackup(r.Context(), c.Actor, name)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }() // it is only read
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
		_, _ = io.Copy(w, f) // the other side may have gone
		return nil
	})
}

var _ Care = (*self.Service)(nil)
