// Package schema holds every table of the node, in order. A table and its
// indexes begin with the name of the one domain that reads and writes them.
package schema

import "embed"

// Files are the migrations, named NNNN_domain.sql.
//
//go:embed *.sql
var Files embed.FS
