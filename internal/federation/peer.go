package federation

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/party"
)

// Peer is another party's node that this node has a link with.
type Peer struct {
	Party    ids.Party
	Name     string
	Address  string         // host:port of its peer port
	Key      sign.PublicKey // its node key
	Trust    string         // "compared" once a person has compared the fingerprint, else "invited"
	JoinedAt time.Time

	card party.Card
}

// PeerView is a peer with the state of its link.
type PeerView struct {
	Peer
	Link
	Sent      int64 // size of our log to it
	Receipted int64 // how much of that it has cosigned
	Received  int64 // size of its log to us
}

// loadPeer gives one peer with its pinned key.
func (s *Service) loadPeer(ctx context.Context, tx *db.Tx, p ids.Party) (Peer, error) {
	peer, err := db.One(ctx, tx, scanPeer, `SELECT party, address, joined_at FROM federation_peer WHERE party = $1`, string(p))
	if err != nil {
		return peer, err
	}
	return s.complete(ctx, tx, peer)
}

func scanPeer(sc db.Scanner) (p Peer, err error) {
	var at int64
	err = sc.Scan(&p.Party, &p.Address, &at)
	p.JoinedAt = db.Time(at)
	return p, err
}

// complete adds what the directory knows of the peer's party.
func (s *Service) complete(ctx context.Context, tx *db.Tx, p Peer) (Peer, error) {
	known, err := s.parties.Known(ctx, tx, p.Party)
	p.Name, p.Key, p.Trust, p.card = known.Name, known.Node, known.Trust, known.Card
	return p, err
}

func (s *Service) peers(ctx context.Context, tx *db.Tx) ([]Peer, error) {
	peers, err := db.Rows(ctx, tx, scanPeer, `SELECT party, address, joined_at FROM federation_peer ORDER BY party`)
	if err != nil {
		return nil, err
	}
	for i := range peers {
		if peers[i], err = s.complete(ctx, tx, peers[i]); err != nil {
			return nil, err
		}
	}
	return peers, nil
}

// PeerCodes lists the parties that this node has a link with.
func (s *Service) PeerCodes(ctx context.Context, tx *db.Tx) ([]ids.Party, error) {
	return db.Rows(ctx, tx, func(sc db.Scanner) (p ids.Party, err error) { return p, sc.Scan(&p) }, `SELECT party FROM federation_peer ORDER BY party`)
}

// Peers lists the peers with the state of their links in the viewer's realm.
func (s *Service) Peers(ctx context.Context, v authz.Viewer) (views []PeerView, err error) {
	defer errs.Wrap(&err, "federation.Peers")
	if err := v.May(authz.PeerRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		peers, err := s.peers(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range peers {
			out := ledger.Pair{From: s.party, To: p.Party, Realm: v.Realm()}
			view := PeerView{Peer: p, Link: s.link(p.Party)}
			if view.Sent, err = ledger.Size(ctx, tx, out); err != nil {
				return err
			}
			if view.Receipted, err = ledger.CosignedSize(ctx, tx, out); err != nil {
				return err
			}
			if view.Received, err = ledger.Size(ctx, tx, ledger.Pair{From: p.Party, To: s.party, Realm: v.Realm()}); err != nil {
				return err
			}
			views = append(views, view)
		}
		return nil
	})
	return views, err
}

// PeerByKey tells which peer calls under a link key; errs.Unauthenticated for a
// stranger, and for a key that was retired. Every call on the peer port begins here, except joining.
func (s *Service) PeerByKey(ctx context.Context, key sign.PublicKey) (p ids.Party, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		peers, err := s.peers(ctx, tx)
		if err != nil {
			return err
		}
		for _, peer := range peers {
			k, ok := peer.card.LinkKey(key)
			if !ok {
				continue
			}
			if !peer.card.Opens(key, tx.Now) {
				return errs.New(errs.Unauthenticated, "%s has retired the link key of this call at %s; bring back the later key to that node's keys folder, or give it a new one: entente key rotate link", peer.Party, k.Until.Format(time.RFC3339))
			}
			p = peer.Party
			return nil
		}
		return errs.New(errs.Unauthenticated, "this node has no link with the node that calls; ask its administrator for an invitation")
	})
	return p, err
}

// Forget ends the link with a peer: nothing is sent to it or taken from it any
// more. Logs, receipts and agreements stay; a new invitation links it again.
func (s *Service) Forget(ctx context.Context, who authz.Actor, code ids.Party) (err error) {
	defer errs.Wrap(&err, "federation.Forget(%s)", code)
	if err := who.May(authz.PeerManage); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM federation_peer WHERE party = $1`, string(code))
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "%s is not a peer of this node", code)
		}
		tx.AfterCommit(s.joined.Ring)
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "federation.peer-forgotten", By: who, About: string(code)})
		return err
	})
}
