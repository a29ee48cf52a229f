// Package project is a control: it knows HTTP and the demo generator. What it
// imports besides is allowed.
package project

import (
	"net/http"

	_ "github.com/danielgtaylor/huma/v2"

	_ "qipan/internal/enterprise"
	_ "qipan/internal/platform/db"
	_ "qipan/packs/demo"
)

const done = http.StatusOK

var sniff = http.DetectContentType // allowed
