package crisis

import (
	"cmp"
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

// State is where a proposal stands.
type State string

// The states.
const (
	Proposed State = "proposed" // for consultation; no clock runs
	Running  State = "running"  // a text is before the members
	Expired  State = "expired"  // its time is up, and the closing is not here yet
	ClosedAs State = "closed"   // the secretariat has closed it; not beyond doubt yet
	FinalAs  State = "final"
	Doubtful State = "doubtful" // what is here contradicts itself, or something is missing
)

// View is a proposal as somebody sees it.
type View struct {
	ID        string      `json:"id"`
	Owner     ids.Party   `json:"owner" doc:"Who proposed it"`
	Opened    time.Time   `json:"opened"`
	TLP       string      `json:"tlp"`
	Agreement string      `json:"agreement"`
	Title     string      `json:"agreement_title"`
	Provision string      `json:"provision"`
	Clause    clause.Text `json:"clause" doc:"The text of the clause that constitutes the body"`
	Body      BodyView    `json:"body"`
	State     State       `json:"state" enum:"proposed,running,expired,closed,final,doubtful"`
	Doubt     string      `json:"doubt" doc:"Why it is doubtful"`
	Text      Proposal    `json:"text" doc:"The latest"`
	Texts     []Proposal  `json:"texts"`
	Rounds    []RoundView `json:"rounds" doc:"The latest last"`
	Void      []VoidView  `json:"void" doc:"What is on record without effect"`
	Chain     []LinkView  `json:"chain" doc:"The records that are here without a gap, the first one first"`
	Waiting   int         `json:"waiting" doc:"Statements that are in no record yet"`
	Draft     *Draft      `json:"draft,omitempty" doc:"What a person of ours has prepared to say"`
	Role      string      `json:"role" enum:"chair,member,observer,secretariat" doc:"Of our own party"`
	Now       time.Time   `json:"now" doc:"By this node's clock"`
	Records   int64       `json:"records" doc:"How many records the chain has here"`
	Head      string      `json:"head" doc:"Digest of the last one"`
}

// BodyView is a body with its rules, for people.
type BodyView struct {
	Name        string      `json:"name"`
	Agreement   string      `json:"agreement"`
	Title       string      `json:"agreement_title"`
	Provision   string      `json:"provision"`
	Clause      clause.Text `json:"clause"`
	Secretariat ids.Party   `json:"secretariat"`
	Chair       ids.Party   `json:"chair"`
	Members     []ids.Party `json:"members"`
	Observers   []ids.Party `json:"observers"`
	Levels      []LevelView `json:"levels"`
	Modes       []Mode      `json:"modes" enum:"silence,consensus,unanimity,majority"`
	Unreached   string      `json:"unreached" enum:"extend,contact,exclude"`
	Late        string      `json:"late" enum:"recorded,heeded"`
	Grace       int64       `json:"grace" doc:"Seconds"`
	Quorum      int         `json:"quorum"`
	All         bool        `json:"all" doc:"Every member that counts has to confirm an adoption"`
	TwoPersons  bool        `json:"two_persons"`
	Named       bool        `json:"named" doc:"The public record says who objected"`
	Effects     []string    `json:"effects"`
}

// LevelView is a level with its shortest periods in seconds.
type LevelView struct {
	Name    string `json:"name"`
	Silence int64  `json:"silence"`
	Urgent  int64  `json:"urgent" doc:"Zero where there is no urgent procedure"`
}

// RoundView is one text before the members.
type RoundView struct {
	Rev       int             `json:"rev"`
	Level     string          `json:"level"`
	Mode      Mode            `json:"mode" enum:"silence,consensus,unanimity,majority"`
	Urgent    string          `json:"urgent"`
	Put       time.Time       `json:"put"`
	Expires   time.Time       `json:"expires"`
	Deadline  time.Time       `json:"deadline" doc:"The expiry, and the grace for late objections"`
	Extended  []ExtensionView `json:"extended"`
	Members   []MemberView    `json:"members"`
	Late      []StandView     `json:"late" doc:"Objections and other stands that came in too late"`
	Recalled  string          `json:"recalled" doc:"Why it was withdrawn"`
	Closing   *ClosingView    `json:"closing,omitempty"`
	Final     bool            `json:"final" doc:"The outcome is beyond doubt"`
	FinalHere time.Time       `json:"final_here,omitzero" doc:"When this node came to know it"`
	DoneHere  time.Time       `json:"done_here,omitzero" doc:"When this node carried out what it sets going"`
}

// ExtensionView is one later expiry.
type ExtensionView struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Reason string    `json:"reason" doc:"Empty where the rule extended"`
}

// MemberView is one member in a round.
type MemberView struct {
	Party     ids.Party  `json:"party"`
	Counts    bool       `json:"counts"`
	Reached   bool       `json:"reached" doc:"The text was there before the expiry"`
	Delivered time.Time  `json:"delivered,omitzero" doc:"By the hub's clock"`
	Opened    time.Time  `json:"opened,omitzero" doc:"By the member's clock"`
	OpenedBy  string     `json:"opened_by"`
	Able      bool       `json:"able"`
	Unable    string     `json:"unable" doc:"Why its node cannot do what an adoption sets going"`
	Stand     *StandView `json:"stand,omitempty"`
	Called    *CallView  `json:"called,omitempty"`
	Left      string     `json:"left" doc:"Why it was left out"`
	Offset    *ClockView `json:"offset,omitempty"`
}

// StandView is what a member stated.
type StandView struct {
	Party     ids.Party   `json:"party"`
	Stand     Stand       `json:"stand" enum:"join,reserve,break"`
	Words     string      `json:"words"`
	Amendment clause.Text `json:"amendment"`
	Office    string      `json:"office"`
	By        string      `json:"by"`
	Second    string      `json:"second"`
	Made      time.Time   `json:"made" doc:"By the member's clock"`
	Recorded  time.Time   `json:"recorded" doc:"By the hub's clock"`
	Heeded    bool        `json:"heeded" doc:"Came in after the expiry and counts by rule"`
}

// CallView is what a member said by another channel.
type CallView struct {
	Channel string    `json:"channel"`
	Person  string    `json:"person"`
	Stand   Stand     `json:"stand" enum:"join,reserve,break"`
	Words   string    `json:"words"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// ClockView bounds how far a member's clock is ahead of the hub's, in milliseconds.
type ClockView struct {
	Least   int64 `json:"least"`
	Most    int64 `json:"most"`
	Stepped bool  `json:"stepped" doc:"One of the clocks was set"`
}

// ClosingView is what a round came to.
type ClosingView struct {
	Digest    string      `json:"digest"`
	Outcome   Outcome     `json:"outcome" enum:"adopted,broken,rejected,lapsed,unreached,withdrawn"`
	At        time.Time   `json:"at"`
	Effects   bool        `json:"effects"`
	Confirmed []ids.Party `json:"confirmed"`
	Missing   []ids.Party `json:"missing" doc:"Members whose confirmation it waits for by name"`
	Needed    int         `json:"needed" doc:"How many members have to confirm"`
	Protests  []Protest   `json:"protests"`
	Differs   string      `json:"differs" doc:"Why this node comes to something else"`
}

// Protest is a member's node not agreeing.
type Protest struct {
	Party ids.Party `json:"party"`
	Why   string    `json:"why"`
}

// VoidView is a statement without effect.
type VoidView struct {
	Party ids.Party `json:"party"`
	Act   string    `json:"act"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Why   string    `json:"why"`
}

// LinkView is one record, with the statement that it names.
type LinkView struct {
	Seq   int64     `json:"seq"`
	At    time.Time `json:"at" doc:"By the hub's clock"`
	Party ids.Party `json:"party"`
	Act   string    `json:"act"`
	By    string    `json:"by"`
	Made  time.Time `json:"made" doc:"By its maker's clock"`
}

// seen loads a proposal for somebody whose ceiling lets him read it.
func (s *Service) seen(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (h held, err error) {
	if h, err = s.load(ctx, tx, v.Realm(), id); err == nil && !h.matter.ReadableBy(v) {
		return held{}, errNoProposal
	}
	return h, err
}

// Get gives one proposal.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (out View, err error) {
	defer errs.Wrap(&err, "crisis.Get(%s)", errs.Clip(id))
	if err := v.May(authz.CrisisRead); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error { out, err = s.view(ctx, tx, v, id); return err })
	return out, err
}

// List gives the proposals, those on which a clock runs first, then the latest.
func (s *Service) List(ctx context.Context, v authz.Viewer) (out []View, err error) {
	defer errs.Wrap(&err, "crisis.List")
	if err := v.May(authz.CrisisRead); err != nil {
		return nil, err
	}
	out = []View{}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := s.all(ctx, tx, v.Realm())
		for _, h := range all {
			if !h.matter.ReadableBy(v) {
				continue
			}
			one, err := s.show(ctx, tx, h)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return err
	})
	slices.SortFunc(out, func(a, b View) int {
		return cmp.Or(cmp.Compare(b2n(b.State == Running), b2n(a.State == Running)), b.Opened.Compare(a.Opened), cmp.Compare(a.ID, b.ID))
	})
	return out, err
}

func b2n(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Bodies lists the bodies that agreements in force constitute and that our party
// takes part in.
func (s *Service) Bodies(ctx context.Context, v authz.Viewer) (out []BodyView, err error) {
	defer errs.Wrap(&err, "crisis.Bodies")
	if err := v.May(authz.CrisisRead); err != nil {
		return nil, err
	}
	out = []BodyView{}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := s.c.Matters.Bases(ctx, tx, v.Realm(), clause.Body)
		for _, b := range all {
			a, err := s.c.Agreements.Load(ctx, tx, v.Realm(), b.Agreement)
			if err != nil {
				return err
			}
			rules, err := RulesAt(a, b.Provision.ID, tx.Now)
			if err != nil {
				return err
			}
			out = append(out, bodyView(rules, a.ID, a.Title, b.Provision.ID, b.Text))
		}
		return err
	})
	return out, err
}

func bodyView(r Rules, agreement, title, provision string, text clause.Text) BodyView {
	b := BodyView{Name: r.Body, Agreement: agreement, Title: title, Provision: provision, Clause: text, Secretariat: r.Secretariat, Chair: r.Chair, Members: r.Members, Observers: r.Observers, Modes: r.Modes,
		Unreached: r.Unreached, Late: r.Late, Grace: int64(r.Grace / time.Second), Quorum: r.Quorum, All: r.All, TwoPersons: r.TwoPersons, Named: r.Names, Effects: append([]string{}, r.Effects...)}
	for _, l := range r.Levels {
		b.Levels = append(b.Levels, LevelView{l.Name, int64(l.Silence / time.Second), int64(l.Urgent / time.Second)})
	}
	return b
}

func (s *Service) view(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (View, error) {
	h, err := s.seen(ctx, tx, v, id)
	if err != nil {
		return View{}, err
	}
	return s.show(ctx, tx, h)
}

func (s *Service) show(ctx context.Context, tx *db.Tx, h held) (v View, err error) {
	m := h.matter
	a, err := s.c.Agreements.Load(ctx, tx, m.Realm, m.Agreement)
	if err != nil {
		return v, err
	}
	cl, _, err := a.ProvisionAt(m.Provision, m.Opened)
	if err != nil {
		return v, err
	}
	finals, err := s.known(ctx, tx, m.ID, m.Realm)
	if err != nil {
		return v, err
	}
	done, err := s.done(ctx, tx, m.ID, m.Realm)
	if err != nil {
		return v, err
	}
	c := h.At(tx.Now)
	v = View{ID: m.ID, Owner: m.Owner, Opened: m.Opened, TLP: m.Opening().TLP, Agreement: a.ID, Title: a.Title, Provision: m.Provision, Clause: cl.Text,
		Body: bodyView(h.Rules, a.ID, a.Title, m.Provision, cl.Text), Text: h.Proposal, Texts: h.Texts, Rounds: []RoundView{}, Void: []VoidView{}, Chain: []LinkView{}, Waiting: len(h.waits),
		Role: h.role(s.c.Party), Now: tx.Now, Records: h.Seq, Head: h.Head, Doubt: h.Forked}
	if len(h.Texts) == 0 { // the record of the opening is still on its way
		if p, err := decode(m.Opening().Act, m.Opening().Body); err == nil {
			v.Text = *p.(*Proposal)
		}
		v.Texts = []Proposal{}
	}
	for _, r := range c.Rounds {
		rv := c.roundView(r)
		rv.FinalHere, rv.DoneHere = finals[r.Rev], done[r.Rev]
		v.Rounds = append(v.Rounds, rv)
	}
	for _, x := range h.Void {
		v.Void = append(v.Void, VoidView{Party: x.Entry.Party, Act: x.Entry.Act, By: x.Entry.By, At: x.At, Why: x.Why.Error()})
	}
	for _, r := range h.records {
		if e := h.Case.entries[r.Of]; e != nil && r.Seq <= h.Seq {
			v.Chain = append(v.Chain, LinkView{Seq: r.Seq, At: r.At, Party: e.Party, Act: e.Act, By: e.By, Made: e.At})
		}
	}
	if r := c.Open(); r != nil {
		if v.Draft, err = s.draft(ctx, tx, h, r.Rev); err != nil {
			return v, err
		}
	}
	v.State = c.state(tx.Now)
	return v, nil
}

// role is what a party is in a body; the secretariat that is the chair too is the
// chair.
func (h held) role(p ids.Party) string {
	switch {
	case p == h.Rules.Chair:
		return "chair"
	case h.Rules.Member(p):
		return "member"
	case p == h.Rules.Secretariat:
		return "secretariat"
	}
	return "observer"
}

// state tells where a case stands at a moment.
func (c *Case) state(now time.Time) State {
	r := c.Round()
	switch {
	case c.Forked != "" && (r == nil || c.Final(r.Rev) == nil):
		return Doubtful
	case r == nil || r.Closing != nil && r.Rev < c.Proposal.Rev:
		return Proposed
	case c.Final(r.Rev) != nil:
		return FinalAs
	case r.Closing != nil && r.Closing.Differs != "":
		return Doubtful
	case r.Closing != nil:
		return ClosedAs
	case !now.Before(r.Deadline(c.Rules)):
		return Expired
	}
	return Running
}

func (c *Case) roundView(r *Round) RoundView {
	v := RoundView{Rev: r.Rev, Level: r.Level, Mode: r.Mode, Urgent: r.Urgent, Put: r.Put, Expires: r.Expires, Deadline: r.Deadline(c.Rules), Extended: []ExtensionView{}, Members: []MemberView{}, Late: []StandView{},
		Recalled: r.Recalled, Final: c.Final(r.Rev) != nil}
	for _, x := range r.Extended {
		v.Extended = append(v.Extended, ExtensionView{x.From, x.To, x.Reason})
	}
	for _, p := range c.Rules.Members {
		v.Members = append(v.Members, c.memberView(r, p))
	}
	for _, s := range r.Late {
		v.Late = append(v.Late, standView(s))
	}
	if cl := r.Closing; cl != nil {
		missing, needed := c.Needed(cl)
		v.Closing = &ClosingView{Digest: cl.Digest, Outcome: cl.Outcome, At: cl.At, Effects: cl.Effects, Confirmed: append([]ids.Party{}, cl.Confirmed...), Missing: append([]ids.Party{}, missing...), Needed: needed, Protests: []Protest{}, Differs: cl.Differs}
		for _, p := range c.Rules.Members {
			if why, ok := cl.Protested[p]; ok {
				v.Closing.Protests = append(v.Closing.Protests, Protest{p, why})
			}
		}
	}
	return v
}

func (c *Case) memberView(r *Round, p ids.Party) MemberView {
	d, delivered := r.Delivered[p]
	left, out := r.Left[p]
	m := MemberView{Party: p, Counts: !out, Left: left, Reached: r.reached(p, r.Expires), Delivered: d.Recorded, Opened: d.Opened, OpenedBy: d.OpenedBy, Able: !delivered || d.Able, Unable: d.Why}
	if s, ok := r.Stands[p]; ok {
		sv := standView(s)
		m.Stand = &sv
	}
	if call, ok := r.Called[p]; ok {
		m.Called = &CallView{call.Channel, call.Person, call.Stand, call.Words, call.By, call.At}
	}
	if o := c.Offsets[p]; o.Known {
		m.Offset = &ClockView{o.Least.Milliseconds(), o.Most.Milliseconds(), o.Stepped}
	}
	return m
}

func standView(s Standing) StandView {
	return StandView{Party: s.Party, Stand: s.Stand, Words: s.Words, Amendment: s.Amendment, Office: s.Office, By: s.By, Second: s.Second, Made: s.Made, Recorded: s.Recorded, Heeded: s.Heeded}
}
