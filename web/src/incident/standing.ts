import type { Tone } from "../base/page";
import { lookup, w } from "../words";
import type { Clock, Entry, Given, Offer, Room } from "./queries";

/** toneOf colours where an incident stands. */
export function toneOf(state: string): Tone {
  if (state === "open") return "bad";
  if (state === "contained" || state === "eradicated") return "warn";
  return state === "recovered" ? "good" : "plain";
}

/** taskTone colours where a task stands; one whose time is over is not done. */
export function taskTone(t: Pick<Given, "standing" | "due">, now: Date): Tone {
  if (t.standing === "done") return "good";
  if (t.standing === "declined") return "bad";
  if (t.standing === "withdrawn") return "plain";
  return t.due && new Date(t.due) <= now ? "bad" : "warn";
}

/** clockTone colours a clock: quiet until it asks for attention. */
export function clockTone(c: Pick<Clock, "late" | "done" | "soon" | "provisional">, now: Date): Tone {
  if (c.late) return "bad";
  if (c.done) return "good";
  return !c.provisional && new Date(c.soon) <= now ? "warn" : "plain";
}

export type Reply = "accepted" | "done" | "declined" | "withdrawn";

/** replies lists what a party can say of a task now. */
export function replies(t: Pick<Given, "standing" | "for" | "party">, own: string): Reply[] {
  if (t.standing === "done" || t.standing === "withdrawn") return [];
  const out: Reply[] = [];
  if (t.for === own) {
    if (t.standing !== "accepted") out.push("accepted");
    out.push("done");
    if (t.standing !== "declined") out.push("declined");
  }
  if (t.party === own) out.push("withdrawn");
  return out;
}

/** valueOf names a value of a severity scheme. */
export const valueOf = (scheme: string, value: string) => lookup(w.terms.value, `${scheme}/${value}`);

/** headline is what an entry is about in a few words, beside its text; empty where the text says all. */
export function headline(e: Entry): string {
  switch (e.act) {
    case "opened":
    case "described":
    case "reported":
      return e.title ?? "";
    case "tasked":
      return `${e.title ?? ""} → ${e.for ?? ""}${e.person ? ` (${e.person})` : ""}`;
    case "task-changed":
      return `${lookup(w.incident.task.state, e.state ?? "")}: ${e.title ?? ""}`;
    case "affected":
      return [e.label ?? "", e.name ? `(${e.name})` : "", e.sector ? lookup(w.terms.sector, e.sector) : ""].filter(Boolean).join(" ");
    case "evidenced":
      return [e.label, e.where].filter(Boolean).join(", ");
    case "linked":
      return e.id ?? "";
    case "judged":
      return `${lookup(w.terms.scheme, e.scheme ?? "")} ${valueOf(e.scheme ?? "", e.value ?? "")}${e.score === undefined ? "" : ` (${e.score})`}`;
    case "changed":
    case "closed":
    case "reopened":
      return lookup(w.incident.state, e.state ?? "");
    case "obliged":
      return e.state === "applies" ? w.incident.clocks.runTitle : w.incident.clocks.stopTitle;
    case "informed":
      return [lookup(w.incident.clocks.step, e.step ?? ""), e.reference].filter(Boolean).join(", ");
  }
  return "";
}

/** goesTo tells whether an entry may go to everybody it is offered to. */
export const goesTo = (o: Pick<Offer, "may">) => o.may.length > 0 && o.may.every((m) => m.permit);

/** others lists who takes part besides us. */
export const others = (room: Pick<Room, "parties">, own: string) => room.parties.filter((p) => p !== own);
