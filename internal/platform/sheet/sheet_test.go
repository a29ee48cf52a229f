package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"qipan/internal/platform/date"
	"qipan/internal/platform/fault"
)

func open(t *testing.T, b []byte, o Options) (*Book, error) {
	t.Helper()
	return Open(bytes.NewReader(b), int64(len(b)), "台账.xlsx", o)
}

// all reads every row of every sheet as "row:text|text".
func all(t *testing.T, b *Book) []string {
	t.Helper()
	var out []string
	for i := range b.Sheets() {
		if _, err := b.Shape(i); err != nil {
			t.Fatalf("shape: %v", err)
		}
		err := b.Rows(i, func(r *Row) error {
			var cells []string
			for _, c := range r.Cells {
				cells = append(cells, c.Text)
			}
			out = append(out, fmt.Sprintf("%d:%s", r.N, strings.Join(cells, "|")))
			return nil
		})
		if err != nil {
			t.Fatalf("rows: %v", err)
		}
	}
	return out
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func bytesOf(t *testing.T, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rawBook is a workbook with this sheet XML and nothing else.
func rawBook(t *testing.T, sheetXML, workbookPr string, more map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="x">` + workbookPr + `<sheets><sheet name="甲" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheetXML,
	}
	for k, v := range more {
		parts[k] = v
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbookGivesWhatAReaderSees(t *testing.T) {
	f := excelize.NewFile()
	day, month := `yyyy/m/d`, `yyyy"年"m"月"`
	dayStyle, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &day})
	monthStyle, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &month})
	for cell, v := range map[string]any{"A1": "标题", "A3": 0.69989999999999997, "B3": 45017, "C3": 45017, "D3": true, "A5": "深处"} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	_ = f.SetCellStyle("Sheet1", "B3", "B3", dayStyle)
	_ = f.SetCellStyle("Sheet1", "C3", "C3", monthStyle)
	_ = f.MergeCell("Sheet1", "A1", "D2")
	_ = f.SetRowVisible("Sheet1", 5, false)
	_, _ = f.NewSheet("字典")
	_ = f.SetCellValue("字典", "B2", "x")
	_ = f.SetSheetVisible("字典", false, true)
	b, err := open(t, bytesOf(t, f), Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, all(t, b), []string{"1:标题", "3:0.6999|2023-04-01|2023-04-01|TRUE", "5:深处", "2:|x"})
	if got := b.Sheets()[1]; got.Name != "字典" || got.Visibility != VeryHidden {
		t.Errorf("sheet 2 is %+v", got)
	}
	sh, _ := b.Shape(0)
	if len(sh.Merges) != 1 || sh.Merges[0] != (Range{Top: 1, Bottom: 2, Left: 0, Right: 3}) || sh.Rows != 3 {
		t.Errorf("shape is %+v", sh)
	}
	_ = b.Rows(0, func(r *Row) error {
		if r.Hidden != (r.N == 5) {
			t.Errorf("row %d hidden: %v", r.N, r.Hidden)
		}
		if r.N == 3 && (r.Cells[1].Precision != date.Day || r.Cells[2].Precision != date.Month || r.Cells[1].Kind != Date) {
			t.Errorf("dates are %+v %+v", r.Cells[1], r.Cells[2])
		}
		return nil
	})
}

func TestInlineStringsEntitiesAndPrefixes(t *testing.T) {
	x := `<?xml version="1.0"?><!-- c --><x:worksheet><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:r><x:t>甲&amp;</x:t></x:r><x:rPh><x:t>jia</x:t></x:rPh><x:r><x:t>&#20057;&#x4E19;</x:t></x:r></x:is></x:c><x:c t="s"><x:v>0</x:v></x:c><x:c r="E2" t="inlineStr"><x:is><x:t><![CDATA[<3>]]></x:t></x:is></x:c><x:c r="F2" t="d"><x:v>2024-03-05T00:00:00</x:v></x:c></x:row><x:row><x:c t="e"><x:v>#REF!</x:v></x:c><x:c r="C3"/></x:row></x:sheetData></x:worksheet>`
	b, err := open(t, rawBook(t, x, "", map[string]string{"xl/sharedStrings.xml": `<sst><si><t xml:space="preserve">共 </t></si></sst>`}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, all(t, b), []string{"2:|甲&乙丙|共 ||<3>|2024-03-05", "3:#REF!"})
}

func TestDates1904AndSerials(t *testing.T) {
	styles := `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="57"/><xf numFmtId="20"/></cellXfs></styleSheet>`
	x := `<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>43555</v></c><c r="B1" s="2"><v>43555.75</v></c><c r="C1" s="3"><v>0.5</v></c><c r="D1" s="0"><v>43555</v></c></row></sheetData></worksheet>`
	for pr, want := range map[string]string{
		`<workbookPr/>`:              "1:2019-03-31|2019-03-31|0.5|43555",
		`<workbookPr date1904="1"/>`: "1:2023-04-01|2023-04-01|0.5|43555",
	} {
		b, err := open(t, rawBook(t, x, pr, map[string]string{"xl/styles.xml": styles}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		same(t, all(t, b), []string{want})
	}
	if _, ok := SerialDate(60, false); ok {
		t.Error("29 February 1900 was accepted")
	}
	if d, _ := SerialDate(59, false); d != "1900-02-28" {
		t.Errorf("serial 59 is %s", d)
	}
}

func TestFormulasWithoutStoredValueAreComputed(t *testing.T) {
	f := excelize.NewFile()
	for cell, v := range map[string]any{"A1": 5, "A2": 0.9999, "A3": "文本", "A4": 1.2} {
		_ = f.SetCellValue("Sheet1", cell, v)
	}
	_, _ = f.NewSheet("汇 总")
	_ = f.SetCellValue("汇 总", "A1", 7)
	cases := []struct{ cell, formula, want string }{
		{"B1", "A1*0.6", "3"}, {"B2", "ROUND(A2*0.7,4)", "0.6999"}, {"B3", "SUM(A1:A4)", "7.1999"},
		{"B4", `IF(A4>1,"大"&A4,"小")`, "大1.2"}, {"B5", "'汇 总'!A1/2", "3.5"}, {"B6", "B1+B5", "6.5"},
		{"B7", "DATE(2024,3,5)", "2024-03-05"}, {"B8", "VLOOKUP(A1,A:B,2)", "=VLOOKUP(A1,A:B,2)"},
		{"B9", "B9+1", "=B9+1"}, {"B10", "1/0", "=1/0"}, {"B11", "ROW()-4", "7"}, {"B12", "-2^2*10%", "0.4"},
	}
	for _, c := range cases {
		_ = f.SetCellFormula("Sheet1", c.cell, c.formula)
	}
	b, err := open(t, bytesOf(t, f), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Cell{}
	if err := b.Rows(0, func(r *Row) error { got[fmt.Sprintf("B%d", r.N)] = r.Cell(1); return nil }); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if got[c.cell].Text != c.want || !got[c.cell].Formula {
			t.Errorf("%s =%s is %+v, want %s", c.cell, c.formula, got[c.cell], c.want)
		}
	}
}

func TestTextFiles(t *testing.T) {
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String("名称,金额\n示例,\"1,200\"\n")
	u16 := []byte{0xFF, 0xFE}
	for _, c := range utf16.Encode([]rune("名称\t金额\r\n示例\t3\r\n")) {
		u16 = append(u16, byte(c), byte(c>>8))
	}
	tests := []struct {
		name string
		data string
		o    Options
		want []string
	}{
		{"utf-8", "名称,金额\n示例,3\n", Options{}, []string{"1:名称|金额", "2:示例|3"}},
		{"bom and CRLF and blank line", "\xEF\xBB\xBF名称;金额\r\n\r\n示例;3", Options{}, []string{"1:名称|金额", "3:示例|3"}},
		{"gb18030", gb, Options{}, []string{"1:名称|金额", "2:示例|1,200"}},
		{"utf-16 with tabs", string(u16), Options{}, []string{"1:名称|金额", "2:示例|3"}},
		{"latin-1 when told", "caf\xe9,\xa31\n", Options{Encoding: "latin-1"}, []string{"1:café|£1"}},
		{"newline and quotes inside", "a,\"b\n\"\"c\"\"\"\nd,e\n", Options{}, []string{"1:a|b\n\"c\"", "2:d|e"}},
		{"leading zeros of Excel", "=\"007\",x\n", Options{}, []string{"1:007|x"}},
		{"trailing blanks", "a,,,\n,,,\nb,c\n", Options{}, []string{"1:a", "3:b|c"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := open(t, []byte(tt.data), tt.o)
			if err != nil {
				t.Fatal(err)
			}
			same(t, all(t, b), tt.want)
		})
	}
}

func ole(stream string) []byte {
	b := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 1000)...)
	for _, c := range utf16.Encode([]rune(stream)) {
		b = append(b, byte(c), byte(c>>8))
	}
	return append(b, make([]byte, 600)...)
}

func TestRefusals(t *testing.T) {
	sheet := func(rows string) string { return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>` }
	good := rawBook(t, sheet(`<row r="1"><c r="A1"><v>1</v></c></row>`), "", nil)
	long := strings.Repeat("长", 40_000)
	huge := strings.Repeat("x", 20<<20)
	tests := []struct {
		name string
		data []byte
		code string
		o    Options
	}{
		{"empty", nil, "sheet.empty", Options{}},
		{"encrypted", ole("EncryptedPackage"), "sheet.encrypted", Options{}},
		{"old xls", ole("Workbook"), "sheet.xls", Options{}},
		{"word", ole("WordDocument"), "sheet.not_a_table", Options{}},
		{"html as xls", []byte("\xEF\xBB\xBF\n<html><table><tr><td>x"), "sheet.html", Options{}},
		{"mht as xls", []byte("MIME-Version: 1.0\nContent-Type: text/html"), "sheet.html", Options{}},
		{"xml 2003", []byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`), "sheet.xml2003", Options{}},
		{"pdf", []byte("%PDF-1.7 ..."), "sheet.not_a_table", Options{}},
		{"binary", []byte("ab\x00\x01\x02"), "sheet.not_a_table", Options{}},
		{"truncated", good[:len(good)-40], "sheet.damaged", Options{}},
		{"sheet cut off", rawBook(t, `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c>`, "", nil), "sheet.damaged", Options{}},
		{"doctype", rawBook(t, `<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>`, "", nil), "sheet.damaged", Options{}},
		{"shared string out of range", rawBook(t, sheet(`<row r="1"><c r="A1" t="s"><v>7</v></c></row>`), "", nil), "sheet.damaged", Options{}},
		{"bomb", rawBook(t, sheet(strings.Repeat(" ", 3<<20)), "", nil), "sheet.bomb", Options{Limits: Limits{PartBytes: 1 << 20}}},
		{"long inline cell", rawBook(t, sheet(`<row r="1"><c r="B1" t="inlineStr"><is><t>`+long+`</t></is></c></row>`), "", nil), "sheet.cell_too_long", Options{}},
		{"20 MB inline cell", rawBook(t, sheet(`<row r="1"><c r="B1" t="inlineStr"><is><t>`+huge+`</t></is></c></row>`), "", nil), "sheet.cell_too_long", Options{}},
		{"20 MB shared string", rawBook(t, sheet(""), "", map[string]string{"xl/sharedStrings.xml": "<sst><si><t>" + huge + "</t></si></sst>"}), "sheet.cell_too_long", Options{}},
		{"20 MB csv cell", []byte("a,b\nc," + huge + "\n"), "sheet.cell_too_long", Options{}},
		{"open quote", []byte("a,b\nc,\"d\n"), "sheet.quote", Options{}},
		{"too many rows", []byte("a\nb\nc\n"), "sheet.too_many_rows", Options{Limits: Limits{Rows: 2}}},
		{"too many columns", rawBook(t, sheet(`<row r="1"><c r="ZZ1"><v>1</v></c></row>`), "", nil), "sheet.too_many_columns", Options{}},
		{"bad utf-8 and bad gb18030", []byte("a,b\n\xff\xff\xff,c\n"), "sheet.encoding", Options{}},
		{"unknown encoding", []byte("a,b\n"), "sheet.encoding_unknown", Options{Encoding: "ebcdic"}},
		{"zip that is no workbook", rawZip(t, "hello.txt"), "sheet.not_a_table", Options{}},
		{"word document", rawBook(t, sheet(""), "", map[string]string{"_rels/.rels": `<Relationships><Relationship Type="x/officeDocument" Target="word/document.xml"/></Relationships>`, "word/document.xml": "<w/>"}), "sheet.not_a_table", Options{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := open(t, tt.data, tt.o)
			for i := 0; err == nil && i < len(b.Sheets()); i++ {
				if _, err = b.Shape(i); err == nil {
					err = b.Rows(i, func(*Row) error { return nil })
				}
			}
			f, ok := fault.As(err)
			if !ok || f.Code != tt.code {
				t.Fatalf("got %v, want %s", err, tt.code)
			}
			if !strings.Contains(f.Message, "台账") {
				t.Errorf("message does not name the file: %s", f.Message)
			}
		})
	}
}

func rawZip(t *testing.T, name string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.Create(name); err != nil {
		t.Fatal(err)
	}
	_ = z.Close()
	return b.Bytes()
}

func TestLongCellIsNamedByItsPlace(t *testing.T) {
	x := `<worksheet><sheetData><row r="7"><c r="AB7" t="inlineStr"><is><t>` + strings.Repeat("长", 40_000) + `</t></is></c></row></sheetData></worksheet>`
	b, err := open(t, rawBook(t, x, "", nil), Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Shape(0)
	if f, ok := fault.As(err); !ok || f.Params["place"] != "甲!AB7" {
		t.Errorf("got %v", err)
	}
}

func TestWriterRoundTripsAndNeutralises(t *testing.T) {
	w, err := NewWriter()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Sheet("项目/清单", []Column{{Title: "名称"}, {Title: "=金额"}}); err != nil {
		t.Fatal(err)
	}
	rows := []struct{ in, out string }{{"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"}, {"+86", "'+86"}, {"-", "-"}, {"@x", "'@x"}, {"\tx", "'\tx"}, {"示例", "示例"}, {"＝1", "'＝1"}}
	for _, r := range rows {
		if err := w.Row(r.in, Decimal("100000000.01"), date.Date("2024-02-29"), nil, Warning("-1+1")); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Sheet("项目/清单", nil); err != nil {
		t.Fatal(err)
	}
	if err := w.RowAt(4, "尾"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := w.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	b, err := open(t, out.Bytes(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1:名称|'=金额"}
	for i, r := range rows {
		want = append(want, fmt.Sprintf("%d:%s|100000000.01|2024-02-29||'-1+1", i+2, r.out))
		if Plain(r.out) != r.in {
			t.Errorf("Plain(%q) is %q", r.out, Plain(r.out))
		}
	}
	same(t, all(t, b), append(want, "4:尾"))
	if b.Sheets()[0].Name != "项目_清单" {
		t.Errorf("sheet is named %q", b.Sheets()[0].Name)
	}
}

func TestColumnNamesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		col := rapid.IntRange(0, 16383).Draw(t, "col")
		if got, ok := ColumnIndex(ColumnName(col)); !ok || got != col {
			t.Fatalf("%d is %s is %d", col, ColumnName(col), got)
		}
	})
}

func TestDelimitedTextRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOfN(rapid.SampledFrom([]rune("甲a1,;\t\"\n 。=")), 1, 8, -1).Filter(func(s string) bool {
			return strings.TrimSpace(s) != "" && !strings.HasPrefix(s, `="`)
		})
		n := rapid.IntRange(2, 5).Draw(t, "columns")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, n, n), 1, 6).Draw(t, "rows")
		var b strings.Builder
		for _, r := range rows {
			for i, c := range r {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
			}
			b.WriteByte('\n')
		}
		book, err := Open(strings.NewReader(b.String()), int64(b.Len()), "x", Options{Delimiter: ','})
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		if err := book.Rows(0, func(r *Row) error {
			for k, c := range r.Cells {
				if c.Text != rows[i][k] {
					t.Fatalf("cell %d,%d is %q, want %q", i, k, c.Text, rows[i][k])
				}
			}
			i++
			return nil
		}); err != nil || i != len(rows) {
			t.Fatalf("%d of %d rows, %v", i, len(rows), err)
		}
	})
}

// A swarm of sums without stored values, each over all of them, must end: what
// lies beyond the book's budget is left as an error cell.
func TestASwarmOfFormulasEnds(t *testing.T) {
	var x strings.Builder
	x.WriteString("<worksheet><sheetData>")
	const rows = 20_000
	for i := 1; i <= rows; i++ {
		fmt.Fprintf(&x, `<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><f>SUM(A1:A%d)</f></c></row>`, i, i, i, rows)
	}
	x.WriteString("</sheetData></worksheet>")
	b, err := open(t, rawBook(t, x.String(), "", nil), Options{})
	if err != nil {
		t.Fatal(err)
	}
	computed, left := 0, 0
	if err := b.Rows(0, func(r *Row) error {
		if r.Cell(1).Kind == Error {
			left++
		} else {
			computed++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if computed != bookSteps/rows || computed+left != rows {
		t.Errorf("%d computed, %d left", computed, left)
	}
}
