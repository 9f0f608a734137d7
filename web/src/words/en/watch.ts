import { many } from "./count";
import { notify } from "./notify";

/** Said is what a sentence about a need can name. */
export interface Said {
  party: string;
  title: string;
  count: number;
}

/** Needed is how a need is said and what is to be done about it. */
interface Needed {
  say: (n: Said) => string;
  do: (n: Said) => string;
}

export const watch = {
  title: "Watch",
  lead: (party: string, realm: string) => `What needs somebody now at ${party}, and how it stands with the others. Realm ${realm}.`,
  asOf: (clock: string) => `As of ${clock}, link down`,
  asOfText: "What you see is what was known then. It catches up by itself when the node answers again.",

  needs: "Needs you",
  needsCount: (n: number) => many(n, "open", "open"),
  needsLead: "Running clocks first, then what is broken.",
  needsList: "What needs somebody, most pressing first",
  nothing: "Nothing needs anybody",
  nothingText: "No agreement waits for a signature, every party is reached, every receipt is here. New needs appear by themselves.",
  fresh: (n: number) => `${many(n, "more need", "more needs")}, show in order`,
  settled: "settled",
  since: "since",
  you: "You can",
  roles: (names: string) => `For ${names}`,
  them: (party: string) => `Only ${party} can`,
  nobody: "Nothing to do here",
  severity: { broken: "Broken", act: "To do", waiting: "Waiting" } as Record<string, string>,
  role: { admin: "an administrator", analyst: "an analyst", release: "a release officer", legal: "the legal adviser", director: "the director", duty: "the duty officer", auditor: "an auditor", consumer: "a tool" } as Record<string, string>,
  or: (names: string[]) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names[names.length - 1]}`),
  need: {
    "agreement.sign": { say: ({ party, title }) => (party === "" ? `“${title}” waits for our signature` : `“${title}” with ${party} waits for our signature`), do: () => "Read its clauses and sign it, or leave it unsigned." },
    "agreement.unsigned": { say: ({ party, title }) => `“${title}” waits for the signature of ${party}`, do: () => "Remind them; until all have signed, nothing flows under it." },
    "agreement.suspended-by-us": { say: ({ title }) => `“${title}” is suspended by us`, do: () => "Nothing flows under it until it is resumed." },
    "agreement.suspended-by-them": { say: ({ party, title }) => `“${title}” is suspended by ${party}`, do: ({ party }) => `Nothing flows under it until ${party} resumes it. Ask them why.` },
    "agreement.expires": { say: ({ title }) => `The term of “${title}” ends`, do: () => "Renew it if it is to run on; every party must." },
    "agreement.notice-by-us": { say: ({ title }) => `Our notice of “${title}” runs`, do: () => "It ends for us when the notice is over, unless it is taken back." },
    "agreement.notice-by-them": { say: ({ party, title }) => `${party} has given notice of “${title}”`, do: () => "It ends for them when the notice is over. Agree on what comes after." },
    "duty.owed": { say: ({ title }) => `Our duty under “${title}” falls due`, do: () => "Meet it, and state that it is met." },
    "duty.lapsed": { say: ({ title }) => `Our duty under “${title}” has lapsed`, do: () => "Meet it now and state it, or ask to be excused; the others see it too." },
    "duty.contested": { say: ({ title }) => `That we met our duty under “${title}” is contested`, do: () => "Read why, mend it, and state it anew." },
    "duty.owed-to-us": { say: ({ party, title }) => `${party} owes an answer under “${title}”`, do: ({ party }) => `Its clock runs. Call ${party} before it is over.` },
    "duty.lapsed-of-them": { say: ({ party, title }) => `A duty of ${party} under “${title}” has lapsed`, do: ({ party }) => `Ask ${party}, or excuse it.` },
    "peer.unreachable": { say: ({ party }) => `${party} is not reached`, do: ({ party }) => `Nothing goes to ${party} or comes from it. Check the way, then call them.` },
    "peer.never": { say: ({ party }) => `${party} was never reached`, do: () => "Its address may be wrong, or its node is not running." },
    "peer.words": { say: ({ party }) => `The words of ${party} were not compared`, do: ({ party }) => `Call ${party} on a known number and compare the fingerprint.` },
    "peer.invited": { say: () => "An invitation is open", do: () => "Whoever brings it becomes a peer. It ends by itself." },
    "ledger.frozen": { say: ({ party }) => `The log with ${party} is frozen: two histories of it were signed`, do: ({ party }) => `Keep the evidence, and call ${party}. Nothing more is written.` },
    "ledger.unreceipted": { say: ({ party, count }) => `${many(count, "entry", "entries")} to ${party} without a receipt`, do: ({ party }) => `It was given and ${party} has not signed for it yet.` },
    "recall.open": { say: ({ party }) => `${party} has not carried out a recall yet`, do: ({ party }) => `Its copy may still be in use. Call ${party} before the time is up.` },
    "recall.refused": { say: ({ party }) => `${party} refused a recall`, do: ({ party }) => `Its copy stays. Ask ${party}, and tell the legal adviser.` },
    "recall.not-executed": { say: ({ party }) => `A recall by ${party} was not carried out here`, do: () => "This node refused the order. Look at why, and answer them." },
    "release.draft": { say: ({ title, count }) => `${title} put ${many(count, "object", "objects")} forward for release`, do: () => "Another person reads who would get what, and approves or declines." },
    "import.interrupted": { say: ({ title }) => `The import “${title}” broke off`, do: () => "Import the same file again; what came in before stays." },
    "import.failed": { say: ({ title }) => `The import “${title}” failed`, do: () => "Look at why, and import it again." },
    "import.refused": { say: ({ title, count }) => `${many(count, "object", "objects")} of “${title}” refused`, do: () => "Look at the reasons, mend the file, and import it again under the same name." },
    "import.refused-of-them": { say: ({ party, count }) => `${many(count, "object", "objects")} from ${party} refused here`, do: ({ party }) => `The receipt told ${party} so. Ask for them again if they matter.` },
    "alarm.open": { say: ({ title }) => `An alarm waits for an answer: ${notify.kind[title] ?? title}`, do: () => "Open it and acknowledge it; it climbs until somebody does." },
    "alarm.unanswered": { say: ({ title }) => `Nobody has answered an alarm: ${notify.kind[title] ?? title}`, do: () => "It calls nobody any more. Open it and acknowledge it." },
    "alarm.answered": { say: ({ title }) => `An alarm was acknowledged and is not over: ${notify.kind[title] ?? title}`, do: () => "Close it when it is over." },
    "notify.failed": { say: ({ count }) => `${many(count, "message", "messages")} could not be delivered`, do: () => "Look at the channels for the reason." },
    "node.behind": { say: ({ title, count }) => `The part “${title}” of this node is ${many(count, "entry", "entries")} behind`, do: () => "Look at the node's log and at its disk." },
  } as Record<string, Needed>,
  needUnknown: (kind: string, title: string) => (title === "" ? kind : `${kind}: ${title}`),
  said: (text: string) => `“${text}”`,
  clock: {
    left: (text: string) => `${text} left`,
    over: (text: string) => `overdue by ${text}`,
    days: (n: number) => many(n, "day", "days"),
    hours: (h: number, m: number) => `${h} h ${m} min`,
    minutes: (m: number) => `${m} min`,
    until: (at: string) => `Its time ends at ${at}`,
  },

  latest: "Latest",
  latestLead: "Newest objects and releases at this node.",
  latestList: "The newest objects and releases",
  latestAll: "Open the feed",
  latestEmpty: "Nothing has come in or gone out yet",
  latestEmptyText: "What is imported here, released, or received from a peer appears at once.",
  latestDenied: "Your role reads no intelligence, so that none is shown.",
  latestFresh: (n: number) => `${many(n, "new line", "new lines")}, show`,

  parties: "Parties",
  partiesLead: "How each stands with us, and objects moved.",
  partiesEmpty: "No other party is known",
  partiesEmptyText: "Invite another party's node, or accept an invitation from one.",
  partiesOpen: "Open peers",
  party: "Party",
  reach: "Link",
  reachState: { connected: "Connected", behind: "Behind", unreachable: "Not reached", never: "Never met", none: "No link" } as Record<string, string>,
  compared: "words not compared",
  agreements: "Agreements",
  noAgreement: "No agreement",
  out: "Out",
  in: "In",
  movedDay: (n: string) => `${n} in 24 h`,
  movedWeek: (n: string) => `${n} in 7 days`,
  receipted: "Receipted",
  receiptedOf: (n: string, of: string) => `${n} of ${of}`,
  receiptedDay: (n: string, of: string) => `${n} of ${of} in 24 h`,

  map: "Map",
  mapLead: "Objects moved in the last seven days.",
  mapText: (n: number) => `A map of our party and ${many(n, "other", "others")}. The table of parties says the same in words.`,
  mapFails: "The map could not be loaded. The table of parties says the same.",
  mapFlow: (out: string, inn: string) => `${out} out · ${inn} in`,
  mapUs: "this node",
  mapLine: { good: "Connected, agreement in force", held: "No agreement in force", down: "Not reached", none: "No link of our own" } as Record<string, string>,

  later: "Incidents and requests for assistance",
  laterTitle: "None can be opened yet",
  laterText: "Coordinated incidents and requests for experts will stand here, with their clocks. This version of the node does not have them.",
};
