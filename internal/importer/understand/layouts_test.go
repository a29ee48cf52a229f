package understand_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qipan/internal/importer/understand"
	"qipan/internal/platform/sheet"
)

// book is a workbook drawn cell by cell: "A1" → value; values beginning with "=" are formulas.
type book struct {
	t *testing.T
	f *excelize.File
	n int
}

func newBook(t *testing.T) *book { return &book{t: t, f: excelize.NewFile()} }

func (b *book) sheet(name string) string {
	b.n++
	if b.n == 1 {
		_ = b.f.SetSheetName("Sheet1", name)
	} else if _, err := b.f.NewSheet(name); err != nil {
		b.t.Fatal(err)
	}
	return name
}

// rows writes rows from cell A<top> on; nil leaves a cell out.
func (b *book) rows(sheet string, top int, rows ...[]any) {
	for i, row := range rows {
		for j, v := range row {
			if v == nil {
				continue
			}
			cell, _ := excelize.CoordinatesToCellName(j+1, top+i)
			if s, ok := v.(string); ok && strings.HasPrefix(s, "=") {
				_ = b.f.SetCellFormula(sheet, cell, s[1:])
				continue
			}
			_ = b.f.SetCellValue(sheet, cell, v)
		}
	}
}

func (b *book) merge(sheet string, ranges ...string) {
	for _, r := range ranges {
		from, to, _ := strings.Cut(r, ":")
		if err := b.f.MergeCell(sheet, from, to); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *book) format(sheet, from, to, code string) {
	id, err := b.f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		b.t.Fatal(err)
	}
	_ = b.f.SetCellStyle(sheet, from, to, id)
}

func (b *book) understood(o understand.Options) []string {
	var out bytes.Buffer
	if err := b.f.Write(&out); err != nil {
		b.t.Fatal(err)
	}
	return describe(b.t, out.Bytes(), o)
}

// describe gives one line a row: what a careful reader would note down.
func describe(t *testing.T, data []byte, o understand.Options) []string {
	t.Helper()
	bk, err := sheet.Open(bytes.NewReader(data), int64(len(data)), "台账", o.Mapping.Options())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	_, err = understand.Read(bk, o, func(r *understand.Row) error {
		out = append(out, line(r))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func line(r *understand.Row) string {
	parts := []string{fmt.Sprintf("%s!%d", r.Sheet, r.Row), r.Name, r.Investor, r.DistrictCode}
	for _, a := range []any{r.Total, r.Fixed, r.FDI} {
		s := fmt.Sprint(a)
		if s == "<nil>" {
			s = "-"
		}
		parts = append(parts, strings.Replace(s, ".00 ", " ", 1))
	}
	parts = append(parts, r.Stage)
	for _, s := range []string{"talks", "signed", "landed", "started", "producing", "operating"} {
		if d, ok := r.Dates[s]; ok {
			text := string(d.Day)
			if d.Precision == "month" {
				text = text[:7]
			}
			parts = append(parts, s+"="+text)
		}
	}
	for _, p := range r.Problems {
		parts = append(parts, "!"+p.Code)
	}
	return strings.Join(parts, " | ")
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		g, w := "(no row)", "(no row)"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("row %d\n got %s\nwant %s", i, g, w)
		}
	}
}

func TestSeveralSheetsMergedDistrictsSerialDatesAndFormulas(t *testing.T) {
	b := newBook(t)
	s := b.sheet("填报说明")
	b.rows(s, 1, []any{"填报说明"}, []any{"1.本表由各区市填报；"}, []any{"2.金额单位为亿元。"})
	s = b.sheet("在谈项目")
	b.rows(s, 2, []any{nil, "示例市在谈项目（单位：万元）"}, nil, nil, []any{nil, "序号", "区市", "项目名称", "投资方", "总投资", "固定资产投资", "对接时间"},
		[]any{nil, 1, "即墨市", "示例甲项目", "示例甲公司", 30000, "=F6*0.6", 45017},
		[]any{nil, 2, nil, "示例乙项目", "示例乙公司", "1.2亿元", 7000, 45018},
		[]any{nil, "小计", nil, nil, nil, "=SUM(F6:F7)"},
		[]any{nil, 3, "西海岸", "示例丙项目", "示例丙公司", 50, 20, "2023年5月"})
	b.merge(s, "B2:H2", "C6:C7")
	b.format(s, "H6", "H7", "yyyy/m/d")
	_ = b.f.SetRowVisible(s, 7, false)
	s = b.sheet("开工项目")
	b.rows(s, 1, []any{"项目", "企业", "所属区县", "投资额(亿元)", nil, "时间节点", nil}, []any{nil, nil, nil, "总额", "其中:固投", "签约", "开工"},
		[]any{"示例丁项目", "示例丁公司", "胶州市/上合示范区", 12, 7.2, "2023.4.5", "2023-06-07"})
	b.merge(s, "A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1")
	s = b.sheet("字典")
	b.rows(s, 1, []any{"区市", "阶段"}, []any{"市南区", "在谈"})
	_ = b.f.SetSheetVisible(s, false)
	wantLines(t, b.understood(qingdao(t)),
		"在谈项目!6 | 示例甲项目 | 示例甲公司 | 370215 | 300000000 CNY | 180000000 CNY | - | talks | talks=2023-04-01",
		"在谈项目!7 | 示例乙项目 | 示例乙公司 | 370215 | 120000000 CNY | 70000000 CNY | - | talks | talks=2023-04-02",
		"在谈项目!9 | 示例丙项目 | 示例丙公司 | 370211 | 500000 CNY | 200000 CNY | - | talks | talks=2023-05",
		"开工项目!3 | 示例丁项目 | 示例丁公司 | 370281 | 1200000000 CNY | 720000000 CNY | - | started | signed=2023-04-05 | started=2023-06-07")
}

func TestSectionsGiveDistrictOrStage(t *testing.T) {
	b := newBook(t)
	s := b.sheet("2024年")
	b.rows(s, 1, []any{"青岛市重点招商项目清单"}, []any{"序号", "项目名称", "投资主体", "总投资（亿元）", "进展情况"},
		[]any{"一、市南区（2个）"},
		[]any{1, "示例A项目", "示例A公司", 1, "已签约，正在办理注册"},
		[]any{2, "示例B项目", "示例B公司", 2, "2023年3月签约，2023年5月开工，计划2024年6月投产"},
		[]any{"二", "崂山区（1个）", nil, 3.5},
		[]any{1, "示例C项目", "示例C公司", 3.5, "正在洽谈"},
		[]any{"序号", "项目名称", "投资主体", "总投资（亿元）", "进展情况"},
		[]any{2, "示例D项目", "示例D公司", "约3亿", "拟签约"},
		[]any{"合计（4个）", nil, nil, 6.5},
		[]any{"注：以上数据截至2024年3月。"}, []any{"填表人：某某", nil, nil, "联系电话：1"})
	b.merge(s, "A3:E3")
	wantLines(t, b.understood(qingdao(t)),
		"2024年!4 | 示例A项目 | 示例A公司 | 370202 | 100000000 CNY | - | - | signed",
		"2024年!5 | 示例B项目 | 示例B公司 | 370202 | 200000000 CNY | - | - | started | signed=2023-03 | started=2023-05",
		"2024年!7 | 示例C项目 | 示例C公司 | 370212 | 350000000 CNY | - | - | talks",
		"2024年!9 | 示例D项目 | 示例D公司 | 370212 | 300000000 CNY | - | - | talks | !approximate")
}

func TestTicksPerStageAndSheetsPerDistrict(t *testing.T) {
	b := newBook(t)
	s := b.sheet("城阳区")
	b.rows(s, 1, []any{"项目名称", "投资企业", "总投资\n（亿元）", "实际使用外资（万美元）", "在谈", "签约", "开工", "投产"},
		[]any{"示例甲项目", "示例甲公司", 5, 100, "√", nil, nil, nil},
		[]any{"示例乙项目", "示例乙公司", 6, "/", "√", "√", "√", nil},
		[]any{"示例丙项目", "示例丙公司", "待定", nil, "√", "2023.1.2", nil, nil})
	wantLines(t, b.understood(qingdao(t)),
		"城阳区!2 | 示例甲项目 | 示例甲公司 | 370214 | 500000000 CNY | - | 1000000 USD | talks",
		"城阳区!3 | 示例乙项目 | 示例乙公司 | 370214 | 600000000 CNY | - | - | started",
		"城阳区!4 | 示例丙项目 | 示例丙公司 | 370214 | - | - | - | signed | signed=2023-01-02 | !amount_unknown")
}

func TestUnknownWordingFallsBackOnTheValues(t *testing.T) {
	b := newBook(t)
	s := b.sheet("表1")
	b.rows(s, 1, []any{"甲", "乙", "丙", "丁", "戊"},
		[]any{"示例海洋产业园项目", "示例海洋有限公司", "崂山", "3亿元", "在谈"},
		[]any{"示例智造基地", "示例智造集团", "黄岛区", "5000万美元", "续建"},
		[]any{"示例总部项目", "示例总部有限公司", "李沧", "1亿", "已投产"})
	wantLines(t, b.understood(qingdao(t)),
		"表1!2 | 示例海洋产业园项目 | 示例海洋有限公司 | 370212 | 300000000 CNY | - | - | talks",
		"表1!3 | 示例智造基地 | 示例智造集团 | 370211 | 50000000 USD | - | - | building",
		"表1!4 | 示例总部项目 | 示例总部有限公司 | 370213 | 100000000 CNY | - | - | producing")
}

func TestTextWithoutMergesKeepsItsGroupTitles(t *testing.T) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll([][]string{
		{"示例市招商项目台账", "", "", "", "", "", "", ""},
		{"填报单位：示例局", "", "", "", "", "", "单位：万元、万美元", ""},
		{"序号", "项目名称", "投资方", "区（市）", "投资情况", "", "", "项目进展", ""},
		{"", "", "", "", "总投资", "固定资产", "外资", "阶段", "签约日期"},
		{"1", "示例甲项目", "示例甲公司", "青岛市西海岸新区", "30,000", "１８０００", "350.5", "签约未开工", "20230405"},
		{"2", "示例乙项目", "示例乙公司", "青岛市南区", "3-5亿", "", "", "③在建", "2023/4"},
		{"3", "示例丙项目", "示例丙公司", "市南区、城阳区", "三亿五千万元", "2亿", "—", "未知阶段", "3月5日"},
		{"总　计", "", "", "", "60000"},
	})
	wantLines(t, describe(t, b.Bytes(), qingdao(t)),
		"!5 | 示例甲项目 | 示例甲公司 | 370211 | 300000000 CNY | 180000000 CNY | 3505000 USD | signed | signed=2023-04-05",
		"!6 | 示例乙项目 | 示例乙公司 | 370202 | - | - | - | building | signed=2023-04 | !amount_range",
		"!7 | 示例丙项目 | 示例丙公司 |  | 350000000 CNY | 200000000 CNY | - |  | !ambiguous_district | !bad_date | !unknown_stage")
}

func TestMergedNamesAreOneProject(t *testing.T) {
	b := newBook(t)
	s := b.sheet("Sheet1")
	b.rows(s, 1, []any{"项目名称", "投资方", "区市", "总投资(亿元)", "阶段", "联系人"},
		[]any{"示例甲项目", "示例甲公司", "市北区", 3, "签约", "张某"}, []any{nil, "示例甲二公司", nil, nil, nil, "李某"},
		[]any{"示例乙项目", "示例乙公司", nil, 4, "签约", "王某"}, []any{"示例丙项目", "示例丙公司", nil, 5, "签约", "赵某"})
	b.merge(s, "A2:A3", "C2:C4", "D2:D3", "E2:E3")
	wantLines(t, b.understood(qingdao(t)),
		"Sheet1!2 | 示例甲项目 | 示例甲公司；示例甲二公司 | 370203 | 300000000 CNY | - | - | signed",
		"Sheet1!4 | 示例乙项目 | 示例乙公司 | 370203 | 400000000 CNY | - | - | signed",
		"Sheet1!5 | 示例丙项目 | 示例丙公司 |  | 500000000 CNY | - | - | signed | !missing_district")
}

func TestASecondTableWithOtherColumns(t *testing.T) {
	b := newBook(t)
	s := b.sheet("汇编")
	b.rows(s, 1, []any{"一、在谈项目"}, []any{"序号", "项目名称", "投资方", "区市", "总投资（亿元）"}, []any{1, "示例甲项目", "示例甲公司", "平度", 1},
		nil, []any{"二、签约项目"}, []any{"序号", "区市", "项目名称", "投资方", "投资额（万元）", "签约时间"}, []any{1, "莱西", "示例乙项目", "示例乙公司", 20000, "2023.8.9"})
	wantLines(t, b.understood(qingdao(t)),
		"汇编!3 | 示例甲项目 | 示例甲公司 | 370283 | 100000000 CNY | - | - | talks",
		"汇编!7 | 示例乙项目 | 示例乙公司 | 370285 | 200000000 CNY | - | - | signed | signed=2023-08-09")
}

// A workbook longer than what is looked at to find its layout is read to its end.
func TestALongWorkbookIsReadToItsEnd(t *testing.T) {
	b := newBook(t)
	s := b.sheet("长表")
	b.rows(s, 1, []any{"项目名称", "投资方", "区市", "总投资（亿元）", "阶段"})
	const n = 700
	for i := range n {
		b.rows(s, i+2, []any{fmt.Sprintf("示例项目%d", i), fmt.Sprintf("示例%d公司", i), "市南", 2, "在谈"})
	}
	got := b.understood(qingdao(t))
	if want := fmt.Sprintf("长表!%d | 示例项目%d | 示例%d公司 | 370202 | 200000000 CNY | - | - | talks", n+1, n-1, n-1); len(got) != n || got[n-1] != want {
		t.Fatalf("%d rows, the last %s", len(got), got[len(got)-1])
	}
}

func TestAThreeRowHeaderFarDownAndLeft(t *testing.T) {
	b := newBook(t)
	s := b.sheet("重点项目")
	b.rows(s, 3, []any{nil, nil, "西海岸新区重点项目台账"}, []any{nil, nil, "填报单位：示例局", nil, nil, nil, "日期：2024年3月"},
		nil, []any{nil, nil, "编号", "项目情况", nil, "投资情况（亿元）", nil, "进展", nil, nil},
		[]any{nil, nil, nil, "项目名称", "投资主体", "计划总投资", "其中", "当前阶段", "时间节点", nil},
		[]any{nil, nil, nil, nil, nil, nil, "固定资产投资", nil, "签约时间", "计划开工时间"},
		[]any{nil, nil, "XHA-1", "示例甲项目", "示例甲公司", 10, 6, "签约未开工", 45017, "2024年6月"},
		[]any{nil, nil, "XHA-2", "示例乙项目", "示例乙公司", "500万美元", nil, "对接中", nil, nil})
	b.merge(s, "C6:C8", "D6:E6", "F6:G6", "H6:J6", "D7:D8", "E7:E8", "F7:F8", "H7:H8", "I7:J7")
	wantLines(t, b.understood(qingdao(t)),
		"重点项目!9 | 示例甲项目 | 示例甲公司 | 370211 | 1000000000 CNY | 600000000 CNY | - | signed | signed=2023-04-01",
		"重点项目!10 | 示例乙项目 | 示例乙公司 | 370211 | 5000000 USD | - | - | talks")
}
