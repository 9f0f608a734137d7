package crisis

import (
	"slices"
	"time"

	"entente/internal/base/ids"
)

// Mode is how a body comes to a decision.
type Mode string

// The modes. There is no abstention in any of them.
const (
	Silence   Mode = "silence"   // adopted unless a member breaks it
	Consensus Mode = "consensus" // every member joins or reserves, nobody objects
	Unanimity Mode = "unanimity" // every member joins
	Majority  Mode = "majority"  // more join or reserve than object, by enough members
)

// Modes lists them all.
func Modes() []Mode { return []Mode{Silence, Consensus, Unanimity, Majority} }

// What follows when the text did not reach a member in time.
const (
	UnreachedExtend  = "extend"  // the period runs again, up to maxAutomatic times
	UnreachedContact = "contact" // the chair asks by another channel and records the answer
	UnreachedExclude = "exclude" // the chair may leave the member out, with a reason
)

// What becomes of an objection that comes in after the expiry.
const (
	LateRecorded = "recorded" // on record, without effect
	LateHeeded   = "heeded"   // heeded within the grace, unless it was made too late for certain
)

const maxAutomatic = 3 // extensions by rule

// Level is a level of decision with its shortest periods.
type Level struct {
	Name    string        `json:"name" doc:"Such as technical, operational, political"`
	Silence time.Duration `json:"silence" doc:"The shortest period"`
	Urgent  time.Duration `json:"urgent" doc:"The shortest period of the chair's urgent procedure; zero where there is none"`
}

// Rules is what the provision that constitutes a body says, with who was bound.
type Rules struct {
	Body        string
	Secretariat ids.Party // records; the centre of the body's matters
	Chair       ids.Party // puts texts before the members
	Members     []ids.Party
	Observers   []ids.Party // see everything, state nothing
	Levels      []Level     // lowest first; escalation goes upwards
	Modes       []Mode
	Unreached   string
	Late        string
	Grace       time.Duration // after the expiry, for late objections that are heeded
	Quorum      int           // members that the text reached; of a majority: that have stated
	All         bool          // an adoption is final only when every member that it counts has confirmed it
	TwoPersons  bool          // whoever states for a member is not alone
	Names       bool          // the public record says who objected
	Effects     []string      // what the body's decisions may set going
}

// Member tells whether a party decides.
func (r Rules) Member(p ids.Party) bool { return slices.Contains(r.Members, p) }

// Level gives a level by its name.
func (r Rules) Level(name string) (Level, bool) {
	i := slices.IndexFunc(r.Levels, func(l Level) bool { return l.Name == name })
	if i < 0 {
		return Level{}, false
	}
	return r.Levels[i], true
}

// majority is how many members of a body make two sets of them meet.
func (r Rules) majority() int { return len(r.Members)/2 + 1 }
