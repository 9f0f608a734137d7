import type { Expert } from "./queries";

/** Zone is by whose clock the roster counts its days. */
export type Zone = "local" | "utc";

/** Day is one day of the roster: it begins at one midnight and ends at the next, 23 to 25 hours later. */
export interface Day {
  start: Date;
  end: Date;
}

/** weekOf gives the midnight with which the week of a moment begins: a Monday. */
export function weekOf(at: Date, zone: Zone): Date {
  const back = ((zone === "utc" ? at.getUTCDay() : at.getDay()) + 6) % 7;
  return zone === "utc" ? new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() - back)) : new Date(at.getFullYear(), at.getMonth(), at.getDate() - back);
}

/** plus goes a number of days on by the clock of the zone, also over a change of time. */
export function plus(start: Date, days: number, zone: Zone): Date {
  return zone === "utc" ? new Date(start.getTime() + days * 86_400_000) : new Date(start.getFullYear(), start.getMonth(), start.getDate() + days);
}

/** daysFrom gives so many days in a row. */
export function daysFrom(start: Date, count: number, zone: Zone): Day[] {
  return Array.from({ length: count }, (_, i) => ({ start: plus(start, i, zone), end: plus(start, i + 1, zone) }));
}

export type Sort = "standby" | "held" | "away";

/** Piece is the part of a day, from 0 to 1, in which a person is on standby, held or away. */
export interface Piece {
  kind: Sort;
  from: number;
  to: number;
  begin: Date;
  end: Date;
  text: string;
}

/** pieces cuts a person's times to one day, standby below and holds above it. */
export function pieces(of: Expert, day: Day): Piece[] {
  const length = day.end.getTime() - day.start.getTime();
  const all: { kind: Sort; from: string; to: string; text: string }[] = [
    ...of.windows.map((x) => ({ kind: x.kind as Sort, from: x.from, to: x.to, text: x.note ?? "" })),
    ...of.holds.map((h) => ({ kind: "held" as const, from: h.from, to: h.to, text: h.matter })),
  ];
  const order: Sort[] = ["standby", "away", "held"];
  return all
    .map((x) => ({ ...x, begin: new Date(Math.max(Date.parse(x.from), day.start.getTime())), end: new Date(Math.min(Date.parse(x.to), day.end.getTime())) }))
    .filter((x) => x.begin < x.end)
    .map((x) => ({ kind: x.kind, text: x.text, begin: x.begin, end: x.end, from: (x.begin.getTime() - day.start.getTime()) / length, to: (x.end.getTime() - day.start.getTime()) / length }))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.from - b.from);
}
