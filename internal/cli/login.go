package cli

import (
	"bufio"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/term"

	"entente/internal/base/errs"
)

// login is what is kept between commands, readable by its owner only.
type login struct {
	URL     string `json:"url"`
	Token   string `json:"token"`
	TokenID string `json:"token_id"`
	User    string `json:"user"`
}

func loginPath() (string, error) {
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "entente", "login.json"), err
}

func loadLogin() (l login, err error) {
	path, err := loginPath()
	if err != nil {
		return l, nil // no home folder: then nothing is kept
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return l, nil // never signed in
	}
	if err := json.Unmarshal(b, &l); err != nil {
		return l, errs.New(errs.Invalid, "%s is damaged; run `entente login` again", path)
	}
	return l, nil
}

type loginCmd struct {
	URL  string `arg:"" help:"Address of the node, or the one-time set-up link that init printed."`
	User string `help:"User name; asked for when missing." placeholder:"NAME"`
	Code string `help:"Code of the second factor; asked for when the account has one." placeholder:"CODE"`
	Days int    `help:"How long the token is valid, in days." default:"30"`
}

func (l *loginCmd) Run(e *env) error {
	u, err := url.Parse(l.URL)
	if err != nil || u.Host == "" {
		return errs.New(errs.Invalid, "%q is not the address of a node", errs.Clip(l.URL))
	}
	base := u.Scheme + "://" + u.Host
	c, err := newClient(base, "", "")
	if err != nil {
		return err
	}
	if l.User == "" {
		if l.User, err = e.ask("User name: "); err != nil {
			return err
		}
	}
	session, err := e.signIn(c, u.Path, l.User, l.Code)
	if err != nil {
		return err
	}
	host, _ := os.Hostname() // only a label
	var made struct {
		ID    string `json:"id"`
		Token string `json:"token"`
	}
	if err := session.post(e.ctx, "/api/v1/tokens", map[string]any{"label": "command line " + host, "kind": "full", "expires_days": l.Days}, &made); err != nil {
		return err
	}
	if err := keepLogin(login{URL: base, Token: made.Token, TokenID: made.ID, User: l.User}); err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(map[string]string{"url": base, "user": l.User})
	}
	_, err = fmt.Fprintf(e.Out, "Signed in to %s as %s; the token is valid for %d days.\n", base, l.User, l.Days)
	return err
}

func keepLogin(l login) error {
	path, err := loginPath()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o600)
}

type logoutCmd struct{}

func (logoutCmd) Run(e *env) error {
	l, err := loadLogin()
	if err != nil {
		return err
	}
	if l.Token == "" {
		return errs.New(errs.NotFound, "nobody is signed in")
	}
	c, err := newClient(l.URL, l.Token, "")
	if err != nil {
		return err
	}
	if err := c.do(e.ctx, "DELETE", "/api/v1/tokens/"+url.PathEscape(l.TokenID), nil, nil); err != nil && !errs.Is(err, errs.Unauthenticated) && !errs.Is(err, errs.NotFound) {
		return err
	}
	path, err := loginPath()
	if err != nil {
		return err
	}
	return os.Remove(path)
}

func (e *env) ask(prompt string) (string, error) {
	fmt.Fprint(e.Err, prompt)
	if e.lines == nil {
		e.lines = bufio.NewReader(e.In) // one for all questions: it may have read ahead
	}
	line, err := e.lines.ReadString('\n')
	if err != nil && line == "" {
		return "", errs.New(errs.Invalid, "%s was not given", strings.TrimSuffix(strings.ToLower(prompt), ": "))
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// askSecret reads a line without showing it, or from a pipe as it is.
func (e *env) askSecret(prompt string) (string, error) {
	if f, ok := e.In.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(e.Err, prompt)
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(e.Err)
		return string(b), err
	}
	return e.ask(prompt)
}
