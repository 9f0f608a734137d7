package msel

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

func TestAReleaseTakesTwoPersons(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, err := w.PutForward(ctx, ada, realm)
		wantKind(t, err, errs.Invalid) // nothing to play
		w.teams("blue")
		a := w.put(letter("1", 1))
		out := letter("2", 2)
		out.Status = Cancelled
		w.put(out)
		first, err := w.PutForward(ctx, ben, realm)
		w.must(err)
		_, err = w.Release(ctx, ben, realm, first.ID, first.Digest)
		wantKind(t, err, errs.Denied) // the same person, though a releaser
		_, err = w.Release(ctx, ada, realm, first.ID, first.Digest)
		wantKind(t, err, errs.Denied) // no releaser
		w.put(letter("3", 3))
		r, err := w.PutForward(ctx, ada, realm)
		w.must(err)
		_, err = w.Release(ctx, ben, realm, first.ID, first.Digest)
		wantKind(t, err, errs.Conflict) // overtaken
		_, err = w.Release(ctx, ben, realm, r.ID, first.Digest)
		wantKind(t, err, errs.Conflict) // another list was read
		r, err = w.Release(ctx, ben, realm, r.ID, r.Digest)
		w.must(err)
		if r.Number != 1 || r.State != Released || r.Injects != 2 || r.EndedBy != "Ben" {
			t.Errorf("released %+v", r)
		}
		w.must(w.Delete(ctx, ada, realm, []Ref{{a.ID, 1}}))
		w.must(w.db.Read(ctx, func(tx *db.Tx) error {
			got, all, err := w.Released(ctx, tx)
			w.must(err)
			if got.Digest != r.Digest || len(all) != 2 || all[0].Number != "1" || all[1].Number != "3" {
				t.Errorf("what is conducted is %+v of %+v", all, got)
			}
			whole, err := strictjson.Marshal(map[string]any{"plan": got.Plan, "injects": all})
			w.must(err)
			if sum := sha256.Sum256(whole); hex.EncodeToString(sum[:]) != r.Digest {
				t.Errorf("the digest is not that of the canonical JSON")
			}
			return nil
		}))
		all, err := w.Releases(ctx, cia.In(realm))
		w.must(err)
		if len(all) != 2 {
			t.Errorf("%d releases", len(all))
		}
	})
}

func TestDifferenceToTheLastRelease(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.teams("blue")
		a, b := w.put(letter("1", 1)), w.put(letter("2", 2))
		w.put(letter("3", 3))
		r, err := w.PutForward(ctx, ada, realm)
		w.must(err)
		_, err = w.Release(ctx, ben, realm, r.ID, r.Digest)
		w.must(err)
		d, err := w.Difference(ctx, ada.In(realm))
		w.must(err)
		if d.Release.Number != 1 || len(d.Rows) != 0 || d.Plan {
			t.Errorf("nothing was changed, yet %+v", d)
		}
		w.must(w.Delete(ctx, ada, realm, []Ref{{b.ID, 1}}))
		w.clock.Advance(time.Minute)
		a.Inject.Title, a.Inject.At = "Another title", at(9)
		_, err = w.Put(ctx, ada, realm, a.Inject, 1)
		w.must(err)
		w.put(letter("4", 4))
		w.teams("blue", "red")
		d, err = w.Difference(ctx, cia.In(realm))
		w.must(err)
		var said []string
		for _, x := range d.Rows {
			said = append(said, x.Number+" "+string(x.How)+" "+strings.Join(x.Columns, ","))
		}
		if got := strings.Join(said, "; "); got != "2 removed ; 4 added ; 1 changed at,title" || !d.Plan {
			t.Errorf("the difference is %q, plan %v", got, d.Plan)
		}
	})
}

func TestAListThatCannotBePlayed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.teams("blue")
		a, b := w.put(letter("1", 10)), w.put(letter("2", 5))
		a.After = []Dependency{{Inject: b.ID, On: OnSent}}
		_, err := w.Put(ctx, ada, realm, a.Inject, 1)
		w.must(err)
		b.After = []Dependency{{Inject: a.ID, On: OnMet, Criterion: "c9"}}
		_, err = w.Put(ctx, ada, realm, b.Inject, 1)
		w.must(err)
		c := letter("3", 0)
		c.At, c.Payload, c.To = nil, nil, []string{"green"}
		w.put(c)
		found, err := w.Findings(ctx, ada.In(realm))
		w.must(err)
		var blocks, notes []string
		for _, f := range found {
			if f.Blocks {
				blocks = append(blocks, f.Number+": "+f.Text)
			} else {
				notes = append(notes, f.Number+": "+f.Text)
			}
		}
		for _, want := range []string{
			"2: it waits for criterion c9 of row 1, which is not there", "3: its content cannot be delivered: the inject has no content yet",
			"3: nothing sends it: it has no time, no dependency, and no controller sends it by hand", "3: the plan has no team green", "2: it waits for itself, by way of rows 2, 1",
		} {
			if !strings.Contains(strings.Join(blocks, "\n"), want) {
				t.Errorf("%q does not block: %q", want, blocks)
			}
		}
		if !strings.Contains(strings.Join(notes, "\n"), "2: its time is before row 1, for which it waits; it is sent later than it says") {
			t.Errorf("notes %q", notes)
		}
		_, err = w.PutForward(ctx, ada, realm)
		wantKind(t, err, errs.Invalid)
	})
}

func TestAPlanGoesThroughItsStages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		p, err := w.SetHead(ctx, ada, realm, 0, Head{Name: "Locked Door", Language: "en", Starts: start, Ends: start.Add(time.Hour)})
		w.must(err)
		_, err = w.SetHead(ctx, ben, realm, 0, Head{Name: "Other", Language: "en"})
		wantKind(t, err, errs.Conflict)
		_, err = w.Advance(ctx, ada, realm, p.Version, "")
		wantKind(t, err, errs.Conflict) // the directive is not approved
		p, err = w.WriteProduct(ctx, ada, realm, p.Version, "directive", "What we want to train.", "")
		w.must(err)
		p, err = w.ApproveProduct(ctx, ben, realm, p.Version, "directive")
		w.must(err)
		p, err = w.Advance(ctx, ada, realm, p.Version, "")
		w.must(err)
		p, err = w.Advance(ctx, ada, realm, p.Version, "The specification follows next week.")
		w.must(err)
		if p.Stage != Planning || len(p.Steps) != 2 || p.Steps[1].Reason == "" || p.Products[0].ApprovedBy != "Ben" {
			t.Errorf("the plan is %+v", p.Plan)
		}
		p, err = w.WriteProduct(ctx, ada, realm, p.Version, "directive", "Something else.", "")
		w.must(err)
		if p.Products[0].ApprovedBy != "" {
			t.Error("what was changed after its approval is still approved")
		}
		_, err = w.SetObjectives(ctx, ada, realm, p.Version, []Objective{{ID: "o1", Name: "a"}, {ID: "o1", Name: "b"}})
		wantKind(t, err, errs.Invalid)
	})
}
