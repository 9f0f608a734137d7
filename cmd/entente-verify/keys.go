package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

func letters(text string, size int) ([]byte, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return b, err == nil && len(b) == size && !strings.ContainsAny(text, "\r\n")
}

func keyOf(text string) ([]byte, bool) {
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
func fingerprint(key string) string {
	pub, _ := keyOf(key)
	groups := []string{}
	for part := range slices.Chunk([]byte(digest(pub)), 4) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, " ")
}

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
		id := x.str("id")
		now := office{signs: slices.Contains(x.strs("powers"), "sign")}
		if x["succeeded"] != nil {
			now.ended = x.obj("succeeded").time("at")
		}
		// One unbroken line of keys, each but the first signed by itself.
		for i, k := range append(slices.Clone(x.list("retired")), map[string]any(obj{"key": x["key"], "since": x["since"], "proof": x["proof"]})) {
			o := object(k)
			key := officeKey{o.str("key"), o.time("since"), o.time("until")}
			claim := canonical(obj{"party": c.party, "office": id, "key": key.key, "since": key.since})
			follows := i == 0 && key.since.IsZero() || i > 0 && key.since.Equal(now.keys[i-1].until) && signed(key.key, "office-key/v1", claim, o.str("proof"))
			need(follows, "a key of office %s of %s does not follow the one before it", clip(id), clip(c.party))
			now.keys = append(now.keys, key)
		}
		_, twice := c.offices[id]
		need(!twice, "a card of %s has office %s twice", clip(c.party), clip(id))
		c.offices[id] = now
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

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
