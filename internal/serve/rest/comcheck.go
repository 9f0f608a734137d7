package rest

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"entente/internal/base/errs"
	"entente/internal/directory"
	"entente/internal/serve"
)

//go:embed comcheck.html
var comcheckText string

var comcheckForm = template.Must(template.New("comcheck").Parse(comcheckText))

const comcheckStyle = "body{font:18px/1.5 system-ui,sans-serif;color:#14202b;background:#fff;margin:0}main{max-width:36rem;margin:3rem auto;padding:0 1rem}h1{font-size:1.5rem}" +
	"button{font:inherit;font-weight:600;padding:.8rem 1.4rem;border:0;border-radius:.4rem;background:#0b5f6b;color:#fff;cursor:pointer}button:focus-visible{outline:3px solid #f2a900}.done{font-weight:600}"

// comcheckPolicy lets the page show its one style and send its one form.
var comcheckPolicy = func() string {
	sum := sha256.Sum256([]byte(comcheckStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
}()

// comcheckPage is what stands behind the link of a drill's question. It is open to
// whoever holds the link, and says who asks and until when, and nothing else.
// Looking at it answers nothing: programs that look at links in mail do that too.
func (a *api) comcheckPage() {
	rule := serve.Public("its link holds a proof that nobody can guess, and it says nothing beyond the drill").Body(1<<10, "application/x-www-form-urlencoded", "text/plain")
	knocks := &knocks{}
	for method, act := range map[string]func(r *http.Request) (directory.Asked, error){
		"GET": func(r *http.Request) (directory.Asked, error) {
			return a.deps.Directory.Asked(r.Context(), r.PathValue("token"))
		},
		"POST": func(r *http.Request) (directory.Asked, error) {
			return a.deps.Directory.Open(r.Context(), r.PathValue("token"))
		},
	} {
		a.rt.Handle(method+" /comcheck/{token}", rule, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
			if err := knocks.admit(c.Address, a.deps.Clock.Now()); err != nil {
				return err
			}
			asked, err := act(r)
			if err != nil {
				return err
			}
			var page bytes.Buffer
			if err := comcheckForm.Execute(&page, struct {
				By, Due  string
				Answered bool
				Style    template.CSS
			}{string(asked.By), asked.Due.UTC().Format("2006-01-02 15:04 UTC"), asked.Answered, comcheckStyle}); err != nil {
				return err
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", comcheckPolicy)
			w.Header().Set("Referrer-Policy", "same-origin") // the form's request must say where it was made
			_, _ = w.Write(page.Bytes())                     // the other side may have gone
			return nil
		})
	}
}

const (
	knocksAMinute = 30   // of one address, or one /64
	maxKnockers   = 4096 // addresses that are counted at once
)

// knocks bounds how often one address may come to a page that is open to all.
type knocks struct {
	mu     sync.Mutex
	minute time.Time      // guarded by mu
	seen   map[string]int // guarded by mu; of that minute
}

func (k *knocks) admit(address string, now time.Time) error {
	if ip, err := netip.ParseAddr(address); err == nil && ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			address = p.String()
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if m := now.Truncate(time.Minute); !m.Equal(k.minute) {
		k.minute, k.seen = m, map[string]int{}
	}
	if _, known := k.seen[address]; !known && len(k.seen) >= maxKnockers {
		address = "" // the rest share one count
	}
	if k.seen[address]++; k.seen[address] > knocksAMinute {
		return errs.New(errs.Busy, "too many requests from your address; try again in a minute")
	}
	return nil
}
