// Package duty keeps the clocks of what parties owe each other under agreements
// in force: when each obligation falls due, who called for it, whether it was
// met, late, excused or contested, and what that amounts to over a time.
//
// Nothing of this is kept as a state. An obligation follows from the agreement
// and from statements that the parties' nodes have signed, by a pure function of
// both: any party that holds the same statements reads the same clocks, and can
// recompute the report of another.
//
// Who owes something says that it is met; who it is owed to may contest or excuse
// it. Nobody says either for another.
package duty
