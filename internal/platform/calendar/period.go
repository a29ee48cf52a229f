package calendar

import (
	"regexp"
	"strconv"
	"strings"

	"qipan/internal/platform/date"
	"qipan/internal/platform/fault"
)

// Period is a span of whole months that a target or a report is about.
type Period struct {
	Code string    // "2024", "2024-H1", "2024-Q1" or "2024-03"
	From date.Date // first day
	To   date.Date // last day
}

var periodForm = regexp.MustCompile(`^(\d{4})(?:-(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?$`)

// ParsePeriod reads a year, half-year, quarter or month; anything else is an
// Invalid fault.
func ParsePeriod(code string) (Period, error) {
	m := periodForm.FindStringSubmatch(code)
	if m == nil || m[1] == "0000" {
		return Period{}, fault.New(fault.Invalid, "period.invalid",
			"期间“%s”无法识别：请写成 2024、2024-H1、2024-Q1 或 2024-03。", code)
	}
	year, _ := strconv.Atoi(m[1]) // four digits
	first, months := 1, 12
	switch {
	case m[2] != "":
		q, _ := strconv.Atoi(m[2])
		first, months = q*3-2, 3
	case m[3] != "":
		h, _ := strconv.Atoi(m[3])
		first, months = h*6-5, 6
	case m[4] != "":
		first, _ = strconv.Atoi(m[4])
		months = 1
	}
	from, _ := date.Of(year, first, 1)
	last, _ := date.Of(year, first+months-1, 1)
	return Period{code, from, last.MonthEnd()}, nil
}

// Label is p as the screen names it: 2024年, 2024年上半年, 2024年一季度, 2024年3月.
func (p Period) Label() string {
	m := periodForm.FindStringSubmatch(p.Code)
	switch {
	case m == nil:
		return p.Code
	case m[2] != "":
		return m[1] + "年" + map[string]string{"1": "一", "2": "二", "3": "三", "4": "四"}[m[2]] + "季度"
	case m[3] != "":
		return m[1] + "年" + map[string]string{"1": "上", "2": "下"}[m[3]] + "半年"
	case m[4] != "":
		return m[1] + "年" + strings.TrimPrefix(m[4], "0") + "月"
	}
	return m[1] + "年"
}

// Contains reports whether d lies in p.
func (p Period) Contains(d date.Date) bool { return p.From <= d && d <= p.To }

// Days is the length of p in days.
func (p Period) Days() int { return p.To.Sub(p.From) + 1 }

// Elapsed is how many days of p have passed at the end of day, from 0 to p.Days().
func (p Period) Elapsed(day date.Date) int {
	switch {
	case day < p.From:
		return 0
	case day >= p.To:
		return p.Days()
	}
	return day.Sub(p.From) + 1
}

// Months lists the months of p, "2024-01" first.
func (p Period) Months() []string {
	var out []string
	for d := p.From; d <= p.To; d = d.MonthEnd().Add(1) {
		out = append(out, d.Month())
	}
	return out
}
