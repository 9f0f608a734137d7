package report

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/intel"
	"entente/internal/release"
)

// Figures is what this node holds and what crossed, counted for one viewer.
type Figures struct {
	From     string    `json:"from" doc:"First UTC day"`
	To       string    `json:"to" doc:"Last UTC day, included"`
	At       time.Time `json:"at" doc:"When it was counted"`
	Realm    ids.Realm `json:"realm"`
	Party    ids.Party `json:"party,omitempty" doc:"The one party that it is about; absent for all"`
	Ceiling  string    `json:"ceiling,omitempty" doc:"Nothing above this TLP is counted, and nothing unmarked"`
	Strict   string    `json:"strictest" enum:",clear,green,amber,amber+strict,red" doc:"Strictest TLP of what is counted"`
	Unmarked bool      `json:"unmarked" doc:"Something without a marking, or with one not understood, is counted"`

	Objects    FigureObjects  `json:"objects"`
	Indicators FigureAges     `json:"indicators"`
	Parties    []FigureParty  `json:"parties" doc:"What crossed between this node and each party within the period"`
	Receipts   FigureReceipts `json:"receipts"`
	Recalls    FigureRecalls  `json:"recalls"`
	Refusals   []FigureGround `json:"refusals" doc:"Why objects did not cross; one with two reasons counts under both"`
	Provisions []FigureGround `json:"provisions" doc:"By which provisions objects crossed"`
}

// FigureObjects counts objects. Origins and markings count like types.
type FigureObjects struct {
	Here     int64         `json:"here" doc:"Objects held now, each once"`
	Came     int64         `json:"came" doc:"Versions that came in within the period"`
	ByType   []FigureCount `json:"by_type"`
	ByOrigin []FigureCount `json:"by_origin"`
	ByTLP    []FigureCount `json:"by_tlp" doc:"Key \"\" is unmarked, \"?\" a marking not understood"`
	Days     []FigureDay   `json:"days" doc:"Every day of the period"`
}

// FigureCount is one line of a count.
type FigureCount struct {
	Key  string `json:"key"`
	Here int64  `json:"here"`
	Came int64  `json:"came"`
}

// FigureDay is what came in on one UTC day.
type FigureDay struct {
	Day        string `json:"day"`
	Came       int64  `json:"came"`
	Indicators int64  `json:"indicators"`
}

// FigureAges is how old the indicators here are.
type FigureAges struct {
	Here    int64 `json:"here"`
	Expired int64 `json:"expired" doc:"Their valid_until lies before today"`
	Over30  int64 `json:"over_30_days" doc:"Came in more than 30 days ago"`
	Over90  int64 `json:"over_90_days"`
	Over365 int64 `json:"over_365_days"`
}

// FigureParty is what crossed between this node and one party.
type FigureParty struct {
	Party            ids.Party  `json:"party"`
	Name             string     `json:"name"`
	GivenReleases    int64      `json:"given_releases" doc:"Of this node's choice"`
	GivenObjects     int64      `json:"given_objects"`
	OnwardReleases   int64      `json:"onward_releases" doc:"Passed on by standing rule"`
	OnwardObjects    int64      `json:"onward_objects"`
	ReceivedReleases int64      `json:"received_releases"`
	ReceivedObjects  int64      `json:"received_objects"`
	WithheldObjects  int64      `json:"withheld_objects" doc:"Not given or passed on, counted at each decision"`
	RefusedObjects   int64      `json:"refused_objects" doc:"Came from it and were not taken"`
	Ratio            *float64   `json:"ratio,omitempty" doc:"Objects given and passed on for each one received; absent when none was received"`
	Receipts         FigureWait `json:"receipts"`
}

// FigureWait is how long a party took to sign for what it was given.
type FigureWait struct {
	Count int64 `json:"count" doc:"Releases within the period that it has signed for"`
	Open  int64 `json:"open" doc:"Releases that it has not signed for, whenever they were made"`
	P50   int64 `json:"p50_ms"`
	P95   int64 `json:"p95_ms"`
}

// FigureReceipts is the same for all parties together.
type FigureReceipts = FigureWait

// FigureRecalls counts orders within the period or still open, and how far
// they have come with each party.
type FigureRecalls struct {
	Ours     int64 `json:"ours" doc:"Orders of this party"`
	Theirs   int64 `json:"theirs"`
	Asked    int64 `json:"asked" doc:"Parties that were sent an order, counted at each order"`
	Executed int64 `json:"executed"`
	Refused  int64 `json:"refused"`
	Open     int64 `json:"open"`
}

// FigureGround is how often a reason decided.
type FigureGround struct {
	Direction  string    `json:"direction" enum:"out,onward,withheld,in"`
	Party      ids.Party `json:"party"`
	Code       string    `json:"code"`
	Agreement  string    `json:"agreement,omitempty"`
	Title      string    `json:"title,omitempty"`
	Generation int64     `json:"generation,omitempty"`
	Provision  string    `json:"provision,omitempty"`
	Objects    int64     `json:"objects"`
}

// kindSent is the journal kind that takes objects to a party.
const kindSent = "release.sent"

// maxOpen bounds how many open receipts of one party are looked at.
const maxOpen = 10_000

// facts is everything that figures and documents are made of, as one viewer
// may know it.
type facts struct {
	viewer   authz.Viewer
	from, to time.Time
	store    intel.Figures
	flows    release.Traffic
	recalls  []release.Order
	given    []ledger.Given  // within the period, with when each was signed for
	open     []ledger.Given  // not signed for yet, as far as the viewer may hear of them
	bearing  release.Bearing // of everything above together
	names    map[ids.Party]string
}

// Figures counts for the viewer.
func (s *Service) Figures(ctx context.Context, v authz.Viewer, ask Ask) (f Figures, err error) {
	defer errs.Wrap(&err, "report.Figures")
	x, err := s.gather(ctx, v, ask)
	if err != nil {
		return f, err
	}
	return s.figures(x, ask), nil
}

func (s *Service) gather(ctx context.Context, v authz.Viewer, ask Ask) (x facts, err error) {
	if err := v.May(authz.ReportRead); err != nil {
		return x, err
	}
	if x.from, x.to, err = ask.period(s.Clock.Now()); err != nil {
		return x, err
	}
	if x.viewer, err = ask.narrow(v); err != nil {
		return x, err
	}
	until := x.to.Add(day)
	if x.store, err = s.Intel.Figures(ctx, x.viewer, intel.Span{From: x.from, To: x.to}, ask.Party); err != nil {
		return x, err
	}
	if x.flows, err = s.Releases.Traffic(ctx, x.viewer, x.from, until, ask.Party); err != nil {
		return x, err
	}
	if x.recalls, err = s.Releases.Recalls(ctx, x.viewer, x.from, until); err != nil {
		return x, err
	}
	if ask.Party != "" {
		x.recalls = slices.DeleteFunc(x.recalls, func(r release.Order) bool { return !concerns(r, ask.Party) })
	}
	if err := s.receipts(ctx, &x, until, ask.Party); err != nil {
		return x, err
	}
	if err := s.bear(ctx, &x); err != nil {
		return x, err
	}
	parties, err := s.Parties.List(ctx, x.viewer)
	x.names = map[ids.Party]string{}
	for _, p := range parties {
		x.names[p.Party] = p.Name
	}
	return x, err
}

func concerns(r release.Order, p ids.Party) bool {
	return r.Origin == p || slices.ContainsFunc(r.Compliance, func(c release.Compliance) bool { return c.Party == p })
}

// receipts reads a day further than the period: an entry stands in its log a
// little after the release that it belongs to, which alone counts.
func (s *Service) receipts(ctx context.Context, x *facts, until time.Time, party ids.Party) error {
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if x.given, err = ledger.GivenBetween(ctx, tx, x.viewer, kindSent, x.from, until.Add(day)); err != nil {
			return err
		}
		x.open, err = ledger.Unreceipted(ctx, tx, x.viewer, kindSent, maxOpen)
		return err
	})
	if party != "" {
		other := func(g ledger.Given) bool { return g.To != party }
		x.given, x.open = slices.DeleteFunc(x.given, other), slices.DeleteFunc(x.open, other)
	}
	return err
}

// bear drops the open receipts of which the viewer may not hear, and finds how
// all that is left is marked.
func (s *Service) bear(ctx context.Context, x *facts) error {
	about := make([]string, len(x.open))
	for i, g := range x.open {
		about[i] = g.About
	}
	legs, err := s.Releases.Legs(ctx, x.viewer, about)
	if err != nil {
		return err
	}
	x.bearing = x.flows.Bearing
	with := func(b release.Bearing) {
		x.bearing.Strict, x.bearing.Unmarked = max(x.bearing.Strict, b.Strict), x.bearing.Unmarked || b.Unmarked
	}
	with(release.Bearing{Strict: x.store.Strict, Unmarked: slices.ContainsFunc(x.store.ByTLP, func(t intel.Tally) bool { return t.Key == "" || t.Key == "?" })})
	x.open = slices.DeleteFunc(x.open, func(g ledger.Given) bool {
		b, may := legs[release.Leg{Release: g.About, Party: g.To}]
		with(b)
		return !may
	})
	for _, r := range x.recalls {
		with(r.Bearing)
	}
	return nil
}

func (s *Service) figures(x facts, ask Ask) Figures {
	f := Figures{From: x.from.Format(time.DateOnly), To: x.to.Format(time.DateOnly), At: s.Clock.Now(), Realm: x.viewer.Realm(), Party: ask.Party, Ceiling: x.viewer.Actor().Ceiling,
		Strict: x.bearing.Strict.String(), Unmarked: x.bearing.Unmarked, Recalls: x.recallFigures(s.Party)}
	f.Objects = FigureObjects{Here: x.store.Objects, Came: x.store.Came, ByType: counts(x.store.ByType), ByOrigin: counts(x.store.ByOrigin), ByTLP: counts(x.store.ByTLP)}
	for _, d := range x.store.Days {
		f.Objects.Days = append(f.Objects.Days, FigureDay{d.Day.Format(time.DateOnly), d.Came, d.Indicators})
	}
	a := x.store.Age
	f.Indicators = FigureAges{a.Indicators, a.Expired, a.Over30, a.Over90, a.Over365}
	waits := x.waits()
	f.Parties, f.Receipts = x.parties(waits), waits[""].figure()
	f.Refusals, f.Provisions = []FigureGround{}, []FigureGround{}
	for _, g := range x.flows.Grounds {
		line := FigureGround{g.Direction, g.Party, g.Code, g.Agreement, g.Title, g.Generation, g.Provision, g.Objects}
		switch {
		case !g.Permit:
			f.Refusals = append(f.Refusals, line)
		case g.Agreement != "":
			f.Provisions = append(f.Provisions, line)
		}
	}
	byObjects := func(a, b FigureGround) int { return cmp.Compare(b.Objects, a.Objects) }
	slices.SortStableFunc(f.Refusals, byObjects)
	slices.SortStableFunc(f.Provisions, byObjects)
	return f
}

func counts(all []intel.Tally) []FigureCount {
	out := make([]FigureCount, len(all))
	for i, t := range all {
		out[i] = FigureCount(t)
	}
	return out
}

// wait gathers how long receipts took.
type wait struct {
	took []time.Duration
	open int64
}

func (w *wait) figure() FigureWait {
	if w == nil {
		return FigureWait{}
	}
	slices.Sort(w.took)
	return FigureWait{int64(len(w.took)), w.open, percentile(w.took, 0.50), percentile(w.took, 0.95)}
}

// percentile is the nearest-rank percentile of sorted durations, in
// milliseconds.
func percentile(sorted []time.Duration, p float64) int64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, int(math.Ceil(p*float64(len(sorted))))-1)].Milliseconds()
}

// waits measures from the act of release to the recipient's cosignature, for
// each party and (under "") for all.
func (x facts) waits() map[ids.Party]*wait {
	released := map[string]time.Time{}
	for _, d := range x.flows.Dispatches {
		released[d.Release] = d.At
	}
	all := map[ids.Party]*wait{"": {}}
	of := func(p ids.Party) *wait {
		if all[p] == nil {
			all[p] = &wait{}
		}
		return all[p]
	}
	for _, g := range x.given {
		at, known := released[g.About]
		if !known || g.ReceiptedAt.IsZero() {
			continue // not to be counted for this viewer, or still open
		}
		took := max(0, g.ReceiptedAt.Sub(at)) // the recipient's clock may be behind ours
		for _, w := range []*wait{of(g.To), of("")} {
			w.took = append(w.took, took)
		}
	}
	for _, g := range x.open {
		of(g.To).open++
		of("").open++
	}
	return all
}

func (x facts) parties(waits map[ids.Party]*wait) []FigureParty {
	all := map[ids.Party]*FigureParty{}
	of := func(p ids.Party) *FigureParty {
		if all[p] == nil {
			all[p] = &FigureParty{Party: p, Name: cmp.Or(x.names[p], string(p))}
		}
		return all[p]
	}
	for _, c := range x.flows.Crossings {
		p := of(c.Party)
		switch c.Direction {
		case "out":
			p.GivenReleases, p.GivenObjects = c.Releases, c.Objects
			p.WithheldObjects += c.Refused
		case "onward":
			p.OnwardReleases, p.OnwardObjects = c.Releases, c.Objects
			p.WithheldObjects += c.Refused
		case "withheld":
			p.WithheldObjects += c.Refused
		case "in":
			p.ReceivedReleases, p.ReceivedObjects, p.RefusedObjects = c.Releases, c.Objects, c.Refused
		}
	}
	for code, w := range waits {
		if code != "" {
			of(code).Receipts = w.figure()
		}
	}
	out := make([]FigureParty, 0, len(all))
	for _, p := range all {
		if p.ReceivedObjects > 0 {
			r := math.Round(float64(p.GivenObjects+p.OnwardObjects)/float64(p.ReceivedObjects)*100) / 100
			p.Ratio = &r
		}
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b FigureParty) int { return cmp.Compare(a.Party, b.Party) })
	return out
}

func (x facts) recallFigures(own ids.Party) (f FigureRecalls) {
	for _, r := range x.recalls {
		if r.Origin == own {
			f.Ours++
		} else {
			f.Theirs++
		}
		for _, c := range r.Compliance {
			f.Asked++
			switch c.State {
			case "executed":
				f.Executed++
			case "refused":
				f.Refused++
			default:
				f.Open++
			}
		}
	}
	return f
}
