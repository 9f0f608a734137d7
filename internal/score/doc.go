// Package score says what players did well: criteria judged by rule or by a
// grader, what that comes to for each team, and how much was judged at all.
//
// A judgement is one criterion of an inject for one team. It opens when the inject
// is sent and closes when its rule holds, or can hold no more. Whatever closes it
// says why in plain words. What a person sets by hand stands beside what the rule
// says, with a reason, and counts instead of it.
//
// Scores are sums over judgements, by team, objective and category; nobody sets
// them. Beside every score stands its coverage: how much of what could be graded
// was.
//
//   - rule.go     rules over acts and answers: pure
//   - words.go    why, in plain words
//   - follow.go   opens and judges as the exercise goes on
//   - probe.go    availability by HTTP and TCP
//   - grade.go    graders, and what is set by hand
//   - board.go    the scoreboard, and what players see of it
//
// Graders and controllers see all of it, by exercise.grade or exercise.conduct;
// players see the board that is published to them.
package score
