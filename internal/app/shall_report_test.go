package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/duty"
	"entente/internal/format/marking"
	"entente/internal/incident"
	"entente/internal/intel"
	"entente/internal/release"
)

// TestWhatShallBeReportedHasAClockFromWhenItWasKnown shares incidents under the
// memorandum's duty to report within 24 hours.
func TestWhatShallBeReportedHasAClockFromWhenItWasKnown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after  time.Duration // from when it was known to the sharing
		called bool          // CZE called the duty on itself as it came to know
		want   duty.State
	}{
		"in time":                       {5 * time.Hour, false, duty.InTime},
		"in the last second":            {24*time.Hour - time.Second, false, duty.InTime},
		"late":                          {30 * time.Hour, false, duty.Late},
		"called before, in time":        {5 * time.Hour, true, duty.InTime},
		"called before, lapsed and met": {30 * time.Hour, true, duty.Late},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachCircle(t, drilled, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *circle) {
				w.report(c.after, c.called, c.want)
			})
		})
	}
}

func (c *circle) report(after time.Duration, called bool, want duty.State) {
	t, ctx, cze, hub := c.t, c.t.Context(), c.nodes["CZE"], c.nodes["HUB"]
	c.clock.Advance(24 * time.Hour)
	aware := c.clock.Now()
	v, err := cze.Incidents.Open(ctx, c.who("CZE"), ids.Live, marking.Amber, incident.Description{Title: "SECRET-TITLE", Category: "malicious-code/infected-system", Aware: aware})
	c.must(err)
	if called {
		_, err := cze.Duties.Call(ctx, c.who("CZE"), ids.Live, c.agreement, duty.Call{Provision: "7.1", Owed: []ids.Party{"CZE"}, From: aware, Text: "an incident, of which more follows"})
		c.must(err)
		c.settle()
		for _, p := range []ids.Party{"CZE", "HUB", "EST"} {
			if o := c.answerOf(p, "CZE"); o.StateAt(c.clock.Now()) != duty.Running || !o.Due.Equal(aware.Add(24*time.Hour)) {
				t.Errorf("%s sees the clock %s, due %s", p, o.StateAt(c.clock.Now()), o.Due)
			}
		}
	}
	c.clock.Set(aware.Add(after))
	for _, n := range []*seat{cze, hub} {
		c.must(n.Duties.Remind(ctx))
		lapsed := 0
		for _, e := range n.since(t, new(int64)) {
			if e.Kind == "duty.lapsed" {
				lapsed++
			}
		}
		if wanted := called && want == duty.Late; (lapsed == 1) != wanted {
			t.Errorf("%s was told %d times that it lapsed", n.Config.Party, lapsed)
		}
	}
	_, err = cze.Incidents.Share(ctx, c.who("CZE"), ids.Live, v.ID, incident.Sharing{Agreement: c.agreement, Provision: "7.1", To: []ids.Party{"HUB"}, Met: true})
	c.must(err)
	c.settle()
	for _, n := range []*seat{cze, hub} {
		o, now := c.answerOf(n.Config.Party, "CZE"), c.clock.Now()
		if o.StateAt(now) != want || !o.From.Equal(aware) || !o.Due.Equal(aware.Add(24*time.Hour)) || !o.MetAt.Equal(now) || o.Reference != v.ID {
			t.Errorf("at %s it is %s: from %s, due %s, met %s by %q", n.Config.Party, o.StateAt(now), o.From, o.Due, o.MetAt, o.Reference)
		}
		if got, err := n.Incidents.Get(ctx, c.who(n.Config.Party).In(ids.Live), v.ID); err != nil || got.Title != "SECRET-TITLE" || got.Provision != "7.1" {
			t.Errorf("%s has the incident %q under %q, %v", n.Config.Party, got.Title, got.Provision, err)
		}
		r, err := n.Duties.Report(ctx, c.who(n.Config.Party).In(ids.Live), c.agreement, drilled, now)
		c.must(err)
		i := slices.IndexFunc(r.Items, func(i duty.ReportItem) bool { return i.Provision == "7.1" })
		if ended := !now.Before(o.Due); ended != (i >= 0) || ended && r.Items[i].State != want {
			t.Errorf("the report of %s counts %+v", n.Config.Party, r.Items)
		}
	}
	// Who does not get the incident hears nothing of what it is about.
	for _, e := range c.nodes["EST"].since(t, new(int64)) {
		if strings.Contains(string(e.Body), "SECRET") || e.About == v.ID {
			t.Errorf("EST was told %s: %s", e.Kind, e.Body)
		}
	}
	// The depositary, to whom it is owed, says that this was no report.
	c.clock.Advance(time.Minute)
	_, err = hub.Duties.Contest(ctx, c.who("HUB"), ids.Live, c.agreement, c.answerOf("HUB", "CZE").ID, "it names no cause")
	c.must(err)
	c.settle()
	if s := c.answerOf("CZE", "CZE").StateAt(c.clock.Now()); s != duty.Disputed {
		t.Errorf("what HUB contests is %s at CZE", s)
	}
}

// TestALinkedObjectTravelsByReleaseAlone links an object to a shared incident: whom
// it was not released to learns its id, and nothing of what it says or where it went.
func TestALinkedObjectTravelsByReleaseAlone(t *testing.T) {
	t.Parallel()
	eachCircle(t, drilled, []ids.Party{"CZE", "EST"}, func(t *testing.T, c *circle) {
		ctx, cze := t.Context(), c.nodes["CZE"]
		object := thingID("hidden", "indicator")
		lot, err := cze.Intel.Import(ctx, c.who("CZE"), intel.ImportInput{Realm: ids.Live, Name: "x"}, strings.NewReader(fmt.Sprintf(`{"type":"bundle","id":"bundle--1","objects":[%s]}`, (&alliance{t: t}).thing("hidden", "indicator", "green"))))
		c.must(err)
		if lot.Stored != 1 {
			t.Fatalf("%+v", lot)
		}
		v, err := cze.Incidents.Open(ctx, c.who("CZE"), ids.Live, marking.Green, incident.Description{Title: "Ransomware", Category: "malicious-code/infected-system"})
		c.must(err)
		v, err = cze.Incidents.Link(ctx, c.who("CZE"), ids.Live, v.ID, incident.Words{}, incident.Link{To: "object", ID: object})
		c.must(err)
		c.clock.Advance(time.Minute)
		_, err = cze.Incidents.Share(ctx, c.who("CZE"), ids.Live, v.ID, incident.Sharing{Agreement: c.agreement, Provision: "7.1", To: []ids.Party{"EST", "HUB"}, Entries: []string{v.Links[0].Ref}})
		c.must(err)
		c.settle()
		// link is the only link, as a party sees it.
		link := func(p ids.Party) incident.LinkedTo {
			t.Helper()
			got, err := c.nodes[p].Incidents.Get(ctx, c.who(p).In(ids.Live), v.ID)
			c.must(err)
			if len(got.Links) != 1 || got.Links[0].ID != object {
				t.Fatalf("%s sees the links %+v", p, got.Links)
			}
			return got.Links[0]
		}
		hidden := func(p ids.Party) {
			t.Helper()
			if l := link(p); l.Here || len(l.Given) > 0 {
				t.Errorf("%s sees of the object %+v", p, l)
			}
			if rows, err := c.nodes[p].Intel.List(ctx, c.who(p).In(ids.Live), intel.Filter{IDs: []string{object}, History: true}); err != nil || len(rows) > 0 {
				t.Errorf("%s holds %+v, %v", p, rows, err)
			}
			for _, e := range c.nodes[p].since(t, new(int64)) {
				if strings.Contains(string(e.Body), "hidden.example") {
					t.Errorf("%s was told what the object says: %s", p, e.Body)
				}
			}
		}
		if l := link("CZE"); !l.Here || len(l.Given) > 0 {
			t.Errorf("before any release CZE sees %+v", l)
		}
		hidden("HUB")
		hidden("EST")
		c.clock.Advance(time.Minute)
		at := c.clock.Now()
		_, err = cze.Releases.Make(ctx, c.who("CZE"), ids.Live, release.Ask{Select: intel.Selection{IDs: []string{object}}, To: []ids.Party{"HUB"}})
		c.must(err)
		c.settle()
		if l := link("CZE"); !l.Here || len(l.Given) != 1 || !l.Given["HUB"].Equal(at) {
			t.Errorf("after the release to HUB CZE sees %+v", l)
		}
		hidden("EST") // neither what it says, nor that HUB has it
		low := authz.Person("CZE", "p9", "Eve", "test", "", []authz.Act{authz.IncidentRead})
		got, err := cze.Incidents.Get(ctx, low.In(ids.Live), v.ID)
		c.must(err)
		if l := got.Links[0]; l.Here || len(l.Given) > 0 {
			t.Errorf("who may not read intelligence sees %+v", l)
		}
	})
}
