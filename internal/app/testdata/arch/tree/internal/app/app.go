// Package app is a control: it may import everything.
package app

import (
	_ "qipan/internal/project/projecthttp"
	_ "qipan/packs/demo"
)
