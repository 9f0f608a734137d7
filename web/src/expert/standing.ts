import type { Tone } from "../base/page";
import { w } from "../words";
import type { Expert, Term } from "./queries";

/** nameOf gives a term in the language that is spoken, or its code where the list has none. */
export function nameOf(list: Term[] | undefined, code: string): string {
  const term = list?.find((t) => t.code === code);
  return term?.name[w.locale.slice(0, 2)] ?? term?.name["en"] ?? code;
}

/** options are the terms of a list as a field offers them; work roles of NICE bear their id, since ECSF has some of the same name. */
export const options = (list: Term[]) => list.map((t) => ({ value: t.code, label: nameOf(list, t.code) + (t.ref?.includes("-WRL-") ? ` (${t.ref})` : "") }));

export interface Standing {
  word: "standby" | "held" | "away" | "off" | "withdrawn";
  tone: Tone;
}

const within = (at: number, span: { from: string; to: string }) => Date.parse(span.from) <= at && at < Date.parse(span.to);

/** standingOf says where a person stands at a moment. */
export function standingOf(e: Expert, now: Date): Standing {
  const at = now.getTime();
  if (e.state === "withdrawn") return { word: "withdrawn", tone: "plain" };
  if (e.holds.some((h) => within(at, h))) return { word: "held", tone: "warn" };
  if (e.windows.some((x) => x.kind === "away" && within(at, x))) return { word: "away", tone: "plain" };
  if (e.windows.some((x) => x.kind === "standby" && within(at, x))) return { word: "standby", tone: "good" };
  return { word: "off", tone: "plain" };
}

/** endingOf says that a clearance ends soon or has ended; "" for one that does neither. */
export function endingOf(e: Expert, now: Date): string {
  if (!e.expiring) return "";
  return (e.profile.clearance?.until ?? "") < now.toISOString().slice(0, 10) ? w.expert.ended : w.expert.expiring;
}

export interface Filter {
  text: string;
  service: string | null;
  skill: string | null;
  standing: string | null;
}

/** fits tells whether a person passes a filter. */
export function fits(e: Expert, f: Filter, now: Date): boolean {
  const p = e.profile;
  const wanted = f.text.trim().toLocaleLowerCase();
  if (wanted && ![p.name, p.employer ?? "", p.office].some((s) => s.toLocaleLowerCase().includes(wanted))) return false;
  if (f.service && !(p.services ?? []).includes(f.service)) return false;
  if (f.skill && !(p.skills ?? []).some((s) => s.code === f.skill)) return false;
  switch (f.standing) {
    case null:
      return true;
    case "unattested":
      return e.state === "active" && !e.attested;
    case "expiring":
      return e.state === "active" && e.expiring;
  }
  return standingOf(e, now).word === f.standing;
}
