// Package projecthttp is a control: routes may know HTTP.
package projecthttp

import (
	_ "net/http"

	_ "qipan/internal/project"
)
