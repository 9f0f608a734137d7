package conduct

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/msel"
)

// Observed is one act of players in the realm, as the director keeps it.
type Observed struct {
	ID       string         `json:"id"` // of the entry in the journal of its node
	Party    ids.Party      `json:"party"`
	Team     string         `json:"team"` // "" where nobody of a team did it
	Kind     string         `json:"kind"`
	About    string         `json:"about"`
	Audience []ids.Party    `json:"audience"`
	At       time.Time      `json:"at"`
	Time     int64          `json:"us"`
	Body     jsontext.Value `json:"body"`
}

// unobserved are the domains whose acts are not part of play: those of the exercise
// itself, and what a node does for itself. Nothing of accounts leaves a node.
var unobserved = []string{"conduct", "reaction", "score", "msel", "exercise", "ledger", "federation", "peer", "party", "account", "notify", "node", "key", "report", "aftermath"}

const (
	maxObserved = 64 << 10 // bytes of a body that are told
	flushBatch  = 200
)

// Follow is a follower of the journal: it keeps what players did here for the
// director. What other nodes did and told us, their own nodes tell; what this
// domain does is not observed, so that nothing goes round in circles.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, e journal.Entry) (err error) {
	defer errs.Wrap(&err, "conduct.Follow(%d)", e.Seq)
	domain, _, _ := strings.Cut(e.Kind, ".")
	if tx.Realm == ids.Live || slices.Contains(unobserved, domain) || e.Via == "system:federation" {
		return nil
	}
	o := Observed{ID: e.ID, Party: s.c.Party, Kind: e.Kind, About: e.About, Audience: e.Audience, At: e.At, Body: open(e.Body)}
	if o.Audience == nil {
		o.Audience = []ids.Party{}
	}
	if s.c.Teams != nil {
		if o.Team, err = s.c.Teams.TeamOf(ctx, tx, e.Person); err != nil {
			return err
		}
	}
	b, err := strictjson.Marshal(o)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO conduct_pending (seq, body) VALUES ($1,$2) ON CONFLICT DO NOTHING`, e.Seq, b)
	return err
}

// open shows what an entry says in a form in which it can be judged: a statement
// that stands in it as bytes is opened. What is too long is left out.
func open(body jsontext.Value) jsontext.Value {
	if len(body) > maxObserved {
		return jsontext.Value(`{"left_out":"too long"}`)
	}
	var members map[string]jsontext.Value
	if json.Unmarshal(body, &members) != nil {
		return body
	}
	for name, v := range members {
		var inner map[string]jsontext.Value
		var text string
		if json.Unmarshal(v, &text) != nil {
			continue
		}
		if raw, err := base64.StdEncoding.DecodeString(text); err == nil && json.Unmarshal(raw, &inner) == nil {
			members[name] = raw
		}
	}
	b, err := strictjson.Marshal(members)
	if err != nil {
		return body
	}
	return b
}

// Flush tells the director what was kept for it, in one batch. It tells whether
// there was any.
func (s *Service) Flush(ctx context.Context) (busy bool, err error) {
	defer errs.Wrap(&err, "conduct.Flush")
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM (SELECT seq FROM conduct_pending LIMIT 1) AS p`)
		busy = n > 0
		return err
	})
	if err != nil || !busy {
		return false, err
	}
	return true, s.c.DB.Write(ctx, func(tx *db.Tx) error {
		type pending struct {
			seq  int64
			body []byte
		}
		all, err := db.Rows(ctx, tx, func(sc db.Scanner) (p pending, err error) { return p, sc.Scan(&p.seq, &p.body) },
			`SELECT seq, body FROM conduct_pending ORDER BY seq LIMIT $1`, flushBatch)
		if err != nil || len(all) == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM conduct_pending WHERE seq <= $1`, all[len(all)-1].seq); err != nil {
			return err
		}
		b := observedBody{Observed: make([]jsontext.Value, len(all))}
		for i, p := range all {
			b.Observed[i] = p.body
		}
		if s.Directs() {
			return s.note(ctx, tx, s.system(), s.c.Party, b)
		}
		_, err = s.record(ctx, tx, s.system(), kindObserved, "", []ids.Party{s.c.Director}, b)
		return err
	})
}

type observedBody struct {
	Observed []jsontext.Value `json:"observed"`
}

func (s *Service) takeObserved(ctx context.Context, tx *db.Tx, in federation.Inbound) error {
	var b observedBody
	if err := strictjson.Decode(in.Statement.Body, &b, strictjson.Large); err != nil {
		return err
	}
	if len(b.Observed) > flushBatch {
		return errs.New(errs.TooLarge, "at most %d acts are told at once", flushBatch)
	}
	return s.note(ctx, tx, s.federation(), in.Statement.From, b)
}

// note keeps what players of a party did. A party speaks for its own teams alone.
func (s *Service) note(ctx context.Context, tx *db.Tx, who authz.Actor, from ids.Party, b observedBody) error {
	c, err := loadClock(ctx, tx)
	if err != nil {
		return err
	}
	teams, err := loadTeams(ctx, tx)
	if err != nil {
		return err
	}
	var rows [][]any
	var noted []string
	for _, raw := range b.Observed {
		var o Observed
		if err := strictjson.Decode(raw, &o, strictjson.Large); err != nil {
			return err
		}
		if _, err := ids.Parse(o.ID); err != nil {
			return err
		}
		if c.Phase() == Waiting || o.At.Before(c[0].At) {
			continue // before STARTEX nobody plays
		}
		domain, _, _ := strings.Cut(o.Kind, ".")
		if slices.Contains(unobserved, domain) {
			return errs.New(errs.Denied, "acts of the kind %q are no part of play", errs.Clip(o.Kind))
		}
		if !slices.ContainsFunc(teams, func(t msel.Team) bool { return t.ID == o.Team && t.Party == from }) {
			o.Team = ""
		}
		var audience []string
		for _, p := range o.Audience {
			audience = append(audience, string(p))
		}
		rows = append(rows, []any{o.ID, string(from), o.Team, o.Kind, errs.Clip(o.About), strings.Join(audience, " "), db.Micros(o.At), micros(c.Time(o.At)), []byte(o.Body)})
		noted = append(noted, o.ID)
	}
	if len(rows) == 0 {
		return nil
	}
	if _, err := tx.Insert(ctx, "conduct_observed", []string{"id", "party", "team", "kind", "about", "audience", "at", "us", "body"}, rows, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	_, err = s.record(ctx, tx, who, KindNoted, "", nil, Noted{IDs: noted})
	return err
}

// Noted names acts that the director has come to know, for who follows.
type Noted struct {
	IDs []string `json:"ids"`
}

const observedColumns = `id, party, team, kind, about, audience, at, us, body`

func scanObserved(s db.Scanner) (o Observed, err error) {
	var audience string
	var at int64
	var body []byte
	err = s.Scan(&o.ID, &o.Party, &o.Team, &o.Kind, &o.About, &audience, &at, &o.Time, &body)
	o.At, o.Body, o.Audience = db.Time(at), body, []ids.Party{}
	for p := range strings.FieldsSeq(audience) {
		o.Audience = append(o.Audience, ids.Party(p))
	}
	return o, err
}

// Act gives one observed act by its id, to another domain of the director's node.
func (s *Service) Act(ctx context.Context, tx *db.Tx, id string) (Observed, error) {
	return db.One(ctx, tx, scanObserved, `SELECT `+observedColumns+` FROM conduct_observed WHERE id = $1`, id)
}

// ActsOf gives observed acts of some kinds (none is any) within a span of exercise time, the
// earliest first, to another domain of the director's node: of one team, of one
// party, or with both empty of anybody.
func (s *Service) ActsOf(ctx context.Context, tx *db.Tx, kinds []string, team string, party ids.Party, from, to time.Duration) ([]Observed, error) {
	args := []any{team, string(party), micros(from), micros(to)}
	of := ""
	if len(kinds) > 0 {
		of = " AND kind IN " + db.In(&args, kinds)
	}
	return db.Rows(ctx, tx, scanObserved, `SELECT `+observedColumns+` FROM conduct_observed WHERE (team = $1 OR $1 = '') AND (party = $2 OR $2 = '') AND us >= $3 AND us <= $4`+of+` ORDER BY us, id LIMIT 2000`, args...)
}

// ObservedView is an act of players, as the log of the control room shows it.
type ObservedView struct {
	ID       string      `json:"id"`
	Party    ids.Party   `json:"party"`
	Team     string      `json:"team"`
	Kind     string      `json:"kind"`
	About    string      `json:"about"`
	Audience []ids.Party `json:"audience"`
	At       time.Time   `json:"at"`
	Time     int64       `json:"time_ms"`
}

// Log lists what players did, the latest first. It needs exercise.conduct.
func (s *Service) Log(ctx context.Context, v authz.Viewer, team string, limit int) (all []ObservedView, err error) {
	defer errs.Wrap(&err, "conduct.Log")
	if err := s.conducting(v.Actor(), v.Realm(), authz.ExerciseConduct); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err := db.Rows(ctx, tx, scanObserved, `SELECT `+observedColumns+` FROM conduct_observed WHERE team = $1 OR $1 = '' ORDER BY us DESC, id DESC LIMIT $2`, team, limit)
		for _, o := range rows {
			all = append(all, ObservedView{ID: o.ID, Party: o.Party, Team: o.Team, Kind: o.Kind, About: o.About, Audience: o.Audience, At: o.At, Time: o.Time / 1000})
		}
		return err
	})
	return all, err
}
