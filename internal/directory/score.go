package directory

import (
	"math"
	"time"

	"entente/internal/base/ids"
)

const (
	drillsCounted = 10  // the newest finished drills of a party or contact
	fade          = 0.7 // by which each older drill weighs less than the one after it
)

// Score is how reliably somebody answered: of the ten newest finished drills, each
// weighing 0.7 times the one after it, the share that was answered in time, from 0
// to 100. A drill that still runs counts once it is answered.
type Score struct {
	Percent int
	Drills  int // how many were counted
	InTime  int // how many of them were answered in time
	Newest  time.Time
}

// scoreOf counts results, the newest first.
func scoreOf(inTime []bool, newest time.Time) *Score {
	if len(inTime) == 0 {
		return nil
	}
	s := Score{Newest: newest}
	var sum, all float64
	for i, ok := range inTime[:min(len(inTime), drillsCounted)] {
		w := math.Pow(fade, float64(i))
		all += w
		s.Drills++
		if ok {
			sum += w
			s.InTime++
		}
	}
	s.Percent = int(math.Round(100 * sum / all))
	return &s
}

// place is one channel of one contact.
type place struct {
	contact string
	medium  Medium
	address string
}

// standing is what drills have shown of one party.
type standing struct {
	party    *Score
	contacts map[string]*Score
	proofs   map[place]time.Time // when a channel last answered
	last     time.Time           // the newest of them
}

// standingOf counts the drills of one party, the newest first. A contact answered
// a drill in time when one of its channels did; the party, when one of its contacts
// for emergencies did, or any contact where none of those was tried.
func standingOf(all []Drill, now time.Time) standing {
	out := standing{contacts: map[string]*Score{}, proofs: map[place]time.Time{}}
	results := map[string][]bool{}
	newest := map[string]time.Time{}
	const whole = ""
	for _, d := range all {
		inTime := map[string]bool{}
		urgent, urgentTried, any := false, false, false
		for _, p := range d.Probes {
			ok := p.InTime(d)
			inTime[p.Contact] = inTime[p.Contact] || ok
			any = any || ok
			urgentTried = urgentTried || p.Purpose == Emergency
			urgent = urgent || ok && p.Purpose == Emergency
			at := place{p.Contact, p.Medium, p.Address}
			if p.Answered.After(out.proofs[at]) {
				out.proofs[at] = p.Answered
			}
			if p.Answered.After(out.last) {
				out.last = p.Answered
			}
		}
		inTime[whole] = urgent || any && !urgentTried
		for who, ok := range inTime {
			if !ok && !d.Over(now) {
				continue // it may still be answered
			}
			results[who] = append(results[who], ok)
			if newest[who].IsZero() {
				newest[who] = d.At
			}
		}
	}
	for who, r := range results {
		if who != whole {
			out.contacts[who] = scoreOf(r, newest[who])
		}
	}
	out.party = scoreOf(results[whole], newest[whole])
	return out
}

// byParty puts drills, the newest first, to their parties.
func byParty(all []Drill, now time.Time) map[ids.Party]standing {
	of := map[ids.Party][]Drill{}
	for _, d := range all {
		of[d.Party] = append(of[d.Party], d)
	}
	out := map[ids.Party]standing{}
	for p, drills := range of {
		out[p] = standingOf(drills, now)
	}
	return out
}
