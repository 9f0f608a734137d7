package directory

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/party"
)

// Sender carries a drill's question to a channel. It answers an error where it
// cannot; then a person sends the text by hand.
type Sender interface {
	Send(ctx context.Context, channel Medium, address, text string) error
}

// Term is how often the contacts of a party are to be tried, and why.
type Term struct {
	Agreement string
	Title     string
	Every     string    // span, ISO 8601
	Since     time.Time // in force
	// After gives the moment one span after another, by the calendar.
	After func(t time.Time) time.Time
}

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Parties *party.Service
	Key     sign.Key  // the node's
	Party   ids.Party // this node's own
	// Peers gives the parties that this node has a link with; nil: none.
	Peers func(ctx context.Context, tx *db.Tx) ([]ids.Party, error)
	// HandOn says that this node hands entries on to its peers, as a hub does.
	HandOn bool
	// Link gives the address of a page under a token, for the question of a drill.
	Link func(token string) string
	// Sender sends the questions of drills; nil: people do.
	Sender Sender
	// Terms gives what agreements in force ask of drills, by the party that is to be
	// tried; nil: nothing.
	Terms func(ctx context.Context, tx *db.Tx) (map[ids.Party][]Term, error)
	// Met states that we have met our duty to try contacts under an agreement, by a
	// drill; nil: nothing can be stated.
	Met func(ctx context.Context, who authz.Actor, agreement, text, reference string) error
}

// Service is the directory of one node and the acts on it.
type Service struct {
	c     Config
	seal  []byte // what links and codes of drills are made from
	index *index
}

// New gives the service.
func New(c Config) *Service {
	seal := c.Key.Sign("comcheck-seal/v1", nil)
	return &Service{c: c, seal: seal[:], index: &index{}}
}

const kindEntry = "directory.entry-changed"

// entryBody is the body of a statement that tells an entry. Card is that of the
// entry's party where another hands it on, for nodes that do not know it yet.
type entryBody struct {
	Document jsontext.Value `json:"document"`
	Card     jsontext.Value `json:"card,omitempty"`
}

// Saved is what became of a change of our entry.
type Saved struct {
	Entry    Entry
	Proposal *Proposal // it waits for a second person; nil: it is signed and told
}

// Save changes our own entry. serial is that of the entry that the change was made
// from, 0 for none. What changes contacts for emergencies waits for a second
// person, see Confirm; everything else is signed and told at once.
//
// Errors: Conflict when the entry has changed meanwhile; Invalid and TooLarge for
// what no entry can say.
func (s *Service) Save(ctx context.Context, who authz.Actor, serial int64, said Said) (out Saved, err error) {
	defer errs.Wrap(&err, "directory.Save")
	if err := who.May(authz.DirectoryEdit); err != nil {
		return out, err
	}
	said = said.normal()
	if err := said.check(); err != nil {
		return out, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := s.own(ctx, tx)
		if err != nil {
			return err
		}
		if now.Serial != serial {
			return errs.New(errs.Conflict, "the entry has changed since you read it; load it again and repeat your change")
		}
		out = Saved{Entry: now.Entry}
		if now.Serial > 0 && !sameEmergency(now.Said, said) {
			p := Proposal{ID: ids.New(), Serial: serial, Person: who.Person, Name: who.Name, At: tx.Now, Said: said}
			body, err := strictjson.Marshal(said)
			if err != nil {
				return err
			}
			if err := saveProposal(ctx, tx, p, body); err != nil {
				return err
			}
			out.Proposal = &p
			_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "directory.entry-proposed", By: who, About: string(s.c.Party), Body: map[string]any{"proposal": p.ID, "serial": serial}})
			return err
		}
		out.Entry, err = s.publish(ctx, tx, who, now, said, "")
		return err
	})
	return out, err
}

// Confirm is the second person's yes to a change: it is signed and told.
//
// Errors: NotFound when none waits under that id; Denied to who put it forward;
// Conflict when the entry has changed since.
func (s *Service) Confirm(ctx context.Context, who authz.Actor, id string) (e Entry, err error) {
	defer errs.Wrap(&err, "directory.Confirm(%s)", errs.Clip(id))
	if err := who.May(authz.DirectoryEdit); err != nil {
		return e, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := pending(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.Person == who.Person {
			return errs.New(errs.Denied, "you put this change forward; another person confirms it")
		}
		now, err := s.own(ctx, tx)
		if err != nil {
			return err
		}
		if now.Serial != p.Serial {
			return errs.New(errs.Conflict, "the entry has changed since this was put forward; refuse it, and make the change again")
		}
		e, err = s.publish(ctx, tx, who, now, p.Said, p.Name)
		return err
	})
	return e, err
}

// Refuse drops a change that waits; whoever put it forward may do that too.
func (s *Service) Refuse(ctx context.Context, who authz.Actor, id string) (err error) {
	defer errs.Wrap(&err, "directory.Refuse(%s)", errs.Clip(id))
	if err := who.May(authz.DirectoryEdit); err != nil {
		return err
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := pending(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := dropProposal(ctx, tx); err != nil {
			return err
		}
		_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "directory.entry-refused", By: who, About: string(s.c.Party), Body: map[string]any{"proposal": p.ID}})
		return err
	})
}

func pending(ctx context.Context, tx *db.Tx, id string) (Proposal, error) {
	p, err := loadProposal(ctx, tx)
	if err == nil && p.ID != id {
		err = errs.New(errs.NotFound, "no change of the entry waits for a second person")
	}
	return p, err
}

// own gives our entry; its zero value before the first.
func (s *Service) own(ctx context.Context, tx *db.Tx) (stored, error) {
	now, err := load(ctx, tx, s.c.Party)
	if errs.Is(err, errs.NotFound) {
		return stored{}, nil
	}
	return now, err
}

// publish signs the next entry of ours, and tells all peers. What waited for a
// second person was made from the entry before, and is dropped.
func (s *Service) publish(ctx context.Context, tx *db.Tx, who authz.Actor, now stored, said Said, by string) (e Entry, err error) {
	// The clock keeps a node that was restored from before its last entry from
	// signing another one under a serial that is taken.
	h, err := seal(Entry{V: 1, Party: s.c.Party, Serial: max(now.Serial+1, tx.Now.Unix()), At: tx.Now, Said: said}, s.c.Key)
	if err != nil {
		return e, err
	}
	// What this node cannot read again, no other node can.
	if _, err := open(h.bytes); err != nil {
		return e, err
	}
	if err := dropProposal(ctx, tx); err != nil {
		return e, err
	}
	if err := save(ctx, tx, h, s.c.Party); err != nil {
		return e, err
	}
	body := entryBody{Document: h.bytes}
	if by != "" {
		// The journal shows both persons; the statement to others holds no names.
		if _, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "directory.entry-confirmed", By: who, About: string(s.c.Party), Body: map[string]any{"serial": h.Serial, "proposed_by": by}}); err != nil {
			return e, err
		}
	}
	peers, err := s.peers(ctx, tx)
	if err != nil {
		return e, err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kindEntry, By: who, About: string(s.c.Party), Audience: peers, Body: body})
	return h.Entry, err
}

func (s *Service) peers(ctx context.Context, tx *db.Tx) ([]ids.Party, error) {
	if s.c.Peers == nil {
		return nil, nil
	}
	return s.c.Peers(ctx, tx)
}

// sameEmergency tells whether two entries have the same contacts for emergencies:
// the same places, channels and keys in the same order.
func sameEmergency(a, b Said) bool {
	x, errx := strictjson.Marshal(emergency(a))
	y, erry := strictjson.Marshal(emergency(b))
	return errx == nil && erry == nil && string(x) == string(y)
}

func emergency(s Said) (out []Contact) {
	for _, c := range s.Contacts {
		if c.Purpose == Emergency {
			c.Channels = slices.Clone(c.Channels)
			out = append(out, c)
		}
	}
	return out
}

// readSaid reads what people have written of an entry.
func readSaid(b []byte) (s Said, err error) {
	err = strictjson.Decode(b, &s, limits)
	return s.normal(), err
}
