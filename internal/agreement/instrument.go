package agreement

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/party"
	"entente/internal/policy"
)

// Instrument is one version of what is signed: one canonical document (RFC
// 8785), one digest. Versions of an agreement share its ID, depositary and realm.
type Instrument struct {
	V                int                `json:"v"`
	ID               string             `json:"id"`
	Round            int                `json:"round"`              // 1 for the first proposal
	Previous         string             `json:"previous,omitempty"` // digest of the version that it answers, hex
	Author           ids.Party          `json:"author"`
	Template         string             `json:"template"`
	Generation       int                `json:"generation"`
	GenerationDigest string             `json:"generation_digest"` // hex
	Languages        []string           `json:"languages"`
	Title            string             `json:"title"`
	Realm            ids.Realm          `json:"realm"`
	Depositary       ids.Party          `json:"depositary"`
	Parties          []Member           `json:"parties"`
	Params           jsontext.Value     `json:"params"`
	Clauses          []clause.Clause    `json:"clauses"`
	Variations       []clause.Variation `json:"variations,omitempty"`
	Annexes          []Annex            `json:"annexes,omitempty"`
	EffectiveFrom    time.Time          `json:"effective_from,omitzero"` // zero: on the last signature
	Supersedes       []string           `json:"supersedes,omitempty"`    // ids of agreements
	Created          time.Time          `json:"created"`
}

// Member is a party to an instrument with its card at that time: the offices
// and keys that can sign for it.
type Member struct {
	Code ids.Party      `json:"code"`
	Card jsontext.Value `json:"card"`
}

// Annex is text that is signed with the clauses and that no machine carries out.
type Annex struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"` // Markdown
}

// What bounds an instrument, in number; a reason and an annex's text in bytes.
const (
	maxMembers    = 64
	maxAnnexes    = 50
	maxAnnex      = 100_000
	maxSupersedes = 50
	maxReason     = 500
	maxRound      = 10_000
)

// parseInstrument reads an instrument as it came and checks everything that can
// be checked without knowing anybody: its form, its cards, its provisions.
func parseInstrument(b []byte) (in Instrument, err error) {
	if err := strictjson.Exact(b, &in, strictjson.Default); err != nil {
		return in, err
	}
	return in, in.check()
}

func (in Instrument) check() error {
	if in.V != 2 {
		return errs.New(errs.Unsupported, "instrument of version %d; this node reads version 2", in.V)
	}
	if _, err := ids.Parse(in.ID); err != nil {
		return err
	}
	if _, err := ids.ParseRealm(string(in.Realm)); err != nil {
		return err
	}
	if !clause.Line(in.Title) {
		return errs.New(errs.Invalid, "give the agreement a title of 1 to %d bytes on one line, in visible characters", 300)
	}
	if in.Round < 1 || in.Round > maxRound || (in.Round == 1) != (in.Previous == "") {
		return errs.New(errs.Invalid, "the rounds of the agreement's versions do not follow each other")
	}
	if err := checkDate(in.EffectiveFrom); err != nil {
		return err
	}
	if err := in.checkParties(); err != nil {
		return err
	}
	if err := in.checkAnnexes(); err != nil {
		return err
	}
	return clause.Check(in.Clauses, in.Languages)
}

func (in Instrument) checkParties() error {
	if len(in.Parties) < 2 || len(in.Parties) > maxMembers || !slices.Contains(in.codes(), in.Depositary) || !slices.Contains(in.codes(), in.Author) {
		return errs.New(errs.Invalid, "an agreement has 2 to %d parties, its depositary among them", maxMembers)
	}
	seen := map[ids.Party]bool{}
	for _, m := range in.Parties {
		card, err := party.OpenCard(m.Card)
		if err != nil {
			return err
		}
		if card.Party != m.Code || seen[m.Code] {
			return errs.New(errs.Invalid, "the parties of the instrument do not fit their cards")
		}
		seen[m.Code] = true
	}
	for _, v := range in.Variations {
		if !seen[v.Party] {
			return errs.New(errs.Invalid, "%s varies the agreement and is not a party to it", errs.Clip(string(v.Party)))
		}
	}
	return nil
}

func (in Instrument) checkAnnexes() error {
	if len(in.Annexes) > maxAnnexes || len(in.Supersedes) > maxSupersedes {
		return errs.New(errs.Invalid, "an agreement has up to %d annexes and supersedes up to %d others", maxAnnexes, maxSupersedes)
	}
	seen := map[string]bool{}
	for _, x := range in.Annexes {
		if !clause.Line(x.ID) || len(x.ID) > 50 || seen[x.ID] || !clause.Line(x.Title) || x.Text == "" || len(x.Text) > maxAnnex || !clause.Plain(x.Text) {
			return errs.New(errs.Invalid, "annex %q has no id of its own, no title or text, is too long, or holds characters that cannot be seen", errs.Clip(x.ID))
		}
		seen[x.ID] = true
	}
	for _, id := range in.Supersedes {
		if _, err := ids.Parse(id); err != nil || id == in.ID {
			return errs.New(errs.Invalid, "%q is not the id of another agreement", errs.Clip(id))
		}
	}
	return nil
}

// checkDate keeps to years that RFC 3339 can write.
func checkDate(t time.Time) error {
	if y := t.Year(); !t.IsZero() && (y < 1970 || y > 9998) {
		return errs.New(errs.Invalid, "the date of entry into force is not one of this age")
	}
	return nil
}

// checkGeneration holds an instrument against the generation that it names: with
// its parameters and variations that text must say exactly what the instrument
// says, in every language and in every provision.
func (in Instrument) checkGeneration(g clause.Generation, digest string) error {
	if digest != in.GenerationDigest || g.Template != in.Template || g.Number != in.Generation || !slices.Equal(g.Languages, in.Languages) {
		return errs.New(errs.Denied, "the instrument names another generation than the one that came with it")
	}
	if !g.Multilateral && len(in.Parties) != 2 {
		return errs.New(errs.Invalid, "this template is for two parties; name exactly one other")
	}
	var given map[string]any
	if err := strictjson.Decode(in.Params, &given, strictjson.Default); err != nil {
		return err
	}
	bound, err := g.Bind(clause.Choice{Params: given, Variations: in.Variations})
	if err != nil {
		return err
	}
	want, err := strictjson.Marshal([]any{bound.Params, bound.Clauses, bound.Variations})
	if err != nil {
		return err
	}
	got, err := strictjson.Marshal([]any{in.Params, in.Clauses, in.Variations})
	if err != nil {
		return err
	}
	if string(got) != string(want) {
		return errs.New(errs.Denied, "the instrument names template %s, generation %d, and does not say what that template says with these parameters", g.Template, g.Number)
	}
	return nil
}

// card gives the card of a party to the instrument; check has opened it once.
func (in Instrument) card(code ids.Party) (party.Card, error) {
	i := slices.IndexFunc(in.Parties, func(m Member) bool { return m.Code == code })
	if i < 0 {
		return party.Card{}, errs.New(errs.Denied, "%s is not a party to this agreement", errs.Clip(string(code)))
	}
	return party.OpenCard(in.Parties[i].Card)
}

func (in Instrument) codes() []ids.Party {
	out := make([]ids.Party, len(in.Parties))
	for i, m := range in.Parties {
		out[i] = m.Code
	}
	return out
}

// governs gives the provision of a kind that governs the agreement; the zero
// Provision where it has none.
func (in Instrument) governs(kind policy.Kind) clause.Provision {
	for _, c := range in.Clauses {
		for _, p := range c.Provisions {
			if p.Kind == kind {
				return p
			}
		}
	}
	return clause.Provision{}
}

// signatures tells how many offices of each party must sign.
func (in Instrument) signatures() int {
	return int(max(1, in.governs(clause.Offices).Signatures))
}

// FourEyes tells whether a second person must confirm each signature.
func (in Instrument) FourEyes() bool { return in.governs(clause.Offices).FourEyes }

// NoticeSpan is the length of notice, ISO 8601; empty where it can be ended at
// once.
func (in Instrument) NoticeSpan() string { return in.governs(clause.Final).Notice }
