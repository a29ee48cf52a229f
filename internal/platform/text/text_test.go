package text_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"qipan/internal/platform/text"
)

func TestIndexHasWhatPeopleType(t *testing.T) {
	for _, tt := range []struct {
		of         string
		has, lacks []string
	}{
		{"青岛港", []string{"青", "岛", "青岛", "岛港", "qd", "qdg", "dg"}, []string{"q", "青岛港"}},
		{"ＱＤ-2024", []string{"qd", "20", "202", "2024"}, []string{"q", "2", "QD"}},
		{"示例3号厂房", []string{"示例", "sl", "3", "号厂", "hcf"}, []string{"例3"}},
		{"𰀀青岛", []string{"青岛"}, []string{"qd"}}, // a character without a reading: positions would slip
		{"", nil, []string{""}},
	} {
		got := text.Index(tt.of)
		for _, w := range tt.has {
			if !slices.Contains(got, w) {
				t.Errorf("%q is not found by %q: %q", tt.of, w, got)
			}
		}
		for _, w := range tt.lacks {
			if slices.Contains(got, w) {
				t.Errorf("%q is found by %q", tt.of, w)
			}
		}
	}
}

// Whatever is stored is found by any stretch of Han characters of it.
func TestEveryStretchIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		han := rapid.StringOfN(rapid.RuneFrom([]rune("青岛示例崂山重庆厦门项目")), 2, 12, -1).Draw(t, "name")
		r := []rune(han)
		from := rapid.IntRange(0, len(r)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(r)).Draw(t, "to")
		index := text.Index("A1 " + han + "（一期）")
		for _, q := range text.Query(string(r[from:to])) {
			if !slices.Contains(index, q) {
				t.Fatalf("%q lacks %q", han, q)
			}
		}
		if seen := slices.Compact(slices.Sorted(slices.Values(index))); len(seen) != len(index) {
			t.Fatalf("%q: tokens twice", han)
		}
	})
}

func BenchmarkIndex(b *testing.B) {
	for b.Loop() {
		text.Index("示例锦澜新能源汽车电驱动总成智能工厂项目 示例锦澜新能源汽车科技有限公司 QD-2024-001234")
	}
}
