package serve

import (
	"cmp"
	"context"
	"net/http"

	"entente/internal/account"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// identify finds the caller and asks the rule.
func (rt *Router) identify(r *http.Request, rule Rule) (c Caller, err error) {
	c = Caller{Address: remote(r), Agent: r.UserAgent(), cookie: cookieOf(r, rt.opt.BehindTLS)}
	if rule.access == peers {
		c.Peer, err = rt.opt.Peer(r)
		return c, err
	}
	if rule.access == public {
		return c, checkSite(r, account.Credentials{})
	}
	if c.credentials, err = credentialsOf(r, c.cookie); err != nil {
		return c, err
	}
	c.credentials.Via = rule.via
	if rule.via == "" {
		c.credentials.Via = "api"
		if c.credentials.Session != "" {
			c.credentials.Via = "page"
		}
	}
	if err := checkSite(r, c.credentials); err != nil {
		return c, err
	}
	if c.Identity, err = rt.opt.Auth.Authenticate(r.Context(), c.credentials); err != nil {
		return c, err
	}
	if !rule.nodeWide {
		if c.Realm, err = rt.realm(r); err != nil {
			return c, err
		}
	}
	if rule.access == permitted {
		err = rule.Lets(c.Actor)
	}
	if err == nil && rule.fresh && !c.Fresh {
		err = errs.New(errs.StepUp, "confirm that it is you; nothing has been done yet")
	}
	return c, err
}

// Again finds the same caller anew, for streams that outlive a request: it
// fails once the session ended, the token was revoked, the person disabled or
// the right taken away. An open page does not keep a session alive.
func (rt *Router) Again(ctx context.Context, c Caller, rule Rule) (err error) {
	c.credentials.Quiet = true
	c.Identity, err = rt.opt.Auth.Authenticate(ctx, c.credentials)
	if err == nil && rule.access == permitted {
		err = rule.Lets(c.Actor)
	}
	return err
}

// realm is the one realm of the request, if it is this router's.
func (rt *Router) realm(r *http.Request) (ids.Realm, error) {
	realm, err := realmOf(r)
	if err == nil && realm != cmp.Or(rt.opt.Home, ids.Live) {
		err = errs.New(errs.NotFound, "there is no realm %q here", realm)
	}
	return realm, err
}

// realmOf reads which realm a request names: by the header or, where a browser
// cannot send one (links, streams of events), in the query; the live one where it
// names none.
func realmOf(r *http.Request) (ids.Realm, error) {
	said := append(r.Header.Values(RealmHeader), r.URL.Query()[realmQuery]...)
	if len(said) == 0 {
		return ids.Live, nil
	}
	realm, err := ids.ParseRealm(said[0])
	if err != nil || len(said) > 1 {
		return "", errs.New(errs.Invalid, "%s names one realm: \"live\" or the id of an exercise", RealmHeader)
	}
	return realm, nil
}
