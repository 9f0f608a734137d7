package agreement

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/federation"
)

// Comment is what a party says of a text while it is negotiated. It binds
// nobody; the node of the party signs it, so that it can be handed on.
type Comment struct {
	V         int       `json:"v"`
	ID        string    `json:"id"`
	Agreement string    `json:"agreement"`
	Digest    string    `json:"digest"` // of the version, hex
	Clause    string    `json:"clause"` // empty: on the whole
	Party     ids.Party `json:"party"`
	By        string    `json:"by"`
	Text      string    `json:"text"`
	At        time.Time `json:"at"`
}

type commentBody struct {
	Comment   jsontext.Value `json:"comment"`
	Signature sign.Signature `json:"signature"`
}

const (
	commentContext = "agreement-comment/v1"
	maxComment     = 4000 // bytes
	maxComments    = 5000 // on one agreement
)

// Comment says something of a version to the other parties.
func (s *Service) Comment(ctx context.Context, who authz.Actor, realm ids.Realm, id, digest, clauseID, text string) (c Comment, err error) {
	defer errs.Wrap(&err, "agreement.Comment(%s)", errs.Clip(id))
	if err := who.May(authz.AgreementDraft); err != nil {
		return c, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.Load(ctx, tx, realm, id)
		if err != nil {
			return err
		}
		v, err := a.Find(digest)
		if err != nil {
			return err
		}
		if v.IsDraft() {
			return errs.New(errs.Conflict, "nobody else has seen this draft; propose it before you comment on it")
		}
		c = Comment{V: 1, ID: ids.New(), Agreement: a.ID, Digest: digest, Clause: clauseID, Party: s.party, By: nameOf(who), Text: text, At: tx.Now}
		if err := c.check(v); err != nil {
			return err
		}
		b, err := strictjson.Marshal(c)
		if err != nil {
			return err
		}
		body := commentBody{Comment: b, Signature: s.key.Sign(commentContext, b)}
		return s.keepComment(ctx, tx, who, a, c, body, a.Others(s.party, tx.Now))
	})
	return c, err
}

func (c Comment) check(v Version) error {
	_, known := clause.Find(v.Clauses, c.Clause)
	if c.V != 1 || c.Clause != "" && !known {
		return errs.New(errs.Invalid, "the text has no clause %q", errs.Clip(c.Clause))
	}
	if c.Text == "" || len(c.Text) > maxComment || !clause.Plain(c.Text) || !clause.Line(c.By) {
		return errs.New(errs.Invalid, "write 1 to %d bytes of visible characters", maxComment)
	}
	_, err := ids.Parse(c.ID)
	return err
}

func (s *Service) keepComment(ctx context.Context, tx *db.Tx, who authz.Actor, a Agreement, c Comment, body commentBody, audience []ids.Party) error {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM agreement_comment WHERE agreement = $1`, a.ID)
	if err != nil {
		return err
	}
	if n >= maxComments {
		return errs.New(errs.TooLarge, "an agreement takes up to %d comments", maxComments)
	}
	fresh, err := tx.Exec(ctx, `INSERT INTO agreement_comment (id, agreement, at, body, signature) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING`,
		c.ID, c.Agreement, db.Micros(c.At), []byte(body.Comment), body.Signature[:])
	if err != nil || fresh == 0 {
		return err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: a.Realm, Kind: kindCommented, By: who, About: a.ID, Audience: audience, Body: body})
	return err
}

// Comments lists what was said of an agreement's texts, oldest first.
func (s *Service) Comments(ctx context.Context, v authz.Viewer, id string) (all []Comment, err error) {
	defer errs.Wrap(&err, "agreement.Comments(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := bare(ctx, tx, v.Realm(), id); err != nil {
			return err
		}
		all, err = db.Rows(ctx, tx, func(sc db.Scanner) (c Comment, err error) {
			var b []byte
			if err = sc.Scan(&b); err != nil {
				return c, err
			}
			return c, strictjson.Decode(b, &c, strictjson.Default)
		}, `SELECT body FROM agreement_comment WHERE agreement = $1 ORDER BY at, id`, id)
		return err
	})
	return all, err
}

// receiveComment takes a comment of another party, from itself or from the
// depositary, who hands it on.
func (s *Service) receiveComment(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	var body commentBody
	var c Comment
	if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	if err := strictjson.Decode(body.Comment, &c, strictjson.Default); err != nil {
		return out, err
	}
	a, err := s.Load(ctx, tx, in.Statement.Realm, c.Agreement)
	if err != nil {
		return out, err
	}
	v, err := a.Find(c.Digest)
	if err != nil {
		return out, err
	}
	if err := c.check(v); err != nil {
		return out, err
	}
	if c.Party == s.party || c.Party != in.Statement.From && in.Statement.From != a.Depositary {
		return out, errs.New(errs.Denied, "comments of %s come from itself or from the depositary %s", c.Party, a.Depositary)
	}
	card, err := v.card(c.Party)
	if err != nil {
		return out, err
	}
	if err := sign.Verify(card.Node, commentContext, body.Comment, body.Signature); err != nil {
		return out, errs.New(errs.Denied, "the signature of %s under the comment does not verify", c.Party)
	}
	var audience []ids.Party
	if a.Depositary == s.party {
		audience = slices.DeleteFunc(a.Others(s.party, tx.Now), func(p ids.Party) bool { return p == c.Party })
	}
	return federation.Outcome{Outcome: ledger.Accepted}, s.keepComment(ctx, tx, authz.System(s.party, "federation", authz.SystemFederate), a, c, body, audience)
}
