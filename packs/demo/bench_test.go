package demo_test

import (
	"context"
	"fmt"
	"testing"

	"qipan/internal/platform/db/dbtest"
	"qipan/packs/demo"
)

// BenchmarkFill prints how many projects a second are made, with their history,
// figures and search index, on SQLite.
func BenchmarkFill(b *testing.B) {
	for _, n := range []int{demo.Projects, 20_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				c := newCity(b, dbtest.SQLite(b))
				b.StartTimer()
				if _, err := demo.Fill(context.Background(), c.place, demo.Options{Projects: n, Seed: 1}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "projects/s")
		})
	}
}
