package assist

import (
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/match"
)

func TestMatching(t *testing.T) {
	each(t, []ids.Party{"CZE", "EST", "LVA"}, func(t *testing.T, w *world) {
		id := w.lodge("CZE", nil).ID
		other := w.lodge("LVA", func(r *Request) { r.Roles[0].Count, r.Roles[0].Skills[0].Min = 1, 5 }).ID

		// A nation that might offer matches its own pool against both at once.
		p, err := w.at["EST"].Match(ctx, view("EST"), id, []string{other}, FromPool)
		w.Must(err)
		if len(p.Seats) != 3 || len(p.Assigned) != 3 || !p.Proven {
			t.Fatalf("%d seats, %d assigned, proven %t", len(p.Seats), len(p.Assigned), p.Proven)
		}
		for _, a := range p.Assigned {
			if a.Seat == other+"/r1/1" && a.Person != "EST-4" {
				t.Errorf("only EST-4 knows enough, and %s is proposed", a.Person)
			}
			if a.Provision != "8.1" || a.Party != "EST" {
				t.Errorf("choice %+v", a)
			}
		}
		v, err := p.Explain(id+"/r1/1", "EST-0")
		w.Must(err)
		if v.Chosen || len(v.Reasons) != 1 || v.Reasons[0].Code != match.LowSkill {
			t.Errorf("EST-0: %+v", v)
		}
		_, err = w.at["EST"].Match(ctx, person("EST").In(ids.Live), "018f3f3f-0000-7000-8000-000000000009", nil, FromPool)
		want(t, err, errs.NotFound, "no such request")

		// What people fix stands, with a warning; what they bar does not come to pass.
		plan, err := w.at["EST"].Override(ctx, person("EST"), ids.Live, id, 0, Overrides{Fixed: []Pair{{id + "/r1/1", "EST-0"}}, Barred: []Pair{{id + "/r1/2", "EST-4"}}})
		w.Must(err)
		_, err = w.at["EST"].Override(ctx, person("EST"), ids.Live, id, 0, Overrides{})
		want(t, err, errs.Conflict, "meanwhile")
		p, err = w.at["EST"].Match(ctx, view("EST"), id, nil, FromPool)
		w.Must(err)
		if first := p.Assigned[0]; first.Person != "EST-0" || !first.Fixed || len(first.Warnings) != 1 || p.Assigned[1].Person == "EST-4" || p.Plan.Version != plan.Version {
			t.Errorf("with the plan: %+v", p.Assigned)
		}

		// The party that asks matches what was offered: pseudonyms of two nations.
		w.offer("EST", id, "EST-1", "EST-2")
		w.offer("LVA", id, "LVA-0", "LVA-3")
		w.Advance(time.Minute)
		w.Settle()
		p, err = w.at["CZE"].Match(ctx, view("CZE"), id, nil, FromOffers)
		w.Must(err)
		by := map[ids.Party]int{}
		for _, a := range p.Assigned {
			by[a.Party]++
		}
		if len(p.People) != 4 || by["EST"] != 1 || by["LVA"] != 1 || len(p.Assigned[0].Alternatives) == 0 {
			t.Errorf("offers: %+v, people %+v", p.Assigned, p.People)
		}
		w.Advance(25 * time.Hour)
		p, err = w.at["CZE"].Match(ctx, view("CZE"), id, nil, FromOffers)
		w.Must(err)
		if len(p.People) != 0 || len(p.Open) != 2 {
			t.Errorf("offers that have lapsed are proposed: %+v", p.People)
		}
		// A held person is proposed to nobody else.
		third := w.lodge("LVA", nil).ID
		o := w.offer("EST", third, "EST-4")
		w.Settle()
		w.accept("LVA", third, o)
		w.Settle()
		p, err = w.at["EST"].Match(ctx, view("EST"), other, nil, FromPool)
		w.Must(err)
		if len(p.Assigned) != 0 || p.Open[0].Counts[match.Engaged] != 1 {
			t.Errorf("EST-4 is held: %+v", p)
		}
	})
}
