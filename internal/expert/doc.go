// Package expert keeps a node's own pool of experts: who can do what, who attests
// it, when each is on standby, away, or held for a matter.
//
// A profile is added, changed, attested, withdrawn, readmitted and removed. Changing
// names the version that was seen, so that two editors never overwrite each other
// unseen. What is attested is exactly what stood there: a change of it ends the
// attestation, and a clearance that nobody attests counts for nothing. A certificate
// of this node's own courses is noted beside it, and counts until it expires.
//
// Nothing of a profile leaves the node but by two ways: a Card, which an offer may
// show before it is accepted, has a pseudonym and codes of closed lists and no text
// that a person has written; Disclose gives name and contact after acceptance, and
// the journal keeps that it did. The journal itself names people by id alone.
//
// A hold is the one place where a person's capacity is given away: two holds of one
// person never overlap, whoever asks at once.
//
// The pool manager and the director keep the pool; the director attests; the duty
// officer reads it.
package expert
