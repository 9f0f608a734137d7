package scenario

import (
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/intel"
	"entente/internal/policy"
	"entente/internal/release"
)

// TestWhatAnAgreementWouldChangeIsWhatItChanges looks at drafts before they are
// signed, and holds what was foretold against what policy says afterwards.
func TestWhatAnAgreementWouldChangeIsWhatItChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true, "HUB", "CZE")
	w.link("HUB", "CZE")
	ctx, cze := t.Context(), w.nodes["CZE"]
	one, oneText := indicator("one", green)
	two, twoText := indicator("two", green)
	three, threeText := indicator("three", amber)
	four, fourText := indicator("four", "")
	w.bring("CZE", oneText, twoText, threeText, fourText)
	all := intel.Selection{IDs: []string{one, two, three, four}}

	draft := func(ceiling string) string {
		t.Helper()
		a, err := cze.Agreements.Draft(ctx, w.all("CZE"), agreement.NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: "Up to " + ceiling, Parties: []ids.Party{"HUB"}, Params: map[string]any{"ceiling": ceiling, "onward_ceiling": "green"}})
		w.must(err)
		return a.ID
	}
	would := func(id string) release.PartyChange {
		t.Helper()
		c, err := cze.Releases.WouldChange(ctx, w.all("CZE").In(ids.Live), id, "")
		w.must(err)
		if len(c.Parties) != 1 || c.Parties[0].Party != "HUB" || c.Objects != 4 {
			t.Fatalf("%+v", c)
		}
		return c.Parties[0]
	}
	may := func() int {
		t.Helper()
		p, err := cze.Releases.Preview(ctx, w.all("CZE"), ids.Live, release.Ask{Select: all, To: []ids.Party{"HUB"}})
		w.must(err)
		return p.Parties[0].Released
	}

	strict := draft("green")
	if c := would(strict); c.Opened != 2 || c.Closed != 0 || c.Same != 2 || len(c.Rows) != 1 || c.Rows[0].Before.Reasons[0].Code != "no-agreement" || c.Rows[0].After.Reasons[0].Citation.Agreement != strict {
		t.Errorf("the draft would open the two that are green, citing itself: %+v", c)
	}
	if n := may(); n != 0 {
		t.Errorf("%d may go under a draft", n)
	}
	_, err := cze.Agreements.Propose(ctx, w.all("CZE"), ids.Live, strict)
	w.must(err)
	for _, code := range []ids.Party{"CZE", "HUB"} {
		w.until(code, "the proposal", func() bool {
			_, err := w.nodes[code].Agreements.Sign(ctx, w.all(code), ids.Live, strict, "", "")
			return err == nil
		})
	}
	w.state(strict, agreement.InForce, "CZE", "HUB")
	if n := may(); n != 2 {
		t.Errorf("%d may go in force, two were foretold", n)
	}

	loose := draft("amber")
	c := would(loose)
	if c.Opened != 0 || c.Closed != 0 || len(c.Rows) != 1 || !c.Rows[0].Conflict || c.Rows[0].After.Permit {
		t.Fatalf("beside a stricter one a looser agreement opens nothing, and says what stands in its way: %+v", c)
	}
	if why := c.Rows[0].After.Reasons[0]; why.Citation.Agreement != strict || c.Rows[0].Count != 1 {
		t.Errorf("the stricter one stands in the way: %+v", why)
	}

	ends, err := cze.Releases.WouldChange(ctx, w.all("CZE").In(ids.Live), strict, "")
	w.must(err)
	if !ends.Ends || ends.Parties[0].Closed != 2 || ends.Parties[0].Opened != 0 {
		t.Errorf("its end would close what it opened: %+v", ends)
	}
	_, err = cze.Agreements.Terminate(ctx, w.all("CZE"), ids.Live, strict, "a better one is ready")
	w.must(err)
	if n := may(); n != 0 {
		t.Errorf("%d may go after its end", n)
	}
	if c := would(loose); c.Opened != 3 || c.Rows[0].Conflict {
		t.Errorf("alone the looser one opens three: %+v", c)
	}

	if _, err := cze.Releases.WouldChange(ctx, person("CZE", "nobody").In(ids.Live), loose, ""); !errs.Is(err, errs.Denied) {
		t.Errorf("without the right: %v", err)
	}
	if _, err := cze.Releases.WouldChange(ctx, w.all("CZE").In(ids.Live), "01a20b30-99c1-70b9-809c-8042addc21cf", ""); !errs.Is(err, errs.NotFound) {
		t.Errorf("an agreement that is not here: %v", err)
	}
}

// TestWasThisAllowed asks about moments before, under, during the suspension of
// and after an agreement.
func TestWasThisAllowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	w.link("HUB", "CZE")
	ctx, cze := t.Context(), w.nodes["CZE"]
	who := w.all("CZE")
	before := time.Now()
	mou := w.agree("bilateral-exchange", map[string]any{"ceiling": "amber", "onward_ceiling": "green"}, "HUB", "CZE")
	under := time.Now()
	_, err := cze.Agreements.Suspend(ctx, who, ids.Live, mou, "an audit")
	w.must(err)
	suspended := time.Now()
	_, err = cze.Agreements.Resume(ctx, who, ids.Live, mou)
	w.must(err)
	again := time.Now()
	_, err = cze.Agreements.Terminate(ctx, who, ids.Live, mou, "it is over")
	w.must(err)

	amber := policy.Class{Category: "indicator", TLP: marking.Amber}
	for _, c := range []struct {
		what  string
		at    time.Time
		class policy.Class
		want  bool
		code  string
	}{
		{"before it was signed", before, amber, false, "no-agreement"},
		{"in force", under, amber, true, "shared"},
		{"in force, above its ceiling", under, policy.Class{Category: "indicator", TLP: marking.AmberStrict}, false, "ceiling"},
		{"in force, unmarked", under, policy.Class{Category: "indicator"}, false, "unmarked"},
		{"while suspended", suspended, amber, false, "no-agreement"},
		{"resumed", again, amber, true, "shared"},
		{"now that it has ended", time.Time{}, amber, false, "no-agreement"},
	} {
		d, at, err := cze.Releases.Allowed(ctx, who.In(ids.Live), release.Question{To: "HUB", At: c.at, Class: c.class})
		w.must(err)
		if d.Permit != c.want || d.Reasons[0].Code != c.code || at.IsZero() {
			t.Errorf("%s: %v by %+v", c.what, d.Permit, d.Reasons)
		}
		if c.want && d.Reasons[0].Citation.Agreement != mou {
			t.Errorf("%s: it cites %+v", c.what, d.Reasons[0].Citation)
		}
	}
	if _, _, err := cze.Releases.Allowed(ctx, who.In(ids.Live), release.Question{To: "HUB", At: time.Now().Add(time.Hour), Class: amber}); !errs.Is(err, errs.Invalid) {
		t.Errorf("a moment that has not come: %v", err)
	}
	if _, _, err := cze.Releases.Allowed(ctx, person("CZE", "nobody").In(ids.Live), release.Question{To: "HUB", Class: amber}); !errs.Is(err, errs.Denied) {
		t.Errorf("without the right: %v", err)
	}
}
