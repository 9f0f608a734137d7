package matter

import (
	"testing"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
)

// TestAStricterStatementHidesAMatter: who may read the opening and not everything that
// was stated about it reads none of it.
func TestAStricterStatementHidesAMatter(t *testing.T) {
	t.Parallel()
	said := func(levels ...string) (m Matter) {
		for _, l := range levels {
			var x Said
			x.TLP = l
			m.Said = append(m.Said, x)
		}
		return m
	}
	for _, c := range []struct {
		ceiling string
		m       Matter
		want    bool
	}{
		{"", said("red", ""), true},
		{"green", said("green", "clear"), true},
		{"green", said("green", "amber"), false},
		{"green", said("amber", "green"), false},
		{"green", said("green", ""), false},
		{"green", said("green", "pink"), false},
		{"pink", said("green"), false},
	} {
		v := authz.Person("CZE", "p", "Ada", "test", c.ceiling, nil).In(ids.Live)
		if got := c.m.ReadableBy(v); got != c.want {
			t.Errorf("under %q: %v", c.ceiling, got)
		}
	}
}
