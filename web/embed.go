// Package web holds the files of the web console, as `make build` left them in
// web/dist. Before that the folder holds no index.html; a binary built then
// still runs and tells its visitors what to do.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files gives the console's files, index.html and assets/ at the top. Whether
// the console was built shows in index.html being there.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder's name stands in the line above
	}
	return files
}
