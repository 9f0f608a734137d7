package report

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"entente/internal/base/errs"
)

// words is everything that a document says in one language. A test demands that
// every field of every language is filled.
type words struct {
	Lang    language.Tag
	Numbers *message.Printer

	Situation    string // title
	PartyReport  string // title; %s is the party's name
	SituationFor string // one line of what the document is for
	PartyFor     string

	// The head and foot of every page.
	Mark      map[string]string // by TLP, "" for nothing marked
	Unmarked  string            // added to the banner where unmarked things are counted
	Page      string            // {current} of {total}
	Exercise  string            // stands before the realm when that is not live
	RealmLive string

	// The particulars.
	Authority, Period, Realm, MadeBy, MadeAt, Fingerprint, Ceiling, NoCeiling, About string
	PeriodDays                                                                       string // %s to %s

	// Headings of sections, each with what stands there when it is empty.
	Summary                               string
	In, InLead, InEmpty                   string
	ByOrigin                              string
	Out, OutLead, OutEmpty                string
	Provisions, ProvisionsLead            string
	ProvisionsEmpty                       string
	Refusals, RefusalsLead, RefusalsEmpty string
	Receipts, ReceiptsLead, ReceiptsEmpty string
	Open, OpenLead, OpenEmpty             string
	Recalls, RecallsLead, RecallsEmpty    string
	Agreements, AgreementsLead            string
	AgreementsEmpty                       string
	Peers, PeersLead, PeersEmpty          string
	Ageing, AgeingLead, AgeingEmpty       string
	Newest, NewestLead, NewestEmpty       string
	More                                  string // %s further lines are left out

	// Heads of columns.
	Type, Here, Came, Origin, Party, Given, PassedOn, Received, Withheld, Refused, Ratio string
	Agreement, Provision, Objects, Direction, Reason, Signed, Unsigned, Median, P95      string
	Release, When, State, From, Parties, Since, Sent, SignedFor, Name, TLP, Share        string
	Compliance, Trust, Kind, Words, Age                                                  string

	// Sentences of the summary.
	SumHere     func(n string, total int64) string
	SumCame     func(n string, total int64) string
	SumGiven    func(objects string, n, parties int64) string
	SumReceived func(objects string, n, parties int64) string
	SumRefused  func(objects string, n int64) string
	SumOpen     func(receipts string, n int64) string
	SumRecalls  func(ours, theirs, open string) string
	SumNothing  string

	// Words for what the domains have codes for.
	Reasons     map[string]string
	Directions  map[string]string
	States      map[string]string // of agreements
	Links       map[string]string // of peers
	Trusts      map[string]string
	Complied    map[string]string // of recalls
	Ages        map[string]string
	Kinds       map[string]string // of parties
	Generation  string            // %d
	Unknown     string            // marking not understood
	None        string            // no marking
	Dash        string
	NotMeasured string
}

var languages = map[string]*words{"en": english(), "fr": french(), "cs": czech()}

// Languages lists the languages of documents.
func Languages() []string { return []string{"en", "fr", "cs"} }

func wordsOf(lang string) (*words, error) {
	if lang == "" {
		lang = "en"
	}
	w, ok := languages[lang]
	if !ok {
		return nil, errs.New(errs.Invalid, "lang is one of %s", strings.Join(Languages(), ", "))
	}
	return w, nil
}

// number writes a whole number as people of the language read it.
func (w *words) number(n int64) string { return w.Numbers.Sprintf("%d", n) }

// of looks a code up; a code that has no words here stands for itself.
func of(m map[string]string, code string) string {
	if s, ok := m[code]; ok {
		return s
	}
	return code
}

// tlpName writes a level as the protocol does.
func tlpName(level string) string { return "TLP:" + strings.ToUpper(level) }

// marks gives the banners, which are the same in every language but for what
// bears no marking.
func marks(none string) map[string]string {
	m := map[string]string{"": none}
	for _, l := range []string{"clear", "green", "amber", "amber+strict", "red"} {
		m[l] = tlpName(l)
	}
	return m
}
