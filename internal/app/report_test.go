package app

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/intel"
	"entente/internal/report"
)

// play does all that the figures are then asked about, and gives the first
// release; EST is stopped before the last one.
func (w *alliance) play() (first string) {
	w.t.Helper()
	w.bring("CZE", w.thing("i1", "indicator", "green"), w.thing("i2", "indicator", "green"), w.thing("i3", "indicator", "green"), w.thing("i4", "indicator", "green"),
		w.thing("a1", "indicator", "amber"), w.thing("r1", "indicator", "red"), w.thing("u1", "indicator", ""), w.thing("m1", "malware", "green"))
	stray := `{"type":"bundle","id":"bundle--1","objects":[` + w.thing("x1", "indicator", "red") + `]}`
	if _, err := w.nodes["CZE"].Intel.Import(w.t.Context(), w.all("CZE"), intel.ImportInput{Realm: "exercise", Name: "known"}, strings.NewReader(stray)); !errs.Is(err, errs.NotFound) {
		w.t.Errorf("what belongs to an exercise is taken among what is live: %v", err)
	}
	w.bring("EST", w.thing("e1", "indicator", "green"))
	i := func(name string) string { return thingID(name, "indicator") }
	m1 := thingID("m1", "malware")

	w.at(shown.Add(time.Hour), 100*time.Millisecond, 400*time.Millisecond)
	first = w.give("CZE", true, i("i1"), i("i2"), i("a1"), i("r1"), i("u1"))
	w.settle()
	w.at(shown.Add(2*time.Hour), 900*time.Millisecond, 2900*time.Millisecond)
	w.give("CZE", false, i("i3"))
	w.settle()
	w.at(shown.Add(3*time.Hour), 200*time.Millisecond, 5200*time.Millisecond)
	called := w.give("CZE", true, m1)
	w.settle()
	w.at(shown.Add(4*time.Hour), -20*time.Millisecond, -50*time.Millisecond) // the recipients' clocks may be behind
	w.give("EST", true, i("e1"))
	w.settle()
	_, err := w.nodes["CZE"].Releases.Recall(w.t.Context(), w.all("CZE"), ids.Live, called, `names <script>alert(1)</script> a source`, nil)
	w.must(err)
	w.until("both answers", func() bool {
		v, err := w.nodes["CZE"].Releases.Get(w.t.Context(), w.all("CZE").In(ids.Live), called)
		w.must(err)
		return len(v.Recalls[0].Compliance) == 2
	})
	w.settle()
	w.at(shown.Add(5*time.Hour), 50*time.Millisecond, 50*time.Millisecond)
	w.give("CZE", true, m1) // recalled, so that it stays away
	w.settle()
	w.nodes["EST"].stop()
	w.at(shown.Add(6*time.Hour), 2500*time.Millisecond, 0)
	w.give("CZE", true, i("i4"))
	w.settle("HUB", "CZE")
	w.must(w.nodes["CZE"].Intel.Delete(w.t.Context(), w.all("CZE"), ids.Live, i("old"), w.nodes["CZE"].Releases.Released))
	return first
}

func (w *alliance) figures(code ids.Party, ask report.Ask) report.Figures {
	w.t.Helper()
	ask.From, ask.To = shown, shown
	f, err := w.nodes[code].Reports.Figures(w.t.Context(), w.all(code).In(ids.Live), ask)
	w.must(err)
	return f
}

// grounds prints reasons shortly.
func grounds(all []report.FigureGround) (out []string) {
	for _, g := range all {
		out = append(out, fmt.Sprintf("%s %s %s %s %d", g.Direction, g.Party, g.Code, g.Provision, g.Objects))
	}
	slices.Sort(out)
	return out
}

func TestFiguresOfAKnownDayAreExact(t *testing.T) {
	t.Parallel()
	for name, postgres := range map[string]bool{"sqlite": false, "postgres": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newAlliance(t, postgres)
			first := w.play()
			w.atTheHub()
			w.atTheOrigin()
			w.underACeiling()
			w.inAnotherRealm()
			w.withoutTheAct()
			w.documents()
			w.onRecord()
			w.recalledLater(first)
			w.recounted()
		})
	}
}

func ratio(r float64) *float64 { return &r }

func (w *alliance) same(what string, want, got any) {
	w.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("%s, want and got:\n%s", what, diff)
	}
}

func (w *alliance) atTheHub() {
	w.t.Helper()
	f := w.figures("HUB", report.Ask{})
	w.same("parties", []report.FigureParty{
		{Party: "CZE", Name: "Authority of CZE", OnwardReleases: 1, OnwardObjects: 1, ReceivedReleases: 4, ReceivedObjects: 6, RefusedObjects: 1, Ratio: ratio(0.17), Receipts: report.FigureWait{Count: 1, P50: 20, P95: 20}},
		{Party: "EST", Name: "Authority of EST", OnwardReleases: 3, OnwardObjects: 4, ReceivedReleases: 1, ReceivedObjects: 1, WithheldObjects: 2, Ratio: ratio(4), Receipts: report.FigureWait{Count: 2, Open: 1, P50: 300, P95: 5000}},
	}, f.Parties)
	w.same("receipts", report.FigureWait{Count: 3, Open: 1, P50: 300, P95: 5000}, f.Receipts)
	w.same("types", []report.FigureCount{{Key: "indicator", Here: 6, Came: 6}, {Key: "malware", Here: 0, Came: 1}}, f.Objects.ByType)
	w.same("origins", []report.FigureCount{{Key: "CZE", Here: 5, Came: 6}, {Key: "EST", Here: 1, Came: 1}}, f.Objects.ByOrigin)
	w.same("markings", []report.FigureCount{{Key: "green", Here: 5, Came: 6}, {Key: "amber", Here: 1, Came: 1}}, f.Objects.ByTLP)
	w.same("days", []report.FigureDay{{Day: "2026-11-20", Came: 7, Indicators: 6}}, f.Objects.Days)
	w.same("ages", report.FigureAges{Here: 6, Expired: 6}, f.Indicators)
	w.same("recalls", report.FigureRecalls{Theirs: 1, Asked: 1, Executed: 1}, f.Recalls)
	w.same("refusals", []string{"in CZE store  1", "onward EST onward-ceiling 4.1 1", "withheld EST originator 4.1 1"}, grounds(f.Refusals))
	if f.Strict != "amber" || f.Unmarked || f.Objects.Here != 6 || f.Objects.Came != 7 {
		w.t.Errorf("marked %q, unmarked %v, %d here, %d came", f.Strict, f.Unmarked, f.Objects.Here, f.Objects.Came)
	}
	one := w.figures("HUB", report.Ask{Party: "EST"})
	if len(one.Parties) != 1 || one.Objects.Here != 1 || one.Receipts.Count != 2 || one.Receipts.Open != 1 || one.Strict != "amber" || one.Recalls.Theirs != 1 {
		w.t.Errorf("of EST alone: %+v", one)
	}
}

func (w *alliance) atTheOrigin() {
	w.t.Helper()
	f := w.figures("CZE", report.Ask{})
	w.same("parties", []report.FigureParty{
		{Party: "HUB", Name: "Authority of HUB", GivenReleases: 5, GivenObjects: 7, ReceivedReleases: 1, ReceivedObjects: 1, WithheldObjects: 2, Ratio: ratio(7), Receipts: report.FigureWait{Count: 5, P50: 200, P95: 2500}},
	}, f.Parties)
	w.same("types", []report.FigureCount{{Key: "indicator", Here: 8, Came: 8}, {Key: "malware", Here: 1, Came: 1}}, f.Objects.ByType)
	w.same("markings", []report.FigureCount{{Key: "green", Here: 6, Came: 6}, {Key: "", Here: 1, Came: 1}, {Key: "amber", Here: 1, Came: 1}, {Key: "red", Here: 1, Came: 1}}, f.Objects.ByTLP)
	w.same("recalls", report.FigureRecalls{Ours: 1, Asked: 2, Executed: 2}, f.Recalls)
	w.same("refusals", []string{"out HUB ceiling 3.1 1", "out HUB unmarked  1"}, grounds(f.Refusals))
	if f.Strict != "red" || !f.Unmarked {
		w.t.Errorf("marked %q, unmarked %v", f.Strict, f.Unmarked)
	}
	f.From, f.To = "", ""
	later, err := w.nodes["CZE"].Reports.Figures(w.t.Context(), w.all("CZE").In(ids.Live), report.Ask{From: shown.AddDate(0, 0, 1), To: shown.AddDate(0, 0, 1)})
	w.must(err)
	if later.Objects.Here != 9 || later.Objects.Came != 0 || len(later.Parties) != 0 || later.Receipts.Count != 0 || later.Recalls.Ours != 0 {
		w.t.Errorf("on the day after: %+v", later)
	}
}

func (w *alliance) underACeiling() {
	w.t.Helper()
	f := w.figures("CZE", report.Ask{Ceiling: "green"})
	if p := f.Parties; f.Objects.Here != 6 || f.Strict != "green" || f.Unmarked || len(p) != 1 || p[0].GivenObjects != 6 || p[0].WithheldObjects != 0 || len(f.Refusals) != 0 || f.Recalls.Ours != 1 {
		w.t.Errorf("up to green: %+v", f)
	}
	who := w.all("HUB")
	who.Ceiling = "clear"
	clear, err := w.nodes["HUB"].Reports.Figures(w.t.Context(), who.In(ids.Live), report.Ask{From: shown, To: shown, Ceiling: "red"})
	w.must(err)
	if clear.Objects.Here+clear.Objects.Came+clear.Receipts.Count+clear.Receipts.Open+clear.Recalls.Theirs != 0 || len(clear.Parties)+len(clear.Refusals)+len(clear.Provisions) != 0 || clear.Strict != "" || clear.Ceiling != "clear" {
		w.t.Errorf("somebody who may read nothing here is told: %+v", clear)
	}
}

func (w *alliance) inAnotherRealm() {
	w.t.Helper()
	f, err := w.nodes["CZE"].Reports.Figures(w.t.Context(), w.all("CZE").In("exercise"), report.Ask{From: shown, To: shown})
	w.must(err)
	if len(f.Objects.ByType) != 0 || len(f.Parties) != 0 || f.Recalls.Ours != 0 || f.Receipts.Count+f.Receipts.Open != 0 {
		w.t.Errorf("what is live counts in the exercise: %+v", f)
	}
}

func (w *alliance) withoutTheAct() {
	w.t.Helper()
	n := w.nodes["CZE"]
	admin := authz.Person("CZE", "a", "admin", "test", "", authz.Grants(authz.Admin, authz.Consumer, authz.Monitor))
	if _, err := n.Reports.Figures(w.t.Context(), admin.In(ids.Live), report.Ask{}); !errs.Is(err, errs.Denied) {
		w.t.Errorf("an administrator is shown figures: %v", err)
	}
	reader := authz.Person("CZE", "r", "reader", "token", "", authz.ReadOnly(authz.Grants(authz.Auditor)))
	if _, err := n.Reports.Figures(w.t.Context(), reader.In(ids.Live), report.Ask{}); err != nil {
		w.t.Errorf("a read-only token is not shown figures: %v", err)
	}
	for name, who := range map[string]authz.Actor{"administrator": admin, "read-only token": reader, "nobody": {}} {
		if f, err := n.Reports.Make(w.t.Context(), who, ids.Live, report.Order{Format: "html"}); err == nil || len(f.Bytes) > 0 {
			w.t.Errorf("%s makes a report: %v", name, err)
		}
		if _, err := n.Reports.SaveDashboard(w.t.Context(), who, ids.Live, 0, nil); err == nil {
			w.t.Errorf("%s saves a dashboard", name)
		}
	}
}

// onRecord makes a PDF, and demands that the journal says what was made.
func (w *alliance) onRecord() {
	w.t.Helper()
	n := w.nodes["CZE"]
	f, err := n.Reports.Make(w.t.Context(), w.all("CZE"), ids.Live, report.Order{Ask: report.Ask{From: shown, To: shown, Party: "HUB", Ceiling: "green"}, Lang: "cs", Format: "pdf"})
	w.must(err)
	if f.Name != "entente-CZE-hub-2026-11-20_2026-11-20.pdf" || f.Media != "application/pdf" {
		w.t.Errorf("the file is %s, %s", f.Name, f.Media)
	}
	var body string
	w.must(n.DB.Read(w.t.Context(), func(tx *db.Tx) error {
		all, err := journal.List(w.t.Context(), tx, w.all("CZE").In(ids.Live), journal.Filter{Kind: "report.made", Newest: true, Limit: 1})
		if err == nil && len(all) == 1 && all[0].About == "HUB" {
			body = string(all[0].Body)
		}
		return err
	}))
	for _, want := range []string{fmt.Sprintf("%x", sha256.Sum256(f.Bytes)), `"TLP:GREEN"`, `"cs"`, `"2026-11-20"`} {
		if !strings.Contains(body, want) {
			w.t.Errorf("the journal does not say %s: %s", want, body)
		}
	}
}

// recalledLater recalls a release with something amber in it on another day,
// on which nothing else is amber.
func (w *alliance) recalledLater(first string) {
	w.t.Helper()
	next := shown.AddDate(0, 0, 1)
	w.at(next, 0, 0)
	_, err := w.nodes["CZE"].Releases.Recall(w.t.Context(), w.all("CZE"), ids.Live, first, "tells of an amber source", nil)
	w.must(err)
	w.settle("HUB", "CZE")
	ask := report.Ask{From: next.AddDate(0, 0, 1), To: next.AddDate(0, 0, 1)}
	for ceiling, want := range map[string]report.Figures{
		"":      {Strict: "amber", Recalls: report.FigureRecalls{Theirs: 1, Asked: 1, Open: 1}},
		"green": {Strict: "green"},
	} {
		ask.Ceiling = ceiling
		f, err := w.nodes["HUB"].Reports.Figures(w.t.Context(), w.all("HUB").In(ids.Live), ask)
		w.must(err)
		w.same("the open recall up to "+ceiling, want.Recalls, f.Recalls)
		page, err := w.nodes["HUB"].Reports.Make(w.t.Context(), w.all("HUB"), ids.Live, report.Order{Ask: ask, Format: "html"})
		w.must(err)
		if told := strings.Contains(string(page.Bytes), "tells of an amber source"); f.Strict != want.Strict || f.Objects.Here != 3 || f.Receipts.Open != 1 || told != (ceiling == "") {
			w.t.Errorf("up to %q: marked %q, %d objects, %d open, told of the recall: %v", ceiling, f.Strict, f.Objects.Here, f.Receipts.Open, told)
		}
	}
}

// documents says what the documents of the day must say.
func (w *alliance) documents() {
	w.t.Helper()
	made := func(code ids.Party, o report.Order) string {
		o.From, o.To, o.Format = shown, shown, "html"
		f, err := w.nodes[code].Reports.Make(w.t.Context(), w.all(code), ids.Live, o)
		w.must(err)
		return string(f.Bytes)
	}
	page := made("HUB", report.Order{})
	for _, want := range []string{"TLP:AMBER", "This node holds 6 objects.", "7 versions came in within the period.", "5 objects went out, to 2 parties.", "1 receipt is outstanding.", "EST: executed",
		"names &lt;script&gt;alert(1)&lt;/script&gt; a source", "HUB and &lt;b&gt;CZE&lt;/b&gt;, generation 2, 4.1", "300 ms", "5.0 s"} {
		if !strings.Contains(page, want) {
			w.t.Errorf("the situation report does not say %q", want)
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "<b>") {
		w.t.Error("a name became part of the page")
	}
	if page := made("CZE", report.Order{}); !strings.Contains(page, `<p class="banner red">TLP:RED`) || !strings.Contains(page, "counts unmarked objects") {
		w.t.Error("a report that counts red and unmarked objects does not say so")
	}
	for _, name := range []string{"r1", "u1", "a1"} {
		if page := made("CZE", report.Order{Ask: report.Ask{Ceiling: "green"}}); !strings.Contains(page, `<p class="banner green">TLP:GREEN`) || strings.Contains(page, ">"+name+"<") {
			w.t.Errorf("the report up to green names %s, or is not marked so", name)
		}
	}
	if page := made("HUB", report.Order{Ask: report.Ask{Party: "EST"}}); !strings.Contains(page, "Report on Authority of EST") || strings.Contains(page, "Authority of CZE") {
		w.t.Error("the report on EST is of another, or names another")
	}
	for _, o := range []report.Order{{Ask: report.Ask{Party: "CZE"}}, {Ask: report.Ask{Party: "ZZZ"}}, {Lang: "de"}, {Format: "doc"}, {Ask: report.Ask{Ceiling: "secret"}}, {Ask: report.Ask{From: shown, To: shown.AddDate(0, 0, -1)}}} {
		if o.Format == "" {
			o.Format = "html"
		}
		if _, err := w.nodes["CZE"].Reports.Make(w.t.Context(), w.all("CZE"), ids.Live, o); !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.NotFound) {
			w.t.Errorf("%+v: %v", o, err)
		}
	}
}
