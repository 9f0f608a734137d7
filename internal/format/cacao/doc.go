// Package cacao reads security playbooks of OASIS CACAO 2.0: bytes into steps,
// with a finding for everything that is not as the specification has it or that
// this system could not follow. It is pure: no database, no network, no clock.
//
// A playbook is kept as the bytes that came; what is read of them here is what
// showing and following need. A finding that refuses names the place and the
// rule. Nothing that cannot be followed passes for done: a step, a command or a
// branch whose meaning is not certain refuses the whole playbook.
//
// A branch of a parallel, if, while or switch step runs until it reaches an end
// step; then the branching step goes on by its own on_completion, on_success or
// on_failure, and where it has none its own branch ends with it.
package cacao
