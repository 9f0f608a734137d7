package node

import (
	"fmt"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ledger"
)

// State is how a check came out.
type State string

// The states, from the best to the worst.
const (
	Good State = "good"
	Warn State = "warn"
	Bad  State = "bad"
)

// Check is one thing that was looked at: what was found, and what to do about
// it where something is to be done.
type Check struct {
	Name  string // "database", "disk", …
	About string // which peer, log or follower; "" where there is one
	State State
	Found errs.Phrase
	Todo  errs.Phrase // the zero Phrase where nothing is to be done
}

// Facts are what health is judged by, gathered at one moment.
type Facts struct {
	Now           time.Time
	Engine        string
	DatabaseError string
	DatabaseBytes int64
	DiskFree      int64 // bytes that the node may use; -1 when unknown
	DiskTotal     int64
	Followers     []Lag
	Peers         []Peer
	Logs          []ledger.Log
	TLS           bool // the node ends TLS itself
	TLSExpires    time.Time
	TLSError      string
	Backup        time.Time // when the newest backup was made; zero for never
	BackupDaily   bool
	BackupError   string
	Checked       Checked // the last check of all that is stored
	Checking      bool
	Held          bool
}

// Lag is how far a follower of the journal is behind.
type Lag struct {
	Name   string
	Behind int64
	Since  time.Time // since when the oldest entry waits
}

// Peer is how the link to another node stands.
type Peer struct {
	Party       string
	State       string // as federation.Link has it
	Since       time.Time
	Outstanding int64 // entries that it has not signed for
	Error       string
}

// Limits of the rules below.
const (
	diskWarn, diskBad     = 2 << 30, 512 << 20
	lagWarn, lagBad       = 30 * time.Second, 5 * time.Minute
	silentBad             = time.Hour
	receiptWarn           = 10 * time.Minute
	skewWarn, skewBad     = 2 * time.Minute, 15 * time.Minute
	certWarn, certBad     = 30 * 24 * time.Hour, 7 * 24 * time.Hour
	backupWarn, backupBad = 36 * time.Hour, 8 * 24 * time.Hour
	checkWarn             = 30 * 24 * time.Hour
)

// Judge gives every check. It is a pure function: the same facts, the same
// judgement.
func Judge(f Facts) []Check {
	all := []Check{f.database(), f.disk()}
	if f.Held {
		all = append(all, Check{Name: "restored", State: Bad, Found: errs.Say("the node was restored from a backup: it signs nothing and talks to no peer"),
			Todo: errs.Say("compare the size of each log with what the peer holds (docs/node.md), then run: entente node resume DIR --i-have-compared")})
	}
	for _, l := range f.Followers {
		all = append(all, f.follower(l))
	}
	for _, p := range f.Peers {
		all = append(all, f.peer(p))
	}
	for _, l := range f.Logs {
		all = append(all, f.log(l))
	}
	return append(all, f.clock(), f.tls(), f.backup(), f.stored())
}

// Worst is the state of the whole.
func Worst(all []Check) State {
	worst := Good
	for _, c := range all {
		if c.State == Bad || c.State == Warn && worst == Good {
			worst = c.State
		}
	}
	return worst
}

func (f Facts) database() Check {
	if f.DatabaseError != "" {
		return Check{Name: "database", State: Bad, Found: errs.Say("%s does not answer: %s", f.Engine, f.DatabaseError), Todo: errs.Say("look at the log and at the database's own log; nothing is accepted until it answers")}
	}
	return Check{Name: "database", State: Good, Found: errs.Say("%s answers and holds %s", f.Engine, size(f.DatabaseBytes))}
}

func (f Facts) disk() Check {
	c := Check{Name: "disk", State: Good, Todo: errs.Say("make room, or move the folder to a larger disk; a full disk stops every act, and loses none")}
	if f.DiskFree < 0 {
		return Check{Name: "disk", State: Warn, Found: errs.Say("the free space of the node's folder cannot be read"), Todo: errs.Say("look at the disk by hand")}
	}
	c.Found = errs.Say("%s free of %s", size(f.DiskFree), size(f.DiskTotal))
	switch {
	case f.DiskFree < diskBad:
		c.State = Bad
	case f.DiskFree < diskWarn || f.DiskFree < f.DatabaseBytes:
		c.State = Warn
	default:
		c.Todo = errs.Phrase{}
	}
	return c
}

func (f Facts) follower(l Lag) Check {
	c := Check{Name: "follower", About: l.Name, State: Good, Found: errs.Say("has handled every entry of the journal")}
	if l.Behind == 0 {
		return c
	}
	late := f.Now.Sub(l.Since)
	c.Found = errs.Say("%d entries wait, the oldest for %s", l.Behind, span(late))
	if late >= lagWarn {
		c.State, c.Todo = Warn, errs.Say("look in the log for “follower stopped”; it tries again by itself")
	}
	if late >= lagBad {
		c.State = Bad
	}
	return c
}

func (f Facts) peer(p Peer) Check {
	c := Check{Name: "peer", About: p.Party, State: Good, Found: errs.Say("connected; it has signed for everything")}
	if p.Outstanding > 0 {
		c.Found = errs.Say("connected; %d entries without its receipt", p.Outstanding)
	}
	switch p.State {
	case "connected":
		return c
	case "unreachable":
		c.State, c.Todo = Warn, errs.Say("check the network and its address; what is said to it waits and is delivered when it is back")
		away := span(f.Now.Sub(p.Since))
		c.Found = errs.Say("not reached for %s, %d entries without its receipt", away, p.Outstanding)
		if p.Error != "" {
			c.Found = errs.Say("not reached for %s, %d entries without its receipt: %s", away, p.Outstanding, p.Error)
		}
		if f.Now.Sub(p.Since) >= silentBad {
			c.State = Bad
		}
	default:
		c.State, c.Found, c.Todo = Warn, errs.Say("not reached since this node was started"), errs.Say("check the network and its address")
	}
	return c
}

func (f Facts) log(l ledger.Log) Check {
	c := Check{Name: "log", About: string(l.From) + " → " + string(l.To), State: Good, Found: errs.Say("%d entries, all with a receipt", l.Size)}
	switch {
	case l.Frozen:
		c.State, c.Found = Bad, errs.Say("frozen: two histories of it were signed")
		c.Todo = errs.Say("call the other party, compare both histories (ledger page), and find out whose key or backup was misused; nothing more is written to it")
	case l.CosignedSize < l.Size:
		c.Found = errs.Say("%d of %d entries without a receipt", l.Size-l.CosignedSize, l.Size)
		if l.Mine && f.Now.Sub(l.CheckpointAt) >= receiptWarn {
			c.State, c.Todo = Warn, errs.Say("call the other party: its node does not answer for what it was given")
		}
	}
	return c
}

// clock compares times that peers signed with times that this node wrote. It
// sees a difference only where a peer is ahead, or signed before it was asked.
func (f Facts) clock() Check {
	c := Check{Name: "clock", State: Good, Found: errs.Say("no peer's signed time contradicts it")}
	var worst time.Duration
	for _, l := range f.Logs {
		var skew time.Duration
		switch {
		case l.Mine && l.CosignedSize == l.Size && l.Size > 0:
			skew = max(l.CheckpointAt.Sub(l.CosignedAt), l.CosignedAt.Sub(f.Now))
		case !l.Mine && l.Size > 0:
			skew = l.CheckpointAt.Sub(f.Now)
		}
		if skew > worst && skew >= skewWarn {
			other := l.From
			if l.Mine {
				other = l.To
			}
			worst = skew
			c.State, c.Found = Warn, errs.Say("it and the clock of %s differ by %s or more", other, span(skew))
			c.Todo = errs.Say("check that this machine's time is synchronised (timedatectl), then ask the other party to check theirs")
			if skew >= skewBad {
				c.State = Bad
			}
		}
	}
	return c
}

func (f Facts) tls() Check {
	c := Check{Name: "tls", State: Good}
	left := f.TLSExpires.Sub(f.Now)
	switch {
	case !f.TLS:
		c.Found = errs.Say("the console is on this machine's loopback, or a proxy ends TLS in front of it")
	case f.TLSError != "":
		c.State, c.Found, c.Todo = Bad, errs.Say("the certificate cannot be read: %s", f.TLSError), errs.Say("correct tls_cert in node.json and start the node again")
	case left <= 0:
		c.State, c.Found = Bad, errs.Say("the certificate ended %s ago", span(-left))
	default:
		c.Found = errs.Say("the certificate is valid for %s more", span(left))
		if left < certWarn {
			c.State = Warn
		}
		if left < certBad {
			c.State = Bad
		}
	}
	if c.State != Good && c.Todo.Format == "" {
		c.Todo = errs.Say("put a new certificate in place of tls_cert and tls_key and start the node again")
	}
	return c
}

func (f Facts) backup() Check {
	c := Check{Name: "backup", State: Good, Todo: errs.Say("make one now, and set backup_daily in node.json")}
	if f.BackupDaily {
		c.Todo = errs.Say("make one now, and look in the log why the daily one was not made")
	}
	age := f.Now.Sub(f.Backup)
	switch none, failed := f.Backup.IsZero(), f.BackupError != ""; {
	case none && failed:
		c.State, c.Found = Bad, errs.Say("there is none; the daily one failed: %s", f.BackupError)
	case none:
		c.State, c.Found = Warn, errs.Say("there is none")
	case failed:
		c.State, c.Found = Bad, errs.Say("the newest is %s old; the daily one failed: %s", span(age), f.BackupError)
	default:
		c.Found = errs.Say("the newest is %s old", span(age))
		if age >= backupWarn {
			c.State = Warn
		}
		if age >= backupBad {
			c.State = Bad
		}
	}
	if c.State == Good {
		c.Todo = errs.Phrase{}
	}
	return c
}

func (f Facts) stored() Check {
	c := Check{Name: "stored", State: Good}
	switch {
	case f.Checking:
		c.Found = errs.Say("everything stored is being verified now")
	case f.Checked.At.IsZero():
		c.State, c.Found, c.Todo = Warn, errs.Say("the logs and the journal were never verified from end to end"), errs.Say("verify them now")
	case f.Checked.Problem != "":
		c.State, c.Found, c.Todo = Bad, errs.Say("%s", f.Checked.Problem), errs.Say("stop the node, keep its folder as it is, and restore the newest backup that verifies into a new one")
	default:
		c.Found = errs.Say("%d logs with %d entries and %d journal entries verified %s ago", f.Checked.Logs, f.Checked.Entries, f.Checked.Journal, span(f.Now.Sub(f.Checked.At)))
		if f.Now.Sub(f.Checked.At) >= checkWarn {
			c.State, c.Todo = Warn, errs.Say("verify them again")
		}
	}
	return c
}

func size(n int64) string {
	f, unit := float64(n), "B"
	for _, u := range []string{"KiB", "MiB", "GiB", "TiB"} {
		if f < 1024 {
			break
		}
		f, unit = f/1024, u
	}
	if unit == "B" {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", f, unit)
}

// span says a duration in one unit, as a person would.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(max(0, d)/time.Second))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d/time.Minute))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d/time.Hour))
	}
	return fmt.Sprintf("%d d", int(d/(24*time.Hour)))
}
