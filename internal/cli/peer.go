package cli

import (
	"strconv"
	"strings"
	"time"
)

type peerCmd struct {
	Invite peerInviteCmd `cmd:"" help:"Make a one-time invitation for another node."`
	Accept peerAcceptCmd `cmd:"" help:"Use an invitation of another node."`
	List   peerListCmd   `cmd:"" help:"Peers, and how the links stand."`
	Forget peerForgetCmd `cmd:"" help:"End the link with a peer."`
}

type peerInviteCmd struct{}

func (peerInviteCmd) Run(e *env) error {
	type answer struct {
		Invitation  string    `json:"invitation"`
		Expires     time.Time `json:"expires"`
		Words       []string  `json:"words"`
		Fingerprint string    `json:"fingerprint"`
	}
	return send(e, "/api/v1/peers/invitations", nil, func(a answer) error {
		return e.line("Give this to the other node's administrator; it works once, until %s:\n\n%s\n\nTell him these words by telephone or in person:\n\n  %s\n\n(fingerprint %s)",
			when(a.Expires), a.Invitation, strings.Join(a.Words, " "), a.Fingerprint)
	})
}

type peerAcceptCmd struct {
	Invitation string `arg:"" help:"The invitation, in one argument."`
	Words      string `help:"The inviting node's words as you were told them. Without them the link counts as not compared." placeholder:"\"WORD …\""`
}

type peerItem struct {
	Party       string    `json:"party"`
	Name        string    `json:"name"`
	Address     string    `json:"address"`
	State       string    `json:"state"`
	Trust       string    `json:"trust"`
	Words       []string  `json:"words"`
	LastContact time.Time `json:"last_contact"`
	Sent        int64     `json:"sent_size"`
	Receipted   int64     `json:"receipted_size"`
	Received    int64     `json:"received_size"`
	Error       string    `json:"error"`
}

func (p *peerAcceptCmd) Run(e *env) error {
	return send(e, "/api/v1/peers/accept", map[string]string{"invitation": p.Invitation, "words": p.Words}, func(a peerItem) error {
		if a.Trust != "compared" {
			return e.line("Linked with %s at %s. Not compared yet: ask %s for its words, which here are\n\n  %s", a.Party, a.Address, a.Party, strings.Join(a.Words, " "))
		}
		return e.line("Linked with %s at %s; its words were compared.", a.Party, a.Address)
	})
}

type peerListCmd struct{}

func (peerListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/peers", func(l items[peerItem]) error {
		var rows [][]string
		for _, p := range l.Items {
			rows = append(rows, []string{p.Party, p.Address, p.State, p.Trust, n(p.Sent), n(p.Receipted), n(p.Received), p.Error})
		}
		return e.table([]string{"PARTY", "ADDRESS", "LINK", "TRUST", "SENT", "RECEIPTED", "RECEIVED", "NOTE"}, rows, "No peers yet. Begin with: entente peer invite")
	})
}

type peerForgetCmd struct {
	Party string `arg:"" help:"Code of the party."`
}

func (p *peerForgetCmd) Run(e *env) error {
	c, err := e.client()
	if err != nil {
		return err
	}
	if err := c.do(e.ctx, "DELETE", "/api/v1/peers/"+p.Party, nil, nil); err != nil {
		return err
	}
	return e.line("The link with %s has ended. Logs and agreements stay.", p.Party)
}

func n(i int64) string { return strconv.FormatInt(i, 10) }
