import { lookup, w } from "../words";
import { say } from "../words/say";
import type { CrisisBody, Effect } from "./queries";

const order = ["en", "fr", "cs"] as const;

/** languagesOf lists those in which a text stands, the reader's own first. */
export function languagesOf(text: Record<string, string>): string[] {
  const own = w.locale.slice(0, 2);
  const all = order.filter((l) => (text[l] ?? "") !== "");
  return [...all.filter((l) => l === own), ...all.filter((l) => l !== own)];
}

/** inOwn gives a text in the reader's language, or in the first that it has. */
export const inOwn = (text: Record<string, string>): string => text[languagesOf(text)[0] ?? ""] ?? "";

/** saidOf says what a node says of a chain in the language that is spoken, or in its own words where we have none. */
export function saidOf(text: string): string {
  for (const [format, words] of Object.entries(w.crisis.reasons)) {
    const [before = "", after] = format.split("%s");
    if (after === undefined ? text === format : text.length > format.length - 2 && text.startsWith(before) && text.endsWith(after)) {
      const named = text.slice(before.length, after === undefined ? undefined : text.length - after.length);
      return words.replace("%s", () => lookup(w.crisis.outcome, named));
    }
  }
  return text;
}

/** reasonOf says why a statement counts for nothing; these sentences of the node hold no values. */
export const reasonOf = (why: string): string => say(why, { format: why, args: [] });

/** effectText says in words what an adoption sets going. */
export function effectText(e: Effect): string {
  if (e.kind === "alert-level") return `${lookup(w.crisis.kind, e.kind)}: ${e.about === "" ? w.crisis.alliance : e.about}, ${lookup(w.crisis.alert, e.value)}`;
  if (e.kind === "release-ceiling") return `${lookup(w.crisis.kind, e.kind)}: ${e.about || w.crisis.measures.everybody}, TLP:${e.value.toUpperCase()}`;
  return `${lookup(w.crisis.kind, e.kind)}: ${[e.about, e.value].filter(Boolean).join(", ")}`;
}

/** modesOf lists the ways in which a body decides, silence first. */
export const modesOf = (b: CrisisBody): string[] => Object.keys(w.crisis.mode).filter((m) => b.modes.some((x) => x === m));
