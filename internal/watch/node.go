package watch

import (
	"net/url"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
)

// Import is one import of this node's own.
type Import struct {
	ID      string
	Name    string
	Format  string
	From    ids.Party // whose release it was; empty for an import by people or tools
	At      time.Time
	State   string // "running", "done", "failed", "interrupted"
	Refused int64
}

// ImportLife is how long an import that went wrong is shown.
const ImportLife = 7 * 24 * time.Hour

// OfImports: what broke off, and what came in with refused objects, until the
// same file has come in whole. They are given newest first.
func OfImports(now time.Time, all []Import) (needs []Need) {
	type file struct{ name, format string }
	whole := map[file]bool{}
	for _, i := range all {
		f := file{i.Name, i.Format}
		n := Need{About: i.ID, Link: "/import", Title: i.Name, Since: i.At, Severity: Act, Act: authz.IntelImport}
		switch {
		case i.State == "done" && i.Refused == 0:
			whole[f] = whole[f] || i.From == ""
			continue
		case whole[f] && i.From == "", now.Sub(i.At) > ImportLife:
			continue
		case i.From != "" && i.State == "done":
			n.Kind, n.Party, n.Count, n.Severity, n.Act = "import.refused-of-them", i.From, i.Refused, Waiting, ""
		case i.State == "interrupted", i.State == "failed":
			n.Kind = "import." + i.State
		case i.State == "done":
			n.Kind, n.Count = "import.refused", i.Refused
		default:
			continue
		}
		needs = append(needs, n)
	}
	return needs
}

// Follower is a part of this node that does what follows from acts.
type Follower struct {
	Name   string
	Behind int64
	Oldest time.Time // when the first entry that it has not handled was written
}

// Lag is how long a follower may need for an entry.
const Lag = time.Minute

// OfFollowers: parts of this node that do not keep up.
func OfFollowers(now time.Time, all []Follower) (needs []Need) {
	for _, f := range all {
		if f.Behind > 0 && now.Sub(f.Oldest) > Lag {
			needs = append(needs, Need{Kind: "node.behind", About: f.Name, Link: "/peers", Title: f.Name, Count: f.Behind, Since: f.Oldest, Severity: Broken, Act: authz.PeerManage})
		}
	}
	return needs
}

// Invitation is one that nobody has used yet.
type Invitation struct {
	ID      string
	Made    time.Time
	Expires time.Time
}

// OfInvitations: those that can still be used.
func OfInvitations(now time.Time, all []Invitation) (needs []Need) {
	for _, i := range all {
		if now.Before(i.Expires) {
			needs = append(needs, Need{Kind: "peer.invited", About: url.PathEscape(i.ID), Link: "/peers", Since: i.Made, Due: i.Expires, Severity: Waiting, Act: ""})
		}
	}
	return needs
}
