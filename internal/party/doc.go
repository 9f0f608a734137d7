// Package party is the directory: who the parties are, their offices and their
// keys.
//
// A party tells of itself by a card, signed by its node key: code, name,
// address, offices with their powers and keys. A node knows its own card, those
// of its peers (trust "invited", or "compared" once a person has compared the
// fingerprint by another way), and those of parties that a peer vouches for
// ("introduced"). The node key of a party is pinned when it is first met; a
// card under another key is refused, whoever brings it.
//
// A party is an office, not a person: people come and go, offices sign.
package party
