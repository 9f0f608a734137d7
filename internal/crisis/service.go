package crisis

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/format/marking"
	"entente/internal/matter"
	"entente/internal/party"
)

// Config is what a Service needs.
type Config struct {
	DB         *db.DB
	Journal    *journal.Journal
	Matters    *matter.Service
	Agreements *agreement.Service
	Parties    *party.Service
	Effects    map[string]Doer // besides the alert level, which is this domain's own
	Key        sign.Key        // the node's
	Party      ids.Party       // this node's own
}

// Service is the decisions that one node takes part in.
type Service struct{ c Config }

// New gives the service, and registers its matters.
func New(c Config) *Service {
	s := &Service{c: c}
	effects := map[string]Doer{EffectAlert: alerts{s}}
	for kind, d := range c.Effects {
		effects[kind] = d
	}
	s.c.Effects = effects
	c.Matters.Register(matter.Domain{Kind: Kind, Acts: Acts(), Check: check, Took: s.took, Settled: settled})
	return s
}

// check refuses a statement that this node cannot read.
func check(st matter.Statement) error {
	if st.Act == matter.ActInvited {
		return errs.New(errs.Unsupported, "nobody is brought into a decision later: its members are those of the body when it was proposed")
	}
	_, err := decode(st.Act, st.Body)
	return err
}

// settled tells that nothing is left to be done about a proposal: its latest text is
// closed, and everybody but the secretariat has confirmed or protested. A revision
// opens it again.
func settled(m matter.Matter) bool {
	var text int
	var last string
	answered := map[string][]ids.Party{}
	for _, x := range m.Said {
		b, err := decode(x.Act, x.Body)
		if err != nil {
			return false
		}
		switch b := b.(type) {
		case *Proposal:
			if b.Rev > text {
				text, last = b.Rev, ""
			}
		case *Closed:
			if x.Party == m.Centre && b.Rev == text {
				last = x.Digest()
			}
		case *Confirmed:
			answered[b.Closing] = append(answered[b.Closing], x.Party)
		case *Protested:
			answered[b.Closing] = append(answered[b.Closing], x.Party)
		}
	}
	return last != "" && !slices.ContainsFunc(m.Parties, func(p ids.Party) bool { return p != m.Centre && !slices.Contains(answered[last], p) })
}

// held is a proposal as this node holds it.
type held struct {
	matter matter.Matter
	*Case
}

var errNoProposal = errs.New(errs.NotFound, "there is no such proposal here")

func (s *Service) load(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (h held, err error) {
	if h.matter, err = s.c.Matters.Load(ctx, tx, realm, Kind, id); err != nil {
		if errs.Is(err, errs.NotFound) {
			return h, errNoProposal
		}
		return h, err
	}
	return s.open(ctx, tx, h.matter)
}

func (s *Service) open(ctx context.Context, tx *db.Tx, m matter.Matter) (h held, err error) {
	h.matter = m
	a, err := s.c.Agreements.Load(ctx, tx, m.Realm, m.Agreement)
	if err != nil {
		return h, err
	}
	h.Case, err = caseOf(m, a)
	return h, err
}

// caseOf folds a matter under the rules that its body had when it was proposed.
func caseOf(m matter.Matter, a agreement.Agreement) (*Case, error) {
	rules, err := RulesAt(a, m.Provision, m.Opened)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	for _, x := range m.Said {
		b, err := decode(x.Act, x.Body)
		if err != nil {
			return nil, err
		}
		e := Entry{Party: x.Party, N: x.N, Digest: x.Digest(), Act: x.Act, By: x.By, At: x.At, Known: x.Known, Body: b}
		if p, ok := b.(*Proposal); ok {
			e.Text = p.Digest()
		}
		entries = append(entries, e)
	}
	return Fold(rules, entries), nil
}

// took hears of what was stated: it holds offices to their signatures, and lets
// the node say what follows.
func (s *Service) took(ctx context.Context, tx *db.Tx, m matter.Matter, x matter.Said) error {
	a, err := s.c.Agreements.Load(ctx, tx, m.Realm, m.Agreement)
	if err != nil {
		return err
	}
	if err := admissible(m, a, x); err != nil {
		return err
	}
	if office, signed, err := signedBy(m.ID, x); err != nil {
		return err
	} else if office != "" {
		if err := s.c.Agreements.Accredited(ctx, tx, a, x.Party, office, x.At, officeContext, signed.bytes, signed.signature); err != nil {
			return err
		}
	}
	return s.tend(ctx, tx, m.Realm, m.ID)
}

// admissible holds an opening to the body: all of it takes part.
func admissible(m matter.Matter, a agreement.Agreement, x matter.Said) error {
	rules, err := RulesAt(a, m.Provision, m.Opened)
	if err != nil || !x.Opens() {
		return err
	}
	all := append(append([]ids.Party{rules.Secretariat}, rules.Members...), rules.Observers...)
	for _, p := range all {
		if !m.TakesPart(p) {
			return errs.New(errs.Denied, "a proposal goes to the whole body; %s is not among those who take part", p)
		}
	}
	if len(m.Parties) != len(all) || x.Party != rules.Chair && !rules.Member(x.Party) {
		return errs.New(errs.Denied, "a member or the chair proposes, to the body and to nobody else")
	}
	return nil
}

// tend states, one after the other, what this node has to state by itself about a
// proposal, and carries out what has become final.
func (s *Service) tend(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) error {
	h, err := s.load(ctx, tx, realm, id)
	if err != nil {
		return err
	}
	who := authz.System(s.c.Party, "crisis", authz.CrisisRead)
	say := h.Next(s.c.Party, tx.Now, func(p Proposal) string { return s.unable(ctx, tx, h, p) })
	if say == nil {
		return s.finish(ctx, tx, who, h)
	}
	// Stating it comes back here by took, until there is nothing left to say.
	_, err = s.c.Matters.State(ctx, tx, who, h.matter, say.Act, h.tlp(), say.Body)
	return err
}

func (h held) tlp() marking.TLP {
	tlp, _ := marking.ParseTLP(h.matter.Opening().TLP) // checked when it came in
	return tlp
}

// finish notes the outcomes that are beyond doubt, and carries out what they set
// going, once.
func (s *Service) finish(ctx context.Context, tx *db.Tx, who authz.Actor, h held) error {
	for i, text := range h.Texts {
		f := h.Final(text.Rev)
		if f == nil {
			continue
		}
		n, err := tx.Exec(ctx, `INSERT INTO crisis_final (matter, rev, realm, closing, outcome, at) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`,
			h.matter.ID, text.Rev, string(h.matter.Realm), f.Digest, string(f.Outcome), db.Micros(tx.Now))
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if _, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: h.matter.Realm, Kind: "crisis.final", By: who, About: h.matter.ID, Body: map[string]any{"rev": text.Rev, "outcome": f.Outcome, "closing": f.Digest}}); err != nil {
			return err
		}
		if f.Outcome == Adopted && f.Effects {
			if err := s.carryOut(ctx, tx, who, h, h.Texts[i], f); err != nil {
				return err
			}
		}
	}
	return nil
}

// lookEvery is how often a node looks for expiries while nothing comes in. It
// decides nothing: what counts is the hub's time of each record.
const lookEvery = 2 * time.Second

// Run closes what has run out, until ctx ends.
func (s *Service) Run(ctx context.Context, log *slog.Logger) error {
	return clock.Regularly(ctx, log, lookEvery, "the clocks of proposals were not looked at", s.Tend)
}

// Tend looks at every proposal about which something is left to be done.
func (s *Service) Tend(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "crisis.Tend")
	var due []held
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		open, err := s.c.Matters.LoadOpen(ctx, tx, tx.Realm, Kind)
		for _, m := range open {
			h, err := s.open(ctx, tx, m)
			if err != nil {
				return err
			}
			say := h.Next(s.c.Party, tx.Now, func(Proposal) string { return "" })
			if _, _, stage := s.reminding(h, tx.Now); say != nil || stage != "" {
				due = append(due, h)
			}
		}
		return err
	})
	for _, h := range due {
		if err == nil {
			err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
				if err := s.remind(ctx, tx, h); err != nil {
					return err
				}
				return s.tend(ctx, tx, h.matter.Realm, h.matter.ID)
			})
		}
	}
	return err
}

func (s *Service) all(ctx context.Context, tx *db.Tx, realm ids.Realm) ([]held, error) {
	all, err := s.c.Matters.LoadAll(ctx, tx, realm, Kind)
	if err != nil {
		return nil, err
	}
	out := []held{}
	for _, m := range all {
		h, err := s.open(ctx, tx, m)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}
