package expert

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/match"
)

const table = `name,phone,email,employer,office,services,roles,skills,vendors,languages,clearance,clearance_authority,clearance_until,passport,remote,on_site,lead_hours,limit_hours,limit_days,conflicts,certificates
Alena Nováková,+420 555 0100,alena@team.example,Energetika Vysočina,csirt,incident-analysis|forensics,ecsf-forensics,malware-analysis:4|ot:3,siemens,cs:native|en:stanag:3/3/2+/2,secret,NBÚ,2027-05-31,2030-02-28,yes,yes,6,60,14,Energetika Vysočina,GREM:GIAC:2028-01-31:no. 4711
"Dvořák, Jan",,,,director,,,,,en:cefr:C1,,,,,no,yes,,,,,
`

func TestImport(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		out, err := n.Import(ctx, pool, ids.Live, []byte(table), true)
		n.must(err)
		if out.Added != 0 || len(out.Findings) != 0 {
			n.Errorf("looked at: %+v", out)
		}
		out, err = n.Import(ctx, pool, ids.Live, []byte("\ufeff"+table), false)
		n.must(err)
		all, err := n.List(ctx, pool.In(ids.Live), match.Window{})
		n.must(err)
		if out.Added != 2 || len(all) != 2 {
			n.Fatalf("added %d, there are %d", out.Added, len(all))
		}
		if d := cmp.Diff(novak().tidy(), all[0].Profile); d != "" {
			n.Error(d)
		}
		if all[1].Profile.Name != "Dvořák, Jan" || all[1].Profile.Remote || !all[1].Profile.OnSite {
			n.Errorf("got %+v", all[1].Profile)
		}
	})
}

func TestImportFindsEveryWrongLineAndAddsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(n *node) {
		file := "name;office;skills;remote;lead_hours\n" +
			"Good;csirt;ot:3;yes;6\n" +
			"No office;kitchen;ot:3;yes;6\n" +
			"Level;csirt;ot;yes;6\n" +
			"Skill;csirt;cooking:3;yes;6\n" +
			"Maybe;csirt;ot:3;perhaps;6\n" +
			"Short;csirt\n" +
			"Soon;csirt;ot:3;yes;soon\n" +
			";csirt;ot:3;yes;6\n"
		out, err := n.Import(ctx, pool, ids.Live, []byte(file), false)
		n.must(err)
		var lines []int
		for _, f := range out.Findings {
			lines = append(lines, f.Line)
		}
		if d := cmp.Diff([]int{3, 4, 5, 6, 7, 8, 9}, lines); d != "" || out.Added != 0 {
			n.Errorf("%s added %d: %+v", d, out.Added, out.Findings)
		}
		if all, err := n.List(ctx, pool.In(ids.Live), match.Window{}); err != nil || len(all) != 0 {
			n.Errorf("%d were added, %v", len(all), err)
		}
	})
}

func TestFilesThatAreNoTable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		kind errs.Kind
	}{
		"empty":          {"", errs.Invalid},
		"unknown column": {"name,office,shoe_size\n", errs.Invalid},
		"column twice":   {"name,office,name\n", errs.Invalid},
		"not UTF-8":      {"name\xff,office\n", errs.Invalid},
		"too large":      {string(make([]byte, MaxImport+1)), errs.TooLarge},
	} {
		if _, _, _, err := parseCSV([]byte(c.file)); !errs.Is(err, c.kind) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, _, found, err := parseCSV([]byte("name,office\n\"open,csirt\nnext,csirt\n"))
	if err != nil || len(found) != 1 {
		t.Errorf("an open quotation mark: %v, %v", found, err)
	}
}

func TestSettingColumns(t *testing.T) {
	t.Parallel()
	p := novak()
	for column, value := range map[string]string{"phone": "", "skills": "linux:2", "clearance": "", "remote": "", "lead_hours": "12", "limit_hours": "", "limit_days": ""} {
		if err := p.Set(column, value); err != nil {
			t.Errorf("%s=%s: %v", column, value, err)
		}
	}
	if p.Phone != "" || len(p.Skills) != 1 || p.Clearance != nil || p.Remote || p.LeadHours != 12 || p.Limit != (HourLimit{}) {
		t.Errorf("got %+v", p)
	}
	wantKind(t, p.Set("shoe_size", "45"), errs.Invalid)
}

func FuzzParseCSV(f *testing.F) {
	f.Add([]byte(table))
	f.Add([]byte("name;office\nA;b\n"))
	f.Add([]byte("name,skills\n\"a\"\"b\",x:y:z\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		all, lines, _, err := parseCSV(file)
		if err == nil && len(all) != len(lines) {
			t.Errorf("%d profiles on %d lines", len(all), len(lines))
		}
	})
}
