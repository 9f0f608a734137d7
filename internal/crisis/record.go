package crisis

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

// Record is what may be shown of a decision outside the body. Who broke or reserved is
// named only where the body's rules let the record name it.
type Record struct {
	Proposal   string      `json:"proposal" doc:"Id"`
	Rev        int         `json:"rev"`
	Body       string      `json:"body"`
	Agreement  string      `json:"agreement" doc:"Its title"`
	Provision  string      `json:"provision"`
	Clause     clause.Text `json:"clause"`
	TLP        string      `json:"tlp" doc:"The marking of the proposal, which the record keeps"`
	Level      string      `json:"level"`
	Mode       Mode        `json:"mode" enum:"silence,consensus,unanimity,majority"`
	Rehearsal  bool        `json:"rehearsal" doc:"For practice"`
	Title      clause.Text `json:"title"`
	Text       clause.Text `json:"text"`
	Annexes    []Annex     `json:"annexes"`
	Digest     string      `json:"digest" doc:"Of the text"`
	Closing    string      `json:"closing" doc:"Digest of the closing, which a certificate holds"`
	Put        time.Time   `json:"put" doc:"By the secretariat's clock"`
	Expires    time.Time   `json:"expires"`
	Closed     time.Time   `json:"closed"`
	Outcome    Outcome     `json:"outcome" enum:"adopted,broken,rejected,lapsed,unreached,withdrawn"`
	Members    int         `json:"members"`
	Counted    int         `json:"counted" doc:"Members that it was decided by"`
	Joined     int         `json:"joined"`
	Reserved   int         `json:"reserved"`
	Objected   int         `json:"objected"`
	Confirmed  int         `json:"confirmed"`
	Effects    []Effect    `json:"effects" doc:"What it has set going"`
	Named      bool        `json:"named" doc:"The body lets the record name members"`
	Objectors  []ids.Party `json:"objectors" doc:"Empty where the record names nobody"`
	Reservists []ids.Party `json:"reservists" doc:"Who reserved; empty where the record names nobody"`
}

// Record gives the public record of a decision that is final, on the text of a number;
// zero is the latest. It needs crisis.read.
//
// Errors: as Certificate.
func (s *Service) Record(ctx context.Context, v authz.Viewer, id string, rev int) (out Record, err error) {
	defer errs.Wrap(&err, "crisis.Record(%s)", errs.Clip(id))
	if err := v.May(authz.CrisisRead); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		h, c, err := s.concluded(ctx, tx, v, id, rev)
		if err != nil {
			return err
		}
		a, err := s.c.Agreements.Load(ctx, tx, h.matter.Realm, h.matter.Agreement)
		if err != nil {
			return err
		}
		cl, _, err := a.ProvisionAt(h.matter.Provision, h.matter.Opened)
		if err != nil {
			return err
		}
		out = recordOf(c)
		out.Agreement, out.Clause, out.TLP = a.Title, cl.Text, h.matter.Opening().TLP
		return nil
	})
	return out, err
}

func recordOf(c Conclusion) Record {
	r := Record{Proposal: c.Proposal, Rev: c.Rev, Body: c.Body.Name, Provision: c.Provision, Level: c.Text.Level, Mode: c.Text.Mode, Rehearsal: c.Text.Rehearsal, Title: c.Text.Title, Text: c.Text.Text, Annexes: c.Text.Annexes,
		Digest: c.Digest, Closing: c.Closing, Put: c.Put, Expires: c.Expires, Closed: c.Closed, Outcome: c.Outcome, Members: len(c.Body.Members), Counted: len(c.Counted), Confirmed: len(c.Confirmed),
		Effects: []Effect{}, Named: c.Body.Named, Objectors: []ids.Party{}, Reservists: []ids.Party{}}
	if c.Effects {
		r.Effects = c.Text.Effects
	}
	for _, x := range c.Stands {
		switch x.Stand {
		case Join:
			r.Joined++
		case Reserve:
			r.Reserved++
			r.Reservists = append(r.Reservists, x.Party)
		case Break:
			r.Objected++
			r.Objectors = append(r.Objectors, x.Party)
		}
	}
	if !r.Named {
		r.Objectors, r.Reservists = []ids.Party{}, []ids.Party{}
	}
	return r
}

// Decision is all of a decision for those who took part in it: what a decision sheet
// says. The certificate's digest stands on the sheet.
type Decision struct {
	Conclusion
	Title  string      // of the agreement
	Clause clause.Text // that constitutes the body
	TLP    string
	Proof  string // SHA-256 of the certificate, hex
	Named  bool   // the reader may see who said what
}

// Decide gives a decision for its sheet, with the digest of the certificate that this
// node gives of it now. It needs crisis.read.
//
// Errors: as Certificate.
func (s *Service) Decide(ctx context.Context, v authz.Viewer, id string, rev int) (d Decision, err error) {
	defer errs.Wrap(&err, "crisis.Decide(%s)", errs.Clip(id))
	file, err := s.Certificate(ctx, v, id, rev)
	if err != nil {
		return d, err
	}
	record, err := s.Record(ctx, v, id, rev)
	if err != nil {
		return d, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		h, c, err := s.concluded(ctx, tx, v, id, record.Rev)
		d = Decision{Conclusion: c, Title: record.Agreement, Clause: record.Clause, TLP: record.TLP, Proof: clause.Digest(file), Named: c.Body.Named || h.role(s.c.Party) != "observer"}
		return err
	})
	return d, err
}
