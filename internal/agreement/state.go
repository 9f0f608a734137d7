package agreement

import (
	"bytes"
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/party"
)

// State is where an agreement stands at a moment.
type State string

// The states.
const (
	Draft      State = "draft"
	Proposed   State = "proposed"   // some signatures are missing
	Signed     State = "signed"     // all have signed, the date has not come
	InForce    State = "in-force"   // perhaps with a notice running
	Suspended  State = "suspended"  // by one party or several
	Superseded State = "superseded" // another one has taken its place
	Terminated State = "terminated"
	Expired    State = "expired"   // its term has ended
	Withdrawn  State = "withdrawn" // taken back before it came into force
	Declined   State = "declined"  // a party would not sign
)

// Over tells that nothing can come of an agreement in this state any more.
func (s State) Over() bool {
	return slices.Contains([]State{Superseded, Terminated, Expired, Withdrawn, Declined}, s)
}

// Agreement is all versions of one instrument with everything that was stated
// about it. The embedded Version is the one to show: that in force, or while
// none is, the one concluded or on the table, or our own draft.
type Agreement struct {
	Version
	Versions []Version // by their dates

	us         ids.Party                // whose node looks; empty for a file, which nobody does
	statements []signed                 // by their dates, then by bytes
	supersede  time.Time                // when another took its place; zero while none has
	by         string                   // its id
	cards      map[ids.Party]party.Card // the latest of a file; nil otherwise
}

// order makes the fold the same at every party, whatever came first and
// whatever its clock says: it goes by what was signed alone.
func (a *Agreement) order() {
	slices.SortFunc(a.statements, compareSigned)
	slices.SortFunc(a.Versions, compareVersions)
}

func compareSigned(x, y signed) int {
	if c := x.At.Compare(y.At); c != 0 {
		return c
	}
	return bytes.Compare(x.bytes, y.bytes)
}

// choose sets the version to show at a moment.
func (a *Agreement) choose(t time.Time) {
	f := a.foldAt(t)
	switch c := f.inForce(t); {
	case c != nil:
		a.Version = c.Version
	case f.last() != nil:
		a.Version = f.last().Version
	case f.table != nil:
		a.Version = *f.table
	default:
		a.Version = a.Versions[len(a.Versions)-1]
	}
}

// Find gives a version by its digest in hex.
func (a Agreement) Find(digest string) (Version, error) {
	i := slices.IndexFunc(a.Versions, func(v Version) bool { return v.DigestText() == digest })
	if i < 0 {
		return Version{}, errs.New(errs.NotFound, "this agreement has no version with that digest here")
	}
	return a.Versions[i], nil
}

// OnTable gives what is open for signature at a moment.
func (a Agreement) OnTable(t time.Time) (Version, bool) {
	if f := a.foldAt(t); f.table != nil && !a.supersededAt(t) {
		return *f.table, true
	}
	return Version{}, false
}

// OwnDraft gives the version that this node has not put on the table yet.
func (a Agreement) OwnDraft() (Version, bool) {
	i := slices.IndexFunc(a.Versions, Version.IsDraft)
	if i < 0 {
		return Version{}, false
	}
	return a.Versions[i], true
}

// holds tells whether a statement, with this signature, is here already.
func (a Agreement) holds(st signed) bool {
	return slices.ContainsFunc(a.statements, func(have signed) bool {
		return bytes.Equal(have.bytes, st.bytes) && have.signature == st.signature
	})
}

// next dates a new statement or version of a party: now, and after all that it
// has stated before, so that the order of its own acts stands even when its
// clock was set back. What answers a version is dated after it.
func (a Agreement) next(p ids.Party, now time.Time) time.Time {
	after := func(t time.Time) {
		if !t.Before(now) {
			now = t.Add(time.Microsecond)
		}
	}
	for _, s := range a.statements {
		if s.Party == p {
			after(s.At)
		}
	}
	for _, v := range a.Versions {
		if !v.IsDraft() {
			after(v.Created)
		}
	}
	return now
}

func (a Agreement) supersededAt(t time.Time) bool {
	return !a.supersede.IsZero() && !a.supersede.After(t)
}

// SupersededBy names the agreement that takes this one's place, and from when.
func (a Agreement) SupersededBy() (id string, from time.Time) { return a.by, a.supersede }

// StateAt answers where the agreement stood, or stands, at a moment. For a party
// that has left it has ended, whatever becomes of it among the others.
func (a Agreement) StateAt(t time.Time) State {
	f := a.foldAt(t)
	if at, gone := f.left[a.us]; gone && f.end == "" {
		f.finish(Terminated, at)
	}
	over := f.end != ""
	switch {
	case a.supersededAt(t) && (!over || !f.endedAt.Before(a.supersede)) && f.end != Withdrawn && f.end != Declined:
		return Superseded
	case over:
		return f.end
	case f.last() == nil && f.table == nil:
		return Draft
	case f.last() == nil:
		return Proposed
	case len(f.suspended) > 0:
		return Suspended
	case f.inForce(t) == nil:
		return Signed
	}
	return InForce
}

// may checks whether a party can make an act at a moment, on the version of a
// digest where the act is about one.
func (a Agreement) may(act string, p ids.Party, digest string, t time.Time) error {
	state, f := a.StateAt(t), a.foldAt(t)
	ok := false
	standing := state == InForce || state == Signed || state == Suspended
	if now := f.last(); now != nil && act != actSign && act != actDecline && !slices.Contains(f.remaining(now.codes()), p) {
		return errs.New(errs.Denied, "%s is not a party to this agreement", p)
	}
	switch act {
	case actSign, actDecline:
		return a.mayAnswer(f, state, act, p, digest)
	case actSuspend:
		_, has := f.suspended[p]
		ok = standing && !has
	case actResume:
		if _, has := f.suspended[p]; state == Suspended && !has {
			return errs.New(errs.Denied, "another party has suspended it; only that party can take this back")
		}
		ok = state == Suspended
	case actTerminate:
		if c := f.inForce(t); standing && c != nil && c.governs(clause.Final).Notice != "" {
			return errs.New(errs.Conflict, "this agreement ends by notice; give notice, and suspend it if nothing may flow until then")
		}
		ok = standing
	case actNotice:
		_, given := f.leaving[p]
		ok = standing && !given
	case actRetract:
		_, given := f.leaving[p]
		ok = standing && given
	case actRenew:
		v := f.last()
		ok = standing && v.governs(clause.Final).Duration != "" && f.renewed[p] <= f.renewals(v.codes())
	case actWithdraw:
		return a.mayWithdraw(f, state, p, digest)
	}
	if !ok {
		return errs.New(errs.Conflict, "the agreement is %s, so it cannot be %s now", state, act)
	}
	return nil
}

func (a Agreement) mayAnswer(f *fold, state State, act string, p ids.Party, digest string) error {
	switch {
	case f.table == nil || state.Over():
		return errs.New(errs.Conflict, "the agreement is %s, so it cannot be %s now", state, act)
	case f.table.DigestText() != digest:
		return errs.New(errs.Conflict, "another text is on the table by now; read it before you sign")
	case act == actSign && !slices.Contains(f.needs(), p):
		return errs.New(errs.Conflict, "this needs no signature of %s", p)
	}
	return nil
}

func (a Agreement) mayWithdraw(f *fold, state State, p ids.Party, digest string) error {
	switch {
	case state == Draft:
		return nil
	case state.Over() || f.table == nil:
		return errs.New(errs.Conflict, "the agreement is %s, so it cannot be %s now", state, actWithdraw)
	case f.last() == nil && p != a.Depositary:
		return errs.New(errs.Denied, "only its proposer %s can withdraw it", a.Depositary)
	case f.last() != nil && (f.table.Author != p || f.table.DigestText() != digest):
		return errs.New(errs.Denied, "only its proposer %s can withdraw it", f.table.Author)
	}
	return nil
}
