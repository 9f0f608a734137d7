// Package exercise keeps which exercises this node knows, and who takes part in
// them: the directory of realms.
//
// An exercise is a realm: at each node that takes part a node of its own, with its
// own database, keys, logs and certificate, in which the real workflows run. Two
// persons of the conducting party create it. The other parties are invited under a
// provision in force that has them exercise together; each joins by two persons of
// its own, or declines. Nothing of the realm itself is here: this package stands in
// the live realm, and app opens, keeps and seals realms as its rows say (Wanted).
//
// Who of this node's people may enter a realm, and as what, is its list of members.
// A cell says what a member may do with the exercise; roles say what the member may
// do with the node that is played. Nobody enters by a role of the live realm.
//
// Sealing ends a realm for good: its archive is kept, its digest journaled here.
//
// A practice realm is an exercise of one person for one course (package training),
// with parties that are simulated. That person alone makes and enters it; it is
// destroyed when the course is passed, when it is ended, or after a week without an
// act, and is not archived.
//
//   - exercise.go  what an exercise is, and its life
//   - cell.go      cells, and what they may do
//   - service.go   acts of people
//   - keep.go      what app does for a realm, and what it says of it
//   - practice.go  the life of a practice realm
//   - receive.go   what peers may say
package exercise
