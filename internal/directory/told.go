package directory

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
)

const (
	kindTold    = "directory.comcheck-told"
	toldContext = "comcheck/v1" // separates these signatures from every other use of a node key
)

// Told is what a node tells a party of a drill of that party's own contacts.
type Told struct {
	V        int           `json:"v"`
	By       ids.Party     `json:"by"` // who tried
	Party    ids.Party     `json:"party"`
	Drill    string        `json:"drill"`
	At       time.Time     `json:"at"`
	Due      time.Time     `json:"due"`
	Score    int           `json:"score"` // 0 to 100, see Score
	Contacts []ToldContact `json:"contacts"`
}

// ToldContact is how one contact answered.
type ToldContact struct {
	Contact string `json:"contact"`
	InTime  bool   `json:"in_time"`
	Score   int    `json:"score"`
}

type toldBody struct {
	Result    jsontext.Value `json:"result"`
	Signature sign.Signature `json:"signature"`
}

// tellResults tells each party of the drills that are over, once. A party that is
// no peer is not told, nor of what is too long over to be answered.
func (s *Service) tellResults(ctx context.Context) error {
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		open, err := db.Rows(ctx, tx, scanDrill, `SELECT `+drillColumns+` FROM directory_drill WHERE told_at = 0 AND party <> $1 AND due > $2 ORDER BY at`, string(s.c.Party), db.Micros(tx.Now.Add(-graceful)))
		if err != nil || len(open) == 0 {
			return err
		}
		peers, err := s.peers(ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range open {
			if d, err = loadDrill(ctx, tx, d.ID); err != nil {
				return err
			}
			if !d.Over(tx.Now) || !slices.Contains(peers, d.Party) {
				continue
			}
			if err := s.tellResult(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) tellResult(ctx context.Context, tx *db.Tx, d Drill) error {
	known, err := standings(ctx, tx, d.Party)
	if err != nil {
		return err
	}
	st := known[d.Party]
	t := Told{V: 1, By: s.c.Party, Party: d.Party, Drill: d.ID, At: d.At, Due: d.Due, Contacts: []ToldContact{}}
	if st.party != nil {
		t.Score = st.party.Percent
	}
	for _, p := range d.Probes {
		i := slices.IndexFunc(t.Contacts, func(c ToldContact) bool { return c.Contact == p.Contact })
		if i < 0 {
			c := ToldContact{Contact: p.Contact}
			if sc := st.contacts[p.Contact]; sc != nil {
				c.Score = sc.Percent
			}
			t.Contacts, i = append(t.Contacts, c), len(t.Contacts)
		}
		t.Contacts[i].InTime = t.Contacts[i].InTime || p.InTime(d)
	}
	b, err := strictjson.Marshal(t)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE directory_drill SET told_at = $1 WHERE id = $2`, db.Micros(tx.Now), d.ID); err != nil {
		return err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kindTold, By: authz.System(s.c.Party, "comcheck", authz.SystemFederate), About: string(d.Party), Audience: []ids.Party{d.Party}, Body: toldBody{Result: b, Signature: s.c.Key.Sign(toldContext, b)}})
	return err
}

// receiveTold takes how our own contacts answered another party. It says nothing
// of anybody else, and nobody says it for another.
func (s *Service) receiveTold(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	var body toldBody
	if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	var t Told
	if err := strictjson.Decode(body.Result, &t, strictjson.Default); err != nil {
		return out, err
	}
	if t.V != 1 || t.Party != s.c.Party || t.By != in.Statement.From || in.Statement.Realm != tx.Realm {
		return out, errs.New(errs.Denied, "the result of a drill is told by who made it, to the party that was tried, in the live realm")
	}
	bad := t.Score < 0 || t.Score > 100 || len(t.Contacts) > maxContacts
	for _, c := range t.Contacts {
		bad = bad || !idForm.MatchString(c.Contact) || c.Score < 0 || c.Score > 100
	}
	if _, err := ids.Parse(t.Drill); err != nil || bad {
		return out, errs.New(errs.Invalid, "the result of the drill has a score or contact that is none")
	}
	key, err := s.c.Parties.NodeKey(ctx, tx, t.By)
	if err != nil {
		return out, err
	}
	if sign.Verify(key, toldContext, body.Result, body.Signature) != nil {
		return out, errs.New(errs.Denied, "the result of the drill is not signed by the node of %s", t.By)
	}
	out = federation.Outcome{Outcome: ledger.Accepted}
	n, err := tx.Exec(ctx, `INSERT INTO directory_told (party, at, body) VALUES ($1,$2,$3)
		ON CONFLICT (party) DO UPDATE SET at = excluded.at, body = excluded.body WHERE directory_told.at < excluded.at`, string(t.By), db.Micros(t.At), []byte(body.Result))
	if err != nil || n == 0 {
		return out, err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kindTold, By: authz.System(s.c.Party, "federation", authz.SystemFederate), About: string(t.By), Body: map[string]any{"drill": t.Drill, "score": t.Score}})
	return out, err
}

func toldAll(ctx context.Context, tx *db.Tx) ([]Told, error) {
	return db.Rows(ctx, tx, func(s db.Scanner) (t Told, err error) {
		var body []byte
		if err = s.Scan(&body); err != nil {
			return t, err
		}
		return t, strictjson.Decode(body, &t, strictjson.Default)
	}, `SELECT body FROM directory_told ORDER BY party`)
}
