package agreement

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/party"
)

// Delegate lets another office of our own party sign one agreement until a
// moment, where its text permits it. The proof goes with each signature.
func (s *Service) Delegate(ctx context.Context, who authz.Actor, realm ids.Realm, id, from, to string, until time.Time) (err error) {
	defer errs.Wrap(&err, "agreement.Delegate(%s)", errs.Clip(id))
	if err := who.May(authz.AgreementSign); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.Load(ctx, tx, realm, id)
		if err != nil {
			return err
		}
		v := a.Version
		if t, ok := a.OnTable(tx.Now); ok {
			v = t
		}
		if !v.governs(clause.Offices).Delegation {
			return errs.New(errs.Denied, "this agreement does not let an office delegate its signature")
		}
		if !until.After(tx.Now) {
			return errs.New(errs.Invalid, "say until when the office may sign; that moment has passed")
		}
		giver, key, err := s.parties.OfficeKey(ctx, tx, from, party.PowerSign)
		if err != nil {
			return err
		}
		own, err := s.parties.Known(ctx, tx, s.party)
		if err != nil {
			return err
		}
		taker, err := own.Office(to)
		if err != nil {
			return err
		}
		d, err := strictjson.Marshal(Delegation{V: 1, Agreement: a.ID, Party: s.party, From: giver.ID, To: taker.ID, At: tx.Now, Until: until.UTC()})
		if err != nil {
			return err
		}
		proof, err := strictjson.Marshal(signedDelegation{Delegation: d, Signature: key.Sign(delegationContext, d)})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO agreement_delegation (agreement, office, until, proof) VALUES ($1,$2,$3,$4) ON CONFLICT (agreement, office) DO UPDATE SET until = excluded.until, proof = excluded.proof`,
			a.ID, taker.ID, db.Micros(until), proof); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "agreement.delegated", By: who, About: a.ID, Body: map[string]any{"from": giver.ID, "to": taker.ID, "until": until.UTC()}})
		return err
	})
}

// delegate gives the key of an office without a power of its own that holds a
// delegation for an agreement, with the proof.
func (s *Service) delegate(ctx context.Context, tx *db.Tx, v Version, officeID string) (o party.Office, key sign.Key, proof []byte, err error) {
	held, err := db.Rows(ctx, tx, func(sc db.Scanner) (b []byte, err error) { return b, sc.Scan(&b) },
		`SELECT proof FROM agreement_delegation WHERE agreement = $1 AND office = $2 AND until >= $3`, v.ID, officeID, db.Micros(tx.Now))
	if err != nil {
		return o, key, nil, err
	}
	if len(held) == 0 {
		return o, key, nil, errs.New(errs.Denied, "office %s of %s has no power to %s", errs.Clip(officeID), s.party, party.PowerSign)
	}
	o, key, err = s.parties.OfficeKey(ctx, tx, officeID, "")
	return o, key, held[0], err
}
