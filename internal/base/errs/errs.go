// Package errs is the closed list of error kinds that a person or a peer may
// see. Every other error is internal: it is logged once at the edge, and the
// outside sees a reference number only.
package errs

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind says what the caller can do about an error. The router maps it to a
// status; that table stands in serve/problem.go and nowhere else.
type Kind string

// The kinds. Internal is never given to New; it is what KindOf answers for an
// error that nobody classified.
const (
	Invalid         Kind = "invalid"         // the input is wrong; the text says what
	NotFound        Kind = "not-found"       // no such thing, or not for this viewer
	Conflict        Kind = "conflict"        // the world has moved on, or two things disagree
	Denied          Kind = "denied"          // known person, no permission
	Unauthenticated Kind = "unauthenticated" // no valid credential
	SecondFactor    Kind = "second-factor"   // the password is right; the second factor is missing
	StepUp          Kind = "step-up"         // known person, who must prove to be it once more
	TooLarge        Kind = "too-large"       // over a stated limit
	Busy            Kind = "busy"            // try again later
	Unsupported     Kind = "unsupported"     // a form, version or media type we do not speak
	Internal        Kind = "internal"        // everything else
)

// MaxEcho is how much of somebody's input an error text may repeat, in bytes.
const MaxEcho = 256

// Error is an error of a known kind whose text is written for the user.
type Error struct {
	Kind   Kind
	Text   string
	Phrase Phrase // the same, to be said in another language
}

// Error gives the user's text.
func (e *Error) Error() string { return e.Text }

// New makes an error of a kind. The text is shown to the user: lower-case, no
// full stop, and it says what to do.
func New(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Text: fmt.Sprintf(format, args...), Phrase: Say(format, args...)}
}

// Wrap adds the operation in front of *err, once per function, by defer. The
// kind and the user's text stay as they are.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}

// KindOf gives the kind of err, Internal when nobody classified it.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is tells whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Public gives what may be shown outside: the kind and the innermost user's
// text. For an internal error the text is a fixed sentence.
func Public(err error) (Kind, string) {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind, e.Text
	}
	return Internal, "something failed inside this node; its log has the cause"
}

// PhraseOf gives the phrase of what Public shows; the zero Phrase for an
// internal error.
func PhraseOf(err error) Phrase {
	var e *Error
	if errors.As(err, &e) {
		return e.Phrase
	}
	return Phrase{}
}

// Clip makes input fit for an error text: at most MaxEcho bytes, cut at a
// rune, with control, bidirectional and other invisible characters escaped.
func Clip(s string) string {
	var b strings.Builder
	for _, r := range s {
		var piece string
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			piece = fmt.Sprintf("\\u%04x", r)
		default:
			piece = string(r)
		}
		if b.Len()+len(piece) > MaxEcho-len("…") {
			b.WriteString("…")
			break
		}
		b.WriteString(piece)
	}
	return b.String()
}
