package account

import (
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

const userColumns = `id, name, display, roles, ceiling, password, disabled, created`

func scanUser(s db.Scanner) (u User, err error) {
	var roles string
	var created int64
	err = s.Scan(&u.ID, &u.Name, &u.Display, &roles, &u.Ceiling, &u.password, &u.Disabled, &created)
	u.Roles, u.Created, u.Entered = splitRoles(roles), db.Time(created), u.password != ""
	return u, err
}

func userByID(ctx context.Context, tx *db.Tx, id string) (User, error) {
	return db.One(ctx, tx, scanUser, `SELECT `+userColumns+` FROM account_user WHERE id = $1`, id)
}

func userByName(ctx context.Context, tx *db.Tx, name string) (User, error) {
	return db.One(ctx, tx, scanUser, `SELECT `+userColumns+` FROM account_user WHERE name = $1`, name)
}

func allUsers(ctx context.Context, tx *db.Tx) ([]User, error) {
	return db.Rows(ctx, tx, scanUser, `SELECT `+userColumns+` FROM account_user ORDER BY name`)
}

// People lists all users by name for the parts of the node that have to know
// whom there is, within their own transaction.
func (s *Service) People(ctx context.Context, tx *db.Tx) ([]User, error) { return allUsers(ctx, tx) }

// As gives the actor that a user is at this moment, for what the node does in
// that user's name.
func (s *Service) As(u User, via string) authz.Actor { return s.person(u, via) }

func insertUser(ctx context.Context, tx *db.Tx, u User) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_user (`+userColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		u.ID, u.Name, u.Display, joinRoles(u.Roles), u.Ceiling, u.password, u.Disabled, db.Micros(u.Created))
	return err
}

func saveUser(ctx context.Context, tx *db.Tx, u User) error {
	_, err := tx.Exec(ctx, `UPDATE account_user SET display = $1, roles = $2, ceiling = $3, password = $4, disabled = $5 WHERE id = $6`,
		u.Display, joinRoles(u.Roles), u.Ceiling, u.password, u.Disabled, u.ID)
	return err
}

func userCount(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.Value[int64](ctx, tx, `SELECT count(*) FROM account_user`)
}

// OpenSessions counts the sessions that have not ended, for the node's figures.
func OpenSessions(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.Value[int64](ctx, tx, `SELECT count(*) FROM account_session WHERE expires > $1`, db.Micros(tx.Now))
}

// endSessions ends all sessions of a user.
func endSessions(ctx context.Context, tx *db.Tx, owner string) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_session WHERE owner = $1`, owner)
	return err
}

//nolint:gosec // the columns of a table, no credential
const tokenColumns = `t.id, t.owner, u.name, t.label, t.kind, t.acts, t.ceiling, t.created, t.expires, t.used, t.revoked`

func scanToken(s db.Scanner) (t Token, err error) {
	var acts string
	var created, expires, used, revoked int64
	err = s.Scan(&t.ID, &t.Owner, &t.OwnerName, &t.Label, &t.Kind, &acts, &t.Ceiling, &created, &expires, &used, &revoked)
	t.Acts = splitActs(acts)
	t.Created, t.Expires, t.Used, t.Revoked = db.Time(created), db.Time(expires), db.Time(used), db.Time(revoked)
	return t, err
}

func tokenWhere(ctx context.Context, tx *db.Tx, cond string, args ...any) ([]Token, error) {
	return db.Rows(ctx, tx, scanToken, `SELECT `+tokenColumns+` FROM account_token t JOIN account_user u ON u.id = t.owner WHERE `+cond+` ORDER BY t.created DESC, t.id`, args...)
}

func insertToken(ctx context.Context, tx *db.Tx, t Token, hash []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_token (id, hash, owner, label, kind, acts, ceiling, created, expires, used, revoked) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
		t.ID, hash, t.Owner, t.Label, string(t.Kind), joinActs(t.Acts), t.Ceiling, db.Micros(t.Created), db.Micros(t.Expires), int64(0), int64(0))
	return err
}

type link struct {
	purpose Purpose
	owner   string
	expires int64
	used    int64
}

func loadLink(ctx context.Context, tx *db.Tx, hash []byte) (link, error) {
	return db.One(ctx, tx, func(s db.Scanner) (l link, err error) { return l, s.Scan(&l.purpose, &l.owner, &l.expires, &l.used) },
		`SELECT purpose, owner, expires, used FROM account_link WHERE hash = $1`, hash)
}

func joinActs(acts []authz.Act) string {
	var s string
	for i, a := range acts {
		if i > 0 {
			s += " "
		}
		s += string(a)
	}
	return s
}

// PersonNamed finds a person who can sign in, by user name. Errors: NotFound; a
// program's account and one that is disabled are no person.
func PersonNamed(ctx context.Context, tx *db.Tx, name string) (u User, err error) {
	u, err = userByName(ctx, tx, name)
	if errs.Is(err, errs.NotFound) || err == nil && (u.Disabled || slices.ContainsFunc(u.Roles, authz.Role.Machine)) {
		return User{}, errs.New(errs.NotFound, "no person of this node signs in as %q", errs.Clip(name))
	}
	return u, err
}
