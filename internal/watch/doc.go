// Package watch says what needs somebody now, from facts that the domains
// give. It is pure: it reads nothing, so that the rules of what counts as
// waiting, late or broken stand in one place and can be tested by the minute.
//
// A need is never acknowledged or put away by hand. It stands while its cause
// stands, and is gone when the thing is done.
//
// Each domain adds its needs by one Source. Who may not read a domain does not
// learn of its needs.
package watch
