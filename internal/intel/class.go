package intel

import (
	"context"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// ClassID numbers a class within this node.
type ClassID int64

// Class is a class of objects with its number.
type Class struct {
	ID ClassID
	policy.Class
}

func scanClass(s db.Scanner) (c Class, err error) {
	var tlp, pap, to string
	if err = s.Scan(&c.ID, &c.Realm, &c.Origin, &c.Category, &tlp, &pap, &c.Unknown, &c.Onward.Allowed, &to); err != nil {
		return c, err
	}
	if c.TLP, err = marking.ParseTLP(tlp); err != nil {
		return c, err
	}
	if c.PAP, err = marking.ParsePAP(pap); err != nil {
		return c, err
	}
	for p := range strings.FieldsSeq(to) {
		c.Onward.To = append(c.Onward.To, ids.Party(p))
	}
	return c, nil
}

const classColumns = `id, realm, origin, category, tlp, pap, unknown, onward_allowed, onward_to`

// classes gives every class of a realm.
func classes(ctx context.Context, tx *db.Tx, realm ids.Realm) (map[ClassID]Class, error) {
	all, err := db.Rows(ctx, tx, scanClass, `SELECT `+classColumns+` FROM intel_class WHERE realm = $1`, string(realm))
	m := make(map[ClassID]Class, len(all))
	for _, c := range all {
		m[c.ID] = c
	}
	return m, err
}

// classID gives the number of a class, and a new one to a class never seen.
func classID(ctx context.Context, tx *db.Tx, c policy.Class) (ClassID, error) {
	to := make([]string, len(c.Onward.To))
	for i, p := range c.Onward.To {
		to[i] = string(p)
	}
	args := []any{string(c.Realm), string(c.Origin), c.Category, c.TLP.String(), c.PAP.String(), c.Unknown, c.Onward.Allowed, strings.Join(to, " ")}
	const same = `realm = $1 AND origin = $2 AND category = $3 AND tlp = $4 AND pap = $5 AND unknown = $6 AND onward_allowed = $7 AND onward_to = $8`
	id, err := db.Value[ClassID](ctx, tx, `SELECT id FROM intel_class WHERE `+same, args...)
	if !errs.Is(err, errs.NotFound) {
		return id, err
	}
	if id, err = db.Value[ClassID](ctx, tx, `SELECT coalesce(max(id), 0) + 1 FROM intel_class`); err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO intel_class (`+classColumns+`) VALUES ($9, $1, $2, $3, $4, $5, $6, $7, $8)`, append(args, int64(id))...)
	return id, err
}

// visible gives the classes that the viewer may read: all of the realm, or,
// for a viewer with a ceiling, those that are marked, understood and not above
// it.
func visible(ctx context.Context, tx *db.Tx, v authz.Viewer) (map[ClassID]Class, error) {
	if err := v.May(authz.IntelRead); err != nil {
		return nil, err
	}
	all, err := classes(ctx, tx, v.Realm())
	if err != nil {
		return nil, err
	}
	if v.Actor().Ceiling == "" {
		return all, nil
	}
	ceiling, err := marking.ParseTLP(v.Actor().Ceiling)
	if err != nil || ceiling == marking.None {
		return nil, errs.New(errs.Denied, "this account's ceiling %q is not a TLP level", errs.Clip(v.Actor().Ceiling))
	}
	for id, c := range all {
		if c.Unknown || c.TLP == marking.None || c.TLP > ceiling {
			delete(all, id)
		}
	}
	return all, nil
}
