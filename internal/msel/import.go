package msel

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/cexf"
)

// Format is what a list is written in.
type Format string

// The formats.
const (
	CSV        Format = "csv"
	XLSX       Format = "xlsx"
	CEXF       Format = "cexf"       // the published specification
	SkillAegis Format = "skillaegis" // the dialect of CEXF that SkillAegis runs
)

// Becomes is what a row of a file would do to the list.
type Becomes string

// What it may do.
const (
	Fresh     Becomes = "new"
	Altered   Becomes = "changed"
	Unchanged Becomes = "unchanged"
	Faulty    Becomes = "faulty"
)

// Incoming is one row of a file.
type Incoming struct {
	Line    int // of the file; of a scenario, which inject
	Becomes Becomes
	Number  string
	Title   string
	Columns []string // that change, by their names in JSON
	Reason  errs.Phrase
	row     Row
}

// Preview is what a file would do to the list. Nothing is written by it.
type Preview struct {
	Format  Format
	Digest  string // of the file and of what it was held against, hex
	Rows    []Incoming
	Count   map[Becomes]int
	Ignored []string // headings that mean nothing here
	Cast    []Casted // of a scenario: who plays which part
	plan    *Standing
}

// Preview reads a file (CSV, XLSX or CEXF, by what it holds) and says what it
// would do. Rows that are not in the file stay as they are. Of a scenario, the casting
// says who plays its parts.
//
// Errors: Invalid for what is no such file; a row with a fault is in the answer.
func (s *Service) Preview(ctx context.Context, v authz.Viewer, file []byte, c Casting) (p Preview, err error) {
	defer errs.Wrap(&err, "msel.Preview")
	if err := first(v.May(authz.ExercisePlan), s.here(v.Realm())); err != nil {
		return p, err
	}
	cast, err := s.caster(ctx, c)
	if err != nil {
		return p, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		p, err = preview(ctx, tx, file, cast)
		return err
	})
	return p, err
}

// Confirm writes what a preview has shown, with the same casting. digest is the preview's.
//
// Errors: Conflict when plan or list have changed since; Invalid while a row is faulty.
func (s *Service) Confirm(ctx context.Context, who authz.Actor, realm ids.Realm, file []byte, c Casting, digest string) (p Preview, err error) {
	defer errs.Wrap(&err, "msel.Confirm")
	cast, err := s.caster(ctx, c)
	if err != nil {
		return p, err
	}
	err = s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		if p, err = preview(ctx, tx, file, cast); err != nil {
			return err
		}
		if p.Digest != digest {
			return errs.New(errs.Conflict, "the list has changed since the preview, or this is another file; look at the preview again")
		}
		if p.Count[Faulty] > 0 {
			return errs.New(errs.Invalid, "rows of the file are faulty (%d); correct them first: nothing was written", p.Count[Faulty])
		}
		var rows []Row
		for _, x := range p.Rows {
			if x.Becomes == Fresh || x.Becomes == Altered {
				x.row.Version, x.row.ChangedAt, x.row.ChangedBy = x.row.Version+1, tx.Now, who.Name
				rows = append(rows, x.row)
			}
		}
		if err := saveRows(ctx, tx, rows); err != nil {
			return err
		}
		if p.plan != nil {
			p.plan.Version, p.plan.ChangedAt, p.plan.ChangedBy = p.plan.Version+1, tx.Now, who.Name
			if err := savePlan(ctx, tx, *p.plan); err != nil {
				return err
			}
		}
		if err := bump(ctx, tx); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "msel.imported", "plan", map[string]any{"format": p.Format, "new": p.Count[Fresh], "changed": p.Count[Altered]})
	})
	return p, err
}

// current is the list that a file is held against.
type current struct {
	plan     Standing
	rows     map[string]Row    // by id
	byNumber map[string]string // ids
}

func preview(ctx context.Context, tx *db.Tx, file []byte, cast *caster) (p Preview, err error) {
	if len(file) > maxSheet {
		return p, errs.New(errs.TooLarge, "a file has at most %d MiB", maxSheet>>20)
	}
	cur := current{rows: map[string]Row{}, byNumber: map[string]string{}}
	if cur.plan, err = loadPlan(ctx, tx); err != nil {
		return p, err
	}
	all, err := allRows(ctx, tx)
	if err != nil {
		return p, err
	}
	for _, r := range all {
		cur.rows[r.ID], cur.byNumber[r.Number] = r, r.ID
	}
	switch head := bytes.TrimLeft(bytes.TrimPrefix(file, []byte(byteOrderMark)), " \t\r\n"); {
	case bytes.HasPrefix(file, []byte("PK")):
		p.Format = XLSX
		err = p.table(cur, readXLSX, file)
	case bytes.HasPrefix(head, []byte("{")):
		err = p.scenario(cur, file, cast)
	default:
		p.Format = CSV
		err = p.table(cur, readCSV, file)
	}
	if err != nil {
		return p, err
	}
	p.uniqueNumbers(cur)
	p.Count = map[Becomes]int{}
	for _, x := range p.Rows {
		p.Count[x.Becomes]++
	}
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%d %d %s ", cur.plan.Version, cur.plan.List, p.Format) // a hash takes everything
	by, err := strictjson.Marshal(map[string]any{"casting": cast.Casting, "players": cast.players})
	if err != nil {
		return p, err
	}
	_, _ = h.Write(by)
	_, _ = h.Write(file)
	p.Digest = hex.EncodeToString(h.Sum(nil))
	return p, nil
}

// table reads a table row by row.
func (p *Preview) table(cur current, read func([]byte) (table, error), file []byte) error {
	t, err := read(file)
	if err != nil {
		return err
	}
	if len(t.rows) == 0 {
		return errs.New(errs.Invalid, "the table is empty")
	}
	columns := make([]string, len(t.rows[0]))
	named := map[string]bool{}
	for n, heading := range t.rows[0] {
		name, known := columnName(cur.plan.Plan, heading)
		if !known || named[name] {
			if heading != "" {
				p.Ignored = append(p.Ignored, errs.Clip(heading))
			}
			continue
		}
		columns[n], named[name] = name, true
	}
	if !named["number"] && !named["id"] && !named["title"] {
		return errs.New(errs.Invalid, "the first line names the columns; number and title are needed")
	}
	lines := make([]map[string]string, len(t.rows)-1)
	for n, row := range t.rows[1:] {
		lines[n] = map[string]string{}
		for k, name := range columns {
			if name != "" {
				lines[n][name] = ""
				if k < len(row) {
					lines[n][name] = row[k]
				}
			}
		}
	}
	p.lines(cur, lines, t.lines[1:])
	return nil
}

// lines makes a row of each line: first all get their ids, so that lines may wait
// for lines below them.
func (p *Preview) lines(cur current, lines []map[string]string, at []int) {
	byNumber := maps.Clone(cur.byNumber)
	taken := make([]Row, len(lines))
	fault := make([]error, len(lines))
	seen := map[string]bool{}
	for n, cells := range lines {
		taken[n], fault[n] = cur.rowOf(cells)
		if fault[n] == nil && seen[taken[n].ID] {
			fault[n] = errs.New(errs.Invalid, "another line of the file is the same row")
		}
		seen[taken[n].ID] = true
		if number := cells["number"]; number != "" {
			byNumber[number] = taken[n].ID
		}
	}
	for n, cells := range lines {
		x := Incoming{Line: at[n], row: taken[n]}
		err := fault[n]
		if err == nil {
			err = cur.whole(cells, taken[n])
		}
		if err == nil {
			x.row.Inject, err = taken[n].Inject.set(cells, byNumber)
		}
		p.Rows = append(p.Rows, cur.judge(x, err))
	}
}

// rowOf finds the row that a line is about, by its id or its number, or makes one.
func (c current) rowOf(cells map[string]string) (Row, error) {
	id, err := rowID(cells)
	if err != nil {
		return Row{}, err
	}
	if id == "" {
		id = c.byNumber[cells["number"]]
	}
	if r, ok := c.rows[id]; ok {
		return r, nil
	}
	if id == "" {
		id = ids.New()
	}
	return Row{Inject: Inject{ID: id, Number: cells["number"]}}, nil
}

// whole puts back texts that were too long for a cell.
func (c current) whole(cells map[string]string, r Row) error {
	for name, s := range cells {
		if !keptForm.MatchString(s) {
			continue
		}
		old, err := r.cells(c.plan.Starts, nil)
		if err != nil {
			return err
		}
		if kept(old[name]) != s {
			return errs.New(errs.Invalid, "%s: its text was too long for a cell, and the list no longer has it", name)
		}
		cells[name] = old[name]
	}
	return nil
}

// judge says what an incoming row becomes.
func (c current) judge(x Incoming, err error) Incoming {
	x.Number, x.Title = errs.Clip(x.row.Number), errs.Clip(x.row.Title)
	old, there := c.rows[x.row.ID]
	if err == nil {
		err = x.row.Check()
	}
	if err != nil {
		x.Becomes, x.Reason = Faulty, errs.PhraseOf(err)
		return x
	}
	x.row.Version = old.Version
	if x.Becomes = Fresh; there {
		now, _, errNow := x.row.digest()
		then, _, errThen := old.digest()
		changed, errColumns := columns(now, then)
		if err := first(errNow, errThen, errColumns); err != nil {
			x.Becomes, x.Reason = Faulty, errs.PhraseOf(err)
			return x
		}
		if x.Becomes, x.Columns = Altered, changed; len(changed) == 0 {
			x.Becomes = Unchanged
		}
	}
	return x
}

// uniqueNumbers finds rows that would have the number of another.
func (p *Preview) uniqueNumbers(cur current) {
	after := map[string]string{} // number to id
	in := map[string]bool{}
	for _, x := range p.Rows {
		in[x.row.ID] = true
	}
	for id, r := range cur.rows {
		if !in[id] {
			after[r.Number] = id
		}
	}
	for n, x := range p.Rows {
		if x.Becomes == Faulty {
			continue
		}
		if _, taken := after[x.row.Number]; taken {
			p.Rows[n].Becomes, p.Rows[n].Reason = Faulty, errs.Say("another row has the number %s", x.row.Number)
			continue
		}
		after[x.row.Number] = x.row.ID
	}
}

// scenario reads a file of CEXF, of either dialect.
func (p *Preview) scenario(cur current, file []byte, cast *caster) error {
	s, r, err := cexf.Read(file)
	if err != nil {
		return err
	}
	if p.Format = CEXF; r.Dialect == cexf.SkillAegis {
		p.Format = SkillAegis
	}
	rows, rest, err := fromScenario(s, r.Dialect)
	if err != nil {
		return err
	}
	own, err := readWhole(s.Own)
	if err != nil {
		return err
	}
	if p.Cast, err = cast.cast(&own, rows); err != nil {
		return err
	}
	plan, err := cur.withScenario(s, rest, own)
	if err != nil {
		return err
	}
	p.plan = plan
	last := ""
	for number := range cur.byNumber {
		if place(number) > place(last) {
			last = number
		}
	}
	for n, i := range rows {
		x := Incoming{Line: n + 1, row: Row{Inject: i}}
		if old, ok := cur.rows[i.ID]; ok {
			x.row.Number = old.Number
		} else if _, taken := cur.byNumber[i.Number]; taken || last != "" {
			last = following(last)
			x.row.Number = last
		}
		p.Rows = append(p.Rows, cur.judge(x, nil))
	}
	return nil
}

// withScenario puts into the plan what a scenario says of the exercise; what planners
// have written stays. Nil: nothing changes.
func (c current) withScenario(s cexf.Scenario, rest []byte, own whole) (*Standing, error) {
	if len(c.plan.Scenario) > 0 {
		var kept keptScenario
		var old cexf.Scenario
		if err := strictjson.Loose(c.plan.Scenario, &kept); err != nil {
			return nil, err
		}
		if err := strictjson.Loose(kept.File, &old); err != nil {
			return nil, err
		}
		if old.Exercise.UUID != s.Exercise.UUID {
			return nil, errs.New(errs.Conflict, "the plan holds scenario %q already; an exercise has one", errs.Clip(old.Exercise.Name))
		}
	}
	p := c.plan
	p.Scenario = rest
	if p.Name == "" {
		p.Name, p.Language = oneLine(s.Exercise.Name, ""), cmp.Or(own.Language, p.Language)
	}
	if p.Text == "" {
		p.Text = manyLines(s.Exercise.Description)
	}
	own.into(&p.Plan)
	if sameJSON(p.Plan, c.plan.Plan) {
		return nil, nil
	}
	return &p, p.check()
}

// Export writes the list.
func (s *Service) Export(ctx context.Context, v authz.Viewer, f Format) (b []byte, err error) {
	defer errs.Wrap(&err, "msel.Export")
	var p Standing
	var rows []Row
	if err := s.view(ctx, v, func(tx *db.Tx) error {
		if p, err = loadPlan(ctx, tx); err != nil {
			return err
		}
		rows, err = allRows(ctx, tx)
		return err
	}); err != nil {
		return nil, err
	}
	switch f {
	case CEXF:
		return toScenario(v.Realm(), p.Plan, injects(rows), cexf.Published)
	case SkillAegis:
		return toScenario(v.Realm(), p.Plan, injects(rows), cexf.SkillAegis)
	case CSV, XLSX:
		numbers := map[string]string{}
		for _, r := range rows {
			numbers[r.ID] = r.Number
		}
		sh, err := toSheet(p.Plan, injects(rows), numbers)
		if err != nil {
			return nil, err
		}
		if f == CSV {
			return writeCSV(sh)
		}
		return writeXLSX(sh)
	}
	return nil, errs.New(errs.Invalid, "a list is written as csv, xlsx, cexf or skillaegis")
}
