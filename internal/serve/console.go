package serve

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"entente/internal/base/errs"
)

const consolePattern = "GET /{console...}"

// console serves the files of the web console from memory.
type console struct{ files map[string]*asset }

// asset is one file. packed gives its gzip form, nil when that is hardly smaller;
// it is made when it is first asked for, so that a node answers sooner.
type asset struct {
	media, tag string
	plain      []byte
	packed     func() []byte
}

// unbuilt is the page of a node whose console was not built.
const unbuilt = "<!doctype html><html lang=en><meta charset=utf-8><title>Entente</title><p>This binary was built without its console. Run <code>make build</code>.\n"

// Console serves the console's files for every GET that no route matches. A
// path that is no file gives the first page, which finds its own way; paths
// below the first segment of any route, and below /assets, do not.
func (rt *Router) Console(files fs.FS) error {
	c := &console{files: map[string]*asset{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		b, err := fs.ReadFile(files, name)
		if err == nil {
			c.files[name] = newAsset(name, b)
		}
		return err
	})
	if err != nil {
		return err
	}
	if c.files["index.html"] == nil {
		c.files["index.html"] = newAsset("index.html", []byte(unbuilt))
	}
	rt.console = c
	rt.routes = append(rt.routes, Route{consolePattern, Public("the console's own files hold no data of the node")})
	return nil
}

func newAsset(name string, b []byte) *asset {
	sum := sha256.Sum256(b)
	a := &asset{media: mime.TypeByExtension(path.Ext(name)), tag: `"` + hex.EncodeToString(sum[:12]) + `"`, plain: b}
	if a.media == "" {
		a.media = "application/octet-stream"
	}
	a.packed = sync.OnceValue(func() []byte {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write(b) // a buffer takes everything
		_ = z.Close()
		if packed.Len() < len(b)*9/10 {
			return packed.Bytes()
		}
		return nil
	})
	return a
}

func (c *console) serve(w http.ResponseWriter, r *http.Request) error {
	name := strings.TrimPrefix(r.URL.Path, "/")
	a := c.files[name]
	h := w.Header()
	hashed := strings.HasPrefix(name, "assets/")
	switch {
	case a != nil && hashed:
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	case a != nil:
		h.Set("Cache-Control", "no-cache")
	case hashed || strings.Contains(name[strings.LastIndex(name, "/")+1:], "."):
		return errs.New(errs.NotFound, "there is no such file")
	default:
		name, a = "index.html", c.files["index.html"]
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("Content-Security-Policy", consolePolicy)
	h.Set("Content-Type", a.media)
	h.Set("ETag", a.tag)
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if r.Header.Get("Range") == "" && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if packed := a.packed(); packed != nil {
			h.Set("Content-Encoding", "gzip")
			body = packed
		}
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
	return nil
}
