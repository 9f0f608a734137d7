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
	for name, b := range map[string][]byte{"sample-bundle.json": sampleSTIX, "sample-misp-event.json": sampleMISP} {
		var res importResult
		if err := cze.client.do(ctx, http.MethodPost, query("/api/v1/intel/imports", "name", name), bytes.NewReader(b), &res); err != nil {
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

// theRecalled is the object of the sample that goes out without onward release
// and is then recalled; the others go with onward release.
const theRecalled = "indicator--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0a03"

// release releases every import with onward release, one object without, and
// recalls the first release of the sample event.
func (d *demo) release(ctx context.Context) error {
	cze := d.node("CZE")
	for _, im := range d.imports {
		var made struct {
			ID string `json:"id"`
		}
		err := cze.client.post(ctx, "/api/v1/releases", map[string]any{"select": map[string]any{"import": im.ID}, "to": []string{"HUB"}, "onward": map[string]any{"allowed": true, "to": []string{}}}, &made)
		if errs.Is(err, errs.Denied) {
			continue // nothing of it may go; the summary says why
		}
		if err != nil {
			return err
		}
		d.releases = append(d.releases, made.ID)
	}
	var made struct {
		ID string `json:"id"`
	}
	if err := cze.client.post(ctx, "/api/v1/releases", map[string]any{"select": map[string]any{"ids": []string{theRecalled}}, "to": []string{"HUB"}, "onward": map[string]any{"allowed": false, "to": []string{}}}, &made); err != nil {
		return err
	}
	d.releases = append(d.releases, made.ID)
	return nil
}
