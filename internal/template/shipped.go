package template

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
)

//go:embed shipped/*.json
var files embed.FS

// Sealed is a generation with its canonical document and digest.
type Sealed struct {
	clause.Generation
	Digest string // hex
	Bytes  []byte
}

// Shipped gives the generations that come with this program, by template and
// number. In its file a generation names the one before it as "@number".
var Shipped = sync.OnceValues(func() ([]Sealed, error) {
	names, err := files.ReadDir("shipped")
	if err != nil {
		return nil, err
	}
	var all []Sealed
	for _, n := range names { // by name, so a generation comes after the one before it
		b, err := files.ReadFile(path.Join("shipped", n.Name()))
		if err != nil {
			return nil, err
		}
		var s Sealed
		if err := strictjson.Decode(b, &s.Generation, strictjson.Default); err != nil {
			return nil, fmt.Errorf("%s: %w", n.Name(), err)
		}
		if number, ok := strings.CutPrefix(s.Follows, "@"); ok {
			i := slices.IndexFunc(all, func(x Sealed) bool { return x.Template == s.Template && fmt.Sprint(x.Number) == number })
			if i < 0 {
				return nil, fmt.Errorf("%s: there is no generation %s before it", n.Name(), number)
			}
			s.Follows = all[i].Digest
		}
		if s.Bytes, s.Digest, err = s.Seal(); err != nil {
			return nil, fmt.Errorf("%s: %w", n.Name(), err)
		}
		all = append(all, s)
	}
	return all, nil
})

// shippedByDigest gives a generation that comes with this program.
func shippedByDigest(digest string) (Sealed, error) {
	all, err := Shipped()
	if err != nil {
		return Sealed{}, err
	}
	i := slices.IndexFunc(all, func(s Sealed) bool { return s.Digest == digest })
	if i < 0 {
		return Sealed{}, errs.New(errs.NotFound, "there is no generation with this digest here")
	}
	return all[i], nil
}
