// Package merkle computes Merkle trees as RFC 6962 §2.1 defines them and
// golang.org/x/mod/sumdb/tlog implements them. It stores nothing.
//
// Range is the compact form of a growing tree. Builder, Prove and Verify are
// for manifests: a release commits to the digests of all its objects by one
// root, and the place of a single object is proven without telling anything of
// the others. That is why each leaf is salted: a digest alone could be guessed
// by whoever guesses the object.
package merkle
