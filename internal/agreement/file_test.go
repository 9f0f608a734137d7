package agreement

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/policy"
)

func (w *world) export(p ids.Party, id string) []byte {
	w.t.Helper()
	b, err := w.nodes[p].Export(ctx, w.director(p).In(ids.Live), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func TestAFileProvesWhatWasSigned(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE", "EST"}, func(t *testing.T, w *world) {
		a := w.proposed("multilateral-exchange")
		v, err := VerifyFile(w.export("HUB", a.ID), w.nodes["HUB"].clock.Now())
		if err != nil || v.State != Proposed || len(v.Stated) != 0 {
			t.Errorf("nobody has signed: %+v, %v", v, err)
		}
		for _, p := range []ids.Party{"HUB", "CZE", "EST"} {
			w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, a.ID, "", ""))
			w.settle()
			w.advance(time.Minute)
		}
		signed := w.nodes["HUB"].clock.Now()
		w.advance(24 * time.Hour)
		w.rotate("CZE")
		w.tell("CZE", "HUB")
		w.tell("CZE", "EST")
		w.advance(time.Hour)
		w.must(w.nodes["CZE"].Suspend(ctx, w.director("CZE"), ids.Live, a.ID, "an audit is due"))
		w.settle()

		b := w.export("HUB", a.ID)
		for _, p := range []ids.Party{"CZE", "EST"} {
			if !bytes.Equal(b, w.export(p, a.ID)) {
				t.Errorf("%s gives another file of the same agreement", p)
			}
		}
		for _, c := range []struct {
			what string
			at   time.Time
			want State
		}{
			{"before it was proposed", start.Add(-time.Minute), Draft}, {"before anybody signed", a.Created, Proposed}, {"when all had signed", signed, InForce}, {"after the suspension", w.nodes["HUB"].clock.Now(), Suspended},
		} {
			v, err := VerifyFile(b, c.at)
			if err != nil || v.State != c.want {
				t.Errorf("%s it is %q, %v; want %q", c.what, v.State, err, c.want)
			}
		}
		v, err = VerifyFile(b, w.nodes["HUB"].clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if v.Digest != a.DigestText() || len(v.Parties) != 3 || len(v.Stated) != 4 {
			t.Errorf("%+v", v)
		}
		last := v.Stated[3]
		if last.Act != actSuspend || last.Reason != "an audit is due" || last.Retired != nil {
			t.Errorf("the last statement: %+v", last)
		}
		for _, s := range v.Stated[:3] {
			if (s.Party == "CZE") != (s.Retired != nil) || s.Party == "CZE" && s.Key == last.Key {
				t.Errorf("%s signed by %s, retired %v", s.Party, s.Key, s.Retired)
			}
		}
		text := strings.Join(v.Lines(), "\n")
		for _, want := range []string{"verifies: Exchange", "it is suspended", "EST (Party EST) has signed", "an audit is due", "this key was replaced at"} {
			if !strings.Contains(text, want) {
				t.Errorf("the lines do not say %q:\n%s", want, text)
			}
		}
	})
}

// short makes an agreement in force of the shortest generation, so that a test
// can look at each byte of its file.
func (w *world) short() Agreement {
	w.t.Helper()
	g := clause.Generation{V: 1, Template: "short", Number: 1, Languages: []string{"en"}, Title: clause.Text{"en": "Short"}, Summary: clause.Text{"en": "Short"},
		Parameters: []clause.Parameter{{Name: "ceiling", Type: "tlp", Help: clause.Text{"en": "Ceiling"}, Default: "green"}},
		Clauses: []clause.Clause{{ID: "1", Title: clause.Text{"en": "Ceiling"}, Text: clause.Text{"en": "Up to TLP:{ceiling}."},
			Provisions: []clause.Provision{{ID: "1.1", Kind: policy.Ceiling, Takes: []string{"tlp=ceiling"}}}}}}
	body, digest, err := g.Seal()
	if err != nil {
		w.t.Fatal(err)
	}
	hub := w.nodes["HUB"]
	if err := hub.db.Write(ctx, func(tx *db.Tx) error { _, err := hub.templates.Remember(ctx, tx, body); return err }); err != nil {
		w.t.Fatal(err)
	}
	a := w.must(hub.Draft(ctx, w.director("HUB"), NewDraft{Realm: ids.Live, Generation: digest, Title: "Short", Parties: []ids.Party{"CZE"}}))
	w.must(hub.Propose(ctx, w.director("HUB"), ids.Live, a.ID))
	w.settle()
	w.signed(a.ID)
	w.wantStates(a.ID, "in-force in-force")
	return a
}

func TestAFileShowsEveryChangedByte(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite, []ids.Party{"HUB", "CZE"}) // a file is the same from either engine
	a := w.short()
	w.advance(time.Hour)
	w.rotate("CZE")
	w.tell("CZE", "HUB")
	w.must(w.nodes["CZE"].Suspend(ctx, w.director("CZE"), ids.Live, a.ID, "why"))
	w.settle()
	b, now := w.export("HUB", a.ID), w.nodes["HUB"].clock.Now()
	if _, err := VerifyFile(b, now); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		changed := bytes.Clone(b)
		changed[i] ^= 1
		if _, err := VerifyFile(changed, now); err == nil {
			t.Fatalf("byte %d, %q for %q, is not seen", i, changed[i], b[i])
		}
	}
	for what, changed := range map[string][]byte{
		"cut short": b[:len(b)-1], "with something behind it": append(bytes.Clone(b), '\n'), "reformatted": bytes.Replace(b, []byte(`,"digest"`), []byte(`, "digest"`), 1), "empty": nil,
	} {
		if _, err := VerifyFile(changed, now); err == nil {
			t.Errorf("a file %s verifies", what)
		}
	}
}

func TestAFileIsForWhoMayReadTheAgreement(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"HUB", "CZE"}, func(t *testing.T, w *world) {
		a := w.inForce("bilateral-exchange")
		hub := w.nodes["HUB"]
		_, err := hub.Export(ctx, person("HUB").In(ids.Live), a.ID)
		wantKind(t, err, errs.Denied, "agreement.read")
		_, err = hub.Export(ctx, person("HUB", authz.Director).In("01a20b30-99c1-70b9-809c-8042addc21cf"), a.ID)
		wantKind(t, err, errs.NotFound, "there is no agreement")
	})
}
