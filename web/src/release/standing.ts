import type { Tone } from "../base/page";
import { lookup, w } from "../words";

/** Delivered is what a release says of one party. */
export interface Delivered {
  party: string;
  released: number;
  refused: number;
  outcome: string;
  receipted: boolean;
  recalled: boolean;
}

export interface Standing {
  tone: Tone;
  text: string;
}

/** partyStanding says how one party's part of a release stands. */
export function partyStanding(d: Delivered): Standing {
  if (d.released === 0) return { tone: "plain", text: w.release.refused(w.number(d.refused)) };
  if (d.recalled) return { tone: "bad", text: lookup(w.release.outcome, "recalled") };
  const text = lookup(w.release.outcome, d.outcome || "pending");
  switch (d.outcome) {
    case "accepted":
      return d.receipted ? { tone: "good", text: `${text}, ${w.release.receipted}` } : { tone: "warn", text: `${text}, ${w.release.notReceipted}` };
    case "partial":
      return { tone: "warn", text };
    case "refused":
      return { tone: "bad", text };
    default:
      return { tone: "warn", text };
  }
}

const worst: Record<Tone, number> = { bad: 3, warn: 2, good: 1, plain: 0 };

/** releaseStanding says how a release stands as a whole: as its worst part does. */
export function releaseStanding(r: { direction: string; parties: Delivered[] }): Standing {
  const all = r.parties.map(partyStanding).sort((a, b) => worst[b.tone] - worst[a.tone]);
  if (r.direction === "withheld") return { tone: "plain", text: lookup(w.release.outcome, "nothing") };
  return all[0] ?? { tone: "plain", text: w.release.held };
}
