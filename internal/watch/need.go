package watch

import (
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
)

// Severity is how much a need matters when no clock says so.
type Severity string

// The severities, gravest first.
const (
	Broken  Severity = "broken"  // something that should hold does not
	Act     Severity = "act"     // one of us has to do something
	Waiting Severity = "waiting" // somebody else has to; we watch
)

func (s Severity) rank() int {
	return slices.Index([]Severity{Broken, Act, Waiting}, s)
}

// Need is one thing that needs somebody now.
type Need struct {
	Kind     string    // "agreement.sign"; the page has its words
	About    string    // id of the thing
	Link     string    // address of the console where it is dealt with
	Title    string    // the thing's own name, where it has one
	Party    ids.Party // the other party that it is with, where there is one
	Count    int64     // how many, where that says something
	Detail   string    // what the other side or the machine said, word for word
	Since    time.Time // since when it stands
	Due      time.Time // when its clock runs out; zero without a clock
	Severity Severity  // how much it matters
	Act      authz.Act // the act that settles it; empty when nobody here can
}

// Key names a need: the same cause has the same key for as long as it stands.
func (n Need) Key() string {
	return strings.Join([]string{n.Kind, n.About, string(n.Party)}, " ")
}

// Roles lists who can settle it.
func (n Need) Roles() []authz.Role {
	var out []authz.Role
	for _, r := range authz.Roles() {
		if n.Act != "" && slices.Contains(authz.Grants(r), n.Act) {
			out = append(out, r)
		}
	}
	return out
}

// Pressing is how near its end a clock goes before everything else.
const Pressing = 24 * time.Hour

func (n Need) pressing(now time.Time) bool {
	return !n.Due.IsZero() && n.Due.Sub(now) < Pressing
}

// Sort orders needs as a duty officer takes them: clocks that run out within a
// day (or have run out) by their end, then the gravest, then the oldest.
func Sort(needs []Need, now time.Time) {
	slices.SortStableFunc(needs, func(a, b Need) int {
		pa, pb := a.pressing(now), b.pressing(now)
		switch {
		case pa && !pb:
			return -1
		case pb && !pa:
			return 1
		case pa && a.Due != b.Due:
			return a.Due.Compare(b.Due)
		case a.Severity != b.Severity:
			return a.Severity.rank() - b.Severity.rank()
		case !a.Since.Equal(b.Since):
			return a.Since.Compare(b.Since)
		}
		return strings.Compare(a.Key(), b.Key())
	})
}

// Source is one domain's needs, and the act that lets a viewer read them.
type Source struct {
	Read  authz.Act
	Needs func(ctx context.Context, v authz.Viewer, now time.Time) ([]Need, error)
}

// Gather asks every source that the viewer may read, and sorts.
func Gather(ctx context.Context, v authz.Viewer, now time.Time, sources []Source) ([]Need, error) {
	var all []Need
	for _, s := range sources {
		if v.May(s.Read) != nil {
			continue
		}
		needs, err := s.Needs(ctx, v, now)
		if err != nil {
			return nil, err
		}
		all = append(all, needs...)
	}
	Sort(all, now)
	return all, nil
}
