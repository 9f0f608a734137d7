package crisis

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
)

// Kind is the first word of this domain's journal kinds, and its kind of matter.
const Kind = "crisis"

// What is stated about a proposal. The first one opens.
const (
	ActProposed  = "proposed"  // a member or the chair: the text, for consultation
	ActRevised   = "revised"   // who proposed, or the chair: the next text
	ActPut       = "put"       // the chair: under silence, or to be stated on, until an instant
	ActDelivered = "delivered" // a member's node, by itself: the text is here
	ActOpened    = "opened"    // a member's person has read it
	ActStood     = "stood"     // a member joins, reserves or breaks
	ActExtended  = "extended"  // the chair, before the expiry
	ActWithdrawn = "withdrawn" // who proposed, or the chair, before the expiry
	ActContacted = "contacted" // the chair: what a member that was not reached said by another channel
	ActExcluded  = "excluded"  // the chair: a member that was not reached is left out
	ActRecorded  = "recorded"  // the secretariat's node, by itself
	ActClosed    = "closed"    // the secretariat's node, by itself
	ActConfirmed = "confirmed" // a member's node, by itself
	ActProtested = "protested" // a member's node, by itself
)

// Acts lists them all, the opening first.
func Acts() []string {
	return []string{ActProposed, ActRevised, ActPut, ActDelivered, ActOpened, ActStood, ActExtended, ActWithdrawn, ActContacted, ActExcluded, ActRecorded, ActClosed, ActConfirmed, ActProtested}
}

// Body is what one act says.
type Body interface{ check() error }

// Proposal is a text before a body; its digest is that of its canonical JSON. It
// is the body of ActProposed and ActRevised.
type Proposal struct {
	Rev      int         `json:"rev" doc:"1, and one more with each revision"`
	Level    string      `json:"level"`
	Mode     Mode        `json:"mode" enum:"silence,consensus,unanimity,majority"`
	Title    clause.Text `json:"title" doc:"By language: en, fr, cs"`
	Text     clause.Text `json:"text" doc:"By language, the same as the title's"`
	Annexes  []Annex     `json:"annexes"`
	Incident string      `json:"incident" doc:"Id of an incident; empty for none"`
	Requests []string    `json:"requests" doc:"Ids of requests for assistance"`
	Objects  []string    `json:"objects" doc:"STIX ids of intelligence; the objects travel by release alone"`
	Effects  []Effect    `json:"effects" doc:"What an adoption sets going"`
	Why      string      `json:"why" doc:"Of a revision: what has changed and why"`
	// Rehearsal marks a text that is decided on for practice: everything is as it
	// would be, but that nothing is set going.
	Rehearsal bool `json:"rehearsal,omitzero" doc:"For practice: decided on as any other, and sets nothing going"`
}

// Annex goes with a text.
type Annex struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Effect is one thing that an adoption sets going, at every node or at none.
type Effect struct {
	Kind  string    `json:"kind"`
	About string    `json:"about" doc:"What it is done to; the kind says what this is"`
	Value string    `json:"value"`
	Until time.Time `json:"until,omitzero" doc:"When it ends by itself"`
}

// Put puts a text before the members.
type Put struct {
	Rev     int       `json:"rev"`
	Text    string    `json:"text" doc:"Digest of the text"`
	Expires time.Time `json:"expires" doc:"By the hub's clock"`
	Urgent  string    `json:"urgent" doc:"Why the urgent procedure is taken; empty where it is not"`
	Office  Office    `json:"office"`
}

// Office signs for its party, over everything else that the act says.
type Office struct {
	ID        string         `json:"id"`
	Second    string         `json:"second" doc:"The second person, where the body wants two"`
	Signature sign.Signature `json:"signature"`
}

// Delivered is what a member's node says by itself when it has a text that was put.
type Delivered struct {
	Rev   int       `json:"rev"`
	Text  string    `json:"text"`
	Head  string    `json:"head" doc:"The last record that the member held"`
	Clock time.Time `json:"clock" doc:"The node's own, which a statement's date need not be"`
	Able  bool      `json:"able" doc:"Whether this node can do everything that an adoption would set going"`
	Why   string    `json:"why" doc:"Why it cannot"`
}

// Opened tells that a person has read a text.
type Opened struct {
	Rev   int       `json:"rev"`
	Text  string    `json:"text"`
	Head  string    `json:"head"`
	Clock time.Time `json:"clock"`
}

// Stand is what a member says to a text.
type Stand string

// The stands.
const (
	Join    Stand = "join"
	Reserve Stand = "reserve" // not opposed, with a statement that stays with the text
	Break   Stand = "break"   // opposed; of a majority: against
)

// Stood is what a member says to a text, by an office.
type Stood struct {
	Rev       int         `json:"rev"`
	Text      string      `json:"text"`
	Head      string      `json:"head"`
	Clock     time.Time   `json:"clock" doc:"The node's own"`
	Stand     Stand       `json:"stand" enum:"join,reserve,break"`
	Words     string      `json:"words" doc:"The reservation, or the grounds"`
	Amendment clause.Text `json:"amendment" doc:"What the text should say instead"`
	Office    Office      `json:"office"`
}

// Extended sets a later expiry.
type Extended struct {
	Rev     int       `json:"rev"`
	Expires time.Time `json:"expires"`
	Reason  string    `json:"reason"`
	Office  Office    `json:"office"`
}

// Withdrawn takes a text back.
type Withdrawn struct {
	Rev    int    `json:"rev"`
	Reason string `json:"reason"`
	Office Office `json:"office"`
}

// Contacted is what a member said by another channel, as the chair records it.
type Contacted struct {
	Rev     int       `json:"rev"`
	Member  ids.Party `json:"member"`
	Channel string    `json:"channel" doc:"Such as the number that was called"`
	Person  string    `json:"person" doc:"Who answered for the member"`
	Stand   Stand     `json:"stand" enum:"join,reserve,break"`
	Words   string    `json:"words"`
	Office  Office    `json:"office"`
}

// Excluded leaves out a member that the text did not reach.
type Excluded struct {
	Rev    int       `json:"rev"`
	Member ids.Party `json:"member"`
	Reason string    `json:"reason"`
	Office Office    `json:"office"`
}

// Recorded puts one statement into the chain.
type Recorded struct {
	Seq  int64     `json:"seq"`  // from 1
	Of   string    `json:"of"`   // digest of the statement
	At   time.Time `json:"at"`   // by the hub's clock; later than the record before
	Prev string    `json:"prev"` // digest of the statement that made the record before; empty at the first
}

// Closed is what the secretariat's node says that a round came to.
type Closed struct {
	Rev     int         `json:"rev"`
	Text    string      `json:"text"`
	Outcome Outcome     `json:"outcome"`
	Counted []ids.Party `json:"counted" doc:"The members that the round decided by"`
	Effects bool        `json:"effects" doc:"Whether the adoption sets its effects going: every node can do them"`
	Seq     int64       `json:"seq"`
	Head    string      `json:"head"`
	At      time.Time   `json:"at" doc:"By the hub's clock"`
}

// Confirmed is a member's node agreeing with a closing.
type Confirmed struct {
	Closing string `json:"closing" doc:"Digest of the closing"`
}

// Protested is a member's node not agreeing with a closing.
type Protested struct {
	Closing string `json:"closing"`
	Why     string `json:"why"`
}

// decode reads the body of an act strictly and holds it to its form.
func decode(act string, b jsontext.Value) (Body, error) {
	read := func(into Body) (Body, error) {
		if err := strictjson.Decode(b, into, strictjson.Default); err != nil {
			return nil, err
		}
		return into, into.check()
	}
	switch act {
	case ActProposed, ActRevised:
		return read(&Proposal{})
	case ActPut:
		return read(&Put{})
	case ActDelivered:
		return read(&Delivered{})
	case ActOpened:
		return read(&Opened{})
	case ActStood:
		return read(&Stood{})
	case ActExtended:
		return read(&Extended{})
	case ActWithdrawn:
		return read(&Withdrawn{})
	case ActContacted:
		return read(&Contacted{})
	case ActExcluded:
		return read(&Excluded{})
	case ActRecorded:
		return read(&Recorded{})
	case ActClosed:
		return read(&Closed{})
	case ActConfirmed:
		return read(&Confirmed{})
	case ActProtested:
		return read(&Protested{})
	}
	return nil, errs.New(errs.Unsupported, "this node does not know crisis.%s", errs.Clip(act))
}

// Bounds of what is stated.
const (
	maxWords   = 4000 // bytes
	maxAnnexes = 20
	maxLinks   = 50
	maxEffects = 8
	maxRev     = 100
)

// Digest is the SHA-256 of the canonical text in hex: what is frozen.
func (p Proposal) Digest() string {
	b, err := strictjson.Marshal(p)
	if err != nil {
		panic("a proposal that was checked has no canonical form: " + err.Error())
	}
	return clause.Digest(b)
}

// Languages lists those in which the text stands.
func (p Proposal) Languages() []string {
	return slices.DeleteFunc(clause.Languages(), func(l string) bool { return p.Title[l] == "" })
}

func (p *Proposal) check() error {
	languages := p.Languages()
	if len(languages) == 0 {
		return errs.New(errs.Invalid, "a proposal has a title and a text in at least one language")
	}
	if err := p.Title.CheckLine("the title", languages); err != nil {
		return err
	}
	if err := p.Text.CheckText("the text", languages); err != nil {
		return err
	}
	if p.Rev < 1 || p.Rev > maxRev || !clause.Line(p.Level) || !slices.Contains(Modes(), p.Mode) || (p.Rev > 1) != (p.Why != "") || !words(p.Why, true) {
		return errs.New(errs.Invalid, "a proposal has a number, a level, a way to decide on it, and as a revision the reason for it")
	}
	if len(p.Annexes) > maxAnnexes || slices.ContainsFunc(p.Annexes, func(a Annex) bool { return !clause.Line(a.Title) || len(a.Text) > 20_000 || !clause.Plain(a.Text) }) {
		return errs.New(errs.Invalid, "a proposal has up to %d annexes, each with a title and up to 20,000 visible bytes", maxAnnexes)
	}
	if len(p.Requests) > maxLinks || len(p.Objects) > maxLinks || len(p.Effects) > maxEffects {
		return errs.New(errs.Invalid, "a proposal names up to %d requests and objects and sets up to %d effects going", maxLinks, maxEffects)
	}
	for _, link := range append(append([]string{p.Incident}, p.Requests...), p.Objects...) {
		if link != "" && !clause.Line(link) {
			return errs.New(errs.Invalid, "a link of the proposal is not an id")
		}
	}
	for _, e := range p.Effects {
		if !clause.Line(e.Kind) || len(e.About) > 300 || len(e.Value) > 300 || !clause.Plain(e.About+e.Value) {
			return errs.New(errs.Invalid, "an effect has a kind, and says in up to 300 bytes each what it is done to and what is done")
		}
	}
	return nil
}

func words(s string, empty bool) bool {
	return (empty || s != "") && len(s) <= maxWords && clause.Plain(s)
}

func hexDigest(s string) bool {
	return len(s) == 64 && !slices.ContainsFunc([]byte(s), func(c byte) bool { return (c < '0' || c > '9') && (c < 'a' || c > 'f') })
}

// all is the error where one of the conditions of a form does not hold.
func all(form string, conditions ...bool) error {
	if slices.Contains(conditions, false) {
		return errs.New(errs.Invalid, "%s", form)
	}
	return nil
}

func (o Office) good() bool { return clause.Line(o.ID) && (o.Second == "" || clause.Line(o.Second)) }

func stand(s Stand) bool { return s == Join || s == Reserve || s == Break }

func (b *Put) check() error {
	return all("a text is put by its number and digest until an instant, by an office", b.Rev >= 1, hexDigest(b.Text), !b.Expires.IsZero(), words(b.Urgent, true), b.Office.good())
}

func (b *Delivered) check() error {
	return all("a delivery names a text, the last record, and why its effects cannot be done", b.Rev >= 1, hexDigest(b.Text), b.Head == "" || hexDigest(b.Head), words(b.Why, true), b.Able == (b.Why == ""), !b.Clock.IsZero())
}

func (b *Opened) check() error {
	return all("whoever has read a text names it and the last record", b.Rev >= 1, hexDigest(b.Text), b.Head == "" || hexDigest(b.Head), !b.Clock.IsZero())
}

func (b *Stood) check() error {
	err := all("a stand names a text, the last record, and an office; a reservation or an objection says something", b.Rev >= 1, hexDigest(b.Text), b.Head == "" || hexDigest(b.Head),
		stand(b.Stand), words(b.Words, b.Stand == Join), b.Office.good(), len(b.Amendment) == 0 || b.Stand == Break, !b.Clock.IsZero())
	if err != nil || len(b.Amendment) == 0 {
		return err
	}
	return b.Amendment.CheckText("the amendment", slices.DeleteFunc(clause.Languages(), func(l string) bool { return b.Amendment[l] == "" }))
}

func (b *Extended) check() error {
	return all("an extension says until when and why", b.Rev >= 1, !b.Expires.IsZero(), words(b.Reason, false), b.Office.good())
}

func (b *Withdrawn) check() error {
	return all("a withdrawal says why", b.Rev >= 1, words(b.Reason, false), b.Office.good())
}

func (b *Contacted) check() error {
	_, err := ids.ParseParty(string(b.Member))
	return all("a contact names the member, the channel, who answered, and what was said", b.Rev >= 1, err == nil, clause.Line(b.Channel), clause.Line(b.Person), stand(b.Stand), words(b.Words, b.Stand == Join), b.Office.good())
}

func (b *Excluded) check() error {
	_, err := ids.ParseParty(string(b.Member))
	return all("leaving a member out says whom and why", b.Rev >= 1, err == nil, words(b.Reason, false), b.Office.good())
}

func (b *Recorded) check() error {
	return all("a record names a statement, its time, and the record before", b.Seq >= 1, hexDigest(b.Of), !b.At.IsZero(), (b.Seq == 1) == (b.Prev == ""), b.Prev == "" || hexDigest(b.Prev))
}

func (b *Closed) check() error {
	return all("a closing names a text, an outcome and the record up to which it goes", b.Rev >= 1, hexDigest(b.Text), slices.Contains(Outcomes(), b.Outcome), b.Seq >= 1, hexDigest(b.Head), !b.At.IsZero())
}

func (b *Confirmed) check() error { return all("a confirmation names a closing", hexDigest(b.Closing)) }

func (b *Protested) check() error {
	return all("a protest names a closing and says why", hexDigest(b.Closing), words(b.Why, false))
}
