package merkle

import (
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/errs"
)

// Range is the compact form of a tree: the roots of its largest complete
// subtrees, at most one for each bit of its size. It grows by one record at a
// time in constant memory. The zero Range is the empty tree.
type Range struct {
	size  int64
	peaks []tlog.Hash // from left to right, so from the largest subtree to the smallest
}

// NewRange continues a tree of the given size from the roots of its complete
// subtrees, left to right, as Peaks gives them.
func NewRange(size int64, peaks []tlog.Hash) (*Range, error) {
	if size < 0 || len(peaks) != bits.OnesCount64(uint64(size)) {
		return nil, errs.New(errs.Invalid, "a tree of %d records does not have %d complete subtrees", size, len(peaks))
	}
	return &Range{size, append([]tlog.Hash(nil), peaks...)}, nil
}

// Peaks names the complete subtrees of a tree of the given size by the indexes
// that tlog stores their roots under, left to right.
func Peaks(size int64) []int64 {
	var at []int64
	for lo := int64(0); lo < size; {
		level := bits.Len64(uint64(size-lo)) - 1
		at = append(at, tlog.StoredHashIndex(level, lo>>level))
		lo += 1 << level
	}
	return at
}

// Add appends a record by its RFC 6962 leaf hash (tlog.RecordHash).
func (r *Range) Add(record tlog.Hash) {
	h := record
	for n := r.size; n&1 == 1; n >>= 1 {
		last := len(r.peaks) - 1
		h = tlog.NodeHash(r.peaks[last], h)
		r.peaks = r.peaks[:last]
	}
	r.peaks = append(r.peaks, h)
	r.size++
}

// Size is how many records there are.
func (r *Range) Size() int64 { return r.size }

// Root is the RFC 6962 root.
func (r *Range) Root() tlog.Hash {
	if r.size == 0 {
		h, _ := tlog.TreeHash(0, nil) // the empty tree reads nothing
		return h
	}
	h := r.peaks[len(r.peaks)-1]
	for i := len(r.peaks) - 2; i >= 0; i-- {
		h = tlog.NodeHash(r.peaks[i], h)
	}
	return h
}
