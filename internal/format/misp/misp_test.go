package misp

import (
	"os"
	"path/filepath"
	"testing"

	"entente/internal/base/strictjson"
)

// TestRealEvents runs on events that a vendor published: nothing of them may
// vanish.
func TestRealEvents(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../../shared/data/misp-events/*.json")
	if len(files) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("the real data is missing")
		}
		t.Skip("the real data is not beside the project")
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			t.Parallel()
			r, err := os.Open(f)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			n := 0
			err = ReadEvents(r, strictjson.Default, func(ev Event) error {
				n++
				res, err := Convert(ev)
				if err != nil {
					return err
				}
				for _, p := range res.Problems {
					t.Errorf("%s %s: %s", p.Path, p.UUID, p.Reason)
				}
				made := map[string]bool{}
				for _, o := range res.Objects {
					made[o.ID[len(o.ID)-36:]] = true
				}
				want := len(ev.Attributes)
				for _, a := range ev.Attributes {
					if !made[a.UUID] {
						t.Errorf("attribute %s is in no object", a.UUID)
					}
				}
				for _, o := range ev.Objects {
					want += len(o.Attributes)
					for _, a := range o.Attributes {
						if !made[a.UUID] {
							t.Errorf("attribute %s is in no object", a.UUID)
						}
					}
				}
				if res.Attributes != want {
					t.Errorf("%d attributes counted, %d in the file", res.Attributes, want)
				}
				return nil
			})
			if err != nil || n == 0 {
				t.Fatalf("%d events, %v", n, err)
			}
		})
	}
}
