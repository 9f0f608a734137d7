package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page and its style
	"encoding/base64"
	"html/template"
	"strings"
)

//go:embed page.css
var pageStyle string

//go:embed page.html
var pageText string

var pageForm = template.Must(template.New("report").Parse(pageText))

// StyleHash is what a Content-Security-Policy names to let the one style sheet
// of a document through, and no other.
func StyleHash() string {
	sum := sha256.Sum256([]byte(pageStyle))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// cell is one cell as the page prints it.
type cell struct {
	Text   string
	Number bool
}

type pageSection struct {
	Heading, Lead, Empty, More string
	Sentences, Head            []cell
	Rows                       [][]cell
}

// html prints the document as one page without script. html/template makes
// every text safe; each stands in an element of its own direction, so that a
// right-to-left name turns nothing but itself.
func (d document) html() ([]byte, error) {
	view := struct {
		Lang, Title, Lead, Banner, Level string
		Style                            template.CSS
		Facts                            [][2]string
		Sections                         []pageSection
	}{d.words.Lang.String(), d.title, d.lead, d.mark(), strings.ReplaceAll(d.level.String(), "+", "-"), template.CSS(pageStyle), nil, nil} //nolint:gosec // the style is our own file
	for _, f := range d.facts {
		view.Facts = append(view.Facts, [2]string{f[0], visible(f[1])})
	}
	view.Title = visible(view.Title)
	for _, s := range d.sections {
		p := pageSection{Heading: s.heading, Lead: s.lead, Empty: s.empty}
		for _, t := range s.sentences {
			p.Sentences = append(p.Sentences, cell{Text: t})
		}
		if s.table != nil {
			p.More = s.table.more
			for i, h := range s.table.head {
				p.Head = append(p.Head, cell{h, s.table.numbers[i]})
			}
			for _, r := range s.table.rows {
				row := make([]cell, len(r))
				for i, c := range r {
					row[i] = cell{clip(visible(c)), s.table.numbers[i]}
				}
				p.Rows = append(p.Rows, row)
			}
		}
		view.Sections = append(view.Sections, p)
	}
	var b bytes.Buffer
	err := pageForm.Execute(&b, view)
	return b.Bytes(), err
}
