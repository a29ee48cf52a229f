// Package app puts the program together: configuration, the modules and what
// connects them, routes and the server. It alone knows everything.
package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"qipan/internal/chain"
	"qipan/internal/enterprise"
	"qipan/internal/identity"
	"qipan/internal/importer"
	"qipan/internal/platform/blob"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/id"
	"qipan/internal/platform/jobs"
	"qipan/internal/project"
	"qipan/internal/region"
	"qipan/internal/report"
	"qipan/internal/target"
	"qipan/packs"
	"qipan/packs/demo"
)

// DemoDay is the business date of a demo city that is not told another.
const DemoDay = demo.Today

// City is one installation: its database, files and modules.
type City struct {
	Config   Config
	DB       *db.DB
	Files    *blob.Store
	Jobs     *jobs.Runner
	Users    *identity.Service
	Firms    *enterprise.Service
	Chains   *chain.Service
	Projects *project.Service
	Targets  *target.Service
	Reports  *report.Service
	Imports  *importer.Service
	loaded   atomic.Pointer[loaded] // nil until the first run is done
}

// loaded is what is fixed once a city's pack has been chosen.
type loaded struct {
	pack       *packs.Pack
	zone       *time.Location
	industries map[string]bool
	demo       bool
}

// Open opens the data folder, brings the schema up to date and connects the modules.
func Open(ctx context.Context, c Config) (*City, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	d, err := db.Open(ctx, c.target(), c.Clock)
	if err != nil {
		return nil, err
	}
	city := &City{Config: c, DB: d}
	if err := city.connect(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return city, nil
}

func (c *City) connect(ctx context.Context) error {
	if err := c.DB.Migrate(ctx); err != nil {
		return err
	}
	if err := c.DB.Optimize(ctx); err != nil {
		return err
	}
	var err error
	if c.Files, err = blob.Open(filepath.Join(c.Config.Data, "files")); err != nil {
		return err
	}
	if c.Jobs, err = jobs.New(ctx, c.DB, c.Config.Log); err != nil {
		return err
	}
	if c.Users, err = identity.New(ctx, c.DB, id.New); err != nil {
		return err
	}
	c.Firms = enterprise.New(c.DB, id.New)
	c.Chains = chain.New(c.DB)
	c.Targets = target.New(c.DB, project.Histories)
	c.Projects = project.New(project.Config{DB: c.DB, NewID: id.New, Today: c.Today, CodePrefix: c.codePrefix, Firms: c.Firms,
		Files: c.Files, Facts: c.Targets, Chains: c.Chains, Industry: c.industry})
	c.Imports = importer.New(importer.Config{DB: c.DB, NewID: id.New, Files: c.Files, Jobs: c.Jobs, Users: c.Users, Projects: c.Projects, Chains: c.Chains,
		Pack: c.Pack, Log: c.Config.Log})
	c.Reports = report.New(c.DB, c.Today, c.Zone)
	if err := c.load(ctx); err != nil {
		return err
	}
	return c.checkToday()
}

// Settings that say what the folder holds.
const (
	settingPack = "pack"
	settingDemo = "demo"
)

func setting(ctx context.Context, q bun.IDB, key string) (string, error) {
	var v string
	err := q.NewSelect().Table("setting").Column("value").Where("key = ?", key).Scan(ctx, &v)
	if db.NotFound(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read setting %s: %w", key, err)
	}
	return v, nil
}

func set(ctx context.Context, tx *db.Tx, key, value string) error {
	_, err := tx.NewRaw("INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value).Exec(ctx)
	if err != nil {
		return fmt.Errorf("store setting %s: %w", key, err)
	}
	return nil
}

// load reads which city this is; none yet leaves c.loaded nil.
func (c *City) load(ctx context.Context) error {
	code, err := setting(ctx, c.DB.Read, settingPack)
	if err != nil || code == "" {
		return err
	}
	demo, err := setting(ctx, c.DB.Read, settingDemo)
	if err != nil {
		return err
	}
	if demo == demoUnfinished {
		return fmt.Errorf("%s holds a demo city that was not finished: delete the folder and make it again", c.Config.Data)
	}
	p, err := packs.Open(code)
	if err != nil {
		return err
	}
	l := &loaded{pack: p, industries: map[string]bool{}, demo: demo == demoReady}
	if l.zone, err = time.LoadLocation(p.Zone); err != nil {
		return fmt.Errorf("zone of pack %s: %w", code, err)
	}
	for _, i := range p.Industries {
		l.industries[i.Code] = true
		l.industries[i.Section+i.Code] = true
	}
	c.loaded.Store(l)
	return nil
}

func (c *City) checkToday() error {
	l := c.loaded.Load()
	if c.Config.Today != "" && (l == nil && !c.Config.Demo || l != nil && !l.demo) {
		return fmt.Errorf("--today %s: refused, this folder is not marked demo; a business date belongs to demos and tests", c.Config.Today)
	}
	if c.Config.Demo && l != nil && !l.demo {
		return fmt.Errorf("--demo: refused, %s holds a city that is not a demo", c.Config.Data)
	}
	return nil
}

// Install loads a pack into an empty city inside tx: the trees, chains, gates,
// indicators and targets. Demo marks the folder for good.
func (c *City) Install(ctx context.Context, tx *db.Tx, p *packs.Pack, demo bool) error {
	if err := region.Load(ctx, tx, p); err != nil {
		return err
	}
	if err := chain.Load(ctx, tx, p); err != nil {
		return err
	}
	doc, err := p.File("gates.json")
	if err != nil {
		return err
	}
	if err := project.Publish(ctx, tx, doc); err != nil {
		return err
	}
	if err := target.Load(ctx, tx, p); err != nil {
		return err
	}
	if demo {
		if err := set(ctx, tx, settingDemo, demoReady); err != nil {
			return err
		}
	}
	return set(ctx, tx, settingPack, p.Code)
}

// Loaded tells c that its pack has been installed and committed.
func (c *City) Loaded(ctx context.Context) error {
	if err := c.load(ctx); err != nil {
		return err
	}
	return c.checkToday()
}

// Installed reports whether the city's pack has been chosen.
func (c *City) Installed() bool { return c.loaded.Load() != nil }

// Demo reports whether the folder is marked as a demo.
func (c *City) Demo() bool { l := c.loaded.Load(); return l != nil && l.demo }

// Pack is the city's pack; nil before the first run.
func (c *City) Pack() *packs.Pack {
	if l := c.loaded.Load(); l != nil {
		return l.pack
	}
	return nil
}

// Today is the business day: the one place where "today" is decided. --today and
// the demo city's own date shift it; instants and sessions keep the real clock.
func (c *City) Today() date.Date {
	if c.Config.Today != "" {
		return c.Config.Today
	}
	l := c.loaded.Load()
	if l == nil {
		return date.From(c.DB.Now())
	}
	if l.demo {
		return DemoDay
	}
	return date.From(c.DB.Now().In(l.zone))
}

// Zone is the city's time zone; UTC before the first run.
func (c *City) Zone() *time.Location {
	if l := c.loaded.Load(); l != nil {
		return l.zone
	}
	return time.UTC
}

func (c *City) codePrefix() string {
	if p := c.Pack(); p != nil {
		return p.ProjectCodePrefix
	}
	return ""
}

func (c *City) industry(code string) bool {
	l := c.loaded.Load()
	return l != nil && l.industries[code]
}

// Close closes the database.
func (c *City) Close() error { return c.DB.Close() }

// notInstalled answers what needs a city before there is one.
var notInstalled = fault.New(fault.Conflict, "setup.needed", "系统尚未初始化，请先完成首次运行设置。")
