package agreement

import (
	"slices"
	"time"

	"entente/internal/base/ids"
)

// Signature is one party's signature under a version, or that it is missing.
type Signature struct {
	Party  ids.Party
	Signed bool // by as many offices as the text asks for
	By     []Signer
}

// Signer is one office's signature.
type Signer struct {
	Office   string
	By       string
	Prepared string
	At       time.Time
}

// Signatures lists who must sign the version to show, with what each has signed
// by a moment.
func (a Agreement) Signatures(t time.Time) []Signature { return a.SignaturesOf(a.Version, t) }

// SignaturesOf lists who must sign a version, with what each has signed.
func (a Agreement) SignaturesOf(v Version, t time.Time) []Signature {
	f := a.foldAt(t)
	by, needs := map[ids.Party]map[string]signed{}, v.codes()
	for _, c := range f.concluded {
		if c.Digest == v.Digest {
			by = c.signedBy
		}
	}
	if f.table != nil && f.table.Digest == v.Digest {
		by, needs = f.signedBy, f.needs()
	}
	var out []Signature
	for _, code := range v.codes() {
		s := Signature{Party: code, Signed: len(by[code]) >= v.signatures() || !slices.Contains(needs, code)}
		for _, st := range by[code] {
			s.By = append(s.By, Signer{Office: st.Office, By: st.By, Prepared: st.Prepared, At: st.At})
		}
		slices.SortFunc(s.By, func(x, y Signer) int { return x.At.Compare(y.At) })
		out = append(out, s)
	}
	return out
}

// Suspensions lists the suspensions that stand at a moment, by party.
func (a Agreement) Suspensions(t time.Time) []Event {
	f := a.foldAt(t)
	var out []Event
	for _, code := range a.codes() {
		if s, ok := f.suspended[code]; ok {
			out = append(out, Event{At: s.At, Kind: s.Act, Party: s.Party, Office: s.Office, By: s.By, Reason: s.Reason})
		}
	}
	return out
}

// Event is one line of an agreement's history.
type Event struct {
	At     time.Time
	Kind   string
	Party  ids.Party
	Office string
	By     string
	Reason string
	Digest string // of the version that it is about, hex
}

// History lists what was stated, in order.
func (a Agreement) History() []Event {
	var out []Event
	for _, v := range a.Versions {
		switch {
		case v.IsDraft():
			out = append(out, Event{At: v.Created, Kind: "drafted", Party: v.Author, Digest: v.DigestText()})
		case v.Round == 1:
			out = append(out, Event{At: v.Created, Kind: "proposed", Party: v.Author, Digest: v.DigestText()})
		default:
			out = append(out, Event{At: v.Created, Kind: "countered", Party: v.Author, Digest: v.DigestText()})
		}
	}
	for _, s := range a.statements {
		out = append(out, Event{At: s.At, Kind: s.Act, Party: s.Party, Office: s.Office, By: s.By, Reason: s.Reason, Digest: s.Digest})
	}
	for _, c := range a.foldAt(endOfTime).concluded {
		out = append(out, Event{At: c.force, Kind: "in-force", Party: c.Depositary, Digest: c.DigestText()})
	}
	if !a.supersede.IsZero() {
		out = append(out, Event{At: a.supersede, Kind: "superseded", Party: a.Depositary})
	}
	slices.SortStableFunc(out, func(x, y Event) int { return x.At.Compare(y.At) })
	return out
}

var endOfTime = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Clock is one moment that an agreement runs towards.
type Clock struct {
	Kind  string // "effective", "notice", "expiry", "superseded"
	Party ids.Party
	At    time.Time
}

// Clocks lists what lies before an agreement at a moment: when it comes into
// force, when notices run out, when its term ends.
func (a Agreement) Clocks(t time.Time) []Clock {
	f := a.foldAt(t)
	if f.end != "" || a.supersededAt(t) {
		return nil
	}
	var out []Clock
	if c, now := f.last(), f.inForce(t); c != nil && (now == nil || now.Digest != c.Digest) {
		out = append(out, Clock{Kind: "effective", Party: c.Depositary, At: c.force})
	}
	for p, at := range f.leaving {
		out = append(out, Clock{Kind: "notice", Party: p, At: at})
	}
	if at, ok := f.expiry(); ok {
		out = append(out, Clock{Kind: "expiry", Party: a.Depositary, At: at})
	}
	if a.supersede.After(t) {
		out = append(out, Clock{Kind: "superseded", Party: a.Depositary, At: a.supersede})
	}
	slices.SortFunc(out, func(x, y Clock) int { return x.At.Compare(y.At) })
	return out
}

// Ended gives when the agreement ended; zero while it has not.
func (a Agreement) Ended(t time.Time) time.Time {
	f := a.foldAt(t)
	if a.supersededAt(t) {
		return a.supersede
	}
	return f.endedAt
}

// InForceFrom gives the moment from which the version to show counts, or is meant
// to; zero where that is its last signature and that is missing.
func (a Agreement) InForceFrom() time.Time {
	for _, c := range a.foldAt(endOfTime).concluded {
		if c.Digest == a.Digest {
			return c.force
		}
	}
	return a.EffectiveFrom
}

// ProposedAt gives when what is on the table came to it; zero when nothing is.
func (a Agreement) ProposedAt(t time.Time) time.Time {
	v, _ := a.OnTable(t)
	return v.Created
}

// Missing lists whose signature what is on the table lacks.
func (a Agreement) Missing(t time.Time) (missing []ids.Party) {
	if v, ok := a.OnTable(t); ok {
		for _, s := range a.SignaturesOf(v, t) {
			if !s.Signed {
				missing = append(missing, s.Party)
			}
		}
	}
	return missing
}
