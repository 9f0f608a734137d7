package warning

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/matter/mattertest"
)

var ctx = context.Background()

// room is a world whose nodes warn each other.
type room struct {
	*mattertest.World
	at map[ids.Party]*Service
}

func each(t *testing.T, f func(t *testing.T, r *room)) {
	t.Helper()
	var all sync.Map // by node; both engines build at once
	mattertest.Each(t, []ids.Party{"CZE", "EST"}, func(n *mattertest.Node) {
		all.Store(n, New(Config{DB: n.DB, Journal: n.Journal, Matters: n.Matters, Party: n.Code}))
	}, func(t *testing.T, w *mattertest.World) {
		r := &room{World: w, at: map[ids.Party]*Service{}}
		for code, n := range w.Nodes {
			s, _ := all.Load(n)
			r.at[code] = s.(*Service)
		}
		f(t, r)
	})
}

func duty(p ids.Party) authz.Actor { return mattertest.Person(p, authz.Duty) }

func text(due time.Time) Text {
	return Text{Cause: "vulnerability-exploited", Title: clause.Text{"en": "Gateways are being broken into", "cs": "Útoky na brány"}, Text: clause.Text{"en": "A hole without a patch is used against gateways.", "cs": "Zneužívá se chyba bez opravy."},
		Severity: Severity{Scheme: "us-nciss", Value: "high"}, Sectors: []string{"energy"}, Actions: []clause.Text{{"en": "Take the portal off the network.", "cs": "Odpojte portál."}}, Objects: []string{}, Due: due}
}

func (r *room) issue(by ids.Party, due time.Duration, to ...ids.Party) (View, error) {
	var at time.Time
	if due != 0 {
		at = r.Nodes[by].Clock.Now().Add(due)
	}
	return r.at[by].Issue(ctx, duty(by), ids.Live, NewWarning{Agreement: r.Agreement, Provision: "3.1", To: to, TLP: marking.Amber, Text: text(at)})
}

func (r *room) get(at ids.Party, id string) View {
	r.T.Helper()
	v, err := r.at[at].Get(ctx, duty(at).In(ids.Live), id)
	r.Must(err)
	return v
}

// kinds lists the acts of this domain in a node's journal.
func (r *room) kinds(at ids.Party) (out []string) {
	for _, e := range r.Entries(at, 0) {
		if strings.HasPrefix(e.Kind, "warning.") {
			out = append(out, e.Kind)
		}
	}
	return out
}

func want(t *testing.T, err error, kind errs.Kind, part string) {
	t.Helper()
	if !errs.Is(err, kind) || !strings.Contains(err.Error(), part) {
		t.Errorf("got %v, want %s with %q", err, kind, part)
	}
}

// TestWhoHasTakenNote is the plain way: the hub warns two, one takes note, the other
// does not, and everybody sees the same.
func TestWhoHasTakenNote(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		v, err := r.issue("HUB", time.Hour, "CZE", "EST")
		r.Must(err)
		r.Settle()
		r.Advance(time.Minute)
		if _, err := r.at["CZE"].Acknowledge(ctx, duty("CZE"), ids.Live, v.ID, Looking, "We are asking our operators."); err != nil {
			t.Fatal(err)
		}
		r.Advance(time.Minute)
		if _, err := r.at["CZE"].Acknowledge(ctx, duty("CZE"), ids.Live, v.ID, Yes, "Two gateways."); err != nil {
			t.Fatal(err)
		}
		r.Settle()
		for code := range r.at {
			w := r.get(code, v.ID)
			cze, est := w.Seats[0], w.Seats[1]
			if len(cze.Said) != 2 || cze.Said[1].Affected != Yes || cze.Said[1].By != "Ada" || cze.Owes || !est.Owes || est.Overdue || w.Owed != 1 {
				t.Errorf("at %s: %+v", code, w.Seats)
			}
			if w.Text.Place == nil || *w.Text.Place != (Place{From: 3, To: 3, Doubt: true}) {
				t.Errorf("at %s the severity stands at %+v", code, w.Text.Place)
			}
		}
		hub := r.get("HUB", v.ID)
		if g := hub.Seats[1].Given; g == nil || hub.Ours != nil {
			t.Errorf("the hub does not show what it gave: %+v", hub.Seats[1])
		}
		if cze := r.get("CZE", v.ID); cze.Ours == nil || cze.Ours.Owes {
			t.Errorf("CZE sees of itself %+v", cze.Ours)
		}
		if len(r.Refused) > 0 {
			t.Error(r.Refused)
		}
	})
}

// TestANationWarnsByWayOfTheHub: who has no link with the issuer gets it all the
// same, and its word comes back.
func TestANationWarnsByWayOfTheHub(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		v, err := r.issue("CZE", time.Hour, "HUB", "EST")
		r.Must(err)
		r.Settle()
		_, err = r.at["EST"].Acknowledge(ctx, duty("EST"), ids.Live, v.ID, No, "")
		r.Must(err)
		r.Settle()
		got := r.get("CZE", v.ID)
		if est := got.Seats[0]; est.Party != "EST" || est.Via != "HUB" || est.Given != nil || len(est.Said) != 1 {
			t.Errorf("CZE sees of EST %+v", est)
		}
	})
}

// TestANewTextIsAcknowledgedAnew: the next text asks again, and only the issuer
// brings or ends it.
func TestANewTextIsAcknowledgedAnew(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		v, err := r.issue("HUB", time.Hour, "CZE", "EST")
		r.Must(err)
		r.Settle()
		ack := func(p ids.Party) error {
			_, err := r.at[p].Acknowledge(ctx, duty(p), ids.Live, v.ID, No, "")
			return err
		}
		r.Must(ack("CZE"))
		r.Settle()
		want(t, ack("HUB"), errs.Denied, "we issued")
		_, err = r.at["CZE"].Update(ctx, duty("CZE"), ids.Live, v.ID, text(time.Time{}))
		want(t, err, errs.Denied, "only HUB")
		_, err = r.at["CZE"].End(ctx, duty("CZE"), ids.Live, v.ID, "Over.")
		want(t, err, errs.Denied, "only HUB")
		next := text(r.Nodes["HUB"].Clock.Now().Add(2 * time.Hour))
		_, err = r.at["HUB"].Update(ctx, duty("HUB"), ids.Live, v.ID, next)
		want(t, err, errs.Invalid, "what has changed")
		next.Why = "A patch is out."
		_, err = r.at["HUB"].Update(ctx, duty("HUB"), ids.Live, v.ID, next)
		r.Must(err)
		r.Settle()
		if w := r.get("CZE", v.ID); w.Text.Rev != 2 || !w.Ours.Owes || len(w.Ours.Said) != 1 || w.Owed != 2 {
			t.Errorf("after the second text CZE sees %+v", w)
		}
		_, err = r.at["HUB"].End(ctx, duty("HUB"), ids.Live, v.ID, "")
		want(t, err, errs.Invalid, "reason")
		_, err = r.at["HUB"].End(ctx, duty("HUB"), ids.Live, v.ID, "Everybody has patched.")
		r.Must(err)
		r.Settle()
		want(t, ack("CZE"), errs.Conflict, "ended")
		for code, s := range r.at {
			w := r.get(code, v.ID)
			open, err := s.Standing(ctx, duty(code).In(ids.Live))
			if err != nil || len(open) != 0 || w.Open || w.Owed != 0 || w.Reason == "" {
				t.Errorf("at %s after the end: %+v, %+v, %v", code, open, w, err)
			}
		}
	})
}

// TestPeopleAreToldOnce: those who are to take note when half of the time has passed,
// everybody concerned when it has run out, and nobody who has taken note.
func TestPeopleAreToldOnce(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		v, err := r.issue("HUB", 2*time.Hour, "CZE", "EST")
		r.Must(err)
		r.Settle()
		look := func() {
			for range 2 {
				for _, s := range r.at {
					r.Must(s.Remind(ctx))
				}
			}
		}
		look()
		_, err = r.at["CZE"].Acknowledge(ctx, duty("CZE"), ids.Live, v.ID, Looking, "")
		r.Must(err)
		r.Settle()
		r.Advance(time.Hour)
		look()
		r.Advance(time.Hour)
		look()
		for code, told := range map[ids.Party][]string{"HUB": {"warning.overdue"}, "CZE": nil, "EST": {"warning.soon", "warning.overdue"}} {
			got := slices.DeleteFunc(r.kinds(code), func(k string) bool { return k != "warning.soon" && k != "warning.overdue" })
			if !slices.Equal(got, told) {
				t.Errorf("people of %s were told %v, want %v", code, got, told)
			}
		}
		if w := r.get("HUB", v.ID); !w.Seats[1].Overdue || w.Seats[0].Overdue {
			t.Errorf("overdue: %+v", w.Seats)
		}
	})
}

// TestWhatCannotBeIssued holds the door shut.
func TestWhatCannotBeIssued(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		now := r.Nodes["HUB"].Clock.Now()
		for name, c := range map[string]struct {
			change func(n *NewWarning)
			kind   errs.Kind
			part   string
		}{
			"another provision":     {func(n *NewWarning) { n.Provision = "8.1" }, errs.NotFound, "shares incidents"},
			"above the ceiling":     {func(n *NewWarning) { n.TLP = marking.Red }, errs.Denied, "may not go"},
			"a stranger":            {func(n *NewWarning) { n.To = []ids.Party{"FRA"} }, errs.Invalid, "not bound"},
			"no title":              {func(n *NewWarning) { n.Text.Title = nil }, errs.Invalid, "title"},
			"half a language":       {func(n *NewWarning) { delete(n.Text.Text, "cs") }, errs.Invalid, "missing in cs"},
			"an invented severity":  {func(n *NewWarning) { n.Text.Severity.Value = "terrible" }, errs.Invalid, "not a value"},
			"an invented sector":    {func(n *NewWarning) { n.Text.Sectors = []string{"casinos"} }, errs.Invalid, "sectors"},
			"an invented cause":     {func(n *NewWarning) { n.Text.Cause = "weather" }, errs.Invalid, "can be about"},
			"a time that is past":   {func(n *NewWarning) { n.Text.Due = now }, errs.Invalid, "has passed"},
			"an id that tells":      {func(n *NewWarning) { n.Text.Objects = []string{"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd"} }, errs.Denied, "would tell"},
			"no id of an object":    {func(n *NewWarning) { n.Text.Objects = []string{"1.2.3.4"} }, errs.Invalid, "STIX"},
			"no id of an incident":  {func(n *NewWarning) { n.Text.Incident = "x" }, errs.Invalid, ""},
			"a text that is hidden": {func(n *NewWarning) { n.Text.Text["en"] = "a\u202eb" }, errs.Invalid, "cannot be seen"},
		} {
			n := NewWarning{Agreement: r.Agreement, Provision: "3.1", To: []ids.Party{"CZE"}, TLP: marking.Amber, Text: text(now.Add(time.Hour))}
			c.change(&n)
			_, err := r.at["HUB"].Issue(ctx, duty("HUB"), ids.Live, n)
			if !errs.Is(err, c.kind) || !strings.Contains(err.Error(), c.part) {
				t.Errorf("%s: got %v, want %s with %q", name, err, c.kind, c.part)
			}
		}
		for code, who := range map[string]authz.Actor{"analyst": mattertest.Person("HUB", authz.Analyst), "auditor": mattertest.Person("HUB", authz.Auditor)} {
			if _, err := r.at["HUB"].Issue(ctx, who, ids.Live, NewWarning{Agreement: r.Agreement, Provision: "3.1", To: []ids.Party{"CZE"}, TLP: marking.Green, Text: text(time.Time{})}); !errs.Is(err, errs.Denied) {
				t.Errorf("an %s issued a warning: %v", code, err)
			}
		}
	})
}

// TestACeilingHides: whoever may not read the marking does not learn that there is a
// warning.
func TestACeilingHides(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		v, err := r.issue("HUB", 0, "CZE")
		r.Must(err)
		r.Settle()
		low := authz.Person("CZE", "p2", "Bob", "test", "green", authz.Grants(authz.Duty))
		if _, err := r.at["CZE"].Get(ctx, low.In(ids.Live), v.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("a person of ceiling green reads an amber warning: %v", err)
		}
		if all, err := r.at["CZE"].List(ctx, low.In(ids.Live)); err != nil || len(all) != 0 {
			t.Errorf("and lists %+v, %v", all, err)
		}
		if _, err := r.at["CZE"].Acknowledge(ctx, low, ids.Live, v.ID, Yes, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("and takes note of it: %v", err)
		}
		if v := r.get("CZE", v.ID); v.Ours.Owes || v.Owed != 0 {
			t.Errorf("nobody asked CZE to take note: %+v", v.Ours)
		}
	})
}
