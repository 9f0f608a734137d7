package rest

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// happen journals an act.
func (n *node) happen(kind string) {
	n.Helper()
	err := n.db.Write(context.Background(), func(tx *db.Tx) error {
		_, err := n.j.Append(context.Background(), tx, journal.Act{Realm: ids.Live, Kind: kind, By: authz.System("CZE", "test"), About: "thing"})
		return err
	})
	if err != nil {
		n.Error(err)
	}
}

// lines reads the journal's events on the stream until want have come or it ends.
func lines(r io.Reader, want int) (got []string, ended bool) {
	return named(r, "journal", want)
}

// named reads the data of events of one name.
func named(r io.Reader, name string, want int) (got []string, ended bool) {
	s, event := bufio.NewScanner(r), ""
	for len(got) < want {
		if !s.Scan() {
			return got, true
		}
		if of, ok := strings.CutPrefix(s.Text(), "event: "); ok {
			event = of
		}
		if data, ok := strings.CutPrefix(s.Text(), "data: "); ok && event == name {
			got = append(got, data)
		}
	}
	return got, false
}

func TestEvents(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	ana := n.person("ana", authz.Analyst)
	res := ana.send("GET", "/events", nil)
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	n.happen("intel.imported")
	n.happen("account.created") // not for an analyst
	n.happen("strange.thing")   // nor this
	n.happen("agreement.signed")
	got, _ := lines(res.Body, 2)
	if len(got) != 2 || !strings.Contains(got[0], `"intel.imported","about":"thing"`) || !strings.Contains(got[1], `"agreement.signed"`) {
		t.Errorf("got %v", got)
	}
	// A caller that was away continues where it stood.
	again := ana.send("GET", "/events", nil, "Last-Event-ID: 0")
	if got, _ := lines(again.Body, 2); len(got) != 2 || !strings.Contains(got[1], `"agreement.signed"`) {
		t.Errorf("got %v", got)
	}
	ana.do("GET", "/events?after=x", nil, 400, nil)
}

// TestStreamSaysThatItLives demands signs of life that a page can hear, also
// while only things happen that are not for its eyes, and that they do not
// change where the stream stands.
func TestStreamSaysThatItLives(t *testing.T) {
	t.Parallel()
	n := startNode(t, "CZE", func(n *node) Deps {
		return Deps{Version: "test", Party: MeParty{Code: "CZE"}, Clock: clock.System{}, DB: n.db, Journal: n.j, Accounts: n.acc, KeepAlive: time.Millisecond}
	})
	ana := n.person("ana", authz.Analyst)
	res := ana.send("GET", "/events", nil)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				n.happen("account.created")
			}
		}
	}()
	got, ended := named(res.Body, "alive", 3)
	close(stop)
	<-stopped
	if ended || len(got) != 3 {
		t.Fatalf("got %v, ended %v", got, ended)
	}
	raw, _ := io.ReadAll(io.LimitReader(ana.send("GET", "/events", nil).Body, 10))
	if string(raw) != "event: ali" { // no id before it
		t.Errorf("the stream begins %q", raw)
	}
}

// TestHostileC55StreamEnds opens streams with no login and keeps one past its
// session's end.
func TestHostileC55StreamEnds(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	(&client{node: n}).do("GET", "/events", nil, 401, nil)
	ana := n.person("ana", authz.Analyst)
	res := ana.send("GET", "/events", nil)
	ana.do("DELETE", "/session", nil, 204, nil)
	n.happen("intel.imported")
	if _, ended := lines(res.Body, 2); !ended {
		t.Error("the stream outlived its session")
	}
}

// TestConsumerHearsNoNames keeps ids from callers with a ceiling: what they
// may not read must not be guessed from events.
func TestConsumerHearsNoNames(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	n.admin.do("POST", "/users", map[string]any{"name": "siem", "roles": []string{"consumer"}, "ceiling": "green"}, 200, nil)
	var made Token
	n.admin.do("POST", "/tokens", map[string]any{"label": "x", "kind": "read-only", "expires_days": 1, "user": "siem"}, 200, &made)
	n.happen("intel.imported")
	res := (&client{node: n, token: made.Token}).send("GET", "/events", nil, "Last-Event-ID: 0")
	if got, _ := lines(res.Body, 1); len(got) != 1 || strings.Contains(got[0], "thing") {
		t.Errorf("got %v", got)
	}
}
