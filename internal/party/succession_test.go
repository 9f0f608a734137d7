package party

import (
	"slices"
	"testing"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

func TestAnOfficeComesInThePlaceOfAnother(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		then := n.known(t, "CZE").Card
		was, err := then.Office("director")
		if err != nil {
			t.Fatal(err)
		}
		got, err := n.Succeed(ctx, n.admin(), "director", NewOffice{ID: "agency", Name: "New agency"}, "the ministry is reorganised")
		if err != nil {
			t.Fatal(err)
		}
		now := n.known(t, "CZE").Card
		old, err := now.Office("director")
		if err != nil || !old.Ended() || old.Succeeded != (Succession{By: "agency", At: c.Now()}) || now.Serial != 2 {
			t.Fatalf("the card says %+v, serial %d, %v", old, now.Serial, err)
		}
		if got.Key == was.Key || !slices.Equal(got.Powers, was.Powers) {
			t.Errorf("the successor has key %s and powers %v", got.Key, got.Powers)
		}
		if k, err := old.KeyAt(c.Now().Add(-time.Microsecond)); err != nil || k.Key != was.Key {
			t.Errorf("what it signed before counts no more: %v", err)
		}
		if _, err := old.KeyAt(c.Now()); !errs.Is(err, errs.Denied) {
			t.Errorf("it signs after its end: %v", err)
		}
		// On a card of before, the successor acts as the office that it succeeded, from then on.
		if o, err := now.ActsAs(then, "agency", c.Now()); err != nil || o.ID != "director" {
			t.Errorf("it acts as %q, %v", o.ID, err)
		}
		if _, err := now.ActsAs(then, "agency", c.Now().Add(-time.Second)); !errs.Is(err, errs.NotFound) {
			t.Errorf("it acts before its time: %v", err)
		}
		if k, err := now.SigningKey("agency", was.Key, c.Now()); err != nil || k.Key != got.Key {
			t.Errorf("its key is %s, %v", k.Key, err)
		}
		if _, err := now.SigningKey("release", was.Key, c.Now()); !errs.Is(err, errs.Conflict) {
			t.Errorf("another office signs for the director: %v", err)
		}
		if err := now.Follows(then); err != nil {
			t.Error(err)
		}
		c.Advance(time.Second)
		_, err = n.RotateOffice(ctx, n.admin(), "director", "because")
		wantKind(t, err, errs.Conflict, "was succeeded by agency")
		_, err = n.Succeed(ctx, n.admin(), "director", NewOffice{ID: "agency"}, "again")
		wantKind(t, err, errs.Conflict, "was succeeded by agency")

		// A line of three, the last of which is another office that was there before.
		c.Advance(time.Hour)
		_, err = n.Succeed(ctx, n.admin(), "agency", NewOffice{ID: "release"}, "merged")
		wantKind(t, err, errs.Invalid, "may not do all")
		if _, err = n.Succeed(ctx, n.admin(), "agency", NewOffice{ID: "office-3", Name: "Third"}, "merged"); err != nil {
			t.Fatal(err)
		}
		last := n.known(t, "CZE").Card
		if o, err := last.ActsAs(then, "office-3", c.Now()); err != nil || o.ID != "director" {
			t.Errorf("the third acts as %q, %v", o.ID, err)
		}
		for name, lie := range map[string]func(*Card){
			"the succession is gone":  func(c *Card) { c.Offices[0].Succeeded = Succession{} },
			"another successor":       func(c *Card) { c.Offices[0].Succeeded.By = "office-3" },
			"another time":            func(c *Card) { c.Offices[0].Succeeded.At = c.Offices[0].Succeeded.At.Add(-time.Second) },
			"a key after the end":     func(c *Card) { c.Offices[0].Key = sign.PublicKey{1} },
			"a successor that is not": func(c *Card) { c.Offices[0].Succeeded.By = "nobody" },
			"a circle":                func(c *Card) { c.Offices[len(c.Offices)-1].Succeeded = Succession{By: "agency", At: c.At} },
		} {
			forged := last
			forged.Offices = slices.Clone(last.Offices)
			lie(&forged)
			if forged.check() == nil && forged.Follows(now) == nil {
				t.Errorf("%s: the card is taken", name)
			}
		}
	})
}

func TestSuccessionRefuses(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		for name, tc := range map[string]struct {
			office string
			by     NewOffice
			kind   errs.Kind
			part   string
		}{
			"no such office":         {"nobody", NewOffice{ID: "agency", Name: "Agency"}, errs.NotFound, "no office"},
			"itself":                 {"director", NewOffice{ID: "director"}, errs.Invalid, "cannot be succeeded"},
			"a new one without name": {"director", NewOffice{ID: "agency"}, errs.Invalid, "a name"},
			"a key of the node":      {"director", NewOffice{ID: "link", Name: "Link"}, errs.Invalid, "cannot be called"},
			"one with less power":    {"director", NewOffice{ID: "release"}, errs.Invalid, "may not do all"},
		} {
			_, err := n.Succeed(ctx, n.admin(), tc.office, tc.by, "because")
			t.Run(name, func(t *testing.T) { wantKind(t, err, tc.kind, tc.part) })
		}
		if self := n.known(t, "CZE"); self.Serial != 1 {
			t.Errorf("after refused successions the serial is %d", self.Serial)
		}
	})
}
