package aftermath

import (
	"slices"

	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/conduct"
)

// Acts from which figures are made, by their kind in the journal.
const (
	shared  = "release.made"
	decided = "crisis.final"
)

// Figure is how long a team took, as the median over its injects in milliseconds of
// exercise time. Each counts from the sending of an inject.
type Figure struct {
	Team   string    `json:"team"`
	Party  ids.Party `json:"party"`
	Name   string    `json:"name"`
	Detect *int64    `json:"detect_ms,omitempty" doc:"Until the inject was seen; absent where none was"`
	Share  *int64    `json:"share_ms,omitempty" doc:"Until the release that met a criterion of the inject over releases; where it has none, until the team's first release after it that went to somebody; absent where there was none"`
	Decide *int64    `json:"decide_ms,omitempty" doc:"Until the first decision of a body that came to an end after it, at the team's node; absent where there was none"`
	Of     [3]int    `json:"of" doc:"Over how many injects each is"`
}

// median is the middle one of some lengths, or the mean of the two in the middle.
func median(all []int64) *int64 {
	if len(all) == 0 {
		return nil
	}
	all = slices.Sorted(slices.Values(all))
	n := len(all) / 2
	m := all[n]
	if len(all)%2 == 0 {
		m = (all[n-1] + all[n]) / 2
	}
	return &m
}

// spans are how long after injects something came, in milliseconds.
type spans struct{ detect, share, decide []int64 }

// acts are the times of what a team did, each in order.
type acts struct {
	releases  []int64 // that went to somebody
	decisions []int64
	// asked says of an inject with a criterion over releases when a release met it; nil
	// where none did.
	asked map[string]*int64
}

// after gives how long after a sending the first of some acts came.
func after(sent int64, all []int64) (int64, bool) {
	i, _ := slices.BinarySearch(all, sent)
	if i == len(all) {
		return 0, false
	}
	return all[i] - sent, true
}

// gather gives the spans of a team, of its injects and of what it did.
func gather(team string, rows []Row, did acts) (s spans) {
	for _, r := range rows {
		if r.Team != team || r.Sent == nil {
			continue
		}
		if r.Seen != nil {
			s.detect = append(s.detect, *r.Seen-*r.Sent)
		}
		if at, asked := did.asked[r.Inject]; !asked {
			if t, ok := after(*r.Sent, did.releases); ok {
				s.share = append(s.share, t)
			}
		} else if at != nil {
			s.share = append(s.share, max(0, *at-*r.Sent))
		}
		if t, ok := after(*r.Sent, did.decisions); ok {
			s.decide = append(s.decide, t)
		}
	}
	return s
}

func (s spans) and(o spans) spans {
	return spans{slices.Concat(s.detect, o.detect), slices.Concat(s.share, o.share), slices.Concat(s.decide, o.decide)}
}

// of makes the figures of a team.
func (s spans) of(f Figure) Figure {
	f.Detect, f.Share, f.Decide = median(s.detect), median(s.share), median(s.decide)
	f.Of = [3]int{len(s.detect), len(s.share), len(s.decide)}
	return f
}

// reached tells whether a release went to somebody, by what its entry says.
func reached(o conduct.Observed) bool {
	var body struct {
		Parties map[string]struct {
			Released int `json:"released"`
		} `json:"parties"`
	}
	if strictjson.Loose(o.Body, &body) != nil {
		return false
	}
	for _, p := range body.Parties {
		if p.Released > 0 {
			return true
		}
	}
	return false
}
