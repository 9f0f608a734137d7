// Package account knows who may enter this node: local users with a password,
// the sessions of their browsers, and the tokens of programs.
//
// Life of a user: the first administrator comes in by a one-time link that the
// node prints; every other user is created by an administrator, by a password
// or by a one-time link, has roles (authz.Role), and may be disabled, which
// ends sessions and tokens with the next request. A consumer is a machine: it
// has a ceiling, no password, and enters by token only.
//
// Secrets are kept as hashes only: passwords by Argon2id (RFC 9106), session,
// token and link secrets (256 random bits each) by SHA-256. There is no
// default account and no default secret.
//
// A token can never do more than its owner may at that moment, never makes or
// changes accounts and tokens, and a read-only token never changes anything.
// Sign-in is throttled by canonical name and by remote address, in the database
// and by its one clock; every failure is journalled, never the password.
package account
