package scenario

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/merkle"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/format/stix"
	"entente/internal/intel"
	"entente/internal/release"
)

// forger is a peer that says what it likes, under its own true key.
type forger struct {
	w    *world
	from ids.Party
	key  sign.Key
}

func (w *world) forger(code ids.Party) forger {
	w.t.Helper()
	ring, err := sign.OpenRing(filepath.Join(w.nodes[code].dir, "keys"))
	w.must(err)
	key, err := ring.Key("node")
	w.must(err)
	return forger{w, code, key}
}

// claim is what a forged release says about its one part.
type claim struct {
	origin ids.Party
	tlp    string
	onward bool
	card   []byte // of the origin, when it is not the sender
	key    *sign.Key
}

// tell has the forger tell a node of a release of indicators, as one statement.
func (f forger) tell(to ids.Party, id string, c claim, objects ...string) (federation.Outcome, error) {
	f.w.t.Helper()
	return f.tellAs(to, id, c, "indicator", objects...)
}

func (f forger) tellAs(to ids.Party, id string, c claim, category string, objects ...string) (federation.Outcome, error) {
	f.w.t.Helper()
	seed := []byte(strings.Repeat("s", 32))
	tree := merkle.NewBuilder(seed)
	var lines [][]byte
	for _, text := range objects {
		obj, err := stix.Parse([]byte(text))
		f.w.must(err)
		tree.Add(obj.Digest)
		lines = append(lines, obj.Bytes)
	}
	root := tree.Root()
	st, err := strictjson.Marshal(release.PartStatement{V: 1, ID: ids.New(), Origin: c.origin, Realm: ids.Live, Release: ids.New(), Category: category, TLP: c.tlp,
		Onward: c.onward, OnwardTo: []ids.Party{}, Objects: int64(len(objects)), Root: hex.EncodeToString(root[:]), At: time.Now().UTC().Truncate(time.Microsecond)})
	f.w.must(err)
	key := f.key
	if c.key != nil {
		key = *c.key
	}
	card := "null"
	if c.card != nil {
		card = string(c.card)
	}
	body := fmt.Sprintf(`{"objects":%d,"parts":[{"card":%s,"cites":[],"items":[],"seed":"%x","signature":"%s","statement":%s}],"release":"%s"}`, len(objects), card, seed, key.Sign("release-part/v1", st), st, ids.New())
	in := federation.Inbound{Statement: ledger.Statement{V: 1, ID: id, Realm: ids.Live, From: f.from, To: to, At: time.Now().UTC(), Kind: "release.sent", About: ids.New(), Body: []byte(body)}, Lines: int64(len(lines)),
		Cargo: func(yield func([]byte) error) error {
			for _, l := range lines {
				if err := yield(l); err != nil {
					return err
				}
			}
			return nil
		}}
	var out federation.Outcome
	h := f.w.nodes[to]
	err = h.DB.Write(f.w.t.Context(), func(tx *db.Tx) error {
		return tx.Try(f.w.t.Context(), func() (err error) {
			out, err = h.Releases.Kinds()["release.sent"].Receive(f.w.t.Context(), tx, in)
			return err
		})
	})
	return out, err
}

// twoNodes is a hub and EST under an agreement, and the hub's hand.
func twoNodes(t *testing.T) (*world, forger) {
	t.Helper()
	w := newWorld(t, false, "HUB", "EST")
	w.link("HUB", "EST")
	w.agree("bilateral-exchange", map[string]any{"ceiling": "amber"}, "HUB", "EST")
	return w, w.forger("HUB")
}

func TestHostileB22SameVersionOtherContentIsARecordedConflict(t *testing.T) {
	t.Parallel()
	w, hub := twoNodes(t)
	id, _ := indicator("first", green)
	out, err := hub.tell("EST", ids.New(), claim{origin: "HUB", tlp: "green"}, version(id, "first", green, "2026-11-20T08:00:00.000Z"))
	w.must(err)
	if out.Outcome != "accepted" {
		t.Fatalf("%+v", out)
	}
	out, err = hub.tell("EST", ids.New(), claim{origin: "HUB", tlp: "green"}, version(id, "second", green, "2026-11-20T08:00:00.000Z"))
	w.must(err)
	if out.Outcome != "refused" || !strings.Contains(out.Reason, "other content") {
		t.Errorf("the sender is told %q: %s", out.Outcome, out.Reason)
	}
	if rows := w.holds("EST", id); len(rows) != 1 || !strings.Contains(string(rows[0].Body), "first") {
		t.Error("the first was not kept")
	}
	w.must(w.nodes["EST"].DB.Read(t.Context(), func(tx *db.Tx) error {
		n, err := db.Value[int64](t.Context(), tx, `SELECT count(*) FROM intel_conflict WHERE id = $1`, id)
		if n != 1 {
			t.Errorf("%d conflicts are on record, want 1", n)
		}
		return err
	}))
}

func TestHostileB24AForeignOriginNeedsItsOwnSignature(t *testing.T) {
	t.Parallel()
	w, hub := twoNodes(t)
	stranger := sign.NewKey()
	estCard := func() (card []byte) {
		w.must(w.nodes["EST"].DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			card, err = w.nodes["EST"].Parties.CardJSON(t.Context(), tx, "EST")
			return err
		}))
		return card
	}()
	other := newWorld(t, false, "CZE")
	var czeCard []byte
	w.must(other.nodes["CZE"].DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		czeCard, err = other.nodes["CZE"].Parties.CardJSON(t.Context(), tx, "CZE")
		return err
	}))
	for name, c := range map[string]claim{
		"our own":                          {origin: "EST", tlp: "green", onward: true, card: estCard},
		"our own under the sender's key":   {origin: "EST", tlp: "green", onward: true},
		"a third party without its card":   {origin: "CZE", tlp: "green", onward: true},
		"a third party, signed by the hub": {origin: "CZE", tlp: "green", onward: true, card: czeCard},
		"a third party, another key":       {origin: "CZE", tlp: "green", onward: true, card: czeCard, key: &stranger},
	} {
		id, text := indicator("forged", green)
		if _, err := hub.tell("EST", ids.New(), c, text); !errs.Is(err, errs.Denied) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
		if len(w.holds("EST", id)) != 0 {
			t.Errorf("%s: it was stored", name)
		}
	}
}

func TestHostileB25ALooserMarkingIsRefused(t *testing.T) {
	t.Parallel()
	w, hub := twoNodes(t)
	id, text := indicator("marked", amber)
	_, err := hub.tell("EST", ids.New(), claim{origin: "HUB", tlp: "amber"}, text)
	w.must(err)
	// The same object, unmarked or greener than the part says.
	for _, mark := range []string{"", green} {
		if _, err := hub.tell("EST", ids.New(), claim{origin: "HUB", tlp: "amber"}, version(id, "marked", mark, "2026-11-21T08:00:00.000Z")); !errs.Is(err, errs.Denied) {
			t.Errorf("marking %q: %v, want a refusal", mark, err)
		}
	}
	// The same version with a looser marking, also in the part.
	out, err := hub.tell("EST", ids.New(), claim{origin: "HUB", tlp: "green"}, version(id, "marked", green, "2026-11-20T08:00:00.000Z"))
	w.must(err)
	if out.Outcome != "refused" {
		t.Errorf("the looser copy was %s", out.Outcome)
	}
	// An import at the receiver cannot loosen it either.
	lot := w.bring("EST", version(id, "marked", green, "2026-11-22T08:00:00.000Z"))
	if lot.Stored != 0 {
		t.Error("an import of the recipient replaced the origin's object")
	}
	if rows := w.holds("EST", id); len(rows) != 1 || rows[0].TLP.String() != "amber" {
		t.Errorf("EST holds %d versions", len(rows))
	}
}

func TestIntakeRefusesUnderASuspendedAgreement(t *testing.T) {
	t.Parallel()
	for _, by := range []ids.Party{"HUB", "EST"} {
		w := newWorld(t, false, "HUB", "EST")
		w.link("HUB", "EST")
		agreed := w.agree("bilateral-exchange", nil, "HUB", "EST")
		_, err := w.nodes[by].Agreements.Suspend(t.Context(), w.all(by), ids.Live, agreed, "under review")
		w.must(err)
		w.state(agreed, agreement.Suspended, "HUB", "EST")
		// A sender that goes on as if nothing had happened.
		id, text := indicator("meanwhile", green)
		out, err := w.forger("HUB").tell("EST", ids.New(), claim{origin: "HUB", tlp: "green"}, text)
		w.must(err)
		if out.Outcome != "refused" || !strings.Contains(out.Reason, "no agreement") {
			t.Errorf("suspended by %s: %s, %s", by, out.Outcome, out.Reason)
		}
		if len(w.holds("EST", id)) != 0 {
			t.Errorf("suspended by %s: it was stored", by)
		}
	}
}

func TestTheReceiverHoldsItsOwnCeiling(t *testing.T) {
	t.Parallel()
	w, hub := twoNodes(t)
	id, text := indicator("too-strict", red)
	out, err := hub.tell("EST", ids.New(), claim{origin: "HUB", tlp: "red"}, text)
	w.must(err)
	if out.Outcome != "refused" || !strings.Contains(out.Reason, "provision 3.1") {
		t.Errorf("the receiver's own rules gave %q: %s", out.Outcome, out.Reason)
	}
	if len(w.holds("EST", id)) != 0 {
		t.Error("it was stored all the same")
	}
}

func TestHostileB42AnyOrderGivesTheSameState(t *testing.T) {
	t.Parallel()
	rel := `{"type":"relationship","spec_version":"2.1","id":"relationship--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0c09","created":"2026-11-20T08:00:00.000Z","modified":"2026-11-20T08:00:00.000Z","object_marking_refs":["` + green + `"],"relationship_type":"related-to","source_ref":"%s","target_ref":"indicator--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0c08"}`
	id := "indicator--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0c01"
	pieces := []string{
		version(id, "one", green, "2026-11-20T08:00:00.000Z"),
		strings.Replace(version(id, "one", green, "2026-11-21T08:00:00.000Z"), `"name"`, `"revoked":true,"name"`, 1),
		fmt.Sprintf(rel, id),
	}
	var want string
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		w, hub := twoNodes(t)
		for _, i := range order {
			c := claim{origin: "HUB", tlp: "green"}
			if _, err := hub.tellAs("EST", ids.New(), c, category(pieces[i]), pieces[i]); err != nil {
				t.Fatalf("order %v: %v", order, err)
			}
		}
		if got := stateOf(w, "EST"); want == "" {
			want = got
		} else if got != want {
			t.Errorf("order %v gives\n%s\nwant\n%s", order, got, want)
		}
	}
}

func category(text string) string {
	if strings.Contains(text, `"type":"relationship"`) {
		return "context"
	}
	return "indicator"
}

// stateOf lists what a node holds, without when it came.
func stateOf(w *world, code ids.Party) string {
	rows, err := w.nodes[code].Intel.List(w.t.Context(), w.all(code).In(ids.Live), intel.Filter{History: true, Gone: true, Limit: 1000})
	w.must(err)
	var lines []string
	for _, r := range rows {
		lines = append(lines, fmt.Sprint(r.Object, r.Version, r.Latest, r.Revoked, r.Origin, r.TLP, hex.EncodeToString(r.Digest[:])))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func TestHostileB43TheSameMessageManyTimes(t *testing.T) {
	t.Parallel()
	for _, times := range []int{1, 2, 100} {
		w, hub := twoNodes(t)
		id, text := indicator("again", green)
		statement := ids.New()
		for i := range times {
			_, err := hub.tell("EST", statement, claim{origin: "HUB", tlp: "green"}, text)
			if i > 0 && !errs.Is(err, errs.Conflict) {
				t.Fatalf("time %d: %v", i, err)
			}
		}
		if len(w.holds("EST", id)) != 1 {
			t.Errorf("%d times: held %d times", times, len(w.holds("EST", id)))
		}
		lots, err := w.nodes["EST"].Intel.Lots(t.Context(), w.all("EST").In(ids.Live), 100)
		w.must(err)
		if len(lots) != 1 {
			t.Errorf("%d times: %d lots", times, len(lots))
		}
	}
}

func TestHostileB26NoHeaderMakesACallerSomebody(t *testing.T) {
	t.Parallel()
	w, _ := twoNodes(t)
	base := w.nodes["EST"].Config.URL()
	for _, h := range []string{"X-Sync", "X-Internal", "X-System", "X-Forwarded-User", "X-Entente-Node", "Synchronized-Upsert", "X-Original-User", "X-Remote-User", "Entente-Actor", "Sync", "Internal", "System", "X-Real-User", "X-Api-Key", "Forwarded"} {
		for _, path := range []string{"/api/v1/intel/objects", "/api/v1/users", "/taxii2/live/collections/", "/api/v1/releases?internal=true&sync=1"} {
			req := httptest.NewRequest(http.MethodGet, base+path, nil)
			req.RequestURI = ""
			req.Header.Set(h, "true")
			req.Header.Set("Accept", "*/*")
			resp, err := http.DefaultClient.Do(req)
			w.must(err)
			resp.Body.Close()
			want := http.StatusUnauthorized
			if resp.StatusCode != want {
				t.Errorf("%s with %s: status %d, want %d", path, h, resp.StatusCode, want)
			}
		}
	}
	for _, path := range []string{"/peer/v1/log/live", "/peer/v1/log/live/receipt", "/peer/v1/join"} {
		resp, err := http.Get(base + path)
		w.must(err)
		resp.Body.Close()
		if resp.Header.Get("Content-Type") == "application/x-entente-log" {
			t.Errorf("the console's port answers %s as the peer port", path)
		}
	}
}

func TestHostileB30AReferenceToWhatOneMayNotSeeIsNotThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "CZE")
	seen, a := indicator("seen", green)
	hidden, b := indicator("hidden", amber)
	note := func(n string, refs ...string) string {
		return fmt.Sprintf(`{"type":"note","spec_version":"2.1","id":"note--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0d0%s","created":"2026-11-20T08:00:00.000Z","modified":"2026-11-20T08:00:00.000Z","object_marking_refs":["%s"],"content":"n","object_refs":["%s"]}`, n, green, strings.Join(refs, `","`))
	}
	w.bring("CZE", a, b, note("1", seen), note("2", seen, hidden))
	low := w.all("CZE")
	low.Ceiling = "green"
	v := low.In(ids.Live)
	if _, err := w.nodes["CZE"].Intel.Object(t.Context(), v, hidden); !errs.Is(err, errs.NotFound) {
		t.Errorf("the hidden object gives %v", err)
	}
	p, err := w.nodes["CZE"].Intel.Object(t.Context(), v, "note--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0d02")
	w.must(err)
	for _, r := range p.References {
		if r.Object == hidden {
			t.Error("the reference to the hidden object is shown")
		}
	}
	_, gone := w.nodes["CZE"].Intel.Object(t.Context(), v, "indicator--00000000-0000-4000-8000-000000000000")
	_, there := w.nodes["CZE"].Intel.Object(t.Context(), v, hidden)
	_, x := errs.Public(gone)
	_, y := errs.Public(there)
	if strings.ReplaceAll(x, "indicator--00000000-0000-4000-8000-000000000000", "ID") != strings.ReplaceAll(y, hidden, "ID") {
		t.Errorf("hidden and absent can be told apart: %q, %q", x, y)
	}
}
