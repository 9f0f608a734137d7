package app

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"entente/internal/account"
	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/federation"
	"entente/internal/notify"
	"entente/internal/notify/mailtest"
	"entente/internal/party"
)

// circle is whole nodes that share one clock and run nothing: a test carries their
// post and takes their turns, so that it says itself what happens when. They are
// bound by a memorandum, of which HUB is the depositary.
type circle struct {
	t         *testing.T
	clock     *clock.Fixed
	nodes     map[ids.Party]*seat
	post      *mailtest.Post // takes the e-mail of all
	agreement string
}

type seat struct {
	*Node
	posted   int64 // how far its journal was carried to others
	followed int64 // and told to its own notifications
}

// eachCircle runs a test among HUB and nations on each engine, from a moment on.
func eachCircle(t *testing.T, from time.Time, nations []ids.Party, f func(t *testing.T, c *circle)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			c := &circle{t: t, clock: clock.NewFixed(from), nodes: map[ids.Party]*seat{}, post: mailtest.Start(t, "none")}
			for _, code := range append([]ids.Party{"HUB"}, nations...) {
				c.add(code, engine)
			}
			c.conclude(nations)
			f(t, c)
		})
	}
}

func (c *circle) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *circle) add(code ids.Party, engine string) {
	c.t.Helper()
	cfg := DefaultConfig()
	cfg.Party, cfg.Name, cfg.Listen, cfg.PeerListen, cfg.PassOn = code, "Authority of "+string(code), "127.0.0.1:0", "127.0.0.1:0", code == "HUB"
	cfg.Mail = &MailServer{Server: c.post.Address, TLS: "none", From: "entente@" + string(code) + ".example"}
	if engine == "postgres" {
		cfg.Database = dbtest.PostgresURL(c.t)
	}
	dir := filepath.Join(c.t.TempDir(), string(code))
	_, err := initAt(c.t.Context(), dir, cfg, quiet, c.clock)
	c.must(err)
	n, err := open(c.t.Context(), place{dir: dir, cfg: cfg, version: "test", log: quiet, clock: c.clock})
	c.must(err)
	c.t.Cleanup(n.Close)
	c.nodes[code] = &seat{Node: n}
	if hub := c.nodes["HUB"]; hub.Node != n {
		c.introduce(hub.Node, n)
		c.introduce(n, hub.Node)
	}
}

func (c *circle) introduce(to, of *Node) {
	c.t.Helper()
	var card []byte
	c.must(of.DB.Read(c.t.Context(), func(tx *db.Tx) (err error) {
		card, err = of.Parties.CardJSON(c.t.Context(), tx, of.Config.Party)
		return err
	}))
	c.must(to.DB.Write(c.t.Context(), func(tx *db.Tx) error {
		// As joining leaves it; nobody calls at this address.
		if _, err := tx.Exec(c.t.Context(), `INSERT INTO federation_peer (party, address, joined_at) VALUES ($1,$2,$3)`, string(of.Config.Party), of.Config.PeerListen, db.Micros(tx.Now)); err != nil {
			return err
		}
		return to.Parties.Learn(c.t.Context(), tx, c.who(to.Config.Party), card, party.Invited, "")
	}))
}

// who is somebody of a party who may do everything.
func (c *circle) who(p ids.Party) authz.Actor {
	return authz.Person(p, "tester", "Ada", "test", "", authz.Grants(authz.Roles()...))
}

// another is a second such person.
func (c *circle) another(p ids.Party) authz.Actor {
	return authz.Person(p, "second", "Grace", "test", "", authz.Grants(authz.Roles()...))
}

func (c *circle) conclude(nations []ids.Party) {
	c.t.Helper()
	ctx := c.t.Context()
	a, err := c.nodes["HUB"].Agreements.Draft(ctx, c.who("HUB"), agreement.NewDraft{Realm: ids.Live, Template: "memorandum", Title: "Memorandum", Parties: nations})
	c.must(err)
	c.agreement = a.ID
	_, err = c.nodes["HUB"].Agreements.Propose(ctx, c.who("HUB"), ids.Live, a.ID)
	c.must(err)
	c.settle()
	for code, n := range c.nodes {
		_, err := n.Agreements.Sign(ctx, c.who(code), ids.Live, a.ID, "", "")
		c.must(err)
	}
	c.settle()
	c.clock.Advance(time.Second) // the last signature is a microsecond after the text
}

// settle carries what was said along the links with HUB until all is quiet, but
// for releases, whose objects travel beside them, and lets the notifications of every node see what happened there.
func (c *circle) settle() {
	c.t.Helper()
	for busy := true; busy; {
		busy = false
		for code, n := range c.nodes {
			for _, e := range n.since(c.t, &n.posted) {
				for _, p := range e.Audience {
					to := c.nodes[p]
					if to == nil || code != "HUB" && p != "HUB" || to.kinds()[e.Kind].Cargo != nil {
						continue
					}
					busy = true
					c.must(to.DB.Write(c.t.Context(), func(tx *db.Tx) error {
						_, err := to.kinds()[e.Kind].Receive(c.t.Context(), tx, federation.Inbound{Statement: ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: code, To: p, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body}})
						return err
					}))
				}
			}
		}
	}
	for _, n := range c.nodes {
		for _, e := range n.since(c.t, &n.followed) {
			c.must(n.DB.Write(c.t.Context(), func(tx *db.Tx) error { return n.Notify.Follow(c.t.Context(), tx, e) }))
		}
	}
}

// since lists a node's journal after a number, and moves that on.
func (n *seat) since(t *testing.T, after *int64) (all []journal.Entry) {
	t.Helper()
	eyes := authz.System(n.Config.Party, "test", authz.JournalRead).In(ids.Live)
	if err := n.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		all, err = journal.List(t.Context(), tx, eyes, journal.Filter{After: *after, Limit: 1000})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(all) > 0 {
		*after = all[len(all)-1].Seq
	}
	return all
}

// turn lets the notifications of a node climb and send what is due, and gives to
// whom e-mail went.
func (c *circle) turn(p ids.Party) []string {
	c.t.Helper()
	before := len(c.post.To())
	c.must(c.nodes[p].Notify.Turn(c.t.Context()))
	to := slices.Clone(c.post.To()[before:])
	slices.Sort(to)
	return to
}

// account makes a person of a node who reads e-mail, and gives that person's id.
func (c *circle) account(p ids.Party, name string, roles ...authz.Role) (id string, who authz.Actor) {
	c.t.Helper()
	n := c.nodes[p]
	u, _, err := n.Accounts.CreateUser(c.t.Context(), c.who(p), account.NewUser{Name: name, Roles: roles, Invite: true})
	c.must(err)
	who = n.Accounts.As(u, "test")
	s := notify.Defaults(nil)
	s.Mail = name + "@example.org"
	_, err = n.Notify.SetOwn(c.t.Context(), who, s)
	c.must(err)
	return u.ID, who
}
