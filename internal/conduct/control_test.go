package conduct_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/conduct"
	"entente/internal/conduct/conducttest"
	"entente/internal/msel"
)

const minute = time.Minute

func after(inject string, on msel.On, delay time.Duration) []msel.Dependency {
	return []msel.Dependency{{Inject: inject, On: on, Delay: msel.Span(delay)}}
}

// TestWhatPlayersDoDecidesWhatComes branches on an answer, per team.
func TestWhatPlayersDoDecidesWhatComes(t *testing.T) {
	each(t, func(t *testing.T, w *conducttest.World) {
		ask := w.Add(msel.Inject{Number: "1", Title: "Ask", At: conducttest.At(0), To: []string{"cze-soc", "est-soc"}})
		thanks := w.Add(msel.Inject{Number: "2", Title: "Thanks", After: after(ask, msel.OnAnswer, 5*minute), To: []string{"cze-soc", "est-soc"}})
		press := w.Add(msel.Inject{Number: "3", Title: "Press", After: after(thanks, msel.OnSent, 0), To: []string{"hub-desk"}})
		w.Start()
		w.Advance(minute)
		_, err := w.Nodes["CZE"].Answer(ctx, conducttest.Player("CZE"), realm, ask, "Here it is.")
		w.Must(err)
		w.Settle()
		w.Advance(4*minute + 59*time.Second)
		w.Want(thanks, "cze-soc", conduct.Planned)
		w.Advance(time.Second)
		w.Want(thanks, "cze-soc", conduct.Sent)
		w.Want(thanks, "est-soc", conduct.Planned)
		w.Want(press, "hub-desk", conduct.Sent)
		if got := w.Inbox("HUB"); len(got) != 1 || got[0].Subject != "Press" {
			t.Errorf("the hub's own team has %+v", got)
		}
	})
}

// TestTheClockIsSetWithInjectsBehindIt pauses, jumps and speeds up.
func TestTheClockIsSetWithInjectsBehindIt(t *testing.T) {
	each(t, func(t *testing.T, w *conducttest.World) {
		soon := w.Add(msel.Inject{Number: "1", Title: "Soon", At: conducttest.At(10 * minute), To: []string{"cze-soc"}})
		later := w.Add(msel.Inject{Number: "2", Title: "Later", At: conducttest.At(60 * minute), To: []string{"cze-soc"}})
		last := w.Add(msel.Inject{Number: "3", Title: "Last", At: conducttest.At(120 * minute), To: []string{"cze-soc"}})
		w.Start()
		set := func(act string, to time.Duration, rate int64) {
			t.Helper()
			_, err := w.Hub.Set(ctx, conducttest.Controller(), realm, act, to, rate)
			w.Must(err)
			w.Settle()
		}
		w.Advance(9 * minute)
		set(conduct.ActPause, 0, 0)
		w.Advance(5 * time.Hour)
		w.Want(soon, "cze-soc", conduct.Planned)
		set(conduct.ActResume, 0, 0)
		w.Advance(minute)
		w.Want(soon, "cze-soc", conduct.Sent)
		set(conduct.ActJump, 61*minute, 0)
		w.Drive()
		w.Want(later, "cze-soc", conduct.Sent)
		set(conduct.ActSpeed, 0, 60_000)
		w.Advance(minute)
		w.Want(last, "cze-soc", conduct.Sent)
		set(conduct.ActEnd, 0, 0)
		v, err := w.Nodes["EST"].Now(ctx, conducttest.Player("EST").In(realm))
		w.Must(err)
		if v.Phase != conduct.Ended || v.Time != (121*minute).Milliseconds() {
			t.Errorf("elsewhere the clock shows %+v", v)
		}
		_, err = w.Hub.Fire(ctx, conducttest.Controller(), realm, last, nil, "")
		wantKind(t, err, errs.Conflict)
	})
}

// TestWhatControllersDoByHand holds, frees, skips, fires, improvises and calls.
func TestWhatControllersDoByHand(t *testing.T) {
	each(t, func(t *testing.T, w *conducttest.World) {
		who := conducttest.Controller()
		mail := w.Add(msel.Inject{Number: "1", Title: "Mail", At: conducttest.At(10 * minute), To: []string{"cze-soc", "est-soc"}})
		call := w.Add(msel.Inject{Number: "2", Title: "Call", At: conducttest.At(10 * minute), Channel: msel.ByPhone, Payload: []byte(`{"text":"Ask for the minister. Do not say why."}`), To: []string{"cze-soc"}})
		reserve := w.Add(msel.Inject{Number: "3", Title: "Reserve", Type: msel.Contingency, To: []string{"est-soc"}})
		network := w.Add(msel.Inject{Number: "4", Title: "Beacon", At: conducttest.At(0), Channel: msel.ByConnection, Payload: []byte(`{}`), To: []string{"cze-soc"}})
		_, err := w.Hub.Hold(ctx, who, realm, mail, nil, "too early")
		wantKind(t, err, errs.Conflict) // nothing is played yet
		w.Start()
		_, err = w.Hub.Hold(ctx, who, realm, mail, []string{"est-soc"}, "")
		wantKind(t, err, errs.Invalid)
		_, err = w.Hub.Hold(ctx, who, realm, mail, []string{"est-soc"}, "they are busy")
		w.Must(err)
		w.Advance(10 * minute)
		w.Want(mail, "cze-soc", conduct.Sent)
		w.Want(mail, "est-soc", conduct.Held)
		w.Want(call, "cze-soc", conduct.Ready)
		w.Want(network, "cze-soc", conduct.Ready)
		w.Want(reserve, "est-soc", conduct.Planned)
		_, err = w.Hub.Free(ctx, who, realm, mail, nil)
		w.Must(err)
		w.Advance(0)
		w.Want(mail, "est-soc", conduct.Sent)
		_, err = w.Hub.Fire(ctx, who, realm, call, nil, "reached the duty officer")
		w.Must(err)
		_, err = w.Hub.Fire(ctx, who, realm, network, nil, "")
		w.Must(err)
		w.Settle()
		for _, item := range w.Inbox("CZE") {
			whole, err := w.Nodes["CZE"].Item(ctx, conducttest.Player("CZE").In(realm), item.Inject)
			w.Must(err)
			if item.Inject == network {
				t.Error("what a range plays came by the inbox")
			}
			if item.Inject == call && string(whole.Payload.(interface{ String() string }).String()) != "null" {
				t.Errorf("players read the script: %s", whole.Payload)
			}
		}
		_, err = w.Hub.Skip(ctx, who, realm, reserve, nil, "not needed")
		w.Must(err)
		_, err = w.Hub.Cancel(ctx, who, realm, reserve, nil, "for good")
		w.Must(err)
		_, err = w.Hub.Fire(ctx, who, realm, reserve, nil, "")
		wantKind(t, err, errs.Conflict)
		v, err := w.Hub.Improvise(ctx, who, realm, msel.Inject{Title: "On the spot", From: "Press office", Channel: msel.ByMail, To: []string{"est-soc"}, Payload: []byte(`{"subject":"A question","text":"Is it true?"}`)})
		w.Must(err)
		w.Advance(0)
		w.Want(v.ID, "est-soc", conduct.Sent)
		if v.Number != "X1" || !v.Improvised || !slices.ContainsFunc(w.Inbox("EST"), func(i conduct.ItemView) bool { return i.Subject == "A question" }) {
			t.Errorf("improvised %+v", v)
		}
		_, err = w.Nodes["CZE"].Fire(ctx, authz.Person("CZE", "c2", "Cyril", "test", "", []authz.Act{authz.ExerciseConduct}), realm, mail, nil, "")
		wantKind(t, err, errs.Denied) // another node does not conduct
		_, err = w.Hub.Resend(ctx, who, realm, mail, []string{"cze-soc"})
		w.Must(err)
		_, err = w.Nodes["CZE"].See(ctx, conducttest.Player("CZE"), realm, mail)
		w.Must(err)
		w.Settle()
		if n := slices.IndexFunc(w.Inbox("CZE"), func(i conduct.ItemView) bool { return i.Inject == mail && !i.Seen }); n < 0 {
			t.Error("what was sent again is not brought to mind anew")
		}
	})
}

// doer acts in the system by leaving an entry, and fails as told.
type doer struct {
	w    *conducttest.World
	fail error
	done []string
}

func (d *doer) Do(ctx context.Context, tx *db.Tx, who authz.Actor, x conduct.Doing) error {
	if _, err := tx.Exec(ctx, `INSERT INTO conduct_stop (id, party, name, body, at, over_at) VALUES ($1,'','','',0,1)`, ids.New()); err != nil {
		return err
	}
	if d.fail != nil {
		return d.fail
	}
	tx.AfterCommit(func() { d.done = append(d.done, x.Inject.Number) })
	return nil
}

// TestInjectsThatActInTheSystem are carried out with their sending, or held with
// the reason.
func TestInjectsThatActInTheSystem(t *testing.T) {
	each(t, func(t *testing.T, w *conducttest.World) {
		d := &doer{w: w}
		w.Doers[msel.ByRequest] = d
		asks := w.Add(msel.Inject{Number: "1", Title: "Asks", At: conducttest.At(0), Channel: msel.ByRequest, As: "XAA", Payload: []byte(`{"title":"Help","text":"Please."}`), To: []string{"cze-soc"}})
		feed := w.Add(msel.Inject{Number: "2", Title: "Feed", At: conducttest.At(0), Channel: msel.ByFeed, Payload: []byte(`{"content":{"type":"bundle"}}`), To: []string{"cze-soc"}})
		refused := w.Add(msel.Inject{Number: "3", Title: "Refused", At: conducttest.At(minute), Channel: msel.ByRequest, Payload: []byte(`{"title":"Help","text":"Please."}`), To: []string{"cze-soc"}})
		broken := w.Add(msel.Inject{Number: "4", Title: "Broken", At: conducttest.At(2 * minute), Channel: msel.ByRequest, Payload: []byte(`{"title":"Help","text":"Please."}`), To: []string{"cze-soc"}})
		mail := w.Add(msel.Inject{Number: "5", Title: "Mail", At: conducttest.At(2 * minute), To: []string{"cze-soc"}})
		w.Start()
		w.Advance(0)
		w.Want(asks, "cze-soc", conduct.Sent)
		w.Want(feed, "cze-soc", conduct.Held)
		v, err := w.Hub.Inject(ctx, conducttest.Controller().In(realm), feed)
		w.Must(err)
		if c := v.Cells[0]; !strings.Contains(c.Why, `"feed"`) || c.Phrase == nil {
			t.Errorf("it is held because %+v", c)
		}
		d.fail = errs.New(errs.Denied, "no agreement lets XAA ask")
		w.Advance(minute)
		w.Want(refused, "cze-soc", conduct.Held)
		d.fail = errors.New("a fault")
		w.Advance(minute)
		w.Want(broken, "cze-soc", conduct.Held)
		w.Want(mail, "cze-soc", conduct.Sent)
		d.fail = nil
		_, err = w.Hub.Fire(ctx, conducttest.Controller(), realm, broken, nil, "")
		w.Must(err)
		w.Want(broken, "cze-soc", conduct.Sent)
		if diff := cmp.Diff([]string{"1", "4"}, d.done); diff != "" {
			t.Error("carried out:", diff)
		}
		var left int
		w.Must(w.Hub.DB.Read(ctx, func(tx *db.Tx) (err error) {
			left, err = db.Value[int](ctx, tx, `SELECT count(*) FROM conduct_stop WHERE over_at = 1`)
			return err
		}))
		if left != 2 {
			t.Errorf("what failed has left %d traces", left-2)
		}
	})
}

// TestACrashNeitherSendsTwiceNorLoses stops the hub at any point: in the middle of
// a batch, after it, before what it sent was carried. Each inject is in its inbox
// once.
func TestACrashNeitherSendsTwiceNorLoses(t *testing.T) {
	each(t, func(t *testing.T, w *conducttest.World) {
		d := &doer{w: w}
		w.Doers[msel.ByRequest] = d
		r := rand.New(rand.NewPCG(7, 7))
		var all []string
		for i := range 60 {
			in := msel.Inject{Number: string(rune('a'+i%26)) + string(rune('a'+i/26)), Title: "Mail", At: conducttest.At(time.Duration(r.IntN(20)) * minute), To: []string{"cze-soc"}}
			if i%6 == 0 {
				in.Channel, in.Payload = msel.ByRequest, []byte(`{"title":"Help","text":"Please."}`)
			}
			all = append(all, w.Add(in))
		}
		w.Start()
		for range 25 {
			w.Clock.Advance(minute)
			switch r.IntN(3) {
			case 0: // the transaction of the batch is cut
				cut, stop := context.WithCancel(ctx)
				d.fail = errors.New("cut")
				stop()
				_, _, err := w.Hub.Step(cut, quiet)
				if err == nil {
					t.Fatal("a step without a database")
				}
				d.fail = nil
			case 1: // it is sent, and the process ends before anything is carried
				_, _, err := w.Hub.Step(ctx, quiet)
				w.Must(err)
			default: // the database goes away
				w.Must(w.Hub.DB.Close())
				if _, _, err := w.Hub.Step(ctx, quiet); err == nil {
					t.Fatal("a step on a closed database")
				}
			}
			if r.IntN(2) == 0 {
				_ = w.Hub.DB.Close() // it may be closed
				w.Open("HUB")
			} else if w.Hub.DB.Read(ctx, func(*db.Tx) error { return nil }) != nil {
				w.Open("HUB")
			}
			if r.IntN(2) == 0 {
				w.Settle()
			}
		}
		w.Advance(minute)
		got := map[string]int{}
		for _, e := range w.Entries(w.Hub, 0) {
			if e.Kind == conduct.KindSent {
				got[e.About]++
			}
		}
		for _, id := range all {
			if got[id] != 1 {
				t.Errorf("inject %s was sent %d times", id, got[id])
			}
		}
		if n := len(w.Inbox("CZE")); n != len(all) || len(d.done) != 10 {
			t.Errorf("%d of %d arrived, and %d of 10 were carried out", n, len(all), len(d.done))
		}
	})
}

// TestWhatPlayersTellComesInAnyOrder delivers seen and answered twice over in any
// order: the hub comes to the same.
func TestWhatPlayersTellComesInAnyOrder(t *testing.T) {
	each(t, func(t *testing.T, w *conducttest.World) {
		mail := w.Add(msel.Inject{Number: "1", Title: "Mail", At: conducttest.At(0), To: []string{"cze-soc"}})
		w.Start()
		w.Advance(0)
		cze, player := w.Nodes["CZE"], conducttest.Player("CZE")
		w.Clock.Advance(minute)
		_, err := cze.See(ctx, player, realm, mail)
		w.Must(err)
		for range 2 {
			w.Clock.Advance(minute)
			_, err = cze.Answer(ctx, player, realm, mail, "Answer")
			w.Must(err)
		}
		told := w.Post(cze)
		if len(told) != 3 {
			t.Fatalf("%d statements", len(told))
		}
		for _, i := range []int{2, 0, 1, 0, 2} {
			w.Must(w.Deliver(told[i]))
		}
		v, err := w.Hub.Inject(ctx, conducttest.Controller().In(realm), mail)
		w.Must(err)
		c := v.Cells[0]
		if c.State != conduct.Answered || *c.Seen != minute.Milliseconds() || *c.Answered != (2*minute).Milliseconds() || len(v.Messages) != 2 {
			t.Errorf("it stands as %+v with %d messages", c, len(v.Messages))
		}
	})
}

// TestWhoMayTellWhat has a nation's node claim what is not its own.
func TestWhoMayTellWhat(t *testing.T) {
	each(t, func(t *testing.T, w *conducttest.World) {
		mail := w.Add(msel.Inject{Number: "1", Title: "Mail", At: conducttest.At(0), To: []string{"cze-soc"}})
		w.Start()
		w.Advance(0)
		var fromHub []ledger.Statement
		for _, e := range w.Entries(w.Hub, 0) {
			for range e.Audience {
				fromHub = append(fromHub, ledger.Statement{V: 1, ID: ids.New(), Realm: realm, From: "EST", To: "CZE", At: e.At, Kind: e.Kind, About: e.About, Body: e.Body})
			}
		}
		if len(fromHub) < 2 {
			t.Fatal("the hub has told nothing")
		}
		for _, st := range fromHub {
			wantKind(t, w.Deliver(st), errs.Denied) // EST neither sets the clock nor sends an inject
			st.From, st.To = "CZE", "HUB"
			wantKind(t, w.Deliver(st), errs.Denied) // nor does anybody at the hub
		}
		_, err := w.Nodes["CZE"].Answer(ctx, conducttest.Player("CZE"), realm, mail, "ours")
		w.Must(err)
		for _, st := range w.Post(w.Nodes["CZE"]) {
			st.From = "EST"
			wantKind(t, w.Deliver(st), errs.NotFound) // EST does not answer for a Czech team
		}
		live := fromHub[0]
		live.From, live.Realm = "HUB", ids.Live
		wantKind(t, w.Deliver(live), errs.NotFound)
	})
}

// TestTheRealWorldBreaksIn says NO PLAY at one node; everybody sees it until the
// director's node says that it is over.
func TestTheRealWorldBreaksIn(t *testing.T) {
	each(t, func(t *testing.T, w *conducttest.World) {
		w.Start()
		_, err := w.Nodes["CZE"].RealWorld(ctx, conducttest.Player("CZE"), realm, "Fire in the building at Brno.")
		w.Must(err)
		w.Settle()
		var id string
		for p, n := range w.Nodes {
			v, err := n.Now(ctx, conducttest.Player(p).In(realm))
			w.Must(err)
			if len(v.Stops) != 1 || v.Stops[0].Party != "CZE" {
				t.Fatalf("%s sees %+v", p, v.Stops)
			}
			id = v.Stops[0].ID
		}
		_, err = w.Hub.Over(ctx, conducttest.Player("HUB"), realm, id)
		wantKind(t, err, errs.Denied)
		_, err = w.Hub.Over(ctx, conducttest.Controller(), realm, id)
		w.Must(err)
		w.Settle()
		for p, n := range w.Nodes {
			v, err := n.Now(ctx, conducttest.Player(p).In(realm))
			w.Must(err)
			if len(v.Stops) != 0 {
				t.Errorf("%s still sees it", p)
			}
		}
	})
}

// TestWhatPlayersDoIsObserved tells the director what they did, with their team,
// and nothing of accounts and of the exercise itself.
func TestWhatPlayersDoIsObserved(t *testing.T) {
	each(t, func(t *testing.T, w *conducttest.World) {
		w.Start()
		w.Advance(minute)
		w.Cut["CZE"] = true
		w.Did(conducttest.Player("CZE"), "release.made", "r1", `{"objects":1}`)
		w.Did(conducttest.Player("CZE"), "account.password-changed", "u1", `{}`)
		w.Did(authz.System("CZE", "federation"), "release.received", "r2", `{}`)
		w.Did(conducttest.Player("HUB"), "warning.issued", "w1", `{}`)
		w.Advance(10 * minute)
		w.Cut["CZE"] = false
		w.Settle()
		all, err := w.Hub.Log(ctx, conducttest.Controller().In(realm), "", 10)
		w.Must(err)
		var got []string
		for _, o := range all {
			got = append(got, string(o.Party)+" "+o.Team+" "+o.Kind)
			if o.Time != minute.Milliseconds() {
				t.Errorf("%s was done at %d ms", o.Kind, o.Time)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff([]string{"CZE cze-soc release.made", "HUB hub-desk warning.issued"}, got); diff != "" {
			t.Error(diff)
		}
		before := len(w.Entries(w.Nodes["CZE"], 0))
		w.Settle()
		if after := len(w.Entries(w.Nodes["CZE"], 0)); after != before {
			t.Error("what is told of acts is told again")
		}
	})
}
