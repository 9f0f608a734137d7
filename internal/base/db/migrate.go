package db

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"entente/internal/base/errs"
)

// Migrate applies every file of files that this database has not seen, in the
// order of their names, each in a transaction of its own. A name NNNN_x.sql
// runs on both engines, NNNN_x.sqlite.sql and NNNN_x.postgres.sql on one.
// Migrations go forward only: a database with names that files lacks belongs
// to a newer version and is refused.
func (d *DB) Migrate(ctx context.Context, files fs.FS) (err error) {
	defer errs.Wrap(&err, "db.Migrate")
	if err := d.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS db_migration (name TEXT PRIMARY KEY, at BIGINT NOT NULL)`)
		return err
	}); err != nil {
		return err
	}
	names, err := d.migrations(files)
	if err != nil {
		return err
	}
	var done []string
	if err := d.Read(ctx, func(tx *Tx) (err error) {
		done, err = Rows(ctx, tx, func(s Scanner) (n string, err error) { return n, s.Scan(&n) }, `SELECT name FROM db_migration ORDER BY name`)
		return err
	}); err != nil {
		return err
	}
	for _, n := range done {
		if !slices.Contains(names, n) {
			return errs.New(errs.Unsupported, "this database was written by a newer version (it has %s); use that version or newer", n)
		}
	}
	for _, n := range names {
		if slices.Contains(done, n) {
			continue
		}
		if err := d.apply(ctx, files, n); err != nil {
			return fmt.Errorf("%s: %w", n, err)
		}
	}
	return nil
}

// migrations lists the files meant for this engine.
func (d *DB) migrations(files fs.FS) ([]string, error) {
	all, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	mine := slices.DeleteFunc(all, func(n string) bool {
		parts := strings.Split(n, ".")
		return len(parts) == 3 && parts[1] != d.engine.name
	})
	slices.Sort(mine)
	return mine, nil
}

func (d *DB) apply(ctx context.Context, files fs.FS, name string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *Tx) error {
		for stmt := range strings.SplitSeq(string(text), ";\n") {
			if strings.TrimSpace(stmt) == "" {
				continue
			}
			if _, err := tx.Exec(ctx, stmt); err != nil {
				return fmt.Errorf("%s: %w", errs.Clip(strings.TrimSpace(stmt)), err)
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO db_migration (name, at) VALUES ($1, $2)`, name, Micros(tx.Now))
		return err
	})
}
