package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

var (
	ctx     = context.Background()
	errStop = errors.New("stop")
	at      = time.Date(2026, 11, 23, 3, 4, 5, 678_901_000, time.UTC)
	analyst = authz.Person("CZE", "p1", "Jana Nováková", "page", "", []authz.Act{authz.JournalRead})
)

func each(t *testing.T, f func(t *testing.T, d *db.DB, c *clock.Fixed)) {
	t.Helper()
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(at) }, func(t *testing.T, d *db.DB, c clock.Clock) { f(t, d, c.(*clock.Fixed)) })
}

func write(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

// grow appends n acts.
func grow(t *testing.T, d *db.DB, j *Journal, n int) {
	t.Helper()
	for i := range n {
		write(t, d, func(tx *db.Tx) error {
			_, err := j.Append(ctx, tx, Act{Realm: "live", Kind: "agreement.signed", By: analyst, About: fmt.Sprintf("a%d", i%2), Audience: []ids.Party{"HUB", "EST"}, Body: map[string]any{"b": i, "a": "ž"}})
			return err
		})
	}
}

func verify(d *db.DB) (n int64, err error) {
	err = d.Read(ctx, func(tx *db.Tx) (err error) { n, err = Verify(ctx, tx); return err })
	return n, err
}

func TestAppend(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		j := New()
		ring := j.Bell().Wait()
		var said Entry
		write(t, d, func(tx *db.Tx) (err error) {
			said, err = j.Append(ctx, tx, Act{Realm: "live", Kind: "agreement.signed", By: analyst, About: "a1", Audience: []ids.Party{"HUB", "EST"}, Body: map[string]any{"b": 1.0, "a": "ž"}})
			select {
			case <-ring:
				t.Error("the bell rang before the commit")
			default:
			}
			return err
		})
		select {
		case <-ring:
		default:
			t.Error("the bell did not ring after the commit")
		}
		var held []Entry
		write(t, d, func(tx *db.Tx) (err error) { held, err = List(ctx, tx, analyst.In("live"), Filter{}); return err })
		if diff := cmp.Diff([]Entry{said}, held); diff != "" {
			t.Error(diff)
		}
		want := Entry{Seq: 1, ID: said.ID, Realm: "live", At: at, Kind: "agreement.signed", Person: "p1", Name: "Jana Nováková", Via: "page", About: "a1",
			Audience: []ids.Party{"HUB", "EST"}, Body: []byte(`{"a":"ž","b":1}`), Hash: said.Hash}
		if diff := cmp.Diff(want, said); diff != "" {
			t.Error(diff)
		}
		if n, err := verify(d); n != 1 || err != nil {
			t.Error(n, err)
		}
	})
}

func TestAppendRefuses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		j := New()
		for name, a := range map[string]Act{
			"no realm": {Kind: "a.b", By: analyst}, "no kind": {Realm: "live", By: analyst}, "no actor": {Realm: "live", Kind: "a.b"},
			"a body that is no JSON": {Realm: "live", Kind: "a.b", By: analyst, Body: func() {}},
		} {
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := j.Append(ctx, tx, a); return err }); err == nil {
				t.Errorf("%s: accepted", name)
			}
		}
		if n, err := verify(d); n != 0 || err != nil {
			t.Error(n, err)
		}
	})
}

// TestActAndEntryStandTogether undoes an act after its entry was appended.
func TestActAndEntryStandTogether(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		j := New()
		grow(t, d, j, 1)
		ring := j.Bell().Wait()
		if err := d.Write(ctx, func(tx *db.Tx) error {
			if _, err := j.Append(ctx, tx, Act{Realm: "live", Kind: "a.b", By: analyst}); err != nil {
				return err
			}
			return errStop
		}); !errors.Is(err, errStop) {
			t.Error(err)
		}
		select {
		case <-ring:
			t.Error("the bell rang for nothing")
		default:
		}
		grow(t, d, j, 1)
		if n, err := verify(d); n != 2 || err != nil {
			t.Error("a number was lost:", n, err)
		}
	})
}

func TestAppendAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		j := New()
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				for range 10 {
					err := errs.New(errs.Busy, "not yet")
					for try := 0; try < 50 && errs.Is(err, errs.Busy); try++ {
						err = d.Write(ctx, func(tx *db.Tx) error {
							_, err := j.Append(ctx, tx, Act{Realm: "live", Kind: "a.b", By: analyst})
							return err
						})
					}
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n, err := verify(d); n != 60 || err != nil {
			t.Error(n, err)
		}
	})
}

// TestVerifyNamesTheEntry changes every column of an entry in the middle, and
// takes entries away.
func TestVerifyNamesTheEntry(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		grow(t, d, New(), 5)
		for sql, says := range map[string]string{
			`UPDATE journal_entry SET id = 'x' WHERE seq = 3`:                                                            "entry 3",
			`UPDATE journal_entry SET realm = 'exercise-1' WHERE seq = 3`:                                                "entry 3",
			`UPDATE journal_entry SET at = at + 1 WHERE seq = 3`:                                                         "entry 3",
			`UPDATE journal_entry SET kind = 'a.b' WHERE seq = 3`:                                                        "entry 3",
			`UPDATE journal_entry SET person = 'p2' WHERE seq = 3`:                                                       "entry 3",
			`UPDATE journal_entry SET name = 'somebody' WHERE seq = 3`:                                                   "entry 3",
			`UPDATE journal_entry SET via = 'api' WHERE seq = 3`:                                                         "entry 3",
			`UPDATE journal_entry SET about = '' WHERE seq = 3`:                                                          "entry 3",
			`UPDATE journal_entry SET audience = 'HUB' WHERE seq = 3`:                                                    "entry 3",
			`UPDATE journal_entry SET body = (SELECT body FROM journal_entry WHERE seq = 1) WHERE seq = 3`:               "entry 3",
			`UPDATE journal_entry SET prev = (SELECT hash FROM journal_entry WHERE seq = 1) WHERE seq = 3`:               "entry 3",
			`UPDATE journal_entry SET hash = (SELECT hash FROM journal_entry WHERE seq = 1) WHERE seq = 3`:               "entry 3",
			`UPDATE journal_entry SET prev = hash WHERE seq = 1`:                                                         "entry 1",
			`DELETE FROM journal_entry WHERE seq = 3`:                                                                    "entry 3 is missing",
			`DELETE FROM journal_entry WHERE seq = 1`:                                                                    "entry 1 is missing",
			`DELETE FROM journal_entry WHERE seq = 5`:                                                                    "should end at 5",
			`DELETE FROM journal_entry`:                                                                                  "should end at 5",
			`UPDATE journal_head SET seq = 6`:                                                                            "should end at 6",
			`UPDATE journal_head SET hash = (SELECT hash FROM journal_entry WHERE seq = 1)`:                              "entry 5",
			`UPDATE journal_entry SET seq = 9 WHERE seq = 5`:                                                             "entry 5 is missing",
			`UPDATE journal_entry SET kind = 'a.b', hash = (SELECT hash FROM journal_entry WHERE seq = 2) WHERE seq = 5`: "entry 5",
		} {
			err := d.Write(ctx, func(tx *db.Tx) error {
				if n, err := tx.Exec(ctx, sql); err != nil || n == 0 {
					t.Fatalf("%s: %d rows, %v", sql, n, err)
				}
				if _, err := Verify(ctx, tx); !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), says) {
					t.Errorf("%s: got %v, want an error that says %q", sql, err, says)
				}
				return errStop
			})
			if !errors.Is(err, errStop) {
				t.Error(err)
			}
		}
		if n, err := verify(d); n != 5 || err != nil {
			t.Error(n, err)
		}
	})
}

var farAway = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)

func TestList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		j := New()
		grow(t, d, j, 6)
		write(t, d, func(tx *db.Tx) error {
			if _, err := j.Append(ctx, tx, Act{Realm: "exercise-1", Kind: "exercise.begun", By: analyst}); !errs.Is(err, errs.NotFound) {
				t.Errorf("the journal of the live realm takes an act of an exercise: %v", err)
			}
			return nil
		})
		live := analyst.In("live")
		for _, tc := range []struct {
			name string
			v    authz.Viewer
			f    Filter
			want []int64
		}{
			{"all", live, Filter{}, []int64{1, 2, 3, 4, 5, 6}},
			{"another realm", analyst.In("exercise-1"), Filter{}, nil},
			{"newest first", live, Filter{Newest: true, Limit: 2}, []int64{6, 5}},
			{"the next page", live, Filter{Before: 5, Limit: 2}, []int64{4, 3}},
			{"after", live, Filter{After: 4}, []int64{5, 6}},
			{"between", live, Filter{After: 1, Before: 4}, []int64{3, 2}},
			{"about", live, Filter{About: "a1"}, []int64{2, 4, 6}},
			{"of a kind", live, Filter{Kind: "exercise.begun"}, nil},
			{"of a kind and about", live, Filter{Kind: "agreement.signed", About: "a0", Newest: true}, []int64{5, 3, 1}},
			{"of kinds that begin so", live, Filter{Kind: "agreement.", After: 4}, []int64{5, 6}},
			{"of kinds that only look alike", live, Filter{Kind: "agree."}, nil},
			{"by name", live, Filter{Person: analyst.Name, After: 5}, []int64{6}},
			{"by id", live, Filter{Person: analyst.Person, After: 5}, []int64{6}},
			{"by nobody", live, Filter{Person: "%"}, nil},
			{"since a moment to come", live, Filter{Since: farAway}, nil},
			{"until a moment to come", live, Filter{Until: farAway, After: 5}, []int64{6}},
			{"an enormous page", live, Filter{Limit: 1 << 40, After: 5}, []int64{6}},
		} {
			write(t, d, func(tx *db.Tx) error {
				entries, err := List(ctx, tx, tc.v, tc.f)
				var got []int64
				for _, e := range entries {
					got = append(got, e.Seq)
				}
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Errorf("%s: %s", tc.name, diff)
				}
				return err
			})
		}
		for name, v := range map[string]authz.Viewer{
			"nobody": {}, "somebody without permission": authz.Person("CZE", "p2", "x", "page", "", nil).In("live"), "a viewer of no realm": analyst.In(""),
		} {
			write(t, d, func(tx *db.Tx) error {
				if entries, err := List(ctx, tx, v, Filter{}); len(entries) > 0 || errs.KindOf(err) != errs.Denied {
					t.Errorf("%s: %d entries, %v", name, len(entries), err)
				}
				return nil
			})
		}
	})
}
