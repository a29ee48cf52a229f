// Package understand is a control: a pure package with a database.
package understand

import (
	_ "database/sql"
	_ "strings"

	_ "qipan/internal/platform/db"
	_ "qipan/internal/platform/money"
)
