package node

import (
	"testing"
	"time"

	"entente/internal/base/ids"
	"entente/internal/base/ledger"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// sound is a node that nothing is wrong with.
func sound() Facts {
	return Facts{Now: noon, Engine: "SQLite", DatabaseBytes: 1 << 20, DiskFree: 50 << 30, DiskTotal: 100 << 30,
		Followers: []Lag{{Name: "sequencer"}}, Peers: []Peer{{Party: "HUB", State: "connected"}},
		Logs:   []ledger.Log{{Pair: ledger.Pair{From: "CZE", To: "HUB", Realm: ids.Live}, Mine: true, Size: 3, CosignedSize: 3, CheckpointAt: noon.Add(-time.Hour), CosignedAt: noon.Add(-time.Hour)}},
		Backup: noon.Add(-time.Hour), Checked: Checked{At: noon.Add(-time.Hour)}}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what  string
		spoil func(f *Facts)
		check string
		want  State
	}{
		{"a sound node", func(*Facts) {}, "database", Good},
		{"a database that does not answer", func(f *Facts) { f.DatabaseError = "no connection" }, "database", Bad},
		{"little room", func(f *Facts) { f.DiskFree = 1 << 30 }, "disk", Warn},
		{"no room for a copy of the database", func(f *Facts) { f.DatabaseBytes = 60 << 30 }, "disk", Warn},
		{"hardly any room", func(f *Facts) { f.DiskFree = 100 << 20 }, "disk", Bad},
		{"room that cannot be read", func(f *Facts) { f.DiskFree = -1 }, "disk", Warn},
		{"a follower in its work", func(f *Facts) { f.Followers[0] = Lag{"sequencer", 9, noon.Add(-time.Second)} }, "follower", Good},
		{"a follower that lags", func(f *Facts) { f.Followers[0] = Lag{"sequencer", 1, noon.Add(-time.Minute)} }, "follower", Warn},
		{"a follower that stands", func(f *Facts) { f.Followers[0] = Lag{"sequencer", 1, noon.Add(-time.Hour)} }, "follower", Bad},
		{"a peer that is away", func(f *Facts) { f.Peers[0] = Peer{Party: "HUB", State: "unreachable", Since: noon.Add(-time.Minute)} }, "peer", Warn},
		{"a peer that is long away", func(f *Facts) {
			f.Peers[0] = Peer{Party: "HUB", State: "unreachable", Since: noon.Add(-2 * time.Hour)}
		}, "peer", Bad},
		{"a peer never reached", func(f *Facts) { f.Peers[0].State = "never" }, "peer", Warn},
		{"a frozen log", func(f *Facts) { f.Logs[0].Frozen = true }, "log", Bad},
		{"a receipt under way", func(f *Facts) { f.Logs[0].CosignedSize, f.Logs[0].CheckpointAt = 2, noon.Add(-time.Minute) }, "log", Good},
		{"a receipt that does not come", func(f *Facts) { f.Logs[0].CosignedSize = 2 }, "log", Warn},
		{"a peer's clock behind ours", func(f *Facts) { f.Logs[0].CosignedAt = f.Logs[0].CheckpointAt.Add(-5 * time.Minute) }, "clock", Warn},
		{"a peer's clock far ahead", func(f *Facts) {
			f.Logs[0] = ledger.Log{Pair: ledger.Pair{From: "HUB", To: "CZE"}, Size: 1, CosignedSize: 1, CheckpointAt: noon.Add(time.Hour), CosignedAt: noon}
		}, "clock", Bad},
		{"an old cosignature is no skew", func(f *Facts) {
			f.Logs[0].CosignedSize, f.Logs[0].CosignedAt, f.Logs[0].CheckpointAt = 2, noon.Add(-48*time.Hour), noon.Add(-time.Minute)
		}, "clock", Good},
		{"no TLS of its own", func(*Facts) {}, "tls", Good},
		{"a certificate near its end", func(f *Facts) { f.TLS, f.TLSExpires = true, noon.Add(20*24*time.Hour) }, "tls", Warn},
		{"a certificate that ended", func(f *Facts) { f.TLS, f.TLSExpires = true, noon.Add(-time.Hour) }, "tls", Bad},
		{"a certificate that is none", func(f *Facts) { f.TLS, f.TLSError = true, "it is no certificate" }, "tls", Bad},
		{"no backup", func(f *Facts) { f.Backup = time.Time{} }, "backup", Warn},
		{"a backup of last month", func(f *Facts) { f.Backup = noon.AddDate(0, -1, 0) }, "backup", Bad},
		{"a daily backup that failed", func(f *Facts) { f.BackupError = "disk full" }, "backup", Bad},
		{"never verified", func(f *Facts) { f.Checked = Checked{} }, "stored", Warn},
		{"verified and damaged", func(f *Facts) { f.Checked.Problem = "log CZE/HUB does not add up" }, "stored", Bad},
		{"a restored node", func(f *Facts) { f.Held = true }, "restored", Bad},
	} {
		f := sound()
		c.spoil(&f)
		all := Judge(f)
		var got State
		for _, x := range all {
			if x.Name == c.check {
				got = x.State
				if x.Found.Format == "" || (x.State != Good) != (x.Todo.Format != "") {
					t.Errorf("%s: found %q, to do %q", c.what, x.Found, x.Todo)
				}
			} else if x.State != Good {
				t.Errorf("%s: %s is %s as well: %s", c.what, x.Name, x.State, x.Found)
			}
		}
		if got != c.want || Worst(all) != c.want {
			t.Errorf("%s: %s is %q and the whole %q, want %q", c.what, c.check, got, Worst(all), c.want)
		}
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		v, err := time.Parse("02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return time.Date(2026, 11, v.Day(), v.Hour(), v.Minute(), 0, 0, time.UTC)
	}
	for _, c := range []struct {
		now, last string
		want      bool
	}{
		{"23 02:29", "22 02:30", false}, {"23 02:30", "22 02:30", true}, {"23 02:30", "23 02:30", false},
		{"23 12:00", "22 02:31", true}, // missed while the node stood still
		{"23 01:00", "21 02:30", true}, {"23 01:00", "22 23:00", false},
	} {
		if got := Due(at(c.now), at(c.last), 2, 30); got != c.want {
			t.Errorf("at %s after %s: %v", c.now, c.last, got)
		}
	}
	for _, bad := range []string{"", "2:75", "25:00", "02:30:00", "half past two"} {
		if _, _, err := ParseDaily(bad); err == nil {
			t.Errorf("%q was taken for a time of day", bad)
		}
	}
}
