package importer

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"qipan/internal/chain"
	"qipan/internal/identity"
	"qipan/internal/importer/understand"
	"qipan/internal/platform/blob"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/jobs"
	"qipan/internal/platform/page"
	"qipan/internal/project"
	"qipan/packs"
)

// State is how far a batch is.
type State string

// The states of a batch.
const (
	Reading    State = "reading"   // the file is being read and understood
	Ready      State = "checked"   // rows are there to be looked at and corrected
	Confirming State = "importing" // rows are being taken over
	Confirmed  State = "done"
	Undoing    State = "undoing"
	Undone     State = "undone"
	Failed     State = "failed"  // reading broke off (cancelled, or our fault); it can be started again
	Refused    State = "refused" // the file cannot be read as a ledger; another mapping may help
)

// Mode says what a confirmation takes.
type Mode string

// The modes.
const (
	All  Mode = "all"  // every row, or nothing
	Good Mode = "good" // only the rows without an error
)

// Batch is one ledger on its way in.
type Batch struct {
	bun.BaseModel `bun:"table:import_batch,alias:b"`

	ID        string              `bun:"id,pk"`
	OrgID     string              `bun:"org_id"`
	UserID    string              `bun:"user_id"`
	Filename  string              `bun:"filename"`
	SHA256    string              `bun:"sha256"`
	Size      int64               `bun:"size"`
	State     State               `bun:"state"`
	Mode      Mode                `bun:"mode"`
	Error     string              `bun:"error"`             // for people
	Mapping   *understand.Mapping `bun:"mapping,type:text"` // nil: found out
	Sheets    []Sheet             `bun:"layouts,type:text"`
	Counts    Counts              `bun:"counts,type:text"`
	Result    *Result             `bun:"result,type:text"`
	SameAs    string              `bun:"same_as"` // an earlier batch of the same file that was taken over
	JobID     string              `bun:"job_id"`
	JobUser   string              `bun:"job_user"`
	Run       int64               `bun:"run"` // how often the file was read
	CreatedAt int64               `bun:"created_at"`
	UpdatedAt int64               `bun:"updated_at"`
	Version   int64               `bun:"version"`
}

// Sheet is one sheet of the file as it is understood.
type Sheet struct {
	understand.Layout
	Remembered bool   `json:"remembered"` // read as this organisation corrected it before
	Auto       string `json:"auto"`       // fingerprint of the layout as it is found without help
	AutoFirst  int    `json:"auto_first"` // its header
	AutoLast   int    `json:"auto_last"`
}

// Counts is how many rows are in which state, and how many sheet rows are no project.
type Counts struct {
	Rows   map[RowState]int `json:"rows"`
	Sheets map[string]int   `json:"sheets"`
	Other  map[string]int   `json:"other"` // total, heading, note, header, blank, …
	Codes  map[string]int   `json:"codes"` // rows per problem code
}

// Result is what a confirmation brought, and what an undoing took back.
type Result struct {
	Created   int    `json:"created"`
	Changed   int    `json:"changed"`
	Unchanged int    `json:"unchanged"`
	Skipped   int    `json:"skipped"`
	Undone    int    `json:"undone"`
	KeptCount int    `json:"kept_count"`
	Kept      []Kept `json:"kept"` // the first of them; all are rows in state kept
}

// Kept is a project that an undoing left as it is.
type Kept struct {
	ProjectID string `json:"project_id"`
	Code      string `json:"code"`
	Name      string `json:"name"`
	Sheet     string `json:"sheet"`
	Row       int    `json:"row"`
	Reason    string `json:"reason"`
}

// Config is what the service is made of.
type Config struct {
	DB       *db.DB
	NewID    func() string
	Files    *blob.Store
	Jobs     *jobs.Runner // nil where nothing runs in the background
	Users    *identity.Service
	Projects *project.Service
	Chains   *chain.Service
	Pack     func() *packs.Pack
	Log      *slog.Logger
}

// Service is the use cases of the importer.
type Service struct {
	Config
	mu    sync.Mutex
	words *Words
	of    *packs.Pack
}

// The kinds of background work.
const (
	jobRead    = "import.read"
	jobConfirm = "import.confirm"
	jobUndo    = "import.undo"
)

type work struct {
	Batch string          `json:"batch"`
	Run   int64           `json:"run"`
	User  identity.UserID `json:"user"`
}

// New makes the service and, where there is a runner, says what it can do.
func New(c Config) *Service {
	s := &Service{Config: c}
	if c.Jobs != nil {
		jobs.Handle(c.Jobs, jobRead, s.work(s.read))
		jobs.Handle(c.Jobs, jobConfirm, s.work(s.confirm))
		jobs.Handle(c.Jobs, jobUndo, s.work(s.undo))
	}
	return s
}

// Words are the city's, read once per pack.
func (s *Service) Words() (*Words, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.Pack()
	if p == nil {
		return nil, fault.New(fault.Conflict, "setup.needed", "系统尚未初始化，请先完成首次运行设置。")
	}
	if s.words == nil || s.of != p {
		w, err := NewWords(p)
		if err != nil {
			return nil, err
		}
		s.words, s.of = w, p
	}
	return s.words, nil
}

// longestCommand is after how long a command's work is taken for dead.
const longestCommand = 2 * time.Hour

var errUnknown = fault.New(fault.NotFound, "import.unknown", "没有这次导入，或它属于别的单位。")

// Find is one of the caller's organisation's batches.
func (s *Service) Find(ctx context.Context, who identity.Caller, id string) (*Batch, error) {
	b, err := findBatch(ctx, s.DB.Read.NewSelect(), who, id)
	if err != nil {
		return nil, err
	}
	return b, s.settle(ctx, b)
}

func findBatch(ctx context.Context, q *bun.SelectQuery, who identity.Caller, id string) (*Batch, error) {
	if err := who.Need(identity.ImportLedgers); err != nil {
		return nil, err
	}
	b := &Batch{}
	err := q.Model(b).Where("b.id = ? AND b.org_id = ?", id, who.User.OrgID).Scan(ctx)
	if db.NotFound(err) {
		return nil, errUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("find import: %w", err)
	}
	return b, nil
}

// settle shows a batch whose work was cancelled before it began, or died with its
// process, as what it is: the work itself had no chance to say so.
func (s *Service) settle(ctx context.Context, b *Batch) error {
	back, transient := map[State]State{Reading: Failed, Confirming: Ready, Undoing: Confirmed}[b.State]
	if !transient || s.Jobs == nil {
		return nil
	}
	if b.JobID == "" { // a command's work, which ends with its process
		if s.DB.Now().UnixMilli()-b.UpdatedAt > int64(longestCommand/time.Millisecond) {
			b.State, b.Error = back, "命令没有完成。"
		}
		return nil
	}
	j, err := s.Jobs.Find(ctx, b.JobUser, b.JobID)
	if err != nil {
		return err
	}
	if j.State == jobs.Failed || j.State == jobs.Cancelled {
		b.State, b.Error = back, j.Error
	}
	return nil
}

// at is the batch for writing: locked until tx ends, settled, read at version.
func (s *Service) at(ctx context.Context, tx *db.Tx, who identity.Caller, id string, version int64) (*Batch, error) {
	b, err := findBatch(ctx, tx.ForUpdate(tx.NewSelect()), who, id)
	if err != nil {
		return nil, err
	}
	if b.Version != version {
		return nil, fault.New(fault.Stale, "stale", "这次导入刚有变化，请核对后再操作。").Param("version", b.Version)
	}
	return b, s.settle(ctx, b)
}

// need refuses an act for which the batch is not in the right state.
func (b *Batch) need(states ...State) error {
	for _, st := range states {
		if b.State == st {
			return nil
		}
	}
	return fault.New(fault.Conflict, "import.state", "%s", map[State]string{
		Reading: "文件还在读取，请稍候。", Ready: "这批数据还没有接收。", Confirming: "正在接收，请稍候。", Confirmed: "这批数据已经接收。",
		Undoing: "正在撤销，请稍候。", Undone: "这批数据已经撤销。", Failed: "读取没有完成，请重新读取。", Refused: "文件没有读成，请先改正表头与列。",
	}[b.State]).Param("state", string(b.State))
}

// save writes the batch as its next version.
func (b *Batch) save(ctx context.Context, tx *db.Tx) error {
	b.Version++
	b.UpdatedAt = tx.Millis()
	if _, err := tx.NewUpdate().Model(b).WherePK().ExcludeColumn("created_at").Exec(ctx); err != nil {
		return fmt.Errorf("store import: %w", err)
	}
	return nil
}

// List is one page of the organisation's batches, newest first.
func (s *Service) List(ctx context.Context, who identity.Caller, r page.Request) ([]*Batch, string, error) {
	if err := who.Need(identity.ImportLedgers); err != nil {
		return nil, "", err
	}
	plan, err := page.Check(r, map[string]page.Sort{"created_at": {Column: "b.created_at", Number: true}}, "-created_at", "b.id")
	if err != nil {
		return nil, "", err
	}
	var out []*Batch
	err = s.DB.Read.NewSelect().Model(&out).ExcludeColumn("layouts", "mapping").Where("b.org_id = ?", who.User.OrgID).Apply(plan.Apply).Scan(ctx)
	if err != nil {
		return nil, "", fmt.Errorf("list imports: %w", err)
	}
	rows, next := page.Cut(plan, out, func(b *Batch) (any, any) { return b.CreatedAt, b.ID })
	for _, b := range rows {
		if err := s.settle(ctx, b); err != nil {
			return nil, "", err
		}
	}
	return rows, next, nil
}

// Progress is how far the work on a batch is; ok is false when none is going on.
func (s *Service) Progress(ctx context.Context, b *Batch) (done, total int64, ok bool) {
	if s.Jobs == nil || b.JobID == "" || b.State != Reading && b.State != Confirming && b.State != Undoing {
		return 0, 0, false
	}
	j, err := s.Jobs.Find(ctx, b.JobUser, b.JobID)
	if err != nil {
		return 0, 0, false
	}
	return j.Done, j.Total, true
}

// begin queues work on a batch and puts the batch into the state of being worked on.
func (s *Service) begin(ctx context.Context, tx *db.Tx, who identity.Caller, b *Batch, state State, kind, title string) error {
	b.State, b.Error = state, ""
	if s.Jobs != nil {
		j, err := s.Jobs.Add(ctx, tx, jobs.Spec{Kind: kind, Title: title + " " + b.Filename, OwnerID: string(who.User.ID), Subject: "import:" + b.ID,
			Args: work{b.ID, b.Run, who.User.ID}})
		if err != nil {
			return err
		}
		b.JobID, b.JobUser = j.ID, string(who.User.ID)
	}
	return nil
}

// report says how far work is; total 0 is not known.
type report func(done, total int64, note string)

// work makes a job of f: the caller is read anew, with the rights of this moment.
func (s *Service) work(f func(context.Context, identity.Caller, work, report) (any, error)) func(context.Context, *jobs.Progress, work) (any, error) {
	return func(ctx context.Context, p *jobs.Progress, w work) (any, error) {
		who, err := s.Users.Caller(ctx, w.User)
		if err != nil {
			return nil, err
		}
		who.Via = viaImport
		out, err := f(ctx, who, w, p.Set)
		if err != nil && ctx.Err() != nil {
			return nil, context.Cause(ctx) // a statement that was cut off says so in its own words
		}
		return out, err
	}
}
