package taxii

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/account"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/intel"
	"entente/internal/serve"
)

// callers are the accounts of the test, by token.
type callers map[string]authz.Actor

// Authenticate implements serve.Authenticator.
func (c callers) Authenticate(_ context.Context, cr account.Credentials) (account.Identity, error) {
	who, ok := c[cr.Bearer+cr.Password]
	if !ok {
		return account.Identity{}, errs.New(errs.Unauthenticated, "not signed in")
	}
	return account.Identity{Actor: who}, nil
}

func person(name, ceiling string, roles ...authz.Role) authz.Actor {
	return authz.Person("CZE", name, name, "taxii", ceiling, authz.Grants(roles...))
}

var people = callers{
	"analyst":  person("analyst", "", authz.Analyst),
	"consumer": person("consumer", "green", authz.Consumer),
	"admin":    person("admin", "", authz.Admin),
}

// server is a real TAXII server over a real store.
type server struct {
	*httptest.Server
	t     *testing.T
	store *intel.Service
}

func newServer(t *testing.T, d *db.DB) *server {
	t.Helper()
	store := intel.New(d, journal.New(), "CZE", slog.New(slog.DiscardHandler))
	rt := serve.NewRouter(serve.Options{Auth: people, Log: slog.New(slog.DiscardHandler)})
	New(Config{Party: "CZE", Name: "Test", Intel: store, Key: []byte("k"), MaxBody: 1 << 20,
		Released: func(context.Context, *db.Tx, []int64) (bool, error) { return false, nil }}).Routes(rt)
	srv := httptest.NewServer(rt)
	t.Cleanup(srv.Close)
	return &server{srv, t, store}
}

const (
	green = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
	amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
)

func object(n int, modified, mark string) string {
	return fmt.Sprintf(`{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-%012d","created":"2026-01-01T00:00:00.000Z","modified":"%s","object_marking_refs":["%s"],"name":"n%d","pattern":"[domain-name:value = 'd%d.example']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"}`, n, modified, mark, n, n)
}

func idOf(n int) string { return fmt.Sprintf("indicator--00000000-0000-4000-8000-%012d", n) }

const v1, v2, v3 = "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"

func (s *server) bring(objects ...string) {
	s.t.Helper()
	_, err := s.store.Import(s.t.Context(), people["analyst"], intel.ImportInput{Realm: ids.Live, Name: "test"}, strings.NewReader(`{"type":"bundle","id":"bundle--1","objects":[`+strings.Join(objects, ",")+`]}`))
	if err != nil {
		s.t.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
	parsed struct {
		More        bool             `json:"more"`
		Next        string           `json:"next"`
		Objects     []map[string]any `json:"objects"`
		Versions    []string         `json:"versions"`
		Collections []collection     `json:"collections"`
	}
}

func (s *server) call(method, path, token string, body string, set ...string) answer {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, bytes.NewReader([]byte(body)))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Accept", MediaType)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		req.Header.Set("Content-Type", MediaType)
	}
	for i := 0; i+1 < len(set); i += 2 {
		req.Header.Set(set[i], set[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	a := answer{status: resp.StatusCode, header: resp.Header, body: string(b)}
	_ = json.Unmarshal(b, &a.parsed) // errors have another form
	return a
}

const objects = "/taxii2/live/collections/holdings/objects/"

func (s *server) get(query string, token string) answer {
	s.t.Helper()
	return s.call(http.MethodGet, objects+query, token, "")
}

func names(a answer) (out []string) {
	for _, o := range a.parsed.Objects {
		out = append(out, fmt.Sprint(o["name"], "@", strings.TrimSuffix(fmt.Sprint(o["modified"]), "-01T00:00:00.000Z")))
	}
	return out
}

func TestPagesHaveNoTiesAndNoHoles(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newServer(t, d)
		var all []string
		for i := range 25 {
			all = append(all, object(i, v1, green))
		}
		s.bring(all...)
		for _, way := range []string{"next", "added_after"} {
			seen := map[string]bool{}
			query := "?limit=10"
			for pages := 0; ; pages++ {
				a := s.get(query, "analyst")
				if a.status != http.StatusOK || pages > 3 {
					t.Fatalf("by %s: page %d, status %d", way, pages, a.status)
				}
				for _, o := range a.parsed.Objects {
					if id := fmt.Sprint(o["id"]); seen[id] {
						t.Errorf("by %s: %s came twice", way, id)
					} else {
						seen[id] = true
					}
				}
				first, last := a.header.Get("X-TAXII-Date-Added-First"), a.header.Get("X-TAXII-Date-Added-Last")
				if _, err := time.Parse(time.RFC3339Nano, first); err != nil || first > last {
					t.Errorf("date headers %q, %q", first, last)
				}
				if !a.parsed.More {
					break
				}
				if a.parsed.Next == "" {
					t.Fatal("more without next")
				}
				if query = "?limit=10&next=" + url.QueryEscape(a.parsed.Next); way == "added_after" {
					query = "?limit=10&added_after=" + url.QueryEscape(last)
				}
			}
			if len(seen) != 25 {
				t.Errorf("by %s: %d objects, want 25", way, len(seen))
			}
		}
	})
}

func TestMatchFilters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newServer(t, d)
		s.bring(object(1, v1, green), object(1, v2, green), object(1, v3, green), object(2, v1, green),
			`{"type":"malware","spec_version":"2.1","id":"malware--00000000-0000-4000-8000-000000000009","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","object_marking_refs":["`+green+`"],"is_family":true,"name":"m"}`)
		for query, want := range map[string][]string{
			"":                                      {"n1@2026-03", "n2@2026-01", "m@2026-01"},
			"?match[version]=last":                  {"n1@2026-03", "n2@2026-01", "m@2026-01"},
			"?match[version]=first":                 {"n1@2026-01", "n2@2026-01", "m@2026-01"},
			"?match[version]=all":                   {"n1@2026-01", "n1@2026-02", "n1@2026-03", "n2@2026-01", "m@2026-01"},
			"?match[version]=first,last":            {"n1@2026-01", "n1@2026-03", "n2@2026-01", "m@2026-01"},
			"?match[version]=" + v2:                 {"n1@2026-02"},
			"?match[type]=malware":                  {"m@2026-01"},
			"?match[type]=malware,indicator":        {"n1@2026-03", "n2@2026-01", "m@2026-01"},
			"?match[id]=" + idOf(2):                 {"n2@2026-01"},
			"?match[spec_version]=2.0":              nil,
			"?match[spec_version]=2.0,2.1":          {"n1@2026-03", "n2@2026-01", "m@2026-01"},
			"?match[id]=" + idOf(1) + "&limit=1000": {"n1@2026-03"},
		} {
			if got := names(s.get(query, "analyst")); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("%q gives %v, want %v", query, got, want)
			}
		}
		a := s.call(http.MethodGet, objects+idOf(1)+"/versions/", "analyst", "")
		if strings.Join(a.parsed.Versions, " ") != v1+" "+v2+" "+v3 {
			t.Errorf("versions %v", a.parsed.Versions)
		}
		a = s.call(http.MethodGet, "/taxii2/live/collections/holdings/manifest/", "analyst", "")
		if len(a.parsed.Objects) != 3 || a.parsed.Objects[0]["version"] != v3 {
			t.Errorf("manifest %v", a.parsed.Objects)
		}
		if a = s.call(http.MethodGet, objects+idOf(77)+"/", "analyst", ""); a.status != http.StatusNotFound {
			t.Errorf("an unknown object gives %d", a.status)
		}
	})
}

func TestHostileB33Parameters(t *testing.T) {
	t.Parallel()
	s := newServer(t, dbtest.SQLite(t, clock.System{}))
	s.bring(object(1, v1, green), object(2, v1, green), object(3, v1, amber))
	for _, q := range []string{"added_after=yesterday", "added_after=2026-13-01T00:00:00Z", "limit=0", "limit=-1", "limit=abc", "limit=1e9x", "next=forged", "next=AAAA", "limit=1&limit=2", "match[nothing]=x", "match[version]=newest", "sync=true"} {
		if a := s.get("?"+q, "analyst"); a.status != http.StatusBadRequest {
			t.Errorf("%s: status %d, want 400", q, a.status)
		}
	}
	if a := s.get("?limit=1000000000", "analyst"); a.status != http.StatusOK {
		t.Errorf("a large limit is cut, not refused: %d", a.status)
	}
	// A continuation is bound to the account and the filter that it was made for.
	next := url.QueryEscape(s.get("?limit=1", "analyst").parsed.Next)
	for query, token := range map[string]string{"?limit=1&next=" + next: "consumer", "?limit=1&match[type]=indicator&next=" + next: "analyst"} {
		if a := s.get(query, token); a.status != http.StatusBadRequest {
			t.Errorf("%s by %s: status %d, want 400", query, token, a.status)
		}
	}
}

func TestHostileB34TooManyIDs(t *testing.T) {
	t.Parallel()
	s := newServer(t, dbtest.SQLite(t, clock.System{}))
	list := strings.TrimSuffix(strings.Repeat("indicator--x,", 2000), ",")
	if a := s.get("?match[id]="+list, "analyst"); a.status != http.StatusRequestEntityTooLarge && a.status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", a.status)
	}
}

func TestHostileB35ForeignAndMissingCollectionsLookTheSame(t *testing.T) {
	t.Parallel()
	s := newServer(t, dbtest.SQLite(t, clock.System{}))
	s.bring(object(1, v1, amber))
	inbox := collectionID(ids.Live, "inbox") // there, and not for a consumer
	foreign := s.call(http.MethodGet, "/taxii2/live/collections/"+inbox+"/", "consumer", "")
	missing := s.call(http.MethodGet, "/taxii2/live/collections/00000000-0000-4000-8000-000000000000/", "consumer", "")
	cut := func(a answer) string {
		before, _, _ := strings.Cut(a.body, `"error_id"`)
		return fmt.Sprint(a.status, before)
	}
	if foreign.status != http.StatusNotFound || cut(foreign) != cut(missing) {
		t.Errorf("foreign %s, missing %s", cut(foreign), cut(missing))
	}
}

func TestConsumersSeeUpToTheirCeiling(t *testing.T) {
	t.Parallel()
	s := newServer(t, dbtest.SQLite(t, clock.System{}))
	s.bring(object(1, v1, green), object(2, v1, amber), strings.Replace(object(3, v1, green), `"object_marking_refs":["`+green+`"],`, "", 1))
	if got := names(s.get("", "consumer")); len(got) != 1 || got[0] != "n1@2026-01" {
		t.Errorf("the consumer sees %v", got)
	}
	if got := names(s.get("", "analyst")); len(got) != 3 {
		t.Errorf("the analyst sees %v", got)
	}
}

func TestHeadersAndErrors(t *testing.T) {
	t.Parallel()
	s := newServer(t, dbtest.SQLite(t, clock.System{}))
	for name, c := range map[string]struct {
		method, path, token string
		set                 []string
		want                int
	}{
		"nobody":                 {http.MethodGet, "/taxii2/", "", nil, http.StatusUnauthorized},
		"no TAXII right":         {http.MethodGet, "/taxii2/", "admin", nil, http.StatusForbidden},
		"discovery":              {http.MethodGet, "/taxii2/", "consumer", nil, http.StatusOK},
		"without trailing slash": {http.MethodGet, "/taxii2", "consumer", nil, http.StatusOK},
		"plain TAXII type":       {http.MethodGet, "/taxii2/live/", "consumer", []string{"Accept", "application/taxii+json"}, http.StatusOK},
		"any type":               {http.MethodGet, "/taxii2/live/", "consumer", []string{"Accept", "*/*"}, http.StatusOK},
		"TAXII 2.0":              {http.MethodGet, "/taxii2/live/", "consumer", []string{"Accept", "application/taxii+json;version=2.0"}, http.StatusNotAcceptable},
		"a page":                 {http.MethodGet, "/taxii2/live/", "consumer", []string{"Accept", "text/html"}, http.StatusNotAcceptable},
		"another root":           {http.MethodGet, "/taxii2/other/collections/", "consumer", nil, http.StatusNotFound},
	} {
		a := s.call(c.method, c.path, c.token, "", c.set...)
		if a.status != c.want || a.header.Get("Content-Type") != MediaType {
			t.Errorf("%s: status %d, type %q, want %d", name, a.status, a.header.Get("Content-Type"), c.want)
		}
		if c.want == http.StatusUnauthorized && a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: no challenge", name)
		}
	}
}

func TestInboxTakesObjectsAndGivesThemBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newServer(t, d)
		const inbox = "/taxii2/live/collections/inbox/objects/"
		body := `{"objects":[` + object(1, v1, green) + `,{"type":"indicator","id":"indicator--bad"}]}`
		a := s.call(http.MethodPost, inbox, "analyst", body)
		var st status
		if err := json.Unmarshal([]byte(a.body), &st); err != nil || a.status != http.StatusAccepted || st.SuccessCount != 1 || st.FailureCount != 1 || st.TotalCount != 2 || st.Status != "complete" {
			t.Fatalf("status %d: %s", a.status, a.body)
		}
		if b := s.call(http.MethodGet, "/taxii2/live/status/"+st.ID+"/", "analyst", ""); !strings.Contains(b.body, "indicator--bad") {
			t.Errorf("the status does not name the failure: %s", b.body)
		}
		if got := names(s.get("", "analyst")); len(got) != 1 {
			t.Errorf("holdings %v", got)
		}
		if a := s.call(http.MethodPost, "/taxii2/live/collections/holdings/objects/", "analyst", body); a.status != http.StatusForbidden {
			t.Errorf("holdings take a POST: %d", a.status)
		}
		if a := s.call(http.MethodPost, inbox, "consumer", body); a.status != http.StatusForbidden {
			t.Errorf("a consumer may write: %d", a.status)
		}
		if a := s.call(http.MethodPost, inbox, "analyst", body, "Content-Type", "text/html"); a.status != http.StatusUnsupportedMediaType {
			t.Errorf("a page is taken for objects: %d", a.status)
		}
		if a := s.call(http.MethodDelete, inbox+idOf(1)+"/", "analyst", ""); a.status != http.StatusOK {
			t.Errorf("DELETE gives %d: %s", a.status, a.body)
		}
		if got := names(s.get("", "analyst")); len(got) != 0 {
			t.Errorf("after DELETE: %v", got)
		}
	})
}
