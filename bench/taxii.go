package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"time"

	"entente/internal/account"
	"entente/internal/base/clock"
	"entente/internal/base/ids"
	"entente/internal/intel"
	"entente/internal/serve"
	"entente/internal/serve/taxii"
)

// everybody stands in for sign-in: the figure is of the page, not of Argon2id.
type everybody struct{}

// Authenticate implements serve.Authenticator.
func (everybody) Authenticate(context.Context, account.Credentials) (account.Identity, error) {
	return account.Identity{Actor: analyst}, nil
}

const pageRounds = 60

// benchTAXII measures pages of a thousand objects, over HTTP on loopback,
// against a bare range scan of the same rows by the same driver, and the same
// page of a store of a tenth of the size.
func benchTAXII(ctx context.Context, s settings) ([]figure, error) {
	small, err := taxiiPages(ctx, s, "taxii-small.db", s.n/10)
	if err != nil {
		return nil, err
	}
	large, err := taxiiPages(ctx, s, "taxii-large.db", s.n)
	if err != nil {
		return nil, err
	}
	ratio := large.bare.Seconds() / large.page.Seconds()
	flat := large.page.Seconds() / small.page.Seconds()
	return []figure{
		{Name: "TAXII page of 1,000", Limit: "at least 0.4 of a bare range scan", Reached: ratio >= 0.4,
			Values: map[string]float64{"objects_in_store": float64(s.n), "page_ms": ms(large.page), "bare_scan_ms": ms(large.bare), "ratio": ratio}},
		{Name: "TAXII page as the store grows tenfold", Limit: "at most 1.5 times", Reached: flat <= 1.5,
			Values: map[string]float64{"small_store": float64(s.n / 10), "small_page_ms": ms(small.page), "large_page_ms": ms(large.page), "factor": flat}},
	}, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

type pageTimes struct{ page, bare time.Duration }

func taxiiPages(ctx context.Context, s settings, name string, n int) (t pageTimes, err error) {
	d, store, err := openStore(ctx, s, name)
	if err != nil {
		return t, err
	}
	defer func() { _ = d.Close() }() // the file goes with the folder
	if _, err := store.Import(ctx, analyst, intel.ImportInput{Realm: ids.Live, Name: "generated"}, bytes.NewReader(indicators(n))); err != nil {
		return t, err
	}
	rt := serve.NewRouter(serve.Options{Auth: everybody{}, Log: s.log})
	taxii.New(taxii.Config{Party: "CZE", Name: "bench", Intel: store, Key: []byte("bench"), MaxBody: 1 << 20}).Routes(rt)
	srv := httptest.NewServer(rt)
	defer srv.Close()
	rows, err := store.List(ctx, analyst.In(ids.Live), intel.Filter{Oldest: true, Limit: 1})
	if err != nil {
		return t, err
	}
	bare, err := sql.Open("sqlite", "file:"+filepath.Join(s.dir, name)+"?_pragma=query_only(1)&_pragma=mmap_size(268435456)")
	if err != nil {
		return t, err
	}
	defer func() { _ = bare.Close() }() // it was only read
	// Both walk through the same places of the store, turn by turn.
	var pages, scans []time.Duration
	first := rows[0].Added
	for i := range pageRounds {
		after := first + int64(i)*int64(max(n-2000, 1))/pageRounds
		took, err := onePage(ctx, srv.URL, after)
		if err != nil {
			return t, err
		}
		scan, err := oneScan(ctx, bare, after)
		if err != nil {
			return t, err
		}
		pages, scans = append(pages, took), append(scans, scan)
	}
	return pageTimes{median(pages), median(scans)}, nil
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

func onePage(ctx context.Context, base string, after int64) (time.Duration, error) {
	at := time.UnixMicro(after).UTC().Format("2006-01-02T15:04:05.000000Z")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/taxii2/live/collections/holdings/objects/?limit=1000&added_after="+at, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Accept", taxii.MediaType)
	req.Header.Set("Authorization", "Bearer bench")
	watch := clock.Start()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }() // read to its end below
	size, err := io.Copy(io.Discard, resp.Body)
	if err == nil && (resp.StatusCode != http.StatusOK || size < 100_000) {
		err = fmt.Errorf("status %d, %d bytes", resp.StatusCode, size)
	}
	return watch.Elapsed(), err
}

func oneScan(ctx context.Context, d *sql.DB, after int64) (time.Duration, error) {
	watch := clock.Start()
	rows, err := d.QueryContext(ctx, `SELECT added, id, version, type, digest, body FROM intel_object WHERE added > ? ORDER BY added LIMIT 1000`, after)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }() // rows.Err has the cause
	for rows.Next() {
		var added int64
		var id, version, typ string
		var digest, body []byte
		if err := rows.Scan(&added, &id, &version, &typ, &digest, &body); err != nil {
			return 0, err
		}
	}
	return watch.Elapsed(), rows.Err()
}
