// Package date is the calendar day: no clock, no zone. A fact happens on a day
// (发生日); the instant it was entered (登记时刻) is a different thing and never a Date.
package date

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Date is a day as YYYY-MM-DD; the empty string is "not known". Dates of years
// 0001–9999 compare as text.
type Date string

// Precision says how exactly a day is known: a ledger's "2024年3月" is known to the month.
type Precision string

// The precisions; a day known to the month is stored as its first day.
const (
	Day   Precision = "day"
	Month Precision = "month"
)

// Parse accepts exactly YYYY-MM-DD of a day that exists.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Format(time.DateOnly) != s {
		return "", fmt.Errorf("%q is not a date of the form YYYY-MM-DD", s)
	}
	return Date(s), nil
}

// Of is the day of year, month and day; ok is false when there is no such day.
func Of(year, month, day int) (d Date, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return "", false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return "", false
	}
	return From(t), true
}

// From is the day t shows on its own clock.
func From(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Time is midnight UTC of d. It panics on a Date that was not made by this package.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		panic(fmt.Sprintf("date: %q: %v", string(d), err))
	}
	return t
}

// Valid reports whether d is a day.
func (d Date) Valid() bool { _, err := Parse(string(d)); return err == nil }

// IsZero reports whether d is unknown.
func (d Date) IsZero() bool { return d == "" }

// Add moves d by days.
func (d Date) Add(days int) Date { return From(d.Time().AddDate(0, 0, days)) }

// Sub is the number of days from o to d.
func (d Date) Sub(o Date) int { return int(d.Time().Sub(o.Time()).Hours() / 24) }

// Year is d's year.
func (d Date) Year() int { return d.Time().Year() }

// Month is d's month, YYYY-MM.
func (d Date) Month() string { return string(d[:7]) }

// MonthEnd is the last day of d's month.
func (d Date) MonthEnd() Date {
	t := d.Time()
	return From(time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC))
}

// String is d as YYYY-MM-DD.
func (d Date) String() string { return string(d) }

// UnmarshalJSON refuses anything but "" and an existing day.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == "" {
		*d = ""
		return nil
	}
	v, err := Parse(s)
	*d = v
	return err
}

// Value stores the unknown day as the empty text, so that columns can be NOT NULL
// and lists can be sorted by them.
func (d Date) Value() (driver.Value, error) { return string(d), nil }

// Scan reads a stored day.
func (d *Date) Scan(v any) error {
	switch x := v.(type) {
	case nil:
		*d = ""
	case string:
		*d = Date(x)
	case []byte:
		*d = Date(x)
	case time.Time:
		*d = From(x)
	default:
		return fmt.Errorf("date: cannot read %T", v)
	}
	return nil
}
