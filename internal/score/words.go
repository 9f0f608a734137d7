package score

import (
	"fmt"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/conduct"
)

func span(us int64) time.Duration { return time.Duration(us) * time.Microsecond }

// stamp writes an exercise time.
func stamp(t time.Duration) string {
	s := int64(t / time.Second)
	return fmt.Sprintf("T+%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// length writes a length of time, in its two largest units.
func length(t time.Duration) string {
	s := int64(t / time.Second)
	h, m, sec := s/3600, s/60%60, s%60
	switch {
	case h > 0 && m > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case h > 0:
		return fmt.Sprintf("%d h", h)
	case m > 0 && sec > 0:
		return fmt.Sprintf("%d min %d s", m, sec)
	case m > 0:
		return fmt.Sprintf("%d min", m)
	}
	return fmt.Sprintf("%d s", sec)
}

func kindWords(r JournalRule) string {
	if len(r.kinds()) == 0 {
		return "*"
	}
	return strings.Join(r.kinds(), ", ")
}

// actor names who did something.
func actor(f Frame, a conduct.Observed) string {
	switch {
	case a.Team == f.Team && f.Name != "":
		return f.Name
	case a.Team != "":
		return a.Team
	}
	return string(a.Party)
}

func met(f Frame, a conduct.Observed, n int) []errs.Phrase {
	t := span(a.Time)
	out := []errs.Phrase{errs.Say("%s did %s at %s, %s after the inject", actor(f, a), a.Kind, stamp(t), length(t-f.Sent))}
	if f.Until >= 0 {
		out = append(out, errs.Say("%s were allowed", length(f.Until-f.Sent)))
	}
	if n > 1 {
		out = append(out, errs.Say("it was done %d times, as was asked for", n))
	}
	return out
}

func forbidden(r JournalRule, f Frame, a conduct.Observed) []errs.Phrase {
	return []errs.Phrase{errs.Say("%s did %s at %s, which was not to be", actor(f, a), a.Kind, stamp(span(a.Time)))}
}

// missing says what is not there yet, or was not there in time.
func missing(r JournalRule, f Frame, fits []conduct.Observed, want int, near *nearest) []errs.Phrase {
	var out []errs.Phrase
	if len(fits) > 0 {
		out = append(out, errs.Say("it was done %d times in time, and %d are asked for", len(fits), want))
	}
	switch {
	case near == nil && len(fits) == 0 && r.By == "any":
		out = append(out, errs.Say("nobody has done %s since the inject", kindWords(r)))
	case near == nil && len(fits) == 0:
		who := f.Name
		if r.By == "party" {
			who = f.Party
		}
		out = append(out, errs.Say("nobody of %s has done %s since the inject", who, kindWords(r)))
	case near == nil:
	case near.late:
		t := span(near.act.Time)
		out = append(out, errs.Say("%s did %s as was asked for, but %s after the inject, and %s were allowed", actor(f, near.act), near.act.Kind, length(t-f.Sent), length(f.Until-f.Sent)))
	default:
		out = append(out, errs.Say("the nearest act is %s of %s at %s, and does not fit", near.act.Kind, actor(f, near.act), stamp(span(near.act.Time))))
		out = append(out, near.why...)
	}
	return out
}
