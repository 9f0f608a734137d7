// Package ledger keeps what one party ever gave to another, so that both can
// prove it: one Merkle log for each ordered pair of parties and realm.
//
// The sender's side: Append puts a statement into the log, Seal checks the tree
// by two ways and signs a checkpoint. The recipient's side: Mirror copies
// entries and accepts the checkpoint only when they lead to it, SaveAck answers
// each statement, Cosign signs the checkpoint; that cosignature, given back to
// the sender (StoreCosignature), is the receipt. BuildProof puts the proof of
// one entry into a file that Proof.Verify checks anywhere, offline.
//
// Every function works inside the caller's transaction, which also holds the
// act itself. So each step below is durable together with its cause, and the
// comments say what a crash at that point would mean. The rule that everything
// rests on: no checkpoint is ever seen by anybody before it is on disk, and no
// two signed checkpoints of one log disagree. Whatever disagrees stops the log
// and is never repaired by guessing.
//
// Formats: tree by RFC 6962 §2.1, stored as golang.org/x/mod/sumdb/tlog does;
// checkpoints by C2SP tlog-checkpoint as a signed note whose key name is the
// log's origin; cosignatures by C2SP tlog-cosignature (cosignature/v1). The
// data of leaf i is SHA-256(salt || statement), 32 bytes: without the salt a
// hash tells nothing of its statement.
package ledger
