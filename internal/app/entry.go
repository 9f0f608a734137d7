package app

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/exercise"
	"entente/internal/msel"
)

// entry is a realm's node's place in its exercise: who conducts, and who of this
// node's people plays in which team. In the live realm it is empty.
type entry struct {
	director  ids.Party
	realm     ids.Realm
	exercises *exercise.Service // of the live realm, which knows the members
	// actor gives the node of a party that this node simulates, or nil; nil itself
	// where this node does not conduct.
	actor     func(ids.Party) *Node
	own       func() *Node // this node itself, there
	simulated []ids.Party  // whose nodes run there too
}

// TeamOf implements conduct.Teams. Who is no member is in no team.
func (s entry) TeamOf(ctx context.Context, _ *db.Tx, person string) (string, error) {
	if s.exercises == nil {
		return "", nil
	}
	all, err := s.exercises.Cast(ctx, string(s.realm))
	for _, m := range all {
		if m.Person == person && m.Cell == exercise.Blue {
			return m.Team, err
		}
	}
	return "", err
}

// Players implements msel.Company. Of a party that was invited, people play.
func (s entry) Players(ctx context.Context) (all []msel.Player, err error) {
	if s.exercises == nil {
		return nil, nil
	}
	e, err := s.exercises.Known(ctx, string(s.realm))
	if err != nil {
		return nil, err
	}
	all = append(all, msel.Player{Party: e.Director, Plays: msel.Directing})
	for _, x := range e.Simulated {
		all = append(all, msel.Player{Party: x.Code, Name: x.Name, Plays: msel.BySimulation})
	}
	for _, p := range e.Parties {
		all = append(all, msel.Player{Party: p, Plays: msel.ByPeople})
	}
	return all, nil
}
