// Package report tells what this node holds and what it has given, received
// and refused: as figures, as a person's own dashboard, and as documents (the
// situation report and the report on one party) in HTML and PDF, in English,
// French and Czech.
//
// It keeps nothing of the other domains: each counts what is its own (intel and
// release while they write, ledger and federation from their logs), and this
// package asks them as the person who looks. So a figure holds what that person
// may read in that realm, and nothing above the ceiling that was asked for.
//
// Periods are whole UTC days, both ends included. A document bears the
// strictest TLP of everything counted or named in it. Whoever reads
// intelligence may see figures and arrange a dashboard; making a document is
// an act of its own and is on record with the digest of what was made.
package report
