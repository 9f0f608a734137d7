package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/page"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/components/text"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/border"
	"github.com/johnfercher/maroto/v2/pkg/consts/breakline"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/props"
	"github.com/johnfercher/maroto/v2/pkg/repository"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

const family = "Go"

var (
	black = &props.Color{}
	soft  = &props.Color{Red: 75, Green: 90, Blue: 105}
	rule  = &props.Color{Red: 198, Green: 206, Blue: 214}
)

// levelColor is the colour in which the protocol writes a level on black (TLP
// 2.0); what bears no marking is white, as clear is.
func levelColor(l marking.TLP) *props.Color {
	switch l {
	case marking.Green:
		return &props.Color{Red: 51, Green: 255}
	case marking.Amber, marking.AmberStrict:
		return &props.Color{Red: 255, Green: 192}
	case marking.Red:
		return &props.Color{Red: 255, Green: 43, Blue: 43}
	}
	return &props.Color{Red: 255, Green: 255, Blue: 255}
}

// The page: A4 with margins, in a grid of this many columns.
const (
	gridWidth = 180.0 // mm
	grid      = 24
)

// glyphs reads the font's table of characters once.
var glyphs = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(goregular.TTF) })

// drawable keeps what the font can draw. The Go fonts have the Latin, Greek and
// Cyrillic of Europe; any other letter is drawn as a box, so that nobody takes
// the text for complete. The HTML form has them all.
func drawable(s string) string {
	font, err := glyphs()
	if err != nil {
		return s // the font is compiled in; a test reads it
	}
	var buf sfnt.Buffer
	return strings.Map(func(r rune) rune {
		switch r {
		case '\u202f', '\u00a0', '\u2009': // the narrow spaces of French numbers
			return '\u00a0'
		}
		if i, err := font.GlyphIndex(&buf, r); err == nil && i != 0 && r < 0x10000 {
			return r
		}
		return '□'
	}, visible(s))
}

// fonts gives each document fonts of its own: the library writes into their
// bytes while it saves a document.
func fonts() ([]*entity.CustomFont, error) {
	return repository.New().
		AddUTF8FontFromBytes(family, fontstyle.Normal, slices.Clone(goregular.TTF)).
		AddUTF8FontFromBytes(family, fontstyle.Bold, slices.Clone(gobold.TTF)).
		AddUTF8FontFromBytes(family, fontstyle.Italic, slices.Clone(goitalic.TTF)).
		AddUTF8FontFromBytes(family, fontstyle.BoldItalic, slices.Clone(gobolditalic.TTF)).Load()
}

// pdf prints the document on A4. The banner stands over and under every page.
func (d document) pdf(at time.Time) ([]byte, error) {
	custom, err := fonts()
	if err != nil {
		return nil, err
	}
	m := maroto.New(config.NewBuilder().WithSequentialMode().WithMaxGridSize(grid).WithLeftMargin(15).WithRightMargin(15).WithTopMargin(10).WithBottomMargin(10).
		WithCustomFonts(custom).WithDefaultFont(&props.Font{Family: family, Size: 9, Color: black}).
		WithTitle(drawable(d.title), true).WithSubject(drawable(d.banner), true).WithCreator("Entente", true).WithCreationDate(at).
		WithPageNumber(props.PageNumber{Pattern: d.words.Page, Place: props.RightBottom, Family: family, Size: 8, Color: soft}).Build())
	banner := d.mark()
	if err := m.RegisterHeader(bannerRow(banner, d.level), row.New(4)); err != nil {
		return nil, err
	}
	if err := m.RegisterFooter(row.New(4), bannerRow(banner, d.level)); err != nil {
		return nil, err
	}
	m.AddRows(text.NewAutoRow(fit(d.title, wide(grid), 17), props.Text{Size: 17, Style: fontstyle.Bold, Bottom: 1}),
		text.NewAutoRow(drawable(d.lead), props.Text{Size: 10, Color: soft, Bottom: 3, VerticalPadding: 1}))
	for _, f := range d.facts {
		m.AddRows(row.New().Add(
			text.NewCol(5, drawable(f[0]), props.Text{Color: soft, Bottom: 1}),
			text.NewCol(grid-5, fit(f[1], wide(grid-5), 9), props.Text{Bottom: 1})))
	}
	for _, s := range d.sections {
		s.print(m)
	}
	doc, err := m.Generate()
	if err != nil {
		return nil, fmt.Errorf("making the PDF: %w", err)
	}
	return doc.GetBytes(), nil
}

// inRealm is a banner as it stands on what was made in a realm.
func inRealm(banner string, realm ids.Realm) string {
	if realm == ids.Live {
		return banner
	}
	return strings.TrimSuffix(ids.ExerciseMark+" · "+banner, " · ")
}

func bannerRow(banner string, level marking.TLP) core.Row {
	return row.New(7).WithStyle(&props.Cell{BackgroundColor: black}).
		Add(text.NewCol(grid, drawable(banner), props.Text{Top: 1.6, Size: 9.5, Style: fontstyle.Bold, Align: align.Center, Color: levelColor(level)}))
}

// wide is the width of columns of the grid, in mm.
func wide(columns int) float64 { return gridWidth * float64(columns) / grid }

// fit makes a text that never leaves its line: words that are wider than it are
// broken.
func fit(s string, line, size float64) string {
	return breakWords(clip(drawable(s)), line-2.5, func(r rune) float64 { return advance(r) * size * 0.3528 * 1.1 })
}

// advance is how wide a character of the regular font is, in its size; bold is
// up to a tenth wider.
func advance(r rune) float64 {
	font, err := glyphs()
	if err != nil {
		return 1
	}
	var buf sfnt.Buffer
	i, err := font.GlyphIndex(&buf, r)
	if err != nil {
		return 1
	}
	const ppem = 1000
	w, err := font.GlyphAdvance(&buf, i, fixed.I(ppem), 0)
	if err != nil {
		return 1
	}
	return float64(w) / 64 / ppem
}

// keep is the height that a heading must find below itself, in mm: a heading
// with nothing under it does not end a page.
const keep = 26.0

func (s section) print(m core.Maroto) {
	rows := []core.Row{row.New(5), text.NewAutoRow(drawable(s.heading), props.Text{Size: 12, Style: fontstyle.Bold, Bottom: 1})}
	if s.lead != "" {
		rows = append(rows, text.NewAutoRow(drawable(s.lead), props.Text{Size: 8.5, Color: soft, Bottom: 1.5, VerticalPadding: 0.8}))
	}
	for _, t := range s.sentences {
		rows = append(rows, text.NewAutoRow(drawable(t), props.Text{Bottom: 1}))
	}
	if s.table != nil && len(s.table.rows) == 0 {
		rows = append(rows, text.NewAutoRow(drawable(s.empty), props.Text{Style: fontstyle.Italic, Color: soft}))
	}
	add(m, keep, rows...)
	if s.table != nil && len(s.table.rows) > 0 {
		s.table.print(m)
	}
}

// add adds rows, on a new page when the height is not left on this one.
func add(m core.Maroto, height float64, rows ...core.Row) {
	if m.FitlnCurrentPage(height) {
		m.AddRows(rows...)
		return
	}
	m.AddPages(page.New().Add(rows...))
}

// print says the heads of the columns again on every page.
func (t table) print(m core.Maroto) {
	head := func() core.Row { return t.row(t.head, props.Text{Size: 8, Style: fontstyle.Bold, Color: soft}) }
	m.AddRows(head())
	for _, r := range t.rows {
		one := t.row(r, props.Text{Size: cellSize})
		if m.FitlnCurrentPage(t.height(r)) {
			m.AddRows(one)
		} else {
			m.AddPages(page.New().Add(head(), one))
		}
	}
	if t.more != "" {
		m.AddRows(text.NewAutoRow(drawable(t.more), props.Text{Top: 1, Style: fontstyle.Italic, Color: soft}))
	}
}

const cellSize = 8.5

// height is about how high a row becomes, in mm.
func (t table) height(cells []string) float64 {
	lines := 1.0
	for i, c := range cells {
		w := 0.0
		for _, r := range clip(drawable(c)) {
			w += advance(r) * cellSize * 0.3528
		}
		lines = max(lines, math.Ceil(1.1*w/wide(t.widths[i])))
	}
	return 2 + 3.6*lines
}

func (t table) row(cells []string, style props.Text) core.Row {
	style.Top, style.Bottom, style.Right, style.VerticalPadding, style.BreakLineStrategy = 0.8, 1.2, 1.5, 0.6, breakline.EmptySpaceStrategy
	cols := make([]core.Col, len(cells))
	for i, c := range cells {
		p := style
		if t.numbers[i] {
			p.Align = align.Right
		} else if i > 0 && t.numbers[i-1] {
			p.Left = 4 // away from the number beside it
		}
		cols[i] = col.New(t.widths[i]).Add(text.New(fit(c, wide(t.widths[i])-p.Left, style.Size), p))
	}
	return row.New().Add(cols...).WithStyle(&props.Cell{BorderType: border.Bottom, BorderColor: rule, BorderThickness: 0.1})
}
