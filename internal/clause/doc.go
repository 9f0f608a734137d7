// Package clause is the text of agreements and what a machine does of it: a
// generation of a template (clauses in several languages, typed parameters,
// provisions bound to clauses), and how it becomes the text and the provisions
// of one instrument.
//
// It is pure. Every kind of provision stands in one catalogue, with the terms
// that it needs and those that it may have; a provision that says anything else
// is refused, because a reader would believe what no machine carries out.
package clause
