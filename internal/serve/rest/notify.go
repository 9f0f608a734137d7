package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/notify"
	"entente/internal/serve"
)

// Notifications is what these files need of the notify domain.
type Notifications interface {
	Own(ctx context.Context, who authz.Actor, roles []authz.Role) (notify.Own, error)
	SetOwn(ctx context.Context, who authz.Actor, set notify.Settings) (secret string, err error)
	Test(ctx context.Context, who authz.Actor, road notify.Road) (string, error)
	Log(ctx context.Context, v authz.Viewer, everybody bool, limit int) ([]notify.Delivery, error)
	Failures(ctx context.Context, v authz.Viewer, since time.Time) ([]notify.Delivery, error)
	Standing(ctx context.Context, v authz.Viewer) (notify.Standing, error)

	Alarms(ctx context.Context, v authz.Viewer, within time.Duration) ([]notify.Alarm, error)
	Alarm(ctx context.Context, v authz.Viewer, id string) (notify.Alarm, error)
	Figures(ctx context.Context, v authz.Viewer, within time.Duration) (notify.Figures, error)
	RaiseByHand(ctx context.Context, who authz.Actor, realm ids.Realm, text, ladder string) (notify.Alarm, error)
	Acknowledge(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (notify.Alarm, error)
	Close(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (notify.Alarm, error)
	LookByToken(ctx context.Context, token string) (notify.AckState, error)
	AcknowledgeByToken(ctx context.Context, token string) (notify.AckState, error)

	OnCall(ctx context.Context, v authz.Viewer, from, to time.Time) ([]notify.Duty, error)
	Plans(ctx context.Context, v authz.Viewer) (notify.Plans, error)
	SaveRotation(ctx context.Context, who authz.Actor, r notify.Rotation) (notify.Rotation, error)
	SaveSchedule(ctx context.Context, who authz.Actor, s notify.Schedule) (notify.Schedule, error)
	SaveLadder(ctx context.Context, who authz.Actor, l notify.Ladder) (notify.Ladder, error)
	SaveTrigger(ctx context.Context, who authz.Actor, t notify.Trigger) (notify.Trigger, error)
	Remove(ctx context.Context, who authz.Actor, id string) error
	AddOverride(ctx context.Context, who authz.Actor, o notify.Override) (notify.Override, error)
	DropOverride(ctx context.Context, who authz.Actor, id string) error
}

// NotifyRule says that acts of some kinds reach a person by a road.
type NotifyRule struct {
	Kinds  string      `json:"kinds" maxLength:"80" doc:"A kind such as duty.lapsed, or a domain with its dot such as agreement."`
	By     notify.Road `json:"by" enum:"mail,webhook,page,daily,weekly"`
	Urgent bool        `json:"urgent" doc:"Passes quiet hours"`
}

// NotifySettings is where a person is reached, when not, and of what.
type NotifySettings struct {
	Mail          string       `json:"mail" maxLength:"300" doc:"E-mail address; empty for none"`
	Webhook       string       `json:"webhook" maxLength:"1000" doc:"https address; empty for none"`
	Language      string       `json:"language" enum:"en,fr,cs"`
	Zone          string       `json:"zone" maxLength:"60" doc:"IANA time zone"`
	QuietFrom     string       `json:"quiet_from" maxLength:"5" doc:"hh:mm; empty for no quiet hours"`
	QuietTo       string       `json:"quiet_to" maxLength:"5"`
	DigestAt      string       `json:"digest_at" maxLength:"5" doc:"hh:mm"`
	DigestDay     int          `json:"digest_day" minimum:"1" maximum:"7" doc:"Of weekly digests; 1 is Monday"`
	Key           string       `json:"key" maxLength:"70000" doc:"OpenPGP public key, armored; empty for none"`
	OnlyEncrypted bool         `json:"only_encrypted" doc:"Nothing is sent in clear"`
	Rules         []NotifyRule `json:"rules" maxItems:"100"`
}

// NotifyOwn is a person's own settings with what the node makes of them.
type NotifyOwn struct {
	Settings    NotifySettings `json:"settings"`
	Set         bool           `json:"set" doc:"The person has chosen; otherwise these are the defaults of the roles"`
	Changed     *time.Time     `json:"changed,omitempty"`
	Fingerprint string         `json:"fingerprint,omitempty" doc:"Of the OpenPGP key"`
	Expired     bool           `json:"expired" doc:"The OpenPGP key is no use any more"`
	Mailed      bool           `json:"mailed" doc:"This node has a mail server"`
	Hooked      bool           `json:"hooked" doc:"This node calls webhooks"`
	Secret      string         `json:"secret,omitempty" doc:"Of the webhook, by which its receiver checks signatures; shown once, when the address is set"`
}

// NotifyDelivery is one message by one channel, and what became of it.
type NotifyDelivery struct {
	ID      string       `json:"id"`
	Form    notify.Form  `json:"form" enum:"notice,digest,alarm,test,text"`
	Person  string       `json:"person,omitempty" doc:"Name; absent for an address outside the accounts"`
	Address string       `json:"address,omitempty" doc:"Outside the accounts"`
	By      notify.Road  `json:"by" enum:"mail,webhook"`
	Alarm   string       `json:"alarm,omitempty"`
	Acts    int64        `json:"acts" doc:"How many acts it tells of"`
	Created time.Time    `json:"created"`
	Next    *time.Time   `json:"next,omitempty" doc:"When it is tried next"`
	Tries   int64        `json:"tries"`
	State   string       `json:"state" enum:"waiting,sent,failed,dropped"`
	Reason  *errs.Phrase `json:"reason,omitempty" doc:"Why the last attempt failed"`
	Settled *time.Time   `json:"settled,omitempty"`
}

// NotifyStanding is how the channels are set up and how they fare.
type NotifyStanding struct {
	Server      string              `json:"server,omitempty" doc:"Mail server; absent without one"`
	TLS         string              `json:"tls,omitempty"`
	From        string              `json:"from,omitempty"`
	Key         string              `json:"key,omitempty" doc:"OpenPGP public key under which the node signs"`
	Fingerprint string              `json:"fingerprint,omitempty"`
	Channels    []NotifyChannelView `json:"channels"`
}

// NotifyChannelView is how one channel fares.
type NotifyChannelView struct {
	By       notify.Road  `json:"by" enum:"mail,webhook"`
	Carried  bool         `json:"carried" doc:"The node has it"`
	Waiting  int64        `json:"waiting"`
	Sent     *time.Time   `json:"sent,omitempty" doc:"When something was last sent"`
	FailedAt *time.Time   `json:"failed_at,omitempty"`
	Reason   *errs.Phrase `json:"reason,omitempty"`
}

type setNotifyInput struct{ Body NotifySettings }

type testNotifyInput struct {
	Body struct {
		By notify.Road `json:"by" enum:"mail,webhook"`
	}
}

type notifyLogInput struct {
	Everybody bool `query:"everybody" doc:"Of all people; needs notify.manage"`
	Limit     int  `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// NotifyTest names the delivery of a test.
type NotifyTest struct {
	ID string `json:"id" doc:"Of the delivery, for the log"`
}

func (a *api) notifyRoutes() {
	n, own, manage := a.deps.Notify, serve.May(authz.NotifyOwn), serve.May(authz.NotifyManage)
	get(a, "/notify/own", own, about{id: "ownNotifications", summary: "How one is reached, and of what"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[NotifyOwn], error) {
		o, err := n.Own(ctx, c.Actor, c.Identity.User.Roles)
		return reply(ownOf(o)), err
	})
	register(a, http.MethodPut, "/notify/own", own, about{id: "setOwnNotifications", summary: "Set how one is reached, and of what, as a whole"}, func(ctx context.Context, c serve.Caller, in *setNotifyInput) (*body[NotifyOwn], error) {
		secret, err := n.SetOwn(ctx, c.Actor, settingsFrom(in.Body))
		if err != nil {
			return nil, err
		}
		o, err := n.Own(ctx, c.Actor, c.Identity.User.Roles)
		out := ownOf(o)
		out.Secret = secret
		return reply(out), err
	})
	post(a, "/notify/test", own, about{id: "testNotification", summary: "Send oneself a test"}, func(ctx context.Context, c serve.Caller, in *testNotifyInput) (*body[NotifyTest], error) {
		id, err := n.Test(ctx, c.Actor, in.Body.By)
		return reply(NotifyTest{ID: id}), err
	})
	get(a, "/notify/log", own, about{id: "listDeliveries", summary: "What was sent, newest first, and what became of it"}, func(ctx context.Context, c serve.Caller, in *notifyLogInput) (*body[list[NotifyDelivery]], error) {
		all, err := n.Log(ctx, c.Viewer(), in.Everybody, in.Limit)
		if err != nil {
			return nil, err
		}
		names, err := a.notifyNames(ctx, c)
		return reply(list[NotifyDelivery]{Items: deliveriesOf(all, names)}), err
	})
	get(a, "/notify/channels", manage, about{id: "listChannels", summary: "How the channels are set up and how they fare"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[NotifyStanding], error) {
		st, err := n.Standing(ctx, c.Viewer())
		out := NotifyStanding{Server: st.Server, TLS: st.TLS, From: st.From, Key: st.Key, Fingerprint: st.Fingerprint, Channels: []NotifyChannelView{}}
		for _, r := range st.Roads {
			out.Channels = append(out.Channels, NotifyChannelView{By: r.Road, Carried: r.Carried, Waiting: r.Waiting, Sent: moment(r.Sent), FailedAt: moment(r.FailedAt), Reason: phrase(r.Reason)})
		}
		return reply(out), err
	})
	a.alarmRoutes()
	a.onCallRoutes()
}

// notifyNames gives the names of people by id.
func (a *api) notifyNames(ctx context.Context, c serve.Caller) (map[string]string, error) {
	p, err := a.deps.Notify.Plans(ctx, c.Viewer())
	names := map[string]string{}
	for _, x := range p.People {
		names[x.ID] = x.Name
	}
	return names, err
}

// nameOr gives a name for an id, and the id where there is no name any more.
func nameOr(names map[string]string, id string) string {
	if name, ok := names[id]; ok {
		return name
	}
	return id
}

// phrase leaves out the zero Phrase.
func phrase(p errs.Phrase) *errs.Phrase {
	if p.Format == "" {
		return nil
	}
	return &p
}

func ownOf(o notify.Own) NotifyOwn {
	s := o.Settings
	out := NotifyOwn{Set: o.Set, Changed: moment(o.Changed), Fingerprint: o.Fingerprint, Expired: o.Expired, Mailed: o.Mailed, Hooked: o.Hooked,
		Settings: NotifySettings{Mail: s.Mail, Webhook: s.Webhook, Language: s.Language, Zone: s.Zone, QuietFrom: s.QuietFrom, QuietTo: s.QuietTo, DigestAt: s.DigestAt, DigestDay: s.DigestDay,
			Key: s.Key, OnlyEncrypted: s.OnlyEncrypted, Rules: []NotifyRule{}}}
	for _, r := range s.Rules {
		out.Settings.Rules = append(out.Settings.Rules, NotifyRule(r))
	}
	return out
}

func settingsFrom(b NotifySettings) notify.Settings {
	s := notify.Settings{Mail: b.Mail, Webhook: b.Webhook, Language: b.Language, Zone: b.Zone, QuietFrom: b.QuietFrom, QuietTo: b.QuietTo, DigestAt: b.DigestAt, DigestDay: b.DigestDay, Key: b.Key, OnlyEncrypted: b.OnlyEncrypted}
	for _, r := range b.Rules {
		s.Rules = append(s.Rules, notify.Rule(r))
	}
	return s
}

func deliveriesOf(all []notify.Delivery, names map[string]string) []NotifyDelivery {
	out := make([]NotifyDelivery, len(all))
	for i, d := range all {
		out[i] = NotifyDelivery{ID: d.ID, Form: d.Form, Person: nameOr(names, d.Person), Address: d.Address, By: d.Road, Alarm: d.Alarm, Acts: d.Acts, Created: d.Created, Next: moment(d.Next),
			Tries: d.Tries, State: d.State, Reason: phrase(d.Reason), Settled: moment(d.Settled)}
	}
	return out
}
