package app

import (
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"time"

	"qipan/internal/platform/date"
)

// Config is everything the program is told from outside.
type Config struct {
	Addr     string    // host:port to listen on
	Data     string    // folder of the database and the files
	Database string    // postgres://…; empty is SQLite in Data
	Demo     bool      // fill an empty folder with the demo city
	Today    date.Date // business date; empty is the real one (or the demo city's)
	Version  string
	Clock    func() time.Time
	Log      *slog.Logger
}

// Check names the flag that is wrong.
func (c Config) Check() error {
	if c.Data == "" {
		return fmt.Errorf("--data: say which folder holds the data")
	}
	if c.Addr != "" {
		if _, _, err := net.SplitHostPort(c.Addr); err != nil {
			return fmt.Errorf("--addr %q: %w", c.Addr, err)
		}
	}
	if c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		return fmt.Errorf("--database: only postgres://… is known; leave it out for SQLite in the data folder")
	}
	if c.Today != "" && !c.Today.Valid() {
		return fmt.Errorf("--today %q: write it as 2024-03-15", c.Today)
	}
	return nil
}

func (c Config) target() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "qipan.db")
}
