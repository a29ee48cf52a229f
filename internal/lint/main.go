// Command lint holds the few analyzers that `make check` adds to those of go vet and
// staticcheck. It speaks the protocol of `go vet -vettool`, so the go command caches its
// answers per package:
//
//	go vet -vettool=bin/lint ./...
//
// An analyzer is added here only when it has found a real fault and cries wolf rarely.
package main

import (
	"golang.org/x/tools/go/analysis/passes/nilness"
	"golang.org/x/tools/go/analysis/passes/unusedwrite"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func main() {
	unitchecker.Main(
		nilness.Analyzer,     // a nil that is surely dereferenced, a comparison that is always true
		unusedwrite.Analyzer, // a field set on a copy that nobody reads
	)
}
