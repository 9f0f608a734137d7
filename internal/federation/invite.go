package federation

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
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

// invitationLife is how long an invitation can be used.
const invitationLife = 72 * time.Hour

// prefix begins the text form of an invitation.
const prefix = "entente-invitation-1:"

// Invitation is a one-time offer of a link. Its text form is one line that
// fits into a QR code; the words of its key are compared by another way.
type Invitation struct {
	Text    string
	Party   ids.Party
	Expires time.Time
	Key     sign.PublicKey
}

// invitationBody is what the text form holds, as base64url of canonical JSON.
type invitationBody struct {
	Address string         `json:"address"`
	Card    jsontext.Value `json:"card"`
	Secret  string         `json:"secret"`
	Expires time.Time      `json:"expires"`
}

// joinBody is what the invited node says on the peer port.
type joinBody struct {
	Secret  string         `json:"secret"`
	Card    jsontext.Value `json:"card"`
	Address string         `json:"address"`
}

// Invite makes an invitation. Whoever brings it back, once and in time, becomes
// a peer; so it goes only to whom it is meant for.
func (s *Service) Invite(ctx context.Context, who authz.Actor) (inv Invitation, err error) {
	defer errs.Wrap(&err, "federation.Invite")
	if err := who.May(authz.PeerManage); err != nil {
		return inv, err
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // crypto/rand never fails
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		card, err := s.parties.CardJSON(ctx, tx, s.party)
		if err != nil {
			return err
		}
		inv = Invitation{Party: s.party, Expires: tx.Now.Add(invitationLife), Key: s.key.Public()}
		b, err := strictjson.Marshal(invitationBody{Address: s.address, Card: card, Secret: base64.RawURLEncoding.EncodeToString(secret), Expires: inv.Expires})
		if err != nil {
			return err
		}
		inv.Text = prefix + base64.RawURLEncoding.EncodeToString(b)
		digest := sha256.Sum256(secret)
		if _, err := tx.Exec(ctx, `INSERT INTO federation_invitation (digest, made_at, expires, person, used_by) VALUES ($1,$2,$3,$4,'')`,
			digest[:], db.Micros(tx.Now), db.Micros(inv.Expires), who.Person); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "federation.peer-invited", By: who, About: string(s.party), Body: map[string]any{"expires": inv.Expires}})
		return err
	})
	return inv, err
}

// OpenInvitation is one that nobody has used and that has not expired.
type OpenInvitation struct {
	ID      string // tells them apart; nothing of the secret is in it
	Made    time.Time
	Expires time.Time
}

// OpenInvitations lists the invitations that whoever has one can still use,
// oldest first.
func (s *Service) OpenInvitations(ctx context.Context, v authz.Viewer) (open []OpenInvitation, err error) {
	defer errs.Wrap(&err, "federation.OpenInvitations")
	if err := v.May(authz.PeerRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		open, err = db.Rows(ctx, tx, func(sc db.Scanner) (i OpenInvitation, err error) {
			var made, expires int64
			err = sc.Scan(&made, &expires)
			i.ID, i.Made, i.Expires = strconv.FormatInt(made, 10), db.Time(made), db.Time(expires)
			return i, err
		}, `SELECT made_at, expires FROM federation_invitation WHERE used_by = '' AND expires > $1 ORDER BY made_at`, db.Micros(tx.Now))
		return err
	})
	return open, err
}

// ReadInvitation shows whom an invitation is from, before anything is done
// with it: the words of its key are to be compared by telephone or in person.
func ReadInvitation(text string) (inv Invitation, err error) {
	body, card, err := openInvitation(text)
	if err != nil {
		return inv, err
	}
	return Invitation{Text: text, Party: card.Party, Expires: body.Expires, Key: card.Node}, nil
}

func openInvitation(text string) (body invitationBody, card party.Card, err error) {
	text = strings.Join(strings.Fields(text), "")
	raw, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return body, card, errs.New(errs.Invalid, "this is not an invitation; it begins with %q", prefix)
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(raw)
	if err != nil {
		return body, card, errs.New(errs.Invalid, "the invitation is damaged; copy it whole")
	}
	if err := strictjson.Decode(b, &body, strictjson.Default); err != nil {
		return body, card, errs.New(errs.Invalid, "the invitation is damaged; copy it whole")
	}
	card, err = party.OpenCard(body.Card)
	return body, card, err
}

// Accept uses an invitation: it calls the inviting node under the invited key,
// shows its own card there, and links both. words, when given, must be the
// words of the inviting node's key as they were told by another way; the link
// then counts as compared.
func (s *Service) Accept(ctx context.Context, who authz.Actor, text, words string) (p Peer, err error) {
	defer errs.Wrap(&err, "federation.Accept")
	if err := who.May(authz.PeerManage); err != nil {
		return p, err
	}
	body, card, err := openInvitation(text)
	if err != nil {
		return p, err
	}
	switch {
	case card.Party == s.party:
		return p, errs.New(errs.Invalid, "this is our own invitation; send it to the party that is meant")
	case !s.clock.Now().Before(body.Expires):
		return p, errs.New(errs.Conflict, "the invitation expired at %s; ask for a new one", body.Expires.Format(time.RFC3339))
	case words != "" && !sign.MatchWords(card.Node, words):
		return p, errs.New(errs.Denied, "the words are not those of the inviting node's key; do not go on, and tell %s", card.Party)
	}
	shown, err := s.knock(ctx, body, card)
	if err != nil {
		return p, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.parties.Learn(ctx, tx, who, shown, "invited", ""); err != nil {
			return err
		}
		if words != "" {
			if err := s.parties.Compared(ctx, tx, who, card.Party); err != nil {
				return err
			}
		}
		if p, err = s.join(ctx, tx, who, card.Party, body.Address); err != nil {
			return err
		}
		return nil
	})
	return p, err
}

// knock shows our card at the inviting node, and gives that node's card: the
// invited one, or the later one that it shows where its link key was replaced
// since.
func (s *Service) knock(ctx context.Context, body invitationBody, card party.Card) (shown []byte, err error) {
	shown = body.Card
	err = s.knockAs(ctx, body, card)
	if errors.Is(err, errStranger) {
		if card, shown, err = s.meet(ctx, body.Address, card); err == nil {
			err = s.knockAs(ctx, body, card)
		}
	}
	if errors.Is(err, errStranger) || errs.Is(err, errs.Denied) {
		err = errs.New(errs.Denied, "the node at %s does not have the invited key", errs.Clip(body.Address))
	}
	return shown, err
}

func (s *Service) knockAs(ctx context.Context, body invitationBody, card party.Card) error {
	var own jsontext.Value
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		own, err = s.parties.CardJSON(ctx, tx, s.party)
		return err
	}); err != nil {
		return err
	}
	client, err := s.client(func(k sign.PublicKey) error {
		if !card.Opens(k, s.clock.Now()) {
			return errStranger
		}
		return nil
	})
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	b, err := strictjson.Marshal(joinBody{Secret: body.Secret, Card: own, Address: s.address})
	if err != nil {
		return err
	}
	u := url.URL{Scheme: "https", Host: body.Address, Path: "/peer/v1/join"}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(b))
	if err != nil {
		return errs.New(errs.Invalid, "the invitation's address %q cannot be called", errs.Clip(body.Address))
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if errors.Is(err, errStranger) {
		return err
	}
	if err != nil {
		return errs.New(errs.Busy, "cannot reach %s at %s: %s", card.Party, errs.Clip(body.Address), errs.Clip(err.Error()))
	}
	defer func() { _ = resp.Body.Close() }() // nothing in it is needed
	if resp.StatusCode != http.StatusNoContent {
		return problemOf(resp)
	}
	return nil
}

// Join is the inviting side: the caller proved by TLS that it has the key of
// the card that it shows, and by the secret that it was invited.
func (s *Service) Join(ctx context.Context, key sign.PublicKey, b []byte) (err error) {
	defer errs.Wrap(&err, "federation.Join")
	var body joinBody
	if err := strictjson.Decode(b, &body, strictjson.Default); err != nil {
		return err
	}
	secret, err := base64.RawURLEncoding.Strict().DecodeString(body.Secret)
	if err != nil {
		return errs.New(errs.Denied, "this invitation is not known here, or was used")
	}
	card, err := party.OpenCard(body.Card)
	if err != nil {
		return err
	}
	if !card.Opens(key, s.clock.Now()) {
		return errs.New(errs.Denied, "the card is of another node than the one that calls")
	}
	if _, _, err := net.SplitHostPort(body.Address); err != nil {
		return errs.New(errs.Invalid, "the address %q is not host:port", errs.Clip(body.Address))
	}
	who := authz.System(s.party, "federation", authz.SystemFederate, authz.PeerManage)
	digest := sha256.Sum256(secret)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		// Using it up is the check: two calls at once cannot both succeed. The
		// same node may knock again, in case our answer was lost.
		n, err := tx.Exec(ctx, `UPDATE federation_invitation SET used_by = $1 WHERE digest = $2 AND expires > $3 AND used_by IN ('', $1)`, string(card.Party), digest[:], db.Micros(tx.Now))
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Denied, "this invitation is not known here, was used, or has expired")
		}
		if err := s.parties.Learn(ctx, tx, who, body.Card, "invited", ""); err != nil {
			return err
		}
		// Whoever has a retired key can show the card of its day.
		if err := s.openedBy(ctx, tx, card.Party, key); err != nil {
			return err
		}
		_, err = s.join(ctx, tx, who, card.Party, body.Address)
		return err
	})
}

func (s *Service) openedBy(ctx context.Context, tx *db.Tx, code ids.Party, key sign.PublicKey) error {
	known, err := s.parties.Known(ctx, tx, code)
	if err == nil && !known.Opens(key, tx.Now) {
		err = errs.New(errs.Denied, "%s has retired the key of this call", code)
	}
	return err
}

// join links a party, or gives a linked one its new address.
func (s *Service) join(ctx context.Context, tx *db.Tx, who authz.Actor, code ids.Party, address string) (p Peer, err error) {
	if _, err := tx.Exec(ctx, `INSERT INTO federation_peer (party, address, joined_at) VALUES ($1,$2,$3) ON CONFLICT (party) DO UPDATE SET address = excluded.address`,
		string(code), address, db.Micros(tx.Now)); err != nil {
		return p, err
	}
	tx.AfterCommit(s.joined.Ring)
	if _, err := s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "federation.peer-joined", By: who, About: string(code), Body: map[string]any{"address": address}}); err != nil {
		return p, err
	}
	if err := s.parties.Greet(ctx, tx, who, code); err != nil {
		return p, err
	}
	return s.loadPeer(ctx, tx, code)
}
