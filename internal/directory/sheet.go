package directory

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"html/template"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

//go:embed sheet.html
var sheetText string

var sheetForm = template.Must(template.New("sheet").Parse(sheetText))

type sheetParty struct {
	Code, Name, Facts, Claims string
	Rows                      []sheetRow
}

type sheetRow struct {
	Purpose, Contact, Medium, Address, Key, Answers, Hours, Proof string
	Urgent                                                        bool
}

const sheetMoment = "2006-01-02 15:04 UTC"

// Sheet gives the contacts of all parties in one file that needs no network: HTML
// with nothing outside it, laid out for paper. Digest is the SHA-256 of all signed
// entries in the order of their parties, so that two sheets can be compared.
func (s *Service) Sheet(ctx context.Context, v authz.Viewer) (b []byte, err error) {
	defer errs.Wrap(&err, "directory.Sheet")
	if err := v.May(authz.PartyRead); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		out.Reset()
		views, err := s.views(ctx, tx)
		if err != nil {
			return err
		}
		entries, err := loadAll(ctx, tx)
		if err != nil {
			return err
		}
		sum := sha256.New()
		for _, e := range entries {
			sum.Write(e.bytes)
		}
		page := struct {
			Own, At, Digest string
			Parties         []sheetParty
		}{Own: string(s.c.Party), At: tx.Now.UTC().Format(sheetMoment), Digest: hex.EncodeToString(sum.Sum(nil))}
		for _, x := range views {
			page.Parties = append(page.Parties, sheetOf(x))
		}
		return sheetForm.Execute(&out, page)
	})
	return out.Bytes(), err
}

func sheetOf(v View) sheetParty {
	t := v.Entry.Team
	p := sheetParty{Code: string(v.Party.Party), Name: v.Party.Name}
	if v.Entry.Serial == 0 {
		return p
	}
	p.Facts = join(" · ", t.Name, t.Host, t.Zone, hoursText(t.Hours), "entry of "+v.Entry.At.UTC().Format(time.DateOnly))
	c := v.Entry.Constituency
	few := func(all []string) string {
		if len(all) > 12 {
			all = append(append([]string{}, all[:12]...), "…")
		}
		return strings.Join(all, ", ")
	}
	p.Claims = join(" · ", few(c.Countries), few(c.Domains), few(c.Prefixes), few(c.Sectors))
	// As the party orders them: what is open now is not when the sheet is read.
	for _, purpose := range purposes {
		for _, x := range v.Calls {
			if x.Purpose != purpose {
				continue
			}
			row := sheetRow{Purpose: string(x.Purpose), Contact: join(", ", x.Name, x.Office), Medium: string(x.Channel.Medium), Address: x.Channel.Address, Answers: x.Channel.Answers, Hours: hoursText(x.Channel.Hours), Urgent: x.Purpose == Emergency, Proof: "never tried"}
			if k, ok := v.Entry.key(x.Channel.Key); ok {
				row.Key = join(", ", "OpenPGP "+k.Fingerprint, after("expires ", k.Expires))
			}
			if !x.Proof.IsZero() {
				row.Proof = x.Proof.UTC().Format(sheetMoment)
			}
			p.Rows = append(p.Rows, row)
		}
	}
	return p
}
