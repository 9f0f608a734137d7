package app

import (
	"context"
	"slices"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/exercise"
)

// stager is who sets a realm's stage before people enter: its links, and the
// agreements that are in force when it begins.
func (n *Node) stager() authz.Actor {
	return authz.System(n.Config.Party, "stage", authz.PeerManage, authz.AgreementDraft, authz.AgreementSign, authz.AgreementRead, authz.PeerRead, authz.PartyRead)
}

// second is who signs where a text asks for two persons.
func (n *Node) second() authz.Actor {
	who := n.stager()
	who.Person, who.Name = "system-2", "system:stage-2"
	return who
}

// stageMark is the annex by which an agreement of the stage is known. What bears it
// is signed by the realm's nodes themselves, and says so.
const stageMark = "exercise-stage"

// body's periods in an exercise: minutes where the real ones are hours.
var quick = map[string]any{"technical": "PT5M", "operational": "PT15M", "political": "PT30M", "urgent": "PT1M", "grace": "PT1M"}

// stage links the simulated parties with the conducting node, has its agreements
// drafted once all who can come have come, and signed by everybody.
func (r *realms) stage(ctx context.Context, e exercise.Exercise, w *world) error {
	for _, n := range w.simulated {
		if err := w.own.adopt(ctx, n); err != nil {
			return err
		}
	}
	if e.Director == r.of.Config.Party {
		if err := r.draft(ctx, e, w); err != nil {
			return err
		}
	}
	for _, n := range w.nodes() {
		if err := n.accede(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// adopt links a simulated party's node with the conducting one, once.
func (n *Node) adopt(ctx context.Context, of *Node) error {
	peers, err := n.peerCodes(ctx)
	if err != nil || slices.Contains(peers, of.Config.Party) {
		return err
	}
	inv, err := n.Federation.Invite(ctx, n.stager())
	if err != nil {
		return err
	}
	if err := of.join(ctx, inv.Text); err != nil {
		return err
	}
	return n.DB.Write(ctx, func(tx *db.Tx) error { return n.Parties.Compared(ctx, tx, n.stager(), of.Config.Party) })
}

func (n *Node) peerCodes(ctx context.Context) (all []ids.Party, err error) {
	err = n.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = n.Federation.PeerCodes(ctx, tx)
		return err
	})
	return all, err
}

// draft puts the agreements of the stage before the parties: a memorandum among all
// who are linked, and a body that decides where they are three or more. A party that
// joins later gets a memorandum and a body with everybody who is there by then.
func (r *realms) draft(ctx context.Context, e exercise.Exercise, w *world) error {
	linked, err := w.own.peerCodes(ctx)
	if err != nil || len(linked) == 0 || r.awaits(e, linked) {
		return err
	}
	slices.Sort(linked)
	staged, err := w.own.staged(ctx, e)
	if err != nil {
		return err
	}
	for _, t := range []struct {
		template, title string
		least           int
		params          map[string]any
	}{{"memorandum", "EXERCISE: memorandum of " + e.Name, 1, map[string]any{}}, {"crisis-body", "EXERCISE: crisis body of " + e.Name, 2, quick}} {
		if len(linked) < t.least || slices.ContainsFunc(staged, func(a agreement.Agreement) bool {
			return a.Template == t.template && slices.Equal(others(a, w.own.Config.Party), linked)
		}) {
			continue
		}
		who := w.own.stager()
		a, err := w.own.Agreements.Draft(ctx, who, agreement.NewDraft{Realm: e.Realm(), Template: t.template, Title: t.title, Parties: linked, Params: t.params,
			Annexes: []agreement.Annex{{ID: stageMark, Title: ids.ExerciseMark, Text: "Drafted and signed for the exercise by the nodes that take part in it. It binds nobody outside."}}})
		if err != nil {
			return err
		}
		if _, err := w.own.Agreements.Propose(ctx, who, e.Realm(), a.ID); err != nil {
			return err
		}
	}
	return nil
}

// awaits tells whether somebody who has joined is not linked yet.
func (r *realms) awaits(e exercise.Exercise, linked []ids.Party) bool {
	for _, s := range e.Simulated {
		if !slices.Contains(linked, s.Code) {
			return true
		}
	}
	return slices.ContainsFunc(e.Answers, func(a exercise.Answer) bool { return a.Joined() && !slices.Contains(linked, a.Party) })
}

func others(a agreement.Agreement, us ids.Party) (out []ids.Party) {
	for _, m := range a.Parties {
		if m.Code != us {
			out = append(out, m.Code)
		}
	}
	slices.Sort(out)
	return out
}

// staged lists the agreements of the stage that this node knows.
func (n *Node) staged(ctx context.Context, e exercise.Exercise) (out []agreement.Agreement, err error) {
	all, err := n.Agreements.List(ctx, n.stager().In(e.Realm()))
	for _, a := range all {
		if a.Author == e.Director && slices.ContainsFunc(a.Annexes, func(x agreement.Annex) bool { return x.ID == stageMark }) {
			out = append(out, a)
		}
	}
	return out, err
}

// accede signs what of the stage is on the table and not signed by us.
func (n *Node) accede(ctx context.Context, e exercise.Exercise) error {
	staged, err := n.staged(ctx, e)
	if err != nil {
		return err
	}
	for _, a := range staged {
		v, ok := a.OnTable(n.clock.Now())
		if !ok || slices.ContainsFunc(a.SignaturesOf(v, n.clock.Now()), func(s agreement.Signature) bool { return s.Party == n.Config.Party && len(s.By) > 0 }) {
			continue
		}
		for _, who := range []authz.Actor{n.stager(), n.second()} {
			if _, err := n.Agreements.Sign(ctx, who, e.Realm(), a.ID, "", ""); err != nil && !errs.Is(err, errs.Conflict) {
				return err
			}
		}
	}
	return nil
}
