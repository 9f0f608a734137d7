package errs_test

import (
	"slices"
	"testing"

	"entente/internal/base/errs"
)

func TestSayWritesEachArgumentAsTheFormatDoes(t *testing.T) {
	for _, c := range []struct {
		format string
		args   []any
		want   []string
	}{
		{"nothing to fill in", nil, []string{}},
		{"%d of %s, 100 %% of %q", []any{3, "CZE", "a b"}, []string{"3", "CZE", `"a b"`}},
		{"%.1f and %v", []any{1.25, []int{1, 2}}, []string{"1.2", "[1 2]"}},
	} {
		p := errs.Say(c.format, c.args...)
		if p.Format != c.format || !slices.Equal(p.Args, c.want) {
			t.Errorf("Say(%q, %v) = %+v", c.format, c.args, p)
		}
	}
	if p := errs.Say("%s and %s", "one"); p.Format != "" {
		t.Errorf("a format without its argument gives %+v", p)
	}
	if p := errs.PhraseOf(errs.New(errs.Invalid, "at most %d", 4)); p.Format != "at most %d" || p.Args[0] != "4" {
		t.Errorf("the phrase of an error is %+v", p)
	}
}
