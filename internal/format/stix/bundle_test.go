package stix

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// indicatorNo is a valid indicator with a number of its own.
func indicatorNo(i int) string {
	return strings.Replace(simpleIndicator, "8e2e2d2b", fmt.Sprintf("%08x", i), 1)
}

// heard is what a reading yielded.
type heard struct {
	order []int
	ids   []string
	bad   []ObjectError
}

func (h *heard) yield(i int, objs []*Object, bad *ObjectError) error {
	h.order = append(h.order, i)
	for _, o := range objs {
		h.ids = append(h.ids, o.ID)
	}
	if bad != nil {
		h.bad = append(h.bad, *bad)
	}
	return nil
}

// TestHostileB21OneBadAmongThousand: each kind of fault costs one object, which
// is reported with its place, its id and a reason.
func TestHostileB21OneBadAmongThousand(t *testing.T) {
	t.Parallel()
	id := "indicator--" + uuidA
	for name, c := range map[string]struct{ in, id, reason string }{
		"no pattern":        {strings.Replace(indicatorNo(0), `"pattern"`, `"x_pattern"`, 1), "indicator--00000000-17d4-4cbf-938f-98ee46b3cd3f", "pattern"},
		"a name twice":      {`{"type":"indicator","id":"` + id + `","name":"a","name":"b"}`, id, "twice"},
		"two letter cases":  {`{"type":"indicator","id":"` + id + `","name":"a","Name":"b"}`, id, "letter cases"},
		"bad UTF-8":         {"{\"type\":\"indicator\",\"id\":\"" + id + "\",\"name\":\"\xff\"}", id, "UTF-8"},
		"nested too deep":   {`{"type":"indicator","id":"` + id + `","x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`, id, "deeper"},
		"a number":          {`7`, "", "object"},
		"null":              {`null`, "", "object"},
		"a list":            {`["indicator"]`, "", "object"},
		"an empty object":   {`{}`, "", "type"},
		"a bundle":          {`{"type":"bundle","id":"bundle--` + uuidA + `","objects":[]}`, "bundle--" + uuidA, "bundle"},
		"an id of no text":  {`{"type":"indicator","id":{"a":1}}`, "", "id"},
		"a huge id":         {`{"type":"indicator","id":"` + strings.Repeat("Ж", 9000) + `"}`, "", "id"},
		"an integer beyond": {strings.Replace(indicatorNo(0), `"name"`, `"x_n":9007199254740993,"name"`, 1), "indicator--00000000-17d4-4cbf-938f-98ee46b3cd3f", "integer"},
		"modified before":   {strings.Replace(indicatorNo(0), `"modified":"2026`, `"modified":"2025`, 1), "indicator--00000000-17d4-4cbf-938f-98ee46b3cd3f", "modified"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			b.WriteString(`{"type":"bundle","id":"bundle--` + uuidA + `","objects":[`)
			want := []string{}
			for i := range 1000 {
				if i > 0 {
					b.WriteByte(',')
				}
				if i == 500 {
					b.WriteString(c.in)
					continue
				}
				b.WriteString(indicatorNo(i))
				want = append(want, fmt.Sprintf("indicator--%08x-17d4-4cbf-938f-98ee46b3cd3f", i))
			}
			b.WriteString(`]}`)
			var h heard
			sum, err := ReadBundle(strings.NewReader(b.String()), strictjson.Default, h.yield)
			if err != nil || sum != (Summary{Total: 1000, Good: 999, Bad: 1}) || len(h.bad) != 1 {
				t.Fatalf("%+v, %v, %+v", sum, err, h.bad)
			}
			if d := cmp.Diff(want, h.ids); d != "" {
				t.Errorf("the good ones: %s", d)
			}
			for i, n := range h.order {
				if i != n {
					t.Fatalf("object %d came as number %d", n, i)
				}
			}
			bad := h.bad[0]
			if bad.Index != 500 || (c.id != "" && bad.ID != c.id) || !strings.Contains(bad.Reason, c.reason) {
				t.Errorf("reported %+v, want %q and %q", bad, c.id, c.reason)
			}
			if len(bad.Reason) > errs.MaxEcho+160 || len(bad.ID) > errs.MaxEcho {
				t.Errorf("the report repeats %d bytes", len(bad.Reason)+len(bad.ID))
			}
		})
	}
}

func TestReadBundleTakesEveryEnvelope(t *testing.T) {
	t.Parallel()
	one, two := indicatorNo(1), indicatorNo(2)
	for name, c := range map[string]struct {
		in   string
		want int
	}{
		"bundle":                {`{"type":"bundle","id":"x","objects":[` + one + `,` + two + `]}`, 2},
		"objects first":         {`{"objects":[` + one + `],"id":"x","type":"bundle"}`, 1},
		"bundle of 2.0":         {`{"type":"bundle","spec_version":"2.0","objects":[` + one + `]}`, 1},
		"TAXII envelope":        {`{"more":true,"next":"x","objects":[` + one + `]}`, 1},
		"empty TAXII envelope":  {`{}`, 0},
		"bundle with no member": {`{"type":"bundle","id":"bundle--x"}`, 0},
		"empty list":            {`[]`, 0},
		"list":                  {`[` + one + `,` + two + `]`, 2},
		"single object":         {one, 1},
		"space around":          {" \n" + one + "\n ", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, r := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in))} {
				var h heard
				sum, err := ReadBundle(r, strictjson.Default, h.yield)
				if err != nil || sum.Good != c.want || sum.Bad != 0 || len(h.ids) != c.want {
					t.Errorf("%+v, %v, %v", sum, err, h.bad)
				}
			}
		})
	}
}

func TestReadBundleRefusesBrokenDocuments(t *testing.T) {
	t.Parallel()
	one := indicatorNo(1)
	for name, c := range map[string]struct {
		in   string
		good int
	}{
		"nothing":                   {``, 0},
		"a string":                  {`"indicator"`, 0},
		"a number":                  {`7`, 0},
		"XML":                       {`<stix/>`, 0},
		"cut within an object":      {`[` + one + `,` + one[:100], 1},
		"cut between objects":       {`{"objects":[` + one + `,`, 1},
		"never closed":              {`{"objects":[` + one + `]`, 1},
		"a second bundle":           {`{"objects":[` + one + `]}{"objects":[]}`, 1},
		"objects twice":             {`{"objects":[` + one + `],"objects":[` + indicatorNo(2) + `]}`, 1},
		"the id twice":              {`{"id":"a","id":"b","objects":[` + one + `]}`, 1},
		"type in two letter cases":  {`{"type":"bundle","TYPE":"x","objects":[` + one + `]}`, 1},
		"a bad name in the bundle":  {"{\"\xff\":1,\"objects\":[]}", 0},
		"a bad value in the bundle": {"{\"id\":\"\xff\",\"objects\":[" + one + "]}", 1},
		"much beside the objects":   {`{"objects":[` + one + `],"x":"` + strings.Repeat("x", 2<<20) + `"}`, 1},
		"too much beside":           {`{"x":"` + strings.Repeat("x", 9<<20) + `"}`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var h heard
			sum, err := ReadBundle(strings.NewReader(c.in), strictjson.Default, h.yield)
			if k := errs.KindOf(err); err == nil || (k != errs.Invalid && k != errs.TooLarge) {
				t.Fatalf("%+v, %v (%s)", sum, err, k)
			}
			if len(h.ids) != c.good || sum.Good != c.good {
				t.Errorf("%d objects were yielded before, want %d", len(h.ids), c.good)
			}
			if len(err.Error()) > errs.MaxEcho+160 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
		})
	}
}

func TestReadBundleStopsWhenItsReaderDoes(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	many.WriteString("[" + indicatorNo(0))
	for i := range 5000 {
		many.WriteString("," + indicatorNo(i+1))
	}
	many.WriteString("]")
	enough := errors.New("enough")
	n := 0
	_, err := ReadBundle(strings.NewReader(many.String()), strictjson.Default, func(int, []*Object, *ObjectError) error {
		if n++; n == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 3 {
		t.Errorf("%d objects, %v", n, err)
	}
	broken := errors.New("the line is cut")
	_, err = ReadBundle(io.MultiReader(strings.NewReader(many.String()[:4000]), iotest.ErrReader(broken)), strictjson.Default, func(int, []*Object, *ObjectError) error { return nil })
	if !errors.Is(err, broken) {
		t.Errorf("a fault of the connection became %v", err)
	}
}

// letters gives an endless run of one letter.
type letters byte

func (l letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(l)
	}
	return len(p), nil
}

func TestReadBundleEndsAtAnObjectThatNeverDoes(t *testing.T) {
	t.Parallel()
	for _, start := range []string{`[` + indicatorNo(1) + `,{"x":"`, `{"objects":[` + indicatorNo(1) + `,{"x":"`} {
		var h heard
		sum, err := ReadBundle(io.MultiReader(strings.NewReader(start), letters('x')), strictjson.Default, h.yield)
		if !errs.Is(err, errs.TooLarge) || sum.Good != 1 || len(h.ids) != 1 {
			t.Errorf("%+v, %v", sum, err)
		}
	}
}
