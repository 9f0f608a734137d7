package cli

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
	"entente/internal/party"
	"entente/internal/training"
)

type trainingHeldCmd struct{}

// heldLine is a certificate as the node tells of it.
type heldLine struct {
	training.Certificate
	Expired bool   `json:"expired"`
	Expert  string `json:"expert"`
}

func (c *trainingHeldCmd) Run(e *env) error {
	return fetch(e, "/api/v1/training/certificates", func(l items[heldLine]) error {
		var rows [][]string
		for _, h := range l.Items {
			profile := h.Expert
			if profile == "" {
				profile = "none"
			}
			rows = append(rows, []string{h.Course.ID, h.Issued.Format(time.DateOnly), h.Expires.Format(time.DateOnly), yes(h.Expired), profile, h.ID})
		}
		return e.table([]string{"COURSE", "ISSUED", "EXPIRES", "EXPIRED", "PROFILE", "ID"}, rows, "You have no certificate here yet.")
	})
}

type trainingExportCmd struct {
	ID  string `arg:"" help:"Id of the certificate."`
	Out string `help:"File to write." short:"o" required:"" placeholder:"FILE"`
}

func (c *trainingExportCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.get(e.ctx, "/api/v1/training/certificates/"+url.PathEscape(c.ID)+"/file", &raw); err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, raw, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return e.line("Written to %s; anyone can check it with: entente training verify %s", c.Out, c.Out)
}

type trainingVerifyCmd struct {
	File string `arg:"" help:"Certificate's file; - is standard input."`
	Key  string `help:"Key of the node that issued it, as its party shows it." placeholder:"ed25519:…" xor:"signer"`
	Card string `help:"File with the signed card of the party that issued it." placeholder:"FILE" xor:"signer"`
}

const maxCertificateFile = 1 << 20

func (c *trainingVerifyCmd) Run(e *env) error {
	b, err := e.readFile(c.File, maxCertificateFile)
	if err != nil {
		return err
	}
	cert, key, err := training.Verify(b)
	if err == nil {
		err = c.signer(e, cert, key)
	}
	if err != nil {
		_, text := errs.Public(err)
		return fmt.Errorf("%w: %w", errVerify, errs.New(errs.Invalid, "does not verify: %s", text))
	}
	expired := cert.Expired(clock.System{}.Now())
	if e.root.JSON {
		return e.print(map[string]any{"certificate": cert, "key": key.String(), "compared": c.Key+c.Card != "", "expired": expired})
	}
	if err := e.line("The node of %s certifies that %s has passed %s (version %d), with %d of %d points", cert.Party, cert.Name, cert.Course.Title.In("en"), cert.Course.Version, cert.Points, cert.Of); err != nil {
		return err
	}
	state := "it counts"
	if expired {
		state = "it has expired"
	}
	if err := e.line("Realm %s. Issued %s, expires %s: %s", cert.Realm, when(cert.Issued), when(cert.Expires), state); err != nil {
		return err
	}
	for _, s := range cert.Skills {
		if err := e.line("Skill: %s, level %d", s.Code, s.Level); err != nil {
			return err
		}
	}
	if len(cert.Services) > 0 {
		if err := e.line("Services: %s", strings.Join(cert.Services, ", ")); err != nil {
			return err
		}
	}
	if c.Key+c.Card != "" {
		return e.line("Signed by the key that was given, %s", key)
	}
	return e.line("Signed by the key that it names, %s. Give --key or --card, or compare its words with %s: %s", key, cert.Party, strings.Join(sign.Words(key), " "))
}

// signer compares the key that the file names with the one that is known otherwise.
func (c *trainingVerifyCmd) signer(e *env, cert training.Certificate, key sign.PublicKey) error {
	known := key
	switch {
	case c.Key != "":
		k, err := sign.ParsePublic(c.Key)
		if err != nil {
			return err
		}
		known = k
	case c.Card != "":
		b, err := e.readFile(c.Card, maxCertificateFile)
		if err != nil {
			return err
		}
		card, err := party.OpenCard([]byte(strings.TrimSpace(string(b))))
		if err != nil {
			return err
		}
		if card.Party != cert.Party {
			return errs.New(errs.Denied, "the card is that of %s, and the certificate is by %s", card.Party, cert.Party)
		}
		known = card.Node
	}
	if known != key {
		return errs.New(errs.Denied, "it is signed by %s, and the issuer's key is %s", key, known)
	}
	return nil
}

type trainingBindCmd struct {
	ID     string `arg:"" help:"Id of the certificate."`
	Expert string `arg:"" help:"Id of the profile."`
}

func (c *trainingBindCmd) Run(e *env) error {
	return send(e, "/api/v1/training/certificates/"+url.PathEscape(c.ID)+"/bind", map[string]string{"expert": c.Expert}, func(h heldLine) error {
		return e.line("%s of %s is noted in the profile %s", h.Course.ID, h.Name, h.Expert)
	})
}

type trainingReadinessCmd struct{}

func (c *trainingReadinessCmd) Run(e *env) error {
	return fetch(e, "/api/v1/training/readiness", func(r training.Readiness) error {
		if err := e.line("%d people hold a certificate that counts", r.People); err != nil {
			return err
		}
		for _, part := range []struct {
			what string
			all  []training.Ready
		}{{"SKILL", r.Skills}, {"SERVICE", r.Services}} {
			var rows [][]string
			for _, x := range part.all {
				rows = append(rows, []string{x.Code, fmt.Sprint(x.Holders), fmt.Sprint(x.Expiring), fmt.Sprint(x.Expired), fmt.Sprintf("%d of %d", x.Standby, x.Pool)})
			}
			if err := e.table([]string{part.what, "HOLDERS", "EXPIRING", "EXPIRED", "POOL ON STANDBY"}, rows, "No course attests a "+strings.ToLower(part.what)+"."); err != nil {
				return err
			}
		}
		var rows [][]string
		for _, h := range r.Holders {
			rows = append(rows, []string{h.Name, h.Course, h.Expires.Format(time.DateOnly), yes(h.Expired), yes(h.Standby), h.Certificate})
		}
		if !r.Named {
			return nil
		}
		return e.table([]string{"NAME", "COURSE", "EXPIRES", "EXPIRED", "STANDBY", "CERTIFICATE"}, rows, "Nobody holds a certificate.")
	})
}
