package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

// Checkpoint is one signed state of a log.
type Checkpoint struct {
	Origin string
	Size   int64 // entries that it covers
	Root   tlog.Hash
	Note   []byte // C2SP signed note with the sender's signature alone
	At     time.Time
	// FromKey is the key that signed Note.
	FromKey sign.PublicKey
	// Cosigned is the note with the recipient's cosignature after the sender's
	// signature; nil before there is one, and then the fields below are zero.
	Cosigned   []byte
	CosignedAt time.Time // whole seconds, by the recipient's clock
	ToKey      sign.PublicKey
}

// maxNote bounds a note, in bytes; ours have about 400.
const maxNote = 4096

// text is the note's text, C2SP tlog-checkpoint: origin, size, root.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// parseText reads exactly the three lines of text.
func parseText(text, origin string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return c, errs.New(errs.Invalid, "the checkpoint does not have exactly three lines")
	}
	if lines[0] != origin {
		return c, errs.New(errs.Denied, "the checkpoint is of log %q, not of %s", errs.Clip(lines[0]), origin)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return c, errs.New(errs.Invalid, "the checkpoint's size %q is not a plain number", errs.Clip(lines[1]))
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return c, errs.New(errs.Invalid, "the checkpoint's root is not 32 bytes of base64")
	}
	c = Checkpoint{Origin: origin, Size: size}
	copy(c.Root[:], root)
	if c.text() != text {
		return c, errs.New(errs.Invalid, "the checkpoint is not in its one form")
	}
	return c, nil
}

// openNote checks that a note holds exactly the signatures of these verifiers,
// each valid, in this order, in its one form, and gives its text and the raw
// signatures (key hash and signature). who names each verifier in errors.
func openNote(b []byte, verifiers []note.Verifier, who []string) (text string, raw [][]byte, err error) {
	if len(b) > maxNote {
		return "", nil, errs.New(errs.TooLarge, "a checkpoint has at most %d bytes", maxNote)
	}
	for i, v := range verifiers {
		// One at a time, so that the error can say whose signature is wrong.
		if _, err := note.Open(b, note.VerifierList(v)); err != nil {
			return "", nil, errs.New(errs.Denied, "the checkpoint's signature of %s is missing or wrong: %s", who[i], errs.Clip(err.Error()))
		}
	}
	n, err := note.Open(b, note.VerifierList(verifiers...))
	if err != nil {
		return "", nil, errs.New(errs.Denied, "the checkpoint is not signed as it should be: %s", errs.Clip(err.Error()))
	}
	if len(n.UnverifiedSigs) > 0 || len(n.Sigs) != len(verifiers) {
		return "", nil, errs.New(errs.Invalid, "the checkpoint has %d signatures and should have %d", len(n.Sigs)+len(n.UnverifiedSigs), len(verifiers))
	}
	// The library skips repeated lines and stray bits of base64: writing the
	// note anew shows them.
	var again bytes.Buffer
	again.WriteString(n.Text + "\n")
	for i, s := range n.Sigs {
		r, err := base64.StdEncoding.DecodeString(s.Base64)
		if err != nil || s.Name != verifiers[i].Name() || s.Hash != verifiers[i].KeyHash() { //nolint:gosec // there are as many as verifiers: checked above
			return "", nil, errs.New(errs.Invalid, "the checkpoint's signatures are not in their order")
		}
		raw = append(raw, r)
		again.WriteString("— " + s.Name + " " + base64.StdEncoding.EncodeToString(r) + "\n")
	}
	if !bytes.Equal(again.Bytes(), b) {
		return "", nil, errs.New(errs.Invalid, "the checkpoint is not in its one form")
	}
	return n.Text, raw, nil
}

// openSent reads a checkpoint that carries the sender's signature alone.
func openSent(b []byte, p Pair, from sign.PublicKey) (c Checkpoint, err error) {
	text, _, err := openNote(b, []note.Verifier{from.Verifier(p.Origin())}, []string{string(p.From)})
	if err != nil {
		return c, err
	}
	if c, err = parseText(text, p.Origin()); err != nil {
		return c, err
	}
	c.Note, c.FromKey = bytes.Clone(b), from
	return c, nil
}

// openCosigned reads a checkpoint that carries the sender's signature and the
// recipient's cosignature.
func openCosigned(b []byte, p Pair, from, to sign.PublicKey) (c Checkpoint, err error) {
	text, raw, err := openNote(b, []note.Verifier{from.Verifier(p.Origin()), to.CosignVerifier(CosignerName(p.To))}, []string{string(p.From), string(p.To)})
	if err != nil {
		return c, err
	}
	if c, err = parseText(text, p.Origin()); err != nil {
		return c, err
	}
	line := bytes.LastIndex(b[:len(b)-1], []byte("\n")) + 1 // where the cosignature's line begins
	c.Note, c.FromKey = bytes.Clone(b[:line]), from
	c.Cosigned, c.CosignedAt, c.ToKey = bytes.Clone(b), sign.CosignTime(raw[1]), to
	return c, nil
}

// hexHash reads 32 bytes in lower-case hexadecimal, the one form.
func hexHash(s string) (h [32]byte, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) || hex.EncodeToString(b) != s {
		return h, errs.New(errs.Invalid, "%q is not 32 bytes in lower-case hexadecimal", errs.Clip(s))
	}
	copy(h[:], b)
	return h, nil
}
