package assist

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/matter"
)

// carry holds the people behind the accepted lines of one offer of ours, states
// which are held, with their cards sealed to the requester, and which are declined
// because somebody is taken.
func (s *Service) carry(ctx context.Context, tx *db.Tx, who authz.Actor, m matter.Matter, c Case, o Offered) error {
	behind, err := pledges(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	behind = slices.DeleteFunc(behind, func(p pledge) bool { return p.offer != o.ID })
	var held, taken []string
	why := ""
	for _, group := range o.groups() {
		err := tx.Try(ctx, func() error { return s.holdLines(ctx, tx, who, m, o, behind, group) })
		switch {
		case err == nil:
			held = append(held, group...)
		case errs.Is(err, errs.Conflict) || errs.Is(err, errs.NotFound):
			taken = append(taken, group...)
			if why, err = s.reason(ctx, tx, m, o, behind, group); err != nil {
				return err
			}
		default:
			return err
		}
	}
	if len(held) > 0 {
		if err := s.stateHeld(ctx, tx, who, m, c, o, behind, held); err != nil {
			return err
		}
	}
	if len(taken) > 0 {
		_, err = s.state(ctx, tx, who, m.Realm, m.ID, o.last, ActDeclined, answer{Declination: Declination{Text: why}, Offer: o.ID, Lines: taken})
	}
	return err
}

// groups lists the accepted lines as they are held: those that were accepted as a
// whole together, every other by itself.
func (o Offered) groups() (out [][]string) {
	whole := map[time.Time]int{}
	for _, l := range o.Stand {
		if l.State != LineAccepted {
			continue
		}
		i, ok := whole[l.Accepted]
		if !l.Whole || !ok {
			out = append(out, nil)
			i = len(out) - 1
			if l.Whole {
				whole[l.Accepted] = i
			}
		}
		out[i] = append(out[i], l.Line)
	}
	return out
}

func (s *Service) holdLines(ctx context.Context, tx *db.Tx, who authz.Actor, m matter.Matter, o Offered, behind []pledge, lines []string) error {
	for _, p := range behind {
		if slices.Contains(lines, p.line) {
			if err := s.c.Pool.Hold(ctx, tx, who, m.Realm, p.expert, m.ID, o.From, o.Until); err != nil {
				return err
			}
		}
	}
	return nil
}

// reason says whether another request has taken people. Which one is not for the
// requester to know.
func (s *Service) reason(ctx context.Context, tx *db.Tx, m matter.Matter, o Offered, behind []pledge, lines []string) (string, error) {
	for _, p := range behind {
		if !slices.Contains(lines, p.line) {
			continue
		}
		others, err := pledgesOf(ctx, tx, m.Realm, p.expert)
		if err != nil {
			return "", err
		}
		for _, other := range others {
			if other.matter == m.ID {
				continue
			}
			_, c, err := s.load(ctx, tx, m.Realm, other.matter)
			if err != nil {
				return "", err
			}
			if x := c.offer(other.offer); x != nil && x.stand(other.line).State.out() && x.From.Before(o.Until) && o.From.Before(x.Until) {
				return "taken by another request", nil
			}
		}
	}
	return "not available any more", nil
}

func (s *Service) stateHeld(ctx context.Context, tx *db.Tx, who authz.Actor, m matter.Matter, c Case, o Offered, behind []pledge, lines []string) error {
	cards := []Disclosed{}
	for _, p := range behind {
		if !slices.Contains(lines, p.line) {
			continue
		}
		d, err := s.c.Pool.Disclose(ctx, tx, who, m.Realm, p.expert, m.ID)
		if err != nil {
			return err
		}
		cards = append(cards, Disclosed{Line: p.line, Pseudonym: d.Pseudonym, Name: d.Name, Employer: d.Employer, Phone: d.Phone, Email: d.Email, Office: d.Office})
	}
	sealed, err := seal(c.seal, sealInfo(m.ID, s.c.Party, o.ID), cards)
	if err != nil {
		return err
	}
	_, err = s.state(ctx, tx, who, m.Realm, m.ID, o.last, ActHeld, OfLines{Party: s.c.Party, Offer: o.ID, Lines: lines, Cards: sealed})
	return err
}

// drop gives the people behind lines free.
func (s *Service) drop(ctx context.Context, tx *db.Tx, who authz.Actor, m matter.Matter, offer string, lines []string) error {
	behind, err := pledges(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, p := range behind {
		if p.offer == offer && slices.Contains(lines, p.line) {
			if err := s.c.Pool.Drop(ctx, tx, who, m.Realm, p.expert, m.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// Behind gives who stands behind the lines of our own offers in a request: the
// ids of experts by offer and line.
func (s *Service) Behind(ctx context.Context, v authz.Viewer, id string) (all []Pledged, err error) {
	defer errs.Wrap(&err, "assist.Behind(%s)", errs.Clip(id))
	if err := v.May(authz.AssistOffer); err != nil {
		return nil, err
	}
	all = []Pledged{}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if _, _, err := s.loadSeen(ctx, tx, v, id); err != nil {
			return err
		}
		rows, err := pledges(ctx, tx, id)
		for _, p := range rows {
			all = append(all, Pledged{Offer: p.offer, Line: p.line, Expert: p.expert, Pseudonym: s.c.Pool.Pseudonym(p.expert, p.matter)})
		}
		return err
	})
	return all, err
}

// Pledged is an own expert behind a line of an own offer.
type Pledged struct {
	Offer     string `json:"offer"`
	Line      string `json:"line"`
	Expert    string `json:"expert" doc:"Id in the own pool"`
	Pseudonym string `json:"pseudonym"`
}
