package authz

import (
	"slices"
	"testing"
)

func TestWhoHearsOfAKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind string
		role Role
		want bool
	}{
		{"template.published", Analyst, true}, {"template.published", Monitor, false}, {"template.published", Consumer, false},
		{"agreement.signed", Legal, true}, {"agreement.signed", Consumer, false},
		{"intel.imported", Consumer, true}, {"account.created", Analyst, false}, {"account.created", Admin, true},
		{"unheard.of", Analyst, false}, {"unheard.of", Auditor, true}, // a domain that nobody has named here
	} {
		if got := Person("CZE", "p1", "Ada", "test", "", Grants(c.role)).Hears(c.kind); got != c.want {
			t.Errorf("%s hears of %s: %v", c.role, c.kind, got)
		}
	}
}

// What a read-only token may is what any role may that changes nothing.
func TestAReadOnlyTokenStopsNoAlarm(t *testing.T) {
	t.Parallel()
	acts := ReadOnly(Grants(Roles()...))
	for _, a := range []Act{NotifyOwn, NotifyManage, TokenManageOwn, ReportMake, IncidentWrite, AssistOffer} {
		if slices.Contains(acts, a) {
			t.Errorf("a read-only token may %s", a)
		}
	}
	if !slices.Contains(acts, IncidentRead) || !slices.Contains(acts, AgreementRead) {
		t.Errorf("it may no more than %s", acts)
	}
}
