package scenario

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/intel"
	"entente/internal/policy"
	"entente/internal/release"
)

// configure changes one value of a stopped node's file and starts it again.
func (w *world) configure(code ids.Party, key string, value any) {
	w.t.Helper()
	w.stop(code)
	file := filepath.Join(w.nodes[code].dir, "node.json")
	b, err := os.ReadFile(file)
	w.must(err)
	var all map[string]any
	w.must(json.Unmarshal(b, &all))
	all[key] = value
	b, err = json.Marshal(all)
	w.must(err)
	w.must(os.WriteFile(file, b, 0o600))
	w.start(code)
}

func person(code ids.Party, name string, roles ...authz.Role) authz.Actor {
	return authz.Person(code, name, name, "test", "", authz.Grants(roles...))
}

func TestSecondPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	w.link("HUB", "CZE")
	w.agree("bilateral-exchange", map[string]any{"ceiling": "amber", "onward_ceiling": "green"}, "HUB", "CZE")
	w.configure("CZE", "second_person", "amber")
	ctx, desk := t.Context(), w.nodes["CZE"].Releases
	analyst, officer := person("CZE", "analyst", authz.Analyst), person("CZE", "officer", authz.Release)
	loose, looseText := indicator("loose", green)
	strict, strictText := indicator("strict", amber)
	w.bring("CZE", looseText, strictText)
	ask := release.Ask{Select: intel.Selection{IDs: []string{strict}}, To: []ids.Party{"HUB"}}

	if _, err := w.give("CZE", policy.Onward{}, []ids.Party{"HUB"}, loose); err != nil {
		t.Errorf("below the level one person is enough: %v", err)
	}
	if p, err := desk.Preview(ctx, officer, ids.Live, ask); err != nil || !p.SecondPerson {
		t.Errorf("the preview does not say that two persons are needed: %+v, %v", p, err)
	}
	if _, err := desk.Make(ctx, officer, ids.Live, ask); !errs.Is(err, errs.Denied) || !strings.Contains(err.Error(), "two persons") {
		t.Errorf("one person alone: %v", err)
	}
	own, err := desk.PutForward(ctx, officer, ids.Live, ask, "")
	w.must(err)
	if _, err := desk.Approve(ctx, officer, ids.Live, own.ID); !errs.Is(err, errs.Denied) {
		t.Errorf("the officer approves what he put forward himself: %v", err)
	}
	w.must(desk.Withdraw(ctx, officer, ids.Live, own.ID))

	d, err := desk.PutForward(ctx, analyst, ids.Live, ask, "for tonight")
	w.must(err)
	if _, err := desk.Approve(ctx, analyst, ids.Live, d.ID); !errs.Is(err, errs.Denied) {
		t.Errorf("an analyst approves: %v", err)
	}
	if err := desk.Withdraw(ctx, officer, ids.Live, d.ID); !errs.Is(err, errs.Denied) {
		t.Errorf("another withdraws: %v", err)
	}
	w.settle()
	if rows := w.holds("HUB", strict); len(rows) != 0 {
		t.Fatal("what only waits has left")
	}
	made, err := desk.Approve(ctx, officer, ids.Live, d.ID)
	w.must(err)
	w.until("HUB", "the approved object", func() bool { return len(w.holds("HUB", strict)) == 1 })
	got, _, _, err := desk.Draft(ctx, officer.In(ids.Live), d.ID)
	w.must(err)
	if got.State != release.Released || got.Release != made.ID || got.By != "officer" || got.Note != "for tonight" {
		t.Errorf("the draft became %+v", got)
	}
	if _, err := desk.Approve(ctx, officer, ids.Live, d.ID); !errs.Is(err, errs.Conflict) {
		t.Errorf("approved twice: %v", err)
	}
	rows, err := desk.Objects(ctx, officer.In(ids.Live), made.ID, 0, 10)
	if err != nil || len(rows) != 1 || rows[0].Object != strict {
		t.Errorf("the release lists %v, %v", rows, err)
	}
}

func TestDraftNamesVersionsAndFailsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	w.link("HUB", "CZE")
	mou := w.agree("bilateral-exchange", map[string]any{"ceiling": "amber", "onward_ceiling": "green"}, "HUB", "CZE")
	ctx, desk := t.Context(), w.nodes["CZE"].Releases
	analyst, officer := person("CZE", "analyst", authz.Analyst), person("CZE", "officer", authz.Release)
	id, text := indicator("first", green)
	w.bring("CZE", text)
	ask := release.Ask{Select: intel.Selection{IDs: []string{id}}, To: []ids.Party{"HUB"}}
	d, err := desk.PutForward(ctx, analyst, ids.Live, ask, "")
	w.must(err)
	w.bring("CZE", version(id, "second", green, "2026-11-21T08:00:00.000Z"))
	if _, err := desk.Approve(ctx, officer, ids.Live, d.ID); !errs.Is(err, errs.Conflict) {
		t.Errorf("a version that nobody put forward is released: %v", err)
	}
	if _, _, stale, err := desk.Draft(ctx, officer.In(ids.Live), d.ID); err != nil || stale == "" {
		t.Errorf("the page does not say why: %q, %v", stale, err)
	}
	if err := desk.Decline(ctx, officer, ids.Live, d.ID, "no"); !errs.Is(err, errs.Invalid) {
		t.Errorf("declined without a reason: %v", err)
	}
	w.must(desk.Decline(ctx, officer, ids.Live, d.ID, "there is a newer version"))

	d, err = desk.PutForward(ctx, analyst, ids.Live, ask, "")
	w.must(err)
	_, err = w.nodes["CZE"].Agreements.Suspend(ctx, w.all("CZE"), ids.Live, mou, "while it is looked into")
	w.must(err)
	if _, err := desk.Approve(ctx, officer, ids.Live, d.ID); !errs.Is(err, errs.Denied) {
		t.Errorf("approved under a suspended agreement: %v", err)
	}
	if got, _, _, err := desk.Draft(ctx, officer.In(ids.Live), d.ID); err != nil || got.State != release.Waiting {
		t.Errorf("a refused approval changed the draft: %+v, %v", got, err)
	}
}

func TestRedactedCopyIsAllThatLeaves(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	w.link("HUB", "CZE")
	w.agree("bilateral-exchange", map[string]any{"ceiling": "amber", "onward_ceiling": "green"}, "HUB", "CZE")
	id, text := indicator("relay", green)
	text = strings.Replace(text, `"pattern":`, `"description":"seen at the ministry of truth","pattern":`, 1)
	w.bring("CZE", text)
	r, err := w.nodes["CZE"].Intel.Redact(t.Context(), w.all("CZE"), ids.Live, intel.Selection{IDs: []string{id}}, []intel.Omission{{Type: "indicator", Name: "description"}})
	w.must(err)
	_, err = w.give("CZE", policy.Onward{}, []ids.Party{"HUB"}, r.IDs...)
	w.must(err)
	w.until("HUB", "the copy", func() bool { return len(w.holds("HUB", r.IDs[0])) == 1 })
	if body := string(w.holds("HUB", r.IDs[0])[0].Body); strings.Contains(body, "ministry") || strings.Contains(body, id) || !strings.Contains(body, "relay.example") {
		t.Errorf("the hub holds %s", body)
	}
	if len(w.holds("HUB", id)) != 0 {
		t.Error("the original has left")
	}
}
