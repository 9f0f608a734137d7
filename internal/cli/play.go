package cli

import (
	"bytes"
	"context"
	_ "embed"
	"net/http"
	"time"

	"entente/internal/base/errs"
)

//go:embed sample/stix.json
var sampleSTIX []byte

//go:embed sample/misp.json
var sampleMISP []byte

//go:embed sample/not-onward.json
var sampleNotOnward []byte

// notOnward is the part of the sample that CZE releases to the hub alone.
const notOnward = "sample-not-onward.json"

// play does the main job by the calls that users make: links, agreements,
// imports, releases.
func (d *demo) play(ctx context.Context) error {
	for _, step := range []func(context.Context) error{d.link, d.agree, d.bringIn, d.release} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// link has the hub invite both nations, who compare its words; the hub compares
// theirs.
func (d *demo) link(ctx context.Context) error {
	hub := d.node("HUB")
	for _, code := range []string{"CZE", "EST"} {
		n := d.node(code)
		var inv struct {
			Invitation string   `json:"invitation"`
			Words      []string `json:"words"`
		}
		if err := hub.client.post(ctx, "/api/v1/peers/invitations", nil, &inv); err != nil {
			return err
		}
		if err := n.client.post(ctx, "/api/v1/peers/accept", map[string]string{"invitation": inv.Invitation, "words": join(inv.Words)}, nil); err != nil {
			return err
		}
		var me struct {
			Words []string `json:"words"`
		}
		if err := n.client.get(ctx, "/api/v1/node", &me); err != nil {
			return err
		}
		if err := hub.client.post(ctx, "/api/v1/parties/"+code+"/confirm", map[string]string{"words": join(me.Words)}, nil); err != nil {
			return err
		}
		d.say("HUB and %s are linked; both have compared words", code)
	}
	return nil
}

func join(words []string) string {
	var b bytes.Buffer
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// agree has the hub propose an agreement to each nation, and all sign.
func (d *demo) agree(ctx context.Context) error {
	hub := d.node("HUB")
	for _, code := range []string{"CZE", "EST"} {
		n := d.node(code)
		var a agreementItem
		if err := hub.client.post(ctx, "/api/v1/agreements", map[string]any{"template": "bilateral-exchange", "title": "Memorandum between the alliance hub and " + n.name, "parties": []string{code},
			"params": map[string]any{"ceiling": "amber", "onward": true, "onward_ceiling": "green"}}, &a); err != nil {
			return err
		}
		if err := hub.client.post(ctx, "/api/v1/agreements/"+a.ID+"/propose", nil, nil); err != nil {
			return err
		}
		if err := hub.client.post(ctx, "/api/v1/agreements/"+a.ID+"/sign", map[string]string{"office": "director"}, nil); err != nil {
			return err
		}
		if err := n.await(ctx, "the proposal", func() (bool, error) {
			err := n.client.get(ctx, "/api/v1/agreements/"+a.ID, nil)
			if errs.Is(err, errs.NotFound) {
				return false, nil
			}
			return err == nil, err
		}); err != nil {
			return err
		}
		if err := n.client.post(ctx, "/api/v1/agreements/"+a.ID+"/sign", map[string]string{"office": "director"}, nil); err != nil {
			return err
		}
		for _, side := range []*demoNode{hub, n} {
			if err := side.await(ctx, "the agreement to come into force", func() (bool, error) {
				var now agreementItem
				err := side.client.get(ctx, "/api/v1/agreements/"+a.ID, &now)
				return now.State == "in-force", err
			}); err != nil {
				return err
			}
		}
		d.say("Agreement HUB-%s is in force at both", code)
	}
	return nil
}

// await asks until something is so, for as long as the demo is patient.
func (n *demoNode) await(ctx context.Context, what string, so func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	for {
		ok, err := so()
		if err != nil || ok {
			return err
		}
		timer := time.NewTimer(30 * time.Millisecond)
		select {
		case <-timer.C:
		case <-n.proc.done:
			timer.Stop()
			return errs.New(errs.Internal, "node %s has stopped: %s", n.Code, n.proc.lastWords())
		case <-ctx.Done():
			timer.Stop()
			return errs.New(errs.Busy, "node %s has waited too long for %s", n.Code, what)
		}
	}
}

// bringIn imports the sample and the files that were given, at CZE.
func (d *demo) bringIn(ctx context.Context) error {
	cze := d.node("CZE")
	for _, f := range []struct {
		name string
		text []byte
	}{{"sample-bundle.json", sampleSTIX}, {"sample-misp-event.json", sampleMISP}, {notOnward, sampleNotOnward}} {
		var res importResult
		if err := cze.client.do(ctx, http.MethodPost, query("/api/v1/intel/imports", "name", f.name), bytes.NewReader(f.text), &res); err != nil {
			return err
		}
		d.imports = append(d.imports, res)
	}
	bar := newProgress(d.env, d.files)
	defer bar.close()
	for _, f := range d.files {
		res, err := importFile(d.env, cze.client, f, "auto", d.mark, bar)
		if err != nil {
			return err
		}
		d.imports = append(d.imports, res)
	}
	return nil
}

// release releases every import with onward release, but one.
func (d *demo) release(ctx context.Context) error {
	cze := d.node("CZE")
	for _, im := range d.imports {
		ask := map[string]any{"select": map[string]any{"import": im.ID}, "to": []string{"HUB"}, "onward": map[string]any{"allowed": im.Name != notOnward, "to": []string{}}}
		if im.Stored == 0 {
			continue // all of it was held already and went with its first import
		}
		err := cze.client.post(ctx, "/api/v1/releases", ask, nil)
		if errs.Is(err, errs.Denied) {
			// Nothing of it may go to anyone, so there is no release; the preview
			// is the same decision, with the reasons.
			var kept struct {
				Parties []partyRow `json:"parties"`
			}
			if err := cze.client.post(ctx, "/api/v1/releases/preview", ask, &kept); err != nil {
				return err
			}
			for _, p := range kept.Parties {
				cze.collect(p, &d.kept)
			}
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}
