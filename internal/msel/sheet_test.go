package msel

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

// anyText is a text that a planner might write, or a hostile file might hold.
func anyText(r *rand.Rand, lines bool) string {
	parts := []string{"=1+1", "+420", "-", "@SUM(A1)", "'", "\"", ",", ";", " ", "  ", "Útok", "報告", "_x000D_", "_x0041_", "<b>&amp;", "a", "{", "}", "sha256:", "|", "\u00a0", "e\u0301", "🧭"}
	if lines {
		parts = append(parts, "\n", "\t", "\n\n")
	}
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// anyRow is a row that the list would keep.
func anyRow(r *rand.Rand, n int, before []Inject) Inject {
	i := Inject{ID: ids.New(), Number: fmt.Sprintf("%d.%d", r.IntN(3), n), Title: "T" + anyText(r, false), Phase: anyText(r, false), From: anyText(r, false), Expected: anyText(r, true),
		Control: anyText(r, false), Evaluator: anyText(r, false), Remarks: anyText(r, true),
		Type: []Type{Contextual, Expected, Contingency}[r.IntN(3)], Status: []Status{Planned, Ready, Cancelled}[r.IntN(3)], Channel: Channels()[r.IntN(len(Channels()))],
		ByHand: r.IntN(2) == 0, Within: Of(int64(r.IntN(3)) * 100), Any: r.IntN(4) == 0}
	if r.IntN(3) > 0 {
		i.At = at(int64(r.IntN(5000)))
	}
	if r.IntN(2) == 0 {
		i.To, i.Tests, i.Storyline, i.As = []string{"red", "blue-1"}, []string{"o1"}, "ransom", "HUB"
	}
	if r.IntN(3) == 0 {
		i.Own = map[string]string{"c1": anyText(r, true), "c2": anyText(r, true)}
	}
	if len(before) > 0 {
		of := before[r.IntN(len(before))]
		i.After = []Dependency{{Inject: of.ID, On: OnSent, Delay: Of(int64(r.IntN(2)) * 90)}, {Inject: of.ID, On: OnMissed, Criterion: "c1"}}
		i.Criteria = []Criterion{{ID: "c1", Name: "N" + anyText(r, false), Points: r.IntN(50), Strategy: "human", Rubric: []Level{{Points: 0, Words: "x"}}}}
	}
	i.Payload = anyPayload(r, i.Channel)
	return i.plain()
}

func anyPayload(r *rand.Rand, c Channel) []byte {
	var p any
	switch c {
	case ByMail:
		p = Mail{Subject: "S" + anyText(r, false), Text: "T" + anyText(r, true), FromName: []string{"", "Ministry"}[r.IntN(2)]}
	case ByPhone:
		p = Script{Caller: anyText(r, false), Text: []string{"", "  {"}[r.IntN(2)] + "T" + anyText(r, true)}
	case ByPress:
		p = Article{Headline: "H" + anyText(r, false), Text: "T" + anyText(r, true)}
	case ByFile:
		p = File{Name: "f", Media: "text/plain", Base64: strings.Repeat("AAAA", r.IntN(2)*20_000)}
	case ByRequest:
		p = Request{Title: "T", Text: "T" + anyText(r, true), People: r.IntN(3)}
	case ByProposal:
		p = Proposal{Text: map[string]string{"en": "T" + anyText(r, true)}, Body: "5.2", Minutes: 60}
	case ByConnection:
		p = map[string]string{"port": "25"}
	case ByMISP:
		p = map[string]any{"content": map[string]any{"Event": map[string]any{"info": anyText(r, true)}}}
	default:
		p = map[string]any{"content": map[string]any{"type": "bundle", "objects": []any{}}}
	}
	if r.IntN(6) == 0 {
		return nil
	}
	b, err := strictjson.Marshal(p)
	if err != nil {
		panic(err)
	}
	return b
}

// TestAnyListIsReadBackAsItWas writes generated lists as CSV and XLSX and reads them
// into the same list (nothing changes) and into an empty one (all is there).
func TestAnyListIsReadBackAsItWas(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		for _, format := range []Format{CSV, XLSX} {
			r := rand.New(rand.NewPCG(seed, 7))
			var all []Inject
			numbers := map[string]string{}
			cur := current{rows: map[string]Row{}, byNumber: map[string]string{}}
			for n := range r.IntN(12) + 1 {
				i := anyRow(r, n, all)
				if err := i.Check(); err != nil {
					t.Fatalf("seed %d: the list would not keep %+v: %v", seed, i, err)
				}
				all = append(all, i)
				numbers[i.ID], cur.rows[i.ID], cur.byNumber[i.Number] = i.Number, Row{Inject: i, Version: 1}, i.ID
			}
			sh, err := toSheet(Plan{Starts: start}, all, numbers)
			if err != nil {
				t.Fatal(err)
			}
			write, read := writeCSV, readCSV
			if format == XLSX {
				write, read = writeXLSX, readXLSX
			}
			b, err := write(sh)
			if err != nil {
				t.Fatal(err)
			}
			for _, into := range []current{cur, {rows: map[string]Row{}, byNumber: map[string]string{}}} {
				var p Preview
				if err := p.table(into, read, b); err != nil {
					t.Fatalf("seed %d %s: %v", seed, format, err)
				}
				if len(p.Rows) != len(all) {
					t.Fatalf("seed %d %s: %d rows of %d", seed, format, len(p.Rows), len(all))
				}
				for n, x := range p.Rows {
					if len(into.rows) == 0 && x.Becomes == Faulty && strings.Contains(x.Reason.Format, "too long for a cell") {
						continue // a file that no cell can hold
					}
					if !sameJSON(x.row.Inject, all[n]) {
						was, _ := strictjson.Marshal(all[n])
						is, _ := strictjson.Marshal(x.row.Inject)
						t.Fatalf("seed %d %s, %s (%s):\n%s\nread as\n%s", seed, format, x.Becomes, x.Reason, was, is)
					}
					if len(into.rows) > 0 && x.Becomes != Unchanged {
						t.Fatalf("seed %d %s: row %s is %s (%s) %v", seed, format, x.Number, x.Becomes, x.Reason, x.Columns)
					}
				}
			}
		}
	}
}

func TestNoCellOfACSVIsAFormula(t *testing.T) {
	t.Parallel()
	i := letter("1", 0)
	i.ID, i.Title, i.Remarks, i.From = ids.New(), "=HYPERLINK(\"https://evil.example\")", "@SUM(1)", "-2+3"
	sh, err := toSheet(Plan{}, []Inject{i}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := writeCSV(sh)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range slices.Concat(rows...) {
		if s != "" && strings.Contains("=+-@\t\r", s[:1]) {
			t.Errorf("%q would be computed", s)
		}
	}
}

func TestTimesOfPlanners(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"T+2H": 7200, "+90m": 5400, "0+01:30:00": 5400, "1+00:00:00": 86400, "01:30": 5400, "T+1h30m": 5400, "90m": 5400, "T+0": 0, "2d": 172800, "01:30:05": 5405} {
		if got, err := ParseSpan(text); err != nil || got != Of(want) {
			t.Errorf("%s is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "90", "noon", "-5m", "01:75", "T+", "+", "999999h", "2026-01-01T00:00:00Z"} {
		if got, err := ParseSpan(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestATableOfPlanners(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"), realm)
	r := w.put(letter("1", 10))
	file := []byte("No;Exercise time;Event;Sender;Recipient;Medium;Text;Depends;Weather\n" +
		"1;T+20m;Letter 1;Ministry;;email;Read this.;;\n" +
		"2;+90m;A call;Journalist;;phone;\"Is it true,\nthat data is lost?\";1 sent +10m;\n" +
		"3;soon;Broken;;;email;x;;\n" +
		"4;;Waits;;;email;x;9.9 sent;sunny\n")
	p, err := w.Preview(ctx, ada.In(realm), file, Casting{})
	w.must(err)
	var got []string
	for _, x := range p.Rows {
		got = append(got, fmt.Sprintf("%d %s %s", x.Line, x.Becomes, strings.Join(x.Columns, ",")))
	}
	if s := strings.Join(got, "; "); s != "2 changed at; 3 new ; 5 faulty ; 6 faulty " || len(p.Ignored) != 1 {
		t.Errorf("the preview is %q, ignored %q", s, p.Ignored)
	}
	_, err = w.Confirm(ctx, ada, realm, file, Casting{}, p.Digest)
	wantKind(t, err, errs.Invalid)
	file = file[:strings.Index(string(file), "3;soon")]
	p, err = w.Preview(ctx, ada.In(realm), file, Casting{})
	w.must(err)
	_, err = w.Confirm(ctx, ada, realm, file, Casting{}, "")
	wantKind(t, err, errs.Conflict)
	other := letter("7", 1)
	w.put(other)
	_, err = w.Confirm(ctx, ada, realm, file, Casting{}, p.Digest)
	wantKind(t, err, errs.Conflict) // the list has changed since
	p, err = w.Preview(ctx, ada.In(realm), file, Casting{})
	w.must(err)
	_, err = w.Confirm(ctx, ada, realm, file, Casting{}, p.Digest)
	w.must(err)
	if row, err := w.Get(ctx, ada.In(realm), r.ID); err != nil || *row.At != Of(1200) || row.Version != 2 || !strings.Contains(string(row.Payload), "Letter 1") {
		t.Errorf("row 1 is %+v, %v", row, err)
	}
	if got := w.numbers(Which{Channel: ByPhone}); got != "2" {
		t.Errorf("new rows %q", got)
	}
}
