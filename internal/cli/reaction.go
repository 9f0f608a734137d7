package cli

import (
	"net/url"
	"strconv"

	"entente/internal/base/errs"
	"entente/internal/reaction"
)

type exerciseReactionsCmd struct {
	List   reactionListCmd  `cmd:"" default:"1" help:"The turns of the parties that act by themselves, what waits first."`
	Now    reactionActCmd   `cmd:"" help:"Have a turn done at once."`
	Again  reactionActCmd   `cmd:"" help:"Try again what failed or was skipped."`
	Skip   reactionSkipCmd  `cmd:"" help:"Leave a turn out."`
	Stop   reactionPartyCmd `cmd:"" help:"Have a party do nothing more by itself, when people act for it."`
	Resume reactionPartyCmd `cmd:"" help:"Let a party act by itself again."`
}

const reactionsPath = "/api/v1/exercise/reactions"

func (e *env) reactions(v reaction.View) error {
	for _, p := range v.Parties {
		stands := "acts by itself, reactions: " + strconv.Itoa(p.Reactions)
		switch {
		case !p.Here:
			stands = "is not simulated here, and nothing of it is played"
		case p.Stopped:
			stands = "was stopped by " + errs.Clip(p.StoppedBy)
		}
		if err := e.line("%s %s", p.Party, stands); err != nil {
			return err
		}
	}
	var rows [][]string
	for _, t := range v.Turns {
		rows = append(rows, []string{exTime(t.Due), string(t.Party), string(t.Do), errs.Clip(t.Reaction), errs.Clip(t.Title), string(t.State), errs.Clip(t.Why), t.ID})
	}
	return e.table([]string{"DUE", "PARTY", "DOES", "REACTION", "AFTER", "STATE", "WHY", "ID"}, rows, "Nothing has set a reaction going yet.")
}

type reactionListCmd struct{}

func (c *reactionListCmd) Run(e *env) error { return fetch(e, reactionsPath, e.reactions) }

type reactionActCmd struct {
	ID string `arg:"" help:"Id of the turn."`
}

func (c *reactionActCmd) Run(e *env) error {
	return send(e, reactionsPath+"/"+url.PathEscape(c.ID)+"/"+e.verb, nil, e.reactions)
}

type reactionSkipCmd struct {
	ID     string `arg:"" help:"Id of the turn."`
	Reason string `arg:"" help:"Why."`
}

func (c *reactionSkipCmd) Run(e *env) error {
	return send(e, reactionsPath+"/"+url.PathEscape(c.ID)+"/skip", map[string]string{"reason": c.Reason}, e.reactions)
}

type reactionPartyCmd struct {
	Party string `arg:"" help:"Code of the party."`
}

func (c *reactionPartyCmd) Run(e *env) error {
	return send(e, reactionsPath+"/parties/"+url.PathEscape(c.Party)+"/"+e.verb, nil, e.reactions)
}
