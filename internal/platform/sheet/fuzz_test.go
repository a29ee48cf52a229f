package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"
)

// readThrough drains a book; only the absence of panics and endless loops counts.
func readThrough(data []byte) {
	b, err := Open(bytes.NewReader(data), int64(len(data)), "f", Options{Limits: Limits{PartBytes: 1 << 22, TotalBytes: 1 << 23}})
	if err != nil {
		return
	}
	for i := range b.Sheets() {
		if _, err := b.Shape(i); err != nil {
			return
		}
		last := 0
		if err := b.Rows(i, func(r *Row) error {
			if r.N <= last {
				panic("rows do not ascend")
			}
			last = r.N
			return nil
		}); err != nil {
			return
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("a,b\n\"c\",d\n"))
	f.Add([]byte("\xFF\xFEa\x00,\x00b\x00"))
	f.Add([]byte("PK\x03\x04"))
	f.Add(ole("Workbook"))
	f.Fuzz(func(_ *testing.T, data []byte) { readThrough(data) })
}

func FuzzSheetXML(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>A1+SUM(A1:B9)</f></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`)
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1"><f t="shared" si="0"/></c><c><f>IF(1=1,"a"&amp;2,-3^2)</f></c></row></sheetData></worksheet>`)
	f.Fuzz(func(t *testing.T, xml string) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, text := range map[string]string{
			"_rels/.rels":                `<Relationships><Relationship Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
			"xl/workbook.xml":            `<workbook><sheets><sheet name="s" id="r1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="ss.xml"/></Relationships>`,
			"xl/worksheets/s.xml":        xml,
			"xl/ss.xml":                  `<sst><si><t>a</t></si></sst>`,
		} {
			w, _ := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			_, _ = io.WriteString(w, text)
		}
		_ = z.Close()
		readThrough(b.Bytes())
	})
}
