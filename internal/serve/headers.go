package serve

import "net/http"

const (
	// consolePolicy lets the console run its own files and nothing else. Inline
	// style attributes are what the component library positions by. A frame is
	// for a report that the page itself holds, in a sandbox. No string
	// becomes markup or script but by the one policy that the console makes
	// (Trusted Types; web/src/base/trusted.ts).
	consolePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
		"connect-src 'self'; font-src 'self'; frame-src blob:; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; " +
		"require-trusted-types-for 'script'; trusted-types default"
	// dataPolicy is for everything that is no page.
	dataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox; require-trusted-types-for 'script'; trusted-types 'none'"
)

// secure sets what every answer bears, errors included. What comes from the
// node is data and is not kept by anybody, unless a handler says otherwise.
func secure(h http.Header, tls bool) {
	h.Set("Content-Security-Policy", dataPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cache-Control", "no-store")
	if tls {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}
