// Package mappings holds the mapping files that the project keeps for ledgers and
// registers whose layout cannot be found out from the file alone.
package mappings

import "embed"

// Files are the mappings by file name.
//
//go:embed *.json
var Files embed.FS
