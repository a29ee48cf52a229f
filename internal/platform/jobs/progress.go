package jobs

import (
	"context"
	"fmt"
	"sync"

	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
)

// Progress is how far a running job is. It lives in memory: writing it through
// the one SQLite writer would wait for the very work it reports on.
type Progress struct {
	mu          sync.Mutex
	done, total int64
	note        string
	cancel      context.CancelCauseFunc
}

// Set says how much is done of how much (0: not known), and what is going on.
func (p *Progress) Set(done, total int64, note string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done, p.total, p.note = done, total, note
}

// Read is the last Set.
func (p *Progress) Read() (done, total int64, note string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done, p.total, p.note
}

// List is a person's jobs, newest first.
func (r *Runner) List(ctx context.Context, ownerID string, limit int) ([]Job, error) {
	var out []Job
	err := r.db.Read.NewSelect().Model(&out).Where("owner_id = ?", ownerID).OrderExpr("created_at DESC, id DESC").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	for i := range out {
		r.live(&out[i])
	}
	return out, nil
}

// Find is one of a person's jobs.
func (r *Runner) Find(ctx context.Context, ownerID, id string) (Job, error) {
	var j Job
	err := r.db.Read.NewSelect().Model(&j).Where("id = ? AND owner_id = ?", id, ownerID).Scan(ctx)
	if db.NotFound(err) {
		return j, fault.New(fault.NotFound, "job.unknown", "没有这个任务。")
	}
	if err != nil {
		return j, fmt.Errorf("find job: %w", err)
	}
	r.live(&j)
	return j, nil
}

func (r *Runner) live(j *Job) {
	if p, ok := r.running.Load(j.ID); ok && j.State != Done {
		j.State = Running
		j.Done, j.Total, j.Note = p.(*Progress).Read()
	}
}

// Cancel asks a job to end; it ends at its next look at its context, and what it
// wrote in an open transaction vanishes.
func (r *Runner) Cancel(ctx context.Context, ownerID, id string) (Job, error) {
	j, err := r.Find(ctx, ownerID, id)
	if err != nil {
		return j, err
	}
	if j.State != Queued && j.State != Running {
		return j, fault.New(fault.Conflict, "job.ended", "任务已经结束。")
	}
	// In memory first: the writer may be busy with the job itself.
	if p, ok := r.running.Load(id); ok {
		p.(*Progress).cancel(errCancelled)
	}
	if err := r.set(ctx, "UPDATE job SET cancel = ? WHERE id = ?", true, id); err != nil {
		return j, err
	}
	return r.Find(ctx, ownerID, id)
}
