package cacao

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente/internal/base/errs"
	"entente/internal/format/marking"
)

// verdict is what must be said of a file: by which rules it is refused, as
// "rule path", and what is warned of. Empty refusals mean that it can be followed.
type verdict struct {
	refused []string
	warned  []string
	tlp     marking.TLP
}

const (
	exception = "reference /workflow_exception"
	noTLP     = "marking /markings"
)

// verdicts holds every file of the folder. Paths of steps are cut after their type.
var verdicts = map[string]verdict{
	"cacao__basic-example-1.json":  {warned: []string{noTLP}},
	"cacao__spec-3.1-example.json": {tlp: marking.Green},
	"cacao__locky-bart-mbc-examples.json": {refused: []string{"command /workflow/action/commands/0/type", "reference /workflow/action/targets/0"},
		warned: []string{noTLP, "type /agent_definitions/software/type", "type /target_definitions/software/type"}},
	// The layout example has a switch without its expression, and actions without command or agent.
	"cacao__playbook--aa1898b6-5251-49b4-aeb7-fd5e912583ff.json": {refused: []string{"required /workflow/action/agent", "required /workflow/action/commands", "required /workflow/switch-condition/switch"}, warned: []string{noTLP}},

	"SOARCA__playbook.json":               {warned: []string{exception, noTLP, "secret /authentication_info_definitions/http-basic/password", "type /workflow_start", "variable /workflow/action"}},
	"SOARCA__parallels_playbook.json":     {warned: []string{exception, noTLP, "secret /authentication_info_definitions/http-basic/password", "type /workflow_start", "variable /workflow/action"}},
	"SOARCA__http-playbook.json":          {warned: []string{noTLP, "type /agent_definitions/soarca/type"}},
	"SOARCA__manual-playbook.json":        {warned: []string{noTLP, "type /agent_definitions/soarca/type", "type /agent_definitions/soarca-manual-capability/type"}},
	"SOARCA__powershell-playbook.json":    {warned: []string{noTLP, "secret /authentication_info_definitions/authentication-info/password", "type /agent_definitions/soarca/type"}},
	"SOARCA__ssh-playbook.json":           {warned: []string{noTLP, "secret /authentication_info_definitions/user-auth/password", "type /agent_definitions/soarca/type"}},
	"SOARCA__openc2-playbook.json":        {refused: []string{"command /workflow/action/commands/0/type"}, warned: []string{noTLP, "type /agent_definitions/soarca/type"}},
	"SOARCA__infinite_playbook.json":      {refused: []string{"loop /workflow/action"}, warned: []string{exception, noTLP, "secret /authentication_info_definitions/http-basic/password", "type /workflow_start", "variable /workflow/action"}},
	"SOARCA__invalid_playbook.json":       {refused: []string{"id /agent_definitions/http-api/type"}, warned: []string{exception, noTLP, "secret /authentication_info_definitions/http-basic/password", "type /workflow_start", "variable /workflow/action"}},
	"SOARCA__invalid_email_playbook.json": {refused: []string{"email /agent_definitions/individual/contact/email/work"}, warned: []string{exception, noTLP, "secret /authentication_info_definitions/http-basic/password", "type /workflow_start", "variable /workflow/action"}},
	"SOARCA__missing_step_playbook.json":  {refused: []string{"reference /workflow/action"}, warned: []string{exception, noTLP, "secret /authentication_info_definitions/http-basic/password", "type /workflow_start", "variable /workflow/action"}},
	// Its workflow is a list, as in CACAO 1.
	"SOARCA__changed-playbook.json": {refused: []string{"form /workflow", "reference /workflow_start"}, warned: []string{exception, noTLP}},
	"SOARCA__fin-playbook.json": {refused: []string{"command /workflow/action/commands/0/type", "id /agent_definitions/soarca-fin-pong-f896bb3b-bb37-429e-8ece-2d4286cf326d", "required /workflow/action/commands/0/command", "time /modified"},
		warned: []string{noTLP}},
	// A description of an interface.
	"SOARCA__swagger.json": {refused: []string{"required /created", "required /created_by", "required /id", "required /modified", "required /name", "required /spec_version", "required /type", "required /workflow", "required /workflow_start"}, warned: []string{noTLP}},
}

func folder(t testing.TB) string {
	t.Helper()
	dir := "../../../../shared/data/cacao"
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("the example playbooks are missing: ", err)
		}
		t.Skip("the example playbooks are not beside this tree")
	}
	return dir
}

func TestEveryExampleHasItsVerdict(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(folder(t), "*.json"))
	if err != nil || len(files) != len(verdicts) {
		t.Fatalf("%d files, %d verdicts, %v", len(files), len(verdicts), err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			want, ok := verdicts[filepath.Base(f)]
			if !ok {
				t.Fatal("this file has no verdict")
			}
			p, found, err := Parse(b)
			if err != nil {
				t.Fatal(err)
			}
			refused, warned := summary(found)
			slices.Sort(want.refused)
			slices.Sort(want.warned)
			if !slices.Equal(refused, want.refused) || !slices.Equal(warned, want.warned) {
				t.Errorf("refused by %q\nwant       %q\nwarned of %q\nwant      %q", refused, want.refused, warned, want.warned)
			}
			if p.Marking.TLP != want.tlp {
				t.Errorf("marked %s, want %s", p.Marking.TLP, want.tlp)
			}
			if !bytes.Equal(p.Bytes, b) {
				t.Error("the bytes are not those that came")
			}
		})
	}
}

// summary gives each rule and place once, the ids in a place cut after their type.
func summary(found []Finding) (refused, warned []string) {
	for _, f := range found {
		parts := strings.Split(f.Path, "/")
		for i, p := range parts {
			if t := prefix(p); t != "" {
				parts[i] = t
			}
		}
		line := f.Rule + " " + strings.Join(parts, "/")
		if f.Refuses {
			refused = append(refused, line)
		} else {
			warned = append(warned, line)
		}
	}
	slices.Sort(refused)
	slices.Sort(warned)
	return slices.Compact(refused), slices.Compact(warned)
}

func TestUnknownCommandsAreNamed(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join(folder(t), "cacao__locky-bart-mbc-examples.json"))
	if err != nil {
		t.Fatal(err)
	}
	_, found, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, f := range found {
		said += f.Text + "\n"
	}
	for _, name := range []string{`"ftp"`, `"subroutine"`} {
		if !strings.Contains(said, name) {
			t.Errorf("no finding names %s:\n%s", name, said)
		}
	}
}

func FuzzParse(f *testing.F) {
	if files, err := filepath.Glob("../../../../shared/data/cacao/*.json"); err == nil {
		for _, name := range files {
			if b, err := os.ReadFile(name); err == nil {
				f.Add(b)
			}
		}
	}
	f.Add([]byte(small))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, found, err := Parse(b)
		if err != nil {
			if !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.TooLarge) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		for _, x := range found {
			if len(x.Text) > 4*errs.MaxEcho || x.Rule == "" || x.Text != x.Phrase.String() {
				t.Fatalf("a finding that cannot be shown: %+v", x)
			}
		}
		if Refused(found) {
			return
		}
		// What passes can be followed: every edge leads to a step, and every step that is no end goes on.
		for id, s := range p.Steps {
			for _, e := range s.Edges() {
				if p.Steps[e.To].ID != e.To {
					t.Fatalf("%s leads to %q, which is no step", id, e.To)
				}
			}
		}
		if p.Steps[p.Start].ID == "" {
			t.Fatal("it begins nowhere")
		}
	})
}
