// Package web carries the built front end into the binary. The folder dist is
// committed with a placeholder only, so `go build ./...` works without npm; a
// server built that way has an API and no pages.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Dist returns the built files with index.html at its root, or only the
// placeholder when the front end has not been built.
func Dist() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is compiled in; its absence cannot reach a running program
	}
	return sub
}
