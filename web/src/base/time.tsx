import { w } from "../words";

const minute = 60_000;

/** utc writes an instant as 2026-11-23 14:03:07 UTC, without fractions. */
export function utc(at: Date): string {
  return at.toISOString().slice(0, 19).replace("T", " ") + " UTC";
}

/** short writes an instant in local time: the clock on the same day, the day and the clock within a year, else the date. */
export function short(at: Date, now: Date): string {
  const clock = new Intl.DateTimeFormat(w.locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  if (at.toDateString() === now.toDateString()) return clock;
  if (Math.abs(now.getTime() - at.getTime()) < 330 * 24 * 60 * minute) {
    return new Intl.DateTimeFormat(w.locale, { day: "numeric", month: "short" }).format(at) + " " + clock;
  }
  return new Intl.DateTimeFormat(w.locale, { day: "numeric", month: "short", year: "numeric" }).format(at);
}

/** full writes an instant in local time with its date. */
export function full(at: Date): string {
  return new Intl.DateTimeFormat(w.locale, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }).format(at);
}

/** ago says how long past an instant lies, in one unit. */
export function ago(at: Date, now: Date): string {
  const m = Math.floor((now.getTime() - at.getTime()) / minute);
  if (m < 1) return w.time.now;
  if (m < 60) return w.time.minutes(m);
  if (m < 48 * 60) return w.time.hours(Math.floor(m / 60));
  return w.time.days(Math.floor(m / 1440));
}

/** parse reads the node's RFC 3339 time; null for none, for rubbish, and for Go's zero time. */
export function parse(at: string | null | undefined): Date | null {
  if (!at) return null;
  const t = new Date(at);
  return Number.isNaN(t.getTime()) || t.getUTCFullYear() < 2 ? null : t;
}

/** When shows an instant shortly, and on hover in local time and UTC. */
export function When({ at, long, never }: { at: string | null | undefined; long?: boolean; never?: string }) {
  const t = parse(at);
  if (!t) return <span>{never ?? w.time.never}</span>;
  return (
    <time dateTime={t.toISOString()} title={w.time.both(full(t), utc(t))}>
      {long ? w.time.both(full(t), utc(t)) : short(t, new Date())}
    </time>
  );
}

/** localInput writes a moment as a field of type datetime-local takes it: the reader's clock, to the minute. */
export function localInput(iso: string): string {
  const d = new Date(iso);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
}
