package msel

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"entente/internal/base/errs"
)

const (
	maxSheet   = 32 << 20
	maxColumns = 100
)

// byteOrderMark tells programs for sheets that the file is UTF-8.
const byteOrderMark = "\ufeff"

// guarded are the characters by which a cell becomes a formula in programs for
// sheets, and the one that guards against it.
const guarded = "=+-@\t\r\n'"

// guard puts an apostrophe before what a program for sheets would compute.
func guard(s string) string {
	if s != "" && (s[0] != '\'' && strings.IndexByte(guarded, s[0]) >= 0 || len(s) > 1 && s[0] == '\'' && strings.IndexByte(guarded, s[1]) >= 0) {
		return "'" + s
	}
	return s
}

// unguard is the reverse of guard.
func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte(guarded, s[1]) >= 0 {
		return s[1:]
	}
	return s
}

// writeCSV writes a sheet as RFC 4180 has it, in UTF-8.
func writeCSV(sh sheet) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(byteOrderMark)
	w := csv.NewWriter(&b)
	w.UseCRLF = false
	for _, row := range append([][]string{sh.columns}, sh.rows...) {
		out := make([]string, len(row))
		for n, s := range row {
			out[n] = guard(s)
		}
		if err := w.Write(out); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// table is what a file holds before anything of it is understood: the line of
// each row, and its texts.
type table struct {
	lines []int
	rows  [][]string
}

// readCSV reads a table that is separated by commas, semicolons or tabs.
func readCSV(b []byte) (t table, err error) {
	text := strings.TrimPrefix(string(b), byteOrderMark)
	if !utf8.ValidString(text) {
		return t, errs.New(errs.Invalid, "the file is not UTF-8; save it as CSV UTF-8")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(text), -1, false
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			line, _ := r.FieldPos(0)
			return t, errs.New(errs.Invalid, "the table cannot be read at line %d: its quotation marks do not match", line)
		}
		line, _ := r.FieldPos(0)
		for n := range row {
			row[n] = unguard(row[n])
		}
		if err := t.add(line, row); err != nil {
			return t, err
		}
	}
}

// add keeps a row that holds anything.
func (t *table) add(line int, row []string) error {
	if strings.Join(row, "") == "" {
		return nil
	}
	if len(t.rows) > maxRows || len(row) > maxColumns {
		return errs.New(errs.TooLarge, "a table has at most %d rows and %d columns", maxRows, maxColumns)
	}
	t.lines, t.rows = append(t.lines, line), append(t.rows, row)
	return nil
}

// separator is what stands most often in the headings.
func separator(text string) rune {
	head, _, _ := strings.Cut(text, "\n")
	best, most := ',', strings.Count(head, ",")
	for _, c := range ";\t" {
		if n := strings.Count(head, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}
