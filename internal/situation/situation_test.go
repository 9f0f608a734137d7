package situation

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"entente/internal/alert"
	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/crisis"
	"entente/internal/duty"
	"entente/internal/expert"
	"entente/internal/format/marking"
	"entente/internal/incident"
	"entente/internal/matter/mattertest"
	"entente/internal/warning"
)

var ctx = context.Background()

type built struct {
	alerts    *alert.Service
	warnings  *warning.Service
	incidents *incident.Service
	picture   *Service
}

// room is a world whose nodes have everything that a picture is made of.
type room struct {
	*mattertest.World
	at map[ids.Party]built
}

func each(t *testing.T, f func(t *testing.T, r *room)) {
	t.Helper()
	var all sync.Map // by node; both engines build at once
	mattertest.Each(t, []ids.Party{"CZE", "EST"}, func(n *mattertest.Node) {
		crises := crisis.New(crisis.Config{DB: n.DB, Journal: n.Journal, Matters: n.Matters, Agreements: n.Agreements, Parties: n.Parties, Key: n.Key, Party: n.Code})
		duties := duty.New(duty.Config{Exchange: nothing{}, DB: n.DB, Journal: n.Journal, Party: n.Code, Key: n.Key, Parties: n.Parties, Agreements: n.Agreements})
		assists, err := assist.New(assist.Config{DB: n.DB, Journal: n.Journal, Party: n.Code, Key: n.Key, Matters: n.Matters, Agreements: n.Agreements, Duties: duties,
			Pool: expert.New(expert.Config{DB: n.DB, Journal: n.Journal, Party: n.Code, Parties: n.Parties, Secret: []byte("of a test")})})
		if err != nil {
			t.Error(err)
		}
		b := built{alerts: alert.New(alert.Config{DB: n.DB, Matters: n.Matters, Decisions: crises, Party: n.Code}),
			warnings:  warning.New(warning.Config{DB: n.DB, Journal: n.Journal, Matters: n.Matters, Party: n.Code}),
			incidents: incident.New(incident.Config{DB: n.DB, Journal: n.Journal, Matters: n.Matters, Party: n.Code})}
		b.picture = New(Config{Clock: n.Clock, Parties: n.Parties, Alerts: b.alerts, Warnings: b.warnings, Incidents: b.incidents, Assists: assists, Crises: crises})
		all.Store(n, b)
	}, func(t *testing.T, w *mattertest.World) {
		r := &room{World: w, at: map[ids.Party]built{}}
		for code, n := range w.Nodes {
			b, _ := all.Load(n)
			r.at[code] = b.(built)
		}
		f(t, r)
	})
}

// nothing says that nothing was exchanged under an agreement.
type nothing struct{ duty.Exchange }

func director(p ids.Party) authz.Actor { return mattertest.Person(p, authz.Director) }

func (r *room) look(v authz.Viewer, at ids.Party) Picture {
	r.T.Helper()
	p, err := r.at[at].picture.Picture(ctx, v)
	r.Must(err)
	return p
}

func row(p Picture, party ids.Party) Row {
	i := slices.IndexFunc(p.Parties, func(r Row) bool { return r.Party == party })
	if i < 0 {
		return Row{}
	}
	return p.Parties[i]
}

// TestNothingIsInvented: where nobody has said anything, nothing is known.
func TestNothingIsInvented(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		p := r.look(director("HUB").In(ids.Live), "HUB")
		if len(p.Parties) != 3 || p.Parties[0].Party != "HUB" || p.Alliance != nil || len(p.Withheld) != 0 {
			t.Errorf("%+v", p)
		}
		for _, x := range p.Parties {
			if x.Known || x.Alert.Level != "" || x.Gravest != nil || x.Name == "" {
				t.Errorf("of %s is said %+v", x.Party, x)
			}
		}
	})
}

// TestThePicture puts a level, a warning and incidents in two schemes together.
func TestThePicture(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		_, err := r.at["CZE"].alerts.State(ctx, director("CZE"), ids.Live, alert.NewLevel{Level: "high", Criterion: "A hospital is down.", TLP: marking.Green, Under: []alert.Under{{Agreement: r.Agreement, Provision: "3.1"}}})
		r.Must(err)
		w, err := r.at["HUB"].warnings.Issue(ctx, director("HUB"), ids.Live, warning.NewWarning{Agreement: r.Agreement, Provision: "3.1", To: []ids.Party{"CZE", "EST"}, TLP: marking.Green, Text: warning.Text{Cause: "campaign",
			Title: clause.Text{"en": "Phishing"}, Text: clause.Text{"en": "Ministries are written to."}, Sectors: []string{}, Actions: []clause.Text{}, Objects: []string{}, Severity: warning.Severity{Scheme: "eu-impact", Value: "red"}, Due: mattertest.Start.Add(24 * time.Hour)}})
		r.Must(err)
		grave := r.incident("CZE", "cz", "III", "HUB")
		mild := r.incident("CZE", "uk-ncsc", "5", "HUB")
		unjudged := r.incident("CZE", "", "", "HUB")
		r.incident("EST", "us-nciss", "severe")
		r.Settle()
		_, err = r.at["CZE"].warnings.Acknowledge(ctx, director("CZE"), ids.Live, w.ID, warning.Yes, "")
		r.Must(err)
		r.Settle()

		p := r.look(director("HUB").In(ids.Live), "HUB")
		cze, est := row(p, "CZE"), row(p, "EST")
		if cze.Alert.Level != "high" || cze.Incidents != 3 || cze.Unjudged != 1 || cze.Gravest.Value != "III" || cze.Gravest.Scheme != "cz" || *cze.Gravest.Place != (warning.Place{From: 1, To: 2, Doubt: true}) || cze.Affected != 1 || cze.Owes != 0 {
			t.Errorf("of CZE the hub says %+v, gravest %+v", cze, cze.Gravest)
		}
		if est.Known || est.Incidents != 0 || est.Owes != 1 {
			t.Errorf("EST has told the hub nothing: %+v", est)
		}
		if len(p.Incidents) != 3 || p.Incidents[0].ID != grave || p.Incidents[1].ID != mild || p.Incidents[2].ID != unjudged || len(p.Incidents[2].Severities) != 0 {
			t.Errorf("incidents by the crosswalk: %+v", p.Incidents)
		}
		if len(p.Warnings) != 1 || p.Warnings[0].Severity.Value != "red" || p.Warnings[0].Seats[0].Affected != "yes" || p.Warnings[0].Seats[1].Affected != "" || !p.Warnings[0].Seats[1].Owes {
			t.Errorf("warnings: %+v", p.Warnings)
		}
		if own := row(r.look(director("EST").In(ids.Live), "EST"), "EST"); own.Incidents != 1 || !own.Known {
			t.Errorf("EST knows its own: %+v", own)
		}
	})
}

func (r *room) incident(by ids.Party, scheme, value string, to ...ids.Party) string {
	r.T.Helper()
	s := r.at[by].incidents
	who := mattertest.Person(by, authz.Duty)
	v, err := s.Open(ctx, who, ids.Live, marking.Green, incident.Description{Title: "Ransomware", Category: "malicious-code/infected-system"})
	r.Must(err)
	if len(to) > 0 {
		_, err = s.Share(ctx, who, ids.Live, v.ID, incident.Sharing{Agreement: r.Agreement, Provision: "7.1", To: to})
		r.Must(err)
	}
	if scheme != "" {
		_, err = s.Judge(ctx, who, ids.Live, v.ID, incident.Words{}, incident.Judgement{Scheme: scheme, Value: value})
		r.Must(err)
	}
	return v.ID
}

// TestWhatMayNotBeReadIsNamed: parts that the reader may not read are listed, and
// whoever may read no warnings gets no picture.
func TestWhatMayNotBeReadIsNamed(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		r.incident("HUB", "cz", "I")
		some := authz.Person("HUB", "p3", "Cy", "test", "", []authz.Act{authz.WarningRead})
		p := r.look(some.In(ids.Live), "HUB")
		if !slices.Equal(p.Withheld, []string{"incidents", "requests", "decisions"}) || len(p.Incidents) != 0 || row(p, "HUB").Known {
			t.Errorf("%+v", p)
		}
		if _, err := r.at["HUB"].picture.Picture(ctx, mattertest.Person("HUB", authz.Monitor).In(ids.Live)); err == nil {
			t.Error("a monitor has the picture")
		}
	})
}
