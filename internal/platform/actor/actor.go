// Package actor says who is acting, for the trail. It decides nothing: what an
// actor may do is identity's business.
package actor

// Via is the door an act came through.
type Via string

// The doors.
const (
	Screen  Via = "api"     // the web interface or an API client
	Command Via = "command" // bin/qipan on the machine itself
	Job     Via = "job"     // background work on somebody's behalf
	Import  Via = "import"  // a ledger taken over
	Demo    Via = "demo"    // the demo generator
	Setup   Via = "setup"   // first run
)

// Actor is recorded with every write.
type Actor struct {
	UserID string
	Name   string
	OrgID  string
	IP     string
	Via    Via
}

// System is the program itself, acting for nobody.
func System(via Via) Actor { return Actor{Name: "系统", Via: via} }
