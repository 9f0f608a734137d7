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

func letters(text string, size int) ([]byte, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return b, err == nil && len(b) == size && !strings.ContainsAny(text, "\r\n")
}

func keyOf(text string) (ed25519.PublicKey, bool) {
	raw, ok := strings.CutPrefix(text, "ed25519:")
	key, good := letters(raw, ed25519.PublicKeySize)
	return key, ok && good
}

// signed tells whether a key has signed something for one purpose.
func signed(key, purpose string, msg []byte, signature string) bool {
	pub, ok := keyOf(key)
	sig, good := letters(signature, ed25519.SignatureSize)
	return ok && good && ed25519.Verify(pub, append([]byte("entente/"+purpose+"\x00"), msg...), sig)
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// fingerprint is the SHA-256 of a key in groups of four.
func fingerprint(key string) (text string) {
	pub, _ := keyOf(key)
	for part := range slices.Chunk([]byte(digest(pub)), 4) {
		text += " " + string(part)
	}
	return text[1:]
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// card is what a party's node says of itself: its key, and its offices with theirs.
type card struct {
	party, node string
	serial      int64
	offices     map[string]office
}

type office struct {
	signs bool
	ended time.Time // another has taken its place
	keys  []officeKey
}

// officeKey is a key with the time in which its signatures count.
type officeKey struct {
	key          string
	since, until time.Time
}

func openCard(v any) card {
	s := object(v).has("card signature")
	o := s.obj("card").has("v party name kind node offices serial at ? links")
	c := card{o.str("party"), o.str("node"), o.int("serial"), map[string]office{}}
	support(o.int("v") == 1, "a card of %s is of version %d", clip(c.party), o.int("v"))
	need(signed(c.node, "card/v1", s.raw("card"), s.str("signature")), "a card of %s is not signed by its node", clip(c.party))
	for _, v := range o.list("offices") {
		x := object(v).has("id name powers key ? since proof retired succeeded")
		now := office{signs: slices.Contains(x.strs("powers"), "sign")}
		if x["succeeded"] != nil {
			now.ended = x.obj("succeeded").time("at")
		}
		// One unbroken line of keys, each but the first signed by itself.
		for i, k := range append(slices.Clone(x.list("retired")), map[string]any{"key": x["key"], "since": x["since"], "proof": x["proof"]}) {
			key := officeKey{object(k).str("key"), object(k).time("since"), object(k).time("until")}
			claim := canonical(obj{"party": c.party, "office": x.str("id"), "key": key.key, "since": key.since})
			follows := i == 0 && key.since.IsZero() || i > 0 && key.since.Equal(now.keys[i-1].until) && signed(key.key, "office-key/v1", claim, object(k).str("proof"))
			need(follows, "a key of office %s of %s does not follow the one before it", clip(x.str("id")), clip(c.party))
			now.keys = append(now.keys, key)
		}
		need(c.offices[x.str("id")].keys == nil, "a card of %s has office %s twice", clip(c.party), clip(x.str("id")))
		c.offices[x.str("id")] = now
	}
	return c
}

// follows tells whether a card carries on from an earlier one: the same node, and
// what offices had as keys stays.
func (c card) follows(before card) bool {
	for id, was := range before.offices {
		keys := c.offices[id].keys
		for i, k := range was.keys {
			if i >= len(keys) || keys[i].key != k.key || !keys[i].since.Equal(k.since) || !k.until.IsZero() && !keys[i].until.Equal(k.until) {
				return false
			}
		}
	}
	return c.node == before.node && c.party == before.party
}

// book holds the latest card of each party, and every key that was relied on.
type book struct {
	latest map[string]card
	used   map[string]string // "CZE office director" to its key
}

func (k *book) add(c card) {
	have, ok := k.latest[c.party]
	need(!ok || c.serial > have.serial && c.follows(have) || c.serial <= have.serial && have.follows(c), "two cards of %s contradict each other", clip(c.party))
	if !ok || c.serial > have.serial {
		k.latest[c.party] = c
	}
}

// bound verifies a signature by which an office binds its party under a text: it must
// stand in the text with the power to sign, and have had the key at that time.
func (k *book) bound(then card, id string, at time.Time, purpose string, msg []byte, signature string) {
	now := k.latest[then.party].offices[id]
	support(then.offices[id].signs && (now.ended.IsZero() || at.Before(now.ended)), "office %s of %s is not one that the agreement names with the power to sign; this program does not follow successions and delegations", clip(id), clip(then.party))
	i := slices.IndexFunc(now.keys, func(x officeKey) bool { return !at.Before(x.since) && (x.until.IsZero() || at.Before(x.until)) })
	need(i >= 0 && signed(now.keys[i].key, purpose, msg, signature), "a signature of office %s of %s, dated %s, does not verify", clip(id), then.party, stamp(at))
	k.used[then.party+" office "+clip(id)] = now.keys[i].key
}

// receipt checks one proof: that a party's node gave a statement of the file to
// another's, which signed for the log that holds it.
func (f *found) receipt(p obj) {
	p.has("format origin index size salt statement path checkpoint from_key to_key ? ack ack_signature")
	l := p.obj("statement").has("v id realm from to at kind about body")
	body := l.obj("body").has("statement signature")
	support(p.str("format") == "entente-proof/1" && l.int("v") == 1, "a proof is of form %q", clip(p.str("format")))
	given := digest(body.raw("statement"))
	i := slices.IndexFunc(f.statements, func(x *statement) bool { return x.digest == given && x.signature == body.str("signature") })
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
