package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"qipan/internal/platform/calendar"
	"qipan/internal/platform/date"
	"qipan/packs"
)

// The demo city is seen from Today; the first project was opened soon after first.
const (
	Today date.Date = "2024-03-15"
	first date.Date = "2021-09-01"
	last  date.Date = "2025-12-31" // plans reach beyond Today
)

// days is the calendar from first to last by number, so that a hundred thousand
// histories need no date arithmetic.
type days struct {
	day      []date.Date
	midnight []int64 // of the city's zone, Unix ms
	working  []bool
	forward  []int // the first working day from here on
	makeUp   []int // working weekends
	workdays []int
	today    int
}

func newDays(p *packs.Pack) (*days, error) {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		return nil, fmt.Errorf("zone of pack %s: %w", p.Code, err)
	}
	var years []calendar.Year
	for _, y := range p.Calendar {
		years = append(years, calendar.Year{Year: y.Year, Holidays: daysOf(y.Holidays), Working: daysOf(y.Working)})
	}
	cal := calendar.New(years...)
	d := &days{}
	for n, t := 0, first.Time(); ; n, t = n+1, t.AddDate(0, 0, 1) {
		day := date.From(t)
		if day > last {
			break
		}
		works := cal.IsWorking(day)
		d.day = append(d.day, day)
		d.midnight = append(d.midnight, time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone).UnixMilli())
		d.working = append(d.working, works)
		if weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday; works && weekend {
			d.makeUp = append(d.makeUp, n)
		}
		if works {
			d.workdays = append(d.workdays, n)
		}
		if day == Today {
			d.today = n
		}
	}
	d.forward = make([]int, len(d.day))
	next := len(d.day) - 1
	for n := len(d.day) - 1; n >= 0; n-- {
		if d.working[n] {
			next = n
		}
		d.forward[n] = next
	}
	return d, nil
}

func daysOf(in []packs.Day) []date.Date {
	out := make([]date.Date, len(in))
	for i, d := range in {
		out[i] = date.Date(d.Day)
	}
	return out
}

// number is the number of a day of the table.
func (d *days) number(day date.Date) int { return day.Sub(first) }

// at is a day of the table; beyond the end it is the last one.
func (d *days) at(n int) date.Date { return d.day[min(n, len(d.day)-1)] }

// minute and hour in milliseconds.
const (
	minute = int64(60_000)
	hour   = 60 * minute
)

// desk is an instant of office hours on day n.
func (d *days) desk(r *rand.Rand, n int) int64 {
	return d.midnight[min(n, len(d.day)-1)] + 8*hour + 40*minute + r.Int64N(9*hour)
}

// recorded is an instant of office hours some days after day n, on a working day.
func (d *days) recorded(r *rand.Rand, n, lag int) int64 {
	return d.desk(r, d.forward[min(n+lag, len(d.day)-1)])
}

// now is the end of what the demo city knows: the midnight before Today, so that
// whatever is done on that day comes after.
func (d *days) now() int64 { return d.midnight[d.today] }

// of is the number of the day of an instant.
func (d *days) of(at int64) int { return int((at - d.midnight[0]) / (24 * hour)) } // the zone has no summer time

// seemly moves a day on which offices sign and open: mostly to a working day, and
// now and then to a working weekend close by.
func (d *days) seemly(r *rand.Rand, n int) int {
	if r.IntN(9) == 0 {
		for _, m := range d.makeUp {
			if m >= n-3 && m <= n+3 {
				return m
			}
		}
	}
	if r.IntN(12) == 0 { // somebody opens a site on a Saturday
		return n
	}
	return d.forward[min(n, len(d.day)-1)]
}

// upTo is how many working days there are up to a day.
func (d *days) upTo(day date.Date) int {
	n, _ := slices.BinarySearch(d.workdays, d.number(day)+1)
	return n
}
