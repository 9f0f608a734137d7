package assist

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/duty"
)

var same = cmp.Options{cmpopts.IgnoreUnexported(Case{}, Offered{}, Void{})}

// TestALifeOfARequest walks from the draft to the lessons, and looks at every node
// at the end: they hold the same case.
func TestALifeOfARequest(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST", "LVA"}, func(t *testing.T, w *world) {
		id := w.lodge("CZE", nil).ID
		state := func(at ids.Party, want State) {
			t.Helper()
			if got := w.get(at, id).State; got != want {
				t.Errorf("at %s it is %s, want %s", at, got, want)
			}
		}
		step := func(_ Case, err error) {
			t.Helper()
			w.Must(err)
			w.Advance(time.Minute)
			w.Settle()
		}
		state("EST", Lodging)
		step(w.at["HUB"].Acknowledge(ctx, person("HUB"), ids.Live, id, "we are at it"))
		state("CZE", Acknowledged)
		step(w.at["HUB"].Triage(ctx, person("HUB"), ids.Live, id, nil, 0, ""))
		state("CZE", Triaged)
		if tr := w.get("CZE", id).Triage; tr.Score != 76 || tr.Place != 1 || tr.Of != 1 { // 30·4 + 20·4 + 20·3 + 15·0 + 15·3, over 4
			t.Errorf("triage %+v", tr.Judged)
		}
		est := w.offer("EST", id, "EST-1", "EST-2")
		lva := w.offer("LVA", id, "LVA-3")
		w.Advance(time.Minute)
		w.Settle()
		state("HUB", OffersOpen)
		w.accept("CZE", id, est, "2")
		state("CZE", Accepting)
		w.accept("CZE", id, lva)
		w.Settle()
		state("HUB", Bound)
		if b := w.get("HUB", id).Board(w.Nodes["HUB"].Clock.Now()); b[0].Asked != 2 || b[0].Offered != 3 || b[0].Held != 2 || b[0].Missing != 0 {
			t.Errorf("board %+v", b)
		}
		step(w.at["EST"].Mobilise(ctx, person("EST"), ids.Live, id, est, nil, "by air"))
		state("LVA", Deploying)
		step(w.at["CZE"].Arrived(ctx, person("CZE"), ids.Live, id, est, nil, "Brno", ""))
		state("LVA", Active)
		step(w.at["CZE"].Note(ctx, person("CZE"), ids.Live, id, Note{Text: "Image the servers", To: "EST"}))
		task := w.get("EST", id).Tasks[0]
		step(w.at["EST"].Note(ctx, person("EST"), ids.Live, id, Note{Text: "imaged", Task: task.ID, Done: true}))
		now := w.Nodes["EST"].Clock.Now()
		step(w.at["EST"].Shift(ctx, person("EST"), ids.Live, id, Shift{Offer: est, Line: "2", From: now, To: now.Add(8 * time.Hour)}))
		step(w.at["CZE"].Register(ctx, person("CZE"), ids.Live, id, Evidence{ID: "E-1", What: "disk of server 4", SHA256: strings.Repeat("ab", 32), Where: "Brno, safe 2"}))
		step(w.at["CZE"].Hand(ctx, person("CZE"), ids.Live, id, Custody{Item: "E-1", Side: "given", Other: "EST", Where: "Brno"}))
		if e := w.get("HUB", id).Evidence[0]; !e.Broken || e.Holder != "CZE" {
			t.Errorf("given and not taken: %+v", e)
		}
		step(w.at["EST"].Hand(ctx, person("EST"), ids.Live, id, Custody{Item: "E-1", Side: "taken", Other: "CZE", Where: "Brno"}))
		if e := w.get("HUB", id).Evidence[0]; e.Broken || e.Holder != "EST" {
			t.Errorf("given and taken: %+v", e)
		}
		_, err := w.at["CZE"].Close(ctx, person("CZE"), ids.Live, id, "done")
		want(t, err, errs.Conflict, "still accepted or bound")
		step(w.at["EST"].HandOver(ctx, person("EST"), ids.Live, id, est, nil, "to the national team"))
		state("CZE", Handover)
		step(w.at["EST"].Demobilise(ctx, person("EST"), ids.Live, id, est, nil, "thanks"))
		step(w.at["LVA"].Demobilise(ctx, person("LVA"), ids.Live, id, lva, nil, "not needed any more"))
		state("CZE", Released)
		step(w.at["EST"].Unoffer(ctx, person("EST"), ids.Live, id, est, nil, "on leave"))
		state("CZE", Released)
		step(w.at["EST"].Cost(ctx, person("EST"), ids.Live, id, est, "EUR", []Rate{{Role: "r1", Multiplier: 150, Rate: 6000}}, ""))
		if k := w.get("CZE", id).Costs[0]; !k.Agrees || k.Lines[0] != (CostLine{Role: "r1", Minutes: 480, Multiplier: 150, Rate: 6000, Amount: 72000}) {
			t.Errorf("costs %+v", k)
		}
		step(w.at["CZE"].Close(ctx, person("CZE"), ids.Live, id, "restored"))
		c := w.get("CZE", id)
		if want := c.ClosedAt.Add(60 * day); !c.ReportDue.Equal(want) {
			t.Errorf("the report is due %s, want %s", c.ReportDue, want)
		}
		step(w.at["CZE"].Report(ctx, person("CZE"), ids.Live, id, "two examiners, eight hours"))
		step(w.at["LVA"].Learn(ctx, person("LVA"), ids.Live, id, Lesson{Text: "visas took long", Recommend: "agree on them before"}))
		state("EST", Reported)
		for _, p := range []ids.Party{"HUB", "EST", "LVA"} {
			if diff := cmp.Diff(w.get("CZE", id), w.get(p, id), same); diff != "" {
				t.Errorf("%s holds another case: %s", p, diff)
			}
		}
		if len(w.Refused) > 0 || len(w.get("CZE", id).Void) > 0 {
			t.Error(w.Refused, w.get("CZE", id).Void)
		}
		// Each nation's answer met its clock, which began when the request was lodged.
		all, err := w.duties["CZE"].Of(ctx, view("CZE"), w.Agreement, 400*day)
		w.Must(err)
		for _, o := range all {
			if state := o.StateAt(w.Nodes["CZE"].Clock.Now()); o.Owed != "HUB" && o.Caller == "CZE" && state != duty.InTime {
				t.Errorf("the duty of %s to answer is %s", o.Owed, state)
			}
		}
	})
}

func TestNothingIsLodgedThatIsNotAuthorisedByAnother(t *testing.T) {
	each(t, []ids.Party{"CZE"}, func(t *testing.T, w *world) {
		s := w.at["CZE"]
		d, err := s.Draft(ctx, person("CZE"), ids.Live, Request{Title: "Help"})
		w.Must(err)
		if !slices.Contains(d.Missing, "contact") {
			t.Errorf("missing %q", d.Missing)
		}
		_, err = s.Authorise(ctx, another("CZE"), ids.Live, d.ID, d.Version)
		want(t, err, errs.Invalid, "not complete")
		r := w.whole()
		r.Roles[0].Skills[0].Min = 9
		_, err = s.Change(ctx, person("CZE"), ids.Live, d.ID, d.Version, r)
		want(t, err, errs.Invalid, "level")
		_, err = s.Change(ctx, person("CZE"), ids.Live, d.ID, d.Version+1, w.whole())
		want(t, err, errs.Conflict, "meanwhile")
		d, err = s.Change(ctx, person("CZE"), ids.Live, d.ID, d.Version, w.whole())
		w.Must(err)
		_, err = s.Lodge(ctx, person("CZE"), ids.Live, d.ID, d.Version, Basis{})
		want(t, err, errs.Conflict, "authorised")
		_, err = s.Authorise(ctx, person("CZE"), ids.Live, d.ID, d.Version)
		want(t, err, errs.Denied, "another person")
		_, err = s.Authorise(ctx, authz.Person("CZE", "p3", "Eva", "test", "", authz.Grants(authz.Duty)), ids.Live, d.ID, d.Version)
		want(t, err, errs.Denied, "may not do")
		_, err = s.Return(ctx, another("CZE"), ids.Live, d.ID, d.Version, "")
		want(t, err, errs.Invalid, "say why")
		d, err = s.Return(ctx, another("CZE"), ids.Live, d.ID, d.Version, "ask for fewer")
		w.Must(err)
		d, err = s.Change(ctx, person("CZE"), ids.Live, d.ID, d.Version, w.whole())
		w.Must(err)
		d, err = s.Authorise(ctx, another("CZE"), ids.Live, d.ID, d.Version)
		w.Must(err)
		changed, err := s.Change(ctx, person("CZE"), ids.Live, d.ID, d.Version, w.whole())
		w.Must(err)
		if changed.State != Drafted || changed.Judge != "" {
			t.Errorf("an authorised draft that is changed is %+v", changed)
		}
		if n := len(w.Entries("HUB", 0)); n == 0 {
			t.Fatal("HUB has no journal")
		}
		for _, e := range w.Entries("CZE", 0) {
			if strings.HasPrefix(e.Kind, "assist.") && len(e.Audience) > 0 {
				t.Errorf("%s went to %s before anything was lodged", e.Kind, e.Audience)
			}
		}
	})
}

func TestGrounds(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		s := w.at["CZE"]
		try := func(change func(r *Request)) Ground {
			t.Helper()
			r := w.whole()
			change(&r)
			d, err := s.Draft(ctx, person("CZE"), ids.Live, r)
			w.Must(err)
			all, err := s.Grounds(ctx, view("CZE"), d.ID)
			w.Must(err)
			if len(all) != 1 {
				t.Fatalf("%d grounds", len(all))
			}
			return all[0]
		}
		if g := try(func(*Request) {}); !g.Chosen || g.Provision != "8.1" || !slices.Equal(g.To, []ids.Party{"EST", "HUB"}) || g.Within != "PT48H" {
			t.Errorf("got %+v", g)
		}
		if g := try(func(r *Request) { r.Audience = "directed" }); !g.Fits || !slices.Equal(g.To, []ids.Party{"HUB"}) {
			t.Errorf("directed: %+v", g)
		}
		for part, change := range map[string]func(r *Request){
			"does not grant: exercises": func(r *Request) { r.Services = []string{"forensics", "exercises"} },
			"does not bind FRA":         func(r *Request) { r.Audience, r.Named = "named", []ids.Party{"FRA"} },
			"ceiling is tlp:amber":      func(r *Request) { r.TLP = "amber+strict" },
			"no marking yet":            func(r *Request) { r.TLP = "" },
		} {
			if g := try(change); g.Fits || g.Chosen || !strings.Contains(g.why(), part) {
				t.Errorf("want %q, got %+v", part, g)
			}
		}
		d, err := s.Draft(ctx, person("CZE"), ids.Live, func() Request { r := w.whole(); r.Services = []string{"exercises"}; return r }())
		w.Must(err)
		d, err = s.Authorise(ctx, another("CZE"), ids.Live, d.ID, d.Version)
		w.Must(err)
		_, err = s.Lodge(ctx, person("CZE"), ids.Live, d.ID, d.Version, Basis{})
		want(t, err, errs.Denied, "does not grant")
		_, err = s.Lodge(ctx, person("CZE"), ids.Live, d.ID, d.Version, Basis{Agreement: w.Agreement, Provision: "5.1"})
		want(t, err, errs.NotFound, "5.1")
	})
}

// TestNobodyIsNamedBeforeAcceptance looks at every byte that any node has written
// into its journal: no name, employer or contact is in it, also after acceptance,
// when the cards go sealed to the party that asked.
func TestNobodyIsNamedBeforeAcceptance(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST", "LVA"}, func(t *testing.T, w *world) {
		id := w.lodge("CZE", nil).ID
		o := w.offer("EST", id, "EST-2", "EST-3")
		w.Settle()
		named := func(when string) {
			t.Helper()
			for p := range w.Nodes {
				for _, e := range w.Entries(p, 0) {
					for _, secret := range []string{"Jana", "Works of", "+420 600 100", "@example.org\"", "EST-2\"", "EST-3\""} {
						if strings.HasPrefix(e.Kind, "assist.") && strings.Contains(strings.ReplaceAll(string(e.Body), `"fallback":"duty@example.org"`, ""), secret) {
							t.Errorf("%s: %s at %s has %q", when, e.Kind, p, secret)
						}
					}
				}
			}
		}
		named("offered")
		if all, err := w.at["CZE"].People(ctx, view("CZE"), id); err != nil || len(all) != 0 {
			t.Errorf("before acceptance CZE knows %v, %v", all, err)
		}
		w.accept("CZE", id, o, "1")
		w.Settle()
		named("held")
		all, err := w.at["CZE"].People(ctx, view("CZE"), id)
		w.Must(err)
		if len(all) != 1 || all[0].Name != "Jana EST-2" || all[0].Line != "1" || all[0].Party != "EST" {
			t.Errorf("CZE is told %+v", all)
		}
		_, err = w.at["LVA"].People(ctx, view("LVA"), id)
		want(t, err, errs.Denied, "alone is told")
		c := w.get("HUB", id)
		if _, err := w.at["HUB"].seal.open(c.Offers[0].Cards[0].Sealed, sealInfo(id, "EST", o)); !errs.Is(err, errs.Denied) {
			t.Errorf("HUB opens the cards: %v", err)
		}
		if _, err := w.at["CZE"].seal.open(c.Offers[0].Cards[0].Sealed, sealInfo(id, "LVA", o)); !errs.Is(err, errs.Denied) {
			t.Errorf("the cards open in another place: %v", err)
		}
	})
}

// TestOneHolder: two parties accept the same person. In every order of arrival, and
// at the same moment, one has him and the other is told so.
func TestOneHolder(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST", "LVA"}, func(t *testing.T, w *world) {
		for name, arrive := range map[string]func(){
			"CZE first": func() { w.Cut["LVA"] = true; w.Settle(); delete(w.Cut, "LVA"); w.Settle() },
			"LVA first": func() { w.Cut["CZE"] = true; w.Settle(); delete(w.Cut, "CZE"); w.Settle() },
			"both":      w.Settle,
		} {
			cze, lva := w.lodge("CZE", nil).ID, w.lodge("LVA", nil).ID
			a, b := w.offer("EST", cze, "EST-1", "EST-4"), w.offer("EST", lva, "EST-1")
			w.Advance(time.Minute)
			w.Settle()
			w.accept("CZE", cze, a)
			w.accept("LVA", lva, b)
			arrive()
			one, other := w.get("CZE", cze), w.get("LVA", lva)
			got := []LineState{one.offer(a).Stand[0].State, other.offer(b).Stand[0].State}
			slices.Sort(got)
			if !slices.Equal(got, []LineState{LineDeclined, LineHeld}) || one.offer(a).Stand[1].State != LineHeld {
				t.Errorf("%s: CZE has %s, LVA has %s", name, lines(one, a), lines(other, b))
			}
			if told := other.offer(b).Stand[0]; name == "CZE first" && (told.State != LineDeclined || told.Text != "taken by another request") {
				t.Errorf("LVA is told more, or less, than that another request has the person: %+v", told)
			}
			for id, o := range map[string]string{cze: a, lva: b} {
				if held := in(w.get("EST", id), o, LineHeld); len(held) > 0 {
					_, err := w.at["EST"].Demobilise(ctx, person("EST"), ids.Live, id, o, held, "end")
					w.Must(err)
				}
			}
			w.Settle()
		}
	})
}

// TestOneHolderAtOnce lets acceptances of several requests of the same person come
// in at the same moment, in goroutines: the database lets one through.
func TestOneHolderAtOnce(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST", "LVA"}, func(t *testing.T, w *world) {
		type one struct {
			by        ids.Party
			id, offer string
		}
		var all []one
		for _, by := range []ids.Party{"CZE", "LVA", "CZE", "LVA", "CZE", "LVA"} {
			id := w.lodge(by, nil).ID
			all = append(all, one{by, id, w.offer("EST", id, "EST-1")})
		}
		w.Advance(time.Minute)
		w.Settle()
		w.Cut["EST"] = true
		for _, x := range all {
			w.accept(x.by, x.id, x.offer)
		}
		w.Settle()
		var wg sync.WaitGroup
		for _, st := range w.Waiting("EST") {
			wg.Go(func() {
				if err := w.Deliver(w.Nodes["EST"], st); err != nil {
					t.Errorf("%s was refused: %v", st.Kind, err)
				}
			})
		}
		wg.Wait()
		delete(w.Cut, "EST")
		w.Settle()
		held, declined := 0, 0
		for _, x := range all {
			switch s := lines(w.get(x.by, x.id), x.offer)[0]; s {
			case LineHeld:
				held++
			case LineDeclined:
				declined++
			default:
				t.Errorf("a line is %s", s)
			}
		}
		if held != 1 || declined != len(all)-1 {
			t.Errorf("%d hold the person, %d are declined", held, declined)
		}
	})
}

func TestAcceptanceAsAWhole(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		first := w.lodge("CZE", nil).ID
		o := w.offer("EST", first, "EST-1")
		second := w.lodge("CZE", nil).ID
		pair := w.offer("EST", second, "EST-1", "EST-2")
		w.Settle()
		w.accept("CZE", first, o)
		w.Settle()
		_, err := w.at["CZE"].Accept(ctx, person("CZE"), ids.Live, second, pair, nil, true, "both or none")
		w.Must(err)
		w.Settle()
		if got := lines(w.get("CZE", second), pair); !slices.Equal(got, []LineState{LineDeclined, LineDeclined}) {
			t.Errorf("all or none: %s", got)
		}
		w.Must(w.Nodes["EST"].DB.Read(ctx, func(tx *db.Tx) error {
			held, err := pool{"EST"}.holds(tx)
			if len(held) != 1 || held[0].expert != "EST-1" || held[0].matter != first {
				t.Errorf("held %+v", held)
			}
			return err
		}))
	})
}

func TestAnAcceptanceThatCannotBeAnsweredWaits(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		id := w.lodge("CZE", nil).ID
		o := w.offer("EST", id, "EST-1")
		w.Settle()
		w.Cut["EST"] = true
		w.accept("CZE", id, o)
		w.Settle()
		w.Advance(time.Minute)
		_, err := w.Nodes["EST"].Agreements.Suspend(ctx, person("EST"), ids.Live, w.Agreement, "for a test")
		w.Must(err)
		delete(w.Cut, "EST")
		w.Settle()
		if c := w.get("EST", id); !c.Part("EST").Awaits {
			t.Errorf("the acceptance does not wait: %+v, %s", c.Offers, w.Refused)
		}
		_, err = w.at["EST"].Carry(ctx, person("EST"), ids.Live, id)
		want(t, err, errs.Denied, "no agreement")
		_, err = w.Nodes["EST"].Agreements.Resume(ctx, person("EST"), ids.Live, w.Agreement)
		w.Must(err)
		w.Settle()
		w.Advance(time.Minute)
		_, err = w.at["EST"].Carry(ctx, person("EST"), ids.Live, id)
		w.Must(err)
		w.Settle()
		if got := lines(w.get("CZE", id), o); !slices.Equal(got, []LineState{LineHeld}) {
			t.Errorf("carried: %s", got)
		}
		_, err = w.at["EST"].Carry(ctx, person("EST"), ids.Live, id)
		want(t, err, errs.Conflict, "no acceptance waits")
	})
}

// TestAClockThatIsAhead: CZE's clock runs an hour ahead of EST's. What answers
// comes after what it answers all the same.
func TestAClockThatIsAhead(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		w.Nodes["CZE"].Clock.Advance(time.Hour)
		id := w.lodge("CZE", nil).ID
		o := w.offer("EST", id, "EST-1")
		w.Settle()
		w.accept("CZE", id, o)
		w.Settle()
		c := w.get("HUB", id)
		if got := lines(c, o); !slices.Equal(got, []LineState{LineHeld}) || len(c.Void) > 0 {
			t.Errorf("%s, void %+v", got, c.Void)
		}
	})
}

func TestARefusalByNationalLawMeetsTheDuty(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		id := w.lodge("CZE", nil).ID
		_, err := w.at["EST"].Decline(ctx, person("EST"), ids.Live, id, "", "Act on classified information, section 5")
		w.Must(err)
		w.Settle()
		c := w.get("CZE", id)
		a := c.answer("EST")
		if a.Answer != ActRefused || !strings.Contains(a.Law, "section 5") {
			t.Errorf("answer %+v", a)
		}
		all, err := w.duties["CZE"].Of(ctx, view("CZE"), w.Agreement, 400*day)
		w.Must(err)
		i := slices.IndexFunc(all, func(o duty.Obligation) bool { return o.Owed == "EST" && o.Caller == "CZE" })
		if i < 0 || all[i].StateAt(w.Nodes["CZE"].Clock.Now()) != duty.InTime {
			t.Errorf("EST's duty: %+v", all)
		}
		_, err = w.at["EST"].Decline(ctx, person("EST"), ids.Live, id, "", "once more")
		want(t, err, errs.Conflict, "before")
	})
}

func TestWhoIsInvitedLaterOwesAnAnswer(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		id := w.lodge("CZE", func(r *Request) { r.Audience = "directed" }).ID
		_, err := w.at["EST"].Get(ctx, view("EST"), id)
		want(t, err, errs.NotFound, "no such request")
		w.Advance(time.Hour)
		_, err = w.at["CZE"].Invite(ctx, person("CZE"), ids.Live, id, []ids.Party{"EST"}, "we need you")
		w.Must(err)
		w.Settle()
		c := w.get("EST", id)
		if a := c.answer("EST"); a == nil || a.Call == "" || !a.Due.Equal(a.Asked.Add(48*time.Hour)) {
			t.Errorf("asked %+v", a)
		}
		o := w.offer("EST", id, "EST-1")
		w.Settle()
		if diff := cmp.Diff(w.get("CZE", id), w.get("HUB", id), same); diff != "" || len(lines(w.get("CZE", id), o)) != 1 {
			t.Error(diff)
		}
	})
}

func TestWhatIsPendingIsNotYetReported(t *testing.T) {
	each(t, []ids.Party{"CZE"}, func(t *testing.T, w *world) {
		gone, kept := w.lodge("CZE", nil).ID, ""
		w.Advance(time.Second)
		kept = w.lodge("CZE", nil).ID
		expect := func(what string, want ...string) {
			t.Helper()
			for _, at := range []ids.Party{"CZE", "HUB"} {
				all, err := w.at[at].Pending(ctx, view(at))
				w.Must(err)
				var got []string
				for _, c := range all {
					got = append(got, c.ID)
					if diff := cmp.Diff(w.get(at, c.ID), c, same); diff != "" {
						t.Errorf("%s: %s", what, diff)
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s: at %s %q are pending, want %q", what, at, got, want)
				}
			}
		}
		expect("lodged", kept, gone)
		w.Advance(time.Second)
		_, err := w.at["CZE"].Withdraw(ctx, person("CZE"), ids.Live, gone, "not needed")
		w.Must(err)
		w.Settle()
		expect("one withdrawn", kept)
		w.Advance(time.Second)
		_, err = w.at["CZE"].Close(ctx, person("CZE"), ids.Live, kept, "restored")
		w.Must(err)
		w.Settle()
		expect("closed, its report due", kept)
		w.Advance(time.Second)
		_, err = w.at["CZE"].Report(ctx, person("CZE"), ids.Live, kept, "nobody came")
		w.Must(err)
		w.Settle()
		expect("reported")
		if all, err := w.at["HUB"].List(ctx, view("HUB")); err != nil || len(all) != 2 {
			t.Errorf("HUB lists %d, %v", len(all), err)
		}
	})
}

func TestADirectedRequestBindsWhomItIsFor(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST", "LVA"}, func(t *testing.T, w *world) {
		owed := func(at ids.Party) (out []string) {
			all, err := w.duties[at].Of(ctx, view(at), w.Agreement, 400*day)
			w.Must(err)
			for _, o := range all {
				if o.Call != "" {
					out = append(out, string(o.Owed)+" to "+string(o.Caller))
				}
			}
			slices.Sort(out)
			return out
		}
		expect := func(what string, by map[ids.Party][]string) {
			t.Helper()
			for p, want := range by {
				if got := owed(p); !slices.Equal(got, want) {
					t.Errorf("%s: at %s there are %q, want %q", what, p, got, want)
				}
			}
		}
		id := w.lodge("CZE", func(r *Request) { r.Audience = "directed" }).ID
		hub := []string{"HUB to CZE"}
		expect("directed", map[ids.Party][]string{"CZE": hub, "HUB": hub, "EST": nil, "LVA": nil})
		for _, p := range []ids.Party{"EST", "LVA"} {
			if all, err := w.at[p].List(ctx, view(p)); err != nil || len(all) > 0 {
				t.Errorf("%s lists %v, %v", p, all, err)
			}
		}
		w.Advance(time.Hour)
		_, err := w.at["CZE"].Invite(ctx, person("CZE"), ids.Live, id, []ids.Party{"EST"}, "we need you")
		w.Must(err)
		w.Settle()
		both := []string{"EST to CZE", "HUB to CZE"}
		expect("EST brought in", map[ids.Party][]string{"CZE": both, "HUB": both, "EST": {"EST to CZE"}, "LVA": nil})
		w.Advance(time.Hour)
		_, err = w.at["EST"].Decline(ctx, person("EST"), ids.Live, id, "", "")
		w.Must(err)
		_, err = w.at["HUB"].Decline(ctx, person("HUB"), ids.Live, id, "", "")
		w.Must(err)
		w.Settle()
		for _, at := range []ids.Party{"CZE", "HUB"} {
			all, err := w.duties[at].Of(ctx, view(at), w.Agreement, 400*day)
			w.Must(err)
			for _, o := range all {
				if o.Call != "" && o.StateAt(w.Nodes[at].Clock.Now()) != duty.InTime {
					t.Errorf("at %s the answer of %s is %s", at, o.Owed, o.StateAt(w.Nodes[at].Clock.Now()))
				}
			}
		}
		w.Advance(time.Hour)
		w.lodge("CZE", func(r *Request) { r.Audience, r.Named = "named", []ids.Party{"LVA"} })
		expect("named", map[ids.Party][]string{"EST": {"EST to CZE"}, "LVA": {"HUB to CZE", "LVA to CZE"}})
		w.Advance(time.Hour)
		w.lodge("CZE", nil)
		expect("to all", map[ids.Party][]string{"EST": {"EST to CZE", "EST to CZE", "HUB to CZE", "LVA to CZE"}})
		if len(w.Refused) > 0 {
			t.Error(w.Refused)
		}
	})
}

func TestACeilingHidesTheRequest(t *testing.T) {
	each(t, []ids.Party{"CZE"}, func(t *testing.T, w *world) {
		id := w.lodge("CZE", func(r *Request) { r.TLP = "amber" }).ID
		low := authz.Person("CZE", "p9", "Low", "test", "green", authz.Grants(authz.Duty)).In(ids.Live)
		_, err := w.at["CZE"].Get(ctx, low, id)
		want(t, err, errs.NotFound, "no such request")
		if all, err := w.at["CZE"].List(ctx, low); err != nil || len(all) != 0 {
			t.Errorf("listed %v, %v", all, err)
		}
		if all, err := w.at["CZE"].Drafts(ctx, low); err != nil || len(all) != 0 {
			t.Errorf("drafts %v, %v", all, err)
		}
		_, err = w.at["CZE"].Note(ctx, low.Actor(), ids.Live, id, Note{Text: "x"})
		want(t, err, errs.NotFound, "no such request")
		_, err = w.at["CZE"].Export(ctx, low, id)
		want(t, err, errs.NotFound, "no such request")
		_, err = w.at["CZE"].Get(ctx, authz.Viewer{}, id)
		want(t, err, errs.Denied, "realm")
	})
}
