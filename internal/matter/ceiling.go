package matter

import (
	"slices"

	"entente/internal/base/authz"
	"entente/internal/format/marking"
)

// Readable tells whether a viewer's ceiling lets it read a marking. What is not marked,
// or marked by no known level, is for those without a ceiling.
func Readable(v authz.Viewer, tlp string) bool {
	ceiling := v.Actor().Ceiling
	if ceiling == "" {
		return true
	}
	most, err := marking.ParseTLP(ceiling)
	level, err2 := marking.ParseTLP(tlp)
	return err == nil && err2 == nil && level != marking.None && level <= most
}

// ReadableBy tells whether a viewer may read all that was stated: a statement can be
// marked more strictly than the opening, and what is made of a matter rests on every
// one of them.
func (m Matter) ReadableBy(v authz.Viewer) bool {
	return !slices.ContainsFunc(m.Said, func(x Said) bool { return !Readable(v, x.TLP) })
}
