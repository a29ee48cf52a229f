// Package project is a control: it knows HTTP and the demo generator. What it
// imports besides is allowed.
package project

import (
	_ "net/http"

	_ "qipan/internal/enterprise"
	_ "qipan/internal/platform/db"
	_ "qipan/packs/demo"
)
