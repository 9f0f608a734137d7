// Package msel is the plan of one exercise: what it is to train, whom, by which
// events, and when. Its heart is the master scenario events list (MSEL): one row
// for each inject that players are to meet.
//
// The plan stands in the exercise's own realm, at the node of the party that
// conducts it, and nowhere else: what a database holds is one plan. Whoever plays
// can never read it, since a player has none of its acts.
//
// A plan goes through the stages of Bi-SCD 075-003: initiation, specification,
// planning, conduct. What is to be played is a release of the list: one person
// puts it forward, another releases it, and its digest names what was released.
// Conduct (internal/conduct) plays a release and never the list that is being
// worked on.
//
//   - inject.go   one row of the list, and what it may say
//   - plan.go     stages, objectives, teams, storylines
//   - reaction.go what parties do by themselves when something happens at them
package msel
