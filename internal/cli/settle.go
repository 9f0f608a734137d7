package cli

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/release"
)

// summary is what a demo run has shown, as --json prints it.
type summary struct {
	Imports   []importResult       `json:"imports"`
	Released  []decision           `json:"released"`
	Refused   []decision           `json:"refused"`
	Delivered map[string]delivered `json:"delivered"`
	Receipts  receipts             `json:"receipts"`
	Seconds   float64              `json:"seconds"`
}

// decision is one class of objects that one node let go, or did not.
type decision struct {
	From     string `json:"from"`
	To       string `json:"to"`
	Origin   string `json:"origin"`
	Category string `json:"category"`
	TLP      string `json:"tlp"`
	Objects  int    `json:"objects"`
	Reason   string `json:"reason"`
	Cites    string `json:"cites"`
}

// delivered is what a node took of what it was given.
type delivered struct {
	Objects    int64 `json:"objects"`
	Stored     int64 `json:"stored"`
	Duplicates int64 `json:"duplicates"`
	Refused    int64 `json:"refused"`
}

// receipts counts the entries of all pair logs whose receipts were fetched from
// the giver and verified offline.
type receipts struct {
	Entries  int      `json:"entries"`
	Verified int      `json:"verified"`
	Failed   []string `json:"failed"`
}

func (s summary) good() bool {
	return s.Receipts.Entries > 0 && s.Receipts.Verified == s.Receipts.Entries
}

// maxSettle bounds how long a run waits for everything to have arrived.
const maxSettle = 10 * time.Minute

// settle waits until nothing is on its way any more, and looks at the outcome.
func (d *demo) settle(ctx context.Context) (sum summary, err error) {
	ctx, cancel := context.WithTimeout(ctx, maxSettle)
	defer cancel()
	d.say("Waiting until everything is delivered and receipted")
	for calm := 0; calm < 2; {
		quiet, err := d.quiet(ctx)
		if err != nil {
			return sum, err
		}
		if calm++; !quiet {
			calm = 0
		}
		timer := time.NewTimer(100 * time.Millisecond)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return sum, errs.New(errs.Busy, "it takes too long until everything is delivered")
		}
	}
	sum = summary{Imports: d.imports, Delivered: map[string]delivered{}, Refused: d.kept.Refused, Receipts: receipts{Failed: []string{}}}
	for _, n := range d.nodes {
		if err := n.decisions(ctx, &sum); err != nil {
			return sum, err
		}
		if err := n.receipts(ctx, &sum); err != nil {
			return sum, err
		}
	}
	sum.Seconds = d.watch.Elapsed().Seconds()
	return sum, nil
}

// quiet tells whether no follower is behind and every entry is receipted.
func (d *demo) quiet(ctx context.Context) (bool, error) {
	for _, n := range d.nodes {
		var state struct {
			Followers []struct {
				Behind int64 `json:"behind"`
			} `json:"followers"`
		}
		if err := n.client.get(ctx, "/api/v1/node", &state); err != nil {
			return false, err
		}
		for _, f := range state.Followers {
			if f.Behind > 0 {
				return false, nil
			}
		}
		var peers items[peerItem]
		if err := n.client.get(ctx, "/api/v1/peers", &peers); err != nil {
			return false, err
		}
		for _, p := range peers.Items {
			if p.Receipted < p.Sent {
				return false, nil
			}
		}
	}
	return true, nil
}

// decisions collects what a node decided, and what others answered.
func (n *demoNode) decisions(ctx context.Context, sum *summary) error {
	var all items[releaseView]
	if err := n.client.get(ctx, "/api/v1/releases?limit=500", &all); err != nil {
		return err
	}
	for _, short := range all.Items {
		if short.Direction == "in" {
			continue
		}
		var v releaseView
		if err := n.client.get(ctx, "/api/v1/releases/"+url.PathEscape(short.ID), &v); err != nil {
			return err
		}
		for _, p := range v.Parties {
			n.collect(p, sum)
		}
	}
	return nil
}

func (n *demoNode) collect(p partyRow, sum *summary) {
	for _, r := range p.Rows {
		dec := decision{From: n.Code, To: p.Party, Origin: r.Class.Origin, Category: r.Class.Category, TLP: r.Class.TLP, Objects: r.Count}
		for i, x := range r.Reasons {
			if i > 0 {
				dec.Reason += "; "
			}
			dec.Reason += x.Text
			if x.Citation.Provision != "" && dec.Cites == "" {
				dec.Cites = fmt.Sprintf("%s, generation %d, provision %s", x.Citation.Title, x.Citation.Generation, x.Citation.Provision)
			}
		}
		if r.Permit {
			sum.Released = merge(sum.Released, dec)
		} else {
			sum.Refused = merge(sum.Refused, dec)
		}
	}
}

// merge adds equal decisions up.
func merge(all []decision, d decision) []decision {
	for i := range all {
		same := all[i]
		same.Objects = d.Objects
		if same == d {
			all[i].Objects += d.Objects
			return all
		}
	}
	return append(all, d)
}

// receipts fetches the receipt of every entry that a node gave and verifies it
// as anybody could, without the node.
func (n *demoNode) receipts(ctx context.Context, sum *summary) error {
	var logs items[struct {
		From string `json:"from"`
		To   string `json:"to"`
		Size int64  `json:"size"`
	}]
	if err := n.client.get(ctx, "/api/v1/ledger/logs", &logs); err != nil {
		return err
	}
	for _, l := range logs.Items {
		if l.From != n.Code {
			continue
		}
		for i := range l.Size {
			var file jsontext.Value
			if err := n.client.get(ctx, fmt.Sprintf("/api/v1/ledger/logs/%s/%s/%d/receipt", l.From, l.To, i), &file); err != nil {
				return err
			}
			sum.Receipts.Entries++
			rep, err := release.VerifyReceipt(file)
			if err != nil {
				_, text := errs.Public(err)
				sum.Receipts.Failed = append(sum.Receipts.Failed, fmt.Sprintf("%s to %s, entry %d: %s", l.From, l.To, i, text))
				continue
			}
			sum.Receipts.Verified++
			if c := rep.Counts; c["objects"] > 0 {
				t := sum.Delivered[l.To]
				t.Objects, t.Stored, t.Duplicates, t.Refused = t.Objects+c["objects"], t.Stored+c["stored"], t.Duplicates+c["duplicates"], t.Refused+c["refused"]
				sum.Delivered[l.To] = t
			}
		}
	}
	return nil
}

func (d *demo) printSummary(sum summary) error {
	e := d.env
	if e.root.JSON {
		return e.print(sum)
	}
	var total importResult
	for _, im := range sum.Imports {
		total.Total, total.Stored, total.Duplicates, total.Refused, total.Marked = total.Total+im.Total, total.Stored+im.Stored, total.Duplicates+im.Duplicates, total.Refused+im.Refused, total.Marked+im.Marked
	}
	if err := e.line("\nImported at CZE: %d objects in %d files; %d stored, %d held already, %d refused, %d marked by the importer", total.Total, len(sum.Imports), total.Stored, total.Duplicates, total.Refused, total.Marked); err != nil {
		return err
	}
	for _, part := range []struct {
		title string
		all   []decision
	}{{"Released", sum.Released}, {"Refused", sum.Refused}} {
		if err := e.line("\n%s:", part.title); err != nil {
			return err
		}
		for _, x := range part.all {
			tlp := "unmarked"
			if x.TLP != "" {
				tlp = "tlp:" + x.TLP
			}
			cites := ""
			if x.Cites != "" {
				cites = " [" + x.Cites + "]"
			}
			if err := e.line("  %s → %s  %6d × %s of %s, %s\n      %s%s", x.From, x.To, x.Objects, x.Category, x.Origin, tlp, x.Reason, cites); err != nil {
				return err
			}
		}
	}
	for _, n := range d.nodes {
		if got, ok := sum.Delivered[n.Code]; ok {
			if err := e.line("\nDelivered to %s: %d objects; %d stored, %d held already, %d refused there", n.Code, got.Objects, got.Stored, got.Duplicates, got.Refused); err != nil {
				return err
			}
		}
	}
	if err := e.line("\nReceipts: %d of %d entries verify offline (%.1f s in all)", sum.Receipts.Verified, sum.Receipts.Entries, sum.Seconds); err != nil {
		return err
	}
	for _, f := range sum.Receipts.Failed {
		if err := e.line("  FAILED %s", f); err != nil {
			return err
		}
	}
	return nil
}
