package report

import (
	"context"
	"regexp"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/strictjson"
)

// Panel is one panel of a dashboard.
type Panel struct {
	ID    string    `json:"id" maxLength:"40" doc:"Of the person's choosing, each once"`
	Kind  string    `json:"kind" enum:"objects,added,types,origins,markings,flows,reciprocity,receipts,ageing,recalls,refusals,peers,agreements,newest"`
	Width int       `json:"width" minimum:"1" maximum:"3" doc:"In thirds of the page"`
	Days  int       `json:"days" enum:"7,30,90,365" doc:"How far back it looks"`
	Party ids.Party `json:"party,omitempty" maxLength:"16" doc:"Only what concerns this party"`
}

// Dashboard is what a person has put together in a realm. Version counts the
// savings; 0 is the arrangement that everybody begins with.
type Dashboard struct {
	Version int64
	Saved   time.Time
	Panels  []Panel
}

// maxPanels bounds a dashboard.
const maxPanels = 30

// Kinds lists the kinds of panels.
func Kinds() []string {
	return []string{"objects", "added", "types", "origins", "markings", "flows", "reciprocity", "receipts", "ageing", "recalls", "refusals", "peers", "agreements", "newest"}
}

// beginning is the dashboard of someone who has arranged none.
func beginning() []Panel {
	return []Panel{
		{ID: "objects", Kind: "objects", Width: 1, Days: 7},
		{ID: "added", Kind: "added", Width: 2, Days: 30},
		{ID: "flows", Kind: "flows", Width: 2, Days: 30},
		{ID: "receipts", Kind: "receipts", Width: 1, Days: 30},
		{ID: "refusals", Kind: "refusals", Width: 2, Days: 30},
		{ID: "peers", Kind: "peers", Width: 1, Days: 30},
		{ID: "markings", Kind: "markings", Width: 1, Days: 30},
		{ID: "ageing", Kind: "ageing", Width: 1, Days: 30},
		{ID: "newest", Kind: "newest", Width: 1, Days: 30},
	}
}

var panelID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func checkPanels(panels []Panel) error {
	if len(panels) > maxPanels {
		return errs.New(errs.TooLarge, "a dashboard has at most %d panels", maxPanels)
	}
	seen := map[string]bool{}
	for i, p := range panels {
		switch {
		case !panelID.MatchString(p.ID) || seen[p.ID]:
			return errs.New(errs.Invalid, "panel %d: its id is letters a-z, digits and hyphens, and no other panel's", i+1)
		case !slices.Contains(Kinds(), p.Kind):
			return errs.New(errs.Invalid, "panel %d: there is no kind %q", i+1, errs.Clip(p.Kind))
		case p.Width < 1 || p.Width > 3:
			return errs.New(errs.Invalid, "panel %d: its width is 1, 2 or 3 thirds of the page", i+1)
		case !slices.Contains([]int{7, 30, 90, 365}, p.Days):
			return errs.New(errs.Invalid, "panel %d: it looks back 7, 30, 90 or 365 days", i+1)
		}
		if p.Party != "" {
			if _, err := ids.ParseParty(string(p.Party)); err != nil {
				return err
			}
		}
		seen[p.ID] = true
	}
	return nil
}

// Dashboard gives the viewer's own dashboard in the realm.
func (s *Service) Dashboard(ctx context.Context, v authz.Viewer) (d Dashboard, err error) {
	defer errs.Wrap(&err, "report.Dashboard")
	if err := v.May(authz.ReportRead); err != nil {
		return d, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		d, err = loadDashboard(ctx, tx, v.Actor().Person, v.Realm())
		return err
	})
	return d, err
}

// SaveDashboard replaces the actor's own dashboard. version is that of the one
// that was changed; when another browser saved meanwhile the answer is
// errs.Conflict.
func (s *Service) SaveDashboard(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, panels []Panel) (d Dashboard, err error) {
	defer errs.Wrap(&err, "report.SaveDashboard")
	// A dashboard is the person's own and shows nothing by itself, but who only
	// reads by a token changes nothing, this included.
	if err := who.May(authz.ReportMake); err != nil {
		return d, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if d, err = loadDashboard(ctx, tx, who.Person, realm); err != nil {
			return err
		}
		if d.Version != version {
			return errs.New(errs.Conflict, "this dashboard was changed elsewhere meanwhile; it is shown as it is now")
		}
		if err := checkPanels(panels); err != nil {
			return err
		}
		d = Dashboard{Version: version + 1, Saved: tx.Now, Panels: panels}
		if err := saveDashboard(ctx, tx, who.Person, realm, d); err != nil {
			return err
		}
		_, err = s.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "report.dashboard-saved", By: who, About: "dashboard", Body: map[string]int64{"version": d.Version, "panels": int64(len(panels))}})
		return err
	})
	return d, err
}

func loadDashboard(ctx context.Context, tx *db.Tx, owner string, realm ids.Realm) (Dashboard, error) {
	d, err := db.One(ctx, tx, func(sc db.Scanner) (d Dashboard, err error) {
		var saved int64
		var panels []byte
		if err = sc.Scan(&d.Version, &saved, &panels); err != nil {
			return d, err
		}
		d.Saved = db.Time(saved)
		return d, strictjson.Decode(panels, &d.Panels, strictjson.Default)
	}, `SELECT version, saved, panels FROM report_dashboard WHERE owner = $1 AND realm = $2`, owner, string(realm))
	if errs.Is(err, errs.NotFound) {
		return Dashboard{Panels: beginning()}, nil
	}
	return d, err
}

func saveDashboard(ctx context.Context, tx *db.Tx, owner string, realm ids.Realm, d Dashboard) error {
	if d.Panels == nil {
		d.Panels = []Panel{}
	}
	panels, err := strictjson.Marshal(d.Panels)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO report_dashboard (owner, realm, version, saved, panels) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (owner, realm) DO UPDATE SET version = excluded.version, saved = excluded.saved, panels = excluded.panels`,
		owner, string(realm), d.Version, db.Micros(d.Saved), panels)
	return err
}
