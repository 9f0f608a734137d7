package app

import (
	"context"
	"maps"
	"path/filepath"
	"time"

	"entente/internal/account"
	"entente/internal/aftermath"
	"entente/internal/agreement"
	"entente/internal/alert"
	"entente/internal/assist"
	"entente/internal/base/db"
	"entente/internal/base/dial"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/conduct"
	"entente/internal/crisis"
	"entente/internal/directory"
	"entente/internal/duty"
	"entente/internal/exercise"
	"entente/internal/expert"
	"entente/internal/federation"
	"entente/internal/format/marking"
	"entente/internal/incident"
	"entente/internal/intel"
	"entente/internal/lesson"
	"entente/internal/matter"
	"entente/internal/msel"
	"entente/internal/node"
	"entente/internal/party"
	"entente/internal/playbook"
	"entente/internal/reaction"
	"entente/internal/release"
	"entente/internal/report"
	"entente/internal/score"
	"entente/internal/situation"
	"entente/internal/template"
	"entente/internal/training"
	"entente/internal/warning"
)

// build makes the domains, lowest first.
func (n *Node) build(dir string, keys *sign.Ring) error {
	code := n.Config.Party
	n.Journal = journal.New()
	provider, err := n.Config.provider()
	if err != nil {
		return err
	}
	accounts, err := keys.Key("accounts")
	if err != nil {
		return err
	}
	seal := accounts.Sign("account-seal/v1", nil)
	n.Accounts = account.New(n.DB, n.Journal, account.Config{Party: code, Seal: seal[:], Origin: n.Config.origin(), Provider: provider, Fresh: time.Duration(n.Config.FreshMinutes) * time.Minute})
	notices := accounts.Sign("notify-seal/v1", nil)
	if err := n.notifications(dir, notices[:]); err != nil {
		return err
	}
	n.Parties = party.New(party.Config{DB: n.DB, Journal: n.Journal, Keys: keys, Party: code,
		Held: n.held, Overlap: time.Duration(n.Config.LinkOverlapHours) * time.Hour, Peers: func(ctx context.Context, tx *db.Tx) ([]ids.Party, error) { return n.Federation.PeerCodes(ctx, tx) }})
	n.Templates = template.New(template.Config{DB: n.DB, Journal: n.Journal, Party: code, Parties: n.Parties})
	n.Agreements = agreement.New(agreement.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Parties: n.Parties, Templates: n.Templates})
	went := &exchange{}
	n.Duties = duty.New(duty.Config{Exchange: went, DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Parties: n.Parties, Agreements: n.Agreements})
	pseudonyms := accounts.Sign("expert-pseudonym/v1", nil)
	n.Experts = expert.New(expert.Config{DB: n.DB, Journal: n.Journal, Party: code, Parties: n.Parties, Secret: pseudonyms[:]})
	if n.Trainings, err = training.New(n.trainingConfig()); err != nil {
		return err
	}
	n.Directory = directory.New(n.directoryConfig())
	n.Playbooks = playbook.New(playbook.Config{DB: n.DB, Journal: n.Journal, Party: code})
	n.Msel = msel.New(msel.Config{DB: n.DB, Journal: n.Journal, Party: code, Scripted: msel.Scripted{Conducts: n.entry.director, Simulated: n.entry.simulated}, Company: n.entry})
	n.Matters = matter.New(matter.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Parties: n.Parties, Agreements: n.Agreements})
	if n.Assists, err = assist.New(assist.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Matters: n.Matters, Agreements: n.Agreements, Duties: n.Duties, Pool: n.Experts, Alone: n.Config.AssistAlone}); err != nil {
		return err
	}
	n.Intel = intel.New(n.DB, n.Journal, code, n.log)
	others := &addressees{parties: n.Parties}
	n.Incidents = incident.New(incident.Config{DB: n.DB, Journal: n.Journal, Party: code, Matters: n.Matters, Met: n.met, Releases: &given{n}})
	n.Exercises = exercise.New(exercise.Config{DB: n.DB, Journal: n.Journal, Party: code, Bases: n.Matters.Bases, Person: personNamed})
	n.Crises = crisis.New(crisis.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Matters: n.Matters, Agreements: n.Agreements, Parties: n.Parties, Effects: n.effects()})
	n.Warnings = warning.New(warning.Config{DB: n.DB, Journal: n.Journal, Party: code, Matters: n.Matters})
	n.Alerts = alert.New(alert.Config{DB: n.DB, Party: code, Matters: n.Matters, Decisions: n.Crises})
	n.Situations = situation.New(situation.Config{Clock: n.clock, Parties: n.Parties, Alerts: n.Alerts, Warnings: n.Warnings, Incidents: n.Incidents, Assists: n.Assists, Crises: n.Crises})
	n.Conduct = conduct.New(conduct.Config{DB: n.DB, Journal: n.Journal, Clock: n.clock, Party: code, Director: n.entry.director, List: n.Msel, Teams: n.entry, Doers: n.entry.doers()})
	n.Reactions = reaction.New(reaction.Config{DB: n.DB, Journal: n.Journal, Clock: n.clock, Party: code, Conduct: n.Conduct, Players: n.entry.puppets(), Log: n.log})
	n.Scores = score.New(score.Config{DB: n.DB, Journal: n.Journal, Clock: n.clock, Conduct: n.Conduct, Party: code, Reach: dial.Policy{Loopback: n.Config.PrivatePeers, Private: n.Config.PrivatePeers}})
	n.Aftermath = aftermath.New(aftermath.Config{DB: n.DB, Journal: n.Journal, Party: code, Conduct: n.Conduct, Scores: n.Scores, List: n.Msel})
	n.Lessons = lesson.New(lesson.Config{DB: n.DB, Journal: n.Journal, Party: code})
	second, err := marking.ParseTLP(n.Config.SecondPerson)
	if err != nil {
		return err
	}
	n.Releases = release.New(release.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Agreements: n.Agreements, Parties: others, SecondPerson: second, Log: n.log})
	went.releases = n.Releases
	near := dial.Policy{Loopback: n.Config.PrivatePeers, Private: n.Config.PrivatePeers}
	// A client lives for one attempt; the key that it shows is read as it begins.
	peers := dial.Peers(dial.Dialer{Policy: near, Local: n.local}, func() (sign.Key, error) { return n.Parties.LinkKey(context.Background()) }, n.tlsName(), serverName(n.Realm()), n.clock)
	address := n.Config.PeerAddress
	if address == "" {
		address = n.Config.PeerListen
	}
	n.Federation = federation.New(federation.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Address: address, Parties: n.Parties,
		Kinds: n.kinds(), Client: peers, Clock: n.clock, Log: n.log, Spool: filepath.Join(dir, "spool"), Turn: n.Agreements.Turn})
	others.federation = n.Federation
	n.Reports = report.New(report.Config{DB: n.DB, Journal: n.Journal, Clock: n.clock, Party: code, Intel: n.Intel, Releases: n.Releases, Agreements: n.Agreements, Peers: n.Federation, Parties: n.Parties, Crises: n.Crises})
	return nil
}

// kinds is what federation carries, and who takes it.
func (n *Node) kinds() map[string]federation.Kind {
	kinds := n.Releases.Kinds()
	maps.Copy(kinds, n.Agreements.Kinds())
	maps.Copy(kinds, n.Templates.Kinds())
	maps.Copy(kinds, n.Duties.Kinds())
	maps.Copy(kinds, n.Matters.Kinds())
	maps.Copy(kinds, n.Directory.Kinds())
	maps.Copy(kinds, n.Exercises.Kinds())
	maps.Copy(kinds, n.Conduct.Kinds())
	maps.Copy(kinds, n.Scores.Kinds())
	maps.Copy(kinds, n.Aftermath.Kinds())
	kinds[party.KindCard] = federation.Kind{Receive: n.receiveCard}
	return kinds
}

// care makes what answers for the node itself.
func (n *Node) care(dir string, ring *node.Ring) {
	n.Care = node.New(node.Config{
		DB: n.DB, Journal: n.Journal, Clock: n.clock, Log: n.log, Ring: ring, Party: n.Config.Party, Version: n.Version, Dir: dir,
		Followers: n.followerNames(), TLSCert: n.Config.TLSCert, Held: n.held, Peers: n.Federation.Peers,
		Daily: n.Config.BackupDaily, Keep: n.Config.BackupKeep, PassphraseFile: n.Config.BackupPassphraseFile,
		Counts: []node.Count{
			{Name: "objects", Help: "Versions of objects that are stored.", Read: intel.Stored},
			{Name: "releases", Help: "Releases that this node made or received.", Read: release.Stored},
			{Name: "sessions", Help: "Browsers that are signed in.", Read: account.OpenSessions},
		},
	})
}
