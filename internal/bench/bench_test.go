package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestColumn(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := column(i); got != want {
			t.Errorf("column %d is %s, want %s", i, got, want)
		}
	}
}

func TestPercentiles(t *testing.T) {
	var sorted []time.Duration
	for i := range 200 {
		sorted = append(sorted, time.Duration(i)*time.Millisecond)
	}
	if p50, p99 := millis(sorted, 50), millis(sorted, 99); p50 != "100.0 ms" || p99 != "198.0 ms" {
		t.Errorf("p50 %s, p99 %s", p50, p99)
	}
}

// The ledger is well-formed, has the rows asked for, and is the same for the same seed.
func TestLedgerIsAWorkbook(t *testing.T) {
	write := func(name string, seed uint64) []byte {
		path := filepath.Join(t.TempDir(), name)
		if err := writeLedger(path, 50, 30, seed); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	book := write("a.xlsx", 7)
	if !bytes.Equal(book, write("b.xlsx", 7)) || bytes.Equal(book, write("c.xlsx", 8)) {
		t.Error("the seed does not decide the ledger")
	}
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if e, ok := token.(xml.StartElement); ok {
				count[e.Name.Local]++
			}
		}
	}
	if count["row"] != 52 || count["c"] < 50*28 || count["si"] < 100 {
		t.Errorf("elements: %v", count)
	}
}
