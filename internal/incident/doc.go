// Package incident deals with incidents, alone and together with other parties.
//
// An incident begins as the node's own: entries in tables of its own, of which
// nothing leaves. Sharing it opens a matter (internal/matter) and states there
// exactly the entries that a person has chosen; from then on each party that takes
// part states its own. Entries that stay ours stand beside them and are marked so.
//
// What an incident is at a moment is a pure fold over its entries (Fold): whoever
// holds the same entries sees the same incident. The owner alone says what it is
// about and where it stands; a task is answered by the party that it was given to;
// every party judges the severity in its own scheme, and no judgement replaces
// another.
//
// The true name of an entity that is named by an alias never stands in an entry.
// Intelligence is linked by id; the objects travel by release alone.
//
// Reading needs incident.read, writing incident.write, and whatever gives others
// something that was ours until then incident.share.
package incident
