package report

import (
	"context"
	"slices"

	"qipan/internal/platform/money"
	"qipan/internal/project"
	"qipan/internal/target"
)

// StageCount is one step of the funnel: projects that stand at a stage and are
// still in the pipeline.
type StageCount struct {
	Stage         project.Stage
	Count         int64
	ByBasis       map[project.Basis]int64
	Total         int64 // fen, of the projects whose total is known and in CNY
	OtherCurrency int64 // projects left out of Total because their amount is in another currency
	Unknown       int64 // projects left out of Total because their amount is not known
}

// inPipeline are the statuses of projects that are still under way.
var inPipeline = []project.Status{project.Active, project.Paused, project.Transferring, project.Halted}

// funnel is where the region's projects stood at the question's day.
func (s *Service) funnel(ctx context.Context, q question) ([]StageCount, map[project.Status]int64, error) {
	district := q.region.Code
	if district == q.tree.City().Code {
		district = ""
	}
	day := q.Day
	if q.current {
		day = "" // the sum of everything is one row a cell
	}
	cells, err := target.Funnel(ctx, s.db.Read, district, day, q.KnownAt)
	if err != nil {
		return nil, nil, err
	}
	out := make([]StageCount, len(project.Stages))
	for i, st := range project.Stages {
		out[i] = StageCount{Stage: st, ByBasis: map[project.Basis]int64{}}
	}
	inactive := map[project.Status]int64{}
	for _, c := range cells {
		if !slices.Contains(inPipeline, c.Status) {
			inactive[c.Status] += c.Count
			continue
		}
		i := slices.Index(project.Stages, c.Stage)
		if i < 0 {
			continue
		}
		out[i].Count += c.Count
		out[i].ByBasis[c.Basis] += c.Count
		switch c.Currency {
		case money.CNY:
			out[i].Total += c.Minor
		case "":
			out[i].Unknown += c.Count
		default:
			out[i].OtherCurrency += c.Count
		}
	}
	return out, inactive, nil
}
