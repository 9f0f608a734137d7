package intel

import (
	"crypto/sha256"
	"fmt"
	"time"

	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/format/stix"
)

// held is what the store knows of one version of an object that is offered.
type held struct {
	added   int64
	version string
	digest  [sha256.Size]byte
	latest  bool
	lot     int64
	gone    bool
	class   Class
}

// verdict is what the store does with one offered object.
type verdict struct {
	kind   verdictKind
	latest bool   // the offered version becomes the newest
	reason string // for refused and conflict
}

type verdictKind int

const (
	store verdictKind = iota
	duplicate
	refused
	conflict
)

// judge says what becomes of obj, given every held version of its id. It is
// the one rule on versions (STIX 2.1 §3.6) and on who may version:
//
//   - the same version with the same bytes is a duplicate, harmless, unless it
//     was recalled: then it stays away;
//   - the same version with other bytes is a conflict, and the first is kept;
//   - only the party that brought an object in may bring its later versions;
//   - a version older than the newest is history: welcome when it arrives late
//     from its origin by release or in the same lot, refused by a later import;
//   - a later version may not loosen the marking, unless its origin says so by
//     a release that it signed.
func judge(obj *stix.Object, tlp marking.TLP, origin ids.Party, lot int64, bySignature bool, have []held) verdict {
	var newest *held
	for i := range have {
		h := &have[i]
		if h.version == obj.Version {
			if h.digest == obj.Digest && h.gone {
				return verdict{kind: refused, reason: "this version was recalled or deleted here; its origin may issue a new version"}
			}
			if h.digest == obj.Digest {
				return verdict{kind: duplicate}
			}
			return verdict{kind: conflict, reason: fmt.Sprintf("version %q is already held with other content, from %s; the first is kept", obj.Version, h.class.Origin)}
		}
		if h.latest {
			newest = h
		}
	}
	if newest == nil {
		return verdict{kind: store, latest: true}
	}
	if newest.class.Origin != origin {
		return verdict{kind: refused, reason: fmt.Sprintf("this object belongs to %s, which alone may version it; answer with an object of your own", newest.class.Origin)}
	}
	older := before(obj.Version, newest.version)
	if older && !bySignature && newest.lot != lot {
		return verdict{kind: refused, reason: fmt.Sprintf("version %q is older than version %q, which is held", obj.Version, newest.version)}
	}
	if !older && !bySignature && tlp < newest.class.TLP {
		return verdict{kind: refused, reason: fmt.Sprintf("this version would loosen the marking from tlp:%s to %q; a marking is never loosened by an import", newest.class.TLP, tlp)}
	}
	return verdict{kind: store, latest: !older}
}

// before compares two versions as the moments they are (STIX 2.1 §3.6: the
// latest modified wins), and as text only when one is no timestamp.
func before(a, b string) bool {
	ta, errA := time.Parse(time.RFC3339Nano, a)
	tb, errB := time.Parse(time.RFC3339Nano, b)
	if errA != nil || errB != nil {
		return a < b
	}
	return ta.Before(tb)
}
