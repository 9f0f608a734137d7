package ledger

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

func (w *world) proof(t tester, d *db.DB, index int64) Proof {
	t.Helper()
	var p Proof
	write(t, d, func(tx *db.Tx) (err error) { p, err = BuildProof(ctx, tx, w.pair, index); return err })
	return p
}

func encode(t *testing.T, p Proof) []byte {
	t.Helper()
	b, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestProof(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.grow(t, w.from, 3)
		w.deliver(t)
		w.grow(t, w.from, 7)
		w.deliver(t)
		for _, d := range []*db.DB{w.from, w.to} {
			for i := range int64(10) {
				b := encode(t, w.proof(t, d, i))
				r, err := VerifyProof(b)
				if err != nil {
					t.Fatalf("entry %d: %v", i, err)
				}
				size := int64(3) // the earliest checkpoint that covers it
				if i >= 3 {
					size = 10
				}
				want := Report{From: "CZE", To: "HUB", Realm: "live", Index: i, Size: size, Statement: r.Statement, CosignedAt: w.at.Truncate(time.Second),
					FromKey: w.fromKey.Public(), ToKey: w.toKey.Public(), Outcome: Accepted, Reason: "in order", Counts: map[string]int64{"objects": i}, AnsweredAt: w.at}
				if diff := cmp.Diff(want, r); diff != "" {
					t.Error(diff)
				}
			}
		}
		w.grow(t, w.from, 1)
		for i, kind := range map[int64]errs.Kind{10: errs.Conflict, 11: errs.NotFound, -1: errs.NotFound} {
			if err := inTx(w.from, func(tx *db.Tx) error { _, err := BuildProof(ctx, tx, w.pair, i); return err }); !errs.Is(err, kind) {
				t.Errorf("entry %d: %v", i, err)
			}
		}
	})
}

// TestEveryBitOfAProofCounts changes every bit of a proof file, cuts the file
// at every place, and repeats every byte.
func TestEveryBitOfAProofCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite)
	w.grow(t, w.from, 5)
	w.deliver(t)
	file := encode(t, w.proof(t, w.from, 2))
	if _, err := VerifyProof(file); err != nil {
		t.Fatal(err)
	}
	refused := func(what string, i int, b []byte) {
		r, err := VerifyProof(b)
		if err == nil {
			t.Fatalf("%s %d of %d is not noticed", what, i, len(file))
		}
		if k, text := errs.Public(err); k == errs.Internal || text == "" || r.Statement.ID != "" && r.Outcome == Accepted {
			t.Fatalf("%s %d: no reason is named: %v", what, i, err)
		}
	}
	for i := range file {
		for bit := range 8 {
			bent := bytes.Clone(file)
			bent[i] ^= 1 << bit
			refused("a bit of byte", i, bent)
		}
		refused("a cut at", i, file[:i])
		refused("a lost byte at", i, append(bytes.Clone(file[:i]), file[i+1:]...))
		refused("a repeated byte at", i, append(bytes.Clone(file[:i+1]), file[i:]...))
	}
	refused("a byte more", 0, append(bytes.Clone(file), '\n'))
}

// TestProofRefuses puts a proof together from true parts of other proofs.
func TestProofRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite)
	w.grow(t, w.from, 5)
	w.deliver(t)
	p := w.proof(t, w.from, 2)
	w.grow(t, w.from, 3)
	w.deliver(t)
	q := w.proof(t, w.from, 6)
	w.pair.To = "EST"
	w.grow(t, w.from, 5)
	w.deliver(t)
	est := w.proof(t, w.from, 2)
	stranger := sign.NewKey().Public()
	for name, tc := range map[string]struct {
		change func(p *Proof)
		says   string
	}{
		"another form":                {func(p *Proof) { p.Format = "entente-proof/2" }, "form"},
		"another log":                 {func(p *Proof) { p.Origin = est.Origin }, "does not belong into log"},
		"a bad log":                   {func(p *Proof) { p.Origin = "x" }, "not the name of a pair log"},
		"another statement":           {func(p *Proof) { p.Statement = q.Statement }, "not entry 2"},
		"a statement to another":      {func(p *Proof) { p.Statement = est.Statement }, "does not belong into log"},
		"another salt":                {func(p *Proof) { p.Salt = q.Salt }, "not entry 2"},
		"a salt in capitals":          {func(p *Proof) { p.Salt = strings.ToUpper(p.Salt) }, "lower-case hexadecimal"},
		"another index":               {func(p *Proof) { p.Index = 3 }, "not entry 3"},
		"a negative index":            {func(p *Proof) { p.Index = -1 }, "cannot belong"},
		"an index beyond the log":     {func(p *Proof) { p.Index = 5 }, "cannot belong"},
		"another size":                {func(p *Proof) { p.Size = 4 }, "speaks of 4"},
		"another path":                {func(p *Proof) { p.Path = q.Path }, "not entry 2"},
		"an empty path":               {func(p *Proof) { p.Path = nil }, "not entry 2"},
		"a path of nonsense":          {func(p *Proof) { p.Path = []string{"zz"} }, "lower-case hexadecimal"},
		"a very long path":            {func(p *Proof) { p.Path = make([]string, 100000) }, "cannot belong"},
		"another checkpoint":          {func(p *Proof) { p.Checkpoint, p.Size = q.Checkpoint, q.Size }, "not entry 2"},
		"a checkpoint of another log": {func(p *Proof) { p.Checkpoint = est.Checkpoint }, "signature of CZE is missing"},
		"no cosignature": {func(p *Proof) {
			p.Checkpoint = p.Checkpoint[:strings.LastIndex(strings.TrimSuffix(p.Checkpoint, "\n"), "\n")+1]
		}, "signature of HUB is missing"},
		"signatures exchanged":   {func(p *Proof) { p.Checkpoint = swapSignatures(p.Checkpoint) }, "not in their order"},
		"one more signature":     {func(p *Proof) { p.Checkpoint += "— x " + "AAAAAAAA" + "\n" }, "has 3 signatures"},
		"another sender's key":   {func(p *Proof) { p.FromKey = stranger }, "signature of CZE is missing"},
		"another receiver's key": {func(p *Proof) { p.ToKey = stranger }, "signature of HUB is missing"},
		"keys exchanged":         {func(p *Proof) { p.FromKey, p.ToKey = p.ToKey, p.FromKey }, "signature of CZE is missing"},
		"another answer":         {func(p *Proof) { p.Ack, p.AckSignature = q.Ack, q.AckSignature }, "another statement"},
		"a signature of another": {func(p *Proof) { p.AckSignature = q.AckSignature }, "is not by key"},
		"an unsigned answer":     {func(p *Proof) { p.AckSignature = sign.Signature{} }, "without its signature"},
		"a signature of nothing": {func(p *Proof) { p.Ack = nil }, "without its signature"},
		"an answer of nonsense":  {func(p *Proof) { p.Ack = jsontext.Value(`{}`) }, "canonical form"},
	} {
		bad := p
		tc.change(&bad)
		if _, err := bad.Verify(); errs.KindOf(err) == errs.Internal || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: got %v, want a refusal that says %q", name, err, tc.says)
		}
	}
	short := p
	short.Ack, short.AckSignature = nil, sign.Signature{}
	if r, err := VerifyProof(encode(t, short)); err != nil || r.Outcome != Pending || r.Counts == nil {
		t.Errorf("a proof without an answer: %+v, %v", r, err)
	}
	file := string(encode(t, p))
	for name, bad := range map[string]string{
		"an unknown member": strings.Replace(file, `{"ack"`, `{"aaa":1,"ack"`, 1),
		"a member twice":    strings.Replace(file, `"index":2`, `"index":2,"index":2`, 1),
		"a null":            strings.Replace(file, `"index":2`, `"index":null`, 1),
		"no index":          strings.Replace(file, `"index":2,`, ``, 1),
		"white space":       strings.Replace(file, `"index":2`, `"index": 2`, 1),
		"an escape":         strings.Replace(file, `entente-proof`, `\u0065ntente-proof`, 1),
		"two proofs":        file + file,
	} {
		if _, err := VerifyProof([]byte(bad)); bad == file || !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func swapSignatures(note string) string {
	lines := strings.Split(note, "\n")
	n := len(lines)
	lines[n-2], lines[n-3] = lines[n-3], lines[n-2]
	return strings.Join(lines, "\n")
}

func TestPages(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.grow(t, w.from, 3)
		w.deliver(t)
		w.grow(t, w.from, 2)
		live := authz.System("CZE", "test", authz.LedgerRead).In("live")
		write(t, w.from, func(tx *db.Tx) error {
			logs, err1 := Logs(ctx, tx, live)
			want := []Log{{Pair: w.pair, Mine: true, Size: 5, CheckpointAt: w.at, CosignedSize: 3, CosignedAt: w.at.Truncate(time.Second)}}
			if diff := cmp.Diff(want, logs); diff != "" {
				t.Error(diff)
			}
			lines, err2 := Lines(ctx, tx, live, w.pair, 0, 3)
			for i := range lines {
				if lines[i].StatementID == "" {
					t.Error("no id")
				}
				lines[i].StatementID = ""
			}
			if diff := cmp.Diff([]Line{
				{Index: 4, At: w.at, Kind: "release.made", About: "matter-1", Outcome: Pending},
				{Index: 3, At: w.at, Kind: "release.made", About: "matter-1", Outcome: Pending},
				{Index: 2, At: w.at, Kind: "release.made", About: "matter-1", Outcome: Accepted, Reason: "in order", Counts: map[string]int64{"objects": 2}, AnsweredAt: w.at, Receipted: true},
			}, lines); diff != "" {
				t.Error(diff)
			}
			rest, err3 := Lines(ctx, tx, live, w.pair, 2, 0)
			if len(rest) != 2 || rest[0].Index != 1 {
				t.Errorf("%+v", rest)
			}
			p, err4 := ProofFor(ctx, tx, live, "CZE", "HUB", 1)
			_, err5 := p.Verify()
			return errors.Join(err1, err2, err3, err4, err5)
		})
		write(t, w.to, func(tx *db.Tx) error {
			logs, err := Logs(ctx, tx, live)
			if len(logs) != 1 || logs[0].Mine || logs[0].Size != 3 {
				t.Errorf("%+v", logs)
			}
			return err
		})
		w.checkViewers(t)
	})
}

// checkViewers reads as those who may not.
func (w *world) checkViewers(t *testing.T) {
	t.Helper()
	for name, tc := range map[string]struct {
		v    authz.Viewer
		kind errs.Kind
	}{
		"nobody":                      {authz.Viewer{}, errs.Denied},
		"somebody without permission": {authz.System("CZE", "test", authz.IntelRead).In("live"), errs.Denied},
		"a viewer of an exercise":     {authz.System("CZE", "test", authz.LedgerRead).In("exercise-1"), errs.NotFound},
		"a viewer of no realm":        {authz.System("CZE", "test", authz.LedgerRead).In(""), errs.Denied},
	} {
		write(t, w.from, func(tx *db.Tx) error {
			logs, err := Logs(ctx, tx, tc.v)
			if len(logs) != 0 || tc.kind == errs.Denied && !errs.Is(err, errs.Denied) {
				t.Errorf("%s: logs %+v, %v", name, logs, err)
			}
			_, err1 := Lines(ctx, tx, tc.v, w.pair, 0, 0)
			_, err2 := Forks(ctx, tx, tc.v, w.pair)
			_, err3 := ProofFor(ctx, tx, tc.v, "CZE", "HUB", 0)
			for _, err := range []error{err1, err2, err3} {
				if !errs.Is(err, tc.kind) {
					t.Errorf("%s: %v", name, err)
				}
			}
			return nil
		})
	}
}
