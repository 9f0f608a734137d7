package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/code"
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/components/text"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/props"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/expert"
	"entente/internal/training"
)

type trainingWords struct {
	Lead, Course, Version, Skills, Services, Level, Points, By, Issued, Expires, Proof, Number, Digest, Check, Exercise, Page string
}

var trainingSays = map[string]trainingWords{
	"en": {Lead: "has passed the course", Course: "Course", Version: "version %d", Skills: "Skills that it attests", Services: "Services", Level: "%s, level %d", Points: "Points", By: "Issued by the node of", Issued: "Issued", Expires: "Expires",
		Proof: "Proof", Number: "Certificate", Digest: "Digest of the file (SHA-256)", Check: "This sheet proves nothing by itself. The signed file does: have it from its holder and check it without a node: entente training verify FILE", Exercise: "Made in an exercise: %s", Page: "{current} / {total}"},
	"fr": {Lead: "a réussi le cours", Course: "Cours", Version: "version %d", Skills: "Compétences attestées", Services: "Services", Level: "%s, niveau %d", Points: "Points", By: "Délivré par le nœud de", Issued: "Délivré le", Expires: "Expire le",
		Proof: "Preuve", Number: "Certificat", Digest: "Empreinte du fichier (SHA-256)", Check: "Cette feuille ne prouve rien d’elle-même. Le fichier signé le fait : demandez-le à son titulaire et vérifiez-le sans nœud : entente training verify FICHIER", Exercise: "Fait dans un exercice : %s", Page: "{current} / {total}"},
	"cs": {Lead: "absolvoval(a) kurz", Course: "Kurz", Version: "verze %d", Skills: "Dovednosti, které dokládá", Services: "Služby", Level: "%s, úroveň %d", Points: "Body", By: "Vydal uzel strany", Issued: "Vydáno", Expires: "Platí do",
		Proof: "Důkaz", Number: "Osvědčení", Digest: "Otisk souboru (SHA-256)", Check: "Tento list sám nic nedokazuje. Dokazuje podepsaný soubor: vyžádejte si ho od držitele a ověřte bez uzlu: entente training verify SOUBOR", Exercise: "Vzniklo ve cvičení: %s", Page: "{current} / {total}"},
}

// Training prints a certificate of a course on A4, in a language. file is its signed
// file, whose digest stands on the sheet.
//
// Errors: Unsupported for a language that is not known.
func (s *Service) Training(c training.Certificate, file []byte, language string) (b []byte, err error) {
	defer errs.Wrap(&err, "report.Training(%s)", c.ID)
	if language == "" {
		language = "en"
	}
	w, ok := trainingSays[language]
	if !ok {
		return nil, errs.New(errs.Unsupported, "the certificate has no version in the language %q", errs.Clip(language))
	}
	custom, err := fonts()
	if err != nil {
		return nil, err
	}
	inOrder()
	sum := sha256.Sum256(file)
	digest := hex.EncodeToString(sum[:])
	m := maroto.New(config.NewBuilder().WithSequentialMode().WithMaxGridSize(grid).WithLeftMargin(15).WithRightMargin(15).WithTopMargin(18).WithBottomMargin(10).
		WithCustomFonts(custom).WithDefaultFont(&props.Font{Family: family, Size: 9.5, Color: black}).
		WithTitle(drawable(c.Course.Title.In(language)), true).WithSubject(digest, false).WithCreator("Entente", true).WithCreationDate(c.Issued).
		WithPageNumber(props.PageNumber{Pattern: w.Page, Place: props.RightBottom, Family: family, Size: 8, Color: soft}).Build())
	p := printer{m: m}
	if c.Realm != ids.Live {
		m.AddRows(text.NewAutoRow(drawable(fmt.Sprintf(w.Exercise, c.Realm)), props.Text{Size: 13, Style: fontstyle.Bold, Bottom: 3}))
	}
	m.AddRows(text.NewAutoRow(fit(c.Name, wide(grid), 20), props.Text{Size: 20, Style: fontstyle.Bold, Bottom: 1}), text.NewAutoRow(drawable(w.Lead), props.Text{Size: 11, Color: soft, Bottom: 2}),
		text.NewAutoRow(fit(c.Course.Title.In(language), wide(grid), 16), props.Text{Size: 16, Style: fontstyle.Bold, Bottom: 5}))
	p.fact(w.Course, c.Course.ID+", "+fmt.Sprintf(w.Version, c.Course.Version))
	p.fact(w.Points, fmt.Sprintf("%d / %d", c.Points, c.Of))
	p.fact(w.By, string(c.Party))
	p.fact(w.Issued, minute(c.Issued))
	p.fact(w.Expires, minute(c.Expires))
	terms := expert.AllTerms()
	if len(c.Skills) > 0 {
		p.heading(w.Skills)
		for _, x := range c.Skills {
			p.text(fmt.Sprintf(w.Level, termName(terms.Skills, x.Code, language), x.Level))
		}
	}
	if len(c.Services) > 0 {
		p.heading(w.Services)
		for _, x := range c.Services {
			p.text(termName(terms.Services, x, language))
		}
	}
	p.heading(w.Proof)
	p.fact(w.Number, c.ID)
	p.fact(w.Digest, digest)
	add(m, 45, row.New(4), row.New(38).Add(code.NewQrCol(6, "entente-training:"+c.ID+":"+digest, props.Rect{Percent: 95}),
		col.New(grid-6).Add(text.New(drawable(w.Check), props.Text{Size: 8.5, Top: 4, Left: 3, VerticalPadding: 0.8}))))
	doc, err := m.Generate()
	if err != nil {
		return nil, fmt.Errorf("making the PDF: %w", err)
	}
	return undated(doc.GetBytes()), nil
}

// termName is a word of a closed list in a language.
func termName(list []expert.Term, code, language string) string {
	for _, t := range list {
		if t.Code == code {
			return t.Name.In(language)
		}
	}
	return code
}
