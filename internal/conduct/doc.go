// Package conduct plays the released list of an exercise: its clock, its injects,
// and what players receive and answer. It works within the exercise's realm alone;
// in the live realm there is no such thing.
//
// One party conducts (the director). It freezes the list at STARTEX, by digest, and
// from then on decides alone: no other node may set the clock or send an inject. It
// tells the players' nodes by federation, and they tell it what was seen, answered
// and done.
//
//   - clock.go    exercise time as a pure function of real time
//   - state.go    what became of an inject for a team, and when one is due: pure, over events
//   - drive.go    sends what is due
//   - control.go  what controllers do by hand
//   - inbox.go    what a team has received, and its answers
//   - effect.go   injects that act in the system
//   - observe.go  what players did, told to the director
//
// The clock and the inbox of one's own team need exercise.read and exercise.play,
// everything else exercise.conduct.
package conduct
