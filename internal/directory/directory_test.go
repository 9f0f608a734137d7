package directory

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
)

func TestAnEntryReachesEveryNode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		want := w.save("CZE", whole("CZE")).Entry
		w.settle()
		for _, at := range []ids.Party{"HUB", "EST"} {
			v := w.get(at, "CZE")
			if diff := cmp.Diff(want, v.Entry); diff != "" {
				t.Errorf("at %s: %s", at, diff)
			}
			if v.Via != map[ids.Party]ids.Party{"HUB": "CZE", "EST": "HUB"}[at] {
				t.Errorf("%s has it by %s", at, v.Via)
			}
		}
		later := whole("CZE")
		later.Team.Host = "Ministry"
		w.save("CZE", later)
		w.settle()
		if got := w.get("EST", "CZE").Entry.Team.Host; got != "Ministry" {
			t.Errorf("EST has host %q", got)
		}
		if len(w.refused) > 0 {
			t.Error(w.refused)
		}
	})
}

// TestSecondPerson is SECURITY 108: the number for emergencies changes by two persons.
func TestSecondPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		cze := w.nodes["CZE"]
		first := w.save("CZE", whole("CZE")).Entry
		for name, change := range map[string]func(*Said){
			"number":  func(s *Said) { s.Contacts[1].Channels[0].Address = "+420 541 999 999" },
			"order":   func(s *Said) { c := s.Contacts[1].Channels; c[0], c[1] = c[1], c[0] },
			"purpose": func(s *Said) { s.Contacts[1].Purpose = General },
			"removed": func(s *Said) { *s = without(*s) },
			"added": func(s *Said) {
				s.Contacts = append(s.Contacts, Contact{ID: "x", Name: "X", Purpose: Emergency, Channels: []Channel{{Medium: Other, Address: "x"}}})
			},
		} {
			said := whole("CZE")
			change(&said)
			if out := w.save("CZE", said); out.Proposal == nil || out.Entry.Serial != first.Serial {
				t.Errorf("%s: it was signed by one person", name)
			}
		}
		said := whole("CZE")
		said.Contacts[1].Channels[0].Address = "+420 541 999 999"
		p := w.save("CZE", said).Proposal
		w.settle()
		if got := w.get("HUB", "CZE").Entry.Contacts[1].Channels[0].Address; got != "+420 541 000 000" {
			t.Errorf("HUB has %s before the second person", got)
		}
		_, err := cze.Confirm(ctx, person("CZE", "Ada"), p.ID)
		wantKind(t, err, errs.Denied)
		_, err = cze.Confirm(ctx, person("CZE", "Bob"), ids.New())
		wantKind(t, err, errs.NotFound)
		_, err = cze.Confirm(ctx, person("CZE", "Bob"), p.ID)
		w.must(err)
		w.settle()
		if got := w.get("EST", "CZE").Entry.Contacts[1].Channels[0].Address; got != "+420 541 999 999" {
			t.Errorf("EST has %s after the second person", got)
		}
		_, err = cze.Confirm(ctx, person("CZE", "Bob"), p.ID)
		wantKind(t, err, errs.NotFound)
	})
}

func TestSaveRefuses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		cze := w.nodes["CZE"]
		w.save("CZE", whole("CZE"))
		_, err := cze.Save(ctx, person("CZE", "Ada"), 0, whole("CZE"))
		wantKind(t, err, errs.Conflict)
		_, err = cze.Save(ctx, cze.reader(), 0, whole("CZE"))
		wantKind(t, err, errs.Denied)
		p := func() Said { s := whole("CZE"); s.Contacts[1].Name = "Night"; return s }()
		id := w.save("CZE", p).Proposal.ID
		s := whole("CZE")
		s.Team.Host = "Ministry"
		w.save("CZE", s) // drops what was made from the entry before
		_, err = cze.Confirm(ctx, person("CZE", "Bob"), id)
		wantKind(t, err, errs.NotFound)
		id = w.save("CZE", p).Proposal.ID
		w.must(cze.Refuse(ctx, person("CZE", "Bob"), id))
		if x, err := cze.Waiting(ctx, person("CZE", "Ada").In(ids.Live)); err != nil || x != nil {
			t.Errorf("%v, %v", x, err)
		}
	})
}

// TestForgedEntries shows HUB statements that only the pinned key of CZE could make.
func TestForgedEntries(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		cze, hub, est := w.nodes["CZE"], w.nodes["HUB"], w.nodes["EST"]
		w.save("CZE", whole("CZE"))
		w.settle()
		before := w.get("HUB", "CZE").Entry
		entry := func(party ids.Party, serial int64, key sign.Key) []byte {
			h, err := seal(Entry{V: 1, Party: party, Serial: serial, At: start, Said: whole(party)}, key)
			w.must(err)
			return h.bytes
		}
		body := func(document, card []byte) []byte {
			b, err := strictjson.Marshal(entryBody{Document: document, Card: card})
			w.must(err)
			return b
		}
		high := before.Serial + 10
		good := entry("CZE", high, cze.c.Key)
		for name, c := range map[string]struct {
			to   *node
			from ids.Party
			body []byte
			kind errs.Kind
		}{
			"another party's entry under one's own key": {hub, "EST", body(entry("CZE", high, est.c.Key), nil), errs.Denied},
			"under one's own key with one's own card":   {hub, "EST", body(entry("CZE", high, est.c.Key), w.card(est)), errs.Denied},
			"of the receiver":                           {hub, "CZE", body(entry("HUB", high, hub.c.Key), nil), errs.Denied},
			"of a stranger without a card":              {hub, "EST", body(entry("FRA", high, est.c.Key), nil), errs.NotFound},
			"of a stranger with another's card":         {hub, "EST", body(entry("FRA", high, est.c.Key), w.card(cze)), errs.Invalid},
			"one letter changed":                        {hub, "CZE", body([]byte(strings.Replace(string(good), "Agency", "Agenca", 1)), nil), errs.Denied},
			"not canonical":                             {hub, "CZE", []byte(`{"document":` + strings.Replace(string(good), `"entry":{`, `"entry":{ `, 1) + `}`), errs.Invalid},
			"an unknown member":                         {hub, "CZE", body([]byte(strings.Replace(string(good), `"at":`, `"asns":1,"at":`, 1)), nil), errs.Invalid},
			"a list that is null":                       {hub, "CZE", body([]byte(strings.Replace(string(good), `"sectors":["energy"]`, `"sectors":null`, 1)), nil), errs.Invalid},
			"no body":                                   {hub, "CZE", []byte(`{}`), errs.Invalid},
		} {
			_, err := w.deliver(c.to, ledger.Statement{V: 1, ID: ids.New(), Realm: ids.Live, From: c.from, To: c.to.c.Party, Kind: kindEntry, Body: c.body})
			if !errs.Is(err, c.kind) {
				t.Errorf("%s: got %v, want %s", name, err, c.kind)
			}
		}
		_, err := w.deliver(hub, ledger.Statement{V: 1, ID: ids.New(), Realm: "ex-1", From: "CZE", To: "HUB", Kind: kindEntry, Body: body(good, nil)})
		wantKind(t, err, errs.Denied)
		if diff := cmp.Diff(before, w.get("HUB", "CZE").Entry); diff != "" {
			t.Error(diff)
		}
	})
}

// TestTwoEntriesOfOneSerial has a node sign two futures: nobody chooses.
func TestTwoEntriesOfOneSerial(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		cze := w.nodes["CZE"]
		e := w.save("CZE", whole("CZE")).Entry
		w.settle()
		other := e
		other.Team.Host = "Somebody else"
		h, err := seal(other, cze.c.Key)
		w.must(err)
		b, err := strictjson.Marshal(entryBody{Document: h.bytes})
		w.must(err)
		for range 2 {
			out, err := w.deliver(w.nodes["HUB"], ledger.Statement{V: 1, ID: ids.New(), Realm: ids.Live, From: "CZE", To: "HUB", Kind: kindEntry, Body: b})
			w.must(err)
			if out.Outcome != ledger.Refused {
				t.Errorf("it was %s", out.Outcome)
			}
		}
		v := w.get("HUB", "CZE")
		if v.Entry.Team.Host != "Agency" || len(v.Conflicts) != 1 || w.journaled("HUB", "directory.conflict-found") != 1 {
			t.Errorf("host %q, %d conflicts", v.Entry.Team.Host, len(v.Conflicts))
		}
		later := whole("CZE")
		later.Team.Host = "Ministry"
		w.save("CZE", later)
		w.settle()
		if got := w.get("HUB", "CZE").Entry.Team.Host; got != "Ministry" {
			t.Errorf("a later entry does not settle it: %q", got)
		}
	})
}

// TestAnOldEntryChangesNothing replays an earlier statement.
func TestAnOldEntryChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.save("CZE", whole("CZE"))
		old := w.post("CZE", w.nodes["CZE"])
		later := whole("CZE")
		later.Team.Host = "Ministry"
		w.save("CZE", later)
		w.settle()
		for _, st := range old {
			_, err := w.deliver(w.nodes["HUB"], st)
			w.must(err)
		}
		if got := w.get("HUB", "CZE").Entry.Team.Host; got != "Ministry" {
			t.Errorf("host %q", got)
		}
	})
}

// TestANewPeerIsToldWhatItMissed joins EST late.
func TestANewPeerIsToldWhatItMissed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		est := w.nodes["EST"]
		delete(w.nodes, "EST")
		w.save("CZE", whole("CZE"))
		w.settle()
		w.nodes["EST"] = est
		hub := w.nodes["HUB"]
		w.must(hub.db.Write(ctx, func(tx *db.Tx) error { return hub.Tell(ctx, tx, "EST") }))
		w.settle()
		v := w.get("EST", "CZE")
		if v.Entry.Team.Name != "CERT of CZE" || v.Party.Trust != "introduced" || v.Party.Via != "HUB" {
			t.Errorf("%q %s by %s", v.Entry.Team.Name, v.Party.Trust, v.Party.Via)
		}
	})
}
