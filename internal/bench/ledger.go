package main

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
)

// The workbook is written by hand, as WPS and Excel write it: texts in a shared table that a
// reader has to hold, which a streaming library's inline strings would spare it.

// texts is the shared table of a workbook.
type texts struct {
	index map[string]int
	list  []string
}

func (t *texts) at(s string) int {
	i, ok := t.index[s]
	if !ok {
		i = len(t.list)
		t.index[s], t.list = i, append(t.list, s)
	}
	return i
}

// writeLedger makes a ledger of so many rows and columns; the same seed gives the same file.
func writeLedger(path string, rows, columns int, seed uint64) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("ledger: %w", e)
		}
	}()
	z := zip.NewWriter(f)
	shared := &texts{index: map[string]int{}}
	for _, part := range []struct {
		name  string
		write func(io.Writer)
	}{
		{"[Content_Types].xml", verbatim(contentTypes)},
		{"_rels/.rels", verbatim(packageRelations)},
		{"xl/workbook.xml", verbatim(workbook)},
		{"xl/_rels/workbook.xml.rels", verbatim(workbookRelations)},
		{"xl/worksheets/sheet1.xml", func(w io.Writer) { writeSheet(w, shared, rows, columns, seed) }},
		{"xl/sharedStrings.xml", func(w io.Writer) { writeShared(w, shared) }},
	} {
		w, err := z.Create(part.name)
		if err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
		b := bufio.NewWriterSize(w, 1<<20)
		part.write(b)
		if err := b.Flush(); err != nil { // bufio keeps the first error of all writes
			return fmt.Errorf("ledger: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

func verbatim(s string) func(io.Writer) {
	return func(w io.Writer) { _, _ = io.WriteString(w, s) }
}

// writeSheet writes a title, a header and the rows.
func writeSheet(w io.Writer, shared *texts, rows, columns int, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 2))
	out := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
	out(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="%s"><sheetData>`, mainSpace)
	out(`<row r="1"><c r="A1" t="s"><v>%d</v></c></row><row r="2">`, shared.at("全市招商引资项目台账"))
	head := append([]string{}, header...)
	for i := len(head); i < columns; i++ {
		head = append(head, fmt.Sprintf("备注%d", i-len(header)+1))
	}
	for i, h := range head {
		out(`<c r="%s2" t="s"><v>%d</v></c>`, column(i), shared.at(h))
	}
	out(`</row>`)
	for n := 1; n <= rows; n++ {
		out(`<row r="%d">`, n+2)
		for i, v := range ledgerRow(r, n, columns) {
			switch v := v.(type) {
			case string:
				out(`<c r="%s%d" t="s"><v>%d</v></c>`, column(i), n+2, shared.at(v))
			case int:
				out(`<c r="%s%d"><v>%d</v></c>`, column(i), n+2, v)
			case float64:
				out(`<c r="%s%d"><v>%s</v></c>`, column(i), n+2, strconv.FormatFloat(v, 'f', -1, 64))
			}
		}
		out(`</row>`)
	}
	out(`</sheetData></worksheet>`)
}

var header = []string{
	"序号", "项目名称", "投资方", "所属区市", "镇街", "项目类型", "行业", "总投资（亿元）", "固定资产投资（万元）",
	"合同外资（万美元）", "项目阶段", "签约时间", "开工时间", "建设内容",
}

var (
	ledgerDistricts = []string{"市南区", "市北区", "西海岸新区", "崂山区", "李沧区", "城阳区", "即墨区", "胶州市", "平度市", "莱西市"}
	ledgerKinds     = []string{"供地类", "租赁厂房类", "服务商贸类", "技改增资类", "外商投资类"}
	ledgerStages    = []string{"线索", "在谈", "签约", "注册落地", "开工", "在建", "投产"}
	ledgerTrades    = []string{"新能源汽车零部件", "智能装备", "海洋生物医药", "冷链物流", "虚拟现实", "食品加工", "新型显示", "精密模具"}
)

// ledgerRow is row n; a nil cell is empty.
func ledgerRow(r *rand.Rand, n, columns int) []any {
	trade := one(r, ledgerTrades)
	total := float64(1+r.IntN(5000)) / 100
	row := []any{
		n, fmt.Sprintf("示例%s项目%06d", trade, n), fmt.Sprintf("示例%s有限公司%d", trade, r.IntN(40000)),
		one(r, ledgerDistricts), nil, one(r, ledgerKinds), trade, total, float64(r.IntN(int(total*10000) + 1)), nil,
		one(r, ledgerStages), fmt.Sprintf("2023年%d月", 1+r.IntN(12)), 45000 + r.IntN(350), "建设厂房及配套设施" + strconv.Itoa(r.IntN(2000)),
	}
	if r.IntN(5) == 0 {
		row[9] = float64(r.IntN(20000))
	}
	for len(row) < columns {
		row = append(row, "补充说明"+strconv.Itoa(r.IntN(500)))
	}
	return row
}

func writeShared(w io.Writer, shared *texts) {
	_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><sst xmlns="%s" uniqueCount="%d">`, mainSpace, len(shared.list))
	for _, s := range shared.list {
		_, _ = io.WriteString(w, "<si><t>")
		_ = xml.EscapeText(w, []byte(s))
		_, _ = io.WriteString(w, "</t></si>")
	}
	_, _ = io.WriteString(w, "</sst>")
}

// column is the letter of a column, counted from 0.
func column(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return column(i/26-1) + column(i%26)
}

const (
	mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

	contentTypes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
		`<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`

	packageRelations = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`

	workbook = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="` + mainSpace + `" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheets><sheet name="项目台账" sheetId="1" r:id="rId1"/></sheets></workbook>`

	workbookRelations = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
)
