package duty

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
)

var live = ids.Live

func TestPeriodsAreOwedByEachAndMetInTimeOrLate(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"CZE"}, func(t *testing.T, w *world) {
		cze, hub := w.nodes["CZE"], w.nodes["HUB"]
		first := w.find("CZE", "2.1", "CZE", Running)
		if want := start.Add(30 * day); !first.Due.Truncate(time.Second).Equal(want) || first.Period != 1 {
			t.Fatalf("the first check of contact is due %s as period %d, want %s", first.Due, first.Period, want)
		}
		_, err := hub.Met(ctx, person("HUB"), live, w.agreement, first.ID, "they answered", "")
		wantKind(t, err, errs.Denied)
		_, err = cze.Met(ctx, person("CZE"), live, w.agreement, first.ID, "  ", "")
		wantKind(t, err, errs.Invalid)
		_, err = cze.Met(ctx, authz.Person("CZE", "p2", "Bob", "test", "", authz.Grants(authz.Analyst)), live, w.agreement, first.ID, "answered", "")
		wantKind(t, err, errs.Denied)

		w.advance(20 * day)
		if _, err := cze.Met(ctx, person("CZE"), live, w.agreement, first.ID, "answered by phone", ""); err != nil {
			t.Fatal(err)
		}
		w.settle()
		if o := w.find("HUB", "2.1", "CZE", InTime); o.Answer != "answered by phone" || o.MetBy != "Ada" {
			t.Errorf("HUB reads %q by %q", o.Answer, o.MetBy)
		}
		_, err = cze.Met(ctx, person("CZE"), live, w.agreement, first.ID, "again", "")
		wantKind(t, err, errs.Conflict)

		w.advance(20 * day) // the second period runs; HUB never answered its first
		lapsed := w.find("CZE", "2.1", "HUB", Lapsed)
		if second := w.find("CZE", "2.1", "CZE", Running); second.Period != 2 || !second.Due.Truncate(time.Second).Equal(start.Add(60*day)) {
			t.Errorf("the second check is period %d, due %s", second.Period, second.Due)
		}
		if _, err := hub.Met(ctx, person("HUB"), live, w.agreement, lapsed.ID, "answered at last", ""); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.find("CZE", "2.1", "HUB", Late)
		if len(w.refused) > 0 {
			t.Errorf("refused: %v", w.refused)
		}
	})
}

func TestAPeriodOfAMonthEndsWhereTheCalendarHasNoSuchDay(t *testing.T) {
	t.Parallel()
	since := time.Date(2027, 12, 31, 9, 0, 0, 0, time.UTC)
	e := agreement.Engagement{Term: agreement.Term{Parties: []ids.Party{"CZE"}, Owes: []ids.Party{"CZE"}, Since: since, Provision: clause.Provision{ID: "2.1", Every: "P1M"}}}
	var ends []string
	for _, o := range periodic(ids.New(), e, since.Add(45*day), since.Add(110*day)) {
		ends = append(ends, fmt.Sprintf("%d %s", o.Period, o.Due.Format(time.DateOnly)))
	}
	if want := []string{"2 2028-02-29", "3 2028-03-31", "4 2028-04-30"}; !slices.Equal(ends, want) {
		t.Errorf("periods end %q, want %q", ends, want)
	}
}

func TestACallOnSomeIsHeardOfByThemAlone(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"CZE", "EST", "LVA"}, func(t *testing.T, w *world) {
		w.advance(day)
		cze, est := w.nodes["CZE"], w.nodes["EST"]
		call := func(c Call) Obligation {
			t.Helper()
			var all []Obligation
			w.must(cze.db.Write(ctx, func(tx *db.Tx) (err error) {
				all, err = cze.CallIn(ctx, tx, person("CZE"), live, w.agreement, c)
				return err
			}))
			w.settle()
			return all[0]
		}
		known := func(p ids.Party) (out []string) {
			for _, o := range w.list(p) {
				if o.Call != "" {
					out = append(out, string(o.Owed)+" "+o.What)
				}
			}
			return out
		}
		call(Call{Provision: "8.1", Owed: []ids.Party{"EST"}, Told: []ids.Party{"EST"}, Text: "a favour of EST"})
		for p, want := range map[ids.Party][]string{"CZE": {"EST a favour of EST"}, "HUB": {"EST a favour of EST"}, "EST": {"EST a favour of EST"}, "LVA": nil} {
			if got := known(p); !slices.Equal(got, want) {
				t.Errorf("%s knows of %q, want %q", p, got, want)
			}
		}
		// What is stated of it goes the same way.
		w.advance(time.Hour)
		if _, err := est.Met(ctx, person("EST"), live, w.agreement, w.find("EST", "8.1", "EST", Running).ID, "two people come", ""); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.advance(time.Hour)
		_, err := cze.Contest(ctx, person("CZE"), live, w.agreement, w.find("CZE", "8.1", "EST", InTime).ID, "nobody came")
		w.must(err)
		w.settle()
		w.find("HUB", "8.1", "EST", Disputed)
		w.find("EST", "8.1", "EST", Disputed)
		w.must(w.nodes["LVA"].db.Read(ctx, func(tx *db.Tx) error {
			said, err := load(ctx, tx, w.agreement)
			if len(said) != 0 {
				t.Errorf("LVA holds %d statements", len(said))
			}
			return err
		}))
		// A call on all but for nobody in particular, and one for everybody, are for all.
		call(Call{Provision: "8.1", Text: "whoever can"})
		w.advance(time.Minute)
		call(Call{Provision: "8.1", Owed: []ids.Party{"EST"}, Told: []ids.Party{"EST", "LVA"}, Text: "EST, before all"})
		if got := known("LVA"); len(got) != 4 {
			t.Errorf("LVA knows of %q", got)
		}
		// Nobody's report is at odds with what another was never told.
		w.advance(10 * day)
		for _, maker := range []ids.Party{"CZE", "EST", "LVA", "HUB"} {
			file, err := w.nodes[maker].Export(ctx, person(maker).In(live), w.agreement, start, start.Add(11*day))
			w.must(err)
			for _, reader := range []ids.Party{"CZE", "EST", "LVA", "HUB"} {
				v, err := w.nodes[reader].Check(ctx, person(reader).In(live), file)
				if err != nil || len(v.Differs) > 0 {
					t.Errorf("%s reads the report of %s: %v, %v", reader, maker, v.Differs, err)
				}
			}
		}
		if len(w.refused) > 0 {
			t.Errorf("refused: %v", w.refused)
		}
		// One that comes to whom it is not for is refused, and one that does not name who owes it.
		x := Statement{V: 1, Realm: live, Agreement: w.agreement, Digest: "d", Provision: "8.1", Act: Called, Party: "CZE", Owed: []ids.Party{"EST"}, Told: []ids.Party{"CZE", "HUB"}, From: start, At: start, Text: "x", By: "Ada"}
		x.Call = x.callID()
		wantKind(t, x.check(), errs.Invalid)
		x.Told = []ids.Party{"CZE", "EST"}
		w.must(x.check())
		b, err := strictjson.Marshal(x)
		w.must(err)
		body, err := strictjson.Marshal(statementBody{Statement: b, Signature: cze.c.Key.Sign(statementContext, b)})
		w.must(err)
		wantKind(t, w.deliver(w.nodes["LVA"], ledger.Statement{V: 1, ID: ids.New(), Realm: live, From: "HUB", To: "LVA", At: start, Kind: kindStated, About: w.agreement, Body: body}), errs.Denied)
	})
}

func TestACallOpensAClockForThoseItIsMadeOn(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		cze := w.nodes["CZE"]
		w.advance(day)
		for name, c := range map[string]struct {
			call Call
			kind errs.Kind
		}{
			"a duty that comes by itself":   {Call{Provision: "2.1", Text: "answer"}, errs.Conflict},
			"a recall":                      {Call{Provision: "6.1", Text: "give back"}, errs.Conflict},
			"no duty":                       {Call{Provision: "4.1", Text: "what?"}, errs.NotFound},
			"without saying what":           {Call{Provision: "8.1"}, errs.Invalid},
			"ourselves and another":         {Call{Provision: "8.1", Text: "help", Owed: []ids.Party{"CZE", "EST"}}, errs.Invalid},
			"a stranger":                    {Call{Provision: "8.1", Text: "help", Owed: []ids.Party{"FRA"}}, errs.Invalid},
			"others, backdated":             {Call{Provision: "8.1", Text: "help", From: start.Add(time.Hour)}, errs.Invalid},
			"ourselves, before the text":    {Call{Provision: "7.1", Text: "incident", Owed: []ids.Party{"CZE"}, From: start.Add(-time.Hour)}, errs.Invalid},
			"ourselves, before it happened": {Call{Provision: "7.1", Text: "incident", Owed: []ids.Party{"CZE"}, From: start.Add(48 * time.Hour)}, errs.Invalid},
		} {
			if _, err := cze.Call(ctx, person("CZE"), live, w.agreement, c.call); !errs.Is(err, c.kind) {
				t.Errorf("%s: got %v, want %s", name, err, c.kind)
			}
		}
		called, err := cze.Call(ctx, person("CZE"), live, w.agreement, Call{Provision: "8.1", Text: "forensics for a ministry"})
		if err != nil || len(called) != 2 {
			t.Fatalf("the call made %d obligations, want two: %v", len(called), err)
		}
		own, err := cze.Call(ctx, person("CZE"), live, w.agreement, Call{Provision: "7.1", Owed: []ids.Party{"CZE"}, From: start.Add(time.Hour), Text: "an intrusion, found this morning"})
		if err != nil || !own[0].Due.Equal(start.Add(25*time.Hour)) {
			t.Fatalf("our own report is due %v: %v", own, err)
		}
		w.settle()
		// EST has no link with CZE; it hears of it by the depositary.
		mine := w.find("EST", "8.1", "EST", Running)
		if mine.What != "forensics for a ministry" || mine.Caller != "CZE" || !mine.Due.Truncate(time.Minute).Equal(start.Add(3*day)) {
			t.Errorf("EST reads %q of %s, due %s", mine.What, mine.Caller, mine.Due)
		}
		w.advance(time.Hour)
		if _, err := w.nodes["EST"].Met(ctx, person("EST"), live, w.agreement, mine.ID, "two people are on their way", "release 7"); err != nil {
			t.Fatal(err)
		}
		w.settle()
		_, err = w.nodes["HUB"].Contest(ctx, person("HUB"), live, w.agreement, mine.ID, "nobody came")
		wantKind(t, err, errs.Denied) // who called says whether it was answered
		w.advance(time.Hour)
		if _, err := cze.Contest(ctx, person("CZE"), live, w.agreement, mine.ID, "nobody came"); err != nil {
			t.Fatal(err)
		}
		w.settle()
		w.find("EST", "8.1", "EST", Disputed)
		w.advance(time.Hour)
		if _, err := w.nodes["EST"].Met(ctx, person("EST"), live, w.agreement, mine.ID, "they are at the door", ""); err != nil {
			t.Fatal(err)
		}
		if _, err := cze.Excuse(ctx, person("CZE"), live, w.agreement, called[1].ID, "EST does it"); err != nil {
			t.Fatal(err)
		}
		w.settle()
		for _, p := range []ids.Party{"HUB", "CZE", "EST"} {
			w.find(p, "8.1", "EST", InTime)
			w.find(p, "8.1", "HUB", Forgiven)
		}
	})
}

func TestNothingFallsDueWhileSuspendedOrAfterTheEnd(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"CZE"}, func(t *testing.T, w *world) {
		cze := w.nodes["CZE"]
		w.advance(29 * day)
		_, err := cze.c.Agreements.Suspend(ctx, person("CZE"), live, w.agreement, "a leak")
		w.must(err)
		w.settle()
		w.advance(10 * day) // the first check fell due in between
		_, err = cze.c.Agreements.Resume(ctx, person("CZE"), live, w.agreement)
		w.must(err)
		w.settle()
		w.advance(30 * day) // the second lapses
		_, err = w.nodes["HUB"].c.Agreements.Notice(ctx, person("HUB"), live, w.agreement, "we leave")
		w.must(err)
		w.settle()
		w.advance(200 * day)
		for _, p := range []ids.Party{"CZE", "HUB"} {
			var due []int
			for _, o := range w.list(p) {
				if o.Term.Provision.ID == "2.1" && o.Owed == "CZE" {
					due = append(due, int(o.Due.Sub(start)/day))
				}
			}
			if want := []int{60, 90, 120, 150}; !slices.Equal(due, want) { // 69 days in, notice of 90 days
				t.Errorf("%s says that checks fell due on days %v, want %v", p, due, want)
			}
		}
	})
}

func TestPeopleAreToldOnceBeforeAndAfter(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"CZE"}, func(t *testing.T, w *world) {
		cze := w.nodes["CZE"]
		_, err := cze.Call(ctx, person("CZE"), live, w.agreement, Call{Provision: "8.1", Text: "help"})
		w.must(err)
		w.settle()
		steps := []struct {
			after time.Duration
			hub   string
			cze   string
		}{
			{35 * time.Hour, "", ""},
			{time.Hour, "duty.soon", ""}, // a quarter of two days is left: told to who owes it
			{time.Hour, "duty.soon", ""},
			{12 * time.Hour, "duty.soon duty.lapsed", "duty.lapsed"},
		}
		for _, s := range steps {
			w.advance(s.after)
			w.must(w.nodes["HUB"].Remind(ctx))
			w.must(cze.Remind(ctx))
			if got := w.told("HUB"); got != s.hub {
				t.Errorf("HUB's people were told %q, want %q", got, s.hub)
			}
			if got := w.told("CZE"); got != s.cze {
				t.Errorf("CZE's people were told %q, want %q", got, s.cze)
			}
		}
	})
}

func TestAReportIsCountedAgainByTheOther(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"CZE"}, func(t *testing.T, w *world) {
		hub, cze := w.nodes["HUB"], w.nodes["CZE"]
		_, err := cze.Met(ctx, person("CZE"), live, w.agreement, w.find("CZE", "2.1", "CZE", Running).ID, "answered", "")
		w.must(err)
		_, err = cze.Call(ctx, person("CZE"), live, w.agreement, Call{Provision: "8.1", Text: "help"})
		w.must(err)
		w.settle()
		w.advance(61 * day)
		upTo := hub.clock.Now()
		b, err := cze.Export(ctx, person("CZE").In(live), w.agreement, start, upTo)
		w.must(err)
		v, err := VerifyFile(b)
		w.must(err)
		want := []ReportLine{
			{Kind: "assistance", Force: "shall", Party: "HUB", Due: 1, Lapsed: 1},
			{Kind: "contact", Force: "shall", Party: "CZE", Due: 2, Met: 1, Lapsed: 1},
			{Kind: "contact", Force: "shall", Party: "HUB", Due: 2, Lapsed: 2},
		}
		if d := cmp.Diff(want, v.Report.Lines); d != "" {
			t.Errorf("the lines differ:\n%s", d)
		}
		if got, err := hub.Check(ctx, person("HUB").In(live), b); err != nil || len(got.Differs) > 0 {
			t.Errorf("HUB counts otherwise: %v %v", got.Differs, err)
		}
		// What HUB knows and CZE's report leaves out is named.
		_, err = hub.Met(ctx, person("HUB"), live, w.agreement, w.find("HUB", "8.1", "HUB", Lapsed).ID, "we came", "")
		w.must(err)
		upTo = upTo.Add(time.Second)
		w.advance(time.Minute)
		b, err = cze.Export(ctx, person("CZE").In(live), w.agreement, start, upTo)
		w.must(err)
		got, err := hub.Check(ctx, person("HUB").In(live), b)
		var found []string
		for _, d := range got.Differs {
			found = append(found, d.String())
		}
		if text := strings.Join(found, "; "); err != nil || !strings.Contains(text, "leaves out") || !strings.Contains(text, "is lapsed in the report and late here") {
			t.Errorf("HUB finds %q: %v", text, err)
		}
		for i := 0; i < len(b); i += 1 + len(b)/200 { // a byte in every part of it
			forged := slices.Clone(b)
			forged[i] ^= 1
			if _, err := VerifyFile(forged); err == nil {
				t.Fatalf("byte %d of the report was changed, and it verifies", i)
			}
		}
		_, err = cze.Report(ctx, person("CZE").In(live), w.agreement, start, start.Add(900*day))
		wantKind(t, err, errs.Invalid)
	})
}

func TestACallCannotBeTakenOver(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		w.advance(time.Hour)
		called, err := w.nodes["CZE"].Call(ctx, person("CZE"), live, w.agreement, Call{Provision: "8.1", Text: "help", Owed: []ids.Party{"EST"}})
		w.must(err)
		w.settle()
		// EST writes the same call of its own, a little earlier, on somebody else.
		est := w.nodes["EST"]
		st := Statement{V: 1, Realm: live, Agreement: w.agreement, Digest: called[0].Term.Digest, Provision: "8.1", Act: Called, Party: "EST", Call: called[0].Call, Owed: []ids.Party{"HUB"}, Text: "no help", By: "Eva", At: called[0].From.Add(-time.Second)}
		st.From = st.At
		b, err := strictjson.Marshal(st)
		w.must(err)
		body, err := strictjson.Marshal(statementBody{Statement: b, Signature: est.c.Key.Sign(statementContext, b)})
		w.must(err)
		err = w.deliver(w.nodes["HUB"], ledger.Statement{V: 1, ID: ids.New(), Realm: live, From: "EST", To: "HUB", At: st.At, Kind: kindStated, About: w.agreement, Body: body})
		wantKind(t, err, errs.Invalid)
		w.find("HUB", "8.1", "EST", Running)
	})
}

func TestWhatIsMetCannotBeExcusedAway(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"CZE"}, func(t *testing.T, w *world) {
		o := w.find("CZE", "2.1", "CZE", Running)
		_, err := w.nodes["CZE"].Met(ctx, person("CZE"), live, w.agreement, o.ID, "answered", "")
		w.must(err)
		w.settle()
		_, err = w.nodes["HUB"].Excuse(ctx, person("HUB"), live, w.agreement, o.ID, "never mind")
		wantKind(t, err, errs.Conflict)
		// A node that signs it all the same is not heeded.
		met := w.find("HUB", "2.1", "CZE", InTime)
		met.apply(stated{Statement: Statement{Act: Excused, Party: "HUB", Text: "never mind", At: met.MetAt.Add(time.Second)}})
		if state := met.StateAt(w.nodes["HUB"].clock.Now()); state != InTime {
			t.Errorf("what was met is %s", state)
		}
	})
}

func TestNobodyStatesForAnother(t *testing.T) {
	t.Parallel()
	each(t, []ids.Party{"CZE", "EST"}, func(t *testing.T, w *world) {
		cze := w.nodes["CZE"]
		_, err := cze.Met(ctx, person("CZE"), live, w.agreement, w.find("CZE", "2.1", "CZE", Running).ID, "answered", "")
		w.must(err)
		sent := w.post("CZE", cze)
		st := sent[len(sent)-1]
		for name, change := range map[string]func() error{
			"by a party that neither made it nor is the depositary": func() error {
				forged := st
				forged.From, forged.To = "EST", "HUB"
				return w.deliver(w.nodes["HUB"], forged)
			},
			"with a changed byte": func() error {
				forged := st
				forged.To, forged.Body = "HUB", []byte(strings.Replace(string(st.Body), "answered", "answere!", 1))
				return w.deliver(w.nodes["HUB"], forged)
			},
			"back to its author": func() error {
				forged := st
				forged.From, forged.To = "HUB", "CZE"
				return w.deliver(cze, forged)
			},
		} {
			if err := change(); !errs.Is(err, errs.Denied) {
				t.Errorf("%s: got %v, want a refusal", name, err)
			}
		}
		w.find("HUB", "2.1", "CZE", Running)
		st.To = "HUB"
		for range 2 { // the same twice is the same
			w.must(w.deliver(w.nodes["HUB"], st))
		}
		w.find("HUB", "2.1", "CZE", InTime)
	})
}

func TestADutyIsMetWithinTheActThatMeetsIt(t *testing.T) {
	each(t, []ids.Party{"CZE"}, func(t *testing.T, w *world) {
		cze := w.nodes["CZE"]
		since := cze.clock.Now()
		cze.clock.Advance(time.Hour)
		var o Obligation
		meet := func(who authz.Actor, fail error) error {
			return cze.db.Write(ctx, func(tx *db.Tx) (err error) {
				if o, err = cze.MeetNow(ctx, tx, who, ids.Live, w.agreement, Call{Provision: "7.1", From: since, Text: "incident i1"}, "i1"); err != nil {
					return err
				}
				return fail
			})
		}
		broken := errs.New(errs.Conflict, "the other act failed")
		if err := meet(person("CZE"), broken); !errs.Is(err, errs.Conflict) {
			t.Fatal(err)
		}
		if all, err := cze.Of(ctx, person("CZE").In(ids.Live), w.agreement, day); err != nil || len(all) > 0 && all[0].Call != "" {
			t.Fatalf("a call stands although the act around it failed: %+v, %v", all, err)
		}
		w.must(meet(person("CZE"), nil))
		if o.StateAt(cze.clock.Now()) != InTime || !o.From.Equal(since) || o.Reference != "i1" || o.Owed != "CZE" {
			t.Errorf("the duty is %+v", o)
		}
		since = start.Add(-day)
		cze.clock.Advance(time.Minute) // a call is named after its date
		w.must(meet(person("CZE"), nil))
		if o.StateAt(cze.clock.Now()) != InTime || o.From.Before(start) {
			t.Errorf("a cause from before the agreement: %+v", o)
		}
		if err := meet(authz.Person("CZE", "p2", "Eve", "test", "", authz.Grants(authz.Analyst)), nil); !errs.Is(err, errs.Denied) {
			t.Errorf("an analyst stated that a duty is met: %v", err)
		}
	})
}
