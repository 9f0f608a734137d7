package scenario

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/dial"
	"entente/internal/base/sign"
)

// callAs calls a node's peer port under a key.
func callAs(t *testing.T, key sign.Key, method, url, body string) (*http.Response, string) {
	t.Helper()
	client, err := dial.Peers(dial.Dialer{Policy: dial.Policy{Loopback: true}}, func() (sign.Key, error) { return key, nil }, "test", "", clock.System{})(func(sign.PublicKey) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(bufio.NewReader(resp.Body))
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

func TestALongPollAnswersOneBatchAndEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	w.link("HUB", "CZE")
	w.agree("bilateral-exchange", nil, "HUB", "CZE")
	w.settle()
	base := "https://" + w.nodes["HUB"].Config.PeerListen
	key := w.forger("CZE").key
	resp, body := callAs(t, key, http.MethodGet, base+"/peer/v1/log/live?from=0&wait=20", "")
	lines := strings.Split(strings.TrimSpace(body), "\n")
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(lines[0], `F{"entry":`) || !strings.HasPrefix(lines[len(lines)-1], `F{"checkpoint":`) {
		t.Fatalf("status %d: %s", resp.StatusCode, body)
	}
	start := time.Now()
	_, body = callAs(t, key, http.MethodGet, base+"/peer/v1/log/live?from=99&wait=1", "")
	if strings.TrimSpace(body) != `F{"idle":true}` {
		t.Errorf("with nothing to say it answers %s", body)
	}
	if d := time.Since(start); d < 900*time.Millisecond || d > 10*time.Second {
		t.Errorf("it waited %s, want about a second", d)
	}
}

func TestThePeerPortKnowsCallersByTheirKeyOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	w.link("HUB", "CZE")
	base := "https://" + w.nodes["HUB"].Config.PeerListen
	stranger := sign.NewKey()
	for _, path := range []string{"/peer/v1/log/live?from=0&wait=0", "/peer/v1/log/live?from=0&follow=1&party=CZE"} {
		if resp, body := callAs(t, stranger, http.MethodGet, base+path, ""); resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("a stranger gets %d: %s", resp.StatusCode, body)
		}
	}
	if resp, _ := callAs(t, stranger, http.MethodPost, base+"/peer/v1/log/live/receipt", `{"note":"x","acks":[]}`); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger's receipt gets %d", resp.StatusCode)
	}
	for name, body := range map[string]string{"nothing": "{}", "a made-up secret": `{"secret":"AAAA","card":{},"address":"127.0.0.1:1"}`} {
		if resp, text := callAs(t, stranger, http.MethodPost, base+"/peer/v1/join", body); resp.StatusCode < 400 || resp.StatusCode >= 500 {
			t.Errorf("joining with %s gets %d: %s", name, resp.StatusCode, text)
		}
	}
	if resp, _ := callAs(t, w.forger("CZE").key, http.MethodGet, base+"/peer/v1/log/live?from=-1", ""); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("a negative size gets %d", resp.StatusCode)
	}
}

func TestAnInvitationWorksOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE", "EST")
	inv, err := w.nodes["HUB"].Federation.Invite(t.Context(), w.all("HUB"))
	w.must(err)
	if _, err := w.nodes["CZE"].Federation.Accept(t.Context(), w.all("CZE"), inv.Text, "acorn actor agent album amber angle apple april arrow atlas"); err == nil {
		t.Fatal("wrong words were accepted")
	}
	_, err = w.nodes["CZE"].Federation.Accept(t.Context(), w.all("CZE"), "  "+inv.Text[:40]+"\n"+inv.Text[40:], "")
	w.must(err)
	if _, err := w.nodes["EST"].Federation.Accept(t.Context(), w.all("EST"), inv.Text, ""); err == nil {
		t.Error("the invitation worked twice")
	}
	if _, err := w.nodes["EST"].Federation.Accept(t.Context(), w.all("EST"), inv.Text[:len(inv.Text)-5], ""); err == nil {
		t.Error("a damaged invitation worked")
	}
}
