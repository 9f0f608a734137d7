package report

import (
	"fmt"
	"strings"
	"time"

	"entente/internal/aftermath"
	"entente/internal/base/errs"
	"entente/internal/format/marking"
	"entente/internal/lesson"
	"entente/internal/score"
)

// maxAftermath bounds a table of an after-action report.
const maxAftermath = 500

// AfterAction prints an after-action report in a language, as html or pdf. What it
// says why something was missed is in English.
//
// Errors: those of a language that is not known.
func (s *Service) AfterAction(r aftermath.Report, language, format string) (f File, err error) {
	defer errs.Wrap(&err, "report.AfterAction")
	w, err := wordsOf(language)
	if err != nil {
		return f, err
	}
	d := afterAction{r, aftermathSays[w.Lang.String()]}.document(w)
	f.Name = "EXERCISE-after-action-" + string(r.Realm) + "." + format
	if format == "pdf" {
		f.Media = "application/pdf"
		f.Bytes, err = d.pdf(s.Clock.Now())
		return f, err
	}
	f.Media = "text/html; charset=utf-8"
	f.Bytes, err = d.html()
	return f, err
}

type afterAction struct {
	r aftermath.Report
	w aftermathWords
}

func (a afterAction) document(w *words) document {
	r, say := a.r, a.w
	d := document{words: w, title: say.Title, lead: say.Lead, level: marking.None, realm: string(r.Realm), exercise: true}
	d.facts = [][2]string{{say.Name, r.Name}, {say.Realm, string(r.Realm)}, {say.Made, minute(r.At)}, {say.Phase, say.Phases[string(r.Phase)]}, {say.Time, stamp(&r.Time)}}
	objectives := section{heading: say.Objectives, lead: r.Text}
	for _, o := range r.Objectives {
		objectives.sentences = append(objectives.sentences, o.ID+"  "+o.Name)
	}
	if len(r.Objectives) == 0 {
		objectives.sentences = []string{say.ObjectivesEmpty}
	}
	if r.LeftOut {
		objectives.sentences = append(objectives.sentences, say.LeftOut)
	}
	d.sections = []section{objectives, a.clock(), a.figures(), a.beside(), a.scores(), a.missed(), a.said(), a.injects(), a.timeline()}
	return d
}

// stamp writes an exercise time as the console does.
func stamp(ms *int64) string {
	if ms == nil {
		return "–"
	}
	t := time.Duration(*ms) * time.Millisecond
	return fmt.Sprintf("T+%d:%02d:%02d", int(t.Hours()), int(t.Minutes())%60, int(t.Seconds())%60)
}

func (a afterAction) table(head []string, widths []int, rows [][]string) *table {
	t := &table{head: head, widths: widths, numbers: make([]bool, len(head)), rows: rows}
	if over := len(rows) - maxAftermath; over > 0 {
		t.rows, t.more = rows[:maxAftermath], fmt.Sprintf(a.w.More, over)
	}
	return t
}

func (a afterAction) team(id string) string {
	for _, t := range a.r.Teams {
		if t.ID == id {
			return t.Name
		}
	}
	return id
}

func (a afterAction) clock() section {
	var rows [][]string
	for _, x := range a.r.Clock {
		rows = append(rows, []string{stamp(&x.Time), a.w.Acts[x.Act], minute(x.At)})
	}
	return section{heading: a.w.Clock, empty: a.w.ClockEmpty, table: a.table([]string{a.w.Time, a.w.Act, a.w.At}, []int{6, 8, 10}, rows)}
}

// length writes a median with over how many injects it is.
func (a afterAction) length(ms *int64, of int) string {
	if ms == nil {
		return a.w.None
	}
	t := time.Duration(*ms) * time.Millisecond
	return fmt.Sprintf("%d:%02d:%02d (%d)", int(t.Hours()), int(t.Minutes())%60, int(t.Seconds())%60, of)
}

func (a afterAction) figures() section {
	var rows [][]string
	add := func(name string, f aftermath.Figure) {
		rows = append(rows, []string{name, a.length(f.Detect, f.Of[0]), a.length(f.Share, f.Of[1]), a.length(f.Decide, f.Of[2])})
	}
	for _, f := range a.r.Figures {
		add(string(f.Party)+"  "+f.Name, f)
	}
	if len(rows) > 0 {
		add(a.w.All, a.r.Overall)
	}
	return section{heading: a.w.Figures, lead: a.w.FiguresLead, empty: a.w.FiguresEmpty, table: a.table([]string{a.w.Team, a.w.Detect, a.w.Share, a.w.Decide}, []int{9, 5, 5, 5}, rows)}
}

// beside sets the figures of earlier exercises beside those of this one, by the names
// of its teams.
func (a afterAction) beside() section {
	var rows [][]string
	compare := func(shown, name string, own lesson.TeamFigures) {
		add := func(first, which string, t lesson.TeamFigures) {
			rows = append(rows, []string{first, which, a.length(t.Detect, t.Of[0]), a.length(t.Share, t.Of[1]), a.length(t.Decide, t.Of[2]), fmt.Sprintf("%d / %d", t.Got, t.Graded), fmt.Sprintf("%d / %d", t.Graded, t.Gradable)})
		}
		add(shown, a.w.This, own)
		for _, m := range a.r.Earlier {
			if t, ok := m.Figures.Of(name); ok {
				add("", a.w.Earlier+" "+m.Name+", "+m.Figures.Started.Format(time.DateOnly), t)
			}
		}
	}
	if own := a.r.Measured(); own != nil && len(a.r.Earlier) > 0 {
		compare(a.w.All, "", own.All)
		for _, t := range own.Teams {
			compare(t.Name, t.Name, t)
		}
	}
	return section{heading: a.w.Beside, lead: a.w.BesideLead, empty: a.w.BesideEmpty, table: a.table([]string{a.w.Team, a.w.Name, a.w.Detect, a.w.Share, a.w.Decide, a.w.Points, a.w.Graded}, []int{5, 8, 5, 5, 5, 3, 3}, rows)}
}

func (a afterAction) scores() section {
	var rows [][]string
	add := func(team, part string, s score.Score) {
		rows = append(rows, []string{team, part, fmt.Sprintf("%d / %d", s.Got, s.Graded), fmt.Sprintf("%d / %d", s.Graded, s.Gradable)})
	}
	for _, t := range a.r.Scores {
		add(string(t.Party)+"  "+t.Name, a.w.Whole, t.All)
		for _, o := range t.Objectives {
			title := o.Title
			if title == "" {
				title = o.Name
			}
			add("", title, o)
		}
		for _, c := range t.Categories {
			add("", c.Name, c)
		}
	}
	return section{heading: a.w.Scores, lead: a.w.ScoresLead, empty: a.w.ScoresEmpty, table: a.table([]string{a.w.Team, a.w.Part, a.w.Points, a.w.Graded}, []int{7, 9, 4, 4}, rows)}
}

func (a afterAction) missed() section {
	var rows [][]string
	for _, m := range a.r.Missed {
		var why []string
		if m.ByHand != "" {
			why = append(why, a.w.ByHand+" "+m.ByHand)
		}
		for _, p := range m.Why {
			why = append(why, p.String())
		}
		rows = append(rows, []string{a.team(m.Team), m.Number + " " + m.Title, m.Name, strings.Join(why, "; ")})
	}
	return section{heading: a.w.Missed, empty: a.w.MissedEmpty, table: a.table([]string{a.w.Team, a.w.Inject, a.w.Criterion, a.w.Why}, []int{4, 5, 6, 9}, rows)}
}

func (a afterAction) said() section {
	var rows [][]string
	for _, o := range a.r.Observations {
		team := a.w.All
		if o.Team != "" {
			team = a.team(o.Team)
		}
		rows = append(rows, []string{stamp(&o.Time), string(o.Party), team, o.Text})
	}
	return section{heading: a.w.Said, empty: a.w.SaidEmpty, table: a.table([]string{a.w.At, a.w.By, a.w.Team, a.w.Text}, []int{4, 3, 5, 12}, rows)}
}

func (a afterAction) injects() section {
	var rows [][]string
	for _, x := range a.r.Rows {
		rows = append(rows, []string{x.Number + " " + x.Title, a.team(x.Team), stamp(x.Sent), stamp(x.Seen), stamp(x.Answered)})
	}
	return section{heading: a.w.Injects, lead: a.w.InjectsLead, empty: a.w.InjectsEmpty, table: a.table([]string{a.w.Inject, a.w.Team, a.w.Sent, a.w.Seen, a.w.Answered}, []int{9, 6, 3, 3, 3}, rows)}
}

func (a afterAction) timeline() section {
	var rows [][]string
	for _, m := range a.r.Timeline {
		team := string(m.Party)
		if m.Team != "" {
			team += "  " + a.team(m.Team)
		}
		rows = append(rows, []string{stamp(&m.Time), team, a.w.What[m.What], m.Words})
	}
	return section{heading: a.w.Timeline, lead: a.w.TimelineLead, empty: a.w.TimelineEmpty, table: a.table([]string{a.w.At, a.w.Team, a.w.Act, a.w.Inject}, []int{4, 7, 4, 9}, rows)}
}
