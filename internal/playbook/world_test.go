package playbook

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/format/cacao"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
)

// world is the playbooks of one node.
type world struct {
	*Service
	t     *testing.T
	db    *db.DB
	clock *clock.Fixed
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := clock.NewFixed(start)
			d := open(t, c)
			f(t, &world{Service: New(Config{DB: d, Journal: journal.New(), Party: "CZE"}), t: t, db: d, clock: c})
		})
	}
}

func person(roles ...authz.Role) authz.Actor {
	return authz.Person("CZE", "p1", "Ada", "test", "", authz.Grants(roles...))
}

func under(ceiling string) authz.Actor {
	return authz.Person("CZE", "p2", "Ben", "test", ceiling, authz.Grants(authz.Duty))
}

var duty = person(authz.Duty)

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) imported(text string) Version {
	w.t.Helper()
	v, err := w.Import(ctx, duty, ids.Live, []byte(text))
	w.must(err)
	return v
}

// kinds lists the journal's kinds about something, in order.
func (w *world) kinds(about string) string {
	w.t.Helper()
	var out []string
	eyes := authz.System("CZE", "test", authz.JournalRead).In(ids.Live)
	w.must(w.db.Read(ctx, func(tx *db.Tx) error {
		entries, err := journal.List(ctx, tx, eyes, journal.Filter{Limit: 1000})
		for _, e := range entries {
			if e.About == about {
				out = append(out, e.Kind)
			}
		}
		return err
	}))
	return strings.Join(out, " ")
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}

const (
	green = "marking-tlp--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
	group = "group--00000000-0000-4000-8000-00000000000a"
)

// sid makes the id of a step.
func sid(of cacao.StepType, n int) string {
	return fmt.Sprintf("%s--00000000-0000-4000-8000-%012d", of, n)
}

// book writes a playbook of steps; each is `"id":{…}` as the specification has it.
func book(head string, steps ...string) string {
	if head != "" {
		head += ","
	}
	return `{"type":"playbook","spec_version":"cacao-2.0","id":"playbook--11111111-1111-4111-8111-111111111111","name":"Contain a host","created_by":"identity--22222222-2222-4222-8222-222222222222","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",` +
		head + `"workflow_start":"` + sid(cacao.Start, 1) + `","workflow":{` + strings.Join(steps, ",") + `},"agent_definitions":{"` + group + `":{"type":"group","name":"Team"}}}`
}

// step writes one step with its members.
func step(of cacao.StepType, n int, members string) string {
	if members != "" {
		members = "," + members
	}
	if of == cacao.Action {
		members += `,"commands":[{"type":"manual","command":"Do it"}],"agent":"` + group + `"`
	}
	return fmt.Sprintf(`%q:{"type":%q%s}`, sid(of, n), of, members)
}

func to(how, id string) string { return fmt.Sprintf("%q:%q", how, id) }

func read(t testing.TB, text string) cacao.Playbook {
	t.Helper()
	p, found, err := cacao.Parse([]byte(text))
	if err != nil || cacao.Refused(found) {
		t.Fatalf("the playbook is refused: %v, %v\n%s", found, err, text)
	}
	return p
}
