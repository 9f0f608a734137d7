package msel

import (
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// first gives the first fault.
func first(faults ...error) error {
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	return nil
}

// line checks a short text of one line.
func line(name, s string, needed bool) error {
	if needed && s == "" {
		return errs.New(errs.Invalid, "%s is missing", name)
	}
	if len(s) > maxName || !visible(s, false) {
		return errs.New(errs.Invalid, "%s: use up to %d bytes of visible characters", name, maxName)
	}
	return nil
}

// long checks a text of several lines.
func long(name, s string, needed bool) error {
	if needed && s == "" {
		return errs.New(errs.Invalid, "%s is missing", name)
	}
	if len(s) > maxLong || !visible(s, true) {
		return errs.New(errs.Invalid, "%s: use up to %d bytes of visible characters", name, maxLong)
	}
	return nil
}

// visible tells that a text is what it looks like.
func visible(s string, lines bool) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if lines && (r == '\n' || r == '\t') {
			continue
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == 0xFFFE || r == 0xFFFF {
			return false
		}
	}
	return true
}

var (
	numberForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._/-]{0,31}$`)
	shortForm  = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,47}$`)
)

// short checks an id that planners give.
func short(name, s string) error {
	if !shortForm.MatchString(s) {
		return errs.New(errs.Invalid, "%s: use up to 48 small letters, digits, dots and dashes", name)
	}
	return nil
}

func spoken(s string) error {
	if !slices.Contains([]string{"en", "fr", "cs"}, s) {
		return errs.New(errs.Invalid, "the language is en, fr or cs")
	}
	return nil
}

// Channels lists the channels in the order in which pages show them.
func Channels() []Channel {
	return []Channel{ByMail, ByPhone, ByPress, ByFile, ByObject, ByMISP, ByFeed, ByTAXII, ByRequest, ByProposal, ByConnection}
}

// Check tells what keeps a row from being kept. What keeps it from being played
// is a finding (see Find).
func (i Inject) Check() error {
	if _, err := ids.Parse(i.ID); err != nil {
		return err
	}
	switch {
	case !numberForm.MatchString(i.Number):
		return errs.New(errs.Invalid, "number: use up to 32 letters, digits and dots, such as 2.14")
	case !slices.Contains([]Type{Contextual, Expected, Contingency}, i.Type):
		return errs.New(errs.Invalid, "type: use contextual, expected or contingency")
	case !slices.Contains(Channels(), i.Channel):
		return errs.New(errs.Invalid, "channel %q is not known", errs.Clip(string(i.Channel)))
	case !slices.Contains([]Status{Planned, Ready, Cancelled}, i.Status):
		return errs.New(errs.Invalid, "status: use planned, ready or cancelled")
	case i.At != nil && !inYear(*i.At) || !inYear(i.Within):
		return errs.New(errs.Invalid, "a time is a whole number of seconds, from 0 to a year")
	case len(i.To) > 500 || len(i.Tests) > 100 || len(i.After) > 100 || len(i.Criteria) > 100 || len(i.Own) > 50:
		return errs.New(errs.Invalid, "a row has up to 500 teams, 100 objectives, dependencies and criteria, and 50 own columns")
	case len(i.Scenario) > maxPayload:
		return errs.New(errs.TooLarge, "the content of an inject has at most %d MiB", maxPayload>>20)
	}
	if i.As != "" {
		if _, err := ids.ParseParty(i.As); err != nil {
			return err
		}
	}
	for name, s := range i.Own {
		if err := first(short("column", name), long(name, s, false)); err != nil {
			return err
		}
	}
	for _, list := range [][]string{i.To, i.Tests} {
		for n, s := range list {
			if slices.Contains(list[:n], s) {
				return errs.New(errs.Invalid, "%q is named twice", errs.Clip(s))
			}
			if err := short("id", s); err != nil {
				return err
			}
		}
	}
	return first(line("title", i.Title, true), line("storyline", i.Storyline, false), line("phase", i.Phase, false), line("from", i.From, false),
		long("expected", i.Expected, false), line("controller", i.Control, false), line("evaluator", i.Evaluator, false), long("remarks", i.Remarks, false),
		i.checkAfter(), i.checkCriteria(), i.checkMessage())
}

func inYear(s Span) bool { return s >= 0 && s.Seconds() <= maxSeconds && Of(s.Seconds()) == s }

// checkMessage lets a row without content be kept: planners write it later.
func (i Inject) checkMessage() error {
	if len(i.Payload) == 0 {
		return nil
	}
	_, err := i.Message()
	return err
}

func (i Inject) checkAfter() error {
	for _, d := range i.After {
		if _, err := ids.Parse(d.Inject); err != nil {
			return err
		}
		if !slices.Contains([]On{OnSent, OnSeen, OnAnswer, OnMet, OnMissed}, d.On) {
			return errs.New(errs.Invalid, "a dependency is on sent, seen, answered, met or missed")
		}
		if d.Criterion != "" && d.On != OnMet && d.On != OnMissed {
			return errs.New(errs.Invalid, "a criterion is met or missed; a dependency on %s names none", d.On)
		}
		if !inYear(d.Delay) {
			return errs.New(errs.Invalid, "a time is a whole number of seconds, from 0 to a year")
		}
		if d.Criterion != "" {
			if err := short("criterion", d.Criterion); err != nil {
				return err
			}
		}
	}
	return nil
}

func (i Inject) checkCriteria() error {
	var seen []string
	for _, c := range i.Criteria {
		if slices.Contains(seen, c.ID) {
			return errs.New(errs.Invalid, "criterion %q stands twice in this inject", errs.Clip(c.ID))
		}
		seen = append(seen, c.ID)
		if !slices.Contains(Strategies(), c.Strategy) {
			return errs.New(errs.Invalid, "strategy %q is not known", errs.Clip(c.Strategy))
		}
		if c.Points < 0 || c.Points > 1_000_000 || !inYear(c.Within) || len(c.Rubric) > 20 || len(c.Rule) > 1<<20 {
			return errs.New(errs.Invalid, "criterion %q: use up to a million points, a year, and twenty levels", errs.Clip(c.ID))
		}
		for _, l := range c.Rubric {
			if l.Points < 0 || l.Points > c.Points {
				return errs.New(errs.Invalid, "criterion %q: a level has from 0 to the criterion's points", errs.Clip(c.ID))
			}
			if err := line("words", l.Words, true); err != nil {
				return err
			}
		}
		if err := first(short("criterion", c.ID), line("name", c.Name, true), line("category", c.Category, false)); err != nil {
			return err
		}
	}
	return nil
}
