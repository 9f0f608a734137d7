// Package lesson tracks what exercises have taught: an observation becomes a lesson
// with a remedial action, which has an owner and a due time and is followed until
// another person has verified it.
//
// It stands in the live realm alone; in an exercise's realm there is nothing of it. No
// lesson refers to anything of a realm. What it knows of an exercise are plain words
// that a person typed, or carried over in a file (see File).
//
//   - state.go    what can follow what, and what is overdue: pure
//   - file.go     the file of observations that a person carries
//   - service.go  the acts
package lesson
