package cli

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
)

type demoCmd struct {
	Dir    string   `help:"Folder for the three nodes; a fresh temporary one when missing, removed at the end." type:"path"`
	Import []string `help:"Real files or folders to import at CZE besides the sample." sep:"none" placeholder:"PATH"`
	Paths  []string `arg:"" optional:"" help:"More files or folders to import."`
	Mark   string   `help:"TLP for what bears none in the files given with --import. Without it such objects stay unmarked, and so stay." placeholder:"tlp:green"`
	Port   int      `help:"First of the three ports for console and API; the peer ports lie 1000 higher." default:"8440"`
	Once   bool     `help:"Run the whole job, print what was released, refused, delivered and receipted, and end."`
}

// demoNode is one of the three nodes: a process of its own, which the demo
// speaks to as a user does.
type demoNode struct {
	Code     string `json:"code"`
	URL      string `json:"url"`
	User     string `json:"user"`
	Password string `json:"password"`
	Token    string `json:"token"`
	TAXII    string `json:"taxii"`

	name   string
	kind   string
	port   int
	dir    string
	client *client
	proc   *process
}

func demoNodes(dir string, port int) []*demoNode {
	mk := func(code, name, kind string, port int) *demoNode {
		return &demoNode{Code: code, name: name, kind: kind, port: port, dir: filepath.Join(dir, code), URL: fmt.Sprintf("http://127.0.0.1:%d", port), TAXII: fmt.Sprintf("http://127.0.0.1:%d/taxii2/", port)}
	}
	return []*demoNode{
		mk("HUB", "Alliance hub", "alliance", port),
		mk("CZE", "Czech national authority", "nation", port+1),
		mk("EST", "Estonian national authority", "nation", port+2),
	}
}

func (c *demoCmd) Run(e *env) (err error) {
	c.Import = append(c.Import, c.Paths...)
	files, err := expand(c.Import)
	if len(c.Import) > 0 && err != nil {
		return err
	}
	dir, cleanup, err := demoDir(c.Dir)
	if err != nil {
		return err
	}
	defer cleanup()
	d := &demo{env: e, dir: dir, nodes: demoNodes(dir, c.Port), files: files, mark: c.Mark, watch: clock.Start()}
	defer d.stop()
	if err := d.start(e.ctx); err != nil {
		return err
	}
	if err := d.play(e.ctx); err != nil {
		return err
	}
	sum, err := d.settle(e.ctx)
	if err != nil {
		return err
	}
	if err := d.printSummary(sum); err != nil {
		return err
	}
	if c.Once {
		if !sum.good() {
			return fmt.Errorf("%w: %w", errVerify, errs.New(errs.Conflict, "not every receipt verifies"))
		}
		return nil
	}
	return d.stay()
}

// demoDir gives the folder: the one named, which must be empty or missing, or a
// temporary one that goes at the end.
func demoDir(named string) (string, func(), error) {
	if named == "" {
		dir, err := os.MkdirTemp("", "entente-demo-*")
		return dir, func() { _ = os.RemoveAll(dir) }, err // what is left in /tmp harms nobody
	}
	if err := os.MkdirAll(named, 0o700); err != nil {
		return "", nil, err
	}
	entries, err := os.ReadDir(named)
	if err != nil {
		return "", nil, err
	}
	if len(entries) > 0 {
		return "", nil, errs.New(errs.Conflict, "%s is not empty; the demo begins in a fresh folder", named)
	}
	return named, func() {}, nil
}

// demo is one run.
type demo struct {
	env   *env
	dir   string
	nodes []*demoNode
	files []source
	mark  string

	watch   clock.Stopwatch
	imports []importResult
	kept    summary // what was refused without a release being made
}

func (d *demo) say(format string, args ...any) {
	if !d.env.root.JSON {
		fmt.Fprintf(d.env.Err, format+"\n", args...)
	}
}

func (d *demo) node(code string) *demoNode {
	for _, n := range d.nodes {
		if n.Code == code {
			return n
		}
	}
	return nil
}

// start makes the nodes, runs each as a process, and makes the first user of
// each by its one-time link.
func (d *demo) start(ctx context.Context) error {
	for _, n := range d.nodes {
		if err := d.startNode(ctx, n); err != nil {
			return fmt.Errorf("node %s: %w", n.Code, err)
		}
		d.say("%s  %s  on %s", n.Code, n.name, n.URL)
	}
	b, err := json.Marshal(map[string]any{"nodes": d.nodes}, jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.dir, "credentials.json"), b, 0o600)
}

func (d *demo) startNode(ctx context.Context, n *demoNode) error {
	setup, err := d.initNode(ctx, n)
	if err != nil {
		return err
	}
	if n.proc, err = startNode(ctx, n.dir); err != nil {
		return err
	}
	if n.client, err = newClient(n.URL, "", ""); err != nil {
		return err
	}
	if err := n.waitHealthy(ctx); err != nil {
		return err
	}
	// The first administrator may not give himself more than that, so he makes a
	// user with the roles that the demo shows, who sets his password by his link.
	admin, err := openSession(ctx, n.client, setup, "admin", randomPassword(), "")
	if err != nil {
		return err
	}
	var user userItem
	roles := []string{"admin", "analyst", "release", "legal", "director", "auditor"}
	if err := admin.post(ctx, "/api/v1/users", map[string]any{"name": "demo", "display": "Demo", "roles": roles, "invite": true}, &user); err != nil {
		return err
	}
	n.User, n.Password = user.Name, randomPassword()
	session, err := openSession(ctx, n.client, pathOf(user.SetupURL), n.User, n.Password, "")
	if err != nil {
		return err
	}
	var tok struct {
		Token string `json:"token"`
	}
	if err := session.post(ctx, "/api/v1/tokens", map[string]any{"label": "demo", "kind": "full", "expires_days": 30}, &tok); err != nil {
		return err
	}
	n.Token, n.client.token = tok.Token, tok.Token
	return nil
}

// pathOf is the path of a one-time link.
func pathOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return u.Path
}

const patience = 30 * time.Second

// stop ends the nodes: an interrupt first, so that they close cleanly.
func (d *demo) stop() {
	for _, n := range d.nodes {
		if n.proc != nil {
			n.proc.stop()
		}
	}
}

// stay prints where to go and waits for Ctrl-C, or for a node to die.
func (d *demo) stay() error {
	for _, n := range d.nodes {
		if err := d.env.line("%s  %s\n     user %s, password %s\n     TAXII 2.1 at %s with user %s and the token in credentials.json", n.Code, n.URL, n.User, n.Password, n.TAXII, n.User); err != nil {
			return err
		}
	}
	if err := d.env.line("\nCredentials are in %s. Ctrl-C stops the demo.", filepath.Join(d.dir, "credentials.json")); err != nil {
		return err
	}
	died := make(chan string, len(d.nodes))
	for _, n := range d.nodes {
		go func() {
			<-n.proc.done
			died <- n.Code
		}()
	}
	select {
	case <-d.env.ctx.Done():
		d.say("Stopping.")
		return nil
	case code := <-died:
		return errs.New(errs.Internal, "node %s has stopped: %s", code, d.node(code).proc.lastWords())
	}
}
