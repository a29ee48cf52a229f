package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"qipan/internal/schema"
)

// ErrNewer says that the data was written by a newer program; running an old
// one on it could destroy what it does not know.
var ErrNewer = errors.New("the database is newer than this program: install the newer qipan, or restore the backup made before the upgrade")

// Migrate brings the schema up to this program's version. Migrations only go up.
func (d *DB) Migrate(ctx context.Context) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have > want {
		return fmt.Errorf("schema %d, program %d: %w", have, want, ErrNewer)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// SchemaVersion is the number of the newest migration applied.
func (d *DB) SchemaVersion(ctx context.Context) (int64, error) {
	p, err := d.provider()
	if err != nil {
		return 0, err
	}
	return p.GetDBVersion(ctx)
}

func (d *DB) provider() (*goose.Provider, error) {
	dialect, folder := goose.DialectSQLite3, "sqlite"
	if d.Dialect == Postgres {
		dialect, folder = goose.DialectPostgres, "postgres"
	}
	files, err := fs.Sub(schema.Files, folder)
	if err != nil {
		return nil, fmt.Errorf("schema files: %w", err)
	}
	store, err := database.NewStore(dialect, "schema_version")
	if err != nil {
		return nil, fmt.Errorf("schema version table: %w", err)
	}
	p, err := goose.NewProvider("", d.Writer(), files, goose.WithStore(store))
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return p, nil
}
