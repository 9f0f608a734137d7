package rest

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"entente/internal/base/authz"
)

func TestADocumentCanDoNothingButShowItself(t *testing.T) {
	t.Parallel()
	n := newFullNode(t, "CZE", "Czechia <script>alert(1)</script>")
	duty := n.person("duty", authz.Duty)
	for path, media := range map[string]string{"/reports/situation": "text/html; charset=utf-8", "/reports/situation.html?lang=cs": "text/html; charset=utf-8", "/reports/situation.pdf": "application/pdf"} {
		res := duty.send("GET", path, nil)
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != media {
			t.Fatalf("%s: %d %s, %v", path, res.StatusCode, b, err)
		}
		policy := res.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "sandbox", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy has no %s: %s", path, want, policy)
			}
		}
		if res.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(res.Header.Get("Cache-Control"), "no-store") {
			t.Errorf("%s: it may be guessed at or kept: %v", path, res.Header)
		}
		shown, file := "inline; ", ".html\""
		if media == "application/pdf" {
			shown, file = "attachment; ", ".pdf\""
			if !strings.HasPrefix(string(b), "%PDF-") {
				t.Errorf("this is no PDF: %.20q", b)
			}
		} else {
			_, style, _ := strings.Cut(string(b), "<style>")
			style, _, _ = strings.Cut(style, "</style>")
			sum := sha256.Sum256([]byte(style))
			if !strings.Contains(policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: its own style is not let through, or more is: %s", path, policy)
			}
			if strings.Contains(string(b), "<script") || !strings.Contains(string(b), "&lt;script&gt;") {
				t.Errorf("%s: the authority's name became part of the page", path)
			}
		}
		if d := res.Header.Get("Content-Disposition"); !strings.HasPrefix(d, shown+`filename="entente-CZE-situation-`) || !strings.HasSuffix(d, file) {
			t.Errorf("%s: %s", path, d)
		}
	}
}

func TestReportsRefuseWhatIsNotAskedWell(t *testing.T) {
	t.Parallel()
	n := newFullNode(t, "CZE", "Czechia")
	duty, legal := n.person("duty", authz.Duty), n.person("siem", authz.Legal)
	for path, status := range map[string]int{
		"/reports/situation.html?from=2026-11-02&to=2026-11-01": 400,
		"/reports/situation.html?from=2026-02-30":               400,
		"/reports/situation.html?from=1.11.2026":                400,
		"/reports/situation.html?from=0001-01-01&to=9999-12-31": 400,
		"/reports/situation.html?lang=de":                       400,
		"/reports/situation.html?lang=en&lang=cs":               400,
		"/reports/situation.html?ceiling=secret":                400,
		"/reports/situation.html?party=EST":                     400,
		"/reports/situation.docx":                               404,
		"/reports/party/cze.html":                               400,
		"/reports/party/EST.docx":                               404,
		"/reports/party/CZE":                                    400,
		"/reports/party/EST.pdf":                                404,
		"/reports/party/EST.html.pdf":                           404,
		"/reports/party/%2e%2e%2fx":                             404,
		"/reports/party/" + strings.Repeat("A", 300):            400,
		"/reports/figures?from=2026-11-02&to=2026-11-01":        400,
		"/reports/figures?party=est":                            400,
		"/reports/figures?ceiling=%3Cscript%3E":                 400,
		"/reports/figures?from=" + strings.Repeat("9", 300):     400,
	} {
		res := duty.send("GET", path, nil)
		b, _ := io.ReadAll(res.Body)
		if res.StatusCode != status || res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d, want %d: %.200s", path, res.StatusCode, status, b)
		}
	}
	var made Token
	n.admin.do("POST", "/tokens", map[string]any{"label": "x", "kind": "read-only", "expires_days": 1, "user": "siem"}, 200, &made)
	token := &client{node: n, token: made.Token}
	board := map[string]any{"version": 0, "panels": []any{}}
	for who, c := range map[string]struct {
		as                   *client
		figures, make, board int
	}{
		"a duty officer":    {duty, 200, 200, 200},
		"a legal adviser":   {legal, 200, 200, 200},
		"a read-only token": {token, 200, 403, 403},
		"an administrator":  {n.admin, 403, 403, 403},
		"nobody":            {&client{node: n}, 401, 401, 401},
	} {
		for path, want := range map[string]int{"/reports/figures": c.figures, "/dashboards/mine": c.figures, "/reports/situation.html": c.make, "/reports/situation.pdf": c.make} {
			if res := c.as.send("GET", path, nil); res.StatusCode != want {
				t.Errorf("%s, %s: %d, want %d", who, path, res.StatusCode, want)
			}
		}
		c.as.do("PUT", "/dashboards/mine", board, c.board, nil)
	}
	duty.do("PUT", "/dashboards/mine", board, 409, nil)
	for name, bad := range map[string]string{
		"an unknown kind": `{"version":1,"panels":[{"id":"a","kind":"x","width":1,"days":7}]}`, "an unknown member": `{"version":1,"panels":[],"owner":"eva"}`,
		"a width of a half": `{"version":1,"panels":[{"id":"a","kind":"flows","width":0.5,"days":7}]}`, "a name twice": `{"version":1,"version":0,"panels":[]}`,
	} {
		res := duty.send("PUT", "/dashboards/mine", strings.NewReader(bad))
		if res.StatusCode != 400 && res.StatusCode != 422 {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
}
