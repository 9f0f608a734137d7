package party

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
)

func TestANewLinkKeyOverlapsTheOld(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		n.overlap = time.Hour
		node := n.known(t, "CZE").Node
		if k, err := n.LinkKey(ctx); err != nil || k.Public() != node {
			t.Fatalf("before any rotation it links under %s, %v", k.Public(), err)
		}
		first, err := n.RotateLink(ctx, n.admin(), "a new year", false)
		if err != nil {
			t.Fatal(err)
		}
		since := c.Now()
		self := n.known(t, "CZE")
		if k, err := n.LinkKey(ctx); err != nil || k.Public() != first.Key || self.Node != node || self.Serial != 2 {
			t.Errorf("it links under %s, %v; node key %s, serial %d", k.Public(), err, self.Node, self.Serial)
		}
		opens := func(key sign.PublicKey, after time.Duration) bool {
			return n.known(t, "CZE").Opens(key, since.Add(after))
		}
		if !opens(node, time.Hour-time.Microsecond) || opens(node, time.Hour) || !opens(first.Key, 1000*time.Hour) || opens(sign.NewKey().Public(), 0) {
			t.Error("the old key is accepted for another time than the overlap")
		}
		// A theft within the overlap: all keys before it cease at once.
		c.Advance(time.Minute)
		second, err := n.RotateLink(ctx, n.admin(), "stolen", true)
		if err != nil {
			t.Fatal(err)
		}
		for key, want := range map[sign.PublicKey]bool{node: false, first.Key: false, second.Key: true} {
			if got := opens(key, time.Minute); got != want {
				t.Errorf("key %s opens: %v", key, got)
			}
		}
		// Agreements and cards are as they were: the same node key signs the card,
		// and the office its agreements.
		if err := n.db.Read(ctx, func(tx *db.Tx) error {
			_, _, err := n.OfficeKey(ctx, tx, "director", PowerSign)
			return err
		}); err != nil {
			t.Error(err)
		}
		all, err := n.Keys(ctx, n.admin().In(ids.Live))
		if err != nil {
			t.Fatal(err)
		}
		if !all[1].Link || all[1].Key != second.Key || !all[1].Retired.IsZero() || !all[2].Link || !all[2].Retired.Equal(c.Now()) || all[3].Link {
			t.Errorf("keys are %+v", all)
		}
	})
}

// A process of the party without the new key's file lives on the old one while
// that is accepted, and says what is missing after.
func TestALinkKeyWhoseFileIsMissing(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		n.overlap = time.Hour
		node := n.known(t, "CZE").Node
		if _, err := n.RotateLink(ctx, n.admin(), "because", false); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(n.dir, "link2.key")); err != nil {
			t.Fatal(err)
		}
		ring, err := sign.OpenRing(n.dir)
		if err != nil {
			t.Fatal(err)
		}
		other := New(Config{DB: n.db, Journal: journal.New(), Keys: ring, Party: "CZE"})
		if k, err := other.LinkKey(ctx); err != nil || k.Public() != node {
			t.Errorf("within the overlap: %s, %v", k.Public(), err)
		}
		c.Advance(time.Hour)
		_, err = other.LinkKey(ctx)
		wantKind(t, err, errs.NotFound, "link2.key")
		if _, err := other.RotateLink(ctx, n.admin(), "its file was lost", false); err != nil {
			t.Fatal(err)
		}
		if k, err := other.LinkKey(ctx); err != nil || k.Public() == node {
			t.Errorf("after a new one: %s, %v", k.Public(), err)
		}
	})
}

func TestLinkRotationRefuses(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		rotate := func(who authz.Actor, reason string) error {
			_, err := n.RotateLink(ctx, who, reason, false)
			return err
		}
		director := authz.Person("CZE", "p2", "Eva", "test", "", authz.Grants(authz.Director, authz.Auditor))
		wantKind(t, rotate(director, "because"), errs.Denied, "key.rotate")
		wantKind(t, rotate(n.admin(), ""), errs.Invalid, "say why")
		_, err := n.RotateOffice(ctx, n.admin(), "node", "because")
		wantKind(t, err, errs.Unsupported, "entente peer forget CZE")
		n.held = true
		wantKind(t, rotate(n.admin(), "because"), errs.Conflict, "entente node resume")
		_, err = n.RotateOffice(ctx, n.admin(), "director", "because")
		wantKind(t, err, errs.Conflict, "entente node resume")
		n.held = false
		c.Set(at)
		wantKind(t, rotate(n.admin(), "because"), errs.Conflict, "clock")
		if self := n.known(t, "CZE"); self.Serial != 1 {
			t.Errorf("after refused rotations the serial is %d", self.Serial)
		}
	})
}

// linked is Estonia's card after a link key was put in use, by its director.
func (e estonia) linked(t *testing.T, key sign.Key, when time.Time, overlap time.Duration) Card {
	t.Helper()
	c, err := relinked(e.card, key, e.director, "director", when, when.Add(overlap))
	if err != nil {
		t.Fatal(err)
	}
	c.Serial, c.At, c.Offices = c.Serial+1, when, slices.Clone(c.Offices)
	return c
}

func TestALinkKeyThatIsNotTaken(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		e := newEstonia()
		if err := n.learn(e.seal(t, e.card), Invited, ""); err != nil {
			t.Fatal(err)
		}
		stolen := sign.NewKey()
		when := at.Add(time.Hour)
		e.card = e.linked(t, stolen, when, time.Hour)
		if err := n.receive(t, "EST", e.seal(t, e.card)); err != nil {
			t.Fatal(err)
		}
		later := when.Add(time.Hour)
		own, err := n.keys.Key("node")
		if err != nil {
			t.Fatal(err)
		}
		for name, tc := range map[string]struct {
			change func(c *Card) sign.Key
			kind   errs.Kind
			text   string
		}{
			"signed by the stolen link key": {func(*Card) sign.Key { return stolen }, errs.Denied, "signature"},
			"without an office's consent":   {func(c *Card) sign.Key { c.Links[2].Consent = sign.Signature{1}; return e.node }, errs.Denied, "consent"},
			"consent of the node key": {func(c *Card) sign.Key {
				b, _ := c.Links[2].claim(*c) // a fixed form
				c.Links[2].Consent = e.node.Sign(consentContext, b)
				return e.node
			}, errs.Denied, "consent"},
			"consent of an office without power": {func(c *Card) sign.Key { c.Offices[0].Powers = []string{PowerRelease}; return e.node }, errs.Denied, "consent"},
			"consent of nobody's office":         {func(c *Card) sign.Key { c.Links[2].Office = "nobody"; return e.node }, errs.NotFound, "no office"},
			"a key that has not proved itself":   {func(c *Card) sign.Key { c.Links[2].Proof = c.Links[1].Proof; return e.node }, errs.Denied, "not proved"},
			"link keys left out":                 {func(c *Card) sign.Key { c.Links = nil; return e.node }, errs.Conflict, "the past of its link keys"},
			"the node key brought back": {func(c *Card) sign.Key {
				c.Links = []LinkKey{{Key: e.node.Public()}}
				return e.node
			}, errs.Invalid, "lists 1"},
			"a longer overlap for a retired key": {func(c *Card) sign.Key { c.Links[0].Until = c.Links[0].Until.Add(time.Second); return e.node }, errs.Conflict, "the past of its link keys"},
			"an overlap without end":             {func(c *Card) sign.Key { c.Links[1].Until = time.Time{}; return e.node }, errs.Invalid, "do not follow"},
			"an overlap that is too long":        {func(c *Card) sign.Key { c.Links[1].Until = later.Add(MaxOverlap + 1); return e.node }, errs.Invalid, "do not follow"},
			"an end before the next begins":      {func(c *Card) sign.Key { c.Links[1].Until = later.Add(-1); return e.node }, errs.Invalid, "do not follow"},
			"from a time not yet come":           {func(c *Card) sign.Key { c.At = later.Add(-time.Second); return e.node }, errs.Invalid, "do not follow"},
			"another first key":                  {func(c *Card) sign.Key { c.Links[0].Key = sign.NewKey().Public(); return e.node }, errs.Invalid, "not its node key"},
			"this node's key": {func(c *Card) sign.Key {
				*c = e.linked(t, own, later, time.Hour)
				return e.node
			}, errs.Conflict, "changes hands"},
			"an office's key": {func(c *Card) sign.Key {
				*c = e.linked(t, e.director, later, time.Hour)
				return e.node
			}, errs.Invalid, "twice"},
		} {
			next := e.linked(t, sign.NewKey(), later, time.Hour)
			key := tc.change(&next)
			b, err := seal(next, key)
			if err != nil {
				t.Fatal(err)
			}
			wantKind(t, n.receive(t, "EST", b), tc.kind, tc.text)
			if got := n.known(t, "EST").Serial; got != 2 {
				t.Fatalf("%s: it was taken", name)
			}
		}
		// Two successors of one card: the first that arrives stays, the other is
		// refused with words that a person can act on.
		one, two := e.linked(t, sign.NewKey(), later, 0), e.linked(t, sign.NewKey(), later, 0)
		if err := n.receive(t, "EST", e.seal(t, one)); err != nil {
			t.Fatal(err)
		}
		wantKind(t, n.receive(t, "EST", e.seal(t, two)), errs.Conflict, "call EST")
		if k := n.known(t, "EST").Links; k[len(k)-1].Key != one.Links[2].Key {
			t.Error("the second successor displaced the first")
		}
		two.Serial++
		wantKind(t, n.receive(t, "EST", e.seal(t, two)), errs.Conflict, "the past of its link keys")
		// Cards that come late change nothing; one off the line is told apart.
		if err := n.receive(t, "EST", e.seal(t, e.card)); err != nil {
			t.Error(err)
		}
		stray := newEstonia()
		stray.node = e.node
		stray.card.Node = e.node.Public()
		wantKind(t, n.receive(t, "EST", stray.seal(t, stray.card)), errs.Conflict, "exclude each other")
	})
}

func TestARestoredNodeTakesItsLaterCardBack(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		node, err := n.keys.Key("node")
		if err != nil {
			t.Fatal(err)
		}
		// What a peer holds: the director has a key that this node never heard of.
		before := n.known(t, "CZE").Card
		director, err := n.keys.Key("office-director")
		if err != nil {
			t.Fatal(err)
		}
		lost := estonia{node: node, director: director, card: before}
		next := lost.card
		k, err := prove(sign.NewKey(), "CZE", "director", c.Now())
		if err != nil {
			t.Fatal(err)
		}
		next.Offices = slices.Clone(before.Offices)
		for i, o := range next.Offices {
			if o.ID == "director" {
				next.Offices[i].Retired = []OfficeKey{{Key: o.Key, Until: c.Now()}}
				next.Offices[i].Key, next.Offices[i].Since, next.Offices[i].Proof = k.Key, k.Since, k.Proof
			}
		}
		next.Serial, next.At = 2, c.Now()
		signing := func() error {
			return n.db.Read(ctx, func(tx *db.Tx) error {
				_, _, err := n.OfficeKey(ctx, tx, "director", PowerSign)
				return err
			})
		}
		stranger := newEstonia()
		stranger.card.Party = "CZE"
		wantKind(t, n.Regain(ctx, stranger.seal(t, stranger.card), "HUB"), errs.Denied, "another node key")
		vanished := next
		vanished.Offices = nil
		wantKind(t, n.Regain(ctx, lost.seal(t, vanished), "HUB"), errs.Conflict, "leaves out")
		if err := signing(); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := n.Regain(ctx, lost.seal(t, next), "HUB"); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, signing(), errs.NotFound, "office2-director.key is missing")
		c.Advance(time.Minute)
		if _, err := n.RotateOffice(ctx, n.admin(), "director", "the later key was lost"); err != nil {
			t.Fatal(err)
		}
		if err := signing(); err != nil {
			t.Error(err)
		}
		if got := n.known(t, "CZE").Serial; got != 3 {
			t.Errorf("the serial is %d", got)
		}
	})
}
