// Package release is the only way out for intelligence.
//
// A release is decided party by party and class by class by policy, from the
// agreements in force; the preview is the same call without the writing. What
// is permitted is put into parts: the objects of one class under one onward
// condition, under one signature of their origin. Recipients with the same
// decision share a part. One journal entry per recipient carries the parts'
// statements; the sequencer makes it one leaf of that pair's log, and the
// objects stream behind it.
//
// A recipient checks a part by its own rules and stores or refuses it. A holder
// may let a part further only as its origin allows: the origin's signature and
// condition travel along and are checked again by everyone.
//
// The origin alone recalls. A recall is a signed order; every holder erases,
// acknowledges under its own signature, and passes the order to whom it had
// passed the part. The acknowledgements come back to the origin.
//
// Release officers release and recall; everyone who reads may preview.
package release
