package taxii

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/intel"
)

// Limits of a query.
const (
	defaultPage = 1000
	maxPage     = 5000
	maxMatches  = 100
)

// query is what a caller asks of a collection (TAXII 2.1 §3.4).
type query struct {
	after    int64 // strictly later than this moment, in microseconds
	limit    int
	ids      []string
	types    []string
	versions []string // "first", "last", "all", or exact versions
	specs    []string
}

var known = []string{"added_after", "limit", "next", "match[id]", "match[type]", "match[version]", "match[spec_version]"}

// parseQuery reads and checks the parameters. An unknown one is refused: a
// filter that is not understood must not widen the answer.
func (h *Handler) parseQuery(r *http.Request, v authz.Viewer, collection string) (q query, err error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return q, errs.New(errs.Invalid, "the query cannot be read")
	}
	for k, vs := range values {
		if !slices.Contains(known, k) || len(vs) != 1 {
			return q, errs.New(errs.Invalid, "filter %q is not known, or given twice", errs.Clip(k))
		}
	}
	q.limit = defaultPage
	if s := values.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return q, errs.New(errs.Invalid, "limit must be a number of at least 1")
		}
		q.limit = min(n, maxPage)
	}
	if s := values.Get("added_after"); s != "" {
		t, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			return q, errs.New(errs.Invalid, "added_after must be a timestamp such as 2026-01-31T12:00:00.000000Z")
		}
		q.after = t.UnixMicro()
	}
	for name, into := range map[string]*[]string{"match[id]": &q.ids, "match[type]": &q.types, "match[version]": &q.versions, "match[spec_version]": &q.specs} {
		if s := values.Get(name); s != "" {
			*into = strings.Split(s, ",")
			if len(*into) > maxMatches {
				return q, errs.New(errs.TooLarge, "at most %d values in %s", maxMatches, name)
			}
		}
	}
	for i, ver := range q.versions {
		if ver == "first" || ver == "last" || ver == "all" {
			continue
		}
		if _, err := time.Parse(time.RFC3339Nano, ver); err != nil {
			return q, errs.New(errs.Invalid, "match[version] takes first, last, all or a timestamp, not %q", errs.Clip(q.versions[i]))
		}
	}
	if s := values.Get("next"); s != "" {
		at, err := h.openNext(s, v, collection, values)
		if err != nil {
			return q, err
		}
		q.after = max(q.after, at)
	}
	return q, nil
}

// needsHistory tells whether the newest versions alone cannot answer.
func (q query) needsHistory() bool {
	return len(q.versions) > 0 && !slices.Equal(q.versions, []string{"last"})
}

// filter is the query in intel's words.
func (q query) filter(c source) intel.Filter {
	return intel.Filter{IDs: q.ids, Types: q.types, Origin: c.origin, After: q.after, Oldest: true, History: q.needsHistory(), Limit: q.limit + 1}
}

// nobody tells whether the query can match nothing: a STIX version we do not hold.
func (q query) nobody() bool {
	return len(q.specs) > 0 && !slices.Contains(q.specs, "2.1")
}

// sealNext makes the opaque continuation: the last moment given, under a key of
// this node, bound to who asks what.
func (h *Handler) sealNext(at int64, v authz.Viewer, collection string, values url.Values) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(at))
	return base64.RawURLEncoding.EncodeToString(append(b, h.nextMAC(b, v, collection, values)...))
}

func (h *Handler) nextMAC(b []byte, v authz.Viewer, collection string, values url.Values) []byte {
	mac := hmac.New(sha256.New, h.key)
	same := url.Values{}
	for k, vs := range values {
		if strings.HasPrefix(k, "match[") {
			same[k] = vs
		}
	}
	for _, part := range []string{string(b), v.Actor().Person, v.Actor().Ceiling, string(v.Realm()), collection, same.Encode()} {
		_ = binary.Write(mac, binary.BigEndian, uint32(len(part))) // a hash takes everything
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)[:16]
}

func (h *Handler) openNext(s string, v authz.Viewer, collection string, values url.Values) (int64, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != 24 || !hmac.Equal(b[8:], h.nextMAC(b[:8], v, collection, values)) {
		return 0, errs.New(errs.Invalid, "this next is not ours, or not for this account and filter; begin again without it, using added_after")
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}
