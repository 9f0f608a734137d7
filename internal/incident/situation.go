package incident

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/clause"
)

// phrases are what a situation report is written with, in one language.
type phrases struct {
	title, by                                        string // with places for values
	asOf, what, happened, severity, affected, tasks  string
	state, category, occurred, detected, aware, lead string
	none                                             string
	states                                           map[State]string
	taskStates                                       map[TaskState]string
	day                                              string // layout of a moment
}

var languages = map[string]phrases{
	"en": {
		title: "Situation report: %s", asOf: "As of %s UTC.", what: "Situation", happened: "What happened", severity: "Severity", affected: "Affected", tasks: "What is being done",
		state: "State", category: "Category", occurred: "Began", detected: "Detected", aware: "Known since", lead: "Led by", none: "Nothing is known yet.", by: "%s (%s), judged by %s",
		states:     map[State]string{Open: "open", Contained: "contained", Eradicated: "eradicated", Recovered: "recovered", ClosedState: "closed"},
		taskStates: map[TaskState]string{Given: "given", Accepted: "accepted", Done: "done", Declined: "declined", Withdrawn: "withdrawn"}, day: "2 Jan 2006 15:04",
	},
	"fr": {
		title: "Point de situation : %s", asOf: "Situation au %s UTC.", what: "Situation", happened: "Déroulement", severity: "Gravité", affected: "Entités touchées", tasks: "Actions en cours",
		state: "État", category: "Catégorie", occurred: "Début", detected: "Détection", aware: "Connu depuis", lead: "Conduite", none: "Rien n’est encore connu.", by: "%s (%s), selon %s",
		states:     map[State]string{Open: "ouvert", Contained: "contenu", Eradicated: "éradiqué", Recovered: "rétabli", ClosedState: "clos"},
		taskStates: map[TaskState]string{Given: "confiée", Accepted: "acceptée", Done: "faite", Declined: "refusée", Withdrawn: "retirée"}, day: "02/01/2006 15:04",
	},
	"cs": {
		title: "Zpráva o situaci: %s", asOf: "Stav k %s UTC.", what: "Situace", happened: "Průběh", severity: "Závažnost", affected: "Dotčené subjekty", tasks: "Co se dělá",
		state: "Stav", category: "Kategorie", occurred: "Začátek", detected: "Zjištěno", aware: "Známo od", lead: "Vede", none: "Zatím není nic známo.", by: "%s (%s), posoudil %s",
		states:     map[State]string{Open: "otevřený", Contained: "omezený", Eradicated: "odstraněný", Recovered: "obnovený provoz", ClosedState: "uzavřený"},
		taskStates: map[TaskState]string{Given: "zadáno", Accepted: "přijato", Done: "hotovo", Declined: "odmítnuto", Withdrawn: "staženo"}, day: "2. 1. 2006 15:04",
	},
}

// Situation writes the draft of a situation report in a language ("en", "fr",
// "cs") from what is known at a moment: plain text, a heading a line. It leaves out
// what is ours alone, so that it can be stated to all as it is; a person reads and
// edits it first.
//
// Errors: Invalid for another language.
func (i Incident) Situation(language string, now time.Time) (title, text string, err error) {
	p, ok := languages[language]
	if !ok {
		return "", "", errs.New(errs.Invalid, "a situation report is written in one of %s", strings.Join(clause.Languages(), ", "))
	}
	w := writer{p: p}
	w.line(p.asOf, now.UTC().Format(p.day))
	w.head(p.what)
	if i.Summary != "" {
		w.line("%s", i.Summary)
	}
	w.fact(p.state, p.states[i.State])
	w.fact(p.category, i.Category)
	w.fact(p.occurred, w.moment(i.Occurred))
	w.fact(p.detected, w.moment(i.Detected))
	w.fact(p.aware, w.moment(i.Aware))
	w.fact(p.lead, i.Lead)
	w.severity(i)
	w.affected(i)
	w.happened(i)
	w.tasks(i)
	return clip(fmt.Sprintf(p.title, i.Title)), strings.TrimSpace(w.b.String()) + "\n", nil
}

// clip keeps a title within one line's bytes.
func clip(s string) string {
	for len(s) > 300 {
		r := []rune(s)
		s = string(r[:len(r)-1])
	}
	return s
}

type writer struct {
	p phrases
	b strings.Builder
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }
func (w *writer) head(s string)                   { w.line("\n%s\n", strings.ToUpper(s)) }

func (w *writer) fact(name, value string) {
	if value != "" {
		w.line("%s: %s", name, value)
	}
}

func (w *writer) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(w.p.day)
}

// tellable leaves out what is ours alone, once others have the incident.
func (i Incident) tellable(e Entry) bool {
	return !e.Ours || !slices.ContainsFunc(i.Entries, func(x Entry) bool { return !x.Ours })
}

func (w *writer) severity(i Incident) {
	latest := map[string]Assessment{}
	var order []string
	for _, j := range i.Judgements {
		if key := string(j.Party) + " " + j.Scheme; i.tellable(j.Entry) {
			if _, ok := latest[key]; !ok {
				order = append(order, key)
			}
			latest[key] = j
		}
	}
	if len(order) > 0 {
		w.head(w.p.severity)
	}
	for _, key := range order {
		j := latest[key]
		w.line("- "+w.p.by, j.Value, j.Scheme, j.Party)
	}
}

func (w *writer) affected(i Incident) {
	entities, entries := Of[Entity](i, Affected)
	begun := false
	for n, e := range entities {
		if !i.tellable(entries[n]) {
			continue
		}
		if !begun {
			w.head(w.p.affected)
			begun = true
		}
		line := e.Label
		if e.Sector != "" {
			line += " (" + e.Sector + ")"
		}
		if e.Text != "" {
			line += ": " + e.Text
		}
		w.line("- %s", line)
	}
}

func (w *writer) happened(i Incident) {
	w.head(w.p.happened)
	events, entries := Of[Event](i, Timed)
	told := false
	for n, e := range events {
		if i.tellable(entries[n]) {
			w.line("- %s  %s: %s", w.moment(e.At), entries[n].Party, e.Text)
			told = true
		}
	}
	if !told {
		w.line("%s", w.p.none)
	}
}

func (w *writer) tasks(i Incident) {
	begun := false
	for _, t := range i.Tasks {
		if !i.tellable(t.Entry) || t.State == Withdrawn {
			continue
		}
		if !begun {
			w.head(w.p.tasks)
			begun = true
		}
		w.line("- %s, %s: %s", t.Title, t.Task.Party, w.p.taskStates[t.State])
	}
}
