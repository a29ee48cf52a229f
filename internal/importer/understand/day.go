package understand

import (
	"strconv"
	"strings"

	"qipan/internal/platform/date"
	"qipan/internal/platform/sheet"
)

// dayResult is what a date cell says.
type dayResult struct {
	day     *Day
	planned bool   // the text speaks of a plan: 计划2024年5月
	code    string // "" or the problem's code
	message string
	several bool // more than one date; the first is taken
}

// dates reads date cells of one book.
type dates struct {
	rules    *Rules
	date1904 bool
}

const (
	badDay  = "日期不存在或看不懂，请写成“2024-03-05”或“2024年3月”。"
	noYear  = "日期没有年份，请补上年份。"
	onlyOne = "日期只到年或季度，按未知处理；请补上月份。"
)

// cell reads a date cell; format is a mapping's ("dd/mm/yyyy"), "" for the
// Chinese order year, month, day.
func (d dates) cell(c sheet.Cell, format string) dayResult {
	switch c.Kind {
	case sheet.Empty, sheet.Bool:
		return dayResult{}
	case sheet.Date:
		p := c.Precision
		if p == date.Month {
			return dayResult{day: &Day{date.Date(c.Text[:8] + "01"), date.Month}}
		}
		return plausible(dayResult{day: &Day{date.Date(c.Text), date.Day}})
	case sheet.Error:
		return dayResult{code: "cell_error", message: "单元格是错误值或没有计算结果的公式，请填写日期。"}
	}
	t := clean(begin(c.Text, longestDay))
	if c.Kind == sheet.Number && len(t) == 6 && strings.HasSuffix(t, ".1") {
		return dayResult{code: "bad_date", message: "数值 " + t + " 可能是1月，也可能是10月，请写成“" + t[:4] + "年1月”或“" + t[:4] + "年10月”。"}
	}
	if format != "" {
		return parseFormat(t, format)
	}
	return d.text(t)
}

// text reads cleaned text.
func (d dates) text(t string) dayResult {
	low := strings.ToLower(strings.ReplaceAll(t, " ", ""))
	if t == "" || d.rules.unknown[low] {
		return dayResult{}
	}
	if isDigits(t, '.') {
		if r, ok := d.number(t); ok {
			return r
		}
	}
	found := findDays(t)
	if len(found) == 0 {
		switch {
		case yearless(t):
			return dayResult{code: "bad_date", message: noYear}
		case hasYear(t):
			return dayResult{code: "date_incomplete", message: onlyOne}
		}
		return dayResult{code: "bad_date", message: badDay}
	}
	f := found[0]
	if f.bad {
		return dayResult{code: "bad_date", message: badDay}
	}
	r := dayResult{day: &f.day, several: len(found) > 1 && found[1].day != f.day}
	r.planned = hasAny(low, d.rules.doc.PlannedWords)
	return plausible(r)
}

// number reads 20240305, 202403 and serial days.
func (d dates) number(t string) (dayResult, bool) {
	whole, _, _ := strings.Cut(t, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || strings.Count(t, ".") > 1 {
		return dayResult{}, false
	}
	switch {
	case len(t) == 8 && whole == t:
		return plausible(ymd(n/10000, n/100%100, n%100)), true
	case len(t) == 6 && whole == t && n/100 >= 1900 && n/100 <= 2100:
		return plausible(ym(n/100, n%100)), true
	case len(whole) == 5:
		if day, ok := sheet.SerialDate(float64(n), d.date1904); ok {
			return plausible(dayResult{day: &Day{day, date.Day}}), true
		}
	case len(whole) == 4 && whole == t:
		return dayResult{code: "date_incomplete", message: onlyOne}, true
	case len(whole) == 4 && len(t) <= 7: // 2024.3, 2024.12; 2024.10 typed as a number is 2024.1
		m, _ := strconv.Atoi(t[5:])
		return plausible(ym(n, m)), true
	}
	return dayResult{}, false
}

func ymd(y, m, d int) dayResult {
	if v, ok := date.Of(y, m, d); ok {
		return dayResult{day: &Day{v, date.Day}}
	}
	return dayResult{code: "bad_date", message: badDay}
}

func ym(y, m int) dayResult {
	if v, ok := date.Of(y, m, 1); ok {
		return dayResult{day: &Day{v, date.Month}}
	}
	return dayResult{code: "bad_date", message: badDay}
}

// plausible refuses days that no ledger means.
func plausible(r dayResult) dayResult {
	if r.day != nil {
		if y := r.day.Day.Year(); y < 1949 || y > 2100 {
			return dayResult{code: "bad_date", message: badDay}
		}
	}
	return r
}

// foundDay is a date in a text.
type foundDay struct {
	day        Day
	bad        bool
	start, end int
}

// findDays lists the dates in a text that begin with a year: 2024年3月5日,
// 2024.3.5, 2024/3, 24年3月, 二〇二四 is not read.
func findDays(t string) []foundDay {
	var out []foundDay
	for i := 0; i < len(t); {
		if t[i] < '0' || t[i] > '9' {
			i++
			continue
		}
		n := digits(t[i:])
		f, end := dayAt(t, i, n)
		if end > 0 {
			f.start, f.end = i, end
			out = append(out, f)
			i = end
			continue
		}
		i += n
	}
	return out
}

// dayAt reads a date whose year has n digits at i; end is 0 if there is none.
func dayAt(t string, i, n int) (foundDay, int) {
	year, _ := strconv.Atoi(t[i : i+min(n, 8)])
	if n == 8 {
		r := ymd(year/10000, year/100%100, year%100)
		if r.day == nil {
			return foundDay{}, 0
		}
		return foundDay{day: *r.day}, i + n
	}
	sep, k := dateSep(t[i+n:])
	switch {
	case n == 4 && year >= 1900 && year <= 2100 && sep != "":
	case n == 2 && (sep == "年" || sep == "." || sep == "/" || sep == "-"):
		year += 2000
	default:
		return foundDay{}, 0
	}
	j := i + n + k
	m := digits(t[j:])
	if m == 0 || m > 2 {
		return foundDay{}, 0
	}
	month, _ := strconv.Atoi(t[j : j+m])
	j += m
	sep2, k2 := dateSep(t[j:])
	if n == 2 && sep != "年" && (sep2 != sep) {
		return foundDay{}, 0 // 12.5 is a number; 23.4.5 is a day
	}
	if sep2 != "" && (sep2 == sep || sep == "年") && sep2 != "年" {
		if d := digits(t[j+k2:]); d > 0 && d <= 2 {
			day, _ := strconv.Atoi(t[j+k2 : j+k2+d])
			end := j + k2 + d
			if strings.HasPrefix(t[end:], "日") || strings.HasPrefix(t[end:], "号") {
				end += len("日")
			}
			return settle(ymd(year, month, day)), end
		}
	}
	if sep2 == "月" {
		j += k2
	}
	return settle(ym(year, month)), j
}

func settle(r dayResult) foundDay {
	if r.day == nil {
		return foundDay{bad: true}
	}
	return foundDay{day: *r.day}
}

// dateSep reads what stands between year, month and day, with blanks around it.
func dateSep(s string) (string, int) {
	k := 0
	for k < len(s) && s[k] == ' ' {
		k++
	}
	for _, sep := range []string{"年", "月", ".", "/", "-", "、", "\\", "_"} {
		if strings.HasPrefix(s[k:], sep) {
			n := k + len(sep)
			for n < len(s) && s[n] == ' ' {
				n++
			}
			return sep, n
		}
	}
	return "", 0
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func isDigits(s string, also byte) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && s[i] != also {
			return false
		}
	}
	return s != ""
}

// yearless reports whether t is a month and day without a year: 3月5日, 3/5.
func yearless(t string) bool {
	n := digits(t)
	if n == 0 || n > 2 {
		return false
	}
	sep, _ := dateSep(t[n:])
	return sep != "" && sep != "年"
}

// hasYear reports whether t names a year and no month: 2024年, 2023年第二季度, 2024Q2.
func hasYear(t string) bool {
	n := digits(t)
	return n == 4 && t[:4] >= "1949" && t[:4] <= "2100" || n == 2 && strings.HasPrefix(t[n:], "年")
}

var monthNames = map[string]int{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}

// parseFormat reads t by a mapping's format: the letters d, m, y in the order in
// which the parts stand ("dd/mm/yyyy", "mm-dd-yy", "d mmm yyyy", "mm/yyyy").
func parseFormat(t, format string) dayResult {
	parts := strings.FieldsFunc(strings.ToLower(t), func(r rune) bool { return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z') })
	var order []byte
	for i := range len(format) {
		if c := format[i] | 0x20; (c == 'd' || c == 'm' || c == 'y') && (len(order) == 0 || order[len(order)-1] != c) {
			order = append(order, c)
		}
	}
	if len(parts) == 0 {
		return dayResult{}
	}
	if len(parts) < len(order) {
		return dayResult{code: "bad_date", message: badDay}
	}
	v := map[byte]int{}
	for i, c := range order {
		n, err := strconv.Atoi(parts[i])
		if err != nil && c == 'm' && len(parts[i]) >= 3 {
			n = monthNames[parts[i][:3]]
		} else if err != nil {
			return dayResult{code: "bad_date", message: badDay}
		}
		if c == 'y' && len(parts[i]) == 2 {
			if n += 1900; n < 1950 {
				n += 100
			}
		}
		v[c] = n
	}
	switch {
	case v['y'] == 1900 && v['m'] <= 1 && v['d'] == 0 && len(order) == 3:
		return dayResult{} // an empty cell of a spreadsheet shown as a date: serial 0
	case v['y'] < 1800 || v['y'] > 2100:
		return dayResult{code: "bad_date", message: badDay}
	case len(order) == 2:
		return ym(v['y'], v['m'])
	}
	return ymd(v['y'], v['m'], v['d'])
}

// validFormat reports whether format names at least the year and the month.
func validFormat(format string) bool {
	f := strings.ToLower(format)
	return strings.Contains(f, "y") && strings.Contains(f, "m") && strings.Trim(f, "dmy/-. ,") == ""
}
