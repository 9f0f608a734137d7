// Package taxii is the TAXII 2.1 server (OASIS Standard of 10 June 2021) for
// consumers of this party: their own tools read what they may read, up to the
// ceiling of their account. It decides nothing: what a caller sees is what
// intel shows him.
//
// There is one API root for each realm, /taxii2/live/, with these collections:
// "holdings" (all that the caller may read), one for each origin, and "inbox",
// which takes objects from a consumer that may write.
//
// Objects are numbered by the moment at which they came in, to the microsecond
// and never twice: so date_added orders every page without ties, added_after is
// exact, and next is that number under a key of this node, bound to caller,
// collection and filter.
package taxii
