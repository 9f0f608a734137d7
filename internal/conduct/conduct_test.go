package conduct

import (
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/msel"
)

// TestAMailReachesATeamElsewhere goes all the way: STARTEX, the mail in the team's
// inbox at its own node, seen and answered, and the same clock at every node.
func TestAMailReachesATeamElsewhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		mail := w.plan(msel.Inject{Number: "1", Title: "Hospitals", At: at(10 * time.Minute), To: []string{"cze-soc"}, Within: msel.Span(30 * time.Minute)})
		w.start()
		w.advance(9*time.Minute + 59*time.Second)
		w.wantState(mail, "cze-soc", Planned)
		w.advance(time.Second)
		w.wantState(mail, "cze-soc", Sent)
		if len(w.inbox("EST")) != 0 || len(w.inbox("HUB")) != 0 {
			t.Error("a team has what is not for it")
		}
		got := w.inbox("CZE")
		if len(got) != 1 || got[0].From != "Ministry of Health" || got[0].Time != (10*time.Minute).Milliseconds() || got[0].Seen {
			t.Fatalf("the inbox is %+v", got)
		}
		cze := w.nodes["CZE"]
		_, err := cze.See(ctx, player("CZE"), realm, mail)
		w.must(err)
		w.settle()
		w.wantState(mail, "cze-soc", Seen)
		w.advance(5 * time.Minute)
		_, err = cze.Answer(ctx, player("CZE"), realm, mail, "We are on it.")
		w.must(err)
		w.settle()
		w.wantState(mail, "cze-soc", Answered)
		_, err = w.hub.Reply(ctx, controller(), realm, mail, "cze-soc", "Ministry of Health", "Thank you.")
		w.must(err)
		w.settle()
		item, err := cze.Item(ctx, player("CZE").In(realm), mail)
		w.must(err)
		if len(item.Messages) != 2 || item.Messages[1].Name != "Ministry of Health" || !item.Answered {
			t.Errorf("the conversation is %+v", item.Messages)
		}
		here, err := w.hub.Now(ctx, controller().In(realm))
		w.must(err)
		there, err := cze.Now(ctx, player("CZE").In(realm))
		w.must(err)
		if here.Time != there.Time || there.Phase != Running || there.Team != "cze-soc" || here.Digest != "d1" || there.Digest != "" {
			t.Errorf("clocks %+v, %+v", here, there)
		}
		if len(w.refused) > 0 {
			t.Errorf("refused: %v", w.refused)
		}
		_, err = w.hub.Inject(ctx, player("HUB").In(realm), mail)
		wantKind(t, err, errs.Denied) // players never see the list
		_, err = w.hub.Now(ctx, controller().In("live"))
		wantKind(t, err, errs.NotFound)
	})
}
