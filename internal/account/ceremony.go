package account

import (
	"context"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// ceremonyLife is how long something begun can be finished.
const ceremonyLife = 5 * time.Minute

// ceremony is what is kept between beginning and finishing. The ticket is known
// to the one browser that began.
type ceremony struct {
	purpose string
	owner   string // "" before anybody is known
	data    []byte
}

func ceremonyGone() error {
	return errs.New(errs.Conflict, "this took too long or was done already; begin again")
}

// maxCeremonies bounds what strangers can leave begun; five minutes empty it.
const maxCeremonies = 10_000

// begin keeps a ceremony and gives its ticket.
func begin(ctx context.Context, tx *db.Tx, c ceremony) (ticket string, err error) {
	if _, err := tx.Exec(ctx, `DELETE FROM account_ceremony WHERE expires < $1`, db.Micros(tx.Now)); err != nil {
		return "", err
	}
	open, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM account_ceremony`)
	if err != nil {
		return "", err
	}
	if open >= maxCeremonies {
		return "", errs.New(errs.Busy, "too many sign-ins have been begun; sign in by password, or try again in five minutes")
	}
	ticket, hash := newSecret(ceremonyPrefix)
	_, err = tx.Exec(ctx, `INSERT INTO account_ceremony (hash, purpose, owner, data, expires) VALUES ($1,$2,$3,$4,$5)`,
		hash, c.purpose, c.owner, c.data, db.Micros(tx.Now.Add(ceremonyLife)))
	return ticket, err
}

// finish takes a ceremony out. Of any number of calls with one ticket, one gets it.
func finish(ctx context.Context, tx *db.Tx, ticket, purpose, owner string) (c ceremony, err error) {
	hash, err := hashSecret(ceremonyPrefix, ticket)
	if err != nil {
		return c, ceremonyGone()
	}
	var expires int64
	c, err = db.One(ctx, tx, func(s db.Scanner) (c ceremony, err error) {
		return c, s.Scan(&c.purpose, &c.owner, &c.data, &expires)
	}, `DELETE FROM account_ceremony WHERE hash = $1 RETURNING purpose, owner, data, expires`, hash)
	if errs.Is(err, errs.NotFound) || err == nil && (c.purpose != purpose || c.owner != owner || expires < db.Micros(tx.Now)) {
		return c, ceremonyGone()
	}
	return c, err
}

// take is finish in a transaction of its own: what fails afterwards does not
// bring the ticket back.
func (s *Service) take(ctx context.Context, ticket, purpose, owner string) (c ceremony, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err = finish(ctx, tx, ticket, purpose, owner)
		return err
	})
	return c, err
}
