package scenario

import (
	"strings"
	"testing"

	"entente/internal/agreement"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/intel"
	"entente/internal/policy"
	"entente/internal/release"
)

var (
	anyone = policy.Onward{Allowed: true}
	toHub  = []ids.Party{"HUB"}
)

// alliance is a hub and two nations, each with an agreement with the hub.
func alliance(t *testing.T, postgres bool) *world {
	t.Helper()
	w := newWorld(t, postgres, "HUB", "CZE", "EST")
	w.link("HUB", "CZE")
	w.link("HUB", "EST")
	w.agree("bilateral-exchange", map[string]any{"ceiling": "amber", "onward_ceiling": "green"}, "HUB", "CZE")
	w.agree("bilateral-exchange", map[string]any{"ceiling": "amber", "onward_ceiling": "green"}, "HUB", "EST")
	return w
}

// each plays a scenario with the hub on SQLite and on PostgreSQL.
func each(t *testing.T, play func(t *testing.T, w *world)) {
	t.Helper()
	for name, postgres := range map[string]bool{"sqlite": false, "postgres": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, alliance(t, postgres))
		})
	}
}

func TestOnwardReleaseReachesEstoniaWithItsOriginProven(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id, text := indicator("onward", green)
		w.bring("CZE", text)
		_, err := w.give("CZE", anyone, toHub, id)
		w.must(err)
		w.until("EST", "the object at EST", func() bool { return len(w.holds("EST", id)) == 1 })
		w.settle()
		row := w.holds("EST", id)[0]
		if row.Origin != "CZE" || string(row.Body) != string(w.holds("CZE", id)[0].Body) {
			t.Errorf("EST holds it as of %s with other bytes than CZE", row.Origin)
		}
		line := w.lastEntry("EST", pair("HUB", "EST"))
		file, err := w.nodes["EST"].Releases.Receipt(t.Context(), w.all("EST").In(ids.Live), pair("HUB", "EST"), line.Index, id)
		w.must(err)
		rep, err := release.VerifyReceipt(file)
		w.must(err)
		if rep.Origin != "CZE" || rep.Object != id || rep.From != "HUB" || rep.To != "EST" || rep.Outcome != "accepted" {
			t.Errorf("the receipt proves %+v", rep)
		}
		if w.nodes["HUB"].DB.Engine() == "sqlite" { // the file is the same kind of file on both
			everyByteCounts(t, file)
		}
	})
}

// everyByteCounts flips every byte of a receipt: each change must be found, and
// the error must say something.
func everyByteCounts(t *testing.T, file []byte) {
	t.Helper()
	for i := range file {
		for _, flip := range []byte{0x01, 0x20} {
			changed := append([]byte{}, file...)
			changed[i] ^= flip
			if _, err := release.VerifyReceipt(changed); err == nil {
				t.Fatalf("byte %d (%q) can be changed to %q unnoticed", i, file[i], changed[i])
			} else if kind, text := errs.Public(err); kind == errs.Internal || text == "" {
				t.Fatalf("byte %d: the error names nothing: %v", i, err)
			}
		}
	}
}

func TestWithoutOnwardReleaseItStopsAtTheHub(t *testing.T) {
	t.Parallel()
	w := alliance(t, false)
	id, text := indicator("stays", green)
	w.bring("CZE", text)
	_, err := w.give("CZE", policy.Onward{}, toHub, id)
	w.must(err)
	w.until("HUB", "the object at HUB", func() bool { return len(w.holds("HUB", id)) == 1 })
	w.settle()
	if len(w.holds("EST", id)) != 0 {
		t.Fatal("it reached EST")
	}
	views, err := w.nodes["HUB"].Releases.List(t.Context(), w.all("HUB").In(ids.Live), "", 10)
	w.must(err)
	for _, v := range views {
		for _, d := range v.Deliveries {
			for _, r := range d.Rows {
				if v.Direction == "withheld" && d.Party == "EST" && r.Decision.Reasons[0].Code == "originator" && r.Decision.Reasons[0].Citation.Provision == "4.1" {
					return
				}
			}
		}
	}
	t.Errorf("the hub has no record of why it withheld: %+v", views)
}

func TestRecallReachesEstoniaAndIsAcknowledgedToItsOrigin(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id, text := indicator("recalled", green)
		w.bring("CZE", text)
		made, err := w.give("CZE", anyone, toHub, id)
		w.must(err)
		w.until("EST", "the object at EST", func() bool { return len(w.holds("EST", id)) == 1 })
		_, err = w.nodes["CZE"].Releases.Recall(t.Context(), w.all("CZE"), ids.Live, made.ID, "names a source", nil)
		w.must(err)
		state := map[ids.Party]string{}
		w.until("CZE", "both acknowledgements", func() bool {
			v, err := w.nodes["CZE"].Releases.Get(t.Context(), w.all("CZE").In(ids.Live), made.ID)
			w.must(err)
			for _, c := range v.Recalls[0].Compliance {
				state[c.Party] = c.State + " via " + string(c.Via)
			}
			return state["HUB"] == "executed via " && state["EST"] == "executed via HUB"
		})
		for _, code := range []ids.Party{"HUB", "EST"} {
			for _, row := range w.holds(code, id) {
				if row.Gone.IsZero() || len(row.Body) != 0 {
					t.Errorf("%s still has the content", code)
				}
			}
			noTrace(t, w, code, "recalled.example")
		}
		if rows := w.holds("CZE", id); len(rows) != 1 || !rows[0].Gone.IsZero() {
			t.Error("the origin's own copy must stay")
		}
	})
}

// noTrace demands that no column of any table of a node holds a text.
func noTrace(t *testing.T, w *world, code ids.Party, text string) {
	t.Helper()
	for _, at := range traces(t, w, code, text) {
		t.Errorf("%s: %q stands in %s", code, text, at)
	}
}

// traces lists the columns of a node in which a text stands.
func traces(t *testing.T, w *world, code ids.Party, text string) (found []string) {
	t.Helper()
	w.settle()
	d := w.nodes[code].DB
	columns := `SELECT m.name, c.name, 'instr(CAST(' || c.name || ' AS TEXT), $1) > 0' FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`
	if d.Engine() == "postgres" {
		columns = `SELECT table_name, column_name, CASE WHEN data_type = 'bytea' THEN 'position(convert_to($1, ''UTF8'') IN ' || column_name || ') > 0'
			ELSE 'strpos(CAST(' || column_name || ' AS TEXT), $1) > 0' END FROM information_schema.columns WHERE table_schema = current_schema()`
	}
	type place struct{ table, column, holds string }
	w.must(d.Read(t.Context(), func(tx *db.Tx) error {
		places, err := db.Rows(t.Context(), tx, func(s db.Scanner) (p place, err error) { return p, s.Scan(&p.table, &p.column, &p.holds) }, columns)
		if err != nil {
			return err
		}
		if len(places) < 100 {
			t.Errorf("only %d columns were found to search", len(places))
		}
		for _, p := range places {
			n, err := db.Value[int64](t.Context(), tx, `SELECT count(*) FROM `+p.table+` WHERE `+p.holds, text)
			if err != nil {
				return err
			}
			if n > 0 {
				found = append(found, p.table+"."+p.column)
			}
		}
		return nil
	}))
	return found
}

func TestAboveTheCeilingNothingOfItLeaves(t *testing.T) {
	t.Parallel()
	w := alliance(t, false)
	secret, text := indicator("far-above", red)
	plain, other := indicator("below", green)
	w.bring("CZE", text, other)
	made, err := w.give("CZE", anyone, toHub, secret, plain)
	w.must(err)
	w.until("HUB", "the other object", func() bool { return len(w.holds("HUB", plain)) == 1 })
	refused := false
	for _, r := range made.Parties[0].Rows {
		why := r.Decision.Reasons[0]
		refused = refused || !r.Decision.Permit && why.Code == "ceiling" && why.Citation.Provision == "3.1" && why.Citation.Generation == 2
	}
	if !refused {
		t.Errorf("the refusal does not cite the ceiling: %+v", made.Parties[0].Rows)
	}
	for _, code := range []ids.Party{"HUB", "EST"} {
		if len(traces(t, w, code, plain)) == 0 {
			t.Error("the search does not find what is there")
		}
		noTrace(t, w, code, secret)
		noTrace(t, w, code, "far-above")
	}
	if _, err := w.give("CZE", anyone, toHub, secret); !errs.Is(err, errs.Denied) {
		t.Errorf("a release of nothing gives %v, want a refusal", err)
	}
}

func TestSuspensionStopsReleaseAtOnceOnBothSides(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	w.link("HUB", "CZE")
	id := w.agree("bilateral-exchange", nil, "HUB", "CZE")
	one, text := indicator("before", green)
	two, text2 := indicator("after", green)
	w.bring("CZE", text, text2)
	_, err := w.give("CZE", anyone, toHub, one)
	w.must(err)
	_, err = w.nodes["HUB"].Agreements.Suspend(t.Context(), w.all("HUB"), ids.Live, id, "under review")
	w.must(err)
	w.state(id, agreement.Suspended, "HUB", "CZE")
	if _, err := w.give("CZE", anyone, toHub, two); !errs.Is(err, errs.Denied) {
		t.Errorf("a release under a suspended agreement gives %v", err)
	}
	if _, err := w.nodes["CZE"].Agreements.Resume(t.Context(), w.all("CZE"), ids.Live, id); !errs.Is(err, errs.Denied) {
		t.Errorf("CZE may take HUB's suspension back: %v", err)
	}
	_, err = w.nodes["HUB"].Agreements.Resume(t.Context(), w.all("HUB"), ids.Live, id)
	w.must(err)
	w.state(id, agreement.InForce, "HUB", "CZE")
	_, err = w.give("CZE", anyone, toHub, two)
	w.must(err)
	w.until("HUB", "the second object", func() bool { return len(w.holds("HUB", two)) == 1 })
}

func TestANodeThatWasAwayCatchesUp(t *testing.T) {
	t.Parallel()
	w := alliance(t, false)
	w.settle()
	w.stop("EST")
	var all []string
	for range 5 {
		id, text := indicator("away", green)
		w.bring("CZE", text)
		_, err := w.give("CZE", anyone, toHub, id)
		w.must(err)
		all = append(all, id)
	}
	w.until("HUB", "all at HUB", func() bool { return len(w.holds("HUB", all[4])) == 1 })
	w.start("EST")
	for _, id := range all {
		w.until("EST", "what it missed", func() bool { return len(w.holds("EST", id)) == 1 })
	}
	w.settle()
}

func TestAnOfficerAtTheHubPassesSingleObjectsOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE", "EST")
	w.link("HUB", "CZE")
	w.agree("bilateral-exchange", nil, "HUB", "CZE")
	var all, texts []string
	for _, name := range []string{"one", "two", "three", "four", "five"} {
		id, text := indicator(name, green)
		all, texts = append(all, id), append(texts, text)
	}
	w.bring("CZE", texts...)
	_, err := w.give("CZE", anyone, toHub, all...)
	w.must(err)
	w.until("HUB", "the objects", func() bool { return len(w.holds("HUB", all[4])) == 1 })
	// EST joins later: what was received before goes on by a person's choice.
	w.link("HUB", "EST")
	w.agree("bilateral-exchange", nil, "HUB", "EST")
	_, err = w.nodes["HUB"].Releases.Make(t.Context(), w.all("HUB"), ids.Live, release.Ask{Select: intel.Selection{IDs: []string{all[1], all[3]}}, To: []ids.Party{"EST"}})
	w.must(err)
	w.until("EST", "the two objects", func() bool { return len(w.holds("EST", all[1])) == 1 && len(w.holds("EST", all[3])) == 1 })
	w.settle()
	if len(w.holds("EST", all[0])) != 0 {
		t.Error("an object that nobody chose went along")
	}
	line := w.lastEntry("EST", pair("HUB", "EST"))
	if !strings.HasPrefix(line.Kind, "release.") || line.Outcome != "accepted" {
		t.Fatalf("EST answered %s to %s: %s", line.Outcome, line.Kind, line.Reason)
	}
	file, err := w.nodes["EST"].Releases.Receipt(t.Context(), w.all("EST").In(ids.Live), pair("HUB", "EST"), line.Index, all[3])
	w.must(err)
	rep, err := release.VerifyReceipt(file)
	w.must(err)
	if rep.Origin != "CZE" {
		t.Errorf("the receipt proves origin %s", rep.Origin)
	}
}

func TestAMultilateralAgreementComesIntoForceThroughItsDepositary(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE", "EST")
	w.link("HUB", "CZE")
	w.link("HUB", "EST") // CZE and EST have no link
	id := w.agree("multilateral-exchange", nil, "HUB", "CZE", "EST")
	object, text := indicator("among-all", green)
	w.bring("CZE", text)
	made, err := w.give("CZE", anyone, nil, object)
	w.must(err)
	for _, p := range made.Parties {
		if code := p.Rows[0].Decision.Reasons[0].Code; p.Party == "EST" && (p.Released != 0 || code != "no-link") {
			t.Errorf("EST, with which CZE has no link: %d released, %s", p.Released, code)
		}
	}
	w.until("EST", "the object through the hub", func() bool { return len(w.holds("EST", object)) == 1 })
	_, err = w.nodes["CZE"].Agreements.Terminate(t.Context(), w.all("CZE"), ids.Live, id, "a new government")
	w.must(err)
	w.state(id, agreement.Terminated, "HUB", "CZE", "EST")
}
