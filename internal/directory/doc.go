// Package directory says whose an address is and whom to call: the entry of each
// party in the directory, and whether those who stand in it can be reached.
//
// A party writes its own entry and nobody else's. The entry is one document,
// signed by the party's node (context "directory/v1"), with a serial: a later one
// replaces an earlier one, and two that differ under one serial are a conflict on
// record, of which none is chosen. It comes from the party itself, or is handed on
// by another node; the signature by the pinned node key decides, whoever brings it.
// So two nodes never hold different entries but by age.
//
// A change to a contact for emergencies needs two persons: one puts it forward,
// another confirms it, and only then is it signed.
//
// A drill (comcheck) tries the contacts of one party: each gets a question with a
// code, and answers by the link in it, by reading the code back, or by a way that
// a person records. Where a drill stands follows from its rows and the clock.
// Its result stays at the node that made it; the party that was tried is told of
// its own.
package directory
