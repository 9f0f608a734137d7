package cli

import (
	"net/url"
	"strings"
	"time"
)

type keyCmd struct {
	List   keyListCmd   `cmd:"" help:"All keys that this node goes by, its own first."`
	Rotate keyRotateCmd `cmd:"" help:"Give an office of this node a new key; every peer is told."`
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
	Office string `arg:"" help:"Id of the office, such as director."`
	Reason string `help:"Why; it stays in this node's journal." required:""`
}

func (c *keyRotateCmd) Run(e *env) error {
	return send(e, "/api/v1/keys/offices/"+url.PathEscape(c.Office)+"/rotate", map[string]string{"reason": c.Reason}, func(k keyItem) error {
		return e.line("Office %s signs with a new key since %s; peers are told.\n\n  %s\n\n(fingerprint %s)", k.Office, when(k.Since), strings.Join(k.Words, " "), k.Fingerprint)
	})
}
