package calendar_test

import (
	"testing"

	"pgregory.net/rapid"

	"qipan/internal/platform/calendar"
	"qipan/internal/platform/date"
	"qipan/internal/platform/fault"
	"qipan/packs"
)

// qingdao is the calendar that the first pack ships, so that these tests fail
// when its data does.
func qingdao(t testing.TB, skip ...int) *calendar.Calendar {
	t.Helper()
	p, err := packs.Open("370200")
	if err != nil {
		t.Fatal(err)
	}
	days := func(in []packs.Day) (out []date.Date) {
		for _, d := range in {
			out = append(out, date.Date(d.Day))
		}
		return out
	}
	var years []calendar.Year
next:
	for _, y := range p.Calendar {
		for _, s := range skip {
			if s == y.Year {
				continue next
			}
		}
		years = append(years, calendar.Year{Year: y.Year, Holidays: days(y.Holidays), Working: days(y.Working)})
	}
	return calendar.New(years...)
}

func TestA07DeadlinesCountStatutoryWorkingDays(t *testing.T) {
	c := qingdao(t)
	for _, tt := range []struct {
		name  string
		start date.Date
		n     int
		want  calendar.Due
	}{
		{"over 春节 with its make-up Sunday", "2024-02-08", 3, calendar.Due{Day: "2024-02-19"}},
		{"the first day is the eve, which is worked", "2024-02-08", 1, calendar.Due{Day: "2024-02-09"}},
		{"the second is the make-up Sunday", "2024-02-08", 2, calendar.Due{Day: "2024-02-18"}},
		{"started on a holiday", "2024-02-12", 1, calendar.Due{Day: "2024-02-18"}},
		{"a plain week", "2024-03-04", 5, calendar.Due{Day: "2024-03-11"}},
		{"none", "2024-02-10", 0, calendar.Due{Day: "2024-02-10"}},
		{"over the year's end between announced years", "2023-12-29", 1, calendar.Due{Day: "2024-01-02"}},
		{"into an unannounced year", "2026-12-25", 10, calendar.Due{Day: "2027-01-08", Provisional: true}},
		{"at the end of the last announced year", "2026-12-28", 1, calendar.Due{Day: "2026-12-29", Provisional: true}},
		{"before it", "2026-12-25", 1, calendar.Due{Day: "2026-12-28"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := c.Deadline(tt.start, tt.n); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestA07ADeadlineIsRecomputedWhenTheYearIsImported(t *testing.T) {
	before, after := qingdao(t, 2024), qingdao(t)
	if got := before.Deadline("2024-02-08", 3); got != (calendar.Due{Day: "2024-02-13", Provisional: true}) {
		t.Errorf("without 2024: %+v", got)
	}
	if got := after.Deadline("2024-02-08", 3); got != (calendar.Due{Day: "2024-02-19"}) {
		t.Errorf("with 2024: %+v", got)
	}
}

func TestWorkingDaysLeft(t *testing.T) {
	c := qingdao(t)
	for _, tt := range []struct {
		from, to date.Date
		want     int
	}{
		{"2024-02-08", "2024-02-19", 3},
		{"2024-02-19", "2024-02-19", 0},
		{"2024-02-19", "2024-02-08", -3},
		{"2024-09-13", "2024-09-18", 2}, // Sat 14th is worked, 15–17 are off
	} {
		if got := c.WorkingDays(tt.from, tt.to); got != tt.want {
			t.Errorf("%s to %s: %d, want %d", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestWorkingDaysUndoesDeadline(t *testing.T) {
	c := qingdao(t)
	rapid.Check(t, func(t *rapid.T) {
		start := date.Date("2022-06-01").Add(rapid.IntRange(0, 2000).Draw(t, "start"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		due := c.Deadline(start, n)
		if !c.IsWorking(due.Day) {
			t.Fatalf("due on %s, which is off", due.Day)
		}
		if got := c.WorkingDays(start, due.Day); got != n {
			t.Fatalf("%d working days from %s to %s, want %d", got, start, due.Day, n)
		}
		if longer := c.Deadline(start, n+1); longer.Day <= due.Day || due.Provisional && !longer.Provisional {
			t.Fatalf("%d days end on %+v, %d on %+v", n, due, n+1, longer)
		}
	})
}

func TestPeriods(t *testing.T) {
	for _, tt := range []struct {
		code     string
		from, to date.Date
		days     int
		months   int
		label    string
	}{
		{"2024", "2024-01-01", "2024-12-31", 366, 12, "2024年"},
		{"2023", "2023-01-01", "2023-12-31", 365, 12, "2023年"},
		{"2024-Q1", "2024-01-01", "2024-03-31", 91, 3, "2024年一季度"},
		{"2024-Q4", "2024-10-01", "2024-12-31", 92, 3, "2024年四季度"},
		{"2024-H2", "2024-07-01", "2024-12-31", 184, 6, "2024年下半年"},
		{"2024-02", "2024-02-01", "2024-02-29", 29, 1, "2024年2月"},
	} {
		p, err := calendar.ParsePeriod(tt.code)
		if err != nil {
			t.Errorf("%s: %v", tt.code, err)
			continue
		}
		if p.From != tt.from || p.To != tt.to || p.Days() != tt.days || len(p.Months()) != tt.months || p.Label() != tt.label {
			t.Errorf("%s is %+v, %q, %d days, months %v", tt.code, p, p.Label(), p.Days(), p.Months())
		}
	}
	for _, bad := range []string{"", "24", "2024-Q5", "2024-13", "2024-3", "2024-03-01", "0000", "2024 Q1"} {
		if _, err := calendar.ParsePeriod(bad); fault.Code(err) != "period.invalid" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestElapsedIsWithinThePeriod(t *testing.T) {
	p, _ := calendar.ParsePeriod("2024-Q1")
	for day, want := range map[date.Date]int{
		"2023-12-31": 0, "2024-01-01": 1, "2024-03-15": 75, "2024-03-31": 91, "2024-04-01": 91,
	} {
		if got := p.Elapsed(day); got != want {
			t.Errorf("%s: %d days, want %d", day, got, want)
		}
	}
}
