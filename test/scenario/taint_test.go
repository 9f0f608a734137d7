package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"entente/internal/account"
	"entente/internal/app"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/exercise"
	"entente/internal/format/marking"
	"entente/internal/incident"
	"entente/internal/intel"
	"entente/internal/msel"
	"entente/internal/policy"
	"entente/internal/release"
)

// TestNoTaintCrosses lets people do random acts in the live realm and in an
// exercise, each act under a mark of its own, and then looks for the marks of one
// realm in all that the other one stores and answers: every byte of its databases
// and folders, and every route that lists something. ENTENTE_WORLDS plays more.
func TestNoTaintCrosses(t *testing.T) {
	t.Parallel()
	worlds := 1
	if n, err := strconv.Atoi(os.Getenv("ENTENTE_WORLDS")); err == nil {
		worlds = n
	}
	for seed := range worlds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			s := newStage(t, false)
			x := &tainted{stage: s, rnd: rand.New(rand.NewPCG(uint64(seed), 7)), marks: map[bool][]string{}} //nolint:gosec // a world that can be played again
			x.prepare()
			for range 40 {
				x.act()
			}
			s.settle()
			for _, code := range []ids.Party{"HUB", "CZE"} {
				x.files(code)
				x.routes(code)
			}
			if len(x.marks[true]) < 5 || len(x.marks[false]) < 5 {
				t.Fatalf("too little was done: %d acts in the exercise, %d live", len(x.marks[true]), len(x.marks[false]))
			}
		})
	}
}

// tainted is a stage on which every act leaves a mark. In marks, true is the
// exercise.
type tainted struct {
	*stage
	rnd    *rand.Rand
	marks  map[bool][]string
	tokens map[ids.Party]string
}

// prepare starts the clock, and gives a token to a person of each party who is in
// the exercise and may read everything in both realms.
func (x *tainted) prepare() {
	x.t.Helper()
	ctx := x.t.Context()
	x.release(msel.Inject{Number: "0", Title: "Begin", Status: msel.Ready, Type: msel.Contextual, Channel: msel.ByMail, At: seconds(0), From: "Control", To: []string{"cze-soc"}, Payload: []byte(`{"subject":"Begin","text":"It begins."}`)})
	_, err := x.in("HUB").Conduct.Start(ctx, x.excon("ann"), x.x.Realm())
	x.must(err)
	x.tokens = map[ids.Party]string{}
	reads := []authz.Role{authz.Analyst, authz.Release, authz.Director, authz.Duty, authz.Auditor}
	for _, code := range []ids.Party{"HUB", "CZE"} {
		who := x.person(code, "reader", reads...)
		_, err := x.nodes[code].Exercises.SetMember(ctx, x.all(code), ids.Live, x.x.ID, "reader", exercise.Member{Cell: exercise.Excon, Roles: reads})
		x.must(err)
		_, secret, err := x.nodes[code].Accounts.CreateToken(ctx, who, account.NewToken{Label: "taint", Kind: account.Full, Days: 1})
		x.must(err)
		x.tokens[code] = secret
	}
}

// mark gives a new mark, which is kept once the act was done.
func (x *tainted) mark(played bool) string {
	return fmt.Sprintf("taint%s%08x", map[bool]string{true: "x", false: "l"}[played], x.rnd.Uint32())
}

// act does one thing in one realm at one party.
func (x *tainted) act() {
	x.t.Helper()
	ctx, played := x.t.Context(), x.rnd.IntN(2) == 0
	code := []ids.Party{"HUB", "CZE"}[x.rnd.IntN(2)]
	n, realm := x.nodes[code].Node, ids.Live
	if played {
		n, realm = x.in(code), x.x.Realm()
	}
	who, m := x.all(code), x.mark(played)
	var err error
	switch x.rnd.IntN(5) {
	case 0, 1:
		id, text := indicator(m, green)
		_, err = n.Intel.Import(ctx, who, intel.ImportInput{Realm: realm, Name: "import " + m}, bundle(text))
		x.must(err)
		other := map[ids.Party]ids.Party{"HUB": "CZE", "CZE": "HUB"}[code]
		_, err = n.Releases.Make(ctx, who, realm, release.Ask{Select: intel.Selection{IDs: []string{id}}, To: []ids.Party{other}, Onward: policy.Onward{Allowed: true}})
	case 2:
		_, err = n.Incidents.Open(ctx, who, realm, marking.Green, incident.Description{Title: "incident " + m, Summary: "what happened " + m, Category: "malicious-code/infected-system", State: incident.Open})
	case 3:
		_, err = n.Notify.RaiseByHand(ctx, who, realm, "alarm "+m, "")
		if err != nil {
			return // no ladder is set up; nothing was written under the mark
		}
	case 4:
		if !played || code != "HUB" {
			return
		}
		_, err = n.Conduct.Improvise(ctx, x.excon("ann"), realm, msel.Inject{Title: "inject " + m, Channel: msel.ByMail, From: "Press " + m, To: []string{"cze-soc"}, Payload: []byte(`{"subject":"` + m + `","text":"` + m + `"}`)})
	}
	x.must(err)
	x.marks[played] = append(x.marks[played], m)
}

// files looks for marks in all that a party's node stores, of either realm.
func (x *tainted) files(code ids.Party) {
	x.t.Helper()
	dir := x.nodes[code].dir
	found := map[bool]bool{}
	x.must(filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		played := strings.HasPrefix(rel, "exercises"+string(filepath.Separator))
		for _, m := range x.marks[!played] {
			if bytes.Contains(b, []byte(m)) {
				x.t.Errorf("%s stores %s, which is of another realm, in %s", code, m, rel)
			}
		}
		found[played] = found[played] || slices.ContainsFunc(x.marks[played], func(m string) bool { return bytes.Contains(b, []byte(m)) })
		return err
	}))
	if !found[true] || !found[false] {
		x.t.Errorf("%s: the marks of its own realm were not found (%v); the search looks in vain", code, found)
	}
}

// routes asks every route that lists something, in both realms.
func (x *tainted) routes(code ids.Party) {
	x.t.Helper()
	b, err := os.ReadFile("../../api/openapi.json")
	x.must(err)
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	x.must(json.Unmarshal(b, &doc))
	seen := map[bool]bool{}
	for path, methods := range doc.Paths {
		if methods["get"] == nil || strings.Contains(path, "{") || strings.HasSuffix(path, "/events") {
			continue
		}
		for _, played := range []bool{true, false} {
			body := x.get(x.nodes[code].Node, path, code, played)
			for _, m := range x.marks[!played] {
				if strings.Contains(body, m) {
					x.t.Errorf("%s answers %s with %s, which is of another realm", code, path, m)
				}
			}
			seen[played] = seen[played] || slices.ContainsFunc(x.marks[played], func(m string) bool { return strings.Contains(body, m) })
		}
	}
	if !seen[true] || !seen[false] {
		x.t.Errorf("%s: no route answered with a mark of its own realm (%v)", code, seen)
	}
}

func (x *tainted) get(n *app.Node, path string, code ids.Party, played bool) string {
	x.t.Helper()
	if !strings.HasPrefix(path, "/api/") {
		path = "/api/v1" + path
	}
	req, err := http.NewRequestWithContext(x.t.Context(), http.MethodGet, n.Config.URL()+path, nil)
	x.must(err)
	req.Header.Set("Authorization", "Bearer "+x.tokens[code])
	if played {
		req.Header.Set("Entente-Realm", x.x.ID)
	}
	res, err := http.DefaultClient.Do(req)
	x.must(err)
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	x.must(err)
	return string(body)
}
