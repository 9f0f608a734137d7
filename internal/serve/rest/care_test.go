package rest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/federation"
	self "entente/internal/node"
)

// newCareNode has accounts, the journal and what answers for the node itself.
func newCareNode(t *testing.T) *node {
	t.Helper()
	dir := t.TempDir()
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "keys"), 0o700), os.WriteFile(filepath.Join(dir, "node.json"), []byte("{}"), 0o600)); err != nil {
		t.Fatal(err)
	}
	return startNode(t, "CZE", func(n *node) Deps {
		care := self.New(self.Config{DB: n.db, Journal: n.j, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Ring: self.NewRing(), Party: "CZE", Version: "test",
			Dir: dir, Work: 2, Peers: func(context.Context, authz.Viewer) ([]federation.PeerView, error) { return nil, nil }})
		return Deps{Version: "test", Party: MeParty{Code: "CZE", Name: "Czechia"}, Clock: clock.System{}, DB: n.db, Journal: n.j, Accounts: n.acc, Care: care}
	})
}

// holder is somebody with a token of a user with one role.
func (n *node) holder(role authz.Role) *client {
	n.Helper()
	in := map[string]any{"name": "h-" + string(role), "roles": []authz.Role{role}}
	if role.Machine() {
		in["ceiling"] = "green"
	} else {
		in["password"] = password
	}
	n.admin.do("POST", "/users", in, 200, nil)
	var made Token
	n.admin.do("POST", "/tokens", map[string]any{"label": "x", "kind": "full", "expires_days": 1, "user": in["name"]}, 200, &made)
	return &client{node: n, token: made.Token}
}

func TestWhoMaySeeAndTendTheNode(t *testing.T) {
	t.Parallel()
	n := newCareNode(t)
	get := func(c *client, url string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, n.url+url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c != nil {
			r.Header.Set("Authorization", "Bearer "+c.token)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || url == "/metrics" && res.StatusCode == 200 && !strings.Contains(string(body), "entente_database_bytes ") {
			t.Errorf("%s: %v %s", url, err, body)
		}
		return res.StatusCode
	}
	urls := []string{"/metrics", "/api/v1/node/figures", "/api/v1/node/health", "/api/v1/node/version", "/api/v1/node/logs", "/api/v1/node/backups"}
	for _, u := range urls {
		if got := get(nil, u); got != http.StatusUnauthorized {
			t.Errorf("%s is open to everybody: %d", u, got)
		}
	}
	for _, role := range authz.Roles() {
		c := n.holder(role)
		for i, u := range urls {
			want := http.StatusForbidden
			if role == authz.Admin || role == authz.Auditor || role == authz.Monitor && i < 2 {
				want = http.StatusOK
			}
			if got := get(c, u); got != want {
				t.Errorf("%s as %s: %d, want %d", u, role, got, want)
			}
		}
		status := map[bool]int{true: 200, false: 403}
		if role != authz.Admin {
			c.do("POST", "/node/check", map[string]any{}, 403, nil)
		}
		c.do("POST", "/node/backups", map[string]any{"passphrase": "a lantern over the harbour"}, status[role == authz.Admin], nil)
		c.do("POST", "/journal/verify", map[string]any{}, status[role == authz.Admin || role == authz.Auditor], nil)
	}
}

func TestABackupIsListedDownloadedAndDeleted(t *testing.T) {
	t.Parallel()
	n := newCareNode(t)
	n.admin.do("POST", "/node/backups", map[string]any{"passphrase": "short"}, 400, nil)
	var made Backup
	n.admin.do("POST", "/node/backups", map[string]any{"passphrase": "a lantern over the harbour"}, 200, &made)
	var all backups
	n.admin.do("GET", "/node/backups", nil, 200, &all)
	if len(all.Items) != 1 || all.Items[0].Name != made.Name || all.Making {
		t.Errorf("listed %+v", all)
	}
	res := n.admin.send("GET", "/node/backups/"+made.Name+"/file", nil)
	file, err := io.ReadAll(res.Body)
	if err != nil || int64(len(file)) != made.Size || !strings.HasPrefix(string(file), "age-encryption.org/v1") || !strings.Contains(res.Header.Get("Content-Disposition"), made.Name) {
		t.Errorf("downloaded %d bytes of %d: %v %v", len(file), made.Size, err, res.Header)
	}
	n.admin.do("GET", "/node/backups/..%2Fnode.json/file", nil, 404, nil)
	n.admin.do("DELETE", "/node/backups/"+made.Name, nil, 204, nil)
	n.admin.do("DELETE", "/node/backups/"+made.Name, nil, 404, nil)
	var entries list[JournalEntry]
	n.admin.do("GET", "/journal?kind=node.", nil, 200, &entries)
	if len(entries.Items) != 3 {
		t.Errorf("the journal has %+v", entries.Items)
	}
}

func TestRolesTellTheirActs(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	var roles list[Role]
	n.admin.do("GET", "/roles", nil, 200, &roles)
	if len(roles.Items) != len(authz.Roles()) {
		t.Errorf("%d roles", len(roles.Items))
	}
	for _, r := range roles.Items {
		if len(r.Acts) == 0 || r.Machine != (r.Role == authz.Consumer || r.Role == authz.Monitor) {
			t.Errorf("got %+v", r)
		}
	}
	(&client{node: n}).do("GET", "/roles", nil, 401, nil)
	n.admin.do("GET", "/journal?since=yesterday", nil, 400, nil)
}
