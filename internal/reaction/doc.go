// Package reaction is what parties do by themselves in an exercise, so that a nation
// can exercise alone. It works at the node that conducts, in the exercise's realm.
//
// A reaction of the plan says: when this happens at the node of this party (a cue), it
// does that (a deed). Their form and vocabulary are msel's (Reaction, Cue, Deed). Only
// the reactions of the frozen release are played, and nothing from before STARTEX is a
// cue.
//
// Match makes a turn of each reaction that a cue sets going; a turn is one reaction to
// one cue, and there is never a second one. It is due by the exercise's clock, so that a
// pause shifts it and a jump brings it on. What is due is done by the party's own node,
// in the way in which a person there would do it (Players, which app implements).
//
// A turn is
//
//   - waiting, until it is due and its party acts by itself,
//   - done,
//   - failed, with the words in which the node refused it; it is not tried again by
//     itself. A fault of the machine is tried again a few times first,
//   - skipped, by a controller.
//
// Controllers do a turn now, skip it or have it tried again, and stop a party's
// reactions when people of the cell act for it.
package reaction
