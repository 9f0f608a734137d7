package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

// Webhook is the channel of signed calls (Standard Webhooks 1.0).
type Webhook struct {
	client *http.Client
	clock  clock.Clock
}

// NewWebhook gives the channel over a client of dial, which judges every
// address. No redirect is followed: a call belongs to the address that a person
// gave.
func NewWebhook(client *http.Client, c clock.Clock) *Webhook {
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Webhook{client: &own, clock: c}
}

// hookPrefix begins a webhook's secret, as the scheme wants it.
const hookPrefix = "whsec_"

type hookBody struct {
	Type      string     `json:"type"` // "entente.notice" and so on, by form
	Timestamp time.Time  `json:"timestamp"`
	Data      hookedData `json:"data"`
}

type hookedData struct {
	Realm ids.Realm  `json:"realm"`
	Open  string     `json:"open,omitempty"`
	Acts  []hookLine `json:"acts"`
}

type hookLine struct {
	Kind  string    `json:"kind"`
	Title string    `json:"title"`
	At    time.Time `json:"at"`
	Link  string    `json:"link"`
}

// Send implements Channel.
func (h *Webhook) Send(ctx context.Context, m Message) (err error) {
	defer errs.Wrap(&err, "notify.Webhook")
	b, err := hookJSON(m)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.To, bytes.NewReader(b))
	if err != nil {
		return errs.New(errs.Invalid, "a webhook is an https address without a user name in it")
	}
	at := strconv.FormatInt(h.clock.Now().Unix(), 10)
	signature, err := hookSign(m.Secret, m.ID, at, b)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "entente")
	req.Header.Set("webhook-id", m.ID)
	req.Header.Set("webhook-timestamp", at)
	req.Header.Set("webhook-signature", signature)
	resp, err := h.client.Do(req)
	if err != nil {
		if kind := errs.KindOf(err); kind != errs.Internal {
			return err
		}
		return errs.New(errs.Busy, "the webhook cannot be reached")
	}
	defer func() { _ = resp.Body.Close() }() // what it says is of no interest
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
	switch {
	case resp.StatusCode/100 == 2:
		return nil
	case resp.StatusCode == http.StatusGone:
		return errs.New(errs.Invalid, "the webhook says that it is gone for good")
	case resp.StatusCode/100 == 3:
		return errs.New(errs.Busy, "the webhook redirects, which is not followed")
	}
	return errs.New(errs.Busy, "the webhook answered with status %d", resp.StatusCode)
}

// hookJSON writes the body: canonical, and the same at every attempt.
func hookJSON(m Message) ([]byte, error) {
	body := hookBody{Type: "entente." + string(m.Form), Timestamp: m.At.UTC(), Data: hookedData{Realm: m.Realm, Open: m.Open, Acts: []hookLine{}}}
	for _, l := range m.Lines {
		body.Data.Acts = append(body.Data.Acts, hookLine{Kind: l.Kind, Title: l.Title, At: l.At.UTC(), Link: l.Link})
	}
	return strictjson.Marshal(body)
}

// hookSign gives the signature of a call: HMAC-SHA256 over id, time and body.
func hookSign(secret, id, at string, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, hookPrefix))
	if err != nil || len(key) == 0 {
		return "", errs.New(errs.Invalid, "the webhook has no secret; set its address anew")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + at + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}
