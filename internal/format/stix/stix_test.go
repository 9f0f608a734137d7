package stix

import (
	"os"
	"testing"

	"entente/internal/base/strictjson"
)

// dataFile opens a file of the real data beside the project.
func dataFile(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open("../../../../shared/data/" + name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real data is missing: %v", err)
		}
		t.Skipf("the real data is not beside the project: %v", err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestAttackUpgradesWithoutLoss(t *testing.T) {
	t.Parallel()
	types := map[string]int{}
	sum, err := ReadBundle(dataFile(t, "attack/enterprise-attack.json"), strictjson.Default, func(_ int, objs []*Object, bad *ObjectError) error {
		if bad != nil {
			t.Errorf("object %d %s: %s", bad.Index, bad.ID, bad.Reason)
			return nil
		}
		types[objs[0].Type]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Good != 24731 || sum.Bad != 0 {
		t.Fatalf("summary %+v, want 24731 good", sum)
	}
	if types["relationship"] != 20012 || types["malware"] != 696 {
		t.Errorf("types %v", types)
	}
}
