package understand_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"qipan/internal/platform/date"
)

// A generated ledger: random layouts × units × nicknames × dates × merges × total
// rows, written out and read back against what was put in.

// fact is one project as it was put in.
type fact struct {
	name, investor, district, stage string
	total, fixed, fdi               int64  // fen and cents; -1 is not known
	signed, started                 string // 2023-04-05 or 2023-04
}

var (
	nicknames = map[string][]string{"370202": {"市南", "市南区", "青岛市市南区"}, "370203": {"市北区", "市北"}, "370211": {"西海岸", "黄岛", "西海岸新区", "青岛西海岸新区", "黄岛区"},
		"370212": {"崂山", "崂山区"}, "370213": {"李沧"}, "370214": {"城阳区"}, "370215": {"即墨", "即墨市", "即墨区"}, "370281": {"胶州", "胶州市"}, "370283": {"平度市"}, "370285": {"莱西"}}
	stageTexts = map[string][]string{"talks": {"在谈", "意向", "对接中", "拟签约", "洽谈"}, "signed": {"签约", "已签约", "签约未开工"}, "landed": {"注册落地", "已注册", "落地"},
		"started": {"新开工", "已开工", "开工"}, "building": {"在建", "续建", "建设中"}, "producing": {"竣工投产", "已投产", "投产"}}
	titlesOf = map[string][]string{"name": {"项目名称", "项目", "招商项目名称", "重点项目名称"}, "investor": {"投资方", "投资企业", "投资主体", "企业名称", "引进企业"},
		"district": {"区市", "落地区市", "所属区县", "区（市）", "属地", "所在区市"}, "total": {"总投资", "投资额", "计划总投资", "总投资额", "投资总额"},
		"fixed": {"固投", "固定资产投资", "其中：固定资产投资", "固定资产"}, "fdi": {"外资", "利用外资", "合同外资"}, "stage": {"阶段", "当前阶段", "项目状态", "目前阶段", "项目阶段"},
		"signed": {"签约时间", "签约日期", "协议签订时间"}, "started": {"开工时间", "开工日期", "动工时间"}, "extra": {"占地面积（亩）", "是否省重点", "到位资金", "税收（万元）", "更新时间"}, "owner": {"责任人", "包保领导"}}
	units = []struct {
		word string
		exp  int
	}{{"亿元", 8}, {"万元", 4}, {"元", 0}}
)

func pick[T any](t *rapid.T, name string, list []T) T { return rapid.SampledFrom(list).Draw(t, name) }

func maybe(t *rapid.T, name string, percent int) bool {
	return rapid.IntRange(1, 100).Draw(t, name) <= percent
}

func drawFact(t *rapid.T, i int) fact {
	codes := []string{"370202", "370203", "370211", "370212", "370213", "370214", "370215", "370281", "370283", "370285"}
	f := fact{name: fmt.Sprintf("示例%s项目%03d", pick(t, "what", []string{"冷链物流", "氢能储能", "虚拟现实", "总部", "在建", "开工"}), i), investor: fmt.Sprintf("示例%03d（山东）有限公司", i),
		district: pick(t, "district", codes), fixed: -1, fdi: -1}
	f.stage = pick(t, "stage", []string{"talks", "signed", "landed", "started", "building", "producing"})
	f.total = rapid.Int64Range(1, 900_000).Draw(t, "total") * 1_000_000
	if maybe(t, "fixed?", 60) {
		f.fixed = f.total / 1_000_000 * 600_000
	}
	if maybe(t, "fdi?", 40) {
		f.fdi = rapid.Int64Range(1, 9000).Draw(t, "fdi") * 50_000
	}
	day := func(name string) string {
		d := date.Date("2021-01-01").Add(rapid.IntRange(0, 1100).Draw(t, name))
		if maybe(t, name+" month", 30) {
			return d.Month()
		}
		return string(d)
	}
	if f.stage != "talks" {
		f.signed = day("signed")
	}
	if f.stage == "started" || f.stage == "building" || f.stage == "producing" {
		f.started = day("started")
	}
	return f
}

// plan is how the ledger is laid out.
type plan struct {
	left, top       int
	titles          int
	depth           int
	merges          bool
	unit            int
	where           string // header, note, cell
	districts       string // column, merged, section
	columns         []string
	wording         map[string]string
	totals, repeats bool
	notes, blanks   bool
	serial          bool
	csv             string
}

func drawPlan(t *rapid.T) plan {
	p := plan{left: rapid.IntRange(0, 2).Draw(t, "left"), top: rapid.IntRange(0, 3).Draw(t, "top"), titles: rapid.IntRange(0, 2).Draw(t, "titles"),
		depth: rapid.IntRange(1, 2).Draw(t, "depth"), merges: rapid.Bool().Draw(t, "merges"), unit: rapid.IntRange(0, 2).Draw(t, "unit"),
		where: pick(t, "where", []string{"header", "note", "cell"}), districts: pick(t, "districts", []string{"column", "merged", "section"}),
		totals: rapid.Bool().Draw(t, "totals"), repeats: rapid.Bool().Draw(t, "repeats"), notes: rapid.Bool().Draw(t, "notes"), blanks: rapid.Bool().Draw(t, "blanks"),
		serial: rapid.Bool().Draw(t, "serial"), csv: pick(t, "csv", []string{"", "", "utf-8", "gb18030"}), wording: map[string]string{}}
	if p.csv != "" {
		p.merges, p.serial = false, false
		if p.districts == "merged" {
			p.districts = "column"
		}
	}
	if p.where == "note" && p.titles == 0 {
		p.titles = 1
	}
	groups := [][]string{{"total", "fixed", "fdi"}, {"stage", "signed", "started"}}
	rest := []string{"name", "investor", "extra", "owner"}
	if p.districts != "section" {
		rest = append(rest, "district")
	}
	rest = rapid.Permutation(rest).Draw(t, "order")
	at := rapid.IntRange(0, len(rest)).Draw(t, "groups at")
	p.columns = slices.Concat([]string{"no"}, rest[:at], groups[0], groups[1], rest[at:])
	for _, c := range p.columns {
		if c != "no" {
			p.wording[c] = pick(t, "title "+c, titlesOf[c])
		}
	}
	return p
}

// cellsOf are a ledger's cells by row (from 1) and column (from 0).
type drawn struct {
	p      plan
	cells  map[[2]int]any
	merges [][4]int // top, left, bottom, right
	dates  [][2]int
	hidden map[int]bool
	rows   map[int]fact // by row number
	row    int
}

func (d *drawn) put(row, col int, v any) {
	if v != nil && v != "" {
		d.cells[[2]int{row, d.p.left + col}] = v
	}
}

func (d *drawn) header() {
	p := d.p
	top := d.row
	group := map[string]string{"total": "投资情况", "fixed": "投资情况", "fdi": "投资情况", "stage": "项目进展", "signed": "项目进展", "started": "项目进展"}
	title := func(c string) string {
		switch {
		case c == "no":
			return "序号"
		case p.where == "header" && (c == "total" || c == "fixed"):
			return p.wording[c] + "（" + units[p.unit].word + "）"
		case p.where != "cell" && c == "fdi":
			return p.wording[c] + "（万美元）"
		}
		return p.wording[c]
	}
	for i, c := range p.columns {
		if p.depth == 1 {
			d.put(top, i, title(c))
			continue
		}
		if g := group[c]; g != "" {
			if i == 0 || group[p.columns[i-1]] != g {
				d.put(top, i, g)
				if p.merges {
					d.merges = append(d.merges, [4]int{top, p.left + i, top, p.left + i + 2})
				}
			}
			d.put(top+1, i, title(c))
			continue
		}
		d.put(top, i, title(c))
		if p.merges {
			d.merges = append(d.merges, [4]int{top, p.left + i, top + 1, p.left + i})
		}
	}
	d.row += p.depth
}

func (d *drawn) money(t *rapid.T, minor int64, u int, cur string) any {
	unit := units[u]
	v := new(big.Rat).SetFrac(big.NewInt(minor), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(unit.exp+2)), nil))
	s := strings.TrimSuffix(strings.TrimRight(v.FloatString(unit.exp+2), "0"), ".")
	if cur == "USD" {
		s = strings.TrimSuffix(strings.TrimRight(new(big.Rat).SetFrac64(minor, 1_000_000).FloatString(6), "0"), ".")
	}
	if d.p.where == "cell" {
		if cur == "USD" {
			return pick(t, "usd", []string{s + "万美元", "USD " + s + "万", "$" + s + "万"})
		}
		return pick(t, "cny", []string{s + unit.word, s + unit.word + "人民币", strings.Replace(s, ".", "．", 1) + unit.word})
	}
	f, _ := new(big.Rat).SetString(s)
	if d.p.csv == "" && maybe(t, "as number", 70) {
		n, _ := f.Float64()
		return n
	}
	return s
}

func (d *drawn) day(t *rapid.T, s string, col int) any {
	if s == "" {
		return nil
	}
	if len(s) == 7 {
		return pick(t, "month", []string{s, s[:4] + "年" + strings.TrimLeft(s[5:], "0") + "月", strings.Replace(s, "-", "/", 1)})
	}
	y, m, dd := s[:4], strings.TrimLeft(s[5:7], "0"), strings.TrimLeft(s[8:], "0")
	if d.p.serial {
		d.dates = append(d.dates, [2]int{d.row, d.p.left + col})
		return date.Date(s).Sub("1899-12-30")
	}
	return pick(t, "day", []string{s, y + "." + m + "." + dd, y + "/" + m + "/" + dd, y + "年" + m + "月" + dd + "日", strings.ReplaceAll(s, "-", "")})
}

func (d *drawn) project(t *rapid.T, n int, f fact, district bool) {
	for i, c := range d.p.columns {
		switch c {
		case "no":
			d.put(d.row, i, n)
		case "name":
			d.put(d.row, i, f.name)
		case "investor":
			d.put(d.row, i, f.investor)
		case "district":
			if district {
				d.put(d.row, i, pick(t, "nickname", nicknames[f.district]))
			}
		case "total":
			d.put(d.row, i, d.money(t, f.total, d.p.unit, "CNY"))
		case "fixed":
			if f.fixed >= 0 {
				d.put(d.row, i, d.money(t, f.fixed, d.p.unit, "CNY"))
			}
		case "fdi":
			if f.fdi >= 0 {
				d.put(d.row, i, d.money(t, f.fdi, 1, "USD"))
			}
		case "stage":
			d.put(d.row, i, pick(t, "word", stageTexts[f.stage]))
		case "signed":
			d.put(d.row, i, d.day(t, f.signed, i))
		case "started":
			d.put(d.row, i, d.day(t, f.started, i))
		case "owner":
			d.put(d.row, i, "张某")
		case "extra":
			d.put(d.row, i, pick(t, "extra", []string{"12", "是", ""}))
		}
	}
	d.rows[d.row] = f
	d.row++
}

func (d *drawn) column(c string) int { return slices.Index(d.p.columns, c) }

// draw lays the facts out; facts of one district stand together.
func draw(t *rapid.T, p plan, facts []fact) *drawn {
	d := &drawn{p: p, cells: map[[2]int]any{}, hidden: map[int]bool{}, rows: map[int]fact{}, row: 1 + p.top}
	for i := range p.titles {
		d.put(d.row, 0, []string{"示例市2024年招商引资重点项目台账", "填报单位：示例局"}[i])
		if i == p.titles-1 && p.where == "note" {
			d.put(d.row, 5, "单位："+units[p.unit].word)
		}
		d.row++
	}
	d.header()
	headerEnd := d.row
	for i := 0; i < len(facts); {
		j := i
		for j < len(facts) && facts[j].district == facts[i].district {
			j++
		}
		if p.districts == "section" {
			d.put(d.row, 0, fmt.Sprintf("%s、%s（%d个）", []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}[i%10], pick(t, "section", nicknames[facts[i].district]), j-i))
			d.row++
		}
		from := d.row
		for k := i; k < j; k++ {
			d.project(t, k+1, facts[k], p.districts != "merged" || k == i)
			if p.districts != "merged" && p.blanks && maybe(t, "blank", 15) {
				d.row++
			}
		}
		if p.districts == "merged" && j-i > 1 {
			c := p.left + d.column("district")
			d.merges = append(d.merges, [4]int{from, c, d.row - 1, c})
		}
		if p.totals && maybe(t, "subtotal", 50) {
			d.put(d.row, 0, "小计")
			d.put(d.row, d.column("total"), 12.5)
			d.row++
		}
		if p.repeats && d.row > headerEnd+2 && maybe(t, "repeat", 20) {
			d.header()
		}
		i = j
	}
	if p.totals {
		d.put(d.row, 0, pick(t, "sum", []string{"合计", "总计", "合　计", "共计（3个）"}))
		d.put(d.row, d.column("total"), 99)
		d.row++
	}
	if p.notes {
		d.put(d.row, 0, "注：以上数据由各区市填报，截至2024年3月。")
		d.put(d.row+1, 0, "填表人：张某")
	}
	return d
}

func (d *drawn) bytes(t *rapid.T) []byte {
	if d.p.csv != "" {
		return d.text(t)
	}
	f := excelize.NewFile()
	for at, v := range d.cells {
		cell, _ := excelize.CoordinatesToCellName(at[1]+1, at[0])
		_ = f.SetCellValue("Sheet1", cell, v)
	}
	code := "yyyy/m/d"
	style, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	for _, at := range d.dates {
		cell, _ := excelize.CoordinatesToCellName(at[1]+1, at[0])
		if maybe(t, "styled", 70) {
			_ = f.SetCellStyle("Sheet1", cell, cell, style)
		}
	}
	for _, m := range d.merges {
		a, _ := excelize.CoordinatesToCellName(m[1]+1, m[0])
		b, _ := excelize.CoordinatesToCellName(m[3]+1, m[2])
		_ = f.MergeCell("Sheet1", a, b)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (d *drawn) text(t *rapid.T) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for r := 1; r <= d.row+1; r++ {
		rec := make([]string, d.p.left+len(d.p.columns)+1)
		for c := range rec {
			if v, ok := d.cells[[2]int{r, c}]; ok {
				rec[c] = fmt.Sprint(v)
			}
		}
		_ = w.Write(rec)
	}
	w.Flush()
	if d.p.csv == "gb18030" {
		s, err := simplifiedchinese.GB18030.NewEncoder().Bytes(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	return b.Bytes()
}

func (f fact) line(row int) string {
	sum := func(v int64, c string) string {
		if v < 0 {
			return "-"
		}
		return strings.Replace(fmt.Sprintf("%d.%02d %s", v/100, v%100, c), ".00 ", " ", 1)
	}
	parts := []string{fmt.Sprint(row), f.name, f.investor, f.district, sum(f.total, "CNY"), sum(f.fixed, "CNY"), sum(f.fdi, "USD"), f.stage}
	if f.signed != "" {
		parts = append(parts, "signed="+f.signed)
	}
	if f.started != "" {
		parts = append(parts, "started="+f.started)
	}
	return strings.Join(parts, " | ")
}

func TestGeneratedLedgersComeBackAsTheyWere(t *testing.T) {
	o := qingdao(t)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(rt, "rows")
		facts := make([]fact, n)
		for i := range facts {
			facts[i] = drawFact(rt, i)
		}
		slices.SortStableFunc(facts, func(a, b fact) int { return strings.Compare(a.district, b.district) })
		d := draw(rt, drawPlan(rt), facts)
		got := describe(t, d.bytes(rt), o)
		var want []string
		for r := 1; r <= d.row; r++ {
			if f, ok := d.rows[r]; ok {
				want = append(want, f.line(r))
			}
		}
		for i := range max(len(got), len(want)) {
			g, w := "(no row)", "(no row)"
			if i < len(got) {
				_, g, _ = strings.Cut(got[i], "!")
			}
			if i < len(want) {
				w = want[i]
			}
			if g != w {
				rt.Fatalf("plan %+v\n got %s\nwant %s", d.p, g, w)
			}
		}
	})
}
