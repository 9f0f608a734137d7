package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// receipt checks one proof: that a party's node gave a statement of the file to
// another's, which signed for the log that holds it.
func (f *found) receipt(p obj) {
	p.has("format origin index size salt statement path checkpoint from_key to_key ? ack ack_signature")
	l := p.obj("statement").has("v id realm from to at kind about body")
	body := l.obj("body").has("statement signature")
	support(p.str("format") == "entente-proof/1" && l.int("v") == 1, "a proof is of form %q", clip(p.str("format")))
	i := slices.IndexFunc(f.statements, func(x *statement) bool {
		return bytes.Equal(canonical(x.obj), body.raw("statement")) && x.signature == body.str("signature")
	})
	need(i >= 0, "a proof is of a statement that is not in the file")
	x, from, to := f.statements[i], l.str("from"), l.str("to")
	keys := f.in.cards[from].node == p.str("from_key") && f.in.cards[to].node == p.str("to_key") && p.str("from_key") != ""
	need(keys && p.str("origin") == "entente/"+from+"/to/"+to+"/"+l.str("realm") && l.str("realm") == x.str("realm") && l.str("kind") == "crisis."+x.act && l.str("about") == x.str("matter"), "a proof is of another log, or under other keys, than the parties of the agreement have")
	root, at := checkpoint(p, from, to)
	leaf := sha256.Sum256(append(hash(p.str("salt")), p.raw("statement")...))
	var path tlog.RecordProof
	for _, h := range p.strs("path") {
		path = append(path, tlog.Hash(hash(h)))
	}
	good := p.int("index") >= 0 && p.int("index") < p.int("size") && len(path) <= 64 && tlog.CheckRecord(path, p.int("size"), root, p.int("index"), tlog.RecordHash(leaf[:])) == nil
	need(good, "statement %d of %s is not in the log of %s to %s that was signed for", x.int("n"), x.party, from, to)
	says := fmt.Sprintf("%s of %s: given by %s, received by %s not later than %s", x.act, x.party, from, to, stamp(at))
	if p["ack"] != nil || p["ack_signature"] != nil {
		a := p.obj("ack").has("log index leaf outcome reason counts at")
		need(signed(p.str("to_key"), "ack", p.raw("ack"), p.str("ack_signature")) && a.str("log") == p.str("origin") && a.int("index") == p.int("index") && a.str("leaf") == hex.EncodeToString(leaf[:]), "the answer of %s in a proof is not signed by it, or is to something else", to)
		says += ", " + clip(a.str("outcome"))
	}
	f.received = append(f.received, says)
}

func hash(text string) []byte {
	b, err := hex.DecodeString(text)
	need(err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == text, "a proof has a hash that is none")
	return b
}

// checkpoint verifies the state of a log with the signatures of who writes it and of
// who received it, and gives its root and when that was.
func checkpoint(p obj, from, to string) (tlog.Hash, time.Time) {
	ok := func(ok bool) { need(ok, "a checkpoint of the log of %s to %s is not signed by both", from, to) }
	text, lines, cut := strings.Cut(p.str("checkpoint"), "\n\n")
	head, sigs := strings.Split(text, "\n"), strings.Split(lines, "\n")
	ok(cut && len(head) == 3 && len(sigs) == 3 && sigs[2] == "" && head[0] == p.str("origin") && head[1] == fmt.Sprint(p.int("size")))
	root, err := base64.StdEncoding.Strict().DecodeString(head[2])
	ok(err == nil && len(root) == tlog.HashSize)
	// noted reads a signature line: a dash, who signs, and base64 of the hash of name,
	// kind and key before the signature.
	noted := func(line, name string, kind byte, key string, size int) (pub ed25519.PublicKey, sig []byte) {
		text, cut := strings.CutPrefix(line, "— "+name+" ")
		raw, err := base64.StdEncoding.Strict().DecodeString(text)
		pub, good := keyOf(key)
		id := sha256.Sum256(append(append([]byte(name), '\n', kind), pub...))
		ok(cut && good && err == nil && len(raw) == 4+size && bytes.Equal(raw[:4], id[:4]))
		return pub, raw[4:]
	}
	pub, sig := noted(sigs[0], p.str("origin"), 1, p.str("from_key"), ed25519.SignatureSize)
	ok(ed25519.Verify(pub, []byte(text+"\n"), sig))
	pub, sig = noted(sigs[1], "entente/"+to, 4, p.str("to_key"), 8+ed25519.SignatureSize)
	seconds := binary.BigEndian.Uint64(sig)
	ok(seconds < 1<<40 && ed25519.Verify(pub, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s\n", seconds, text), sig[8:]))
	return tlog.Hash(root), time.Unix(int64(seconds), 0)
}
