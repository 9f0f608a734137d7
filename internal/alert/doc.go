// Package alert keeps the alert levels of parties: what each says of itself, and
// beside it what decisions of a body have set.
//
// A party states its own level, with the criterion that is met and the level of its
// national scheme where it has one. To tell others it opens one matter
// (internal/matter) for each agreement, under a provision that shares incidents, and
// states every later level in all of them. So each node has the history of those who
// tell it.
//
// Neither replaces the other. They stand beside each other, and of the party's own
// level, the one that a decision sets for it, and the one that a decision sets for
// the alliance, the strictest stands. A party of which this node knows nothing has
// no level; normal is something that somebody says.
//
// Reading needs warning.read (and crisis.read for what decisions set), stating
// alert.state.
package alert
