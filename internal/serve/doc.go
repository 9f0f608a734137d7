// Package serve answers on a port and decides nothing. Its Router is the only
// mux of the node: a route cannot be added without a rule that says who may
// call it, and every request passes the same steps before a handler sees it:
//
//	request number, security headers, one length of body, clean path,
//	the route and its rule: who calls (session, token or node), realm, act,
//	cross-site check, media type, encoding and size of the body.
//
// A handler is handed its Caller and returns an error; one table turns kinds of
// errors into RFC 9457 problems. Nothing of a query, a body, a cookie or an
// error's inside reaches the log or the outside.
package serve
