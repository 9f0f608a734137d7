package rest

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/crisis"
)

// TestDecisionByREST has a text broken between two nodes, and asks for what proves it.
func TestDecisionByREST(t *testing.T) {
	t.Parallel()
	cze, hub := newFullNode(t, "CZE", "Czechia"), newFullNode(t, "HUB", "Alliance hub")
	cze.meets(hub, "HUB")
	hub.meets(cze, "CZE")
	head, hubHead := cze.person("head", authz.Director), hub.person("head", authz.Director)
	both := func() {
		for range 3 {
			cze.carries("CZE", "HUB", hub)
			hub.carries("HUB", "CZE", cze)
		}
	}
	var a AgreementPage
	hubHead.do("POST", "/agreements", map[string]any{"template": "crisis-body", "title": "Protocol", "parties": []string{"CZE"}, "params": map[string]any{"quorum": 1, "named": false}}, 200, &a)
	hubHead.do("POST", "/agreements/"+a.ID+"/propose", nil, 200, nil)
	hubHead.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, nil)
	hub.carries("HUB", "CZE", cze)
	head.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, nil)
	both()
	var v crisis.View
	head.do("POST", "/crisis/proposals", map[string]any{"agreement": a.ID, "provision": "1.1", "tlp": "amber", "level": "technical", "mode": "silence", "title": map[string]string{"en": "Raise the level", "cs": "Zvýšit stupeň"},
		"text": map[string]string{"en": "The level is raised.", "cs": "Stupeň se zvyšuje, „hned“."}, "effects": []any{map[string]any{"kind": "alert-level", "about": "", "value": "high"}}}, 200, &v)
	both()
	path := "/crisis/proposals/" + v.ID
	hubHead.do("POST", path+"/put", map[string]any{"expires": time.Now().Add(6 * time.Hour).UTC().Truncate(time.Second)}, 200, nil)
	both()
	head.do("GET", path+"/certificate", nil, 409, nil)
	head.do("GET", path+"/record", nil, 409, nil)
	head.do("POST", path+"/stand", map[string]any{"stand": "break", "words": "Not without a date."}, 200, nil)
	both()
	fetch := func(u *client, path, media string) []byte {
		t.Helper()
		resp := u.send("GET", path, nil)
		b, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != media {
			t.Fatalf("%s: %d %s %v", path, resp.StatusCode, b, err)
		}
		return b
	}
	file := fetch(head, path+"/certificate?rev=1", "application/json")
	if !strings.HasPrefix(string(file), `{"cards":`) || !strings.Contains(string(file), "Not without a date.") {
		t.Errorf("the certificate begins with %.100s", file)
	}
	head.do("GET", path+"/certificate?rev=2", nil, 409, nil)
	head.do("GET", path+"/certificate?rev=x", nil, 400, nil)
	var r crisis.Record
	hubHead.do("GET", path+"/record", nil, 200, &r)
	if r.Outcome != crisis.Broken || r.Objected != 1 || len(r.Objectors) != 0 || r.TLP != "amber" || r.Text["cs"] == "" || len(r.Effects) != 0 {
		t.Errorf("the record is %+v", r)
	}
	for _, lang := range []string{"", "en", "cs"} {
		if sheet := fetch(hubHead, path+"/sheet?rev=1&lang="+lang, "application/pdf"); !strings.HasPrefix(string(sheet), "%PDF-") {
			t.Errorf("in %q it begins with %.20s", lang, sheet)
		} else if dir := os.Getenv("ENTENTE_SHEETS"); dir != "" {
			if err := os.WriteFile(dir+"/sheet-"+lang+".pdf", sheet, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	head.do("GET", path+"/sheet?lang=fr", nil, 415, nil)
}
