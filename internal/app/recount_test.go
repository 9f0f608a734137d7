package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente/internal/base/db"
	"entente/internal/base/ids"
)

// recounted counts everything anew, as a node does that was made before there
// were counters, and demands the same.
func (w *alliance) recounted() {
	w.t.Helper()
	tables := map[string]string{
		"intel_tally": "class, type, day, came, here", "intel_expiry": "class, day, here",
		"release_flow": "release, party, realm, at, direction, origin, tlp, permit, grade, code, agreement, title, generation, provision, objects",
	}
	for _, code := range []ids.Party{"HUB", "CZE", "EST"} {
		n := w.nodes[code].Node
		if code == "EST" {
			continue // stopped, and its database with it
		}
		dump := func() (all []string) {
			w.must(n.DB.Read(w.t.Context(), func(tx *db.Tx) error {
				all = nil
				for _, name := range slices.Sorted(maps.Keys(tables)) {
					columns := strings.Split(tables[name], ", ")
					rows, err := db.Rows(w.t.Context(), tx, func(s db.Scanner) (string, error) {
						cells, to := make([]any, len(columns)), make([]any, len(columns))
						for i := range cells {
							to[i] = &cells[i]
						}
						err := s.Scan(to...)
						return name + fmt.Sprintf(" %v", cells), err
					}, `SELECT `+tables[name]+` FROM `+name)
					if err != nil {
						return err
					}
					all = append(all, rows...)
				}
				return nil
			}))
			slices.Sort(all)
			// A counter that went back to zero is as good as none.
			return slices.DeleteFunc(all, func(l string) bool {
				return strings.HasSuffix(l, " 0 0]") && strings.HasPrefix(l, "intel_tally") || strings.HasSuffix(l, " 0]") && strings.HasPrefix(l, "intel_expiry")
			})
		}
		before := dump()
		w.must(n.DB.Write(w.t.Context(), func(tx *db.Tx) error {
			for name := range tables {
				if _, err := tx.Exec(w.t.Context(), `DELETE FROM `+name); err != nil {
					return err
				}
			}
			return nil
		}))
		w.must(n.Intel.Recover(w.t.Context()))
		w.must(n.Releases.Recover(w.t.Context()))
		w.same("counters of "+string(code)+" kept and counted anew", before, dump())
	}
}
