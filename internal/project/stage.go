package project

import (
	"slices"

	"github.com/uptrace/bun"

	"qipan/internal/platform/date"
)

// Act is what a stage event does. Events are only ever added.
type Act string

// The acts. All but Enter refer to the Enter they change.
const (
	Enter   Act = "enter"   // the stage was entered on Day
	Redate  Act = "redate"  // it was entered on Day, not on the day said before
	Reverse Act = "reverse" // it was not entered after all
	Prove   Act = "prove"   // its evidence is verified: it counts from its day on
	Unprove Act = "unprove" // its evidence was rejected
)

// Event is one row of a project's stage history.
type Event struct {
	bun.BaseModel `bun:"table:stage_event,alias:ev"`

	ID          string         `bun:"id,pk"`
	ProjectID   ID             `bun:"project_id"`
	Act         Act            `bun:"act"`
	Ref         string         `bun:"ref"`
	Stage       Stage          `bun:"stage"`
	Day         date.Date      `bun:"day"`
	Precision   date.Precision `bun:"precision"`
	Basis       Basis          `bun:"basis"`
	Origin      Origin         `bun:"origin"`
	GateVersion int64          `bun:"gate_version"`
	RecordedAt  int64          `bun:"recorded_at"`
	ActorID     string         `bun:"actor_id"`
	Reason      string         `bun:"reason"`
	BatchID     string         `bun:"batch_id"`
}

// standing is an Enter that has not been reversed, with what became of it since.
type standing struct {
	Entry
	event Event
}

// fold reads a history, oldest first, into the entries that stand, in stage order.
func fold(events []Event) []standing {
	var out []standing
	at := func(ref string) int { return slices.IndexFunc(out, func(s standing) bool { return s.event.ID == ref }) }
	for _, e := range events {
		if e.Act == Enter {
			out = append(out, standing{Entry{e.Stage, e.Day, e.Precision, e.Basis, e.Origin}, e})
			continue
		}
		i := at(e.Ref)
		if i < 0 {
			continue // it refers to an entry reversed since
		}
		switch e.Act {
		case Redate:
			out[i].Day, out[i].Precision = e.Day, e.Precision
		case Reverse:
			out = slices.Delete(out, i, i+1)
		case Prove, Unprove:
			out[i].Basis = e.Basis
		}
	}
	slices.SortStableFunc(out, func(a, b standing) int { return Rank(a.Stage) - Rank(b.Stage) })
	return out
}

func entriesOf(ss []standing) []Entry {
	out := make([]Entry, len(ss))
	for i, s := range ss {
		out[i] = s.Entry
	}
	return out
}

func standingOf(ss []standing, s Stage) *standing {
	for i := range ss {
		if ss[i].Stage == s {
			return &ss[i]
		}
	}
	return nil
}
