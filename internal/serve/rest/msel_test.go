package rest

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"entente/internal/account"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/msel"
	"entente/internal/schema"
	"entente/internal/serve"
)

// cells knows the people of an exercise by their tokens.
type cells map[string]authz.Actor

func (c cells) Authenticate(_ context.Context, cred account.Credentials) (account.Identity, error) {
	who, ok := c[cred.Bearer]
	if !ok {
		return account.Identity{}, errs.New(errs.Unauthenticated, "nobody is signed in")
	}
	return account.Identity{Actor: who, Fresh: true}, nil
}

// room is the interface of one exercise's realm.
type room struct {
	*testing.T
	rt *serve.Router
}

const exerciseRealm ids.Realm = "x-test"

func newRoom(t *testing.T) *room {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	d, err := db.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), db.Options{Clock: clock.System{}, Log: log, Realm: exerciseRealm})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.Migrate(t.Context(), schema.Files); err != nil {
		t.Fatal(err)
	}
	who := func(name string, acts ...authz.Act) authz.Actor {
		return authz.Person("CZE", "p-"+name, name, "api", "", append(acts, authz.ExerciseRead))
	}
	rt := serve.NewRouter(serve.Options{Log: log, Home: exerciseRealm, Auth: cells{
		"ada": who("Ada", authz.ExercisePlan), "ben": who("Ben", authz.ExerciseRelease), "cia": who("Cia", authz.ExerciseConduct), "dan": who("Dan", authz.ExercisePlay)}})
	if err := Add(rt, Deps{Clock: clock.System{}, Msel: msel.New(msel.Config{DB: d, Journal: journal.New(), Party: "CZE"})}); err != nil {
		t.Fatal(err)
	}
	return &room{t, rt}
}

func (r *room) send(token, realm, method, path, media, in string) *httptest.ResponseRecorder {
	r.Helper()
	var body io.Reader
	if in != "" {
		body = strings.NewReader(in)
	}
	q := httptest.NewRequest(method, Prefix+path, body)
	q.Header.Set("Authorization", "Bearer "+token)
	if in != "" {
		q.Header.Set("Content-Type", media)
	}
	if realm != "" {
		q.Header.Set(serve.RealmHeader, realm)
	}
	res := httptest.NewRecorder()
	r.rt.ServeHTTP(res, q)
	return res
}

func (r *room) do(token, method, path, in string, status int, out any) {
	r.Helper()
	media := "application/json"
	if strings.Contains(path, "/msel/import/") {
		media = "application/octet-stream"
	}
	res := r.send(token, string(exerciseRealm), method, path, media, in)
	if res.Code != status {
		r.Fatalf("%s %s as %s: %d: %s", method, path, token, res.Code, res.Body)
	}
	if out != nil {
		if err := json.Unmarshal(res.Body.Bytes(), out); err != nil {
			r.Fatal(err)
		}
	}
}

func TestMselByTheInterfaceAlone(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	var plan ExercisePlanView
	r.do("ada", "GET", "/exercise/plan", "", 200, &plan)
	if plan.Plan.Stage != msel.Initiation || len(plan.Stages) != 4 || plan.Stages[2].Products[1] != "melmil" {
		t.Fatalf("the plan is %+v", plan)
	}
	r.do("ada", "PUT", "/exercise/plan/teams", `{"version":0,"items":[{"id":"blue","party":"CZE","name":"Blue"}]}`, 200, &plan)
	r.do("ada", "PUT", "/exercise/plan/teams", `{"version":0,"items":[]}`, 409, nil)
	var row MselRow
	r.do("ada", "POST", "/exercise/msel/injects", `{"inject":{"title":"First letter","type":"contextual","channel":"email","at":600,"payload":{"subject":"Hello","text":"Read this."}}}`, 200, &row)
	if row.Inject.Number != "1" || row.Version != 1 || *row.Inject.At != msel.Of(600) {
		t.Fatalf("the row is %+v", row)
	}
	path := "/exercise/msel/injects/" + row.Inject.ID
	r.do("ada", "POST", path+"/move", `{"version":1,"at":1200}`, 200, &row)
	r.do("ada", "POST", path+"/move", `{"version":1,"at":60}`, 409, nil)
	r.do("ada", "POST", path+"/duplicate", `{}`, 200, nil)
	var l MselListing
	r.do("cia", "GET", "/exercise/msel/injects?text=letter&team=blue&limit=1", "", 200, &l)
	if l.Total != 2 || l.Next == "" || len(l.Items) != 1 {
		t.Errorf("listed %+v", l)
	}
	r.do("ada", "POST", "/exercise/msel/bulk", `{"rows":[{"id":"`+row.Inject.ID+`","version":2}],"phase":"Day 1","shift":-60}`, 200, nil)
	r.do("cia", "POST", "/exercise/msel/bulk", `{"rows":[{"id":"`+row.Inject.ID+`","version":3}],"phase":"Day 2"}`, 403, nil)
	var release MselRelease
	r.do("ada", "POST", "/exercise/msel/releases", `{}`, 200, &release)
	r.do("ada", "POST", "/exercise/msel/releases/"+release.ID+"/release", `{"digest":"`+release.Digest+`"}`, 403, nil)
	r.do("ben", "POST", "/exercise/msel/releases/"+release.ID+"/release", `{"digest":"`+release.Digest+`"}`, 200, &release)
	var frozen MselFrozen
	r.do("cia", "GET", "/exercise/msel/releases/"+release.ID, "", 200, &frozen)
	if release.Number != 1 || len(frozen.Items) != 2 || frozen.Items[0].Phase != "Day 1" {
		t.Errorf("released %+v: %+v", release, frozen.Items)
	}
	file := r.send("ada", string(exerciseRealm), "GET", "/exercise/msel/export/csv", "", "").Body.String()
	file = strings.Replace(file, "First letter", "Renamed", 1)
	var p MselPreview
	r.do("ada", "POST", "/exercise/msel/import/preview", file, 200, &p)
	if p.Changed != 1 || p.Unchanged != 1 || p.Format != msel.CSV || !slices.Equal(p.Rows[0].Columns, []string{"title"}) {
		t.Errorf("preview %+v", p)
	}
	r.do("ada", "POST", "/exercise/msel/import/"+p.Digest, file, 200, nil)
	var d MselDifference
	r.do("ben", "GET", "/exercise/msel/difference", "", 200, &d)
	if len(d.Rows) != 1 || d.Rows[0].How != msel.Changed || d.Release.Number != 1 {
		t.Errorf("difference %+v", d)
	}
}

// TestNoRouteOfTheListIsForPlayers calls every route of plan and list as a player, and
// in the live realm as a planner.
func TestNoRouteOfTheListIsForPlayers(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	called := 0
	for _, route := range r.rt.Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		path, _ = strings.CutPrefix(path, Prefix)
		library := strings.HasPrefix(path, "/exercise/library")
		if !strings.HasPrefix(path, "/exercise/plan") && !strings.HasPrefix(path, "/exercise/msel") && path != "/exercise/players" && !library {
			continue
		}
		called++
		path = strings.NewReplacer("{", "", "}", "").Replace(path)
		if res := r.send("dan", string(exerciseRealm), method, path, "application/json", ""); res.Code != 403 {
			t.Errorf("%s as a player: %d: %s", route.Pattern, res.Code, res.Body)
		}
		if res := r.send("ada", "", method, path, "application/json", ""); method == "GET" && res.Code != 404 && !library {
			t.Errorf("%s in the live realm: %d: %s", route.Pattern, res.Code, res.Body)
		}
	}
	if called < 30 {
		t.Errorf("%d routes", called)
	}
}
