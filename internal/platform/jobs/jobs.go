// Package jobs runs long work in the background: queued in the transaction that
// needs it, so that both commit or vanish together; with progress, cancel and a
// result that can be found again. It is the only package that knows which queue
// (River) runs them.
package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/uptrace/bun"

	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/id"
)

// State of a job.
type State string

// The states.
const (
	Queued    State = "queued"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Job is a piece of background work as people see it.
type Job struct {
	bun.BaseModel `bun:"table:job"`

	ID         string `bun:"id,pk"`
	Kind       string `bun:"kind"`
	Title      string `bun:"title"`
	OwnerID    string `bun:"owner_id"`
	Subject    string `bun:"subject"` // id of the record it works on
	Args       string `bun:"args"`
	State      State  `bun:"state"`
	Done       int64  `bun:"done"`
	Total      int64  `bun:"total"` // 0: not known
	Note       string `bun:"note"`
	Result     string `bun:"result"` // JSON
	Error      string `bun:"error"`
	Cancel     bool   `bun:"cancel"`
	CreatedAt  int64  `bun:"created_at"`
	StartedAt  int64  `bun:"started_at"`
	FinishedAt int64  `bun:"finished_at"`
}

// Spec says what to run.
type Spec struct {
	Kind    string // a kind given to Handle
	Title   string // for people
	OwnerID string
	Subject string
	Args    any // JSON
}

// Handler does the work. It may run twice after a crash, so a second run must
// find what the first left. A returned value becomes the job's result.
type Handler func(ctx context.Context, p *Progress, args json.RawMessage) (any, error)

// Runner holds the handlers and the queue.
type Runner struct {
	db       *db.DB
	log      *slog.Logger
	client   *river.Client[*sql.Tx]
	handlers map[string]Handler
	running  sync.Map // job id → *Progress
}

type runArgs struct {
	Job string `json:"job"`
}

// Kind is River's name for our one kind of work; the job row says what it is.
func (runArgs) Kind() string { return "qipan.run" }

// New makes the queue's own tables and the runner. On PostgreSQL they live in a
// schema beside the city's, because a city's schema must hold no triggers.
func New(ctx context.Context, d *db.DB, log *slog.Logger) (*Runner, error) {
	r := &Runner{db: d, log: log, handlers: map[string]Handler{}}
	driver, schema, err := r.driver(ctx)
	if err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler)
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Schema: schema, Logger: quiet})
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, fmt.Errorf("job queue tables: %w", err)
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(r.work))
	r.client, err = river.NewClient(driver, &river.Config{
		Schema: schema, Workers: workers, Logger: quiet, PollOnly: true, FetchPollInterval: 300 * time.Millisecond,
		Queues:     map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 2}},
		JobTimeout: -1, MaxAttempts: 3, RescueStuckJobsAfter: time.Hour,
	})
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	return r, nil
}

func (r *Runner) driver(ctx context.Context) (riverdriver.Driver[*sql.Tx], string, error) {
	if r.db.Dialect == db.SQLite {
		return riversqlite.New(r.db.Writer()), "", nil
	}
	var schema string
	if err := r.db.Read.NewRaw("SELECT current_schema()").Scan(ctx, &schema); err != nil {
		return nil, "", fmt.Errorf("job queue: %w", err)
	}
	schema += "_jobs"
	if _, err := r.db.Writer().ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
		return nil, "", fmt.Errorf("job queue: %w", err)
	}
	return riverdatabasesql.New(r.db.Writer()), schema, nil
}

// Handle says who does work of a kind; call it before Start.
func Handle[T any](r *Runner, kind string, h func(ctx context.Context, p *Progress, args T) (any, error)) {
	r.handlers[kind] = func(ctx context.Context, p *Progress, raw json.RawMessage) (any, error) {
		var args T
		if err := json.Unmarshal(raw, &args); err != nil {
			return nil, fmt.Errorf("job arguments: %w", err)
		}
		return h(ctx, p, args)
	}
}

// Add queues a job inside tx.
func (r *Runner) Add(ctx context.Context, tx *db.Tx, s Spec) (Job, error) {
	if _, ok := r.handlers[s.Kind]; !ok {
		return Job{}, fmt.Errorf("queue job: no handler for %q", s.Kind)
	}
	raw, err := json.Marshal(s.Args)
	if err != nil {
		return Job{}, fmt.Errorf("queue job: %w", err)
	}
	j := Job{ID: id.New(), Kind: s.Kind, Title: s.Title, OwnerID: s.OwnerID, Subject: s.Subject, Args: string(raw), State: Queued, CreatedAt: tx.Millis()}
	if _, err := tx.NewInsert().Model(&j).Exec(ctx); err != nil {
		return Job{}, fmt.Errorf("queue job: %w", err)
	}
	if _, err := r.client.InsertTx(ctx, tx.Tx.Tx, runArgs{j.ID}, nil); err != nil {
		return Job{}, fmt.Errorf("queue job: %w", err)
	}
	return j, nil
}

// Start begins to work until Stop.
func (r *Runner) Start(ctx context.Context) error { return r.client.Start(ctx) }

// Stop waits for what is running, as long as ctx allows.
func (r *Runner) Stop(ctx context.Context) error {
	if err := r.client.Stop(ctx); err != nil {
		return r.client.StopAndCancel(context.WithoutCancel(ctx))
	}
	return nil
}

func (r *Runner) work(ctx context.Context, rj *river.Job[runArgs]) error {
	var j Job
	if err := r.db.Read.NewSelect().Model(&j).Where("id = ?", rj.Args.Job).Scan(ctx); err != nil {
		return fmt.Errorf("read job: %w", err)
	}
	if j.State == Done || j.State == Cancelled {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p := &Progress{cancel: cancel}
	r.running.Store(j.ID, p)
	defer r.running.Delete(j.ID)
	if err := r.set(ctx, "UPDATE job SET state = ?, started_at = ? WHERE id = ?", Running, r.db.Now().UnixMilli(), j.ID); err != nil {
		return err
	}
	if j.Cancel {
		cancel(errCancelled)
	}
	result, err := r.run(ctx, p, j)
	return r.finish(context.WithoutCancel(ctx), j, p, result, err)
}

func (r *Runner) run(ctx context.Context, p *Progress, j Job) (result any, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("job %s panicked: %v", j.Kind, x)
		}
	}()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	h, ok := r.handlers[j.Kind]
	if !ok {
		return nil, fmt.Errorf("no handler for %q", j.Kind)
	}
	return h(ctx, p, json.RawMessage(j.Args))
}

var errCancelled = fault.New(fault.Conflict, "job.cancelled", "已取消。")

func (r *Runner) finish(ctx context.Context, j Job, p *Progress, result any, err error) error {
	state, note, out := Done, "", []byte("null")
	if err == nil {
		if out, err = json.Marshal(result); err != nil {
			err = fmt.Errorf("job result: %w", err)
		}
	}
	if err != nil {
		state, out = Failed, []byte("null")
		note = "系统出错了，已记录。"
		f, isFault := fault.As(err)
		switch {
		case errors.Is(err, errCancelled) || errors.Is(err, context.Canceled):
			state, note = Cancelled, "已取消。"
		case isFault:
			note = f.Message
		default:
			r.log.ErrorContext(ctx, "job failed", "kind", j.Kind, "job", j.ID, "error", err)
		}
	}
	done, total, text := p.Read()
	return r.set(ctx, "UPDATE job SET state = ?, result = ?, error = ?, done = ?, total = ?, note = ?, finished_at = ? WHERE id = ?",
		state, string(out), note, done, total, text, r.db.Now().UnixMilli(), j.ID)
}

func (r *Runner) set(ctx context.Context, query string, args ...any) error {
	return db.Do(ctx, r.db, func(tx *db.Tx) error {
		if _, err := tx.NewRaw(query, args...).Exec(ctx); err != nil {
			return fmt.Errorf("record job: %w", err)
		}
		return nil
	})
}
