package expert

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// LineFinding is what is wrong with one line of a file.
type LineFinding struct {
	Line   int         `json:"line" doc:"From 1, the line of names included"`
	Text   string      `json:"text"`
	Phrase errs.Phrase `json:"phrase" doc:"The text before its words were put in, so that it can be said in another language"`
}

// Imported is what came of a file: either every line was added, or none, and the
// findings say why.
type Imported struct {
	Added    int           `json:"added"`
	Findings []LineFinding `json:"findings"`
}

// Bounds of a file.
const (
	MaxImport   = 4 << 20 // bytes
	maxFindings = 100
)

// columns reads one column into a profile each, in place of what stands there.
// Several things in one field are parted by |; a level follows its code after a colon.
var columns = map[string]func(*Profile, string) error{
	"name":     func(p *Profile, s string) error { p.Name = s; return nil },
	"phone":    func(p *Profile, s string) error { p.Phone = s; return nil },
	"email":    func(p *Profile, s string) error { p.Email = s; return nil },
	"employer": func(p *Profile, s string) error { p.Employer = s; return nil },
	"office":   func(p *Profile, s string) error { p.Office = s; return nil },
	"services": func(p *Profile, s string) error { p.Services = parts(s); return nil },
	"roles":    func(p *Profile, s string) error { p.Roles = parts(s); return nil },
	"vendors":  func(p *Profile, s string) error { p.Vendors = parts(s); return nil },
	"skills": func(p *Profile, s string) error {
		p.Skills = nil
		for _, part := range parts(s) {
			code, level, _ := strings.Cut(part, ":")
			n, err := strconv.Atoi(level)
			if err != nil {
				return errs.New(errs.Invalid, "skill %q: write code:level, such as malware-analysis:4", errs.Clip(part))
			}
			p.Skills = append(p.Skills, Skill{Code: code, Level: n})
		}
		return nil
	},
	"languages": func(p *Profile, s string) error {
		p.Languages = nil
		for _, part := range parts(s) {
			f := strings.SplitN(part, ":", 3)
			if len(f) == 1 {
				return errs.New(errs.Invalid, "language %q: write en:cefr:C1, en:stanag:3/3/2/2 or cs:native", errs.Clip(part))
			}
			p.Languages = append(p.Languages, Language{Code: f[0], Scheme: f[1], Native: strings.Join(f[2:], "")})
		}
		return nil
	},
	"certificates": func(p *Profile, s string) error {
		p.Certificates = nil
		for _, part := range parts(s) {
			f := append(strings.SplitN(part, ":", 4), "", "", "")
			p.Certificates = append(p.Certificates, Certificate{Name: f[0], Issuer: f[1], Until: Day(f[2]), Reference: f[3]})
		}
		return nil
	},
	"clearance":           func(p *Profile, s string) error { p.clearance().Level = s; return nil },
	"clearance_authority": func(p *Profile, s string) error { p.clearance().Authority = s; return nil },
	"clearance_until":     func(p *Profile, s string) error { p.clearance().Until = Day(s); return nil },
	"passport":            func(p *Profile, s string) error { p.Passport = Day(s); return nil },
	"conflicts":           func(p *Profile, s string) error { p.Conflicts = parts(s); return nil },
	"remote":              func(p *Profile, s string) (err error) { p.Remote, err = yes(s); return err },
	"on_site":             func(p *Profile, s string) (err error) { p.OnSite, err = yes(s); return err },
	"lead_hours":          func(p *Profile, s string) (err error) { p.LeadHours, err = number(s); return err },
	"limit_hours":         func(p *Profile, s string) (err error) { p.Limit.Hours, err = number(s); return err },
	"limit_days":          func(p *Profile, s string) (err error) { p.Limit.Days, err = number(s); return err },
}

// Columns lists the columns of a file of profiles.
func Columns() []string { return slices.Sorted(maps.Keys(columns)) }

// Set puts a value, as a file of profiles writes it, into one column; "" empties it,
// and for clearance takes the clearance away.
func (p *Profile) Set(column, value string) error {
	set := columns[column]
	switch {
	case set == nil:
		return errs.New(errs.Invalid, "column %q is not known, or stands twice", errs.Clip(column))
	case value != "":
		return set(p, value)
	case column == "clearance":
		p.Clearance = nil
	case column == "remote", column == "on_site":
		return set(p, "no")
	case strings.HasSuffix(column, "_hours"), strings.HasSuffix(column, "_days"):
		return set(p, "0")
	default:
		return set(p, "")
	}
	return nil
}

func (p *Profile) clearance() *Clearance {
	if p.Clearance == nil {
		p.Clearance = &Clearance{}
	}
	return p.Clearance
}

func parts(s string) (all []string) {
	for part := range strings.SplitSeq(s, "|") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

func yes(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "yes", "true", "1":
		return true, nil
	case "no", "false", "0":
		return false, nil
	}
	return false, errs.New(errs.Invalid, "%q is neither yes nor no", errs.Clip(s))
}

func number(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, errs.New(errs.Invalid, "%q is not a whole number", errs.Clip(s))
	}
	return n, nil
}

// parseCSV reads profiles by the names of their columns. Fields are parted by commas,
// or by semicolons when the first line has one. What is wrong with a line is a
// finding; what is wrong with the file is an error.
func parseCSV(file []byte) (all []Profile, lines []int, found []LineFinding, err error) {
	if len(file) > MaxImport {
		return nil, nil, nil, errs.New(errs.TooLarge, "a file of profiles has up to %d MiB", MaxImport>>20)
	}
	if !utf8.Valid(file) {
		return nil, nil, nil, errs.New(errs.Invalid, "the file is not UTF-8; save it as CSV UTF-8")
	}
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	r := csv.NewReader(bytes.NewReader(file))
	if first, _, _ := bytes.Cut(file, []byte("\n")); bytes.ContainsRune(first, ';') {
		r.Comma = ';'
	}
	head, err := r.Read()
	if err != nil {
		return nil, nil, nil, errs.New(errs.Invalid, "the first line must name the columns, such as name,office,skills")
	}
	for i, name := range head {
		head[i] = strings.ToLower(strings.TrimSpace(name))
		if columns[head[i]] == nil || slices.Contains(head[:i], head[i]) {
			return nil, nil, nil, errs.New(errs.Invalid, "column %q is not known, or stands twice", errs.Clip(name))
		}
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all, lines, found, nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) && !errors.Is(err, csv.ErrFieldCount) {
			return all, lines, append(found, finding(bad.Line, errs.New(errs.Invalid, "the line is not CSV; look for a quotation mark that is left open"))), nil
		}
		line, _ := r.FieldPos(0)
		if len(all) >= maxPool {
			return nil, nil, nil, errs.New(errs.TooLarge, "a pool has up to %d people", maxPool)
		}
		p, err := profileOf(head, row)
		if err != nil {
			found = append(found, finding(line, err))
		}
		all, lines = append(all, p), append(lines, line)
	}
}

func profileOf(head, row []string) (p Profile, err error) {
	if len(row) != len(head) {
		return p, errs.New(errs.Invalid, "the line has %d fields, and %d columns are named", len(row), len(head))
	}
	for i, field := range row {
		if field = strings.TrimSpace(field); field != "" {
			if err := columns[head[i]](&p, field); err != nil {
				return p, err
			}
		}
	}
	p = p.tidy()
	return p, p.check()
}

func finding(line int, err error) LineFinding {
	_, text := errs.Public(err)
	return LineFinding{Line: line, Text: text, Phrase: errs.PhraseOf(err)}
}

// Import adds the people of a CSV file: all of them, or none when a line is wrong.
// With dry it only looks.
//
// Errors: Invalid for a file that is no such table; TooLarge.
func (s *Service) Import(ctx context.Context, who authz.Actor, realm ids.Realm, file []byte, dry bool) (out Imported, err error) {
	defer errs.Wrap(&err, "expert.Import")
	if err := who.May(authz.ExpertManage); err != nil {
		return out, err
	}
	all, lines, found, err := parseCSV(file)
	if err != nil {
		return out, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		out = Imported{Findings: slices.Clone(found)}
		for i, p := range all {
			if err := s.ownOffice(ctx, tx, p.Office); err != nil && !slices.ContainsFunc(out.Findings, func(f LineFinding) bool { return f.Line == lines[i] }) {
				out.Findings = append(out.Findings, finding(lines[i], err))
			}
		}
		slices.SortStableFunc(out.Findings, func(a, b LineFinding) int { return a.Line - b.Line })
		out.Findings = out.Findings[:min(maxFindings, len(out.Findings))]
		if len(out.Findings) > 0 || dry {
			return nil
		}
		for _, p := range all {
			if _, err := s.add(ctx, tx, who, realm, p); err != nil {
				return err
			}
			out.Added++
		}
		return nil
	})
	return out, err
}
