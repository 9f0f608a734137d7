package notify

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

func TestAPersonHearsOfWhatTheirRulesAndActsPermit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		everything := func(s *Settings) {
			s.Rules = []Rule{{Kinds: "agreement.", By: ByMail, Urgent: true}, {Kinds: "account.", By: ByMail, Urgent: true}, {Kinds: "node.log", By: ByMail, Urgent: true}}
		}
		w.happen("agreement.signed", "") // before anybody had a rule
		w.clock.Advance(time.Second)
		w.set("bob", everything)
		w.set("mia", everything)
		w.happen("agreement.signed", "8c7f0c2a-0000-7000-8000-000000000001")
		w.happen("account.created", "x")
		w.happen("node.log", "x")
		w.happen("notify.raised", "x")
		w.happen("intel.imported", "x")
		w.turn()
		want := map[string][]string{"bob@example.org": {"agreement.signed"}, "mia@example.org": {"account.created", "agreement.signed", "node.log"}}
		got := told(w.mail.take())
		slices.Sort(got["mia@example.org"])
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		w.again() // a crash before the cursor moved
		w.turn()
		if got := w.mail.take(); len(got) > 0 {
			t.Errorf("a replay sent %d messages again", len(got))
		}
	})
}

func TestNothingOfTheContentLeaves(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := "8c7f0c2a-0000-7000-8000-000000000001"
		rules := func(s *Settings) {
			s.Rules = []Rule{{Kinds: "agreement.", By: ByMail, Urgent: true}, {Kinds: "intel.", By: ByMail, Urgent: true}}
		}
		w.set("eva", rules)
		w.set("bob", rules)
		w.happen("agreement.signed", id)
		w.happen("intel.imported", id)
		w.turn()
		for _, m := range w.mail.take() {
			text := strings.Join(append(m.paragraphs(), m.Subject), "\n")
			if strings.Contains(m.Subject, "agreement") || m.Subject != "Entente CZE: Notice" {
				t.Errorf("the subject says %q", m.Subject)
			}
			names := strings.Contains(text, id)
			switch {
			case m.To == "eva@example.org" && names:
				t.Errorf("a person with a ceiling is sent an id: %s", text)
			case m.Lines[0].Kind == "intel.imported" && names:
				t.Errorf("the id of an object leaves the node: %s", text)
			case m.To == "bob@example.org" && m.Lines[0].Kind == "agreement.signed" && m.Lines[0].Link != "https://node.example/agreements/"+id:
				t.Errorf("the link is %s", m.Lines[0].Link)
			}
		}
	})
}

func TestQuietHoursHoldBackAllButWhatIsUrgent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.clock.Set(time.Date(2026, 11, 25, 21, 30, 0, 0, time.UTC)) // 22:30 in Prague
		w.set("bob", func(s *Settings) {
			s.Zone, s.QuietFrom, s.QuietTo = "Europe/Prague", "22:00", "07:00"
			s.Rules = []Rule{{Kinds: "agreement.", By: ByMail}, {Kinds: "duty.lapsed", By: ByMail, Urgent: true}}
		})
		w.happen("agreement.signed", "")
		w.happen("duty.lapsed", "")
		w.happen("agreement.proposed", "")
		w.turn()
		if got := told(w.mail.take())["bob@example.org"]; !cmp.Equal(got, []string{"duty.lapsed"}) {
			t.Errorf("in quiet hours came %v", got)
		}
		w.clock.Set(time.Date(2026, 11, 26, 5, 59, 59, 0, time.UTC))
		w.turn()
		if got := w.mail.take(); len(got) > 0 {
			t.Errorf("a second before seven came %v", told(got))
		}
		w.clock.Set(time.Date(2026, 11, 26, 6, 0, 0, 0, time.UTC))
		w.turn()
		got := w.mail.take()
		if len(got) != 1 || !cmp.Equal(told(got)["bob@example.org"], []string{"agreement.signed", "agreement.proposed"}) {
			t.Errorf("at seven came %d messages: %v", len(got), told(got))
		}
	})
}

func TestDigestsGatherUntilTheHourInThePersonsZone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.set("bob", func(s *Settings) {
			s.Zone, s.DigestAt, s.DigestDay = "Europe/Prague", "08:00", 5
			s.Rules = []Rule{{Kinds: "agreement.", By: Day}, {Kinds: "duty.", By: Week}}
		})
		w.happen("agreement.signed", "")
		w.happen("duty.stated", "")
		w.clock.Advance(12 * time.Hour)
		w.happen("agreement.proposed", "")
		w.turn()
		if got := w.mail.take(); len(got) > 0 {
			t.Errorf("before its hour came %v", told(got))
		}
		w.clock.Set(time.Date(2026, 11, 26, 7, 0, 0, 0, time.UTC)) // Thursday, 8:00 in Prague
		w.turn()
		if got := w.mail.take(); len(got) != 1 || got[0].Form != FormDigest || len(got[0].Lines) != 2 {
			t.Errorf("the daily digest was %+v", got)
		}
		w.clock.Set(time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC)) // the node stood still over Friday
		w.turn()
		if got := w.mail.take(); len(got) != 1 || got[0].Lines[0].Kind != "duty.stated" {
			t.Errorf("the weekly digest was %+v", got)
		}
	})
}

func TestRightsThatAreGoneAtSendingDropTheMessage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.set("bob", func(s *Settings) { s.Rules = []Rule{{Kinds: "agreement.", By: Day}} })
		w.happen("agreement.signed", "")
		p := w.people["bob"]
		p.Actor = authz.Person("CZE", "bob", "bob", "test", "", authz.Grants(authz.Monitor))
		w.people["bob"] = p
		w.clock.Advance(day)
		w.turn()
		if got := w.mail.take(); len(got) > 0 {
			t.Errorf("a person without the right was sent %v", told(got))
		}
		all, err := w.Log(ctx, w.who("ada").In(live), true, 10)
		if err != nil || len(all) != 1 || all[0].State != dropped {
			t.Errorf("the log says %+v, %v", all, err)
		}
	})
}

func TestWhatComesAfterABundleWasSentIsNotLost(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.set("bob", func(s *Settings) { s.Rules = []Rule{{Kinds: "agreement.", By: ByMail}} })
		w.happen("agreement.signed", "")
		w.clock.Advance(2 * time.Minute)
		w.turn()
		if got := w.mail.take(); len(got) != 1 {
			t.Fatalf("%d messages", len(got))
		}
		w.clock.Advance(-2 * time.Minute) // the clock is put back
		w.happen("agreement.proposed", "")
		w.clock.Advance(2 * time.Minute)
		w.turn()
		if got := told(w.mail.take())["bob@example.org"]; !cmp.Equal(got, []string{"agreement.proposed"}) {
			t.Errorf("after the clock was put back came %v", got)
		}
	})
}

func TestSettingsAreJudged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for name, change := range map[string]func(*Settings){
			"a line break in the address": func(s *Settings) { s.Mail = "a@example.org\r\nBcc: b@example.org" },
			"a name before the address":   func(s *Settings) { s.Mail = "Ana <a@example.org>" },
			"two addresses":               func(s *Settings) { s.Mail = "a@example.org,b@example.org" },
			"a webhook in clear":          func(s *Settings) { s.Webhook = "http://example.org/" },
			"a webhook with credentials":  func(s *Settings) { s.Webhook = "https://a:b@example.org/" },
			"a file":                      func(s *Settings) { s.Webhook = "file:///etc/passwd" },
			"a zone of this machine":      func(s *Settings) { s.Zone = "Local" },
			"a path for a zone":           func(s *Settings) { s.Zone = "../../etc/passwd" },
			"an hour that is none":        func(s *Settings) { s.DigestAt = "25:00" },
			"half of quiet hours":         func(s *Settings) { s.QuietFrom = "22:00" },
			"a kind of notify itself":     func(s *Settings) { s.Rules = []Rule{{Kinds: "notify.", By: ByMail}} },
			"every kind":                  func(s *Settings) { s.Rules = []Rule{{Kinds: "", By: ByMail}} },
			"a road that is none":         func(s *Settings) { s.Rules = []Rule{{Kinds: "duty.", By: "pigeon"}} },
			"encrypted only without key":  func(s *Settings) { s.OnlyEncrypted = true },
			"a key that is none":          func(s *Settings) { s.Key = "-----BEGIN" },
			"an unknown language":         func(s *Settings) { s.Language = "xx" },
		} {
			s := Defaults(nil)
			s.QuietFrom, s.QuietTo = "", ""
			change(&s)
			if _, err := w.SetOwn(ctx, w.who("bob"), s); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		_, err := w.SetOwn(ctx, authz.Person("CZE", "m", "m", "test", "", authz.Grants(authz.Consumer)), Defaults(nil))
		wantKind(t, err, errs.Denied)
		o, err := w.Own(ctx, w.who("bob"), []authz.Role{authz.Duty})
		if err != nil || o.Set || len(o.Rules) == 0 {
			t.Errorf("nothing was set, yet %+v, %v", o, err)
		}
	})
}

func TestATextGoesToAnAddressOutsideTheAccounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		var id string
		send := func(address string) error {
			return w.db.Write(ctx, func(tx *db.Tx) (err error) {
				id, err = w.Send(ctx, tx, live, Letter{Address: address, Text: "Please answer."})
				return err
			})
		}
		wantKind(t, send("a@example.org\nBcc: b@example.org"), errs.Invalid)
		w.must(send("desk@example.net"))
		w.turn()
		if got := w.mail.take(); len(got) != 1 || got[0].To != "desk@example.net" || got[0].Text[0] != "Please answer." || got[0].ID != id {
			t.Errorf("sent was %+v", got)
		}
		w.must(w.db.Read(ctx, func(tx *db.Tx) error {
			d, err := w.Look(ctx, tx, id)
			if err == nil && d.State != sent {
				t.Errorf("its state is %s", d.State)
			}
			return err
		}))
		wantKind(t, w.db.Write(ctx, func(tx *db.Tx) (err error) {
			_, err = w.Send(ctx, tx, "exercise-1", Letter{Address: "desk@example.net", Text: "x"})
			return err
		}), errs.Conflict)
	})
}
