import type { Tone } from "../base/page";
import { w } from "../words";
import type { Playbook, PlaybookPage, Run, Step, Visit } from "./queries";

/** toneOfRun colours where a run stands. */
export function toneOfRun(phase: Run["phase"]): Tone {
  return ({ running: "warn", ended: "good", failed: "bad", cancelled: "plain" } as const)[phase];
}

/** toneOfVisit colours where a step stands. */
export function toneOfVisit(state: string): Tone {
  return ({ open: "warn", done: "good", failed: "bad" } as Record<string, Tone>)[state] ?? "plain";
}

/** usable tells whether a run of a version can be started: nobody has revoked it here. */
export function usable(of: Pick<Playbook, "revoked_at">): boolean {
  return !of.revoked_at;
}

/** statuses are the words with which a step is reported, as executors of CACAO use them. */
export const statuses = ["successfully_executed", "failed", "timeout_error", "server_side_error", "client_side_error", "exception_condition_error", "ongoing", "await_user_input"] as const;
export type Status = (typeof statuses)[number];

/** branchesOf lists what can be decided at a condition: true and false, or the keys of its cases. */
export function branchesOf(step: Step): string[] {
  if (step.type === "if-condition" || step.type === "while-condition") return ["true", "false"];
  return step.into.map((e) => e.key ?? "");
}

/** skippable tells whether a step can be passed over: not when it goes on by success or by failure alone. */
export function skippable(step: Step): boolean {
  return step.on.every((e) => e.how === "completion");
}

/** latest gives of each step the visit that was opened last. */
export function latest(visits: Visit[]): Map<string, Visit> {
  return new Map(visits.map((v) => [v.step, v]));
}

/** valueOf gives the value of a variable as a step sees it: its own first. */
export function valueOf(name: string, step: Step, of: Pick<PlaybookPage, "variables">, values: Record<string, string>): string | undefined {
  const own = step.variables.find((v) => v.name === name);
  if (own) return own.given ? own.value ?? "" : undefined;
  if (Object.hasOwn(values, name)) return values[name];
  const v = of.variables.find((x) => x.name === name);
  return v?.given ? v.value ?? "" : undefined;
}

/** duration writes seconds in the two largest units that it has. */
export function duration(seconds: number): string {
  const parts: [number, string][] = [[Math.floor(seconds / 86_400), w.playbook.units.d], [Math.floor((seconds % 86_400) / 3600), w.playbook.units.h], [Math.floor((seconds % 3600) / 60), w.playbook.units.min], [Math.round(seconds % 60), w.playbook.units.s]];
  const held = parts.filter(([n]) => n > 0).slice(0, 2);
  return held.length === 0 ? `0 ${w.playbook.units.s}` : held.map(([n, unit]) => `${n} ${unit}`).join(" ");
}
