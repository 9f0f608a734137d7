package conduct_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/conduct"
	"entente/internal/conduct/conducttest"
	"entente/internal/msel"
)

const realm = conducttest.Realm

var (
	ctx   = context.Background()
	quiet = slog.New(slog.DiscardHandler)
)

func each(t *testing.T, f func(t *testing.T, w *conducttest.World)) {
	t.Helper()
	t.Parallel()
	conducttest.Each(t, nil, f)
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}

// TestAMailReachesATeamElsewhere goes all the way: STARTEX, the mail in the team's
// inbox at its own node, seen and answered, and the same clock at every node.
func TestAMailReachesATeamElsewhere(t *testing.T) {
	each(t, func(t *testing.T, w *conducttest.World) {
		mail := w.Add(msel.Inject{Number: "1", Title: "Hospitals", At: conducttest.At(10 * time.Minute), To: []string{"cze-soc"}, Within: msel.Span(30 * time.Minute)})
		w.Start()
		w.Advance(9*time.Minute + 59*time.Second)
		w.Want(mail, "cze-soc", conduct.Planned)
		w.Advance(time.Second)
		w.Want(mail, "cze-soc", conduct.Sent)
		if len(w.Inbox("EST")) != 0 || len(w.Inbox("HUB")) != 0 {
			t.Error("a team has what is not for it")
		}
		got := w.Inbox("CZE")
		if len(got) != 1 || got[0].From != "Ministry of Health" || got[0].Time != (10*time.Minute).Milliseconds() || got[0].Seen {
			t.Fatalf("the inbox is %+v", got)
		}
		cze, player := w.Nodes["CZE"], conducttest.Player("CZE")
		_, err := cze.See(ctx, player, realm, mail)
		w.Must(err)
		w.Settle()
		w.Want(mail, "cze-soc", conduct.Seen)
		w.Advance(5 * time.Minute)
		_, err = cze.Answer(ctx, player, realm, mail, "We are on it.")
		w.Must(err)
		w.Settle()
		w.Want(mail, "cze-soc", conduct.Answered)
		_, err = w.Hub.Reply(ctx, conducttest.Controller(), realm, mail, "cze-soc", "Ministry of Health", "Thank you.")
		w.Must(err)
		w.Settle()
		item, err := cze.Item(ctx, player.In(realm), mail)
		w.Must(err)
		if len(item.Messages) != 2 || item.Messages[1].Name != "Ministry of Health" || !item.Answered {
			t.Errorf("the conversation is %+v", item.Messages)
		}
		here, err := w.Hub.Now(ctx, conducttest.Controller().In(realm))
		w.Must(err)
		there, err := cze.Now(ctx, player.In(realm))
		w.Must(err)
		if here.Time != there.Time || there.Phase != conduct.Running || there.Team != "cze-soc" || here.Digest != "d1" || there.Digest != "" {
			t.Errorf("clocks %+v, %+v", here, there)
		}
		if len(w.Refused) > 0 {
			t.Errorf("refused: %v", w.Refused)
		}
		_, err = w.Hub.Inject(ctx, conducttest.Player("HUB").In(realm), mail)
		wantKind(t, err, errs.Denied) // players never see the list
		_, err = w.Hub.Now(ctx, conducttest.Controller().In("live"))
		wantKind(t, err, errs.NotFound)
	})
}
