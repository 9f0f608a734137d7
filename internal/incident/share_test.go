package incident

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/format/marking"
	"entente/internal/matter/mattertest"
)

var ctx = context.Background()

// room is a world whose nodes deal with incidents.
type room struct {
	*mattertest.World
	at  map[ids.Party]*Service
	met map[ids.Party]*[]Duty
}

func each(t *testing.T, nations []ids.Party, f func(t *testing.T, r *room)) {
	t.Helper()
	type built struct {
		s   *Service
		met *[]Duty
	}
	var all sync.Map // by node; both engines build at once
	mattertest.Each(t, nations, func(n *mattertest.Node) {
		b := built{met: new([]Duty)}
		b.s = New(Config{DB: n.DB, Journal: n.Journal, Matters: n.Matters, Party: n.Code, Met: func(_ context.Context, _ *db.Tx, _ authz.Actor, m Duty) error {
			*b.met = append(*b.met, m)
			return nil
		}})
		all.Store(n, b)
	}, func(t *testing.T, w *mattertest.World) {
		r := &room{World: w, at: map[ids.Party]*Service{}, met: map[ids.Party]*[]Duty{}}
		for code, n := range w.Nodes {
			b, _ := all.Load(n)
			r.at[code], r.met[code] = b.(built).s, b.(built).met
		}
		f(t, r)
	})
}

func duty(p ids.Party) authz.Actor { return mattertest.Person(p, authz.Duty) }

func (r *room) open(by ids.Party, tlp marking.TLP) View {
	r.T.Helper()
	now := r.Nodes[by].Clock.Now()
	v, err := r.at[by].Open(ctx, duty(by), ids.Live, tlp, Description{Title: "Ransomware at a hospital", Category: "malicious-code/infected-system", Aware: now.Add(-time.Hour)})
	r.Must(err)
	return v
}

func (r *room) share(by ids.Party, id string, entries []string, to ...ids.Party) (View, error) {
	return r.at[by].Share(ctx, duty(by), ids.Live, id, Sharing{Agreement: r.Agreement, Provision: "7.1", To: to, Entries: entries})
}

func (r *room) get(at ids.Party, id string) View {
	r.T.Helper()
	v, err := r.at[at].Get(ctx, duty(at).In(ids.Live), id)
	r.Must(err)
	return v
}

// lines is what a node shows of an incident.
func (r *room) lines(at ids.Party, id string) (out []string) {
	r.T.Helper()
	for _, e := range r.get(at, id).Entries {
		line := string(e.Party) + " " + e.Act
		if n, ok := e.Body.(*Note); ok {
			line += " " + n.Text
		}
		if e.Ours {
			line += " (ours)"
		}
		out = append(out, line)
	}
	return out
}

func want(t *testing.T, err error, kind errs.Kind, part string) {
	t.Helper()
	if !errs.Is(err, kind) || !strings.Contains(err.Error(), part) {
		t.Errorf("got %v, want %s with %q", err, kind, part)
	}
}

func refs(v View, act string) (out []string) {
	for _, e := range v.Entries {
		if e.Act == act {
			out = append(out, e.Ref)
		}
	}
	return out
}

func TestWhatIsOursDoesNotLeave(t *testing.T) {
	each(t, []ids.Party{"CZE"}, func(t *testing.T, r *room) {
		v := r.open("CZE", marking.Amber)
		cze := r.at["CZE"]
		_, err := cze.Note(ctx, duty("CZE"), ids.Live, v.ID, Words{}, Note{Text: "SECRET-NOTE"})
		r.Must(err)
		_, err = cze.Affect(ctx, duty("CZE"), ids.Live, v.ID, Words{}, Entity{Label: "Hospital A", Alias: true, Sector: "health"}, "SECRET-NAME")
		r.Must(err)
		v, err = cze.Note(ctx, duty("CZE"), ids.Live, v.ID, Words{}, Note{Text: "for all"})
		r.Must(err)
		for _, e := range r.Entries("CZE", 0) {
			if strings.HasPrefix(e.Kind, "incident.") && (len(e.Audience) > 0 || strings.Contains(string(e.Body), "SECRET")) {
				t.Errorf("%s has audience %v and says %s", e.Kind, e.Audience, e.Body)
			}
		}
		r.Advance(time.Minute)
		shared := append(refs(v, Affected), refs(v, Noted)[1])
		v, err = r.share("CZE", v.ID, shared, "HUB")
		r.Must(err)
		r.Settle()
		if diff := cmp.Diff([]string{"CZE opened", "CZE affected", "CZE noted for all"}, r.lines("HUB", v.ID)); diff != "" || len(r.Refused) > 0 {
			t.Error(diff, r.Refused)
		}
		if diff := cmp.Diff([]string{"CZE opened", "CZE noted SECRET-NOTE (ours)", "CZE affected", "CZE noted for all"}, r.lines("CZE", v.ID)); diff != "" {
			t.Error(diff)
		}
		for _, e := range r.Entries("CZE", 0) {
			if strings.HasPrefix(e.Kind, "incident.") && strings.Contains(string(e.Body), "SECRET") {
				t.Errorf("%s to %v says %s", e.Kind, e.Audience, e.Body)
			}
		}
		if got := r.get("CZE", v.ID).Names["Hospital A"]; got != "SECRET-NAME" {
			t.Errorf("our own people read the name %q", got)
		}
		if got := r.get("HUB", v.ID).Names; len(got) > 0 {
			t.Errorf("HUB knows names: %v", got)
		}
		// What was held back is given later, by a choice of its own.
		if _, err = cze.Disclose(ctx, duty("CZE"), ids.Live, v.ID, refs(r.get("CZE", v.ID), Noted)[:1]); err != nil {
			t.Fatal(err)
		}
		r.Settle()
		if got := r.lines("HUB", v.ID); !slices.Contains(got, "CZE noted SECRET-NOTE") {
			t.Errorf("HUB holds %q", got)
		}
	})
}

func TestALinkThatTellsWhatItLinksStaysOurs(t *testing.T) {
	each(t, []ids.Party{"CZE"}, func(t *testing.T, r *room) {
		cze := r.at["CZE"]
		address := Link{To: "object", ID: "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"} // whoever tries all addresses finds this one
		named := Link{To: "object", ID: "ipv4-addr--018f3b5e-0000-7000-8000-000000000005"}
		id := r.open("CZE", marking.Green).ID
		for _, l := range []Link{address, named} {
			_, err := cze.Link(ctx, duty("CZE"), ids.Live, id, Words{}, l)
			r.Must(err)
		}
		r.Advance(time.Minute)
		p, err := cze.Preview(ctx, duty("CZE").In(ids.Live), id, []ids.Party{"HUB"})
		r.Must(err)
		if len(p.Offers) != 1 || p.Offers[0].Body.(*Link).ID != named.ID {
			t.Errorf("what could go: %+v", p.Offers)
		}
		links := refs(r.get("CZE", id), Linked)
		_, err = r.share("CZE", id, links, "HUB")
		want(t, err, errs.Invalid, "1 of the chosen entries cannot go")
		_, err = r.share("CZE", id, links[1:], "HUB")
		r.Must(err)
		_, err = cze.Link(ctx, duty("CZE"), ids.Live, id, Words{}, address)
		want(t, err, errs.Denied, "made of its value")
		_, err = cze.Link(ctx, duty("CZE"), ids.Live, id, Words{}, Link{To: "object", ID: "x"})
		want(t, err, errs.Invalid, "not the id")
		_, err = cze.Link(ctx, duty("CZE"), ids.Live, id, Words{Ours: true}, address)
		r.Must(err)
		r.Settle()
		if got := r.get("HUB", id).Links; len(got) != 1 || got[0].ID != named.ID {
			t.Errorf("HUB sees the links %+v", got)
		}
	})
}

func TestAllWhoTakePartSeeTheSame(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, r *room) {
		v := r.open("CZE", marking.Green)
		id := v.ID
		v, err := r.share("CZE", id, nil, "HUB")
		r.Must(err)
		r.Settle()
		r.Advance(time.Minute)
		cze, hub, est := r.at["CZE"], r.at["HUB"], r.at["EST"]
		v, err = cze.Task(ctx, duty("CZE"), ids.Live, id, Words{}, Task{Title: "Ask who else is hit", Party: "HUB"})
		r.Must(err)
		_, err = cze.Task(ctx, duty("CZE"), ids.Live, id, Words{}, Task{Title: "x", Party: "EST"})
		want(t, err, errs.Invalid, "EST does not take part")
		r.Settle()
		r.Advance(time.Minute)
		_, err = hub.Answer(ctx, duty("HUB"), ids.Live, id, Words{}, Answer{Task: v.Tasks[0].Ref, State: Done, Text: "Two others"})
		r.Must(err)
		_, err = hub.Judge(ctx, duty("HUB"), ids.Live, id, Words{}, Judgement{Scheme: NCSC, Value: "3"})
		r.Must(err)
		r.Advance(time.Minute)
		_, err = hub.Note(ctx, duty("HUB"), ids.Live, id, Words{Ours: true}, Note{Text: "among us"})
		r.Must(err)
		_, err = hub.Change(ctx, duty("HUB"), ids.Live, id, Words{}, Change{State: Contained})
		want(t, err, errs.Denied, "only CZE")
		r.Settle()
		_, err = est.Get(ctx, duty("EST").In(ids.Live), id)
		want(t, err, errs.NotFound, "no such incident")
		r.Advance(time.Minute)
		_, err = cze.Invite(ctx, duty("CZE"), ids.Live, id, []ids.Party{"EST"})
		r.Must(err)
		r.Settle()
		r.Advance(time.Minute)
		_, err = est.Note(ctx, duty("EST"), ids.Live, id, Words{}, Note{Text: "we see it too"})
		r.Must(err)
		r.Settle()
		r.Advance(time.Minute)
		_, err = cze.Change(ctx, duty("CZE"), ids.Live, id, Words{}, Change{State: ClosedState, Text: "restored"})
		r.Must(err)
		r.Settle()
		all := []string{"CZE opened", "CZE tasked", "HUB task-changed", "HUB judged", "EST noted we see it too", "CZE closed"}
		for p, lines := range map[ids.Party][]string{"CZE": all, "EST": all, "HUB": slices.Insert(slices.Clone(all), 4, "HUB noted among us (ours)")} {
			if diff := cmp.Diff(lines, r.lines(p, id)); diff != "" {
				t.Errorf("%s: %s", p, diff)
			}
			v := r.get(p, id)
			if v.State != ClosedState || v.Tasks[0].State != Done || len(v.Judgements) != 1 || len(v.Seats) != 3 {
				t.Errorf("%s sees %s, a task %s, %d judgements, %d seats", p, v.State, v.Tasks[0].State, len(v.Judgements), len(v.Seats))
			}
		}
		_, err = est.Note(ctx, duty("EST"), ids.Live, id, Words{}, Note{Text: "too late"})
		want(t, err, errs.Conflict, "is closed")
		_, err = cze.Reopen(ctx, duty("CZE"), ids.Live, id, Words{}, Change{State: Open})
		r.Must(err)
		r.Settle()
		if got := r.get("EST", id).State; got != Open || len(r.Refused) > 0 {
			t.Error(got, r.Refused)
		}
	})
}

func TestAPreviewSaysWhatPolicySays(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, r *room) {
		v := r.open("CZE", marking.Green)
		cze := r.at["CZE"]
		_, err := cze.Note(ctx, duty("CZE"), ids.Live, v.ID, Words{TLP: marking.Red}, Note{Text: "for nobody"})
		r.Must(err)
		_, err = cze.Oblige(ctx, duty("CZE"), ids.Live, v.ID, Obligation{Applies: true})
		r.Must(err)
		p, err := cze.Preview(ctx, duty("CZE").In(ids.Live), v.ID, []ids.Party{"HUB", "FRA"})
		r.Must(err)
		if p.Bases[0].Provision.ID != "7.1" || len(p.Bases) != 2 {
			t.Errorf("the bases are %+v", p.Bases)
		}
		if !p.Opening.May[0].Permit || p.Opening.May[1].Permit || p.Opening.May[0].Reasons[0].Citation.Provision == "" {
			t.Errorf("the description may go: %+v", p.Opening.May)
		}
		if len(p.Offers) != 1 || p.Offers[0].May[0].Permit {
			t.Errorf("what is offered: %+v", p.Offers)
		}
		_, err = r.share("CZE", v.ID, refs(r.get("CZE", v.ID), Noted), "HUB")
		want(t, err, errs.Denied, "tlp:red")
		_, err = r.share("CZE", v.ID, nil, "EST")
		want(t, err, errs.Invalid, "goes to HUB")
		_, err = r.share("CZE", v.ID, refs(r.get("CZE", v.ID), Obliged), "HUB")
		want(t, err, errs.Invalid, "cannot go")
		analyst := mattertest.Person("CZE", authz.Analyst)
		_, err = cze.Share(ctx, analyst, ids.Live, v.ID, Sharing{Agreement: r.Agreement, Provision: "7.1", To: []ids.Party{"HUB"}})
		want(t, err, errs.Denied, "incident.share")
		if r.get("CZE", v.ID).Shared() {
			t.Error("a refused sharing left something behind")
		}
		_, err = cze.Share(ctx, duty("CZE"), ids.Live, v.ID, Sharing{Agreement: r.Agreement, Provision: "7.1", To: []ids.Party{"HUB"}, Met: true})
		r.Must(err)
		if met := *r.met["CZE"]; len(met) != 1 || met[0].Provision != "7.1" || met[0].Reference != v.ID || !met[0].Since.Equal(v.Aware) {
			t.Errorf("the duty that was met: %+v", met)
		}
		_, err = r.share("CZE", v.ID, nil, "HUB")
		want(t, err, errs.Conflict, "shared already")
	})
}

func TestWhatIsPendingIsOpenOrHasClocksOfOurs(t *testing.T) {
	each(t, []ids.Party{"CZE"}, func(t *testing.T, r *room) {
		cze := r.at["CZE"]
		plain, clocked, ours := r.open("CZE", marking.Green).ID, r.open("CZE", marking.Green).ID, r.open("CZE", marking.Green).ID
		_, err := cze.Oblige(ctx, duty("CZE"), ids.Live, clocked, Obligation{Applies: true})
		r.Must(err)
		for _, id := range []string{plain, clocked} {
			_, err := r.share("CZE", id, nil, "HUB")
			r.Must(err)
		}
		r.Settle()
		expect := func(what string, at ids.Party, want ...string) {
			t.Helper()
			all, err := r.at[at].Pending(ctx, duty(at).In(ids.Live))
			r.Must(err)
			var got []string
			for _, v := range all {
				got = append(got, v.ID)
				if diff := cmp.Diff(r.get(at, v.ID).Entries, v.Entries); diff != "" {
					t.Errorf("%s: %s", what, diff)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s: at %s %q are pending, want %q", what, at, got, want)
			}
		}
		expect("open", "CZE", plain, clocked, ours)
		expect("open", "HUB", plain, clocked)
		r.Advance(time.Minute)
		for _, id := range []string{plain, clocked} {
			_, err := cze.Change(ctx, duty("CZE"), ids.Live, id, Words{}, Change{State: ClosedState})
			r.Must(err)
		}
		r.Settle()
		expect("closed", "CZE", clocked, ours)
		expect("closed", "HUB")
		if all, err := r.at["HUB"].List(ctx, duty("HUB").In(ids.Live)); err != nil || len(all) != 2 {
			t.Errorf("HUB lists %d, %v", len(all), err)
		}
		// The clocks of a closed incident are told of all the same.
		r.Advance(48 * time.Hour)
		r.Must(cze.Remind(ctx))
		if !slices.ContainsFunc(r.Entries("CZE", 0), func(e journal.Entry) bool { return e.Kind == "incident.lapsed" && e.About == clocked }) {
			t.Error("nobody was told that a clock of a closed incident ran out")
		}
		_, err = cze.Reopen(ctx, duty("CZE"), ids.Live, plain, Words{}, Change{State: Open})
		r.Must(err)
		r.Settle()
		expect("taken up again", "HUB", plain)
	})
}

func TestACeilingHidesWhatIsAboveIt(t *testing.T) {
	each(t, []ids.Party{"CZE"}, func(t *testing.T, r *room) {
		green, amber := r.open("CZE", marking.Green), r.open("CZE", marking.Amber)
		cze := r.at["CZE"]
		_, err := cze.Note(ctx, duty("CZE"), ids.Live, green.ID, Words{TLP: marking.Amber}, Note{Text: "above"})
		r.Must(err)
		low := authz.Person("CZE", "p2", "Eve", "test", "green", authz.Grants(authz.Duty))
		v, err := cze.Get(ctx, low.In(ids.Live), green.ID)
		r.Must(err)
		if len(v.Entries) != 1 {
			t.Errorf("a viewer to green sees %d entries", len(v.Entries))
		}
		_, err = cze.Get(ctx, low.In(ids.Live), amber.ID)
		want(t, err, errs.NotFound, "no such incident")
		_, err = cze.Note(ctx, low, ids.Live, amber.ID, Words{}, Note{Text: "x"})
		want(t, err, errs.NotFound, "no such incident")
		if all, err := cze.List(ctx, low.In(ids.Live)); err != nil || len(all) != 1 {
			t.Errorf("the list of a viewer to green: %d, %v", len(all), err)
		}
		_, err = cze.Get(ctx, authz.Viewer{}, green.ID)
		want(t, err, errs.Denied, "no realm")
		_, err = cze.Get(ctx, duty("CZE").In("other"), green.ID)
		want(t, err, errs.NotFound, "no such incident")
		_, err = cze.Open(ctx, mattertest.Person("CZE", authz.Auditor), ids.Live, marking.Green, Description{})
		want(t, err, errs.Denied, "incident.write")
	})
}
