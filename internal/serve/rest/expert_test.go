package rest

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"entente/internal/base/authz"
	"entente/internal/expert"
)

// TestPoolByREST takes a person through the pool by the interface alone, and looks
// at who sees what of it.
func TestPoolByREST(t *testing.T) {
	t.Parallel()
	n := newFullNode(t, "CZE", "Czechia")
	manager, director, duty, auditor := n.holder(authz.Pool), n.holder(authz.Director), n.holder(authz.Duty), n.holder(authz.Auditor)
	profile := map[string]any{"name": "Alena Nováková", "phone": "+420 555 0100", "office": "director", "services": []string{"forensics"}, "skills": []map[string]any{{"code": "ot", "level": 3}},
		"clearance": map[string]any{"level": "secret", "authority": "NBÚ", "until": "2030-05-31"}, "remote": true, "on_site": false, "lead_hours": 6, "limit": map[string]any{"hours": 60, "days": 14}}
	var e Expert
	manager.do("POST", "/experts", map[string]any{"profile": profile}, 200, &e)
	at := "/experts/" + e.ID
	manager.do("POST", at+"/attest", map[string]any{"version": 1}, 403, nil)
	director.do("POST", at+"/attest", map[string]any{"version": 1}, 200, &e)
	if e.Attested == nil || e.Attested.Office != "director" {
		t.Errorf("attested %+v", e.Attested)
	}
	profile["phone"] = "+420 555 0199"
	if p := manager.do("PUT", at, map[string]any{"version": 1, "profile": profile}, 409, nil); !strings.Contains(p.Detail, "version 2") {
		t.Errorf("got %q", p.Detail)
	}
	manager.do("PUT", at, map[string]any{"version": 2, "profile": profile}, 200, &e)
	manager.do("POST", at+"/windows", map[string]any{"kind": "standby", "from": "2026-01-01T00:00:00Z", "to": "2026-12-31T00:00:00Z"}, 200, &e)
	manager.do("POST", at+"/exercises", map[string]any{"day": "2026-04-24", "name": "Spring drill"}, 200, &e)
	duty.do("GET", at, nil, 200, &e)
	if len(e.Windows) != 1 || len(e.Exercises) != 1 || e.Attested == nil || e.Profile.Phone != "+420 555 0199" {
		t.Errorf("got %+v", e)
	}
	duty.do("PUT", at, map[string]any{"version": 4, "profile": profile}, 403, nil)
	for _, path := range []string{"/experts", at} {
		auditor.do("GET", path, nil, 403, nil)
		n.admin.do("GET", path, nil, 403, nil)
	}
	res := auditor.send("GET", "/experts/coverage", nil)
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 || strings.Contains(string(b), "Nov") || strings.Contains(string(b), e.ID) {
		t.Errorf("coverage: %d %s %v", res.StatusCode, b, err)
	}
	manager.do("DELETE", at+"/windows/"+e.Windows[0].ID, nil, 204, nil)
	manager.do("POST", at+"/withdraw", map[string]any{"version": e.Version}, 200, &e)
	manager.do("DELETE", at, nil, 204, nil)
	manager.do("GET", at, nil, 404, nil)
}

func TestPoolImportByREST(t *testing.T) {
	t.Parallel()
	n := newFullNode(t, "CZE", "Czechia")
	manager, duty := n.holder(authz.Pool), n.holder(authz.Duty)
	take := func(c *client, path, file string, status int) (out expert.Imported) {
		t.Helper()
		res := c.send(http.MethodPost, path, strings.NewReader(file), "Content-Type: text/csv")
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != status {
			t.Fatalf("%s: status %d, %s, %v", path, res.StatusCode, b, err)
		}
		if status == 200 {
			if err := json.Unmarshal(b, &out); err != nil {
				t.Fatal(err)
			}
		}
		return out
	}
	good, bad := "name,office\nAlena,director\n", "name,office\nAlena,director\nJan,kitchen\n"
	take(duty, "/experts/import", good, 403)
	if out := take(manager, "/experts/import", bad, 200); out.Added != 0 || len(out.Findings) != 1 || out.Findings[0].Line != 3 {
		t.Errorf("got %+v", out)
	}
	if out := take(manager, "/experts/import/check", good, 200); out.Added != 0 || len(out.Findings) != 0 {
		t.Errorf("got %+v", out)
	}
	if out := take(manager, "/experts/import", good, 200); out.Added != 1 {
		t.Errorf("got %+v", out)
	}
	take(manager, "/experts/import", "shoe_size\n45\n", 400)
}
