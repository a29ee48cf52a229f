package project

import (
	"context"

	"qipan/internal/platform/date"
	"qipan/internal/platform/db"
	"qipan/internal/platform/money"
)

// ID identifies a project (UUIDv7 text).
type ID string

// Stage is a step of a project's life. Which steps a project passes, and in
// which order, is data: the path of its kind in the city's gate rules.
type Stage string

// The stages, in the order of a full path.
const (
	Lead      Stage = "lead"
	Planned   Stage = "planned"
	Talks     Stage = "talks"
	Signed    Stage = "signed"
	Landed    Stage = "landed"
	Started   Stage = "started"
	Building  Stage = "building"
	Producing Stage = "producing"
	Operating Stage = "operating"
)

// Stages is every stage in order.
var Stages = []Stage{Lead, Planned, Talks, Signed, Landed, Started, Building, Producing, Operating}

// Kind chooses the path and gates of a project.
type Kind string

// The kinds of project.
const (
	KindLand      Kind = "land"      // 供地类
	KindLeased    Kind = "leased"    // 租赁厂房类
	KindService   Kind = "service"   // 服务商贸类
	KindExpansion Kind = "expansion" // 技改增资类
	KindForeign   Kind = "foreign"   // 外商投资类
)

// Kinds is every kind.
var Kinds = []Kind{KindLand, KindLeased, KindService, KindExpansion, KindForeign}

// Status stands beside the stage.
type Status string

// The statuses; every one but Active carries a reason and a day.
const (
	Active       Status = "active"
	Paused       Status = "paused"
	Transferring Status = "transferring"
	Lost         Status = "lost"
	Terminated   Status = "terminated"
	Halted       Status = "halted"
	Exited       Status = "exited"
	Void         Status = "void"
)

// Statuses is every status.
var Statuses = []Status{Active, Paused, Transferring, Lost, Terminated, Halted, Exited, Void}

// Basis says on what a stage event rests.
type Basis string

// The bases. Only Proved counts, unless an indicator's card says otherwise.
const (
	Proved  Basis = "proved"  // evidence verified by another organisation
	Claimed Basis = "claimed" // evidence not (all) verified, or taken over from a ledger
	Forced  Basis = "forced"  // moved past the gate on a second person's approval
)

// Origin says how a stage event came in.
type Origin string

// The origins.
const (
	Entered  Origin = "entered"  // moved through the gate in Qipan
	Imported Origin = "imported" // taken over from a ledger: 未佐证（历史导入）
)

// Entry is one stage entry as it is known at some instant.
type Entry struct {
	Stage     Stage
	Day       date.Date      // when it happened; the first of the month if only the month is known
	Precision date.Precision // day or month
	Basis     Basis
	Origin    Origin
}

// Facts is everything about one project that figures are made of, as known at
// one instant. It is a value: whoever receives it may keep it.
type Facts struct {
	ID             ID
	District       string // region code of the district credited with it
	Region         string // region code of the town or park; the district's own code if not known
	Kind           Kind
	Status         Status
	Stage          Stage // furthest stage entered, proved or not
	Total          *money.Amount
	FixedAssets    *money.Amount
	ContractedFDI  *money.Amount
	CityRelocation bool // 市内迁移: not a new introduction for the city
	Entries        []Entry
}

// FactsAt is Facts together with the instant they became known.
type FactsAt struct {
	RecordedAt int64 // Unix ms
	Facts      Facts
}

// FactSink hears of every change of Facts inside the transaction that makes it.
// target is the one receiver; app connects the two.
type FactSink interface {
	// Receive gets the facts of the changed projects as they are from tx.Now on.
	Receive(ctx context.Context, tx *db.Tx, changed []Facts) error
}
