// Package agreement turns a signed memorandum into rules.
//
// An instrument is drafted from a template (clauses with typed parameters;
// every provision is bound to a clause), proposed, and from then on frozen: one
// canonical document of parties, clauses as rendered, parameters and provisions,
// and one digest over all of it. Offices sign that digest. What an office signs
// later (suspension, resumption, termination, withdrawal) is a statement of the
// same form. The state of an agreement at any moment is a fold over these
// statements; it is in force once every party has signed and its date has come,
// while nobody has suspended or terminated it.
//
// The proposer is the depositary: it hands every statement on to the parties
// that have no link with the one that made it. Nobody can sign for another:
// statements verify by the office keys on the cards inside the instrument.
//
// Legal advisers draft and propose; directors sign, suspend, resume, terminate.
package agreement
