package reaction

import (
	"slices"
	"strings"
	"time"

	"entente/internal/base/ids"
	"entente/internal/msel"
)

// Cue is one thing that happened at a party's node.
type Cue struct {
	On    msel.Cue
	About string    // id of an inject, an object, an incident, a request, a proposal
	Part  string    // of it: which sending, offer or text; may be empty
	From  ids.Party // whom it comes from
	Title string
	Text  string
	At    time.Time // by the real clock
}

// State is where a turn stands.
type State string

// The states.
const (
	Waiting State = "waiting"
	Done    State = "done"
	Failed  State = "failed"
	Skipped State = "skipped"
)

// States lists them all.
func States() []State { return []State{Waiting, Done, Failed, Skipped} }

// Turn is one reaction to one cue. Times are of the exercise.
type Turn struct {
	ID       string
	Reaction string
	Party    ids.Party
	About    string
	Part     string
	From     ids.Party
	Title    string
	Cued     time.Duration
	Due      time.Duration
	State    State
}

// had names the cues to which a reaction has a turn.
type had map[string][]string

func (h had) add(t Turn) { h[t.Reaction] = append(h[t.Reaction], ref(t.About, t.Part)) }

func ref(about, part string) string { return about + "/" + part }

// Match gives the turns that a cue at a party's node brings, in the order of the plan:
// of reactions which fit, have no turn for this cue, and have fewer than they may have
// at most. now is when it happened.
func Match(all []msel.Reaction, before had, as ids.Party, c Cue, now time.Duration) (turns []Turn) {
	for _, r := range all {
		if r.As != as || !fits(r, c) || slices.Contains(before[r.ID], ref(c.About, c.Part)) || len(before[r.ID]) >= max(r.Most, 1) {
			continue
		}
		turns = append(turns, Turn{ID: ids.New(), Reaction: r.ID, Party: as, About: c.About, Part: c.Part, From: c.From, Title: c.Title, Cued: now, Due: now + time.Duration(r.After), State: Waiting})
	}
	return turns
}

func fits(r msel.Reaction, c Cue) bool {
	return r.On == c.On && (r.On != msel.OnInject || r.Inject == c.About) && (r.From == "" || r.From == c.From) &&
		strings.Contains(strings.ToLower(c.Title+"\n"+c.Text), strings.ToLower(r.Match))
}
