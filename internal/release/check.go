package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/merkle"
	"entente/internal/federation"
	"entente/internal/format/stix"
	"entente/internal/intel"
)

// check reads the cargo once and proves that it is exactly what the origins
// signed: canonical bytes, in the signed trees, of the claimed class.
func (s *Service) check(ctx context.Context, tx *db.Tx, in federation.Inbound, arrivals []*arrival) (map[string]*stix.Object, error) {
	defs := map[string]*stix.Object{}
	if err := s.eachObject(in, arrivals, func(_ *arrival, _ int64, obj *stix.Object) error {
		if obj.Type == "marking-definition" {
			defs[obj.ID] = obj
		}
		return nil
	}); err != nil {
		return nil, err
	}
	trees := map[*arrival]*merkle.Builder{}
	lookup := s.definitions(ctx, tx, in.Statement.Realm, defs)
	err := s.eachObject(in, arrivals, func(a *arrival, i int64, obj *stix.Object) error {
		if set := stix.Markings(obj, lookup); set.TLP != a.class.TLP || set.PAP != a.class.PAP {
			return errs.New(errs.Denied, "object %s is marked tlp:%s pap:%s and was released as tlp:%s pap:%s; a marking is never changed on the way", obj.ID, set.TLP, set.PAP, a.class.TLP, a.class.PAP)
		}
		if obj.Category() != a.class.Category {
			return errs.New(errs.Denied, "object %s is of category %s and was released as %s", obj.ID, obj.Category(), a.class.Category)
		}
		if len(a.sent.Items) > 0 {
			return proveItem(a, a.sent.Items[i], obj.Digest)
		}
		if trees[a] == nil {
			trees[a] = merkle.NewBuilder(a.seed)
		}
		trees[a].Add(obj.Digest)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for a, t := range trees {
		if t.Root() != a.part.root() {
			return nil, errs.New(errs.Denied, "the objects of part %s are not those that %s signed", a.part.ID, a.part.Origin)
		}
	}
	return defs, nil
}

func proveItem(a *arrival, it sentItem, digest [sha256.Size]byte) error {
	var salt [32]byte
	b, ok := unhex(it.Salt)
	if !ok {
		return errs.New(errs.Invalid, "the salt of item %d is not 32 bytes of hex", it.Index)
	}
	salt = b
	path := make([]tlog.Hash, len(it.Path))
	for i, h := range it.Path {
		b, ok := unhex(h)
		if !ok {
			return errs.New(errs.Invalid, "the path of item %d is not made of hashes", it.Index)
		}
		path[i] = b
	}
	if err := merkle.Verify(a.part.root(), a.part.Objects, it.Index, salt, digest, path); err != nil {
		return errs.New(errs.Denied, "item %d is not in the part that %s signed", it.Index, a.part.Origin)
	}
	return nil
}

// unhex reads 32 bytes in the one form that has them: lower-case hex.
func unhex(s string) (h [32]byte, ok bool) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) || strings.ToLower(s) != s {
		return h, false
	}
	return [32]byte(b), true
}

// eachObject walks the cargo, part by part. i is the object's place among those
// that were sent of the part.
func (s *Service) eachObject(in federation.Inbound, arrivals []*arrival, f func(a *arrival, i int64, obj *stix.Object) error) error {
	at, i := 0, int64(0)
	err := in.Cargo(func(line []byte) error {
		for at < len(arrivals) && i == arrivals[at].sent.objects(arrivals[at].part.PartStatement) {
			at, i = at+1, 0
		}
		if at == len(arrivals) {
			return errs.New(errs.Invalid, "more objects came than the parts announce")
		}
		obj, err := stix.Parse(line)
		if err != nil {
			_, text := errs.Public(err)
			return errs.New(errs.Invalid, "an object of part %s is not valid: %s", arrivals[at].part.ID, text)
		}
		if string(obj.Bytes) != string(line) {
			return errs.New(errs.Invalid, "object %s is not in its canonical form", obj.ID)
		}
		i++
		return f(arrivals[at], i-1, obj)
	})
	if err != nil {
		return err
	}
	for ; at < len(arrivals); at, i = at+1, 0 {
		if i != arrivals[at].sent.objects(arrivals[at].part.PartStatement) {
			return errs.New(errs.Invalid, "fewer objects came than part %s announces", arrivals[at].part.ID)
		}
	}
	return nil
}

// definitions looks marking definitions up in the release and in the store.
func (s *Service) definitions(ctx context.Context, tx *db.Tx, realm ids.Realm, defs map[string]*stix.Object) func(string) (*stix.Object, bool) {
	misses := map[string]bool{}
	return func(id string) (*stix.Object, bool) {
		if def, ok := defs[id]; ok {
			return def, true
		}
		if misses[id] {
			return nil, false
		}
		def, ok, err := intel.Definition(ctx, tx, realm, id)
		if err != nil || !ok {
			misses[id] = true
			return nil, false
		}
		defs[id] = def
		return def, true
	}
}
