package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/errs"
)

// process is a node that the demo runs, with its log in its folder.
type process struct {
	cmd  *exec.Cmd
	log  string
	done chan struct{}
}

// initNode makes a node by the command line and gives the path of its one-time
// set-up link.
func (d *demo) initNode(ctx context.Context, n *demoNode) (string, error) {
	exe, err := self()
	if err != nil {
		return "", err
	}
	args := []string{"--json", "init", "--dir", n.dir, "--party", n.Code, "--name", n.name, "--kind", n.kind,
		"--listen", strings.TrimPrefix(n.URL, "http://"), "--peer-listen", peerAddress(n.port), "--private-peers"}
	if n.kind == "alliance" {
		args = append(args, "--pass-on")
	}
	if n.Code == "EST" {
		args = append(args, "--second-person", "amber") // so that the demo shows both ways of releasing
	}
	out, err := exec.CommandContext(ctx, exe, args...).Output() //nolint:gosec // this program itself
	if err != nil {
		var ee *exec.ExitError
		if errors.As(err, &ee) {
			return "", errs.New(errs.Internal, "%s", strings.TrimPrefix(strings.TrimSpace(string(ee.Stderr)), "entente: "))
		}
		return "", err
	}
	var made struct {
		SetupURL string `json:"setup_url"`
	}
	if err := json.Unmarshal(out, &made); err != nil {
		return "", err
	}
	return pathOf(made.SetupURL), nil
}

func peerAddress(port int) string { return "127.0.0.1:" + n(int64(port+1000)) }

// startNode runs `entente serve` in a process group of its own, so that a
// Ctrl-C at the terminal reaches the demo alone, which stops its nodes in order.
func startNode(ctx context.Context, dir string) (*process, error) {
	exe, err := self()
	if err != nil {
		return nil, err
	}
	p := &process{log: filepath.Join(dir, "node.log"), done: make(chan struct{})}
	logFile, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	p.cmd = exec.CommandContext(context.WithoutCancel(ctx), exe, "serve", "--dir", dir, "--with-stdin") //nolint:gosec // this program itself
	p.cmd.Stdout, p.cmd.Stderr = logFile, logFile
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// The node stops when this pipe closes: also when the demo is killed.
	if _, err := p.cmd.StdinPipe(); err != nil {
		_ = logFile.Close() // nothing was written
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		_ = logFile.Close() // nothing was written
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is in its log
		_ = logFile.Close()
		close(p.done)
	}()
	return p, nil
}

const stopGrace = 8 * time.Second

func (p *process) stop() {
	_ = p.cmd.Process.Signal(os.Interrupt) // it may have ended by itself
	timer := time.NewTimer(stopGrace)
	defer timer.Stop()
	select {
	case <-p.done:
	case <-timer.C:
		_ = p.cmd.Process.Kill() // as above
		<-p.done
	}
}

// lastWords is the end of the node's log.
func (p *process) lastWords() string {
	b, err := os.ReadFile(p.log)
	if err != nil {
		return "its log cannot be read"
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return errs.Clip(lines[len(lines)-1])
}

// waitHealthy waits until the node answers, or has died.
func (n *demoNode) waitHealthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := n.client.get(ctx, "/api/v1/health", nil)
		if err == nil {
			return nil
		}
		timer := time.NewTimer(50 * time.Millisecond)
		select {
		case <-timer.C:
		case <-n.proc.done:
			timer.Stop()
			return errs.New(errs.Internal, "it stopped at once: %s", n.proc.lastWords())
		case <-ctx.Done():
			timer.Stop()
			return err
		}
	}
}

// randomPassword is made for this run and stands in credentials.json only.
func randomPassword() string { return strings.ToLower(rand.Text()) }
