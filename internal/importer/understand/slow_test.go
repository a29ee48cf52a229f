package understand

import (
	"strings"
	"testing"

	"qipan/internal/platform/money"
	"qipan/internal/platform/sheet"
)

// A cell may hold 32,767 characters; whatever they are, reading it must stay cheap.
// The figure is of allocations, not of time, so that a busy machine does not fail it.
func TestLongCellsAreCheap(t *testing.T) {
	r := testRules(t)
	p := NewPlaces(r, []Place{{"370202", "370202", []string{"市南"}}})
	d := dates{rules: r}
	for _, unit := range []string{"万", "一万", "点一", "三点", "9", "1,", "1.", "亿", "3亿", "(", "2024年", "20240101", "签约", "市南", "约", "-", "计划2024年5月开工,"} {
		text := strings.Repeat(unit, 32_000/len([]rune(unit)))
		n := testing.AllocsPerRun(1, func() {
			r.cellMoney(sheet.Cell{Kind: sheet.Text, Text: text}, "total", Unit{4, money.CNY, true})
			d.cell(sheet.Cell{Kind: sheet.Text, Text: text}, "")
			r.stageOf(text)
			r.storyOf(text)
			p.find(text)
			headingKey(text)
			r.unitsIn(text)
		})
		if n > 200_000 {
			t.Errorf("%q repeated: %.0f allocations", unit, n)
		}
	}
}
