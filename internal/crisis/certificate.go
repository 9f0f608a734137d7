package crisis

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/matter"
)

// certificateForm names the form of a certificate and its version.
const certificateForm = "entente-decision/1"

// certificate is a decision in one file that entente-verify checks without a node:
// canonical JSON (RFC 8785) and one line break. Conclusion is what the rest comes
// to; whoever checks the file works it out again.
type certificate struct {
	Form       string           `json:"form"`
	Matter     matter.Packed    `json:"matter"` // every statement held, and the agreement's file
	Cards      []jsontext.Value `json:"cards"`  // the latest of each party, for keys that replaced others
	Proofs     []ledger.Proof   `json:"proofs"` // that statements were given and received
	Conclusion Conclusion       `json:"conclusion"`
}

// Conclusion is what was decided on one text.
type Conclusion struct {
	Proposal   string          `json:"proposal" doc:"Id"`
	Rev        int             `json:"rev"`
	Digest     string          `json:"digest" doc:"Of the text"`
	Text       Proposal        `json:"text"`
	Agreement  string          `json:"agreement" doc:"Id"`
	Instrument string          `json:"instrument" doc:"Digest of the version that constituted the body"`
	Provision  string          `json:"provision"`
	Body       Constitution    `json:"body"`
	Put        time.Time       `json:"put" doc:"By the hub's clock, as all times here"`
	Expires    time.Time       `json:"expires"`
	Closed     time.Time       `json:"closed"`
	Outcome    Outcome         `json:"outcome" enum:"adopted,broken,rejected,lapsed,unreached,withdrawn"`
	Closing    string          `json:"closing" doc:"Digest of the closing"`
	Counted    []ids.Party     `json:"counted" doc:"The members that it was decided by"`
	Confirmed  []ids.Party     `json:"confirmed"`
	Protests   []Protest       `json:"protests"`
	Stands     []ConcludedWord `json:"stands" doc:"What counts of each member that spoke"`
	Effects    bool            `json:"effects" doc:"Whether it sets the text's effects going"`
	Recalled   string          `json:"recalled" doc:"Why it was withdrawn"`
}

// ConcludedWord is what counts of a member.
type ConcludedWord struct {
	Party    ids.Party `json:"party"`
	Stand    Stand     `json:"stand" enum:"join,reserve,break"`
	Words    string    `json:"words" doc:"The reservation, or the grounds"`
	Channel  string    `json:"channel" doc:"Where the chair has it by another one; empty where the member stated it"`
	Recorded time.Time `json:"recorded"`
}

// Constitution is the rules of a body, in seconds.
type Constitution struct {
	Name        string      `json:"name"`
	Secretariat ids.Party   `json:"secretariat"`
	Chair       ids.Party   `json:"chair"`
	Members     []ids.Party `json:"members"`
	Observers   []ids.Party `json:"observers"`
	Levels      []LevelView `json:"levels"`
	Modes       []Mode      `json:"modes"`
	Unreached   string      `json:"unreached"`
	Late        string      `json:"late"`
	Grace       int64       `json:"grace"`
	Quorum      int         `json:"quorum"`
	All         bool        `json:"all"`
	TwoPersons  bool        `json:"two_persons"`
	Named       bool        `json:"named"`
	Effects     []string    `json:"effects"`
}

func constitutionOf(r Rules) Constitution {
	b := bodyView(r, "", "", "", nil)
	return Constitution{Name: b.Name, Secretariat: b.Secretariat, Chair: b.Chair, Members: b.Members, Observers: b.Observers, Levels: b.Levels, Modes: b.Modes, Unreached: b.Unreached,
		Late: b.Late, Grace: b.Grace, Quorum: b.Quorum, All: b.All, TwoPersons: b.TwoPersons, Named: b.Named, Effects: b.Effects}
}

// Certificate gives the proof of a decision that is final, of the text of a number;
// zero is the latest. Whoever may read the proposal may have it.
//
// Errors: Conflict while the outcome is not beyond doubt at this node, or a statement
// that it rests on is not here.
func (s *Service) Certificate(ctx context.Context, v authz.Viewer, id string, rev int) (b []byte, err error) {
	defer errs.Wrap(&err, "crisis.Certificate(%s)", errs.Clip(id))
	if err := v.May(authz.CrisisRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		h, c, err := s.concluded(ctx, tx, v, id, rev)
		if err != nil {
			return err
		}
		if lacking := h.matter.Missing(); len(lacking) > 0 || h.Gap {
			return errs.New(errs.Conflict, "some statements about this proposal are not here yet; ask again when they are, or ask %s", h.Rules.Secretariat)
		}
		f := certificate{Form: certificateForm, Cards: []jsontext.Value{}, Conclusion: c}
		if f.Matter, err = s.c.Matters.Pack(ctx, tx, h.matter); err != nil {
			return err
		}
		if f.Cards, err = s.cards(ctx, tx, h); err != nil {
			return err
		}
		if f.Proofs, err = proofs(ctx, tx, v, h); err != nil {
			return err
		}
		b, err = strictjson.Marshal(f)
		b = append(b, '\n')
		return err
	})
	return b, err
}

// concluded gives a proposal with what was decided on one of its texts.
func (s *Service) concluded(ctx context.Context, tx *db.Tx, v authz.Viewer, id string, rev int) (h held, c Conclusion, err error) {
	if h, err = s.seen(ctx, tx, v, id); err != nil {
		return h, c, err
	}
	if rev == 0 {
		rev = max(1, len(h.Texts))
	}
	a, err := s.c.Agreements.Load(ctx, tx, h.matter.Realm, h.matter.Agreement)
	if err != nil {
		return h, c, err
	}
	c, err = h.conclude(a, rev)
	return h, c, err
}

// conclude words the outcome of a text.
func (h held) conclude(a agreement.Agreement, rev int) (c Conclusion, err error) {
	i := slices.IndexFunc(h.Rounds, func(r *Round) bool { return r.Rev == rev })
	cl := h.Final(rev)
	if i < 0 || cl == nil {
		return c, errs.New(errs.Conflict, "no outcome of text %d of this proposal is beyond doubt here", rev)
	}
	r := h.Rounds[i]
	if h.Forked != "" || r.Closing == nil || r.Closing.Digest != cl.Digest || cl.Differs != "" {
		return c, errs.New(errs.Conflict, "what this node holds does not bear the outcome out (%s%s); nothing can be attested", h.Forked, cl.Differs)
	}
	instrument, err := a.InForceAt(h.matter.Opened)
	if err != nil {
		return c, err
	}
	c = Conclusion{Proposal: h.matter.ID, Rev: rev, Digest: r.Text, Text: h.Texts[rev-1], Agreement: a.ID, Instrument: instrument.DigestText(), Provision: h.matter.Provision, Body: constitutionOf(h.Rules),
		Put: r.Put, Expires: r.Expires, Closed: cl.At, Outcome: cl.Outcome, Closing: cl.Digest, Counted: cl.Counted, Confirmed: cl.Confirmed, Protests: []Protest{}, Stands: []ConcludedWord{}, Effects: cl.Effects, Recalled: r.Recalled}
	for _, p := range h.Rules.Members {
		if why, ok := cl.Protested[p]; ok {
			c.Protests = append(c.Protests, Protest{p, why})
		}
		if x, ok := r.Stands[p]; ok {
			c.Stands = append(c.Stands, ConcludedWord{Party: p, Stand: x.Stand, Words: x.Words, Recorded: x.Recorded})
		} else if x, ok := r.Called[p]; ok {
			c.Stands = append(c.Stands, ConcludedWord{Party: p, Stand: x.Stand, Words: x.Words, Channel: x.Channel, Recorded: x.At})
		}
	}
	return c, nil
}

// cards gives the latest cards of all who take part, as far as they are known here.
func (s *Service) cards(ctx context.Context, tx *db.Tx, h held) ([]jsontext.Value, error) {
	out := []jsontext.Value{}
	for _, p := range slices.Sorted(slices.Values(h.matter.Parties)) {
		card, err := s.c.Parties.CardJSON(ctx, tx, p)
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, card)
	}
	return out, nil
}

// proofs gives what this node can prove of who gave a statement to whom: of texts,
// of putting them and of closings to everybody, of other statements once.
func proofs(ctx context.Context, tx *db.Tx, v authz.Viewer, h held) ([]ledger.Proof, error) {
	toAll := map[string]bool{}
	for _, x := range h.matter.Said {
		toAll[x.Digest()] = slices.Contains([]string{ActProposed, ActRevised, ActPut, ActClosed}, x.Act)
	}
	entries, err := ledger.EntriesAbout(ctx, tx, v, authz.CrisisRead, h.matter.ID)
	if err != nil {
		return nil, err
	}
	out, done := []ledger.Proof{}, map[string]bool{}
	for _, e := range entries {
		digest, err := matter.Carried(e.Entry.Statement)
		if err != nil {
			return nil, err
		}
		all, ours := toAll[digest]
		if !e.Signed || !ours || done[digest] && !all {
			continue
		}
		done[digest] = true
		p, err := ledger.BuildProof(ctx, tx, e.Pair, e.Index)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}
