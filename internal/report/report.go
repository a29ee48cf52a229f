// Package report reads across modules and owns no table: the cockpit, and the
// projects behind each of its numbers.
//
// Promises: official figures are the same for every internal role; the projects
// behind them are only those the caller sees, with the number of the others. What
// is not known or not published is said with its reason and never shown as zero.
package report

import (
	"context"
	"time"

	"qipan/internal/identity"
	"qipan/internal/platform/calendar"
	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/fault"
	"qipan/internal/region"
	"qipan/internal/target"
)

// Service answers the cockpit's questions.
type Service struct {
	db    *db.DB
	today func() date.Date      // the city's business day
	zone  func() *time.Location // in which a day of "known at" ends
}

// New makes the service.
func New(d *db.DB, today func() date.Date, zone func() *time.Location) *Service {
	return &Service{d, today, zone}
}

// Ask is a question to the cockpit as it arrives; empty fields take the defaults.
type Ask struct {
	Indicator string // the pack's first if empty
	Period    string // the year of Day if empty
	Region    string // the city if empty; a town or park stands for its district
	Day       string // YYYY-MM-DD; today if empty
	KnownAt   string // RFC 3339, or a day, which means its end; now if empty
}

// question is an Ask that has been read.
type question struct {
	target.Query
	cards   []target.Card
	tree    *region.Tree
	region  region.Region // the city or a district
	current bool          // nothing later than the question is known
}

func (s *Service) read(ctx context.Context, who identity.Caller, a Ask) (question, error) {
	var q question
	if err := who.Need(identity.ReadFigures); err != nil {
		return q, err
	}
	var err error
	if q.cards, err = target.Cards(ctx, s.db.Read); err != nil {
		return q, err
	}
	if q.tree, err = region.Read(ctx, s.db.Read); err != nil {
		return q, err
	}
	if len(q.tree.All) == 0 || len(q.cards) == 0 {
		return q, fault.New(fault.Conflict, "setup.needed", "城市数据尚未装入。")
	}
	var f fault.Form
	q.Card = q.cards[0]
	if a.Indicator != "" {
		if q.Card, err = find(q.cards, a.Indicator); err != nil {
			f.Add("query:indicator", "indicator.unknown", "没有“%s”这个指标。", a.Indicator)
		}
	}
	if q.Day = s.today(); a.Day != "" {
		if q.Day, err = date.Parse(a.Day); err != nil {
			f.Add("query:day", "field.day", "日期“%s”不对：应为 2024-03-15 这样的日期。", a.Day)
			q.Day = s.today()
		}
	}
	if a.Period == "" {
		a.Period = string(q.Day[:4])
	}
	if q.Period, err = calendar.ParsePeriod(a.Period); err != nil {
		f.Add("query:period", "period.invalid", "期间“%s”无法识别：请写成 2024、2024-H1、2024-Q1 或 2024-03。", a.Period)
	}
	if q.KnownAt, err = s.instant(a.KnownAt); err != nil {
		f.Add("query:known_at", "field.instant", "时刻“%s”不对：应为日期，或 2024-03-15T10:00:00+08:00 这样的时刻。", a.KnownAt)
	}
	if q.region = q.tree.City(); a.Region != "" {
		if q.region, err = q.tree.DistrictOf(a.Region); err != nil {
			f.Add("query:region", "region.unknown", "没有代码为“%s”的区域。", a.Region)
		}
	}
	q.current = q.KnownAt == 0 && q.Day >= s.today()
	return q, f.Err("cockpit.invalid", "查询条件有误。")
}

func find(cards []target.Card, code string) (target.Card, error) {
	for _, c := range cards {
		if c.Code == code {
			return c, nil
		}
	}
	return target.Card{}, fault.New(fault.NotFound, "indicator.unknown", "没有“%s”这个指标。", code)
}

// instant reads "known at" as Unix ms: 0 is now, a day is its last millisecond in the city's zone.
func (s *Service) instant(v string) (int64, error) {
	if v == "" {
		return 0, nil
	}
	if d, err := date.Parse(v); err == nil {
		next, err := time.ParseInLocation(time.DateOnly, string(d.Add(1)), s.zone())
		if err != nil {
			return 0, err
		}
		return next.UnixMilli() - 1, nil
	}
	t, err := time.Parse(time.RFC3339, v)
	if err != nil {
		return 0, err
	}
	return max(t.UnixMilli(), 1), nil // an instant before the epoch knew nothing, as the first one did
}
