package report

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
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
	"github.com/phpdave11/gofpdf"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/clause"
	"entente/internal/format/marking"
)

// PaperCode is what the QR code of a paper copy says, and what a person types to
// find the digital text.
func PaperCode(v agreement.Version) string { return "entente:" + v.ID + ":" + v.DigestText() }

// Paper prints one version of an agreement on A4 with its signatures as of a
// moment: the text in one language, the digest, the signature block and a QR code.
// Every party that holds the same statements prints the same bytes.
//
// Errors: Unsupported for a language that the text does not have; NotFound for a
// version that is not held.
func (s *Service) Paper(ctx context.Context, v authz.Viewer, id, digest, language string, at time.Time) (b []byte, err error) {
	defer errs.Wrap(&err, "report.Paper(%s)", errs.Clip(id))
	a, err := s.Agreements.Get(ctx, v, id)
	if err != nil {
		return nil, err
	}
	version := a.Version
	if digest != "" {
		if version, err = a.Find(digest); err != nil {
			return nil, err
		}
	}
	if language == "" {
		language = version.Authentic()
	}
	p := printer{a: a, v: version, language: language, at: at.UTC().Truncate(time.Second)}
	p.key = func(by agreement.Signer, of ids.Party) (sign.PublicKey, error) {
		return s.Agreements.SigningKey(ctx, v, of, by.Office, by.At)
	}
	return p.print()
}

func (p printer) print() ([]byte, error) {
	v, language := p.v, p.language
	words, ok := paperSays[language]
	if !ok || v.Clauses[0].Text[language] == "" {
		return nil, errs.New(errs.Unsupported, "the agreement has no text in the language %q", errs.Clip(language))
	}
	custom, err := fonts()
	if err != nil {
		return nil, err
	}
	inOrder()
	m := maroto.New(config.NewBuilder().WithSequentialMode().WithMaxGridSize(grid).WithLeftMargin(15).WithRightMargin(15).WithTopMargin(12).WithBottomMargin(12).
		WithCustomFonts(custom).WithDefaultFont(&props.Font{Family: family, Size: 9.5, Color: black}).
		WithTitle(drawable(v.Title), true).WithSubject(PaperCode(v)+":"+language, false).WithCreator("Entente", true).WithCreationDate(p.at).
		WithPageNumber(props.PageNumber{Pattern: "{current} / {total} · " + v.DigestText()[:16], Place: props.RightBottom, Family: family, Size: 8, Color: soft}).Build())
	if v.Realm != ids.Live { // a live copy has the same bytes as ever
		if err := m.RegisterHeader(bannerRow(inRealm("", v.Realm), marking.None), row.New(4)); err != nil {
			return nil, err
		}
	}
	p.m, p.words = m, words
	p.head()
	for _, c := range v.Clauses {
		p.clause(c)
	}
	p.rest()
	if err := p.signatures(); err != nil {
		return nil, err
	}
	doc, err := m.Generate()
	if err != nil {
		return nil, fmt.Errorf("making the PDF: %w", err)
	}
	return undated(doc.GetBytes()), nil
}

// inOrder has the library write what it keeps in maps in one order, for all
// documents of the process: the same content gives the same bytes.
var inOrder = sync.OnceFunc(func() { gofpdf.SetDefaultCatalogSort(true) })

var paperChanged = regexp.MustCompile(`/ModDate \(D:\d{14}`)

// undated puts the date of the copy in the place of the moment at which its bytes
// were written; it is as long, so that every offset in the file stays true.
func undated(b []byte) []byte {
	date := paperDate.FindSubmatch(b)
	if date == nil {
		return b
	}
	return paperChanged.ReplaceAll(b, append([]byte("/ModDate (D:"), date[1]...))
}

type printer struct {
	m        core.Maroto
	a        agreement.Agreement
	v        agreement.Version
	words    paperWords
	language string
	at       time.Time
	key      func(by agreement.Signer, of ids.Party) (sign.PublicKey, error)
}

func (p printer) fact(name, value string) {
	p.m.AddRows(row.New().Add(text.NewCol(5, drawable(name), props.Text{Color: soft, Bottom: 1}), text.NewCol(grid-5, breakAll(value, 9.5), props.Text{Bottom: 1})))
}

// breakAll makes a whole text whose words never leave their line.
func breakAll(s string, size float64) string {
	return breakWords(drawable(s), wide(grid-5)-2.5, func(r rune) float64 { return advance(r) * size * 0.3528 * 1.1 })
}

func (p printer) heading(s string) {
	add(p.m, keep, row.New(4), text.NewAutoRow(drawable(s), props.Text{Size: 11.5, Style: fontstyle.Bold, Bottom: 1}))
}

// text prints a text line by line as it was signed, its Markdown marks included.
func (p printer) text(s string) {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			p.m.AddRows(text.NewAutoRow(breakWords(drawable(line), wide(grid)-2.5, func(r rune) float64 { return advance(r) * 9.5 * 0.3528 * 1.1 }), props.Text{Bottom: 1, VerticalPadding: 0.8}))
		}
	}
}

func (p printer) soft(s string) {
	p.m.AddRows(text.NewAutoRow(drawable(s), props.Text{Size: 8, Color: soft, Bottom: 1, VerticalPadding: 0.6}))
}

func (p printer) head() {
	p.m.AddRows(text.NewAutoRow(fit(p.v.Title, wide(grid), 17), props.Text{Size: 17, Style: fontstyle.Bold, Bottom: 1}))
	p.soft(p.words.Lead)
	authentic := p.words.Authentic
	if p.v.Authentic() != p.language {
		authentic = fmt.Sprintf(p.words.Translation, strings.ToUpper(p.v.Authentic()))
	}
	p.soft(fmt.Sprintf("%s, %d; %s. %s", p.v.Template, p.v.Generation, p.words.State[string(p.a.StateAt(p.at))], authentic))
	p.fact(p.words.ID, p.v.ID)
	p.fact(p.words.Digest, p.v.DigestText())
	var parties []string
	for _, s := range p.a.SignaturesOf(p.v, p.at) {
		name := string(s.Party)
		if s.Party == p.v.Depositary {
			name += " (" + p.words.Depositary + ")"
		}
		parties = append(parties, name)
	}
	p.fact(p.words.Parties, strings.Join(parties, ", "))
	if !p.v.EffectiveFrom.IsZero() {
		p.fact(p.words.From, p.v.EffectiveFrom.UTC().Format(time.RFC3339))
	}
}

func (p printer) clause(c clause.Clause) {
	p.heading(c.ID + "  " + c.Title[p.language])
	p.text(c.Text[p.language])
	var rules []string
	for _, x := range c.Provisions {
		rules = append(rules, fmt.Sprintf("%s %s", x.ID, x.Kind))
	}
	if len(rules) > 0 {
		p.soft(p.words.Rules + strings.Join(rules, ", "))
	}
}

// rest prints what is signed beside the clauses.
func (p printer) rest() {
	if len(p.v.Variations) > 0 {
		p.heading(p.words.Variations)
		for _, x := range p.v.Variations {
			what := x.Clause
			if x.Param != "" {
				what = fmt.Sprintf("%s: %v", x.Param, x.Value)
			}
			p.text(fmt.Sprintf("%s: %s. %s", x.Party, what, x.Reason))
		}
	}
	for _, x := range p.v.Annexes {
		p.heading(fmt.Sprintf("%s %s  %s", p.words.Annex, x.ID, x.Title))
		p.text(x.Text)
	}
}

func (p printer) signatures() error {
	p.heading(p.words.Signatures)
	p.soft(p.words.Printed + " " + p.at.Format(time.RFC3339))
	for _, s := range p.a.SignaturesOf(p.v, p.at) {
		p.m.AddRows(text.NewAutoRow(string(s.Party), props.Text{Style: fontstyle.Bold, Top: 2, Bottom: 0.5}))
		for _, by := range s.By {
			line := fmt.Sprintf(p.words.Signed, by.Office, by.By, by.At.UTC().Format(time.RFC3339))
			if by.Prepared != "" {
				line += ", " + fmt.Sprintf(p.words.Prepared, by.Prepared)
			}
			p.text(line)
			key, err := p.key(by, s.Party)
			if err != nil {
				return err
			}
			p.soft(p.words.Key + " " + sign.Fingerprint(key))
		}
		if !s.Signed {
			p.m.AddRows(text.NewAutoRow(drawable(p.words.Missing), props.Text{Top: 3, Bottom: 2}))
		}
	}
	add(p.m, 45, row.New(4), row.New(38).Add(
		code.NewQrCol(6, PaperCode(p.v), props.Rect{Percent: 95}),
		col.New(grid-6).Add(text.New(drawable(p.words.Check), props.Text{Size: 8.5, Top: 4, Left: 3, VerticalPadding: 0.8}))))
	return nil
}

// What a paper copy says of itself, as the PDF holds it in the clear.
var (
	paperSubject = regexp.MustCompile(`entente:([0-9a-f-]{36}):([0-9a-f]{64}):([a-z]{2})`)
	paperDate    = regexp.MustCompile(`/CreationDate \(D:(\d{14})`)
)

// Checked is what the check of a paper copy's file found.
type Checked struct {
	Agreement string
	Digest    string
	Language  string
	At        time.Time // as of when its signatures were printed
	Same      bool      // this node prints the same, byte for byte
}

// CheckPaper prints the copy that a file claims to be, from what this node holds,
// and compares the bytes.
//
// Errors: Invalid for a file that is no paper copy; NotFound for an agreement or a
// version that is not held here.
func (s *Service) CheckPaper(ctx context.Context, v authz.Viewer, file []byte) (c Checked, err error) {
	defer errs.Wrap(&err, "report.CheckPaper")
	subject, date := paperSubject.FindSubmatch(file), paperDate.FindSubmatch(file)
	if subject == nil || date == nil {
		return c, errs.New(errs.Invalid, "this is no paper copy of an agreement as a node prints it")
	}
	c = Checked{Agreement: string(subject[1]), Digest: string(subject[2]), Language: string(subject[3])}
	if c.At, err = time.Parse("20060102150405", string(date[1])); err != nil {
		return c, errs.New(errs.Invalid, "this is no paper copy of an agreement as a node prints it")
	}
	own, err := s.Paper(ctx, v, c.Agreement, c.Digest, c.Language, c.At)
	c.Same = err == nil && bytes.Equal(own, file)
	return c, err
}
