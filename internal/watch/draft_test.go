package watch

import (
	"testing"
	"time"

	"entente/internal/base/authz"
)

func TestADraftNeedsAnotherPerson(t *testing.T) {
	at := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	needs := OfDrafts([]Draft{{ID: "d1", At: at, By: "ana", Objects: 3}, {ID: "d2", At: at, By: "eva", Own: true}})
	if n := needs[0]; n.Act != authz.ReleaseMake || n.Severity != Act || n.Link != "/releases/drafts/d1" || n.Count != 3 {
		t.Errorf("another's draft: %+v", n)
	}
	if n := needs[1]; n.Act != "" || n.Severity != Waiting {
		t.Errorf("one's own draft is not one's own to settle: %+v", n)
	}
}
