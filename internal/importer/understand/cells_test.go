package understand

import (
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"qipan/internal/platform/money"
	"qipan/internal/platform/sheet"
)

func testRules(t testing.TB) *Rules {
	t.Helper()
	doc, err := os.ReadFile("../../../packs/qingdao/ledger.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := ParseRules(doc)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAmounts(t *testing.T) {
	r := testRules(t)
	yi, wanUSD := Unit{8, money.CNY, true}, Unit{4, money.USD, true}
	tests := []struct {
		text, field string
		unit        Unit
		want        string // total fixed fdi code
	}{
		{"3", "total", yi, "300000000.00 CNY - - "},
		{"3亿元", "total", Unit{}, "300000000.00 CNY - - "},
		{"505000万元", "total", yi, "5050000000.00 CNY - - "},
		{"１．２亿元", "total", Unit{}, "120000000.00 CNY - - "},
		{"1.2亿元（其中固投0.8亿）", "total", Unit{}, "120000000.00 CNY 80000000.00 CNY - "},
		{"总投资12亿元，固定资产投资7.2亿元，利用外资1000万美元", "total", Unit{}, "1200000000.00 CNY 720000000.00 CNY 10000000.00 USD "},
		{"50.5亿元人民币", "total", Unit{}, "5050000000.00 CNY - - "},
		{"人民币3亿元", "total", Unit{}, "300000000.00 CNY - - "},
		{"￥3,000.50万", "total", Unit{}, "30005000.00 CNY - - "},
		{"约3亿", "total", Unit{}, "300000000.00 CNY - - approximate"},
		{"3亿元左右", "total", Unit{}, "300000000.00 CNY - - approximate"},
		{"30余亿元", "total", Unit{}, "3000000000.00 CNY - - approximate"},
		{"不低于2亿", "total", Unit{}, "200000000.00 CNY - - approximate"},
		{"3亿5000万元", "total", Unit{}, "350000000.00 CNY - - "},
		{"三亿五千万元", "total", Unit{}, "350000000.00 CNY - - "},
		{"两亿", "total", Unit{}, "200000000.00 CNY - - "},
		{"三点五亿元", "total", Unit{}, "350000000.00 CNY - - "},
		{"2千万", "total", Unit{}, "20000000.00 CNY - - "},
		{"3-5亿", "total", Unit{}, "- - - amount_range"},
		{"2亿至3亿元", "total", Unit{}, "- - - amount_range"},
		{"待定", "total", yi, "- - - amount_unknown"},
		{"/", "total", yi, "- - - amount_unknown"},
		{"—", "fdi", wanUSD, "- - - "},
		{"待定", "fdi", wanUSD, "- - - amount_unknown"},
		{"USD 350.5万", "fdi", Unit{}, "- - 3505000.00 USD "},
		{"$350万", "fdi", Unit{}, "- - 3500000.00 USD "},
		{"US$ 1,000万", "fdi", Unit{}, "- - 10000000.00 USD "},
		{"350.5万美元", "fdi", Unit{}, "- - 3505000.00 USD "},
		{"350.5", "fdi", wanUSD, "- - 3505000.00 USD "},
		{"350.5万", "fdi", wanUSD, "- - 3505000.00 USD "},
		{"500万欧元", "fdi", wanUSD, "- - 5000000.00 EUR "},
		{"10亿日元", "fdi", Unit{}, "- - 1000000000 JPY "},
		{"350.5万", "fdi", Unit{}, "- - - currency_unknown"},
		{"3", "total", Unit{}, "- - - unit_unknown"},
		{"一期2亿元，二期3亿元", "total", Unit{}, "- - - amount_unclear"},
		{"总投资5亿元，其中一期2亿元", "total", Unit{}, "500000000.00 CNY - - "},
		{"5亿元（一期2亿元）", "total", Unit{}, "500000000.00 CNY - - "},
		{"占地50亩，总投资3亿元", "total", Unit{}, "300000000.00 CNY - - "},
		{"见附件", "total", yi, "- - - bad_amount"},
		{"-5亿", "total", yi, "- - - bad_amount"},
		{"0.00000000001亿", "total", Unit{}, "0.00 CNY - - "},
		{"12345678901亿", "total", Unit{}, "- - - bad_amount"},
		{"", "total", yi, "- - - "},
	}
	for _, tt := range tests {
		s := r.textMoney(fold(tt.text), tt.field, tt.unit)
		show := func(a *money.Amount) string {
			if a == nil {
				return "-"
			}
			return a.String()
		}
		if got := show(s.total) + " " + show(s.fixed) + " " + show(s.fdi) + " " + s.code; got != tt.want {
			t.Errorf("%s (%s): got %q, want %q", tt.text, tt.field, got, tt.want)
		}
	}
}

func TestDays(t *testing.T) {
	d := dates{rules: testRules(t)}
	for text, want := range map[string]string{
		"2024年3月": "2024-03-01 month", "2024.3.5": "2024-03-05 day", "2024/3/5": "2024-03-05 day", "20240305": "2024-03-05 day",
		"2024-03": "2024-03-01 month", "2024.3": "2024-03-01 month", "202403": "2024-03-01 month", "45017": "2023-04-01 day",
		"２０２４年３月５日": "2024-03-05 day", "2024年3月5日（周二）": "2024-03-05 day", "2024-03-05 00:00:00": "2024-03-05 day", "24年3月": "2024-03-01 month",
		"23.4.5": "2023-04-05 day", "2024年 3月 5日": "2024-03-05 day", "2024年3月底": "2024-03-01 month", "2024. 3. 5": "2024-03-05 day",
		"2023.13.5": "bad_date", "2023.2.30": "bad_date", "3月5日": "bad_date", "3/5": "bad_date", "2024年": "date_incomplete", "2024年第二季度": "date_incomplete",
		"已签": "bad_date", "待定": "", "/": "", "—": "", "": "", "1024.5.6": "bad_date",
	} {
		r := d.cell(sheet.Cell{Kind: sheet.Text, Text: text}, "")
		got := r.code
		if r.day != nil {
			got = string(r.day.Day) + " " + string(r.day.Precision)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if r := d.cell(sheet.Cell{Kind: sheet.Text, Text: "05/03/2024"}, "dd/mm/yyyy"); r.day == nil || r.day.Day != "2024-03-05" {
		t.Errorf("dd/mm/yyyy: %+v", r)
	}
	if r := d.cell(sheet.Cell{Kind: sheet.Number, Text: "2024.1"}, ""); r.code != "bad_date" {
		t.Errorf("the number 2024.1 may be October: %+v", r)
	}
	if r := d.text("计划2024年5月"); r.day == nil || !r.planned {
		t.Errorf("a plan is no fact: %+v", r)
	}
	mac := dates{rules: d.rules, date1904: true}
	if r := mac.cell(sheet.Cell{Kind: sheet.Number, Text: "43555"}, ""); r.day == nil || r.day.Day != "2023-04-01" {
		t.Errorf("1904: %+v", r)
	}
}

func TestStages(t *testing.T) {
	r := testRules(t)
	for text, want := range map[string]string{
		"意向": "talks", "对接中": "talks", "洽谈": "talks", "拟签约": "talks", "签约未开工": "signed", "续建": "building", "新开工": "started", "竣工投产": "producing",
		"已注册": "landed", "注册落地": "landed", "落地": "landed", "建设中": "building", "已签约未开工": "signed", "已开工未投产": "started", "拟开工": "signed",
		"3.签约": "signed", "③在建": "building", "在谈阶段": "talks", "已签约，正在办理注册": "signed", "计划2024年5月开工": "signed", "主体施工": "building",
		"在 建": "building", "正式投产运营": "operating", "已终止": "/terminated", "暂缓": "/paused", "签约后终止": "signed/terminated", "不知道": "",
	} {
		s, _ := r.stageOf(text)
		got := s.stage
		if s.status != "" {
			got += "/" + s.status
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestDistricts(t *testing.T) {
	p := NewPlaces(testRules(t), []Place{
		{"370200", "370200", []string{"青岛市", "青岛", "全市"}}, {"370202", "370202", []string{"市南区", "市南"}}, {"370211", "370211", []string{"黄岛区", "西海岸新区", "西海岸", "黄岛"}},
		{"370215", "370215", []string{"即墨区", "即墨", "即墨市"}}, {"370281", "370281", []string{"胶州市", "胶州"}}, {"370283", "370283", []string{"平度市", "平度"}},
		{"370283105", "370283", []string{"南村镇"}}, {"370281Z01", "370281", []string{"上合示范区"}},
	}, "370200")
	for text, want := range map[string]string{
		"西海岸": "370211 ", "即墨市": "370215 ", "青岛市西海岸新区": "370211 ", "山东省青岛市即墨区": "370215 ", "胶州市/上合示范区": "370281 370281Z01", "上合示范区": "370281 370281Z01",
		"平度市南村镇": "370283 370283105", "青岛市南区": "370202 ", "青岛市市南区": "370202 ", "西 海 岸": "370211 ", "370211": "370211 ", "市南区、胶州": "ambiguous",
		"浮山区": " ", "青岛市": " ", "": " ",
	} {
		d, reg, ambiguous := p.find(text)
		got := d + " " + reg
		if ambiguous {
			got = "ambiguous"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// Any sum of whole fen, however it is written, is read exactly.
func TestAmountsRoundTripExactly(t *testing.T) {
	r := testRules(t)
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(0, 10_000_000_000_000).Draw(t, "fen")
		unit := rapid.SampledFrom([]struct {
			word string
			exp  int
		}{{"元", 0}, {"万元", 4}, {"亿元", 8}, {"亿", 8}, {"万", 4}, {"万元人民币", 4}}).Draw(t, "unit")
		v := new(big.Rat).SetFrac(big.NewInt(fen), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(unit.exp+2)), nil))
		text := strings.TrimRight(v.FloatString(unit.exp+2), "0")
		text = strings.TrimSuffix(text, ".")
		if rapid.Bool().Draw(t, "wide") {
			text = strings.Map(func(c rune) rune {
				if c > ' ' && c < 0x7F {
					return c + 0xFEE0
				}
				return c
			}, text)
		}
		if rapid.Bool().Draw(t, "space") {
			text += " "
		}
		s := r.textMoney(fold(text+unit.word), "total", Unit{})
		if s.code != "" || s.total == nil || s.total.Minor != fen {
			t.Fatalf("%s%s is %+v, want %d", text, unit.word, s, fen)
		}
	})
}

func FuzzCells(f *testing.F) {
	r := testRules(f)
	for _, s := range []string{"1.2亿元（其中固投0.8亿）", "2024年3月5日", "三亿五千万", "3-5亿", "已签约未开工", "平度市南村镇", "USD 350.5万", "一、市南区（12个）"} {
		f.Add(s)
	}
	p := NewPlaces(r, []Place{{"370202", "370202", []string{"市南"}}})
	f.Fuzz(func(_ *testing.T, s string) {
		for _, field := range []string{"total", "fixed", "fdi"} {
			r.cellMoney(sheet.Cell{Kind: sheet.Text, Text: s}, field, Unit{4, money.CNY, true})
		}
		d := dates{rules: r}
		d.cell(sheet.Cell{Kind: sheet.Text, Text: s}, "")
		d.cell(sheet.Cell{Kind: sheet.Text, Text: s}, "dd/mm/yyyy")
		r.stageOf(s)
		r.storyOf(s)
		p.find(s)
		headingKey(s)
		_ = fmt.Sprint(r.unitsIn(s), r.fieldsOf([]string{s}))
	})
}
