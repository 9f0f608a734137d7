package db

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"entente/internal/base/errs"
)

// Scanner reads the columns of one row, in the order of the SELECT.
type Scanner interface{ Scan(dest ...any) error }

// Exec runs a statement and gives how many rows it touched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := tx.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Try runs f so that, when f fails, what it wrote is undone and the transaction
// goes on. The error is f's own.
func (tx *Tx) Try(ctx context.Context, f func() error) error {
	if _, err := tx.Exec(ctx, `SAVEPOINT attempt`); err != nil {
		return err
	}
	ferr := f()
	if ferr != nil {
		if _, err := tx.Exec(ctx, `ROLLBACK TO SAVEPOINT attempt`); err != nil {
			return errors.Join(ferr, err)
		}
	}
	if _, err := tx.Exec(ctx, `RELEASE SAVEPOINT attempt`); err != nil {
		return errors.Join(ferr, err)
	}
	return ferr
}

// Each calls f for every row, while the rows stream.
func Each(ctx context.Context, tx *Tx, f func(Scanner) error, query string, args ...any) error {
	rows, err := tx.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err below has the cause
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Rows collects every row.
func Rows[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := Each(ctx, tx, func(s Scanner) error {
		v, err := scan(s)
		all = append(all, v)
		return err
	}, query, args...)
	return all, err
}

// One gives the first row, or errs.NotFound.
func One[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	v, err := scan(tx.tx.QueryRowContext(ctx, query, args...))
	if err == sql.ErrNoRows { //nolint:errorlint // Row.Scan gives the sentinel itself; a scan function may wrap others
		err = errs.New(errs.NotFound, "no such thing")
	}
	return v, err
}

// Value gives the single column of a single row, or errs.NotFound.
func Value[T any](ctx context.Context, tx *Tx, query string, args ...any) (T, error) {
	return One(ctx, tx, func(s Scanner) (v T, err error) { return v, s.Scan(&v) }, query, args...)
}

// Insert puts many rows into a table with as few statements as the engine
// allows. suffix is what stands after VALUES, such as ON CONFLICT DO NOTHING.
// It gives how many rows were put.
func (tx *Tx) Insert(ctx context.Context, table string, columns []string, rows [][]any, suffix string) (int64, error) {
	perStmt := max(1, min(tx.engine.maxArgs/len(columns), 64))
	var total int64
	for len(rows) > 0 {
		n := min(perStmt, len(rows))
		k, err := tx.insertEqual(ctx, insertSQL(table, columns, n, suffix, tx.engine.numbered), rows[:len(rows)-len(rows)%n], n)
		if total += k; err != nil {
			return total, err
		}
		rows = rows[len(rows)-len(rows)%n:]
	}
	return total, nil
}

// insertEqual runs one prepared statement for every n rows.
func (tx *Tx) insertEqual(ctx context.Context, query string, rows [][]any, n int) (total int64, err error) {
	stmt, err := tx.tx.PrepareContext(ctx, query)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	for ; len(rows) > 0; rows = rows[n:] {
		args := make([]any, 0, n*len(rows[0]))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		res, err := stmt.ExecContext(ctx, args...)
		if err != nil {
			return total, err
		}
		k, err := res.RowsAffected()
		if total += k; err != nil {
			return total, err
		}
	}
	return total, nil
}

// insertSQL writes the statement for n rows. Its arguments come in order, so
// SQLite gets plain question marks: it looks a numbered one up by walking all
// before it, which for hundreds of them costs more than the insert.
func insertSQL(table string, columns []string, n int, suffix string, numbered bool) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	for arg := range n * len(columns) {
		switch {
		case arg == 0:
			b.WriteByte('(')
		case arg%len(columns) == 0:
			b.WriteString("),(")
		default:
			b.WriteByte(',')
		}
		if numbered {
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(arg + 1))
		} else {
			b.WriteByte('?')
		}
	}
	b.WriteByte(')')
	if suffix != "" {
		b.WriteByte(' ')
		b.WriteString(suffix)
	}
	return b.String()
}

// In writes "($3,$4,…)" for values and appends them to args, since neither
// engine's own array form runs on both. An empty list gives "(NULL)", which
// matches nothing.
//
// Keep such lists short on SQLite (see insertSQL): a few hundred at most.
func In[T any](args *[]any, values []T) string {
	if len(values) == 0 {
		return "(NULL)"
	}
	var b strings.Builder
	b.WriteByte('(')
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		*args = append(*args, v)
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(len(*args)))
	}
	b.WriteByte(')')
	return b.String()
}
