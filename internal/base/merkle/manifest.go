package merkle

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/errs"
)

// Salt is the salt of leaf i of the manifest with this seed: HMAC-SHA-256 of
// the seed over i as eight bytes, big-endian. Whoever has the seed can prove
// any leaf; whoever has one salt can check one leaf and guess no other.
func Salt(seed []byte, i int64) (salt [32]byte) {
	mac := hmac.New(sha256.New, seed)
	var be [8]byte
	binary.BigEndian.PutUint64(be[:], uint64(i))
	mac.Write(be[:])
	mac.Sum(salt[:0])
	return salt
}

// record is the tree's record hash for a salted digest.
func record(salt, digest [32]byte) tlog.Hash {
	var b [64]byte
	copy(b[:32], salt[:])
	copy(b[32:], digest[:])
	leaf := sha256.Sum256(b[:])
	return tlog.RecordHash(leaf[:])
}

// Builder computes the root of a manifest while the digests stream by, in
// constant memory.
type Builder struct {
	seed []byte
	tree Range
}

// NewBuilder begins an empty manifest. The seed is secret until the manifest is
// released, and random: 32 bytes.
func NewBuilder(seed []byte) *Builder { return &Builder{seed: append([]byte(nil), seed...)} }

// Add appends a digest.
func (b *Builder) Add(digest [32]byte) { b.tree.Add(record(Salt(b.seed, b.tree.size), digest)) }

// Size is how many digests there are.
func (b *Builder) Size() int64 { return b.tree.size }

// Root is the RFC 6962 root so far.
func (b *Builder) Root() tlog.Hash { return b.tree.Root() }

// Prover proves leaves of one manifest. It holds the whole tree, 64 bytes for
// each digest.
type Prover struct {
	size   int64
	stored []tlog.Hash
}

// NewProver computes the tree over all digests of a manifest.
func NewProver(seed []byte, digests [][32]byte) (_ *Prover, err error) {
	defer errs.Wrap(&err, "merkle.NewProver")
	p := &Prover{stored: make([]tlog.Hash, 0, 2*len(digests))}
	for _, d := range digests {
		hashes, err := tlog.StoredHashesForRecordHash(p.size, record(Salt(seed, p.size), d), p)
		if err != nil {
			return nil, err
		}
		p.stored = append(p.stored, hashes...)
		p.size++
	}
	return p, nil
}

// ReadHashes implements tlog.HashReader.
func (p *Prover) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, x := range at {
		if x < 0 || x >= int64(len(p.stored)) {
			return nil, errs.New(errs.Invalid, "the manifest has no hash %d", x)
		}
		out[i] = p.stored[x]
	}
	return out, nil
}

// Prove gives the path from leaf i to the root.
func (p *Prover) Prove(i int64) ([]tlog.Hash, error) {
	if i < 0 || i >= p.size {
		return nil, errs.New(errs.Invalid, "the manifest has %d items, there is none with index %d", p.size, i)
	}
	return tlog.ProveRecord(p.size, i, p)
}

// Prove gives the path of one leaf of a manifest. For several leaves of one
// manifest use a Prover, which computes the tree once.
func Prove(seed []byte, digests [][32]byte, i int64) ([]tlog.Hash, error) {
	p, err := NewProver(seed, digests)
	if err != nil {
		return nil, err
	}
	return p.Prove(i)
}

// Verify checks that leaf i of a manifest with this root and size is the
// digest, with the salt that belongs to i. It answers errs.Denied when not. The
// root alone does not fix the size: both must come from what was signed.
func Verify(root tlog.Hash, size, i int64, salt, digest [32]byte, path []tlog.Hash) error {
	if i < 0 || i >= size || len(path) > bits.Len64(uint64(size)) {
		return errs.New(errs.Denied, "item %d of %d: the proof has the wrong form", i, size)
	}
	if err := tlog.CheckRecord(path, size, root, i, record(salt, digest)); err != nil {
		return errs.New(errs.Denied, "item %d of %d: this digest is not in the manifest with that root", i, size)
	}
	return nil
}
