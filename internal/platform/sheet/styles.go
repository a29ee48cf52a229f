package sheet

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"qipan/internal/platform/date"
)

// style is what a cell's style says about reading its number.
type style struct {
	code string // number format code; "" is General
	date bool
	prec date.Precision
}

type xmlStyles struct {
	NumFmts []struct {
		ID   int    `xml:"numFmtId,attr"`
		Code string `xml:"formatCode,attr"`
	} `xml:"numFmts>numFmt"`
	Xfs []struct {
		NumFmt int `xml:"numFmtId,attr"`
	} `xml:"cellXfs>xf"`
}

// builtin are the number formats that a file need not spell out. 27–36 and
// 50–58 are the Chinese ones, which only say "year month" or "year month day".
var builtin = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
	14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
	27: `yyyy"年"m"月"`, 28: `m"月"d"日"`, 29: `m"月"d"日"`, 30: "m-d-yy", 31: `yyyy"年"m"月"d"日"`, 32: `h"时"mm"分"`, 33: `h"时"mm"分"ss"秒"`, 34: `上午/下午h"时"mm"分"`, 35: `上午/下午h"时"mm"分"ss"秒"`, 36: `yyyy"年"m"月"`,
	37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
	50: `yyyy"年"m"月"`, 51: `m"月"d"日"`, 52: `yyyy"年"m"月"`, 53: `m"月"d"日"`, 54: `m"月"d"日"`, 55: `上午/下午h"时"mm"分"`, 56: `上午/下午h"时"mm"分"ss"秒"`, 57: `yyyy"年"m"月"`, 58: `m"月"d"日"`,
}

func (x *xlsxSource) readStyles(p string) error {
	f := x.parts[p]
	if p == "" || f == nil {
		return nil
	}
	var s xmlStyles
	if err := x.decode(f, &s); err != nil {
		return err
	}
	codes := map[int]string{}
	for _, n := range s.NumFmts {
		codes[n.ID] = n.Code
	}
	x.styles = make([]style, len(s.Xfs))
	for i, xf := range s.Xfs {
		code, ok := codes[xf.NumFmt]
		if !ok {
			code = builtin[xf.NumFmt]
		}
		x.styles[i] = styleOf(code)
	}
	return nil
}

// styleOf reads a number format code: it is a date when, outside quotes,
// brackets and escapes, it has a y or d, or an m without h or s.
func styleOf(code string) style {
	st := style{code: code}
	if strings.EqualFold(code, "general") {
		st.code = ""
		return st
	}
	var y, m, d, clock, digit bool
	first, _, _ := strings.Cut(code, ";")
	for i, rs := 0, []rune(first); i < len(rs); i++ {
		switch rs[i] {
		case '"':
			for i++; i < len(rs) && rs[i] != '"'; i++ {
			}
		case '[':
			for i++; i < len(rs) && rs[i] != ']'; i++ {
			}
		case '\\', '_', '*':
			i++
		case 'y', 'Y', 'e', 'E', 'b', 'g':
			// E+ is scientific; e alone is the era year of East Asian formats.
			y = y || i+1 >= len(rs) || (rs[i+1] != '+' && rs[i+1] != '-') || rs[i] == 'y'
		case 'm', 'M':
			m = true
		case 'd', 'D':
			d = true
		case 'h', 'H', 's', 'S':
			clock = true
		case '0', '#', '?':
			digit = true
		}
	}
	st.date = !digit && (y || d || (m && !clock))
	st.prec = date.Day
	if st.date && !d && !clock {
		st.prec = date.Month
	}
	return st
}

// SerialDate is the day of an Excel serial number; the part of a day is dropped.
// ok is false outside 1900-01-01 … 9999-12-31. Serial 60 is the 29 February 1900
// that never was.
func SerialDate(serial float64, d1904 bool) (d date.Date, ok bool) {
	n := int(math.Floor(serial))
	if math.IsNaN(serial) || serial < 1 || serial > 2_958_465 {
		return "", false
	}
	switch {
	case d1904:
		return date.Date("1904-01-01").Add(n), true
	case n == 60:
		return "", false
	case n < 60:
		return date.Date("1899-12-31").Add(n), true
	}
	return date.Date("1899-12-30").Add(n), true
}

// plainNumber renders the binary number of a file as Excel shows it: at most 15
// significant digits, no exponent. 0.69989999999999997 is 0.6999.
func plainNumber(raw string) (string, float64, bool) {
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || math.Abs(f) > 1e18 {
		return "", 0, false
	}
	if isShortDecimal(raw) {
		return raw, f, true
	}
	r, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil {
		return "", 0, false
	}
	s := strconv.FormatFloat(r, 'f', -1, 64)
	if s == "-0" {
		s = "0"
	}
	return s, r, true
}

// isShortDecimal spares the conversion of what already is plain.
func isShortDecimal(s string) bool {
	if len(s) == 0 || len(s) > 15 || (s[0] == '0' && len(s) > 1 && s[1] != '.') {
		return false
	}
	dots := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.' && i > 0 && i < len(s)-1:
			dots++
		case c < '0' || c > '9':
			return false
		}
	}
	return dots == 0 || (dots == 1 && s[len(s)-1] != '0')
}

// numberCell is the cell of a number under a style.
func numberCell(raw string, st style, d1904 bool) Cell {
	text, f, ok := plainNumber(raw)
	if !ok {
		return Cell{Kind: Text, Text: raw}
	}
	if st.date {
		if d, ok := SerialDate(f, d1904); ok {
			return Cell{Kind: Date, Text: string(d), Precision: st.prec, Serial: text, Format: st.code}
		}
	}
	return Cell{Kind: Number, Text: text, Format: st.code}
}

// isoCell is the cell of an ISO 8601 date (t="d" of strict workbooks).
func isoCell(raw string, st style) Cell {
	if len(raw) >= 10 {
		if d, err := date.Parse(raw[:10]); err == nil {
			prec := st.prec
			if prec == "" || !st.date {
				prec = date.Day
			}
			return Cell{Kind: Date, Text: string(d), Precision: prec, Format: st.code}
		}
	}
	return Cell{Kind: Text, Text: raw}
}

func (c Cell) String() string { return fmt.Sprintf("%d:%s", c.Kind, c.Text) }

// dateSerial is DATE(year, month, day) as a serial number.
func dateSerial(n []float64, d1904 bool) (value, bool) {
	if n[0] < 1900 || n[0] > 9999 || n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > 31 {
		return value{}, false
	}
	d, ok := date.Of(int(n[0]), int(n[1]), int(n[2]))
	if !ok {
		return value{}, false
	}
	epoch := date.Date("1899-12-30")
	if d1904 {
		epoch = "1904-01-01"
	}
	return value{isNum: true, num: float64(d.Sub(epoch)), day: true}, true
}
