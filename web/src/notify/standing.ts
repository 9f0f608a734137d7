import type { Tone } from "../base/page";
import type { Alarm, Delivery, Plans, Rule, Target } from "./queries";

/** alarmTone colours how an alarm stands. */
export function alarmTone(state: Alarm["state"]): Tone {
  return state === "open" ? "bad" : state === "acknowledged" ? "warn" : "plain";
}

/** deliveryTone colours what became of a message; one that was tried in vain asks for attention. */
export function deliveryTone(d: Pick<Delivery, "state" | "tries">): Tone {
  if (d.state === "sent") return "good";
  if (d.state === "failed") return "bad";
  return d.state === "waiting" && d.tries > 0 ? "warn" : "plain";
}

/** covers tells whether kinds, as a rule names them, are of this one. */
export function covers(kinds: string, kind: string): boolean {
  return kinds === kind || (kinds.endsWith(".") && kind.startsWith(kinds));
}

/** onPage tells whether a person's rules show a kind while a page is open. */
export function onPage(rules: Rule[], kind: string): boolean {
  return !kind.startsWith("notify.") && rules.some((r) => r.by === "page" && covers(r.kinds, kind));
}

/** byKind gives a word for a kind: its own, that of its domain, or the kind itself. */
export function byKind(words: Record<string, string>, kind: string): string {
  const domain = kind.slice(0, kind.indexOf(".") + 1);
  for (const name of [kind, domain]) if (name !== "" && Object.hasOwn(words, name)) return words[name] as string;
  return kind;
}

/** nameOf gives the name of whom a target means. */
export function nameOf(plans: Plans | undefined, t: Target, roles: Record<string, string>): string {
  if (t.kind === "role") return Object.hasOwn(roles, t.id) ? (roles[t.id] as string) : t.id;
  const all: { id?: string; name: string }[] = t.kind === "person" ? (plans?.people ?? []) : t.kind === "rotation" ? (plans?.rotations ?? []) : (plans?.schedules ?? []);
  return all.find((x) => x.id === t.id)?.name ?? t.id;
}

/** personName gives a person's name by the account's id. */
export function personName(plans: Plans | undefined, id: string): string {
  return nameOf(plans, { kind: "person", id }, {});
}

/** took writes seconds as minutes and hours. */
export function took(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** weekOf gives the Monday of a moment's week at midnight of this reader's clock, so many weeks on. */
export function weekOf(at: Date, weeks: number): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() - ((at.getDay() + 6) % 7) + 7 * weeks);
}
