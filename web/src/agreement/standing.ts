import type { Tone } from "../base/page";
import { lookup, w } from "../words";

/** Act is what can be done to an agreement. */
export type Act = "propose" | "sign" | "decline" | "withdraw" | "suspend" | "resume" | "terminate" | "notice" | "retract" | "renew";

/** toneOf gives an agreement's state its tone. A state that we do not know is never good. */
export function toneOf(state: string): Tone {
  switch (state) {
    case "in-force":
      return "good";
    case "proposed":
    case "signed":
    case "suspended":
      return "warn";
    case "terminated":
    case "expired":
    case "declined":
      return "bad";
    default:
      return "plain";
  }
}

/** Signer is a party with whether it has signed. */
export interface Signer {
  code: string;
  signed: boolean;
}

// In these states nothing can come of an agreement any more.
const over = ["superseded", "terminated", "expired", "withdrawn", "declined"];

/** isOver tells that nothing can come of an agreement in this state any more. */
export function isOver(state: string): boolean {
  return over.includes(state);
}

/** Standing is what decides which acts are open to a party. */
export interface Standing {
  state: string;
  depositary: string;
  table?: string | undefined; // the digest that is open for signature
  draft?: string | undefined; // of our own version that nobody has seen
  needs: Signer[]; // who must sign what is on the table
  notice?: string | undefined; // without one it ends at once
  versions: { digest: string; author: string }[];
  clocks: { kind: string; party: string }[];
  history: { kind: string; party: string }[];
}

const standing = ["signed", "in-force", "suspended"];

/** actsIn gives what our party can do to an agreement as it stands. The node decides; this only keeps vain buttons away. */
export function actsIn(of: Standing, own: string): Act[] {
  const acts: Act[] = [];
  if (of.draft) acts.push("propose");
  if (of.table && of.needs.some((p) => p.code === own && !p.signed)) acts.push("sign");
  if (of.table && of.needs.some((p) => p.code === own)) acts.push("decline");
  const author = of.versions.find((v) => v.digest === of.table)?.author;
  if (of.draft || (of.table && (standing.includes(of.state) ? author : of.depositary) === own)) acts.push("withdraw");
  if (!standing.includes(of.state)) return acts;
  // Each party's suspension stands until that party takes it back.
  const last = of.history.filter((h) => h.party === own && (h.kind === "suspended" || h.kind === "resumed")).at(-1);
  acts.push(last?.kind === "suspended" ? "resume" : "suspend");
  if (of.clocks.some((c) => c.kind === "expiry")) acts.push("renew");
  if (!of.notice) acts.push("terminate");
  else acts.push(of.clocks.some((c) => c.kind === "notice" && c.party === own) ? "retract" : "notice");
  return acts;
}

/** rightOf names the right that an act needs. */
export function rightOf(act: Act): "agreement.draft" | "agreement.sign" | "agreement.end" {
  if (act === "propose" || act === "withdraw") return "agreement.draft";
  return act === "sign" || act === "decline" || act === "renew" ? "agreement.sign" : "agreement.end";
}

/** param writes a parameter's value for people. */
export function param(v: unknown): string {
  if (Array.isArray(v)) return v.map(param).join(", ") || w.state.none;
  if (typeof v === "boolean") return v ? w.state.yes : w.state.no;
  if (typeof v === "object" && v !== null) return JSON.stringify(v);
  return v === undefined || v === null ? "" : String(v);
}

/** languageOf gives the language of the console where a text has it, else the text's first. */
export function languageOf(languages: string[]): string {
  const own = w.locale.slice(0, 2);
  return languages.includes(own) ? own : (languages[0] ?? "en");
}

/** provisionTerms says what the machine does of a provision: its kind and its terms. */
export function provisionTerms(p: { id: string; kind: string; takes?: string[] | undefined }): string {
  const terms = Object.entries(p)
    .filter(([k]) => k !== "id" && k !== "kind" && k !== "takes")
    .map(([k, v]) => `${lookup(w.agreement.term, k)}: ${param(v)}`);
  const taken = (p.takes ?? []).map((t) => `${lookup(w.agreement.term, t.split("=")[0] ?? t)}: {${t.split("=")[1] ?? ""}}`);
  const none = p.kind === "onward" && !("allowed" in p) && taken.length === 0 ? [`${lookup(w.agreement.term, "allowed")}: ${w.state.no}`] : [];
  return `${lookup(w.agreement.kind, p.kind)}. ${[...none, ...terms, ...taken].join("; ")}`;
}
