package msel

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"entente/internal/base/errs"
)

// String writes a time as planners do: days, then the clock, "0+01:30:00".
func (s Span) String() string {
	n := s.Seconds()
	return fmt.Sprintf("%d+%02d:%02d:%02d", n/86400, n/3600%24, n/60%60, n%60)
}

var (
	clockForm = regexp.MustCompile(`^(?:(\d{1,3})\+)?(\d{1,4}):(\d{2})(?::(\d{2}))?$`)
	spanForm  = regexp.MustCompile(`^(?:[Tt]?\+)?(?:(\d{1,3})[dD])?(?:(\d{1,4})[hH])?(?:(\d{1,6})[mM])?(?:(\d{1,8})[sS])?$`)
)

// ParseSpan reads a time since STARTEX in any of the forms that are in use:
// "0+01:30:00", "01:30", "T+2H", "+90m", "1d2h".
func ParseSpan(s string) (Span, error) {
	s = strings.TrimSpace(s)
	part, units := clockForm.FindStringSubmatch(s), []int64{86400, 3600, 60, 1}
	if part == nil {
		part = spanForm.FindStringSubmatch(s)
		if part != nil && strings.Join(part[1:], "") == "" && !strings.EqualFold(s, "T+0") {
			part = nil
		}
	} else if len(part[3]) > 0 && (part[3] > "59" || part[4] > "59") {
		part = nil
	}
	if strings.EqualFold(s, "T+0") {
		return 0, nil
	}
	if part == nil {
		return 0, errs.New(errs.Invalid, "%q is no time; write 0+01:30:00, 01:30, T+2H or +90m", errs.Clip(s))
	}
	var total int64
	for n, text := range part[1:] {
		if text == "" {
			continue
		}
		x, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, err
		}
		total += x * units[n]
	}
	if total > maxSeconds {
		return 0, errs.New(errs.Invalid, "a time is a whole number of seconds, from 0 to a year")
	}
	return Of(total), nil
}
