package incident

import (
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

var noon = at("2026-11-23T12:00:00Z")

// say makes an entry of a party some minutes after noon.
func say(p ids.Party, n int64, minutes int, act string, b Body) Entry {
	return Entry{Ref: refOf(p, n), Act: act, Party: p, By: "Ada", At: noon.Add(time.Duration(minutes) * time.Minute), TLP: marking.Amber, Body: b}
}

func ours(e Entry) Entry {
	e.Ours, e.Ref = true, ids.New()
	return e
}

func begun() Entry {
	return say("CZE", 1, 0, Opened, &Description{Title: "Ransomware", Category: "malicious-code/infected-system", State: Open})
}

func TestOnlyTheOwnerSaysWhatItIsAndWhereItStands(t *testing.T) {
	other := Description{Title: "Nothing at all", Category: "other/other", State: Open}
	i := Fold("i1", []Entry{begun(),
		say("HUB", 1, 1, Described, &other), say("HUB", 2, 2, Changed, &Change{State: Recovered}), say("HUB", 3, 3, Closed, &Change{State: ClosedState}),
		say("CZE", 2, 4, Changed, &Change{State: Contained}), ours(say("CZE", 0, 5, Changed, &Change{State: Recovered}))})
	if i.Title != "Ransomware" || i.State != Contained || !i.StateAt.Equal(noon.Add(4*time.Minute)) || len(i.Entries) != 2 {
		t.Errorf("%q stands %s since %s, with %d entries", i.Title, i.State, i.StateAt, len(i.Entries))
	}
}

func TestATaskIsAnsweredByWhomItWasGivenTo(t *testing.T) {
	task := say("CZE", 2, 10, Tasked, &Task{Title: "Image two servers", Party: "HUB"})
	answer := func(p ids.Party, n int64, minutes int, s TaskState) Entry {
		return say(p, n, minutes, TaskChanged, &Answer{Task: task.Ref, State: s})
	}
	for name, c := range map[string]struct {
		answers []Entry
		want    TaskState
	}{
		"nothing":                          {nil, Given},
		"accepted and done":                {[]Entry{answer("HUB", 1, 11, Accepted), answer("HUB", 2, 12, Done)}, Done},
		"by another":                       {[]Entry{answer("EST", 1, 11, Done)}, Given},
		"done by who gave it":              {[]Entry{answer("CZE", 3, 11, Done)}, Given},
		"withdrawn by who gave it":         {[]Entry{answer("CZE", 3, 11, Withdrawn)}, Withdrawn},
		"withdrawn by whom it is given to": {[]Entry{answer("HUB", 1, 11, Withdrawn)}, Given},
		"settled stays settled":            {[]Entry{answer("HUB", 1, 11, Done), answer("CZE", 3, 12, Withdrawn)}, Done},
		"a clock that is behind":           {[]Entry{answer("HUB", 1, 5, Accepted)}, Accepted},
	} {
		t.Run(name, func(t *testing.T) {
			all := append([]Entry{begun(), task}, c.answers...)
			slices.SortStableFunc(all, order)
			if got := Fold("i1", all).Tasks[0].State; got != c.want {
				t.Errorf("the task is %s, not %s", got, c.want)
			}
		})
	}
}

func TestNoJudgementReplacesAnother(t *testing.T) {
	i := Fold("i1", []Entry{begun(), say("CZE", 2, 1, Judged, &Judgement{Scheme: CZ, Value: "I"}), say("CZE", 3, 2, Judged, &Judgement{Scheme: CZ, Value: "III"}), say("HUB", 1, 3, Judged, &Judgement{Scheme: NCSC, Value: "2"})})
	if len(i.Judgements) != 3 {
		t.Fatalf("%d judgements are kept", len(i.Judgements))
	}
	if j, ok := i.Severity(); !ok || j.Value != "III" || j.Party != "CZE" {
		t.Errorf("the owner's last judgement counts, not %+v", j)
	}
}

func TestClocksOfNIS2(t *testing.T) {
	aware := at("2027-01-28T10:00:00Z")
	i := Incident{Obliged: true, Description: Description{Aware: aware}}
	step := func(s, when string) Entry { return Entry{By: "Ada", Body: &Step{Step: s, At: at(when)}} }
	c := i.Clocks()
	if !c[0].Due.Equal(at("2027-01-29T10:00:00Z")) || !c[1].Due.Equal(at("2027-01-31T10:00:00Z")) || !c[2].Due.Equal(at("2027-02-28T10:00:00Z")) || !c[2].Provisional {
		t.Errorf("the clocks end %s, %s and %s", c[0].Due, c[1].Due, c[2].Due)
	}
	if c[0].Late(at("2027-01-29T09:59:59Z")) || !c[0].Late(at("2027-01-29T10:00:00Z")) {
		t.Error("24 hours are over at their last instant, and not before")
	}
	if c[2].Late(at("2028-01-01T00:00:00Z")) {
		t.Error("a clock that has not begun is late")
	}
	i.Steps = []Entry{step(EarlyWarning, "2027-01-29T10:00:01Z"), step(Notification, "2027-01-30T08:00:00Z"), step(Notification, "2027-01-30T09:00:00Z")}
	c = i.Clocks()
	if !c[0].Late(aware) || c[1].Late(aware) || c[2].Provisional || !c[2].Due.Equal(at("2027-02-28T08:00:00Z")) {
		t.Errorf("after the steps: %+v", c)
	}
	if i.Obliged = false; i.Clocks() != nil {
		t.Error("clocks run although nobody has said that they do")
	}
}

func TestTheFinalReportIsDueAMonthAfterTheNotification(t *testing.T) {
	for done, want := range map[string]string{
		"2026-11-23T12:00:00Z": "2026-12-23T12:00:00Z", "2027-01-31T12:00:00Z": "2027-02-28T12:00:00Z", "2028-01-31T12:00:00Z": "2028-02-29T12:00:00Z", "2027-01-31T23:30:00-05:00": "2027-03-01T04:30:00Z",
	} {
		i := Incident{Obliged: true, Description: Description{Aware: at(done)}, Steps: []Entry{ours(say("CZE", 0, 1, Informed, &Step{Step: Notification, At: at(done)}))}}
		if final := i.Clocks()[2]; !final.Due.Equal(at(want)) || final.Provisional {
			t.Errorf("after a notification of %s the final report is due %s, not %s", done, final.Due, want)
		}
	}
}

func TestScore(t *testing.T) {
	every := func(pick func(f Factor) string) Answers {
		a := Answers{}
		for _, f := range Factors {
			a[f.Code] = pick(f)
		}
		return a
	}
	least, most := every(func(f Factor) string { return f.Options[0].Code }), every(func(f Factor) string { return f.Options[len(f.Options)-1].Code })
	some := Answers{"functional-impact": "significant-critical", "observed-activity": "presence", "location": "business-network", "actor": "apt", "information-impact": "core-credentials", "recoverability": "extended", "cross-sector": "health", "potential-impact": "high"}
	for _, c := range []struct {
		a      Answers
		points int
		level  string
	}{
		{least, 0, "baseline-negligible"}, {most, 100, "emergency"},
		// 6*70+5*80+4*40+4*80+2*80+4*60+3*30+6*75 = 2240; (2240-325)/(3400-325) is 62.3 %.
		{some, 62, "medium"},
	} {
		s, err := Score(c.a)
		if err != nil || s.Points != c.points || s.Level != c.level || len(s.Parts) != len(Factors) {
			t.Errorf("%v gives %d, %s, %v; want %d, %s", c.a, s.Points, s.Level, err, c.points, c.level)
		}
	}
	for name, change := range map[string]func(a Answers){"none": func(a Answers) { delete(a, "actor") }, "another": func(a Answers) { a["actor"] = "martians" }, "a ninth": func(a Answers) { a["mood"] = "bad" }} {
		a := every(func(f Factor) string { return f.Options[0].Code })
		change(a)
		if _, err := Score(a); !errs.Is(err, errs.Invalid) {
			t.Errorf("an answer of %s is scored: %v", name, err)
		}
	}
	for _, f := range Factors {
		if !slices.IsSortedFunc(f.Options, func(a, b Option) int { return a.Points - b.Points }) {
			t.Errorf("the options of %s do not stand by their points", f.Code)
		}
	}
}

func TestTheCrosswalkHasEveryValue(t *testing.T) {
	for _, s := range Schemes {
		var held []string
		for _, c := range Crosswalk {
			held = append(held, c.Values[s.Code]...)
		}
		for _, v := range s.Values {
			if !slices.Contains(held, v) {
				t.Errorf("%s %s has no place in the crosswalk", s.Code, v)
			}
		}
		for _, v := range held {
			if !slices.Contains(s.Values, v) {
				t.Errorf("%s has no value %s", s.Code, v)
			}
		}
	}
}

func TestWhatNobodyCouldMeanIsRefused(t *testing.T) {
	score := 99
	for name, c := range map[string]struct {
		act  string
		body string
		kind errs.Kind
	}{
		"an unknown act":              {"exploded", `{}`, errs.Unsupported},
		"no title":                    {Opened, `{"title":"","summary":"","category":"other/other","lead":"","state":"open"}`, errs.Invalid},
		"an unknown category":         {Opened, `{"title":"a","summary":"","category":"magic","lead":"","state":"open"}`, errs.Invalid},
		"known before it occurred":    {Opened, `{"title":"a","summary":"","category":"other/other","occurred":"2026-02-01T00:00:00Z","aware":"2026-01-01T00:00:00Z","lead":"","state":"open"}`, errs.Invalid},
		"another member":              {Noted, `{"text":"a","x":1}`, errs.Invalid},
		"an empty note":               {Noted, `{"text":" "}`, errs.Invalid},
		"text that turns around":      {Noted, `{"text":"a\u202eb"}`, errs.Invalid},
		"a note without an end":       {Noted, `{"text":"` + strings.Repeat("a", maxText+1) + `"}`, errs.Invalid},
		"closed by changing":          {Changed, `{"state":"closed","text":""}`, errs.Invalid},
		"closed and yet open":         {Closed, `{"state":"open","text":""}`, errs.Invalid},
		"a severity of no scheme":     {Judged, `{"scheme":"cz","value":"IV","text":""}`, errs.Invalid},
		"a score without answers":     {Judged, `{"scheme":"us-nciss","value":"severe","score":99,"text":""}`, errs.Invalid},
		"an object that is none":      {Linked, `{"to":"object","id":"javascript:alert(1)","text":""}`, errs.Invalid},
		"a link to something unknown": {Linked, `{"to":"page","id":"x","text":""}`, errs.Invalid},
		"a digest of another length":  {Evidenced, `{"label":"disk","where":"","sha256":"abc","text":""}`, errs.Invalid},
	} {
		if _, err := decode(c.act, []byte(c.body)); !errs.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (&Judgement{Scheme: NCSC, Value: "1", Score: &score}).check(); err == nil {
		t.Error("a score of another scheme is taken")
	}
}
