package report_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"qipan/internal/identity"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db/dbtest"
	"qipan/internal/report"
	"qipan/internal/target"
	"qipan/internal/target/targettest"
)

// BenchmarkCockpit100k reads the whole cockpit of a city of 100,000 projects from
// its rollups; the wanted median is 10 ms.
func BenchmarkCockpit100k(b *testing.B) {
	ctx := context.Background()
	d := dbtest.SQLite(b)
	targettest.Load(b, d)
	figures := target.New(d, targettest.Crowd(100_000).Histories)
	if _, err := figures.Rebuild(ctx); err != nil {
		b.Fatal(err)
	}
	day := date.Date("2024-03-15")
	s := report.New(d, func() date.Date { return day }, func() *time.Location { return time.UTC })
	who := identity.Caller{Grants: []identity.Grant{{Role: identity.Leader, RegionCode: "370200"}}}
	for _, tt := range []struct {
		name string
		ask  report.Ask
	}{
		{"this year", report.Ask{}},
		{"last year, one district", report.Ask{Period: "2023", Region: "370211"}},
		{"as known at a past instant", report.Ask{Period: "2022", KnownAt: "2021-12-20T12:00:00Z"}},
	} {
		b.Run(tt.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := s.Cockpit(ctx, who, tt.ask); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
