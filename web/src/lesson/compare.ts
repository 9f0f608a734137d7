import { w } from "../words";
import type { Measured, TeamFigures } from "./queries";

export const times = ["detect_ms", "share_ms", "decide_ms"] as const;
export type Time = (typeof times)[number];

/** teamsOf lists the names of all teams, each once, in the order in which they first took part. */
export const teamsOf = (all: Measured[]): string[] => [...new Set(all.flatMap((m) => (m.figures.teams ?? []).map((t) => t.name)))];

/** figuresOf gives what a team came to in an exercise; no name is all teams. */
export const figuresOf = (m: Measured, team: string): TeamFigures | undefined => (team === "" ? m.figures.all : (m.figures.teams ?? []).find((t) => t.name === team));

/** span writes a length of time in its two largest units: 1 h 5 min, 4 min, 4 min 30 s, 30 s. */
export function span(ms: number): string {
  const s = Math.round(ms / 1000);
  const parts: [number, string][] = [
    [Math.floor(s / 3600), "h"],
    [Math.floor(s / 60) % 60, "min"],
    [s % 60, "s"],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  if (first < 0) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${w.number(n)} ${unit}`)
    .join(" ");
}

/** difference says how a team's time stands to the last exercise before in which it has one; nothing where there is none. */
export function difference(all: Measured[], at: number, team: string, time: Time): string {
  const f = w.lesson.figures;
  const exercise = all[at];
  const now = exercise && figuresOf(exercise, team)?.[time];
  const before = all.slice(0, at).findLast((m) => figuresOf(m, team)?.[time] !== undefined);
  const was = before && figuresOf(before, team)?.[time];
  if (now === undefined || before === undefined || was === undefined) return "";
  if (Math.abs(now - was) < 1000) return f.same(before.name);
  return now < was ? f.faster(span(was - now), before.name) : f.slower(span(now - was), before.name);
}
