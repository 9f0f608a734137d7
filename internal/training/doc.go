// Package training lets people learn courses: they read, answer questions and do
// tasks on the node itself, and who has passed all of it gets a certificate that
// ends.
//
// A course is a file: some come with the binary, and others are put in. A version of
// it is known by its digest, and whoever has begun a version ends that version. Its
// lessons are taken in order. A task is done when the journal of this node shows that
// the person did it after the lesson began; a follower of the journal ticks it off.
//
// What answers are right leaves this package only after the answer was given, and
// the journal keeps that somebody answered, and never what.
//
// A certificate is signed with the node's key, and anyone checks it without a node.
// What it attests is noted in the person's profile of the pool, where there is one.
// Whether it has expired is a comparison of instants, and no act.
//
// Everybody who signs in may learn. The administrator and the director put courses
// in; the pool manager binds a person's certificates to a profile.
package training
