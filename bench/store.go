package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	_ "modernc.org/sqlite" // the same driver as the node's

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/intel"
	"entente/internal/schema"
)

var analyst = authz.Person("CZE", "bench", "bench", "bench", "", authz.Grants(authz.Roles()...))

// indicators writes a bundle of n indicators, each of its own value.
func indicators(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"type":"bundle","id":"bundle--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0aff","objects":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"type":"indicator","spec_version":"2.1","id":"indicator--%s","created":"2026-11-20T08:00:00.000Z","modified":"2026-11-20T08:00:00.000Z",`+
			`"name":"Generated host %d","description":"A generated indicator with a text of the length that one meets in real feeds, so that a row weighs about as much as a real one does. It says nothing, %d times over.",`+
			`"indicator_types":["malicious-activity"],"pattern":"[domain-name:value = 'host-%d.bench.example']","pattern_type":"stix","valid_from":"2026-11-20T08:00:00Z","labels":["generated","bench"],`+
			`"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}`, randomUUID(), i, i, i)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

// randomUUID is a UUIDv4: random keys are what feeds bring, and what costs.
func randomUUID() string {
	var u [16]byte
	_, _ = rand.Read(u[:]) // crypto/rand never fails
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[0:4], u[4:6], u[6:8], u[8:10], u[10:16])
}

func openStore(ctx context.Context, s settings, name string) (*db.DB, *intel.Service, error) {
	d, err := db.Open(ctx, "sqlite:"+filepath.Join(s.dir, name), db.Options{Clock: clock.System{}, Log: s.log})
	if err != nil {
		return nil, nil, err
	}
	if err := d.Migrate(ctx, schema.Files); err != nil {
		return nil, nil, err
	}
	return d, intel.New(d, journal.New(), "CZE", s.log), nil
}

// bareInsert is the yardstick: the driver alone, rows of the same size, batches
// of a thousand, a random text key and three indexes, every commit synced.
func bareInsert(ctx context.Context, path string, n, size int) (rate float64, err error) {
	d, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-32000)")
	if err != nil {
		return 0, err
	}
	defer func() { _ = d.Close() }() // the file goes with the folder
	d.SetMaxOpenConns(1)
	for _, q := range []string{`CREATE TABLE bare (n INTEGER PRIMARY KEY, id TEXT, kind TEXT, at BIGINT, body BLOB)`,
		`CREATE UNIQUE INDEX bare_id ON bare (id)`, `CREATE INDEX bare_kind ON bare (kind)`, `CREATE INDEX bare_at ON bare (at)`} {
		if _, err := d.ExecContext(ctx, q); err != nil {
			return 0, err
		}
	}
	body := bytes.Repeat([]byte("x"), size)
	watch := clock.Start()
	for i := 0; i < n; {
		tx, err := d.BeginTx(ctx, nil)
		if err != nil {
			return 0, err
		}
		stmt, err := tx.PrepareContext(ctx, `INSERT INTO bare VALUES (?,?,?,?,?)`)
		if err != nil {
			return 0, err
		}
		for end := min(i+1000, n); i < end; i++ {
			if _, err := stmt.ExecContext(ctx, i, "indicator--"+randomUUID(), "indicator", i, body); err != nil {
				return 0, err
			}
		}
		if err := stmt.Close(); err != nil { //nolint:sqlclosecheck // before its transaction's commit; a failed measurement ends the process
			return 0, err
		}
		if err := tx.Commit(); err != nil {
			return 0, err
		}
	}
	return float64(n) / watch.Elapsed().Seconds(), nil
}

// benchImport measures the import of the ATT&CK bundle and of generated
// indicators: parsed, judged, canonical, indexed, journalled, durable.
func benchImport(ctx context.Context, s settings) ([]figure, error) {
	bundle := indicators(s.n)
	size := len(bundle) / s.n
	before, err := bareInsert(ctx, filepath.Join(s.dir, "bare1.db"), s.n, size)
	if err != nil {
		return nil, err
	}
	d, store, err := openStore(ctx, s, "import.db")
	if err != nil {
		return nil, err
	}
	defer func() { _ = d.Close() }() // the file goes with the folder
	watch := clock.Start()
	lot, err := store.Import(ctx, analyst, intel.ImportInput{Realm: ids.Live, Name: "generated"}, bytes.NewReader(bundle))
	if err != nil {
		return nil, err
	}
	rate := float64(lot.Stored) / watch.Elapsed().Seconds()
	after, err := bareInsert(ctx, filepath.Join(s.dir, "bare2.db"), s.n, size)
	if err != nil {
		return nil, err
	}
	bare := (before + after) / 2
	out := []figure{{Name: "import generated indicators", Limit: "at least 0.4 of bare inserts", Reached: rate/bare >= 0.4 && lot.Stored == int64(s.n),
		Values: map[string]float64{"objects": float64(lot.Stored), "objects_per_s": rate, "bare_rows_per_s": bare, "ratio": rate / bare, "bytes_per_object": float64(size)}}}
	if f, err := os.Open(s.attack); err == nil {
		defer func() { _ = f.Close() }() // it was only read
		st, err := f.Stat()
		if err != nil {
			return nil, err
		}
		watch := clock.Start()
		lot, err := store.Import(ctx, analyst, intel.ImportInput{Realm: ids.Live, Name: "attack", Mark: "tlp:green"}, f)
		if err != nil {
			return nil, err
		}
		rate := float64(lot.Stored) / watch.Elapsed().Seconds()
		mean := int(st.Size() / max(lot.Total, 1))
		yard, err := bareInsert(ctx, filepath.Join(s.dir, "bare3.db"), int(lot.Total), mean)
		if err != nil {
			return nil, err
		}
		out = append(out, figure{Name: "import ATT&CK", Limit: "at least 0.4 of bare inserts", Reached: rate/yard >= 0.4 && lot.Stored == lot.Total,
			Values: map[string]float64{"objects": float64(lot.Stored), "objects_per_s": rate, "bare_rows_per_s": yard, "ratio": rate / yard, "bytes_per_object": float64(mean)}})
	}
	peak := peakMiB()
	// The bundle itself lies in this process's memory, unlike in a node's.
	return append(out, figure{Name: "memory while importing", Limit: "below 512 MiB", Reached: peak < 512,
		Values: map[string]float64{"peak_rss_mib": peak, "of_it_the_bundle_mib": float64(len(bundle)) / (1 << 20)}}), nil
}

// peakMiB is the largest resident size of this process so far.
func peakMiB() float64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.Sys) / (1 << 20)
	}
	for line := range strings.SplitSeq(string(b), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64) // the kernel writes a number
			return kb / 1024
		}
	}
	return 0
}
