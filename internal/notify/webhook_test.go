package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/clock"
	"entente/internal/base/dial"
	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// hooked runs a receiver by HTTPS and a channel that trusts it.
func hooked(t *testing.T, handle http.HandlerFunc) (*httptest.Server, *Webhook) {
	t.Helper()
	srv := httptest.NewTLSServer(handle)
	t.Cleanup(srv.Close)
	d := dial.Dialer{Policy: dial.Policy{Loopback: true}}
	return srv, NewWebhook(d.HTTPClient(srv.Client().Transport.(*http.Transport).TLSClientConfig), clock.NewFixed(start))
}

func hookLetter(to string) Message {
	m := letter()
	m.To, m.Realm, m.Secret = to, live, hookPrefix+base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))
	return m
}

func TestAWebhookIsSigned(t *testing.T) {
	t.Parallel()
	var head http.Header
	var body []byte
	srv, h := hooked(t, func(w http.ResponseWriter, r *http.Request) {
		head = r.Header
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusNoContent)
	})
	m := hookLetter(srv.URL + "/hook")
	if err := h.Send(ctx, m); err != nil {
		t.Fatal(err)
	}
	// The receiver's side, as Standard Webhooks describes it.
	mac := hmac.New(sha256.New, []byte("0123456789abcdef0123456789abcdef"))
	mac.Write([]byte(head.Get("webhook-id") + "." + head.Get("webhook-timestamp") + "."))
	mac.Write(body)
	if got, want := head.Get("webhook-signature"), "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)); got != want {
		t.Errorf("signature %q, want %q", got, want)
	}
	if head.Get("webhook-id") != m.ID || head.Get("webhook-timestamp") != "1795597200" {
		t.Errorf("headers %v", head)
	}
	canonical, err := strictjson.Canonical(body)
	if err != nil || string(canonical) != string(body) {
		t.Errorf("the body is not canonical: %s", body)
	}
	want := `{"data":{"acts":[{"at":"2026-11-25T09:00:00Z","kind":"duty.lapsed","link":"https://node.example/duties","title":"Povinnost nebyla splněna včas"}],"realm":"live"},"timestamp":"2026-11-25T09:00:00Z","type":"entente.notice"}`
	if diff := cmp.Diff(want, string(body)); diff != "" {
		t.Error(diff)
	}
}

func TestAWebhookFollowsNoRedirectAndReachesNoOwnNetwork(t *testing.T) {
	t.Parallel()
	var reached atomic.Int64
	other, _ := hooked(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })
	for _, status := range []int{301, 302, 303, 307, 308} {
		srv, h := hooked(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, status) })
		if err := h.Send(ctx, hookLetter(srv.URL)); !errs.Is(err, errs.Busy) {
			t.Errorf("a redirect by %d: %v", status, err)
		}
	}
	d := dial.Dialer{}
	strict := NewWebhook(d.HTTPClient(nil), clock.NewFixed(start))
	for _, to := range []string{other.URL, "https://169.254.169.254/latest", "https://10.0.0.1/", "https://[::1]:8443/", "https://0x7f000001/", "https://2130706433/"} {
		limited, cancel := context.WithTimeout(ctx, sendTime)
		if err := strict.Send(limited, hookLetter(to)); err == nil {
			t.Errorf("%s was called", to)
		}
		cancel()
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("it was reached %d times", n)
	}
}

func TestAWebhookThatFailsIsTriedAgainUnderTheSameID(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		var ids []string
		srv, h := hooked(t, func(rw http.ResponseWriter, r *http.Request) {
			ids = append(ids, r.Header.Get("webhook-id"))
			if len(ids) < 3 {
				rw.WriteHeader(http.StatusInternalServerError)
			}
		})
		w.Carry(live, ByWebhook, h)
		s := Defaults(nil)
		s.Webhook, s.Rules, s.QuietFrom, s.QuietTo = srv.URL, []Rule{{Kinds: "duty.", By: ByWebhook, Urgent: true}}, "", ""
		secret, err := w.SetOwn(ctx, w.who("bob"), s)
		if err != nil || !strings.HasPrefix(secret, hookPrefix) {
			t.Fatal(secret, err)
		}
		if again, err := w.SetOwn(ctx, w.who("bob"), s); err != nil || again != "" {
			t.Errorf("the secret is shown again: %q, %v", again, err)
		}
		w.clock.Advance(day)
		w.happen("duty.lapsed", "")
		for range 3 {
			w.turn()
			w.clock.Advance(mostWait)
		}
		if len(ids) != 3 || ids[0] != ids[1] || ids[1] != ids[2] {
			t.Errorf("it was called with %v", ids)
		}
		all, err := w.Log(ctx, w.who("bob").In(live), false, 1)
		if err != nil || all[0].State != sent || all[0].Tries != 3 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}
