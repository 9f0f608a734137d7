package serve

import (
	"net/http"
	"net/url"

	"entente/internal/account"
	"entente/internal/base/errs"
)

var crossOrigin = http.NewCrossOriginProtection()

// checkSite refuses what another site makes a browser send. Go's check lets a
// request pass that has neither Sec-Fetch-Site nor Origin, since it comes from
// no browser; one that bears a session's cookie does come from a browser and
// must therefore say where it was made. A session's reads are kept from other
// sites as well, also from other ports of the same host.
func checkSite(r *http.Request, c account.Credentials) error {
	denied := errs.New(errs.Denied, "this request was made by another site; open the console itself and try again")
	if crossOrigin.Check(r) != nil {
		return denied
	}
	if c.Session == "" {
		return nil
	}
	site := r.Header.Get("Sec-Fetch-Site")
	switch {
	case site == "same-origin":
		return nil
	case !unsafe(r.Method):
		if site != "" && site != "none" {
			return denied
		}
		return nil
	case site == "" && sameHost(r.Header.Get("Origin"), r.Host):
		return nil
	}
	return denied
}

func sameHost(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && host != "" && u.Host == host
}
