package agreement

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/party"
	"entente/internal/template"
)

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := strictjson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// proposal is a statement of the depositary that brings an instrument.
func (w *world) proposal(t *testing.T, to ids.Party, instrument []byte) ledger.Statement {
	t.Helper()
	key, err := w.nodes["HUB"].keys.Key("node")
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := template.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	body := offerBody{Instrument: instrument, Signature: key.Sign(offerContext, instrument)}
	for _, g := range shipped {
		if bytes.Contains(instrument, []byte(g.Digest)) {
			body.Generation = g.Bytes
		}
	}
	return ledger.Statement{V: 1, ID: ids.New(), Realm: ids.Live, From: "HUB", To: to, At: start, Kind: kindProposed, Body: encode(t, body)}
}

// stated is a statement about an instrument as it travels, signed by a key of
// the test's choice.
func stated(t *testing.T, from, to ids.Party, s Statement, key sign.Key) ledger.Statement {
	t.Helper()
	b := encode(t, s)
	return ledger.Statement{V: 1, ID: ids.New(), Realm: ids.Live, From: from, To: to, At: start, Kind: "agreement." + s.Act,
		Body: encode(t, statementBody{Statement: b, Signature: key.Sign(statementContext, b)})}
}

func (w *world) officeKey(p ids.Party, office string) sign.Key {
	w.t.Helper()
	k, err := w.nodes[p].keys.Key("office-" + office)
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

// about is a statement of a party's director about an agreement.
func about(a Agreement, p ids.Party, act string, at time.Time) Statement {
	return Statement{V: 2, By: "Ada", Agreement: a.ID, Digest: a.DigestText(), Act: act, Party: p, Office: "director", At: at}
}

func TestReceivedInstrumentIsHeldAgainstWhatIsKnown(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		hub := w.nodes["HUB"]
		good := w.must(hub.Draft(ctx, w.director("HUB"), NewDraft{Realm: ids.Live, Template: "multilateral-exchange", Title: "Exchange", Parties: []ids.Party{"CZE", "EST"}}))
		stranger := sign.NewKey()
		// reseal makes another card of a party, under its own node key or another.
		reseal := func(p ids.Party, key *sign.Key, change func(*party.Card)) jsontext.Value {
			k, err := w.nodes[p].keys.Key("node")
			if err != nil {
				t.Fatal(err)
			}
			if key != nil {
				k = *key
			}
			c, err := party.OpenCard(w.card(p))
			if err != nil {
				t.Fatal(err)
			}
			c.Node = k.Public()
			change(&c)
			b := encode(t, c)
			return encode(t, map[string]any{"card": jsontext.Value(b), "signature": k.Sign("card/v1", b)})
		}
		// CZE knows EST by a later card than the one in the good instrument, and with
		// other offices.
		later := reseal("EST", nil, func(c *party.Card) { c.Serial, c.Offices[1].Powers = 2, []string{party.PowerSign} })
		if err := w.nodes["CZE"].db.Write(ctx, func(tx *db.Tx) error {
			return w.nodes["CZE"].parties.Learn(ctx, tx, w.director("CZE"), later, party.Invited, "")
		}); err != nil {
			t.Fatal(err)
		}
		member := func(in *Instrument, p ids.Party) *Member {
			return &in.Parties[slices.IndexFunc(in.Parties, func(m Member) bool { return m.Code == p })]
		}
		provision := func(in *Instrument, i int) *clause.Provision { return &in.Clauses[i].Provisions[0] }
		for _, tc := range []struct {
			name   string
			change func(in *Instrument)
			kind   errs.Kind
			text   string
		}{
			{"an older card of EST", func(in *Instrument) {}, errs.Conflict, "older card of EST"},
			{"EST under another node key", func(in *Instrument) {
				member(in, "EST").Card = reseal("EST", &stranger, func(c *party.Card) { c.Serial = 3 })
			}, errs.Conflict, "another key"},
			{"our own card with an office of theirs", func(in *Instrument) {
				member(in, "CZE").Card = reseal("CZE", nil, func(c *party.Card) { c.Offices[0].Key = stranger.Public() })
			}, errs.Conflict, "another card of CZE"},
			{"our own card with other powers", func(in *Instrument) {
				member(in, "CZE").Card = reseal("CZE", nil, func(c *party.Card) { c.Offices[1].Powers = []string{party.PowerSign} })
			}, errs.Conflict, "another card of CZE"},
			{"our own card under another key", func(in *Instrument) { member(in, "CZE").Card = reseal("CZE", &stranger, func(*party.Card) {}) }, errs.Conflict, "another card of CZE"},
			{"not with us", func(in *Instrument) {
				in.Parties = slices.DeleteFunc(in.Parties, func(m Member) bool { return m.Code == "CZE" })
			}, errs.Denied, "CZE is not a party"},
			{"one party only", func(in *Instrument) { in.Parties = []Member{*member(in, "HUB")} }, errs.Invalid, "2 to"},
			{"a party twice", func(in *Instrument) { in.Parties = append(in.Parties, *member(in, "EST")) }, errs.Invalid, "do not fit"},
			{"a card of another party", func(in *Instrument) { member(in, "EST").Card = member(in, "HUB").Card }, errs.Invalid, "do not fit"},
			{"a card without signature", func(in *Instrument) {
				member(in, "EST").Card = bytes.Replace(member(in, "EST").Card, []byte("Party EST"), []byte("Party XXX"), 1)
			}, errs.Denied, "signature"},
			{"another depositary", func(in *Instrument) { in.Depositary = "EST" }, errs.Denied, "only its depositary"},
			{"a depositary that is no party", func(in *Instrument) { in.Depositary = "LVA" }, errs.Invalid, "depositary"},
			{"another realm", func(in *Instrument) { in.Realm = "ex-1" }, errs.Denied, "another realm"},
			{"no realm", func(in *Instrument) { in.Realm = "" }, errs.Invalid, "realm"},
			{"another version", func(in *Instrument) { in.V = 3 }, errs.Unsupported, "version 3"},
			{"an id of another form", func(in *Instrument) { in.ID = "1" }, errs.Invalid, "UUID"},
			{"a title that cannot be seen", func(in *Instrument) { in.Title = strings.Repeat("x", 260) + "\u202e" }, errs.Invalid, "title"},
			{"a date of another age", func(in *Instrument) { in.EffectiveFrom = time.Date(1066, 10, 14, 0, 0, 0, 0, time.UTC) }, errs.Invalid, "date"},
			{"no clauses", func(in *Instrument) { in.Clauses = nil }, errs.Invalid, "clauses"},
			{"a clause that cannot be seen", func(in *Instrument) { in.Clauses[0].Text["fr"] += "\u200b" }, errs.Invalid, "clause"},
			{"a clause twice", func(in *Instrument) { in.Clauses[1].ID = "1" }, errs.Invalid, "clause"},
			{"a provision twice", func(in *Instrument) { provision(in, 2).ID = "2.1" }, errs.Invalid, "provision \"2.1\""},
			{"another text under the template's name", func(in *Instrument) { in.Clauses[2].Text["cs"] = "Bez omezení." }, errs.Denied, "does not say"},
			{"another rule under the template's text", func(in *Instrument) { provision(in, 2).TLP = "amber+strict" }, errs.Denied, "does not say"},
			{"other parameters than the text", func(in *Instrument) {
				in.Params = bytes.Replace(in.Params, []byte(`"ceiling":"amber"`), []byte(`"ceiling":"green"`), 1)
			}, errs.Denied, "does not say"},
			{"a parameter missing", func(in *Instrument) {
				in.Params = bytes.Replace(in.Params, []byte(`"ceiling":"amber",`), nil, 1)
			}, errs.Denied, "does not say"},
			{"a parameter beyond the template's bounds", func(in *Instrument) {
				in.Params = bytes.Replace(in.Params, []byte(`"ceiling":"amber"`), []byte(`"ceiling":"red"`), 1)
			}, errs.Invalid, "up to tlp:amber+strict"},
			{"a provision of a kind not known", func(in *Instrument) { provision(in, 2).Kind = "tribute" }, errs.Unsupported, "tribute"},
			{"a category not known", func(in *Instrument) { provision(in, 1).Categories = []string{"recipe"} }, errs.Unsupported, "categories"},
			{"no category", func(in *Instrument) { provision(in, 1).Categories = nil }, errs.Invalid, "not complete"},
			{"a direction not known", func(in *Instrument) { provision(in, 1).Direction = "up" }, errs.Unsupported, "direction"},
			{"a ceiling in another spelling", func(in *Instrument) { provision(in, 2).TLP = "TLP:WHITE" }, errs.Unsupported, "tlp"},
			{"no ceiling", func(in *Instrument) { provision(in, 2).TLP = "" }, errs.Invalid, "not complete"},
			{"a share provision with a ceiling that would do nothing", func(in *Instrument) { provision(in, 1).TLP = "clear" }, errs.Unsupported, "tlp"},
			{"a ceiling for one direction", func(in *Instrument) { provision(in, 2).Direction = "to-depositary" }, errs.Unsupported, "direction"},
			{"a ceiling for categories", func(in *Instrument) { provision(in, 2).Categories = []string{"report"} }, errs.Unsupported, "categories"},
			{"a ceiling that allows", func(in *Instrument) { provision(in, 2).Allowed = true }, errs.Unsupported, "allowed"},
			{"a ceiling for somebody", func(in *Instrument) { provision(in, 2).To = []ids.Party{"EST"} }, errs.Unsupported, "\"to\""},
			{"onward release to nobody's code", func(in *Instrument) { provision(in, 3).To = []ids.Party{"est"} }, errs.Unsupported, "\"to\""},
			{"a provision with template parameters", func(in *Instrument) { provision(in, 3).Takes = []string{"tlp=ceiling"} }, errs.Unsupported, "takes"},
		} {
			var in Instrument
			if err := strictjson.Decode(good.body, &in, strictjson.Default); err != nil {
				t.Fatal(err)
			}
			tc.change(&in)
			err := w.deliver(w.proposal(t, "CZE", encode(t, in)))
			if errs.KindOf(err) != tc.kind || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("%s: got %v (%s), want %s with %q", tc.name, err, errs.KindOf(err), tc.kind, tc.text)
			}
		}
		for name, body := range map[string]string{"no instrument": `{}`, "not an instrument": `{"instrument":[]}`, "unknown member": `{"instrument":{},"x":1}`} {
			st := w.proposal(t, "CZE", good.body)
			st.Body = jsontext.Value(body)
			if err := w.deliver(st); errs.KindOf(err) != errs.Invalid {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if all, err := w.nodes["CZE"].List(ctx, w.director("CZE").In(ids.Live)); err != nil || len(all) != 0 {
			t.Errorf("after refused proposals CZE holds %d agreements, %v", len(all), err)
		}

		// EST still goes by the first card. The same proposal twice is one; another
		// text under its id is refused.
		for range 3 {
			if err := w.deliver(w.proposal(t, "EST", good.body)); err != nil {
				t.Fatal(err)
			}
		}
		other := good.Instrument
		other.Title = "Another title"
		wantKind(t, w.deliver(w.proposal(t, "EST", encode(t, other))), errs.Conflict, "another text")
		w.wantStates(good.ID, "draft - proposed")

		// A text that names no generation which came with it is refused.
		own := good.Instrument
		own.ID, own.Template = ids.New(), "their-own"
		wantKind(t, w.deliver(w.proposal(t, "EST", encode(t, own))), errs.Denied, "another generation")
		lone := w.proposal(t, "EST", encode(t, good.Instrument))
		lone.Body = encode(t, offerBody{Instrument: good.body, Signature: sign.NewKey().Sign(offerContext, good.body), Generation: jsontext.Value("null")})
		wantKind(t, w.deliver(lone), errs.Denied, "signature of its author")
	})
}

func TestNobodySignsForAnother(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		a := w.proposed("multilateral-exchange")
		director := w.officeKey("CZE", "director")
		good := about(a, "CZE", actSign, start)
		but := func(change func(*Statement)) Statement { s := good; change(&s); return s }
		kind := func(st ledger.Statement, kind string) ledger.Statement { st.Kind = kind; return st }
		for _, tc := range []struct {
			name string
			st   ledger.Statement
			kind errs.Kind
			text string
		}{
			{"signed by the depositary's office", stated(t, "HUB", "EST", good, w.officeKey("HUB", "director")), errs.Denied, "does not verify"},
			{"signed by another office", stated(t, "HUB", "EST", good, w.officeKey("CZE", "release")), errs.Denied, "does not verify"},
			{"an office without the power", stated(t, "HUB", "EST", but(func(s *Statement) { s.Office = "release" }), w.officeKey("CZE", "release")), errs.Denied, "no power to sign"},
			{"an office that is not there", stated(t, "HUB", "EST", but(func(s *Statement) { s.Office = "king" }), director), errs.NotFound, "no office"},
			{"in the name of the recipient", stated(t, "HUB", "EST", about(a, "EST", actSign, start), w.officeKey("EST", "director")), errs.Denied, "but its own offices"},
			{"a party that is not one", stated(t, "HUB", "EST", but(func(s *Statement) { s.Party = "LVA" }), director), errs.Denied, "LVA is not a party"},
			{"by nobody", stated(t, "HUB", "EST", but(func(s *Statement) { s.By = "" }), director), errs.Invalid, "who made it"},
			{"brought by a third party", stated(t, "LVA", "EST", good, director), errs.Denied, "come from itself or from the depositary"},
			{"said of another act", kind(stated(t, "HUB", "EST", good, director), "agreement.terminated"), errs.Invalid, "came as"},
			{"an act not known", kind(stated(t, "HUB", "EST", but(func(s *Statement) { s.Act = "sold" }), director), "agreement.signed"), errs.Unsupported, "sold"},
			{"another version", stated(t, "HUB", "EST", but(func(s *Statement) { s.V = 1 }), director), errs.Unsupported, "version 1"},
			{"a reason too long", stated(t, "HUB", "EST", but(func(s *Statement) { s.Act, s.Reason = actSuspend, strings.Repeat("x", maxReason+1) }), director), errs.Invalid, "reason"},
		} {
			err := w.deliver(tc.st)
			if errs.KindOf(err) != tc.kind || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("%s: got %v (%s), want %s with %q", tc.name, err, errs.KindOf(err), tc.kind, tc.text)
			}
		}

		// Every changed byte of statement and signature is found.
		st := stated(t, "HUB", "EST", good, director)
		var body statementBody
		if err := strictjson.Decode(st.Body, &body, strictjson.Default); err != nil {
			t.Fatal(err)
		}
		for i := range st.Body {
			bad := st
			bad.Body = bytes.Clone(st.Body)
			bad.Body[i] ^= 1
			var got statementBody
			if strictjson.Decode(bad.Body, &got, strictjson.Default) == nil && got.Signature == body.Signature && bytes.Equal(got.Statement, body.Statement) {
				t.Fatalf("byte %d of the body says nothing", i)
			}
			err := w.nodes["EST"].db.Write(ctx, func(tx *db.Tx) error {
				if err := w.nodes["EST"].receive(tx, bad); err != nil {
					return err
				}
				held, err := bare(ctx, tx, ids.Live, a.ID)
				if err == nil && len(held.statements) == 0 {
					err = errs.New(errs.NotFound, "it waits for another agreement and does not count here")
				}
				return err
			})
			if err == nil || errs.KindOf(err) == errs.Internal {
				t.Errorf("with byte %d (%q) changed: %v", i, st.Body[i], err)
			}
		}
		if got := w.get("EST", a.ID); len(got.statements) > 0 {
			t.Errorf("EST holds %d statements", len(got.statements))
		}
		if err := w.deliver(st); err != nil {
			t.Errorf("the true statement is refused: %v", err)
		}
		if got := w.get("EST", a.ID).Signatures(start); !got[0].Signed || got[0].Party != "CZE" || got[1].Signed || got[2].Signed {
			t.Errorf("signatures are %+v", got)
		}
	})
}

func TestStatementWaitsForItsInstrument(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		hub := w.nodes["HUB"]
		a := w.must(hub.Draft(ctx, w.director("HUB"), NewDraft{Realm: ids.Live, Template: "multilateral-exchange", Title: "Exchange", Parties: []ids.Party{"CZE", "EST"}}))
		early := []ledger.Statement{
			// The same words as CZE's, brought first by another under another key.
			stated(t, "LVA", "EST", about(a, "CZE", actSign, start), sign.NewKey()),
			// CZE's own words and signature, brought by one who may not hand them on.
			stated(t, "LVA", "EST", about(a, "CZE", actSuspend, start.Add(time.Hour)), w.officeKey("CZE", "director")),
			stated(t, "CZE", "EST", about(a, "CZE", actSign, start), w.officeKey("CZE", "director")),
			stated(t, "HUB", "EST", about(a, "HUB", actSign, start), w.officeKey("HUB", "director")),
			stated(t, "LVA", "EST", about(a, "CZE", actTerminate, start), sign.NewKey()), // does not verify
		}
		for range 2 {
			for _, st := range early {
				if err := w.deliver(st); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.wantStates(a.ID, "draft - -")
		if err := w.deliver(w.proposal(t, "EST", a.body)); err != nil {
			t.Fatal(err)
		}
		if got := w.get("EST", a.ID); len(got.statements) != 2 || got.StateAt(start) != Proposed {
			t.Errorf("EST holds %d statements and says %s", len(got.statements), got.StateAt(start))
		}
		w.must(w.nodes["EST"].Sign(ctx, w.director("EST"), ids.Live, a.ID, "", ""))
		if got := w.get("EST", a.ID).StateAt(start); got != InForce {
			t.Errorf("after its own signature EST says %s", got)
		}
		left := 0
		if err := w.nodes["EST"].db.Read(ctx, func(tx *db.Tx) (err error) {
			left, err = db.Value[int](ctx, tx, `SELECT count(*) FROM agreement_waiting`)
			return err
		}); err != nil || left != 0 {
			t.Errorf("%d statements still wait, %v", left, err)
		}
	})
}

// One peer that floods the waiting room takes no place from another.
func TestWaitingRoomIsBoundedByPeer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite, []ids.Party{"HUB", "CZE"})
	key := sign.NewKey()
	junk := func() ledger.Statement {
		return stated(t, "LVA", "CZE", Statement{V: 2, By: "Ada", Agreement: ids.New(), Act: actSign, Party: "HUB", Office: "director", At: start}, key)
	}
	err := w.nodes["CZE"].db.Write(ctx, func(tx *db.Tx) error {
		for range maxWaiting {
			if err := w.nodes["CZE"].receive(tx, junk()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, w.deliver(junk()), errs.NotFound, "there is no agreement")
	a := w.must(w.nodes["HUB"].Draft(ctx, w.director("HUB"), NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: "Exchange", Parties: []ids.Party{"CZE"}}))
	if err := w.deliver(stated(t, "HUB", "CZE", about(a, "HUB", actSign, start), w.officeKey("HUB", "director"))); err != nil {
		t.Errorf("the statement of an honest peer found no place: %v", err)
	}
}

// What a node journals on intake goes to nobody but those who lack it.
func TestOnlyTheDepositaryHandsOn(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		a := w.proposed("multilateral-exchange")
		st := stated(t, "CZE", "EST", about(a, "CZE", actSign, start), w.officeKey("CZE", "director"))
		if err := w.deliver(st); err != nil {
			t.Fatal(err)
		}
		if got := w.post("EST"); len(got) != 0 {
			t.Errorf("EST, not the depositary, hands on %v", got)
		}
		st.To = "HUB"
		for range 3 {
			if err := w.deliver(st); err != nil {
				t.Fatal(err)
			}
		}
		got := w.post("HUB")
		if len(got) != 1 || got[0].To != "EST" || got[0].Kind != "agreement.signed" {
			t.Errorf("the depositary hands on %v", got)
		}
	})
}
