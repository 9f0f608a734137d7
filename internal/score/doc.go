// Package score says what players did well: criteria judged by rule or by a
// grader, what that comes to for each team, and how much was judged at all.
package score
