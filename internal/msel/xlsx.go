package msel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"

	"github.com/xuri/excelize/v2"

	"entente/internal/base/errs"
)

const sheetName = "MSEL"

// maxCell is the most characters of a cell (Excel's own limit is 32,767).
const maxCell = 32_000

var keptForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// kept stands in a cell for a text that is too long for one: read again, it means
// the text that is in the list.
func kept(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// writeXLSX writes a sheet as a workbook of texts: nothing in it is computed.
func writeXLSX(sh sheet) (b []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName("Sheet1", sheetName); err != nil {
		return nil, err
	}
	w, err := f.NewStreamWriter(sheetName)
	if err != nil {
		return nil, err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(w.SetColWidth(1, len(sh.columns), 18), w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})); err != nil {
		return nil, err
	}
	for n, row := range append([][]string{sh.columns}, sh.rows...) {
		cells := make([]any, len(row))
		for k, s := range row {
			if len(s) > maxCell {
				s = kept(s)
			}
			if cells[k] = s; n == 0 {
				cells[k] = excelize.Cell{StyleID: bold, Value: s}
			}
		}
		at, err := excelize.CoordinatesToCellName(1, n+1)
		if err != nil {
			return nil, err
		}
		if err := w.SetRow(at, cells); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = f.Write(&out)
	return out.Bytes(), err
}

// readXLSX reads the first sheet of a workbook, as a person sees it: a cell in
// which a time stands gives the time as it is shown.
func readXLSX(b []byte) (t table, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: 256 << 20, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return t, errs.New(errs.Invalid, "the workbook cannot be read; save it as XLSX without a password")
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return t, errs.New(errs.Invalid, "the workbook has no sheet")
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return t, errs.New(errs.Invalid, "the workbook cannot be read; save it as XLSX without a password")
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for line := 1; rows.Next(); line++ {
		row, err := rows.Columns()
		if err != nil {
			return t, errs.New(errs.Invalid, "the workbook cannot be read at line %d", line)
		}
		if err := t.add(line, row); err != nil {
			return t, err
		}
	}
	return t, nil
}
