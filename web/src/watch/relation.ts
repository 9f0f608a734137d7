import type { Tone } from "../base/page";
import type { Party } from "./queries";

/** Relation is how a party stands with ours, as the map draws it. */
export type Relation = "good" | "held" | "down" | "none";

/** relation puts reachability before paper: what does not reach a party does not flow, whatever was signed. */
export function relation(p: Pick<Party, "state" | "agreements">): Relation {
  if (p.state === "none") return "none";
  if (p.state === "unreachable" || p.state === "never") return "down";
  return p.agreements.some((a) => a.state === "in-force") ? "good" : "held";
}

/** reachTone gives a link's state its tone. */
export function reachTone(state: string): Tone {
  return state === "connected" ? "good" : state === "behind" || state === "never" ? "warn" : state === "unreachable" ? "bad" : "plain";
}
