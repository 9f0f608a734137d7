// Package intel holds the node's intelligence: STIX 2.1 objects, each version
// as the exact canonical bytes that entered the alliance, never changed after.
//
// An object comes in by an import of this party's own people, or by a release
// of another party. It belongs to one class (origin, category, marking, onward
// condition), for which policy gives one decision per party. Its origin is the
// party that brought it into the alliance; only the origin may version it.
// Same id and version with other content is a conflict: the first is kept, the
// second is on record, nobody chooses.
//
// Analysts import and read; consumers read up to their ceiling. Nothing leaves
// the node from here: only release lets objects out. A recalled object keeps
// its row and its digest and loses its body.
package intel
