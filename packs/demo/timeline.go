package demo

import (
	"math/rand/v2"

	"qipan/internal/project"
)

// step is a stage entered on day n of the table.
type step struct {
	stage project.Stage
	day   int
}

// span is how long a stage takes to reach, in days.
type span struct{ from, to int }

// spans are the days from the stage before to a stage, per kind where it differs.
var spans = map[project.Stage]map[project.Kind]span{
	project.Planned:   {"": {8, 40}},
	project.Talks:     {"": {3, 45}},
	project.Signed:    {"": {14, 120}},
	project.Landed:    {"": {4, 60}},
	project.Started:   {"": {35, 190}, project.KindLeased: {14, 80}, project.KindService: {14, 75}, project.KindExpansion: {20, 110}},
	project.Building:  {"": {12, 70}},
	project.Producing: {"": {110, 300}, project.KindLeased: {50, 140}, project.KindService: {35, 120}, project.KindExpansion: {70, 200}},
	project.Operating: {"": {50, 160}},
}

// stalls are the chances in a hundred that a project goes no further than a stage.
var stalls = map[project.Stage]int{project.Lead: 15, project.Planned: 20, project.Talks: 24, project.Signed: 11, project.Landed: 12,
	project.Started: 7, project.Building: 7, project.Producing: 10}

// shape is what is decided about a project's path before it is walked.
type shape struct {
	kind        project.Kind
	noAgreement bool
	landedFirst bool // the project company registers before the signing
	planned     bool
	building    bool // for kinds that may leave it out
	signBy      int  // > 0: the city wants it signed on this day
}

// walk is the path of a project from the day of its lead until it stalls or the
// table's today is reached. stalled says that it would not have gone on.
func walk(r *rand.Rand, d *days, begin int, s shape) (steps []step, stalled bool) {
	path := pathOf(s)
	pace := 0.7 + r.Float64()*0.9
	day := begin
	steps = append(steps, step{project.Lead, begin})
	for i, to := range path {
		if before := steps[len(steps)-1].stage; s.signBy == 0 && r.IntN(100) < stalls[before] {
			return steps, true
		}
		sp, ok := spans[to][s.kind]
		if !ok {
			sp = spans[to][""]
		}
		u := r.Float64()
		gap := int(pace * (float64(sp.from) + float64(sp.to-sp.from)*u*u))
		switch {
		case s.signBy > 0 && to == project.Signed:
			day, s.signBy = s.signBy, 0
		case s.signBy > 0: // what comes before the day it is to be signed has to fit
			day = min(day+gap, day+(s.signBy-day)*(i+1)/4)
		default:
			day = d.seemly(r, day+max(gap, 1))
		}
		if day > d.today {
			return steps, false
		}
		steps = append(steps, step{to, day})
	}
	return steps, false
}

// pathOf is the stages after lead in the order in which this project enters them.
func pathOf(s shape) []project.Stage {
	var path []project.Stage
	if s.planned {
		path = append(path, project.Planned)
	}
	path = append(path, project.Talks)
	landed := s.kind != project.KindExpansion // a firm already here registers no company
	switch {
	case s.noAgreement && landed:
		path = append(path, project.Landed)
	case s.noAgreement:
	case landed && s.landedFirst:
		path = append(path, project.Landed, project.Signed)
	case landed:
		path = append(path, project.Signed, project.Landed)
	default:
		path = append(path, project.Signed)
	}
	path = append(path, project.Started)
	if s.building && s.kind != project.KindService {
		path = append(path, project.Building)
	}
	return append(path, project.Producing, project.Operating)
}
