package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/format/marking"
	"entente/internal/party"
)

// document is a report as both forms print it. All texts are plain: each form
// makes them safe for itself.
type document struct {
	words    *words
	title    string
	lead     string
	banner   string
	level    marking.TLP // of the banner
	realm    string      // as the banner names it
	exercise bool
	facts    [][2]string
	sections []section
}

// mark stands over and under every page: the marking, and in an exercise that it is one.
func (d document) mark() string {
	if !d.exercise {
		return d.banner
	}
	return strings.Join(slices.DeleteFunc([]string{ids.ExerciseMark, d.banner, d.realm}, func(s string) bool { return s == "" }), " · ")
}

// section is a heading with sentences and at most one table.
type section struct {
	heading   string
	lead      string
	sentences []string
	table     *table
	empty     string // stands in place of a table without rows
}

// table is one table; numbers says which columns are set to the right.
type table struct {
	head    []string
	widths  []int // in twenty-fourths of the page; their sum is 24
	numbers []bool
	rows    [][]string
	more    string
}

// maxRows bounds a table in a document.
const maxRows = 40

// builder puts a document together.
type builder struct {
	*words
	s     *Service
	x     facts
	f     Figures
	party ids.Party
	self  party.Party
	other party.Party // the party that a party report is about
}

// build makes the document of an order for the viewer.
func (s *Service) build(ctx context.Context, v authz.Viewer, o Order) (document, error) {
	w, err := wordsOf(o.Lang)
	if err != nil {
		return document{}, err
	}
	x, err := s.gather(ctx, v, o.Ask)
	if err != nil {
		return document{}, err
	}
	b := &builder{words: w, s: s, x: x, f: s.figures(x, o.Ask), party: o.Party}
	if err := b.parties(ctx); err != nil {
		return document{}, err
	}
	newest, strict, unmarked, err := b.newest(ctx)
	if err != nil {
		return document{}, err
	}
	links, err := b.links(ctx)
	if err != nil {
		return document{}, err
	}
	agreements, err := b.agreements(ctx)
	if err != nil {
		return document{}, err
	}
	d := document{words: w, title: w.Situation, lead: w.SituationFor, realm: w.RealmLive, exercise: v.Realm() != ids.Live}
	if o.Party != "" {
		d.title, d.lead = fmt.Sprintf(w.PartyReport, b.other.Name), w.PartyFor
	}
	if d.exercise {
		d.realm = w.Exercise + " " + string(v.Realm())
	}
	d.level = max(x.bearing.Strict, strict)
	d.banner = b.banner(d.level, x.bearing.Unmarked || unmarked)
	d.facts = b.particulars(v.Actor(), d.realm)
	d.sections = []section{b.summary(), b.came(), b.origins(), newest, b.crossings(), b.provisions(), b.refusals(), b.receipts(), b.open(), b.recalls(), agreements, links, b.ages()}
	return d, nil
}

// parties finds this node's own card and that of the party asked about.
func (b *builder) parties(ctx context.Context) error {
	all, err := b.s.Parties.List(ctx, b.x.viewer)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Party == b.s.Party {
			b.self = p
		}
		if p.Party == b.party {
			b.other = p
		}
	}
	if b.party != "" && b.other.Party == "" {
		return errs.New(errs.NotFound, "party %s is not known here", b.party)
	}
	if b.party == b.s.Party {
		return errs.New(errs.Invalid, "%s is this node's own party; make a situation report", b.party)
	}
	return nil
}

// banner is the marking that stands over and under every page: the strictest
// of everything counted or named. What bears none makes nothing looser.
func (b *builder) banner(strict marking.TLP, unmarked bool) string {
	text := b.Mark[strict.String()]
	if unmarked {
		text += " · " + b.Unmarked
	}
	return text
}

func (b *builder) particulars(who authz.Actor, realm string) [][2]string {
	at, local := b.f.At, b.f.At.In(b.s.Zone)
	ceiling := b.NoCeiling
	if b.f.Ceiling != "" {
		ceiling = tlpName(b.f.Ceiling)
	}
	facts := [][2]string{
		{b.Authority, b.self.Name + " (" + string(b.s.Party) + ")"},
		{b.Realm, realm},
		{b.Period, fmt.Sprintf(b.PeriodDays, b.f.From, b.f.To)},
		{b.Ceiling, ceiling},
		{b.MadeBy, who.Name},
		{b.MadeAt, at.Format("2006-01-02 15:04:05 UTC") + " / " + local.Format("2006-01-02 15:04:05 -07:00")},
		{b.Fingerprint, sign.Fingerprint(b.self.Node)},
	}
	if b.party != "" {
		facts = append(facts, [2]string{b.About, b.other.Name + " (" + string(b.party) + ")"},
			[2]string{b.Kind, of(b.Kinds, b.other.Kind)}, [2]string{b.Trust, of(b.Trusts, b.other.Trust) + ", " + sign.Fingerprint(b.other.Node)},
			[2]string{b.Words, strings.Join(sign.Words(b.other.Node), " ")})
	}
	return facts
}

func (b *builder) summary() section {
	s := section{heading: b.Summary}
	o := b.f.Objects
	s.sentences = append(s.sentences, b.SumHere(b.number(o.Here), o.Here), b.SumCame(b.number(o.Came), o.Came))
	var given, received, stopped, to, from int64
	for _, p := range b.f.Parties {
		g := p.GivenObjects + p.OnwardObjects
		given, received, stopped = given+g, received+p.ReceivedObjects, stopped+p.WithheldObjects+p.RefusedObjects
		if g > 0 {
			to++
		}
		if p.ReceivedObjects > 0 {
			from++
		}
	}
	if given > 0 {
		s.sentences = append(s.sentences, b.SumGiven(b.number(given), given, to))
	}
	if received > 0 {
		s.sentences = append(s.sentences, b.SumReceived(b.number(received), received, from))
	}
	if given == 0 && received == 0 {
		s.sentences = append(s.sentences, b.SumNothing)
	}
	if stopped > 0 {
		s.sentences = append(s.sentences, b.SumRefused(b.number(stopped), stopped))
	}
	if n := b.f.Receipts.Open; n > 0 {
		s.sentences = append(s.sentences, b.SumOpen(b.number(n), n))
	}
	if r := b.f.Recalls; r.Ours+r.Theirs > 0 {
		s.sentences = append(s.sentences, b.SumRecalls(b.number(r.Ours), b.number(r.Theirs), b.number(r.Open)))
	}
	return s
}

// rows adds rows to a table and says how many were left out.
func (b *builder) rows(t *table, rows [][]string) *table {
	if len(rows) > maxRows {
		t.more = fmt.Sprintf(b.More, b.number(int64(len(rows)-maxRows)))
		rows = rows[:maxRows]
	}
	t.rows = rows
	return t
}

// moment writes a moment in UTC, to the second.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05")
}

// partyName is a party as tables show it: its code, and its name where known.
func (b *builder) partyName(p ids.Party) string {
	if name := b.x.names[p]; name != "" && name != string(p) {
		return string(p) + " " + name
	}
	return string(p)
}
