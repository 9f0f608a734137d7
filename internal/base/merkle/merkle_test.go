package merkle

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"entente/internal/base/errs"
)

func digests(n int) [][32]byte {
	out := make([][32]byte, n)
	for i := range out {
		out[i] = sha256.Sum256(binary.BigEndian.AppendUint32(nil, uint32(i)))
	}
	return out
}

// leaves are the 32-byte records that a second implementation hashes itself.
func leaves(seed []byte, ds [][32]byte) [][]byte {
	var out [][]byte
	for i, d := range ds {
		salt := Salt(seed, int64(i))
		leaf := sha256.Sum256(append(salt[:], d[:]...))
		out = append(out, leaf[:])
	}
	return out
}

// otherRoot computes the root with transparency-dev/merkle.
func otherRoot(t testing.TB, leaves [][]byte) []byte {
	t.Helper()
	f := &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	r := f.NewEmptyRange(0)
	for _, l := range leaves {
		if err := r.Append(rfc6962.DefaultHasher.HashLeaf(l), nil); err != nil {
			t.Fatal(err)
		}
	}
	if len(leaves) == 0 {
		return rfc6962.DefaultHasher.EmptyRoot()
	}
	root, err := r.GetRootHash(nil)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func TestBuilderAgreesWithSecondImplementation(t *testing.T) {
	t.Parallel()
	seed := []byte("0123456789abcdef0123456789abcdef")
	b := NewBuilder(seed)
	all := digests(130)
	for n := 0; ; n++ {
		if b.Size() != int64(n) {
			t.Fatalf("size %d, want %d", b.Size(), n)
		}
		root := b.Root()
		if want := otherRoot(t, leaves(seed, all[:n])); !bytes.Equal(root[:], want) {
			t.Fatalf("root of %d leaves: %x, the second implementation says %x", n, root, want)
		}
		if n == len(all) {
			break
		}
		b.Add(all[n])
	}
}

func TestProofsAgreeWithSecondImplementation(t *testing.T) {
	t.Parallel()
	seed := []byte("seed")
	for _, n := range []int{1, 2, 3, 7, 8, 9, 33} {
		ds := digests(n)
		ls := leaves(seed, ds)
		root := otherRoot(t, ls)
		for i := range n {
			path, err := Prove(seed, ds, int64(i))
			if err != nil {
				t.Fatal(err)
			}
			raw := make([][]byte, len(path))
			for j := range path {
				raw[j] = path[j][:]
			}
			if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(i), uint64(n), rfc6962.DefaultHasher.HashLeaf(ls[i]), raw, root); err != nil {
				t.Errorf("leaf %d of %d: the second implementation refuses our proof: %v", i, n, err)
			}
			if err := Verify(tlog.Hash(root), int64(n), int64(i), Salt(seed, int64(i)), ds[i], path); err != nil {
				t.Errorf("leaf %d of %d: %v", i, n, err)
			}
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	seed := []byte("seed")
	ds := digests(11)
	p, err := NewProver(seed, ds)
	if err != nil {
		t.Fatal(err)
	}
	b := NewBuilder(seed)
	for _, d := range ds {
		b.Add(d)
	}
	root := b.Root()
	path, err := p.Prove(4)
	if err != nil {
		t.Fatal(err)
	}
	salt := Salt(seed, 4)
	bent := append([]tlog.Hash(nil), path...)
	bent[1][7] ^= 1
	other := root
	other[0] ^= 1
	for name, err := range map[string]error{
		"another digest":   Verify(root, 11, 4, salt, ds[5], path),
		"another salt":     Verify(root, 11, 4, Salt(seed, 5), ds[4], path),
		"another index":    Verify(root, 11, 5, salt, ds[4], path),
		"another size":     Verify(root, 8, 4, salt, ds[4], path),
		"another root":     Verify(other, 11, 4, salt, ds[4], path),
		"a bent path":      Verify(root, 11, 4, salt, ds[4], bent),
		"a short path":     Verify(root, 11, 4, salt, ds[4], path[1:]),
		"a long path":      Verify(root, 11, 4, salt, ds[4], append(bent, root)),
		"a very long path": Verify(root, 11, 4, salt, ds[4], make([]tlog.Hash, 1000)),
		"a negative index": Verify(root, 11, -1, salt, ds[4], path),
		"an index outside": Verify(root, 11, 11, salt, ds[4], path),
		"an empty tree":    Verify(root, 0, 0, salt, ds[4], nil),
		"a negative size":  Verify(root, -1, 0, salt, ds[4], nil),
	} {
		if !errs.Is(err, errs.Denied) {
			t.Errorf("%s: got %v, want a denial", name, err)
		}
	}
	for _, i := range []int64{-1, 11} {
		if _, err := p.Prove(i); !errs.Is(err, errs.Invalid) {
			t.Errorf("Prove(%d): got %v, want invalid", i, err)
		}
	}
}

func TestRangeContinues(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 300).Draw(t, "n")
		cut := rapid.IntRange(0, n).Draw(t, "cut")
		var whole Range
		p := &Prover{}
		for i := range n {
			h := tlog.RecordHash(binary.BigEndian.AppendUint32(nil, uint32(i)))
			whole.Add(h)
			hashes, err := tlog.StoredHashesForRecordHash(int64(i), h, p)
			if err != nil {
				t.Fatal(err)
			}
			p.stored = append(p.stored, hashes...)
		}
		peaks, err := p.ReadHashes(Peaks(int64(cut)))
		if err != nil {
			t.Fatal(err)
		}
		rest, err := NewRange(int64(cut), peaks)
		if err != nil {
			t.Fatal(err)
		}
		for i := cut; i < n; i++ {
			rest.Add(tlog.RecordHash(binary.BigEndian.AppendUint32(nil, uint32(i))))
		}
		want, err := tlog.TreeHash(int64(n), p)
		if err != nil {
			t.Fatal(err)
		}
		if rest.Size() != int64(n) || rest.Root() != want || whole.Root() != want {
			t.Fatalf("cut at %d of %d: the roots differ", cut, n)
		}
	})
}

func TestNewRangeRefusesWrongPeaks(t *testing.T) {
	t.Parallel()
	if _, err := NewRange(3, make([]tlog.Hash, 1)); !errs.Is(err, errs.Invalid) {
		t.Errorf("one peak for size 3: %v", err)
	}
	if _, err := NewRange(-1, nil); !errs.Is(err, errs.Invalid) {
		t.Errorf("negative size: %v", err)
	}
}

// TestManifestVector pins the format: a change of it would part old nodes from
// new ones.
func TestManifestVector(t *testing.T) {
	t.Parallel()
	b := NewBuilder([]byte("seed"))
	for _, d := range digests(5) {
		b.Add(d)
	}
	const want = "OhDIPHTBRf1wlrBq83fS+wwkCDz8CPTfn392HIZ9bso="
	if got := b.Root().String(); got != want {
		t.Errorf("root %s, want %s", got, want)
	}
}

func BenchmarkBuilder(b *testing.B) {
	t := NewBuilder([]byte("0123456789abcdef0123456789abcdef"))
	for b.Loop() {
		t.Add([32]byte{1})
	}
}
