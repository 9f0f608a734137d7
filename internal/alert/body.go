package alert

import (
	"cmp"
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/crisis"
	"entente/internal/format/marking"
	"entente/internal/matter"
)

// Kind is the first word of this domain's journal kinds, and its kind of matter.
const Kind = "alert"

// What is stated; both have the same body. The first one opens.
const (
	ActStated   = "stated"
	ActRestated = "restated"
)

// Level is what a party says of itself.
type Level struct {
	Level     string    `json:"level" enum:"normal,guarded,elevated,high,severe"`
	Since     time.Time `json:"since" doc:"When it was stated, by the party's clock; the same under every agreement"`
	Criterion string    `json:"criterion" doc:"Which criterion is met, and by what"`
	Scheme    string    `json:"scheme" doc:"Name of the party's own scheme; empty for none"`
	Value     string    `json:"value" doc:"What that scheme calls the level"`
}

const maxWords = 4000 // bytes

func (l *Level) check() error {
	if !slices.Contains(crisis.AlertLevels(), l.Level) {
		return errs.New(errs.Invalid, "%q is not an alert level; they are %v", errs.Clip(l.Level), crisis.AlertLevels())
	}
	if l.Criterion == "" || len(l.Criterion) > maxWords || !clause.Plain(l.Criterion) || l.Since.IsZero() {
		return errs.New(errs.Invalid, "an alert level says which criterion is met, in up to %d bytes", maxWords)
	}
	if (l.Scheme == "") != (l.Value == "") || l.Scheme != "" && (!clause.Line(l.Scheme) || !clause.Line(l.Value)) {
		return errs.New(errs.Invalid, "a level of an own scheme has the scheme's name and the level, each on one line")
	}
	return nil
}

func decode(st matter.Statement) (l Level, err error) {
	if err := st.Decode(&l); err != nil {
		return l, err
	}
	if l.Since.After(st.At) {
		return l, errs.New(errs.Invalid, "an alert level is not stated before it holds")
	}
	return l, l.check()
}

// check refuses a statement that this node cannot read.
func check(st matter.Statement) error {
	if st.Act == matter.ActInvited {
		return st.Decode(&struct{}{})
	}
	_, err := decode(st)
	return err
}

// Own is a level as its party stated it.
type Own struct {
	Level
	Party ids.Party `json:"party"`
	By    string    `json:"by" doc:"The person, as the party's node knows them"`
	TLP   string    `json:"tlp"`

	tlp marking.TLP
}

// owns gives what the owner of a matter has stated in it, in the order of the fold.
func owns(m matter.Matter) (all []Own, err error) {
	for _, x := range m.Said {
		if x.Act == matter.ActInvited || x.Party != m.Owner {
			continue
		}
		l, err := decode(x.Statement)
		if err != nil {
			return nil, err
		}
		tlp, err := marking.ParseTLP(x.TLP)
		if err != nil {
			return nil, err
		}
		all = append(all, Own{Level: l, Party: x.Party, By: x.By, TLP: x.TLP, tlp: tlp})
	}
	return all, nil
}

// settled tells that the party says all is normal.
func settled(m matter.Matter) bool {
	all, err := owns(m)
	return err == nil && len(all) > 0 && all[len(all)-1].Level.Level == crisis.AlertLevels()[0]
}

// merge puts what was stated under several agreements together, the latest first;
// what was stated in several of them stands once, as whoever may read most widely
// has it.
func merge(all []Own) []Own {
	slices.SortStableFunc(all, func(a, b Own) int {
		return cmp.Or(b.Since.Compare(a.Since), cmp.Compare(a.Party, b.Party), cmp.Compare(a.tlp, b.tlp))
	})
	return slices.CompactFunc(all, func(a, b Own) bool { return a.Party == b.Party && a.Level == b.Level })
}
