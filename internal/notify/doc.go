// Package notify tells people of what happened, by the channels that they chose,
// and calls out whoever is on call until somebody answers.
//
// A follower of the journal writes what is to be told as rows, in the transaction
// that moves its cursor; a sender takes rows that are due. So a crash loses
// nothing, and tells something twice at most: when it falls between sending and
// noting that it was sent. Whoever receives it twice finds the same id.
//
// Nothing confidential leaves this way. A notice says what kind of act happened,
// when, and where the console shows it; never the content of anything. A person
// hears of what that person's acts permit, as on the live pages.
//
// An alarm climbs a ladder: each step tells people and waits. Its state is rows
// and instants, judged by a query; nothing runs per alarm. Acknowledging stops
// the climb.
//
// Everybody who has notify.own arranges what they hear, and acknowledges;
// rotations, schedules, ladders and triggers need notify.manage.
package notify
