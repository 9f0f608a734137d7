// Package conduct plays the released list of an exercise: its clock, its injects,
// and what players receive and answer. It works within the exercise's realm alone.
package conduct
