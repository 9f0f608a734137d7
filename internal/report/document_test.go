package report

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"entente/internal/format/marking"
)

var made = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// withText gives a document with a text in every place that holds one from outside.
func withText(w *words, s string, rows int) document {
	t := &table{head: []string{w.Name, w.Objects}, widths: []int{18, 6}, numbers: []bool{false, true}}
	for i := range rows {
		t.rows = append(t.rows, []string{s, fmt.Sprint(i)})
	}
	return document{words: w, title: fmt.Sprintf(w.PartyReport, s), lead: w.PartyFor, banner: w.Mark["amber+strict"], level: marking.AmberStrict, realm: w.RealmLive,
		facts: [][2]string{{w.Authority, s}}, sections: []section{{heading: w.Newest, lead: w.NewestLead, sentences: []string{w.SumHere("5", 5)}, table: t, empty: w.NewestEmpty}}}
}

func init() { api.DisableConfigDir() } // the reader would write its settings into the home folder

// readPDF opens a PDF with a reader that checks it against the standard, and
// gives the text of each page: fonts are set by code point, so that a text
// stands in a page as its UTF-16.
func readPDF(t *testing.T, b []byte) (pages []string) {
	t.Helper()
	if !bytes.HasPrefix(b, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(b), []byte("%%EOF")) {
		t.Fatalf("this is no PDF: %.20q", b)
	}
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationStrict
	if err := api.Validate(bytes.NewReader(b), conf); err != nil {
		t.Fatal(err)
	}
	c, err := api.ReadContext(bytes.NewReader(b), conf)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.EnsurePageCount(); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= c.PageCount; n++ {
		r, err := pdfcpu.ExtractPageContent(c, n)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, shownText(content))
	}
	return pages
}

var (
	shownString = regexp.MustCompile(`(?s)Td \(((?:\\.|[^\\)])*)\) ?Tj`)
	escaped     = regexp.MustCompile(`(?s)\\(.)`)
)

func shownText(content []byte) string {
	var out strings.Builder
	for _, m := range shownString.FindAllSubmatch(content, -1) {
		raw := escaped.ReplaceAllFunc(m[1], func(e []byte) []byte {
			if e[1] == 'r' {
				return []byte{'\r'}
			}
			return e[1:]
		})
		var units []uint16
		for i := 0; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		out.WriteString(string(utf16.Decode(units)) + "\n")
	}
	return out.String()
}

func TestHostileTextsStayTexts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, html, pdf string }{
		"a script":                {`<script>alert(1)</script>`, `&lt;script&gt;alert(1)&lt;/script&gt;`, `<script>alert(1)</script>`},
		"an image with an error":  {`"><img src=x onerror=alert(1)>`, `&#34;&gt;&lt;img src=x onerror=alert(1)&gt;`, `"><img src=x onerror=alert(1)>`},
		"the end of the style":    {`</style></title><svg/onload=x>`, `&lt;/style&gt;&lt;/title&gt;&lt;svg/onload=x&gt;`, `</style></title><svg/onload=x>`},
		"a template's words":      {`{{.Lead}} ${x} {current}`, `{{.Lead}} ${x} {current}`, `{{.Lead}} ${x} {current}`},
		"an override":             {"cod\u202eexe.fdp", "cod\ufffdexe.fdp", "cod\ufffdexe.fdp"},
		"isolates and marks":      {"a\u2066b\u2069c\u200fd\u061ce", "a\ufffdb\ufffdc\ufffdd\ufffde", "a\ufffdb\ufffdc\ufffdd\ufffde"},
		"what is not seen":        {"pay\u200bpal\ufeff\u00ad", "pay\ufffdpal\ufffd\ufffd", "pay\ufffdpal\ufffd\ufffd"},
		"controls":                {"a\x00b\x1b[31mc\u0085d", "a\ufffdb\ufffd[31mc\ufffdd", "a\ufffdb\ufffd[31mc\ufffdd"},
		"lines":                   {"one\r\ntwo\u2028three", "one  two\ufffdthree", "one  two\ufffdthree"},
		"broken UTF-8":            {"a\xff\xfeb", "a\ufffdb", "a\ufffdb"},
		"the language of PDF":     {`) Tj ET (x\) \ (`, `) Tj ET (x\) \ (`, `) Tj ET (x\) \ (`},
		"Czech, Greek, Ukrainian": {"Žluťoučký Δίκτυο Україна", "Žluťoučký Δίκτυο Україна", "Žluťoučký Δίκτυο Україна"},
		"what the font has not":   {"日本 مرحبا 🙂", "日本 مرحبا 🙂", "□□ □□□□□ □"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := withText(english(), c.in, 1)
			page, err := d.html()
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(page), "<bdi>"+c.html+"</bdi>"); n != 2 || !strings.Contains(string(page), "<title>Report on "+c.html+" ·") {
				t.Errorf("as a page it stands %d times in an element of its own:\n%s", n, page)
			}
			for _, bad := range []string{"<script", "<img", "<svg", "<link", "<iframe", "\u202e"} {
				if strings.Contains(strings.ToLower(string(page)), bad) {
					t.Errorf("the page has %q", bad)
				}
			}
			b, err := d.pdf(made)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Join(strings.Fields(strings.Join(readPDF(t, b), " ")), " ")
			if want := strings.Join(strings.Fields(c.pdf), " "); strings.Count(text, want) != 3 { // title, particulars, row
				t.Errorf("the PDF does not say %q three times: %q", want, text)
			}
		})
	}
}

func TestEveryPageOfAPDFBearsItsMarking(t *testing.T) {
	t.Parallel()
	for lang, w := range languages {
		d := withText(w, "Indicator", 200)
		d.exercise, d.realm = true, w.Exercise+" autumn-26"
		b, err := d.pdf(made)
		if err != nil {
			t.Fatal(err)
		}
		pages := readPDF(t, b)
		if len(pages) < 3 {
			t.Fatalf("%s: 200 rows are on %d pages", lang, len(pages))
		}
		for i, text := range pages {
			of := strings.NewReplacer("{current}", fmt.Sprint(i+1), "{total}", fmt.Sprint(len(pages))).Replace(w.Page)
			if strings.Count(text, "TLP:AMBER+STRICT · "+d.realm) != 2 || !strings.Contains(text, of) {
				t.Errorf("%s: page %d is not marked above and below, or does not say %q", lang, i+1, of)
			}
		}
		if n := strings.Count(strings.Join(pages, ""), w.Objects+"\n"); n != len(pages) {
			t.Errorf("%s: the heads of the columns stand %d times on %d pages", lang, n, len(pages))
		}
		if last := pages[len(pages)-1]; !strings.Contains(last, "199") {
			t.Errorf("%s: the last row is not on the last page", lang)
		}
	}
}

func TestALongWordStaysInItsColumnAndALongTextIsCut(t *testing.T) {
	t.Parallel()
	d := withText(english(), strings.Repeat("W", 5000), 3)
	b, err := d.pdf(made)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.Join(readPDF(t, b), "\n"), "\n") {
		if n := strings.Count(line, "W"); n > 60 {
			t.Errorf("%d wide letters stand on one line", n)
		}
	}
	page, err := d.html()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(page), "<td><bdi>"+strings.Repeat("W", 240)) || !strings.Contains(string(page), strings.Repeat("W", 239)+"…") {
		t.Error("a cell holds more than it should")
	}
}

func TestADocumentWithoutRowsSaysSo(t *testing.T) {
	t.Parallel()
	d := withText(english(), "x", 0)
	page, err := d.html()
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.pdf(made)
	if err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{"page": string(page), "PDF": strings.Join(readPDF(t, b), "")} {
		if !strings.Contains(text, english().NewestEmpty) {
			t.Errorf("the %s is silent about it", form)
		}
	}
}

func TestNoHeadingEndsAPage(t *testing.T) {
	t.Parallel()
	for rows := 20; rows < 46; rows++ { // the next table comes to the end of the page
		d := withText(english(), "Indicator", rows)
		d.sections = append(d.sections, section{heading: "The next", lead: "A line.", table: &table{head: []string{"One", "Two"}, widths: []int{12, 12}, numbers: make([]bool, 2), rows: [][]string{{"first", "last"}}}})
		b, err := d.pdf(made)
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range readPDF(t, b) {
			if strings.Contains(text, "The next") != strings.Contains(text, "last") {
				t.Errorf("with %d rows, page %d parts a heading from its table", rows, i+1)
			}
		}
	}
}
