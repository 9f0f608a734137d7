package crisis

import (
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/matter"
)

// said finds the statement of an act in a certificate; the last one.
func said(t *testing.T, f *certificate, p ids.Party, act string) (int, matter.Statement) {
	t.Helper()
	for i := len(f.Matter.Statements) - 1; i >= 0; i-- {
		var st matter.Statement
		if err := strictjson.Decode(f.Matter.Statements[i].Statement, &st, strictjson.Default); err != nil {
			t.Fatal(err)
		}
		if st.Party == p && st.Act == act {
			return i, st
		}
	}
	t.Fatalf("the file has no %s of %s", act, p)
	return 0, matter.Statement{}
}

// sign states something in the name of a party, with its node's key.
func (w *world) sign(f *certificate, st matter.Statement) {
	w.T.Helper()
	b, err := strictjson.Marshal(st)
	w.Must(err)
	f.Matter.Statements = append(f.Matter.Statements, matter.PackedStatement{Statement: b, Signature: w.Nodes[st.Party].Key.Sign("matter/v1", b)})
}

func drop(f *certificate, i int) {
	f.Matter.Statements = slices.Delete(slices.Clone(f.Matter.Statements), i, i+1)
}

// TestForgedCertificates: what somebody makes of a certificate who has no keys, or who
// has the secretariat's, is judged invalid, with the reason.
func TestForgedCertificates(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		id := w.put("CZE", text(Silence), 5)
		w.Must(w.stand("EST", id, Break, "Not without a date on which it ends."))
		w.pass(time.Minute)
		w.everywhere(id, "broken final")
		b := w.certificate("LVA", id, 1)
		if status, says := judge(t, b); status != 0 || !strings.Contains(says, "was broken") || !strings.Contains(says, "EST: break") {
			t.Fatalf("%d %s", status, says)
		}
		for name, tc := range map[string]struct {
			change func(f *certificate)
			says   string
		}{
			"another outcome": {func(f *certificate) { f.Conclusion.Outcome = Adopted }, "outcome"},
			"another text":    {func(f *certificate) { f.Conclusion.Text.Text = map[string]string{"en": "Something else."} }, "text"},
			"fewer who confirmed": {func(f *certificate) {
				i, _ := said(t, f, "CZE", ActConfirmed)
				drop(f, i)
				f.Conclusion.Confirmed = []ids.Party{"EST", "LVA"}
			}, "VALID"}, // two of three are enough, and what was stated last can be left out
			"too few who confirmed": {func(f *certificate) {
				for _, p := range []ids.Party{"CZE", "EST"} {
					i, _ := said(t, f, p, ActConfirmed)
					drop(f, i)
				}
				f.Conclusion.Confirmed = []ids.Party{"LVA"}
			}, "not final"},
			"a confirmation that was never given": {func(f *certificate) {
				i, st := said(t, f, "CZE", ActConfirmed)
				drop(f, i)
				b, err := strictjson.Marshal(st)
				w.Must(err)
				f.Matter.Statements = append(f.Matter.Statements, matter.PackedStatement{Statement: b, Signature: w.Nodes["HUB"].Key.Sign("matter/v1", b)})
			}, "not signed by its node"},
			"an objection left out": {func(f *certificate) {
				i, _ := said(t, f, "EST", ActStood)
				drop(f, i)
			}, "missing"},
			"an objection and all after it left out": {func(f *certificate) {
				for _, act := range []string{ActConfirmed, ActStood} {
					i, _ := said(t, f, "EST", act)
					drop(f, i)
				}
				f.Conclusion.Confirmed, f.Conclusion.Stands = []ids.Party{"CZE", "LVA"}, []ConcludedWord{}
			}, "not in the file"},
			"two closings, of which one was confirmed": {func(f *certificate) {
				_, st := said(t, f, "HUB", ActClosed)
				var c Closed
				w.Must(st.Decode(&c))
				c.Outcome, c.Effects = Adopted, true
				body, err := strictjson.Marshal(c)
				w.Must(err)
				st.N, st.Body = st.N+1, body
				w.sign(f, st)
			}, "two closings"},
			"a closing that says something else": {func(f *certificate) {
				i, st := said(t, f, "HUB", ActClosed)
				var c Closed
				w.Must(st.Decode(&c))
				c.Outcome = Lapsed
				body, err := strictjson.Marshal(c)
				w.Must(err)
				drop(f, i)
				st.Body = body
				w.sign(f, st)
			}, "not in the file"},
			"a record put elsewhere": {func(f *certificate) {
				i, st := said(t, f, "HUB", ActRecorded)
				var r Recorded
				w.Must(st.Decode(&r))
				r.At = r.At.Add(-24 * time.Hour)
				body, err := strictjson.Marshal(r)
				w.Must(err)
				drop(f, i)
				st.Body = body
				w.sign(f, st)
			}, "does not follow"},
			"a stand under another's name": {func(f *certificate) {
				i, st := said(t, f, "EST", ActStood)
				st.Party = "LVA"
				b, err := strictjson.Marshal(st)
				w.Must(err)
				f.Matter.Statements[i].Statement = b
			}, "not signed by its node"},
			"a stand that the office did not sign": {func(f *certificate) {
				i, st := said(t, f, "EST", ActStood)
				var x Stood
				w.Must(st.Decode(&x))
				x.Stand = Join
				body, err := strictjson.Marshal(x)
				w.Must(err)
				drop(f, i)
				st.Body = body
				w.sign(f, st)
			}, "office"},
			"another agreement": {func(f *certificate) {
				f.Matter.Agreement = strings.Replace(f.Matter.Agreement, "Crisis body", "Another one", 1)
			}, ""},
			"a card left out": {func(f *certificate) { f.Cards = f.Cards[1:] }, "VALID"}, // nothing replaced the keys in the agreement
		} {
			status, says := judge(t, edit(t, b, tc.change))
			switch {
			case tc.says == "VALID" && status == 0:
			case status != 1 || !strings.Contains(says, tc.says) || strings.Count(says, "\n") != 1:
				t.Errorf("%s: %d %s", name, status, says)
			}
		}
	})
}
