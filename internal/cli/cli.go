// Package cli is the command line: nouns with verbs, each a client of the
// node's REST interface, except init, serve, demo, openapi, node restore and
// resume, and the offline verification, which need no running node. Every command takes --json.
//
// Exit codes: 0 done; 1 something failed inside; 2 the command line is wrong;
// 3 no such thing; 4 not signed in or not permitted; 5 it disagrees with what is
// there; 6 the input is wrong, too large or not supported; 7 the node cannot be
// reached or is busy; 8 a verification failed.
package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"entente/internal/base/errs"
)

// Streams are the ends of a terminal.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// root is the whole command line.
type root struct {
	URL   string `help:"Address of the node, such as http://127.0.0.1:8440. Otherwise that of the last login." env:"ENTENTE_URL" placeholder:"URL"`
	Token string `help:"API token. Otherwise that of the last login." env:"ENTENTE_TOKEN" placeholder:"TOKEN"`
	Realm string `help:"Realm: live, or the id of an exercise." default:"live" env:"ENTENTE_REALM"`
	JSON  bool   `help:"Print JSON instead of text." name:"json"`

	Init      initCmd      `cmd:"" help:"Make a new node in a folder."`
	Serve     serveCmd     `cmd:"" help:"Run the node of a folder."`
	Demo      demoCmd      `cmd:"" help:"Run a hub and two nations on this machine under a signed agreement."`
	Login     loginCmd     `cmd:"" help:"Sign in to a node and keep a token for the commands below."`
	Logout    logoutCmd    `cmd:"" help:"Revoke the kept token and forget it."`
	Peer      peerCmd      `cmd:"" help:"Links with other nodes."`
	Key       keyCmd       `cmd:"" help:"Keys: list, and give an office a new one."`
	Agreement agreementCmd `cmd:"" help:"Agreements: draft, propose, sign, list, show, suspend, resume, terminate, export, verify."`
	Templates templateCmd  `cmd:"" name:"template" help:"Templates: generations, drafts of them, and what bodies decide."`
	Incident  incidentCmd  `cmd:"" help:"Incidents: begin, write, share with other parties, judge, report, score."`
	Duty      dutyCmd      `cmd:"" help:"Obligations under agreements: list, call for, answer, report, verify."`
	Playbook  playbookCmd  `cmd:"" help:"Playbooks (CACAO 2.0): import, check, follow step by step, export."`
	Exercise  exerciseCmd  `cmd:"" help:"Exercises: create, join, plan, conduct, score, seal; check a scenario offline."`
	Lesson    lessonCmd    `cmd:"" help:"Lessons of exercises: record, assign, done, close."`
	Directory directoryCmd `cmd:"" help:"Whose an address is, whom to call, and whether they can be reached."`
	Expert    expertCmd    `cmd:"" help:"The own pool of experts: profiles, attestation, standby, import."`
	Training  trainingCmd  `cmd:"" help:"Training: courses, quizzes, tasks, certificates, readiness."`
	Assist    assistCmd    `cmd:"" help:"Requests for assistance: draft, authorise, lodge, offer, accept, deploy, match, verify."`
	Crisis    crisisCmd    `cmd:"" help:"Decisions of a body: propose, put, stand, and prove what was decided."`
	Warning   warningCmd   `cmd:"" help:"Early warnings: issue, acknowledge, update, end, and who has them."`
	Alert     alertCmd     `cmd:"" help:"Alert levels of parties and of the alliance: list, state our own."`
	Situation situationCmd `cmd:"" help:"What this node knows of the situation of all parties."`
	Intel     intelCmd     `cmd:"" help:"Intelligence: import, list, show."`
	Release   releaseCmd   `cmd:"" help:"Releases, and drafts that another person decides."`
	Ledger    ledgerCmd    `cmd:"" help:"Pair logs and receipts: list, show, export, verify."`
	Report    reportCmd    `cmd:"" help:"Reports: situation, party, figures."`
	Notify    notifyCmd    `cmd:"" help:"Notifications, who is on call, and alarms."`
	Journal   journalCmd   `cmd:"" help:"The node's own journal."`
	Node      nodeCmd      `cmd:"" help:"The node itself: health, logs, metrics, version, backup, restore."`
	User      userCmd      `cmd:"" help:"Users of this node."`
	Tokens    tokenCmd     `cmd:"" name:"token" help:"API tokens."`
	OpenAPI   openapiCmd   `cmd:"" name:"openapi" help:"Print the OpenAPI 3.1 document of the REST interface."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
}

// env is what a command runs in.
type env struct {
	Streams
	ctx     context.Context
	root    *root
	version string
	verb    string        // the last word of the command, for commands that share a type
	lines   *bufio.Reader // what is asked for, line by line
}

// Exit codes, as the package comment lists them.
const (
	codeInternal = 1
	codeUsage    = 2
	codeVerify   = 8
)

var codes = map[errs.Kind]int{
	errs.Internal: codeInternal, errs.NotFound: 3, errs.Denied: 4, errs.Unauthenticated: 4, errs.SecondFactor: 4, errs.StepUp: 4, errs.Conflict: 5,
	errs.Invalid: 6, errs.TooLarge: 6, errs.Unsupported: 6, errs.Busy: 7,
}

// errVerify marks a verification that failed, which has an exit code of its own.
var errVerify = errors.New("verification failed")

// Run executes one command line and gives its exit code.
func Run(ctx context.Context, s Streams, version string, args []string) int {
	var r root
	done := false
	parser, err := kong.New(&r, kong.Name("entente"), kong.Writers(s.Out, s.Err), kong.Exit(func(int) { done = true }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, Summary: true}),
		kong.Description("The node of a cyber-defence authority: it executes signed agreements.\n\nBegin with `entente demo`, or with `entente init --help`."))
	if err != nil {
		fmt.Fprintln(s.Err, "entente:", err)
		return codeInternal
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	kctx, err := parser.Parse(args)
	if done {
		return 0
	}
	if err != nil {
		fmt.Fprintf(s.Err, "entente: %v\nSee: entente %s--help\n", err, commandPrefix(kctx))
		return codeUsage
	}
	e := &env{Streams: s, ctx: ctx, root: &r, version: version, verb: kctx.Selected().Name}
	if err := kctx.Run(e); err != nil {
		return report(s.Err, err)
	}
	return 0
}

func commandPrefix(k *kong.Context) string {
	if k == nil || k.Selected() == nil {
		return ""
	}
	return k.Selected().FullPath()[len("entente "):] + " "
}

// report prints an error as one line and gives the exit code.
func report(w io.Writer, err error) int {
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(w, "entente: stopped")
		return codeInternal
	}
	kind, text := errs.Public(err)
	if kind == errs.Internal {
		text = err.Error()
	}
	fmt.Fprintln(w, "entente:", text)
	if errors.Is(err, errVerify) {
		return codeVerify
	}
	return codes[kind]
}

type versionCmd struct{}

func (versionCmd) Run(e *env) error {
	if e.root.JSON {
		return e.print(map[string]string{"version": e.version})
	}
	_, err := fmt.Fprintln(e.Out, "entente", e.version)
	return err
}
