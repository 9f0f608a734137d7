import type { Tone } from "../base/page";
import type { Case, Offered, Stand } from "./queries";

/** path lists the states of a request in the order of a life without detours. */
export const path = ["lodged", "acknowledged", "triaged", "offers", "accepting", "bound", "deploying", "active", "handover", "released", "closed", "reported"] as const;

/** isOver tells that nothing more can be offered or deployed. */
export const isOver = (c: { state: string }): boolean => c.state === "closed" || c.state === "reported" || c.state === "withdrawn";

/** toneOf colours where a request stands. */
export function toneOf(state: string): Tone {
  if (state === "reported" || state === "withdrawn") return "plain";
  if (state === "bound" || state === "deploying" || state === "active" || state === "handover") return "good";
  return "warn";
}

/** lineTone colours where a line of an offer stands. */
export function lineTone(state: string): Tone {
  if (state === "declined") return "bad";
  if (state === "open" || state === "accepted") return "warn";
  return binds(state) ? "good" : "plain";
}

/** binds tells that a line binds its party now. */
export const binds = (state: string): boolean => ["held", "mobilising", "active", "handed-over"].includes(state);

export type LineAct = "accept" | "withdraw" | "mobilise" | "arrived" | "hand-over" | "demobilise";

// By which party an act on lines is stated, and from which states it can follow.
const steps: Record<LineAct, { owner: boolean; from: string[] }> = {
  accept: { owner: true, from: ["open"] },
  withdraw: { owner: false, from: ["open"] },
  mobilise: { owner: false, from: ["held"] },
  arrived: { owner: true, from: ["held", "mobilising"] },
  "hand-over": { owner: false, from: ["active"] },
  demobilise: { owner: false, from: ["held", "mobilising", "active", "handed-over"] },
};

/** following lists the acts on lines of an offer that a party can state now, each with its lines. */
export function following(c: Case, o: Offered, own: string, now: number): { act: LineAct; lines: string[] }[] {
  if (isOver(c)) return [];
  return (Object.keys(steps) as LineAct[]).flatMap((act) => {
    const step = steps[act];
    if (own !== (step.owner ? c.owner : o.party) || (act === "accept" && new Date(o.valid).getTime() < now)) return [];
    const lines = o.stand.filter((l) => step.from.includes(l.state)).map((l) => l.line);
    return lines.length > 0 ? [{ act, lines }] : [];
  });
}

/** stood gives where a line of an offer stands. */
export const stood = (o: Offered, line: string): Stand | undefined => o.stand.find((s) => s.line === line);

export type Todo = "acknowledge" | "triage" | "answer" | "accept" | "carry" | "mobilise" | "arrived" | "hand-over" | "demobilise" | "custody" | "close" | "report";

/** Next is one thing that can or must be done now: what, by whom, until when. */
export interface Next {
  what: Todo;
  who: string[];
  due?: string;
}

/** nexts lists what can be done now and by whom, the urgent first. It follows from the request alone, so that every node shows the same. */
export function nexts(c: Case, now: number): Next[] {
  const out: Next[] = [];
  const add = (what: Todo, who: string[], due?: string) => {
    if (who.length > 0) out.push({ what, who: [...new Set(who)].sort(), ...(due && { due }) });
  };
  if (!isOver(c)) {
    const relayed = c.centre !== c.owner;
    add("acknowledge", c.answers.filter((a) => !a.acknowledged && (relayed ? a.party === c.centre : !a.answer)).map((a) => a.party));
    if (relayed && !c.triage) add("triage", [c.centre]);
    const owed = c.answers.filter((a) => !a.answer);
    add("answer", owed.map((a) => a.party), owed.map((a) => a.due ?? "").filter(Boolean).sort()[0]);
    const of = (state: string, live = true) => c.offers.filter((o) => (!live || new Date(o.valid).getTime() >= now) && o.stand.some((s) => s.state === state));
    if (of("open").length > 0) add("accept", [c.owner], of("open").map((o) => o.valid).sort()[0]);
    add("carry", of("accepted", false).map((o) => o.party));
    add("mobilise", of("held", false).map((o) => o.party));
    if (of("mobilising", false).length > 0) add("arrived", [c.owner]);
    add("hand-over", of("active", false).map((o) => o.party));
    add("demobilise", of("handed-over", false).map((o) => o.party));
    if (c.state === "released") add("close", [c.owner]);
  }
  for (const e of c.evidence) for (const l of e.chain) if (!l.given || !l.taken) add("custody", [l.given ? l.to : l.from]);
  if (c.state === "closed") add("report", [c.owner], c.report_due);
  return out;
}

/** signatures lists the three signatures that bind a line, and when its people were held; null while one is missing. */
export function signatures(c: Case, o: Offered, s: Stand): { what: "request" | "offer" | "acceptance" | "held"; party: string; by?: string; at: string }[] | null {
  if (!s.held || !s.accepted) return null;
  return [
    { what: "request", party: c.owner, by: c.lodged_by, at: c.lodged },
    { what: "offer", party: o.party, by: o.by, at: o.at },
    { what: "acceptance", party: c.owner, at: s.accepted },
    { what: "held", party: o.party, at: s.held },
  ];
}
