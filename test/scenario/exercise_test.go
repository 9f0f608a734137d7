package scenario

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/account"
	"entente/internal/agreement"
	"entente/internal/app"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/exercise"
	"entente/internal/federation"
	"entente/internal/intel"
	"entente/internal/policy"
	"entente/internal/release"
)

// person makes an account with every role that a person can have.
func (w *world) person(code ids.Party, name string, roles ...authz.Role) authz.Actor {
	w.t.Helper()
	u, _, err := w.nodes[code].Accounts.CreateUser(w.t.Context(), w.all(code), account.NewUser{Name: name, Roles: roles, Password: "a sentence for the tests of realms"})
	w.must(err)
	return authz.Person(code, u.ID, u.Name, "test", "", authz.Grants(roles...))
}

// stage is an exercise between HUB, which conducts, and CZE, with LVA simulated.
type stage struct {
	*world
	x exercise.Exercise
}

func newStage(t *testing.T, postgres bool) *stage {
	t.Helper()
	w := newWorld(t, postgres, "HUB", "CZE")
	w.link("HUB", "CZE")
	memorandum := w.agree("memorandum", nil, "HUB", "CZE")
	ctx, s := t.Context(), &stage{world: w}
	ada, grace := w.person("HUB", "ada", authz.Director, authz.Analyst, authz.Release), w.person("HUB", "grace", authz.Director)
	jan, eva := w.person("CZE", "jan", authz.Director, authz.Analyst, authz.Release), w.person("CZE", "eva", authz.Director)
	hub, cze := w.nodes["HUB"].Exercises, w.nodes["CZE"].Exercises
	x, err := hub.Propose(ctx, ada, ids.Live, exercise.NewExercise{Name: "Cyber Coalition", Parties: []ids.Party{"CZE"}, Simulated: []exercise.Simulated{{Code: "LVA", Name: "Latvia", Kind: "nation"}},
		Agreement: memorandum, Provision: provisionOn(w, memorandum), Starts: time.Now(), Ends: time.Now().Add(time.Hour)})
	w.must(err)
	if _, err := hub.Confirm(ctx, ada, ids.Live, x.ID); !errs.Is(err, errs.Conflict) {
		t.Fatalf("one person creates a realm alone: %v", err)
	}
	_, err = hub.Confirm(ctx, grace, ids.Live, x.ID)
	w.must(err)
	s.x = x
	w.until("CZE", "the invitation", func() bool { return s.at("CZE").State == exercise.Invited })
	_, err = cze.Accept(ctx, jan, ids.Live, x.ID)
	w.must(err)
	_, err = cze.SetMember(ctx, jan, ids.Live, x.ID, "jan", exercise.Member{Cell: exercise.Blue, Team: "cze-soc", Roles: []authz.Role{authz.Analyst, authz.Release, authz.Director}})
	w.must(err)
	_, err = cze.Confirm(ctx, eva, ids.Live, x.ID)
	w.must(err)
	w.until("CZE", "the realm at CZE", func() bool { return s.at("CZE").State == exercise.Open })
	for _, code := range []ids.Party{"HUB", "CZE"} {
		w.until(code, "a memorandum in the realm at "+string(code), func() bool {
			n := w.nodes[code].In(x.Realm())
			if n == nil {
				return false
			}
			all, err := n.Agreements.List(ctx, w.all(code).In(x.Realm()))
			for _, a := range all {
				if a.Template == "memorandum" && len(a.Parties) == 3 && a.StateAt(time.Now()) == agreement.InForce {
					return true
				}
			}
			return err != nil
		})
	}
	return s
}

// provisionOn gives the provision of a memorandum on exercises.
func provisionOn(w *world, id string) string {
	w.t.Helper()
	bases, err := w.nodes["HUB"].Exercises.Bases(w.t.Context(), w.all("HUB").In(ids.Live))
	w.must(err)
	for _, b := range bases {
		if b.Agreement == id {
			return b.Provision.ID
		}
	}
	w.t.Fatal("the memorandum has no provision on exercises")
	return ""
}

func (s *stage) at(code ids.Party) (x exercise.Exercise) {
	s.t.Helper()
	all, err := s.nodes[code].Exercises.List(s.t.Context(), s.all(code).In(ids.Live))
	s.must(err)
	for _, e := range all {
		if e.ID == s.x.ID {
			x = e
		}
	}
	return x
}

func (s *stage) in(code ids.Party) *app.Node { return s.nodes[code].In(s.x.Realm()) }

// TestHostileC58AnExerciseIsAnotherWorld (and row 57): what belongs to one realm is
// nothing in the other, and neither key, certificate nor statement of it is taken.
func TestHostileC58AnExerciseIsAnotherWorld(t *testing.T) {
	t.Parallel()
	for name, postgres := range map[string]bool{"sqlite": false, "postgres": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, postgres)
			ctx, realm := t.Context(), s.x.Realm()
			id, text := indicator("exercise-only", green)
			_, err := s.in("CZE").Intel.Import(ctx, s.all("CZE"), intel.ImportInput{Realm: realm, Name: "inject"}, bundle(text))
			s.must(err)
			_, err = s.in("CZE").Releases.Make(ctx, s.all("CZE"), realm, release.Ask{Select: intel.Selection{IDs: []string{id}}, To: []ids.Party{"HUB"}, Onward: policy.Onward{Allowed: true}})
			s.must(err)
			s.until("HUB", "the object in the realm at HUB", func() bool {
				rows, err := s.in("HUB").Intel.List(ctx, s.all("HUB").In(realm), intel.Filter{IDs: []string{id}})
				return err == nil && len(rows) == 1
			})
			for code, n := range s.nodes {
				if rows := s.holds(code, id); len(rows) != 0 {
					t.Errorf("%s has an object of the exercise among what is live", code)
				}
				s.must(n.DB.Read(ctx, func(tx *db.Tx) error {
					all, err := journal.List(ctx, tx, s.all(code).In(ids.Live), journal.Filter{Kind: "release.", Limit: 10})
					if len(all) != 0 {
						t.Errorf("%s has a release of the exercise in its live journal", code)
					}
					return err
				}))
			}
			s.crossing(realm)
			s.printed()
			s.sealed()
		})
	}
}

// crossing tries to bring what belongs to one realm into the other.
func (s *stage) crossing(realm ids.Realm) {
	t, ctx := s.t, s.t.Context()
	t.Helper()
	live, played := s.nodes["HUB"], s.in("HUB")
	// Another key: nothing that one signs is the other's.
	var liveKey, playedKey sign.PublicKey
	for n, to := range map[*app.Node]*sign.PublicKey{live.Node: &liveKey, played: &playedKey} {
		s.must(n.DB.Read(ctx, func(tx *db.Tx) (err error) {
			*to, err = n.Parties.NodeKey(ctx, tx, "HUB")
			return err
		}))
	}
	if liveKey == playedKey {
		t.Error("a party signs in the exercise with the key of the live realm")
	}
	// A certificate of the exercise at the live port, and the reverse.
	key := sign.NewKey()
	for what, c := range map[string]struct {
		name, server string
		let          bool
	}{
		"an exercise's certificate at the live port": {"entente/CZE/" + string(realm), "", false},
		"a live certificate at an exercise's":        {"entente/CZE", string(realm) + ".exercise.invalid", false},
		"a realm that is not there":                  {"entente/CZE/" + ids.New(), ids.New() + ".exercise.invalid", false},
		"a live certificate at the live port":        {"entente/CZE", "", true},
		"an exercise's certificate at its own":       {"entente/CZE/" + string(realm), string(realm) + ".exercise.invalid", true},
	} {
		cert, err := key.Certificate(c.name, clock.System{})
		s.must(err)
		cfg := sign.ClientConfig(cert, func(sign.PublicKey) error { return nil })
		cfg.ServerName = c.server
		if answer, err := knock(live.Config.PeerListen, cfg); (err == nil) != c.let {
			t.Errorf("%s: %q, %v", what, answer, err)
		}
	}
	// A statement of one realm in the other's intake.
	st := ledger.Statement{V: 1, ID: ids.New(), Realm: realm, From: "CZE", To: "HUB", At: time.Now(), Kind: "exercise.joined", About: s.x.ID, Body: []byte(`{"exercise":"` + s.x.ID + `","key":"` + key.Public().String() + `"}`)}
	s.must(live.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := live.Exercises.Kinds()["exercise.joined"].Receive(ctx, tx, federation.Inbound{Statement: st}); !errs.Is(err, errs.NotFound) {
			t.Errorf("a statement of the exercise is taken in the live realm: %v", err)
		}
		if _, err := live.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "a.b", By: s.all("HUB")}); !errs.Is(err, errs.NotFound) {
			t.Errorf("the live journal takes an act of the exercise: %v", err)
		}
		return nil
	}))
	// Somebody who is no member, and a member's view of what is live by the realm's address.
	if _, _, err := live.Exercises.Entry(ctx, realm, "nobody"); !errs.Is(err, errs.NotFound) {
		t.Errorf("somebody who is no member enters: %v", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, live.Config.URL()+"/api/v1/intel/objects", nil)
	s.must(err)
	req.Header.Set("Entente-Realm", string(realm))
	res, err := http.DefaultClient.Do(req)
	s.must(err)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a credential the realm answers %d", res.StatusCode)
	}
}

// knock asks for what everybody may have, the node's card, over TLS. TLS 1.3 lets a
// client go on before the server has refused its certificate: what counts is whether
// anything is answered.
func knock(address string, cfg *tls.Config) (answer string, err error) {
	conn, err := tls.Dial("tcp", address, cfg)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }() // nothing in it is needed
	if _, err := conn.Write([]byte("GET /peer/v1/card HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n")); err != nil {
		return "", err
	}
	b, err := io.ReadAll(conn)
	if err == nil && !strings.HasPrefix(string(b), "HTTP/1.1 200") {
		err = fmt.Errorf("no card: %.40q", b)
	}
	return string(b), err
}

// printed compares the paper copies of the realm's memorandum.
func (s *stage) printed() {
	s.t.Helper()
	ctx, v, at := s.t.Context(), s.x.Realm(), time.Now().Add(time.Second)
	all, err := s.in("HUB").Agreements.List(ctx, s.all("HUB").In(v))
	s.must(err)
	i := slices.IndexFunc(all, func(a agreement.Agreement) bool { return a.Template == "memorandum" })
	hub, err := s.in("HUB").Reports.Paper(ctx, s.all("HUB").In(v), all[i].ID, "", "en", at)
	s.must(err)
	got, err := s.in("CZE").Reports.CheckPaper(ctx, s.all("CZE").In(v), hub)
	if err != nil || !got.Same {
		s.t.Errorf("CZE finds %+v of the hub's copy: %v", got, err)
	}
	if _, err := s.nodes["CZE"].Reports.CheckPaper(ctx, s.all("CZE").In(ids.Live), hub); !errs.Is(err, errs.NotFound) {
		s.t.Errorf("a copy of the exercise is held for one of a live agreement: %v", err)
	}
}

// sealed ends the exercise at both, and demands that nothing of it runs any more.
func (s *stage) sealed() {
	t, ctx := s.t, s.t.Context()
	t.Helper()
	_, err := s.nodes["HUB"].Exercises.Seal(ctx, s.all("HUB"), ids.Live, s.x.ID, "played to its end")
	s.must(err)
	for _, code := range []ids.Party{"HUB", "CZE"} {
		s.until(code, "the sealed archive at "+string(code), func() bool { return s.at(code).State == exercise.Sealed })
		if len(s.at(code).Archive) != 64 || s.in(code) != nil {
			t.Errorf("%s: archive %q, and the realm is open: %v", code, s.at(code).Archive, s.in(code) != nil)
		}
	}
}

// TestARealmIsNotMadeTwice restarts a node, finds the realm again with what is in it,
// and does not make another where its folder is gone.
func TestARealmIsNotMadeTwice(t *testing.T) {
	t.Parallel()
	s := newStage(t, false)
	ctx, realm := t.Context(), s.x.Realm()
	id, text := indicator("kept", green)
	_, err := s.in("CZE").Intel.Import(ctx, s.all("CZE"), intel.ImportInput{Realm: realm, Name: "kept"}, bundle(text))
	s.must(err)
	s.stop("CZE")
	s.start("CZE")
	s.until("CZE", "the realm again", func() bool { return s.in("CZE") != nil })
	rows, err := s.in("CZE").Intel.List(ctx, s.all("CZE").In(realm), intel.Filter{IDs: []string{id}})
	s.must(err)
	if len(rows) != 1 {
		t.Error("what was in the realm is gone after a restart")
	}
	s.stop("CZE")
	s.must(os.RemoveAll(filepath.Join(s.nodes["CZE"].dir, "exercises")))
	s.start("CZE")
	s.until("CZE", "the trouble", func() bool { return strings.Contains(s.at("CZE").Trouble, "the folder of this realm is not here") })
	if s.in("CZE") != nil {
		t.Error("another node was made under the realm's name")
	}
	_, err = s.nodes["CZE"].Exercises.Seal(ctx, s.all("CZE"), ids.Live, s.x.ID, "its folder is lost")
	s.must(err)
	s.until("CZE", "the end of it", func() bool { return s.at("CZE").State == exercise.Sealed })
	if s.at("CZE").Archive != "" {
		t.Error("there is an archive of nothing")
	}
}
