package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"qipan/internal/platform/db"
	"qipan/internal/platform/db/dbtest"
	"qipan/internal/platform/fault"
	"qipan/internal/platform/jobs"
)

type args struct{ What string }

func runner(t *testing.T, d *db.DB, h func(ctx context.Context, p *jobs.Progress, a args) (any, error)) *jobs.Runner {
	t.Helper()
	r, err := jobs.New(t.Context(), d, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	jobs.Handle(r, "test", h)
	if err := r.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := r.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return r
}

func add(t *testing.T, d *db.DB, r *jobs.Runner, what string, after error) (jobs.Job, error) {
	t.Helper()
	return db.Write(t.Context(), d, func(tx *db.Tx) (jobs.Job, error) {
		j, err := r.Add(t.Context(), tx, jobs.Spec{Kind: "test", Title: what, OwnerID: "me", Subject: "s:1", Args: args{what}})
		return j, errors.Join(err, after)
	})
}

// until polls a job until it is in one of the states.
func until(t *testing.T, r *jobs.Runner, id string, states ...jobs.State) jobs.Job {
	t.Helper()
	for range 600 {
		j, err := r.Find(t.Context(), "me", id)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range states {
			if j.State == s {
				return j
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("job %s never became %v", id, states)
	return jobs.Job{}
}

func TestJobsEndAsTheirWorkDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		started := make(chan struct{})
		r := runner(t, d, func(ctx context.Context, p *jobs.Progress, a args) (any, error) {
			switch a.What {
			case "refused":
				return nil, fault.New(fault.Invalid, "x", "文件打不开。")
			case "panic":
				panic("boom")
			case "long":
				p.Set(3, 10, "第三步")
				close(started)
				<-ctx.Done()
				return nil, context.Cause(ctx)
			}
			p.Set(10, 10, "完成")
			return map[string]int{"rows": 10}, nil
		})
		good, err := add(t, d, r, "good", nil)
		if err != nil {
			t.Fatal(err)
		}
		if j := until(t, r, good.ID, jobs.Done, jobs.Failed); j.State != jobs.Done || j.Result != `{"rows":10}` || j.Done != 10 {
			t.Errorf("good: %+v", j)
		}
		refused, err := add(t, d, r, "refused", nil)
		if err != nil {
			t.Fatal(err)
		}
		if j := until(t, r, refused.ID, jobs.Done, jobs.Failed); j.State != jobs.Failed || j.Error != "文件打不开。" {
			t.Errorf("refused: %+v", j)
		}
		broken, err := add(t, d, r, "panic", nil)
		if err != nil {
			t.Fatal(err)
		}
		if j := until(t, r, broken.ID, jobs.Done, jobs.Failed); j.State != jobs.Failed || j.Error != "系统出错了，已记录。" {
			t.Errorf("panic: %+v", j)
		}
		long, err := add(t, d, r, "long", nil)
		if err != nil {
			t.Fatal(err)
		}
		<-started
		if j := until(t, r, long.ID, jobs.Running); j.Done != 3 || j.Total != 10 || j.Note != "第三步" {
			t.Errorf("progress: %+v", j)
		}
		if _, err := r.Cancel(t.Context(), "somebody else", long.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's job: %v", err)
		}
		if _, err := r.Cancel(t.Context(), "me", long.ID); err != nil {
			t.Fatal(err)
		}
		until(t, r, long.ID, jobs.Cancelled)
		if _, err := r.Cancel(t.Context(), "me", long.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("cancelled twice: %v", err)
		}
	})
}

// A job whose transaction fails was never queued.
func TestAJobVanishesWithItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ran := make(chan string, 2)
		r := runner(t, d, func(_ context.Context, _ *jobs.Progress, a args) (any, error) {
			ran <- a.What
			return nil, nil
		})
		if _, err := add(t, d, r, "never", errors.New("no")); err == nil {
			t.Fatal("the transaction should have failed")
		}
		after, err := add(t, d, r, "after", nil)
		if err != nil {
			t.Fatal(err)
		}
		until(t, r, after.ID, jobs.Done)
		if got := <-ran; got != "after" {
			t.Errorf("ran %q", got)
		}
		list, err := r.List(t.Context(), "me", 10)
		if err != nil || len(list) != 1 {
			t.Errorf("%d jobs, %v", len(list), err)
		}
	})
}
