package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/code"
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/components/text"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/crisis"
	"entente/internal/format/marking"
)

// Crises gives decisions that are final.
type Crises interface {
	Decide(ctx context.Context, v authz.Viewer, id string, rev int) (crisis.Decision, error)
}

// SheetCode is what the QR code of a decision sheet says.
func SheetCode(d crisis.Decision) string {
	return fmt.Sprintf("entente-decision:%s:%d:%s", d.Proposal, d.Rev, d.Proof)
}

// Sheet prints a decision on A4, in a language that its text has; the first one when
// none is asked for. Its marking stands over and under every page.
//
// Errors: Unsupported for a language that the text does not have; those of a
// certificate.
func (s *Service) Sheet(ctx context.Context, v authz.Viewer, id string, rev int, language string) (b []byte, err error) {
	defer errs.Wrap(&err, "report.Sheet(%s)", errs.Clip(id))
	d, err := s.Crises.Decide(ctx, v, id, rev)
	if err != nil {
		return nil, err
	}
	if all := d.Text.Languages(); language == "" {
		language = all[0]
	} else if !slices.Contains(all, language) {
		return nil, errs.New(errs.Unsupported, "the text has no version in the language %q", errs.Clip(language))
	}
	return sheet{d: d, realm: v.Realm(), language: language, words: sheetSays[language]}.print()
}

type sheet struct {
	d        crisis.Decision
	realm    ids.Realm
	language string
	words    sheetWords
	m        core.Maroto
}

func (s sheet) print() ([]byte, error) {
	custom, err := fonts()
	if err != nil {
		return nil, err
	}
	level, err := marking.ParseTLP(s.d.TLP)
	if err != nil {
		return nil, err
	}
	inOrder()
	s.m = maroto.New(config.NewBuilder().WithSequentialMode().WithMaxGridSize(grid).WithLeftMargin(15).WithRightMargin(15).WithTopMargin(10).WithBottomMargin(10).
		WithCustomFonts(custom).WithDefaultFont(&props.Font{Family: family, Size: 9.5, Color: black}).
		WithTitle(drawable(s.d.Text.Title[s.language]), true).WithSubject(SheetCode(s.d)+":"+s.language, false).WithCreator("Entente", true).WithCreationDate(s.d.Closed).
		WithPageNumber(props.PageNumber{Pattern: s.words.Page, Place: props.RightBottom, Family: family, Size: 8, Color: soft}).Build())
	banner := inRealm("TLP:"+strings.ToUpper(level.String()), s.realm)
	if err := s.m.RegisterHeader(bannerRow(banner, level), row.New(4)); err != nil {
		return nil, err
	}
	if err := s.m.RegisterFooter(row.New(4), bannerRow(banner, level)); err != nil {
		return nil, err
	}
	s.head()
	s.text()
	s.said()
	s.effects()
	s.proof()
	doc, err := s.m.Generate()
	if err != nil {
		return nil, fmt.Errorf("making the PDF: %w", err)
	}
	return undated(doc.GetBytes()), nil
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

func codes(all []ids.Party) string {
	var out []string
	for _, p := range all {
		out = append(out, string(p))
	}
	return strings.Join(out, ", ")
}

// head says what was decided, by whom, how and when.
func (s sheet) head() {
	d, w, p := s.d, s.words, printer{m: s.m}
	s.m.AddRows(text.NewAutoRow(fit(d.Text.Title[s.language], wide(grid), 17), props.Text{Size: 17, Style: fontstyle.Bold, Bottom: 1}))
	p.soft(w.Lead)
	if d.Text.Rehearsal {
		s.m.AddRows(text.NewAutoRow(drawable(w.Rehearsal), props.Text{Size: 13, Style: fontstyle.Bold, Top: 1.5}))
	}
	s.m.AddRows(text.NewAutoRow(drawable(w.Outcome+": "+w.Outcomes[string(d.Outcome)]), props.Text{Size: 13, Style: fontstyle.Bold, Top: 1.5, Bottom: 2}))
	p.fact(w.Body, d.Body.Name)
	p.fact(w.Under, fmt.Sprintf("%s, %s", d.Title, d.Provision))
	p.fact(w.Number, d.Proposal)
	p.fact(w.Text, strconv.Itoa(d.Rev))
	p.fact(w.Way, w.Modes[string(d.Text.Mode)]+", "+w.Levels[d.Text.Level])
	p.fact(w.Put, minute(d.Put))
	p.fact(w.Expired, minute(d.Expires))
	p.fact(w.Closed, minute(d.Closed))
	if d.Recalled != "" {
		p.fact(w.Recalled, d.Recalled)
	}
	p.fact(w.Counted, codes(d.Counted))
	p.fact(w.Confirmed, codes(d.Confirmed))
	p.soft(fmt.Sprintf(w.By, d.Body.Secretariat))
}

func (s sheet) text() {
	p := printer{m: s.m}
	p.heading(s.words.Text)
	p.text(s.d.Text.Text[s.language])
	for i, x := range s.d.Text.Annexes {
		p.heading(fmt.Sprintf("%s %d  %s", s.words.Annex, i+1, x.Title))
		p.text(x.Text)
	}
}

// said lists the members with what each said, or how many where the record names
// nobody and the reader is not of the body.
func (s sheet) said() {
	d, w, p := s.d, s.words, printer{m: s.m}
	p.heading(w.Said)
	count := map[crisis.Stand]int{}
	by := map[ids.Party]crisis.ConcludedWord{}
	for _, x := range d.Stands {
		count[x.Stand]++
		by[x.Party] = x
	}
	if !d.Named {
		p.text(fmt.Sprintf(w.Hidden, count[crisis.Join], count[crisis.Reserve], count[crisis.Break]))
		return
	}
	for _, m := range d.Body.Members {
		x, spoke := by[m]
		if !spoke {
			p.fact(string(m), w.Silent)
			continue
		}
		said := w.Stands[string(x.Stand)] + " · " + minute(x.Recorded)
		if x.Channel != "" {
			said += " · " + fmt.Sprintf(w.Channel, x.Channel)
		}
		p.fact(string(m), said)
		p.text(x.Words)
	}
	for _, x := range d.Protests {
		p.text(fmt.Sprintf("%s %s: %s", x.Party, w.Protest, x.Why))
	}
}

func (s sheet) effects() {
	p := printer{m: s.m}
	p.heading(s.words.Effects)
	switch {
	case len(s.d.Text.Effects) == 0:
		p.text(s.words.NoEffects)
		return
	case !s.d.Effects:
		p.text(s.words.NotSet)
	}
	for _, e := range s.d.Text.Effects {
		parts := s.effect(e)
		if !e.Until.IsZero() {
			parts = append(parts, minute(e.Until))
		}
		p.text(strings.Join(slices.DeleteFunc(parts, func(x string) bool { return x == "" }), " · "))
	}
}

// effect says in words what an effect does; what is not known here stands as it is.
func (s sheet) effect(e crisis.Effect) []string {
	kind, about, value := cmp.Or(s.words.Kinds[e.Kind], e.Kind), e.About, e.Value
	switch e.Kind {
	case crisis.EffectAlert:
		about, value = cmp.Or(about, s.words.Everybody), cmp.Or(s.words.Alerts[value], value)
	case crisis.EffectCeiling:
		about, value = cmp.Or(about, s.words.Everybody), "TLP:"+strings.ToUpper(value)
	}
	return []string{kind, about, value}
}

func (s sheet) proof() {
	d, w, p := s.d, s.words, printer{m: s.m}
	p.heading(w.Proof)
	p.fact(w.Digest, d.Digest)
	p.fact(w.Closing, d.Closing)
	p.fact(w.Certificate, d.Proof)
	add(s.m, 45, row.New(4), row.New(38).Add(
		code.NewQrCol(6, SheetCode(d), props.Rect{Percent: 95}),
		col.New(grid-6).Add(text.New(drawable(w.Check), props.Text{Size: 8.5, Top: 4, Left: 3, VerticalPadding: 0.8}))))
}
