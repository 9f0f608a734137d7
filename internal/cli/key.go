package cli

import (
	"net/url"
	"strings"
	"time"

	"entente/internal/base/errs"
)

type keyCmd struct {
	List    keyListCmd    `cmd:"" help:"All keys that this node goes by, its own first."`
	Succeed keySucceedCmd `cmd:"" help:"Put another office in the place of one; every peer is told."`
	Rotate  keyRotateCmd  `cmd:"" help:"Give an office, or this node's links, a new key; every peer is told."`
}

type keyItem struct {
	Party       string    `json:"party"`
	Use         string    `json:"use"`
	Office      string    `json:"office"`
	Trust       string    `json:"trust"`
	Key         string    `json:"key"`
	Fingerprint string    `json:"fingerprint"`
	Words       []string  `json:"words"`
	Known       time.Time `json:"known"`
	Since       time.Time `json:"since"`
	Retired     time.Time `json:"retired"`
}

// name says what the key is for.
func (k keyItem) name() string {
	if k.Office == "" {
		return k.Use
	}
	return "office " + k.Office
}

type keyListCmd struct {
	Words bool `help:"Show the words of each key, for comparing by voice."`
}

func (c *keyListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/keys", func(l items[keyItem]) error {
		head := []string{"PARTY", "KEY OF", "TRUST", "KNOWN", "IN USE SINCE", "RETIRED", "FINGERPRINT"}
		if c.Words {
			head[len(head)-1] = "WORDS"
		}
		var rows [][]string
		for _, k := range l.Items {
			last := k.Fingerprint
			if c.Words {
				last = strings.Join(k.Words, " ")
			}
			since := k.Since
			if since.IsZero() && k.Trust == "self" {
				since = k.Known
			}
			rows = append(rows, []string{k.Party, k.name(), k.Trust, when(k.Known), when(since), when(k.Retired), last})
		}
		return e.table(head, rows, "No keys.")
	})
}

type keyRotateCmd struct {
	Of     string `arg:"" help:"An office by its id, such as director, or \"link\": the key under which nodes call each other."`
	Reason string `help:"Why; it stays in this node's journal." required:""`
	AtOnce bool   `help:"With link: peers refuse the old key as soon as they hear, without an overlap. For a key that may be in other hands."`
}

func (c *keyRotateCmd) Run(e *env) error {
	if c.Of == "link" {
		return c.link(e)
	}
	if c.AtOnce {
		return errs.New(errs.Invalid, "--at-once goes with link; the key of an office always changes at once")
	}
	return send(e, "/api/v1/keys/offices/"+url.PathEscape(c.Of)+"/rotate", map[string]string{"reason": c.Reason}, func(k keyItem) error {
		return e.line("Office %s signs with a new key since %s; peers are told.\n\n  %s\n\n(fingerprint %s)", k.Office, when(k.Since), strings.Join(k.Words, " "), k.Fingerprint)
	})
}

func (c *keyRotateCmd) link(e *env) error {
	return send(e, "/api/v1/keys/link/rotate", map[string]any{"reason": c.Reason, "at_once": c.AtOnce}, func(k keyItem) error {
		then := "Peers accept the old one for the overlap that this node is set to (entente key list shows until when)."
		if c.AtOnce {
			then = "Each peer refuses the old one as soon as it hears."
		}
		return e.line("This node links under a new key since %s. %s\nThe words by which peers know this party stay the same: they are those of its node key.\n\n(fingerprint %s)", when(k.Since), then, k.Fingerprint)
	})
}

type keySucceedCmd struct {
	Office string `arg:"" help:"The office that ends, by its id."`
	By     string `help:"Id of the office that takes its place: one that this party has, or a new one." required:"" placeholder:"ID"`
	Name   string `help:"Name of a new office." placeholder:"NAME"`
	Reason string `help:"Why; it stays in this node's journal." required:""`
}

func (c *keySucceedCmd) Run(e *env) error {
	return send(e, "/api/v1/keys/offices/"+url.PathEscape(c.Office)+"/succeed", map[string]string{"by": c.By, "name": c.Name, "reason": c.Reason}, func(k keyItem) error {
		return e.line("Office %s acts in the place of %s from now on; peers are told. It signs with this key:\n\n  %s\n\n(fingerprint %s)", k.Office, c.Office, strings.Join(k.Words, " "), k.Fingerprint)
	})
}
