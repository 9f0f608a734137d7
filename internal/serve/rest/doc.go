// Package rest is the node's REST interface below /api/v1: typed operations,
// one file per domain, from which the committed OpenAPI 3.1 document
// (api/openapi.json, `make gen`) is generated. It decides nothing: an operation turns a
// request into one call of a domain's method, with the caller as a parameter,
// and the outcome into JSON.
//
// JSON bodies are strict: no duplicate or case-variant keys, no unknown
// members, no unsafe numbers, bounded in size, depth and count (base/strictjson)
// before anything is decoded. Lists are {"items": […], "next": "…"}; next is
// absent on the last page. Times are RFC 3339 in UTC. Errors are RFC 9457
// problems, written by the router alone.
package rest
