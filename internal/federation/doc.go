// Package federation carries sealed statements between nodes and knows nothing
// of what they mean.
//
// For each ordered pair of nodes and each realm there is one Merkle log: all
// that A ever gave to B, and nothing else. The sequencer (Sequence) turns every
// journal entry with an audience into one leaf for each recipient. The
// recipient tails the log over mutual TLS with pinned node keys (Tail): it
// mirrors the leaves, lets the domains take or refuse each statement, signs the
// checkpoint, all in one transaction, and sends its cosignature and its answers
// back as the receipt. What was cut off is caught up from the size it holds:
// delivery is at least once, and taking is idempotent.
//
// A peer joins by a one-time invitation whose fingerprint both sides compare by
// another way. Administrators invite, accept and forget peers.
package federation
