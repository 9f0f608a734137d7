package assist

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/matter"
	"entente/internal/matter/mattertest"
)

// told makes a matter of statements without keys: the fold never looks at them.
type told struct {
	t *testing.T
	m matter.Matter
	n map[ids.Party]int64
}

const offerID, otherID = "018f3f3f-0000-7000-8000-000000000001", "018f3f3f-0000-7000-8000-000000000002"

func tell(t *testing.T) *told {
	t.Helper()
	key, err := newSealKey(make([]byte, 64))
	if err != nil {
		t.Fatal(err)
	}
	x := &told{t: t, n: map[ids.Party]int64{}, m: matter.Matter{ID: "018f3f3f-0000-7000-8000-00000000000a", Realm: ids.Live, Kind: Kind, Owner: "CZE", Centre: "HUB", Agreement: "a", Provision: "8.1", Parties: []ids.Party{"CZE", "EST", "HUB", "LVA"}, Opened: mattertest.Start}}
	x.add("CZE", ActLodged, 0, Lodged{Request: wholeAt(mattertest.Start), Authorised: "Grace", AuthorisedAt: mattertest.Start, Ground: "by 8.1", AnswerWithin: "PT48H", Seal: key.String()})
	x.m.Said[0].Terms = &matter.Terms{To: []ids.Party{"EST", "HUB", "LVA"}}
	return x
}

// add says something after so many minutes.
func (x *told) add(p ids.Party, act string, minutes int, body any) {
	x.t.Helper()
	b, err := strictjson.Marshal(body)
	if err != nil {
		x.t.Fatal(err)
	}
	x.n[p]++
	st := matter.Statement{V: 1, Realm: ids.Live, Kind: Kind, Matter: x.m.ID, Party: p, N: x.n[p], Act: act, TLP: "green", Body: b, By: "Ada", At: mattertest.Start.Add(time.Duration(minutes) * time.Minute)}
	said := matter.Said{Statement: st}
	if said.Bytes, err = strictjson.Marshal(st); err != nil {
		x.t.Fatal(err)
	}
	if err := check(st); err != nil {
		x.t.Fatalf("%s: %v", act, err)
	}
	x.m.Said = append(x.m.Said, said)
}

func (x *told) fold() Case {
	x.t.Helper()
	c, err := Fold(x.m)
	if err != nil {
		x.t.Fatal(err)
	}
	return c
}

func anOffer(id string) Offer {
	return Offer{ID: id, From: mattertest.Start.Add(2 * day), Until: mattertest.Start.Add(9 * day), Valid: mattertest.Start.Add(day), Authorised: "Head",
		Lines: []Line{{ID: "1", Role: "r1", Card: &Card{Pseudonym: "EST-1"}}, {ID: "2", Role: "r1", Card: &Card{Pseudonym: "EST-2"}}}}
}

func of(act string, lines ...string) OfLines {
	b := OfLines{Party: "EST", Offer: offerID, Lines: lines}
	switch act {
	case ActHeld:
		b.Cards = "AAAA"
	case StageMobilising, StageActive:
		b.Stage = act
	}
	return b
}

// live tells a request up to a stage of line 1 of EST's offer.
func live(t *testing.T, to LineState) *told {
	t.Helper()
	x := tell(t)
	steps := []struct {
		state LineState
		by    ids.Party
		act   string
		body  any
	}{
		{LineOpen, "EST", ActOffered, anOffer(offerID)},
		{LineAccepted, "CZE", ActAccepted, of(ActAccepted, "1")},
		{LineHeld, "EST", ActHeld, of(ActHeld, "1")},
		{LineMobilising, "EST", ActDeployed, of(StageMobilising, "1")},
		{LineActive, "CZE", ActDeployed, of(StageActive, "1")},
		{LineHandedOver, "EST", ActHandedOver, of(ActHandedOver, "1")},
		{LineReleased, "EST", ActDemobilised, of(ActDemobilised, "1")},
	}
	for i, s := range steps {
		x.add(s.by, s.act, i+1, s.body)
		if s.state == to {
			break
		}
	}
	if c := x.fold(); len(c.Void) > 0 || c.Offers[0].Stand[0].State != to {
		t.Fatalf("not at %s: %+v", to, c)
	}
	return x
}

// TestEveryAct tries each act by the wrong party, at the wrong time, twice, and
// after a withdrawal: it counts for nothing, and says why.
func TestEveryAct(t *testing.T) {
	words := Words{Text: "x"}
	shift := Shift{ID: otherID, Offer: offerID, Line: "1", From: mattertest.Start.Add(3 * day), To: mattertest.Start.Add(3*day + time.Hour)}
	item := Evidence{ID: "E-1", What: "disk", SHA256: strings.Repeat("0a", 32), Where: "safe"}
	judged := func() Judged {
		values := Values(wholeAt(mattertest.Start))
		return Judged{Scheme: SchemeV1, Values: values, Overrides: []Override{}, Score: score(values), Place: 1, Of: 1, Proposed: 1}
	}()
	tilted := judged
	tilted.Values = slices.Clone(judged.Values)
	tilted.Values[3] = 4
	tilted.Score = score(tilted.Values)
	late := anOffer(otherID)
	late.Valid = mattertest.Start
	none := anOffer(otherID)
	none.Lines = []Line{{ID: "1", Role: "r9", Card: &Card{Pseudonym: "EST-7"}}}
	again := anOffer(otherID)
	costs := Costs{Offer: offerID, Lines: []CostLine{}}
	for name, c := range map[string]struct {
		at   LineState // how far line 1 has come; "" for no offer yet
		by   ids.Party
		act  string
		body any
		kind errs.Kind // empty: it counts
	}{
		"acknowledged":                   {"", "EST", ActAcknowledged, words, ""},
		"acknowledged by who asks":       {"", "CZE", ActAcknowledged, words, errs.Denied},
		"triaged":                        {"", "HUB", ActTriaged, judged, ""},
		"triaged by a nation":            {"", "EST", ActTriaged, judged, errs.Denied},
		"triaged otherwise than it says": {"", "HUB", ActTriaged, tilted, errs.Invalid},
		"offered by who asks":            {"", "CZE", ActOffered, anOffer(offerID), errs.Denied},
		"offered twice":                  {LineOpen, "EST", ActOffered, anOffer(offerID), errs.Conflict},
		"a person offered twice":         {LineOpen, "EST", ActOffered, again, errs.Conflict},
		"offered for no role":            {LineOpen, "EST", ActOffered, none, errs.Invalid},
		"offered and over":               {LineOpen, "EST", ActOffered, late, errs.Invalid},
		"declined with an offer open":    {LineOpen, "EST", ActDeclined, answer{}, errs.Conflict},
		"declined":                       {"", "LVA", ActDeclined, answer{}, ""},
		"refused by law":                 {"", "LVA", ActRefused, answer{Declination: Declination{Law: "s 5"}}, ""},
		"declined by who asks":           {"", "CZE", ActDeclined, answer{}, errs.Denied},
		"withdrawn by another":           {LineOpen, "LVA", ActUnoffered, of(ActUnoffered, "1"), errs.Denied},
		"withdrawn when accepted":        {LineAccepted, "EST", ActUnoffered, of(ActUnoffered, "1"), errs.Conflict},
		"accepted by another":            {LineOpen, "LVA", ActAccepted, of(ActAccepted, "1"), errs.Denied},
		"accepted twice":                 {LineAccepted, "CZE", ActAccepted, of(ActAccepted, "1"), errs.Conflict},
		"accepted when declined":         {LineHeld, "CZE", ActAccepted, of(ActAccepted, "1"), errs.Conflict},
		"accepted, no such line":         {LineOpen, "CZE", ActAccepted, of(ActAccepted, "7"), errs.NotFound},
		"accepted, one line is not open": {LineAccepted, "CZE", ActAccepted, of(ActAccepted, "2", "1"), errs.Conflict},
		"held and never accepted":        {LineOpen, "EST", ActHeld, of(ActHeld, "1"), errs.Conflict},
		"held by who asks":               {LineAccepted, "CZE", ActHeld, of(ActHeld, "1"), errs.Denied},
		"held twice":                     {LineHeld, "EST", ActHeld, of(ActHeld, "1"), errs.Conflict},
		"declined after it was held":     {LineHeld, "EST", ActDeclined, answer{Declination: Declination{Text: "x"}, Offer: offerID, Lines: []string{"1"}}, errs.Conflict},
		"mobilised and never held":       {LineAccepted, "EST", ActDeployed, of(StageMobilising, "1"), errs.Conflict},
		"mobilised by who asks":          {LineHeld, "CZE", ActDeployed, of(StageMobilising, "1"), errs.Denied},
		"arrived, says who gives":        {LineMobilising, "EST", ActDeployed, of(StageActive, "1"), errs.Denied},
		"arrived at once":                {LineHeld, "CZE", ActDeployed, of(StageActive, "1"), ""},
		"handed over and not active":     {LineMobilising, "EST", ActHandedOver, of(ActHandedOver, "1"), errs.Conflict},
		"a recall":                       {LineMobilising, "EST", ActDemobilised, of(ActDemobilised, "1"), ""},
		"released by who asks":           {LineActive, "CZE", ActDemobilised, of(ActDemobilised, "1"), errs.Denied},
		"released twice":                 {LineReleased, "EST", ActDemobilised, of(ActDemobilised, "1"), errs.Conflict},
		"a shift of another's people":    {LineActive, "LVA", ActShifted, shift, errs.Denied},
		"a shift before they are held":   {LineAccepted, "EST", ActShifted, shift, errs.Conflict},
		"a shift":                        {LineActive, "EST", ActShifted, shift, ""},
		"evidence of who gives nobody":   {LineActive, "LVA", ActRegistered, item, errs.Denied},
		"evidence":                       {LineActive, "EST", ActRegistered, item, ""},
		"custody of nothing":             {LineActive, "EST", ActHanded, Custody{Item: "E-1", Side: "given", Other: "CZE", Where: "x"}, errs.NotFound},
		"a note to a stranger":           {LineActive, "EST", ActNoted, Note{Text: "x", Task: "t", To: "FRA"}, errs.Invalid},
		"costs of another's offer":       {LineReleased, "LVA", ActCosted, costs, errs.Denied},
		"costs before anybody was held":  {LineOpen, "EST", ActCosted, costs, errs.Conflict},
		"costs":                          {LineReleased, "EST", ActCosted, costs, ""},
		"closed by another":              {LineReleased, "EST", ActClosed, words, errs.Denied},
		"closed while somebody works":    {LineActive, "CZE", ActClosed, words, errs.Conflict},
		"closed":                         {LineReleased, "CZE", ActClosed, words, ""},
		"withdrawn by who was asked":     {"", "EST", ActWithdrawn, words, errs.Denied},
		"withdrawn while accepted":       {LineAccepted, "CZE", ActWithdrawn, words, errs.Conflict},
		"withdrawn":                      {LineOpen, "CZE", ActWithdrawn, words, ""},
		"reported before it is closed":   {LineReleased, "CZE", ActReported, words, errs.Conflict},
		"learned before it is closed":    {LineReleased, "CZE", ActLearned, Lesson{Text: "x"}, errs.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := tell(t)
			if c.at != "" {
				x = live(t, c.at)
			}
			before := x.fold()
			x.add(c.by, c.act, 60, c.body)
			after := x.fold()
			if c.kind == "" {
				if len(after.Void) > 0 {
					t.Errorf("it counts for nothing: %s", after.Void[0].Why)
				}
				return
			}
			if len(after.Void) != 1 || after.Void[0].Kind != c.kind || after.Void[0].Why.String() == "" {
				t.Fatalf("got %+v, want %s", after.Void, c.kind)
			}
			after.Void = before.Void
			if a, b := clause.Digest(marshal(t, before)), clause.Digest(marshal(t, after)); a != b {
				t.Error("what counts for nothing has changed something")
			}
		})
	}
}

func TestAfterWithdrawalNothingCounts(t *testing.T) {
	x := live(t, LineOpen)
	x.add("CZE", ActWithdrawn, 30, Words{Text: "solved"})
	for i, say := range []struct {
		by   ids.Party
		act  string
		body any
	}{
		{"LVA", ActAcknowledged, Words{}}, {"LVA", ActOffered, anOffer(otherID)}, {"CZE", ActAccepted, of(ActAccepted, "1")}, {"EST", ActHeld, of(ActHeld, "1")}, {"LVA", ActDeclined, answer{}},
		{"EST", ActUnoffered, of(ActUnoffered, "1")}, {"EST", ActNoted, Note{Text: "x"}}, {"CZE", ActClosed, Words{Text: "x"}}, {"CZE", ActReported, Words{Text: "x"}}, {"CZE", ActWithdrawn, Words{Text: "x"}},
		{"EST", ActCosted, Costs{Offer: offerID, Lines: []CostLine{}}},
	} {
		x.add(say.by, say.act, 40+i, say.body)
		if c := x.fold(); len(c.Void) != i+1 || c.State != Withdrawn {
			t.Errorf("%s counts after the request was withdrawn: %s", say.act, c.State)
		}
	}
	x.add("LVA", ActLearned, 90, Lesson{Text: "ask earlier"})
	if c := x.fold(); len(c.Lessons) != 1 {
		t.Error("a lesson can be learned of what was withdrawn")
	}
}

func TestAnOfferIsNotAcceptedAfterItsValidity(t *testing.T) {
	for minutes, want := range map[int]LineState{24 * 60: LineAccepted, 24*60 + 1: LineOpen} {
		x := live(t, LineOpen)
		x.add("CZE", ActAccepted, minutes, of(ActAccepted, "1"))
		c := x.fold()
		if got := c.Offers[0].Stand[0].State; got != want {
			t.Errorf("accepted after %d minutes it is %s, want %s", minutes, got, want)
		}
		if want == LineOpen && !errors.Is(c.Void[0].err(), errExpired) && c.Void[0].Why.String() != errExpired.Error() {
			t.Errorf("the reason is %s", c.Void[0].Why)
		}
	}
}

// TestWithdrawnOrAcceptedFirst: whichever is dated first counts, wherever it is
// heard of first.
func TestWithdrawnOrAcceptedFirst(t *testing.T) {
	for _, first := range []string{ActUnoffered, ActAccepted} {
		x := live(t, LineOpen)
		at := map[string]int{ActUnoffered: 20, ActAccepted: 20}
		at[first] = 10
		x.add("EST", ActUnoffered, at[ActUnoffered], of(ActUnoffered, "1"))
		x.add("CZE", ActAccepted, at[ActAccepted], of(ActAccepted, "1"))
		slices.SortFunc(x.m.Said, func(a, b matter.Said) int { return a.At.Compare(b.At) })
		want := map[string]LineState{ActUnoffered: LineWithdrawn, ActAccepted: LineAccepted}[first]
		if c := x.fold(); c.Offers[0].Stand[0].State != want || len(c.Void) != 1 {
			t.Errorf("%s first: %s", first, c.Offers[0].Stand[0].State)
		}
	}
}

// TestCustody hands an item around; a side that lacks shows as a gap.
func TestCustody(t *testing.T) {
	give := func(other ids.Party) Custody {
		return Custody{Item: "E-1", Side: "given", Other: other, Where: "x"}
	}
	take := func(other ids.Party) Custody {
		return Custody{Item: "E-1", Side: "taken", Other: other, Where: "x"}
	}
	type side struct {
		by   ids.Party
		body Custody
	}
	for name, c := range map[string]struct {
		sides  []side
		holder ids.Party
		broken bool
		void   int
	}{
		"whole":                    {[]side{{"CZE", give("EST")}, {"EST", take("CZE")}, {"EST", give("HUB")}, {"HUB", take("EST")}}, "HUB", false, 0},
		"taken first":              {[]side{{"EST", take("CZE")}, {"CZE", give("EST")}}, "EST", false, 0},
		"never taken":              {[]side{{"CZE", give("EST")}}, "CZE", true, 0},
		"never given":              {[]side{{"EST", take("CZE")}}, "CZE", true, 0},
		"given by who has it not":  {[]side{{"LVA", give("EST")}}, "CZE", false, 1},
		"given on without a taker": {[]side{{"CZE", give("EST")}, {"EST", give("HUB")}}, "CZE", true, 1},
		"a gap and then a link":    {[]side{{"EST", take("CZE")}, {"EST", give("HUB")}, {"HUB", take("EST")}}, "CZE", true, 0},
		"to oneself":               {[]side{{"CZE", give("CZE")}}, "CZE", false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			x := live(t, LineActive)
			x.add("CZE", ActRegistered, 20, Evidence{ID: "E-1", What: "disk", SHA256: strings.Repeat("0a", 32), Where: "safe"})
			for i, s := range c.sides {
				x.add(s.by, ActHanded, 21+i, s.body)
			}
			got := x.fold()
			if e := got.Evidence[0]; e.Holder != c.holder || e.Broken != c.broken || len(got.Void) != c.void {
				t.Errorf("holder %s, broken %t, void %d: %+v", e.Holder, e.Broken, len(got.Void), e.Chain)
			}
		})
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	b, err := strictjson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestWhatIsCancelledStaysWithItsReason cancels a task and a shift: each by whom it
// is, once, and the costs are reckoned without the shift.
func TestWhatIsCancelledStaysWithItsReason(t *testing.T) {
	x := tell(t)
	x.add("EST", ActOffered, 1, anOffer(offerID))
	x.add("CZE", ActAccepted, 2, of(ActAccepted, "1"))
	x.add("EST", ActHeld, 3, of(ActHeld, "1"))
	from := mattertest.Start.Add(3 * day)
	shift := Shift{ID: otherID, Offer: offerID, Line: "1", From: from, To: from.Add(8 * time.Hour)}
	x.add("EST", ActShifted, 4, shift)
	x.add("CZE", ActNoted, 5, Note{Text: "Image two servers", Task: "CZE-T1", To: "EST"})
	x.add("EST", ActNoted, 6, Note{Text: "we would rather not", Task: "CZE-T1", Cancelled: true})
	x.add("CZE", ActNoted, 7, Note{Text: "they are rebuilt", Task: "CZE-T1", Cancelled: true})
	x.add("EST", ActNoted, 8, Note{Text: "one was imaged", Task: "CZE-T1", Done: true})
	shift.Cancelled, shift.Why = true, "the plant is closed"
	x.add("EST", ActShifted, 9, shift)
	c := x.fold()
	if task := c.Tasks[0]; !task.Cancelled || task.Done || task.Why != "they are rebuilt" || task.Party != "CZE" || task.To != "EST" {
		t.Errorf("task %+v", task)
	}
	if s := c.Shifts[0]; len(c.Shifts) != 1 || !s.Cancelled || s.Why != "the plant is closed" || s.By != "Ada" || !s.At.Equal(mattertest.Start.Add(9*time.Minute)) {
		t.Errorf("shifts %+v", c.Shifts)
	}
	if lines := c.Reckon(offerID, nil); len(lines) > 0 && lines[0].Minutes != 0 {
		t.Errorf("a shift that did not take place costs %+v", lines)
	}
	if len(c.Void) != 1 || c.Void[0].Party != "EST" || c.Void[0].Kind != errs.Denied || len(c.Notes) != 3 {
		t.Errorf("void %+v, notes %d", c.Void, len(c.Notes))
	}
	for _, b := range []sounder{&Shift{ID: otherID, Offer: offerID, Line: "1", From: from, To: from.Add(time.Hour), Cancelled: true}, &Note{Text: "x", Task: "T", Done: true, Cancelled: true}} {
		if b.sound("") {
			t.Errorf("%+v is sound", b)
		}
	}
}
