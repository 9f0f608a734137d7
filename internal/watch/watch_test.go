package watch

import (
	"context"
	"slices"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
)

var now = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

func ago(d time.Duration) time.Time { return now.Add(-d) }

func kinds(needs []Need) []string {
	out := make([]string, len(needs))
	for i, n := range needs {
		out[i] = n.Kind
		if n.Party != "" {
			out[i] += " " + string(n.Party)
		}
	}
	return out
}

func expect(t *testing.T, got []Need, want ...string) {
	t.Helper()
	if !slices.Equal(kinds(got), want) {
		t.Errorf("got %q, want %q", kinds(got), want)
	}
}

func TestSort(t *testing.T) {
	t.Parallel()
	needs := []Need{
		{Kind: "waits", Severity: Waiting, Since: ago(90 * time.Hour)},
		{Kind: "act-new", Severity: Act, Since: ago(time.Hour)},
		{Kind: "broken", Severity: Broken, Since: ago(time.Minute)},
		{Kind: "act-old", Severity: Act, Since: ago(2 * time.Hour)},
		{Kind: "far-clock", Severity: Waiting, Since: ago(99 * time.Hour), Due: now.Add(48 * time.Hour)},
		{Kind: "clock", Severity: Waiting, Since: ago(time.Hour), Due: now.Add(2 * time.Hour)},
		{Kind: "overdue", Severity: Waiting, Since: ago(time.Hour), Due: ago(time.Minute)},
	}
	Sort(needs, now)
	expect(t, needs, "overdue", "clock", "broken", "act-old", "act-new", "far-clock", "waits")
}

// TestSortIsTotal demands one order for the same needs, so that a page does not
// jump when nothing has changed.
func TestSortIsTotal(t *testing.T) {
	t.Parallel()
	a := []Need{{Kind: "x", About: "1", Severity: Act, Since: now}, {Kind: "x", About: "2", Severity: Act, Since: now}, {Kind: "x", About: "2", Party: "EST", Severity: Act, Since: now}}
	b := slices.Clone(a)
	slices.Reverse(b)
	Sort(a, now)
	Sort(b, now)
	if !slices.EqualFunc(a, b, func(x, y Need) bool { return x.Key() == y.Key() }) {
		t.Errorf("two orders: %v, %v", a, b)
	}
}

func TestAgreements(t *testing.T) {
	t.Parallel()
	got := OfAgreements("CZE", []Agreement{
		{ID: "theirs", Proposer: "HUB", ProposedAt: ago(time.Hour), Missing: []ids.Party{"CZE"}},
		{ID: "ours", Proposer: "CZE", ProposedAt: ago(time.Hour), Missing: []ids.Party{"CZE", "EST"}},
		{ID: "sent", Proposer: "CZE", ProposedAt: ago(time.Hour), Missing: []ids.Party{"EST", "HUB"}},
		{ID: "in force"},
		{ID: "stopped", Suspensions: []Suspension{{By: "CZE", At: now}, {By: "HUB", At: now, Reason: "audit"}}},
	})
	expect(t, got, "agreement.sign HUB", "agreement.sign", "agreement.unsigned EST", "agreement.unsigned HUB", "agreement.suspended-by-us", "agreement.suspended-by-them HUB")
	if got[0].Act != authz.AgreementSign || !slices.Contains(got[0].Roles(), authz.Director) || slices.Contains(got[0].Roles(), authz.Duty) {
		t.Errorf("a signature is settled by %v with %s", got[0].Roles(), got[0].Act)
	}
	if last := got[5]; last.Detail != "audit" || last.Act != "" || len(last.Roles()) != 0 {
		t.Errorf("only HUB can end its suspension: %+v", last)
	}
}

func TestPeers(t *testing.T) {
	t.Parallel()
	got := OfPeers([]Peer{
		{Party: "HUB", Linked: true, State: "connected", Compared: true},
		{Party: "EST", Linked: true, State: "unreachable", Compared: true, Error: "refused"},
		{Party: "LVA", Linked: true, State: "never", Compared: true},
		{Party: "LTU"},
	})
	expect(t, got, "peer.unreachable EST", "peer.never LVA", "peer.words LTU")
}

func TestLogs(t *testing.T) {
	t.Parallel()
	got := OfLogs("CZE", now, []Log{
		{From: "CZE", To: "HUB", Size: 9, Cosigned: 9},
		{From: "CZE", To: "EST", Size: 9, Cosigned: 7, WaitsSince: ago(Patience + time.Second)},
		{From: "CZE", To: "LVA", Size: 9, Cosigned: 7, WaitsSince: ago(Patience)},
		{From: "HUB", To: "CZE", Size: 9, Cosigned: 0},
		{From: "EST", To: "CZE", Size: 9, Cosigned: 9, Frozen: true},
	})
	expect(t, got, "ledger.unreceipted EST", "ledger.frozen EST")
	if got[0].Count != 2 || got[1].Link != "/ledger/EST/CZE" {
		t.Errorf("got %+v", got)
	}
}

func TestRecalls(t *testing.T) {
	t.Parallel()
	got := OfRecalls("CZE", []Recall{
		{ID: "r", Release: "x", Party: "HUB", At: now, Within: 24 * time.Hour},
		{ID: "r", Release: "x", Party: "EST", At: now, Refused: true, Reason: "no", Within: 24 * time.Hour},
		{ID: "relayed", Party: "LVA", At: now},
	})
	expect(t, got, "recall.open HUB", "recall.refused EST", "recall.open LVA")
	if !got[0].Due.Equal(now.Add(24*time.Hour)) || !got[1].Due.IsZero() || got[2].Link != "/ledger/CZE/LVA" {
		t.Errorf("got %+v", got)
	}
	expect(t, OfRefusals("CZE", now, []Refusal{
		{From: "HUB", Kind: "release.recalled", At: now}, {From: "HUB", Kind: "release.sent", At: now}, {From: "EST", Kind: "release.recalled", At: ago(RefusalLife + 1)},
	}), "recall.not-executed HUB")
}

func TestImports(t *testing.T) {
	t.Parallel()
	got := OfImports(now, []Import{ // newest first
		{Name: "a.json", State: "done"},
		{Name: "a.json", State: "interrupted", At: now}, // done over since
		{Name: "b.json", State: "interrupted", At: now},
		{Name: "b.json", State: "done"}, // before it broke off
		{Name: "c.json", State: "done", Refused: 3, At: now},
		{Name: "d.json", State: "failed", At: ago(ImportLife + 1)},
		{Name: "e.json", State: "running"},
		{From: "HUB", State: "done", Refused: 1, At: now},
	})
	expect(t, got, "import.interrupted", "import.refused", "import.refused-of-them HUB")
}

func TestNode(t *testing.T) {
	t.Parallel()
	expect(t, OfFollowers(now, []Follower{{Name: "quick", Behind: 5, Oldest: ago(Lag)}, {Name: "slow", Behind: 1, Oldest: ago(Lag + 1)}, {Name: "idle", Oldest: ago(time.Hour)}}), "node.behind")
	expect(t, OfInvitations(now, []Invitation{{ID: "open", Expires: now.Add(time.Hour)}, {ID: "over", Expires: now}}), "peer.invited")
}

// TestGather keeps a domain's needs from whoever may not read it.
func TestGather(t *testing.T) {
	t.Parallel()
	one := func(kind string) func(context.Context, authz.Viewer, time.Time) ([]Need, error) {
		return func(context.Context, authz.Viewer, time.Time) ([]Need, error) { return []Need{{Kind: kind}}, nil }
	}
	who := authz.Person("CZE", "1", "eva", "page", "", authz.Grants(authz.Admin)).In(ids.Live)
	got, err := Gather(context.Background(), who, now, []Source{{authz.IntelRead, one("intel")}, {authz.PeerRead, one("peer")}})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, got, "peer")
}
