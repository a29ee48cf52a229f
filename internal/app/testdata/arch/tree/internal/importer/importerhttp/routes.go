// Package importerhttp is a control: routes that lean on another module's routes.
package importerhttp

import (
	_ "qipan/internal/importer/understand"
	_ "qipan/internal/project/projecthttp"
)
