package rest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/notify"
)

// letterbox is a channel that keeps what it is given.
type letterbox struct {
	mu  sync.Mutex
	got []notify.Message
}

func (b *letterbox) Send(_ context.Context, m notify.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.got = append(b.got, m)
	return nil
}

func (b *letterbox) to(address string) (out []notify.Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.got {
		if m.To == address {
			out = append(out, m)
		}
	}
	return out
}

// telling is a node that tells its people, by a letterbox in place of mail.
func telling(t *testing.T) (*node, *notify.Service, *letterbox) {
	t.Helper()
	var s *notify.Service
	n := startNode(t, "CZE", func(n *node) Deps {
		var err error
		s, err = notify.New(notify.Config{DB: n.db, Journal: n.j, Party: "CZE", Origin: "https://node.example", Seal: []byte("seal"), Log: slog.New(slog.DiscardHandler),
			People: func(ctx context.Context, tx *db.Tx) (out []notify.Person, err error) {
				all, err := n.acc.People(ctx, tx)
				for _, u := range all {
					out = append(out, notify.Person{ID: u.ID, Name: u.Name, Display: u.Display, Roles: u.Roles, Actor: n.acc.As(u, "notify"), Away: u.Away()})
				}
				return out, err
			}})
		if err != nil {
			t.Fatal(err)
		}
		return Deps{Version: "test", Party: MeParty{Code: "CZE", Name: "Czechia"}, Clock: clock.System{}, DB: n.db, Journal: n.j, Accounts: n.acc, Notify: s}
	})
	box := &letterbox{}
	s.Carry(ids.Live, notify.ByMail, box)
	return n, s, box
}

// ownSettings is what a person sends who is reached by mail.
func ownSettings(mail string) map[string]any {
	return map[string]any{"mail": mail, "webhook": "", "language": "cs", "zone": "Europe/Prague", "quiet_from": "", "quiet_to": "", "digest_at": "08:00", "digest_day": 1, "key": "", "only_encrypted": false,
		"rules": []map[string]any{{"kinds": "intel.", "by": "mail", "urgent": true}}}
}

func TestOnesOwnNotificationsOverREST(t *testing.T) {
	t.Parallel()
	n, s, box := telling(t)
	bob, lea := n.person("bob", authz.Duty), n.person("lea", authz.Legal)
	var own NotifyOwn
	bob.do("GET", "/notify/own", nil, 200, &own)
	if own.Set || !own.Mailed || own.Hooked || len(own.Settings.Rules) == 0 {
		t.Errorf("before anything is set: %+v", own)
	}
	for name, change := range map[string]func(map[string]any){
		"a zone that is none":             func(m map[string]any) { m["zone"] = "Europe/Atlantis" },
		"an address that is none":         func(m map[string]any) { m["mail"] = "bob@example.org\r\nBcc: eve@example.org" },
		"nothing in clear without a key":  func(m map[string]any) { m["only_encrypted"] = true },
		"a key that is none":              func(m map[string]any) { m["key"] = "-----BEGIN" },
		"a webhook that is not encrypted": func(m map[string]any) { m["webhook"] = "http://example.org/hook" },
		"a way that leads nowhere": func(m map[string]any) {
			m["rules"] = []map[string]any{{"kinds": "intel.", "by": "pigeon", "urgent": false}}
		},
		"a member that nobody knows":       func(m map[string]any) { m["pigeon"] = true },
		"a language that nobody writes in": func(m map[string]any) { m["language"] = "de" },
	} {
		body := ownSettings("bob@example.org")
		change(body)
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		if res := bob.send("PUT", "/notify/own", bytes.NewReader(b)); res.StatusCode < 400 || res.StatusCode >= 500 {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
	bob.do("PUT", "/notify/own", ownSettings("bob@example.org"), 200, &own)
	if !own.Set || own.Settings.Mail != "bob@example.org" || own.Secret != "" {
		t.Errorf("set was %+v", own)
	}
	var test NotifyTest
	bob.do("POST", "/notify/test", map[string]any{"by": "mail"}, 200, &test)
	bob.do("POST", "/notify/test", map[string]any{"by": "webhook"}, 409, nil)
	if err := s.Turn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := box.to("bob@example.org"); len(got) != 1 || got[0].ID != test.ID || got[0].Language != "cs" {
		t.Errorf("bob was sent %+v", got)
	}
	var log list[NotifyDelivery]
	bob.do("GET", "/notify/log", nil, 200, &log)
	if len(log.Items) != 1 || log.Items[0].State != "sent" || log.Items[0].Person != "bob" || log.Items[0].Form != notify.FormTest {
		t.Errorf("bob's log: %+v", log.Items)
	}
	// What is another's is nobody's to see but who manages.
	lea.do("GET", "/notify/log", nil, 200, &log)
	if len(log.Items) != 0 {
		t.Errorf("lea sees %+v", log.Items)
	}
	lea.do("GET", "/notify/log?everybody=true", nil, 403, nil)
	bob.do("GET", "/notify/log?everybody=true", nil, 200, &log)
	if len(log.Items) != 1 {
		t.Errorf("who manages sees %+v", log.Items)
	}
	lea.do("GET", "/notify/channels", nil, 403, nil)
	var st NotifyStanding
	bob.do("GET", "/notify/channels", nil, 200, &st)
	if i := slices.IndexFunc(st.Channels, func(c NotifyChannelView) bool { return c.By == notify.ByMail }); i < 0 || !st.Channels[i].Carried || st.Channels[i].Sent == nil {
		t.Errorf("the channels: %+v", st)
	}
	(&client{node: n}).do("GET", "/notify/own", nil, 401, nil)
	var made Token
	bob.do("POST", "/tokens", map[string]any{"label": "wall", "kind": "read-only", "expires_days": 1}, 200, &made)
	(&client{node: n, token: made.Token}).do("GET", "/alarms", nil, 403, nil) // by notify.own one acknowledges
}

func TestAnAlarmClimbsOverREST(t *testing.T) {
	t.Parallel()
	n, s, box := telling(t)
	bob, lea, pool := n.person("bob", authz.Duty), n.person("lea", authz.Legal), n.person("pit", authz.Pool)
	bob.do("PUT", "/notify/own", ownSettings("bob@example.org"), 200, nil)
	lea.do("PUT", "/notify/own", ownSettings("lea@example.org"), 200, nil)
	var plans NotifyPlans
	bob.do("GET", "/notify/plans", nil, 200, &plans)
	id := func(name string) string {
		for _, p := range plans.People {
			if p.Name == name {
				return p.ID
			}
		}
		t.Fatalf("%s cannot be named", name)
		return ""
	}
	rotation := map[string]any{"name": "night", "turn": "daily", "length": 1, "start": "2026-01-01T08:00", "zone": "Europe/Prague", "people": []string{id("bob")}}
	lea.do("POST", "/notify/rotations", rotation, 403, nil)
	var r notify.Rotation
	bob.do("POST", "/notify/rotations", rotation, 200, &r)
	ladder := map[string]any{"name": "all", "repeat": 0, "steps": []map[string]any{{"wait": 15, "all": false, "targets": []map[string]any{{"kind": "rotation", "id": r.ID}}}, {"wait": 15, "all": false, "targets": []map[string]any{{"kind": "role", "id": "legal"}}}}}
	var l notify.Ladder
	bob.do("POST", "/notify/ladders", ladder, 200, &l)
	bob.do("DELETE", "/notify/plans/"+r.ID, nil, 409, nil) // the ladder names it
	bob.do("PUT", "/notify/ladders/"+r.ID, ladder, 404, nil)
	var duty list[OnCallPlan]
	lea.do("GET", "/oncall", nil, 200, &duty)
	if len(duty.Items) != 1 || !slices.Equal(duty.Items[0].Now, []string{id("bob")}) {
		t.Errorf("on call: %+v", duty.Items)
	}
	now := clock.System{}.Now()
	lea.do("POST", "/oncall/overrides", map[string]any{"plan": r.ID, "from": now, "to": now.Add(time.Hour), "add": id("bob")}, 403, nil) // another's place is not hers to fill
	var o OnCallOverride
	lea.do("POST", "/oncall/overrides", map[string]any{"plan": r.ID, "from": now.Add(-time.Minute), "to": now.Add(time.Hour), "add": id("lea"), "remove": id("bob")}, 200, &o)

	stream := lea.send("GET", "/events", nil)
	deaf := pool.send("GET", "/events", nil)
	var a AlarmDetail
	bob.do("POST", "/alarms", map[string]any{"text": "the line is dead", "ladder": "all"}, 200, &a)
	if err := s.Turn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(box.to("lea@example.org")) != 1 || len(box.to("bob@example.org")) != 0 {
		t.Errorf("called were %+v", box.got)
	}
	pool.do("POST", "/alarms/"+a.ID+"/acknowledge", map[string]any{}, 403, nil)
	// The address in the message acknowledges, and tells nothing else.
	_, token, _ := strings.Cut(box.to("lea@example.org")[0].Ack, "/ack/")
	if token == "" {
		t.Fatalf("the message's address is %q", box.to("lea@example.org")[0].Ack)
	}
	anybody := &client{node: n}
	var seen AckView
	anybody.do("GET", "/acknowledgements/"+token, nil, 200, &seen)
	if seen.State != notify.Open {
		t.Errorf("opening the address left the alarm %s", seen.State)
	}
	anybody.do("POST", "/acknowledgements/x"+token, map[string]any{}, 404, nil)
	anybody.do("POST", "/acknowledgements/"+token, map[string]any{}, 200, &seen)
	bob.do("GET", "/alarms/"+a.ID, nil, 200, &a)
	if a.State != notify.Acknowledged || a.AckedBy != "lea" || len(a.Steps) != 2 || len(a.Steps[0].Calls) != 1 || len(a.Steps[1].Calls) != 0 {
		t.Errorf("the alarm is %+v", a)
	}
	bob.do("POST", "/alarms/"+a.ID+"/acknowledge", map[string]any{}, 409, nil)
	bob.do("POST", "/alarms/"+a.ID+"/close", map[string]any{"reason": "mended"}, 200, &a)
	if a.State != notify.Closed || a.ClosedBy != "bob" {
		t.Errorf("closed: %+v", a)
	}
	bob.do("DELETE", "/oncall/overrides/"+o.ID, nil, 204, nil)

	// A page that is open hears each step; who may not hear of alarms hears none.
	got, _ := lines(stream.Body, 4)
	var kinds []string
	for _, e := range got {
		for _, k := range []string{"notify.raised", "notify.climbed", "notify.acknowledged", "notify.closed"} {
			if strings.Contains(e, `"`+k+`"`) && strings.Contains(e, a.ID) {
				kinds = append(kinds, k)
			}
		}
	}
	if !slices.Equal(kinds, []string{"notify.raised", "notify.climbed", "notify.acknowledged", "notify.closed"}) {
		t.Errorf("the page heard %q of %q", kinds, got)
	}
	n.happen("agreement.signed")
	if got, _ := lines(deaf.Body, 1); len(got) != 1 || !strings.Contains(got[0], "agreement.signed") {
		t.Errorf("who may not hear of alarms heard %q", got)
	}
}

// What a rule shows on an open page travels on the page's stream, with the id that
// the rule needs and nothing that the person may not hear of.
func TestAPageHearsWhatItsPersonMay(t *testing.T) {
	t.Parallel()
	n, s, box := telling(t)
	bob := n.person("bob", authz.Analyst)
	settings := ownSettings("bob@example.org")
	settings["rules"] = []map[string]any{{"kinds": "template.", "by": "page", "urgent": false}}
	bob.do("PUT", "/notify/own", settings, 200, nil)
	stream := bob.send("GET", "/events", nil)
	if stream.StatusCode != http.StatusOK {
		t.Fatal(stream.Status)
	}
	n.happen("account.changed")
	n.happen("template.published")
	if got, _ := lines(stream.Body, 1); len(got) != 1 || !strings.Contains(got[0], `"template.published","about":"thing"`) {
		t.Errorf("the page heard %q", got)
	}
	// The page alone: nothing is stored or sent.
	eyes := authz.System("CZE", "test", authz.JournalRead).In(ids.Live)
	if err := n.db.Write(t.Context(), func(tx *db.Tx) error {
		all, err := journal.List(t.Context(), tx, eyes, journal.Filter{Limit: 1000})
		for _, e := range all {
			if err == nil {
				err = s.Follow(t.Context(), tx, e)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Turn(t.Context()); err != nil {
		t.Fatal(err)
	}
	var log list[NotifyDelivery]
	if bob.do("GET", "/notify/log", nil, 200, &log); len(log.Items) != 0 || len(box.got) != 0 {
		t.Errorf("it was sent too: %+v", log.Items)
	}
}
