package app

import (
	"slices"
	"testing"
	"time"

	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/duty"
	"entente/internal/notify"
)

// TestARequestAtTwoInTheMorning lodges a request with HUB at two o'clock in Prague,
// when the rotation there changes hands: on ordinary nights, and twice in the night
// in which that hour comes twice.
func TestARequestAtTwoInTheMorning(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		at     string
		onCall string // the rotation began with eva at two on 20 October
		ends   string // when the answer is due, on the clocks of Prague
	}{
		"summer": {"2026-10-22T02:00:00+02:00", "eva", "2026-10-24T02:00:00+02:00"},
		"a second before the shift of the long night": {"2026-10-25T01:59:59+02:00", "eva", "2026-10-27T00:59:59+01:00"},
		"the first two o'clock":                       {"2026-10-25T02:00:00+02:00", "max", "2026-10-27T01:00:00+01:00"},
		"just before the hour comes again":            {"2026-10-25T02:50:00+02:00", "max", "2026-10-27T01:50:00+01:00"},
		"the second two o'clock":                      {"2026-10-25T02:00:00+01:00", "max", "2026-10-27T02:00:00+01:00"},
		"winter":                                      {"2026-10-26T02:00:00+01:00", "eva", "2026-10-28T02:00:00+01:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			eachCircle(t, at.Add(-48*time.Hour), []ids.Party{"CZE", "EST"}, func(t *testing.T, w *circle) {
				w.night(at, c.onCall, c.ends)
			})
		})
	}
}

// night is one such night: whoever is on call sleeps on, and the next level answers.
func (c *circle) night(at time.Time, onCall, ends string) {
	t, ctx, hub := c.t, c.t.Context(), c.nodes["HUB"]
	eva, _ := c.account("HUB", "eva", authz.Duty)
	max, _ := c.account("HUB", "max", authz.Duty)
	_, lea := c.account("HUB", "lea", authz.Director)
	c.account("HUB", "tom", authz.Admin)
	r, err := hub.Notify.SaveRotation(ctx, c.who("HUB"), notify.Rotation{Name: "night", Turn: notify.Daily, Length: 1, Start: "2026-10-20T02:00", Zone: "Europe/Prague", People: []string{eva, max}})
	c.must(err)
	const wait = 15 * time.Minute
	l, err := hub.Notify.SaveLadder(ctx, c.who("HUB"), notify.Ladder{Name: "requests", Steps: []notify.Step{
		{Wait: 15, Targets: []notify.Target{{Kind: "rotation", ID: r.ID}}}, {Wait: 15, Targets: []notify.Target{{Kind: "person", ID: lea.Person}}}, {Wait: 15, Targets: []notify.Target{{Kind: "role", ID: "admin"}}}}})
	c.must(err)
	_, err = hub.Notify.SaveTrigger(ctx, c.who("HUB"), notify.Trigger{Kinds: "assist.lodged", Ladder: l.ID})
	c.must(err)

	cze := c.nodes["CZE"]
	d, err := cze.Assists.Draft(ctx, c.who("CZE"), ids.Live, request(at))
	c.must(err)
	d, err = cze.Assists.Authorise(ctx, c.another("CZE"), ids.Live, d.ID, d.Version)
	c.must(err)
	c.settle()
	c.clock.Set(at)
	if to := c.turn("HUB"); len(to) > 0 {
		t.Fatalf("before anything happened, %q were told", to)
	}
	sought, err := cze.Assists.Lodge(ctx, c.who("CZE"), ids.Live, d.ID, d.Version, assist.Basis{})
	c.must(err)
	c.settle()

	told := func(after time.Duration, want ...string) {
		t.Helper()
		c.clock.Set(at.Add(after))
		if to := c.turn("HUB"); !slices.Equal(to, want) {
			t.Errorf("%s after two, %q are told, want %q", after, to, want)
		}
	}
	told(0, onCall+"@example.org")
	told(wait - time.Second)
	told(wait, "lea@example.org")
	told(wait + time.Minute)
	all, err := hub.Notify.Alarms(ctx, lea.In(ids.Live), time.Hour)
	c.must(err)
	if len(all) != 1 || all[0].Title != "assist.lodged" || !all[0].Raised.Equal(at) {
		t.Fatalf("alarms %+v", all)
	}
	a, err := hub.Notify.Alarm(ctx, lea.In(ids.Live), all[0].ID)
	c.must(err)
	if len(a.Calls) != 2 || !a.Calls[0].At.Equal(at) || a.Calls[1].Person != lea.Person || !a.Calls[1].At.Equal(at.Add(wait)) {
		t.Errorf("called were %+v", a.Calls)
	}
	a, err = hub.Notify.Acknowledge(ctx, lea, ids.Live, all[0].ID)
	c.must(err)
	if a.State != notify.Acknowledged || a.AckedBy != "lea" {
		t.Errorf("the alarm is %s by %q", a.State, a.AckedBy)
	}
	for _, after := range []time.Duration{2*wait - time.Second, 2 * wait, 3 * wait, 24 * time.Hour} {
		told(after) // nobody further
	}

	// The clock to answer counts hours that pass, whatever the clocks on the wall do.
	due := at.Add(48 * time.Hour)
	if wall, err := time.Parse(time.RFC3339, ends); err != nil || !wall.Equal(due) {
		t.Errorf("48 hours after %s it is not %s", at, ends)
	}
	for _, code := range []ids.Party{"HUB", "CZE"} {
		o := c.answerOf(code, "HUB")
		if !o.From.Equal(at) || !o.Due.Equal(due) || o.Caller != "CZE" {
			t.Errorf("at %s the answer of HUB is owed from %s to %s", code, o.From, o.Due)
		}
		if s := o.StateAt(due.Add(-time.Microsecond)); s != duty.Running {
			t.Errorf("at %s, a microsecond before its end the clock is %s", code, s)
		}
		if s := o.StateAt(due); s != duty.Lapsed {
			t.Errorf("at %s, at its end the clock is %s", code, s)
		}
		x, err := c.nodes[code].Assists.Get(ctx, c.who(code).In(ids.Live), sought.ID)
		c.must(err)
		if i := slices.IndexFunc(x.Answers, func(a assist.Answer) bool { return a.Party == "HUB" }); i < 0 || !x.Answers[i].Due.Equal(due) {
			t.Errorf("the case at %s says %+v", code, x.Answers)
		}
	}
	c.clock.Set(due.Add(-time.Second))
	_, err = hub.Assists.Decline(ctx, c.who("HUB"), ids.Live, sought.ID, "nobody is free", "")
	c.must(err)
	c.settle()
	for _, code := range []ids.Party{"HUB", "CZE"} {
		if s := c.answerOf(code, "HUB").StateAt(due); s != duty.InTime {
			t.Errorf("at %s, an answer in the last second is %s", code, s)
		}
	}
}

// answerOf gives the only duty to answer a request that a party has, as a node
// knows it.
func (c *circle) answerOf(at, owed ids.Party) duty.Obligation {
	c.t.Helper()
	all, err := c.nodes[at].Duties.Of(c.t.Context(), c.who(at).In(ids.Live), c.agreement, 400*24*time.Hour)
	c.must(err)
	all = slices.DeleteFunc(all, func(o duty.Obligation) bool { return o.Call == "" || o.Owed != owed })
	if len(all) != 1 {
		c.t.Fatalf("%s knows %d duties of %s to answer, want one", at, len(all), owed)
	}
	return all[0]
}

// request is one that lacks nothing, to the depositary alone.
func request(now time.Time) assist.Request {
	return assist.Request{Title: "Ministry encrypted", Beneficiary: "Body A", Pseudonym: true, Entity: "state", Severity: assist.Severity{Scheme: "nukib", Value: "III"}, Impact: "national", Situation: "File servers are encrypted.",
		Services: []string{"forensics"}, Roles: []assist.Role{{ID: "r1", Title: "Examiner", Count: 2, Service: "forensics", Skills: []assist.Need{{Code: "disk-forensics", Min: 2}}, Clearance: "secret"}},
		Mode: "onsite", Measures: "Segments are cut off.", Taken: "most", NeededBy: now.Add(72 * time.Hour), Duration: "P14D", TLP: "green", Audience: "directed", Liability: "As the memorandum says.", Cost: "Each bears its own.",
		Contact: "+420 600 000 000", Fallback: "duty@example.org"}
}
