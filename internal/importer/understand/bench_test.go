package understand_test

import (
	"os"
	"testing"

	"qipan/internal/importer/understand"
	"qipan/internal/platform/sheet"
)

// BenchmarkLedger reads the workbook that QIPAN_BENCH_LEDGER names.
func BenchmarkLedger(b *testing.B) {
	path := os.Getenv("QIPAN_BENCH_LEDGER")
	if path == "" {
		b.Skip("QIPAN_BENCH_LEDGER names no workbook")
	}
	o := qingdao(b)
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		st, _ := f.Stat()
		book, err := sheet.Open(f, st.Size(), path, sheet.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := understand.Read(book, o, func(*understand.Row) error { return nil }); err != nil {
			b.Fatal(err)
		}
		_ = f.Close()
	}
}
