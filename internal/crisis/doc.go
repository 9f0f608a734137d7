// Package crisis takes decisions in a crisis: a body that an agreement constitutes
// decides on a proposal, by silence or by what its members say, and whoever is
// entitled can prove afterwards what was decided, by whom, and on whose delivery.
//
// A proposal is a matter (internal/matter) whose centre is the body's secretariat,
// the hub. Members state; the secretariat records. A record names one statement by
// its digest, the hub's time, and the record before it, so that the records of a
// proposal are one chain, and the order and the times that count are those of the
// chain alone, never those of the makers' clocks.
//
// What a proposal is at a moment is a pure function of chain and moment (Fold,
// Case.At): whether silence has run out is judged by comparing instants, never by
// a job having run. The hub states what it came to (a closing) over one head of the
// chain; each member's node works the same out for itself and confirms it, once for
// each text, or protests and says why. An outcome is final where more than half of
// all members have confirmed one and the same closing; two different ones can never
// both be. Until then a node says that it cannot know.
//
// A member that the text did not reach is never read as consent.
//
//   - rules.go    what the constituting provision says
//   - body.go     what is stated
//   - fold.go     the chain, and what it makes of a proposal
//   - judge.go    what a round comes to
//   - offset.go   how far a member's clock can be from the hub's
//   - desk.go     what a node states by itself
package crisis
