// Package match answers which people fill which roles of open requests, and why
// each of them and not another. It is pure: the same problem gives the same
// answer at any time and on any machine, whatever order its lists are in.
//
// Hard rules (rule.go) say who may fill a role at all, each with a reason code.
// The objective (objective.go) says what is best among what is possible: first
// the weight of the roles filled, then fit, less what burdens a party more than
// others. Solve finds a best answer as a minimum-cost flow (flow.go), and gives
// prices with it, from which Verify reckons without the solver that no answer
// can be better (verify.go). People decide: what they fix stands, with a warning
// where it breaks a rule.
//
// A role takes one person, and a person takes one role within one answer.
package match
