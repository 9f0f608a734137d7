package report

import (
	"context"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/federation"
	"entente/internal/format/marking"
	"entente/internal/intel"
	"entente/internal/party"
	"entente/internal/release"
)

// Intel counts and lists what the store holds.
type Intel interface {
	Figures(ctx context.Context, v authz.Viewer, span intel.Span, origin ids.Party) (intel.Figures, error)
	List(ctx context.Context, v authz.Viewer, f intel.Filter) ([]intel.Row, error)
}

// Releases counts what crossed and was refused, and what was recalled.
type Releases interface {
	Traffic(ctx context.Context, v authz.Viewer, from, until time.Time, party ids.Party) (release.Traffic, error)
	Recalls(ctx context.Context, v authz.Viewer, from, until time.Time) ([]release.Order, error)
	Legs(ctx context.Context, v authz.Viewer, releases []string) (map[release.Leg]release.Bearing, error)
}

// Agreements lists the agreements of a realm.
type Agreements interface {
	List(ctx context.Context, v authz.Viewer) ([]agreement.Agreement, error)
	Get(ctx context.Context, v authz.Viewer, id string) (agreement.Agreement, error)
	// SigningKey gives the key under which an office's signature of a moment counts.
	SigningKey(ctx context.Context, v authz.Viewer, p ids.Party, office string, at time.Time) (sign.PublicKey, error)
}

// Peers lists the links with other nodes.
type Peers interface {
	Peers(ctx context.Context, v authz.Viewer) ([]federation.PeerView, error)
}

// Parties lists the parties that this node knows.
type Parties interface {
	List(ctx context.Context, v authz.Viewer) ([]party.Party, error)
}

// Config is what a Service needs.
type Config struct {
	DB         *db.DB
	Journal    *journal.Journal
	Clock      clock.Clock
	Party      ids.Party // this node's own
	Intel      Intel
	Releases   Releases
	Agreements Agreements
	Peers      Peers
	Parties    Parties
	Crises     Crises
	Zone       *time.Location // of the people here; nil means the machine's
}

// Service makes figures and documents, and keeps dashboards.
type Service struct{ Config }

// New gives the service.
func New(c Config) *Service {
	if c.Zone == nil {
		c.Zone = time.Local
	}
	return &Service{c}
}

// Ask says what a report is about.
type Ask struct {
	From, To time.Time // UTC days, both included; zero From means six days before To, zero To today
	Party    ids.Party // empty: all parties
	Ceiling  string    // a TLP: nothing above it and nothing unmarked is counted; empty: all that the viewer may read
}

const day = 24 * time.Hour

// period settles the days of an ask.
func (a Ask) period(now time.Time) (from, to time.Time, err error) {
	from, to = a.From.UTC().Truncate(day), a.To.UTC().Truncate(day)
	if a.To.IsZero() {
		to = now.UTC().Truncate(day)
	}
	if a.From.IsZero() {
		from = to.AddDate(0, 0, -6)
	}
	switch {
	case from.After(to):
		return from, to, errs.New(errs.Invalid, "the period ends before it begins")
	case from.Year() < 1971 || to.Sub(from) >= intel.MaxDays*day:
		return from, to, errs.New(errs.Invalid, "a period begins after 1970 and has at most %d days", intel.MaxDays)
	}
	return from, to, nil
}

// narrow gives the viewer with the ceiling that was asked for, when that is
// lower than his own.
func (a Ask) narrow(v authz.Viewer) (authz.Viewer, error) {
	if a.Ceiling == "" {
		return v, nil
	}
	want, err := marking.ParseTLP(a.Ceiling)
	if err != nil {
		return v, err
	}
	if want == marking.None {
		return v, errs.New(errs.Invalid, "a ceiling is a TLP level")
	}
	who := v.Actor()
	if own, err := marking.ParseTLP(who.Ceiling); err == nil && (own == marking.None || want < own) {
		who.Ceiling = want.String()
	}
	return who.In(v.Realm()), nil
}
