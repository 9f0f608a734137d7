// Package matter carries what several parties state about one thing that they
// deal with together under an agreement: an incident, a request for assistance.
//
// A matter begins with an opening, which names the agreement, the provision it
// rests on, and who takes part. Everything else is a statement by one party,
// signed by its node and numbered by it, so that a gap or a second future shows.
// The state of a matter is a fold that its domain makes of these statements in
// the order of their dates; every node that holds the same comes to the same.
//
// Statements travel along a star: to the centre, which hands them on. The centre
// is the agreement's depositary where it takes part, else the owner. So nobody
// hears an answer before the question, and two nations need no link of their own.
//
// Each statement bears its marking. It goes to a party only where policy lets the
// maker give incident information of that marking to it; the maker's node, the
// centre for whoever came in later, and the recipient each ask by their own rules.
package matter
