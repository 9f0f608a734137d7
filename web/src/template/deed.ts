import { languageOf } from "../agreement/standing";
import type { Tone } from "../base/page";
import type { Deed, Generation } from "./queries";

/** toneOf gives the state of a deed its colour. */
export function toneOf(state: Deed["state"]): Tone {
  return state === "published" ? "good" : state === "circulated" ? "warn" : state === "objected" ? "bad" : "plain";
}

/** mine gives what a party can do with a deed as it stands. The node decides; this only keeps vain buttons away. */
export function mine(of: Deed, own: string): ("approve" | "object" | "withdraw")[] {
  if (of.state !== "circulated") return [];
  const member = of.members.find((m) => m.party === own);
  return [...(member?.says === "nothing" ? (["approve", "object"] as const) : []), ...(of.secretary === own ? (["withdraw"] as const) : [])];
}

/** titleOf names a generation's template in the language of the console. */
export const titleOf = (g: Generation): string => g.title[languageOf(g.languages)] ?? g.template;
