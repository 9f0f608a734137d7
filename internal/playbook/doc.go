// Package playbook keeps playbooks (CACAO 2.0) and follows them with people, step
// by step. It runs nothing: what a machine is to do is shown as a text that people
// run in their own tooling, and somebody reports back what came of it.
//
// A version of a playbook is kept as the bytes that came, under its id and
// modified; it is imported, and may be revoked. A run follows one version. What a
// run's state is follows from the acts that people recorded in it, by a pure
// function of both: which steps are open, and since when, which are done, failed
// or skipped, which branch was taken and why, and which values the variables have.
//
// A parallel step goes on when all of its branches have reached their end. A
// condition is decided by a person, who says which branch and why. A failure that
// no step takes up ends the run as failed; nothing is ever passed over in silence.
package playbook
