package app

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/directory"
	"entente/internal/duty"
	"entente/internal/format/openpgp"
	"entente/internal/notify/mailtest"
)

var drilled = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// entry lets a party tell its desk to all.
func (c *circle) entry(p ids.Party, k directory.Key, channels ...directory.Channel) {
	c.t.Helper()
	ctx, n := c.t.Context(), c.nodes[p]
	now, err := n.Directory.Get(ctx, c.who(p).In(ids.Live), p)
	c.must(err)
	said := directory.Said{Team: directory.Team{Name: "CERT of " + string(p), Zone: "UTC"}, Contacts: []directory.Contact{{ID: "desk", Name: "Desk", Purpose: directory.Incident, Channels: channels}}}
	if k.Fingerprint != "" {
		said.Keys = []directory.Key{k}
	}
	_, err = n.Directory.Save(ctx, c.who(p), now.Entry.Serial, said)
	c.must(err)
	c.settle()
}

func TestADrillGoesEncryptedToWhomTheDirectoryHasAKeyOf(t *testing.T) {
	t.Parallel()
	private, public := mailtest.Key(t, drilled.Add(-24*time.Hour), 0)
	_, short := mailtest.Key(t, drilled.Add(-24*time.Hour), 25*time.Hour)
	key := func(armor string) directory.Key {
		return directory.Key{Fingerprint: strings.ToUpper(openpgp.Fingerprint(armor)), Armor: armor}
	}
	eachCircle(t, drilled, []ids.Party{"CZE"}, func(t *testing.T, c *circle) {
		ctx, hub := t.Context(), c.nodes["HUB"]
		secret := func(k directory.Key) directory.Channel {
			return directory.Channel{Medium: directory.SecureEmail, Address: "desk@cert.example", Key: k.Fingerprint}
		}
		open := directory.Channel{Medium: directory.Email, Address: "desk@cert.example"}
		try := func() directory.Drill {
			t.Helper()
			d, err := hub.Directory.Begin(ctx, c.who("HUB"), directory.Trial{Party: "CZE"})
			c.must(err)
			d, err = hub.Directory.Drill(ctx, c.who("HUB").In(ids.Live), d.ID)
			c.must(err)
			return d
		}
		signer, err := hub.Notify.Standing(ctx, c.who("HUB").In(ids.Live))
		c.must(err)

		k := key(public)
		c.entry("CZE", k, secret(k), open)
		d := try()
		if to := c.turn("HUB"); len(to) != 2 {
			t.Fatalf("questions went to %q", to)
		}
		for i, raw := range c.post.Took() {
			if strings.Contains(string(raw), "comcheck/") || strings.Contains(string(raw), "communications check") {
				t.Errorf("question %d is in clear", i)
			}
		}
		m, _, _ := c.post.Last(t)
		text := mailtest.Opened(t, m, private, signer.Key, c.clock.Now())
		link := regexp.MustCompile(`/comcheck/(\S+)`).FindStringSubmatch(text)
		if link == nil {
			t.Fatalf("the question reads %q", text)
		}
		if a, err := hub.Directory.Open(ctx, link[1]); err != nil || !a.Answered {
			t.Errorf("its link: %+v, %v", a, err)
		}
		for _, p := range d.Probes {
			if p.SentAt.IsZero() || p.Failed != "" {
				t.Errorf("%+v", p)
			}
		}

		// The key ceases: what must be encrypted is for people to ask, and what may go
		// in clear says that it does.
		for name, k := range map[string]directory.Key{"expired by itself": key(short), "its last day is over": {Fingerprint: k.Fingerprint, Armor: k.Armor, Expires: "2026-11-22"}, "told by its fingerprint alone": {Fingerprint: k.Fingerprint}} {
			c.clock.Advance(2 * time.Hour)
			c.entry("CZE", k, secret(k), open)
			d := try()
			if to := c.turn("HUB"); len(to) != 1 {
				t.Fatalf("%s: questions went to %q", name, to)
			}
			m, _, _ := c.post.Last(t)
			text := mailtest.Parts(t, m.Header.Get("Content-Type"), m.Body)["text/plain"]
			if warned := strings.Contains(text, "sent without encryption"); !strings.Contains(text, "comcheck/") || warned != (k.Armor != "") {
				t.Errorf("%s: the question in clear reads %q", name, text)
			}
			for _, p := range d.Probes {
				if sealed := p.Medium == directory.SecureEmail; sealed != p.SentAt.IsZero() || sealed != (p.Failed != "") {
					t.Errorf("%s: %+v", name, p)
				}
			}
		}
	})
}

func TestADrillUnderAnAgreementMeetsTheDutyOfItsPeriod(t *testing.T) {
	t.Parallel()
	eachCircle(t, drilled, []ids.Party{"CZE"}, func(t *testing.T, c *circle) {
		ctx, hub := t.Context(), c.nodes["HUB"]
		c.entry("CZE", directory.Key{}, directory.Channel{Medium: directory.Email, Address: "desk@cert.example"})
		states := func() (out []duty.State) {
			t.Helper()
			all, err := hub.Duties.Of(ctx, c.who("HUB").In(ids.Live), c.agreement, 400*24*time.Hour)
			c.must(err)
			for _, o := range all {
				if o.Term.Provision.ID == "2.1" && o.Owed == "HUB" {
					out = append(out, o.StateAt(c.clock.Now()))
				}
			}
			return out
		}
		run := func() directory.Drill { // the drill that HUB begins by itself
			t.Helper()
			c.must(hub.Directory.Look(ctx))
			all, err := hub.Directory.Board(ctx, c.who("HUB").In(ids.Live))
			c.must(err)
			for _, s := range all {
				if s.Running != nil && s.View.Party.Party == "CZE" {
					return *s.Running
				}
			}
			return directory.Drill{}
		}
		if d := run(); d.ID != "" {
			t.Fatalf("a drill began %s after the memorandum", c.clock.Now().Sub(drilled))
		}
		c.clock.Advance(24 * 24 * time.Hour) // a week before the thirty days are over
		d := run()
		if d.Agreement != c.agreement || len(d.Probes) != 1 {
			t.Fatalf("the drill that was due is %+v", d)
		}
		if to := c.turn("HUB"); len(to) != 1 || to[0] != "desk@cert.example" {
			t.Errorf("its question went to %q", to)
		}
		_, err := hub.Directory.Meet(ctx, c.who("HUB"), d.ID)
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("met while it runs: %v", err)
		}
		_, err = hub.Directory.Answer(ctx, c.who("HUB"), d.Probes[0].ID, "", "they called back")
		c.must(err)
		if got := states(); len(got) != 1 || got[0] != duty.Running {
			t.Fatalf("before it is stated the duty is %s", got)
		}
		_, err = hub.Directory.Meet(ctx, c.who("HUB"), d.ID)
		c.must(err)
		c.settle()
		for _, code := range []ids.Party{"HUB", "CZE"} {
			all, err := c.nodes[code].Duties.Of(ctx, c.who(code).In(ids.Live), c.agreement, 400*24*time.Hour)
			c.must(err)
			met := 0
			for _, o := range all {
				if o.Term.Provision.ID == "2.1" && o.Owed == "HUB" && o.StateAt(c.clock.Now()) == duty.InTime && o.Reference == d.ID && o.Period == 1 {
					met++
				}
			}
			if met != 1 {
				t.Errorf("%s knows of %d times that HUB met it by this drill", code, met)
			}
		}
		// A second drill of the same period has nothing to meet.
		again, err := hub.Directory.Begin(ctx, c.who("HUB"), directory.Trial{Party: "CZE", Agreement: c.agreement})
		c.must(err)
		c.clock.Advance(2 * time.Hour)
		if _, err := hub.Directory.Meet(ctx, c.who("HUB"), again.ID); !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), "met for this period already") {
			t.Errorf("met twice: %v", err)
		}
		// A period that was slept through stays lapsed; the drill meets the one that runs.
		c.clock.Advance(60 * 24 * time.Hour)
		late := run()
		c.clock.Advance(2 * time.Hour)
		_, err = hub.Directory.Meet(ctx, c.who("HUB"), late.ID)
		c.must(err)
		if got := states(); len(got) < 3 || got[0] != duty.InTime || got[1] != duty.Lapsed || got[2] != duty.InTime {
			t.Errorf("the periods are %s", got)
		}
	})
}
