package project

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"qipan/internal/audit"
	"qipan/internal/identity"
	"qipan/internal/platform/actor"
	"qipan/internal/platform/date"
	"qipan/internal/platform/money"
)

// Seeder makes and writes whole lives of projects without a use case per act. It
// is the door of the demo generator and of nothing else: only there may recorded
// instants be simulated, gates be taken as passed and thousands of projects be
// written at once. What comes out is what the use cases would have left behind;
// Service.Examine says so of any stored project.
type Seeder struct {
	rules  *Rules
	prefix string
	batch  string // of every entry in the trail
	kinds  map[string]uint64
	needs  map[string]*needs
}

// needs says which evidence the stages of a path ask for: per step of the path
// the sets of kinds of which one must be verified.
type needs struct {
	path  []Step
	any   [][]uint64
	kinds [][][]string // the same sets by name
}

// conditionField finds what a condition of the rules reads.
var conditionField = regexp.MustCompile(`\b(fields|project|move)\.(\w+)`)

// NewSeeder works by a city's rules; prefix is that of project codes, batch marks
// the trail. It refuses rules whose evidence depends on more than yes/no fields:
// their needs could not be worked out once for many projects.
func NewSeeder(rules *Rules, prefix, batch string) (*Seeder, error) {
	s := &Seeder{rules: rules, prefix: prefix, batch: batch, kinds: map[string]uint64{}, needs: map[string]*needs{}}
	if len(rules.EvidenceKinds) > 64 {
		return nil, fmt.Errorf("seed projects: %d kinds of evidence are more than 64", len(rules.EvidenceKinds))
	}
	for i, k := range rules.EvidenceKinds {
		s.kinds[k.Code] = 1 << i
	}
	for _, k := range rules.Kinds {
		for _, step := range k.Path {
			for _, e := range rules.gate(k.Code, step.Stage).Evidence {
				for _, m := range conditionField.FindAllStringSubmatch(e.When, -1) {
					if f := rules.field(m[2]); m[1] != "fields" || f == nil || f.Type != "bool" {
						return nil, fmt.Errorf("seed projects: evidence of %s depends on %s, which is no yes/no field", step.Stage, m[0])
					}
				}
			}
		}
	}
	return s, nil
}

// needsOf works the needs of p out with the real rules, once for all projects
// that agree in kind and yes/no fields.
func (s *Seeder) needsOf(p *Project) *needs {
	var key strings.Builder
	key.WriteString(string(p.Kind))
	for _, f := range s.rules.Fields {
		if f.Type == "bool" && p.Fields[f.Code] == true {
			key.WriteByte(' ')
			key.WriteString(f.Code)
		}
	}
	if n, ok := s.needs[key.String()]; ok {
		return n
	}
	n := &needs{path: s.rules.Kind(p.Kind).Path}
	st := &state{rules: s.rules, project: p}
	for _, step := range n.path {
		var sets []uint64
		var names [][]string
		for _, it := range st.items(step.Stage, "") {
			if it.Kind == NeedEvidence {
				var set uint64
				for _, k := range it.Any {
					set |= s.kinds[k]
				}
				sets, names = append(sets, set), append(names, it.Any)
			}
		}
		n.any, n.kinds = append(n.any, sets), append(n.kinds, names)
	}
	s.needs[key.String()] = n
	return n
}

// Asks says what the gate of a stage asks of a project of this kind with these
// yes/no fields: fields by code, and evidence, of each set one kind.
func (s *Seeder) Asks(kind Kind, yes Values, to Stage) (fields []string, evidence [][]string) {
	n := s.needsOf(&Project{Kind: kind, Fields: yes})
	if i := slices.IndexFunc(n.path, func(p Step) bool { return p.Stage == to }); i >= 0 {
		evidence = n.kinds[i]
	}
	return s.rules.gate(kind, to).Fields, evidence
}

// Draft is a project that lives its life in memory. Its methods do what the use
// cases of the same names do, with an instant (Unix ms) and an actor handed in;
// calls come in the order of their instants, and what a gate asks for is there
// before Enter. End makes it ready for Seeder.Write.
type Draft struct {
	seeder   *Seeder
	newID    func() string
	p        Project
	needs    *needs
	verified uint64 // kinds of which a file is verified
	standing []standing

	events     []Event
	values     []valueRow
	files      []Evidence
	contacts   []Contact
	milestones []Milestone
	owners     []Owner
	tags       []tag
	trail      []audit.Row

	fields, tokens string // made by End
	history        []FactsAt
}

// Opening is what a draft begins with.
type Opening struct {
	Seq            int64 // number of the project, 1 for the city's first
	Name           string
	InvestorName   string
	EnterpriseID   string
	Kind           Kind
	RegionCode     string
	RegionPath     string
	Channel        string
	IndustryCode   string
	Total          *money.Amount
	FixedAssets    *money.Amount
	ContractedFDI  *money.Amount
	CityRelocation bool
	Fields         Values // the draft keeps the map and writes to it
	BatchID        string // of the ledger it was taken over from, "" if it was not
	Today          date.Date
	Day            date.Date // of the lead; Today unless a ledger says otherwise
	NewID          func() string
}

// Open begins a project as Create does, or as the import of a ledger where
// BatchID is set.
func (s *Seeder) Open(at int64, who actor.Actor, in Opening) *Draft {
	d := &Draft{seeder: s, newID: in.NewID}
	d.p = Project{ID: ID(in.NewID()), Seq: in.Seq, Code: Code(s.prefix, in.Today.Year(), in.Seq), Name: in.Name, InvestorName: in.InvestorName,
		EnterpriseID: in.EnterpriseID, Kind: in.Kind, Status: Active, RegionCode: in.RegionCode, RegionPath: in.RegionPath, DistrictCode: districtOf(in.RegionPath),
		OrgID: who.OrgID, Channel: in.Channel, IndustryCode: in.IndustryCode, CityRelocation: in.CityRelocation, Fields: in.Fields, BatchID: in.BatchID,
		ReporterID: who.UserID, CreatedAt: at, Version: 1, Stage: Lead, StageDay: in.Day, StageBasis: Claimed}
	d.p.setTotal(in.Total)
	d.p.setFixed(in.FixedAssets)
	d.p.setFDI(in.ContractedFDI)
	d.needs = s.needsOf(&d.p)
	origin := Entered
	if in.BatchID != "" {
		origin = Imported
	}
	d.enter(at, who, Lead, in.Day, date.Day, origin, "")
	d.settle(at, who)
	d.note(at, who, "create", "", audit.Diff(nil, d.p.view()))
	return d
}

// Project is the project as it stands; the caller reads it only.
func (d *Draft) Project() *Project { return &d.p }

func (d *Draft) enter(at int64, who actor.Actor, to Stage, day date.Date, precision date.Precision, origin Origin, reason string) {
	ev := Event{ID: d.newID(), ProjectID: d.p.ID, Act: Enter, Stage: to, Day: day, Precision: precision, Basis: Claimed, Origin: origin,
		GateVersion: d.seeder.rules.Version, RecordedAt: at, ActorID: who.UserID, Reason: reason}
	if origin == Imported {
		ev.BatchID = d.p.BatchID
	}
	d.events = append(d.events, ev)
	i := slices.IndexFunc(d.standing, func(s standing) bool { return Rank(s.Stage) > Rank(to) })
	if i < 0 {
		i = len(d.standing)
	}
	d.standing = slices.Insert(d.standing, i, standing{Entry{to, day, precision, Claimed, origin}, ev})
}

// Enter enters a stage on a day.
func (d *Draft) Enter(at int64, who actor.Actor, to Stage, day date.Date, reason string) {
	before, beforeDay := d.furthest()
	d.enter(at, who, to, day, date.Day, Entered, reason)
	d.p.Version++
	d.settle(at, who)
	d.note(at, who, "stage.enter", reason, []audit.Change{{Field: "stage", Before: string(before), After: string(to)}, {Field: "stage_day", Before: string(beforeDay), After: string(day)}})
}

// TakeOver enters a stage that a ledger claims, on the instant of Open.
func (d *Draft) TakeOver(at int64, who actor.Actor, to Stage, day date.Date, precision date.Precision) {
	d.enter(at, who, to, day, precision, Imported, "")
	d.settle(at, who)
}

func (d *Draft) furthest() (Stage, date.Date) {
	e := d.standing[len(d.standing)-1]
	return e.Stage, e.Day
}

// Redate puts the day of a stage entered right.
func (d *Draft) Redate(at int64, who actor.Actor, s Stage, day date.Date, reason string) {
	e := standingOf(d.standing, s)
	d.correct(at, who, e, Redate, day, date.Day, reason)
	before := e.Day
	e.Day, e.Precision = day, date.Day
	d.p.Version++
	d.settle(at, who)
	d.note(at, who, "stage.redate", reason, []audit.Change{{Field: "stage." + string(s), Before: string(before), After: string(day)}})
}

// Reverse takes a stage back.
func (d *Draft) Reverse(at int64, who actor.Actor, s Stage, reason string) {
	i := slices.IndexFunc(d.standing, func(e standing) bool { return e.Stage == s })
	e := d.standing[i]
	d.correct(at, who, &e, Reverse, e.Day, e.Precision, reason)
	d.standing = slices.Delete(d.standing, i, i+1)
	d.p.Version++
	d.settle(at, who)
	d.note(at, who, "stage.reverse", reason, []audit.Change{{Field: "stage." + string(s), Before: string(e.Day), After: nil}})
}

func (d *Draft) correct(at int64, who actor.Actor, e *standing, act Act, day date.Date, precision date.Precision, reason string) {
	d.events = append(d.events, Event{ID: d.newID(), ProjectID: d.p.ID, Act: act, Ref: e.event.ID, Stage: e.Stage, Day: day, Precision: precision, Basis: e.Basis,
		Origin: e.Origin, GateVersion: e.event.GateVersion, RecordedAt: at, ActorID: who.UserID, Reason: reason})
}

// Change is an edit of a draft; nil and "" leave a value as it is.
type Change struct {
	InvestorName  string
	EnterpriseID  string
	RegionCode    string
	RegionPath    string
	Total         *money.Amount
	FixedAssets   *money.Amount
	ContractedFDI *money.Amount
	Fields        Values // nil value: emptied
}

// Edit writes what c gives.
func (d *Draft) Edit(at int64, who actor.Actor, c Change) {
	if c.InvestorName != "" {
		d.p.InvestorName, d.p.EnterpriseID = c.InvestorName, c.EnterpriseID
	}
	if c.RegionCode != "" {
		d.p.RegionCode, d.p.RegionPath, d.p.DistrictCode = c.RegionCode, c.RegionPath, districtOf(c.RegionPath)
	}
	if c.Total != nil {
		d.p.setTotal(c.Total)
	}
	if c.FixedAssets != nil {
		d.p.setFixed(c.FixedAssets)
	}
	if c.ContractedFDI != nil {
		d.p.setFDI(c.ContractedFDI)
	}
	for k, v := range c.Fields {
		if v == nil {
			delete(d.p.Fields, k)
		} else {
			d.p.Fields[k] = v
		}
		if _, yes := v.(bool); yes || v == nil {
			d.needs = d.seeder.needsOf(&d.p)
		}
	}
	d.p.Version++
	d.settle(at, who)
}

// SetStatus changes the status.
func (d *Draft) SetStatus(at int64, who actor.Actor, to Status, day date.Date, reason string) {
	changes := []audit.Change{{Field: "status", Before: string(d.p.Status), After: string(to)}, {Field: "status_day", Before: string(d.p.StatusDay), After: string(day)}}
	d.p.Status, d.p.StatusDay, d.p.StatusReason = to, day, reason
	d.p.Version++
	d.settle(at, who)
	verb := "status"
	if to == Void {
		verb = "void"
	}
	d.note(at, who, verb, reason, changes)
}

// Upload adds a file as evidence; its ID, hashes, kind and day are in e. It
// returns the file's number, for Decide.
func (d *Draft) Upload(at int64, who actor.Actor, e Evidence) int {
	e.ID, e.ProjectID, e.State = d.newID(), d.p.ID, Unverified
	e.UploadedAt, e.UploadedBy, e.OrgID = at, who.UserID, who.OrgID
	d.files = append(d.files, e)
	d.settle(at, who)
	return len(d.files) - 1
}

// Decide accepts or rejects the file of this number.
func (d *Draft) Decide(at int64, who actor.Actor, file int, accept bool, reason string) {
	e := &d.files[file]
	e.State = Rejected
	if accept {
		e.State = Verified
	}
	e.DecidedAt, e.DecidedBy, e.Reason = at, who.UserID, reason
	d.verified = 0
	for i := range d.files {
		if d.files[i].State == Verified {
			d.verified |= d.seeder.kinds[d.files[i].Kind]
		}
	}
	d.settle(at, who)
}

// Log adds an entry of the contact log.
func (d *Draft) Log(at int64, who actor.Actor, c Contact) {
	c.ID, c.ProjectID, c.OrgID, c.CreatedBy, c.CreatedAt = d.newID(), d.p.ID, who.OrgID, who.UserID, at
	d.contacts = append(d.contacts, c)
	d.settle(at, who)
}

// Plan adds a milestone and returns its number, for Reach.
func (d *Draft) Plan(at int64, who actor.Actor, m Milestone) int {
	m.ID, m.ProjectID, m.CreatedAt, m.UpdatedAt, m.Version = d.newID(), d.p.ID, at, at, 1
	d.milestones = append(d.milestones, m)
	d.settle(at, who)
	return len(d.milestones) - 1
}

// Reach gives the milestone of this number its actual day.
func (d *Draft) Reach(at int64, who actor.Actor, milestone int, day date.Date) {
	m := &d.milestones[milestone]
	m.ActualDay, m.UpdatedAt = day, at
	m.Version++
	d.settle(at, who)
}

// SetOwners names the stewards; both may be given at once or one after the other.
func (d *Draft) SetOwners(at int64, who actor.Actor, since date.Date, lead, deputy identity.UserID) {
	d.owners = d.owners[:0]
	for _, o := range []Owner{{Duty: LeadSteward, UserID: lead}, {Duty: DeputySteward, UserID: deputy}} {
		if o.UserID != "" {
			o.ProjectID, o.Since = d.p.ID, since
			d.owners = append(d.owners, o)
		}
	}
	d.p.Version++
	d.settle(at, who)
}

// Tag sets the chains; codes are sorted.
func (d *Draft) Tag(at int64, who actor.Actor, chains ...string) {
	d.tags = d.tags[:0]
	for _, c := range chains {
		d.tags = append(d.tags, tag{ProjectID: d.p.ID, ChainCode: c, TaggedAt: at})
	}
	d.p.Version++
	d.settle(at, who)
}

// settle is Service.settle in memory: it judges the evidence anew and keeps the
// counted values.
func (d *Draft) settle(at int64, who actor.Actor) {
	for i := range d.standing {
		e := &d.standing[i]
		now := d.proof(e.Stage)
		if now == e.Basis {
			continue
		}
		act := Prove
		if now == Claimed {
			act = Unprove
		}
		d.events = append(d.events, Event{ID: d.newID(), ProjectID: d.p.ID, Act: act, Ref: e.event.ID, Stage: e.Stage, Day: e.Day, Precision: e.Precision, Basis: now,
			Origin: e.Origin, GateVersion: e.event.GateVersion, RecordedAt: at, ActorID: who.UserID})
		e.Basis = now
	}
	d.p.UpdatedAt, d.p.UpdatedBy = at, who.UserID
	now := d.p.value("", at)
	if n := len(d.values); n == 0 || !d.values[n-1].same(now) {
		now.ID = d.newID()
		d.values = append(d.values, now)
	}
}

// proof is state.proof with needs worked out before.
func (d *Draft) proof(s Stage) Basis {
	i := slices.IndexFunc(d.needs.path, func(p Step) bool { return p.Stage == s })
	for ; i >= 0; i-- {
		step := d.needs.path[i].Stage
		if len(d.needs.any[i]) == 0 || step != s && standingOf(d.standing, step) == nil && !claimsBeyond(d.standing, step) {
			continue
		}
		if d.lacking(i) > 0 {
			return Claimed
		}
		return Proved
	}
	if e := standingOf(d.standing, s); e != nil && e.Origin == Imported {
		return Claimed
	}
	return Proved
}

// lacking counts the needs of a step of the path that no verified file meets.
func (d *Draft) lacking(step int) int {
	n := 0
	for _, set := range d.needs.any[step] {
		if set&d.verified == 0 {
			n++
		}
	}
	return n
}

// End derives what the project says of itself and prepares its rows.
func (d *Draft) End() {
	p := &d.p
	p.Missing = 0
	for _, e := range d.standing {
		if i := slices.IndexFunc(d.needs.path, func(s Step) bool { return s.Stage == e.Stage }); i >= 0 {
			p.Missing += d.lacking(i)
		}
		p.Stage, p.StageDay, p.StageBasis = e.Stage, e.Day, e.Basis
	}
	p.StageRank = Rank(p.Stage)
	raw, err := json.Marshal(p.Fields)
	if err != nil {
		panic(fmt.Sprintf("project: fields of a draft: %v", err)) // plain values always encode
	}
	d.fields = string(raw)
	d.tokens = strings.Join(searchTokens(p), " ")
	d.history = replay(p.ID, d.values, d.events)
}

// History is what was known of the project at which instant, after End.
func (d *Draft) History() []FactsAt { return d.history }

// note leaves an entry in the trail. A draft's trail names its opening, its stages
// and its status; uploads, contacts and edits stand in tables of their own and are
// left out, because a city of a hundred thousand projects would carry gigabytes.
func (d *Draft) note(at int64, who actor.Actor, verb, reason string, changes []audit.Change) {
	rows := audit.Rows(at, who, audit.Entry{Verb: verb, Subject: d.p.subject(), Changes: changes, Reason: reason, BatchID: d.seeder.batch})
	rows[0].ID = d.newID()
	d.trail = append(d.trail, rows[0])
}
