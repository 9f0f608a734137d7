package directory

import (
	"context"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Micros(t)
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return db.Time(n)
}

const (
	drillColumns = `id, party, agreement, person, name, at, due, told_at, met_at`
	probeColumns = `p.id, p.drill, p.contact, p.purpose, p.medium, p.address, p.sent_at, p.failed, p.answered, p.how, p.note`
)

func scanDrill(s db.Scanner) (d Drill, err error) {
	var at, due, told, met int64
	err = s.Scan(&d.ID, &d.Party, &d.Agreement, &d.Person, &d.Name, &at, &due, &told, &met)
	d.At, d.Due, d.ToldAt, d.MetAt = instant(at), instant(due), instant(told), instant(met)
	return d, err
}

func scanProbe(s db.Scanner) (p Probe, err error) {
	var sent, answered int64
	err = s.Scan(&p.ID, &p.Drill, &p.Contact, &p.Purpose, &p.Medium, &p.Address, &sent, &p.Failed, &answered, &p.How, &p.Note)
	p.SentAt, p.Answered = instant(sent), instant(answered)
	return p, err
}

// remembered is how far back drills count for anything.
const remembered = 2 * 366 * 24 * time.Hour

// loadDrills gives the drills of one party, or of all, the newest first.
func loadDrills(ctx context.Context, tx *db.Tx, p ids.Party) ([]Drill, error) {
	since := db.Micros(tx.Now.Add(-remembered))
	all, err := db.Rows(ctx, tx, scanDrill, `SELECT `+drillColumns+` FROM directory_drill WHERE at > $1 AND ($2 = '' OR party = $2) ORDER BY at DESC, id DESC`, since, string(p))
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, d := range all {
		at[d.ID] = i
	}
	probes, err := db.Rows(ctx, tx, scanProbe, `SELECT `+probeColumns+` FROM directory_probe p JOIN directory_drill d ON d.id = p.drill WHERE d.at > $1 AND ($2 = '' OR d.party = $2) ORDER BY p.drill, p.position`, since, string(p))
	for _, x := range probes {
		if i, ok := at[x.Drill]; ok {
			all[i].Probes = append(all[i].Probes, x)
		}
	}
	return all, err
}

func loadDrill(ctx context.Context, tx *db.Tx, id string) (Drill, error) {
	d, err := db.One(ctx, tx, scanDrill, `SELECT `+drillColumns+` FROM directory_drill WHERE id = $1`, id)
	if errs.Is(err, errs.NotFound) {
		return d, errs.New(errs.NotFound, "there is no drill %q here", errs.Clip(id))
	}
	if err != nil {
		return d, err
	}
	d.Probes, err = db.Rows(ctx, tx, scanProbe, `SELECT `+probeColumns+` FROM directory_probe p WHERE p.drill = $1 ORDER BY p.position`, id)
	return d, err
}

func loadProbe(ctx context.Context, tx *db.Tx, id string) (Probe, Drill, error) {
	p, err := db.One(ctx, tx, scanProbe, `SELECT `+probeColumns+` FROM directory_probe p WHERE p.id = $1`, id)
	if errs.Is(err, errs.NotFound) {
		return p, Drill{}, errs.New(errs.NotFound, "there is no question %q here", errs.Clip(id))
	}
	if err != nil {
		return p, Drill{}, err
	}
	d, err := loadDrill(ctx, tx, p.Drill)
	return p, d, err
}

func saveDrill(ctx context.Context, tx *db.Tx, d Drill) error {
	if _, err := tx.Exec(ctx, `INSERT INTO directory_drill (`+drillColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,0,0)`,
		d.ID, string(d.Party), d.Agreement, d.Person, d.Name, db.Micros(d.At), db.Micros(d.Due)); err != nil {
		return err
	}
	var rows [][]any
	for i, p := range d.Probes {
		rows = append(rows, []any{p.ID, d.ID, int64(i), p.Contact, string(p.Purpose), string(p.Medium), p.Address, int64(0), "", int64(0), "", ""})
	}
	_, err := tx.Insert(ctx, "directory_probe", []string{"id", "drill", "position", "contact", "purpose", "medium", "address", "sent_at", "failed", "answered", "how", "note"}, rows, "")
	return err
}

// saveAnswer keeps the first answer to a question, and tells whether it is it.
func saveAnswer(ctx context.Context, tx *db.Tx, probe, how, note string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE directory_probe SET answered = $1, how = $2, note = $3 WHERE id = $4 AND answered = 0`, db.Micros(tx.Now), how, note, probe)
	return n > 0, err
}

func saveSent(ctx context.Context, tx *db.Tx, probe, failed string) error {
	sent := db.Micros(tx.Now)
	if failed != "" {
		sent = 0
	}
	_, err := tx.Exec(ctx, `UPDATE directory_probe SET sent_at = $1, failed = $2 WHERE id = $3`, sent, failed, probe)
	return err
}

// standings counts what drills have shown, of one party or of all.
func standings(ctx context.Context, tx *db.Tx, p ids.Party) (map[ids.Party]standing, error) {
	all, err := loadDrills(ctx, tx, p)
	return byParty(all, tx.Now), err
}
