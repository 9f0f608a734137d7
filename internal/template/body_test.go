package template

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/federation"
	"entente/internal/party"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

type member struct {
	*Service
	clock  *clock.Fixed
	cursor int64
}

// body is HUB with CZE and EST, who have a link with HUB alone.
type body struct {
	t       *testing.T
	members map[ids.Party]*member
	refused []string
}

func each(t *testing.T, f func(t *testing.T, b *body)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &body{t: t, members: map[ids.Party]*member{}}
			for _, code := range []ids.Party{"HUB", "CZE", "EST"} {
				keys, err := sign.OpenRing(filepath.Join(t.TempDir(), "keys"))
				if err != nil {
					t.Fatal(err)
				}
				c := clock.NewFixed(start)
				d, j := open(t, c), journal.New()
				parties := party.New(party.Config{DB: d, Journal: j, Keys: keys, Party: code})
				if err := parties.Found(ctx, authz.System(code, "init", authz.SystemBootstrap), party.Founding{Name: "Party " + string(code), Kind: "nation", Offices: []party.NewOffice{{ID: "director", Name: "Director", Powers: []string{party.PowerSign}}}}); err != nil {
					t.Fatal(err)
				}
				b.members[code] = &member{Service: New(Config{DB: d, Journal: j, Parties: parties, Party: code}), clock: c}
			}
			for _, code := range []ids.Party{"CZE", "EST"} {
				b.introduce("HUB", code)
				b.introduce(code, "HUB")
			}
			f(t, b)
		})
	}
}

func (b *body) introduce(to, of ids.Party) {
	b.t.Helper()
	var card []byte
	from := b.members[of]
	if err := from.db.Read(ctx, func(tx *db.Tx) (err error) { card, err = from.parties.CardJSON(ctx, tx, of); return err }); err != nil {
		b.t.Fatal(err)
	}
	m := b.members[to]
	if err := m.db.Write(ctx, func(tx *db.Tx) error { return m.parties.Learn(ctx, tx, director(to), card, party.Invited, "") }); err != nil {
		b.t.Fatal(err)
	}
}

func director(p ids.Party) authz.Actor {
	return authz.Person(p, "p1", "Ada", "test", "", authz.Grants(authz.Director))
}

// settle carries what was said along the links with HUB until all is quiet.
func (b *body) settle() {
	b.t.Helper()
	for busy := true; busy; {
		busy = false
		for from, m := range b.members {
			var entries []journal.Entry
			if err := m.db.Read(ctx, func(tx *db.Tx) (err error) {
				entries, err = journal.List(ctx, tx, authz.System(from, "test", authz.JournalRead).In(ids.Live), journal.Filter{After: m.cursor, Limit: 1000})
				return err
			}); err != nil {
				b.t.Fatal(err)
			}
			for _, e := range entries {
				m.cursor = e.Seq
				for _, to := range e.Audience {
					if from == "HUB" || to == "HUB" {
						busy = true
						b.deliver(ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: from, To: to, At: e.At, Kind: e.Kind, Body: e.Body})
					}
				}
			}
		}
	}
	for _, m := range b.members {
		m.clock.Advance(time.Minute)
	}
}

func (b *body) deliver(st ledger.Statement) {
	b.t.Helper()
	m := b.members[st.To]
	if err := m.db.Write(ctx, func(tx *db.Tx) error {
		_, err := m.Kinds()[st.Kind].Receive(ctx, tx, federation.Inbound{Statement: st})
		return err
	}); err != nil {
		b.refused = append(b.refused, err.Error())
	}
}

func (b *body) states(id string) string {
	var out []string
	for _, code := range []ids.Party{"HUB", "CZE", "EST"} {
		d, err := b.members[code].Get(ctx, director(code).In(ids.Live), id)
		if err != nil {
			out = append(out, "-")
			continue
		}
		state, _ := d.State()
		out = append(out, string(state))
	}
	return strings.Join(out, " ")
}

// third is a third generation of the memorandum, drafted from the second.
func (b *body) third() Draft {
	b.t.Helper()
	all, err := Shipped()
	if err != nil {
		b.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(s Sealed) bool { return s.Template == "memorandum" && s.Number == 2 })
	g, digest, err := clause.Open(all[i].Bytes) // a copy of its own
	if err != nil {
		b.t.Fatal(err)
	}
	g.Number, g.Follows = g.Number+1, digest
	d, err := b.members["HUB"].SaveDraft(ctx, director("HUB"), ids.Live, Draft{Body: "Cyber Defence Committee", Members: []ids.Party{"CZE", "EST"}, Generation: g})
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

func TestShippedGenerationsAreSound(t *testing.T) {
	t.Parallel()
	all, err := Shipped()
	if err != nil || len(all) != 6 {
		t.Fatalf("%d generations, %v", len(all), err)
	}
	for _, g := range all {
		if len(g.Languages) != 3 {
			t.Errorf("%s %d is in %v", g.Template, g.Number, g.Languages)
		}
		if g.Template == "memorandum" && g.Number == 2 && g.Follows == "" {
			t.Error("the second generation does not name the first")
		}
	}
}

func TestABodyPublishesAGenerationWhenAllHaveApproved(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *body) {
		hub := b.members["HUB"]
		draft := b.third()
		b.settle()
		d, err := hub.Circulate(ctx, director("HUB"), ids.Live, draft.ID)
		if err != nil {
			t.Fatal(err)
		}
		b.settle()
		for i, code := range []ids.Party{"CZE", "HUB", "EST"} {
			if got := b.states(d.ID); got != "circulated circulated circulated" {
				t.Errorf("after %d approvals the states are %q", i, got)
			}
			if _, err := b.members[code].Approve(ctx, director(code), ids.Live, d.ID, ""); err != nil {
				t.Fatal(err)
			}
			b.settle()
		}
		if got := b.states(d.ID); got != "published published published" {
			t.Errorf("the states are %q", got)
		}
		for code, m := range b.members {
			all, err := m.List(ctx, director(code).In(ids.Live))
			if err != nil || len(all) != 7 || !slices.ContainsFunc(all, func(u Usable) bool { return u.Body == "Cyber Defence Committee" && u.Deed == d.ID }) {
				t.Errorf("%s can use %d generations, %v", code, len(all), err)
			}
		}
		if drafts, err := hub.Drafts(ctx, director("HUB").In(ids.Live)); err != nil || len(drafts) != 0 {
			t.Errorf("the draft is still there: %v, %v", drafts, err)
		}
		if _, err := hub.Object(ctx, director("HUB"), ids.Live, d.ID, "too late"); errs.KindOf(err) != errs.Conflict {
			t.Errorf("what was published is objected to: %v", err)
		}
		if len(b.refused) > 0 {
			t.Errorf("refused: %q", b.refused)
		}
	})
}

func TestOneObjectionEndsADeed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *body) {
		d, err := b.members["HUB"].Circulate(ctx, director("HUB"), ids.Live, b.third().ID)
		if err != nil {
			t.Fatal(err)
		}
		b.settle()
		if _, err := b.members["EST"].Object(ctx, director("EST"), ids.Live, d.ID, "clause 9 is not ours to promise"); err != nil {
			t.Fatal(err)
		}
		if _, err := b.members["CZE"].Withdraw(ctx, director("CZE"), ids.Live, d.ID); errs.KindOf(err) != errs.Denied {
			t.Errorf("another than the secretary withdraws it: %v", err)
		}
		b.settle()
		if got := b.states(d.ID); got != "objected objected objected" {
			t.Errorf("the states are %q", got)
		}
		if _, err := b.members["CZE"].Approve(ctx, director("CZE"), ids.Live, d.ID, ""); errs.KindOf(err) != errs.Conflict {
			t.Errorf("what was objected to is approved: %v", err)
		}
	})
}

func TestADraftThatIsNotSoundStaysADraft(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *body) {
		hub := b.members["HUB"]
		d := b.third()
		d.Generation.Clauses[0].Text["fr"] = ""
		d, err := hub.SaveDraft(ctx, director("HUB"), ids.Live, d)
		if err != nil || d.Problem() == nil {
			t.Fatalf("it is saved as it is, with its problem: %v, %v", err, d.Problem())
		}
		if _, err := hub.Circulate(ctx, director("HUB"), ids.Live, d.ID); errs.KindOf(err) != errs.Invalid {
			t.Errorf("it is circulated: %v", err)
		}
		legal := authz.Person("HUB", "p2", "Eva", "test", "", authz.Grants(authz.Legal))
		if _, err := hub.Approve(ctx, legal, ids.Live, ids.New(), ""); errs.KindOf(err) != errs.Denied {
			t.Errorf("a legal adviser approves: %v", err)
		}
		if err := hub.DiscardDraft(ctx, legal, ids.Live, d.ID); err != nil {
			t.Error(err)
		}
		if _, err := hub.GetDraft(ctx, legal.In(ids.Live), d.ID); errs.KindOf(err) != errs.NotFound {
			t.Errorf("a discarded draft is still there: %v", err)
		}
	})
}

// Nobody approves for another.
func TestAnApprovalIsSignedByItsOwnOffice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *body) {
		d, err := b.members["HUB"].Circulate(ctx, director("HUB"), ids.Live, b.third().ID)
		if err != nil {
			t.Fatal(err)
		}
		b.settle()
		forged := Statement{V: 1, Deed: d.ID, Digest: d.Digest, Act: actApprove, Party: "CZE", Office: "director", By: "Ada", At: start}
		raw := mustMarshal(t, forged)
		key := sign.NewKey()
		b.deliver(ledger.Statement{V: 1, ID: ids.New(), Realm: ids.Live, From: "HUB", To: "EST", At: start, Kind: "template.approved", Body: mustMarshal(t, statementBody{Statement: raw, Signature: key.Sign(statementContext, raw)})})
		if len(b.refused) != 1 || !strings.Contains(b.refused[0], "does not verify") {
			t.Errorf("refused: %q", b.refused)
		}
		got, err := b.members["EST"].Get(ctx, director("EST").In(ids.Live), d.ID)
		if err != nil || got.Positions()[0].Approved {
			t.Errorf("EST counts it: %+v, %v", got.Positions(), err)
		}
	})
}

func mustMarshal(t *testing.T, v any) []byte {
	t.Helper()
	b, err := strictjson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
