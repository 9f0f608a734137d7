package expert

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/match"
)

func TestLifeOfAProfile(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		e := n.add(novak())
		if got := n.get(e.ID); cmp.Diff(novak().tidy(), got.Profile) != "" || got.Version != 1 || got.State != Active {
			n.Errorf("got %+v", got)
		}
		e, err := n.Attest(ctx, director, ids.Live, e.ID, e.Version, "")
		n.must(err)
		if e.Attested == nil || e.Attested.Office != "csirt" || e.Attested.Name != "The director" || !e.Attested.At.Equal(start) {
			n.Errorf("attested %+v", e.Attested)
		}
		// A change of the phone keeps what is attested; a change of the clearance does not.
		p := e.Profile
		p.Phone = "+420 555 0199"
		e, err = n.Change(ctx, pool, ids.Live, e.ID, e.Version, p)
		n.must(err)
		if e.Attested == nil {
			n.Error("a new phone ends the attestation")
		}
		p.Clearance = &Clearance{Level: "top-secret", Authority: "NBÚ"}
		e, err = n.Change(ctx, pool, ids.Live, e.ID, e.Version, p)
		n.must(err)
		if e.Attested != nil {
			n.Error("a new clearance is still attested")
		}
		e, err = n.NoteExercise(ctx, pool, ids.Live, e.ID, PastExercise{Day: "2026-04-24", Name: "Locked shields", Role: "forensics"})
		n.must(err)
		e, err = n.Withdraw(ctx, pool, ids.Live, e.ID, e.Version)
		n.must(err)
		if _, err := n.Withdraw(ctx, pool, ids.Live, e.ID, e.Version); !errs.Is(err, errs.Conflict) {
			n.Errorf("withdrawn twice: %v", err)
		}
		e, err = n.Readmit(ctx, pool, ids.Live, e.ID, e.Version)
		n.must(err)
		kinds, text := n.journal()
		if want := "added attested changed changed exercise-noted withdrawn readmitted "; kinds != want {
			n.Errorf("the journal has %s, want %s", kinds, want)
		}
		noPersonalData(t, text)
	})
}

func TestTheReleasingOfficeIsOurs(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		for _, office := range []string{"", "kitchen"} {
			p := novak()
			p.Office = office
			_, err := n.Add(ctx, pool, ids.Live, p)
			wantKind(n.T, err, errs.Invalid)
		}
		e := n.add(novak())
		_, err := n.Attest(ctx, director, ids.Live, e.ID, e.Version, "kitchen")
		wantKind(n.T, err, errs.Invalid)
	})
}

func TestTwoEditorsDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		e := n.add(novak())
		mine, theirs := novak(), novak()
		mine.Phone, theirs.Phone = "1", "2"
		_, err := n.Change(ctx, pool, ids.Live, e.ID, e.Version, mine)
		n.must(err)
		_, err = n.Change(ctx, director, ids.Live, e.ID, e.Version, theirs)
		wantKind(n.T, err, errs.Conflict)
		_, err = n.Attest(ctx, director, ids.Live, e.ID, e.Version, "")
		wantKind(n.T, err, errs.Conflict)
		if got := n.get(e.ID); got.Profile.Phone != "1" {
			n.Errorf("the phone is %s", got.Profile.Phone)
		}
	})
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		e := n.add(novak())
		for _, role := range []authz.Role{authz.Admin, authz.Analyst, authz.Release, authz.Legal, authz.Auditor, authz.Consumer} {
			_, err := n.List(ctx, as(role).In(ids.Live), match.Window{})
			wantKind(n.T, err, errs.Denied)
			_, err = n.Get(ctx, as(role).In(ids.Live), e.ID)
			wantKind(n.T, err, errs.Denied)
		}
		_, err := n.Get(ctx, as(authz.Duty).In(ids.Live), e.ID)
		n.must(err)
		_, err = n.Change(ctx, as(authz.Duty), ids.Live, e.ID, 1, novak())
		wantKind(n.T, err, errs.Denied)
		_, err = n.Attest(ctx, pool, ids.Live, e.ID, 1, "")
		wantKind(n.T, err, errs.Denied)
		c, err := n.Coverage(ctx, as(authz.Auditor).In(ids.Live))
		n.must(err)
		if c.Experts != 1 {
			n.Errorf("an auditor counts %d", c.Experts)
		}
		low := authz.Person("CZE", "p9", "Low", "test", "green", authz.Grants(authz.Director))
		_, err = n.List(ctx, low.In(ids.Live), match.Window{})
		wantKind(n.T, err, errs.Denied)
		_, err = n.Coverage(ctx, low.In(ids.Live))
		wantKind(n.T, err, errs.Denied)
		_, err = n.Get(ctx, pool.In("exercise-1"), e.ID) // another realm
		wantKind(n.T, err, errs.NotFound)
		_, err = n.List(ctx, authz.Viewer{}, match.Window{})
		wantKind(n.T, err, errs.Denied)
	})
}

func TestRemovingErasesThePerson(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		e := n.add(novak())
		n.standby(e.ID, 0, 10*day)
		n.must(n.hold(e.ID, "offer 1", 0, 2*day))
		wantKind(n.T, n.Remove(ctx, pool, ids.Live, e.ID), errs.Conflict)
		n.clock.Advance(3 * day)
		n.must(n.Remove(ctx, pool, ids.Live, e.ID))
		_, err := n.Get(ctx, pool.In(ids.Live), e.ID)
		wantKind(n.T, err, errs.NotFound)
		wantKind(n.T, n.Remove(ctx, pool, ids.Live, e.ID), errs.NotFound)
		var bodies, windows int64
		n.must(n.db.Read(ctx, func(tx *db.Tx) (err error) {
			if bodies, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM expert_profile WHERE length(body) > 0`); err != nil {
				return err
			}
			windows, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM expert_window`)
			return err
		}))
		if bodies != 0 || windows != 0 {
			n.Errorf("%d bodies and %d windows are left", bodies, windows)
		}
		_, text := n.journal()
		noPersonalData(t, text)
	})
}

// noPersonalData fails when a text has a byte sequence of what identifies Nováková.
func noPersonalData(t *testing.T, text string) {
	t.Helper()
	p := novak()
	for _, part := range []string{p.Name, "Alena", "Nov", p.Phone, "555", p.Email, "alena", p.Employer, "Energetika", p.Clearance.Authority, p.Certificates[0].Reference, "4711", "GREM", p.Passport.text()} {
		if strings.Contains(text, part) {
			t.Errorf("%q stands in %s", part, text)
		}
	}
}

func (d Day) text() string { return string(d) }

func TestACardNamesNobody(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		e := n.add(novak())
		var before, other Card
		read := func() {
			n.must(n.db.Read(ctx, func(tx *db.Tx) (err error) {
				if before, err = n.Card(ctx, tx, ids.Live, e.ID, "offer 1"); err != nil {
					return err
				}
				other, err = n.Card(ctx, tx, ids.Live, e.ID, "offer 2")
				return err
			}))
		}
		read()
		if before.Clearance != "" || before.Attested {
			n.Errorf("nobody attests the clearance %q", before.Clearance)
		}
		_, err := n.Attest(ctx, director, ids.Live, e.ID, e.Version, "")
		n.must(err)
		read()
		if before.Clearance != "secret" || !before.Attested || len(before.Skills) != 2 || before.Languages[1].Native != "3/3/2+/2" {
			n.Errorf("the card is %+v", before)
		}
		b, err := strictjson.Marshal(before)
		n.must(err)
		noPersonalData(t, string(b))
		if strings.Contains(string(b), e.ID) || strings.Contains(string(b), "csirt") {
			n.Error("the card bears the id of the profile, by which matters could be linked, or the office")
		}
		if before.Pseudonym == other.Pseudonym || !strings.HasPrefix(before.Pseudonym, "CZE-") || len(before.Pseudonym) != 10 {
			n.Errorf("pseudonyms %s and %s", before.Pseudonym, other.Pseudonym)
		}
		if again := n.Pseudonym(e.ID, "offer 1"); again != before.Pseudonym {
			n.Errorf("within one matter %s becomes %s", before.Pseudonym, again)
		}
		elsewhere := New(Config{Party: "CZE", Secret: []byte("another secret")})
		if elsewhere.Pseudonym(e.ID, "offer 1") == before.Pseudonym {
			n.Error("the pseudonym does not depend on the node's secret")
		}
		var full FullCard
		n.must(n.db.Write(ctx, func(tx *db.Tx) (err error) {
			full, err = n.Disclose(ctx, tx, pool, ids.Live, e.ID, "offer 1")
			return err
		}))
		if full.Name != "Alena Nováková" || full.Phone == "" || full.Cleared == nil || full.Pseudonym != before.Pseudonym {
			n.Errorf("disclosed %+v", full)
		}
		kinds, text := n.journal()
		if !strings.Contains(kinds, "disclosed") {
			n.Errorf("the journal has %s", kinds)
		}
		noPersonalData(t, text)
	})
}

func TestOneHolderAtATime(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		e := n.add(novak())
		n.must(n.hold(e.ID, "offer 1", day, 3*day))
		n.must(n.hold(e.ID, "offer 1", day, 3*day)) // the same once more
		for name, err := range map[string]error{
			"within":               n.hold(e.ID, "offer 2", 2*day, 2*day+time.Hour),
			"around":               n.hold(e.ID, "offer 2", 0, 9*day),
			"the same time":        n.hold(e.ID, "offer 2", day, 3*day),
			"the matter otherwise": n.hold(e.ID, "offer 1", 2*day, 4*day),
		} {
			if !errs.Is(err, errs.Conflict) {
				n.Errorf("%s: got %v", name, err)
			}
		}
		n.must(n.hold(e.ID, "offer 2", 3*day, 4*day)) // one after another
		wantKind(n.T, n.hold(e.ID, "offer 3", 9*day, 8*day), errs.Invalid)
		wantKind(n.T, n.hold(ids.New(), "offer 3", 8*day, 9*day), errs.NotFound)
		_, err := n.AddWindow(ctx, pool, ids.Live, e.ID, Away, match.Window{From: start.Add(5 * day), To: start.Add(6 * day)}, "leave")
		n.must(err)
		wantKind(n.T, n.hold(e.ID, "offer 3", 5*day, 7*day), errs.Conflict)
	})
}

func TestManyAtOnceGiveOneHolder(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		e := n.add(novak())
		const officers = 8
		results := make([]error, officers)
		var wg sync.WaitGroup
		for i := range officers {
			wg.Go(func() {
				results[i] = n.hold(e.ID, fmt.Sprint("offer ", i), time.Duration(i)*time.Hour, 2*day)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range results {
			switch {
			case err == nil:
				won++
			case !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.Busy):
				n.Errorf("got %v", err)
			}
		}
		if holds := n.get(e.ID).Holds; won != 1 || len(holds) != 1 {
			n.Errorf("%d of %d hold the expert, and %d holds stand: %v", won, officers, len(holds), errors.Join(results...))
		}
	})
}

func TestWhatIsHeldIsWorked(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		e := n.add(novak())
		n.standby(e.ID, 0, 30*day)
		n.must(n.hold(e.ID, "offer 1", 0, 4*day))
		n.clock.Advance(2 * day)
		drop := func(expert, matter string) {
			n.must(n.db.Write(ctx, func(tx *db.Tx) error { return n.Drop(ctx, tx, pool, ids.Live, expert, matter) }))
		}
		drop("", "offer 9") // nobody
		drop(e.ID, "offer 1")
		l := n.get(e.ID)
		if len(l.Holds) != 1 || !l.Holds[0].To.Equal(start.Add(2*day)) || l.Worked != 20*time.Hour {
			n.Errorf("holds %+v, worked %v", l.Holds, l.Worked)
		}
		n.must(n.hold(e.ID, "offer 2", 3*day, 5*day))
		drop("", "offer 2") // before it begins
		if holds := n.get(e.ID).Holds; len(holds) != 1 {
			n.Errorf("holds %+v", holds)
		}
		// Two days of ten hours count against the limit of sixty in fourteen days.
		q := n.candidates(3*day, 4*day)[0]
		if q.Fatigue != (match.Fatigue{Worked: 20 * time.Hour, Limit: 60 * time.Hour}) || len(q.Available) != 1 {
			n.Errorf("the candidate is %+v", q)
		}
		if q := n.candidates(20*day, 21*day)[0]; q.Fatigue.Worked != 0 {
			n.Errorf("after fourteen days %v still count", q.Fatigue.Worked)
		}
	})
}

func TestCandidates(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		e, gone := n.add(novak()), n.add(novak())
		_, err := n.Withdraw(ctx, pool, ids.Live, gone.ID, gone.Version)
		n.must(err)
		n.standby(e.ID, 0, 3*day)
		n.must(n.hold(e.ID, "offer 1", 2*day, 4*day))
		all := n.candidates(0, 3*day)
		if len(all) != 1 || all[0].Clearance != "" || all[0].Languages["en"] != 2 || all[0].Languages["cs"] != 5 || len(all[0].Busy) != 1 || all[0].LeadTime != 6*time.Hour {
			n.Fatalf("got %+v", all)
		}
		_, err = n.Attest(ctx, director, ids.Live, e.ID, e.Version, "director")
		n.must(err)
		q := n.candidates(0, 3*day)[0]
		if q.Clearance != "secret" || !q.ClearanceUntil.Equal(time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)) {
			n.Errorf("cleared for %s until %v", q.Clearance, q.ClearanceUntil)
		}
		// The whole way: the pool fills a role.
		s, err := match.Solve(match.Problem{Now: start, People: []match.Person{q}, Permitted: map[match.Ask]match.Answer{{Party: "CZE", Request: "r"}: {Provision: "mou §4"}},
			Roles: []match.Role{{ID: "a", Request: "r", Service: "forensics", Skills: []match.Need{{Code: "ot", Min: 3}}, Clearance: "secret", Window: match.Window{From: start.Add(day), To: start.Add(2 * day)}, Weight: 1}}})
		n.must(err)
		if len(s.Assigned) != 1 {
			n.Errorf("nobody fills the role: %v", s.Open)
		}
		n.clock.Advance(365 * day)
		if q := n.candidates(365*day, 366*day)[0]; q.Clearance != "" {
			n.Error("a clearance counts after its end")
		}
	})
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		e, second := n.add(novak()), novak()
		second.Skills, second.Services, second.Clearance = []Skill{{"malware-analysis", 2}}, []string{"forensics"}, nil
		n.add(second)
		_, err := n.Attest(ctx, director, ids.Live, e.ID, e.Version, "")
		n.must(err)
		w := n.standby(e.ID, -time.Hour, day)
		c, err := n.Coverage(ctx, pool.In(ids.Live))
		n.must(err)
		find := func(rows []Covered, code string) Covered {
			for _, r := range rows {
				if r.Code == code {
					return r
				}
			}
			return Covered{}
		}
		for _, row := range []struct{ got, want Covered }{
			{find(c.Services, "forensics"), Covered{Code: "forensics", Experts: 2, Standby: 1}},
			{find(c.Services, "exercises"), Covered{Code: "exercises"}},
			{find(c.Skills, "malware-analysis"), Covered{Code: "malware-analysis", Experts: 2, Standby: 1, Levels: []int{2, 2, 1, 1, 0}}},
			{find(c.Clearances, "confidential"), Covered{Code: "confidential", Experts: 1, Standby: 1}},
			{find(c.Clearances, "top-secret"), Covered{Code: "top-secret"}},
		} {
			if d := cmp.Diff(row.want, row.got); d != "" {
				n.Error(d)
			}
		}
		if c.Experts != 2 || c.Standby != 1 || c.Unattested != 1 || c.Expiring != 0 || len(c.Services) != 21 {
			n.Errorf("got %+v", c)
		}
		n.must(n.RemoveWindow(ctx, pool, ids.Live, e.ID, w.ID))
		wantKind(n.T, n.RemoveWindow(ctx, pool, ids.Live, e.ID, w.ID), errs.NotFound)
		wantKind(n.T, n.RemoveWindow(ctx, pool, ids.Live, e.ID, ""), errs.NotFound)
		n.clock.Advance(150 * day)
		if c, err = n.Coverage(ctx, pool.In(ids.Live)); err != nil || c.Standby != 0 || c.Expiring != 1 {
			n.Errorf("later: %+v, %v", c, err)
		}
	})
}
