package exercise

import (
	"context"
	"slices"
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
	"entente/internal/clause"
	"entente/internal/federation"
	"entente/internal/matter"
	"entente/internal/policy"
)

// world is three nodes under one memorandum, which carry nothing by themselves.
type world struct {
	t      *testing.T
	nodes  map[ids.Party]*Service
	posted map[ids.Party]int64
	bound  bool // the memorandum is in force
}

const agreement, provision = "0199a000-0000-7000-8000-000000000001", "11.2"

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{t: t, nodes: map[ids.Party]*Service{}, posted: map[ids.Party]int64{}, bound: true}
		for _, p := range []ids.Party{"HUB", "CZE", "EST"} {
			at := d // the hub's is the engine under test
			if p != "HUB" {
				at = dbtest.SQLite(t, clock.System{})
			}
			w.nodes[p] = New(Config{DB: at, Journal: journal.New(), Party: p, Bases: w.bases(p), Person: person})
		}
		f(t, w)
	})
}

func (w *world) bases(us ids.Party) func(context.Context, *db.Tx, ids.Realm, policy.Kind) ([]matter.Basis, error) {
	return func(_ context.Context, _ *db.Tx, _ ids.Realm, kind policy.Kind) ([]matter.Basis, error) {
		if !w.bound || kind != clause.Exercise {
			return nil, nil
		}
		others := slices.DeleteFunc([]ids.Party{"CZE", "EST", "HUB"}, func(p ids.Party) bool { return p == us })
		return []matter.Basis{{Agreement: agreement, Title: "Memorandum", Provision: clause.Provision{ID: provision, Kind: clause.Exercise}, Parties: others}}, nil
	}
}

func person(_ context.Context, _ *db.Tx, name string) (id, display string, roles []authz.Role, err error) {
	if name == "nobody" {
		return "", "", nil, errs.New(errs.NotFound, "no person of this node signs in as %q", name)
	}
	return "id-" + name, name, []authz.Role{authz.Director, authz.Admin}, nil
}

func who(p ids.Party, name string) authz.Actor {
	return authz.Person(p, "id-"+name, name, "test", "", authz.Grants(authz.Director))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// settle carries what was said for others.
func (w *world) settle() {
	w.t.Helper()
	for from, s := range w.nodes {
		var all []journal.Entry
		w.must(s.c.DB.Read(w.t.Context(), func(tx *db.Tx) (err error) {
			all, err = journal.List(w.t.Context(), tx, authz.System(from, "test", authz.JournalRead).In(ids.Live), journal.Filter{After: w.posted[from], Limit: 1000})
			return err
		}))
		for _, e := range all {
			w.posted[from] = e.Seq
			for _, to := range e.Audience {
				w.must(w.deliver(to, ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: from, To: to, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body}))
			}
		}
	}
}

func (w *world) deliver(to ids.Party, st ledger.Statement) error {
	s := w.nodes[to]
	return s.c.DB.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := s.Kinds()[st.Kind].Receive(w.t.Context(), tx, federation.Inbound{Statement: st})
		return err
	})
}

func (w *world) want(p ids.Party, id string, state State) Exercise {
	w.t.Helper()
	e, err := w.nodes[p].Get(w.t.Context(), who(p, "ada").In(ids.Live), id)
	w.must(err)
	if e.State != state {
		w.t.Errorf("at %s the exercise is %s, not %s", p, e.State, state)
	}
	return e
}

func (w *world) propose(parties ...ids.Party) string {
	w.t.Helper()
	now := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	e, err := w.nodes["HUB"].Propose(w.t.Context(), who("HUB", "ada"), ids.Live, NewExercise{Name: "Coalition", Parties: parties, Agreement: agreement, Provision: provision, Starts: now, Ends: now.Add(time.Hour)})
	w.must(err)
	return e.ID
}

// open goes on to where CZE and EST are invited.
func (w *world) open() string {
	w.t.Helper()
	ctx, hub, id := w.t.Context(), w.nodes["HUB"], w.propose("CZE", "EST")
	_, err := hub.Confirm(ctx, who("HUB", "grace"), ids.Live, id)
	w.must(err)
	w.must(hub.Opened(ctx, id, sign.NewKey().Public()))
	for _, p := range []ids.Party{"CZE", "EST"} {
		w.must(hub.InvitedBy(ctx, id, p, "invitation to "+string(p)))
	}
	w.settle()
	return id
}

func (w *world) kind(err error, k errs.Kind) {
	w.t.Helper()
	if !errs.Is(err, k) {
		w.t.Errorf("got %v, want an error of kind %v", err, k)
	}
}

func TestTwoPersonsCreateAndTwoJoin(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, hub, cze := t.Context(), w.nodes["HUB"], w.nodes["CZE"]
		id := w.propose("CZE", "EST")
		_, err := hub.Confirm(ctx, who("HUB", "ada"), ids.Live, id)
		w.kind(err, errs.Conflict)
		w.want("HUB", id, Proposed)
		_, err = hub.Confirm(ctx, who("HUB", "grace"), ids.Live, id)
		w.must(err)
		if e := w.want("HUB", id, Opening); len(e.Members) != 2 || e.Members[0].Cell != Excon || slices.Contains(e.Members[0].Roles, authz.Admin) {
			t.Errorf("control is %+v", e.Members)
		}
		w.must(hub.Opened(ctx, id, sign.NewKey().Public()))
		for _, p := range []ids.Party{"CZE", "EST"} {
			w.must(hub.InvitedBy(ctx, id, p, "invitation to "+string(p)))
		}
		w.settle()
		if e := w.want("CZE", id, Invited); e.Invitation != "" {
			t.Error("a person is shown the invitation")
		}
		_, err = cze.Accept(ctx, who("CZE", "jan"), ids.Live, id)
		w.must(err)
		_, err = cze.Confirm(ctx, who("CZE", "jan"), ids.Live, id)
		w.kind(err, errs.Conflict)
		_, err = cze.Confirm(ctx, who("CZE", "eva"), ids.Live, id)
		w.must(err)
		w.must(cze.Opened(ctx, id, sign.NewKey().Public()))
		w.must(cze.Joined(ctx, id, sign.NewKey().Public()))
		_, err = w.nodes["EST"].Decline(ctx, who("EST", "mari"), ids.Live, id, "no people at that time")
		w.must(err)
		w.settle()
		e := w.want("HUB", id, Open)
		if !e.Answers[0].Joined() || e.Answers[1].State != hasNot || e.Answers[1].Reason != "no people at that time" {
			t.Errorf("the answers are %+v", e.Answers)
		}
		_, err = hub.InviteAgain(ctx, who("HUB", "ada"), ids.Live, id, "EST")
		w.must(err)
		w.must(hub.InvitedBy(ctx, id, "EST", "another invitation"))
		w.settle()
		w.want("EST", id, Invited)
		_, err = hub.Seal(ctx, who("HUB", "ada"), ids.Live, id, "played to its end")
		w.must(err)
		w.must(hub.Archived(ctx, id, "ab"))
		w.settle()
		w.want("HUB", id, Sealed)
		w.want("CZE", id, Sealing)
		w.want("EST", id, Withdrawn)
	})
}

func TestAnExerciseRestsOnAProvisionInForce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, hub := t.Context(), w.nodes["HUB"]
		_, err := hub.Propose(ctx, who("HUB", "ada"), ids.Live, NewExercise{Name: "x", Parties: []ids.Party{"LVA"}, Agreement: agreement, Provision: provision, Starts: time.Now(), Ends: time.Now().Add(time.Hour)})
		w.kind(err, errs.Denied)
		id := w.propose("CZE")
		w.bound = false // it was suspended meanwhile
		_, err = hub.Confirm(ctx, who("HUB", "grace"), ids.Live, id)
		w.kind(err, errs.Denied)
		w.want("HUB", id, Proposed)
		alone := w.propose()
		_, err = hub.Confirm(ctx, who("HUB", "grace"), ids.Live, alone)
		w.must(err)
	})
}

// TestWhatPeersMayNotSay offers what no honest node would.
func TestWhatPeersMayNotSay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.open()
		known := w.want("CZE", id, Invited)
		say := func(from, to ids.Party, kind, body string) error {
			return w.deliver(to, ledger.Statement{V: 1, ID: ids.New(), Realm: ids.Live, From: from, To: to, At: time.Now(), Kind: kind, About: id, Body: []byte(body)})
		}
		terms := func(name string, director ids.Party) string {
			return `{"terms":{"v":1,"id":"` + id + `","name":"` + name + `","purpose":"","director":"` + string(director) + `","parties":["CZE","EST"],"simulated":[],"agreement":"` + agreement + `","provision":"` + provision + `","starts":"2026-11-29T08:00:00Z","ends":"2026-11-29T09:00:00Z"},"invitation":"x"}`
		}
		w.kind(say("EST", "CZE", kindInvited, terms("Coalition", "HUB")), errs.Denied) // not by its director
		w.kind(say("HUB", "CZE", kindInvited, terms("Another", "HUB")), errs.Conflict) // with other terms
		w.kind(say("EST", "CZE", kindSealed, `{"exercise":"`+id+`","archive":"","reason":""}`), errs.Denied)
		w.kind(say("EST", "CZE", kindJoined, `{"exercise":"`+id+`"}`), errs.Denied)  // to who does not conduct it
		w.kind(say("CZE", "HUB", kindJoined, `{"exercise":"`+id+`"}`), errs.Invalid) // without a key
		w.kind(say("CZE", "HUB", kindJoined, `{"exercise":"`+ids.New()+`"}`), errs.NotFound)
		w.kind(say("CZE", "HUB", kindJoined, `{"exercise":"`+id+`","more":1}`), errs.Invalid)
		if now := w.want("CZE", id, Invited); now.Name != known.Name {
			t.Errorf("the exercise is %q now", now.Name)
		}
	})
}

func TestWhoEntersARealm(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, hub, id := t.Context(), w.nodes["HUB"], w.open()
		for _, m := range []Member{{Cell: "purple"}, {Cell: Blue}, {Cell: White, Roles: []authz.Role{authz.Admin}}, {Cell: White, Roles: []authz.Role{authz.Consumer}}} {
			_, err := hub.SetMember(ctx, who("HUB", "ada"), ids.Live, id, "jana", m)
			w.kind(err, errs.Invalid)
		}
		_, err := hub.SetMember(ctx, who("HUB", "ada"), ids.Live, id, "nobody", Member{Cell: White})
		w.kind(err, errs.NotFound)
		_, err = hub.SetMember(ctx, who("HUB", "ada"), ids.Live, id, "jana", Member{Cell: Blue, Team: "soc", Roles: []authz.Role{authz.Analyst}})
		w.must(err)
		_, m, err := hub.Entry(ctx, ids.Realm(id), "id-jana")
		w.must(err)
		for _, a := range []authz.Act{authz.ExercisePlan, authz.ExerciseRelease, authz.ExerciseConduct, authz.ExerciseGrade, authz.AgreementSign} {
			if slices.Contains(m.Acts(), a) {
				t.Errorf("a player may %s", a)
			}
		}
		if !slices.Contains(m.Acts(), authz.ExercisePlay) || !slices.Contains(m.Acts(), authz.IntelImport) {
			t.Errorf("a player may no more than %v", m.Acts())
		}
		reader := authz.Person("HUB", "id-jana", "jana", "test", "", authz.Grants(authz.Analyst))
		e, err := hub.Get(ctx, reader.In(ids.Live), id)
		w.must(err)
		if len(e.Members) != 1 {
			t.Errorf("a player is shown %d members", len(e.Members))
		}
		_, err = hub.Get(ctx, authz.Person("HUB", "id-other", "other", "test", "", authz.Grants(authz.Analyst)).In(ids.Live), id)
		w.kind(err, errs.NotFound)
		for realm, person := range map[ids.Realm]string{ids.Realm(id): "id-other", ids.Live: "id-jana", ids.Realm(ids.New()): "id-jana"} {
			_, _, err := hub.Entry(ctx, realm, person)
			w.kind(err, errs.NotFound)
		}
		_, err = hub.Seal(ctx, who("HUB", "ada"), ids.Live, id, "over")
		w.must(err)
		_, _, err = hub.Entry(ctx, ids.Realm(id), "id-jana")
		w.kind(err, errs.NotFound)
	})
}
