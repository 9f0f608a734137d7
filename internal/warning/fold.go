package warning

import (
	"time"

	"entente/internal/base/ids"
	"entente/internal/matter"
)

// Warning is what follows from the statements of one.
type Warning struct {
	ID        string
	Owner     ids.Party
	TLP       string
	Agreement string
	Provision string
	Parties   []ids.Party // who takes part, the issuer first
	Issued    time.Time
	Texts     []Stated // the latest last
	Seats     []Seat   // of everybody but the issuer
	EndedAt   time.Time
	EndedBy   string
	Reason    string // of the end
}

// Stated is a text with who stated it.
type Stated struct {
	Text
	By string
	At time.Time
}

// Seat is one party that was warned.
type Seat struct {
	Party ids.Party
	Since time.Time // when the issuer let it in
	Said  []Word    // the latest last
}

// Word is one thing that a party has said about it.
type Word struct {
	Acknowledged
	By    string
	At    time.Time
	Known time.Time // since when this node knows it
}

// Latest is the text that stands.
func (w Warning) Latest() Stated { return w.Texts[len(w.Texts)-1] }

// Open tells that the warning has not been ended.
func (w Warning) Open() bool { return w.EndedAt.IsZero() }

// Seat gives what a party that was warned has said; nil for others.
func (w Warning) Seat(p ids.Party) *Seat {
	for i := range w.Seats {
		if w.Seats[i].Party == p {
			return &w.Seats[i]
		}
	}
	return nil
}

// Last is what the party says now; nil while it has said nothing.
func (s Seat) Last() *Word {
	if len(s.Said) == 0 {
		return nil
	}
	return &s.Said[len(s.Said)-1]
}

// Owes tells that a party has not acknowledged the text that stands, although the
// issuer asks for it.
func (w Warning) Owes(s Seat) bool {
	last := w.Latest()
	if !w.Open() || last.Due.IsZero() {
		return false
	}
	for _, x := range s.Said {
		if x.Rev == last.Rev {
			return false
		}
	}
	return true
}

// Fold makes a warning of its matter. It is pure: who holds the same statements
// sees the same. A statement that its party may not make, and a text that is not
// later than the one that stands, change nothing; neither does a word about a text that there is not.
func Fold(m matter.Matter) (Warning, error) {
	w := Warning{ID: m.ID, Owner: m.Owner, TLP: m.Opening().TLP, Agreement: m.Agreement, Provision: m.Provision, Parties: m.Parties, Issued: m.Opened}
	for _, p := range m.Parties {
		if p != m.Owner {
			w.Seats = append(w.Seats, Seat{Party: p, Since: m.Since(p)})
		}
	}
	var answers []matter.Said
	for _, x := range m.Said {
		if x.Act == matter.ActInvited {
			continue
		}
		b, err := decode(x.Act, x.Body)
		if err != nil {
			return w, err
		}
		switch b := b.(type) {
		case *Text:
			if x.Party == w.Owner && w.Open() && (len(w.Texts) == 0 || b.Rev > w.Latest().Rev) {
				w.Texts = append(w.Texts, Stated{Text: *b, By: x.By, At: x.At})
			}
		case *Ended:
			if x.Party == w.Owner && w.Open() {
				w.EndedAt, w.EndedBy, w.Reason = x.At, x.By, b.Reason
			}
		case *Acknowledged:
			answers = append(answers, x)
		}
	}
	for _, x := range answers { // one counts although its maker's clock is behind that of the issuer
		b, err := decode(x.Act, x.Body)
		if err != nil {
			return w, err
		}
		a := b.(*Acknowledged)
		if seat := w.Seat(x.Party); seat != nil && a.Rev <= w.Latest().Rev {
			seat.Said = append(seat.Said, Word{Acknowledged: *a, By: x.By, At: x.At, Known: x.Known})
		}
	}
	return w, nil
}
