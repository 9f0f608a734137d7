import type { Tone } from "../base/page";
import type { Obligation } from "./queries";

/** toneOf colours where an obligation stands; one that runs is quiet until it asks for attention. */
export function toneOf(o: Pick<Obligation, "state" | "soon">, now: Date): Tone {
  if (o.state === "lapsed" || o.state === "contested") return "bad";
  if (o.state === "met") return "good";
  if (o.state === "late") return "warn";
  if (o.state === "running" && new Date(o.soon) <= now) return "warn";
  return "plain";
}

export type Act = "met" | "excuse" | "contest";

/** offered lists what a party can say of an obligation now: who owes it that it is met, who it is owed to that it is not, or need not be. */
export function offered(o: Pick<Obligation, "owed" | "judge" | "state" | "from">, own: string, now: Date): Act[] {
  const open = o.state === "running" || o.state === "lapsed" || o.state === "contested";
  const acts: Act[] = [];
  if (o.owed === own && open && new Date(o.from) <= now) acts.push("met");
  if (o.judge.includes(own) && open) acts.push("excuse");
  if (o.judge.includes(own) && (o.state === "met" || o.state === "late")) acts.push("contest");
  return acts;
}
