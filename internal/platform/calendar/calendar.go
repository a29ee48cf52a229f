// Package calendar counts working days by the statutory calendar, make-up days
// (调休) included, and knows the periods that targets are set for. It holds no
// clock: whoever asks says from which day.
package calendar

import (
	"fmt"
	"time"

	"qipan/internal/platform/date"
)

// Year is what the State Council announced for one year. A holiday may lie at the
// end of the year before.
type Year struct {
	Year     int
	Holidays []date.Date
	Working  []date.Date // weekend days that are worked
}

// Calendar is a table of announced years. The zero Calendar knows weekends only,
// and every answer it gives is provisional.
type Calendar struct {
	years    map[int]bool
	holidays map[date.Date]bool
	working  map[date.Date]bool
}

// New makes a calendar of the announced years.
func New(years ...Year) *Calendar {
	c := &Calendar{map[int]bool{}, map[date.Date]bool{}, map[date.Date]bool{}}
	for _, y := range years {
		c.years[y.Year] = true
		for _, d := range y.Holidays {
			c.holidays[d] = true
		}
		for _, d := range y.Working {
			c.working[d] = true
		}
	}
	return c
}

// Covers reports whether it is settled if d is a working day. The last three days
// of a year are settled only when the next year is announced as well, because 元旦
// can begin in December (2018-12-31 was a holiday of 2019).
func (c *Calendar) Covers(d date.Date) bool {
	if !c.years[d.Year()] {
		return false
	}
	return d[5:] < "12-29" || c.years[d.Year()+1]
}

// IsWorking reports whether d is a working day: by the table where it is covered,
// by weekday elsewhere.
func (c *Calendar) IsWorking(d date.Date) bool {
	switch {
	case c.working[d]:
		return true
	case c.holidays[d]:
		return false
	}
	w := d.Time().Weekday()
	return w != time.Saturday && w != time.Sunday
}

// Due is a deadline. Provisional says that it was counted over days whose
// calendar is not announced yet: it is to be shown with a warning, and computed
// again when the year is imported.
type Due struct {
	Day         date.Date
	Provisional bool
}

// Deadline is the nth working day after start; start itself is not counted,
// whether it is worked or not. With n = 0 it is start. It panics when n is
// negative, since that is a mistake in a rule and not in data.
func (c *Calendar) Deadline(start date.Date, n int) Due {
	if n < 0 {
		panic(fmt.Sprintf("calendar: a deadline of %d days", n))
	}
	due := Due{Day: start}
	for n > 0 {
		due.Day = due.Day.Add(1)
		if !c.Covers(due.Day) {
			due.Provisional = true
		}
		if c.IsWorking(due.Day) {
			n--
		}
	}
	return due
}

// WorkingDays is the number of working days after from, up to and including to
// ("剩2个工作日" from today to the due day); negative when to lies before from:
// that many working days overdue.
func (c *Calendar) WorkingDays(from, to date.Date) int {
	if to < from {
		return -c.WorkingDays(to, from)
	}
	n := 0
	for d := from; d < to; {
		d = d.Add(1)
		if c.IsWorking(d) {
			n++
		}
	}
	return n
}
