package report

import (
	"fmt"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

func english() *words {
	one := func(n int64, single, many string) string {
		if n == 1 {
			return single
		}
		return many
	}
	return &words{
		Lang: language.English, Numbers: message.NewPrinter(language.English),

		Situation: "Situation report", PartyReport: "Report on %s",
		SituationFor: "What came in, what went out and to whom, what was refused and why, and what is still owed.",
		PartyFor:     "What was given to this party and received from it, under which agreements, and what is still owed.",

		Mark: marks("NOT MARKED"), Unmarked: "counts unmarked objects: not to leave this authority",
		Page: "Page {current} of {total}", Exercise: "EXERCISE", RealmLive: "live",

		Authority: "Authority", Period: "Period", Realm: "Realm", MadeBy: "Made by", MadeAt: "Made at", Fingerprint: "Node key", About: "About",
		Ceiling: "Up to", NoCeiling: "all that its maker may read", PeriodDays: "%s to %s, whole UTC days",

		Summary: "In short",
		In:      "What came in", InLead: "Objects held now, and versions that came in within the period, by type.", InEmpty: "Nothing is held and nothing came in.",
		ByOrigin: "By origin",
		Out:      "What crossed, party by party", OutLead: "Objects in releases of the period. The ratio is objects given and passed on for each one received.", OutEmpty: "Nothing crossed and nothing was stopped in this period.",
		Provisions: "By which provisions", ProvisionsLead: "The provision that permitted each crossing.", ProvisionsEmpty: "Nothing crossed under a provision in this period.",
		Refusals: "What was refused, and why", RefusalsLead: "An object that was refused for two reasons counts under both.", RefusalsEmpty: "Nothing was refused in this period.",
		Receipts: "Receipts", ReceiptsLead: "Time from the release to the recipient's signature.", ReceiptsEmpty: "No release of this period was signed for.",
		Open: "Receipts outstanding", OpenLead: "Releases that the recipient has not signed for, oldest first.", OpenEmpty: "Every release was signed for.",
		Recalls: "Recalls and compliance", RecallsLead: "Orders of the period, and older ones that are still open.", RecallsEmpty: "No recall was ordered in this period and none is open.",
		Agreements: "Agreements", AgreementsLead: "As they stand now.", AgreementsEmpty: "There is no agreement.",
		Peers: "Links with other nodes", PeersLead: "As they are now.", PeersEmpty: "This node has no link with another.",
		Ageing: "Age of indicators", AgeingLead: "Indicators held now, by when they came in.", AgeingEmpty: "No indicator is held.",
		Newest: "Newest objects of note", NewestLead: "Reports, campaigns, actors, malware and vulnerabilities first, then indicators, from the newest of the period.", NewestEmpty: "Nothing came in in this period.",
		More: "%s more are left out here; the page and the interface list them all.",

		Type: "Type", Here: "Held", Came: "Came in", Origin: "Origin", Party: "Party", Given: "Given", PassedOn: "Passed on", Received: "Received", Withheld: "Withheld", Refused: "Refused here", Ratio: "Ratio",
		Agreement: "Agreement", Provision: "Provision", Objects: "Objects", Direction: "Direction", Reason: "Reason", Signed: "Signed for", Unsigned: "Open", Median: "Median", P95: "95 in 100 within",
		Release: "Release", When: "When (UTC)", State: "State", From: "In force from", Parties: "Parties", Since: "Since (UTC)", Sent: "Entries sent", SignedFor: "Signed for", Name: "Name", TLP: "TLP", Share: "Share",
		Compliance: "Compliance", Trust: "Key", Kind: "Kind", Words: "Key in words", Age: "Age",

		SumHere: func(s string, n int64) string {
			return fmt.Sprintf("This node holds %s %s.", s, one(n, "object", "objects"))
		},
		SumCame: func(s string, n int64) string {
			return fmt.Sprintf("%s %s came in within the period.", s, one(n, "version", "versions"))
		},
		SumGiven: func(s string, n, p int64) string {
			return fmt.Sprintf("%s %s went out, to %d %s.", s, one(n, "object", "objects"), p, one(p, "party", "parties"))
		},
		SumReceived: func(s string, n, p int64) string {
			return fmt.Sprintf("%s %s came from %d other %s.", s, one(n, "object", "objects"), p, one(p, "party", "parties"))
		},
		SumRefused: func(s string, n int64) string {
			return fmt.Sprintf("%s %s did not cross; the reasons are below.", s, one(n, "object", "objects"))
		},
		SumOpen: func(s string, n int64) string {
			return fmt.Sprintf("%s %s outstanding.", s, one(n, "receipt is", "receipts are"))
		},
		SumRecalls: func(ours, theirs, open string) string {
			return fmt.Sprintf("Recalls: %s of our own, %s of others; %s answers outstanding.", ours, theirs, open)
		},
		SumNothing: "Nothing crossed in either direction.",

		Reasons: map[string]string{
			"own": "it came from that party in the first place", "unknown-marking": "it bears a marking that this node does not understand", "unmarked": "it is unmarked, and unmarked is never clear",
			"direction": "the agreement gives in the other direction only", "no-agreement": "no agreement is in force", "category": "the agreement does not share this category",
			"no-ceiling": "the agreement sets no ceiling for markings", "ceiling": "it is marked above the agreement's ceiling", "tlp-red": "TLP:RED is for named people only", "tlp-strict": "TLP:AMBER+STRICT stays within its recipient",
			"onward": "the agreement with its origin does not let it be passed on", "onward-ceiling": "its origin lets it be passed on only up to a lower marking", "originator": "its origin released it without onward release to this party",
			"incomplete": "its origin, sender, recipient or realm is not known", "same": "that party holds it already", "no-link": "permitted, but there is no link with that node", "store": "the store could not take it", "shared": "the agreement shares it", "onward-permitted": "its origin permits passing it on",
		},
		Directions: map[string]string{"out": "giving", "onward": "passing on", "withheld": "passing on", "in": "receiving"},
		States:     map[string]string{"draft": "draft", "proposed": "signatures missing", "signed": "signed, not yet in force", "in-force": "in force", "suspended": "suspended", "terminated": "terminated", "withdrawn": "withdrawn", "superseded": "superseded", "expired": "expired", "declined": "declined"},
		Links:      map[string]string{"connected": "connected", "behind": "connected, behind with signing", "unreachable": "unreachable", "never": "never reached"},
		Trusts:     map[string]string{"self": "this node", "invited": "by invitation", "introduced": "introduced by another", "compared": "compared by a person"},
		Complied:   map[string]string{"sent": "no answer yet", "executed": "executed", "refused": "refused"},
		Ages:       map[string]string{"expired": "past their valid-until", "30": "older than 30 days", "90": "older than 90 days", "365": "older than 365 days", "all": "all"},
		Kinds:      map[string]string{"nation": "nation", "alliance": "alliance", "partner": "partner"},
		Generation: "generation %d", Unknown: "not understood", None: "unmarked", Dash: "–", NotMeasured: "not measured",
	}
}
