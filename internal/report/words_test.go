package report

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Every language says everything, and has words for the same codes.
func TestLanguagesAreComplete(t *testing.T) {
	t.Parallel()
	en := reflect.ValueOf(*english())
	for lang, w := range languages {
		v := reflect.ValueOf(*w)
		for i := range v.NumField() {
			name, f := v.Type().Field(i).Name, v.Field(i)
			switch f.Kind() {
			case reflect.String:
				want := strings.Count(en.Field(i).String(), "%")
				if f.String() == "" || strings.Count(f.String(), "%") != want {
					t.Errorf("%s: %s is %q", lang, name, f.String())
				}
			case reflect.Map:
				want := slices.Sorted(maps.Keys(en.Field(i).Interface().(map[string]string)))
				have := f.Interface().(map[string]string)
				if got := slices.Sorted(maps.Keys(have)); !slices.Equal(got, want) {
					t.Errorf("%s: %s has the keys %v, not %v", lang, name, got, want)
				}
				for k, s := range have {
					if s == "" {
						t.Errorf("%s: %s[%s] is empty", lang, name, k)
					}
				}
			case reflect.Func, reflect.Pointer, reflect.Struct:
				if f.IsZero() {
					t.Errorf("%s: %s is missing", lang, name)
				}
			default:
				t.Errorf("%s is of a kind that this test does not know", name)
			}
		}
	}
}

func TestCountsAreSaidAsPeopleSayThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{czech().SumGiven("1", 1, 1), "Odešel 1 objekt, a to 1 straně."},
		{czech().SumGiven("3", 3, 2), "Odešly 3 objekty, a to 2 stranám."},
		{czech().SumGiven("5", 5, 3), "Odešlo 5 objektů, a to 3 stranám."},
		{french().SumHere("0", 0), "Ce nœud détient 0 objet."},
		{french().SumHere("2", 2), "Ce nœud détient 2 objets."},
		{english().SumOpen("1", 1), "1 receipt is outstanding."},
		{english().number(1234567), "1,234,567"},
		{czech().number(1234567), "1\u00a0234\u00a0567"},
	} {
		if c.got != c.want {
			t.Errorf("said %q, not %q", c.got, c.want)
		}
	}
}
