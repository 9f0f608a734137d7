import { languageOf } from "../agreement/standing";
import type { Tone } from "../base/page";
import type { Seat, Warning } from "./queries";

/** inOwn gives a text in the language of the console, or in the first that it has. */
export const inOwn = (t: Record<string, string>) => t[languageOf(Object.keys(t))] ?? "";

/** affectedTone colours what a party says of itself. */
export function affectedTone(a: string): Tone {
  if (a === "yes") return "bad";
  return a === "no" ? "good" : a === "looking" ? "warn" : "plain";
}

/** lastOf is what a party says now. */
export const lastOf = (s: Seat) => s.said[s.said.length - 1];

/** acknowledged counts those who have acknowledged the text that stands. */
export const acknowledged = (of: Pick<Warning, "seats" | "text">) => of.seats.filter((s) => s.said.some((x) => x.rev === of.text.rev)).length;

/** waitsForUs tells that we have not acknowledged the text that stands. */
export const waitsForUs = (of: Pick<Warning, "open" | "ours" | "text">) => of.open && of.ours !== undefined && !of.ours.said.some((x) => x.rev === of.text.rev);

/** Draft is a text as its fields hold it; texts by language, actions one on each line. */
export interface Draft {
  languages: string[];
  cause: string;
  title: Record<string, string>;
  text: Record<string, string>;
  actions: Record<string, string>;
  scheme: string;
  value: string;
  sectors: string[];
  incident: string;
  objects: string[];
  due: string;
}

const lines = (text: string | undefined) => (text ?? "").split("\n").map((l) => l.trim()).filter(Boolean);

/** unequal tells that the languages have different numbers of actions. */
export const unequal = (d: Draft) => new Set(d.languages.map((l) => lines(d.actions[l]).length)).size > 1;

/** complete tells whether a draft can be stated. */
export const complete = (d: Draft) => d.languages.length > 0 && !unequal(d) && (d.scheme === "" || d.value !== "") && d.languages.every((l) => d.title[l]?.trim() && d.text[l]?.trim());

/** bodyOf makes the body of a draft, in the languages that it stands in. */
export function bodyOf(d: Draft) {
  const texts = (of: Record<string, string>) => Object.fromEntries(d.languages.map((l) => [l, (of[l] ?? "").trim()]));
  const first = lines(d.actions[d.languages[0] ?? ""]);
  return {
    cause: d.cause as "other",
    title: texts(d.title),
    text: texts(d.text),
    actions: first.map((_, i) => Object.fromEntries(d.languages.map((l) => [l, lines(d.actions[l])[i] ?? ""]))),
    sectors: d.sectors,
    objects: d.objects.map((o) => o.trim()),
    ...(d.scheme && { severity: { scheme: d.scheme as "cz", value: d.value } }),
    ...(d.incident && { incident: d.incident }),
    ...(d.due && { due: new Date(d.due).toISOString() }),
  };
}
