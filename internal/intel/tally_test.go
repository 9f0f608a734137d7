package intel

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/format/stix"
	"entente/internal/policy"
)

const amberRef = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"

// noon is the day on which the tests of figures are played.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func indicatorID(n int) string { return fmt.Sprintf("indicator--00000000-0000-4000-8000-%012d", n) }

// sign is an indicator in a version, which is a day of November 2026.
func sign(n, version int, until, ref string) string {
	return fmt.Sprintf(`{"type":"indicator","spec_version":"2.1","id":%q,"created":"2026-01-01T00:00:00.000Z","modified":"2026-11-%02dT00:00:00.000Z","pattern":"[ipv4-addr:value = '192.0.2.%d']","pattern_type":"stix","valid_from":"2020-01-01T00:00:00Z"%s%s}`,
		indicatorID(n), version, n, until, marked(ref))
}

func until(day string) string { return `,"valid_until":"` + day + `T00:00:00Z"` }

// lines prints what a query finds, one line for each row.
func lines(t testing.TB, d *db.DB, columns int, query string, args ...any) (all []string) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		all, err = db.Rows(t.Context(), tx, func(s db.Scanner) (string, error) {
			cells, to := make([]any, columns), make([]any, columns)
			for i := range cells {
				to[i] = &cells[i]
			}
			err := s.Scan(to...)
			return fmt.Sprint(cells...), err
		}, query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// tallies are the counters as they stand, without those that are zero.
func tallies(t testing.TB, d *db.DB) (counters, expiries []string) {
	t.Helper()
	return lines(t, d, 5, `SELECT class, type, day, came, here FROM intel_tally WHERE came <> 0 OR here <> 0`),
		lines(t, d, 3, `SELECT class, day, here FROM intel_expiry WHERE here <> 0`)
}

// inStep demands that the counters are what counting the store gives now.
func inStep(t testing.TB, d *db.DB, after string) {
	t.Helper()
	counters, expiries := tallies(t, d)
	if diff := cmp.Diff(lines(t, d, 5, `SELECT class, type, added / 86400000000, count(*), sum(CASE WHEN latest AND gone = 0 THEN 1 ELSE 0 END)
		FROM intel_object GROUP BY class, type, added / 86400000000`), counters); diff != "" {
		t.Errorf("after %s, store and counters:\n%s", after, diff)
	}
	sums := map[[2]int64]int64{}
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		return db.Each(t.Context(), tx, func(s db.Scanner) error {
			var class int64
			var body []byte
			if err := s.Scan(&class, &body); err != nil {
				return err
			}
			obj, err := stix.Parse(body)
			if err != nil {
				return err
			}
			if at, ok := obj.ValidUntil(); ok {
				sums[[2]int64{class, at.Unix() / 86400}]++
			}
			return nil
		}, `SELECT class, body FROM intel_object WHERE latest = $1 AND gone = 0 AND type = 'indicator'`, true)
	}); err != nil {
		t.Fatal(err)
	}
	counted := make([]string, 0, len(sums))
	for k, n := range sums {
		counted = append(counted, fmt.Sprint(k[0], k[1], n))
	}
	slices.Sort(counted)
	if diff := cmp.Diff(counted, append([]string{}, expiries...)); diff != "" {
		t.Errorf("after %s, store and expiries:\n%s", after, diff)
	}
}

// receive stores objects as a release of a party would bring them.
func receive(t testing.TB, s *Service, realm ids.Realm, origin ids.Party, tlp marking.TLP, objects ...string) []Result {
	t.Helper()
	var results []Result
	if err := s.db.Write(t.Context(), func(tx *db.Tx) error {
		in, err := OpenIntake(t.Context(), tx, Lot{Key: ids.New(), Realm: realm, Person: "system", Who: string(origin), Name: "release", Format: "release"})
		if err != nil {
			return err
		}
		items := make([]Item, len(objects))
		for i, text := range objects {
			obj, err := stix.Parse([]byte(text))
			if err != nil {
				return err
			}
			items[i] = Item{Index: i, Object: obj, Class: policy.Class{Origin: origin, Realm: realm, Category: obj.Category(), TLP: tlp}}
		}
		if results, err = in.Put(t.Context(), items); err != nil {
			return err
		}
		_, err = in.Close(t.Context())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return results
}

// recallAll erases what came from an origin, as its recall does.
func recallAll(t testing.TB, s *Service, origin ids.Party, added ...int64) {
	t.Helper()
	if err := s.db.Write(t.Context(), func(tx *db.Tx) error {
		_, err := EraseOf(t.Context(), tx, ids.Live, origin, added)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func neverReleased(context.Context, *db.Tx, []int64) (bool, error) { return false, nil }

func TestCountersStayInStepWithEveryAct(t *testing.T) {
	t.Parallel()
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(noon) }, func(t *testing.T, d *db.DB, c clock.Clock) {
		s, at := newStore(d), c.(*clock.Fixed)
		keeper := authz.Person("CZE", "k", "keeper", "test", "", authz.Grants(authz.Analyst, authz.Release))
		drop := func(n int) {
			if err := s.Delete(t.Context(), keeper, ids.Live, indicatorID(n), neverReleased); err != nil {
				t.Fatal(err)
			}
		}
		var came []int64
		for _, act := range []struct {
			name string
			do   func()
		}{
			{"an import", func() {
				bring(t, s, "", sign(1, 1, until("2026-12-01"), greenRef), sign(2, 1, "", greenRef), thing(1, ""))
			}},
			{"the same import again", func() {
				bring(t, s, "", sign(1, 1, until("2026-12-01"), greenRef), sign(2, 1, "", greenRef), thing(1, ""))
			}},
			{"other content in the same version", func() { bring(t, s, "", sign(2, 1, until("2027-01-01"), greenRef)) }},
			{"a newer version on another day", func() {
				at.Advance(24 * time.Hour)
				bring(t, s, "", sign(1, 2, until("2026-12-24"), greenRef))
			}},
			{"a stricter version, which is of another class", func() { bring(t, s, "", sign(2, 3, until("2026-12-24"), amberRef)) }},
			{"three versions of one object at once, out of order", func() {
				bring(t, s, "", sign(3, 2, until("2027-01-02"), greenRef), sign(3, 1, until("2027-01-01"), greenRef), sign(3, 3, until("2027-01-03"), greenRef))
			}},
			{"an older version by a later import, which is refused", func() { bring(t, s, "", sign(1, 1, until("2025-01-01"), greenRef)) }},
			{"a release of another party", func() {
				for _, r := range receive(t, s, ids.Live, "EST", marking.Green, sign(4, 2, until("2027-01-01"), greenRef), sign(5, 1, "", greenRef), thing(9, marked(greenRef))) {
					came = append(came, r.Added)
				}
			}},
			{"the same release again", func() {
				receive(t, s, ids.Live, "EST", marking.Green, sign(4, 2, until("2027-01-01"), greenRef), sign(5, 1, "", greenRef))
			}},
			{"a version that was late", func() { receive(t, s, ids.Live, "EST", marking.Green, sign(4, 1, until("2026-01-01"), greenRef)) }},
			{"another party's version of ours, which is refused", func() { receive(t, s, ids.Live, "EST", marking.Green, sign(1, 9, "", greenRef)) }},
			{"the same ids in another realm", func() {
				receive(t, s, "exercise", "EST", marking.Green, sign(1, 1, "", greenRef), sign(4, 2, until("2027-01-01"), greenRef))
			}},
			{"a redacted copy", func() {
				bring(t, s, "", `{"type":"tool","spec_version":"2.1","id":"`+toolID("7")+`","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"n","description":"d"}`)
				if _, err := s.Redact(t.Context(), keeper, ids.Live, Selection{IDs: []string{toolID("7")}}, []Omission{{"tool", "description"}}); err != nil {
					t.Fatal(err)
				}
			}},
			{"a deletion of two versions", func() { drop(1) }},
			{"an import of what was deleted, which is refused", func() { bring(t, s, "", sign(1, 2, until("2026-12-24"), greenRef)) }},
			{"a newer version of what was deleted", func() { bring(t, s, "", sign(1, 5, until("2026-12-31"), greenRef)) }},
			{"a recall", func() { recallAll(t, s, "EST", came...) }},
			{"the recall again", func() { recallAll(t, s, "EST", came...) }},
			{"the recalled release again", func() {
				receive(t, s, ids.Live, "EST", marking.Green, sign(4, 2, until("2027-01-01"), greenRef), sign(5, 1, "", greenRef))
			}},
			{"a recall of what is ours, which another cannot", func() {
				for _, r := range rows(t, s, Filter{IDs: []string{indicatorID(3)}, History: true}) {
					recallAll(t, s, "EST", r.Added)
				}
			}},
			{"a deletion of a newest version that has older ones", func() { drop(3) }},
		} {
			act.do()
			inStep(t, d, act.name)
		}
		f := figures(t, s, ids.Live, noon, noon.AddDate(0, 0, 1), "")
		// Here: indicators 1 and 2, the tools 1 and 7 and the copy of 7.
		if diff := cmp.Diff([]Tally{{"tool", 3, 4}, {"indicator", 2, 11}}, f.ByType); diff != "" {
			t.Errorf("in the end:\n%s", diff)
		}
	})
}

func TestAStoreFromBeforeTheCountersIsCountedOnce(t *testing.T) {
	t.Parallel()
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(noon) }, func(t *testing.T, d *db.DB, c clock.Clock) {
		s, at := newStore(d), c.(*clock.Fixed)
		bring(t, s, "", sign(1, 1, until("2026-12-01"), greenRef), sign(2, 1, "", greenRef), thing(1, ""))
		at.Advance(48 * time.Hour)
		bring(t, s, "", sign(1, 2, until("2026-12-24"), amberRef))
		recallAll(t, s, "EST", receive(t, s, ids.Live, "EST", marking.Green, sign(4, 1, until("2027-01-01"), greenRef))[0].Added)
		receive(t, s, "exercise", "EST", marking.Green, sign(5, 1, until("2027-01-01"), greenRef))
		counters, expiries := tallies(t, d)
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			for _, table := range []string{"intel_tally", "intel_expiry"} {
				if _, err := tx.Exec(t.Context(), `DELETE FROM `+table); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for range 2 { // every start asks for it
			if err := s.Recover(t.Context()); err != nil {
				t.Fatal(err)
			}
			again, expiriesAgain := tallies(t, d)
			if diff := cmp.Diff(append(counters, expiries...), append(again, expiriesAgain...)); diff != "" || len(counters) != 5 {
				t.Fatalf("%d counters before, and after:\n%s", len(counters), diff)
			}
		}
		inStep(t, d, "counting anew")
		bring(t, s, "", sign(2, 2, "", greenRef))
		inStep(t, d, "an import into it")
	})
}

func TestCountersStayInStepWhateverHappens(t *testing.T) {
	t.Parallel()
	c := clock.NewFixed(noon)
	d := dbtest.SQLite(t, c)
	s := newStore(d)
	keeper := authz.Person("CZE", "k", "keeper", "test", "", authz.Grants(authz.Analyst, authz.Release))
	rapid.Check(t, func(r *rapid.T) {
		number, version := rapid.IntRange(1, 6), rapid.IntRange(1, 9)
		draw := func() string {
			end := rapid.SampledFrom([]string{"", until("2026-01-01"), until("2027-01-01")}).Draw(r, "until")
			return sign(number.Draw(r, "object"), version.Draw(r, "version"), end, rapid.SampledFrom([]string{greenRef, amberRef}).Draw(r, "marking"))
		}
		some := func() (all []string) {
			for range rapid.IntRange(1, 4).Draw(r, "objects") {
				all = append(all, draw())
			}
			return all
		}
		for range rapid.IntRange(1, 8).Draw(r, "acts") {
			c.Advance(time.Duration(rapid.IntRange(0, 48).Draw(r, "hours")) * time.Hour)
			switch rapid.IntRange(0, 4).Draw(r, "act") {
			case 0, 1:
				bring(t, s, "", some()...)
			case 2:
				receive(t, s, ids.Live, rapid.SampledFrom([]ids.Party{"EST", "CZE"}).Draw(r, "origin"), marking.Green, some()...)
			case 3:
				var added []int64
				for _, row := range rows(t, s, Filter{IDs: []string{indicatorID(number.Draw(r, "recalled"))}, History: true}) {
					added = append(added, row.Added)
				}
				recallAll(t, s, rapid.SampledFrom([]ids.Party{"EST", "CZE"}).Draw(r, "by"), added...)
			case 4:
				err := s.Delete(t.Context(), keeper, ids.Live, indicatorID(number.Draw(r, "deleted")), neverReleased)
				if err != nil && !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Denied) {
					r.Fatal(err)
				}
			}
		}
		inStep(t, d, "a course of acts")
		if t.Failed() {
			r.FailNow()
		}
	})
}
