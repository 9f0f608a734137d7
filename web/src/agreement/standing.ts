import type { Tone } from "../base/page";
import { w } from "../words";

/** Act is what can be done to an agreement. */
export type Act = "propose" | "sign" | "withdraw" | "suspend" | "resume" | "terminate";

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

/** Standing is what decides which acts are open to a party. */
export interface Standing {
  state: string;
  depositary: string;
  parties: Signer[];
  history: { kind: string; party: string }[];
}

/** actsIn gives what our party can do to an agreement as it stands. The node decides; this only keeps vain buttons away. */
export function actsIn(of: Standing, own: string): Act[] {
  switch (of.state) {
    case "draft":
      return ["propose", "withdraw"];
    case "proposed":
      return [...(of.parties.some((p) => p.code === own && !p.signed) ? (["sign"] as const) : []), ...(of.depositary === own ? (["withdraw"] as const) : [])];
    case "signed":
    case "in-force":
      return ["suspend", "terminate"];
    case "suspended": {
      // Each party's suspension stands until that party takes it back.
      const last = of.history.filter((h) => h.party === own && (h.kind === "suspended" || h.kind === "resumed")).at(-1);
      return [last?.kind === "suspended" ? "resume" : "suspend", "terminate"];
    }
    default:
      return [];
  }
}

/** rightOf names the right that an act needs. */
export function rightOf(act: Act): "agreement.draft" | "agreement.sign" | "agreement.end" {
  if (act === "propose" || act === "withdraw") return "agreement.draft";
  return act === "sign" ? "agreement.sign" : "agreement.end";
}

/** param writes a parameter's value for people. */
export function param(v: unknown): string {
  if (Array.isArray(v)) return v.map(param).join(", ") || w.state.none;
  if (typeof v === "boolean") return v ? w.state.yes : w.state.no;
  if (typeof v === "object" && v !== null) return JSON.stringify(v);
  return v === undefined || v === null ? "" : String(v);
}
