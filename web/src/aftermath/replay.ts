import type { Moment } from "./queries";

/** upTo gives what had happened by an exercise time, to one team (by id) or to all of them. The timeline is in the order of its times. */
export function upTo(timeline: Moment[], time: number, team: string): Moment[] {
  return timeline.filter((m) => m.time_ms <= time && (team === "" || m.team === team));
}

/** knows counts what each team had been sent, had seen and had answered by then. */
export function knows(happened: Moment[]): Map<string, { sent: number; seen: number; answered: number; act: number }> {
  const all = new Map<string, { sent: number; seen: number; answered: number; act: number }>();
  for (const m of happened) {
    const of = all.get(m.team) ?? { sent: 0, seen: 0, answered: 0, act: 0 };
    of[m.what]++;
    all.set(m.team, of);
  }
  return all;
}

/** length writes how long something took: 1:02:03. */
export function length(ms: number): string {
  const s = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}
