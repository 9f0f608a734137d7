package aftermath

import (
	"slices"

	"entente/internal/base/ids"
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
	Share  *int64    `json:"share_ms,omitempty" doc:"Until the team's first release after it; absent where there was none"`
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

// until gives how long after each sending the first of some acts came. acts are in the
// order of their times.
func until(sent, acts []int64) (all []int64) {
	for _, at := range sent {
		if i, _ := slices.BinarySearch(acts, at); i < len(acts) {
			all = append(all, acts[i]-at)
		}
	}
	return all
}

// figure makes the figures of a team, of its injects and of the times of its acts.
func figure(f Figure, rows []Row, releases, decisions []int64) Figure {
	var sent, seen []int64
	for _, r := range rows {
		if r.Team != f.Team || r.Sent == nil {
			continue
		}
		sent = append(sent, *r.Sent)
		if r.Seen != nil {
			seen = append(seen, *r.Seen-*r.Sent)
		}
	}
	share, decide := until(sent, releases), until(sent, decisions)
	f.Detect, f.Share, f.Decide = median(seen), median(share), median(decide)
	f.Of = [3]int{len(seen), len(share), len(decide)}
	return f
}
